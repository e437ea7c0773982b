/* invoke.h - running a script function: where a frame begins and ends.
 *
 * Inlined into the few places that call functions. The slots lie on the C stack of the caller, who has bound the
 * arguments and checked the stack. */
#ifndef MINI_EVAL_INVOKE_H
#define MINI_EVAL_INVOKE_H

#include <stddef.h>

#include "runtime/eval/eval.h"

Value function_too_deep_steal(Function *function, Value *slots);
/* The rest of a failing or observed call. caller: the node of the call, or NULL. */
void function_leave_slowly(Frame *frame, bool failed, Node *caller);

/* frame_enter copies these fields as one. */
_Static_assert(offsetof(Frame, globals) - offsetof(Frame, code) == offsetof(Function, globals) - offsetof(Function, code) &&
               offsetof(Frame, builtins) - offsetof(Frame, code) == offsetof(Function, builtins) - offsetof(Function, code) &&
               offsetof(Frame, closure) - offsetof(Frame, code) == offsetof(Function, closure) - offsetof(Function, code),
               "Frame and Function have code, globals, builtins and closure side by side");

static ALWAYS_INLINE void frame_enter(Frame *frame, Function *function, Value *slots, Frame *back) {
    frame->slots = slots;
    frame->function = function;
    __builtin_memcpy(&frame->code, &function->code, offsetof(Frame, call_node) - offsetof(Frame, code));
    __builtin_memset(&frame->call_node, 0, offsetof(Frame, back) - offsetof(Frame, call_node));
    frame->back = back;
    interp.frame = frame;
}

/* The frame ends; the value of the call, owned. */
static ALWAYS_INLINE Value frame_leave(Frame *frame, Value result, Node *caller) {
    if (result.tag == V_NEXT) result = value_none();
    if (unlikely(result.tag == V_ERROR || frame->object)) function_leave_slowly(frame, result.tag == V_ERROR, caller);
    interp.frame = frame->back;
    interp.calls_left++;
    return result;
}

static ALWAYS_INLINE void slot_release(const Value *slot) {
    if (slot->tag == V_NEW) release(slot->o);
}

/* Gives a function its frame and runs it. cells: it has cell variables. caller: the node of the call, to be noted when it
 * fails, or NULL. The slots keep what they hold then, for the caller of this function to release. MAY_RUN */
static ALWAYS_INLINE Value function_run_body(Function *function, const Code *code, Value *slots, bool cells, Frame *back, Node *caller) {
    Frame frame;
    frame_enter(&frame, function, slots, back);
    Value result = value_error();
    if ((cells && unlikely(frame_make_cells(code, slots))) || unlikely(interp_safe_point())) note_failure(code->node);
    else result = run(code->entry, &frame);
    return frame_leave(&frame, result, caller);
}

static ALWAYS_INLINE bool code_suspends(const Code *code) {
    return code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
}

/* Any code. STEALS function and the contents of the slots. MAY_RUN */
static ALWAYS_INLINE Value function_invoke_steal(Function *function, Value *slots, Node *caller) {
    const Code *code = function->code;
    uint32_t slot_count = code->slot_count;
    if (unlikely(code_suspends(code))) {
        Value generator = generator_from_call(function, slots);
        RELEASE(function);
        if (generator.tag == V_ERROR && caller) note_failure(caller);
        return generator;
    }
    if (unlikely(--interp.calls_left < 0)) return function_too_deep_steal(function, slots);
    Value result = function_run_body(function, code, slots, code->cell_count != 0, interp.frame, caller);
    for (uint32_t i = 0; i < slot_count; i++) slot_release(&slots[i]);
    RELEASE(function);
    return result;
}

#endif
