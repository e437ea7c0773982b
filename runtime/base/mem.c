/* mem.c - blocks, and the limits on them: see mem.h. Pools and arenas are in pool.c.
 *
 * Invariants: a pool with a free block, or one never handed out, is in its class's list of usable pools. A block in a
 * cache is in use as far as its pool knows. */
#include "runtime/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/pool.h"
#include "runtime/base/sweep.h"

MemCache mem_caches[MEM_CLASS_COUNT + 1];

static MemPool *usable[MEM_CLASS_COUNT + 1];
static const MemTracer *tracer;
static uint64_t fail_countdown;
static bool injecting;   /* failures are or were injected: nothing is kept on free lists, every object is an allocation */
static size_t memory_limit, large_blocks, large_bytes, peak_bytes;
static MemFreeList *free_lists;

/* Checking builds put the size before each block that comes from malloc. */
#ifdef MINI_CHECKS
enum { HEADER = MEM_ALIGNMENT };
#else
enum { HEADER = 0 };
#endif

static size_t class_of(size_t size) {
    return size ? (size + MEM_ALIGNMENT - 1) / MEM_ALIGNMENT : 1;
}

static size_t system_bytes(void) {
    return pool_arena_bytes() + large_bytes;
}

/* The last part of a limited memory is given out only after something has been refused, so that the program can deal with
 * its MemoryError; it closes again when enough has been given back. */
static const size_t RESERVE = 2 * POOL_ARENA_SIZE;
static bool reserve_open;

bool mem_would_fail(size_t size) {
    if (likely(!memory_limit)) return false;
    size_t used = system_bytes(), reserve = memory_limit > 16 * RESERVE ? RESERVE : 0;
    if (used < memory_limit - 2 * reserve) reserve_open = false;
    size_t ceiling = reserve_open ? memory_limit : memory_limit - reserve;
    bool refused = size > ceiling || used > ceiling - size;
    if (refused) reserve_open = true;
    return refused;
}

static void note_peak(void) {
    if (system_bytes() > peak_bytes) peak_bytes = system_bytes();
}

void mem_set_limit(size_t bytes) {
    memory_limit = bytes;
}

static void set_cache_limits(void);
static void suspend_free_lists(void);

void mem_fail_after(uint64_t count) {
    fail_countdown = count;
    if (count && !injecting) suspend_free_lists();
    injecting |= count > 0;
    mem_caches_flush();
    set_cache_limits();
}

void mem_init(void) {
    set_cache_limits();
    const char *count = getenv("MINI_FAIL_ALLOC");
    if (count) mem_fail_after(strtoull(count, NULL, 10));
#ifdef MINI_CHECKS
    sweep_init();
    if (sweep_is_on()) mem_fail_after(UINT64_MAX);
#endif
}

/* true: this allocation is the one that has to fail. */
static bool injected_failure(void) {
    if (likely(!fail_countdown)) return false;
#ifdef MINI_CHECKS
    if (sweep_is_on()) return sweep_fails();
#endif
    if (--fail_countdown) return false;
    set_cache_limits();
    return true;
}

/* ---- checks ---- */

#ifdef MINI_CHECKS
static const unsigned char fresh_byte = 0xCB, dead_byte = 0xDB;

static void corrupt(const char *what, void *block) {
    fprintf(stderr, "mini: memory: %s: block %p\n", what, block);
    abort();
}

static bool is_dead(const unsigned char *block, size_t size) {
    for (size_t i = sizeof(void *); i < size; i++)
        if (block[i] != dead_byte) return false;
    return true;
}

static void check_freed(MemPool *pool, void *block, size_t size) {
    if (pool->size_class != class_of(size)) corrupt("freed with a wrong size", block);
    if (!is_dead(block, pool->size_class * MEM_ALIGNMENT)) return;
    for (void *other = pool->free; other; other = *(void **)other)
        if (other == block) corrupt("freed twice", block);
}
#endif

/* ---- large blocks ---- */

static void *header_of(void *block) {
    return (char *)block - HEADER;
}

/* raw comes from malloc or realloc. */
static void *large_block(void *raw, size_t size) {
    if (!raw) return NULL;
    if (HEADER) *(size_t *)raw = size;
    large_bytes += size;
    note_peak();
    return (char *)raw + HEADER;
}

static void *large_alloc(size_t size) {
    if (size > PTRDIFF_MAX - MEM_POOL_SIZE || mem_would_fail(size)) return NULL;
    void *block = large_block(malloc(size + HEADER + !size), size);
    if (block) large_blocks++;
    return block;
}

static void check_large(void *block UNUSED, size_t size UNUSED) {
#ifdef MINI_CHECKS
    if (*(size_t *)header_of(block) != size) corrupt("freed with a wrong size", block);
#endif
}

static void large_free(void *block, size_t size) {
    check_large(block, size);
    large_blocks--;
    large_bytes -= size;
    free(header_of(block));
}

static void *large_realloc(void *block, size_t old_size, size_t new_size) {
    if (injected_failure() || new_size > PTRDIFF_MAX - MEM_POOL_SIZE) return NULL;
    if (new_size > old_size && mem_would_fail(new_size - old_size)) return NULL;
    check_large(block, old_size);
    void *raw = realloc(header_of(block), new_size + HEADER);
    if (raw) large_bytes -= old_size;
    return large_block(raw, new_size);
}

/* ---- small blocks ---- */

static void link_pool(MemPool *pool) {
    MemPool **first = &usable[pool->size_class];
    pool->prev = NULL;
    pool->next = *first;
    if (*first) (*first)->prev = pool;
    *first = pool;
}

static void unlink_pool(MemPool *pool) {
    if (pool->prev) pool->prev->next = pool->next;
    else usable[pool->size_class] = pool->next;
    if (pool->next) pool->next->prev = pool->prev;
    pool->next = pool->prev = NULL;
}

/* The first pool of the class that has a block on its free list; NULL when memory is out. */
static MemPool *pool_with_block(size_t size_class) {
    MemPool *pool = usable[size_class];
    if (pool) {
        if (!pool->free) pool_carve(pool);
        return pool;
    }
    if (!pool_has_spare() && mem_would_fail(POOL_ARENA_SIZE)) return NULL;
    pool = pool_acquire(size_class);
    if (!pool) return NULL;
    note_peak();
    pool_carve(pool);
    link_pool(pool);
    return pool;
}

static void *take_block(MemPool *pool) {
    void *block = pool->free;
    pool->free = *(void **)block;
    if (++pool->used == pool->capacity) unlink_pool(pool);
    return block;
}

static void give_back(void *block) {
    MemPool *pool = (MemPool *)((uintptr_t)block & ~(uintptr_t)(MEM_POOL_SIZE - 1));
    if (pool->used == pool->capacity) link_pool(pool);
    *(void **)block = pool->free;
    pool->free = block;
    /* The last pool of a class stays, or a lone object that comes and goes would take and give back a pool each time. */
    if (--pool->used == 0 && (pool->next || pool->prev)) {
        unlink_pool(pool);
        pool_release(pool);
    }
}

/* ---- caches ---- */

/* Room for what dies in one young collection (700 objects of a few sizes), so that it does not pass through the pools. */
enum { CACHE_BLOCKS = 256, CACHE_BYTES = 24576 };

static void set_cache_limits(void) {
    for (size_t size_class = 1; size_class <= MEM_CLASS_COUNT; size_class++) {
        size_t blocks = CACHE_BYTES / (size_class * MEM_ALIGNMENT);
        mem_caches[size_class].limit = !MEM_FAST || fail_countdown || tracer ? 0 : blocks < CACHE_BLOCKS ? (uint32_t)blocks : CACHE_BLOCKS;
    }
}

/* Keeps the `keep` blocks freed last. */
static void flush_cache(MemCache *cache, uint32_t keep) {
    void **link = &cache->free;
    for (uint32_t i = 0; i < keep && *link; i++) link = *link;
    void *block = *link;
    *link = NULL;
    if (cache->count > keep) cache->count = keep;
    while (block) {
        void *next = *(void **)block;
        give_back(block);
        block = next;
    }
}

void mem_caches_flush(void) {
    for (size_t size_class = 1; size_class <= MEM_CLASS_COUNT; size_class++) flush_cache(&mem_caches[size_class], 0);
}

/* Half of what the cache can hold, in the order in which the pools give them. The cache is empty. */
static void fill_cache(MemCache *cache, size_t size_class) {
    void **link = &cache->free;
    uint32_t wanted = cache->limit / 2, count = 0;
    for (MemPool *pool; count < wanted && (pool = usable[size_class]) && pool->free;) {   /* no new pool or carving just for the cache */
        *link = pool->free;
        uint32_t before = count;
        do {
            link = *link;
            count++;
        } while (*link && count < wanted);
        pool->free = *link;
        if ((pool->used += count - before) == pool->capacity) unlink_pool(pool);
    }
    *link = NULL;
    cache->count = count;
}

static void *alloc_block(size_t size) {
    if (injected_failure()) return NULL;
    if (MEM_SYSTEM || size > MEM_SMALL_LIMIT) return large_alloc(size);
    size_t size_class = class_of(size);
    MemPool *pool = pool_with_block(size_class);
    if (!pool) return NULL;
    void *block = take_block(pool);
    fill_cache(&mem_caches[size_class], size_class);
#ifdef MINI_CHECKS
    memset(block, fresh_byte, size_class * MEM_ALIGNMENT);
#endif
    return block;
}

void *mem_alloc_slow(size_t size) {
    void *block = alloc_block(size);
    if (unlikely(tracer) && block) tracer->made(block, size);
    return block;
}

void mem_free_slow(void *block, size_t size) {
    if (!block) return;
    if (unlikely(tracer)) tracer->freed(block, size);
    if (MEM_SYSTEM || size > MEM_SMALL_LIMIT) {
        large_free(block, size);
        return;
    }
    size_t size_class = class_of(size);
#ifdef MINI_CHECKS
    check_freed((MemPool *)((uintptr_t)block & ~(uintptr_t)(MEM_POOL_SIZE - 1)), block, size);
    memset(block, dead_byte, size_class * MEM_ALIGNMENT);
#endif
    MemCache *cache = &mem_caches[size_class];
    flush_cache(cache, cache->limit / 2);
    if (cache->limit == 0) {
        give_back(block);
        return;
    }
    *(void **)block = cache->free;   /* the block freed last is the first to be used again */
    cache->free = block;
    cache->count++;
}

void *mem_alloc_zeroed(size_t size) {
    void *block = mem_alloc(size);
    return block ? memset(block, 0, size) : NULL;
}

/* A block that has grown or shrunk without mem_alloc. Returns its new address. */
static void *traced_move(void *old, size_t old_size, void *new, size_t new_size) {
    if (likely(!tracer) || !new) return new;
    tracer->freed(old, old_size);
    tracer->made(new, new_size);
    return new;
}

void *mem_realloc(void *block, size_t old_size, size_t new_size) {
    if (!block) return mem_alloc(new_size);
    bool old_large = MEM_SYSTEM || old_size > MEM_SMALL_LIMIT, new_large = MEM_SYSTEM || new_size > MEM_SMALL_LIMIT;
    if (old_large && new_large) return traced_move(block, old_size, large_realloc(block, old_size, new_size), new_size);
    if (!old_large && !new_large && class_of(old_size) == class_of(new_size)) return traced_move(block, old_size, block, new_size);
    void *copy = mem_alloc(new_size);
    if (!copy) return NULL;
    memcpy(copy, block, old_size < new_size ? old_size : new_size);
    mem_free(block, old_size);
    return copy;
}

void *mem_array(size_t count, size_t size) {
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? NULL : mem_alloc(bytes);
}

void *mem_realloc_array(void *block, size_t old_count, size_t new_count, size_t size) {
    size_t bytes;
    return __builtin_mul_overflow(new_count, size, &bytes) ? NULL : mem_realloc(block, old_count * size, bytes);
}

/* ---- free lists, statistics, the end ---- */

static void suspend_free_list(MemFreeList *list) {
    list->suspended = list->limit;
    list->limit = 0;
}

bool mem_free_list_register(MemFreeList *list) {
    list->registered = true;
    list->next = free_lists;
    free_lists = list;
    if (tracer || injecting) suspend_free_list(list);
    return list->limit;
}

static void suspend_free_lists(void) {
    mem_free_lists_clear();
    for (MemFreeList *list = free_lists; list; list = list->next) suspend_free_list(list);
}

void mem_trace(const MemTracer *new_tracer) {
    bool starts = new_tracer && !tracer, ends = tracer && !new_tracer;
    if (starts) mem_free_lists_clear();   /* what lies in them was freed before */
    tracer = new_tracer;
    set_cache_limits();
    if (injecting) return;
    if (starts) suspend_free_lists();
    for (MemFreeList *list = free_lists; ends && list; list = list->next) list->limit = list->suspended;
}

MemFreeList *mem_free_lists(void) {
    return free_lists;
}

void mem_free_lists_clear(void) {
    for (MemFreeList *list = free_lists; list; list = list->next)
        for (void *block; (block = mem_free_list_take(list));) mem_free(block, list->size);
    mem_caches_flush();
}

void mem_stats(MemStats *stats) {
    memset(stats, 0, sizeof *stats);
    pool_stats(stats);
    for (size_t i = 1; i <= MEM_CLASS_COUNT; i++) {
        stats->classes[i].blocks_used -= mem_caches[i].count;
        stats->classes[i].blocks_free += mem_caches[i].count;
        stats->blocks_in_use -= mem_caches[i].count;
        stats->bytes_in_use -= mem_caches[i].count * i * MEM_ALIGNMENT;
    }
    stats->large_blocks = large_blocks;
    stats->large_bytes = large_bytes;
    stats->blocks_in_use += large_blocks;
    stats->bytes_in_use += large_bytes;
    stats->system_bytes = system_bytes();
    stats->peak_bytes = peak_bytes;
}

/* ---- checks ---- */

static void verify_usable(size_t size_class, MemReportFn report, void *context) {
    const MemPool *previous = NULL;
    for (const MemPool *pool = usable[size_class]; pool; previous = pool, pool = pool->next)
        if (pool->prev != previous || pool->size_class != size_class) {
            report("a size class's list of pools is damaged at", pool, context);
            return;
        }
}

static void verify_free_list(const MemFreeList *list, MemReportFn report, void *context) {
    size_t count = 0;
    for (const void *block = list->first; block && count <= list->limit; block = *(void *const *)block, count++)
        if ((uintptr_t)block % MEM_ALIGNMENT) break;
    if (count != list->count || count > list->limit) report("a free list's count is wrong", list, context);
}

void mem_verify(MemReportFn report, void *context) {
    for (size_t size_class = 1; size_class <= MEM_CLASS_COUNT; size_class++) verify_usable(size_class, report, context);
    for (const MemFreeList *list = free_lists; list; list = list->next) verify_free_list(list, report, context);
    pool_verify(report, context);
}

void mem_shutdown(void) {
    mem_free_lists_clear();
    memset(mem_caches, 0, sizeof mem_caches);
    memset(usable, 0, sizeof usable);
    pool_release_all();
}
