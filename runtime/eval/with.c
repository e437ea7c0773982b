/* with.c - the with statement. `with a, b:` is two nested ones. */
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/eval/try.h"
#include "runtime/eval/with.h"
#include "runtime/object/names.h"

static COLD int no_protocol(Object *manager, const char *missing, const char *kind) {
    if (error_pending()) return -1;
    return error_set_int(TypeError, "'%T' object does not support the %scontext manager protocol%s", manager, kind, missing);
}

int with_methods(Object *manager, bool is_async, Object **enter, Object **leave) {
    const char *kind = is_async ? "asynchronous " : "";
    *leave = NULL;
    *enter = object_lookup_special(manager, is_async ? NAME(__aenter__) : NAME(__enter__));
    if (!*enter) return no_protocol(manager, "", kind);
    *leave = object_lookup_special(manager, is_async ? NAME(__aexit__) : NAME(__exit__));
    if (*leave) return 0;
    CLEAR(*enter);
    return no_protocol(manager, is_async ? " (missed __aexit__ method)" : " (missed __exit__ method)", kind);
}

Object *with_call_exit(Object *leave, Object *exception) {
    if (!exception) return object_call_objects(leave, 3, None, None, None);
    Object *traceback = ((ExceptionObject *)exception)->traceback;
    return object_call_objects(leave, 3, exception->type, exception, traceback ? traceback : None);
}

/* The body raised: __exit__ decides. STEALS exception. */
static Flow leave_with_exception(Node *node, Object *leave, Object *exception) {
    Object *previous = handled_push_steal(retain(exception));
    Object *answer = with_call_exit(leave, exception);
    int swallow = answer ? object_truth(answer) : -1;
    release_or_null(answer);
    handled_pop_steal(previous);
    if (swallow == 0) {
        error_restore_steal(exception);
        return FLOW_ERROR;
    }
    release(exception);
    return swallow < 0 ? fail_flow(node) : FLOW_NEXT;
}

static Flow leave_plainly(Node *node, Frame *frame, Object *leave, Flow flow) {
    Value kept = frame->result;
    Object *answer = with_call_exit(leave, NULL);
    frame->result = kept;
    if (answer) {
        release(answer);
        return flow;
    }
    if (flow == FLOW_RETURN) value_release(kept);
    return fail_flow(node);
}

Flow with_trace_failed(Frame *frame, Flow flow, Object *exception) {
    if (flow == FLOW_RETURN) value_release(frame->result);
    release_or_null(exception);
    return FLOW_ERROR;
}

Flow exec_with(Node *node, Frame *frame) {
    NodeWith *with = NODE_CAST(With, node);
    Object *enter, *leave, *manager = eval_object(with->context, frame);
    if (!manager) return FLOW_ERROR;
    int found = with_methods(manager, false, &enter, &leave);
    release(manager);
    if (found) return fail_flow(with);
    frame->call_node = with->context;
    Object *value = object_call_noargs(enter);
    release(enter);
    if (!value) {
        release(leave);
        return fail_flow(with);
    }
    Flow flow = FLOW_NEXT;
    if (!with->target) release(value);
    else if (assign_target_steal(with->target, frame, value_new(value))) flow = fail_flow(with->target);
    if (flow == FLOW_NEXT) flow = exec(with->body, frame);
    Object *exception = flow == FLOW_ERROR ? try_catch(frame) : NULL;
    frame->call_node = with->context;
    if (trace_line(with->context, frame)) flow = with_trace_failed(frame, flow, exception);
    else if (exception) flow = leave_with_exception(node, leave, exception);
    else flow = leave_plainly(node, frame, leave, flow);
    release(leave);
    return flow;
}
