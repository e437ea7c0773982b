/* memory_census.h - all live objects that can be reached, and the holders of some of them. */
#ifndef MINI_MODULES_MEMORY_CENSUS_H
#define MINI_MODULES_MEMORY_CENSUS_H

#include "builtins/modules/memory_edges.h"

/* A set of addresses, in the order in which they came. Zeroed: empty. */
typedef struct PointerSet {
    void **items;
    size_t count, capacity;
    uint32_t *slots;         /* index into items plus 1, or 0 */
    size_t slot_count;
    bool out_of_memory;
} PointerSet;
/* true: it was not there before. */
bool pointer_set_add(PointerSet *set, void *item);
/* Its index, or -1. */
ssize_t pointer_set_find(const PointerSet *set, const void *item);
void pointer_set_free(PointerSet *set);

/* Every object that a tracked object, a frame or the interpreter reaches, tracked ones first. Makes no objects. Those in
 * the set before count as seen: they are not followed. false without memory. */
bool census_take(PointerSet *objects);

/* One reference to a wanted object. The edge's holder and name are owned, its referent is borrowed. */
typedef struct Hit { size_t target; Edge edge; } Hit;
typedef struct Hits {
    Hit *items;
    size_t count, capacity;
    bool out_of_memory;
} Hits;
void hits_free(Hits *hits);

/* Finds all references to the targets (a List of distinct objects) but those of the tool itself: its frames, the list, and
 * the containers in `own` (a List). counts, one for each target and zeroed, receives the true reference counts, the
 * tool's references taken off. 0, or -1 without memory. */
int census_holders(Object *targets, Object *own, Hits *hits, size_t *counts);
/* Is it a frame of the memory tools? */
bool frame_is_tool(const Frame *frame);

#endif
