/* with.h - the parts of the with statement that its plain and resumable forms share; see with.c. */
#ifndef MINI_EVAL_WITH_H
#define MINI_EVAL_WITH_H

#include "runtime/eval/eval.h"

/* The bound __enter__ and __exit__ (or __aenter__, __aexit__) of a manager. 0, or -1 with TypeError pending. */
int with_methods(Object *manager, bool is_async, Object **enter, Object **leave);
/* Calls __exit__, with self first unless it is NULL, and the exception (NULL: three Nones). New reference or NULL. */
Object *with_call_exit(Object *leave, Object *self, Object *exception);
/* A trace function failed when the with statement was about to be left, after its body had ended with `flow`: drops what the
 * body gave. STEALS exception (or NULL). */
Flow with_trace_failed(Frame *frame, Flow flow, Object *exception);

#endif
