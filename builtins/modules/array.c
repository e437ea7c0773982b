/* array.c - array.array: storage, conversion of items, the type and its iterator.
 *
 * Invariant: data has room for `capacity` items; while exports is not 0 nothing is moved. Converting a value may run
 * script code that changes the array, so values are converted before a place for them is looked up. */
#include "builtins/modules/array.h"

#include <stddef.h>
#include <string.h>

#include "builtins/modules/item_codec.h"
#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/utf8.h"

static const ArrayKind kinds[] = {
    {'b', 1, true, false, "signed char"}, {'B', 1, false, false, "unsigned byte integer"}, {'u', 4, false, false, "unicode character"},
    {'h', 2, true, false, "signed short integer"}, {'H', 2, false, false, "unsigned short"},
    {'i', 4, true, false, "signed integer"}, {'I', 4, false, false, "unsigned int"},
    {'l', 8, true, false, "long"}, {'L', 8, false, false, "unsigned long"},
    {'q', 8, true, false, "long long"}, {'Q', 8, false, false, "unsigned long long"},
    {'f', 4, true, true, "float"}, {'d', 8, true, true, "double"},
};

const ArrayKind *array_kind_find(uint32_t code) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((unsigned char)kinds[i].code == code) return &kinds[i];
    return NULL;
}

static const bool big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

/* ---- items ---- */

Object *array_load(const Array *array, size_t index) {
    const ArrayKind *kind = array->kind;
    const char *data = array->data + index * kind->size;
    if (kind->is_float) return float_from_double(item_load_double(data, kind->size, big_endian));
    if (kind->code != 'u') return item_load_int(data, kind->size, big_endian, kind->is_signed);
    uint32_t codepoint = (uint32_t)item_load(data, 4, big_endian);
    if (codepoint <= 0x10ffff) return str_from_codepoint(codepoint);
    return error_set(ValueError, "character U+%x is not in range [U+0000; U+10ffff]", (unsigned)codepoint);
}

/* Messages differ from code to code in CPython. */
static int does_not_fit(const ArrayKind *kind, Object *number) {
    bool negative = int_sign(number) < 0;
    switch (kind->code) {
    case 'l': return error_set_int(OverflowError, "Python int too large to convert to C long");
    case 'q': return error_set_int(OverflowError, "int too big to convert");
    case 'Q': return error_set_int(OverflowError, negative ? "can't convert negative int to unsigned" : "int too big to convert");
    case 'L':
        if (!negative) return error_set_int(OverflowError, "Python int too large to convert to C unsigned long");
        return error_set_int(OverflowError, "can't convert negative value to unsigned int");
    case 'I':
        if (negative) return error_set_int(OverflowError, "can't convert negative value to unsigned int");
        break;
    }
    if (!int_is_machine(number)) return error_set_int(OverflowError, "Python int too large to convert to C long");
    return error_set_int(OverflowError, "%s is %s", kind->c_name, negative ? "less than minimum" : "greater than maximum");
}

static int convert_int(const ArrayKind *kind, Object *number, char bytes[8]) {
    size_t bits = 8u * kind->size, length = int_bit_length(number);
    bool negative = int_sign(number) < 0, fits = !negative && length <= bits - kind->is_signed;
    if (negative && kind->is_signed && int_is_machine(number)) fits = int_value(number) >= -((int64_t)1 << (bits - 1));
    if (!fits) return does_not_fit(kind, number);
    item_store(int_is_machine(number) ? (uint64_t)int_value(number) : mpz_get_ui(int_big(number)), bytes, kind->size, big_endian);
    return 0;
}

static int convert_character(Object *value, char bytes[8]) {
    if (!is_str(value) || str_length(value) != 1) return error_set_int(TypeError, "array item must be unicode character");
    const char *cursor = str_data(value);
    item_store(utf8_decode(&cursor), bytes, 4, big_endian);
    return 0;
}

int array_convert(const ArrayKind *kind, Object *value, char bytes[8]) {
    if (kind->code == 'u') return convert_character(value, bytes);
    if (kind->is_float) {
        double number;
        if (float_as_double(value, &number)) return -1;
        item_store_double(number, bytes, kind->size, big_endian);
        return 0;
    }
    Object *number = object_index(value);
    int status = number ? convert_int(kind, number, bytes) : -1;
    release_or_null(number);
    return status;
}

/* ---- storage ---- */

int array_resize(Array *array, size_t count) {
    if (array->exports && count != array->count) return error_set_int(BufferError, "cannot resize an array that is exporting buffers");
    if (count > array->capacity || count < array->capacity / 2) {
        size_t capacity = count > array->capacity ? count + (count >> 4) + (count < 8 ? 3 : 7) : count;
        char *data = mem_realloc_array(array->data, array->capacity, capacity, array->kind->size);
        if (!data && capacity) return error_no_memory(), -1;
        array->data = data;
        array->capacity = capacity;
    }
    array->count = count;
    return 0;
}

Array *array_new(Type *type, const ArrayKind *kind, size_t count) {
    Array *array = (Array *)object_new(type);
    if (!array) return NULL;
    array->kind = kind;
    if (array_resize(array, count)) {
        release(&array->head);
        return NULL;
    }
    if (count) memset(array->data, 0, array_size(array));
    return array;
}

int array_append(Array *array, Object *value) {
    char bytes[8];
    if (array_convert(array->kind, value, bytes) || array_resize(array, array->count + 1)) return -1;
    memcpy(array->data + (array->count - 1) * array->kind->size, bytes, array->kind->size);
    return 0;
}

int array_splice(Array *array, size_t start, size_t stop, const char *data, size_t count) {
    size_t size = array->kind->size, tail = array->count - stop, old = array->count;
    if (count > stop - start && array_resize(array, old + count - (stop - start))) return -1;
    if (count < stop - start && array->exports) return error_set_int(BufferError, "cannot resize an array that is exporting buffers");
    if (tail) memmove(array->data + (start + count) * size, array->data + stop * size, tail * size);
    if (count) memcpy(array->data + start * size, data, count * size);
    return count < stop - start ? array_resize(array, start + count + tail) : 0;
}

static int extend_from_array(Array *array, const Array *other) {
    if (array->kind != other->kind) return error_set_int(TypeError, "can only extend with array of same kind");
    size_t old = array->count, added = other->count;
    if (array_resize(array, old + added)) return -1;
    if (added) memcpy(array->data + old * array->kind->size, other->data, added * array->kind->size);
    return 0;
}

int array_extend(Array *array, Object *iterable) {
    if (is_array(iterable)) return extend_from_array(array, (Array *)iterable);
    Object *iterator = object_iter(iterable), *item;
    if (!iterator) return -1;
    int status = 0;
    while (!status && (item = object_next(iterator))) {
        status = array_append(array, item) || interp_check_interrupt();
        release(item);
    }
    release(iterator);
    return status || error_pending() ? -1 : 0;
}

int array_append_bytes(Array *array, Object *source) {
    BufferView view;
    if (object_get_buffer(source, &view, 0)) return -1;
    size_t size = array->kind->size, old = array->count, added = view.length / size;
    int status = view.length % size ? error_set_int(ValueError, "bytes length not a multiple of item size") : array_resize(array, old + added);
    if (!status && added) memcpy(array->data + old * size, view.data, view.length);
    buffer_view_release(&view);
    return status;
}

int array_append_text(Array *array, Object *str) {
    size_t old = array->count, added = str_length(str);
    if (array_resize(array, old + added)) return -1;
    const char *cursor = str_data(str);
    for (size_t i = 0; i < added; i++) item_store(utf8_decode(&cursor), array->data + (old + i) * 4, 4, big_endian);
    return 0;
}

/* ---- construction ---- */

/* Fills a new array from what array() got as its second argument. */
static int fill(Array *array, Object *source) {
    char code = array->kind->code;
    if (is_str(source)) {
        if (code == 'u') return array_append_text(array, source);
        return error_set_int(TypeError, "cannot use a str to initialize an array with typecode '%c'", code);
    }
    if (is_bytes(source) || is_bytearray(source)) return array_append_bytes(array, source);
    if (is_array(source) && ((Array *)source)->kind != array->kind) {
        if (code != 'u' && ((Array *)source)->kind->code == 'u')
            return error_set_int(TypeError, "cannot use a unicode array to initialize an array with typecode '%c'", code);
        Object *items = list_from_iterable(source);
        int status = items ? array_extend(array, items) : -1;
        release_or_null(items);
        return status;
    }
    return array_extend(array, source);
}

static Object *array_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (kwnames && type == &array_type) return error_set(TypeError, "array.array() takes no keyword arguments");
    if (count < 1) return error_set(TypeError, "array() takes at least 1 argument (0 given)");
    if (count > 2) return error_set(TypeError, "array() takes at most 2 arguments (%zu given)", count);
    if (!is_str(args[0]) || str_length(args[0]) != 1) return error_set(TypeError, "array() argument 1 must be a unicode character, not %K", args[0]);
    const char *cursor = str_data(args[0]);
    const ArrayKind *kind = array_kind_find(utf8_decode(&cursor));
    if (!kind) return error_set(ValueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    Array *array = array_new(type, kind, 0);
    if (!array || count == 1 || !fill(array, args[1])) return (Object *)array;
    release(&array->head);
    return NULL;
}

static void array_dealloc(Object *self) {
    Array *array = (Array *)self;
    mem_free_array(array->data, array->capacity, array->kind ? array->kind->size : 1);
    object_free(self);
}

/* ---- slots ---- */

static ssize_t array_length(Object *self) { return (ssize_t)((Array *)self)->count; }

static Object *array_seq_item(Object *self, ssize_t index) {
    if ((size_t)index >= ((Array *)self)->count) return error_set(IndexError, "array index out of range");
    return array_load((Array *)self, (size_t)index);
}

static Object *get_slice(Array *array, Object *slice) {
    ssize_t start, stop, step;
    if (slice_unpack(slice, &start, &stop, &step)) return NULL;
    size_t count = (size_t)slice_adjust(array->count, &start, &stop, step), size = array->kind->size;
    Array *result = array_new(&array_type, array->kind, count);
    for (size_t i = 0; result && i < count; i++) memcpy(result->data + i * size, array->data + (size_t)(start + (ssize_t)i * step) * size, size);
    return (Object *)result;
}

/* key as an index. 0, -1 with IndexError `message`. MAY_RUN */
static int find_item(Array *array, Object *key, const char *message, size_t *index) {
    ssize_t position;
    if (!key->type->index) return error_set_int(TypeError, "array indices must be integers");
    if (object_as_index(key, &position, IndexError)) return -1;
    if (position < 0) position += (ssize_t)array->count;
    *index = (size_t)position;
    return *index < array->count ? 0 : error_set_int(IndexError, "%s", message);
}

static Object *array_get_item(Object *self, Object *key) {
    size_t index;
    if (is_slice(key)) return get_slice((Array *)self, key);
    return find_item((Array *)self, key, "array index out of range", &index) ? NULL : array_load((Array *)self, index);
}

/* Deletes every step-th of count items from start on. */
static int delete_stepped(Array *array, ssize_t start, ssize_t step, size_t count) {
    if (array->exports && count) return error_set_int(BufferError, "cannot resize an array that is exporting buffers");
    if (step < 0) start += (ssize_t)(count - 1) * step, step = -step;
    size_t size = array->kind->size, kept = (size_t)start, next = (size_t)start;
    for (size_t i = (size_t)start, deleted = 0; i < array->count; i++) {
        if (deleted < count && i == next) next += (size_t)step, deleted++;
        else memmove(array->data + kept++ * size, array->data + i * size, size);
    }
    return array_resize(array, array->count - count);
}

static int assign_stepped(Array *array, const Array *source, ssize_t start, ssize_t step, size_t count) {
    size_t size = array->kind->size;
    if (source->count != count) return error_set_int(ValueError, "attempt to assign array of size %zu to extended slice of size %zu", source->count, count);
    for (size_t i = 0; i < count; i++) memcpy(array->data + (size_t)(start + (ssize_t)i * step) * size, source->data + i * size, size);
    return 0;
}

/* source: an Array of the same kind, not this one; NULL deletes. */
static int set_slice(Array *array, Object *slice, const Array *source) {
    ssize_t start, stop, step;
    if (slice_unpack(slice, &start, &stop, &step)) return -1;
    size_t count = (size_t)slice_adjust(array->count, &start, &stop, step);
    if (step == 1) return array_splice(array, (size_t)start, (size_t)start + count, source ? source->data : NULL, source ? source->count : 0);
    if (source) return assign_stepped(array, source, start, step, count);
    return count ? delete_stepped(array, start, step, count) : 0;
}

static int assign_slice(Array *array, Object *slice, Object *value) {
    if (!value) return set_slice(array, slice, NULL);
    if (!is_array(value)) return error_set_int(TypeError, "can only assign array (not \"%T\") to array slice", value);
    if (((Array *)value)->kind != array->kind) return error_set_int(TypeError, "bad argument type for built-in operation");
    if (value != &array->head) return set_slice(array, slice, (Array *)value);
    Array *copy = array_new(&array_type, array->kind, 0);
    int status = copy && !extend_from_array(copy, array) ? set_slice(array, slice, copy) : -1;
    release_or_null((Object *)copy);
    return status;
}

/* Where the item is; NULL: no such index. */
static char *place_of(const Array *array, int64_t index) {
    if (index < 0) index += (int64_t)array->count;
    return likely((uint64_t)index < array->count) ? array->data + (size_t)index * array->kind->size : NULL;
}

static bool array_get_number(Object *self, int64_t index, Value *number) {
    const ArrayKind *kind = ((Array *)self)->kind;
    const char *place = place_of((Array *)self, index);
    if (!place || kind->code == 'u') return false;
    if (kind->is_float) {
        *number = value_float(item_load_double(place, kind->size, big_endian));
        return number->d == number->d;
    }
    uint64_t bits = item_load(place, kind->size, big_endian);
    unsigned unused = (unsigned)(64 - 8 * kind->size);
    *number = value_int(kind->is_signed ? (int64_t)(bits << unused) >> unused : (int64_t)bits);
    return kind->is_signed || number->i >= 0;
}

static bool array_set_number(Object *self, int64_t index, Value number) {
    const ArrayKind *kind = ((Array *)self)->kind;
    char *place = place_of((Array *)self, index);
    if (!place || kind->code == 'u' || kind->is_float != (number.tag == V_FLOAT)) return false;
    if (kind->is_float) return kind->size == 8 && item_store_double(number.d, place, 8, big_endian);
    unsigned unused = (unsigned)(64 - 8 * kind->size);
    bool fits = kind->is_signed ? (int64_t)((uint64_t)number.i << unused) >> unused == number.i
                                : number.i >= 0 && (uint64_t)number.i << unused >> unused == (uint64_t)number.i;
    if (fits) item_store((uint64_t)number.i, place, kind->size, big_endian);
    return fits;
}

static int array_set_item(Object *self, Object *key, Object *value) {
    Array *array = (Array *)self;
    size_t index;
    char bytes[8];
    if (is_slice(key)) return assign_slice(array, key, value);
    if (value && key->type->index && array_convert(array->kind, value, bytes)) return -1;
    if (find_item(array, key, "array assignment index out of range", &index)) return -1;
    if (!value) return array_splice(array, index, index + 1, NULL, 0);
    memcpy(array->data + index * array->kind->size, bytes, array->kind->size);
    return 0;
}

static int array_contains(Object *self, Object *item) {
    for (size_t i = 0; i < ((Array *)self)->count; i++) {
        Object *element = array_load((Array *)self, i);
        int equal = element ? object_equal(element, item) : -1;
        release_or_null(element);
        if (equal) return equal;
    }
    return 0;
}

static Object *array_concat(Object *left, Object *right) {
    if (!is_array(right)) return error_set(TypeError, "can only append array (not \"%T\") to array", right);
    Array *a = (Array *)left, *b = (Array *)right;
    if (a->kind != b->kind) return error_set(TypeError, "bad argument type for built-in operation");
    Array *result = array_new(&array_type, a->kind, 0);
    if (result && (extend_from_array(result, a) || extend_from_array(result, b))) CLEAR(result);
    return (Object *)result;
}

/* The items of source, `times` times over, into result, which has the room. */
static void write_repeated(Array *result, size_t length, size_t times) {
    for (size_t i = 1; i < times; i++) memcpy(result->data + i * length, result->data, length);
}

static Object *array_repeat(Object *self, ssize_t times) {
    Array *array = (Array *)self;
    size_t count, length = array_size(array);
    if (times < 0) times = 0;
    if (__builtin_mul_overflow(array->count, (size_t)times, &count) || count > (size_t)SSIZE_MAX / 8) return error_no_memory();
    Array *result = array_new(&array_type, array->kind, count);
    if (!result || !count) return (Object *)result;
    memcpy(result->data, array->data, length);
    write_repeated(result, length, (size_t)times);
    return &result->head;
}

static Object *array_inplace_concat(Object *self, Object *other) {
    if (!is_array(other)) return error_set(TypeError, "can only extend with array (not \"%T\")", other);
    return extend_from_array((Array *)self, (Array *)other) ? NULL : retain(self);
}

static Object *array_inplace_repeat(Object *self, ssize_t times) {
    Array *array = (Array *)self;
    size_t count, length = array_size(array);
    if (times < 0) times = 0;
    if (__builtin_mul_overflow(array->count, (size_t)times, &count) || count > (size_t)SSIZE_MAX / 8) return error_no_memory();
    if (array_resize(array, count)) return NULL;
    if (count) write_repeated(array, length, (size_t)times);
    return retain(self);
}

/* Compares the items one by one; answers through *result if two differ. 1 differ, 0 all equal, -1. */
static int compare_items(Array *a, Array *b, int op, Object **result) {
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        Object *left = array_load(a, i), *right = left ? array_load(b, i) : NULL;
        int equal = right ? object_equal(left, right) : -1;
        if (equal == 0) *result = op == COMPARE_EQ || op == COMPARE_NE ? bool_object(op == COMPARE_NE) : object_compare(left, right, op);
        release_or_null(left);
        release_or_null(right);
        if (equal <= 0) return equal < 0 ? -1 : 1;
    }
    return 0;
}

static Object *array_compare(Object *self, Object *other, int op) {
    if (!is_array(other)) return retain(NotImplemented);
    Array *a = (Array *)self, *b = (Array *)other;
    if (a->count != b->count && (op == COMPARE_EQ || op == COMPARE_NE)) return bool_object(op == COMPARE_NE);
    Object *result = NULL;
    int differ = compare_items(a, b, op, &result);
    return differ ? result : sequence_compare_lengths(a->count, b->count, op);
}

static Object *array_repr(Object *self) {
    Array *array = (Array *)self;
    char code = array->kind->code;
    if (!array->count) return str_format("%T('%c')", self, code);
    Object *items = object_call_method(self, code == 'u' ? "tounicode" : "tolist", 0);
    Object *result = items ? str_format("%T('%c', %R)", self, code, items) : NULL;
    release_or_null(items);
    return result;
}

static Hash array_hash(Object *self) { return error_set_int(TypeError, "unhashable type: '%s'", self->type->name); }

static int array_get_buffer(Object *self, BufferView *view, int writable UNUSED) {
    Array *array = (Array *)self;
    static char formats[sizeof kinds / sizeof *kinds][2];
    char *format = formats[array->kind - kinds];
    format[0] = array->kind->code == 'u' ? 'w' : array->kind->code;
    *view = (BufferView){.data = array->data, .length = array_size(array), .item_size = array->kind->size, .format = format, .owner = retain(self)};
    array->exports++;
    return 0;
}

static void array_release_buffer(Object *self, BufferView *view UNUSED) { ((Array *)self)->exports--; }

/* ---- the iterator ---- */

typedef struct ArrayIterator { Object head; Array *array; size_t index; } ArrayIterator;    /* array NULL: exhausted */

static Object *array_iter(Object *self) {
    ArrayIterator *iterator = (ArrayIterator *)object_new(&array_iterator_type);
    if (!iterator) return NULL;
    iterator->array = RETAIN((Array *)self);
    gc_track(&iterator->head);
    return &iterator->head;
}

static Object *iterator_iter(Object *self) { return retain(self); }

static Object *iterator_next(Object *self) {
    ArrayIterator *iterator = (ArrayIterator *)self;
    if (!iterator->array) return NULL;
    if (iterator->index < iterator->array->count) return array_load(iterator->array, iterator->index++);
    CLEAR(iterator->array);
    return NULL;
}

/* (iter, (array,), index), or of an exhausted one (iter, ((),)). */
static Value iterator_reduce_method(Object *self, Object **args UNUSED) {
    ArrayIterator *iterator = (ArrayIterator *)self;
    BORROWED Object *iter = dict_peek_text(interp.builtins, "iter");
    if (!iter) return value_error();
    Object *empty = iterator->array ? NULL : tuple_new(0), *result = NULL;
    Object *arguments = iterator->array || empty ? tuple_of(1, iterator->array ? (Object *)iterator->array : empty) : NULL;
    Object *index = arguments && iterator->array ? int_from_size(iterator->index) : NULL;
    if (index) result = tuple_of(3, iter, arguments, index);
    else if (arguments && empty) result = tuple_of(2, iter, arguments);
    release_or_null(empty);
    release_or_null(arguments);
    release_or_null(index);
    return value_new(result);
}

static Value iterator_setstate_method(Object *self, Object **args) {
    ArrayIterator *iterator = (ArrayIterator *)self;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    size_t count = iterator->array ? iterator->array->count : 0;
    iterator->index = index < 0 ? 0 : (size_t)index > count ? count : (size_t)index;
    return value_none();
}

static const Method iterator_methods[] = {
    {"__reduce__", iterator_reduce_method, "()", "Return state information for pickling.", 0},
    {"__setstate__", iterator_setstate_method, "(state, /)", "Set state information for unpickling.", 0},
    {0},
};

static int iterator_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((ArrayIterator *)self)->array);
    return 0;
}

static void iterator_dealloc(Object *self) {
    gc_untrack(self);
    CLEAR(((ArrayIterator *)self)->array);
    object_free(self);
}

Type array_iterator_type = {
    .head = TYPE_HEAD, .name = "array.arrayiterator", .size = sizeof(ArrayIterator), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iterator_iter, .next = iterator_next,
    .methods = iterator_methods,
};

Type array_type = {
    .head = TYPE_HEAD, .name = "array.array", .size = sizeof(Array), .flags = TYPE_BASE | TYPE_SEQUENCE,
    .weakrefs_offset = offsetof(Array, weakrefs),
    .doc = "array(typecode[, initializer]): numbers of one kind, stored as C stores them.",
    .new = array_construct, .dealloc = array_dealloc, .repr = array_repr, .hash = array_hash, .compare = array_compare,
    .iter = array_iter, .length = array_length, .get_item = array_get_item, .set_item = array_set_item,
    .get_number = array_get_number, .set_number = array_set_number, .contains = array_contains,
    .seq_item = array_seq_item, .concat = array_concat, .repeat = array_repeat, .inplace_concat = array_inplace_concat,
    .inplace_repeat = array_inplace_repeat, .get_buffer = array_get_buffer, .release_buffer = array_release_buffer,
    .methods = array_methods, .getters = array_getters,
};
