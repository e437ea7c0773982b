/* generations.c - tracking: the way of objects into the youngest generation and out of the collector's sight. */
#include "gc/generations.h"

#define EMPTY(n) {(uintptr_t)&gc_generations[n].list, (uintptr_t)&gc_generations[n].list}
GcGeneration gc_generations[GC_GENERATIONS] = {
    {.list = EMPTY(0), .threshold = 700}, {.list = EMPTY(1), .threshold = 10}, {.list = EMPTY(2), .threshold = 10},
};

void gc_track(Object *o) {
    check(!gc_is_tracked(o));
    gc_list_append(gc_head(o), &gc_generations[0].list);
}

void gc_untrack(Object *o) {
    GcHead *head = gc_head(o);
    if (!head->next) return;
    gc_list_remove(head);
    head->prev &= GC_FINALIZED;
}
