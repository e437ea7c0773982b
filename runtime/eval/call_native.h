/* call_native.h - calls of native functions, of methods of built-in types, and of built-in types themselves. */
#ifndef MINI_EVAL_CALL_NATIVE_H
#define MINI_EVAL_CALL_NATIVE_H

#include "runtime/eval/eval.h"
#include "runtime/object/signature.h"

/* Can the arguments go to the native function's parameters one by one, in a few words on the stack? */
static ALWAYS_INLINE bool native_fits_few(const NodeCall *call, const Signature *signature) {
    return signature->few && call->args.count <= signature->positional && call->args.count >= signature->required &&
           !call->keywords.count;
}

/* Is callee a method of a static type, which lives as long as the type? */
static inline bool native_is_lasting_method(const Object *callee) {
    return callee->type == &method_descriptor_type && !(((const MethodDescriptor *)callee)->owner->flags & TYPE_HEAP);
}

/* For calls that fit few; they leave in the node what the next call needs. STEALS the callee or owner. */
Value native_call_method_steal(NodeCall *call, Frame *frame, const MethodDescriptor *descriptor, Object *owner);
Value native_call_global_steal(NodeCall *call, Frame *frame, NativeFunction *native);
Value native_call_few_steal(NodeCall *call, Frame *frame, NativeFunction *native);   /* leaves nothing */
/* module.function(...): leaves it too. STEALS native and owner, the module. */
Value native_call_module_steal(NodeCall *call, Frame *frame, NativeFunction *native, Object *owner);

/* T(x) for a built-in type that converts. T lives for ever. */
static ALWAYS_INLINE bool native_converts(const NodeCall *call, const Object *callee) {
    return callee->type == &type_type && ((const Type *)callee)->convert && call->args.count == 1 && !call->keywords.count;
}
Value native_convert(NodeCall *call, Frame *frame, const Type *type);

#endif
