/* trace.h - sys.settrace and sys.setprofile: see trace.c. */
#ifndef MINI_EVAL_TRACE_H
#define MINI_EVAL_TRACE_H

#include "runtime/eval/eval.h"

/* Sets the trace function (NULL: none); borrowed. 0, or -1 with an exception pending. */
int trace_set(Object *function);
int trace_set_profile(Object *function);
BORROWED Object *trace_peek(void);
BORROWED Object *trace_peek_profile(void);
/* Calls function(*args) as if no trace function ran (sys.call_tracing). New reference or NULL. */
Object *trace_call(Object *function, Object *args);

/* ---- for the evaluator ---- */

/* The line event of a node that is about to run, if its line is another than the last one's: 0, -1. NULL while off. */
extern int (*trace_line_hook)(Node *node, Frame *frame);
static inline bool trace_is_on(void) { return trace_line_hook != NULL; }
static inline int trace_line(Node *node, Frame *frame) { return unlikely(trace_line_hook) ? trace_line_hook(node, frame) : 0; }
/* Swaps the pointers of a code that has just been prepared, while tracing is on. */
void trace_code(Code *code);

/* ---- between trace.c and trace_nodes.c ---- */

/* A statement under way, innermost first; they lie on the C stack. */
typedef struct Activation { Node *node; Frame *frame; struct Activation *outer; } Activation;

typedef struct Tracer {
    Object *function, *profile;   /* owned, or NULL */
    unsigned running;             /* a trace function runs: nothing is traced meanwhile */
    Activation *innermost;
    Frame *comprehension;         /* the frame of the innermost comprehension under way, or NULL */
} Tracer;
extern Tracer tracer;
static inline bool tracing(void) { return !tracer.running && (tracer.function || tracer.profile); }

/* The events. 0, or -1 with an exception pending; an exception pending before is kept aside. MAY_RUN */
int trace_event_call(Frame *frame);
int trace_event_return(Frame *frame, Object *value);   /* NULL: an exception leaves the frame */
/* always: also if the line is that of the last event, as at the end of a loop's round. node NULL: the code's first line. */
int trace_event_line(Frame *frame, Node *node, bool always);
int trace_event_native(Frame *frame, const char *event, Object *callee);
/* Swaps the pointers of all codes, and swaps them back. 0, -1 */
int trace_install(void);
int trace_uninstall(void);

#endif
