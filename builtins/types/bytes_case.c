/* bytes_case.c - ASCII case mappings and tests of bytes and bytearray. None of it runs script code. */
#include "builtins/types/bytes_internal.h"

static bool is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
static bool is_alpha(unsigned char c) { return is_upper(c) || is_lower(c); }
static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
static bool is_alnum(unsigned char c) { return is_alpha(c) || is_digit(c); }
static bool is_space(unsigned char c) { return c == ' ' || (c >= 9 && c <= 13); }
static bool is_ascii(unsigned char c) { return c < 0x80; }
static char to_lower(unsigned char c) { return (char)(is_upper(c) ? c + 32 : c); }
static char to_upper(unsigned char c) { return (char)(is_lower(c) ? c - 32 : c); }

/* ---- mappings ---- */

typedef char (*MapFn)(unsigned char c, unsigned char before, bool first);

static char map_lower(unsigned char c, unsigned char before, bool first) { (void)before; (void)first; return to_lower(c); }
static char map_upper(unsigned char c, unsigned char before, bool first) { (void)before; (void)first; return to_upper(c); }
static char map_swap(unsigned char c, unsigned char before, bool first) {
    (void)before; (void)first;
    return is_upper(c) ? to_lower(c) : to_upper(c);
}
static char map_capitalize(unsigned char c, unsigned char before, bool first) {
    (void)before;
    return first ? to_upper(c) : to_lower(c);
}
static char map_title(unsigned char c, unsigned char before, bool first) {
    return first || !is_alpha(before) ? to_upper(c) : to_lower(c);
}

static Value map_bytes(Object *self, MapFn map) {
    Buffer out = BUFFER_INIT;
    Span span = span_of(self);
    char *data = buffer_extend(&out, span.size);
    for (size_t i = 0; data && i < span.size; i++)
        data[i] = map((unsigned char)span.data[i], i ? (unsigned char)span.data[i - 1] : 0, i == 0);
    return value_new(buffer_like(self, &out));
}

Value bytes_lower_method(Object *self, Object **args) { (void)args; return map_bytes(self, map_lower); }
Value bytes_upper_method(Object *self, Object **args) { (void)args; return map_bytes(self, map_upper); }
Value bytes_swapcase_method(Object *self, Object **args) { (void)args; return map_bytes(self, map_swap); }
Value bytes_capitalize_method(Object *self, Object **args) { (void)args; return map_bytes(self, map_capitalize); }
Value bytes_title_method(Object *self, Object **args) { (void)args; return map_bytes(self, map_title); }

/* ---- tests ---- */

static bool every_byte(Object *self, bool (*test)(unsigned char)) {
    Span span = span_of(self);
    for (size_t i = 0; i < span.size; i++)
        if (!test((unsigned char)span.data[i])) return false;
    return true;
}

static Value test_all(Object *self, bool (*test)(unsigned char)) { return value_bool(span_of(self).size && every_byte(self, test)); }

Value bytes_isalpha_method(Object *self, Object **args) { (void)args; return test_all(self, is_alpha); }
Value bytes_isalnum_method(Object *self, Object **args) { (void)args; return test_all(self, is_alnum); }
Value bytes_isdigit_method(Object *self, Object **args) { (void)args; return test_all(self, is_digit); }
Value bytes_isspace_method(Object *self, Object **args) { (void)args; return test_all(self, is_space); }
Value bytes_isascii_method(Object *self, Object **args) { (void)args; return value_bool(every_byte(self, is_ascii)); }

/* There is a byte that is wanted, and none that is excluded. */
static Value test_case(Object *self, bool (*wanted)(unsigned char), bool (*excluded)(unsigned char)) {
    Span span = span_of(self);
    bool found = false;
    for (size_t i = 0; i < span.size; i++) {
        unsigned char c = (unsigned char)span.data[i];
        if (excluded(c)) return value_bool(false);
        found = found || wanted(c);
    }
    return value_bool(found);
}

Value bytes_islower_method(Object *self, Object **args) { (void)args; return test_case(self, is_lower, is_upper); }
Value bytes_isupper_method(Object *self, Object **args) { (void)args; return test_case(self, is_upper, is_lower); }

Value bytes_istitle_method(Object *self, Object **args) {
    (void)args;
    Span span = span_of(self);
    bool previous = false, found = false;
    for (size_t i = 0; i < span.size; i++) {
        unsigned char c = (unsigned char)span.data[i];
        if ((is_upper(c) && previous) || (is_lower(c) && !previous)) return value_bool(false);
        previous = is_alpha(c);
        found = found || previous;
    }
    return value_bool(found);
}
