/* operand.h - operands by shape: where an operator's operand comes from, known from the tree, so that reading a local, a
 * constant or an attribute of a local needs no call. For the templates of arith.c, compare.c, augment.c and subscript.c.
 *
 * A template is a macro that makes one function of each pair of shapes. Reading an operand of any shape but SHAPE_ANY
 * has no effect, so a function that meets something unusual before it has evaluated a SHAPE_ANY operand may leave
 * everything to the general function of its node, which starts anew. */
#ifndef MINI_EVAL_OPERAND_H
#define MINI_EVAL_OPERAND_H

#include "builtins/types/list.h"
#include "builtins/types/tuple.h"
#include "runtime/eval/attr.h"

typedef enum { SHAPE_LOCAL, SHAPE_CONSTANT, SHAPE_ATTRIBUTE, SHAPE_ANY, SHAPE_COUNT } OperandShape;

/* ---- shapes ---- */

static inline bool is_plain_local(const Node *node) {
    return node->kind == NODE_Name && ((const NodeName *)node)->scope == NAME_LOCAL && !(node->flags & NODE_UNSAFE_BORROW);
}

static inline OperandShape shape_of(const Node *child) {
    if (is_plain_local(child)) return SHAPE_LOCAL;
    if (child->kind == NODE_Constant && ((const NodeConstant *)child)->unboxed.tag != V_ERROR) return SHAPE_CONSTANT;
    if (child->kind == NODE_Attribute && is_plain_local(((const NodeAttribute *)child)->value)) return SHAPE_ATTRIBUTE;
    return SHAPE_ANY;
}

/* Of an index: any constant counts as one. Its unboxed form is V_ERROR if it is no number. */
static inline OperandShape index_shape_of(const Node *index) { return index->kind == NODE_Constant ? SHAPE_CONSTANT : shape_of(index); }

/* What a node notes of a child that is a local: where its slot lies, in bytes. */
static inline uint32_t place_of(const Node *child) {
    return child->kind == NODE_Name ? ((const NodeName *)child)->index * (uint32_t)sizeof(Value) : 0;
}
static ALWAYS_INLINE Value *local_slot(const Node *name, const Frame *frame) { return &frame->slots[((const NodeName *)name)->index]; }
static ALWAYS_INLINE Value *slot_at(const Frame *frame, uint32_t place) { return (Value *)((char *)frame->slots + place); }

/* ---- numbers ---- */

/* Two tags in one word, so that two operands take one comparison. */
#define TAG_PAIR(left, right) ((left) + 8 * (right))
enum { PAIR_INTS = TAG_PAIR(V_INT, V_INT), PAIR_FLOATS = TAG_PAIR(V_FLOAT, V_FLOAT), PAIR_INT_FLOAT = TAG_PAIR(V_INT, V_FLOAT),
       PAIR_FLOAT_INT = TAG_PAIR(V_FLOAT, V_INT) };
static ALWAYS_INLINE uint64_t tag_pair(Value left, Value right) { return TAG_PAIR(left.tag, right.tag); }

/* The same question for a pair whose left tag the compiler mostly knows: it then asks only for the right one. */
#define ARE_FLOATS(left, right, LEFT) \
    ((LEFT) == SHAPE_ATTRIBUTE ? (left).tag == V_FLOAT && (right).tag == V_FLOAT : tag_pair(left, right) == PAIR_FLOATS)
#define ARE_INTS(left, right, LEFT) \
    ((LEFT) == SHAPE_ATTRIBUTE ? (left).tag == V_INT && (right).tag == V_INT : tag_pair(left, right) == PAIR_INTS)

/* The number of an exact machine int or float; false: another object, and *number is as it was. */
static ALWAYS_INLINE bool peek_number(const Object *o, Value *number) {
    if (o->type == &float_type) *number = value_float(((const Float *)o)->value);
    else if (o->type == &int_type && !((const Int *)o)->big) *number = value_int(((const Int *)o)->value);
    else return false;
    return true;
}

/* The number in a value that is one, boxed or not; else the value. Takes over and gives up no reference. */
static ALWAYS_INLINE Value peek_value(Value value) {
    if (value.tag >= V_NEW) peek_number(value.o, &value);
    return value;
}
/* An operand whose number alone was read turns out to meet a script's operator method, which sees its identity: the object
 * that it was read from, found again where reading has no effect. STEALS value. (operand.c) */
Value operand_object(Node *operand, Value value);
/* Of two operands, if one is an unboxed number and the other an instance of a script class. */
static inline void restore_operands(Node *left_node, Node *right_node, Value *left, Value *right) {
    if (left->tag < V_NEW && right->tag >= V_NEW && right->o->type->flags & TYPE_HEAP) *left = operand_object(left_node, *left);
    else if (right->tag < V_NEW && left->tag >= V_NEW && left->o->type->flags & TYPE_HEAP) *right = operand_object(right_node, *right);
}

/* local.name: where the attribute is, by the node's first cache (the caller may then be a leaf); NULL: not known. */
static ALWAYS_INLINE Object **local_attribute_place(const NodeAttribute *node, const Frame *frame) {
    const Value *owner = slot_at(frame, node->place);
    if (unlikely(owner->tag != V_NEW)) return NULL;
    Object *o = owner->o;
    if (unlikely(node->layout_version != o->type->version)) return cached_slot_place(&node->cache, o);
    const Attrs *attrs = object_attrs(o);   /* as ATTR_VALUE in cached_place */
    if (unlikely(attrs->shape != cached_shape(&node->cache))) return NULL;
    Object **place = &attrs->values[node->cache.index];
    if (!place) __builtin_unreachable();   /* so that callers need not ask */
    return place;
}
/* The same by any of its caches. */
static ALWAYS_INLINE Object **local_attribute_place_any(NodeAttribute *node, const Frame *frame) {
    Object **place = local_attribute_place(node, frame);
    if (likely(place != NULL) || !node->more || slot_at(frame, node->place)->tag != V_NEW) return place;
    return further_place(node, slot_at(frame, node->place)->o);
}
static ALWAYS_INLINE bool local_attribute_number(const Node *node, const Frame *frame, Value *number) {
    Object **place = local_attribute_place((const NodeAttribute *)node, frame);
    return likely(place != NULL) && peek_number(*place, number);
}

/* Item of an exact list by an unboxed int; false: something else, or no such item. */
static ALWAYS_INLINE bool list_place(Object *o, Value index, Object ***place) {
    List *list = (List *)o;
    if (unlikely(index.tag != V_INT || o->type != &list_type)) return false;
    int64_t i = index.i < 0 ? index.i + (int64_t)list->count : index.i;
    if (unlikely((uint64_t)i >= list->count)) return false;
    *place = list->items + i;
    return true;
}
/* The index in a slot, out of its box. */
static ALWAYS_INLINE Value local_index(const Frame *frame, uint32_t place) {
    Value index = *slot_at(frame, place);
    if (unlikely(index.tag != V_INT) && index.tag == V_NEW && is_machine_int(index.o)) return value_int(int_value(index.o));
    return index;
}
/* Item of an exact list or tuple, likewise. */
static ALWAYS_INLINE bool item_place(Object *o, Value index, Object ***place) {
    if (unlikely(index.tag != V_INT)) return false;
    bool list = o->type == &list_type;
    if (unlikely(!list && o->type != &tuple_type)) return false;
    size_t count = list ? ((List *)o)->count : ((Tuple *)o)->count;
    Object **items = list ? ((List *)o)->items : ((Tuple *)o)->items;
    int64_t i = index.i < 0 ? index.i + (int64_t)count : index.i;
    if (unlikely((uint64_t)i >= count)) return false;
    *place = items + i;
    return true;
}
/* local[local or constant], likewise */
static ALWAYS_INLINE bool local_item_place(const NodeSubscript *node, const Frame *frame, OperandShape index_shape, Object ***place) {
    const Value *container = slot_at(frame, node->place);
    Value index = index_shape == SHAPE_LOCAL ? local_index(frame, node->index_place) : NODE_CAST(Constant, node->index)->unboxed;
    return likely(container->tag == V_NEW) && list_place(container->o, index, place);
}

/* The index of a store. A list uses only its number; elsewhere it may become a key, which needs an identity. */
static ALWAYS_INLINE Value eval_store_index(Node *index, Frame *frame, const Object *container) {
    if (container->type == &list_type && index->kind == NODE_Name && NODE_CAST(Name, index)->scope == NAME_LOCAL) {
        Value value = frame->slots[NODE_CAST(Name, index)->index];
        if (likely(value.tag == V_INT)) return value;
    }
    return eval(index, frame);
}

/* What a slot holds, for code that takes over no reference: V_ERROR still means unbound. */
static ALWAYS_INLINE Value borrow_slot(Value value) {
    if (value.tag == V_NEW) value.tag = V_BORROWED;
    return value;
}

/* Takes numbers that locals hold in boxes out of them (arguments and items of lists come so); false: there is none. */
static ALWAYS_INLINE bool unbox_locals(Value *left, Value *right, OperandShape left_shape, OperandShape right_shape) {
    bool first = left_shape == SHAPE_LOCAL && left->tag == V_NEW && peek_number(left->o, left);
    bool second = right_shape == SHAPE_LOCAL && right->tag == V_NEW && peek_number(right->o, right);
    return first || second;
}

/* ---- reading two operands ---- */

/* Declares left and right and reads them. Of a local they are what its slot holds: an object is then V_NEW though not
 * owned, and V_ERROR stands for an unbound one (see borrow_slot). FAILED is returned when evaluating has failed; RESTART
 * when the general function is to start anew. A local beside a SHAPE_ANY operand is read last, since nothing rebinds it
 * and so need not be kept. */
#define READ_OPERANDS(left, right, left_node, right_node, left_place, right_place, LEFT, RIGHT, FAILED, RESTART)         \
    Value left = value_error(), right = value_error();                                                                   \
    if (LEFT == SHAPE_ANY) {                                                                                             \
        left = eval(left_node, frame);                                                                                   \
        if (unlikely(left.tag == V_ERROR)) return FAILED;                                                                \
    } else if (LEFT == SHAPE_ATTRIBUTE) {                                                                                \
        if (unlikely(!local_attribute_number(left_node, frame, &left))) return RESTART;                                  \
    } else if (LEFT == SHAPE_LOCAL && RIGHT == SHAPE_ANY) {                                                              \
        if (unlikely(slot_at(frame, left_place)->tag == V_ERROR)) return RESTART;                                        \
    }                                                                                                                    \
    if (RIGHT == SHAPE_ANY || (RIGHT == SHAPE_ATTRIBUTE && unlikely(!local_attribute_number(right_node, frame, &right)))) { \
        if (RIGHT == SHAPE_ATTRIBUTE && LEFT != SHAPE_ANY) return RESTART;                                               \
        right = eval(right_node, frame);                                                                                 \
        if (unlikely(right.tag == V_ERROR)) {                                                                            \
            if (LEFT == SHAPE_ANY) value_release(left);                                                                  \
            return FAILED;                                                                                               \
        }                                                                                                                \
    }                                                                                                                    \
    if (LEFT == SHAPE_LOCAL) left = *slot_at(frame, left_place);                                                         \
    if (LEFT == SHAPE_CONSTANT) left = NODE_CAST(Constant, left_node)->unboxed;                                          \
    if (RIGHT == SHAPE_LOCAL) right = *slot_at(frame, right_place);                                                      \
    if (RIGHT == SHAPE_CONSTANT) right = NODE_CAST(Constant, right_node)->unboxed

/* The shapes of two operands that arithmetic and comparisons have forms for: X(what comes before, suffix of the form's name,
 * left, right). */
#define NUMBER_SHAPES(X, ...)                                                                                            \
    X(__VA_ARGS__, , SHAPE_ANY, SHAPE_ANY)                                                                               \
    X(__VA_ARGS__, _local_local, SHAPE_LOCAL, SHAPE_LOCAL)                                                               \
    X(__VA_ARGS__, _local_constant, SHAPE_LOCAL, SHAPE_CONSTANT)                                                         \
    X(__VA_ARGS__, _local_any, SHAPE_LOCAL, SHAPE_ANY)                                                                   \
    X(__VA_ARGS__, _any_local, SHAPE_ANY, SHAPE_LOCAL)                                                                   \
    X(__VA_ARGS__, _any_constant, SHAPE_ANY, SHAPE_CONSTANT)
#define ATTRIBUTE_SHAPES(X, ...)                                                                                         \
    X(__VA_ARGS__, _local_attribute, SHAPE_LOCAL, SHAPE_ATTRIBUTE)                                                       \
    X(__VA_ARGS__, _attribute_local, SHAPE_ATTRIBUTE, SHAPE_LOCAL)                                                       \
    X(__VA_ARGS__, _attribute_constant, SHAPE_ATTRIBUTE, SHAPE_CONSTANT)                                                 \
    X(__VA_ARGS__, _attribute_attribute, SHAPE_ATTRIBUTE, SHAPE_ATTRIBUTE)

#endif
