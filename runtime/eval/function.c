/* function.c - script functions: making them, calling them from C. A call from a script goes by call.c. */
#include <alloca.h>

#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"
#include "runtime/eval/bind.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/invoke.h"
#include "runtime/eval/run.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/object/names.h"

/* ---- running ---- */

COLD Value function_too_deep_steal(Function *function, Value *slots) {
    interp.calls_left++;
    error_recursion("");
    slots_clear(slots, function->code->slot_count);
    RELEASE(function);
    return value_error();
}

COLD void function_leave_slowly(Frame *frame, bool failed, Node *caller) {
    if (failed) {
        frame_add_traceback(frame);
        interp.error_node = caller;
    }
    if (frame->object) frame_retire(frame);
}

/* Cell variables get their cells; an argument moves into its cell. */
int frame_make_cells(const Code *code, Value *slots) {
    for (uint32_t i = 0; i < code->cell_count; i++) {
        Value *slot = &slots[code->cell_slots[i]];
        Object *argument = slot->tag == V_ERROR ? NULL : slot_box(slot);
        if (slot->tag != V_ERROR && !argument) return -1;
        Object *cell = cell_new(argument);
        if (!cell) return -1;
        slot_set_steal(slot, value_new(cell));
    }
    return 0;
}

/* A function may be given the code of anything: a module's and a class's run in its globals. */
static COLD Value run_other_code(Function *function, Value *slots) {
    Code *code = function->code;
    slots_clear(slots, code->slot_count);
    if (code->kind == CODE_GENEXP) return error_set_value(TypeError, "%U() missing 1 required positional argument: '.0'", function->qualname);
    if (code->kind != CODE_CLASS) return run_code_value(code, function->globals, NULL, (Tuple *)function->closure);
    Object *cell;
    if (run_class_body(code, function->globals, function->globals, (Tuple *)function->closure, &cell)) return value_error();
    return cell ? value_new(cell) : value_none();
}

Value function_run(Function *function, Value *slots) {
    CodeKind kind = function->code->kind;
    if (unlikely(kind != CODE_FUNCTION && kind != CODE_LAMBDA)) return run_other_code(function, slots);
    if (unlikely(stack_is_low())) {
        error_recursion("");
        slots_clear(slots, function->code->slot_count);
        return value_error();
    }
    return function_invoke_steal(RETAIN(function), slots, NULL);
}

Value function_call_items_steal(Function *function, Object **args, size_t count, Object *kwnames) {
    bool low = stack_is_low();
    if (unlikely(low)) error_recursion("");
    /* Preparing may add slots. */
    if (unlikely(low || (!function->code->prepared && code_prepare(function->code)))) {
        for (size_t i = 0; i < count + (kwnames ? tuple_count(kwnames) : 0); i++) release(args[i]);
        return value_error();
    }
    Value *slots = alloca((function->code->slot_count + 1) * sizeof *slots);
    if (function_bind_steal(function, slots, args, count, kwnames)) return value_error();
    return function_run(function, slots);
}

/* Arguments by position for a code without keyword-only parameters and **kwargs, as many as it takes. 0, or -1 with
 * nothing held. */
static int bind_positional(Function *function, Value *slots, Object **args, size_t count) {
    const Code *code = function->code;
    size_t named = count < code->positional_count ? count : code->positional_count;
    for (size_t i = 0; i < named; i++) slots[i] = value_new(retain(args[i]));
    for (size_t i = named; i < code->slot_count; i++) slots[i].tag = V_ERROR;
    if (code->flags & CODE_VARARGS) {
        Object *rest = tuple_from_items(args + named, count - named);
        slots[code->positional_count] = value_new(rest);
        if (!rest) return slots_clear(slots, named), -1;
    }
    if (likely(named == code->positional_count) || !bind_defaults(function, slots)) return 0;
    slots_clear(slots, code->slot_count);
    return -1;
}

/* The call slot of functions: positional arguments go straight to the slots. */
Value function_call(Object *callable, Object **args, size_t count, Object *kwnames) {
    Function *function = (Function *)callable;
    const Code *code = function->code;
    size_t all = count + (kwnames ? tuple_count(kwnames) : 0);
    bool positional = !kwnames && !code->keyword_only_count && !(code->flags & CODE_VARKEYWORDS);
    if (likely(positional && (count <= code->positional_count || code->flags & CODE_VARARGS) && !stack_is_low())) {
        Value *slots = alloca((code->slot_count + 1) * sizeof *slots);
        if (unlikely(bind_positional(function, slots, args, count))) return value_error();
        return function_invoke_steal(RETAIN(function), slots, NULL);
    }
    Object **owned = mem_array(all + 1, sizeof *owned);
    if (!owned) return value_new(error_no_memory());
    for (size_t i = 0; i < all; i++) owned[i] = retain(args[i]);
    Value result = function_call_items_steal(function, owned, count, kwnames);
    mem_free_array(owned, all + 1, sizeof *owned);
    return result;
}

/* ---- making ---- */

Object *closure_make(Code *code, Frame *frame, bool *failed) {
    *failed = false;
    if (!code->free_count) return NULL;
    Object *closure = tuple_new(code->free_count);
    if (!closure) { *failed = true; return NULL; }
    for (uint32_t i = 0; i < code->free_count; i++) {
        int32_t source = code->free_sources[i];
        Object *cell = source >= 0 ? frame->slots[source].o : (Object *)frame_cell(frame, (uint32_t)(-source - 1));
        ((Tuple *)closure)->items[i] = retain(cell);
    }
    gc_track(closure);
    return closure;
}

/* Defaults of positional parameters, in order, as a tuple; *result NULL if there are none. */
static int eval_defaults(NodeParameters *parameters, Frame *frame, Object **result) {
    Object *values = list_new(0);
    Nodes groups[] = {parameters->positional_only, parameters->positional};
    for (size_t g = 0; values && g < 2; g++) {
        for (uint32_t i = 0; values && i < groups[g].count; i++) {
            Node *node = NODE_CAST(Parameter, groups[g].items[i])->default_value;
            if (!node) continue;
            Object *value = eval_object(node, frame);
            if (!value || list_append_steal(values, value)) CLEAR(values);
        }
    }
    if (!values) return -1;
    *result = list_count(values) ? list_to_tuple(values) : NULL;
    int status = list_count(values) && !*result ? -1 : 0;
    release(values);
    return status;
}

static int eval_kwdefaults(NodeParameters *parameters, Frame *frame, Object **result) {
    Nodes nodes = parameters->keyword_only;
    for (uint32_t i = 0; i < nodes.count; i++) {
        NodeParameter *parameter = NODE_CAST(Parameter, nodes.items[i]);
        if (!parameter->default_value) continue;
        if (!*result && !(*result = dict_new())) return -1;
        Object *value = eval_object(parameter->default_value, frame);
        int status = value ? dict_set(*result, parameter->name, value) : -1;
        release_or_null(value);
        if (status) return -1;
    }
    return 0;
}

static int annotate(Object **annotations, Object *name, Node *node, Frame *frame) {
    if (!node) return 0;
    if (!*annotations && !(*annotations = dict_new())) return -1;
    Object *value = eval_object(node, frame);
    int status = value ? dict_set(*annotations, name, value) : -1;
    release_or_null(value);
    return status;
}

static int annotate_all(Object **annotations, Nodes parameters, Frame *frame) {
    for (uint32_t i = 0; i < parameters.count; i++) {
        NodeParameter *parameter = NODE_CAST(Parameter, parameters.items[i]);
        if (annotate(annotations, parameter->name, parameter->annotation, frame)) return -1;
    }
    return 0;
}

static int annotate_one(Object **annotations, Node *node, Frame *frame) {
    if (!node) return 0;
    NodeParameter *parameter = NODE_CAST(Parameter, node);
    return annotate(annotations, parameter->name, parameter->annotation, frame);
}

/* In CPython's order: positional, *args, keyword-only, **kwargs, return. */
static int eval_annotations(NodeFunction *node, Frame *frame, Object **annotations) {
    NodeParameters *parameters = (NodeParameters *)node->parameters;
    if (parameters && (annotate_all(annotations, parameters->positional_only, frame) || annotate_all(annotations, parameters->positional, frame) ||
                       annotate_one(annotations, parameters->varargs, frame) || annotate_all(annotations, parameters->keyword_only, frame) ||
                       annotate_one(annotations, parameters->kwargs, frame)))
        return -1;
    if (!node->returns) return 0;
    Object *name = str_intern_text("return");
    int status = name ? annotate(annotations, name, node->returns, frame) : -1;
    release_or_null(name);
    return status;
}

/* Defaults, annotations and closure; the function is already there. */
static int complete(Function *function, NodeFunction *node, Frame *frame) {
    if (node->parameters) {
        NodeParameters *parameters = (NodeParameters *)node->parameters;
        if (eval_defaults(parameters, frame, &function->defaults) || eval_kwdefaults(parameters, frame, &function->kwdefaults)) return -1;
    }
    if (eval_annotations(node, frame, &function->annotations)) return -1;
    bool failed;
    function->closure = closure_make(node->code, frame, &failed);
    return failed ? -1 : 0;
}

Object *function_make(NodeFunction *node, Frame *frame) {
    if (!node->code->prepared && code_prepare(node->code)) return NULL;
    Object *function = function_new(node->code, frame->globals);
    if (function && complete((Function *)function, node, frame)) {
        note_failure(node);
        CLEAR(function);
    }
    return function;
}

Value eval_function(Node *node, Frame *frame) { return value_new(function_make(NODE_CAST(Function, node), frame)); }

/* ---- def ---- */

/* STEALS o: the parameter of a script function is then its only holder, as in CPython. */
static Object *decorate_steal(Object *decorator, Object *o) {
    if (is_function(decorator)) {
        Value result = function_call_items_steal((Function *)decorator, &o, 1, NULL);
        return value_is_error(result) ? NULL : to_object(result);
    }
    Object *result = object_call_one(decorator, o);
    release(o);
    return result;
}

/* Decorators are evaluated first, in order, and applied last to first. STEALS o; o may be NULL. */
Object *apply_decorators_steal(Nodes decorators, Object **evaluated, Object *o) {
    for (uint32_t i = decorators.count; i-- > 0 && o;) {
        if (trace_line(decorators.items[i], interp.frame)) CLEAR(o);
        else o = decorate_steal(evaluated[i], o);
        if (!o) note_failure(decorators.items[i]);
    }
    return o;
}

int eval_decorators(Nodes decorators, Frame *frame, Object **evaluated) {
    for (uint32_t i = 0; i < decorators.count; i++) {
        evaluated[i] = trace_line(decorators.items[i], frame) ? NULL : eval_object(decorators.items[i], frame);
        if (evaluated[i]) continue;
        while (i--) release(evaluated[i]);
        return -1;
    }
    return 0;
}

Flow exec_functiondef(Node *node, Frame *frame) {
    NodeFunctionDef *def = NODE_CAST(FunctionDef, node);
    Object **decorators = alloca((def->decorators.count + 1) * sizeof *decorators);
    if (eval_decorators(def->decorators, frame, decorators)) return FLOW_ERROR;
    frame->call_node = node;
    Object *o = trace_line(node, frame) ? NULL : function_make(NODE_CAST(Function, def->function), frame);
    o = apply_decorators_steal(def->decorators, decorators, o);
    for (uint32_t i = 0; i < def->decorators.count; i++) release(decorators[i]);
    if (o && trace_line(node, frame)) CLEAR(o);
    if (!o || assign_target_steal(def->target, frame, value_new(o))) return fail_flow(node);
    return FLOW_NEXT;
}
