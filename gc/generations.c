/* generations.c - tracking, thresholds, and requests for collections. */
#include "gc/generations.h"

#include "builtins/types/list.h"
#include "gc/collect.h"
#include "gc/weakref.h"
#include "runtime/object/alloc.h"
#include "runtime/object/interp.h"

#define SELF(list) {(uintptr_t)&(list), (uintptr_t)&(list)}
#define GENERATION(n, limit) {.list = SELF(gc_generations[n].list), .threshold = (limit)}
GcGeneration gc_generations[GC_GENERATIONS] = {GENERATION(0, 700), GENERATION(1, 10), GENERATION(2, 10)};
GcHead *const gc_young_list = &gc_generations[0].list;
GcState gc = {.permanent = SELF(gc.permanent), .enabled = true};

/* ---- requests ---- */

/* gc_young_room, which is counted down from the limit, is all that an allocation looks at. */
static void update_limit(void) {
    bool automatic = gc.enabled && gc_generations[0].threshold;
    gc_set_young_limit(!automatic ? INT64_MAX : gc.stress ? -1 : gc_generations[0].threshold);
}

void gc_set_enabled(bool enabled) {
    gc.enabled = enabled;
    update_limit();
}

void gc_set_threshold(int generation, int64_t threshold) {
    gc_generations[generation].threshold = threshold;
    update_limit();
}

void gc_set_stress(bool on) {
    gc.stress = on;
    update_limit();
    if (on) interp.pending |= PENDING_COLLECT;
}

/* A full collection costs time in proportion to all live objects. Waiting until those that have come up from the middle
 * generation number a quarter of the old ones keeps the total cost linear in the number of objects ever made. */
static bool full_collection_pays(void) {
    return gc.long_lived_pending >= gc.long_lived_total / 4;
}

/* The oldest generation whose count exceeds its threshold. That of generation 0 did when the request was made. */
static int generation_due(void) {
    for (int generation = GC_OLDEST; generation > 0; generation--) {
        if (gc_generations[generation].count <= gc_generations[generation].threshold) continue;
        if (generation < GC_OLDEST || full_collection_pays()) return generation;
    }
    return 0;
}

/* Every fourth collection takes the middle generation, every sixteenth everything. */
static int generation_for_stress(void) {
    static unsigned count;
    count++;
    return count % 16 == 0 ? 2 : count % 4 == 0;
}

void gc_collect_due(void) {
    if (gc.stress) __atomic_or_fetch(&interp.pending, PENDING_COLLECT, __ATOMIC_RELAXED);
    if (gc.enabled && gc_generations[0].threshold) gc_collect(gc.stress ? generation_for_stress() : generation_due());
}

/* ---- freezing ---- */

static void move_generation(GcHead *from, GcHead *to, int generation) {
    GC_EACH(head, from) gc_set_generation(head, generation);
    gc_list_merge(from, to);
}

void gc_freeze(void) {
    for (int generation = 0; generation < GC_GENERATIONS; generation++) {
        move_generation(&gc_generations[generation].list, &gc.permanent, GC_PERMANENT);
        gc_generations[generation].count = 0;
    }
    gc_set_young_count(0);
}

void gc_unfreeze(void) {
    move_generation(&gc.permanent, &gc_generations[GC_OLDEST].list, GC_OLDEST);
}

/* ---- begin and end ---- */

int gc_init(void) {
    interp_collect_hook = gc_collect_due;
    object_clear_weakrefs_hook = weakrefs_clear;
    if (!gc.garbage) gc.garbage = list_new(0);
    if (!gc.callbacks) gc.callbacks = list_new(0);
    return gc.garbage && gc.callbacks ? 0 : -1;
}

void gc_release(void) {
    CLEAR(gc.callbacks);
    CLEAR(gc.garbage);
}
