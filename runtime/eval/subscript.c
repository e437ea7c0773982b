/* subscript.c - x[i] read, stored, deleted; slices.
 *
 * Lists and tuples by an int, dicts by any key and strings by an int are done here when the types are exactly these;
 * everything else goes by the type's slots. */
#include "builtins/types/list.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/eval/dunder.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/table.h"

/* ---- slices ---- */

static bool slice_part(Node *node, Frame *frame, Object **part) {
    *part = node ? eval_object(node, frame) : NULL;
    return !node || *part;
}

Object *eval_slice_object(NodeSlice *slice, Frame *frame) {
    Object *start = NULL, *stop = NULL, *step = NULL, *result = NULL;
    if (slice_part(slice->lower, frame, &start) && slice_part(slice->upper, frame, &stop) && slice_part(slice->step, frame, &step))
        result = slice_new(start, stop, step);
    release_or_null(start);
    release_or_null(stop);
    release_or_null(step);
    if (!result) note_failure(slice);
    return result;
}

Value eval_slice(Node *node, Frame *frame) { return value_new(eval_slice_object(NODE_CAST(Slice, node), frame)); }

/* ---- reading ---- */

/* Items of an exact list or tuple; false: some other container. */
static ALWAYS_INLINE bool sequence_items(Object *container, Object ***items, size_t *count) {
    if (container->type == &list_type) {
        *items = ((List *)container)->items;
        *count = ((List *)container)->count;
        return true;
    }
    if (container->type == &tuple_type) {
        *items = ((Tuple *)container)->items;
        *count = ((Tuple *)container)->count;
        return true;
    }
    return false;
}

static NOINLINE Value subscript_slow(Node *node, Object *container, Value index) {
    if (container->type->flags & TYPE_HEAP) index = operand_object(NODE_CAST(Subscript, node)->index, index);
    Object *key = to_object(index);
    if (unlikely(!key)) return fail(node);
    Value result;
    if (!(container->type->flags & TYPE_HEAP) || !dunder_get_item(&NODE_CAST(Subscript, node)->cache, container, key, &result))
        result = value_new(object_get_item(container, key));
    release(key);
    return unlikely(result.tag == V_ERROR) ? fail(node) : result;
}

ssize_t dict_find_value(Object *dict, Value key) {
    if (key.tag == V_INT) {
        ssize_t number = dict_find_int((Dict *)dict, key.i);
        if (number != -2) return number;
    }
    Object *o = to_object(value_is_number(key) ? key : value_borrowed(key.o));
    Hash hash = likely(o) ? dict_key_hash(o) : -1;
    ssize_t number = likely(hash != -1) ? dict_find((Dict *)dict, o, hash) : -2;
    release_or_null(o);
    return number;
}

static COLD Value key_missing(Node *node, Value index) {
    Object *key = to_object(index);
    if (key) error_set_object(KeyError, key);
    release_or_null(key);
    return fail(node);
}

static Value subscript_dict(Node *node, Object *dict, Value index) {
    ssize_t number = dict_find_value(dict, index);
    if (unlikely(number == -1)) return key_missing(node, index);
    Value result = likely(number >= 0) ? number_or_new(*dict_entry_value(dict, (size_t)number), node->flags & NODE_WANT_NUMBER) : fail(node);
    value_release(index);
    return result;
}

Value subscript_value(Node *node, Object *container, Value index) {
    if (container->type == &dict_type) return subscript_dict(node, container, index);
    if (!(container->type->flags & TYPE_HEAP)) index = unbox(index);   /* a script's method sees the index's identity */
    if (likely(index.tag == V_INT)) {
        Object **items = NULL;
        size_t count = 0;
        if (likely(sequence_items(container, &items, &count))) {
            int64_t i = index.i < 0 ? index.i + (int64_t)count : index.i;
            if (likely((uint64_t)i < count)) return number_or_new(items[i], node->flags & NODE_WANT_NUMBER);
        } else if (container->type == &str_type) {
            int64_t length = (int64_t)str_length(container), i = index.i < 0 ? index.i + length : index.i;
            if (likely((uint64_t)i < (uint64_t)length)) {
                Object *character = str_item(container, i);
                return character ? value_new(character) : fail(node);
            }
        } else if (container->type->get_number) {
            Value number;
            if (likely(container->type->get_number(container, index.i, &number))) return number;
        }
    }
    return subscript_slow(node, container, index);
}

Value eval_subscript(Node *node, Frame *frame) {
    NodeSubscript *subscript = NODE_CAST(Subscript, node);
    Value container = eval(subscript->value, frame);
    if (unlikely(container.tag == V_ERROR)) return container;
    if (unlikely(container.tag < V_NEW)) {
        Object *box = value_box(container);
        if (!box) return fail(node);
        container = value_new(box);
    }
    Value index = eval(subscript->index, frame);
    Value result = unlikely(index.tag == V_ERROR) ? index : subscript_value(node, container.o, index);
    if (container.tag == V_NEW) release(container.o);
    return result;
}

/* Anything but an item of a list by an unboxed int. index is V_ERROR only if it is a constant that is no number, or an
 * unbound local. STEALS index */
static NOINLINE Value subscript_miss(Node *node, Object *container, Value index) {
    if (index.tag == V_ERROR) {
        Node *from = NODE_CAST(Subscript, node)->index;
        if (unlikely(from->kind != NODE_Constant)) return local_unbound(NODE_CAST(Name, from));
        index = value_borrowed(NODE_CAST(Constant, from)->value);
    }
    return subscript_value(node, container, index);
}

/* The item of a list, as the parent wants it. */
typedef enum { AS_OBJECT, AS_NUMBER, AS_PEEK, WANT_COUNT } Want;
static ALWAYS_INLINE Value item_as(Object *item, Want want) {
    return want == AS_PEEK ? value_borrowed(item) : number_or_new(item, want == AS_NUMBER);
}
static Want want_of(const Node *node) { return node->flags & NODE_PEEK ? AS_PEEK : node->flags & NODE_WANT_NUMBER ? AS_NUMBER : AS_OBJECT; }

#define READ_INDEX(subscript, INDEX)                                                                                     \
    (INDEX == SHAPE_ANY ? eval(subscript->index, frame) : INDEX == SHAPE_LOCAL ? local_index(frame, subscript->index_place) \
     : NODE_CAST(Constant, subscript->index)->unboxed)

/* local[index] by the shape of the index and by what the parent wants: no reference is taken of the container, which its
 * slot keeps. */
#define LOCAL_ITEM_FUNCTION(NAME_, INDEX, WANT)                                                                          \
    static Value eval_item_##NAME_(Node *node, Frame *frame) {                                                           \
        NodeSubscript *subscript = NODE_CAST(Subscript, node);                                                           \
        if (unlikely(slot_at(frame, subscript->place)->tag != V_NEW)) return eval_subscript(node, frame);                \
        Value index = READ_INDEX(subscript, INDEX);                                                                      \
        if (INDEX == SHAPE_ANY && unlikely(index.tag == V_ERROR)) return index;                                          \
        Object *container = slot_at(frame, subscript->place)->o, **place = NULL;                                         \
        if (likely(item_place(container, index, &place))) return item_as(*place, WANT);                                  \
        return subscript_miss(node, container, INDEX == SHAPE_LOCAL ? borrow_slot(*slot_at(frame, subscript->index_place)) : index); \
    }
#define LOCAL_ITEM_FUNCTIONS(NAME_, INDEX)                                                                               \
    LOCAL_ITEM_FUNCTION(NAME_, INDEX, AS_OBJECT)                                                                         \
    LOCAL_ITEM_FUNCTION(NAME_##_number, INDEX, AS_NUMBER)                                                                \
    LOCAL_ITEM_FUNCTION(NAME_##_peek, INDEX, AS_PEEK)
LOCAL_ITEM_FUNCTIONS(local, SHAPE_LOCAL)
LOCAL_ITEM_FUNCTIONS(constant, SHAPE_CONSTANT)
LOCAL_ITEM_FUNCTIONS(any, SHAPE_ANY)

/* As a condition: the item is only looked at. */
#define ITEM_TRUTH_FUNCTION(NAME_, INDEX)                                                                                \
    static int truth_item_##NAME_(Node *node, Frame *frame) {                                                            \
        Object **place = NULL;                                                                                           \
        if (unlikely(!local_item_place(NODE_CAST(Subscript, node), frame, INDEX, &place))) return truth_by_eval(node, frame); \
        int result = truth_of_borrowed(*place);                                                                          \
        if (unlikely(result < 0)) note_failure(node);                                                                    \
        return result;                                                                                                   \
    }
ITEM_TRUTH_FUNCTION(local, SHAPE_LOCAL)
ITEM_TRUTH_FUNCTION(constant, SHAPE_CONSTANT)

/* Anything but an item of a list by an unboxed int, in a container that may be known to nobody else. STEALS both. */
static NOINLINE Value part_miss(Node *node, Value container, Value index) {
    container = own(container);
    Value result = subscript_miss(node, container.o, index);
    release(container.o);
    return result;
}

/* A number or an error as container: the index is evaluated before the operation fails. */
static COLD Value part_of_number(Node *node, Frame *frame, Value container) {
    Object *box = container.tag == V_ERROR ? NULL : value_box(container);
    Value index = box ? own(eval(NODE_CAST(Subscript, node)->index, frame)) : value_error();
    Value result = index.tag == V_ERROR ? fail(node) : subscript_value(node, box, index);
    release_or_null(box);
    return result;
}

/* expression[index], likewise */
#define PART_FUNCTION(NAME_, INDEX, WANT)                                                                                \
    static Value eval_part_##NAME_(Node *node, Frame *frame) {                                                           \
        NodeSubscript *subscript = NODE_CAST(Subscript, node);                                                           \
        Value container = eval(subscript->value, frame);                                                                 \
        if (unlikely(container.tag < V_NEW)) return part_of_number(node, frame, container);                              \
        Value index = READ_INDEX(subscript, INDEX);                                                                      \
        if (INDEX == SHAPE_ANY && unlikely(index.tag == V_ERROR)) { value_release(container); return index; }            \
        Object **place = NULL;                                                                                           \
        if (unlikely(!item_place(container.o, index, &place)))                                                           \
            return part_miss(node, container, INDEX == SHAPE_LOCAL ? borrow_slot(*slot_at(frame, subscript->index_place)) : index); \
        Value item = item_as(*place, WANT);                                                                              \
        value_release(container);                                                                                        \
        return item;                                                                                                     \
    }
#define PART_FUNCTIONS(NAME_, INDEX)                                                                                     \
    PART_FUNCTION(NAME_, INDEX, AS_OBJECT)                                                                               \
    PART_FUNCTION(NAME_##_number, INDEX, AS_NUMBER)
PART_FUNCTIONS(local, SHAPE_LOCAL)
PART_FUNCTIONS(constant, SHAPE_CONSTANT)
PART_FUNCTIONS(any, SHAPE_ANY)

/* ---- slices of lists, tuples and strs, without a slice object ---- */

/* One of the three, absent: None. A machine int becomes V_INT. V_ERROR on error. */
static ALWAYS_INLINE Value eval_bound(Node *node, Frame *frame) {
    if (!node) return value_none();
    if (is_plain_local(node)) {
        Value index = local_index(frame, place_of(node));
        if (likely(index.tag == V_INT)) return index;
    }
    return unbox(own(eval(node, frame)));
}

static inline bool is_none(Value value) { return value.tag >= V_NEW && value.o == None; }

/* The three numbers, open ends as far out as can be; false: other objects than ints, or a step that is none. */
static ALWAYS_INLINE bool bounds_as_ints(const Value bounds[3], ssize_t *start, ssize_t *stop, ssize_t *step) {
    *start = *stop = 0;
    *step = bounds[2].tag == V_INT ? bounds[2].i : 1;
    if (unlikely((bounds[2].tag != V_INT && !is_none(bounds[2])) || *step == 0 || *step < -PTRDIFF_MAX)) return false;
    if (bounds[0].tag == V_INT) *start = bounds[0].i;
    else if (is_none(bounds[0])) *start = *step > 0 ? 0 : PTRDIFF_MAX;
    else return false;
    if (bounds[1].tag == V_INT) *stop = bounds[1].i;
    else if (is_none(bounds[1])) *stop = *step > 0 ? PTRDIFF_MAX : PTRDIFF_MIN;
    else return false;
    return true;
}

static bool has_quick_slices(const Object *container) {
    return container->type == &list_type || container->type == &str_type || container->type == &tuple_type;
}

/* NULL with an exception pending. */
static Object *slice_by_ints(Object *container, ssize_t start, ssize_t stop, ssize_t step) {
    if (container->type == &list_type) {
        ssize_t count = slice_adjust(list_count(container), &start, &stop, step);
        return list_slice(container, start, count, step);
    }
    if (container->type == &str_type) {
        ssize_t count = slice_adjust(str_length(container), &start, &stop, step);
        return str_slice_by_step(container, start, (size_t)count, step);
    }
    ssize_t count = slice_adjust(tuple_count(container), &start, &stop, step);
    return tuple_slice_by_step(container, start, (size_t)count, step);
}

/* STEALS the bounds. NULL with an exception pending. */
static Object *slice_object_steal(Value bounds[3]) {
    Object *parts[3], *slice = NULL;
    for (int i = 0; i < 3; i++) parts[i] = to_object(bounds[i]);
    if (parts[0] && parts[1] && parts[2]) slice = slice_new(parts[0], parts[1], parts[2]);
    for (int i = 0; i < 3; i++) release_or_null(parts[i]);
    return slice;
}

/* Evaluates the bounds from left to right. 0, -1 (noted). */
static ALWAYS_INLINE int eval_bounds(const NodeSlice *slice, Frame *frame, Value bounds[3]) {
    Node *nodes[3] = {slice->lower, slice->upper, slice->step};
    for (int i = 0; i < 3; i++) {
        bounds[i] = eval_bound(nodes[i], frame);
        if (likely(bounds[i].tag != V_ERROR)) continue;
        while (i--) value_release(bounds[i]);
        return -1;
    }
    return 0;
}

static Value slice_of(Node *node, Frame *frame, Object *container) {
    Value bounds[3];
    ssize_t start, stop, step;
    if (unlikely(eval_bounds(NODE_CAST(Slice, NODE_CAST(Subscript, node)->index), frame, bounds))) return value_error();
    Object *result = NULL;
    if (likely(bounds_as_ints(bounds, &start, &stop, &step))) {
        result = slice_by_ints(container, start, stop, step);
        for (int i = 0; i < 3; i++) value_release(bounds[i]);
    } else {
        Object *slice = slice_object_steal(bounds);
        if (slice) result = object_get_item(container, slice);
        release_or_null(slice);
    }
    return likely(result) ? value_new(result) : fail(node);
}

/* expression[lower:upper:step] */
static Value eval_slice_part(Node *node, Frame *frame) {
    NodeSubscript *subscript = NODE_CAST(Subscript, node);
    Value container = eval(subscript->value, frame);
    if (unlikely(container.tag < V_NEW)) return part_of_number(node, frame, container);
    if (!has_quick_slices(container.o)) {
        Object *slice = eval_slice_object(NODE_CAST(Slice, subscript->index), frame);
        if (likely(slice)) return part_miss(node, container, value_new(slice));
        value_release(container);
        return value_error();
    }
    Value result = slice_of(node, frame, container.o);
    value_release(container);
    return result;
}

/* container[lower:upper] = value for an exact list; STEALS value. 0, -1 (noted) */
int store_slice_steal(NodeSubscript *target, Frame *frame, Object *list, Value value) {
    Value bounds[3];
    ssize_t start, stop, step;
    if (unlikely(eval_bounds(NODE_CAST(Slice, target->index), frame, bounds))) {
        value_release(value);
        return -1;
    }
    Object *source = to_object(value), *slice = NULL;
    int result = -1;
    if (likely(source && bounds_as_ints(bounds, &start, &stop, &step)) && step == 1) {
        for (int i = 0; i < 3; i++) value_release(bounds[i]);
        result = list_set_slice_steal(list, start, stop, source);
    } else {
        slice = slice_object_steal(bounds);
        if (source && slice) result = object_set_item(list, slice, source);
        release_or_null(slice);
        release_or_null(source);
    }
    if (result) note_failure(target);
    return result;
}

/* ---- choosing ---- */

#define ITEM_ROW(NAME_) {eval_item_##NAME_, eval_item_##NAME_##_number, eval_item_##NAME_##_peek}
#define PART_ROW(NAME_) {eval_part_##NAME_, eval_part_##NAME_##_number, eval_part_##NAME_}
static const EvalFn local_item_forms[SHAPE_COUNT][WANT_COUNT] = {
    [SHAPE_LOCAL] = ITEM_ROW(local), [SHAPE_CONSTANT] = ITEM_ROW(constant), [SHAPE_ATTRIBUTE] = ITEM_ROW(any), [SHAPE_ANY] = ITEM_ROW(any)};
static const EvalFn part_forms[SHAPE_COUNT][WANT_COUNT] = {
    [SHAPE_LOCAL] = PART_ROW(local), [SHAPE_CONSTANT] = PART_ROW(constant), [SHAPE_ATTRIBUTE] = PART_ROW(any), [SHAPE_ANY] = PART_ROW(any)};

void specialise_subscript(NodeSubscript *node) {
    OperandShape index = index_shape_of(node->index);
    bool local = is_plain_local(node->value);
    node->place = place_of(node->value);
    node->index_place = place_of(node->index);
    node->index_shape = (uint8_t)(local && index <= SHAPE_CONSTANT ? index : SHAPE_ANY);
    if (node->context != CTX_LOAD) return;
    if (node->index_shape == SHAPE_LOCAL) node->head.truth = truth_item_local;
    if (node->index_shape == SHAPE_CONSTANT) node->head.truth = truth_item_constant;
    node->head.eval = node->index->kind == NODE_Slice ? eval_slice_part : (local ? local_item_forms : part_forms)[index][want_of(&node->head)];
}

/* ---- storing ---- */

static int replace_steal(Object **place, Value value) {
    Object *old = *place;
    if (overwrite_number(old, value)) return 0;
    Object *boxed = to_object(value);
    if (unlikely(!boxed)) return -1;
    *place = boxed;
    release(old);
    return 0;
}

/* dict[index] = value; the key is hashed and looked for once. STEALS both. */
static int store_entry_steal(Object *dict, Value index, Value value) {
    Object *key = to_object(index), *boxed = NULL;
    Hash hash = likely(key) ? dict_key_hash(key) : -1;
    ssize_t number = likely(hash != -1) ? dict_find((Dict *)dict, key, hash) : -2;
    int result = -1;
    if (number >= 0) {
        if (value.tag >= V_NEW) dict_track_for(dict, value.o);
        result = replace_steal(dict_entry_value(dict, (size_t)number), value);
    } else if (number == -1 && likely((boxed = to_object(value)))) {
        result = dict_add_absent((Dict *)dict, key, hash, boxed);
        release(boxed);
    } else {
        value_release(value);
    }
    release_or_null(key);
    return result;
}

int subscript_store_steal(Object *container, Value index, Value value) {
    Object **place = NULL;
    if (container->type == &dict_type) return store_entry_steal(container, index, value);
    if (container->type == &list_type && likely(list_place(container, index = unbox(index), &place))) return replace_steal(place, value);
    if (index.tag == V_INT && container->type->set_number) {
        Value number = value.tag < V_NEW ? value : value_error();
        if ((number.tag != V_ERROR || peek_number(value.o, &number)) && container->type->set_number(container, index.i, number)) {
            value_release(value);
            return 0;
        }
    }
    Object *key = to_object(index), *boxed = to_object(value);
    int result = likely(key && boxed) ? object_set_item(container, key, boxed) : -1;
    release_or_null(key);
    release_or_null(boxed);
    return result;
}
