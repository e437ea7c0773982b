/* iterate.h - what loops and comprehensions do with each item: taking it from the iterator and storing it. */
#ifndef MINI_EVAL_ITERATE_H
#define MINI_EVAL_ITERATE_H

#include "builtins/types/range.h"
#include "runtime/eval/eval.h"

/* The slots of `for a, b in ...`, where the target is a few locals; else count is 0. */
enum { PARTS_MAX = 4 };
typedef struct Parts { uint32_t count, slots[PARTS_MAX]; } Parts;

static inline Parts parts_of(const Node *target) {
    Parts parts = {0};
    if (target->kind != NODE_Tuple || !specialising()) return parts;
    Nodes items = ((const NodeTuple *)target)->items;
    if (items.count > PARTS_MAX) return parts;
    for (uint32_t i = 0; i < items.count; i++) {
        const NodeName *name = (const NodeName *)items.items[i];
        if (name->head.kind != NODE_Name || name->scope != NAME_LOCAL) return parts;
        parts.slots[i] = name->index;
    }
    parts.count = items.count;
    return parts;
}

/* Takes the next tuple of an iterator in parts, without the tuple, into their slots. 1; 0: exhausted, or an error is
 * pending; -1: not in this way, and nothing has happened. MAY_RUN */
static ALWAYS_INLINE int take_parts(Object *iterator, const Parts *parts, Frame *frame) {
    Value values[PARTS_MAX];
    int taken = iterator->type->next_parts(iterator, values, parts->count);
    if (unlikely(taken <= 0)) {
        if (!taken) object_next_none(iterator);
        return taken;
    }
    for (uint32_t i = 0; i < parts->count; i++) slot_set_steal(&frame->slots[parts->slots[i]], values[i]);
    return 1;
}

/* STEALS item. 0, -1. MAY_RUN */
static ALWAYS_INLINE int store_item_steal(Node *target, const Parts *parts, Frame *frame, Value item) {
    if (likely(target->kind == NODE_Name && NODE_CAST(Name, target)->scope == NAME_LOCAL)) {
        slot_set_steal(&frame->slots[NODE_CAST(Name, target)->index], item);
        return 0;
    }
    if (parts->count && likely(item.tag == V_NEW && is_tuple_exact(item.o) && tuple_count(item.o) == parts->count)) {
        Object **items = ((Tuple *)item.o)->items;
        for (uint32_t i = 0; i < parts->count; i++) slot_set_steal(&frame->slots[parts->slots[i]], value_new(retain(items[i])));
        release(item.o);
        return 0;
    }
    if (target->kind == NODE_Name && NODE_CAST(Name, target)->scope == NAME_GLOBAL)
        return assign_global_steal(NODE_CAST(Name, target), frame, item);
    return assign_target_steal(target, frame, item);
}

/* The number that a range's iterator, which is one, gives next; V_ERROR at the end. */
static ALWAYS_INLINE Value next_number(RangeIterator *range) {
    if (!range->remaining) return value_error();
    int64_t number = range->next_value;
    range->remaining--;
    range->next_value = (int64_t)((uint64_t)number + (uint64_t)range->step);
    return value_int(number);
}

/* The next item, perhaps unboxed; V_ERROR with or without an exception pending. MAY_RUN */
static ALWAYS_INLINE Value next_value(Object *iterator) {
    if (iterator->type == &range_iterator_type) return next_number((RangeIterator *)iterator);
    return value_new(object_next_quick(iterator));
}

#endif
