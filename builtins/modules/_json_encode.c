/* _json_encode.c - writing JSON: the encoder behind json.JSONEncoder.encode.
 *
 * default(), and items() and sorting of mappings, may run script code. The containers around the one that is being
 * written form a chain on the C stack, in which a circular reference is found. */
#include "builtins/modules/_json.h"

#include <math.h>

#include "builtins/types/dict.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/decimal.h"
#include "runtime/base/utf8.h"

typedef struct Encoder {
    Buffer out;
    Object *default_function, *key_separator, *item_separator;
    Object *indent;          /* str, or NULL */
    bool check_circular, ensure_ascii, sort_keys, skipkeys, allow_nan;
} Encoder;

typedef struct Holder { const struct Holder *outer; Object *object; } Holder;

static int encode_value(Encoder *e, Object *o, const Holder *outer, size_t level);

static void append_str(Encoder *e, Object *text) { buffer_append(&e->out, str_data(text), str_size(text)); }

/* ---- strings ---- */

static void append_unit(Buffer *out, uint32_t unit) {
    static const char hex[] = "0123456789abcdef";
    char text[] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]};
    buffer_append(out, text, sizeof text);
}

static void append_escaped(Buffer *out, uint32_t c) {
    static const char names[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";
    const char *meaning = c && c < 0x80 ? strchr(meanings, (int)c) : NULL;
    if (meaning) {
        buffer_append_byte(out, '\\');
        buffer_append_byte(out, names[meaning - meanings]);
    } else if (c < 0x10000) {
        append_unit(out, c);
    } else {
        append_unit(out, 0xD800 | (c - 0x10000) >> 10);
        append_unit(out, 0xDC00 | ((c - 0x10000) & 0x3FF));
    }
}

static inline bool is_plain(unsigned char c, bool ascii) { return c >= 0x20 && c != '"' && c != '\\' && !(ascii && c >= 0x7F); }

static void append_string(Buffer *out, Object *text, bool ascii) {
    const char *p = str_data(text), *end = p + str_size(text);
    buffer_append_byte(out, '"');
    while (p < end) {
        const char *piece = p;
        while (p < end && is_plain((unsigned char)*p, ascii)) p++;
        if (p > piece) buffer_append(out, piece, (size_t)(p - piece));
        if (p < end) append_escaped(out, utf8_decode(&p));
    }
    buffer_append_byte(out, '"');
}

static Value basestring(Object *text, bool ascii) {
    if (!is_str(text)) return error_set_value(TypeError, "first argument must be a string, not %s", type_name(text->type));
    Buffer out = BUFFER_INIT;
    append_string(&out, text, ascii);
    return value_new(str_from_buffer(&out));
}

Value json_basestring_function(Object *self UNUSED, Object **args) { return basestring(args[0], false); }
Value json_basestring_ascii_function(Object *self UNUSED, Object **args) { return basestring(args[0], true); }

/* ---- numbers ---- */

static int append_text_steal(Encoder *e, Object *text) {
    if (!text) return -1;
    append_str(e, text);
    release(text);
    return 0;
}

static int append_int(Encoder *e, Object *o) {
    if (!int_is_machine(o)) return append_text_steal(e, int_to_text(o, 10, false));
    char text[DECIMAL_ROOM], *start = decimal_write(int_value(o), text + sizeof text);
    buffer_append(&e->out, start, (size_t)(text + sizeof text - start));
    return 0;
}

static int append_float(Encoder *e, double value) {
    if (isfinite(value)) return append_text_steal(e, float_to_text(value));
    if (!e->allow_nan) return error_set_int(ValueError, "Out of range float values are not JSON compliant");
    buffer_append_text(&e->out, isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    return 0;
}

static const char *constant_text(const Object *o) {
    return o == None ? "null" : o == True ? "true" : o == False ? "false" : NULL;
}

/* ---- containers ---- */

static void begin_line(Encoder *e, size_t level) {
    if (!e->indent) return;
    buffer_append_byte(&e->out, '\n');
    for (size_t i = 0; i < level; i++) append_str(e, e->indent);
}

static void begin_item(Encoder *e, bool first, size_t level) {
    if (!first) append_str(e, e->item_separator);
    begin_line(e, level);
}

static Object *peek_item(Object *sequence, size_t i) {
    if (is_list(sequence)) return i < list_count(sequence) ? ((List *)sequence)->items[i] : NULL;
    return i < tuple_count(sequence) ? tuple_item_borrowed(sequence, i) : NULL;
}

/* A list may change while it is written. */
static int encode_sequence(Encoder *e, Object *sequence, const Holder *here, size_t level) {
    Object *item = peek_item(sequence, 0);
    if (!item) return buffer_append_text(&e->out, "[]"), 0;
    buffer_append_byte(&e->out, '[');
    for (size_t i = 0; (item = peek_item(sequence, i)); i++) {
        begin_item(e, i == 0, level + 1);
        retain(item);
        int result = encode_value(e, item, here, level + 1);
        release(item);
        if (result || interp_check_interrupt()) return -1;
    }
    begin_line(e, level);
    buffer_append_byte(&e->out, ']');
    return 0;
}

/* Writes the key as a string and the separator. 1 written, 0 skipped, -1 */
static int encode_key(Encoder *e, Object *key, bool first, size_t level) {
    const char *constant = constant_text(key);
    bool simple = is_str(key) || is_float(key) || constant || is_int(key);
    if (!simple && e->skipkeys) return 0;
    if (!simple)
        return error_set_int(TypeError, "keys must be str, int, float, bool or None, not %s", type_name(key->type));
    begin_item(e, first, level);
    if (is_str(key)) append_string(&e->out, key, e->ensure_ascii);
    else {
        buffer_append_byte(&e->out, '"');
        if (is_float(key) ? append_float(e, float_value(key)) : constant ? (buffer_append_text(&e->out, constant), 0) : append_int(e, key))
            return -1;
        buffer_append_byte(&e->out, '"');
    }
    append_str(e, e->key_separator);
    return 1;
}

/* A list of the pairs, which script code cannot change. */
static Object *pairs_of(Encoder *e, Object *dict) {
    Object *items = is_dict_exact(dict) ? dict_items(dict) : object_call_method(dict, "items", 0), *list = NULL;
    if (items && (list = is_list_exact(items) ? retain(items) : list_from_iterable(items)) && e->sort_keys &&
        list_sort(list, NULL, false))
        CLEAR(list);
    release_or_null(items);
    return list;
}

static int encode_pair(Encoder *e, Object *pair, bool *first, const Holder *here, size_t level) {
    if (!is_tuple(pair) || tuple_count(pair) != 2) return error_set_int(ValueError, "items must return 2-tuples");
    int written = encode_key(e, tuple_item_borrowed(pair, 0), *first, level);
    if (written <= 0) return written;
    *first = false;
    return encode_value(e, tuple_item_borrowed(pair, 1), here, level);
}

static int encode_dict(Encoder *e, Object *dict, const Holder *here, size_t level) {
    if (!dict_count(dict)) return buffer_append_text(&e->out, "{}"), 0;
    Object *pairs = pairs_of(e, dict);
    if (!pairs) return -1;
    bool first = true;
    buffer_append_byte(&e->out, '{');
    int result = 0;
    for (size_t i = 0; !result && i < list_count(pairs); i++) {
        result = encode_pair(e, ((List *)pairs)->items[i], &first, here, level + 1);
        if (!result) result = interp_check_interrupt();
    }
    release(pairs);
    if (result) return -1;
    begin_line(e, level);
    buffer_append_byte(&e->out, '}');
    return 0;
}

static int encode_by_default(Encoder *e, Object *o, const Holder *here, size_t level) {
    Object *instead = object_call_one(e->default_function, o);
    if (!instead) return -1;
    int result = encode_value(e, instead, here, level);
    release(instead);
    return result;
}

/* Lists, tuples, dicts, and what default() makes something else of. */
static int encode_container(Encoder *e, Object *o, const Holder *outer, size_t level) {
    Holder here = {outer, o};
    if (recursion_enter(" while encoding a JSON object")) return -1;
    if (e->check_circular)
        for (const Holder *holder = outer; holder; holder = holder->outer)
            if (holder->object == o) return error_set_int(ValueError, "Circular reference detected");
    if (is_list(o) || is_tuple(o)) return encode_sequence(e, o, &here, level);
    return is_dict(o) ? encode_dict(e, o, &here, level) : encode_by_default(e, o, &here, level);
}

static int encode_value(Encoder *e, Object *o, const Holder *outer, size_t level) {
    const char *constant = constant_text(o);
    if (constant) return buffer_append_text(&e->out, constant), 0;
    if (is_str(o)) return append_string(&e->out, o, e->ensure_ascii), 0;
    if (is_int(o)) return append_int(e, o);
    if (is_float(o)) return append_float(e, float_value(o));
    return encode_container(e, o, outer, level);
}

/* Yes or no from each of the arguments. 0, -1 */
static int read_flags(Encoder *e, Object **args) {
    struct { bool *flag; Object *argument; } flags[] = {
        {&e->check_circular, args[2]}, {&e->ensure_ascii, args[3]}, {&e->sort_keys, args[7]}, {&e->skipkeys, args[8]}, {&e->allow_nan, args[9]}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        int truth = object_truth(flags[i].argument);
        if (truth < 0) return -1;
        *flags[i].flag = truth;
    }
    return 0;
}

Value json_encode_function(Object *self UNUSED, Object **args) {
    Encoder e = {.default_function = args[1], .indent = args[4] == None ? NULL : args[4], .key_separator = args[5], .item_separator = args[6]};
    if (e.indent && !is_str(e.indent)) return error_set_value(TypeError, "indent must be str or None, not %T", e.indent);
    if (!is_str(e.key_separator) || !is_str(e.item_separator))
        return error_set_value(TypeError, "separators must be str, not %T", is_str(e.key_separator) ? e.item_separator : e.key_separator);
    if (read_flags(&e, args)) return value_error();
    if (!encode_value(&e, args[0], NULL, 0)) return value_new(str_from_buffer(&e.out));
    buffer_free(&e.out);
    return value_error();
}
