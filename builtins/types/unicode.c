/* unicode.c - properties of code points: utf8proc's categories and simple mappings, completed by unicode_tables.h. */
#include "builtins/types/unicode.h"

#include <utf8proc.h>

#include "builtins/types/unicode_tables.h"

#define IN_TABLE(c, table) in_ranges(c, table, sizeof(table) / sizeof *(table))
#define IN_CATEGORIES(c, set) ((1u << category_of(c) & (set)) != 0)
#define CATEGORY(name) (1u << UTF8PROC_CATEGORY_##name)

enum {
    LETTERS = CATEGORY(LU) | CATEGORY(LL) | CATEGORY(LT) | CATEGORY(LM) | CATEGORY(LO),
    NUMBERS = CATEGORY(ND) | CATEGORY(NL) | CATEGORY(NO),
    IDENTIFIER_START = LETTERS | CATEGORY(NL),
    IDENTIFIER_CONTINUE = IDENTIFIER_START | CATEGORY(MN) | CATEGORY(MC) | CATEGORY(ND) | CATEGORY(PC),
    CASE_IGNORABLE = CATEGORY(MN) | CATEGORY(ME) | CATEGORY(CF) | CATEGORY(LM) | CATEGORY(SK),
    NOT_PRINTABLE = CATEGORY(CC) | CATEGORY(CF) | CATEGORY(CS) | CATEGORY(CO) | CATEGORY(CN) | CATEGORY(ZL) |
                    CATEGORY(ZP) | CATEGORY(ZS)
};

static bool in_ranges(uint32_t c, const CodepointRange *ranges, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > ranges[middle].last) low = middle + 1;
        else high = middle;
    }
    return low < count && c >= ranges[low].first;
}

static const SpecialCase *find_special(uint32_t c, const SpecialCase *cases, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > cases[middle].codepoint) low = middle + 1;
        else high = middle;
    }
    return low < count && cases[low].codepoint == c ? &cases[low] : NULL;
}

static unsigned category_of(uint32_t c) {
    unsigned category = (unsigned)utf8proc_category((utf8proc_int32_t)c);
    if (c < 0x800 || category == UTF8PROC_CATEGORY_CN || !IN_TABLE(c, assigned_later)) return category;
    return UTF8PROC_CATEGORY_CN;
}

bool unicode_is_assigned(uint32_t c) { return category_of(c) != UTF8PROC_CATEGORY_CN; }
const char *unicode_category(uint32_t c) {
    return category_of(c) == UTF8PROC_CATEGORY_CN ? "Cn" : utf8proc_category_string((utf8proc_int32_t)c);
}
bool unicode_is_alpha(uint32_t c) { return IN_CATEGORIES(c, LETTERS); }
bool unicode_is_decimal(uint32_t c) { return category_of(c) == UTF8PROC_CATEGORY_ND; }
bool unicode_is_digit(uint32_t c) { return unicode_is_decimal(c) || IN_TABLE(c, other_digits); }
bool unicode_is_numeric(uint32_t c) { return IN_CATEGORIES(c, NUMBERS) || IN_TABLE(c, other_numeric); }
bool unicode_is_alnum(uint32_t c) { return unicode_is_alpha(c) || unicode_is_numeric(c); }
bool unicode_is_lower(uint32_t c) { return category_of(c) == UTF8PROC_CATEGORY_LL || IN_TABLE(c, other_lowercase); }
bool unicode_is_upper(uint32_t c) { return category_of(c) == UTF8PROC_CATEGORY_LU || IN_TABLE(c, other_uppercase); }
bool unicode_is_title(uint32_t c) { return category_of(c) == UTF8PROC_CATEGORY_LT; }
bool unicode_is_cased(uint32_t c) {
    enum { REMEMBERED = 0x600, NOT_CASED = 1, CASED = 2 };
    static uint8_t known[REMEMBERED];   /* 0: not asked yet */
    if (c < REMEMBERED && known[c]) return known[c] == CASED;
    bool cased = unicode_is_lower(c) || unicode_is_upper(c) || unicode_is_title(c);
    if (c < REMEMBERED) known[c] = cased ? CASED : NOT_CASED;
    return cased;
}
bool unicode_is_case_ignorable(uint32_t c) { return IN_CATEGORIES(c, CASE_IGNORABLE) || IN_TABLE(c, other_case_ignorable); }
bool unicode_is_printable(uint32_t c) { return c == ' ' || !IN_CATEGORIES(c, NOT_PRINTABLE); }

bool unicode_is_id_start(uint32_t c) {
    if (IN_CATEGORIES(c, IDENTIFIER_START)) return !IN_TABLE(c, not_id_start);
    return IN_TABLE(c, extra_id_start);
}

bool unicode_is_id_continue(uint32_t c) {
    if (IN_CATEGORIES(c, IDENTIFIER_CONTINUE)) return !IN_TABLE(c, not_id_continue);
    return IN_TABLE(c, extra_id_continue);
}

bool unicode_is_line_break(uint32_t c) {
    return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool unicode_is_space_slow(uint32_t c) {
    return c == 0x85 || c == 0x2028 || c == 0x2029 || category_of(c) == UTF8PROC_CATEGORY_ZS;
}

/* Decimal digits come in runs of ten that start at the zero; runs may touch. */
int unicode_decimal_value(uint32_t c) {
    if (c < 0x80) return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
    if (!unicode_is_decimal(c)) return -1;
    if (c >= 0x1D7CE && c <= 0x1D7FF) return (int)((c - 0x1D7CE) % 10);   /* five runs in a row */
    uint32_t zero = c;
    while (c - zero < 9 && unicode_is_decimal(zero - 1)) zero--;
    return (int)(c - zero);
}

static size_t apply_special(const SpecialCase *special, uint32_t *out) {
    size_t count = 0;
    while (count < UNICODE_CASE_MAX && special->mapped[count]) {
        out[count] = special->mapped[count];
        count++;
    }
    return count;
}

/* Mappings of the scripts that have most cased letters, as they were asked for; 0: not yet, or to several code points. */
enum { REMEMBERED_CASES = 0x600 };
static uint16_t upper_of[REMEMBERED_CASES], lower_of[REMEMBERED_CASES], title_of[REMEMBERED_CASES];

static inline bool recall(const uint16_t *known, uint32_t c, uint32_t *out) {
    if (c >= REMEMBERED_CASES || !known[c]) return false;
    *out = known[c];
    return true;
}
static inline size_t remember(uint16_t *known, uint32_t c, uint32_t mapped, uint32_t *out) {
    if (c < REMEMBERED_CASES && mapped <= UINT16_MAX) known[c] = (uint16_t)mapped;
    *out = mapped;
    return 1;
}

size_t unicode_to_upper(uint32_t c, uint32_t *out) {
    if (recall(upper_of, c, out)) return 1;
    const SpecialCase *special = find_special(c, special_upper, sizeof special_upper / sizeof *special_upper);
    if (special) return apply_special(special, out);
    return remember(upper_of, c, (uint32_t)utf8proc_toupper((utf8proc_int32_t)c), out);
}

size_t unicode_to_title(uint32_t c, uint32_t *out) {
    if (recall(title_of, c, out)) return 1;
    const SpecialCase *special = find_special(c, special_title, sizeof special_title / sizeof *special_title);
    if (special) return apply_special(special, out);
    return remember(title_of, c, (uint32_t)utf8proc_totitle((utf8proc_int32_t)c), out);
}

size_t unicode_to_lower(uint32_t c, uint32_t *out) {
    if (recall(lower_of, c, out)) return 1;
    if (c == 0x130) {   /* capital I with dot: the only lower case of two code points */
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    return remember(lower_of, c, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c), out);
}

size_t unicode_casefold(uint32_t c, uint32_t *out) {
    utf8proc_int32_t folded[UNICODE_CASE_MAX];
    int boundary = 0;
    utf8proc_ssize_t count = unicode_is_surrogate(c) ? 0 : utf8proc_decompose_char((utf8proc_int32_t)c, folded,
                                                                UNICODE_CASE_MAX, UTF8PROC_CASEFOLD, &boundary);
    if (count <= 0 || count > UNICODE_CASE_MAX) {
        *out = c;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) out[i] = (uint32_t)folded[i];
    return (size_t)count;
}

int unicode_width(uint32_t c) { return utf8proc_charwidth((utf8proc_int32_t)c); }
