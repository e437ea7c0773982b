/* memory_pools.c - what the allocator's pools and the caches of small ints and short strings hold. */
#include "builtins/modules/memory_pools.h"

#include "builtins/modules/_memory.h"
#include "builtins/modules/memory_mark.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

/* ---- pools ---- */

typedef struct PoolNote { size_t arena, block_size, used, capacity; } PoolNote;
typedef struct PoolNotes { PoolNote *items; size_t count, capacity; } PoolNotes;

static PoolNotes at_mark;    /* items NULL: no mark */

static void count_pool(size_t arena UNUSED, size_t size UNUSED, size_t used UNUSED, size_t capacity UNUSED, void *context) {
    ++*(size_t *)context;
}

static void note_pool(size_t arena, size_t block_size, size_t used, size_t capacity, void *context) {
    PoolNotes *notes = context;
    if (notes->count < notes->capacity) notes->items[notes->count++] = (PoolNote){arena, block_size, used, capacity};
}

/* 0, or -1 with MemoryError pending. */
static int note_pools(PoolNotes *notes) {
    mem_caches_flush();
    *notes = (PoolNotes){.capacity = 1};
    mem_show_pools(count_pool, &notes->capacity);
    notes->items = mem_array(notes->capacity, sizeof *notes->items);
    if (!notes->items) return error_no_memory(), -1;
    mem_show_pools(note_pool, notes);
    return 0;
}

int memory_pools_mark(void) { return note_pools(&at_mark); }

static Object *pools_list(const PoolNotes *notes) {
    Object *list = list_new(0);
    for (size_t i = 0; list && i < notes->count; i++) {
        const PoolNote *note = &notes->items[i];
        Object *items[] = {int_from_size(note->arena), int_from_size(note->block_size), int_from_size(note->used), int_from_size(note->capacity)};
        if (memory_append_tuple(list, items, 4)) CLEAR(list);
    }
    return list;
}

/* (arena, block size or 0, blocks used, blocks in all) of each pool. */
Value memory_pools_function(Object *self UNUSED, Object **args UNUSED) {
    if (at_mark.items) return value_new(pools_list(&at_mark));
    PoolNotes notes;
    if (note_pools(&notes)) return value_error();
    Object *list = pools_list(&notes);
    mem_free_array(notes.items, notes.capacity, sizeof *notes.items);
    return value_new(list);
}

/* ---- caches ---- */

static size_t count_of(const Object *o) { return memory_is_marked(o) ? memory_marked_count(o) : o->refcount; }

static Object *small_int_counts(void) {
    size_t counts[SMALL_INT_MAX - SMALL_INT_MIN + 1];
    enum { COUNT = sizeof counts / sizeof *counts };
    for (size_t i = 0; i < COUNT; i++) counts[i] = count_of(&small_ints[i].head);
    return memory_numbers(counts, COUNT);
}

static Object *string_counts(void) {
    size_t counts[257];
    for (int c = -1; c < 256; c++) {
        const Object *o = str_cached_borrowed(c);
        counts[c + 1] = o ? count_of(o) : 0;
    }
    return memory_numbers(counts, 257);
}

/* (counts of the small ints, counts of '' and the one-character strings (0: not made yet), interned strings) */
Value memory_caches_function(Object *self UNUSED, Object **args UNUSED) {
    Object *items[] = {small_int_counts(), string_counts(), int_from_size(str_interned_count())};
    if (items[0] && items[1] && items[2]) return value_new(tuple_from_items_steal(items, 3));
    for (int i = 0; i < 3; i++) release_or_null(items[i]);
    return value_error();
}
