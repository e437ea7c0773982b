/* pool.h - pools and arenas, the two lower layers of mem.c. Used by mem.c only. */
#ifndef MINI_BASE_POOL_H
#define MINI_BASE_POOL_H

#include "runtime/base/mem.h"

enum { POOL_ARENA_SIZE = 256 * 1024, POOLS_PER_ARENA = POOL_ARENA_SIZE / MEM_POOL_SIZE };

/* An empty pool for that class, from an arena that has one or from a new arena; NULL when the system has none. */
MemPool *pool_acquire(size_t size_class);
/* Is there a free pool without a new arena? */
bool pool_has_spare(void);
/* Gives an empty pool back; its arena goes back to the system when all its pools are free. */
void pool_release(MemPool *pool);
/* Puts the next blocks never used so far on the pool's empty free list; false: there are none. */
bool pool_carve(MemPool *pool);
size_t pool_arena_bytes(void);
void pool_stats(MemStats *stats);
void pool_release_all(void);

void pool_verify(MemReportFn report, void *context);

#endif
