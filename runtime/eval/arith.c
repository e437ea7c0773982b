/* arith.c - binary and unary operators.
 *
 * Numbers travel unboxed. One template serves every operator and every shape of operand: a shape says where an operand
 * comes from (a local slot, a constant, any expression), so that reading it needs no call. Which shape a node has is
 * known from its children; whether to look for ints or floats first is learned at its first run. */
#include <math.h>

#include "builtins/types/str.h"
#include "runtime/eval/dunder.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/eval/operand.h"

/* ---- general rules ---- */

Value binary_values_steal(Value left, Value right, int op, bool inplace) {
    Object *a = to_object(left), *b = to_object(right), *result = NULL;
    if (likely(a && b)) result = inplace ? object_inplace(a, b, op) : object_binary(a, b, op);
    release_or_null(a);
    release_or_null(b);
    return value_new(result);
}

static Value zero_division(const char *message) { return error_set_value(ZeroDivisionError, "%s", message); }

static int64_t floor_divide(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient;
}
static int64_t floor_modulo(int64_t a, int64_t b) {
    int64_t rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

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
    if (left.tag < V_NEW || !(left.o->type->flags & TYPE_HEAP)) return binary_values_steal(left, right, op, false);
    Object *a = to_object(left), *b = to_object(right), *result = NULL;
    if (likely(a && b) && !dunder_binary(NODE_CAST(Binary, node), a, b, &result)) result = object_binary(a, b, op);
    release_or_null(a);
    release_or_null(b);
    return value_new(result);
}

/* Both operands are owned or borrowed values; STEALS both. Notes failures at node. */
static NOINLINE Value binary_slow(Node *node, Value left, Value right, int op) {
    Value a = unbox(left), b = unbox(right), result;
    if (a.tag == V_INT && b.tag == V_INT) {
        result = int_arith(a.i, b.i, op);
    } else {
        bool ok = false;
        if (a.tag <= V_FLOAT && b.tag <= V_FLOAT)
            result = float_arith(a.tag == V_INT ? (double)a.i : a.d, b.tag == V_INT ? (double)b.i : b.d, op, &ok);
        if (!ok) result = binary_objects(node, a, b, op);
    }
    if (unlikely(result.tag == V_ERROR)) note_failure(node);
    return result;
}

/* ---- operands by shape ---- */

/* The fast results of each operator on two ints and on two floats; false: not by this path. */
#define FAST_INT_ADD(a, b, r) (!__builtin_add_overflow(a, b, r))
#define FAST_INT_SUB(a, b, r) (!__builtin_sub_overflow(a, b, r))
#define FAST_INT_MUL(a, b, r) (!__builtin_mul_overflow(a, b, r))
#define FAST_INT_FLOORDIV(a, b, r) ((b) > 0 && (*(r) = floor_divide(a, b), true))
#define FAST_INT_MOD(a, b, r) ((b) > 0 && (*(r) = floor_modulo(a, b), true))
#define FAST_INT_AND(a, b, r) (*(r) = (a) & (b), true)
#define FAST_INT_OR(a, b, r) (*(r) = (a) | (b), true)
#define FAST_INT_XOR(a, b, r) (*(r) = (a) ^ (b), true)
#define FAST_INT_LSHIFT(a, b, r) ((b) >= 0 && (b) < 63 && (*(r) = (a) << (b), *(r) >> (b) == (a)))
#define FAST_INT_RSHIFT(a, b, r) ((b) >= 0 && (*(r) = (a) >> ((b) > 63 ? 63 : (b)), true))
#define FAST_INT_DIV(a, b, r) ((void)(r), false)
#define FAST_FLOAT_ADD(a, b, r) (*(r) = (a) + (b), true)
#define FAST_FLOAT_SUB(a, b, r) (*(r) = (a) - (b), true)
#define FAST_FLOAT_MUL(a, b, r) (*(r) = (a) * (b), true)
#define FAST_FLOAT_DIV(a, b, r) ((b) != 0 && (*(r) = (a) / (b), true))
#define FAST_FLOAT_NONE(a, b, r) ((void)(r), false)

/* One function an operator and pair of shapes. */
#define BINARY_FUNCTION(NAME_, OPERATOR, LEFT, RIGHT, FAST_INT, FAST_FLOAT)                                              \
    static Value eval_##NAME_(Node *node, Frame *frame) {                                                                \
        NodeBinary *binary = NODE_CAST(Binary, node);                                                                    \
        Value left = operand(binary->left, frame, LEFT);                                                                 \
        if (LEFT != SHAPE_CONSTANT && unlikely(left.tag == V_ERROR)) return left;                                        \
        Value right = operand(binary->right, frame, RIGHT);                                                              \
        if (RIGHT != SHAPE_CONSTANT && unlikely(right.tag == V_ERROR)) { value_release(left); return right; }            \
        if (values_are_ints(left, right)) {                                                                              \
            int64_t result;                                                                                              \
            if (likely(FAST_INT(left.i, right.i, &result))) return value_int(result);                                    \
        } else if (values_are_floats(left, right)) {                                                                     \
            double result;                                                                                               \
            if (likely(FAST_FLOAT(left.d, right.d, &result))) return value_float(result);                                \
        }                                                                                                                \
        return binary_slow(node, left, right, OPERATOR);                                                                 \
    }

#define BINARY_SHAPES(NAME_, OPERATOR, FAST_INT, FAST_FLOAT)                                                             \
    BINARY_FUNCTION(NAME_##_local_local, OPERATOR, SHAPE_LOCAL, SHAPE_LOCAL, FAST_INT, FAST_FLOAT)                       \
    BINARY_FUNCTION(NAME_##_local_constant, OPERATOR, SHAPE_LOCAL, SHAPE_CONSTANT, FAST_INT, FAST_FLOAT)                 \
    BINARY_FUNCTION(NAME_##_local_any, OPERATOR, SHAPE_LOCAL, SHAPE_ANY, FAST_INT, FAST_FLOAT)                           \
    BINARY_FUNCTION(NAME_##_constant_local, OPERATOR, SHAPE_CONSTANT, SHAPE_LOCAL, FAST_INT, FAST_FLOAT)                 \
    BINARY_FUNCTION(NAME_##_constant_any, OPERATOR, SHAPE_CONSTANT, SHAPE_ANY, FAST_INT, FAST_FLOAT)                     \
    BINARY_FUNCTION(NAME_##_any_local, OPERATOR, SHAPE_ANY, SHAPE_LOCAL, FAST_INT, FAST_FLOAT)                           \
    BINARY_FUNCTION(NAME_##_any_constant, OPERATOR, SHAPE_ANY, SHAPE_CONSTANT, FAST_INT, FAST_FLOAT)                     \
    BINARY_FUNCTION(NAME_, OPERATOR, SHAPE_ANY, SHAPE_ANY, FAST_INT, FAST_FLOAT)

#define SHAPE_ROW(NAME_)                                                                                                 \
    {[SHAPE_LOCAL] = {eval_##NAME_##_local_local, eval_##NAME_##_local_constant, eval_##NAME_##_local_any},              \
     [SHAPE_CONSTANT] = {eval_##NAME_##_constant_local, eval_##NAME_##_constant_any, eval_##NAME_##_constant_any},       \
     [SHAPE_ANY] = {eval_##NAME_##_any_local, eval_##NAME_##_any_constant, eval_##NAME_}}

BINARY_SHAPES(add, OP_ADD, FAST_INT_ADD, FAST_FLOAT_ADD)
BINARY_SHAPES(sub, OP_SUB, FAST_INT_SUB, FAST_FLOAT_SUB)
BINARY_SHAPES(mul, OP_MUL, FAST_INT_MUL, FAST_FLOAT_MUL)
BINARY_SHAPES(div, OP_DIV, FAST_INT_DIV, FAST_FLOAT_DIV)
BINARY_SHAPES(floordiv, OP_FLOORDIV, FAST_INT_FLOORDIV, FAST_FLOAT_NONE)
BINARY_SHAPES(mod, OP_MOD, FAST_INT_MOD, FAST_FLOAT_NONE)
BINARY_SHAPES(bitand, OP_AND, FAST_INT_AND, FAST_FLOAT_NONE)
BINARY_SHAPES(bitor, OP_OR, FAST_INT_OR, FAST_FLOAT_NONE)
BINARY_SHAPES(bitxor, OP_XOR, FAST_INT_XOR, FAST_FLOAT_NONE)
BINARY_SHAPES(lshift, OP_LSHIFT, FAST_INT_LSHIFT, FAST_FLOAT_NONE)
BINARY_SHAPES(rshift, OP_RSHIFT, FAST_INT_RSHIFT, FAST_FLOAT_NONE)

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

static const EvalFn binary_by_shape[OP_BINARY_COUNT][SHAPE_COUNT][SHAPE_COUNT] = {
    [OP_ADD] = SHAPE_ROW(add), [OP_SUB] = SHAPE_ROW(sub), [OP_MUL] = SHAPE_ROW(mul), [OP_DIV] = SHAPE_ROW(div),
    [OP_FLOORDIV] = SHAPE_ROW(floordiv), [OP_MOD] = SHAPE_ROW(mod), [OP_AND] = SHAPE_ROW(bitand), [OP_OR] = SHAPE_ROW(bitor),
    [OP_XOR] = SHAPE_ROW(bitxor), [OP_LSHIFT] = SHAPE_ROW(lshift), [OP_RSHIFT] = SHAPE_ROW(rshift),
};

void specialise_binary(NodeBinary *node) {
    EvalFn function = binary_by_shape[node->op][shape_of(node->left)][shape_of(node->right)];
    if (function) node->head.eval = function;
}

/* ---- unary ---- */

Value eval_unary(Node *node, Frame *frame) {
    static const uint8_t unary_slots[] = {[OP_INVERT] = UNARY_INVERT, [OP_POS] = UNARY_POS, [OP_NEG] = UNARY_NEG};
    NodeUnary *unary = NODE_CAST(Unary, node);
    if (unary->op == OP_NOT) {
        int result = truth(unary->operand, frame);
        return result < 0 ? fail(node) : value_bool(!result);
    }
    Value value = eval(unary->operand, frame);
    if (unlikely(value.tag == V_ERROR)) return value;
    value = unbox(value);
    if (value.tag == V_FLOAT && unary->op != OP_INVERT) return value_float(unary->op == OP_NEG ? -value.d : value.d);
    if (value.tag == V_INT && !(unary->op == OP_NEG && value.i == INT64_MIN))
        return value_int(unary->op == OP_NEG ? -value.i : unary->op == OP_INVERT ? ~value.i : value.i);
    Object *o = to_object(value);
    Object *result = o ? object_unary(o, unary_slots[unary->op]) : NULL;
    release_or_null(o);
    return result ? value_new(result) : fail(node);
}

int truth_unary(Node *node, Frame *frame) {
    NodeUnary *unary = NODE_CAST(Unary, node);
    if (unary->op != OP_NOT) return truth_by_eval(node, frame);
    int result = truth(unary->operand, frame);
    return result < 0 ? -1 : !result;
}
