/* str_case.c - case mappings and character tests of str. None of it runs script code.
 *
 * ASCII text takes the short ways; other text goes code point by code point through unicode.h. */
#include "builtins/types/str_internal.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

enum { CAPITAL_SIGMA = 0x3A3, SMALL_SIGMA = 0x3C3, FINAL_SIGMA = 0x3C2 };

static bool ascii_is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
static bool ascii_is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
static inline char ascii_lower(unsigned char c) { return (char)(c + (ascii_is_upper(c) ? 32 : 0)); }
static inline char ascii_upper(unsigned char c) { return (char)(c - (ascii_is_lower(c) ? 32 : 0)); }

/* ---- mappings ---- */

/* Σ is final when a cased letter comes before it and none after it, case-ignorable characters not counted. */
static bool sigma_is_final(const char *data, size_t size, const char *at) {
    const char *p = at;
    uint32_t c = 0;
    bool found = false;
    while (p > data && !found) {
        c = utf8_decode_before(&p);
        found = !unicode_is_case_ignorable(c);
    }
    if (!found || !unicode_is_cased(c)) return false;
    for (p = at + utf8_sequence_length((unsigned char)*at); p < data + size;) {
        c = utf8_decode(&p);
        if (!unicode_is_case_ignorable(c)) return !unicode_is_cased(c);
    }
    return true;
}

/* at: where c stands in the text. */
static size_t lower_in_context(const Object *o, const char *at, uint32_t c, uint32_t *out) {
    if (c != CAPITAL_SIGMA) return unicode_to_lower(c, out);
    *out = sigma_is_final(str_data(o), str_size(o), at) ? FINAL_SIGMA : SMALL_SIGMA;
    return 1;
}

typedef enum { LOWER, UPPER, TITLE, CAPITALIZE, SWAP, FOLD } Mapping;

/* previous: the character before was cased (TITLE), or this is not the first one (CAPITALIZE). */
static size_t map_codepoint(const Object *o, Mapping mapping, const char *at, uint32_t c, bool previous, uint32_t *out) {
    switch (mapping) {
    case UPPER: return unicode_to_upper(c, out);
    case FOLD: return unicode_casefold(c, out);
    case TITLE: case CAPITALIZE: return previous ? lower_in_context(o, at, c, out) : unicode_to_title(c, out);
    case SWAP:
        if (unicode_is_upper(c)) return lower_in_context(o, at, c, out);
        if (unicode_is_lower(c)) return unicode_to_upper(c, out);
        *out = c;
        return 1;
    default: return lower_in_context(o, at, c, out);
    }
}

static ALWAYS_INLINE void append_mapped(Buffer *out, uint32_t c) {
    enum { LONGEST = 4 };
    if (likely(out->capacity - out->length >= LONGEST && !out->failed)) out->length += utf8_encode(c, out->data + out->length);
    else buffer_append_codepoint(out, c);
}

static Object *map_text(const Object *o, Mapping mapping) {
    Buffer out = BUFFER_INIT;
    bool previous = false;
    if (buffer_extend(&out, str_size(o))) buffer_truncate(&out, 0);
    for (const char *p = str_data(o), *end = p + str_size(o); p < end;) {
        const char *at = p;
        uint32_t c = utf8_decode(&p), mapped[UNICODE_CASE_MAX];
        if (c < 0x80 && (mapping == LOWER || mapping == UPPER || mapping == FOLD)) {
            append_mapped(&out, (unsigned char)(mapping == UPPER ? ascii_upper((unsigned char)c) : ascii_lower((unsigned char)c)));
            continue;
        }
        size_t count = map_codepoint(o, mapping, at, c, previous, mapped);
        for (size_t i = 0; i < count; i++) append_mapped(&out, mapped[i]);
        previous = mapping == CAPITALIZE || unicode_is_cased(c);
    }
    return str_from_buffer(&out);
}

/* Pieces of a fixed size become vector code. */
enum { PIECE = 16 };
static void lower_ascii(char *restrict out, const char *restrict in, size_t size) {
    size_t i = 0;
    for (; i + PIECE <= size; i += PIECE)
        for (size_t j = i; j < i + PIECE; j++) out[j] = ascii_lower((unsigned char)in[j]);
    for (; i < size; i++) out[i] = ascii_lower((unsigned char)in[i]);
}
static void upper_ascii(char *restrict out, const char *restrict in, size_t size) {
    size_t i = 0;
    for (; i + PIECE <= size; i += PIECE)
        for (size_t j = i; j < i + PIECE; j++) out[j] = ascii_upper((unsigned char)in[j]);
    for (; i < size; i++) out[i] = ascii_upper((unsigned char)in[i]);
}

static void map_ascii(char *out, const char *in, size_t size, Mapping mapping) {
    bool previous = false;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)in[i];
        bool up = mapping == UPPER || (mapping == SWAP && ascii_is_lower(c)) ||
                  ((mapping == TITLE || mapping == CAPITALIZE) && !previous);
        out[i] = up ? ascii_upper(c) : ascii_lower(c);
        previous = mapping == CAPITALIZE || ascii_is_upper(c) || ascii_is_lower(c);
    }
}

static Value map_case(Object *o, Mapping mapping) {
    if (!str_is_ascii(o)) return value_new(map_text(o, mapping));
    Str *s = str_new_uninitialised(str_size(o), str_size(o));
    if (!s) return value_error();
    if (mapping == LOWER || mapping == FOLD) lower_ascii(s->data, str_data(o), s->size);
    else if (mapping == UPPER) upper_ascii(s->data, str_data(o), s->size);
    else map_ascii(s->data, str_data(o), s->size, mapping);
    return value_new(str_canonical_steal(s));
}

Value str_lower_method(Object *self, Object **args) { (void)args; return map_case(self, LOWER); }
Value str_upper_method(Object *self, Object **args) { (void)args; return map_case(self, UPPER); }
Value str_title_method(Object *self, Object **args) { (void)args; return map_case(self, TITLE); }
Value str_capitalize_method(Object *self, Object **args) { (void)args; return map_case(self, CAPITALIZE); }
Value str_swapcase_method(Object *self, Object **args) { (void)args; return map_case(self, SWAP); }
Value str_casefold_method(Object *self, Object **args) { (void)args; return map_case(self, FOLD); }

/* ---- tests of every character ---- */

/* Answers for the empty string differ: false but for isascii and isprintable. */
static bool every_codepoint(const Object *o, bool (*test)(uint32_t)) {
    for (const char *p = str_data(o), *end = p + str_size(o); p < end;)
        if (!test(utf8_decode(&p))) return false;
    return true;
}

static bool alpha_test(uint32_t c) {
    return c < 0x80 ? ascii_is_upper((unsigned char)c) || ascii_is_lower((unsigned char)c) : unicode_is_alpha(c);
}
static bool decimal_test(uint32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : unicode_is_decimal(c); }
static bool digit_test(uint32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : unicode_is_digit(c); }
static bool numeric_test(uint32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : unicode_is_numeric(c); }
static bool alnum_test(uint32_t c) { return alpha_test(c) || numeric_test(c); }
static bool space_test(uint32_t c) { return unicode_is_space(c); }
static bool printable_test(uint32_t c) { return c < 0x80 ? c >= ' ' && c < 0x7F : unicode_is_printable(c); }

static Value test_all(Object *o, bool (*test)(uint32_t)) { return value_bool(str_size(o) && every_codepoint(o, test)); }

Value str_isalpha_method(Object *self, Object **args) { (void)args; return test_all(self, alpha_test); }
Value str_isalnum_method(Object *self, Object **args) { (void)args; return test_all(self, alnum_test); }
Value str_isdecimal_method(Object *self, Object **args) { (void)args; return test_all(self, decimal_test); }
Value str_isdigit_method(Object *self, Object **args) { (void)args; return test_all(self, digit_test); }
Value str_isnumeric_method(Object *self, Object **args) { (void)args; return test_all(self, numeric_test); }
Value str_isspace_method(Object *self, Object **args) { (void)args; return test_all(self, space_test); }

Value str_isprintable_method(Object *self, Object **args) {
    (void)args;
    return value_bool(every_codepoint(self, printable_test));
}

Value str_isascii_method(Object *self, Object **args) { (void)args; return value_bool(str_is_ascii(self)); }

/* ---- tests of case ---- */

static bool lower_test(uint32_t c) { return c < 0x80 ? ascii_is_lower((unsigned char)c) : unicode_is_lower(c); }
static bool upper_test(uint32_t c) { return c < 0x80 ? ascii_is_upper((unsigned char)c) : unicode_is_upper(c); }

/* At least one character is `wanted`, none is `excluded` or title case. */
static bool has_only_case(const Object *o, bool (*wanted)(uint32_t), bool (*excluded)(uint32_t)) {
    bool found = false;
    for (const char *p = str_data(o), *end = p + str_size(o); p < end;) {
        uint32_t c = utf8_decode(&p);
        if (excluded(c) || (c >= 0x80 && unicode_is_title(c))) return false;
        found = found || wanted(c);
    }
    return found;
}

Value str_islower_method(Object *self, Object **args) {
    (void)args;
    return value_bool(has_only_case(self, lower_test, upper_test));
}

Value str_isupper_method(Object *self, Object **args) {
    (void)args;
    return value_bool(has_only_case(self, upper_test, lower_test));
}

static bool is_title_text(const Object *o) {
    bool previous = false, found = false;
    for (const char *p = str_data(o), *end = p + str_size(o); p < end;) {
        uint32_t c = utf8_decode(&p);
        bool starts = upper_test(c) || unicode_is_title(c), follows = !starts && lower_test(c);
        if ((starts && previous) || (follows && !previous)) return false;
        previous = starts || follows;
        found = found || previous;
    }
    return found;
}

Value str_istitle_method(Object *self, Object **args) { (void)args; return value_bool(is_title_text(self)); }

/* ---- identifiers ---- */

static bool ascii_id_continue(unsigned char c) {
    return ascii_is_lower(c) || ascii_is_upper(c) || c == '_' || (c >= '0' && c <= '9');
}

static bool check_identifier(const Object *o) {
    const char *p = str_data(o), *end = p + str_size(o);
    if (p == end || (*p >= '0' && *p <= '9')) return false;
    for (bool first = true; p < end; first = false) {
        uint32_t c = utf8_decode(&p);
        if (c < 0x80 ? !ascii_id_continue((unsigned char)c) : first ? !unicode_is_id_start(c) : !unicode_is_id_continue(c))
            return false;
    }
    return true;
}

bool str_is_identifier(const Object *o) {
    Str *s = (Str *)(uintptr_t)o;
    if (!s->is_identifier) s->is_identifier = check_identifier(o) ? 1 : 2;
    return s->is_identifier == 1;
}

Value str_isidentifier_method(Object *self, Object **args) { (void)args; return value_bool(str_is_identifier(self)); }
