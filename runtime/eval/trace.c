/* trace.c - sys.settrace and sys.setprofile: whom to tell, and the events.
 *
 * While neither is set, tracing costs nothing: trace_nodes.c swaps the pointers of nodes for forms that tell events here,
 * and swaps them back. A frame that is traced has a frame object, which keeps its own trace function (f_trace) and the line
 * told last. Events are CPython 3.11's, line by line; those of single opcodes do not exist. */
#include "runtime/eval/trace.h"

#include "builtins/types/str.h"
#include "runtime/object/names.h"

Tracer tracer;
int (*trace_line_hook)(Node *node, Frame *frame);

BORROWED Object *trace_peek(void) { return tracer.function; }
BORROWED Object *trace_peek_profile(void) { return tracer.profile; }

/* ---- calling trace functions ---- */

static Object *call_observer(Object *function, FrameObject *frame, const char *event, Object *arg) {
    Object *name = str_intern_text(event), *result = NULL;
    if (name && !frame_refresh_locals(frame)) result = object_call_objects(function, 3, (Object *)frame, name, arg);
    release_or_null(name);
    if (result && frame_take_locals(frame)) CLEAR(result);
    return result;
}

/* Calls function, with the exception that is pending kept aside: it stays unless the function fails. New reference. */
static Object *observe(Object *function, Frame *frame, const char *event, Object *arg) {
    Object *pending = error_take();
    Node *error_node = interp.error_node;
    interp.error_node = NULL;
    FrameObject *object = frame_object_borrowed(frame);
    Object *result = NULL;
    if (object) {
        retain((Object *)object);
        retain(function);
        tracer.running++;
        result = call_observer(function, object, event, arg ? arg : None);
        tracer.running--;
        release(function);
        RELEASE(object);
    }
    if (!result) {
        release_or_null(pending);
        return NULL;
    }
    interp.error_node = error_node;
    if (pending) error_restore_steal(pending);
    return result;
}

/* An event for the frame's own trace function; what it returns, unless None, takes its place. A trace function that fails is
 * never called again. */
static int tell_frame(Frame *frame, Object *function, const char *event, Object *arg) {
    Object *result = observe(function, frame, event, arg);
    if (!result) {
        Object *exception = error_take();
        trace_set(NULL);
        if (frame->object) CLEAR(frame->object->trace);
        error_restore_steal(exception);
        return -1;
    }
    if (result == None || !frame->object) release(result);
    else object_replace_steal(&frame->object->trace, result);
    return 0;
}

static int tell_profile(Frame *frame, const char *event, Object *arg) {
    Object *result = observe(tracer.profile, frame, event, arg);
    if (result) {
        release(result);
        return 0;
    }
    Object *exception = error_take();
    trace_set_profile(NULL);
    error_restore_steal(exception);
    return -1;
}

static BORROWED Object *local_function(const Frame *frame) {
    return tracer.function && !tracer.running && frame->object ? frame->object->trace : NULL;
}

/* ---- events ---- */

/* A call that stands on another line than its last argument has its line first. */
static int line_of_caller(Frame *caller) {
    return caller && caller->object && caller->object->trace && caller->call_node ? trace_event_line(caller, caller->call_node, false) : 0;
}

int trace_event_call(Frame *frame) {
    if (!frame_is_resuming(frame) && line_of_caller(frame->back)) return -1;
    if (tracer.function && tell_frame(frame, tracer.function, "call", NULL)) return -1;
    return tracer.profile && !tracer.running ? tell_profile(frame, "call", NULL) : 0;
}

int trace_event_return(Frame *frame, Object *value) {
    Object *function = local_function(frame);
    if (function && tell_frame(frame, function, "return", value)) return -1;
    return tracer.profile && !tracer.running ? tell_profile(frame, "return", value) : 0;
}

int trace_event_native(Frame *frame, const char *event, Object *callee) {
    return tracer.profile && !tracer.running ? tell_profile(frame, event, callee) : 0;
}

int trace_event_line(Frame *frame, Node *node, bool always) {
    uint32_t line = node ? node_position(node)->line : frame->code->first_line;
    FrameObject *object = frame->object;
    frame->call_node = node;
    if (!object) return 0;
    bool due = always || object->traced_line != line;
    object->traced_line = line;
    if (!due || object->mute_lines) return 0;
    Object *function = local_function(frame);
    return function ? tell_frame(frame, function, "line", NULL) : 0;
}

static int line_of_node(Node *node, Frame *frame) {
    if (tracer.running || !trace_event_line(frame, node, false)) return 0;
    note_failure(node ? node : frame->code->node);
    return -1;
}

/* The exception is pending: it is told as (type, value, traceback). */
static void tell_exception(Frame *frame, Node *node) {
    Object *function = local_function(frame);
    if (!function) return;
    Node *call_node = frame->call_node;
    frame->call_node = node;
    Object *exception = error_take(), *traceback = ((ExceptionObject *)exception)->traceback;
    Object *arg = tuple_of(3, (Object *)exception->type, exception, traceback ? traceback : None);
    error_restore_steal(exception);
    if (arg) tell_frame(frame, function, "exception", arg);
    release_or_null(arg);
    frame->call_node = call_node;
}

/* At a safe point: a round of a comprehension has ended. */
static int comprehension_round(void) {
    Frame *frame = interp.frame;
    if (!frame || frame != tracer.comprehension || tracer.running) return 0;
    return trace_event_line(frame, frame->code->node, true);
}

/* ---- setting ---- */

static int switch_hooks(void) {
    bool on = tracer.function || tracer.profile;
    if (on == trace_is_on()) return 0;
    trace_line_hook = on ? line_of_node : NULL;
    frame_exception_hook = on ? tell_exception : NULL;
    interp_trace_hook = on ? comprehension_round : NULL;
    if (on) interp_request(PENDING_TRACE);
    else interp_clear_pending(PENDING_TRACE);
    return on ? trace_install() : trace_uninstall();
}

int trace_set(Object *function) {
    object_replace_steal(&tracer.function, retain_or_null(function));
    return switch_hooks();
}

int trace_set_profile(Object *function) {
    object_replace_steal(&tracer.profile, retain_or_null(function));
    return switch_hooks();
}

Object *trace_call(Object *function, Object *args) {
    unsigned running = tracer.running;
    tracer.running = 0;
    Object *result = object_call_tuple(function, args, NULL);
    tracer.running = running;
    return result;
}
