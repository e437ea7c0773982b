/* logic.c - constants, and, or, not, conditional expressions, :=. */
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

Value eval_constant(Node *node, Frame *frame) {
    (void)frame;
    return value_borrowed(NODE_CAST(Constant, node)->value);
}

/* For parents that want only the number. */
static Value eval_constant_number(Node *node, Frame *frame) {
    (void)frame;
    return NODE_CAST(Constant, node)->unboxed;
}

static int truth_true(Node *node, Frame *frame) {
    (void)node, (void)frame;
    return 1;
}
static int truth_false(Node *node, Frame *frame) {
    (void)node, (void)frame;
    return 0;
}

void specialise_constant(NodeConstant *node) {
    if ((node->head.flags & NODE_WANT_NUMBER) && node->unboxed.tag != V_ERROR) node->head.eval = eval_constant_number;
    if (node->value == True) node->head.truth = truth_true;
    if (node->value == False || node->value == None) node->head.truth = truth_false;
}

/* ---- and, or ---- */

/* The first value whose truth is `stop`, else the last one. */
static Value eval_logic(Nodes values, Frame *frame, int stop, Node *node) {
    for (uint32_t i = 0;; i++) {
        Value value = eval(values.items[i], frame);
        if (value.tag == V_ERROR || i + 1 == values.count) return value;
        value = own(value);
        int result = value.tag == V_NEW ? (value.o == True ? 1 : value.o == False || value.o == None ? 0 : object_truth(value.o))
                                        : truth_of_value(value);
        if (result == stop) return value;
        value_release(value);
        if (result < 0) return fail(node);
    }
}

static int truth_logic(Nodes values, Frame *frame, int stop) {
    for (uint32_t i = 0; i < values.count; i++) {
        int result = truth(values.items[i], frame);
        if (result != !stop) return result;   /* the answer, or -1 */
    }
    return !stop;
}

Value eval_and(Node *node, Frame *frame) { return eval_logic(NODE_CAST(And, node)->values, frame, 0, node); }
Value eval_or(Node *node, Frame *frame) { return eval_logic(NODE_CAST(Or, node)->values, frame, 1, node); }
int truth_and(Node *node, Frame *frame) { return truth_logic(NODE_CAST(And, node)->values, frame, 0); }
int truth_or(Node *node, Frame *frame) { return truth_logic(NODE_CAST(Or, node)->values, frame, 1); }

/* Two conditions need no loop. */
static int truth_and_two(Node *node, Frame *frame) {
    Node **values = NODE_CAST(And, node)->values.items;
    int result = truth(values[0], frame);
    return result <= 0 ? result : truth(values[1], frame);
}
static int truth_or_two(Node *node, Frame *frame) {
    Node **values = NODE_CAST(Or, node)->values.items;
    int result = truth(values[0], frame);
    return result ? result : truth(values[1], frame);
}

/* The first value where its truth is `stop`, else the second. */
static ALWAYS_INLINE Value logic_two(Node *const *values, Frame *frame, int stop, Node *node) {
    Value value = eval(values[0], frame);
    if (unlikely(value.tag == V_ERROR)) return value;
    int result;
    if (value.tag >= V_NEW) {
        value = own(value);
        result = value.o == True ? 1 : value.o == False || value.o == None ? 0 : object_truth(value.o);
    } else {
        result = value.tag == V_INT ? value.i != 0 : value.d != 0.0;
    }
    if (result == stop) return value;
    value_release(value);
    return unlikely(result < 0) ? fail(node) : eval(values[1], frame);
}
static Value eval_and_two(Node *node, Frame *frame) { return logic_two(NODE_CAST(And, node)->values.items, frame, 0, node); }
static Value eval_or_two(Node *node, Frame *frame) { return logic_two(NODE_CAST(Or, node)->values.items, frame, 1, node); }

void specialise_logic(Node *node) {
    if (node->kind == NODE_And && NODE_CAST(And, node)->values.count == 2) {
        node->truth = truth_and_two;
        node->eval = eval_and_two;
    }
    if (node->kind == NODE_Or && NODE_CAST(Or, node)->values.count == 2) {
        node->truth = truth_or_two;
        node->eval = eval_or_two;
    }
}

/* ---- a if test else b; name := value ---- */

Value eval_ifexp(Node *node, Frame *frame) {
    NodeIfExp *choice = NODE_CAST(IfExp, node);
    int result = truth(choice->test, frame);
    if (unlikely(result < 0)) return value_error();
    return eval(result ? choice->body : choice->orelse, frame);
}
int truth_ifexp(Node *node, Frame *frame) {
    NodeIfExp *choice = NODE_CAST(IfExp, node);
    int result = truth(choice->test, frame);
    return unlikely(result < 0) ? -1 : truth(result ? choice->body : choice->orelse, frame);
}

Value eval_namedexpr(Node *node, Frame *frame) {
    NodeNamedExpr *named = NODE_CAST(NamedExpr, node);
    Value value = eval(named->value, frame);
    if (value.tag == V_ERROR) return value;
    Object *o = to_object(value);
    if (!o) return fail(node);
    retain(o);
    if (assign_target_steal(named->target, frame, value_new(o))) {
        release(o);
        return value_error();
    }
    return value_new(o);
}
