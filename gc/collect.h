/* collect.h - one collection. See collect.c for the algorithm. */
#ifndef MINI_GC_COLLECT_H
#define MINI_GC_COLLECT_H

#include "gc/generations.h"

/* Collects that generation and the younger ones: calls gc.callbacks before and after, and counts in the statistics.
 * Returns the number of unreachable objects found (uncollectable ones included); 0 at once if a collection is under way.
 * A pending exception is kept. MAY_RUN */
size_t gc_collect(int generation);
/* The same without gc.callbacks: at exit, when their module may be half gone. MAY_RUN */
size_t gc_collect_quietly(int generation);

#endif
