/* compare.c - comparisons, chained ones, `is` and `in`.
 *
 * In a condition the answer is 0 or 1 at once, without a bool object. Two unboxed numbers are compared in the node
 * itself; the operand shapes are those of arith.c. */
#include "builtins/types/list.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "runtime/eval/dunder.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/table.h"

/* ---- one comparison of two values ---- */

#define COMPARE_NUMBERS(a, b, op)                                                                                        \
    ((op) == CMP_EQ ? (a) == (b) : (op) == CMP_NE ? (a) != (b) : (op) == CMP_LT ? (a) < (b) : (op) == CMP_LE ? (a) <= (b) \
     : (op) == CMP_GT ? (a) > (b) : (a) >= (b))

static Value compare_objects_steal(Value left, Value right, int op) {
    Object *a = to_object(left), *b = to_object(right), *result = NULL;
    if (likely(a && b)) result = object_compare(a, b, op);
    release_or_null(a);
    release_or_null(b);
    return value_new(result);
}

/* STEALS both. */
static int identical_steal(Value left, Value right) {
    if (likely(left.tag >= V_NEW && right.tag >= V_NEW)) {
        bool same = left.o == right.o;
        value_release(left);
        value_release(right);
        return same;
    }
    Object *a = to_object(left), *b = to_object(right);
    int result = a && b ? a == b : -1;
    release_or_null(a);
    release_or_null(b);
    return result;
}

/* STEALS both. */
static int contained_steal(Value left, Value right) {
    int result = -1;
    if (right.tag >= V_NEW && right.o->type == &dict_type) {
        ssize_t number = dict_find_value(right.o, left);
        result = number == -2 ? -1 : number >= 0;
        value_release(left);
        value_release(right);
        return result;
    }
    Object *item = to_object(left), *container = to_object(right);
    if (likely(item && container)) result = object_contains(container, item);
    release_or_null(item);
    release_or_null(container);
    return result;
}

static bool is_rich(int op) { return op <= CMP_GE; }

/* is, is not, in, not in: 0, 1, -1. STEALS both. */
static int test_values_steal(Value left, Value right, int op) {
    if (op == CMP_IS || op == CMP_IS_NOT) {
        int same = identical_steal(left, right);
        return same < 0 ? -1 : same == (op == CMP_IS);
    }
    int in = contained_steal(left, right);
    return in < 0 ? -1 : in == (op == CMP_IN);
}

/* Numbers and equal types that need no script code: 0 or 1 in *result. */
static inline bool compare_fast(Value left, Value right, int op, int *result) {
    if (left.tag == V_INT && right.tag == V_INT) { *result = COMPARE_NUMBERS(left.i, right.i, op); return true; }
    if (left.tag == V_FLOAT && right.tag == V_FLOAT) { *result = COMPARE_NUMBERS(left.d, right.d, op); return true; }
    if (left.tag >= V_NEW && right.tag >= V_NEW && op <= CMP_NE && is_str_exact(left.o) && is_str_exact(right.o)) {
        *result = str_equal(left.o, right.o) == (op == CMP_EQ);
        return true;
    }
    return false;
}

Value compare_values_steal(Value left, Value right, int op) {
    if (!is_rich(op)) {
        int result = test_values_steal(left, right, op);
        return result < 0 ? value_error() : value_bool(result);
    }
    int result;
    if (!compare_fast(peek_value(left), peek_value(right), op, &result)) return compare_objects_steal(left, right, op);
    value_release(left);
    value_release(right);
    return value_bool(result);
}

int compare_truth_steal(Value left, Value right, int op) {
    if (!is_rich(op)) return test_values_steal(left, right, op);
    int result;
    if (!compare_fast(peek_value(left), peek_value(right), op, &result)) return truth_of_value(compare_objects_steal(left, right, op));
    value_release(left);
    value_release(right);
    return result;
}

/* Does it compare by identity only? None and instances of classes without __eq__ do. */
static ALWAYS_INLINE bool compares_by_identity(const Object *o) { return !o->type->compare || o->type->compare == object_type.compare; }

/* == and != of such operands: 0 or 1; -1: other operands. Borrows both */
static ALWAYS_INLINE int compare_identity(Value left, Value right, int op) {
    if (op > CMP_NE || left.tag < V_NEW || right.tag < V_NEW || !compares_by_identity(left.o) || !compares_by_identity(right.o)) return -1;
    return (left.o == right.o) == (op == CMP_EQ);
}

/* The general way, with the node's cache for methods of script classes. */
static NOINLINE Value compare_values_cached(NodeCompare *node, Value left, Value right, int op) {
    restore_operands(node->left, node->comparators.items[0], &left, &right);
    if (left.tag < V_NEW || !(left.o->type->flags & TYPE_HEAP) || !is_rich(op)) return compare_values_steal(left, right, op);
    Object *a = to_object(left), *b = to_object(right);
    Value result = value_error();
    if (likely(a && b) && !dunder_compare(&node->cache, a, b, op, &result)) result = value_new(object_compare(a, b, op));
    release_or_null(a);
    release_or_null(b);
    return result;
}

static NOINLINE int compare_truth_cached(NodeCompare *node, Value left, Value right, int op) {
    int same = compare_identity(left, right, op);
    if (same >= 0) {
        value_release(left);
        value_release(right);
        return same;
    }
    restore_operands(node->left, node->comparators.items[0], &left, &right);
    if (left.tag < V_NEW || !(left.o->type->flags & TYPE_HEAP) || !is_rich(op)) return compare_truth_steal(left, right, op);
    return truth_of_value(compare_values_cached(node, left, right, op));
}

/* ---- nodes ---- */

/* One comparison of a chain, right being needed again. 1 go on, with *right as an object; 0, or -1 (noted): *result is
 * what the chain gives. STEALS left; right becomes *next. */
static int chain_link(NodeCompare *node, Value left, Value right, int op, Value *next, Value *result) {
    Object *kept = to_object(right);
    if (unlikely(!kept)) {
        value_release(left);
        *result = fail(node);
        return -1;
    }
    *next = value_new(kept);
    *result = compare_values_steal(left, value_borrowed(kept), op);
    int go_on = result->tag == V_ERROR ? -1 : result->o == True ? 1 : result->o == False ? 0 : object_truth(result->o);
    if (go_on > 0) value_release(*result);
    else release(kept);
    if (unlikely(go_on < 0)) {
        value_release(*result);
        *result = fail(node);
    }
    return go_on;
}

/* a < b < c: each operand once, stops at the first false result. The last result is the value. */
static Value eval_chain(NodeCompare *node, Frame *frame) {
    Value left = own(eval(node->left, frame));
    if (left.tag == V_ERROR) return left;
    for (uint32_t i = 0;; i++) {
        Value right = own(eval(node->comparators.items[i], frame)), result;
        if (right.tag == V_ERROR) {
            value_release(left);
            return right;
        }
        int op = node->ops[i];
        bool last = i + 1 == node->comparators.count;
        uint64_t pair = is_rich(op) ? tag_pair(left, right) : 0;
        if (pair == PAIR_INTS || pair == PAIR_FLOATS) {   /* a number is as good as its object */
            bool holds = pair == PAIR_INTS ? COMPARE_NUMBERS(left.i, right.i, op) : COMPARE_NUMBERS(left.d, right.d, op);
            if (last || !holds) return value_bool(holds);
            left = right;
            continue;
        }
        restore_operands(i ? node->comparators.items[i - 1] : node->left, node->comparators.items[i], &left, &right);
        if (last) {
            result = compare_values_steal(left, right, op);
            return result.tag == V_ERROR ? fail(node) : result;
        }
        if (chain_link(node, left, right, op, &left, &result) <= 0) return result;
    }
}

Value eval_compare(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    if (compare->comparators.count > 1) return eval_chain(compare, frame);
    Value left = eval(compare->left, frame);
    if (left.tag == V_ERROR) return left;
    Value right = eval(compare->comparators.items[0], frame);
    if (right.tag == V_ERROR) {
        value_release(left);
        return right;
    }
    restore_operands(compare->left, compare->comparators.items[0], &left, &right);
    Value result = compare_values_steal(left, right, compare->ops[0]);
    return result.tag == V_ERROR ? fail(node) : result;
}

int truth_compare(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    if (compare->comparators.count > 1) return truth_by_eval(node, frame);
    Value left = eval(compare->left, frame);
    if (left.tag == V_ERROR) return -1;
    Value right = eval(compare->comparators.items[0], frame);
    if (right.tag == V_ERROR) {
        value_release(left);
        return -1;
    }
    int result = compare_truth_cached(compare, left, right, compare->ops[0]);
    if (result < 0) note_failure(node);
    return result;
}

/* ---- specialised: two operands by shape, numbers compared in place ---- */

/* What is left when the two are not both unboxed ints or both floats, nor in boxes of others. STEALS both. */
static NOINLINE int compare_miss(NodeCompare *node, Value left, Value right) {
    if (unlikely(left.tag == V_ERROR)) { local_unbound(NODE_CAST(Name, node->left)); return -1; }
    if (unlikely(right.tag == V_ERROR)) { value_release(left); local_unbound(NODE_CAST(Name, node->right)); return -1; }
    int result = compare_truth_cached(node, left, right, node->ops[0]);
    if (unlikely(result < 0)) note_failure(node);
    return result;
}

/* Numbers in boxes that a slot keeps. One function an operator. */
#define COMPARE_BOXED(NAME_, OPERATOR)                                                                                   \
    static NOINLINE int truth_##NAME_##_miss(NodeCompare *node, Value left, Value right) {                               \
        Value a = left, b = right;                                                                                       \
        if (a.tag == V_BORROWED) peek_number(a.o, &a);                                                                   \
        if (b.tag == V_BORROWED) peek_number(b.o, &b);                                                                   \
        uint64_t pair = tag_pair(a, b);                                                                                  \
        if (pair == PAIR_INTS) return COMPARE_NUMBERS(a.i, b.i, OPERATOR);                                               \
        if (pair == PAIR_FLOATS) return COMPARE_NUMBERS(a.d, b.d, OPERATOR);                                             \
        return compare_miss(node, left, right);                                                                          \
    }
COMPARE_BOXED(eq, CMP_EQ)
COMPARE_BOXED(ne, CMP_NE)
COMPARE_BOXED(lt, CMP_LT)
COMPARE_BOXED(le, CMP_LE)
COMPARE_BOXED(gt, CMP_GT)
COMPARE_BOXED(ge, CMP_GE)

/* The operands' numbers are compared here; anything else goes the general way. */
#define COMPARE_FUNCTION(NAME_, OPERATOR, SUFFIX, LEFT, RIGHT)                                                           \
    static int truth_##NAME_##SUFFIX(Node *node, Frame *frame) {                                                         \
        NodeCompare *compare = NODE_CAST(Compare, node);                                                                 \
        READ_OPERANDS(left, right, compare->left, compare->right, compare->left_place, compare->right_place, LEFT, RIGHT,\
                      -1, truth_##NAME_(node, frame));                                                                   \
    again:                                                                                                               \
        if (ARE_INTS(left, right, LEFT)) return COMPARE_NUMBERS(left.i, right.i, OPERATOR);                              \
        if (ARE_FLOATS(left, right, LEFT)) return COMPARE_NUMBERS(left.d, right.d, OPERATOR);                            \
        if (unbox_locals(&left, &right, LEFT, RIGHT)) goto again;                                                        \
        return truth_##NAME_##_miss(compare, LEFT == SHAPE_LOCAL ? borrow_slot(left) : left,                             \
                                    RIGHT == SHAPE_LOCAL ? borrow_slot(right) : right);                                  \
    }

#define COMPARE_SHAPES(X, NAME_, OPERATOR)                                                                               \
    NUMBER_SHAPES(X, NAME_, OPERATOR) ATTRIBUTE_SHAPES(X, NAME_, OPERATOR)

#define EACH_COMPARISON(X)                                                                                               \
    COMPARE_SHAPES(X, eq, CMP_EQ) COMPARE_SHAPES(X, ne, CMP_NE) COMPARE_SHAPES(X, lt, CMP_LT)                            \
    COMPARE_SHAPES(X, le, CMP_LE) COMPARE_SHAPES(X, gt, CMP_GT) COMPARE_SHAPES(X, ge, CMP_GE)

EACH_COMPARISON(COMPARE_FUNCTION)

#define COMPARE_FORM(NAME_, OPERATOR, SUFFIX, LEFT, RIGHT) [OPERATOR][LEFT][RIGHT] = truth_##NAME_##SUFFIX,
static const TruthFn truth_by_shape[][SHAPE_COUNT][SHAPE_COUNT] = {EACH_COMPARISON(COMPARE_FORM)};

/* The most special form there is; of two shapes that have no form of their own, the right one counts as any first. */
static TruthFn truth_form(int op, OperandShape left, OperandShape right) {
    const OperandShape lefts[] = {left, left, SHAPE_ANY}, rights[] = {right, SHAPE_ANY, right};
    for (size_t i = 0; i < 3; i++)
        if (truth_by_shape[op][lefts[i]][rights[i]]) return truth_by_shape[op][lefts[i]][rights[i]];
    return truth_by_shape[op][SHAPE_ANY][SHAPE_ANY];
}

/* As a value, a comparison of two numbers gives a bool; of anything else, any object. */
static Value eval_compare_two(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    Value left = eval(compare->left, frame);
    if (unlikely(left.tag == V_ERROR)) return left;
    Value right = eval(compare->right, frame);
    if (unlikely(right.tag == V_ERROR)) {
        value_release(left);
        return right;
    }
    int op = compare->ops[0];
    uint64_t pair = tag_pair(left, right);
    if (pair == PAIR_INTS) return value_bool(COMPARE_NUMBERS(left.i, right.i, op));
    if (pair == PAIR_FLOATS) return value_bool(COMPARE_NUMBERS(left.d, right.d, op));
    Value a = left, b = right;   /* ints in boxes, which a method called otherwise is to see */
    if (a.tag >= V_NEW) peek_number(a.o, &a);
    if (b.tag >= V_NEW) peek_number(b.o, &b);
    if (tag_pair(a, b) == PAIR_INTS) {
        value_release(left);
        value_release(right);
        return value_bool(COMPARE_NUMBERS(a.i, b.i, op));
    }
    Value result = compare_values_cached(compare, left, right, op);
    return unlikely(result.tag == V_ERROR) ? fail(node) : result;
}

/* `x is None`, `x is not True`: a constant that is no number has an identity that needs no box. */
static int truth_is_constant(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    Value left = eval(compare->left, frame);
    if (unlikely(left.tag == V_ERROR)) return -1;
    Object *constant = NODE_CAST(Constant, compare->comparators.items[0])->value;
    bool same = left.tag >= V_NEW && left.o == constant;
    value_release(left);
    return same == (compare->ops[0] == CMP_IS);
}

/* The same of a local and of an attribute of a local: it is only looked at. */
static int truth_local_is_constant(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    const Value *slot = slot_at(frame, compare->left_place);
    if (unlikely(slot->tag == V_ERROR)) return truth_is_constant(node, frame);
    bool same = slot->tag == V_NEW && slot->o == NODE_CAST(Constant, compare->right)->value;
    return same == (compare->ops[0] == CMP_IS);
}
static int truth_attribute_is_constant(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    Object **place = local_attribute_place(NODE_CAST(Attribute, compare->left), frame);
    if (unlikely(!place)) return truth_is_constant(node, frame);
    return (*place == NODE_CAST(Constant, compare->right)->value) == (compare->ops[0] == CMP_IS);
}

/* `x is y`, `x is not y` */
static int truth_identity(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    Value left = eval(compare->left, frame);
    if (unlikely(left.tag == V_ERROR)) return -1;
    Value right = eval(compare->right, frame);
    if (unlikely(right.tag == V_ERROR)) {
        value_release(left);
        return -1;
    }
    int same = identical_steal(left, right);
    if (unlikely(same < 0)) return note_failure(node), -1;
    return same == (compare->ops[0] == CMP_IS);
}

/* Is left in container? STEALS both; container may be NULL with an exception pending. */
static ALWAYS_INLINE int contained_truth_steal(NodeCompare *compare, Value left, Object *container) {
    Object *item = to_object(left);
    int result = unlikely(!item || !container)             ? -1
               : likely(container->type->contains != NULL) ? container->type->contains(container, item)
                                                           : object_contains(container, item);
    release_or_null(item);
    release_or_null(container);
    if (unlikely(result < 0)) return note_failure(compare), -1;
    return result == (compare->ops[0] == CMP_IN);
}

/* `x in y`, `x not in y` */
static int truth_contained(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    Value left = eval(compare->left, frame);
    if (unlikely(left.tag == V_ERROR)) return -1;
    Value right = eval(compare->comparators.items[0], frame);
    if (unlikely(right.tag == V_ERROR)) {
        value_release(left);
        return -1;
    }
    return contained_truth_steal(compare, left, to_object(right));
}

/* `x in {1, 2}`, `x in (1, 2)`, `x in [1, 2]`: nobody else ever sees the display, so the first one is kept, a set as a
 * frozenset, as CPython keeps it. */
static int truth_contained_in_constants(Node *node, Frame *frame) {
    NodeCompare *compare = NODE_CAST(Compare, node);
    Value left = eval(compare->left, frame);
    if (unlikely(left.tag == V_ERROR)) return -1;
    if (unlikely(!compare->cache.object)) {
        Object *display = eval_object(compare->comparators.items[0], frame), *kept = display;
        if (display && display->type == &set_type) {
            kept = frozenset_new(display);
            release(display);
        }
        if (!kept || !(compare->cache.object = tree_own_steal(frame->code->tree, kept))) {
            value_release(left);
            return -1;
        }
    }
    return contained_truth_steal(compare, left, retain(compare->cache.object));
}

static bool is_constant_display(const Node *node) {
    Nodes items;
    switch (node->kind) {
    case NODE_Set: items = ((const NodeSet *)node)->items; break;
    case NODE_Tuple: items = ((const NodeTuple *)node)->items; break;
    case NODE_List: items = ((const NodeList *)node)->items; break;
    default: return false;
    }
    for (uint32_t i = 0; i < items.count; i++)
        if (items.items[i]->kind != NODE_Constant) return false;
    return true;
}

static Value eval_by_truth(Node *node, Frame *frame) {
    int result = node->truth(node, frame);
    return unlikely(result < 0) ? value_error() : value_bool(result);
}

void specialise_compare(NodeCompare *node) {
    if (node->comparators.count > 1) return;
    Node *right = node->comparators.items[0];
    int op = node->ops[0];
    if (is_rich(op)) {
        node->right = right;
        node->left_place = place_of(node->left);
        node->right_place = place_of(right);
        node->head.truth = truth_form(op, shape_of(node->left), shape_of(right));
        node->head.eval = eval_compare_two;
    } else if ((op == CMP_IS || op == CMP_IS_NOT) && !(right->kind == NODE_Constant && NODE_CAST(Constant, right)->unboxed.tag == V_ERROR)) {
        node->right = right;
        node->head.truth = truth_identity;
        node->head.eval = eval_by_truth;
    } else if (op == CMP_IS || op == CMP_IS_NOT) {
        OperandShape left = shape_of(node->left);
        node->right = right;
        node->left_place = place_of(node->left);
        node->head.truth = left == SHAPE_LOCAL ? truth_local_is_constant : left == SHAPE_ATTRIBUTE ? truth_attribute_is_constant : truth_is_constant;
        node->head.eval = eval_by_truth;
    } else if (op == CMP_IN || op == CMP_NOT_IN) {
        node->head.truth = is_constant_display(right) ? truth_contained_in_constants : truth_contained;
        node->head.eval = eval_by_truth;
    }
}
