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

enum { FIRST_SLOTS = 1 << 14, PROBLEMS_SHOWN = 20 };

/* found: references to the object seen so far (a heap with 2^32 references to one object is not checked). round: the check
 * that made the entry; entries of earlier ones are free, so that nothing has to be wiped between checks. */
typedef struct Entry { Object *object; uint32_t found, round; } Entry;

/* entries: open addressing, slot_count a power of two, at most half of it in use. order[0..count): the slots taken, in the
 * order in which the objects were found. While checks recur the tables live on from one to the next. */
typedef struct Census {
    Entry *entries;
    uint32_t *order;
    size_t slot_count, count;
    uint32_t round;
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

/* The object's entry, or the free one where it belongs. */
static size_t slot_of(const Census *census, const Object *o) {
    size_t slot = ((uintptr_t)o >> 4) * (size_t)0x9E3779B97F4A7C15 >> 20;
    for (;; slot++) {
        slot &= census->slot_count - 1;
        const Entry *entry = &census->entries[slot];
        if (entry->object == o || entry->round != census->round) return slot;
    }
}

static void census_free(Census *census) {
    mem_free_array(census->entries, census->slot_count, sizeof *census->entries);
    mem_free_array(census->order, census->slot_count / 2, sizeof *census->order);
    *census = (Census){0};
}

static void census_begin(Census *census) {
    if (!++census->round) census_free(census), census->round = 1;   /* old entries would look new */
    census->count = census->problems = 0;
    census->out_of_memory = false;
}

/* Twice as large, the entries of this round moved over. 0, or -1 with everything still in place. */
static int census_grow(Census *census) {
    Census larger = *census;
    larger.slot_count = census->slot_count ? census->slot_count * 2 : FIRST_SLOTS;
    if (larger.slot_count > UINT32_MAX) return -1;
    larger.entries = mem_alloc_zeroed(larger.slot_count * sizeof *larger.entries);
    larger.order = mem_array(larger.slot_count / 2, sizeof *larger.order);
    if (!larger.entries || !larger.order) {
        mem_free_array(larger.entries, larger.slot_count, sizeof *larger.entries);
        mem_free_array(larger.order, larger.slot_count / 2, sizeof *larger.order);
        return -1;
    }
    for (size_t i = 0; i < census->count; i++) {
        const Entry *entry = &census->entries[census->order[i]];
        larger.order[i] = (uint32_t)slot_of(&larger, entry->object);
        larger.entries[larger.order[i]] = *entry;
    }
    census_free(census);
    *census = larger;
    return 0;
}

/* The entry of an object, made if there is none. NULL without memory. */
static Entry *census_entry(Census *census, Object *o) {
    if (census->count == census->slot_count / 2 && census_grow(census)) {
        census->out_of_memory = true;
        return NULL;
    }
    size_t slot = slot_of(census, o);
    Entry *entry = &census->entries[slot];
    if (entry->object != o || entry->round != census->round) {
        *entry = (Entry){.object = o, .round = census->round};
        census->order[census->count++] = (uint32_t)slot;
    }
    return entry;
}

static int count_reference(Object *referent, void *context) {
    Entry *entry = census_entry(context, referent);
    if (!entry) return -1;
    entry->found++;
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
static bool check_list(Census *census, GcHead *list, int generation) {
    GcHead *previous = list;
    GC_EACH(head, list) {
        if (head->prev & GC_COLLECTING) problem(census, "a collection has left its mark on", gc_object(head));
        else if (gc_generation(head) != generation) problem(census, "in the list of another generation than its own is", gc_object(head));
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
        if (!check_list(census, &gc_generations[i].list, i)) return false;
    return check_list(census, &gc.permanent, GC_PERMANENT);
}

/* ---- counts ---- */

static void count_references(Census *census) {
    for (size_t i = 0; i < census->count && !census->out_of_memory; i++) {
        Object *o = census->entries[census->order[i]].object;
        if (!type_is_sound(o->type)) problem(census, "something refers to what is no object", o);
        else if (object_is_gc(o) && o->type->traverse) o->type->traverse(o, count_reference, census);
    }
}

static void compare_counts(Census *census) {
    for (size_t i = 0; i < census->count; i++) {
        const Entry *entry = &census->entries[census->order[i]];
        if (entry->found <= entry->object->refcount) continue;
        object_problem(census, entry->object, "but references found are", entry->found);
    }
}

/* ---- the whole ---- */

static Census census;
static uint64_t interval, countdown;

static void memory_problem(const char *what, const void *where, void *context) { problem(context, what, where); }

size_t gc_verify(void) {
    if (gc.collecting) return 0;
    census_begin(&census);
    if (check_lists(&census)) count_references(&census);
    if (!census.out_of_memory) compare_counts(&census);
    mem_verify(memory_problem, &census);
    size_t problems = census.problems;
    if (problems) fprintf(stderr, "mini: heap check: %zu problems\n", problems);
    if (!interval) census_free(&census);
    return problems;
}

static void check_hook(void) {
    if (--countdown) return;
    countdown = interval;
    if (gc_verify()) abort();
}

void gc_verify_every(uint64_t safe_points) {
    interval = countdown = safe_points;
    interp_check_heap_hook = check_hook;
    if (safe_points) {
        __atomic_or_fetch(&interp.pending, PENDING_CHECK_HEAP, __ATOMIC_RELAXED);
        return;
    }
    interp_clear_pending(PENDING_CHECK_HEAP);
    census_free(&census);
}
