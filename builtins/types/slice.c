/* slice.c - slice objects and index arithmetic. */
#include "builtins/types/slice.h"

#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"

Object *slice_new(Object *start, Object *stop, Object *step) {
    Slice *slice = (Slice *)object_new(&slice_type);
    if (!slice) return NULL;
    slice->start = retain(start ? start : None);
    slice->stop = retain(stop ? stop : None);
    slice->step = retain(step ? step : None);
    gc_track(&slice->head);
    return &slice->head;
}

static Object *slice_type_new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (kwnames) return error_set(TypeError, "slice() takes no keyword arguments");
    if (count == 0) return error_set(TypeError, "slice expected at least 1 argument, got 0");
    if (count > 3) return error_set(TypeError, "slice expected at most 3 arguments, got %zu", count);
    if (count == 1) return slice_new(NULL, args[0], NULL);
    return slice_new(args[0], args[1], count == 3 ? args[2] : NULL);
}

/* ---- index arithmetic ---- */

/* A bound, clamped to what ssize_t holds; fallback for None. MAY_RUN */
static int read_bound(Object *bound, ssize_t fallback, ssize_t *result) {
    if (bound == None) return *result = fallback, 0;
    if (bound->type->index) return object_as_index(bound, result, NULL);
    return error_set_int(TypeError, "slice indices must be integers or None or have an __index__ method");
}

int slice_unpack(Object *o, ssize_t *start, ssize_t *stop, ssize_t *step) {
    Slice *slice = (Slice *)o;
    if (read_bound(slice->step, 1, step)) return -1;
    if (*step == 0) return error_set_int(ValueError, "slice step cannot be zero");
    if (*step < -SSIZE_MAX) *step = -SSIZE_MAX;    /* so that -step can be had */
    if (read_bound(slice->start, *step < 0 ? SSIZE_MAX : 0, start)) return -1;
    return read_bound(slice->stop, *step < 0 ? -SSIZE_MAX - 1 : SSIZE_MAX, stop);
}

static ssize_t clamp_bound(ssize_t bound, ssize_t length, ssize_t step) {
    if (bound < 0) {
        bound += length;
        return bound >= 0 ? bound : step < 0 ? -1 : 0;
    }
    return bound < length ? bound : step < 0 ? length - 1 : length;
}

ssize_t slice_adjust(size_t length, ssize_t *start, ssize_t *stop, ssize_t step) {
    *start = clamp_bound(*start, (ssize_t)length, step);
    *stop = clamp_bound(*stop, (ssize_t)length, step);
    if (step < 0) return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

ssize_t slice_resolve(Object *slice, size_t length, ssize_t *start, ssize_t *stop, ssize_t *step) {
    if (slice_unpack(slice, start, stop, step)) return -1;
    return slice_adjust(length, start, stop, *step);
}

/* ---- indices(): the same on ints of any size ---- */

/* A bound as an int object, fallback (borrowed) for None. New reference. MAY_RUN */
static Object *bound_as_int(Object *bound, Object *fallback) {
    if (bound == None) return retain(fallback);
    if (bound->type->index) return object_index(bound);
    return error_set(TypeError, "slice indices must be integers or None or have an __index__ method");
}

/* Clamps to lower..upper after counting negative bounds from the end. STEALS bound. New reference. */
static Object *clamp_int_steal(Object *bound, Object *length, Object *lower, Object *upper) {
    if (bound && int_sign(bound) < 0) {
        Object *from_end = object_binary(bound, length, BINARY_ADD);
        release(bound);
        bound = from_end;
    }
    if (!bound) return NULL;
    Object *limit = int_compare(bound, lower) < 0 ? lower : int_compare(bound, upper) > 0 ? upper : NULL;
    if (!limit) return bound;
    release(bound);
    return retain(limit);
}

static Object *slice_indices(Slice *slice, Object *length) {
    Object *step = bound_as_int(slice->step, int_small_borrowed(1));
    if (!step) return NULL;
    Object *lower = NULL, *upper = NULL, *start = NULL, *stop = NULL;
    bool backward = int_sign(step) < 0;
    if (int_sign(step) == 0) error_set(ValueError, "slice step cannot be zero");
    else {
        lower = int_from_i64(backward ? -1 : 0);
        upper = backward ? object_binary(length, int_small_borrowed(1), BINARY_SUB) : retain(length);
    }
    if (lower && upper && (start = bound_as_int(slice->start, backward ? upper : lower)) && slice->start != None)
        start = clamp_int_steal(start, length, lower, upper);
    if (start && (stop = bound_as_int(slice->stop, backward ? lower : upper)) && slice->stop != None)
        stop = clamp_int_steal(stop, length, lower, upper);
    Object *result = stop ? tuple_of(3, start, stop, step) : NULL;
    release_or_null(lower), release_or_null(upper);
    release_or_null(start), release_or_null(stop), release(step);
    return result;
}

static Value slice_indices_method(Object *self, Object **args) {
    Object *length = object_index(args[0]);
    if (!length) return value_error();
    Object *result = int_sign(length) < 0 ? error_set(ValueError, "length should not be negative") : slice_indices((Slice *)self, length);
    release(length);
    return value_new(result);
}

/* ---- the type ---- */

static Object *slice_as_tuple(Object *self) {
    Slice *slice = (Slice *)self;
    return tuple_of(3, slice->start, slice->stop, slice->step);
}

static Object *slice_compare(Object *self, Object *other, int op) {
    if (!is_slice(other)) return retain(NotImplemented);
    if (self == other) return bool_object(order_satisfies(0, op) && op != COMPARE_LT && op != COMPARE_GT);
    Object *left = slice_as_tuple(self), *right = left ? slice_as_tuple(other) : NULL;
    Object *result = right ? object_compare(left, right, op) : NULL;
    release_or_null(left);
    release_or_null(right);
    return result;
}

static Object *slice_repr(Object *self) {
    Slice *slice = (Slice *)self;
    return str_format("slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
}

static Hash slice_hash(Object *self) { return error_set_int(TypeError, "unhashable type: '%T'", self); }

static Value slice_reduce_method(Object *self, Object **args UNUSED) {
    Object *arguments = slice_as_tuple(self);
    if (!arguments) return value_error();
    Object *result = tuple_of(2, (Object *)self->type, arguments);
    release(arguments);
    return value_new(result);
}

static int slice_traverse(Object *self, VisitFn visit, void *context) {
    Slice *slice = (Slice *)self;
    VISIT(slice->start);
    VISIT(slice->stop);
    VISIT(slice->step);
    return 0;
}

static void slice_dealloc(Object *self) {
    Slice *slice = (Slice *)self;
    gc_untrack(self);
    CLEAR(slice->start);
    CLEAR(slice->stop);
    CLEAR(slice->step);
    object_free(self);
}

static Object *slice_get_start(Object *self) { return retain(((Slice *)self)->start); }
static Object *slice_get_stop(Object *self) { return retain(((Slice *)self)->stop); }
static Object *slice_get_step(Object *self) { return retain(((Slice *)self)->step); }

static const Getter slice_getters[] = {
    {"start", slice_get_start, getter_readonly, NULL},
    {"stop", slice_get_stop, getter_readonly, NULL},
    {"step", slice_get_step, getter_readonly, NULL},
    {0},
};

static const Method slice_methods[] = {
    {"indices", slice_indices_method, "(len, /)", "(start, stop, step) with which this slice cuts a sequence of length len.", 0},
    {"__reduce__", slice_reduce_method, "()", NULL, 0},
    {0},
};

Type slice_type = {
    .head = TYPE_HEAD, .name = "slice", .size = sizeof(Slice), .flags = TYPE_GC,
    .doc = "slice(stop), slice(start, stop[, step]): what a[start:stop:step] passes to a.__getitem__.",
    .new = slice_type_new, .dealloc = slice_dealloc, .traverse = slice_traverse,
    .repr = slice_repr, .hash = slice_hash, .compare = slice_compare,
    .methods = slice_methods, .getters = slice_getters,
};
