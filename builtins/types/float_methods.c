/* float_methods.c - the methods and attributes of float. */
#include "builtins/types/float_methods.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtins/shim/double_text.h"
#include "builtins/types/bigint.h"
#include "builtins/types/float.h"
#include "builtins/types/float_text.h"
#include "builtins/types/format.h"
#include "builtins/types/int_text.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* ---- rounding ---- */

/* To a multiple of 10**places, places > 0: on the integer part, with the fraction breaking ties. */
static double round_to_power(double value, size_t places) {
    double whole = trunc(value);
    mpz_t number, unit, rest;
    mpz_init_set_d(number, fabs(whole));
    mpz_inits(unit, rest, NULL);
    mpz_ui_pow_ui(unit, 10, places);
    mpz_tdiv_qr(number, rest, number, unit);
    mpz_mul_2exp(rest, rest, 1);
    int order = mpz_cmp(rest, unit);
    if (order > 0 || (order == 0 && (whole != value || mpz_odd_p(number)))) mpz_add_ui(number, number, 1);
    mpz_mul(number, number, unit);
    double result = copysign(big_as_double(number), value);
    mpz_clears(number, unit, rest, NULL);
    return result;
}

/* With few digits the scaled value tells which way to go, unless it is too near to a half; whole / 10**places is then the
 * rounded quotient of exact numbers, which is what reading the decimal text would give. */
static bool round_by_scaling(double value, int places, double *result) {
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (places >= (int)(sizeof powers / sizeof *powers)) return false;
    double scaled = value * powers[places], whole = floor(scaled), fraction = scaled - whole;
    if (!(fabs(scaled) < 0x1p51) || fabs(fraction - 0.5) <= fabs(scaled) * 0x1p-51) return false;
    *result = copysign((fraction > 0.5 ? whole + 1 : whole) / powers[places], value);
    return true;
}

/* To `places` >= 0 digits after the point: in general by way of the decimal digits. */
static double round_to_places(double value, int places) {
    char digits[DOUBLE_TEXT_ROOM + 16];
    int point;
    double result;
    if (round_by_scaling(value, places, &result)) return result;
    size_t length = double_digits(value, DIGITS_FIXED, places, digits, &point);
    if (!length) return copysign(0.0, value);
    length += (size_t)snprintf(digits + length, sizeof digits - length, "e%d", point - (int)length);
    return double_parse(digits, length, &result) ? copysign(result, value) : value;
}

Object *float_round_digits(double value, ssize_t digits) {
    enum { MOST = 323, LEAST = -308 };
    if (!isfinite(value) || digits > MOST) return float_from_double(value);
    if (digits < LEAST) return float_from_double(copysign(0.0, value));
    double result = digits >= 0 ? round_to_places(value, (int)digits) : round_to_power(value, (size_t)-digits);
    if (isinf(result)) return error_set(OverflowError, "rounded value too large to represent");
    return float_from_double(result);
}

static Value float_round_method(Object *self, Object **args) {
    double value = float_value(self);
    if (!args[0] || args[0] == None) return value_new(int_from_double(rint(value)));
    ssize_t digits;
    if (object_as_index(args[0], &digits, NULL)) return value_error();
    return value_new(float_round_digits(value, digits));
}

static Value float_trunc_method(Object *self, Object **args UNUSED) { return value_new(int_from_double(float_value(self))); }
static Value float_floor_method(Object *self, Object **args UNUSED) { return value_new(int_from_double(floor(float_value(self)))); }
static Value float_ceil_method(Object *self, Object **args UNUSED) { return value_new(int_from_double(ceil(float_value(self)))); }

static Value float_is_integer_method(Object *self, Object **args UNUSED) {
    double value = float_value(self);
    return value_bool(isfinite(value) && floor(value) == value);
}

/* ---- ratios ---- */

/* value = mantissa * 2**exponent with an odd or zero integer mantissa. */
static double integer_mantissa(double value, int *exponent) {
    double mantissa = frexp(value, exponent);
    for (; mantissa != floor(mantissa); mantissa *= 2) --*exponent;
    return mantissa;
}

static Value float_as_integer_ratio_method(Object *self, Object **args UNUSED) {
    double value = float_value(self);
    if (isinf(value)) return error_set_value(OverflowError, "cannot convert Infinity to integer ratio");
    if (isnan(value)) return error_set_value(ValueError, "cannot convert NaN to integer ratio");
    int exponent;
    Object *numerator = int_from_double(integer_mantissa(value, &exponent)), *denominator = int_from_i64(1);
    if (numerator && denominator) {
        Object **grown = exponent > 0 ? &numerator : &denominator;
        Object *shifted = big_shift_left(*grown, (size_t)abs(exponent));
        release(*grown);
        *grown = shifted;
    }
    Object *result = numerator && denominator ? tuple_of(2, numerator, denominator) : NULL;
    release_or_null(numerator);
    release_or_null(denominator);
    return value_new(result);
}

/* ---- hexadecimal ---- */

static Value float_hex_method(Object *self, Object **args UNUSED) {
    double value = float_value(self);
    if (!isfinite(value)) return value_new(float_to_text(value));
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int exponent = (int)(bits >> 52 & 0x7ff);
    const char *sign = signbit(value) ? "-" : "";
    if (value == 0) return value_new(str_format("%s0x0.0p+0", sign));
    char text[40];
    snprintf(text, sizeof text, "%s0x%d.%013llxp%+d", sign, exponent != 0, (unsigned long long)fraction, exponent ? exponent - 1023 : -1022);
    return value_new(str_from_text(text));
}

static bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

static size_t skip_hex_digits(const char **cursor, const char *end) {
    const char *start = *cursor;
    while (*cursor < end && is_hex_digit(**cursor)) ++*cursor;
    return (size_t)(*cursor - start);
}

/* Checks hex[.hex][p[sign]digits] up to end. */
static bool is_hex_float(const char *cursor, const char *end) {
    size_t digits = skip_hex_digits(&cursor, end);
    if (cursor < end && *cursor == '.') cursor++, digits += skip_hex_digits(&cursor, end);
    if (!digits) return false;
    if (cursor == end) return true;
    if ((*cursor++ | 0x20) != 'p') return false;
    if (cursor < end && (*cursor == '+' || *cursor == '-')) cursor++;
    if (cursor == end) return false;
    while (cursor < end && *cursor >= '0' && *cursor <= '9') cursor++;
    return cursor == end;
}

static int hex_digit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

/* The digits before the exponent, as top 64 bits, whether lower ones are not all zero, and a power of two. Returns where
 * the exponent begins. */
static const char *read_hex_digits(const char *p, const char *end, uint64_t *bits, bool *more, int64_t *exponent) {
    bool point = false;
    for (; p < end && (*p | 0x20) != 'p'; p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        bool full = *bits >> 60;
        if (full) *more |= hex_digit(*p) != 0;
        else *bits = *bits << 4 | (uint64_t)hex_digit(*p);
        *exponent += (full ? 4 : 0) - (point ? 4 : 0);
    }
    return p;
}

/* p+12, p-3; beyond any double's it does not matter how far. */
static int64_t read_hex_exponent(const char *p, const char *end) {
    int64_t value = 0;
    bool negative = p + 1 < end && p[1] == '-';
    for (p += p < end; p < end; p++)
        if (*p >= '0' && *p <= '9' && value < INT64_C(1) << 50) value = value * 10 + (*p - '0');
    return negative ? -value : value;
}

/* bits * 2^exponent, rounded once, halves to even. more: bits that are not all zero lie below. */
static double round_hex(uint64_t bits, bool more, int64_t exponent) {
    if (!bits) return 0;
    int shift = __builtin_clzll(bits);
    bits <<= shift;
    exponent -= shift;
    if (exponent + 63 > DBL_MAX_EXP) return HUGE_VAL;
    int64_t top = exponent + 63, below = top < DBL_MIN_EXP - 1 ? DBL_MIN_EXP - 1 - top : 0, keep = DBL_MANT_DIG - below;
    if (keep < 0) return 0;
    if (keep == 0) return bits > UINT64_C(1) << 63 || more ? ldexp(1, DBL_MIN_EXP - DBL_MANT_DIG) : 0;
    int drop = 64 - (int)keep;
    uint64_t kept = bits >> drop, rest = bits & ((UINT64_C(1) << drop) - 1), half = UINT64_C(1) << (drop - 1);
    if (rest > half || (rest == half && (more || kept & 1))) kept++;
    return ldexp((double)kept, (int)exponent + drop);
}

/* 1, or 0 where it is no hexadecimal number. */
static int read_hex(const char *text, size_t length, double *value) {
    bool negative = *text == '-', more = false;
    if (length && (*text == '-' || *text == '+')) text++, length--;
    if (length > 1 && text[0] == '0' && (text[1] | 0x20) == 'x') text += 2, length -= 2;
    if (!is_hex_float(text, text + length)) return 0;
    uint64_t bits = 0;
    int64_t exponent = 0;
    const char *p = read_hex_digits(text, text + length, &bits, &more, &exponent);
    double size = round_hex(bits, more, exponent + read_hex_exponent(p, text + length));
    *value = negative ? -size : size;
    return 1;
}

static Object *float_from_hex(Object *str) {
    const char *text = str_data(str);
    size_t length = str_size(str);
    double value;
    number_text_trim(&text, &length);
    if (length && float_parse_special(text, length, &value)) return float_from_double(value);
    int status = length ? read_hex(text, length, &value) : 0;
    if (status < 0) return NULL;
    if (!status) return error_set(ValueError, "invalid hexadecimal floating-point string");
    if (isinf(value)) return error_set(OverflowError, "hexadecimal value too large to represent as a float");
    return float_from_double(value);
}

/* STEALS value; class(value) unless class is float. */
static Value as_class_steal(Object *class, Object *value) {
    if (!value || class == (Object *)&float_type) return value_new(value);
    Object *result = object_call_one(class, value);
    release(value);
    return value_new(result);
}

static Value float_fromhex_method(Object *class, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "bad argument type for built-in operation");
    return as_class_steal(class, float_from_hex(args[0]));
}

/* ---- the rest ---- */

static Value float_getformat_method(Object *class UNUSED, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "__getformat__() argument must be str, not %K", args[0]);
    if (!str_equal_text(args[0], "double") && !str_equal_text(args[0], "float"))
        return error_set_value(ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
    return value_new(str_from_text(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "IEEE, little-endian" : "IEEE, big-endian"));
}

static Object *float_get_real(Object *self) { return type_is(self, &float_type) ? retain(self) : float_from_double(float_value(self)); }
static Object *float_get_imag(Object *self UNUSED) { return float_from_double(0.0); }
static Value float_conjugate_method(Object *self, Object **args UNUSED) { return value_new(float_get_real(self)); }

static Value float_getnewargs_method(Object *self, Object **args UNUSED) {
    Object *number = float_from_double(float_value(self));
    return value_new(number ? tuple_from_items_steal(&number, 1) : NULL);
}

static Value float_format_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "__format__() argument must be str, not %K", args[0]);
    return value_new(format_float(self, args[0]));
}

const Method float_methods[] = {
    {"conjugate", float_conjugate_method, "()", "The float itself, as for any real number.", 0},
    {"as_integer_ratio", float_as_integer_ratio_method, "()", "The pair of ints, in lowest terms, whose quotient is exactly the float.", 0},
    {"is_integer", float_is_integer_method, "()", "Whether the float is a whole number.", 0},
    {"hex", float_hex_method, "()", "The float in hexadecimal: exact, and read back by fromhex.", 0},
    {"fromhex", float_fromhex_method, "(string, /)", "The float that a hexadecimal text spells.", METHOD_CLASS},
    {"__trunc__", float_trunc_method, "()", "The whole part, as an int.", 0},
    {"__floor__", float_floor_method, "()", "The largest int not above the float.", 0},
    {"__ceil__", float_ceil_method, "()", "The smallest int not below the float.", 0},
    {"__round__", float_round_method, "(ndigits=None, /)", "The nearest int, or the nearest decimal of ndigits digits, halves to even.", 0},
    {"__getnewargs__", float_getnewargs_method, "()", NULL, 0},
    {"__getformat__", float_getformat_method, "(typestr, /)", "How C's double or float is stored on this machine.", METHOD_CLASS},
    {"__format__", float_format_method, "(format_spec, /)", "The float as format_spec says.", 0},
    {0},
};

const Getter float_getters[] = {
    {"real", float_get_real, NULL, "the real part of a complex number"},
    {"imag", float_get_imag, NULL, "the imaginary part of a complex number"},
    {0},
};
