/* try.h - the parts of exception handling that the plain and the resumable try statements share; see try.c. */
#ifndef MINI_EVAL_TRY_H
#define MINI_EVAL_TRY_H

#include "runtime/eval/eval.h"

/* Takes the pending exception after adding this frame's traceback entry. New reference. */
Object *try_catch(Frame *frame);
/* Does the except clause take this exception? 1, 0, -1 (noted). */
int try_handler_matches(NodeExceptHandler *handler, Frame *frame, Object *exception);
/* Are these classes that may be caught? 0, or -1 with TypeError pending. type: class or tuple. */
int try_check_classes(Object *type, bool star);
bool try_matches(Object *exception, Object *type);
/* `except E as name` ends: name is unbound; a pending exception stays. */
void try_unbind_name(NodeExceptHandler *handler, Frame *frame);
/* Runs the handlers for an exception that try_catch took. STEALS exception. */
Flow try_handle_steal(NodeTry *node, Frame *frame, Object *exception);

#endif
