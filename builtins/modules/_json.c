/* _json.c - reading JSON: the scanner behind json.JSONDecoder.
 *
 * The text is walked as UTF-8; an index that scripts see (of an error, of the end) is counted when it is asked for.
 * Hooks, and parse functions other than float and int, may run script code. The text cannot change meanwhile. Containers
 * are read by recursion, whose depth the C stack limits. */
#include "builtins/modules/_json.h"

#include "builtins/types/dict.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/utf8.h"

typedef struct Scanner {
    Object *text;            /* str */
    const char *start, *end;
    bool strict;             /* control characters in strings are errors */
    Object *object_hook, *pairs_hook, *parse_float, *parse_int, *parse_constant;   /* hooks: NULL if None */
    Object *error;           /* JSONDecodeError */
    Object *memo;            /* Dict: equal keys are one object */
} Scanner;

static Object *index_object(const Scanner *s, const char *at) { return int_from_size(utf8_count(s->start, (size_t)(at - s->start))); }

/* Raises JSONDecodeError(message, text, index). STEALS index, or NULL with an exception pending. NULL */
static void *fail_at_index_steal(const Scanner *s, const char *message, Object *index) {
    Object *text = index ? str_from_text(message) : NULL;
    Object *exception = text ? object_call_objects(s->error, 3, text, s->text, index) : NULL;
    if (exception) error_raise_steal(exception);
    release_or_null(text);
    release_or_null(index);
    return NULL;
}

static void *fail_at(const Scanner *s, const char *message, const char *at) { return fail_at_index_steal(s, message, index_object(s, at)); }

static inline const char *skip_space(const Scanner *s, const char *p) {
    while (p < s->end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')) p++;
    return p;
}

/* ---- strings ---- */

/* The first byte from p on that ends a plain piece: a quote, a backslash, a control character, or the end. */
static inline const char *plain_end(const Scanner *s, const char *p) {
    while (p < s->end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20) p++;
    return p;
}

/* Four hex digits; -1 with JSONDecodeError if they are not there. */
static int scan_hex(const Scanner *s, const char *p) {
    int code = 0;
    for (int i = 0; i < 4; i++) {
        int c = p + i < s->end ? (unsigned char)p[i] : 0, digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return fail_at(s, "Invalid \\uXXXX escape", p - 1), -1;
        code = code << 4 | digit;
    }
    return code;
}

/* \uXXXX at p, perhaps the first half of a pair. The place behind it; NULL on error. */
static const char *scan_unicode(const Scanner *s, const char *p, Buffer *buffer) {
    int code = scan_hex(s, p + 2);
    if (code < 0) return NULL;
    p += 6;
    if (code >= 0xD800 && code <= 0xDBFF && s->end - p >= 2 && p[0] == '\\' && p[1] == 'u') {
        int low = scan_hex(s, p + 2);
        if (low < 0) return NULL;
        if (low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
            p += 6;
        }
    }
    buffer_append_codepoint(buffer, (uint32_t)code);
    return p;
}

/* The escape at p. The place behind it; NULL on error. */
static const char *scan_escape(const Scanner *s, const char *p, const char *opening, Buffer *buffer) {
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (p + 1 >= s->end) return fail_at(s, "Unterminated string starting at", opening);
    if (p[1] == 'u') return scan_unicode(s, p, buffer);
    const char *name = p[1] ? strchr(names, p[1]) : NULL;
    if (!name) return fail_at(s, "Invalid \\escape", p);
    buffer_append_byte(buffer, meanings[name - names]);
    return p + 2;
}

/* A string with escapes, whose plain beginning ends at p. */
static Object *scan_long_string(const Scanner *s, const char *opening, const char *p, const char **next) {
    Buffer buffer = BUFFER_INIT;
    buffer_append(&buffer, opening + 1, (size_t)(p - opening - 1));
    for (;;) {
        const char *piece = p;
        p = plain_end(s, p);
        buffer_append(&buffer, piece, (size_t)(p - piece));
        if (p >= s->end) {
            fail_at(s, "Unterminated string starting at", opening);
            break;
        }
        if (*p == '"') {
            *next = p + 1;
            return str_from_buffer(&buffer);
        }
        if (*p == '\\') {
            if (!(p = scan_escape(s, p, opening, &buffer))) break;
        } else if (s->strict) {
            fail_at(s, "Invalid control character at", p);
            break;
        } else buffer_append_byte(&buffer, *p++);
    }
    buffer_free(&buffer);
    return NULL;
}

/* opening: at the quote. *next: behind the closing one. */
static Object *scan_string(const Scanner *s, const char *opening, const char **next) {
    const char *p = plain_end(s, opening + 1);
    if (unlikely(p >= s->end || *p != '"')) return scan_long_string(s, opening, p, next);
    *next = p + 1;
    return str_from_utf8(opening + 1, (size_t)(p - opening - 1));
}

/* ---- numbers and constants ---- */

static inline bool is_digit(const Scanner *s, const char *p) { return p < s->end && *p >= '0' && *p <= '9'; }

static Object *convert_number(Object *parse, const Type *type, Object *(*quick)(const char *, size_t), const char *p, size_t size) {
    if (parse == (Object *)(uintptr_t)type) return quick(p, size);
    Object *text = str_from_utf8(p, size), *result = text ? object_call_one(parse, text) : NULL;
    release_or_null(text);
    return result;
}

static Object *quick_int(const char *p, size_t size) {
    if (size > 18) return int_from_text(p, size, 10);
    bool negative = *p == '-';
    int64_t value = 0;
    for (size_t i = negative; i < size; i++) value = value * 10 + (p[i] - '0');
    return int_from_i64(negative ? -value : value);
}

/* *next stays NULL if there is no number at p. */
static Object *scan_number(const Scanner *s, const char *p, const char **next) {
    const char *start = p;
    if (p < s->end && *p == '-') p++;
    if (!is_digit(s, p)) return NULL;
    if (*p == '0') p++;
    else while (is_digit(s, p)) p++;
    const char *whole = p;
    if (p < s->end && *p == '.' && is_digit(s, p + 1))
        for (p++; is_digit(s, p);) p++;
    if (p < s->end && (*p == 'e' || *p == 'E')) {
        const char *digits = p + 1 + (p + 1 < s->end && (p[1] == '-' || p[1] == '+'));
        if (is_digit(s, digits))
            for (p = digits; is_digit(s, p);) p++;
    }
    *next = p;
    size_t size = (size_t)(p - start);
    return p == whole ? convert_number(s->parse_int, &int_type, quick_int, start, size)
                      : convert_number(s->parse_float, &float_type, float_from_text, start, size);
}

static bool begins_with(const Scanner *s, const char *p, const char *word) {
    size_t size = strlen(word);
    return (size_t)(s->end - p) >= size && memcmp(p, word, size) == 0;
}

static Object *scan_constant(const Scanner *s, const char *p, const char **next) {
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    static const struct { const char *word; Object *value; } constants[] = {{"null", None}, {"true", True}, {"false", False}};
    for (size_t i = 0; i < 3; i++)
        if (begins_with(s, p, constants[i].word)) {
            *next = p + strlen(constants[i].word);
            return retain(constants[i].value);
        }
    for (size_t i = 0; i < 3; i++)
        if (begins_with(s, p, words[i])) {
            *next = p + strlen(words[i]);
            Object *word = str_from_text(words[i]), *value = word ? object_call_one(s->parse_constant, word) : NULL;
            release_or_null(word);
            return value;
        }
    return fail_at(s, "Expecting value", p);
}

/* ---- containers ---- */

static Object *scan_value(const Scanner *s, const char *p, const char **next);

static Object *scan_list(const Scanner *s, const char *p, const char **next) {
    Object *list = list_new(0);
    p = skip_space(s, p + 1);
    if (list && p < s->end && *p == ']') {
        *next = p + 1;
        return list;
    }
    while (list) {
        Object *item = scan_value(s, p, &p);
        if (!item || list_append_steal(list, item) || interp_check_interrupt()) break;
        p = skip_space(s, p);
        if (p < s->end && *p == ']') {
            *next = p + 1;
            return list;
        }
        if (p >= s->end || *p != ',') {
            fail_at(s, "Expecting ',' delimiter", p);
            break;
        }
        p = skip_space(s, p + 1);
    }
    release_or_null(list);
    return NULL;
}

/* The key at p and its colon; *next: where the value begins. New reference. */
static Object *scan_key(const Scanner *s, const char *p, const char **next) {
    if (p >= s->end || *p != '"') return fail_at(s, "Expecting property name enclosed in double quotes", p);
    Object *key = scan_string(s, p, &p), *known = key ? dict_setdefault(s->memo, key, key) : NULL;
    if (known) retain(known);
    release_or_null(key);
    if (!known) return NULL;
    p = skip_space(s, p);
    if (p >= s->end || *p != ':') {
        release(known);
        return fail_at(s, "Expecting ':' delimiter", p);
    }
    *next = skip_space(s, p + 1);
    return known;
}

/* Takes key and value into the dict, or the list of pairs. 0, -1 */
static int add_pair(const Scanner *s, Object *holder, Object *key, Object *value) {
    if (!s->pairs_hook) return dict_set(holder, key, value);
    Object *pair = tuple_of(2, key, value);
    return pair ? list_append_steal(holder, pair) : -1;
}

static Object *finish_object_steal(const Scanner *s, Object *holder) {
    Object *hook = s->pairs_hook ? s->pairs_hook : s->object_hook;
    if (!hook) return holder;
    Object *result = object_call_one(hook, holder);
    release(holder);
    return result;
}

static Object *scan_object(const Scanner *s, const char *p, const char **next) {
    Object *holder = s->pairs_hook ? list_new(0) : dict_new();
    p = skip_space(s, p + 1);
    if (holder && p < s->end && *p == '}') {
        *next = p + 1;
        return finish_object_steal(s, holder);
    }
    while (holder) {
        Object *key = scan_key(s, p, &p), *value = key ? scan_value(s, p, &p) : NULL;
        int result = value ? add_pair(s, holder, key, value) : -1;
        release_or_null(key);
        release_or_null(value);
        if (result || interp_check_interrupt()) break;
        p = skip_space(s, p);
        if (p < s->end && *p == '}') {
            *next = p + 1;
            return finish_object_steal(s, holder);
        }
        if (p >= s->end || *p != ',') {
            fail_at(s, "Expecting ',' delimiter", p);
            break;
        }
        p = skip_space(s, p + 1);
    }
    release_or_null(holder);
    return NULL;
}

/* The value that begins at p; *next: behind it. MAY_RUN */
static Object *scan_value(const Scanner *s, const char *p, const char **next) {
    char c = p < s->end ? *p : '\0';
    if (c == '"') return scan_string(s, p, next);
    if (c == '[') return recursion_enter(" while decoding a JSON array from a unicode string") ? NULL : scan_list(s, p, next);
    if (c == '{') return recursion_enter(" while decoding a JSON object from a unicode string") ? NULL : scan_object(s, p, next);
    const char *behind = NULL;
    Object *number = scan_number(s, p, &behind);
    if (!behind) return scan_constant(s, p, next);
    *next = behind;
    return number;
}

/* ---- for scripts ---- */

static int scanner_init(Scanner *s, Object *text, Object *error) {
    if (!is_str(text)) return error_set_int(TypeError, "first argument must be a string, not %s", type_name(text->type));
    *s = (Scanner){.text = text, .start = str_data(text), .end = str_data(text) + str_size(text), .strict = true, .error = error};
    return 0;
}

/* The place of a character given by its index; NULL with ValueError. */
static const char *place_of(const Scanner *s, Object *index, const char *negative) {
    ssize_t i;
    if (object_as_index(index, &i, OverflowError)) return NULL;
    if (i < 0) return error_set(ValueError, "%s", negative);
    return (size_t)i >= str_length(s->text) ? s->end : s->start + str_byte_offset(s->text, (size_t)i);
}

/* (value, index behind it). STEALS value */
static Value with_index_steal(const Scanner *s, Object *value, const char *behind) {
    Object *index = value ? index_object(s, behind) : NULL, *items[] = {value, index};
    if (index) return value_new(tuple_from_items_steal(items, 2));
    release_or_null(value);
    return value_error();
}

static Object *hook_of(Object *o) { return o == None ? NULL : o; }

static Value scan_function(Object *self UNUSED, Object **args) {
    Scanner s;
    if (scanner_init(&s, args[0], args[8])) return value_error();
    const char *p = place_of(&s, args[1], "idx cannot be negative");
    if (p == s.end) return fail_at_index_steal(&s, "Expecting value", retain(args[1])), value_error();   /* maybe far beyond */
    int strict = p ? object_truth(args[2]) : -1;
    if (strict < 0 || !(s.memo = dict_new())) return value_error();
    s.strict = strict;
    s.object_hook = hook_of(args[3]);
    s.pairs_hook = hook_of(args[4]);
    s.parse_float = args[5];
    s.parse_int = args[6];
    s.parse_constant = args[7];
    Object *value = scan_value(&s, p, &p);
    release(s.memo);
    return with_index_steal(&s, value, p);
}

static Value scanstring_function(Object *self UNUSED, Object **args) {
    Scanner s;
    if (scanner_init(&s, args[0], args[3])) return value_error();
    const char *p = place_of(&s, args[1], "end is out of bounds");
    int strict = p ? object_truth(args[2]) : -1;
    if (strict < 0) return value_error();
    if (p == s.start) return error_set_value(ValueError, "end is out of bounds");
    s.strict = strict;
    Object *value = scan_string(&s, p - 1, &p);
    return with_index_steal(&s, value, p);
}

static Value skip_space_function(Object *self UNUSED, Object **args) {
    Scanner s;
    const char *p = scanner_init(&s, args[0], NULL) ? NULL : place_of(&s, args[1], "idx cannot be negative");
    return p ? value_new(index_object(&s, skip_space(&s, p))) : value_error();
}

static const Method functions[] = {
    {"skip_space", skip_space_function, "(text, idx, /)", "The index of the next character from idx on that is no white space.", 0},
    {"scan", scan_function, "(text, idx, strict, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant, error, /)",
     "The value of the JSON document that begins at that index of text, and the index behind it.", 0},
    {"scanstring", scanstring_function, "(text, end, strict, error, /)",
     "The JSON string whose opening quote is before that index of text, and the index behind its closing quote.", 0},
    {"encode", json_encode_function,
     "(o, default, check_circular, ensure_ascii, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan, /)",
     "The JSON text of an object.", 0},
    {"encode_basestring", json_basestring_function, "(string, /)", "Return a JSON representation of a Python string", 0},
    {"encode_basestring_ascii", json_basestring_ascii_function, "(string, /)",
     "Return an ASCII-only JSON representation of a Python string", 0},
    {0}
};

const ModuleDef _json_module = {.name = "_json", .doc = "json speedups", .functions = functions};
