/* arith.c - binary and unary operators.
 *
 * Numbers travel unboxed. One template serves every operator and every shape of operand: a shape says where an operand
 * comes from (a local slot, a constant, an attribute of a local, any expression), so that reading it needs no call. Which
 * shape a node has is known from its children. */
#include <math.h>

#include "builtins/types/str.h"
#include "runtime/eval/dunder.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/numbers.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/table.h"

/* ---- general rules ---- */

Value binary_values_steal(Value left, Value right, int op, bool inplace) {
    Object *a = to_object(left), *b = to_object(right), *result = NULL;
    if (likely(a && b)) result = inplace ? object_inplace(a, b, op) : object_binary(a, b, op);
    release_or_null(a);
    release_or_null(b);
    return value_new(result);
}

static Value zero_division(const char *message) { return error_set_value(ZeroDivisionError, "%s", message); }

/* Machine ints; whatever does not fit goes to the big-int path. */
Value int_arith(int64_t a, int64_t b, int op) {
    int64_t result;
    switch ((BinaryOp)op) {
    case OP_ADD: if (!__builtin_add_overflow(a, b, &result)) return value_int(result); break;
    case OP_SUB: if (!__builtin_sub_overflow(a, b, &result)) return value_int(result); break;
    case OP_MUL: if (!__builtin_mul_overflow(a, b, &result)) return value_int(result); break;
    case OP_FLOORDIV:
        if (b == 0) return zero_division("integer division or modulo by zero");
        if (b != -1) return value_int(floor_divide(a, b));
        break;
    case OP_MOD:
        if (b == 0) return zero_division("integer modulo by zero");
        return value_int(b == -1 ? 0 : floor_modulo(a, b));
    case OP_DIV:
        if (b == 0) return zero_division("division by zero");
        if (a <= (1LL << 53) && a >= -(1LL << 53) && b <= (1LL << 53) && b >= -(1LL << 53)) return value_float((double)a / (double)b);
        break;
    case OP_AND: return value_int(a & b);
    case OP_OR: return value_int(a | b);
    case OP_XOR: return value_int(a ^ b);
    case OP_LSHIFT:
        if (b >= 0 && b < 63 && ((a << b) >> b) == a) return value_int(a << b);
        break;
    case OP_RSHIFT:
        if (b >= 0) return value_int(a >> (b > 63 ? 63 : b));
        break;
    default: break;
    }
    return value_new(int_binary_slow(a, b, op));
}

/* ok: the operator is defined here for two floats; otherwise the general rules serve. */
static Value float_arith(double a, double b, int op, bool *ok) {
    *ok = true;
    switch ((BinaryOp)op) {
    case OP_ADD: return value_float(a + b);
    case OP_SUB: return value_float(a - b);
    case OP_MUL: return value_float(a * b);
    case OP_DIV: return b == 0 ? zero_division("float division by zero") : value_float(a / b);
    case OP_FLOORDIV: return b == 0 ? zero_division("float floor division by zero") : value_float(float_floor_divide(a, b));
    case OP_MOD: return b == 0 ? zero_division("float modulo") : value_float(float_modulo(a, b));
    default: break;
    }
    *ok = false;
    return value_error();
}

/* At least one operand is no number. STEALS both. */
static Value binary_objects(Node *node, Value left, Value right, int op) {
    restore_operands(NODE_CAST(Binary, node)->left, NODE_CAST(Binary, node)->right, &left, &right);
    if (left.tag < V_NEW || !(left.o->type->flags & TYPE_HEAP)) return binary_values_steal(left, right, op, false);
    Object *a = to_object(left), *b = to_object(right);
    Value result = value_error();
    if (likely(a && b) && !dunder_binary(NODE_CAST(Binary, node), a, b, &result)) result = value_new(object_binary(a, b, op));
    release_or_null(a);
    release_or_null(b);
    return result;
}

/* Both operands are owned or borrowed values; STEALS both. Notes failures at node. Boxes are opened only where both are
 * numbers: elsewhere their identity is seen. */
static NOINLINE Value binary_slow(Node *node, Value left, Value right, int op) {
    Value a = peek_value(left), b = peek_value(right), result;
    bool ok = a.tag == V_INT && b.tag == V_INT;
    if (ok) result = int_arith(a.i, b.i, op);
    else if (a.tag <= V_FLOAT && b.tag <= V_FLOAT)
        result = float_arith(a.tag == V_INT ? (double)a.i : a.d, b.tag == V_INT ? (double)b.i : b.d, op, &ok);
    if (ok) {
        value_release(left);
        value_release(right);
    } else {
        result = binary_objects(node, left, right, op);
    }
    if (unlikely(result.tag == V_ERROR)) note_failure(node);
    return result;
}

/* ---- operands by shape ---- */

static COLD Value operand_unbound(Node *node, Value left) {
    NodeBinary *binary = NODE_CAST(Binary, node);
    return local_unbound(NODE_CAST(Name, left.tag == V_ERROR ? binary->left : binary->right));
}

/* What is left when the two are not both unboxed ints or both floats: numbers in boxes, an int with a float, other
 * objects, an unbound local (V_ERROR). STEALS both. Two functions an operator; the second one owns a box. */
#define MISS_FUNCTIONS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT)                                                            \
    static ALWAYS_INLINE bool NAME_##_numbers(Value a, Value b, Value *result) {                                         \
        uint64_t pair = tag_pair(a, b);                                                                                  \
        result->tag = pair == PAIR_INTS ? V_INT : V_FLOAT;                                                               \
        if (pair == PAIR_FLOATS) return FAST_FLOAT(a.d, b.d, &result->d);                                                \
        if (pair == PAIR_INTS) return FAST_INT(a.i, b.i, &result->i);                                                    \
        if (pair == PAIR_INT_FLOAT) return FAST_FLOAT((double)a.i, b.d, &result->d);                                     \
        return pair == PAIR_FLOAT_INT && FAST_FLOAT(a.d, (double)b.i, &result->d);                                       \
    }                                                                                                                    \
    static NOINLINE Value eval_##NAME_##_owned(Node *node, Value left, Value right) {                                    \
        if (unlikely(right.tag == V_ERROR)) { value_release(left); return operand_unbound(node, left); }                 \
        Value a = peek_value(left), b = peek_value(right), result;                                                       \
        if (unlikely(!NAME_##_numbers(a, b, &result))) return binary_slow(node, left, right, OPERATOR);                  \
        value_release(left);                                                                                             \
        value_release(right);                                                                                            \
        return result;                                                                                                   \
    }                                                                                                                    \
    static NOINLINE Value eval_##NAME_##_miss(Node *node, Value left, Value right) {                                     \
        if (left.tag == V_NEW || right.tag == V_NEW) return eval_##NAME_##_owned(node, left, right);                     \
        Value a = left, b = right, result;                                                                               \
        if (a.tag == V_BORROWED) peek_number(a.o, &a);                                                                   \
        if (b.tag == V_BORROWED) peek_number(b.o, &b);                                                                   \
        if (likely(NAME_##_numbers(a, b, &result))) return result;                                                       \
        if (unlikely(a.tag == V_ERROR || b.tag == V_ERROR)) return operand_unbound(node, a);                             \
        return binary_slow(node, left, right, OPERATOR);                                                                 \
    }

/* One function an operator and pair of shapes. */
#define BINARY_FUNCTION(NAME_, FAST_INT, FAST_FLOAT, SUFFIX, LEFT, RIGHT)                                                \
    static Value eval_##NAME_##SUFFIX(Node *node, Frame *frame) {                                                        \
        NodeBinary *binary = NODE_CAST(Binary, node);                                                                    \
        READ_OPERANDS(left, right, binary->left, binary->right, binary->left_place, binary->right_place, LEFT, RIGHT,    \
                      value_error(), eval_##NAME_(node, frame));                                                         \
    again:                                                                                                               \
        if (ARE_INTS(left, right, LEFT)) {                                                                               \
            int64_t result;                                                                                              \
            if (likely(FAST_INT(left.i, right.i, &result))) return value_int(result);                                    \
        } else if (ARE_FLOATS(left, right, LEFT)) {                                                                      \
            double result;                                                                                               \
            if (likely(FAST_FLOAT(left.d, right.d, &result))) return value_float(result);                                \
        }                                                                                                                \
        if (unbox_locals(&left, &right, LEFT, RIGHT)) goto again;                                                        \
        return eval_##NAME_##_miss(node, LEFT == SHAPE_LOCAL ? borrow_slot(left) : left,                                 \
                                   RIGHT == SHAPE_LOCAL ? borrow_slot(right) : right);                                   \
    }

/* A left operand that is a constant, as in 2 * x. */
#define CONSTANT_SHAPES(X, ...)                                                                                          \
    X(__VA_ARGS__, _constant_local, SHAPE_CONSTANT, SHAPE_LOCAL)                                                         \
    X(__VA_ARGS__, _constant_any, SHAPE_CONSTANT, SHAPE_ANY)
#define BINARY_SHAPES(X, ...) NUMBER_SHAPES(X, __VA_ARGS__) CONSTANT_SHAPES(X, __VA_ARGS__)
/* For + - * / also with attributes of locals; elsewhere these count as any expression. */
#define BINARY_ATTRIBUTE_SHAPES(X, ...)                                                                                  \
    ATTRIBUTE_SHAPES(X, __VA_ARGS__)                                                                                     \
    X(__VA_ARGS__, _attribute_any, SHAPE_ATTRIBUTE, SHAPE_ANY)                                                           \
    X(__VA_ARGS__, _any_attribute, SHAPE_ANY, SHAPE_ATTRIBUTE)

#define BINARY_FUNCTIONS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT)                                                          \
    MISS_FUNCTIONS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT)                                                                \
    BINARY_SHAPES(BINARY_FUNCTION, NAME_, FAST_INT, FAST_FLOAT)
#define ATTRIBUTE_FUNCTIONS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT)                                                       \
    BINARY_ATTRIBUTE_SHAPES(BINARY_FUNCTION, NAME_, FAST_INT, FAST_FLOAT)

EACH_CALCULATION(BINARY_FUNCTIONS)
EACH_CALCULATION(ATTRIBUTE_FUNCTIONS)
EACH_INTEGER_OPERATION(BINARY_FUNCTIONS)

/* General form of every operator, and the only one with specialisation off. */
Value eval_binary(Node *node, Frame *frame) {
    NodeBinary *binary = NODE_CAST(Binary, node);
    Value left = eval(binary->left, frame);
    if (unlikely(left.tag == V_ERROR)) return left;
    Value right = eval(binary->right, frame);
    if (unlikely(right.tag == V_ERROR)) {
        value_release(left);
        return right;
    }
    return binary_slow(node, left, right, binary->op);
}

#define FORM(NAME_, OPERATOR, SUFFIX, LEFT, RIGHT) [OPERATOR][LEFT][RIGHT] = eval_##NAME_##SUFFIX,
#define BINARY_FORMS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT) BINARY_SHAPES(FORM, NAME_, OPERATOR)
#define ATTRIBUTE_FORMS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT) BINARY_ATTRIBUTE_SHAPES(FORM, NAME_, OPERATOR)

static const EvalFn binary_by_shape[OP_BINARY_COUNT][SHAPE_COUNT][SHAPE_COUNT] = {
    EACH_CALCULATION(BINARY_FORMS) EACH_CALCULATION(ATTRIBUTE_FORMS) EACH_INTEGER_OPERATION(BINARY_FORMS)
};

/* The most special form there is; of two shapes that have no form of their own, the right one counts as any first. */
static EvalFn binary_form(int op, OperandShape left, OperandShape right) {
    const OperandShape lefts[] = {left, left, SHAPE_ANY, SHAPE_ANY}, rights[] = {right, SHAPE_ANY, right, SHAPE_ANY};
    EvalFn form = NULL;
    for (size_t i = 0; !form && i < 4; i++) form = binary_by_shape[op][lefts[i]][rights[i]];
    return form;
}

void specialise_binary(NodeBinary *node) {
    EvalFn form = binary_form(node->op, shape_of(node->left), shape_of(node->right));
    if (!form) return;
    node->left_place = place_of(node->left);
    node->right_place = place_of(node->right);
    node->head.eval = form;
}

/* ---- unary ---- */

static int truth_not(Node *node, Frame *frame) {
    int result = truth(NODE_CAST(Unary, node)->operand, frame);
    return unlikely(result < 0) ? -1 : !result;
}

int truth_unary(Node *node, Frame *frame) {
    return NODE_CAST(Unary, node)->op == OP_NOT ? truth_not(node, frame) : truth_by_eval(node, frame);
}

/* STEALS value. */
static NOINLINE Value unary_value(Node *node, Value value) {
    static const uint8_t unary_slots[] = {[OP_INVERT] = UNARY_INVERT, [OP_POS] = UNARY_POS, [OP_NEG] = UNARY_NEG};
    NodeUnary *unary = NODE_CAST(Unary, node);
    value = unbox(value);
    if (value.tag == V_FLOAT && unary->op != OP_INVERT) return value_float(unary->op == OP_NEG ? -value.d : value.d);
    if (value.tag == V_INT && !(unary->op == OP_NEG && value.i == INT64_MIN))
        return value_int(unary->op == OP_NEG ? -value.i : unary->op == OP_INVERT ? ~value.i : value.i);
    Object *o = to_object(value);
    Object *result = o ? object_unary(o, unary_slots[unary->op]) : NULL;
    release_or_null(o);
    return result ? value_new(result) : fail(node);
}

static Value eval_not(Node *node, Frame *frame) {
    int result = truth(NODE_CAST(Unary, node)->operand, frame);
    return unlikely(result < 0) ? fail(node) : value_bool(!result);
}

Value eval_unary(Node *node, Frame *frame) {
    NodeUnary *unary = NODE_CAST(Unary, node);
    if (unary->op == OP_NOT) return eval_not(node, frame);
    Value value = eval(unary->operand, frame);
    return unlikely(value.tag == V_ERROR) ? value : unary_value(node, value);
}

static Value eval_negative(Node *node, Frame *frame) {
    Value value = eval(NODE_CAST(Unary, node)->operand, frame);
    if (value.tag == V_FLOAT) return value_float(-value.d);
    if (value.tag == V_INT && likely(value.i != INT64_MIN)) return value_int(-value.i);
    return unlikely(value.tag == V_ERROR) ? value : unary_value(node, value);
}

void specialise_unary(NodeUnary *node) {
    if (node->op == OP_NEG) node->head.eval = eval_negative;
    if (node->op == OP_NOT) {
        node->head.eval = eval_not;
        node->head.truth = truth_not;
    }
}
