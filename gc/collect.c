/* collect.c - the cycle collector: CPython 3.11's algorithm.
 *
 * Reference counting frees an object when nobody refers to it any more; objects in a cycle refer to each other for ever.
 * The collector finds them by arithmetic, without knowing where the roots are:
 *
 *   1. copy      each examined object's reference count into its gc_refs;
 *   2. subtract  from the gc_refs of every referent one for each reference that comes from an examined object. What is
 *                left counts the references from outside: variables, the C stack, older generations;
 *   3. sort      an object with gc_refs > 0 is alive, and so is all it reaches; everything else is unreachable.
 *
 * An example: objects a, b and c form a ring, and a variable leads to a. Then the ring loses the variable.
 *
 *        variable -> a -> b -> c -> a                  a -> b -> c -> a
 *      copied             2    1    1                  1    1    1
 *      subtracted         1    0    0                  0    0    0
 *      sorted          a is alive, reaches b and c     all three are unreachable
 *
 * The living move on to the next older generation. Unreachable objects are garbage, and then they are taken apart:
 *
 *   4. legacy finalizers (only with the switch on) and what they reach are put aside as uncollectable;
 *   5. weak references to garbage are cleared, their callbacks run;
 *   6. finalizers run, each once (PEP 442), while all objects are still whole;
 *   7. finalizers may have stored an object somewhere: steps 1 to 3 again, over the garbage alone, tell what came back
 *      (nothing can have, if no finalizer ran: callbacks of weak references cannot reach garbage);
 *   8. clear     each object drops its references, the counts sink to zero, reference counting does the rest.
 *
 * The time of a collection is that of memory: each walk of the list fetches every object anew. So there are few. Steps 1
 * and 2 are one walk: each object knows its generation, and so an object's count is copied when it is first met, as a member
 * of the list or as a referent. Step 3 looks only at the heads of leaves, which step 2 has found to refer to nothing that
 * matters (a list of ints, and the ints, are not fetched again); and what needs no tracking any more leaves the list in it.
 *
 * During 1 to 3 there are no spare words for gc_refs and links: gc_refs lie in GcHead.prev, and the list is linked through
 * next alone; step 3 restores prev of what it keeps as it goes. GC_COLLECTING marks the objects under examination;
 * GC_UNREACHABLE those that step 3 has provisionally moved away. No script code runs in 1 to 4; it may in 5, 6 and 8, and may
 * then do anything, even change the lists: each loop there takes the first element until none is left. Nothing recurses.
 *
 * The file goes through the steps in this order; collect(), near its end, puts them together. */
#include "gc/collect.h"

#include "gc/observe.h"
#include "gc/referents.h"
#include "gc/report.h"
#include "gc/weakref.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

/* ---- watching ---- */

static GcListener listener;
static void *listener_context;

void gc_observe(GcListener new_listener, void *context) {
    listener = new_listener;
    listener_context = context;
}

static inline void tell(GcPhase phase, int generation, GcHead *list) {
    if (unlikely(listener)) listener(phase, generation, list, listener_context);
}

/* ---- gc_refs and the marks ---- */

enum { ONE_REFERENCE = 1 << GC_FLAG_BITS };

static inline bool is_collecting(const GcHead *head) { return head->prev & GC_COLLECTING; }
static inline void set_refs(GcHead *head, size_t refs) { head->prev = (refs << GC_FLAG_BITS) | (head->prev & GC_FLAGS); }

/* ---- 1. copy counts ---- */

static inline void copy_count(GcHead *head) {
    check(gc_object(head)->refcount > 0);
    head->prev = (gc_object(head)->refcount << GC_FLAG_BITS) | GC_COLLECTING | (head->prev & GC_FINALIZED);
}

static void copy_counts(GcHead *examined) {
    GC_EACH(head, examined) copy_count(head);
}

/* ---- 2. subtract internal references ---- */

/* Objects of the generations below `generations` are examined; their counts are copied when they are met. inside counts an
 * object's references to objects that are examined. */
typedef struct Subtraction { int generations; size_t inside; } Subtraction;

static inline int subtract_one(Object *referent, void *context) {
    Subtraction *subtraction = context;
    if (!object_is_gc(referent)) return 0;
    GcHead *head = gc_head(referent);
    if (!is_collecting(head)) {
        if (gc_generation(head) >= subtraction->generations || !head->next) return 0;
        copy_count(head);
    }
    check(gc_refs(head) > 0);    /* else a reference is visited that nobody counted */
    head->prev -= ONE_REFERENCE;
    subtraction->inside++;
    return 0;
}

/* Step 3 need not look at a leaf again. The class of a plain instance does not count: it is seen to apart. */
static inline void mark_if_leaf(GcHead *head, size_t inside) {
    if (inside == gc_has_examined_class(gc_object(head))) head->prev |= GC_LEAF;
}

static void subtract_internal_references(GcHead *examined, int generations) {
    Subtraction subtraction = {.generations = generations};
    GC_EACH(head, examined) {
        __builtin_prefetch(gc_next(head));   /* while the referents are visited */
        if (!is_collecting(head)) copy_count(head);
        subtraction.inside = 0;
        gc_visit_referents(gc_object(head), subtract_one, &subtraction);
        mark_if_leaf(head, subtraction.inside);
    }
}

/* ---- 3. keep what is referenced from outside, and what that reaches ---- */

/* examined: what survives stays in it, as objects of generation `generation`, but for tuples and dicts that can be in no
 * cycle: they need not be examined again. Dicts only in full collections: a dict that grows would be untracked and tracked
 * over and over. A dict that holds nothing of interest but tuples, still tracked when it was seen, is looked at once more
 * if a tuple was untracked after it. */
typedef struct Sorting {
    GcHead *examined, *unreachable;
    int generation;
    bool untrack_tuples, untrack_dicts, doubtful_dict, look_again;
    size_t kept, found;              /* how many are in the two lists in the end */
} Sorting;

/* head was thought unreachable: back to the end of the list that is being walked, where its own referents get their turn. */
static void move_back(GcHead *head, Sorting *sorting) {
    gc_list_move(head, sorting->examined);
    head->prev = 1 << GC_FLAG_BITS | (head->prev & GC_FLAGS & ~(uintptr_t)GC_UNREACHABLE);
    sorting->found--;
}

static inline int keep_referent(Object *referent, void *sorting) {
    if (!object_is_gc(referent)) return 0;
    GcHead *head = gc_head(referent);
    if (!is_collecting(head)) return 0;            /* of another generation, or kept already */
    if (head->prev & GC_UNREACHABLE) move_back(head, sorting);
    else if (gc_refs(head) == 0) set_refs(head, 1);      /* its turn in the walk is still to come */
    return 0;
}

static inline void keep_referents(GcHead *head, Sorting *sorting) {
    Object *o = gc_object(head);
    if (!(head->prev & GC_LEAF)) gc_visit_referents(o, keep_referent, sorting);
    else if (o->type->flags & TYPE_PLAIN_INSTANCES) keep_referent(&o->type->head, sorting);
}

static inline void move_away(GcHead *head, Sorting *sorting) {
    GcHead *unreachable = sorting->unreachable, *last = gc_prev(unreachable);
    last->next = unreachable->prev = (uintptr_t)head;
    head->next = (uintptr_t)unreachable;
    head->prev = (uintptr_t)last | (head->prev & GC_FLAGS) | GC_UNREACHABLE;
    sorting->found++;
}

static inline bool needs_no_tracking(const Object *o, Sorting *sorting) {
    if (o->type == &tuple_type) {
        if (!sorting->untrack_tuples || !tuple_is_atomic(o)) return false;
        sorting->look_again |= sorting->doubtful_dict;
        return true;
    }
    if (o->type != &dict_type || !sorting->untrack_dicts) return false;
    int atomic = dict_is_atomic(o);
    sorting->doubtful_dict |= atomic < 0;
    return atomic > 0;
}

/* Walks the list once. What has no gc_refs when its turn comes moves to `unreachable`, perhaps to be fetched back when
 * something that refers to it turns out to be alive. Objects in `unreachable` keep their marks. */
static void move_unreachable(Sorting *sorting) {
    GcHead *examined = sorting->examined, *kept = examined;   /* the last one that stays: its next is still to be walked */
    for (GcHead *head = gc_next(kept); head != examined; head = gc_next(kept)) {
        if (!gc_refs(head)) {
            kept->next = head->next;
            move_away(head, sorting);
            continue;
        }
        __builtin_prefetch(gc_next(head));
        keep_referents(head, sorting);
        if (needs_no_tracking(gc_object(head), sorting)) {
            kept->next = head->next;
            head->next = 0;
            head->prev &= GC_FINALIZED;
            continue;
        }
        gc_set_prev(head, kept);
        gc_set_generation(head, sorting->generation);
        kept = head;
        sorting->kept++;
    }
    examined->prev = (uintptr_t)kept;
}

/* copied: step 1 has been gone through, and what it has marked is all that is examined. */
static void deduce_unreachable(Sorting *sorting, int generation, bool copied) {
    tell(GC_BEGIN, generation, sorting->examined);
    if (listener) copy_counts(sorting->examined);
    tell(GC_COPIED, generation, sorting->examined);
    subtract_internal_references(sorting->examined, copied ? 0 : generation + 1);
    tell(GC_SUBTRACTED, generation, sorting->examined);
    gc_list_init(sorting->unreachable);
    move_unreachable(sorting);
    check(sorting->found == gc_list_size(sorting->unreachable) && sorting->kept == gc_list_size(sorting->examined));
    tell(GC_SORTED, generation, sorting->unreachable);
}

/* ---- survivors ---- */

static void untrack_atomic_dicts(Sorting *sorting) {
    for (GcHead *head = gc_next(sorting->examined), *next; head != sorting->examined; head = next) {
        next = gc_next(head);
        if (gc_object(head)->type != &dict_type || dict_is_atomic(gc_object(head)) <= 0) continue;
        gc_untrack(gc_object(head));
        sorting->kept--;
    }
}

static void promote_survivors(Sorting *sorting, int generation) {
    if (sorting->look_again) untrack_atomic_dicts(sorting);
    tell(GC_SURVIVORS, generation, sorting->examined);
    if (generation == GC_OLDEST) {
        gc.long_lived_pending = 0;
        gc.long_lived_total = sorting->kept;
        return;
    }
    if (generation == GC_OLDEST - 1) gc.long_lived_pending += sorting->kept;
    gc_list_merge(sorting->examined, &gc_generations[sorting->generation].list);
}

/* ---- 4. legacy finalizers ---- */

static bool has_legacy_finalizer(const Object *o) { return o->type->flags & TYPE_HAS_DEL; }

static void put_aside(GcHead *head, GcHead *uncollectable) {
    gc_set_generation(head, GC_OLDEST);     /* for now: it is not examined any more */
    gc_list_move(head, uncollectable);
}

static int put_referent_aside(Object *referent, void *uncollectable) {
    if (object_is_gc(referent) && is_collecting(gc_head(referent))) put_aside(gc_head(referent), uncollectable);
    return 0;
}

/* The second loop also walks what it appends. */
static void move_legacy_finalizers(GcHead *unreachable, GcHead *uncollectable) {
    gc_list_init(uncollectable);
    if (!gc.legacy_finalizers) return;
    for (GcHead *head = gc_next(unreachable), *next; head != unreachable; head = next) {
        next = gc_next(head);
        if (has_legacy_finalizer(gc_object(head))) put_aside(head, uncollectable);
    }
    GC_EACH(head, uncollectable) gc_visit_referents(gc_object(head), put_referent_aside, uncollectable);
}

/* To a generation that this collection leaves alone from now on. */
static void move_to_generation(GcHead *head, int generation) {
    gc_set_generation(head, generation);
    gc_list_move(head, &gc_generations[generation].list);
}

/* gc.garbage keeps the uncollectable objects that have finalizers; what only hangs on them lives through them. */
static void keep_uncollectable(GcHead *uncollectable, int old) {
    GC_EACH(head, uncollectable) {
        Object *o = gc_object(head);
        if (!has_legacy_finalizer(o) && !(gc.debug & GC_DEBUG_SAVEALL)) continue;
        if (!gc.garbage || list_append(gc.garbage, o)) break;
    }
    while (!gc_list_is_empty(uncollectable)) move_to_generation(gc_next(uncollectable), old);
}

/* ---- 5. weak references ---- */

static inline bool has_finalizer(const GcHead *head) {
    return gc_object(head)->type->finalize && !(head->prev & GC_FINALIZED);
}

/* Unlinks every weak reference to this garbage object; those whose callbacks are to run move to `with_callback`, owned.
 * A weak reference that is garbage itself has no say. */
static void clear_weakrefs_to(Object *o, GcHead *with_callback) {
    WeakReference *reference;
    while ((reference = weakrefs_first(o))) {
        weakref_unlink(reference);
        if (!reference->callback || is_collecting(gc_head(&reference->head))) continue;
        retain(&reference->head);
        gc_list_move(gc_head(&reference->head), with_callback);
    }
}

/* Returns how many weak references went with their callback's call. */
static size_t run_weakref_callbacks(GcHead *with_callback, int old) {
    size_t freed = 0;
    while (!gc_list_is_empty(with_callback)) {
        GcHead *head = gc_next(with_callback);
        WeakReference *reference = (WeakReference *)gc_object(head);
        weakref_run_callback(reference, reference->callback);
        release(&reference->head);
        if (gc_next(with_callback) != head) freed++;
        else move_to_generation(head, old);
    }
    return freed;
}

/* Returns how many weak references went. *finalizers becomes true if there may be finalizers to run. */
static size_t clear_weakrefs(GcHead *unreachable, int old, bool *finalizers) {
    GcHead with_callback;
    gc_list_init(&with_callback);
    GC_EACH(head, unreachable) {
        __builtin_prefetch(gc_next(head));
        Object *o = gc_object(head);
        if (type_has(o, TYPE_WEAKREF_SUBCLASS)) weakref_unlink((WeakReference *)o);
        if (o->type->weakrefs_offset) clear_weakrefs_to(o, &with_callback);
        *finalizers |= has_finalizer(head);
    }
    if (gc_list_is_empty(&with_callback)) return 0;
    *finalizers = true;     /* a callback may give a class one */
    return run_weakref_callbacks(&with_callback, old);
}

/* ---- 6. finalizers ---- */

/* Returns whether there were any. */
static bool run_finalizers(GcHead *unreachable) {
    bool any = false;
    GcHead seen;
    gc_list_init(&seen);
    while (!gc_list_is_empty(unreachable)) {
        GcHead *head = gc_next(unreachable);
        Object *o = gc_object(head);
        gc_list_move(head, &seen);
        if (!has_finalizer(head)) continue;
        any = true;
        retain(o);
        object_finalize(o);
        release(o);
    }
    gc_list_merge(&seen, unreachable);
    return any;
}

/* ---- 7. resurrection ---- */

/* Leaves in `unreachable` what is still garbage; the rest has come back to life and is old. */
static void keep_resurrected(GcHead *unreachable, int old, int generation) {
    GcHead candidates;
    gc_list_init(&candidates);
    gc_list_merge(unreachable, &candidates);
    copy_counts(&candidates);
    deduce_unreachable(&(Sorting){.examined = &candidates, .unreachable = unreachable, .generation = old}, generation, true);
    tell(GC_RESURRECTED, generation, &candidates);
    gc_list_merge(&candidates, &gc_generations[old].list);
}

/* ---- 8. clear ---- */

static void clear_object(Object *o) {
    if (!o->type->clear) return;
    retain(o);
    o->type->clear(o);
    if (unlikely(error_pending())) error_unraisable(&o->type->head, "Exception ignored in tp_clear of");
    release(o);
}

/* Most objects are gone when an earlier one has been cleared. One that stays (nobody's clear has reached it yet, or a
 * frozen reference holds it) is old now and dies later. */
static void clear_garbage(GcHead *unreachable, int old) {
    while (!gc_list_is_empty(unreachable)) {
        GcHead *head = gc_next(unreachable);
        if (gc.debug & GC_DEBUG_SAVEALL) {
            if (gc.garbage && list_append(gc.garbage, gc_object(head))) error_unraisable(NULL, "Exception ignored in garbage collection");
        } else {
            clear_object(gc_object(head));
        }
        if (gc_next(unreachable) == head) move_to_generation(head, old);
    }
}

/* ---- the collection ---- */

/* Generations up to this one become one list; the counters say that they have been collected, so a request that
 * has not been served yet is served by this. */
static GcHead *merge_younger(int generation) {
    if (generation < GC_OLDEST) gc_generations[generation + 1].count++;
    gc_set_young_count(0);
    if (!gc.stress) interp_clear_pending(PENDING_COLLECT);
    for (int younger = 0; younger <= generation; younger++) gc_generations[younger].count = 0;
    for (int younger = 0; younger < generation; younger++)
        gc_list_merge(&gc_generations[younger].list, &gc_generations[generation].list);
    return &gc_generations[generation].list;
}

static GcReport collect(int generation) {
    GcReport report = report_begin(generation);
    GcHead unreachable, uncollectable;
    int old = generation < GC_OLDEST ? generation + 1 : GC_OLDEST;
    Sorting sorting = {.examined = merge_younger(generation), .unreachable = &unreachable, .generation = old,
                       .untrack_tuples = true, .untrack_dicts = generation == GC_OLDEST};

    deduce_unreachable(&sorting, generation, false);                 /* 1, 2, 3 */
    promote_survivors(&sorting, generation);

    move_legacy_finalizers(&unreachable, &uncollectable);            /* 4 */
    tell(GC_LEGACY, generation, &uncollectable);
    report_objects("collectable", &unreachable, GC_DEBUG_COLLECTABLE);

    bool finalizers = false;
    report.collected += clear_weakrefs(&unreachable, old, &finalizers);   /* 5 */
    tell(GC_WEAKREFS_CLEARED, generation, &unreachable);
    if (finalizers && run_finalizers(&unreachable)) {                /* 6 */
        tell(GC_FINALIZED_ALL, generation, &unreachable);
        keep_resurrected(&unreachable, old, generation);             /* 7 */
        report.collected += clear_weakrefs(&unreachable, old, &finalizers);    /* those that finalizers have made */
    }

    report.collected += finalizers || gc.legacy_finalizers ? gc_list_size(&unreachable) : sorting.found;
    tell(GC_CLEARING, generation, &unreachable);
    clear_garbage(&unreachable, old);                                /* 8 */

    report.uncollectable = gc_list_size(&uncollectable);
    report_objects("uncollectable", &uncollectable, GC_DEBUG_UNCOLLECTABLE);
    report_end(&report);
    keep_uncollectable(&uncollectable, old);
    tell(GC_END, generation, &uncollectable);
    if (generation == GC_OLDEST) mem_free_lists_clear();
    if (error_pending()) error_unraisable(NULL, "Exception ignored in garbage collection");
    return report;
}

static size_t collect_with(int generation, void (*announce)(const char *phase, const GcReport *report)) {
    if (gc.collecting) return 0;
    Object *exception = error_take();
    struct Node *error_node = interp.error_node;
    gc.collecting = true;
    gc.generation = generation;
    announce("start", &(GcReport){.generation = generation});
    GcReport report = collect(generation);
    GcStats *stats = &gc_generations[generation].stats;
    stats->collections++;
    stats->collected += report.collected;
    stats->uncollectable += report.uncollectable;
    announce("stop", &report);
    gc.collecting = false;
    if (exception) error_restore_steal(exception);
    interp.error_node = error_node;
    return report.collected + report.uncollectable;
}

static void announce_nothing(const char *phase UNUSED, const GcReport *report UNUSED) {}

size_t gc_collect(int generation) { return collect_with(generation, report_to_callbacks); }
size_t gc_collect_quietly(int generation) { return collect_with(generation, announce_nothing); }
