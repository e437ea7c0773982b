/* list_slice.c - assignment to and deletion of list items and slices.
 *
 * Whatever script code can run (turning the right-hand side into a sequence, __index__) runs before the list is
 * touched; items that leave are released after the list is whole again. */
#include "builtins/types/list.h"

#include <string.h>

#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

static int set_at_index(List *list, ssize_t index, Object *value) {
    if (index < 0) index += (ssize_t)list->count;
    if (unlikely((size_t)index >= list->count))
        return error_set_int(IndexError, "list assignment index out of range");
    Object *old = list->items[index];
    if (value) {
        list->items[index] = retain(value);
    } else {
        memmove(list->items + index, list->items + index + 1, (list->count - (size_t)index - 1) * sizeof(Object *));
        if (list_resize(list, list->count - 1)) {
            error_clear();      /* giving memory back failed: keep the room */
            list->count--;
        }
    }
    release(old);
    return 0;
}

/* Replaces items[start..start+removed) by the new ones, which are borrowed; but if all goes well and `taken` is a list, they
 * are its items and leave it. MAY_RUN (releases the old ones at the end) */
static int replace_range(List *list, size_t start, size_t removed, Object **new_items, size_t added, List *taken) {
    Object **old = NULL, *few[16];
    size_t count = list->count, tail = count - start - removed;
    if (added == 0 && removed == count) {   /* needs no memory */
        list_clear(&list->head);
        return 0;
    }
    if (removed) {
        old = removed <= 16 ? few : mem_array(removed, sizeof(Object *));
        if (!old) return error_no_memory(), -1;
        memcpy(old, list->items + start, removed * sizeof(Object *));
    }
    if (added > removed) {
        if (list_resize(list, count + added - removed)) goto fail;
        memmove(list->items + start + added, list->items + start + removed, tail * sizeof(Object *));
    } else if (added < removed) {
        memmove(list->items + start + added, list->items + start + removed, tail * sizeof(Object *));
        if (list_resize(list, count + added - removed)) {
            error_clear();
            list->count = count + added - removed;
        }
    }
    if (taken) {
        if (added) memcpy(list->items + start, new_items, added * sizeof(Object *));
        taken->count = 0;
    } else {
        for (size_t i = 0; i < added; i++) list->items[start + i] = retain(new_items[i]);
    }
    for (size_t i = removed; i-- > 0;) release(old[i]);
    if (old && old != few) mem_free_array(old, removed, sizeof(Object *));
    return 0;
fail:
    if (old && old != few) mem_free_array(old, removed, sizeof(Object *));
    return -1;
}

static void clamp_range(const List *list, ssize_t start, ssize_t stop, size_t *first, size_t *last) {
    *first = sequence_clamp_bound(start, list->count);
    *last = sequence_clamp_bound(stop, list->count);
    if (*first > list->count) *first = list->count;
    if (*last > list->count) *last = list->count;
    if (*last < *first) *last = *first;
}

int list_set_slice(Object *o, ssize_t start, ssize_t stop, Object *iterable) {
    List *list = (List *)o;
    Object *source = NULL;
    bool as_is = iterable && (is_tuple_exact(iterable) || (is_list_exact(iterable) && iterable != o));
    if (iterable && !(source = as_is ? retain(iterable) : list_from_iterable(iterable))) {
        if (error_matches(TypeError) && !iterable->type->iter && !iterable->type->seq_item && !iterable->type->get_item) {
            error_clear();
            error_set(TypeError, "can only assign an iterable");
        }
        return -1;
    }
    size_t first, last;
    clamp_range(list, start, stop, &first, &last);
    Object **items = !source ? NULL : is_tuple_exact(source) ? ((Tuple *)source)->items : ((List *)source)->items;
    size_t count = !source ? 0 : is_tuple_exact(source) ? tuple_count(source) : list_count(source);
    int result = replace_range(list, first, last - first, items, count, NULL);
    release_or_null(source);
    return result;
}

int list_set_slice_steal(Object *o, ssize_t start, ssize_t stop, Object *iterable) {
    List *list = (List *)o, *source = (List *)iterable;
    int result;
    if (is_list_exact(iterable) && iterable->refcount == 1 && source->count) {
        size_t first, last;
        clamp_range(list, start, stop, &first, &last);
        result = replace_range(list, first, last - first, source->items, source->count, source);
    } else {
        result = list_set_slice(o, start, stop, iterable);
    }
    release(iterable);
    return result;
}

static int delete_extended(List *list, ssize_t start, ssize_t step, size_t count) {
    if (step < 0) {
        start += step * ((ssize_t)count - 1);
        step = -step;
    }
    Object **gone = mem_array(count, sizeof(Object *));
    if (!gone) return error_no_memory(), -1;
    size_t write = (size_t)start, next = (size_t)start, taken = 0;
    for (size_t read = (size_t)start; read < list->count; read++) {
        if (read == next && taken < count) {
            gone[taken++] = list->items[read];
            next += (size_t)step;
        } else {
            list->items[write++] = list->items[read];
        }
    }
    if (list_resize(list, write)) {
        error_clear();
        list->count = write;
    }
    for (size_t i = 0; i < taken; i++) release(gone[i]);
    mem_free_array(gone, count, sizeof(Object *));
    return 0;
}

/* source is a list of our own, so that nothing else can change it. */
static int assign_extended(List *list, ssize_t start, ssize_t step, size_t count, const List *source) {
    if (source->count != count)
        return error_set_int(ValueError, "attempt to assign sequence of size %zu to extended slice of size %zu", source->count, count);
    if (count == 0) return 0;
    Object **old = mem_array(count, sizeof(Object *));
    if (!old) return error_no_memory(), -1;
    for (size_t i = 0; i < count; i++) {
        Object **place = &list->items[start + (ssize_t)i * step];
        old[i] = *place;
        *place = retain(source->items[i]);
    }
    for (size_t i = 0; i < count; i++) release(old[i]);
    mem_free_array(old, count, sizeof(Object *));
    return 0;
}

static int set_extended(Object *self, Object *slice, Object *value) {
    ssize_t given_start, given_stop, step;
    if (slice_unpack(slice, &given_start, &given_stop, &step)) return -1;
    List *list = (List *)self;
    ssize_t start = given_start, stop = given_stop, count = slice_adjust(list->count, &start, &stop, step);
    if (step == 1) return list_set_slice(self, start, stop, value);
    if (!value) return count > 0 ? delete_extended(list, start, step, (size_t)count) : 0;
    if (!value->type->iter && !value->type->seq_item && !value->type->get_item)
        return error_set_int(TypeError, "must assign iterable to extended slice");
    Object *source = list_from_iterable(value);
    if (!source) return -1;
    start = given_start, stop = given_stop;
    count = slice_adjust(list->count, &start, &stop, step);   /* the list may have changed */
    int result = assign_extended(list, start, step, count > 0 ? (size_t)count : 0, (List *)source);
    release(source);
    return result;
}

int list_set_item(Object *self, Object *key, Object *value) {
    ssize_t index;
    if (likely(is_machine_int(key))) return set_at_index((List *)self, int_value(key), value);
    if (is_slice(key)) return set_extended(self, key, value);
    if (sequence_index_slow("list", key, &index)) return -1;
    return set_at_index((List *)self, index, value);
}
