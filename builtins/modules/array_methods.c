/* array_methods.c - the methods of array.array, and the module. Comparing items and converting values MAY_RUN script code. */
#include <string.h>

#include "builtins/modules/array.h"
#include "builtins/modules/item_codec.h"
#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"

static Array *array_of(Object *self) { return (Array *)self; }
static Value status_value(int status) { return status ? value_error() : value_none(); }

/* ---- adding and removing ---- */

static Value append_method(Object *self, Object **args) { return status_value(array_append(array_of(self), args[0])); }
static Value extend_method(Object *self, Object **args) { return status_value(array_extend(array_of(self), args[0])); }

static Value insert_method(Object *self, Object **args) {
    Array *array = array_of(self);
    ssize_t index;
    char bytes[8];
    if (object_as_index(args[0], &index, OverflowError) || array_convert(array->kind, args[1], bytes)) return value_error();
    ssize_t count = (ssize_t)array->count;
    if (index < 0) index = index + count > 0 ? index + count : 0;
    if (index > count) index = count;
    return status_value(array_splice(array, (size_t)index, (size_t)index, bytes, 1));
}

static Value pop_method(Object *self, Object **args) {
    Array *array = array_of(self);
    ssize_t index = -1;
    if (args[0] && object_as_index(args[0], &index, IndexError)) return value_error();
    if (!array->count) return error_set_value(IndexError, "pop from empty array");
    if (index < 0) index += (ssize_t)array->count;
    if ((size_t)index >= array->count) return error_set_value(IndexError, "pop index out of range");
    Object *item = array_load(array, (size_t)index);
    if (item && array_splice(array, (size_t)index, (size_t)index + 1, NULL, 0)) CLEAR(item);
    return value_new(item);
}

/* ---- searching ---- */

/* Does item `index` equal value? 0, 1, -1. MAY_RUN */
static int item_equals(Array *array, size_t index, Object *value) {
    Object *item = array_load(array, index);
    int equal = item ? object_equal(item, value) : -1;
    release_or_null(item);
    return equal;
}

/* Position of value from start to stop; -1 not found, -2 error. */
static ssize_t find_value(Array *array, Object *value, size_t start, size_t stop) {
    for (size_t i = start; i < array->count && i < stop; i++) {
        int equal = item_equals(array, i, value);
        if (equal) return equal < 0 ? -2 : (ssize_t)i;
    }
    return -1;
}

static int bound_argument(Object *argument, size_t count, size_t *bound) {
    ssize_t value;
    if (!argument) return 0;
    if (object_as_index(argument, &value, NULL)) return -1;
    if (value < 0) value = value + (ssize_t)count > 0 ? value + (ssize_t)count : 0;
    *bound = (size_t)value;
    return 0;
}

static Value index_method(Object *self, Object **args) {
    Array *array = array_of(self);
    size_t start = 0, stop = SIZE_MAX;
    if (bound_argument(args[1], array->count, &start) || bound_argument(args[2], array->count, &stop)) return value_error();
    ssize_t position = find_value(array, args[0], start, stop);
    if (position >= 0) return value_int(position);
    return position == -2 ? value_error() : error_set_value(ValueError, "array.index(x): x not in array");
}

static Value count_method(Object *self, Object **args) {
    int64_t found = 0;
    for (size_t i = 0; i < array_of(self)->count; i++) {
        int equal = item_equals(array_of(self), i, args[0]);
        if (equal < 0) return value_error();
        found += equal;
    }
    return value_int(found);
}

static Value remove_method(Object *self, Object **args) {
    ssize_t position = find_value(array_of(self), args[0], 0, SIZE_MAX);
    if (position == -1) return error_set_value(ValueError, "array.remove(x): x not in array");
    if (position < 0) return value_error();
    return status_value(array_splice(array_of(self), (size_t)position, (size_t)position + 1, NULL, 0));
}

static void swap_items(Array *array, size_t a, size_t b) {
    char saved[8], *left = array->data + a * array->kind->size, *right = array->data + b * array->kind->size;
    memcpy(saved, left, array->kind->size);
    memcpy(left, right, array->kind->size);
    memcpy(right, saved, array->kind->size);
}

static Value reverse_method(Object *self, Object **args UNUSED) {
    Array *array = array_of(self);
    for (size_t i = 0; i < array->count / 2; i++) swap_items(array, i, array->count - 1 - i);
    return value_none();
}

/* ---- conversion ---- */

static Value tobytes_method(Object *self, Object **args UNUSED) {
    return value_new(bytes_from_data(array_of(self)->count ? array_of(self)->data : "", array_size(array_of(self))));
}

static Value frombytes_method(Object *self, Object **args) { return status_value(array_append_bytes(array_of(self), args[0])); }

static Object *to_list(Array *array) {
    Object *list = list_new(array->count);
    for (size_t i = 0; list && i < array->count; i++) {
        Object *item = array_load(array, i);
        if (!item || list_append_steal(list, item)) CLEAR(list);
    }
    return list;
}

static Value tolist_method(Object *self, Object **args UNUSED) { return value_new(to_list(array_of(self))); }

/* On failure the array is as it was. */
static Value fromlist_method(Object *self, Object **args) {
    Array *array = array_of(self);
    size_t before = array->count;
    if (!is_list(args[0])) return error_set_value(TypeError, "arg must be list");
    if (!array_extend(array, args[0])) return value_none();
    array->count = before;
    return value_error();
}

static Value fromunicode_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "fromunicode() argument must be str, not %K", args[0]);
    if (array_of(self)->kind->code != 'u') return error_set_value(ValueError, "fromunicode() may only be called on unicode type arrays");
    return status_value(array_append_text(array_of(self), args[0]));
}

static Value tounicode_method(Object *self, Object **args UNUSED) {
    Array *array = array_of(self);
    if (array->kind->code != 'u') return error_set_value(ValueError, "tounicode() may only be called on unicode type arrays");
    Buffer text = BUFFER_INIT;
    for (size_t i = 0; i < array->count; i++) {
        Object *character = array_load(array, i);
        if (!character) {
            buffer_free(&text);
            return value_error();
        }
        buffer_append(&text, str_data(character), str_size(character));
        release(character);
    }
    return value_new(str_from_buffer(&text));
}

static Value byteswap_method(Object *self, Object **args UNUSED) {
    Array *array = array_of(self);
    size_t size = array->kind->size;
    for (size_t i = 0; i < array->count; i++) {
        char *item = array->data + i * size;
        item_store(item_load(item, size, false), item, size, true);
    }
    return value_none();
}

/* ---- files ---- */

static Value tofile_method(Object *self, Object **args) {
    Object *bytes = bytes_from_data(array_of(self)->count ? array_of(self)->data : "", array_size(array_of(self)));
    Object *result = bytes ? object_call_method(args[0], "write", 1, bytes) : NULL;
    release_or_null(bytes);
    if (!result) return value_error();
    release(result);
    return value_none();
}

static Value fromfile_method(Object *self, Object **args) {
    Array *array = array_of(self);
    ssize_t count;
    if (object_as_index(args[1], &count, OverflowError)) return value_error();
    if (count < 0) return error_set_value(ValueError, "negative count");
    size_t size;
    if (__builtin_mul_overflow((size_t)count, array->kind->size, &size)) return value_new(error_no_memory());
    Object *wanted = int_from_size(size), *bytes = wanted ? object_call_method(args[0], "read", 1, wanted) : NULL;
    release_or_null(wanted);
    if (!bytes) return value_error();
    int status = !is_bytes(bytes) ? error_set_int(TypeError, "read() didn't return bytes") : array_append_bytes(array, bytes);
    if (!status && bytes_size(bytes) != size) status = error_set_int(EOFError, "read() didn't return enough bytes");
    release(bytes);
    return status_value(status);
}

/* ---- the rest ---- */

static Object *copy_of(Array *array) {
    Array *copy = array_new(&array_type, array->kind, array->count);
    if (copy && array->count) memcpy(copy->data, array->data, array_size(array));
    return (Object *)copy;
}

static Value copy_method(Object *self, Object **args UNUSED) { return value_new(copy_of(array_of(self))); }

static Value buffer_info_method(Object *self, Object **args UNUSED) {
    Object *address = int_from_size((size_t)array_of(self)->data), *count = address ? int_from_size(array_of(self)->count) : NULL;
    if (count) return value_new(tuple_from_items_steal((Object *[]){address, count}, 2));
    release_or_null(address);
    return value_error();
}

/* (type, (typecode, list)). */
static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *code = str_from_codepoint((unsigned char)array_of(self)->kind->code), *items = code ? to_list(array_of(self)) : NULL;
    Object *arguments = items ? tuple_of(2, code, items) : NULL;
    Object *state = arguments ? object_state(self) : NULL;
    Object *result = state ? tuple_of(3, (Object *)self->type, arguments, state) : NULL;
    release_or_null(state);
    release_or_null(code);
    release_or_null(items);
    release_or_null(arguments);
    return value_new(result);
}

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_int((int64_t)(self->type->size + array_of(self)->capacity * array_of(self)->kind->size));
}

const Method array_methods[] = {
    {"append", append_method, "(v, /)", "Adds a number at the end.", 0},
    {"extend", extend_method, "(bb, /)", "Adds the items of an array of the same kind, or of any iterable.", 0},
    {"insert", insert_method, "(i, v, /)", "Puts a number before position i.", 0},
    {"pop", pop_method, "(i=-1, /)", "Removes and returns the item at position i, by default the last.", 0},
    {"remove", remove_method, "(v, /)", "Removes the first item equal to v.", 0},
    {"index", index_method, "(v, start=0, stop=sys.maxsize, /)", "The position of the first item equal to v.", 0},
    {"count", count_method, "(v, /)", "How many items equal v.", 0},
    {"reverse", reverse_method, "()", "Turns the order of the items around.", 0},
    {"tobytes", tobytes_method, "()", "The items as bytes, as they lie in memory.", 0},
    {"frombytes", frombytes_method, "(buffer, /)", "Adds items from bytes as they lie in memory.", 0},
    {"tolist", tolist_method, "()", "The items as a list.", 0},
    {"fromlist", fromlist_method, "(list, /)", "Adds the items of a list, all or none.", 0},
    {"tounicode", tounicode_method, "()", "An array of type 'u' as text.", 0},
    {"fromunicode", fromunicode_method, "(ustr, /)", "Adds the characters of a text to an array of type 'u'.", 0},
    {"tofile", tofile_method, "(f, /)", "Writes the items to a binary file.", 0},
    {"fromfile", fromfile_method, "(f, n, /)", "Adds n items read from a binary file.", 0},
    {"byteswap", byteswap_method, "()", "Turns the bytes of each item around.", 0},
    {"buffer_info", buffer_info_method, "()", "(address, length).", 0},
    {"__copy__", copy_method, "()", "A copy.", 0},
    {"__deepcopy__", copy_method, "(unused, /)", "A copy.", 0},
    {"__reduce__", reduce_method, "()", NULL, 0},
    {"__sizeof__", sizeof_method, "()", "Size in memory, in bytes.", 0},
    {0},
};

static Object *array_get_typecode(Object *self) { return str_from_codepoint((unsigned char)array_of(self)->kind->code); }
static Object *array_get_itemsize(Object *self) { return int_from_size(array_of(self)->kind->size); }

const Getter array_getters[] = {
    {"typecode", array_get_typecode, NULL, "the typecode character used to create the array"},
    {"itemsize", array_get_itemsize, NULL, "the size, in bytes, of one array item"},
    {0},
};

/* ---- the module ---- */

static int array_init(Object *module) {
    if (type_ready(&array_iterator_type) || module_add_type(module, &array_type)) return -1;
    if (module_add(module, "ArrayType", (Object *)&array_type)) return -1;
    return module_add_steal(module, "typecodes", str_from_text("bBuhHiIlLqQfd"));
}

const ModuleDef array_module = {.name = "array", .doc = "Arrays of numbers, stored as C stores them.", .init = array_init};
