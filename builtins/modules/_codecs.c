/* _codecs.c - the native part of module codecs: the registry, and the built-in encodings one by one. Each conversion gives
 * the result and how much of the input it took. Error handlers and search functions are script code. */
#include "builtins/types/codec.h"
#include "builtins/types/codec_charmap.h"
#include "builtins/types/codec_registry.h"
#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

/* ---- arguments ---- */

static int check_str(Object *o, const char *function, int number) {
    return is_str(o) ? 0 : error_set_int(TypeError, "%s() argument %d must be str, not %K", function, number, o);
}

/* The handler's name; "strict" where none is given. NULL: TypeError. */
static const char *errors_name(Object *errors, const char *function) {
    if (!errors || errors == None) return "strict";
    if (is_str(errors)) return str_data(errors);
    return error_set(TypeError, "%s() argument 2 must be str or None, not %K", function, errors);
}

/* (result, count). STEALS result; NULL passes through. */
static Value pair_steal(Object *result, size_t count) {
    Object *number = result ? int_from_size(count) : NULL, *pair = number ? tuple_of(2, result, number) : NULL;
    release_or_null(number);
    release_or_null(result);
    return value_new(pair);
}

/* ---- the registry ---- */

static Value register_function(Object *self UNUSED, Object **args) { return codec_register(args[0]) ? value_error() : value_none(); }
static Value unregister_function(Object *self UNUSED, Object **args) { return codec_unregister(args[0]) ? value_error() : value_none(); }

static Value lookup_function(Object *self UNUSED, Object **args) {
    return check_str(args[0], "lookup", 1) ? value_error() : value_new(codec_lookup(str_data(args[0])));
}

static Value register_error_function(Object *self UNUSED, Object **args) {
    return check_str(args[0], "register_error", 1) || codec_register_error(args[0], args[1]) ? value_error() : value_none();
}

static Value lookup_error_function(Object *self UNUSED, Object **args) {
    return check_str(args[0], "lookup_error", 1) ? value_error() : value_new(codec_lookup_error(str_data(args[0])));
}

static Value convert(Object **args, const char *function, int direction) {
    if (args[1] && !is_str(args[1])) return error_set_value(TypeError, "%s() argument 'encoding' must be str, not %K", function, args[1]);
    if (args[2] && !is_str(args[2])) return error_set_value(TypeError, "%s() argument 'errors' must be str, not %K", function, args[2]);
    return value_new(codec_apply(args[0], args[1] ? str_data(args[1]) : "utf-8", args[2], direction, false));
}

static Value encode_function(Object *self UNUSED, Object **args) { return convert(args, "encode", 0); }
static Value decode_function(Object *self UNUSED, Object **args) { return convert(args, "decode", 1); }

/* ---- the built-in encodings ---- */

static Value encode_with(const char *encoding, Object **args, const char *function) {
    const char *errors = check_str(args[0], function, 1) ? NULL : errors_name(args[1], function);
    if (!errors) return value_error();
    return pair_steal(codec_encode(args[0], encoding, errors), str_length(args[0]));
}

/* args: data, errors, and for encodings of several bytes a character whether the data is whole. */
static Value decode_with(const char *encoding, Object **args, const char *function, Object *final) {
    const char *errors = errors_name(args[1], function);
    int whole = !errors ? -1 : final ? object_truth(final) : 0;
    BufferView view;
    if (whole < 0 || object_get_buffer(args[0], &view, 0)) return value_error();
    size_t taken = view.length - (whole ? 0 : codec_incomplete_tail(view.data, view.length, encoding));
    Object *text = codec_decode(view.data, taken, encoding, errors);
    buffer_view_release(&view);
    return pair_steal(text, taken);
}

/* A str counts as its UTF-8. */
static Value decode_escapes(const char *encoding, Object **args, const char *function) {
    Object *final = args[2] ? args[2] : True, *data = is_str(args[0]) ? bytes_from_data(str_data(args[0]), str_size(args[0])) : retain(args[0]);
    if (!data) return value_error();
    Object *own[] = {data, args[1]};
    Value result = decode_with(encoding, own, function, final);
    release(data);
    return result;
}

#define ENCODER(name, encoding) \
    static Value name##_encode_function(Object *self UNUSED, Object **args) { return encode_with(encoding, args, #name "_encode"); }
#define DECODER(name, encoding) \
    static Value name##_decode_function(Object *self UNUSED, Object **args) { return decode_with(encoding, args, #name "_decode", args[2]); }
#define BYTE_DECODER(name, encoding) \
    static Value name##_decode_function(Object *self UNUSED, Object **args) { return decode_with(encoding, args, #name "_decode", True); }
#define ESCAPE_DECODER(name, encoding) \
    static Value name##_decode_function(Object *self UNUSED, Object **args) { return decode_escapes(encoding, args, #name "_decode"); }

/* The encodings with functions of their own: X(name, encoding, how it decodes). */
#define ENCODINGS(X) \
    X(utf_8, "utf-8", DECODER) X(utf_16, "utf-16", DECODER) X(utf_16_le, "utf-16-le", DECODER) X(utf_16_be, "utf-16-be", DECODER) \
    X(utf_32, "utf-32", DECODER) X(utf_32_le, "utf-32-le", DECODER) X(utf_32_be, "utf-32-be", DECODER) \
    X(ascii, "ascii", BYTE_DECODER) X(latin_1, "latin-1", BYTE_DECODER) \
    X(unicode_escape, "unicode-escape", ESCAPE_DECODER) X(raw_unicode_escape, "raw-unicode-escape", ESCAPE_DECODER)

#define FUNCTIONS(name, encoding, decoder) ENCODER(name, encoding) decoder(name, encoding)
ENCODINGS(FUNCTIONS)

/* ---- by a table ---- */

static Value charmap_encode_function(Object *self UNUSED, Object **args) {
    if (!args[2] || args[2] == None) return encode_with("latin-1", args, "charmap_encode");
    const char *errors = check_str(args[0], "charmap_encode", 1) ? NULL : errors_name(args[1], "charmap_encode");
    return errors ? pair_steal(codec_charmap_encode(args[0], errors, args[2]), str_length(args[0])) : value_error();
}

static Value charmap_decode_function(Object *self UNUSED, Object **args) {
    if (!args[2] || args[2] == None) return decode_with("latin-1", args, "charmap_decode", True);
    const char *errors = errors_name(args[1], "charmap_decode");
    BufferView view;
    if (!errors || object_get_buffer(args[0], &view, 0)) return value_error();
    Object *text = codec_charmap_decode(view.data, view.length, errors, args[2]);
    size_t size = view.length;
    buffer_view_release(&view);
    return pair_steal(text, size);
}

static int add_entry(Object *map, uint32_t c, size_t byte) {
    Object *key = int_from_i64(c), *value = key ? int_from_size(byte) : NULL;
    int status = value ? dict_set(map, key, value) : -1;
    release_or_null(key);
    release_or_null(value);
    return status;
}

/* The dict from characters to bytes for a text whose n-th character byte n stands for. */
static Value charmap_build_function(Object *self UNUSED, Object **args) {
    Object *map = check_str(args[0], "charmap_build", 1) ? NULL : dict_new();
    const char *p = map ? str_data(args[0]) : NULL, *end = map ? p + str_size(args[0]) : NULL;
    for (size_t byte = 0; map && p < end && byte < 256; byte++) {
        uint32_t c = utf8_decode(&p);
        if (c != 0xFFFE && add_entry(map, c, byte)) CLEAR(map);
    }
    return value_new(map);
}

static Value readbuffer_encode_function(Object *self UNUSED, Object **args) {
    BufferView view;
    if (is_str(args[0])) return pair_steal(bytes_from_data(str_data(args[0]), str_size(args[0])), str_size(args[0]));
    if (!errors_name(args[1], "readbuffer_encode") || object_get_buffer(args[0], &view, 0)) return value_error();
    size_t size = view.length;
    Object *bytes = bytes_from_data(view.data, size);
    buffer_view_release(&view);
    return pair_steal(bytes, size);
}

/* ---- the module ---- */

#define DECODER_SIGNATURE "(data, errors=None, final=False, /)"
#define BYTE_DECODER_SIGNATURE "(data, errors=None, /)"
#define ESCAPE_DECODER_SIGNATURE "(data, errors=None, final=True, /)"
#define ROWS(name, encoding, decoder) \
    {#name "_encode", name##_encode_function, "(str, errors=None, /)", NULL, 0}, {#name "_decode", name##_decode_function, decoder##_SIGNATURE, NULL, 0},

static const Method functions[] = {
    {"register", register_function, "(search_function, /)",
     "Register a function that finds codecs.\n\nIt takes a name in lower case and gives a CodecInfo or None.", 0},
    {"unregister", unregister_function, "(search_function, /)", "Forget a search function, and what was found by any.", 0},
    {"lookup", lookup_function, "(encoding, /)", "Looks up a codec tuple in the registry and returns a CodecInfo object.", 0},
    {"encode", encode_function, "(obj, encoding='utf-8', errors='strict')", "Encodes obj using the codec registered for encoding.", 0},
    {"decode", decode_function, "(obj, encoding='utf-8', errors='strict')", "Decodes obj using the codec registered for encoding.", 0},
    {"register_error", register_error_function, "(errors, handler, /)",
     "Register the error handler under the name errors.\n\nIt is called with the UnicodeError and gives (replacement, position to go on).", 0},
    {"lookup_error", lookup_error_function, "(name, /)", "The error handler of that name; LookupError where there is none.", 0},
    {"charmap_encode", charmap_encode_function, "(str, errors=None, mapping=None, /)", NULL, 0},
    {"charmap_decode", charmap_decode_function, "(data, errors=None, mapping=None, /)", NULL, 0},
    {"charmap_build", charmap_build_function, "(map, /)", NULL, 0},
    {"readbuffer_encode", readbuffer_encode_function, "(data, errors=None, /)", NULL, 0},
    ENCODINGS(ROWS)
    {0},
};

const ModuleDef _codecs_module = {.name = "_codecs", .functions = functions};
