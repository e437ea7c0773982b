/* unicode.h - properties and case mappings of code points, as Python 3.11 has them (Unicode 14.0). */
#ifndef MINI_TYPES_UNICODE_H
#define MINI_TYPES_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNICODE_MAX = 0x10FFFF, UNICODE_CASE_MAX = 3 };

bool unicode_is_assigned(uint32_t c);
/* The two letters of the general category. */
const char *unicode_category(uint32_t c);
bool unicode_is_alpha(uint32_t c);
bool unicode_is_decimal(uint32_t c);
bool unicode_is_digit(uint32_t c);
bool unicode_is_numeric(uint32_t c);
bool unicode_is_alnum(uint32_t c);
bool unicode_is_lower(uint32_t c);
bool unicode_is_upper(uint32_t c);
bool unicode_is_title(uint32_t c);
bool unicode_is_cased(uint32_t c);
bool unicode_is_case_ignorable(uint32_t c);
bool unicode_is_printable(uint32_t c);
bool unicode_is_id_start(uint32_t c);
bool unicode_is_id_continue(uint32_t c);
bool unicode_is_line_break(uint32_t c);
bool unicode_is_space_slow(uint32_t c);
static inline bool unicode_is_space(uint32_t c) {
    return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F) : unicode_is_space_slow(c);
}
static inline bool unicode_is_surrogate(uint32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

/* 0..9 for a decimal digit of any script, else -1. */
int unicode_decimal_value(uint32_t c);

/* Full mappings: write 1 to UNICODE_CASE_MAX code points, return how many. (The final sigma is the caller's affair.) */
size_t unicode_to_upper(uint32_t c, uint32_t *out);
size_t unicode_to_lower(uint32_t c, uint32_t *out);
size_t unicode_to_title(uint32_t c, uint32_t *out);
size_t unicode_casefold(uint32_t c, uint32_t *out);

/* Columns that the code point takes in a terminal: 0, 1 or 2. */
int unicode_width(uint32_t c);

#endif
