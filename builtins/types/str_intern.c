/* str_intern.c - interned strings, and the cache of '' and the one-character Latin-1 strings.
 *
 * The table holds no references: an interned string that dies takes itself out (str_intern_forget). Open addressing with
 * linear probing; deletion shifts the following entries back, so there are no tombstones. At most 2/3 full.
 * The cache does hold references (one for each string that was ever asked for), until str_caches_release. */
#include "builtins/types/str_internal.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

enum { INITIAL_CAPACITY = 1024 };

static struct { Str **slots; size_t capacity, count; } table;
static Object *empty_string;
static Object *latin1_strings[256];

/* ---- the table ---- */

static size_t slot_of(const Str *s) { return (size_t)str_hash((Object *)(uintptr_t)s) & (table.capacity - 1); }

/* The slot that holds an equal string, or the free one where it belongs. */
static size_t find_slot(Hash hash, const char *bytes, size_t size) {
    size_t mask = table.capacity - 1;
    size_t i = (size_t)hash & mask;
    for (Str *s; (s = table.slots[i]); i = (i + 1) & mask)
        if (s->hash == hash && s->size == size && memcmp(s->data, bytes, size) == 0) break;
    return i;
}

/* Room for one more entry. 0, -1 (MemoryError pending; the table is as it was). */
static int table_grow(void) {
    if (table.capacity && (table.count + 1) * 3 <= table.capacity * 2) return 0;
    size_t capacity = table.capacity ? table.capacity * 2 : INITIAL_CAPACITY;
    Str **slots = mem_array(capacity, sizeof *slots);
    if (!slots) return error_no_memory(), -1;
    memset(slots, 0, capacity * sizeof *slots);
    Str **old = table.slots;
    size_t old_capacity = table.capacity;
    table.slots = slots;
    table.capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++) {
        if (!old[i]) continue;
        size_t at = slot_of(old[i]);
        while (slots[at]) at = (at + 1) & (capacity - 1);
        slots[at] = old[i];
    }
    mem_free_array(old, old_capacity, sizeof *old);
    return 0;
}

static void table_insert(Str *s) {
    table.slots[find_slot(str_hash((Object *)s), s->data, s->size)] = s;
    table.count++;
    s->interned = 1;
}

void str_intern_forget(Str *s) {
    size_t mask = table.capacity - 1;
    size_t hole = find_slot(s->hash, s->data, s->size);
    check(table.slots[hole] == s);
    for (size_t i = (hole + 1) & mask; table.slots[i]; i = (i + 1) & mask) {
        size_t home = slot_of(table.slots[i]);
        if (((i - home) & mask) < ((i - hole) & mask)) continue;   /* it would move before its home */
        table.slots[hole] = table.slots[i];
        hole = i;
    }
    table.slots[hole] = NULL;
    table.count--;
    s->interned = 0;
}

Object *str_intern_steal(Object *o) {
    if (!o || ((Str *)o)->interned || !is_str_exact(o)) return o;
    if (table_grow()) {
        release(o);
        return NULL;
    }
    Str *known = table.slots[find_slot(str_hash(o), str_data(o), str_size(o))];
    if (known) {
        RETAIN(known);
        release(o);
        return (Object *)known;
    }
    table_insert((Str *)o);
    return o;
}

Object *str_intern_utf8(const char *bytes, size_t size) {
    if (size && table.capacity) {
        Str *known = table.slots[find_slot(hash_bytes(bytes, size), bytes, size)];
        if (known) return retain((Object *)known);
    }
    return str_intern_steal(str_from_utf8(bytes, size));
}

Object *str_intern_text(const char *text) { return str_intern_utf8(text, strlen(text)); }

size_t str_interned_count(void) { return table.count; }

/* ---- the cache ---- */

/* Makes and interns a string for the cache; the caller gets a reference of its own. */
static NOINLINE Object *cache_fill(Object **entry, const char *bytes, size_t size) {
    Str *s = str_new_uninitialised(size, size ? 1 : 0);
    if (!s) return NULL;
    memcpy(s->data, bytes, size);
    *entry = str_intern_steal((Object *)s);
    return retain_or_null(*entry);
}

Object *str_empty(void) {
    return likely(empty_string) ? retain(empty_string) : cache_fill(&empty_string, "", 0);
}

Object *str_latin1_character(unsigned char c) {
    Object **entry = &latin1_strings[c];
    if (likely(*entry)) return retain(*entry);
    char bytes[4];
    return cache_fill(entry, bytes, utf8_encode(c, bytes));
}

Object *str_cached_borrowed(int c) { return c < 0 ? empty_string : latin1_strings[c]; }

void str_caches_release(void) {
    CLEAR(empty_string);
    for (size_t i = 0; i < 256; i++) CLEAR(latin1_strings[i]);
}

void str_intern_shutdown(void) {
    for (size_t i = 0; i < table.capacity; i++)
        if (table.slots[i]) table.slots[i]->interned = 0;
    mem_free_array(table.slots, table.capacity, sizeof *table.slots);
    table.slots = NULL;
    table.capacity = table.count = 0;
}
