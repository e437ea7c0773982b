/* operand.h - operands by shape: where an operator's operand comes from, known from the tree, so that reading a local or
 * a constant needs no call. For the templates of arith.c and compare.c. */
#ifndef MINI_EVAL_OPERAND_H
#define MINI_EVAL_OPERAND_H

#include "runtime/eval/eval.h"

typedef enum { SHAPE_LOCAL, SHAPE_CONSTANT, SHAPE_ANY, SHAPE_COUNT } OperandShape;

static ALWAYS_INLINE Value *local_slot(const Node *name, Frame *frame) { return &frame->slots[((const NodeName *)name)->index]; }

static ALWAYS_INLINE Value operand(Node *child, Frame *frame, OperandShape shape) {
    if (shape == SHAPE_LOCAL) {
        Value value = frame->slots[NODE_CAST(Name, child)->index];
        if (likely(value.tag == V_INT || value.tag == V_FLOAT)) return value;
        if (unlikely(value.tag == V_ERROR)) return local_unbound(NODE_CAST(Name, child), frame);
        return unbox(value_borrowed(value.o));
    }
    if (shape == SHAPE_CONSTANT) return NODE_CAST(Constant, child)->unboxed;
    return eval(child, frame);
}

static inline OperandShape shape_of(const Node *child) {
    if (child->kind == NODE_Name) {
        const NodeName *name = (const NodeName *)child;
        if (name->scope == NAME_LOCAL && !(child->flags & NODE_UNSAFE_BORROW)) return SHAPE_LOCAL;
    }
    if (child->kind == NODE_Constant && ((const NodeConstant *)child)->unboxed.tag != V_ERROR) return SHAPE_CONSTANT;
    return SHAPE_ANY;
}

#endif
