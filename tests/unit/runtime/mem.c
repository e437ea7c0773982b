/* Blocks, pools, large blocks, limits, free lists. */
#include "runtime/base/mem.h"

#include <criterion/criterion.h>
#include <string.h>

static MemStats stats(void) {
    MemStats result;
    mem_stats(&result);
    return result;
}

Test(mem, blocks_are_aligned_and_distinct) {
    char *blocks[1000];
    for (size_t i = 0; i < 1000; i++) {
        blocks[i] = mem_alloc(i % 600);
        cr_assert_eq((uintptr_t)blocks[i] % MEM_ALIGNMENT, 0);
        memset(blocks[i], (int)i, i % 600);
    }
    for (size_t i = 0; i < 1000; i++)
        for (size_t j = 0; j < i % 600; j++) cr_assert_eq(blocks[i][j], (char)i);
    for (size_t i = 0; i < 1000; i++) mem_free(blocks[i], i % 600);
}

static size_t made, freed;
static void count_made(void *block UNUSED, size_t size) { made += size; }
static void count_freed(void *block UNUSED, size_t size) { freed += size; }

Test(mem, a_tracer_hears_of_every_block) {
    static const MemTracer tracer = {count_made, count_freed};
    static MemFreeList list = {.name = "traced", .size = 64, .limit = 2};
    void *cached = mem_alloc(48), *before = mem_alloc(64);
    mem_free(cached, 48);
    cr_assert(MEM_SYSTEM || mem_free_list_put(&list, before));
    if (MEM_SYSTEM) mem_free(before, 64);
    made = freed = 0;
    mem_trace(&tracer);
    cr_assert_null(mem_free_list_take(&list));
    void *block = mem_alloc(48);
    cr_assert_eq(made, 48);
    block = mem_realloc(block, 48, 40);        /* in place */
    block = mem_realloc(block, 40, 5000);      /* moves */
    block = mem_realloc(block, 5000, 9000);    /* large, stays large */
    cr_assert_eq(made, 48 + 40 + 5000 + 9000);
    cr_assert_eq(freed, 48 + 40 + 5000);
    mem_free(block, 9000);
    cr_assert_eq(made, freed);
    void *unlisted = mem_alloc(64);
    cr_assert_not(mem_free_list_put(&list, unlisted));
    mem_trace(NULL);
    mem_free(unlisted, 64);
    cr_assert_eq(made, freed + 64);
    cr_assert_eq(list.limit, 2);
}

Test(mem, a_freed_block_is_used_again) {
    if (MEM_SYSTEM) cr_skip();
    void *keep = mem_alloc(48), *first = mem_alloc(48);
    mem_free(first, 48);
    cr_assert_eq(mem_alloc(40), first);
    mem_free(first, 40);
    mem_free(keep, 48);
}

Test(mem, counts_blocks_and_bytes) {
    if (MEM_SYSTEM) cr_skip();
    MemStats before = stats();
    void *small = mem_alloc(100), *large = mem_alloc(5000);
    MemStats during = stats();
    cr_assert_eq(during.blocks_in_use, before.blocks_in_use + 2);
    cr_assert_eq(during.bytes_in_use, before.bytes_in_use + 112 + 5000);
    cr_assert_eq(during.large_bytes, before.large_bytes + 5000);
    mem_free(small, 100);
    mem_free(large, 5000);
    cr_assert_eq(stats().blocks_in_use, before.blocks_in_use);
    cr_assert_eq(stats().bytes_in_use, before.bytes_in_use);
}

Test(mem, empty_arenas_go_back) {
    if (MEM_SYSTEM) cr_skip();
    enum { COUNT = 20000 };
    void **blocks = mem_array(COUNT, sizeof *blocks);
    for (size_t i = 0; i < COUNT; i++) blocks[i] = mem_alloc(128);
    size_t many = stats().arenas;
    cr_assert_gt(many, 9);
    for (size_t i = 0; i < COUNT; i++) mem_free(blocks[i], 128);
    cr_assert_leq(stats().arenas, 2);
    cr_assert_eq(stats().arenas_peak, many);
    mem_free_array(blocks, COUNT, sizeof *blocks);
}

Test(mem, realloc_keeps_the_contents) {
    size_t sizes[] = {10, 16, 17, 400, 600, 100000, 700, 500, 20, 1};
    char *block = mem_alloc(8);
    memcpy(block, "contents", 8);
    size_t size = 8;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        block = mem_realloc(block, size, sizes[i]);
        size = sizes[i];
        cr_assert_eq(memcmp(block, "contents", size < 8 ? size : 8), 0);
    }
    mem_free(block, size);
}

Test(mem, products_that_overflow_fail) {
    cr_assert_null(mem_array(SIZE_MAX / 2, 3));
    cr_assert_null(mem_alloc(SIZE_MAX - 10));
    void *block = mem_alloc(64);
    cr_assert_null(mem_realloc_array(block, 8, SIZE_MAX / 4, 8));
    mem_free(block, 64);
}

Test(mem, limit_refuses_and_leaves_the_block) {
    mem_set_limit(stats().system_bytes + (1 << 20));
    cr_assert_null(mem_alloc(2 << 20));
    cr_assert(mem_would_fail(2 << 20));
    char *block = mem_alloc(1000);
    cr_assert_not_null(block);
    *block = 'x';
    cr_assert_null(mem_realloc(block, 1000, 4 << 20));
    cr_assert_eq(*block, 'x');
    mem_free(block, 1000);
    mem_set_limit(0);
    block = mem_alloc(2 << 20);
    cr_assert_not_null(block);
    mem_free(block, 2 << 20);
}

Test(mem, the_nth_allocation_fails_once) {
    mem_fail_after(3);
    void *a = mem_alloc(32), *b = mem_alloc(1000), *c = mem_alloc(32), *d = mem_alloc(32);
    cr_assert(a && b && !c && d);
    mem_free(a, 32);
    mem_free(b, 1000);
    mem_free(d, 32);
}

Test(mem, free_lists_are_bounded_and_listed) {
    if (MEM_SYSTEM) cr_skip();
    static MemFreeList list = {.name = "test", .size = 64, .limit = 2};
    void *a = mem_alloc(64), *b = mem_alloc(64), *c = mem_alloc(64);
    cr_assert(mem_free_list_put(&list, a) && mem_free_list_put(&list, b));
    cr_assert_not(mem_free_list_put(&list, c));
    cr_assert_eq(mem_free_lists(), &list);
    cr_assert_eq(mem_free_list_take(&list), b);
    mem_free(b, 64);
    mem_free(c, 64);
    size_t before = stats().blocks_in_use;
    mem_free_lists_clear();
    cr_assert_eq(stats().blocks_in_use, before - 1);
    cr_assert_eq(list.count, 0);
}

#if defined(MINI_CHECKS) && !MEM_SYSTEM
#include <signal.h>

Test(mem, freeing_twice_aborts, .signal = SIGABRT) {
    void *keep = mem_alloc(32), *block = mem_alloc(32);
    (void)keep;
    mem_free(block, 32);
    mem_free(block, 32);
}

Test(mem, freeing_with_a_wrong_size_aborts, .signal = SIGABRT) {
    mem_free(mem_alloc(32), 100);
}
#endif
