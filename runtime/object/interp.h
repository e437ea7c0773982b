/* interp.h - the state of the running interpreter: one, global.
 *
 * `pending` is what a safe point looks at: one word, zero in the ordinary case. Signal handlers only set bits in it. */
#ifndef MINI_OBJECT_INTERP_H
#define MINI_OBJECT_INTERP_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/object/object.h"

/* PENDING_INTERRUPT: Ctrl-C; PENDING_SIGNAL: a signal that a script has a handler for. */
enum { PENDING_INTERRUPT = 1, PENDING_COLLECT = 2, PENDING_CHECK_HEAP = 4, PENDING_TRACE = 8, PENDING_SIGNAL = 16 };

typedef enum { SPECIALISE_OFF, SPECIALISE_ON, SPECIALISE_ALWAYS } SpecialiseMode;

struct Frame;
struct Node;

typedef struct Interp {
    volatile uint32_t pending;       /* PENDING_* bits, served at safe points */
    int32_t calls_left;              /* how many more script calls may nest; -1: RecursionError is due */
    uint32_t recursion_limit;        /* sys.setrecursionlimit */
    Object *exception;               /* the pending exception, owned, or NULL */
    struct Node *error_node;         /* innermost node of the current frame that failed (evaluator) */
    Object *handled;                 /* exception being handled now (sys.exc_info), owned, or NULL */
    struct Frame *frame;             /* running frame, or NULL */
    Object *modules;                 /* sys.modules (Dict), owned */
    Object *builtins;                /* the builtins module's Dict, owned */
    Object *sys_dict;                /* the sys module's Dict, owned */
    SpecialiseMode specialise;
    bool finalizing;                 /* the interpreter is shutting down */
    bool main_done;
} Interp;

extern Interp interp;

/* Script calls under way. */
static inline uint32_t interp_call_depth(void) { return interp.recursion_limit - (uint32_t)interp.calls_left; }
void interp_set_recursion_limit(uint32_t limit);

/* For loops inside built-in functions: serves Ctrl-C (KeyboardInterrupt pending, returns -1), else 0. Cheap. Runs no
 * script code: where a script handles SIGINT itself, that waits for the next safe point. */
int interp_check_interrupt_slow(void);
static inline int interp_check_interrupt(void) {
    return unlikely(interp.pending & PENDING_INTERRUPT) ? interp_check_interrupt_slow() : 0;
}
/* A safe point: interrupts, collections, heap checks. 0, or -1 with an exception pending. MAY_RUN.
 * The evaluator calls it at call entry and loop back-edges. The hooks are installed by gc/ and the tracer. */
int interp_serve_pending(void);
static inline int interp_safe_point(void) { return unlikely(interp.pending) ? interp_serve_pending() : 0; }
void interp_request(uint32_t bits);
/* Takes requests back, because what they asked for has been done by other means. */
void interp_clear_pending(uint32_t bits);
/* Installed by gc/generations.c: runs the collection that was requested. */
extern void (*interp_collect_hook)(void);
extern void (*interp_check_heap_hook)(void);
/* While PENDING_TRACE is set: 0, or -1 with an exception pending. */
extern int (*interp_trace_hook)(void);
/* For system calls that a signal has broken off: serves signals as a safe point does. 0, or -1 with an exception pending.
 * MAY_RUN. */
int interp_serve_signals(void);
/* Installed by the signal module: calls the handlers of the signals that have come. 0, or -1 with an exception pending.
 * MAY_RUN. */
extern int (*interp_signal_hook)(void);
extern bool interp_script_interrupt;   /* the handler of SIGINT is a script's: no KeyboardInterrupt by itself */

#endif
