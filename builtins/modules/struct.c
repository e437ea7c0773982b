/* struct.c - the struct module: functions, the Struct type, the iterator of iter_unpack. */
#include "builtins/modules/struct_format.h"
#include "builtins/types/bytes.h"
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/signature.h"

#define StructError (&struct_error_type)

Type struct_error_type = {
    .head = TYPE_HEAD, .name = "struct.error", .size = sizeof(ExceptionObject), .base = &Exception_type,
    .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE | TYPE_EXCEPTION_SUBCLASS | TYPE_IMMUTABLE,
};

/* ---- packing ---- */

static Object *pack(const Struct *s, Object **values, size_t count) {
    if (count != s->item_count) return error_set(StructError, "pack expected %zu items for packing (got %zu)", s->item_count, count);
    Object *result = bytes_from_data(NULL, s->size);
    if (result && struct_pack_items(s, values, bytes_data(result))) CLEAR(result);
    return result;
}

/* The place for size bytes at offset, which counts from the end if negative. 0, -1 with struct.error. */
static int check_place(const Struct *s, ssize_t *offset, size_t length, bool packing) {
    const char *name = packing ? "pack" : "unpack", *doing = packing ? "packing" : "unpacking";
    if (*offset < 0) {
        if (*offset + (ssize_t)s->size > 0)
            return error_set_int(StructError, packing ? "no space to pack %zu bytes at offset %zd" : "not enough data to unpack %zu bytes at offset %zd", s->size, *offset);
        if (*offset + (ssize_t)length < 0) return error_set_int(StructError, "offset %zd out of range for %zu-byte buffer", *offset, length);
        *offset += (ssize_t)length;
    }
    if ((size_t)*offset <= length && length - (size_t)*offset >= s->size) return 0;
    return error_set_int(StructError, "%s%s requires a buffer of at least %zu bytes for %s %zu bytes at offset %zd (actual buffer size is %zu)",
                         name, packing ? "_into" : "_from", s->size + (size_t)*offset, doing, s->size, *offset, length);
}

/* arguments: buffer, offset, values. */
static int pack_into(const Struct *s, Object **arguments, size_t count) {
    if (count == 0) return error_set_int(StructError, "pack_into expected buffer argument");
    if (count == 1) return error_set_int(StructError, "pack_into expected offset argument");
    if (count - 2 != s->item_count) return error_set_int(StructError, "pack_into expected %zu items for packing (got %zu)", s->item_count, count - 2);
    BufferView view;
    if (object_get_buffer(arguments[0], &view, 1)) {
        if (error_clear_if(BufferError) || error_clear_if(TypeError))
            error_set(TypeError, "argument must be read-write bytes-like object, not %T", arguments[0]);
        return -1;
    }
    ssize_t offset;
    int status = object_as_index(arguments[1], &offset, IndexError);
    if (!status) status = check_place(s, &offset, view.length, true);
    if (!status) status = struct_pack_items(s, arguments + 2, view.data + offset);
    buffer_view_release(&view);
    return status;
}

/* ---- unpacking ---- */

static Object *unpack(const Struct *s, Object *buffer) {
    BufferView view;
    if (object_get_buffer(buffer, &view, 0)) return NULL;
    Object *result = view.length == s->size ? struct_unpack_items(s, view.data)
                   : error_set(StructError, "unpack requires a buffer of %zu bytes", s->size);
    buffer_view_release(&view);
    return result;
}

static Object *unpack_from(const Struct *s, Object *buffer, Object *offset_argument) {
    ssize_t offset = 0;
    if (offset_argument && object_as_index(offset_argument, &offset, OverflowError)) return NULL;
    BufferView view;
    if (object_get_buffer(buffer, &view, 0)) return NULL;
    Object *result = check_place(s, &offset, view.length, false) ? NULL : struct_unpack_items(s, view.data + offset);
    buffer_view_release(&view);
    return result;
}

/* ---- iter_unpack ---- */

typedef struct UnpackIterator { Object head; Struct *s; BufferView view; size_t at; } UnpackIterator;
static Type unpack_iterator_type;

static Object *unpack_iterator_new(Struct *s, Object *buffer) {
    if (!s->size) return error_set(StructError, "cannot iteratively unpack with a struct of length 0");
    BufferView view;
    if (object_get_buffer(buffer, &view, 0)) return NULL;
    UnpackIterator *iterator = NULL;
    if (view.length % s->size) error_set(StructError, "iterative unpacking requires a buffer of a multiple of %zu bytes", s->size);
    else iterator = (UnpackIterator *)object_new(&unpack_iterator_type);
    if (!iterator) {
        buffer_view_release(&view);
        return NULL;
    }
    iterator->s = RETAIN(s);
    iterator->view = view;
    gc_track(&iterator->head);
    return &iterator->head;
}

static Object *unpack_iterator_iter(Object *self) { return retain(self); }

static Object *unpack_iterator_next(Object *self) {
    UnpackIterator *iterator = (UnpackIterator *)self;
    if (iterator->at >= iterator->view.length) return NULL;
    Object *result = struct_unpack_items(iterator->s, iterator->view.data + iterator->at);
    iterator->at += iterator->s->size;
    return result;
}

static void unpack_iterator_dealloc(Object *self) {
    UnpackIterator *iterator = (UnpackIterator *)self;
    gc_untrack(self);
    buffer_view_release(&iterator->view);
    RELEASE(iterator->s);
    object_free(self);
}

static int unpack_iterator_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((UnpackIterator *)self)->s);
    VISIT(((UnpackIterator *)self)->view.owner);
    return 0;
}

static Value unpack_iterator_hint_method(Object *self, Object **args UNUSED) {
    const UnpackIterator *iterator = (UnpackIterator *)self;
    return value_int((int64_t)((iterator->view.length - iterator->at) / iterator->s->size));
}

static const Method unpack_iterator_methods[] = {
    {"__length_hint__", unpack_iterator_hint_method, "()", NULL, 0},
    {0},
};

static Type unpack_iterator_type = {
    .head = TYPE_HEAD, .name = "_struct.unpack_iterator", .size = sizeof(UnpackIterator), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .dealloc = unpack_iterator_dealloc, .traverse = unpack_iterator_traverse, .iter = unpack_iterator_iter, .next = unpack_iterator_next, .methods = unpack_iterator_methods,
};

/* ---- Struct ---- */

static Object *struct_new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    static Signature *signature;
    Object *bound[1];
    if (!signature && !(signature = signature_parse("(format)"))) return NULL;
    if (signature_bind(signature, "Struct", args, count, kwnames, bound)) return NULL;
    return (Object *)struct_compile(bound[0]);
}

static void struct_dealloc(Object *self) {
    Struct *s = (Struct *)self;
    mem_free_array(s->fields, s->field_capacity, sizeof *s->fields);
    release_or_null(s->text);
    object_free(self);
}

static Value struct_pack_method(Object *self, Object **args) {
    return value_new(pack((Struct *)self, ((Tuple *)args[0])->items, tuple_count(args[0])));
}

static Value struct_pack_into_method(Object *self, Object **args) {
    return pack_into((Struct *)self, ((Tuple *)args[0])->items, tuple_count(args[0])) ? value_error() : value_none();
}

static Value struct_unpack_method(Object *self, Object **args) { return value_new(unpack((Struct *)self, args[0])); }
static Value struct_unpack_from_method(Object *self, Object **args) { return value_new(unpack_from((Struct *)self, args[0], args[1])); }
static Value struct_iter_unpack_method(Object *self, Object **args) { return value_new(unpack_iterator_new((Struct *)self, args[0])); }

static const Method struct_methods[] = {
    {"pack", struct_pack_method, "(*values)", "The values as bytes.", 0},
    {"pack_into", struct_pack_into_method, "(*args)", "pack_into(buffer, offset, v1, v2, ...): writes the values there.", 0},
    {"unpack", struct_unpack_method, "(buffer, /)", "The values in a buffer of exactly this size, as a tuple.", 0},
    {"unpack_from", struct_unpack_from_method, "(buffer, offset=0)", "The values that stand in the buffer from offset on.", 0},
    {"iter_unpack", struct_iter_unpack_method, "(buffer, /)", "An iterator over the tuples in a buffer.", 0},
    {0},
};

static Object *struct_get_format(Object *self) { return retain(((Struct *)self)->text); }
static Object *struct_get_size(Object *self) { return int_from_size(((Struct *)self)->size); }

static const Getter struct_getters[] = {
    {"format", struct_get_format, NULL, "struct format string"},
    {"size", struct_get_size, NULL, "struct size in bytes"},
    {0},
};

Type struct_type = {
    .head = TYPE_HEAD, .name = "_struct.Struct", .size = sizeof(Struct), .flags = TYPE_IMMUTABLE,
    .doc = "Struct(format): packs and unpacks by a format read once.",
    .new = struct_new, .dealloc = struct_dealloc, .methods = struct_methods, .getters = struct_getters,
};

/* ---- functions ---- */

static Value pack_function(Object *self UNUSED, Object **args) {
    Object **items = ((Tuple *)args[0])->items;
    size_t count = tuple_count(args[0]);
    if (!count) return error_set_value(TypeError, "missing format argument");
    Struct *s = struct_compile(items[0]);
    Object *result = s ? pack(s, items + 1, count - 1) : NULL;
    release_or_null((Object *)s);
    return value_new(result);
}

static Value pack_into_function(Object *self UNUSED, Object **args) {
    Object **items = ((Tuple *)args[0])->items;
    size_t count = tuple_count(args[0]);
    if (!count) return error_set_value(TypeError, "missing format argument");
    Struct *s = struct_compile(items[0]);
    int status = s ? pack_into(s, items + 1, count - 1) : -1;
    release_or_null((Object *)s);
    return status ? value_error() : value_none();
}

static Value unpack_function(Object *self UNUSED, Object **args) {
    Struct *s = struct_compile(args[0]);
    Object *result = s ? unpack(s, args[1]) : NULL;
    release_or_null((Object *)s);
    return value_new(result);
}

static Value unpack_from_function(Object *self UNUSED, Object **args) {
    Struct *s = struct_compile(args[0]);
    Object *result = s ? unpack_from(s, args[1], args[2]) : NULL;
    release_or_null((Object *)s);
    return value_new(result);
}

static Value iter_unpack_function(Object *self UNUSED, Object **args) {
    Struct *s = struct_compile(args[0]);
    Object *result = s ? unpack_iterator_new(s, args[1]) : NULL;
    release_or_null((Object *)s);
    return value_new(result);
}

static Value calcsize_function(Object *self UNUSED, Object **args) {
    Struct *s = struct_compile(args[0]);
    if (!s) return value_error();
    Value size = value_int((int64_t)s->size);
    RELEASE(s);
    return size;
}

static const Method struct_functions[] = {
    {"calcsize", calcsize_function, "(format, /)", "How many bytes the format takes.", 0},
    {"pack", pack_function, "(*args)", "pack(format, v1, v2, ...): the values as bytes.", 0},
    {"pack_into", pack_into_function, "(*args)", "pack_into(format, buffer, offset, v1, v2, ...): writes the values there.", 0},
    {"unpack", unpack_function, "(format, buffer, /)", "The values in a buffer of exactly the format's size, as a tuple.", 0},
    {"unpack_from", unpack_from_function, "(format, /, buffer, offset=0)", "The values that stand in the buffer from offset on.", 0},
    {"iter_unpack", iter_unpack_function, "(format, buffer, /)", "An iterator over the tuples in a buffer.", 0},
    {0},
};

static int struct_init(Object *module) {
    if (type_ready(&unpack_iterator_type) || module_add_type(module, &struct_type)) return -1;
    return module_add_type(module, &struct_error_type);
}

const ModuleDef struct_module = {
    .name = "struct", .doc = "Values as bytes, laid out by a format.", .functions = struct_functions, .init = struct_init,
};
