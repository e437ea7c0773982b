/* verify.c - the heap checker. Recomputes from the graph what the interpreter believes of it.
 *
 * Every tracked object, and every untracked container that one of them reaches, is traversed; the references found are
 * counted for each referent. Nobody can have more references than its count says. (It may have fewer: C code, frames, the
 * unboxed world hold some that no traversal shows.) The table of referents is its own worklist.
 * Runs script code only to print the repr of something that is wrong. */
#include "gc/verify.h"

#include <stdio.h>
#include <stdlib.h>

#include "builtins/types/str.h"
#include "gc/generations.h"
#include "runtime/base/mem.h"
#include "runtime/object/interp.h"
#include "runtime/object/protocol.h"

enum { FIRST_CAPACITY = 1 << 13, PROBLEMS_SHOWN = 20 };

/* objects[0..count): in the order in which they were found; found[i]: references to objects[i] seen so far. slots: open
 * addressing, a power of two more than twice the capacity; index into objects plus 1, or 0. */
typedef struct Census {
    Object **objects;
    size_t *found;
    uint32_t *slots;
    size_t count, capacity, slot_count;
    size_t problems;
    bool out_of_memory;
} Census;

/* ---- telling ---- */

static void problem(Census *census, const char *what, const void *where) {
    if (census->problems++ < PROBLEMS_SHOWN) fprintf(stderr, "mini: heap check: %s: %p\n", what, where);
}

static void describe(Object *o) {
    Object *text = object_repr(o);
    fprintf(stderr, "    %s\n", text ? str_data(text) : "(its repr fails)");
    error_clear();
    release_or_null(text);
}

static void object_problem(Census *census, Object *o, const char *what, size_t found) {
    if (census->problems++ >= PROBLEMS_SHOWN) return;
    fprintf(stderr, "mini: heap check: <%s object at %p>: its count is %zu, %s %zu\n", o->type->name, (void *)o, o->refcount, what, found);
    describe(o);
}

/* ---- the census ---- */

static size_t slot_of(const Census *census, const Object *o) {
    size_t slot = ((uintptr_t)o >> 4) * (size_t)0x9E3779B97F4A7C15 >> 20;
    for (;; slot++) {
        slot &= census->slot_count - 1;
        uint32_t entry = census->slots[slot];
        if (!entry || census->objects[entry - 1] == o) return slot;
    }
}

static void free_slots(Census *census) {
    mem_free_array(census->slots, census->slot_count, sizeof *census->slots);
    census->slots = NULL;
}

static void census_free(Census *census) {
    mem_free_array(census->objects, census->capacity, sizeof *census->objects);
    mem_free_array(census->found, census->capacity, sizeof *census->found);
    free_slots(census);
}

/* 0, or -1 with everything still in place. */
static int census_grow(Census *census) {
    size_t capacity = census->capacity ? census->capacity * 2 : FIRST_CAPACITY;
    uint32_t *slots = capacity < UINT32_MAX / 4 ? mem_alloc_zeroed(capacity * 4 * sizeof *slots) : NULL;
    Object **objects = slots ? mem_realloc_array(census->objects, census->capacity, capacity, sizeof *objects) : NULL;
    if (objects) census->objects = objects;
    size_t *found = objects ? mem_realloc_array(census->found, census->capacity, capacity, sizeof *found) : NULL;
    if (!found) {
        if (objects) census->objects = mem_realloc_array(objects, capacity, census->capacity, sizeof *objects);
        mem_free_array(slots, capacity * 4, sizeof *slots);
        return -1;
    }
    free_slots(census);
    census->found = found;
    census->capacity = capacity;
    census->slots = slots;
    census->slot_count = capacity * 4;
    for (size_t i = 0; i < census->count; i++) slots[slot_of(census, census->objects[i])] = (uint32_t)i + 1;
    return 0;
}

/* The entry of an object, made if there is none. NULL without memory. */
static size_t *census_entry(Census *census, Object *o) {
    if (census->count == census->capacity && census_grow(census)) {
        census->out_of_memory = true;
        return NULL;
    }
    size_t slot = slot_of(census, o);
    if (!census->slots[slot]) {
        census->objects[census->count] = o;
        census->found[census->count++] = 0;
        census->slots[slot] = (uint32_t)census->count;
    }
    return &census->found[census->slots[slot] - 1];
}

static int count_reference(Object *referent, void *context) {
    size_t *found = census_entry(context, referent);
    if (!found) return -1;
    ++*found;
    return 0;
}

/* ---- lists ---- */

static bool type_is_sound(const Type *type) {
    return type && type->name && (type->flags & TYPE_READY) && type->head.refcount > 0 && type->head.type;
}

static bool member_is_sound(const GcHead *head) {
    const Object *o = gc_object(head);
    return o->refcount > 0 && o->refcount < SIZE_MAX / 2 && type_is_sound(o->type) && object_is_gc(o) && o->type->traverse;
}

/* false: the list cannot be walked further. */
static bool check_list(Census *census, GcHead *list) {
    GcHead *previous = list;
    GC_EACH(head, list) {
        if (head->next & GC_UNREACHABLE || head->prev & GC_COLLECTING) problem(census, "a collection has left its mark on", gc_object(head));
        if (gc_prev(head) != previous) return problem(census, "a generation's list is not linked both ways at", gc_object(head)), false;
        if (!member_is_sound(head)) return problem(census, "a generation's list holds what is no live container", gc_object(head)), false;
        if (!census_entry(census, gc_object(head))) return false;
        previous = head;
    }
    if (gc_prev(list) == previous) return true;
    problem(census, "a generation's list does not end where it says", gc_object(previous));
    return false;
}

static bool check_lists(Census *census) {
    for (int i = 0; i < GC_GENERATIONS; i++)
        if (!check_list(census, &gc_generations[i].list)) return false;
    return check_list(census, &gc.permanent);
}

/* ---- counts ---- */

static void count_references(Census *census) {
    for (size_t i = 0; i < census->count && !census->out_of_memory; i++) {
        Object *o = census->objects[i];
        if (!type_is_sound(o->type)) problem(census, "something refers to what is no object", o);
        else if (object_is_gc(o) && o->type->traverse) o->type->traverse(o, count_reference, census);
    }
}

static void compare_counts(Census *census) {
    for (size_t i = 0; i < census->count; i++) {
        Object *o = census->objects[i];
        if (census->found[i] <= o->refcount) continue;
        object_problem(census, o, "but references found are", census->found[i]);
    }
}

/* ---- the whole ---- */

static void memory_problem(const char *what, const void *where, void *census) { problem(census, what, where); }

size_t gc_verify(void) {
    Census census = {0};
    if (gc.collecting) return 0;
    if (check_lists(&census)) count_references(&census);
    if (!census.out_of_memory) compare_counts(&census);
    mem_verify(memory_problem, &census);
    census_free(&census);
    if (census.problems) fprintf(stderr, "mini: heap check: %zu problems\n", census.problems);
    return census.problems;
}

static uint64_t interval, countdown;

static void check_hook(void) {
    if (--countdown) return;
    countdown = interval;
    if (gc_verify()) abort();
}

void gc_verify_every(uint64_t safe_points) {
    interval = countdown = safe_points;
    interp_check_heap_hook = check_hook;
    if (safe_points) __atomic_or_fetch(&interp.pending, PENDING_CHECK_HEAP, __ATOMIC_RELAXED);
    else __atomic_and_fetch(&interp.pending, ~(uint32_t)PENDING_CHECK_HEAP, __ATOMIC_RELAXED);
}
