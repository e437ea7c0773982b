/* unicode_data.h - the tables that .ci/unicode makes of the Unicode character database: names, numbers, decompositions and
 * widths. Without the database's files only the names of common characters are there. */
#ifndef MINI_TYPES_UNICODE_DATA_H
#define MINI_TYPES_UNICODE_DATA_H

#include <stddef.h>
#include <stdint.h>

/* A name is a row of words: those of the names in alphabetic order follow each other in unicode_name_words. */
extern const size_t unicode_name_count, unicode_character_count;
extern const char *const unicode_words[];
extern const uint16_t unicode_name_words[];
extern const uint32_t unicode_name_starts[];     /* unicode_name_count + 1 */
extern const uint32_t unicode_name_codes[];
extern const uint8_t unicode_name_is_alias[];
extern const uint16_t unicode_names_by_code[];   /* without aliases */

/* By code point. digit and decimal are -1 where there is none. */
typedef struct { uint32_t codepoint; const char *text; int8_t decimal, digit; } UnicodeNumber;
extern const UnicodeNumber unicode_numbers[];
extern const size_t unicode_number_count;
typedef struct { uint32_t codepoint; const char *text; } UnicodeText;
extern const UnicodeText unicode_decompositions[];
extern const size_t unicode_decomposition_count;
typedef struct { uint32_t first, last; const char *width; } UnicodeWidth;
extern const UnicodeWidth unicode_widths[];
extern const size_t unicode_width_count;

#endif
