/* Destruction: depth, order, finalizers. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "builtins/types/list.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"
#include "tests/unit/fixture.h"

/* A container of at most two objects whose destruction is written down. */
typedef struct { Object head; Object *first, *second; int number; } Probe;

static char journal[512];
static int revive;
static Object *revived;

static void note(char what, int number) {
    size_t length = strlen(journal);
    snprintf(journal + length, sizeof journal - length, "%c%d ", what, number);
}

static void probe_finalize(Object *o) {
    Probe *probe = (Probe *)o;
    note('f', probe->number);
    if (probe->number == revive) revived = retain(o);
}

static void probe_dealloc(Object *o) {
    Probe *probe = (Probe *)o;
    note('d', probe->number);
    CLEAR(probe->first);
    CLEAR(probe->second);
    object_free(o);
}

static int probe_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Probe *)o)->first);
    VISIT(((Probe *)o)->second);
    return 0;
}

static Type probe_type = {.head = TYPE_HEAD, .name = "probe", .size = sizeof(Probe), .flags = TYPE_GC,
                          .dealloc = probe_dealloc, .traverse = probe_traverse, .finalize = probe_finalize};

static void start_probes(void) {
    start_objects();
    cr_assert_eq(type_ready(&probe_type), 0);
    *journal = '\0';
    revive = -1;
}

TestSuite(dealloc, .init = start_probes);

static Object *probe_new_steal(int number, Object *first, Object *second) {
    Probe *probe = (Probe *)object_new(&probe_type);
    probe->number = number;
    probe->first = first;
    probe->second = second;
    gc_track(&probe->head);
    return &probe->head;
}

Test(dealloc, depth_first_parent_first) {
    release(probe_new_steal(1, probe_new_steal(2, probe_new_steal(3, NULL, NULL), NULL), probe_new_steal(4, NULL, NULL)));
    cr_assert_str_eq(journal, "f1 d1 f2 d2 f3 d3 f4 d4 ");
}

Test(dealloc, any_depth_takes_constant_stack) {
    MemStats before, after;
    mem_stats(&before);
    Object *o = list_new(0);
    for (int i = 0; i < 1000000; i++) {
        Object *outer = list_new(1);
        list_append_steal(outer, o);
        o = outer;
    }
    release(o);
    mem_free_lists_clear();
    mem_stats(&after);
    cr_assert_leq(after.blocks_in_use, before.blocks_in_use);
}

Test(dealloc, a_finalizer_runs_once_and_may_revive) {
    revive = 1;
    release(probe_new_steal(1, probe_new_steal(2, NULL, NULL), NULL));
    cr_assert_str_eq(journal, "f1 ");
    cr_assert_eq(revived->refcount, 1);
    cr_assert(gc_is_tracked(revived));
    release(revived);
    cr_assert_str_eq(journal, "f1 d1 f2 d2 ");
}

Test(dealloc, a_pending_exception_stays) {
    error_set(ValueError, "kept");
    release(probe_new_steal(1, NULL, NULL));
    cr_assert_str_eq(taken_error(), "ValueError: kept");
}

Test(dealloc, allocations_minus_deallocations_are_counted) {
    gc_set_young_count(0);
    Object *o = probe_new_steal(1, NULL, NULL);
    cr_assert_eq(gc_young_count(), 1);
    release(o);
    cr_assert_eq(gc_young_count(), 0);
    gc_set_young_limit(2);
    interp.pending = 0;
    for (int i = 0; i < 3; i++) {
        cr_assert_not(interp.pending & PENDING_COLLECT);
        probe_new_steal(i, NULL, NULL);
    }
    cr_assert(interp.pending & PENDING_COLLECT);
}
