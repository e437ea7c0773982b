/* generations.h - the three generations of tracked objects. */
#ifndef MINI_GC_GENERATIONS_H
#define MINI_GC_GENERATIONS_H

#include "gc/list.h"

enum { GC_GENERATIONS = 3 };

/* The count of generation 0 is gc_young_count (runtime/object/alloc.h); of the others, collections of the next younger
 * one since their own last. */
typedef struct GcGeneration {
    GcHead list;
    int64_t threshold, count;
} GcGeneration;
extern GcGeneration gc_generations[GC_GENERATIONS];

#endif
