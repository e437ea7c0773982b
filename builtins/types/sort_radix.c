/* sort_radix.c - sorting by 64-bit numbers that order the keys: ints, floats, the first eight bytes of text, and tuples
 * that begin with one of these. A radix sort, last byte first, takes linear time and no comparison; bytes that are the
 * same in all numbers are skipped. */
#include "builtins/types/sort_radix.h"

#include <string.h>

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

typedef struct { uint64_t number; size_t index; } Entry;   /* index: where the key was */

enum { ORDERED_SHARE = 16 };   /* input with fewer descents than one in so many counts as nearly in order */
#define SIGN_BIT (UINT64_C(1) << 63)

/* ---- keys to numbers ---- */

static RadixKind simple_kind(const Object *key) {
    if (is_machine_int(key)) return RADIX_INT;
    if (is_float_exact(key) && float_value(key) == float_value(key)) return RADIX_FLOAT;   /* NaN has no place in an order */
    return is_str_exact(key) ? RADIX_STR : RADIX_NONE;
}

static RadixKind kind_of(const Object *key) {
    if (!is_tuple_exact(key)) return simple_kind(key);
    if (tuple_count(key) == 0) return RADIX_NONE;
    RadixKind first = simple_kind(tuple_item_borrowed(key, 0));
    return first == RADIX_NONE ? RADIX_NONE : first + RADIX_TUPLE_INT;
}

RadixKind radix_kind(Object **keys, ssize_t count) {
    RadixKind kind = kind_of(keys[0]);
    for (ssize_t i = 1; kind != RADIX_NONE && i < count; i++)
        if (kind_of(keys[i]) != kind) return RADIX_NONE;
    return kind;
}

static uint64_t number_of_float(double value) {
    uint64_t bits;
    value += 0.0;    /* -0.0 equals 0.0 */
    memcpy(&bits, &value, sizeof bits);
    return bits & SIGN_BIT ? ~bits : bits | SIGN_BIT;
}

static uint64_t number_of_text(const Object *text) {
    uint64_t bytes = 0;
    size_t size = str_size(text);
    memcpy(&bytes, str_data(text), size < sizeof bytes ? size : sizeof bytes);
    return __builtin_bswap64(bytes);    /* little-endian machine: the first byte counts most */
}

static inline uint64_t number_of(const Object *key, RadixKind kind) {
    if (kind >= RADIX_TUPLE_INT) {
        key = tuple_item_borrowed(key, 0);
        kind -= RADIX_TUPLE_INT;
    }
    if (kind == RADIX_INT) return (uint64_t)int_value(key) ^ SIGN_BIT;
    return kind == RADIX_FLOAT ? number_of_float(float_value(key)) : number_of_text(key);
}

/* ---- sorting ---- */

/* One pass: from -> to by the byte at that shift. */
static void pass(const Entry *from, Entry *to, size_t count, unsigned shift) {
    size_t starts[256] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) starts[from[i].number >> shift & 0xFF]++;
    for (size_t i = 0; i < 256; i++) {
        size_t here = starts[i];
        starts[i] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[starts[from[i].number >> shift & 0xFF]++] = from[i];
}

/* Sorts by the bytes set in `varying`; returns the one of both arrays that holds the result. */
static Entry *sort_entries(Entry *entries, Entry *other, size_t count, uint64_t varying) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (!(varying >> shift & 0xFF)) continue;
        pass(entries, other, count, shift);
        Entry *swapped = entries;
        entries = other;
        other = swapped;
    }
    return entries;
}

static void permute(Object **items, const Entry *order, size_t count, Object **scratch) {
    for (size_t i = 0; i < count; i++) scratch[i] = items[order[i].index];
    memcpy(items, scratch, count * sizeof *items);
}

/* Fills the entries; the bits in which numbers differ, 0 if the input is nearly in order. */
static uint64_t fill_entries(Entry *entries, Object **keys, size_t count, RadixKind kind) {
    uint64_t varying = 0;
    size_t descents = 0;
    for (size_t i = 0; i < count; i++) {
        entries[i] = (Entry){number_of(keys[i], kind), i};
        varying |= entries[i].number ^ entries[0].number;
        descents += i && entries[i].number < entries[i - 1].number;
    }
    bool ordered = descents < count / ORDERED_SHARE || descents > count - count / ORDERED_SHARE;
    return ordered ? 0 : varying;
}

bool radix_sort(Object **keys, Object **values, ssize_t signed_count, RadixKind kind, uint64_t **numbers) {
    size_t count = (size_t)signed_count;
    Entry *entries = mem_array(count, 2 * sizeof(Entry));
    *numbers = NULL;
    if (!entries) return false;
    uint64_t varying = fill_entries(entries, keys, count, kind);
    if (varying && !radix_is_exact(kind)) *numbers = mem_array(count, sizeof(uint64_t));
    bool able = varying && (radix_is_exact(kind) || *numbers);
    if (able) {
        Entry *sorted = sort_entries(entries, entries + count, count, varying);
        Object **scratch = (Object **)(sorted == entries ? entries + count : entries);
        permute(keys, sorted, count, scratch);
        if (values) permute(values, sorted, count, scratch);
        for (size_t i = 0; *numbers && i < count; i++) (*numbers)[i] = sorted[i].number;
    }
    mem_free_array(entries, count, 2 * sizeof(Entry));
    return able;
}
