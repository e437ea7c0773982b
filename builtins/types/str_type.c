/* str_type.c - the type record of str: operators, subscripts and the constructor. */
#include "builtins/types/bytes.h"
#include "builtins/types/codec.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"
#include "runtime/object/alloc.h"

static void str_dealloc(Object *o) {
    Str *s = (Str *)o;
    if (unlikely(s->interned)) str_intern_forget(s);
    if (unlikely(s->has_index)) str_index_drop(s);
    if (likely(is_str_exact(o))) mem_free(s, str_block_size(s));
    else object_free_sized(o, str_block_size(s));
}

static void str_destroy(Object *o) {
    Str *s = (Str *)o;
    if (!destroy_begin_leaf(o)) return;
    if (unlikely(s->interned)) str_intern_forget(s);
    if (unlikely(s->has_index)) str_index_drop(s);
    mem_free(s, str_block_size(s));
}

static Object *str_str(Object *o) {
    return is_str_exact(o) ? retain(o) : str_from_utf8(str_data(o), str_size(o));
}

static Object *str_compare_slot(Object *a, Object *b, int op) {
    if (!is_str(a) || !is_str(b)) return retain(NotImplemented);
    if (op == COMPARE_EQ || op == COMPARE_NE) return retain(str_equal(a, b) == (op == COMPARE_EQ) ? True : False);
    int order = a == b ? 0 : str_compare(a, b);
    bool holds = op == COMPARE_LT ? order < 0 : op == COMPARE_LE ? order <= 0 : op == COMPARE_GT ? order > 0 : order >= 0;
    return retain(holds ? True : False);
}

static ssize_t str_length_slot(Object *o) { return (ssize_t)str_length(o); }

static Object *str_concat_slot(Object *a, Object *b) {
    if (!is_str(b)) return error_set(TypeError, "can only concatenate str (not \"%T\") to str", b);
    return str_concat(a, b);
}

/* Doubles what is there, so that the copies are few and long. */
static void fill_repeated(char *data, const char *unit, size_t unit_size, size_t total) {
    if (unit_size == 1) {
        memset(data, *unit, total);
        return;
    }
    memcpy(data, unit, unit_size);
    for (size_t done = unit_size; done < total;) {
        size_t chunk = done < total - done ? done : total - done;
        memcpy(data + done, data, chunk);
        done += chunk;
    }
}

static Object *str_repeat(Object *o, ssize_t count) {
    size_t size = str_size(o), total;
    if (count <= 0 || size == 0) return str_empty();
    if (count == 1 && is_str_exact(o)) return retain(o);
    if (__builtin_mul_overflow(size, (size_t)count, &total) || total > (size_t)PTRDIFF_MAX)
        return error_set(OverflowError, "repeated string is too long");
    Str *s = str_new_uninitialised(total, str_length(o) * (size_t)count);
    if (!s) return NULL;
    fill_repeated(s->data, str_data(o), size, total);
    return str_canonical_steal(s);
}

static Object *str_modulo_slot(Object *a, Object *b) {
    if (!is_str(a)) return retain(NotImplemented);
    return str_modulo(a, b);
}

static int str_contains_slot(Object *o, Object *item) {
    if (!is_str(item)) return error_set_int(TypeError, "'in <string>' requires string as left operand, not %T", item);
    return search_first(str_data(o), str_size(o), str_data(item), str_size(item)) >= 0;
}

/* ---- subscripts ---- */

/* The count characters that end with number `start`, backwards. */
static Object *slice_backwards(Object *o, size_t start, size_t count) {
    const char *from = str_data(o) + str_byte_offset(o, start + 1 - count), *p = str_data(o) + str_byte_offset(o, start + 1);
    Str *s = str_new_uninitialised((size_t)(p - from), count);
    if (!s) return NULL;
    char *out = s->data;
    if (s->size == count) {
        while (p > from) *out++ = *--p;
        return str_canonical_steal(s);
    }
    while (p > from) {
        const char *end = p;
        do p--; while (((unsigned char)*p & 0xC0) == 0x80);
        str_copy(out, p, (size_t)(end - p));
        out += end - p;
    }
    return str_canonical_steal(s);
}

static Object *slice_with_step(Object *o, ssize_t start, ssize_t step, size_t count) {
    if (step == -1) return slice_backwards(o, (size_t)start, count);
    Buffer out = BUFFER_INIT;
    if (str_is_ascii(o)) {
        Str *s = str_new_uninitialised(count, count);
        if (s)
            for (size_t i = 0; i < count; i++, start += step) s->data[i] = str_data(o)[start];
        return str_canonical_steal(s);
    }
    for (size_t i = 0; i < count; i++, start += step) {
        const char *p = str_data(o) + str_byte_offset(o, (size_t)start);
        buffer_append(&out, p, utf8_sequence_length((unsigned char)*p));
    }
    return str_from_buffer(&out);
}

Object *str_slice_by_step(Object *o, ssize_t start, size_t count, ssize_t step) {
    if (count == 0) return str_empty();
    return step == 1 ? str_slice(o, start, start + (ssize_t)count) : slice_with_step(o, start, step, count);
}

static Object *str_slice_object(Object *o, Object *slice) {
    ssize_t start, stop, step;
    ssize_t count = slice_resolve(slice, str_length(o), &start, &stop, &step);
    return count < 0 ? NULL : str_slice_by_step(o, start, (size_t)count, step);
}

Object *str_get_item(Object *o, Object *key) {
    if (is_slice(key)) return str_slice_object(o, key);
    if (!key->type->index) return error_set(TypeError, "string indices must be integers, not '%T'", key);
    ssize_t index;
    if (object_as_index(key, &index, IndexError)) return NULL;
    if (index < 0) index += (ssize_t)str_length(o);
    if (index < 0 || (size_t)index >= str_length(o)) return error_set(IndexError, "string index out of range");
    return str_item(o, index);
}

static Object *str_seq_item(Object *o, ssize_t index) {
    if (index < 0 || (size_t)index >= str_length(o)) return error_set(IndexError, "string index out of range");
    return str_item(o, index);
}

/* ---- the constructor ---- */

/* str(object, encoding, errors) with an encoding or errors given. */
static Object *decode_object(Object *o, Object *encoding, Object *errors) {
    if (is_str(o)) return error_set(TypeError, "decoding str is not supported");
    BufferView view;
    if (!o->type->get_buffer) return error_set(TypeError, "decoding to str: need a bytes-like object, %T found", o);
    if (object_get_buffer(o, &view, 0)) return NULL;
    Object *text = codec_decode(view.data, view.length, encoding ? str_data(encoding) : "utf-8",
                                errors ? str_data(errors) : "strict");
    buffer_view_release(&view);
    return text;
}

static int check_text_argument(Object *o, const char *name) {
    if (!o || is_str(o)) return 0;
    return error_set_int(TypeError, "str() argument '%s' must be str, not %s", name, argument_type_name(o));
}

/* The text as an instance of a subclass. STEALS text. */
static Object *to_subclass_steal(Type *type, Object *text) {
    if (!text || type == &str_type) return text;
    Str *s = (Str *)object_new_sized(type, sizeof(Str) + str_size(text) + 1);
    if (s) {
        s->hash = str_hash(text);
        s->size = str_size(text);
        s->length = str_length(text);
        memcpy(s->data, str_data(text), s->size + 1);
    }
    release(text);
    return (Object *)s;
}

static Object *str_new(Type *type, Object **args, size_t count, Object *kwnames) {
    if (type == &str_type && count == 1 && !kwnames) return object_str(args[0]);
    static Signature *signature;
    Object *bound[3];
    if (args_bind(&signature, "str", "(object='', encoding='utf-8', errors='strict')", args, count, kwnames, bound)) return NULL;
    Object *o = bound[0], *encoding = bound[1], *errors = bound[2];
    if (check_text_argument(encoding, "encoding") || check_text_argument(errors, "errors")) return NULL;
    if (!o) return to_subclass_steal(type, str_empty());
    return to_subclass_steal(type, encoding || errors ? decode_object(o, encoding, errors) : object_str(o));
}

Type str_type = {
    .head = TYPE_HEAD, .name = "str", .size = sizeof(Str), .item_size = 1, .flags = TYPE_BASE | TYPE_STR_SUBCLASS,
    .new = str_new, .convert = object_str, .destroy = str_destroy, .dealloc = str_dealloc,
    .repr = str_repr, .str = str_str, .hash = str_hash_slow, .compare = str_compare_slot, .iter = str_iter,
    .binary = {[BINARY_MOD] = str_modulo_slot},
    .length = str_length_slot, .get_item = str_get_item, .contains = str_contains_slot, .seq_item = str_seq_item,
    .concat = str_concat_slot, .repeat = str_repeat,
    .methods = str_methods,
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object. If encoding or\n"
           "errors is specified, then the object must expose a data buffer\n"
           "that will be decoded using the given encoding and error handler.\n"
           "Otherwise, returns the result of object.__str__() (if defined)\n"
           "or repr(object).\n"
           "encoding defaults to sys.getdefaultencoding().\n"
           "errors defaults to 'strict'.",
};
