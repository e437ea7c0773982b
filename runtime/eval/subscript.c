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

static Value subscript_dict(Node *node, Object *dict, Value index) {
    Object *key = to_object(index);
    if (!key) return fail(node);
    Object *value = is_str_exact(key) ? dict_peek_str(dict, key) : dict_peek(dict, key);
    Value result;
    if (likely(value)) {
        result = number_or_new(value, node->flags & NODE_WANT_NUMBER);
    } else {
        if (!error_pending()) error_set_object(KeyError, key);
        result = fail(node);
    }
    release(key);
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

/* list[int] with the list in a local slot: no reference is taken, unless the index may run script code. */
static Value eval_subscript_local(Node *node, Frame *frame) {
    NodeSubscript *subscript = NODE_CAST(Subscript, node);
    Value container = frame->slots[NODE_CAST(Name, subscript->value)->index];
    if (unlikely(container.tag != V_NEW)) return eval_subscript(node, frame);
    Value index = eval(subscript->index, frame);
    if (unlikely(index.tag == V_ERROR)) return index;
    if (likely(index.tag == V_INT && container.o->type == &list_type)) {
        List *list = (List *)container.o;
        int64_t i = index.i < 0 ? index.i + (int64_t)list->count : index.i;
        if (likely((uint64_t)i < list->count)) return number_or_new(list->items[i], node->flags & NODE_WANT_NUMBER);
    }
    return subscript_value(node, container.o, index);
}

/* local[local] */
static Value eval_subscript_local_local(Node *node, Frame *frame) {
    NodeSubscript *subscript = NODE_CAST(Subscript, node);
    Value container = frame->slots[NODE_CAST(Name, subscript->value)->index];
    Value index = frame->slots[NODE_CAST(Name, subscript->index)->index];
    if (likely(container.tag == V_NEW && index.tag == V_INT && container.o->type == &list_type)) {
        List *list = (List *)container.o;
        int64_t i = index.i < 0 ? index.i + (int64_t)list->count : index.i;
        if (likely((uint64_t)i < list->count)) return number_or_new(list->items[i], node->flags & NODE_WANT_NUMBER);
    }
    return eval_subscript_local(node, frame);
}

void specialise_subscript(NodeSubscript *node) {
    if (node->context != CTX_LOAD || shape_of(node->value) != SHAPE_LOCAL) return;
    node->head.eval = shape_of(node->index) == SHAPE_LOCAL ? eval_subscript_local_local : eval_subscript_local;
}

/* ---- storing ---- */

int subscript_store_steal(Object *container, Value index, Value value) {
    if (container->type == &list_type) {
        index = unbox(index);
        List *list = (List *)container;
        int64_t i = index.tag == V_INT ? (index.i < 0 ? index.i + (int64_t)list->count : index.i) : -1;
        if (likely((uint64_t)i < list->count)) {
            Object *old = list->items[i];
            if (value.tag < V_NEW && overwrite_number(old, value)) return 0;
            Object *boxed = to_object(value);
            if (unlikely(!boxed)) return -1;
            list->items[i] = boxed;
            release(old);
            return 0;
        }
    }
    Object *key = to_object(index), *boxed = to_object(value);
    int result = -1;
    if (likely(key && boxed)) result = container->type == &dict_type ? dict_set(container, key, boxed) : object_set_item(container, key, boxed);
    release_or_null(key);
    release_or_null(boxed);
    return result;
}
