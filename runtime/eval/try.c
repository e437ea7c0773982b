/* try.c - try, except, except*, else, finally; the exception being handled.
 *
 * When an exception reaches a try statement, this frame's traceback entry is added at once (frame_add_traceback); if no
 * handler takes it, it goes on as it is, without a second entry. interp.handled is what sys.exc_info() shows; each
 * handler keeps the previous one and puts it back. */
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/eval/try.h"

Object *handled_push_steal(Object *exception) {
    Object *previous = interp.handled;
    interp.handled = exception;
    return previous;
}

void handled_pop_steal(Object *previous) {
    Object *current = interp.handled;
    interp.handled = previous;
    release_or_null(current);
}

Object *try_catch(Frame *frame) {
    frame_add_traceback(frame);
    interp.error_node = NULL;
    return error_take();
}

/* ---- matching ---- */

static int check_class(Object *type, bool star) {
    if (!is_exception_class(type))
        return error_set_int(TypeError, "catching classes that do not inherit from BaseException is not allowed");
    if (star && type_is_subtype((Type *)type, BaseExceptionGroup))
        return error_set_int(TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
    return 0;
}

int try_check_classes(Object *type, bool star) {
    if (!is_tuple(type)) return check_class(type, star);
    for (size_t i = 0; i < tuple_count(type); i++)
        if (check_class(tuple_item_borrowed(type, i), star)) return -1;
    return 0;
}

bool try_matches(Object *exception, Object *type) {
    if (!is_tuple(type)) return object_is_instance(exception, (Type *)type);
    for (size_t i = 0; i < tuple_count(type); i++)
        if (object_is_instance(exception, (Type *)tuple_item_borrowed(type, i))) return true;
    return false;
}

int try_handler_matches(NodeExceptHandler *handler, Frame *frame, Object *exception) {
    if (trace_line(&handler->head, frame)) return -1;
    if (!handler->type) return 1;
    Object *type = eval_object(handler->type, frame);
    if (!type) return -1;
    int result = try_check_classes(type, false) ? -1 : try_matches(exception, type);
    release(type);
    if (result < 0) note_failure(handler->type);
    return result;
}

/* ---- handlers ---- */

void try_unbind_name(NodeExceptHandler *handler, Frame *frame) {
    if (!handler->name) return;
    Object *pending = error_take();
    Node *node = interp.error_node;
    assign_target_steal(handler->name, frame, value_new(retain(None)));
    if (delete_target(handler->name, frame)) error_clear();
    interp.error_node = node;
    if (pending) error_restore_steal(pending);
}

static Flow run_handler(NodeExceptHandler *handler, Frame *frame, Object *exception) {
    if (handler->name && assign_target_steal(handler->name, frame, value_new(retain(exception)))) return fail_flow(handler->name);
    Flow flow = exec(handler->body, frame);
    try_unbind_name(handler, frame);
    return flow;
}

/* STEALS exception: while it is handled, interp.handled is what keeps it. */
static Flow handle_steal(NodeTry *node, Frame *frame, Object *exception) {
    Object *previous = handled_push_steal(exception);
    for (uint32_t i = 0; i < node->handlers.count; i++) {
        NodeExceptHandler *handler = NODE_CAST(ExceptHandler, node->handlers.items[i]);
        int matches = try_handler_matches(handler, frame, exception);
        if (!matches) continue;
        Flow flow = matches < 0 ? FLOW_ERROR : run_handler(handler, frame, exception);
        handled_pop_steal(previous);
        return flow;
    }
    retain(exception);
    handled_pop_steal(previous);
    error_restore_steal(exception);
    return FLOW_ERROR;
}

/* ---- except* ---- */

/* Splits `rest` (a group, or NULL) by type: *matched and the new *rest, new references or NULL. 0, -1 */
static int split_group(Object **rest, Object *type, Object **matched) {
    *matched = NULL;
    if (!*rest) return 0;
    Object *pair = object_call_method(*rest, "split", 1, type);
    if (!pair) return -1;
    if (!is_tuple(pair) || tuple_count(pair) != 2) {
        release(pair);
        return error_set_int(TypeError, "split must return a 2-tuple");
    }
    Object *match = tuple_item_borrowed(pair, 0), *left = tuple_item_borrowed(pair, 1);
    if (match != None) {
        *matched = retain(match);
        object_replace_steal(rest, left == None ? NULL : retain(left));
    }
    release(pair);
    return 0;
}

/* A plain exception is matched as a group of itself. */
static int match_plain(Object **rest, Object *type, Object **matched) {
    *matched = NULL;
    if (!*rest || !try_matches(*rest, type)) return 0;
    Object *text = str_from_text(""), *members = tuple_from_items(rest, 1);
    if (text && members) *matched = object_call_objects((Object *)ExceptionGroup, 2, text, members);
    release_or_null(text);
    release_or_null(members);
    if (!*matched) return -1;
    CLEAR(*rest);
    return 0;
}

int try_match_star(NodeExceptHandler *handler, Frame *frame, Object **rest, bool group, Object **matched) {
    Object *type = trace_line(&handler->head, frame) ? NULL : eval_object(handler->type, frame);
    if (!type) return -1;
    int result = try_check_classes(type, true);
    if (!result) result = group ? split_group(rest, type, matched) : match_plain(rest, type, matched);
    release(type);
    if (result) note_failure(handler->type);
    return result;
}

Flow try_star_result_steal(Object *original, Object *raised, Object *rest, Node *node) {
    if (!rest && !list_count(raised)) return FLOW_NEXT;
    if (rest && list_append_steal(raised, rest)) return fail_flow(node);
    Object *result = exception_group_reraise(original, raised);
    if (!result) return fail_flow(node);
    if (result == None) {
        release(result);
        return FLOW_NEXT;
    }
    error_restore_steal(result);
    return FLOW_ERROR;
}

/* One clause: 0 go on, -1 the statement ends with *flow. */
static int star_clause(NodeExceptHandler *handler, Frame *frame, Object **rest, bool group, Object *raised, Flow *flow) {
    Object *matched = NULL;
    if (try_match_star(handler, frame, rest, group, &matched)) { *flow = FLOW_ERROR; return -1; }
    if (!matched) return 0;
    Object *previous = handled_push_steal(retain(matched));
    *flow = run_handler(handler, frame, matched);
    handled_pop_steal(previous);
    int result = 0;
    if (*flow == FLOW_ERROR) {
        Object *exception = try_catch(frame);
        result = exception ? list_append_steal(raised, exception) : -1;
    } else if (*flow != FLOW_NEXT) {
        result = -1;
    }
    release(matched);
    return result;
}

/* STEALS exception. */
static Flow handle_star_steal(NodeTry *node, Frame *frame, Object *exception) {
    bool group = object_is_instance(exception, BaseExceptionGroup);
    Object *rest = retain(exception), *raised = list_new(0);
    Object *previous = handled_push_steal(retain(exception));
    Flow flow = raised ? FLOW_NEXT : FLOW_ERROR;
    int stopped = raised ? 0 : -1;
    for (uint32_t i = 0; !stopped && i < node->handlers.count; i++)
        stopped = star_clause(NODE_CAST(ExceptHandler, node->handlers.items[i]), frame, &rest, group, raised, &flow);
    handled_pop_steal(previous);
    if (stopped) release_or_null(rest);
    else flow = try_star_result_steal(exception, raised, rest, &node->head);
    release_or_null(raised);
    release(exception);
    return flow;
}

Flow try_handle_steal(NodeTry *node, Frame *frame, Object *exception) {
    return node->is_star ? handle_star_steal(node, frame, exception) : handle_steal(node, frame, exception);
}

/* ---- finally ---- */

/* Runs the final block after the rest ended with `flow`. What was pending or about to be returned is kept meanwhile. */
static Flow run_finally(NodeTry *node, Frame *frame, Flow flow) {
    Object *exception = NULL, *previous = NULL;
    Value result = value_none();
    if (flow == FLOW_ERROR) {
        exception = try_catch(frame);
        previous = handled_push_steal(retain(exception));
    } else if (flow == FLOW_RETURN) {
        result = frame->result;
    }
    Flow final = exec(node->finalbody, frame);
    if (exception) handled_pop_steal(previous);
    if (final == FLOW_NEXT) {
        if (exception) error_restore_steal(exception);
        frame->result = result;
        return flow;
    }
    release_or_null(exception);
    if (flow == FLOW_RETURN) value_release(result);
    return final;
}

static Flow run_protected(NodeTry *node, Frame *frame) {
    Flow flow = exec(node->body, frame);
    if (flow == FLOW_ERROR && node->handlers.count) {
        Object *exception = try_catch(frame);
        return try_handle_steal(node, frame, exception);
    }
    if (flow == FLOW_NEXT && node->orelse) return exec(node->orelse, frame);
    return flow;
}

Flow exec_try(Node *node, Frame *frame) {
    NodeTry *statement = NODE_CAST(Try, node);
    Flow flow = run_protected(statement, frame);
    return statement->finalbody ? run_finally(statement, frame, flow) : flow;
}
