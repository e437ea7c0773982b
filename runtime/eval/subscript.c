/* subscript.c - x[i] read, stored, deleted; slices.
 *
 * Lists and tuples by an int, dicts by any key and strings by an int are done here when the types are exactly these;
 * everything else goes by the type's slots. */
#include "builtins/types/list.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
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
    Object *key = to_object(index);
    Object *result = key ? object_get_item(container, key) : NULL;
    release_or_null(key);
    return result ? value_new(result) : fail(node);
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
    index = unbox(index);
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

/* local[index] by the shape of the index and by what the parent wants: no reference is taken of the container, which its
 * slot keeps. */
#define SUBSCRIPT_FUNCTION(NAME_, INDEX, WANT_NUMBER)                                                                    \
    static Value eval_item_##NAME_(Node *node, Frame *frame) {                                                           \
        NodeSubscript *subscript = NODE_CAST(Subscript, node);                                                           \
        if (unlikely(slot_at(frame, subscript->place)->tag != V_NEW)) return eval_subscript(node, frame);                \
        Value index;                                                                                                     \
        if (INDEX == SHAPE_ANY) {                                                                                        \
            index = eval(subscript->index, frame);                                                                       \
            if (unlikely(index.tag == V_ERROR)) return index;                                                            \
        } else {                                                                                                         \
            index = INDEX == SHAPE_LOCAL ? *slot_at(frame, subscript->index_place) : NODE_CAST(Constant, subscript->index)->unboxed; \
        }                                                                                                                \
        Object *container = slot_at(frame, subscript->place)->o, **place = NULL;                                               \
        if (likely(list_place(container, index, &place))) return number_or_new(*place, WANT_NUMBER);                     \
        return subscript_miss(node, container, INDEX == SHAPE_LOCAL ? borrow_slot(index) : index);                       \
    }
SUBSCRIPT_FUNCTION(local, SHAPE_LOCAL, false)
SUBSCRIPT_FUNCTION(local_number, SHAPE_LOCAL, true)
SUBSCRIPT_FUNCTION(constant, SHAPE_CONSTANT, false)
SUBSCRIPT_FUNCTION(constant_number, SHAPE_CONSTANT, true)
SUBSCRIPT_FUNCTION(any, SHAPE_ANY, false)
SUBSCRIPT_FUNCTION(any_number, SHAPE_ANY, true)

void specialise_subscript(NodeSubscript *node) {
    static const EvalFn forms[SHAPE_COUNT][2] = {
        [SHAPE_LOCAL] = {eval_item_local, eval_item_local_number}, [SHAPE_CONSTANT] = {eval_item_constant, eval_item_constant_number},
        [SHAPE_ATTRIBUTE] = {eval_item_any, eval_item_any_number}, [SHAPE_ANY] = {eval_item_any, eval_item_any_number}};
    node->place = place_of(node->value);
    node->index_place = place_of(node->index);
    if (node->context == CTX_LOAD && is_plain_local(node->value))
        node->head.eval = forms[index_shape_of(node->index)][(node->head.flags & NODE_WANT_NUMBER) != 0];
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
    Object *key = to_object(index), *boxed = to_object(value);
    int result = likely(key && boxed) ? object_set_item(container, key, boxed) : -1;
    release_or_null(key);
    release_or_null(boxed);
    return result;
}
