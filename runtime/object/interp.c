/* interp.c - the interpreter's state and what a safe point does. */
#include "runtime/object/interp.h"

#include "runtime/object/error.h"

Interp interp = {.calls_left = 1000, .recursion_limit = 1000, .specialise = SPECIALISE_ON};

void (*interp_collect_hook)(void);
void (*interp_check_heap_hook)(void);
int (*interp_signal_hook)(void);
bool interp_script_interrupt;
int (*interp_trace_hook)(void);

void interp_request(uint32_t bits) { __atomic_or_fetch(&interp.pending, bits, __ATOMIC_RELAXED); }

void interp_set_recursion_limit(uint32_t limit) {
    interp.calls_left += (int32_t)(limit - interp.recursion_limit);
    interp.recursion_limit = limit;
}

void interp_clear_pending(uint32_t bits) {
    __atomic_and_fetch(&interp.pending, ~bits, __ATOMIC_RELAXED);   /* a signal may set others meanwhile */
}

int interp_check_interrupt_slow(void) {
    if (interp_script_interrupt) return 0;
    interp_clear_pending(PENDING_INTERRUPT);
    error_set_object(KeyboardInterrupt, NULL);
    return -1;
}

int interp_serve_signals(void) {
    return interp_signal_hook ? interp_signal_hook() : interp_check_interrupt();
}

int interp_serve_pending(void) {
    uint32_t pending = interp.pending;
    if (pending & (PENDING_INTERRUPT | PENDING_SIGNAL) && interp_serve_signals()) return -1;
    if (pending & PENDING_COLLECT) {
        interp_clear_pending(PENDING_COLLECT);
        if (interp_collect_hook) interp_collect_hook();
    }
    if (pending & PENDING_CHECK_HEAP && interp_check_heap_hook) interp_check_heap_hook();
    return pending & PENDING_TRACE && interp_trace_hook ? interp_trace_hook() : 0;
}
