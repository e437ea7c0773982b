/* stack.c - where the C stack ends, and a larger one to run on. */
#include "runtime/base/stack.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>

#include "runtime/base/mem.h"

uintptr_t stack_limit;

/* Reserve below which script code must not go: room for the error's own handling and for library calls. */
enum { RESERVE = MEM_SYSTEM ? 1024 * 1024 : 256 * 1024, GUARD = 64 * 1024 };
static const size_t run_sizes[] = {256u << 20, 64u << 20, 16u << 20};

void stack_init(void) {
    struct rlimit limit;
    size_t size = (size_t)8 << 20;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) size = limit.rlim_cur;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    /* Arguments and environment lie above us and count too: another reserve for them. */
    size_t usable = size > 3 * (size_t)RESERVE ? size - 2 * (size_t)RESERVE : size / 3;
    stack_limit = here > usable ? here - usable : 0;
}

static struct {
    void (*function)(void *);
    void *argument;
} start;

static void run_start(void) {
    start.function(start.argument);
}

static char *map_stack(size_t *size) {
    for (size_t i = 0; i < sizeof run_sizes / sizeof *run_sizes; i++) {
        *size = run_sizes[i];
        char *base = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        if (base == MAP_FAILED) continue;
        mprotect(base, GUARD, PROT_NONE);
        return base;
    }
    return NULL;
}

void stack_run(void (*function)(void *argument), void *argument) {
    static ucontext_t outside, inside;
    size_t size;
    char *base = MEM_SYSTEM ? NULL : map_stack(&size);
    if (!base || getcontext(&inside) != 0) {
        function(argument);
        return;
    }
    inside.uc_stack.ss_sp = base;
    inside.uc_stack.ss_size = size;
    inside.uc_link = &outside;
    start.function = function;
    start.argument = argument;
    makecontext(&inside, run_start, 0);
    uintptr_t old_limit = stack_limit;
    stack_limit = (uintptr_t)base + GUARD + RESERVE;
    swapcontext(&outside, &inside);
    stack_limit = old_limit;
    munmap(base, size);
}
