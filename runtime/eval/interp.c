/* interp.c - running whole codes: modules, eval and exec, and the evaluator's side of start-up. */
#include <alloca.h>

#include "builtins/types/class.h"
#include "builtins/types/str.h"
#include "builtins/types/super.h"
#include "grammar/parse.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/generator.h"
#include "runtime/eval/run.h"
#include "runtime/object/names.h"

/* The Dict of builtins that code with these globals sees; __builtins__ may be the module or its dict. BORROWED */
static Object *builtins_of(Object *globals) {
    Object *builtins = dict_peek_str(globals, NAME(__builtins__));
    if (builtins && is_dict(builtins)) return builtins;
    return interp.builtins;
}

static int ensure_builtins(Object *globals) {
    if (dict_peek_str(globals, NAME(__builtins__))) return 0;
    if (error_pending()) return -1;
    Object *module = interp.modules ? dict_peek_text(interp.modules, "builtins") : NULL;
    if (!module) return error_pending() ? -1 : 0;
    return dict_set(globals, NAME(__builtins__), module);
}

/* Body of a module, class, exec or eval code. */
static Value run_node(Code *code, Frame *frame) {
    if (code->kind == CODE_EVAL) return own(eval(code->node, frame));
    Node *body = code->kind == CODE_CLASS ? NODE_CAST(ClassDef, code->node)->body : code->node;
    if (body_begin(code, frame)) return fail(code->node);
    Flow flow = exec(body, frame);
    if (flow == FLOW_RETURN) return frame->result;
    if (flow == FLOW_ERROR) return value_error();
    return value_none();
}

static Value run_in_frame(Code *code, Frame *frame) {
    if (--interp.calls_left < 0 || stack_is_low()) {
        interp.calls_left++;
        error_recursion("");
        return value_error();
    }
    interp.frame = frame;
    Value result = value_error();
    if (!frame_make_cells(code, frame->slots)) result = run_node(code, frame);
    if (result.tag == V_ERROR) frame_add_traceback(frame);
    if (frame->object) frame_retire(frame);
    interp.frame = frame->back;
    interp.calls_left++;
    return result;
}

/* The cell of a class body that super() and __class__ in its methods refer to. BORROWED, or NULL */
static Object *class_cell(const Code *code, const Value *slots) {
    const Value *slot = code->class_cell_slot >= 0 ? &slots[code->class_cell_slot] : NULL;
    return slot && slot->tag != V_ERROR ? slot->o : NULL;
}

/* Runs a code in a new frame. cell: where the __class__ cell of a class body goes, or NULL. */
static Value run_code_in(Code *code, Object *globals, Object *locals, Tuple *closure, Object **cell) {
    if (!code->prepared && code_prepare(code)) return value_error();
    Value *slots = alloca((code->slot_count + 1) * sizeof *slots);
    for (uint32_t i = 0; i < code->slot_count; i++) slots[i].tag = V_ERROR;
    Frame frame = {.slots = slots, .code = code, .closure = closure, .globals = globals,
                   .builtins = builtins_of(globals), .locals = locals, .back = interp.frame};
    retain_or_null(frame.builtins);
    retain(globals);
    RETAIN(code);
    Value result = run_in_frame(code, &frame);
    if (cell) *cell = retain_or_null(class_cell(code, slots));
    slots_clear(slots, code->slot_count);
    release_or_null(frame.builtins);
    release(globals);
    RELEASE(code);
    return result;
}

Value run_code_value(Code *code, Object *globals, Object *locals, Tuple *closure) {
    return run_code_in(code, globals, locals, closure, NULL);
}

int run_class_body(Code *code, Object *globals, Object *namespace, Tuple *closure, Object **cell) {
    Value result = run_code_in(code, globals, namespace, closure, cell);
    if (result.tag != V_ERROR) {
        value_release(result);
        return 0;
    }
    CLEAR(*cell);
    return -1;
}

Object *run_code(Object *code, Object *globals, Object *locals) {
    if (ensure_builtins(globals)) return NULL;
    if (((Code *)code)->kind == CODE_CLASS) locals = locals ? locals : globals;
    else if (locals == globals) locals = NULL;
    return value_to_object(run_code_value((Code *)code, globals, locals, NULL));
}

Object *run_source(const char *text, size_t length, Object *filename, Object *globals, ParseMode mode) {
    Code *code = parse_source(text, length, filename, mode, 0);
    if (!code) return NULL;
    Object *result = run_code((Object *)code, globals, NULL);
    RELEASE(code);
    return result;
}

Object *current_globals(void) { return interp.frame ? retain(interp.frame->globals) : NULL; }
Object *current_locals(void) { return interp.frame ? frame_locals(interp.frame) : NULL; }

static Object *globals_borrowed(void) { return interp.frame ? interp.frame->globals : NULL; }

void evaluator_prepare(void) {
    function_type.call = function_call;
    class_globals_hook = globals_borrowed;
    super_no_args_hook = super_arguments;
}

int evaluator_init(void) { return type_ready(&frame_type) || generators_init() || type_ready(&code_type) ? -1 : 0; }
