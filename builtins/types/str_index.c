/* str_index.c - from code points to bytes in non-ASCII text.
 *
 * A string longer than STRIDE code points gets an index at its first use: the byte offset of every STRIDE-th code point.
 * The indexes lie in a side table keyed by the string's address, so strings that are never indexed pay nothing; has_index
 * tells that an entry exists. Open addressing, linear probing, deletion by shifting back. The entry used last is
 * remembered together with the position it gave, which makes walking by index cheap. */
#include "builtins/types/str_internal.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

enum { STRIDE = 64, INITIAL_CAPACITY = 64 };

typedef struct { const Str *key; size_t *offsets; } IndexEntry;

static struct { IndexEntry *slots; size_t capacity, count; } table;
static struct { const Str *key; const size_t *offsets; size_t index, offset; } last;

static size_t offset_count(const Str *s) { return s->length / STRIDE + 1; }
static size_t home_of(const Str *key) { return (size_t)hash_pointer(key) & (table.capacity - 1); }

static size_t find_slot(const Str *key) {
    size_t i = home_of(key);
    while (table.slots[i].key && table.slots[i].key != key) i = (i + 1) & (table.capacity - 1);
    return i;
}

/* Room for one more entry; false without an exception when there is no memory: the index is only a help. */
static bool table_grow(void) {
    if (table.capacity && (table.count + 1) * 2 <= table.capacity) return true;
    size_t old_capacity = table.capacity, capacity = old_capacity ? old_capacity * 2 : INITIAL_CAPACITY;
    IndexEntry *slots = mem_array(capacity, sizeof *slots), *old = table.slots;
    if (!slots) return false;
    memset(slots, 0, capacity * sizeof *slots);
    table.slots = slots;
    table.capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].key) slots[find_slot(old[i].key)] = old[i];
    mem_free_array(old, old_capacity, sizeof *old);
    return true;
}

static size_t *build_offsets(const Str *s) {
    size_t *offsets = mem_array(offset_count(s), sizeof *offsets);
    if (!offsets) return NULL;
    size_t index = 0;
    for (const char *p = s->data, *end = p + s->size; p <= end; p += p < end ? utf8_sequence_length((unsigned char)*p) : 1)
        if (index++ % STRIDE == 0) offsets[(index - 1) / STRIDE] = (size_t)(p - s->data);
    return offsets;
}

/* The string's offsets, made when needed; NULL when there is no memory for them. */
static const size_t *offsets_of(Str *s) {
    if (s->has_index) return table.slots[find_slot(s)].offsets;
    if (!table_grow()) return NULL;
    size_t *offsets = build_offsets(s);
    if (!offsets) return NULL;
    table.slots[find_slot(s)] = (IndexEntry){s, offsets};
    table.count++;
    s->has_index = 1;
    return offsets;
}

void str_index_drop(Str *s) {
    if (last.key == s) last.key = NULL;
    size_t mask = table.capacity - 1, hole = find_slot(s);
    mem_free_array(table.slots[hole].offsets, offset_count(s), sizeof(size_t));
    for (size_t i = (hole + 1) & mask; table.slots[i].key; i = (i + 1) & mask) {
        if (((i - home_of(table.slots[i].key)) & mask) < ((i - hole) & mask)) continue;
        table.slots[hole] = table.slots[i];
        hole = i;
    }
    table.slots[hole] = (IndexEntry){NULL, NULL};
    s->has_index = 0;
    if (--table.count) return;
    mem_free_array(table.slots, table.capacity, sizeof *table.slots);
    table.slots = NULL;
    table.capacity = 0;
}

/* Walks from a known position (index, offset) forward to a later one. */
static size_t advance(const Str *s, size_t index, size_t offset, size_t wanted) {
    for (; index < wanted; index++) offset += utf8_sequence_length((unsigned char)s->data[offset]);
    return offset;
}

size_t str_byte_offset(Object *o, size_t index) {
    Str *s = (Str *)o;
    if (s->length == s->size) return index;
    if (index >= s->length) return s->size;
    if (s->length <= STRIDE) return advance(s, 0, 0, index);
    if (last.key != s) {
        const size_t *offsets = offsets_of(s);
        if (!offsets) return utf8_offset(s->data, s->size, index);
        last.key = s;
        last.offsets = offsets;
        last.index = last.offset = 0;
    }
    if (index < last.index || index - last.index > STRIDE / 2) {
        last.index = index / STRIDE * STRIDE;
        last.offset = last.offsets[index / STRIDE];
    }
    last.offset = advance(s, last.index, last.offset, index);
    last.index = index;
    return last.offset;
}
