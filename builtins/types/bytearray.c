/* bytearray.c - the bytearray type: a growing array of bytes.
 *
 * Invariants: data has room for capacity bytes, of which size are in use, and is NULL when capacity is 0; while exports > 0
 * (live buffer views) data neither moves nor changes its size. */
#include "builtins/types/bytes.h"
#include "builtins/types/bytes_internal.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/base/mem.h"

enum { GROWTH_SHIFT = 3, GROWTH_ROUND = 16 };

/* ---- storage ---- */

static int check_resizable(const ByteArray *array) {
    return array->exports ? error_set_int(BufferError, "Existing exports of data: object cannot be re-sized") : 0;
}

/* Makes the size that; new bytes are uninitialised. 0, -1 (the array is unchanged). */
static int resize(ByteArray *array, size_t size) {
    if (size == array->size) return 0;
    if (check_resizable(array)) return -1;
    if (size > array->capacity || size < array->capacity / 2) {
        if (size > (size_t)PTRDIFF_MAX / 2) return error_no_memory(), -1;
        size_t capacity = size ? (size + (size > array->size ? size >> GROWTH_SHIFT : 0) + GROWTH_ROUND) & ~(size_t)(GROWTH_ROUND - 1) : 0;
        char *data = NULL;
        if (capacity && !(data = mem_realloc(array->data, array->capacity, capacity))) return error_no_memory(), -1;
        if (!capacity) mem_free(array->data, array->capacity);
        array->data = data;
        array->capacity = capacity;
    }
    array->size = size;
    return 0;
}

static Object *bytearray_alloc(Type *type, const char *data, size_t size) {
    ByteArray *array = (ByteArray *)object_new(type);
    if (!array) return NULL;
    if (size && resize(array, size)) {
        RELEASE(array);
        return NULL;
    }
    if (data && size) memcpy(array->data, data, size);
    return (Object *)array;
}

Object *bytearray_from_data(const char *data, size_t size) { return bytearray_alloc(&bytearray_type, data, size); }

static void bytearray_dealloc(Object *o) {
    ByteArray *array = (ByteArray *)o;
    mem_free(array->data, array->capacity);
    object_free(o);
}

/* Replaces [start, stop) by size bytes from data, which does not lie in the array itself. 0, -1. */
static int splice(ByteArray *array, size_t start, size_t stop, const char *data, size_t size) {
    size_t tail = array->size - stop, old = stop - start;
    if (size > old) {
        if (resize(array, array->size + (size - old))) return -1;
        memmove(array->data + start + size, array->data + stop, tail);
    } else if (size < old) {
        if (check_resizable(array)) return -1;
        memmove(array->data + start + size, array->data + stop, tail);
        if (resize(array, start + size + tail)) return -1;
    }
    if (size) memcpy(array->data + start, data, size);
    return 0;
}

/* ---- slots ---- */

static Object *bytearray_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    return bytearray_alloc(type, NULL, 0);
}

static int bytearray_init(Object *o, Object **args, size_t count, Object *kwnames) {
    Buffer out = BUFFER_INIT;
    int status = bytes_construct(&out, args, count, kwnames, "bytearray", BYTE_MESSAGE);
    if (!status && buffer_failed(&out)) status = (error_no_memory(), -1);
    if (!status) status = splice((ByteArray *)o, 0, ((ByteArray *)o)->size, out.data, out.length);
    buffer_free(&out);
    return status;
}

static Object *bytearray_repr(Object *o) {
    Buffer out = BUFFER_INIT;
    Span span = span_of(o);
    buffer_append_text(&out, type_name(o->type));
    buffer_append_byte(&out, '(');
    append_bytes_repr(&out, span.data, span.size, true);
    buffer_append_byte(&out, ')');
    return str_from_buffer(&out);
}

static ssize_t bytearray_length(Object *o) { return (ssize_t)((ByteArray *)o)->size; }
static Object *bytearray_iter(Object *o) { return bytes_iterator_new(o, &bytearray_iterator_type); }

static Object *bytearray_seq_item(Object *o, ssize_t index) {
    if (index < 0 || (size_t)index >= ((ByteArray *)o)->size) return error_set(IndexError, "bytearray index out of range");
    return int_from_i64((unsigned char)((ByteArray *)o)->data[index]);
}

static bool bytearray_get_number(Object *o, int64_t index, Value *number) {
    const ByteArray *array = (const ByteArray *)o;
    if (index < 0) index += (int64_t)array->size;
    if ((uint64_t)index >= array->size) return false;
    *number = value_int((unsigned char)array->data[index]);
    return true;
}

static bool bytearray_set_number(Object *o, int64_t index, Value number) {
    const ByteArray *array = (const ByteArray *)o;
    if (index < 0) index += (int64_t)array->size;
    if ((uint64_t)index >= array->size || number.tag != V_INT || (uint64_t)number.i > 0xFF) return false;
    array->data[index] = (char)number.i;
    return true;
}

static Object *bytearray_get_item(Object *o, Object *key) {
    if (is_slice(key)) {
        ssize_t start, stop, step;
        if (slice_unpack(key, &start, &stop, &step)) return NULL;
        ssize_t count = slice_adjust(((ByteArray *)o)->size, &start, &stop, step);
        return span_slice(o, start, step, (size_t)count);
    }
    ssize_t index;
    if (sequence_index_slow("bytearray", key, &index)) return NULL;
    return bytearray_seq_item(o, index < 0 ? index + (ssize_t)((ByteArray *)o)->size : index);
}

/* The bytes to be stored in a slice, as an object with a buffer that is not the array itself. */
static Object *slice_source(Object *array, Object *value) {
    if (value == array) return bytes_from_data(span_of(array).data, span_of(array).size);
    if (value->type->get_buffer) return retain(value);
    if (is_int(value) || is_str(value))
        return error_set(TypeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    Buffer out = BUFFER_INIT;
    if (!bytes_collect(&out, value, "bytearray", BYTE_MESSAGE)) return bytes_from_buffer(&out);
    buffer_free(&out);
    return NULL;
}

/* Removes count bytes, every step-th from start on (step > 1). */
static int delete_steps(ByteArray *array, size_t start, size_t step, size_t count) {
    if (check_resizable(array)) return -1;
    char *to = array->data + start;
    size_t from = start;
    for (size_t i = 0; i < count; i++) {
        size_t stop = i + 1 < count ? from + step : array->size;
        memmove(to, array->data + from + 1, stop - from - 1);
        to += stop - from - 1;
        from += step;
    }
    return resize(array, array->size - count);
}

static int store_steps(ByteArray *array, ssize_t start, ssize_t step, size_t count, const BufferView *view) {
    if (view->length != count)
        return error_set_int(ValueError, "attempt to assign bytes of size %zu to extended slice of size %zu", view->length, count);
    for (size_t i = 0; i < count; i++, start += step) array->data[start] = view->data[i];
    return 0;
}

static int delete_range(ByteArray *array, ssize_t start, ssize_t step, ssize_t count) {
    if (!count) return 0;
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    if (step == 1) return splice(array, (size_t)start, (size_t)(start + count), NULL, 0);
    return delete_steps(array, (size_t)start, (size_t)step, (size_t)count);
}

static int delete_slice(ByteArray *array, Object *slice) {
    ssize_t start, stop, step;
    if (slice_unpack(slice, &start, &stop, &step)) return -1;
    ssize_t count = slice_adjust(array->size, &start, &stop, step);
    return delete_range(array, start, step, count);
}

/* The size is taken when no script code comes any more: both the slice's indexes and the source may change it. */
static int store_slice(Object *o, Object *slice, Object *value) {
    ByteArray *array = (ByteArray *)o;
    ssize_t start, stop, step;
    if (slice_unpack(slice, &start, &stop, &step)) return -1;
    Object *source = slice_source(o, value);
    if (!source) return -1;
    BufferView view;
    int status = object_get_buffer(source, &view, 0);
    if (!status) {
        ssize_t count = slice_adjust(array->size, &start, &stop, step);
        if (step == 1) status = splice(array, (size_t)start, (size_t)(start + count), view.data, view.length);
        else if (!view.length) status = delete_range(array, start, step, count);
        else status = store_steps(array, start, step, (size_t)count, &view);
        buffer_view_release(&view);
    }
    release(source);
    return status;
}

static int bytearray_set_item(Object *o, Object *key, Object *value) {
    ByteArray *array = (ByteArray *)o;
    if (is_slice(key)) return value ? store_slice(o, key, value) : delete_slice(array, key);
    ssize_t index;
    if (sequence_index_slow("bytearray", key, &index)) return -1;
    int byte = value ? byte_argument(value, BYTE_MESSAGE) : 0;
    if (byte < 0) return -1;
    if (index < 0) index += (ssize_t)array->size;
    if (index < 0 || (size_t)index >= array->size) return error_set_int(IndexError, "bytearray index out of range");
    if (!value) return splice(array, (size_t)index, (size_t)index + 1, NULL, 0);
    array->data[index] = (char)byte;
    return 0;
}

/* Appends the contents of a buffer, which may be the array itself. 0, -1. */
static int append_buffer(ByteArray *array, Object *other) {
    if (other == (Object *)array) {
        size_t size = array->size;
        if (resize(array, size * 2)) return -1;
        if (size) memcpy(array->data + size, array->data, size);
        return 0;
    }
    BufferView view;
    if (object_get_buffer(other, &view, 0)) return -1;
    int status = splice(array, array->size, array->size, view.data, view.length);
    buffer_view_release(&view);
    return status;
}

static Object *bytearray_concat(Object *a, Object *b) {
    if (!b->type->get_buffer) return error_set(TypeError, "can't concat %T to %T", b, a);
    Object *result = bytearray_from_data(((ByteArray *)a)->data, ((ByteArray *)a)->size);
    if (result && append_buffer((ByteArray *)result, b)) CLEAR(result);
    return result;
}

static Object *bytearray_inplace_concat(Object *a, Object *b) {
    if (!b->type->get_buffer) return error_set(TypeError, "can't concat %T to %T", b, a);
    return append_buffer((ByteArray *)a, b) ? NULL : retain(a);
}

static Object *bytearray_inplace_repeat(Object *o, ssize_t count) {
    ByteArray *array = (ByteArray *)o;
    size_t unit = array->size, total;
    if (count < 0) count = 0;
    if (__builtin_mul_overflow(unit, (size_t)count, &total)) return error_no_memory();
    if (resize(array, total)) return NULL;
    for (size_t done = unit; done < total; done += unit) memcpy(array->data + done, array->data, unit);
    return retain(o);
}

static Object *bytearray_modulo(Object *a, Object *b) { return is_bytearray(a) ? span_modulo(a, b) : not_implemented(); }

static int bytearray_get_buffer(Object *o, BufferView *view, int writable) {
    (void)writable;
    ByteArray *array = (ByteArray *)o;
    *view = (BufferView){.data = array->size ? array->data : (char *)(uintptr_t)"", .length = array->size, .item_size = 1};
    array->exports++;
    return 0;
}

static void bytearray_release_buffer(Object *o, BufferView *view) {
    (void)view;
    ((ByteArray *)o)->exports--;
}

/* ---- methods ---- */

static Value append_method(Object *self, Object **args) {
    int byte = byte_argument(args[0], BYTE_MESSAGE);
    char data = (char)byte;
    ByteArray *array = (ByteArray *)self;
    if (byte >= 0 && array->size < array->capacity && !array->exports) {
        array->data[array->size++] = data;
        return value_none();
    }
    return byte < 0 || splice(array, array->size, array->size, &data, 1) ? value_error() : value_none();
}

static Value clear_method(Object *self, Object **args) {
    (void)args;
    return resize((ByteArray *)self, 0) ? value_error() : value_none();
}

static Value copy_method(Object *self, Object **args) {
    (void)args;
    return value_new(bytearray_from_data(((ByteArray *)self)->data, ((ByteArray *)self)->size));
}

static Value extend_method(Object *self, Object **args) {
    ByteArray *array = (ByteArray *)self;
    Object *source = args[0];
    if (source->type->get_buffer) return append_buffer(array, source) ? value_error() : value_none();
    Object *iterator = object_iter(source);
    if (!iterator) {
        if (error_clear_if(TypeError)) error_set(TypeError, "can't extend bytearray with %T", source);
        return value_error();
    }
    Buffer out = BUFFER_INIT;
    int status = bytes_collect(&out, iterator, "bytearray", BYTE_MESSAGE);
    release(iterator);
    if (!status) status = splice(array, array->size, array->size, out.data, out.length);
    buffer_free(&out);
    return status ? value_error() : value_none();
}

static Value insert_method(Object *self, Object **args) {
    ByteArray *array = (ByteArray *)self;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    int byte = byte_argument(args[1], BYTE_MESSAGE);
    if (byte < 0) return value_error();
    size_t at = sequence_clamp_bound(index, array->size);
    if (at > array->size) at = array->size;
    char data = (char)byte;
    return splice(array, at, at, &data, 1) ? value_error() : value_none();
}

static Value pop_method(Object *self, Object **args) {
    ByteArray *array = (ByteArray *)self;
    ssize_t index = -1;
    if (args[0] && sequence_integer(args[0], &index)) return value_error();
    if (!array->size) return error_set_value(IndexError, "pop from empty bytearray");
    if (index < 0) index += (ssize_t)array->size;
    if (index < 0 || (size_t)index >= array->size) return error_set_value(IndexError, "pop index out of range");
    unsigned char byte = (unsigned char)array->data[index];
    return splice(array, (size_t)index, (size_t)index + 1, NULL, 0) ? value_error() : value_int(byte);
}

static Value remove_method(Object *self, Object **args) {
    ByteArray *array = (ByteArray *)self;
    int byte = byte_argument(args[0], BYTE_MESSAGE);
    if (byte < 0) return value_error();
    char *found = array->size ? memchr(array->data, byte, array->size) : NULL;
    if (!found) return error_set_value(ValueError, "value not found in bytearray");
    size_t at = (size_t)(found - array->data);
    return splice(array, at, at + 1, NULL, 0) ? value_error() : value_none();
}

static Value reverse_method(Object *self, Object **args) {
    (void)args;
    ByteArray *array = (ByteArray *)self;
    for (size_t i = 0; i < array->size / 2; i++) {
        char byte = array->data[i];
        array->data[i] = array->data[array->size - 1 - i];
        array->data[array->size - 1 - i] = byte;
    }
    return value_none();
}

static Value alloc_method(Object *self, Object **args) {
    (void)args;
    return value_int((int64_t)((ByteArray *)self)->capacity);
}

static Value sizeof_method(Object *self, Object **args) {
    (void)args;
    return value_int((int64_t)(sizeof(ByteArray) + ((ByteArray *)self)->capacity));
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *bytes = bytes_from_data(span_of(self).data, span_of(self).size), *arguments = bytes ? tuple_of(1, bytes) : NULL;
    Object *state = arguments ? object_state(self) : NULL;
    Object *result = state ? tuple_of(3, (Object *)self->type, arguments, state) : NULL;
    release_or_null(bytes);
    release_or_null(arguments);
    release_or_null(state);
    return value_new(result);
}

static const Method bytearray_methods[] = {
    BYTES_COMMON_METHODS,
    {"append", append_method, "(item, /)", "Append one byte.", 0},
    {"clear", clear_method, "()", "Remove all bytes.", 0},
    {"copy", copy_method, "()", "Return a copy.", 0},
    {"extend", extend_method, "(iterable_of_ints, /)", "Append the bytes of a buffer or an iterable of ints.", 0},
    {"insert", insert_method, "(index, item, /)", "Insert one byte before the index.", 0},
    {"pop", pop_method, "(index=-1, /)", "Remove one byte (the last by default) and return it.", 0},
    {"remove", remove_method, "(value, /)", "Remove the first occurrence of a byte.", 0},
    {"reverse", reverse_method, "()", "Reverse the bytes in place.", 0},
    {"__alloc__", alloc_method, "()", "Return the number of bytes allocated.", 0},
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {"__sizeof__", sizeof_method, "()", "Return the size of the object in memory, in bytes.", 0},
    {0}
};

Type bytearray_type = {
    .head = TYPE_HEAD, .name = "bytearray", .size = sizeof(ByteArray), .flags = TYPE_BASE,
    .new = bytearray_new, .init = bytearray_init, .dealloc = bytearray_dealloc, .repr = bytearray_repr, .str = bytearray_repr,
    .hash = type_unhashable, .compare = span_compare, .iter = bytearray_iter, .binary = {[BINARY_MOD] = bytearray_modulo},
    .length = bytearray_length, .get_item = bytearray_get_item, .set_item = bytearray_set_item,
    .get_number = bytearray_get_number, .set_number = bytearray_set_number, .contains = span_contains,
    .seq_item = bytearray_seq_item, .concat = bytearray_concat, .repeat = span_repeat,
    .inplace_concat = bytearray_inplace_concat, .inplace_repeat = bytearray_inplace_repeat,
    .get_buffer = bytearray_get_buffer, .release_buffer = bytearray_release_buffer, .methods = bytearray_methods,
    .doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\n"
           "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n"
           "bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n"
           "bytearray() -> empty bytes array\n\nConstruct a mutable bytearray object.",
};
