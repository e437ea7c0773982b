/* int_text.c - ints from text and to text. No script code runs here.
 *
 * Up to 63 bits are read and written directly; more goes through GMP. Decimal conversion takes more than linear time, so
 * it obeys int_max_str_digits as CPython's does. */
#include "builtins/types/int_text.h"

#include <string.h>
#include <utf8proc.h>

#include "builtins/types/bigint.h"
#include "builtins/types/bigint_short.h"
#include "builtins/types/str.h"
#include "runtime/base/decimal.h"
#include "runtime/base/utf8.h"

int int_max_str_digits = INT_DEFAULT_MAX_STR_DIGITS;

/* ---- text of any script ---- */

/* Digits of a script stand in runs of ten from zero on, and such runs may touch. */
static int decimal_digit(uint32_t codepoint) {
    if (utf8proc_category((utf8proc_int32_t)codepoint) != UTF8PROC_CATEGORY_ND) return -1;
    uint32_t first = codepoint;
    while (first && utf8proc_category((utf8proc_int32_t)first - 1) == UTF8PROC_CATEGORY_ND) first--;
    return (int)((codepoint - first) % 10);
}

static bool is_wide_space(uint32_t codepoint) {
    if (codepoint < 128) return codepoint == ' ' || (codepoint >= 9 && codepoint <= 13) || (codepoint >= 0x1c && codepoint <= 0x1f);
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)codepoint);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP || codepoint == 0x85;
}

static char ascii_for(uint32_t codepoint) {
    if (is_wide_space(codepoint)) return ' ';
    if (codepoint < 128) return (char)codepoint;
    int digit = decimal_digit(codepoint);
    return digit < 0 ? '?' : (char)('0' + digit);
}

void number_text_to_ascii(Object *str, Buffer *out) {
    const char *cursor = str_data(str), *end = cursor + str_size(str);
    while (cursor < end) buffer_append_byte(out, ascii_for(utf8_decode(&cursor)));
}

static bool is_space(char c) { return c == ' ' || (c >= 9 && c <= 13); }

void number_text_trim(const char **text, size_t *length) {
    while (*length && is_space(**text)) ++*text, --*length;
    while (*length && is_space((*text)[*length - 1])) --*length;
}

/* ---- reading ---- */

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

/* The base that a prefix such as 0x names, or 0. */
static int prefix_base(const char *text, size_t length) {
    if (length < 2 || text[0] != '0') return 0;
    char letter = text[1] | 0x20;
    return letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
}

/* Digits of that base, single underscores between them; *digits counts the digits. */
static bool digits_are_valid(const char *text, size_t length, int base, size_t *digits) {
    *digits = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '_') {
            if (i == 0 || i + 1 == length || text[i - 1] == '_') return false;
        } else if (digit_value(text[i]) >= base) return false;
        else ++*digits;
    }
    return *digits > 0;
}

static Object *int_from_few_digits(const char *text, size_t length, int base, bool negative) {
    int64_t value = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '_') value = value * base + digit_value(text[i]);
    return int_from_i64(negative ? -value : value);
}

static Object *int_from_many_digits(const char *text, size_t length, int base, bool negative) {
    Object *quick;
    if (base == 10 && short_from_decimal(text, length, negative, &quick)) return quick;
    Buffer plain = BUFFER_INIT;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '_') buffer_append_byte(&plain, text[i]);
    buffer_append_byte(&plain, 0);
    Int *result = NULL;
    if (buffer_failed(&plain)) error_no_memory();
    else result = big_new(plain.length * 6);   /* no base has digits of more bits */
    if (result) {
        mpz_set_str(&result->number, plain.data, base);
        if (negative) mpz_neg(&result->number, &result->number);
    }
    buffer_free(&plain);
    return result ? big_finish_steal(result) : NULL;
}

static bool is_power_of_two(int base) { return (base & (base - 1)) == 0; }

static Object *int_from_digits(const char *text, size_t length, size_t digits, int base, bool negative) {
    if (digits <= 11 || (base <= 10 && digits <= 18)) return int_from_few_digits(text, length, base, negative);
    if (digits > INT_MAX_STR_DIGITS_THRESHOLD && int_max_str_digits > 0 && digits > (size_t)int_max_str_digits && !is_power_of_two(base))
        return error_set(ValueError, "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; "
                         "use sys.set_int_max_str_digits() to increase the limit", int_max_str_digits, digits);
    return int_from_many_digits(text, length, base, negative);
}

/* NULL with or without an exception: without one the text is not a number. */
static Object *parse_or_null(const char *text, size_t length, int base) {
    number_text_trim(&text, &length);
    bool negative = length && *text == '-';
    if (length && (*text == '-' || *text == '+')) text++, length--;
    int prefix = prefix_base(text, length);
    bool literal = base == 0;
    if (literal) base = prefix ? prefix : 10;
    if (prefix && prefix == base) {
        text += 2, length -= 2;
        if (length && *text == '_') text++, length--;
        prefix = 0;
        literal = false;
    }
    size_t digits;
    if (!digits_are_valid(text, length, base, &digits)) return NULL;
    Object *result = int_from_digits(text, length, digits, base, negative);
    if (!result || !literal || *text != '0' || int_sign(result) == 0) return result;
    release(result);    /* 010 is no literal, 00 is */
    return NULL;
}

/* CPython shows at most 200 characters of the text. */
static Object *invalid_literal(int base, Object *original) {
    Object *repr = object_repr(original);
    if (!repr) return NULL;
    Object *shown = str_length(repr) > 200 ? str_slice(repr, 0, 200) : retain(repr);
    if (shown) error_set(ValueError, "invalid literal for int() with base %d: %U", base, shown);
    release_or_null(shown);
    release(repr);
    return NULL;
}

Object *int_parse(const char *text, size_t length, int base, Object *original) {
    Object *result = parse_or_null(text, length, base);
    return result || error_pending() ? result : invalid_literal(base, original);
}

Object *int_parse_str(Object *str, int base) {
    if (str_is_ascii(str) && !memchr(str_data(str), 0x1c, str_size(str))) return int_parse(str_data(str), str_size(str), base, str);
    Buffer ascii = BUFFER_INIT;
    number_text_to_ascii(str, &ascii);
    Object *result = buffer_failed(&ascii) ? error_no_memory() : int_parse(ascii.data, ascii.length, base, str);
    buffer_free(&ascii);
    return result;
}

Object *int_from_text(const char *text, size_t length, int base) {
    Object *result = parse_or_null(text, length, base);
    if (result || error_pending()) return result;
    Object *str = str_from_utf8(text, length);
    if (!str) return NULL;
    result = int_parse_str(str, base);
    release(str);
    return result;
}

/* ---- writing ---- */

static const char *base_prefix(int base) { return base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : ""; }

static Object *machine_to_text(int64_t value, int base, bool prefix) {
    char text[68], *cursor = text + sizeof text;
    if (likely(base == 10)) {
        cursor = decimal_write(value, cursor);
        return str_from_utf8(cursor, (size_t)(text + sizeof text - cursor));
    }
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do *--cursor = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % (unsigned)base];
    while (rest /= (unsigned)base);
    if (prefix)
        for (size_t i = strlen(base_prefix(base)); i-- > 0;) *--cursor = base_prefix(base)[i];
    if (value < 0) *--cursor = '-';
    return str_from_utf8(cursor, (size_t)(text + sizeof text - cursor));
}

static Object *too_many_digits(void) {
    return error_set(ValueError, "Exceeds the limit (%d digits) for integer string conversion; "
                     "use sys.set_int_max_str_digits() to increase the limit", int_max_str_digits);
}

static bool exceeds_limit(size_t digits) {
    return digits > INT_MAX_STR_DIGITS_THRESHOLD && int_max_str_digits > 0 && digits > (size_t)int_max_str_digits;
}

/* Digits are made in pieces of this many at most, so that Ctrl-C gets in between. */
enum { PIECE_DIGITS = 1 << 18 };

static int write_piece(mpz_srcptr value, char *out, size_t digits) {
    size_t room = mpz_sizeinbase(value, 10) + 2;
    char *text = mem_alloc(room);
    if (!text) return error_no_memory(), -1;
    mpz_get_str(text, 10, value);
    size_t written = mpz_sgn(value) ? strlen(text) : 0;
    memset(out, '0', digits - written);
    memcpy(out + digits - written, text, written);
    mem_free(text, room);
    return 0;
}

/* Writes value (>= 0, destroyed) as exactly `digits` decimal digits, leading zeros included. 0, -1 (interrupted). */
static int write_pieces(mpz_ptr value, char *out, size_t digits) {
    if (digits <= PIECE_DIGITS) return write_piece(value, out, digits);
    if (interp_check_interrupt()) return -1;
    size_t low = digits / 2;
    mpz_t high, power;
    mpz_inits(high, power, NULL);
    mpz_ui_pow_ui(power, 10, low);
    mpz_tdiv_qr(high, value, value, power);
    mpz_clear(power);
    int status = write_pieces(high, out, digits - low);
    mpz_clear(high);
    return status ? -1 : write_pieces(value, out + digits - low, low);
}

static Object *huge_decimal(mpz_srcptr value, size_t digits) {
    if (big_reserve(digits * 8)) return NULL;
    char *text = mem_alloc(digits + 1);
    if (!text) return error_no_memory();
    mpz_t rest;
    mpz_init(rest);
    mpz_abs(rest, value);
    int status = write_pieces(rest, text + 1, digits);
    mpz_clear(rest);
    size_t start = text[1] == '0' ? 2 : 1;    /* mpz_sizeinbase may be one too large */
    if (mpz_sgn(value) < 0) text[--start] = '-';
    Object *result = status ? NULL : str_from_utf8(text + start, digits + 1 - start);
    mem_free(text, digits + 1);
    return result;
}

/* Puts "0x" and the like before the digits, which start at text + 2, behind a sign if there is one. */
static char *insert_prefix(char *text, int base) {
    bool negative = text[2] == '-';
    memcpy(text + negative, base_prefix(base), 2);
    if (negative) text[0] = '-';
    return text;
}

enum { FEW_DIGITS = 256 };   /* need no memory on the way */

static Object *big_to_text(mpz_srcptr value, int base, bool prefix) {
    size_t digits = mpz_sizeinbase(value, base), room = digits + 5;
    if (base == 10 && exceeds_limit(digits - 1)) return too_many_digits();
    if (base == 10 && digits > PIECE_DIGITS) return huge_decimal(value, digits);
    char few[FEW_DIGITS], *text = room <= FEW_DIGITS ? few : big_reserve(digits * 8) ? NULL : mem_alloc(room);
    if (!text) return error_pending() ? NULL : error_no_memory();
    mpz_get_str(text + 2, base, value);
    size_t length = strlen(text + 2);
    Object *result;
    if (base == 10 && exceeds_limit(length - (text[2] == '-'))) result = too_many_digits();
    else if (prefix && *base_prefix(base)) result = str_from_utf8(insert_prefix(text, base), length + 2);
    else result = str_from_utf8(text + 2, length);
    if (text != few) mem_free(text, room);
    return result;
}

Object *int_to_text(Object *o, int base, bool prefix) {
    return int_is_machine(o) ? machine_to_text(int_value(o), base, prefix) : big_to_text(int_big(o), base, prefix);
}
