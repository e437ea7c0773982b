/* memoryview_shape.c - memoryviews of no or of several dimensions, which cast() makes.
 *
 * Only the first dimension can be sliced, so what lies below one index of it, a row, is always contiguous: the inner
 * dimensions need no strides of their own. */
#include "builtins/types/memoryview_shape.h"

#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

static size_t inner_count(const MemoryView *view) { return view->ndim > 1 ? view->ndim - 1u : 0; }
static size_t extent(const MemoryView *view, size_t dimension) { return dimension ? view->inner[dimension - 1] : view->count; }

/* Bytes from one index of a dimension to the next. */
static ssize_t stride_of(const MemoryView *view, size_t dimension) {
    if (!dimension) return view->stride;
    size_t size = view->item_size;
    for (size_t i = dimension; i < inner_count(view); i++) size *= view->inner[i];
    return (ssize_t)size;
}

/* ---- making ---- */

void memory_free_dimensions(MemoryView *view) {
    if (view->inner) mem_free(view->inner, inner_count(view) * sizeof *view->inner);
    view->inner = NULL;
    view->ndim = 1;
}

static int set_dimensions(MemoryView *view, size_t ndim, const size_t *inner) {
    if (ndim > 1) {
        if (!(view->inner = mem_array(ndim - 1, sizeof *view->inner))) return error_no_memory(), -1;
        memcpy(view->inner, inner, (ndim - 1) * sizeof *inner);
    }
    view->ndim = (uint8_t)ndim;
    return 0;
}

int memory_copy_dimensions(MemoryView *to, const MemoryView *from) { return set_dimensions(to, from->ndim, from->inner); }

/* Reads the extents. The product of them, or -1. */
static ssize_t read_shape(Object *items, size_t *extents) {
    ssize_t product = 1;
    for (size_t i = 0; i < tuple_count(items); i++) {
        Object *item = tuple_item_borrowed(items, i);
        ssize_t number;
        if (!is_int(item)) return error_set_int(TypeError, "memoryview.cast(): elements of shape must be integers");
        if (object_as_index(item, &number, OverflowError)) return -1;
        if (number <= 0) return error_set_int(ValueError, "memoryview.cast(): elements of shape must be integers > 0");
        if (__builtin_mul_overflow(product, number, &product))
            return error_set_int(ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX");
        extents[i] = (size_t)number;
    }
    return product;
}

int memory_reshape(MemoryView *view, Object *shape) {
    size_t extents[MEMORY_MAX_DIMENSIONS + 1] = {1};
    Object *items = tuple_from_iterable(shape);
    if (!items) return -1;
    size_t ndim = tuple_count(items);
    ssize_t product = ndim > MEMORY_MAX_DIMENSIONS
        ? error_set_int(ValueError, "memoryview: number of dimensions must not exceed %d", MEMORY_MAX_DIMENSIONS) : read_shape(items, extents);
    release(items);
    if (product < 0) return -1;
    if ((size_t)product != view->count) return error_set_int(TypeError, "memoryview: product(shape) * itemsize != buffer size");
    view->count = extents[0];
    if (set_dimensions(view, ndim, extents + 1)) return -1;
    view->row_size = (size_t)product / extents[0] * view->item_size;
    view->stride = (ssize_t)view->row_size;
    return 0;
}

bool memory_same_shape(const MemoryView *a, const MemoryView *b) {
    if (a->ndim != b->ndim) return false;
    for (size_t i = 0; i < a->ndim; i++)
        if (extent(a, i) != extent(b, i)) return false;
    return true;
}

bool memory_is_fortran(const MemoryView *view) {
    size_t size = view->item_size;
    for (size_t i = 0; i < view->ndim; i++) {
        if (!extent(view, i)) return true;
        if (extent(view, i) > 1 && stride_of(view, i) != (ssize_t)size) return false;
        size *= extent(view, i);
    }
    return true;
}

/* ---- contents ---- */

/* Items in the order of the indexes, the first one running fastest: dimension by dimension from the last. */
static void append_dimension(Buffer *out, const MemoryView *view, const char *at, size_t dimensions) {
    if (!dimensions) {
        buffer_append(out, at, view->item_size);
        return;
    }
    ssize_t stride = stride_of(view, dimensions - 1);
    for (size_t i = 0; i < extent(view, dimensions - 1); i++) append_dimension(out, view, at + (ssize_t)i * stride, dimensions - 1);
}

void memory_append_fortran(Buffer *out, const MemoryView *view) { append_dimension(out, view, view->start, view->ndim); }

static Object *list_of(const MemoryView *view, const char *at, size_t dimension) {
    if (dimension == view->ndim) return memory_unpack(at, view->format);
    size_t count = extent(view, dimension);
    Object *list = list_new(count);
    for (size_t i = 0; list && i < count; i++) {
        Object *item = list_of(view, at + (ssize_t)i * stride_of(view, dimension), dimension + 1);
        if (!item || list_append_steal(list, item)) CLEAR(list);
    }
    return list;
}

Object *memory_nested_list(const MemoryView *view) { return list_of(view, view->start, 0); }

/* ---- indexes ---- */

char *memory_find_item(const MemoryView *view, Object *indexes) {
    size_t count = tuple_count(indexes);
    if (count < view->ndim) return error_set(NotImplementedError, "sub-views are not implemented");
    if (count > view->ndim)
        return error_set(TypeError, "cannot index %d-dimension view with %zu-element tuple", view->ndim, count);
    char *at = view->start;
    for (size_t i = 0; i < count; i++) {
        ssize_t index, size = (ssize_t)extent(view, i);
        if (object_as_index(tuple_item_borrowed(indexes, i), &index, IndexError)) return NULL;
        if (index < 0) index += size;
        if (index < 0 || index >= size) return error_set(IndexError, "index out of bounds on dimension %d", (int)i + 1);
        at += index * stride_of(view, i);
    }
    return at;
}

/* ---- attributes ---- */

static Object *tuple_of_dimensions(const MemoryView *view, bool strides) {
    Object *tuple = tuple_new(view->ndim);
    for (size_t i = 0; tuple && i < view->ndim; i++) {
        Object *number = int_from_i64(strides ? stride_of(view, i) : (ssize_t)extent(view, i));
        ((Tuple *)tuple)->items[i] = number;
        if (!number) CLEAR(tuple);
    }
    return tuple;
}

Object *memory_shape_tuple(const MemoryView *view) { return tuple_of_dimensions(view, false); }
Object *memory_strides_tuple(const MemoryView *view) { return tuple_of_dimensions(view, true); }
