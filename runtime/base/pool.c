/* pool.c - arenas of 256 KiB from the system, cut into pools of 16 KiB.
 *
 * Invariants: arenas[n] lists the arenas with exactly n free pools; a free pool has size_class 0 and is on its arena's
 * list through `next`, except those from `fresh` on, which have never been touched. A new pool comes from the arena
 * with the fewest free ones, so that others can become empty; one empty arena is kept. */
#include "runtime/base/pool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Blocks begin at a cache line, so that those of 32 and 64 bytes, the most frequent ones, never lie across two. */
enum { POOL_HEADER = 64, CARVE_BYTES = 4096 - POOL_HEADER };
_Static_assert(sizeof(MemPool) <= POOL_HEADER, "the pool's header reaches into its first block");

typedef struct MemArena {
    char *base;
    struct MemArena *next, *prev;
    MemPool *free_pools;
    uint32_t free_count;       /* fresh ones included */
    uint32_t fresh;            /* index of the first pool never used */
} Arena;

static Arena *arenas[POOLS_PER_ARENA + 1];
static size_t arena_count, arenas_ever, arenas_peak;

static void link_arena(Arena *arena) {
    Arena **first = &arenas[arena->free_count];
    arena->prev = NULL;
    arena->next = *first;
    if (*first) (*first)->prev = arena;
    *first = arena;
}

static void unlink_arena(Arena *arena) {
    if (arena->prev) arena->prev->next = arena->next;
    else arenas[arena->free_count] = arena->next;
    if (arena->next) arena->next->prev = arena->prev;
}

/* Address space, aligned to a power of two: more is mapped and the edges are cut off. */
static char *map_aligned(size_t size, size_t alignment) {
    char *start = mmap(NULL, size + alignment, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    size_t before = -(uintptr_t)start & (alignment - 1);
    if (before) munmap(start, before);
    if (before < alignment) munmap(start + before + size, alignment - before);
    return start + before;
}

/* When the heap is large, arenas are cut from regions of the size of a huge page, and the system is asked for one: a
 * collection that walks the whole heap then needs few entries of the address translation buffer, and there is one page
 * fault for 512. A small heap would only be rounded up by it. */
enum { REGION_SIZE = 2 << 20, REGIONS_FROM = 64 << 20 };
static char *region;
static size_t region_left;      /* bytes of it not cut off yet */

static char *map_arena(void) {
    if (region_left == 0 && arena_count >= REGIONS_FROM / POOL_ARENA_SIZE && (region = map_aligned(REGION_SIZE, REGION_SIZE))) {
        madvise(region, REGION_SIZE, MADV_HUGEPAGE);
        region_left = REGION_SIZE;
    }
    if (region_left == 0) return map_aligned(POOL_ARENA_SIZE, MEM_POOL_SIZE);
    region_left -= POOL_ARENA_SIZE;
    return region + REGION_SIZE - POOL_ARENA_SIZE - region_left;
}

static Arena *arena_new(void) {
    Arena *arena = malloc(sizeof *arena);
    char *base = arena ? map_arena() : NULL;
    if (!base) {
        free(arena);
        return NULL;
    }
    *arena = (Arena){.base = base, .free_count = POOLS_PER_ARENA};
    link_arena(arena);
    arenas_ever++;
    if (++arena_count > arenas_peak) arenas_peak = arena_count;
    return arena;
}

static void arena_free(Arena *arena) {
    unlink_arena(arena);
    munmap(arena->base, POOL_ARENA_SIZE);
    free(arena);
    arena_count--;
}

static Arena *arena_with_room(void) {
    for (size_t free_count = 1; free_count <= POOLS_PER_ARENA; free_count++)
        if (arenas[free_count]) return arenas[free_count];
    return NULL;
}

bool pool_has_spare(void) {
    return arena_with_room() != NULL;
}

static MemPool *take_pool(Arena *arena) {
    unlink_arena(arena);
    arena->free_count--;
    link_arena(arena);
    MemPool *pool = arena->free_pools;
    if (pool) arena->free_pools = pool->next;
    else pool = (MemPool *)(arena->base + (size_t)arena->fresh++ * MEM_POOL_SIZE);
    return pool;
}

MemPool *pool_acquire(size_t size_class) {
    Arena *arena = arena_with_room();
    if (!arena) arena = arena_new();
    if (!arena) return NULL;
    MemPool *pool = take_pool(arena);
    size_t block_size = size_class * MEM_ALIGNMENT;
    *pool = (MemPool){.size_class = (uint32_t)size_class, .fresh = POOL_HEADER, .arena = arena,
                      .capacity = (uint32_t)((MEM_POOL_SIZE - POOL_HEADER) / block_size)};
    return pool;
}

void pool_release(MemPool *pool) {
    Arena *arena = pool->arena;
    pool->size_class = 0;
    pool->next = arena->free_pools;
    arena->free_pools = pool;
    unlink_arena(arena);
    arena->free_count++;
    link_arena(arena);
    if (arena->free_count == POOLS_PER_ARENA && arena->next) arena_free(arena);
}

bool pool_carve(MemPool *pool) {
    size_t size = pool->size_class * MEM_ALIGNMENT, end = POOL_HEADER + pool->capacity * size;
    if (pool->fresh == end) return false;
    size_t stop = pool->fresh + CARVE_BYTES / size * size;   /* a page or so at a time: others stay untouched */
    if (stop > end) stop = end;
    void *next = NULL;
    for (size_t offset = stop; offset > pool->fresh;) {
        offset -= size;
        void **block = (void **)((char *)pool + offset);
        *block = next;
        next = block;
    }
    pool->free = next;
    pool->fresh = (uint32_t)stop;
    return true;
}

size_t pool_arena_bytes(void) {
    return arena_count * POOL_ARENA_SIZE;
}

static void count_pools(const Arena *arena, MemStats *stats) {
    stats->pools_free += arena->free_count;
    for (size_t i = 0; i < arena->fresh; i++) {
        const MemPool *pool = (const MemPool *)(arena->base + i * MEM_POOL_SIZE);
        if (!pool->size_class) continue;
        stats->classes[pool->size_class].pools++;
        stats->classes[pool->size_class].blocks_used += pool->used;
        stats->classes[pool->size_class].blocks_free += pool->capacity - pool->used;
        stats->blocks_in_use += pool->used;
        stats->bytes_in_use += pool->used * (size_t)pool->size_class * MEM_ALIGNMENT;
    }
}

void pool_stats(MemStats *stats) {
    for (size_t n = 0; n <= POOLS_PER_ARENA; n++)
        for (const Arena *arena = arenas[n]; arena; arena = arena->next) count_pools(arena, stats);
    stats->arenas = arena_count;
    stats->arenas_ever = arenas_ever;
    stats->arenas_peak = arenas_peak;
    stats->arena_bytes = pool_arena_bytes();
}

/* What the pools of one arena hold. */
static void show_arena(const Arena *arena, size_t number, MemPoolFn show, void *context) {
    for (size_t i = 0; i < POOLS_PER_ARENA; i++) {
        const MemPool *pool = (const MemPool *)(arena->base + i * MEM_POOL_SIZE);
        bool used = i < arena->fresh && pool->size_class;
        show(number, used ? pool->size_class * (size_t)MEM_ALIGNMENT : 0, used ? pool->used : 0, used ? pool->capacity : 0, context);
    }
}

void mem_show_pools(MemPoolFn show, void *context) {
    size_t number = 0;
    for (size_t n = 0; n <= POOLS_PER_ARENA; n++)
        for (const Arena *arena = arenas[n]; arena; arena = arena->next) show_arena(arena, number++, show, context);
}

void pool_release_all(void) {
    for (size_t n = 0; n <= POOLS_PER_ARENA; n++)
        while (arenas[n]) arena_free(arenas[n]);
    if (region_left) munmap(region + REGION_SIZE - region_left, region_left);
    region_left = 0;
}

/* ---- checks ---- */

static bool is_block_of(const MemPool *pool, const void *block) {
    size_t offset = (size_t)((const char *)block - (const char *)pool), size = pool->size_class * MEM_ALIGNMENT;
    return offset >= POOL_HEADER && offset < pool->fresh && (offset - POOL_HEADER) % size == 0;
}

static void verify_pool(const MemPool *pool, MemReportFn report, void *context) {
    size_t size = pool->size_class * MEM_ALIGNMENT;
    if (pool->size_class > MEM_CLASS_COUNT || pool->capacity != (MEM_POOL_SIZE - POOL_HEADER) / size) {
        report("a pool's head is damaged", pool, context);
        return;
    }
    size_t carved = (pool->fresh - POOL_HEADER) / size, free_blocks = 0;
    for (const void *block = pool->free; block && free_blocks <= carved; block = *(void *const *)block, free_blocks++) {
        if (is_block_of(pool, block)) continue;
        report("a pool's list of free blocks leads astray, to", block, context);
        return;
    }
    if (free_blocks + pool->used != carved) report("used and free blocks do not add up in the pool", pool, context);
}

static void verify_arena(const Arena *arena, size_t free_count, MemReportFn report, void *context) {
    size_t free_pools = POOLS_PER_ARENA - arena->fresh;
    for (const MemPool *pool = arena->free_pools; pool && free_pools <= POOLS_PER_ARENA; pool = pool->next) free_pools++;
    if (arena->free_count != free_count || free_pools != free_count) report("an arena's number of free pools is wrong", arena->base, context);
    for (size_t i = 0; i < arena->fresh; i++) {
        const MemPool *pool = (const MemPool *)(arena->base + i * MEM_POOL_SIZE);
        if (!pool->size_class) continue;
        if (pool->arena != arena) report("a pool belongs to another arena", pool, context);
        else verify_pool(pool, report, context);
    }
}

void pool_verify(MemReportFn report, void *context) {
    for (size_t n = 0; n <= POOLS_PER_ARENA; n++)
        for (const Arena *arena = arenas[n]; arena; arena = arena->next) verify_arena(arena, n, report, context);
}
