/* mem.h - all memory of the interpreter. The only caller of malloc.
 *
 * Three layers, CPython's names: arenas come from the system; an arena holds pools; a pool holds blocks of one
 * size class (16-byte classes up to 512 bytes); larger requests go to the system. Freeing passes the size back, so
 * a block carries no header. Empty pools go back to their arena, empty arenas to the system.
 * Sizes are bytes. Failure is NULL and sets no exception: callers that can raise call error_no_memory().
 * Source of the scheme: CPython's obmalloc. */
#ifndef MINI_BASE_MEM_H
#define MINI_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/check.h"

enum { MEM_ALIGNMENT = 16, MEM_SMALL_LIMIT = 512, MEM_CLASS_COUNT = MEM_SMALL_LIMIT / MEM_ALIGNMENT, MEM_POOL_SIZE = 16384 };

typedef struct MemPool {
    void *free;            /* first free block, linked through its first word */
    uint32_t used;         /* blocks handed out */
    uint32_t size_class;
    struct MemPool *next, *prev;
    uint32_t fresh;        /* offset of the first block never handed out yet */
    uint32_t capacity;     /* blocks in all */
    struct MemArena *arena;
} MemPool;

/* In front of the pools stands a small cache for each class: blocks freed last, linked through their first word. They
 * count as free in all figures. Empty, with limit 0, while fault injection is in force: every allocation is then counted
 * in mem_alloc_slow. (A memory limit bounds arenas and large blocks.) */
typedef struct MemCache { void *free; uint32_t count, limit; } MemCache;
extern MemCache mem_caches[MEM_CLASS_COUNT + 1];
/* Gives the caches' blocks back to their pools, for tools that look at pools. */
void mem_caches_flush(void);

void *mem_alloc_slow(size_t size);
void mem_free_slow(void *block, size_t size);

/* Checking builds take the slow path always: it fills blocks and checks sizes. Under AddressSanitizer every block is
 * a malloc block of its own and nothing is kept on free lists, so that it sees each use after free. */
#if defined(__SANITIZE_ADDRESS__)
#define MEM_SYSTEM 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEM_SYSTEM 1
#endif
#endif
#ifndef MEM_SYSTEM
#define MEM_SYSTEM 0
#endif
#if MEM_SYSTEM || defined(MINI_CHECKS)
#define MEM_FAST 0
#else
#define MEM_FAST 1
#endif

/* Reads MINI_FAIL_ALLOC (see mem_fail_after). */
void mem_init(void);

/* size 0 gives a unique block of the smallest class. */
static inline void *mem_alloc(size_t size) {
    if (!MEM_FAST) return mem_alloc_slow(size);
    size_t size_class = (size + MEM_ALIGNMENT - 1) / MEM_ALIGNMENT;
    if (likely(size_class <= MEM_CLASS_COUNT)) {   /* the cache of class 0 is always empty */
        MemCache *cache = &mem_caches[size_class];
        void *block = cache->free;
        if (likely(block != NULL)) {
            cache->free = *(void **)block;
            cache->count--;
            return block;
        }
    }
    return mem_alloc_slow(size);
}

/* 0: a block of that size is large. */
static inline size_t mem_size_class(size_t size) { return size <= MEM_SMALL_LIMIT ? (size + MEM_ALIGNMENT - 1) / MEM_ALIGNMENT : 0; }
/* For owners who keep the size class at hand. false: only mem_free can take the block. */
static ALWAYS_INLINE bool mem_free_to_cache(void *block, size_t size_class) {
    MemCache *cache = &mem_caches[size_class];
    if (!MEM_FAST || unlikely(cache->count >= cache->limit)) return false;   /* the limit of class 0 is 0 */
    *(void **)block = cache->free;
    cache->free = block;
    cache->count++;
    return true;
}

/* block may be NULL. size is what was asked for. */
static inline void mem_free(void *block, size_t size) {
    if (!MEM_FAST) {
        mem_free_slow(block, size);
        return;
    }
    size_t size_class = (size + MEM_ALIGNMENT - 1) / MEM_ALIGNMENT;
    if (likely(size_class <= MEM_CLASS_COUNT && block) && likely(mem_free_to_cache(block, size_class))) return;
    mem_free_slow(block, size);
}

/* Told of every block that is made (its size as asked for) and freed; one that grows in place is freed and made. NULL: no
 * more. Caches and free lists are out of use meanwhile, so that no block goes unseen. */
typedef struct MemTracer { void (*made)(void *block, size_t size); void (*freed)(void *block, size_t size); } MemTracer;
void mem_trace(const MemTracer *tracer);

void *mem_alloc_zeroed(size_t size);
/* On failure NULL, and the old block is untouched. */
void *mem_realloc(void *block, size_t old_size, size_t new_size);
/* count * size with overflow check; the only multiplication of sizes. */
void *mem_array(size_t count, size_t size);
void *mem_realloc_array(void *block, size_t old_count, size_t new_count, size_t size);
static inline void mem_free_array(void *block, size_t count, size_t size) { mem_free(block, count * size); }

/* Would `size` more bytes be refused (--max-memory)? For libraries that cannot report failure. */
bool mem_would_fail(size_t size);
/* Accounting for memory that a library (GMP) holds. */
void mem_set_limit(size_t bytes);        /* 0: none */
void mem_fail_after(uint64_t count);     /* the count-th allocation from now fails, once; 0: never */

typedef struct {
    size_t blocks_in_use;      /* sys.getallocatedblocks() */
    size_t bytes_in_use;       /* small blocks (class size) plus large ones */
    size_t system_bytes;       /* arenas plus large blocks: what --max-memory bounds */
    size_t peak_bytes;         /* highest system_bytes so far */
    size_t arenas, arenas_ever, arenas_peak, arena_bytes;
    size_t pools_free;
    size_t large_blocks, large_bytes;
    struct { size_t pools, blocks_used, blocks_free; } classes[MEM_CLASS_COUNT + 1];
} MemStats;
void mem_stats(MemStats *stats);
/* Shows each pool of each arena, fullest arenas first: size of its blocks (0: the pool is free), blocks used (blocks in
 * caches count as used: flush them before), blocks in all. */
typedef void (*MemPoolFn)(size_t arena, size_t block_size, size_t used, size_t capacity, void *context);
void mem_show_pools(MemPoolFn show, void *context);

/* Layer 3: a free list of dead objects of one type and size. Registered once so that statistics list it.
 * Invariant: count <= limit; every entry is a block of `size` bytes linked through its first word. */
typedef struct MemFreeList {
    const char *name;
    size_t size;
    uint32_t count, limit;
    uint32_t suspended;        /* the limit that holds again when tracing ends */
    void *first;
    struct MemFreeList *next;  /* all registered lists */
    bool registered;
} MemFreeList;

static inline void *mem_free_list_take(MemFreeList *list) {
    void *block = list->first;
    if (block) {
        list->first = *(void **)block;
        list->count--;
    }
    return block;
}
/* false while free lists are out of use. */
bool mem_free_list_register(MemFreeList *list);
/* false when the list is full: the caller frees the block itself. */
static inline bool mem_free_list_put(MemFreeList *list, void *block) {
    if (MEM_SYSTEM || unlikely(list->count >= list->limit)) return false;
    if (unlikely(!list->registered) && !mem_free_list_register(list)) return false;
    *(void **)block = list->first;
    list->first = block;
    list->count++;
    return true;
}
MemFreeList *mem_free_lists(void);       /* first registered list */
void mem_free_lists_clear(void);         /* gives all their blocks, and the caches', back (full collections, exit) */
/* Checks pools, arenas and free lists; reports what is wrong with its address. */
typedef void (*MemReportFn)(const char *what, const void *where, void *context);
void mem_verify(MemReportFn report, void *context);
void mem_shutdown(void);                 /* gives everything back to the system */

#endif
