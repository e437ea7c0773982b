/* The algorithm, watched phase by phase. */
#include "gc/collect.h"

#include <criterion/criterion.h>
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/tuple.h"
#include "gc/observe.h"
#include "gc/verify.h"
#include "runtime/object/alloc.h"
#include "tests/unit/fixture.h"

static void start(void) {
    start_objects();
    cr_assert_eq(gc_init(), 0);
    gc_set_enabled(false);
    gc_collect(GC_OLDEST);
}

TestSuite(collect, .init = start);

/* Lists, each holding the next, the last the first. Fills nodes with borrowed pointers and returns the first's reference. */
static Object *ring(Object **nodes, size_t count) {
    for (size_t i = 0; i < count; i++) nodes[i] = list_new(1);
    for (size_t i = 0; i < count; i++) list_append(nodes[i], nodes[(i + 1) % count]);
    for (size_t i = 1; i < count; i++) RELEASE(nodes[i]);
    return nodes[0];
}

static Object *self_list(void) {
    Object *node;
    return ring(&node, 1);
}

/* ---- what a listener saw ---- */

typedef struct { Object *nodes[3]; size_t copied[3], subtracted[3], unreachable; char phases[64]; } Watch;

static void note_refs(GcHead *list, const Watch *watch, size_t *refs) {
    GC_EACH(head, list)
        for (int i = 0; i < 3; i++)
            if (gc_object(head) == watch->nodes[i]) refs[i] = gc_refs(head);
}

static void listen(GcPhase phase, int generation, GcHead *list, void *context) {
    Watch *watch = context;
    cr_assert_eq(generation, 0);
    watch->phases[strlen(watch->phases)] = "bcsursWFRCe"[phase];
    if (phase == GC_COPIED) note_refs(list, watch, watch->copied);
    if (phase == GC_SUBTRACTED) note_refs(list, watch, watch->subtracted);
    if (phase == GC_SORTED) watch->unreachable = gc_list_size(list);
}

Test(collect, a_ring_with_one_outside_name) {
    Watch watch = {0};
    Object *first = ring(watch.nodes, 3);
    gc_observe(listen, &watch);
    cr_assert_eq(gc_collect(0), 0);
    size_t copied[] = {2, 1, 1}, subtracted[] = {1, 0, 0};
    cr_assert_eq(memcmp(watch.copied, copied, sizeof copied), 0);
    cr_assert_eq(memcmp(watch.subtracted, subtracted, sizeof subtracted), 0);
    cr_assert_eq(watch.unreachable, 0);
    cr_assert_str_eq(watch.phases, "bcsursWCe");
    gc_observe(NULL, NULL);
    release(first);
    cr_assert_eq(gc_collect(1), 3);
}

Test(collect, nothing_is_lost_or_kept_too_long) {
    Object *nodes[100], *first = ring(nodes, 100), *holder = list_new(0);
    list_append(holder, nodes[50]);
    release(first);
    cr_assert_eq(gc_collect(GC_OLDEST), 0);
    cr_assert_eq(gc_verify(), 0);
    release(holder);
    cr_assert_eq(gc_collect(GC_OLDEST), 100);
    cr_assert_eq(gc_verify(), 0);
}

Test(collect, an_object_found_late_is_fetched_back) {
    /* The holder is younger than what it holds, so the walk meets it last. */
    Object *inner = list_new(1), *middle = list_new(1), *outer = list_new(1);
    list_append(middle, inner);
    list_append(outer, middle);
    release(inner);
    release(middle);
    cr_assert_eq(gc_collect(0), 0);
    cr_assert_eq(list_count(((List *)outer)->items[0]), 1);
    cr_assert_eq(gc_verify(), 0);
    release(outer);
}

Test(collect, a_million_nodes_need_no_stack) {
    Object *first = list_new(1), *node = first;
    for (int i = 0; i < 1000000; i++) {
        Object *next = list_new(1);
        list_append_steal(node, next);
        node = next;
    }
    list_append(node, first);
    release(first);
    cr_assert_eq(gc_collect(GC_OLDEST), 1000001);
}

/* ---- generations ---- */

Test(collect, counts_and_ages) {
    Object *list = list_new(0);
    gc_collect(0);
    cr_assert_eq(gc_young_count(), 0);
    cr_assert_eq(gc_generations[1].count, 1);
    cr_assert_eq(gc_prev(&gc_generations[1].list), gc_head(list));
    gc_collect(1);
    cr_assert_eq(gc_generations[1].count, 0);
    cr_assert_eq(gc_generations[2].count, 1);
    cr_assert_eq(gc_prev(&gc_generations[2].list), gc_head(list));
    gc_collect(2);
    cr_assert_eq(gc_generations[2].count, 0);
    release(list);
}

Test(collect, an_old_cycle_waits_for_its_generation) {
    Object *list = self_list();
    gc_collect(1);
    release(list);
    cr_assert_eq(gc_collect(0), 0);
    cr_assert_eq(gc_collect(1), 0);
    cr_assert_eq(gc_collect(2), 1);
}

Test(collect, allocations_request_a_collection) {
    gc_set_enabled(true);
    gc_set_threshold(0, 10);
    interp.pending = 0;
    Object *keep = list_new(0);
    for (int i = 0; i < 9; i++) list_append_steal(keep, list_new(0));
    cr_assert_eq(interp.pending & PENDING_COLLECT, 0);
    list_append_steal(keep, list_new(0));
    cr_assert_neq(interp.pending & PENDING_COLLECT, 0);
    cr_assert_eq(interp_safe_point(), 0);
    cr_assert_eq(gc_young_count(), 0);
    cr_assert_eq(gc_generations[0].stats.collections, 1);
    release(keep);
}

Test(collect, a_threshold_of_zero_means_never) {
    gc_set_enabled(true);
    gc_set_threshold(0, 0);
    interp.pending = 0;
    Object *keep = list_new(0);
    for (int i = 0; i < 2000; i++) list_append_steal(keep, list_new(0));
    cr_assert_eq(interp.pending, 0);
    release(keep);
}

Test(collect, a_full_collection_waits_for_a_quarter) {
    gc_generations[2].count = 11;
    gc.long_lived_total = 400;
    gc.long_lived_pending = 99;
    gc_set_enabled(true);
    gc_collect_due();
    cr_assert_eq(gc_generations[2].stats.collections, 1);   /* the one of start() */
    gc.long_lived_pending = 100;
    gc_collect_due();
    cr_assert_eq(gc_generations[2].stats.collections, 2);
    cr_assert_eq(gc.long_lived_pending, 0);
}

Test(collect, frozen_objects_are_left_alone) {
    Object *list = self_list();
    gc_freeze();
    release(list);
    cr_assert_eq(gc_collect(GC_OLDEST), 0);
    gc_unfreeze();
    cr_assert_eq(gc_collect(GC_OLDEST), 1);
}

/* ---- tracking ---- */

Test(collect, atoms_need_no_tracking) {
    Object *tuple = tuple_of(2, None, True), *dict = dict_new();
    cr_assert(gc_is_tracked(tuple));
    gc_collect(0);
    cr_assert(!gc_is_tracked(tuple));
    Object *list = list_new(0);
    dict_set_text(dict, "k", list);
    cr_assert(gc_is_tracked(dict));
    dict_set_text(dict, "k", None);
    gc_collect(1);
    cr_assert(gc_is_tracked(dict));
    gc_collect(2);
    cr_assert(!gc_is_tracked(dict));
    release(tuple);
    release(dict);
    release(list);
}

/* ---- finalizers ---- */

/* A node with a finalizer that may store its object. */
typedef struct { Object head; Object *next; } Node;
static int finalized;
static bool revive;
static Object *revived;

static void node_finalize(Object *o) {
    finalized++;
    if (revive) revived = retain(o);
}
static int node_clear(Object *o) {
    CLEAR(((Node *)o)->next);
    return 0;
}
static void node_dealloc(Object *o) {
    node_clear(o);
    object_free(o);
}
static int node_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Node *)o)->next);
    return 0;
}
static Type node_type = {
    .head = TYPE_HEAD, .name = "Node", .size = sizeof(Node), .flags = TYPE_GC | TYPE_HAS_DEL, .finalize = node_finalize,
    .dealloc = node_dealloc, .traverse = node_traverse, .clear = node_clear,
};

static void make_garbage(void) {
    cr_assert_eq(type_ready(&node_type), 0);
    Node *node = (Node *)object_new(&node_type);
    node->next = retain(&node->head);
    gc_track(&node->head);
    RELEASE(node);
}

Test(collect, a_finalizer_runs_once_and_the_cycle_goes) {
    make_garbage();
    cr_assert_eq(gc_collect(0), 1);
    cr_assert_eq(finalized, 1);
    cr_assert_eq(gc_verify(), 0);
}

Test(collect, resurrection) {
    revive = true;
    make_garbage();
    Object *plain = self_list();
    release(plain);
    cr_assert_eq(gc_collect(0), 1);
    cr_assert_not_null(revived);
    cr_assert_eq(revived->refcount, 2);
    CLEAR(revived);
    cr_assert_eq(gc_collect(GC_OLDEST), 1);
    cr_assert_eq(finalized, 1);
}

Test(collect, legacy_finalizers_are_uncollectable) {
    gc.legacy_finalizers = true;
    make_garbage();
    cr_assert_eq(gc_collect(0), 1);
    cr_assert_eq(finalized, 0);
    cr_assert_eq(list_count(gc.garbage), 1);
    cr_assert_eq(gc_generations[0].stats.uncollectable, 1);
    gc.legacy_finalizers = false;
    list_clear(gc.garbage);
    cr_assert_eq(gc_collect(GC_OLDEST), 1);
    cr_assert_eq(finalized, 1);
}

Test(collect, saveall_keeps_what_would_go) {
    gc.debug = GC_DEBUG_SAVEALL;
    release(self_list());
    cr_assert_eq(gc_collect(0), 1);
    cr_assert_eq(list_count(gc.garbage), 1);
    gc.debug = 0;
}

Test(collect, a_pending_exception_survives) {
    error_set(ValueError, "kept");
    make_garbage();
    cr_assert_eq(gc_collect(0), 1);
    cr_assert_str_eq(taken_error(), "ValueError: kept");
}
