/* invoke.h - running a script function: where a frame begins and ends.
 *
 * Inlined into the few places that call functions. The slots lie on the C stack of the caller, who has bound the
 * arguments and checked the stack. */
#ifndef MINI_EVAL_INVOKE_H
#define MINI_EVAL_INVOKE_H

#include <stddef.h>

#include "runtime/eval/eval.h"

Value function_too_deep_steal(Function *function, Value *slots);
void function_leave_slowly(Frame *frame, bool failed);

/* Executes the body; the value is owned. */
static ALWAYS_INLINE Value function_body(const Code *code, Frame *frame) {
    Node *body = ((NodeFunction *)code->node)->body;
    if (unlikely(code->kind == CODE_LAMBDA)) return own(eval(body, frame));
    Flow flow = exec(body, frame);
    if (likely(flow == FLOW_RETURN)) return frame->result;
    return flow == FLOW_ERROR ? value_error() : value_none();
}

static ALWAYS_INLINE bool code_suspends(const Code *code) {
    return code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
}

/* STEALS function and the contents of the slots. MAY_RUN */
static ALWAYS_INLINE Value function_invoke_steal(Function *function, Value *slots) {
    Code *code = function->code;
    if (unlikely(code_suspends(code))) {
        Value generator = generator_from_call(function, slots);
        RELEASE(function);
        return generator;
    }
    if (unlikely(++interp.call_depth > interp.recursion_limit)) return function_too_deep_steal(function, slots);
    Frame frame;
    frame.slots = slots;
    frame.code = code;
    frame.function = function;
    /* Without a closure this is no address, but then no node asks for it. */
    frame.closure = (Object **)((uintptr_t)function->closure + offsetof(Tuple, items));
    frame.globals = function->globals;
    frame.builtins = function->builtins;
    frame.locals = NULL;
    frame.call_node = NULL;
    frame.back = interp.frame;
    frame.object = NULL;
    frame.generator = NULL;
    frame.resuming = false;
    interp.frame = &frame;
    uint32_t slot_count = code->slot_count;
    Value result = value_error();
    if (unlikely(code->cell_count && frame_make_cells(code, slots)) || unlikely(interp_safe_point())) note_failure(code->node);
    else result = function_body(code, &frame);
    if (unlikely(result.tag == V_ERROR || frame.object)) function_leave_slowly(&frame, result.tag == V_ERROR);
    interp.frame = frame.back;
    interp.call_depth--;
    for (uint32_t i = 0; i < slot_count; i++)
        if (slots[i].tag == V_NEW) release(slots[i].o);
    RELEASE(function);
    return result;
}

#endif
