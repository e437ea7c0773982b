/* unicode_names.c - names of characters, both ways: by the table, and by rule for Hangul syllables and CJK ideographs.
 * Names are compared without regard to case. */
#include "builtins/types/unicode_names.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "builtins/types/unicode.h"
#include "builtins/types/unicode_data.h"

/* ---- by rule ---- */

enum { HANGUL_FIRST = 0xAC00, HANGUL_COUNT = 11172, HANGUL_VOWELS = 21, HANGUL_TAILS = 28 };
static const char *const leads[] = {"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"};
static const char *const vowels[] = {"A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE",
                                     "WI", "YU", "EU", "YI", "I"};
static const char *const tails[] = {"", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B",
                                    "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H"};
static const char hangul_prefix[] = "HANGUL SYLLABLE ", ideograph_prefix[] = "CJK UNIFIED IDEOGRAPH-";

static bool is_ideograph(uint32_t c) {
    static const uint32_t ranges[][2] = {{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0x20000, 0x2A6DF}, {0x2A700, 0x2B738}, {0x2B740, 0x2B81D},
                                         {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1]) return true;
    return false;
}

static void hangul_name(uint32_t c, Buffer *out) {
    uint32_t index = c - HANGUL_FIRST;
    buffer_append_text(out, hangul_prefix);
    buffer_append_text(out, leads[index / (HANGUL_VOWELS * HANGUL_TAILS)]);
    buffer_append_text(out, vowels[index / HANGUL_TAILS % HANGUL_VOWELS]);
    buffer_append_text(out, tails[index % HANGUL_TAILS]);
}

/* The longest of the parts that the text begins with; its number, or -1. */
static int longest_part(const char **text, const char *end, const char *const *parts, int count) {
    int best = -1;
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        size_t size = strlen(parts[i]);
        if (size > (size_t)(end - *text) || strncasecmp(*text, parts[i], size) || (best >= 0 && size <= length)) continue;
        best = i;
        length = size;
    }
    *text += length;
    return best;
}

static bool hangul_by_name(const char *text, const char *end, uint32_t *codepoint) {
    int lead = longest_part(&text, end, leads, 19), vowel = longest_part(&text, end, vowels, 21), tail = longest_part(&text, end, tails, 28);
    if (lead < 0 || vowel < 0 || tail < 0 || text != end) return false;
    *codepoint = HANGUL_FIRST + (uint32_t)((lead * HANGUL_VOWELS + vowel) * HANGUL_TAILS + tail);
    return true;
}

static bool ideograph_by_name(const char *text, const char *end, uint32_t *codepoint) {
    size_t length = (size_t)(end - text);
    if (length != 4 && length != 5) return false;
    *codepoint = 0;
    for (; text < end; text++) {
        if (!isxdigit((unsigned char)*text)) return false;
        *codepoint = *codepoint * 16 + (uint32_t)(isdigit((unsigned char)*text) ? *text - '0' : (*text | 0x20) - 'a' + 10);
    }
    return is_ideograph(*codepoint);
}

/* ---- by the table ---- */

static void table_name(size_t rank, Buffer *out) {
    for (uint32_t i = unicode_name_starts[rank]; i < unicode_name_starts[rank + 1]; i++) {
        if (i > unicode_name_starts[rank]) buffer_append_byte(out, ' ');
        buffer_append_text(out, unicode_words[unicode_name_words[i]]);
    }
}

/* How the text compares to the name: as strcasecmp. */
static int compare_name(const char *text, size_t length, size_t rank) {
    const char *end = text + length;
    for (uint32_t i = unicode_name_starts[rank]; i < unicode_name_starts[rank + 1]; i++) {
        if (i > unicode_name_starts[rank]) {
            if (text == end || *text != ' ') return text == end ? -1 : *text - ' ';
            text++;
        }
        for (const char *word = unicode_words[unicode_name_words[i]]; *word; word++, text++) {
            int difference = text == end ? -1 : toupper((unsigned char)*text) - *word;
            if (difference) return difference;
        }
    }
    return text < end;
}

bool unicode_by_name(const char *name, size_t length, uint32_t *codepoint) {
    size_t hangul = sizeof hangul_prefix - 1, ideograph = sizeof ideograph_prefix - 1;
    if (length > hangul && !strncasecmp(name, hangul_prefix, hangul)) return hangul_by_name(name + hangul, name + length, codepoint);
    if (length > ideograph && !strncasecmp(name, ideograph_prefix, ideograph)) return ideograph_by_name(name + ideograph, name + length, codepoint);
    size_t low = 0, high = unicode_name_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_name(name, length, middle);
        if (order == 0) {
            *codepoint = unicode_name_codes[middle];
            return unicode_is_assigned(*codepoint);
        }
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return false;
}

bool unicode_name(uint32_t c, Buffer *out) {
    if (c >= HANGUL_FIRST && c < HANGUL_FIRST + HANGUL_COUNT) return hangul_name(c, out), true;
    if (is_ideograph(c)) return buffer_append_format(out, "%s%X", ideograph_prefix, c), true;
    size_t low = 0, high = unicode_is_assigned(c) ? unicode_character_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2, rank = unicode_names_by_code[middle];
        if (unicode_name_codes[rank] == c) return table_name(rank, out), true;
        if (unicode_name_codes[rank] < c) low = middle + 1;
        else high = middle;
    }
    return false;
}
