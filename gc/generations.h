/* generations.h - the three generations of tracked objects, and when they are collected.
 *
 * An object begins in generation 0 and moves to the next older one with each collection that it survives. A collection
 * of a generation includes the younger ones. It is requested when an allocation takes the count of young objects past
 * the threshold, and runs at the next safe point. */
#ifndef MINI_GC_GENERATIONS_H
#define MINI_GC_GENERATIONS_H

#include "gc/list.h"

enum { GC_GENERATIONS = 3, GC_OLDEST = GC_GENERATIONS - 1, GC_PERMANENT = GC_GENERATIONS };

/* Each tracked object knows its generation, except while a collection examines it. */
static inline int gc_generation(const GcHead *head) { return (int)(head->prev >> GC_GENERATION_SHIFT) & 3; }
/* Ends its examination as well. */
static inline void gc_set_generation(GcHead *head, int generation) {
    const uintptr_t other = GC_COLLECTING | 3 << GC_GENERATION_SHIFT;
    head->prev = (head->prev & ~other) | (uintptr_t)generation << GC_GENERATION_SHIFT;
}

typedef struct GcStats { uint64_t collections, collected, uncollectable; } GcStats;

/* count: collections of the next younger generation since this one's last. The count of generation 0 (allocations minus
 * deallocations) is gc_young_count() (runtime/object/alloc.h); its own count here stays 0. */
typedef struct GcGeneration {
    GcHead list;
    int64_t threshold, count;
    GcStats stats;
} GcGeneration;
extern GcGeneration gc_generations[GC_GENERATIONS];

enum {   /* GcState.debug */
    GC_DEBUG_STATS = 1, GC_DEBUG_COLLECTABLE = 2, GC_DEBUG_UNCOLLECTABLE = 4, GC_DEBUG_SAVEALL = 32,
    GC_DEBUG_LEAK = GC_DEBUG_COLLECTABLE | GC_DEBUG_UNCOLLECTABLE | GC_DEBUG_SAVEALL,
};

typedef struct GcState {
    GcHead permanent;            /* frozen objects: no collection looks at them */
    bool enabled;
    bool collecting;             /* a collection is under way: no other begins */
    int generation;              /* the one that it collects */
    bool legacy_finalizers;      /* cycles with __del__ go to gc.garbage */
    bool stress;                 /* collect at every safe point */
    bool log;                    /* one line on stderr for each collection */
    unsigned debug;              /* GC_DEBUG_* */
    Object *garbage, *callbacks; /* the lists of module gc, owned; NULL before gc_init and after gc_release */
    size_t long_lived_total;     /* survivors of the last full collection */
    size_t long_lived_pending;   /* survivors of middle collections since then */
} GcState;
extern GcState gc;

/* Installs the collector: hooks, lists. 0, or -1 with MemoryError pending. */
int gc_init(void);
/* Lets gc.garbage and gc.callbacks go (at exit). MAY_RUN */
void gc_release(void);

void gc_set_enabled(bool enabled);
void gc_set_threshold(int generation, int64_t threshold);
void gc_set_stress(bool on);

/* What an automatic collection does: collects the oldest generation that is due. Leaves no exception pending. MAY_RUN */
void gc_collect_due(void);

/* All tracked objects become permanent, or permanent ones old. */
void gc_freeze(void);
void gc_unfreeze(void);

#endif
