/* format_number.c - the format mini-language for int, float, complex and str.
 *
 * A number is laid out as: padding, sign, prefix (0x), padding of align '=', digits with separators, the rest (fraction
 * and exponent), padding. Nothing here runs script code but str() of a subclass's instance for an empty spec. */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/format.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/decimal.h"
#include "runtime/base/utf8.h"

/* ---- the parser ---- */

typedef struct { const char *at, *end; } Cursor;

static bool is_align(char c) { return c && strchr("<>=^", c); }
static char peek(const Cursor *cursor) { return cursor->at < cursor->end ? *cursor->at : 0; }

static bool accept(Cursor *cursor, char c) {
    if (peek(cursor) != c || cursor->at == cursor->end) return false;
    cursor->at++;
    return true;
}

static void parse_fill_and_align(Cursor *cursor, FormatSpec *spec) {
    if (cursor->at == cursor->end) return;
    const char *after = cursor->at;
    uint32_t first = utf8_decode(&after);
    if (after < cursor->end && is_align(*after)) {
        spec->fill = first;
        spec->align = *after;
        cursor->at = after + 1;
    } else if (is_align(*cursor->at)) spec->align = *cursor->at++;
    else return;
    spec->align_given = true;
}

/* Digits, if there are any: 1, 0 if there are none, -1 with ValueError pending. */
static int parse_integer(Cursor *cursor, ssize_t *result) {
    ssize_t value = 0;
    const char *start = cursor->at;
    for (; peek(cursor) >= '0' && peek(cursor) <= '9'; cursor->at++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, *cursor->at - '0', &value))
            return error_set_int(ValueError, "Too many decimal digits in format string");
    if (cursor->at == start) return 0;
    *result = value;
    return 1;
}

static int parse_grouping(Cursor *cursor, FormatSpec *spec) {
    if (accept(cursor, ',')) spec->grouping = ',';
    if (peek(cursor) == '_') {
        if (spec->grouping) return error_set_int(ValueError, "Cannot specify both ',' and '_'.");
        cursor->at++;
        spec->grouping = '_';
        if (peek(cursor) == ',') return error_set_int(ValueError, "Cannot specify both ',' and '_'.");
    }
    return 0;
}

static int parse_precision(Cursor *cursor, FormatSpec *spec) {
    if (!accept(cursor, '.')) return 0;
    int found = parse_integer(cursor, &spec->precision);
    return found ? (found < 0 ? -1 : 0) : error_set_int(ValueError, "Format specifier missing precision");
}

static bool is_printable_ascii(uint32_t c) { return c > 32 && c < 128; }

static int check_grouping(const FormatSpec *spec) {
    uint32_t type = spec->type;
    if (!spec->grouping || !type || (type < 128 && strchr("defgEGF%", (int)type))) return 0;
    if (spec->grouping == '_' && type < 128 && strchr("boxX", (int)type)) return 0;
    if (is_printable_ascii(type)) return error_set_int(ValueError, "Cannot specify '%c' with '%c'.", spec->grouping, (int)type);
    return error_set_int(ValueError, "Cannot specify '%c' with '\\x%x'.", spec->grouping, (unsigned)type);
}

int format_spec_parse(Object *text, char default_type, char default_align, Object *owner, FormatSpec *spec) {
    Cursor cursor = {str_data(text), str_data(text) + str_size(text)};
    *spec = (FormatSpec){.fill = ' ', .align = default_align, .type = (uint32_t)default_type, .width = -1, .precision = -1};
    const char *start = cursor.at;
    parse_fill_and_align(&cursor, spec);
    bool fill_given = cursor.at - start > 1;
    if (peek(&cursor) && strchr("+- ", peek(&cursor))) spec->sign = *cursor.at++;
    spec->no_negative_zero = accept(&cursor, 'z');
    spec->alternate = accept(&cursor, '#');
    if (!fill_given && accept(&cursor, '0')) {
        spec->fill = '0';
        if (!spec->align_given && default_align == '>') spec->align = '=';
    }
    if (parse_integer(&cursor, &spec->width) < 0 || parse_grouping(&cursor, spec) || parse_precision(&cursor, spec)) return -1;
    if (cursor.at < cursor.end) spec->type = utf8_decode(&cursor.at);
    if (cursor.at < cursor.end) return error_set_int(ValueError, "Invalid format specifier '%U' for object of type '%T'", text, owner);
    return check_grouping(spec);
}

void *format_unknown_code(const FormatSpec *spec, Object *owner) {
    if (is_printable_ascii(spec->type))
        return error_set(ValueError, "Unknown format code '%c' for object of type '%T'", (int)spec->type, owner);
    return error_set(ValueError, "Unknown format code '\\x%x' for object of type '%T'", (unsigned)spec->type, owner);
}

/* ---- layout ---- */

static void append_fill(Buffer *out, uint32_t fill, size_t count) {
    if (fill < 128) {
        if (count) buffer_append_fill(out, (char)fill, count);
        return;
    }
    while (count-- && !buffer_failed(out)) buffer_append_codepoint(out, fill);
}

/* How much of the padding stands left of the text. */
static size_t left_padding(size_t padding, char align) { return align == '<' ? 0 : align == '^' ? padding / 2 : padding; }

static size_t padding_for(const FormatSpec *spec, size_t length) {
    return spec->width > 0 && (size_t)spec->width > length ? (size_t)spec->width - length : 0;
}

void format_pad(Buffer *out, const char *text, size_t size, size_t length, const FormatSpec *spec) {
    size_t padding = padding_for(spec, length), left = left_padding(padding, spec->align);
    append_fill(out, spec->fill, left);
    buffer_append(out, text, size);
    append_fill(out, spec->fill, padding - left);
}

/* A number cut into pieces of ASCII text (rest may be any text: one character of type c). */
typedef struct {
    char sign;                 /* 0: none */
    const char *prefix;        /* "0x" or "" */
    const char *digits, *rest;
    size_t digit_count, rest_size, rest_length;
} NumberParts;

static size_t group_size(const FormatSpec *spec) {
    return spec->grouping == '_' && spec->type < 128 && spec->type && strchr("boxX", (int)spec->type) ? 4 : 3;
}

static size_t grouped_width(size_t digits, const FormatSpec *spec) {
    return digits + (spec->grouping && digits ? (digits - 1) / group_size(spec) : 0);
}

/* The digits with zeros before them, `total` in all, and separators. */
static void append_grouped(Buffer *out, const NumberParts *parts, size_t total, const FormatSpec *spec) {
    if (!spec->grouping) {
        buffer_append_fill(out, '0', total - parts->digit_count);
        buffer_append(out, parts->digits, parts->digit_count);
        return;
    }
    size_t zeros = total - parts->digit_count, size = group_size(spec);
    for (size_t i = 0; i < total && !buffer_failed(out); i++) {
        if (i && (total - i) % size == 0) buffer_append_byte(out, spec->grouping);
        buffer_append_byte(out, i < zeros ? '0' : parts->digits[i - zeros]);
    }
}

/* How many digits fill `width` columns, separators counted in: at least those that there are. */
static size_t digits_for_width(size_t width, size_t digit_count, const FormatSpec *spec) {
    if (!spec->grouping) return width > digit_count ? width : digit_count;
    size_t size = group_size(spec), digits = width - width / (size + 1);
    if (digits < digit_count) digits = digit_count;
    while (grouped_width(digits, spec) < width) digits++;
    return digits;
}

static void append_number(Buffer *out, const NumberParts *parts, const FormatSpec *spec) {
    FormatSpec ungrouped = *spec;
    if (!parts->digit_count) {    /* inf and nan: zeros before them get no separators */
        ungrouped.grouping = 0;
        spec = &ungrouped;
    }
    size_t prefix = strlen(parts->prefix), around = (parts->sign != 0) + prefix + parts->rest_length, total = parts->digit_count;
    if (spec->fill == '0' && spec->align == '=' && spec->width > 0 && (size_t)spec->width > around)
        total = digits_for_width((size_t)spec->width - around, total, spec);
    size_t padding = padding_for(spec, around + grouped_width(total, spec));
    size_t left = spec->align == '=' ? 0 : left_padding(padding, spec->align);
    append_fill(out, spec->fill, left);
    if (parts->sign) buffer_append_byte(out, parts->sign);
    buffer_append(out, parts->prefix, prefix);
    if (spec->align == '=') append_fill(out, spec->fill, padding);
    append_grouped(out, parts, total, spec);
    buffer_append(out, parts->rest, parts->rest_size);
    if (spec->align != '=') append_fill(out, spec->fill, padding - left);
}

static char sign_to_show(bool negative, const FormatSpec *spec) { return negative ? '-' : spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0; }

/* ---- str ---- */

static int check_str_spec(const FormatSpec *spec) {
    if (spec->sign == ' ') return error_set_int(ValueError, "Space not allowed in string format specifier");
    if (spec->sign) return error_set_int(ValueError, "Sign not allowed in string format specifier");
    if (spec->no_negative_zero) return error_set_int(ValueError, "Negative zero coercion (z) not allowed in string format specifier");
    if (spec->alternate) return error_set_int(ValueError, "Alternate form (#) not allowed in string format specifier");
    if (spec->align == '=') return error_set_int(ValueError, "'=' alignment not allowed in string format specifier");
    return 0;
}

/* With a spec that is not empty; 0, -1, as the functions of that kind below. */
static int append_str(Buffer *out, Object *o, Object *text) {
    FormatSpec spec;
    if (format_spec_parse(text, 's', '<', o, &spec)) return -1;
    if (spec.type != 's') return format_unknown_code(&spec, o), -1;
    if (check_str_spec(&spec)) return -1;
    size_t length = str_length(o), size = str_size(o);
    if (spec.precision >= 0 && (size_t)spec.precision < length) {
        length = (size_t)spec.precision;
        size = str_byte_offset(o, length);
    }
    format_pad(out, str_data(o), size, length, &spec);
    return 0;
}

typedef int (*AppendFn)(Buffer *out, Object *o, Object *spec);
static Object *text_by(AppendFn append, Object *o, Object *spec) {
    char room[BUFFER_ROOM];
    Buffer out = BUFFER_ON(room);
    if (!append(&out, o, spec)) return str_from_buffer(&out);
    buffer_free(&out);
    return NULL;
}

Object *format_str(Object *o, Object *text) {
    if (!str_size(text)) return is_str_exact(o) ? retain(o) : object_str(o);
    return text_by(append_str, o, text);
}

/* ---- int ---- */

static int append_char(Buffer *out, Object *o, const FormatSpec *spec) {
    if (spec->sign) return error_set_int(ValueError, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate) return error_set_int(ValueError, "Alternate form (#) not allowed with integer format specifier 'c'");
    int64_t code;
    if (int_as_i64(o, &code)) return -1;
    if (code < 0 || code > 0x10ffff) return error_set_int(OverflowError, "%%c arg not in range(0x110000)");
    char encoded[4];
    NumberParts parts = {.prefix = "", .digits = "", .rest = encoded, .rest_length = 1};
    parts.rest_size = utf8_encode((uint32_t)code, encoded);
    append_number(out, &parts, spec);
    return 0;
}

static void to_upper(char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] >= 'a' && text[i] <= 'z') text[i] = (char)(text[i] - 32);
}

static const char *prefix_for(const FormatSpec *spec) {
    if (!spec->alternate) return "";
    return spec->type == 'b' ? "0b" : spec->type == 'o' ? "0o" : spec->type == 'x' ? "0x" : spec->type == 'X' ? "0X" : "";
}

/* The digits in the base of the spec's type, with a sign if negative. */
static Object *integer_text(Object *o, const FormatSpec *spec) {
    int base = spec->type == 'b' ? 2 : spec->type == 'o' ? 8 : (spec->type | 0x20) == 'x' ? 16 : 10;
    Object *text = int_to_text(o, base, false);
    if (!text || spec->type != 'X') return text;
    Buffer upper = BUFFER_INIT;    /* a copy: short texts are shared */
    buffer_append(&upper, str_data(text), str_size(text));
    release(text);
    to_upper(upper.data, upper.length);
    return str_from_buffer(&upper);
}

/* The digits, with '-' before them if negative. */
static void append_digits(Buffer *out, const char *text, size_t size, const FormatSpec *spec) {
    bool negative = *text == '-';
    NumberParts parts = {.sign = sign_to_show(negative, spec), .prefix = prefix_for(spec), .rest = "",
                         .digits = text + negative, .digit_count = size - negative};
    append_number(out, &parts, spec);
}

static int append_integer(Buffer *out, Object *o, const FormatSpec *spec) {
    if (spec->precision >= 0) return error_set_int(ValueError, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero) return error_set_int(ValueError, "Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->type == 'c') return append_char(out, o, spec);
    if (int_is_machine(o)) {
        char text[BINARY_ROOM], *end = text + sizeof text, *start;
        unsigned bits = spec->type == 'b' ? 1 : spec->type == 'o' ? 3 : (spec->type | 0x20) == 'x' ? 4 : 0;
        start = bits ? binary_write(int_value(o), bits, spec->type == 'X', end) : decimal_write(int_value(o), end);
        append_digits(out, start, (size_t)(end - start), spec);
        return 0;
    }
    Object *plain = integer_text(o, spec);
    if (!plain) return -1;
    append_digits(out, str_data(plain), str_size(plain), spec);
    release(plain);
    return 0;
}

static int append_real(Buffer *out, double value, Object *owner, const FormatSpec *spec);

static int append_int(Buffer *out, Object *o, Object *text) {
    FormatSpec spec;
    if (format_spec_parse(text, 'd', '>', o, &spec)) return -1;
    if (spec.type < 128 && strchr("bcdoxXn", (int)spec.type)) return append_integer(out, o, &spec);
    if (spec.type >= 128 || !strchr("eEfFgG%", (int)spec.type)) return format_unknown_code(&spec, o), -1;
    double value = int_as_double(o);
    return value == -1.0 && error_pending() ? -1 : append_real(out, value, o, &spec);
}

Object *format_int(Object *o, Object *text) {
    if (!str_size(text)) return is_int_exact(o) ? int_to_text(o, 10, false) : object_str(o);
    return text_by(append_int, o, text);
}

/* ---- float ---- */

/* The C-like type for a spec's type; without one, repr's digits or, if a precision is given, g's. */
static char plain_type(const FormatSpec *spec) {
    if (!spec->type) return spec->precision < 0 ? 'r' : 'g';
    return spec->type == '%' ? 'f' : spec->type == 'n' ? 'g' : (char)spec->type;
}

static unsigned plain_flags(const FormatSpec *spec) {
    return (spec->alternate ? DOUBLE_ALTERNATE : 0u) | (spec->no_negative_zero ? DOUBLE_NO_NEGATIVE_ZERO : 0u);
}

/* Cuts the text of a number at the end of its first digits. */
static NumberParts cut_number(const char *text, size_t size, const FormatSpec *spec) {
    bool negative = size && *text == '-';
    NumberParts parts = {.sign = sign_to_show(negative, spec), .prefix = "", .digits = text + negative};
    const char *end = text + size;
    for (parts.rest = parts.digits; parts.rest < end && *parts.rest >= '0' && *parts.rest <= '9';) parts.rest++;
    parts.digit_count = (size_t)(parts.rest - parts.digits);
    parts.rest_size = parts.rest_length = (size_t)(end - parts.rest);
    return parts;
}

static int check_precision(const FormatSpec *spec) { return spec->precision > INT_MAX ? error_set_int(ValueError, "precision too big") : 0; }

static int append_real(Buffer *out, double value, Object *owner, const FormatSpec *spec) {
    if (spec->type && (spec->type >= 128 || !strchr("eEfFgGn%", (int)spec->type))) return format_unknown_code(spec, owner), -1;
    if (check_precision(spec)) return -1;
    char room[BUFFER_ROOM];
    Buffer plain = BUFFER_ON(room);
    if (spec->type == '%') value *= 100;
    format_double(&plain, value, plain_type(spec), spec->precision, plain_flags(spec) | (spec->type ? 0u : DOUBLE_ADD_DOT_0));
    if (spec->type == '%') buffer_append_byte(&plain, '%');
    if (!buffer_failed(&plain)) {
        NumberParts parts = cut_number(plain.data, plain.length, spec);
        append_number(out, &parts, spec);
    } else out->failed = true;
    buffer_free(&plain);
    return 0;
}

static int append_float(Buffer *out, Object *o, Object *text) {
    FormatSpec spec;
    if (format_spec_parse(text, 0, '>', o, &spec)) return -1;
    return append_real(out, float_value(o), o, &spec);
}

Object *format_float(Object *o, Object *text) {
    if (!str_size(text)) return is_float_exact(o) ? float_to_text(float_value(o)) : object_str(o);
    return text_by(append_float, o, text);
}

/* ---- any object ---- */

/* With an empty spec. */
static bool append_plain(Buffer *out, Object *o) {
    if (is_str_exact(o)) {
        buffer_append(out, str_data(o), str_size(o));
    } else if (is_machine_int(o)) {
        char text[DECIMAL_ROOM], *start = decimal_write(int_value(o), text + sizeof text);
        buffer_append(out, start, (size_t)(text + sizeof text - start));
    } else if (is_float_exact(o)) {
        format_double(out, float_value(o), 'r', 0, DOUBLE_ADD_DOT_0);
    } else return false;
    return true;
}

int format_append(Buffer *out, Object *o, Object *spec) {
    bool empty = !spec || (is_str_exact(spec) && !str_size(spec));
    if (empty && append_plain(out, o)) return 0;
    if (!empty && is_str_exact(spec)) {
        if (is_int_exact(o)) return append_int(out, o, spec);
        if (is_str_exact(o)) return append_str(out, o, spec);
        if (is_float_exact(o)) return append_float(out, o, spec);
    }
    Object *text = object_format(o, spec);
    if (!text) return -1;
    buffer_append(out, str_data(text), str_size(text));
    release(text);
    return 0;
}

/* ---- complex ---- */

static void append_component(Buffer *out, double value, const FormatSpec *spec) {
    Buffer plain = BUFFER_INIT;
    format_double(&plain, value, plain_type(spec), spec->precision, plain_flags(spec));
    if (!buffer_failed(&plain)) {
        NumberParts parts = cut_number(plain.data, plain.length, spec);
        append_number(out, &parts, spec);
    } else out->failed = true;
    buffer_free(&plain);
}

/* Both parts without padding; without a type as repr shows them. */
static void append_complex(Buffer *out, const Complex *number, const FormatSpec *spec) {
    FormatSpec part = *spec;
    part.width = -1;
    part.fill = ' ';
    part.align = '<';
    bool imaginary_only = !spec->type && number->real == 0 && !signbit(number->real), parentheses = !spec->type && !imaginary_only;
    if (parentheses) buffer_append_byte(out, '(');
    if (!imaginary_only) {
        append_component(out, number->real, &part);
        part.sign = '+';
    }
    append_component(out, number->imag, &part);
    buffer_append_text(out, parentheses ? "j)" : "j");
}

static int check_complex_spec(const FormatSpec *spec, Object *owner) {
    if (spec->type && (spec->type >= 128 || !strchr("eEfFgGn", (int)spec->type))) return format_unknown_code(spec, owner), -1;
    if (spec->fill == '0') return error_set_int(ValueError, "Zero padding is not allowed in complex format specifier");
    if (spec->align == '=') return error_set_int(ValueError, "'=' alignment flag is not allowed in complex format specifier");
    return check_precision(spec);
}

Object *format_complex(Object *o, Object *text) {
    if (!str_size(text)) return object_str(o);
    FormatSpec spec;
    if (format_spec_parse(text, 0, '>', o, &spec) || check_complex_spec(&spec, o)) return NULL;
    Buffer plain = BUFFER_INIT, out = BUFFER_INIT;
    append_complex(&plain, (Complex *)o, &spec);
    if (buffer_failed(&plain)) out.failed = true;
    else format_pad(&out, plain.data, plain.length, plain.length, &spec);
    buffer_free(&plain);
    return str_from_buffer(&out);
}
