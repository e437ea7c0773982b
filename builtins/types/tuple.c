/* tuple.c - tuples.
 *
 * Invariants: items[0..count) are owned and, once tracked, all set; the empty tuple of the exact type is one static
 * object, never tracked. A tuple is tracked when it is complete and untracked by a collection that finds only atoms.
 * repr, compare, hash, index and the constructor may run script code; a tuple cannot change meanwhile. */
#include "builtins/types/tuple.h"

#include <stdarg.h>
#include <stdint.h>

#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/union.h"
#include "runtime/object/alloc.h"

static struct { GcHead gc; Object head; size_t count; } empty_storage = {.head = TYPE_HEAD, .count = 0};
Object *tuple_empty_borrowed(void) {
    empty_storage.head.type = &tuple_type;
    return &empty_storage.head;
}

static inline Object *empty_tuple(void) { return retain(tuple_empty_borrowed()); }

/* ---- making ---- */

/* count > 0; the items are garbage. */
static inline Tuple *new_unfilled(size_t count) {
    if (unlikely(count > SIZE_MAX / 16)) return error_no_memory();
    Tuple *tuple = (Tuple *)object_new_plain(&tuple_type, sizeof(Tuple) + count * sizeof(Object *));
    if (likely(tuple)) tuple->count = count;
    return tuple;
}

Object *tuple_new(size_t count) {
    if (count == 0) return empty_tuple();
    Tuple *tuple = new_unfilled(count);
    if (unlikely(!tuple)) return NULL;
    for (size_t i = 0; i < count; i++) tuple->items[i] = NULL;
    return &tuple->head;
}

Object *tuple_from_items(Object **items, size_t count) {
    if (count == 0) return empty_tuple();
    Tuple *tuple = new_unfilled(count);
    if (unlikely(!tuple)) return NULL;
    for (size_t i = 0; i < count; i++) tuple->items[i] = retain(items[i]);
    gc_link_new(gc_head(&tuple->head));
    return &tuple->head;
}

Object *tuple_from_items_steal(Object **items, size_t count) {
    if (count == 0) return empty_tuple();
    Tuple *tuple = new_unfilled(count);
    if (unlikely(!tuple)) {
        for (size_t i = 0; i < count; i++) release(items[i]);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) tuple->items[i] = items[i];
    gc_link_new(gc_head(&tuple->head));
    return &tuple->head;
}

Object *tuple_of(size_t count, ...) {
    if (count == 0) return empty_tuple();
    Tuple *tuple = new_unfilled(count);
    if (unlikely(!tuple)) return NULL;
    va_list items;
    va_start(items, count);
    for (size_t i = 0; i < count; i++) tuple->items[i] = retain(va_arg(items, Object *));
    va_end(items);
    gc_track(&tuple->head);
    return &tuple->head;
}

Object *tuple_from_iterable(Object *iterable) {
    if (is_tuple_exact(iterable)) return retain(iterable);
    if (is_list_exact(iterable)) return list_to_tuple(iterable);
    Object *list = list_from_iterable(iterable);
    if (!list) return NULL;
    Object *tuple = list_to_tuple(list);
    release(list);
    return tuple;
}

Object *tuple_slice(Object *o, size_t start, size_t stop) {
    const Tuple *tuple = (const Tuple *)o;
    if (stop > tuple->count) stop = tuple->count;
    if (start > stop) start = stop;
    if (start == 0 && stop == tuple->count && is_tuple_exact(o)) return retain(o);
    return tuple_from_items((Object **)tuple->items + start, stop - start);
}

bool tuple_is_atomic(const Object *o) {
    const Tuple *tuple = (const Tuple *)o;
    for (size_t i = 0; i < tuple->count; i++) {
        const Object *item = tuple->items[i];
        if (!item) return false;   /* still being filled */
        if (object_is_gc(item) && (!is_tuple_exact(item) || gc_is_tracked(item))) return false;
    }
    return true;
}

/* A tuple of a subclass with the items of an exact one. STEALS source. */
static Object *subtype_from_steal(Type *type, Object *source) {
    size_t count = tuple_count(source);
    Tuple *tuple = (Tuple *)object_new_sized(type, type->size + count * sizeof(Object *));
    if (tuple) {
        tuple->count = count;
        for (size_t i = 0; i < count; i++) tuple->items[i] = retain(tuple_item_borrowed(source, i));
        gc_track(&tuple->head);
    }
    release(source);
    return (Object *)tuple;
}

static Object *tuple_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &tuple_type, "tuple", kwnames)) return NULL;
    if (args_count("tuple", count, 0, 1)) return NULL;
    Object *tuple = count ? tuple_from_iterable(args[0]) : empty_tuple();
    return !tuple || type == &tuple_type ? tuple : subtype_from_steal(type, tuple);
}

/* ---- life ---- */

static void tuple_dealloc(Object *self) {
    Tuple *tuple = (Tuple *)self;
    size_t count = tuple->count;
    for (size_t i = count; i-- > 0;) release_or_null(tuple->items[i]);
    object_free_sized(self, self->type->size + count * sizeof(Object *));
}

static void tuple_destroy(Object *self) {
    Tuple *tuple = (Tuple *)self;
    if (!destroy_begin(self)) return;
    size_t count = tuple->count;
    for (size_t i = count; i-- > 0;) release_or_null(tuple->items[i]);
    object_free_plain(self, sizeof(Tuple) + count * sizeof(Object *));
    destroy_end();
}

static int tuple_traverse(Object *self, VisitFn visit, void *context) {
    Tuple *tuple = (Tuple *)self;
    for (size_t i = tuple->count; i-- > 0;) VISIT(tuple->items[i]);
    return 0;
}

/* ---- slots ---- */

static ssize_t tuple_length(Object *self) { return (ssize_t)tuple_count(self); }

static Object *tuple_seq_item(Object *self, ssize_t index) {
    if (unlikely((size_t)index >= tuple_count(self))) return error_set(IndexError, "tuple index out of range");
    return retain(tuple_item_borrowed(self, (size_t)index));
}

Object *tuple_slice_by_step(Object *o, ssize_t start, size_t count, ssize_t step) {
    if (count == 0) return empty_tuple();
    if (step == 1) return tuple_slice(o, (size_t)start, (size_t)start + count);
    Tuple *result = (Tuple *)tuple_new(count);
    if (!result) return NULL;
    for (size_t i = 0; i < count; i++, start += step) result->items[i] = retain(tuple_item_borrowed(o, (size_t)start));
    gc_track(&result->head);
    return &result->head;
}

static Object *get_slice(Object *self, Object *slice) {
    ssize_t start, stop, step;
    if (slice_unpack(slice, &start, &stop, &step)) return NULL;
    ssize_t count = slice_adjust(tuple_count(self), &start, &stop, step);
    return tuple_slice_by_step(self, start, (size_t)count, step);
}

static Object *tuple_get_item(Object *self, Object *key) {
    ssize_t index;
    if (likely(is_machine_int(key))) index = int_value(key);
    else if (is_slice(key)) return get_slice(self, key);
    else if (sequence_index_slow("tuple", key, &index)) return NULL;
    if (index < 0) index += (ssize_t)tuple_count(self);
    return tuple_seq_item(self, index);
}

static int tuple_contains(Object *self, Object *item) {
    const Tuple *tuple = (const Tuple *)self;
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = sequence_item_equal(tuple->items[i], item);
        if (equal) return equal;
    }
    return 0;
}

static Object *tuple_concat(Object *left, Object *right) {
    if (!is_tuple(right)) return error_set(TypeError, "can only concatenate tuple (not \"%T\") to tuple", right);
    size_t left_count = tuple_count(left), right_count = tuple_count(right);
    if (left_count == 0 && is_tuple_exact(right)) return retain(right);
    if (right_count == 0 && is_tuple_exact(left)) return retain(left);
    Tuple *result = (Tuple *)tuple_new(left_count + right_count);
    if (!result || result->count == 0) return (Object *)result;
    for (size_t i = 0; i < left_count; i++) result->items[i] = retain(tuple_item_borrowed(left, i));
    for (size_t i = 0; i < right_count; i++) result->items[left_count + i] = retain(tuple_item_borrowed(right, i));
    gc_track(&result->head);
    return &result->head;
}

static Object *tuple_repeat(Object *self, ssize_t times) {
    size_t count = tuple_count(self);
    if ((times == 1 || count == 0) && is_tuple_exact(self)) return retain(self);
    if (times <= 0 || count == 0) return empty_tuple();
    if ((size_t)times > SIZE_MAX / 32 / count) return error_no_memory();
    Tuple *result = (Tuple *)tuple_new(count * (size_t)times);
    if (!result) return NULL;
    for (size_t i = 0; i < result->count; i++) result->items[i] = retain(tuple_item_borrowed(self, i % count));
    gc_track(&result->head);
    return &result->head;
}

/* The items between the brackets. */
static int append_items(Buffer *buffer, const Tuple *tuple) {
    for (size_t i = 0; i < tuple->count; i++) {
        if (i) buffer_append(buffer, ", ", 2);
        if (repr_append(buffer, tuple->items[i])) return -1;
    }
    if (tuple->count == 1) buffer_append_byte(buffer, ',');
    return 0;
}

static Object *tuple_repr(Object *self) {
    if (tuple_count(self) == 0) return str_from_text("()");
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("(...)") : NULL;
    Buffer buffer = BUFFER_INIT;
    buffer_append_byte(&buffer, '(');
    int failed = append_items(&buffer, (Tuple *)self);
    buffer_append_byte(&buffer, ')');
    repr_leave(self);
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

/* The hash of an item; text and most ints at once. */
static ALWAYS_INLINE Hash item_hash(Object *item) {
    if (is_str_exact(item)) return str_hash(item);
    if (is_machine_int(item) && (uint64_t)int_value(item) < HASH_MODULUS) return int_value(item);
    return object_hash(item);
}

/* xxHash's round over the items' hashes, with CPython's constants, so that sets of tuples have the same order. */
static Hash tuple_hash(Object *self) {
    const Tuple *tuple = (const Tuple *)self;
    const uint64_t prime1 = UINT64_C(11400714785074694791), prime2 = UINT64_C(14029467366897019727);
    const uint64_t prime5 = UINT64_C(2870177450012600261);
    uint64_t sum = prime5;
    for (size_t i = 0; i < tuple->count; i++) {
        Hash hash = item_hash(tuple->items[i]);
        if (hash == -1) return -1;
        sum += (uint64_t)hash * prime2;
        sum = sum << 31 | sum >> 33;
        sum *= prime1;
    }
    sum += tuple->count ^ (prime5 ^ UINT64_C(3527539));
    return sum == UINT64_MAX ? 1546275796 : (Hash)sum;
}

static Object *tuple_compare(Object *self, Object *other, int op) {
    if (!is_tuple(self) || !is_tuple(other)) return not_implemented();
    const Tuple *left = (const Tuple *)self, *right = (const Tuple *)other;
    if (recursion_enter(" in comparison")) return NULL;
    size_t shorter = left->count < right->count ? left->count : right->count, i;
    for (i = 0; i < shorter; i++) {
        int equal = sequence_item_equal(left->items[i], right->items[i]);
        if (equal < 0) return NULL;
        if (!equal) break;
    }
    if (i == shorter) return sequence_compare_lengths(left->count, right->count, op);
    if (op == COMPARE_EQ || op == COMPARE_NE) return bool_object(op == COMPARE_NE);
    return object_compare(left->items[i], right->items[i], op);
}

/* ---- methods ---- */

static Value count_method(Object *self, Object **args) {
    const Tuple *tuple = (const Tuple *)self;
    int64_t count = 0;
    for (size_t i = 0; i < tuple->count; i++) {
        int equal = sequence_item_equal(tuple->items[i], args[0]);
        if (equal < 0) return value_error();
        count += equal;
    }
    return value_int(count);
}

static Value index_method(Object *self, Object **args) {
    const Tuple *tuple = (const Tuple *)self;
    ssize_t start, stop;
    if (sequence_bound(args[1], 0, &start) || sequence_bound(args[2], SSIZE_MAX, &stop)) return value_error();
    size_t end = sequence_clamp_bound(stop, tuple->count);
    for (size_t i = sequence_clamp_bound(start, tuple->count); i < end && i < tuple->count; i++) {
        int equal = sequence_item_equal(tuple->items[i], args[0]);
        if (equal < 0) return value_error();
        if (equal) return value_int((int64_t)i);
    }
    return error_set_value(ValueError, "tuple.index(x): x not in tuple");
}

static Value getnewargs_method(Object *self, Object **args UNUSED) {
    Object *copy = tuple_from_items(((Tuple *)self)->items, tuple_count(self));
    if (!copy) return value_error();
    Object *result = tuple_of(1, copy);
    release(copy);
    return value_new(result);
}

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_int((int64_t)(self->type->size + tuple_count(self) * sizeof(Object *)));
}

static Value class_getitem_method(Object *self, Object **args) {
    return value_new(generic_alias_new(self, args[0]));
}

static const Method tuple_methods[] = {
    {"index", index_method, "(value, start=0, stop=9223372036854775807, /)",
     "Return first index of value.\n\nRaises ValueError if the value is not present.", 0},
    {"count", count_method, "(value, /)", "Return number of occurrences of value.", 0},
    {"__getnewargs__", getnewargs_method, "()", NULL, 0},
    {"__sizeof__", sizeof_method, "()", "Size of object in memory, in bytes.", 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {NULL, NULL, NULL, NULL, 0},
};

/* ---- iterator ---- */

static Object *tuple_iter(Object *self) {
    TupleIterator *iterator = (TupleIterator *)object_new(&tuple_iterator_type);
    if (!iterator) return NULL;
    iterator->tuple = retain(self);
    gc_track(&iterator->head);
    return &iterator->head;
}

static Object *iterator_next(Object *self) {
    TupleIterator *iterator = (TupleIterator *)self;
    if (!iterator->tuple) return NULL;
    if (iterator->index < tuple_count(iterator->tuple)) return retain(tuple_item_borrowed(iterator->tuple, iterator->index++));
    CLEAR(iterator->tuple);
    return NULL;
}

static Object *iterator_self(Object *self) { return retain(self); }

static void iterator_dealloc(Object *self) {
    release_or_null(((TupleIterator *)self)->tuple);
    object_free(self);
}

static int iterator_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((TupleIterator *)self)->tuple);
    return 0;
}

static Value iterator_hint_method(Object *self, Object **args UNUSED) {
    const TupleIterator *iterator = (const TupleIterator *)self;
    return value_int(iterator->tuple ? (int64_t)(tuple_count(iterator->tuple) - iterator->index) : 0);
}

static Value iterator_reduce_method(Object *self, Object **args UNUSED) {
    const TupleIterator *iterator = (const TupleIterator *)self;
    Object *iter = builtin_by_name("iter");
    if (!iter) return value_error();
    Object *empty = empty_tuple();
    Object *inner = tuple_of(1, iterator->tuple ? iterator->tuple : empty);
    Object *index = int_from_size(iterator->index);
    Object *result = !inner || !index ? NULL : iterator->tuple ? tuple_of(3, iter, inner, index) : tuple_of(2, iter, inner);
    release_or_null(index);
    release_or_null(inner);
    release(empty);
    release(iter);
    return value_new(result);
}

static Value iterator_setstate_method(Object *self, Object **args) {
    TupleIterator *iterator = (TupleIterator *)self;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    if (iterator->tuple) {
        size_t count = tuple_count(iterator->tuple);
        iterator->index = index < 0 ? 0 : (size_t)index > count ? count : (size_t)index;
    }
    return value_none();
}

static const Method iterator_methods[] = {
    {"__length_hint__", iterator_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {"__reduce__", iterator_reduce_method, "()", "Return state information for pickling.", 0},
    {"__setstate__", iterator_setstate_method, "(object, /)", "Set state information for unpickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type tuple_iterator_type = {
    .head = TYPE_HEAD, .name = "tuple_iterator", .size = sizeof(TupleIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iterator_self, .next = iterator_next,
    .methods = iterator_methods,
};

Type tuple_type = {
    .head = TYPE_HEAD, .name = "tuple", .size = sizeof(Tuple), .item_size = sizeof(Object *),
    .flags = TYPE_GC | TYPE_BASE | TYPE_TUPLE_SUBCLASS | TYPE_SEQUENCE,
    .new = tuple_construct, .convert = tuple_from_iterable, .destroy = tuple_destroy, .dealloc = tuple_dealloc, .traverse = tuple_traverse,
    .repr = tuple_repr, .hash = tuple_hash, .compare = tuple_compare, .iter = tuple_iter,
    .length = tuple_length, .get_item = tuple_get_item, .contains = tuple_contains, .seq_item = tuple_seq_item,
    .concat = tuple_concat, .repeat = tuple_repeat, .methods = tuple_methods,
    .doc = "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\n"
           "If iterable is specified the tuple is initialized from iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
    .text_signature = "(iterable=(), /)",
};
