/* float_text.c - floats to text and from text. Digits come from double-conversion, the layout is made here. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "builtins/shim/double_text.h"
#include "builtins/types/float.h"
#include "builtins/types/float_text.h"
#include "builtins/types/format.h"
#include "builtins/types/int_text.h"
#include "builtins/types/str.h"

/* ---- layout ---- */

/* Digits of a number 0.DIGITS * 10**point, shown up to position `end` (counted from the first digit). */
typedef struct { char digits[DOUBLE_TEXT_ROOM]; ssize_t length, point, end; } Decimal;

static DigitMode digit_mode(char type) { return type == 'r' ? DIGITS_SHORTEST : type == 'f' ? DIGITS_FIXED : DIGITS_PRECISION; }

static void make_digits(Decimal *decimal, double value, char type, ssize_t precision) {
    ssize_t count = type == 'e' ? precision + 1 : type == 'g' && precision == 0 ? 1 : precision;
    int point;
    decimal->length = (ssize_t)double_digits(value, digit_mode(type), (int)(count < DOUBLE_MAX_DIGITS ? count : DOUBLE_MAX_DIGITS),
                                             decimal->digits, &point);
    decimal->point = point;
    if (decimal->length) return;
    strcpy(decimal->digits, "0");
    decimal->length = decimal->point = 1;
}

static bool wants_exponent(const Decimal *decimal, char type, ssize_t precision, unsigned flags) {
    if (type == 'e') return true;
    if (type == 'f') return false;
    ssize_t limit = type == 'r' ? 16 : (precision ? precision : 1) - ((flags & DOUBLE_ADD_DOT_0) ? 1 : 0);
    return decimal->point <= -4 || decimal->point > limit;
}

/* Digits at positions from..to, zeros where there is none. */
static void append_digits(Buffer *out, const Decimal *decimal, ssize_t from, ssize_t to) {
    ssize_t leading = from < 0 ? (to < 0 ? to : 0) - from : 0;
    if (leading > 0) buffer_append_fill(out, '0', (size_t)leading);
    from += leading > 0 ? leading : 0;
    ssize_t known = (to < decimal->length ? to : decimal->length) - from;
    if (known > 0) buffer_append(out, decimal->digits + from, (size_t)known), from += known;
    if (to > from) buffer_append_fill(out, '0', (size_t)(to - from));
}

static void append_decimal(Buffer *out, const Decimal *decimal, ssize_t point, bool alternate) {
    if (point <= 0) buffer_append_byte(out, '0');
    else append_digits(out, decimal, 0, point);
    if (decimal->end > point || alternate) buffer_append_byte(out, '.');
    if (decimal->end > point) append_digits(out, decimal, point, decimal->end);
}

static void append_exponent(Buffer *out, ssize_t exponent, char letter) {
    buffer_append_format(out, "%c%c%02d", letter, exponent < 0 ? '-' : '+', (int)(exponent < 0 ? -exponent : exponent));
}

static void append_finite(Buffer *out, Decimal *decimal, char type, ssize_t precision, unsigned flags, char exponent_letter) {
    bool exponential = wants_exponent(decimal, type, precision, flags), alternate = flags & DOUBLE_ALTERNATE;
    ssize_t point = exponential ? 1 : decimal->point;
    decimal->end = type == 'e' ? precision + 1 : type == 'f' ? point + precision
                 : type == 'g' && alternate ? (precision ? precision : 1) : decimal->length;
    if ((flags & DOUBLE_ADD_DOT_0) && !exponential && decimal->end <= point) decimal->end = point + 1;
    append_decimal(out, decimal, point, alternate);
    if (exponential) append_exponent(out, decimal->point - 1, exponent_letter);
}

static void append_sign(Buffer *out, bool negative, unsigned flags) {
    if (negative) buffer_append_byte(out, '-');
    else if (flags & DOUBLE_SIGN) buffer_append_byte(out, '+');
}

static bool is_zero(const Decimal *decimal) { return decimal->length == 1 && decimal->digits[0] == '0'; }

void format_double(Buffer *out, double value, char type, ssize_t precision, unsigned flags) {
    bool upper = type >= 'A' && type <= 'Z';
    if (upper) type = (char)(type | 0x20);
    if (precision < 0 && type != 'r') precision = 6;
    if (!isfinite(value)) {
        append_sign(out, !isnan(value) && value < 0, flags);
        buffer_append_text(out, isnan(value) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf");
        return;
    }
    Decimal decimal;
    make_digits(&decimal, value, type, precision);
    append_sign(out, signbit(value) && !((flags & DOUBLE_NO_NEGATIVE_ZERO) && is_zero(&decimal)), flags);
    append_finite(out, &decimal, type, precision, flags, upper ? 'E' : 'e');
}

Object *float_to_text(double value) {
    char room[BUFFER_ROOM];
    Buffer text = BUFFER_ON(room);
    format_double(&text, value, 'r', 0, DOUBLE_ADD_DOT_0);
    return str_from_buffer(&text);
}

/* ---- reading ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Copies text without underscores; each must stand between digits. false: not a number, or no memory (buffer failed). */
static bool drop_underscores(const char *text, size_t length, Buffer *out) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '_') buffer_append_byte(out, text[i]);
        else if (i == 0 || i + 1 == length || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) return false;
    }
    return !buffer_failed(out);
}

bool float_parse_special(const char *text, size_t length, double *value) {
    bool negative = length && *text == '-';
    if (length && (*text == '-' || *text == '+')) text++, length--;
    if ((length == 3 && !strncasecmp(text, "inf", 3)) || (length == 8 && !strncasecmp(text, "infinity", 8))) *value = HUGE_VAL;
    else if (length == 3 && !strncasecmp(text, "nan", 3)) *value = NAN;
    else return false;
    *value = copysign(*value, negative ? -1.0 : 1.0);
    return true;
}

int float_parse(const char *text, size_t length, double *value) {
    number_text_trim(&text, &length);
    if (!length) return 0;
    if (float_parse_special(text, length, value)) return 1;
    if (!memchr(text, '_', length)) return double_parse(text, length, value);
    Buffer plain = BUFFER_INIT;
    int status = drop_underscores(text, length, &plain) ? double_parse(plain.data, plain.length, value) : 0;
    if (buffer_failed(&plain)) error_no_memory(), status = -1;
    buffer_free(&plain);
    return status;
}

Object *float_from_bytes_text(const char *text, size_t length, Object *original) {
    double value;
    int status = float_parse(text, length, &value);
    if (status > 0) return float_from_double(value);
    return status < 0 ? NULL : error_set(ValueError, "could not convert string to float: %R", original);
}

Object *float_from_str(Object *str) {
    if (str_is_ascii(str)) return float_from_bytes_text(str_data(str), str_size(str), str);
    Buffer ascii = BUFFER_INIT;
    number_text_to_ascii(str, &ascii);
    Object *result = buffer_failed(&ascii) ? error_no_memory() : float_from_bytes_text(ascii.data, ascii.length, str);
    buffer_free(&ascii);
    return result;
}

Object *float_from_text(const char *text, size_t length) {
    double value;
    int status = float_parse(text, length, &value);
    if (status > 0) return float_from_double(value);
    Object *str = status < 0 ? NULL : str_from_utf8(text, length);
    if (!str) return NULL;
    Object *result = float_from_str(str);
    release(str);
    return result;
}
