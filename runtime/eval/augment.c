/* augment.c - augmented assignment: target op= value.
 *
 * The target's old value is read, then the other operand evaluated, then the result stored. A number that only its place
 * holds (local, global, attribute, item) is computed unboxed and overwritten in place. What was known of a place before
 * the operand was evaluated is looked at anew afterwards, since script code may have run. */
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/numbers.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/table.h"

/* ---- general rules ---- */

/* left op= right; STEALS both. */
static Value inplace_values(Value left, Value right, int op) {
    Value a = peek_value(left), b = peek_value(right), result;
    uint64_t pair = tag_pair(a, b);
    if (pair == PAIR_INTS) result = int_arith(a.i, b.i, op);
    else if (pair == PAIR_FLOATS && op <= OP_MUL) result = value_float(op == OP_ADD ? a.d + b.d : op == OP_SUB ? a.d - b.d : a.d * b.d);
    else return binary_values_steal(left, right, op, true);
    value_release(left);
    value_release(right);
    return result;
}

/* The value of left op= right, where an augmented assignment was split around a yield. */
Value eval_inplacebinary(Node *node, Frame *frame) {
    NodeInplaceBinary *binary = NODE_CAST(InplaceBinary, node);
    Value left = own(eval(binary->left, frame));
    if (left.tag == V_ERROR) return left;
    Value right = eval(binary->right, frame);
    if (right.tag == V_ERROR) {
        value_release(left);
        return right;
    }
    Value result = inplace_values(left, right, binary->op);
    return result.tag == V_ERROR ? fail(node) : result;
}

/* The result of op= on an old value and the node's operand, which is evaluated here. Notes failures. STEALS left. */
static Value augmented_value(NodeAugAssign *node, Frame *frame, Value left) {
    if (left.tag == V_ERROR) return left;
    left = own(left);
    Value right = eval(node->value, frame);
    if (unlikely(right.tag == V_ERROR)) {
        value_release(left);
        return right;
    }
    restore_operands(node->target, node->value, &left, &right);
    Value result = inplace_values(left, right, node->op);
    return unlikely(result.tag == V_ERROR) ? fail(node) : own(result);
}

static Flow augment_name(NodeAugAssign *node, Frame *frame) {
    Value result = augmented_value(node, frame, eval_name(node->target, frame));
    if (result.tag == V_ERROR) return FLOW_ERROR;
    return assign_name_steal(NODE_CAST(Name, node->target), frame, result) ? fail_flow(node) : FLOW_NEXT;
}

static Flow augment_attribute(NodeAugAssign *node, Frame *frame) {
    NodeAttribute *target = NODE_CAST(Attribute, node->target);
    Object *owner = eval_object(target->value, frame);
    if (!owner) return FLOW_ERROR;
    Value result = augmented_value(node, frame, load_attribute(target, owner));
    bool done = result.tag != V_ERROR && !store_attribute_steal(target, owner, result);
    release(owner);
    return done ? FLOW_NEXT : FLOW_ERROR;
}

static Flow augment_subscript(NodeAugAssign *node, Frame *frame);

Flow exec_augassign(Node *node, Frame *frame) {
    NodeAugAssign *augment = NODE_CAST(AugAssign, node);
    switch (augment->target->kind) {
    case NODE_Name: return augment_name(augment, frame);
    case NODE_Attribute: return augment_attribute(augment, frame);
    default: return augment_subscript(augment, frame);
    }
}

/* ---- locals ---- */

/* left op right for two numbers, without script code, overflow or an error; false: not by this path. */
static ALWAYS_INLINE bool augment_number(Value left, Value right, int op, Value *result) {
    uint64_t pair = tag_pair(left, right);
    if (pair == PAIR_FLOATS) {
        *result = value_float(op == OP_ADD ? left.d + right.d : op == OP_SUB ? left.d - right.d : left.d * right.d);
        return likely(op <= OP_MUL);
    }
    if (pair != PAIR_INTS || op > OP_SUB) return false;
    result->tag = V_INT;
    return op == OP_ADD ? !__builtin_add_overflow(left.i, right.i, &result->i) : !__builtin_sub_overflow(left.i, right.i, &result->i);
}

/* s += text where the slot holds the only reference: grows in place. */
static bool append_text(Value *slot, Value *right) {
    if (slot->tag != V_NEW || right->tag < V_NEW || !is_str_exact(slot->o) || !is_str_exact(right->o) || slot->o->refcount != 1 ||
        slot->o == right->o)
        return false;
    Object *text = slot->o;
    slot->tag = V_ERROR;
    Object *grown = str_append_steal(text, right->o);
    value_release(*right);
    *slot = value_new(grown);
    return true;
}

/* Other objects than numbers, overflow. right is V_ERROR only if it is an unbound local. STEALS right. */
static NOINLINE Flow augment_local_slowly(NodeAugAssign *augment, Frame *frame, Value right) {
    Value *slot = slot_at(frame, augment->place), left = *slot;
    if (unlikely(left.tag == V_ERROR || right.tag == V_ERROR)) {
        value_release(right);
        local_unbound(NODE_CAST(Name, left.tag == V_ERROR ? augment->target : augment->value));
        return FLOW_ERROR;
    }
    if (augment->op == OP_ADD && append_text(slot, &right)) return slot->tag == V_ERROR ? fail_flow(augment) : FLOW_NEXT;
    if (left.tag == V_NEW) retain(left.o);
    restore_operands(augment->target, augment->value, &left, &right);
    Value result = inplace_values(left, right, augment->op);
    if (unlikely(result.tag == V_ERROR)) return fail_flow(augment);
    slot_set_steal(slot, own(result));
    return FLOW_NEXT;
}

/* Everything but two unboxed ints or floats: numbers in boxes first. STEALS right. */
static NOINLINE Flow augment_local_miss(NodeAugAssign *augment, Frame *frame, Value right) {
    Value *slot = slot_at(frame, augment->place), left = *slot, number = right, result;
    Object *box = left.tag == V_NEW ? left.o : NULL;
    if (box) peek_number(box, &left);
    if (right.tag >= V_NEW) peek_number(right.o, &number);
    if (unlikely(!augment_number(left, number, augment->op, &result))) return augment_local_slowly(augment, frame, right);
    *slot = result;
    if (box) release(box);
    value_release(right);
    return FLOW_NEXT;
}

/* local op= operand. One function an operator and shape of the operand. */
#define AUGMENT_FUNCTION(NAME_, SUFFIX, RIGHT, FAST_INT, FAST_FLOAT)                                                     \
    static Flow exec_##NAME_##SUFFIX(Node *node, Frame *frame) {                                                         \
        NodeAugAssign *augment = NODE_CAST(AugAssign, node);                                                             \
        Value right;                                                                                                     \
        if (RIGHT == SHAPE_ANY) {                                                                                        \
            if (unlikely(slot_at(frame, augment->place)->tag == V_ERROR)) return augment_name(augment, frame);           \
            right = eval(augment->value, frame);                                                                         \
            if (unlikely(right.tag == V_ERROR)) return FLOW_ERROR;                                                       \
        } else {                                                                                                         \
            right = RIGHT == SHAPE_LOCAL ? *slot_at(frame, augment->value_place) : NODE_CAST(Constant, augment->value)->unboxed; \
        }                                                                                                                \
        Value *slot = slot_at(frame, augment->place);                                                                    \
        uint64_t pair = tag_pair(*slot, right);                                                                          \
        if (pair == PAIR_INTS) {                                                                                         \
            int64_t result;                                                                                              \
            if (likely(FAST_INT(slot->i, right.i, &result))) { slot->i = result; return FLOW_NEXT; }                     \
        } else if (pair == PAIR_FLOATS) {                                                                                \
            double result;                                                                                               \
            if (likely(FAST_FLOAT(slot->d, right.d, &result))) { slot->d = result; return FLOW_NEXT; }                   \
        }                                                                                                                \
        return augment_local_miss(augment, frame, RIGHT == SHAPE_LOCAL ? borrow_slot(right) : right);                    \
    }
#define AUGMENT_FUNCTIONS(NAME_, OPERATOR, FAST_INT, FAST_FLOAT)                                                         \
    AUGMENT_FUNCTION(NAME_, _local, SHAPE_LOCAL, FAST_INT, FAST_FLOAT)                                                   \
    AUGMENT_FUNCTION(NAME_, _constant, SHAPE_CONSTANT, FAST_INT, FAST_FLOAT)                                             \
    AUGMENT_FUNCTION(NAME_, _any, SHAPE_ANY, FAST_INT, FAST_FLOAT)
EACH_CALCULATION(AUGMENT_FUNCTIONS)
EACH_INTEGER_OPERATION(AUGMENT_FUNCTIONS)
AUGMENT_FUNCTIONS(other, , FAST_INT_NONE, FAST_FLOAT_NONE)   /* ** and @ */

#define AUGMENT_ROW(NAME_) {[SHAPE_LOCAL] = exec_##NAME_##_local, [SHAPE_CONSTANT] = exec_##NAME_##_constant, \
                            [SHAPE_ATTRIBUTE] = exec_##NAME_##_any, [SHAPE_ANY] = exec_##NAME_##_any}
#define AUGMENT_FORM(NAME_, OPERATOR, FAST_INT, FAST_FLOAT) [OPERATOR] = AUGMENT_ROW(NAME_),
static const ExecFn augment_local_by_shape[OP_BINARY_COUNT][SHAPE_COUNT] = {
    EACH_CALCULATION(AUGMENT_FORM) EACH_INTEGER_OPERATION(AUGMENT_FORM)[OP_POW] = AUGMENT_ROW(other), [OP_MATMUL] = AUGMENT_ROW(other)};

/* ---- numbers elsewhere ---- */

/* The result of op= on a number just read and the node's operand. Notes failures. */
static ALWAYS_INLINE Value augmented_number(NodeAugAssign *node, Frame *frame, Value left) {
    Value right = eval(node->value, frame), result;
    if (unlikely(right.tag == V_ERROR)) return right;
    if (likely(augment_number(left, right, node->op, &result))) return result;
    restore_operands(node->target, node->value, &left, &right);
    result = inplace_values(left, right, node->op);
    return unlikely(result.tag == V_ERROR) ? fail(node) : own(result);
}

/* ---- items of any container ---- */

/* container[index] op= value by the general rules. STEALS index. 0, -1 (noted) */
static int augment_item_generally(NodeAugAssign *node, Frame *frame, Object *container, Value index) {
    NodeSubscript *target = NODE_CAST(Subscript, node->target);
    Value key = index.tag == V_NEW ? value_borrowed(index.o) : index;
    Value result = augmented_value(node, frame, subscript_value((Node *)target, container, key));
    int stored = result.tag == V_ERROR ? -1 : subscript_store_steal(container, key, result);
    if (result.tag != V_ERROR && stored) note_failure(target);
    value_release(index);
    return stored;
}

/* The number that a list, or a container of bare numbers, has at that index; false: it is none. */
static ALWAYS_INLINE bool number_at(Object *container, int64_t index, Value *number) {
    Object **place = NULL;
    if (list_place(container, value_int(index), &place)) return peek_number(*place, number);
    return container->type->get_number && container->type->get_number(container, index, number);
}

/* container[index] op= value where that is the number `left`. 0, -1 (noted) */
static int augment_number_at(NodeAugAssign *node, Frame *frame, Object *container, int64_t index, Value left) {
    Value result = augmented_number(node, frame, left);
    if (unlikely(result.tag == V_ERROR)) return -1;
    Object **place = NULL;
    if (list_place(container, value_int(index), &place) && overwrite_number(*place, result)) return 0;
    if (likely(!subscript_store_steal(container, value_int(index), result))) return 0;
    note_failure(node->target);
    return -1;
}

static Flow augment_subscript(NodeAugAssign *node, Frame *frame) {
    NodeSubscript *target = NODE_CAST(Subscript, node->target);
    Object *container = eval_object(target->value, frame);
    if (!container) return FLOW_ERROR;
    Value index = own(eval_store_index(target->index, frame, container)), left;
    int status = -1;
    if (likely(index.tag != V_ERROR)) {
        bool machine = index.tag == V_INT || (index.tag == V_NEW && is_machine_int(index.o));
        int64_t number = !machine ? 0 : index.tag == V_INT ? index.i : int_value(index.o);
        if (machine && number_at(container, number, &left)) {
            value_release(index);
            status = augment_number_at(node, frame, container, number, left);
        } else {
            status = augment_item_generally(node, frame, container, index);
        }
    }
    release(container);
    return status ? FLOW_ERROR : FLOW_NEXT;
}

/* A global number: computed and overwritten where it is. */
static Flow exec_augment_global(Node *node, Frame *frame) {
    NodeAugAssign *augment = NODE_CAST(AugAssign, node);
    NodeName *name = NODE_CAST(Name, augment->target);
    Object *o = peek_global(name, frame);
    if (unlikely(!o)) return FLOW_ERROR;
    Value left;
    if (unlikely(!peek_number(o, &left))) return augment_name(augment, frame);
    Value result = augmented_number(augment, frame, left);
    if (unlikely(result.tag == V_ERROR)) return FLOW_ERROR;
    return unlikely(assign_global_steal(name, frame, result)) ? fail_flow(node) : FLOW_NEXT;
}

/* A variable shared by functions, likewise. */
static Flow exec_augment_cell(Node *node, Frame *frame) {
    NodeAugAssign *augment = NODE_CAST(AugAssign, node);
    NodeName *name = NODE_CAST(Name, augment->target);
    Cell *cell = name->scope == NAME_CELL ? (Cell *)frame->slots[name->index].o : frame_cell(frame, name->index);
    Value left;
    if (unlikely(!cell->value || !peek_number(cell->value, &left))) return augment_name(augment, frame);
    Value result = augmented_number(augment, frame, left);
    if (unlikely(result.tag == V_ERROR)) return FLOW_ERROR;
    if (likely(cell->value) && likely(overwrite_number(cell->value, result))) return FLOW_NEXT;
    return unlikely(assign_name_steal(name, frame, result)) ? fail_flow(node) : FLOW_NEXT;
}

/* local.name op= value */
static ALWAYS_INLINE Flow augment_attribute_local(Node *node, Frame *frame) {
    NodeAugAssign *augment = NODE_CAST(AugAssign, node);
    NodeAttribute *target = NODE_CAST(Attribute, augment->target);
    Value left;
    Object **place = local_attribute_place_any(target, frame);
    if (unlikely(!place || !peek_number(*place, &left))) return augment_attribute(augment, frame);
    Value result = augmented_number(augment, frame, left);
    if (unlikely(result.tag == V_ERROR)) return FLOW_ERROR;
    place = local_attribute_place_any(target, frame);
    if (likely(place != NULL) && likely(overwrite_number(*place, result))) return FLOW_NEXT;
    return unlikely(store_attribute_steal(target, slot_at(frame, target->place)->o, result)) ? FLOW_ERROR : FLOW_NEXT;
}
STATEMENT_ENTRIES(augment_attribute_local)

/* A number in a dict: the key is looked for once, unless the operand has changed the dict's entries. */
static NOINLINE Flow augment_entry(NodeAugAssign *node, Frame *frame, Object *dict, Value index) {
    NodeSubscript *target = NODE_CAST(Subscript, node->target);
    ssize_t number = dict_find_value(dict, index);
    if (unlikely(number == -2)) return fail_flow(target);
    Value left;
    if (number < 0 || !peek_number(*dict_entry_value(dict, (size_t)number), &left)) return augment_subscript(node, frame);
    uint64_t version = ((Dict *)dict)->version;
    Value result = augmented_number(node, frame, left);
    if (unlikely(result.tag == V_ERROR)) return FLOW_ERROR;
    if (likely(((Dict *)dict)->version == version) && likely(value_is_number(result))) {
        Object **place = dict_entry_value(dict, (size_t)number), *old = *place;
        if (overwrite_number(old, result)) return FLOW_NEXT;
        Object *boxed = value_box(result);
        if (unlikely(!boxed)) return fail_flow(target);
        *place = boxed;
        release(old);
        return FLOW_NEXT;
    }
    return unlikely(subscript_store_steal(dict, index, result)) ? fail_flow(target) : FLOW_NEXT;
}

/* local[local or constant] op= value where that is no number in a list. */
static NOINLINE Flow augment_item_miss(NodeAugAssign *node, Frame *frame, OperandShape index_shape) {
    NodeSubscript *target = NODE_CAST(Subscript, node->target);
    const Value *container = slot_at(frame, target->place);
    Value index = value_error();
    if (index_shape == SHAPE_LOCAL) index = borrow_slot(*slot_at(frame, target->index_place));
    else if (index_shape == SHAPE_CONSTANT) index = value_borrowed(NODE_CAST(Constant, target->index)->value);
    if (container->tag != V_NEW || container->o->type != &dict_type || index.tag < V_NEW) return augment_subscript(node, frame);
    return augment_entry(node, frame, container->o, index);
}

/* local[local or constant] op= value where that is a number in a list. One function an index shape. */
#define AUGMENT_ITEM_FUNCTION(NAME_, INDEX)                                                                              \
    static Flow exec_augment_item_##NAME_(Node *node, Frame *frame) {                                                    \
        NodeAugAssign *augment = NODE_CAST(AugAssign, node);                                                             \
        NodeSubscript *target = NODE_CAST(Subscript, augment->target);                                                   \
        Value left;                                                                                                      \
        Object **place = NULL;                                                                                                  \
        if (unlikely(!local_item_place(target, frame, INDEX, &place) || !peek_number(*place, &left)))                    \
            return augment_item_miss(augment, frame, INDEX);                                                             \
        Value result = augmented_number(augment, frame, left);                                                           \
        if (unlikely(result.tag == V_ERROR)) return FLOW_ERROR;                                                          \
        if (likely(local_item_place(target, frame, INDEX, &place)) && likely(overwrite_number(*place, result))) return FLOW_NEXT; \
        return store_item_slowly(target, frame, INDEX, result);                                                          \
    }

/* STEALS value. The list may have been changed since its item was read. */
static NOINLINE Flow store_item_slowly(NodeSubscript *target, Frame *frame, OperandShape index_shape, Value value) {
    Value index = index_shape == SHAPE_LOCAL ? *slot_at(frame, target->index_place) : NODE_CAST(Constant, target->index)->unboxed;
    return unlikely(subscript_store_steal(slot_at(frame, target->place)->o, borrow_slot(index), value)) ? fail_flow(target) : FLOW_NEXT;
}

AUGMENT_ITEM_FUNCTION(local, SHAPE_LOCAL)
AUGMENT_ITEM_FUNCTION(constant, SHAPE_CONSTANT)

/* ---- choosing ---- */

static ExecFn subscript_form(const NodeSubscript *target) {
    if (!is_plain_local(target->value)) return NULL;
    OperandShape index = index_shape_of(target->index);
    return index == SHAPE_LOCAL ? exec_augment_item_local : index == SHAPE_CONSTANT ? exec_augment_item_constant : NULL;
}

void specialise_augassign(NodeAugAssign *node) {
    Node *target = node->target;
    ExecFn form = NULL;
    if (target->kind == NODE_Attribute && is_plain_local(NODE_CAST(Attribute, target)->value)) form = exec_augment_attribute_local;
    if (target->kind == NODE_Subscript) form = subscript_form(NODE_CAST(Subscript, target));
    if (target->kind == NODE_Name) {
        NameScope scope = NODE_CAST(Name, target)->scope;
        form = scope == NAME_GLOBAL ? exec_augment_global : scope == NAME_CELL || scope == NAME_FREE ? exec_augment_cell : NULL;
    }
    if (is_plain_local(target)) {
        node->place = place_of(target);
        node->value_place = place_of(node->value);
        form = augment_local_by_shape[node->op][shape_of(node->value)];
    }
    if (form) node->head.exec = form;
    if (form == exec_augment_attribute_local) node->head.run = run_augment_attribute_local;
}
