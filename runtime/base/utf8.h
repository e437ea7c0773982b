/* utf8.h - UTF-8 with the surrogate code points allowed (as Python's str allows them). */
#ifndef MINI_BASE_UTF8_H
#define MINI_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length in bytes of the sequence that starts with this (valid) lead byte. */
static inline size_t utf8_sequence_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
/* Decodes one code point of valid UTF-8 and advances. */
static inline uint32_t utf8_decode(const char **cursor) {
    const unsigned char *p = (const unsigned char *)*cursor;
    *cursor += utf8_sequence_length(*p);
    if (*p < 0x80) return *p;
    if (*p < 0xE0) return (*p & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    if (*p < 0xF0) return (*p & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return (*p & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}
/* The code point before cursor; moves cursor back. */
uint32_t utf8_decode_before(const char **cursor);
static inline size_t utf8_encoded_length(uint32_t codepoint) {
    return codepoint < 0x80 ? 1 : codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
}
/* Writes 1 to 4 bytes, returns how many. */
static inline size_t utf8_encode(uint32_t codepoint, char *out) {
    if (codepoint < 0x80) {
        out[0] = (char)codepoint;
        return 1;
    }
    if (codepoint < 0x800) {
        out[0] = (char)(0xC0 | codepoint >> 6);
        out[1] = (char)(0x80 | (codepoint & 0x3F));
        return 2;
    }
    if (codepoint < 0x10000) {
        out[0] = (char)(0xE0 | codepoint >> 12);
        out[1] = (char)(0x80 | (codepoint >> 6 & 0x3F));
        out[2] = (char)(0x80 | (codepoint & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | codepoint >> 18);
    out[1] = (char)(0x80 | (codepoint >> 12 & 0x3F));
    out[2] = (char)(0x80 | (codepoint >> 6 & 0x3F));
    out[3] = (char)(0x80 | (codepoint & 0x3F));
    return 4;
}
/* Number of code points in valid UTF-8. */
size_t utf8_count(const char *bytes, size_t length);
bool utf8_is_ascii(const char *bytes, size_t length);
/* Offset of the first invalid byte by the strict rules (no surrogates, no overlong forms), or length if all is valid.
 * *bad_length: how many bytes are bad. */
size_t utf8_validate(const char *bytes, size_t length, size_t *bad_length);
/* Byte offset of code point `index` (linear). */
size_t utf8_offset(const char *bytes, size_t length, size_t index);

#endif
