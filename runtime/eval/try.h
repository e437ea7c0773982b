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
/* Splits *rest (a group or a plain exception, or NULL) by the class of an except* clause: *matched (new reference, or NULL)
 * is a group, and *rest what is left. group: the exception was a group. 0, or -1 (noted). MAY_RUN */
int try_match_star(NodeExceptHandler *handler, Frame *frame, Object **rest, bool group, Object **matched);
/* After all except* clauses for `original`: raises what they raised (a List) and the unmatched rest (or NULL). FLOW_NEXT if nothing is left.
 * STEALS rest. */
Flow try_star_result_steal(Object *original, Object *raised, Object *rest, Node *node);

/* The hidden slots of an except* statement that yields, from saved_slot: see resume_star.c. */
enum { STAR_SAVED, STAR_EXCEPTION, STAR_REST, STAR_RAISED, STAR_MATCHED, STAR_POSITION, STAR_SLOTS };
/* Begins the except* clauses for an exception that try_catch took, or (exception NULL) goes on with them. STEALS exception. */
Flow try_star_resumable_steal(NodeTry *node, Frame *frame, Object *exception);

#endif
