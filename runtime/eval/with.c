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

Object *with_call_exit(Object *leave, Object *self, Object *exception) {
    Object *traceback = exception ? ((ExceptionObject *)exception)->traceback : NULL;
    Object *args[] = {self, None, None, None};
    if (exception) {
        args[1] = (Object *)exception->type;
        args[2] = exception;
        if (traceback) args[3] = traceback;
    }
    return object_call(leave, self ? args : args + 1, self ? 4 : 3, NULL);
}

/* ---- the statement ---- */

/* What a manager is entered and left by: methods with their self, or callables that need none (self NULL). Owned. */
typedef struct Manager { Object *enter, *leave, *self; } Manager;

/* Functions of the manager's class are called with it as their first argument; no bound method is made. The manager is
 * held as often as two such methods would. STEALS o. 0, -1 */
static int find_methods_steal(Object *o, Manager *manager) {
    Object *enter = type_lookup_borrowed(o->type, NAME(__enter__)), *leave = type_lookup_borrowed(o->type, NAME(__exit__));
    if (enter && leave && is_function(enter) && is_function(leave)) {
        *manager = (Manager){retain(enter), retain(leave), o};
        return 0;
    }
    if (error_pending()) error_clear();
    manager->self = NULL;
    int found = with_methods(o, false, &manager->enter, &manager->leave);
    release(o);
    return found;
}

static void drop_manager(const Manager *manager) {
    release(manager->leave);
    release_or_null(manager->self);
}

/* The value of __enter__, owned; V_ERROR. */
static Value enter(Manager *manager) {
    Object *self = retain_or_null(manager->self);
    Value value = object_call_value(manager->enter, &self, self ? 1 : 0, NULL);
    value = own(value);
    release(manager->enter);
    release_or_null(self);
    return value;
}

/* The body raised: __exit__ decides. STEALS exception. */
static Flow leave_with_exception(Node *node, const Manager *manager, Object *exception) {
    Object *previous = handled_push_steal(retain(exception));
    Object *answer = with_call_exit(manager->leave, manager->self, exception);
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

static Flow leave_plainly(Node *node, Frame *frame, const Manager *manager, Flow flow) {
    Value kept = frame->result;
    Object *answer = with_call_exit(manager->leave, manager->self, NULL);
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

/* The with statement once its manager has been entered. STEALS value */
static Flow run_entered(NodeWith *with, Frame *frame, const Manager *manager, Value value) {
    Flow flow = FLOW_NEXT;
    if (!with->target) value_release(value);
    else if (assign_target_steal(with->target, frame, value)) flow = fail_flow(with->target);
    if (flow == FLOW_NEXT) flow = exec(with->body, frame);
    Object *exception = flow == FLOW_ERROR ? try_catch(frame) : NULL;
    frame->call_node = with->context;
    if (trace_line(with->context, frame)) return with_trace_failed(frame, flow, exception);
    return exception ? leave_with_exception(&with->head, manager, exception) : leave_plainly(&with->head, frame, manager, flow);
}

Flow exec_with(Node *node, Frame *frame) {
    NodeWith *with = NODE_CAST(With, node);
    Manager manager;
    Object *o = eval_object(with->context, frame);
    if (!o) return FLOW_ERROR;
    if (find_methods_steal(o, &manager)) return fail_flow(with);
    frame->call_node = with->context;
    Value value = enter(&manager);
    Flow flow = value.tag == V_ERROR ? fail_flow(with) : run_entered(with, frame, &manager, value);
    drop_manager(&manager);
    return flow;
}
