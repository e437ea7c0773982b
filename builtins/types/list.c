/* list.c - lists: storage, construction, and the slots.
 *
 * Invariants: items[0..count) are owned references, count <= capacity; items is memory only if capacity is not 0. Room
 * grows by an eighth (0, 4, 8, 16, 24, 32, 40, 52, 64, ...), as CPython's does, and halves when half empty.
 * A list is tracked from its creation. Anything that releases or compares items may run script code that changes the
 * list, so counts and the items pointer are read again after it. */
#include "builtins/types/list.h"

#include <stdint.h>

#include "builtins/types/int.h"
#include "builtins/types/range.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"

/* ---- storage ---- */

enum { FIRST_CAPACITY = 4 };
/* Room for what comes in one piece. Blocks are of 16 bytes, so the second item of a pair costs nothing. */
static inline size_t even(size_t count) { return (count + 1) & ~(size_t)1; }

static int set_capacity(List *list, size_t capacity) {
    Object **items = NULL;
    if (capacity) {
        items = list->capacity ? mem_realloc_array(list->items, list->capacity, capacity, sizeof(Object *))
                               : mem_array(capacity, sizeof(Object *));
        if (unlikely(!items)) return error_no_memory(), -1;
    } else if (list->capacity) {
        mem_free_array(list->items, list->capacity, sizeof(Object *));
    }
    list->items = items;
    list->capacity = capacity;
    return 0;
}

int list_resize(List *list, size_t count) {
    if (list->capacity >= count && count >= list->capacity / 2) {
        list->count = count;
        return 0;
    }
    if (unlikely(count > SIZE_MAX / 16)) return error_no_memory(), -1;
    size_t capacity = (count + (count >> 3) + 6) & ~(size_t)3;
    if (count > list->count && count - list->count > capacity - count) capacity = (count + 3) & ~(size_t)3;
    if (count == 0) capacity = 0;
    if (set_capacity(list, capacity)) return -1;
    list->count = count;
    return 0;
}

int list_grow(List *list) {
    size_t count = list->count;
    if (!list->capacity) {   /* the first item: list_resize would come to the same */
        if (unlikely(!(list->items = mem_alloc(FIRST_CAPACITY * sizeof(Object *))))) return error_no_memory(), -1;
        list->capacity = FIRST_CAPACITY;
        return 0;
    }
    if (list_resize(list, count + 1)) return -1;
    list->count = count;
    return 0;
}

/* Empty and tracked. */
static ALWAYS_INLINE List *new_with_capacity(size_t capacity) {
    Object **items = NULL;
    if (capacity && unlikely(!(items = mem_array(capacity, sizeof(Object *))))) return error_no_memory();
    List *list = (List *)object_new_tracked(&list_type, sizeof(List));
    if (unlikely(!list)) {
        mem_free_array(items, capacity, sizeof(Object *));
        return NULL;
    }
    list->items = items;
    list->count = 0;
    list->capacity = capacity;
    return list;
}

/* ---- making ---- */

Object *list_new(size_t capacity) { return (Object *)new_with_capacity(capacity); }

static Object *from_items(Object **items, size_t count, size_t capacity) {
    List *list = new_with_capacity(capacity);
    if (unlikely(!list)) return NULL;
    for (size_t i = 0; i < count; i++) list->items[i] = retain(items[i]);
    list->count = count;
    return &list->head;
}

Object *list_from_items(Object **items, size_t count) { return from_items(items, count, count); }

Object *list_from_items_steal(Object **items, size_t count) {
    List *list = new_with_capacity(count);
    if (unlikely(!list)) {
        for (size_t i = 0; i < count; i++) release(items[i]);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) list->items[i] = items[i];
    list->count = count;
    return &list->head;
}

Object *list_from_iterable(Object *iterable) {
    if (is_list_exact(iterable)) return from_items(((List *)iterable)->items, list_count(iterable), even(list_count(iterable)));
    if (is_tuple_exact(iterable)) return from_items(((Tuple *)iterable)->items, tuple_count(iterable), even(tuple_count(iterable)));
    Object *list = list_new(0);
    if (list && list_extend(list, iterable)) CLEAR(list);
    return list;
}

int list_append(Object *list, Object *item) { return list_append_steal(list, retain(item)); }

int list_insert(Object *o, ssize_t index, Object *item) {
    List *list = (List *)o;
    size_t count = list->count;
    if (list_resize(list, count + 1)) return -1;
    size_t place = sequence_clamp_bound(index, count);
    if (place > count) place = count;
    memmove(list->items + place + 1, list->items + place, (count - place) * sizeof(Object *));
    list->items[place] = retain(item);
    return 0;
}

static int extend_items(List *list, Object *source) {
    size_t added = is_list(source) ? list_count(source) : tuple_count(source);
    if (added == 0) return 0;
    size_t count = list->count;
    if (!list->capacity ? set_capacity(list, even(added)) : list_resize(list, count + added)) return -1;
    list->count = count + added;
    Object **items = is_list(source) ? ((List *)source)->items : ((Tuple *)source)->items;   /* source may be the list itself */
    for (size_t i = 0; i < added; i++) list->items[count + i] = retain(items[i]);
    return 0;
}

/* Room for `expected` more items, without counting them in. */
static int reserve(List *list, size_t expected) {
    size_t count = list->count;
    if (expected > SIZE_MAX / 32) return 0;   /* a foolish hint: grow step by step */
    if (!list->capacity) return expected ? set_capacity(list, even(expected)) : 0;
    if (list->capacity - count >= expected) return 0;
    if (list_resize(list, count + expected)) return -1;
    list->count = count;
    return 0;
}

/* The numbers of a fast range, none of which leaves 64 bits. */
static int extend_numbers(List *list, int64_t first, int64_t step, int64_t count) {
    if (reserve(list, (size_t)count)) return -1;
    for (int64_t i = 0; i < count; i++) {
        Object *number = int_from_i64(first + i * step);
        if (!number || list_append_steal(&list->head, number)) return -1;
        if (unlikely((i & 0xFFFF) == 0xFFFF && interp_check_interrupt())) return -1;
    }
    return 0;
}

static int extend_characters(List *list, Object *text) {
    if (reserve(list, str_length(text))) return -1;
    for (size_t at = 0; at < str_size(text);) {
        Object *character = str_next_character(text, &at);
        if (!character || list_append_steal(&list->head, character)) return -1;
    }
    return 0;
}

static bool take_item(void *list, Value item) {
    Object *o = item.tag == V_NEW ? item.o : value_to_object(item);
    if (likely(o != NULL)) {
        if (likely(((List *)list)->count < ((List *)list)->capacity || !list_grow(list))) {
            ((List *)list)->items[((List *)list)->count++] = o;
            return true;
        }
        if (item.tag != V_NEW) release(o);
    }
    error_clear();      /* the caller tries again, and fails where it can say so */
    return false;
}

/* Appends what the iterator has to give. 0, -1. MAY_RUN */
static int extend_from(Object *list, Object *iterator) {
    if (iterator->type->drain) {
        Value item;
        int more = iterator->type->drain(iterator, take_item, list, &item);
        if (more <= 0) return more;
        Object *o = value_to_object(item);
        if (!o || list_append_steal(list, o)) return -1;
    }
    Object *item;
    while ((item = object_next_quick(iterator)))
        if (list_append_steal(list, item) || interp_check_interrupt()) return -1;
    return error_pending() ? -1 : 0;
}

int list_extend(Object *o, Object *iterable) {
    List *list = (List *)o;
    if (is_list_exact(iterable) || is_tuple_exact(iterable)) return extend_items(list, iterable);
    if (iterable->type == &range_type && ((Range *)iterable)->fast) {
        const Range *range = (const Range *)iterable;
        return extend_numbers(list, range->first, range->step_value, range->count);
    }
    if (is_str_exact(iterable)) return extend_characters(list, iterable);
    Object *iterator = object_iter(iterable);
    if (!iterator) return -1;
    ssize_t hint = object_length_hint(iterable, 8);
    if (hint < 0 || reserve(list, (size_t)hint) || extend_from(o, iterator)) goto fail;
    release(iterator);
    if (list->count < list->capacity) return list_resize(list, list->count);
    return 0;
fail:
    release(iterator);
    return -1;
}

Object *list_to_tuple(Object *list) { return tuple_from_items(((List *)list)->items, list_count(list)); }

static Object *list_construct(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    if (type == &list_type) return list_new(0);
    Object *list = object_new(type);
    if (list) gc_track(list);
    return list;
}

static int list_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if ((is_list_exact(self) || self->type->new == list_type.new) && args_no_keywords("list", kwnames)) return -1;
    if (args_count("list", count, 0, 1)) return -1;
    if (list_count(self)) list_clear(self);
    return count ? list_extend(self, args[0]) : 0;
}

/* ---- life ---- */

/* Last to first, as CPython does. */
static ALWAYS_INLINE void release_items(Object **items, size_t count, size_t capacity) {
    for (size_t i = count; i-- > 0;) release(items[i]);
    mem_free_array(items, capacity, sizeof(Object *));
}

void list_clear(Object *o) {
    List *list = (List *)o;
    Object **items = list->items;
    size_t count = list->count, capacity = list->capacity;
    if (!capacity) return;
    list->items = NULL;
    list->count = list->capacity = 0;
    release_items(items, count, capacity);
}

static void list_dealloc(Object *self) {
    List *list = (List *)self;
    if (list->capacity) release_items(list->items, list->count, list->capacity);
    object_free(self);
}

static void list_destroy(Object *self) {
    List *list = (List *)self;
    if (!destroy_begin(self)) return;
    if (list->capacity) release_items(list->items, list->count, list->capacity);
    object_free_plain(self, sizeof(List));
    destroy_end();
}

static int list_traverse(Object *self, VisitFn visit, void *context) {
    const List *list = (const List *)self;
    for (size_t i = list->count; i-- > 0;) VISIT(list->items[i]);
    return 0;
}

static int list_clear_slot(Object *self) {
    list_clear(self);
    return 0;
}

/* ---- slots ---- */

static ssize_t list_length(Object *self) { return (ssize_t)list_count(self); }

static Object *list_seq_item(Object *self, ssize_t index) {
    if (unlikely((size_t)index >= list_count(self))) return error_set(IndexError, "list index out of range");
    return retain(((List *)self)->items[index]);
}

Object *list_slice(Object *o, ssize_t start, ssize_t count, ssize_t step) {
    const List *list = (const List *)o;
    if (step == 1 || count <= 0) return list_from_items(list->items + (count > 0 ? start : 0), count > 0 ? (size_t)count : 0);
    List *result = new_with_capacity((size_t)count);
    if (!result) return NULL;
    for (ssize_t i = 0; i < count; i++) result->items[i] = retain(list->items[start + i * step]);
    result->count = (size_t)count;
    return &result->head;
}

static Object *list_get_item(Object *self, Object *key) {
    ssize_t index;
    if (likely(is_machine_int(key))) {
        index = int_value(key);
    } else if (is_slice(key)) {
        ssize_t start, stop, step;
        if (slice_unpack(key, &start, &stop, &step)) return NULL;
        ssize_t count = slice_adjust(list_count(self), &start, &stop, step);
        return list_slice(self, start, count, step);
    } else if (sequence_index_slow("list", key, &index)) {
        return NULL;
    }
    if (index < 0) index += (ssize_t)list_count(self);
    return list_seq_item(self, index);
}

static int list_contains(Object *self, Object *wanted) {
    const List *list = (const List *)self;
    for (size_t i = 0; i < list->count; i++) {
        Object *item = retain(list->items[i]);
        int equal = sequence_item_equal(item, wanted);
        release(item);
        if (equal) return equal;
    }
    return 0;
}

static Object *list_concat(Object *left, Object *right) {
    if (!is_list(right)) return error_set(TypeError, "can only concatenate list (not \"%T\") to list", right);
    const List *first = (const List *)left, *second = (const List *)right;
    List *result = new_with_capacity(first->count + second->count);
    if (!result) return NULL;
    for (size_t i = 0; i < first->count; i++) result->items[i] = retain(first->items[i]);
    for (size_t i = 0; i < second->count; i++) result->items[first->count + i] = retain(second->items[i]);
    result->count = first->count + second->count;
    return &result->head;
}

static Object *list_repeat(Object *self, ssize_t times) {
    const List *list = (const List *)self;
    size_t count = list->count;
    if (times <= 0 || count == 0) return list_new(0);
    if ((size_t)times > SIZE_MAX / 32 / count) return error_no_memory();
    List *result = new_with_capacity(count * (size_t)times);
    if (!result) return NULL;
    for (size_t i = 0; i < count; i++) {
        Object *item = list->items[i];
        item->refcount += (size_t)times;
        result->items[i] = item;
    }
    result->count = count * (size_t)times;
    if (count == 1) {
        Object *item = list->items[0];
        for (size_t i = 1; i < result->count; i++) result->items[i] = item;
        return &result->head;
    }
    for (size_t done = count; done < result->count;) {
        size_t more = done < result->count - done ? done : result->count - done;
        memcpy(result->items + done, result->items, more * sizeof(Object *));
        done += more;
    }
    return &result->head;
}

static Object *list_inplace_concat(Object *self, Object *other) {
    return list_extend(self, other) ? NULL : retain(self);
}

static Object *list_inplace_repeat(Object *self, ssize_t times) {
    List *list = (List *)self;
    size_t count = list->count;
    if (times <= 0) {
        list_clear(self);
        return retain(self);
    }
    if (times == 1 || count == 0) return retain(self);
    if ((size_t)times > SIZE_MAX / 32 / count) return error_no_memory();
    if (list_resize(list, count * (size_t)times)) return NULL;
    for (size_t i = count; i < list->count; i++) list->items[i] = retain(list->items[i - count]);
    return retain(self);
}

static int append_items(Buffer *buffer, const List *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (i) buffer_append(buffer, ", ", 2);
        Object *item = retain(list->items[i]);
        int failed = repr_append(buffer, item);
        release(item);
        if (failed) return -1;
    }
    return 0;
}

static Object *list_repr(Object *self) {
    if (list_count(self) == 0) return str_from_text("[]");
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("[...]") : NULL;
    Buffer buffer = BUFFER_INIT;
    buffer_append_byte(&buffer, '[');
    int failed = append_items(&buffer, (List *)self);
    buffer_append_byte(&buffer, ']');
    repr_leave(self);
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

/* The items at which two lists first differ decide; equal as far as the shorter goes, the lengths do. */
static Object *list_compare(Object *self, Object *other, int op) {
    if (!is_list(self) || !is_list(other)) return not_implemented();
    const List *left = (const List *)self, *right = (const List *)other;
    if (left->count != right->count && (op == COMPARE_EQ || op == COMPARE_NE)) return bool_object(op == COMPARE_NE);
    if (recursion_enter(" in comparison")) return NULL;
    for (size_t i = 0; i < left->count && i < right->count; i++) {
        Object *a = left->items[i], *b = right->items[i];
        if (a == b) continue;
        int equal = sequence_quick_equal(a, b);
        if (equal == 1) continue;
        retain(a), retain(b);
        if (equal < 0) equal = object_equal(a, b);
        if (equal == 0 && (i >= left->count || i >= right->count)) {    /* == has shortened one of them */
            release(a), release(b);
            break;
        }
        Object *result = NULL;
        if (equal == 0) result = op == COMPARE_EQ || op == COMPARE_NE ? bool_object(op == COMPARE_NE) : object_compare(a, b, op);
        release(a), release(b);
        if (equal != 1) return result;
    }
    return sequence_compare_lengths(left->count, right->count, op);
}

Type list_type = {
    .head = TYPE_HEAD, .name = "list", .size = sizeof(List), .flags = TYPE_GC | TYPE_BASE | TYPE_LIST_SUBCLASS | TYPE_SEQUENCE,
    .new = list_construct, .convert = list_from_iterable, .init = list_init, .destroy = list_destroy, .dealloc = list_dealloc, .traverse = list_traverse, .clear = list_clear_slot,
    .repr = list_repr, .hash = type_unhashable, .compare = list_compare, .iter = list_iter,
    .length = list_length, .get_item = list_get_item, .set_item = list_set_item, .contains = list_contains,
    .seq_item = list_seq_item, .concat = list_concat, .repeat = list_repeat,
    .inplace_concat = list_inplace_concat, .inplace_repeat = list_inplace_repeat, .methods = list_methods,
    .doc = "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
    .text_signature = "(iterable=(), /)",
};
