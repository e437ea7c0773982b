/* stack.c - where the C stack ends, and a larger one to run on. */
#include "runtime/base/stack.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>

#include "runtime/base/mem.h"

uintptr_t stack_limit;

/* Reserve below which script code must not go: room for the error's own handling and for library calls. */
enum { BYTES_PER_CALL = 8 * 1024, BASE_BYTES = 1024 * 1024 };
enum { RESERVE = MEM_SYSTEM ? 1024 * 1024 : 256 * 1024, GUARD = 64 * 1024 };
static const size_t run_sizes[] = {256u << 20, 64u << 20, 16u << 20};

/* The stack that we run on: its highest address, its usable bytes. */
static uintptr_t stack_top;
static size_t stack_usable, call_limit = 1000;

void stack_set_recursion_limit(size_t calls) {
    call_limit = calls;
    size_t wanted = calls < stack_usable / BYTES_PER_CALL ? BASE_BYTES + calls * BYTES_PER_CALL : stack_usable;
    stack_limit = stack_top - (wanted < stack_usable ? wanted : stack_usable);
}

static void use_stack(uintptr_t top, size_t usable) {
    stack_top = top;
    stack_usable = usable;
    stack_set_recursion_limit(call_limit);
}

void stack_init(void) {
    struct rlimit limit;
    size_t size = (size_t)8 << 20;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) size = limit.rlim_cur;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    /* Arguments and environment lie above us and count too: another reserve for them. */
    size_t usable = size > 3 * (size_t)RESERVE ? size - 2 * (size_t)RESERVE : size / 3;
    use_stack(here, here > usable ? usable : here);
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
    uintptr_t old_top = stack_top;
    size_t old_usable = stack_usable;
    use_stack((uintptr_t)base + size, size - GUARD - RESERVE);
    swapcontext(&outside, &inside);
    use_stack(old_top, old_usable);
    munmap(base, size);
}
