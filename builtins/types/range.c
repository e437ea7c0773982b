/* range.c - range objects and their iterators. Ranges of machine ints ("fast") compute in C, others with int objects.
 * Only the constructor, subscripts and searches for foreign objects run script code. */
#include "builtins/types/range.h"

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"

/* ---- int arithmetic that takes its operands ---- */

/* left op right. STEALS both; a NULL operand gives NULL. */
static Object *compute_steal(Object *left, Object *right, int op) {
    Object *result = left && right ? object_binary(left, right, op) : NULL;
    release_or_null(left);
    release_or_null(right);
    return result;
}

/* start + index * step. */
static Object *element_at(Object *start, Object *step, Object *index) {
    return compute_steal(retain(start), object_binary(index, step, BINARY_MUL), BINARY_ADD);
}

/* ---- construction ---- */

/* Length of a range of machine ints; step not 0. */
static uint64_t machine_length(int64_t start, int64_t stop, int64_t step) {
    if (step > 0) return start < stop ? ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1 : 0;
    return start > stop ? ((uint64_t)start - (uint64_t)stop - 1) / -(uint64_t)step + 1 : 0;
}

/* (high - low - 1) // width + 1 for the numbers between the bounds, in the direction of step. */
static Object *big_length(Object *start, Object *stop, Object *step) {
    bool backward = int_sign(step) < 0;
    Object *low = backward ? stop : start, *high = backward ? start : stop;
    if (int_compare(low, high) >= 0) return int_from_i64(0);
    Object *span = compute_steal(object_binary(high, low, BINARY_SUB), int_from_i64(1), BINARY_SUB);
    Object *width = backward ? object_unary(step, UNARY_NEG) : retain(step);
    return compute_steal(compute_steal(span, width, BINARY_FLOORDIV), int_from_i64(1), BINARY_ADD);
}

/* Fills in fast and its fields, or length. 0, -1. */
static int measure(Range *range) {
    if (int_is_machine(range->start) && int_is_machine(range->stop) && int_is_machine(range->step)) {
        range->first = int_value(range->start);
        range->step_value = int_value(range->step);
        uint64_t count = machine_length(range->first, int_value(range->stop), range->step_value);
        range->count = (int64_t)count;
        if ((range->fast = count <= INT64_MAX)) return 0;
    }
    range->length = big_length(range->start, range->stop, range->step);
    return range->length ? 0 : -1;
}

/* STEALS all three, which are ints; a NULL one gives NULL. */
static Object *range_from_ints_steal(Object *start, Object *stop, Object *step) {
    Range *range = start && stop && step ? (Range *)object_new(&range_type) : NULL;
    if (!range) {
        release_or_null(start), release_or_null(stop), release_or_null(step);
        return NULL;
    }
    range->start = start, range->stop = stop, range->step = step;
    if (!measure(range)) return &range->head;
    release(&range->head);
    return NULL;
}

Object *range_new(Object *start, Object *stop, Object *step) {
    Object *first = object_index(start), *last = first ? object_index(stop) : NULL;
    Object *stride = !last ? NULL : step ? object_index(step) : int_from_i64(1);
    if (stride && int_sign(stride) == 0) {
        error_set(ValueError, "range() arg 3 must not be zero");
        CLEAR(stride);
    }
    return range_from_ints_steal(first, last, stride);
}

static Object *range_type_new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (kwnames) return error_set(TypeError, "range() takes no keyword arguments");
    if (count == 0) return error_set(TypeError, "range expected at least 1 argument, got 0");
    if (count > 3) return error_set(TypeError, "range expected at most 3 arguments, got %zu", count);
    if (count == 1) return range_new(int_small_borrowed(0), args[0], NULL);
    return range_new(args[0], args[1], count == 3 ? args[2] : NULL);
}

static void range_dealloc(Object *self) {
    Range *range = (Range *)self;
    release_or_null(range->start), release_or_null(range->stop);
    release_or_null(range->step), release_or_null(range->length);
    object_free(self);
}

/* ---- length and items ---- */

/* The length as an int. New reference. */
static Object *range_length_object(const Range *range) { return range->fast ? int_from_i64(range->count) : retain(range->length); }

static ssize_t range_length(Object *self) {
    Range *range = (Range *)self;
    if (range->fast) return range->count;
    if (int_is_machine(range->length)) return int_value(range->length);
    return error_set_int(OverflowError, "Python int too large to convert to C ssize_t");
}

static int range_truth(Object *self) {
    Range *range = (Range *)self;
    return range->fast ? range->count != 0 : int_sign(range->length) != 0;
}

static Object *machine_element(const Range *range, int64_t index) {
    return int_from_i128((__int128)range->first + (__int128)index * range->step_value);
}

static Object *range_seq_item(Object *self, ssize_t index) {
    Range *range = (Range *)self;
    if (range->fast && index < range->count) return machine_element(range, index);
    if (range->fast) return error_set(IndexError, "range object index out of range");
    Object *number = int_from_i64(index), *result = NULL;
    if (number && int_compare(number, range->length) >= 0) error_set(IndexError, "range object index out of range");
    else if (number) result = element_at(range->start, range->step, number);
    release_or_null(number);
    return result;
}

/* index is an int, counted from the end if negative. */
static Object *range_element(Range *range, Object *index) {
    if (range->fast && int_is_machine(index)) {
        int64_t i = int_value(index);
        if (i < 0) i += range->count;
        if (i >= 0 && i < range->count) return machine_element(range, i);
    } else if (!range->fast) {
        Object *position = int_sign(index) < 0 ? object_binary(index, range->length, BINARY_ADD) : retain(index);
        if (!position) return NULL;
        bool inside = int_sign(position) >= 0 && int_compare(position, range->length) < 0;
        Object *result = inside ? element_at(range->start, range->step, position) : NULL;
        release(position);
        if (inside) return result;
    }
    return error_set(IndexError, "range object index out of range");
}

static Object *fast_slice(Range *range, Object *slice) {
    ssize_t start, stop, step;
    if (slice_resolve(slice, (size_t)range->count, &start, &stop, &step) < 0) return NULL;
    return range_from_ints_steal(machine_element(range, start), machine_element(range, stop),
                                 int_from_i128((__int128)step * range->step_value));
}

/* By slice.indices(length), which works on ints of any size. */
static Object *big_slice(Range *range, Object *slice) {
    Object *bounds = object_call_method(slice, "indices", 1, range->length);
    if (!bounds) return NULL;
    Object **bound = ((Tuple *)bounds)->items;
    Object *start = element_at(range->start, range->step, bound[0]);
    Object *stop = start ? element_at(range->start, range->step, bound[1]) : NULL;
    Object *step = stop ? object_binary(range->step, bound[2], BINARY_MUL) : NULL;
    release(bounds);
    return range_from_ints_steal(start, stop, step);
}

/* A step beyond ssize_t is clamped by slice_unpack, but a range shows its step. */
static bool has_big_step(Object *slice) {
    Object *step = ((Slice *)slice)->step;
    return is_int(step) && !int_is_machine(step);
}

static Object *fast_slice_big_step(Range *range, Object *slice) {
    Object *length = range_length_object(range);
    Range wide = *range;
    wide.length = length;
    Object *result = length ? big_slice(&wide, slice) : NULL;
    release_or_null(length);
    return result;
}

static Object *range_get_item(Object *self, Object *key) {
    Range *range = (Range *)self;
    if (is_slice(key)) {
        if (!range->fast) return big_slice(range, key);
        return has_big_step(key) ? fast_slice_big_step(range, key) : fast_slice(range, key);
    }
    if (!key->type->index) return error_set(TypeError, "range indices must be integers or slices, not %T", key);
    Object *index = object_index(key);
    Object *result = index ? range_element(range, index) : NULL;
    release_or_null(index);
    return result;
}

/* ---- searching ---- */

/* Position of an int in a fast range, -1 if it is not there. */
static int64_t machine_position(const Range *range, int64_t value) {
    if (!range->count) return -1;
    __int128 distance = (__int128)value - range->first;
    if (distance % range->step_value) return -1;
    __int128 position = distance / range->step_value;
    return position >= 0 && position < range->count ? (int64_t)position : -1;
}

/* The position of an int in a range, as an int; NULL without an exception if it is not there. */
static Object *big_position(Range *range, Object *value) {
    Object *distance = object_binary(value, range->start, BINARY_SUB);
    Object *position = distance ? object_binary(distance, range->step, BINARY_FLOORDIV) : NULL;
    Object *element = position ? element_at(range->start, range->step, position) : NULL;
    bool found = element && int_compare(element, value) == 0 && int_sign(position) >= 0 && int_compare(position, range->length) < 0;
    release_or_null(distance);
    release_or_null(element);
    if (!found) CLEAR(position);
    return position;
}

/* As above, for either kind of range. */
static Object *range_position(Range *range, Object *value) {
    if (!range->fast) return big_position(range, value);
    int64_t position = int_is_machine(value) ? machine_position(range, int_value(value)) : -1;
    return position < 0 ? NULL : int_from_i64(position);
}

/* Ints can be computed; anything else is compared with each element. */
static bool is_plain_int(const Object *o) { return is_int_exact(o) || is_bool(o); }

/* How many elements equal item; stops at the first if `first`, whose position goes to *position. -1: error. MAY_RUN */
static int64_t search(Object *self, Object *item, bool first, int64_t *position) {
    Object *iterator = object_iter(self);
    if (!iterator) return -1;
    int64_t found = 0, index = 0;
    Object *element;
    for (; (element = object_next(iterator)); index++) {
        int equal = object_equal(element, item);
        release(element);
        if (equal < 0 || interp_check_interrupt()) break;
        found += equal;
        if (equal && first) break;
    }
    release(iterator);
    *position = index;
    return error_pending() ? -1 : found;
}

static int range_contains(Object *self, Object *item) {
    Range *range = (Range *)self;
    int64_t ignored;
    if (!is_plain_int(item)) return (int)search(self, item, true, &ignored);
    if (range->fast) return int_is_machine(item) && machine_position(range, int_value(item)) >= 0;
    Object *position = big_position(range, item);
    if (!position) return error_pending() ? -1 : 0;
    release(position);
    return 1;
}

static Value range_count_method(Object *self, Object **args) {
    int64_t ignored;
    if (is_plain_int(args[0])) {
        int found = range_contains(self, args[0]);
        return found < 0 ? value_error() : value_int(found);
    }
    int64_t found = search(self, args[0], false, &ignored);
    return found < 0 ? value_error() : value_int(found);
}

static Value range_index_method(Object *self, Object **args) {
    if (is_plain_int(args[0])) {
        Object *position = range_position((Range *)self, args[0]);
        if (position || error_pending()) return value_new(position);
        return error_set_value(ValueError, "%R is not in range", args[0]);
    }
    int64_t position, found = search(self, args[0], true, &position);
    if (found < 0) return value_error();
    return found ? value_int(position) : error_set_value(ValueError, "sequence.index(x): x not in sequence");
}

/* ---- comparison, hash, text ---- */

/* The length if it is a machine int, else -1. */
static int64_t machine_count(const Range *range) {
    if (range->fast) return range->count;
    return int_is_machine(range->length) ? int_value(range->length) : -1;
}

/* Ranges are equal if they give the same numbers. */
static bool ranges_equal(const Range *a, const Range *b) {
    int64_t count = machine_count(a);
    if (count != machine_count(b)) return false;
    if (count < 0 && int_compare(a->length, b->length) != 0) return false;
    if (count == 0) return true;
    if (int_compare(a->start, b->start) != 0) return false;
    return count == 1 || int_compare(a->step, b->step) == 0;
}

static Object *range_compare(Object *self, Object *other, int op) {
    if (!is_range(other) || (op != COMPARE_EQ && op != COMPARE_NE)) return retain(NotImplemented);
    return bool_object(ranges_equal((Range *)self, (Range *)other) == (op == COMPARE_EQ));
}

static Hash range_hash(Object *self) {
    Range *range = (Range *)self;
    Object *length = range_length_object(range);
    if (!length) return -1;
    int64_t count = machine_count(range);
    Object *key = tuple_of(3, length, count == 0 ? None : range->start, count == 0 || count == 1 ? None : range->step);
    release(length);
    Hash hash = key ? object_hash(key) : -1;
    release_or_null(key);
    return hash;
}

static Object *range_repr(Object *self) {
    Range *range = (Range *)self;
    if (int_is_machine(range->step) && int_value(range->step) == 1) return str_format("range(%R, %R)", range->start, range->stop);
    return str_format("range(%R, %R, %R)", range->start, range->stop, range->step);
}

static Value range_reduce_method(Object *self, Object **args UNUSED) {
    Range *range = (Range *)self;
    Object *arguments = tuple_of(3, range->start, range->stop, range->step);
    if (!arguments) return value_error();
    Object *result = tuple_of(2, (Object *)self->type, arguments);
    release(arguments);
    return value_new(result);
}

/* ---- iterators ---- */

static Object *machine_iterator(int64_t first, int64_t step, int64_t count) {
    RangeIterator *iterator = (RangeIterator *)object_new(&range_iterator_type);
    if (!iterator) return NULL;
    iterator->next_value = first;
    iterator->step = step;
    iterator->remaining = count;
    return &iterator->head;
}

/* next and step are ints, remaining how many are still to come. */
typedef struct LongRangeIterator { Object head; Object *next_value, *step, *remaining; } LongRangeIterator;

/* STEALS all; a NULL one gives NULL. */
static Object *long_iterator_steal(Object *first, Object *step, Object *count) {
    LongRangeIterator *iterator = first && step && count ? (LongRangeIterator *)object_new(&long_range_iterator_type) : NULL;
    if (!iterator) {
        release_or_null(first), release_or_null(step), release_or_null(count);
        return NULL;
    }
    iterator->next_value = first, iterator->step = step, iterator->remaining = count;
    return &iterator->head;
}

static Object *range_iter(Object *self) {
    Range *range = (Range *)self;
    if (range->fast) return machine_iterator(range->first, range->step_value, range->count);
    return long_iterator_steal(retain(range->start), retain(range->step), retain(range->length));
}

static Value range_reversed_method(Object *self, Object **args UNUSED) {
    Range *range = (Range *)self;
    if (range->fast && range->step_value != INT64_MIN) {
        __int128 last = (__int128)range->first + (__int128)(range->count - 1) * range->step_value;
        return value_new(machine_iterator(range->count ? (int64_t)last : 0, -range->step_value, range->count));
    }
    Object *length = range_length_object(range);
    Object *index = length ? object_binary(length, int_small_borrowed(1), BINARY_SUB) : NULL;
    Object *last = index ? element_at(range->start, range->step, index) : NULL;
    release_or_null(index);
    return value_new(long_iterator_steal(last, last ? object_unary(range->step, UNARY_NEG) : NULL, length));
}

static Object *machine_iterator_next(Object *self) {
    RangeIterator *iterator = (RangeIterator *)self;
    if (!iterator->remaining) return NULL;
    int64_t value = iterator->next_value;
    iterator->remaining--;
    iterator->next_value = (int64_t)((uint64_t)value + (uint64_t)iterator->step);    /* past the last it may wrap */
    return int_from_i64(value);
}

static Object *long_iterator_next(Object *self) {
    LongRangeIterator *iterator = (LongRangeIterator *)self;
    if (int_sign(iterator->remaining) == 0) return NULL;
    Object *after = object_binary(iterator->next_value, iterator->step, BINARY_ADD);
    Object *remaining = after ? object_binary(iterator->remaining, int_small_borrowed(1), BINARY_SUB) : NULL;
    if (!remaining) {
        release_or_null(after);
        return NULL;
    }
    Object *value = iterator->next_value;
    iterator->next_value = after;
    object_replace_steal(&iterator->remaining, remaining);
    return value;
}

static void long_iterator_dealloc(Object *self) {
    LongRangeIterator *iterator = (LongRangeIterator *)self;
    release(iterator->next_value), release(iterator->step), release(iterator->remaining);
    object_free(self);
}

static Value machine_iterator_hint_method(Object *self, Object **args UNUSED) { return value_int(((RangeIterator *)self)->remaining); }
static Value long_iterator_hint_method(Object *self, Object **args UNUSED) { return value_new(retain(((LongRangeIterator *)self)->remaining)); }

/* The range of what is still to come. STEALS all three. */
static Object *remaining_range_steal(Object *first, Object *step, Object *count) {
    Object *stop = first && step && count ? element_at(first, step, count) : NULL;
    release_or_null(count);
    return range_from_ints_steal(first, stop, step);
}

/* (iter, (range,)): the builtin iter on the range of what is still to come. STEALS range. */
static Object *iterator_reduced_steal(Object *range) {
    BORROWED Object *iter = range ? dict_peek_text(interp.builtins, "iter") : NULL;
    Object *arguments = iter ? tuple_of(1, range) : NULL;
    Object *result = arguments ? tuple_of(2, iter, arguments) : NULL;
    release_or_null(range), release_or_null(arguments);
    return result;
}

static Value machine_iterator_reduce_method(Object *self, Object **args UNUSED) {
    RangeIterator *iterator = (RangeIterator *)self;
    Object *first = int_from_i64(iterator->next_value), *step = first ? int_from_i64(iterator->step) : NULL;
    return value_new(iterator_reduced_steal(remaining_range_steal(first, step, step ? int_from_i64(iterator->remaining) : NULL)));
}

static Value long_iterator_reduce_method(Object *self, Object **args UNUSED) {
    LongRangeIterator *iterator = (LongRangeIterator *)self;
    Object *range = remaining_range_steal(retain(iterator->next_value), retain(iterator->step), retain(iterator->remaining));
    return value_new(iterator_reduced_steal(range));
}

static const Method machine_iterator_methods[] = {
    {"__length_hint__", machine_iterator_hint_method, "()", "How many numbers are still to come.", 0},
    {"__reduce__", machine_iterator_reduce_method, "()", NULL, 0},
    {0},
};

static const Method long_iterator_methods[] = {
    {"__length_hint__", long_iterator_hint_method, "()", "How many numbers are still to come.", 0},
    {"__reduce__", long_iterator_reduce_method, "()", NULL, 0},
    {0},
};

static Object *iterator_self(Object *self) { return retain(self); }

Type range_iterator_type = {
    .head = TYPE_HEAD, .name = "range_iterator", .size = sizeof(RangeIterator), .dealloc = object_free,
    .iter = iterator_self, .next = machine_iterator_next, .methods = machine_iterator_methods,
};

Type long_range_iterator_type = {
    .head = TYPE_HEAD, .name = "longrange_iterator", .size = sizeof(LongRangeIterator), .dealloc = long_iterator_dealloc,
    .iter = iterator_self, .next = long_iterator_next, .methods = long_iterator_methods,
};

/* ---- the type ---- */

static Object *range_get_start(Object *self) { return retain(((Range *)self)->start); }
static Object *range_get_stop(Object *self) { return retain(((Range *)self)->stop); }
static Object *range_get_step(Object *self) { return retain(((Range *)self)->step); }

static const Getter range_getters[] = {
    {"start", range_get_start, getter_readonly, NULL},
    {"stop", range_get_stop, getter_readonly, NULL},
    {"step", range_get_step, getter_readonly, NULL},
    {0},
};

static const Method range_methods[] = {
    {"count", range_count_method, "(value, /)", "How often value occurs.", 0},
    {"index", range_index_method, "(value, /)", "The position of value; ValueError if it is not there.", 0},
    {"__reversed__", range_reversed_method, "()", "An iterator over the numbers, last first.", 0},
    {"__reduce__", range_reduce_method, "()", NULL, 0},
    {0},
};

Type range_type = {
    .head = TYPE_HEAD, .name = "range", .size = sizeof(Range), .flags = TYPE_SEQUENCE,
    .doc = "range(stop), range(start, stop[, step]): the numbers from start (or 0) up to but not including stop.",
    .new = range_type_new, .dealloc = range_dealloc,
    .repr = range_repr, .hash = range_hash, .compare = range_compare, .truth = range_truth, .iter = range_iter,
    .length = range_length, .get_item = range_get_item, .contains = range_contains, .seq_item = range_seq_item,
    .methods = range_methods, .getters = range_getters,
};
