/* codec_utf.c - UTF-8, UTF-16 and UTF-32. The positions and reasons of errors are CPython's. */
#include "builtins/types/codec_internal.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

/* ---- UTF-8 ---- */

static bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

/* May second follow lead? Rules out overlong forms, surrogates and what is beyond U+10FFFF. */
static bool is_second(unsigned char lead, unsigned char second) {
    if (!is_continuation(second)) return false;
    switch (lead) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second < 0xA0;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second < 0x90;
    default: return true;
    }
}

size_t utf8_bad_sequence(const unsigned char *p, size_t left, const char **reason) {
    if (*p < 0x80) return 0;
    *reason = "invalid start byte";
    if (*p < 0xC2 || *p > 0xF4) return 1;
    size_t length = utf8_sequence_length(*p);
    for (size_t i = 1; i < length; i++) {
        if (i >= left) {
            *reason = "unexpected end of data";
            return left;
        }
        if (i == 1 ? !is_second(*p, p[1]) : !is_continuation(p[i])) {
            *reason = "invalid continuation byte";
            return i;
        }
    }
    return 0;
}

int utf8_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        size_t unused, valid = utf8_validate((const char *)d->data + at, d->size - at, &unused);
        buffer_append(&d->out, (const char *)d->data + at, valid);
        at += valid;
        if (at >= d->size) break;
        const char *reason = "";
        size_t bad = utf8_bad_sequence(d->data + at, d->size - at, &reason);
        if (decode_error(d, at, at + bad, reason, &at)) return -1;
    }
    return 0;
}

bool utf8_put(Encoder *e, uint32_t c) {
    if (unicode_is_surrogate(c)) return false;
    buffer_append_codepoint(&e->out, c);
    return true;
}

/* ---- UTF-16 ---- */

void put_unit(Buffer *out, uint32_t unit, int size, bool big_endian) {
    for (int i = 0; i < size; i++) buffer_append_byte(out, (char)(unit >> 8 * (big_endian ? size - 1 - i : i)));
}

static uint32_t unit16(const Decoder *d, size_t at) {
    const unsigned char *p = d->data + at;
    return d->big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* Decodes the character at *at. 0, -1. */
static int utf16_character(Decoder *d, size_t *at) {
    uint32_t unit = unit16(d, *at);
    if (!unicode_is_surrogate(unit)) {
        buffer_append_codepoint(&d->out, unit);
        *at += 2;
        return 0;
    }
    if (unit >= 0xDC00) return decode_error(d, *at, *at + 2, "illegal encoding", at);
    if (d->size - *at < 4) return decode_error(d, *at, d->size, "unexpected end of data", at);
    uint32_t low = unit16(d, *at + 2);
    if (low < 0xDC00 || low > 0xDFFF) return decode_error(d, *at, *at + 2, "illegal UTF-16 surrogate", at);
    buffer_append_codepoint(&d->out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    *at += 4;
    return 0;
}

int utf16_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        int status = d->size - at < 2 ? decode_error(d, at, d->size, "truncated data", &at) : utf16_character(d, &at);
        if (status) return -1;
    }
    return 0;
}

bool utf16_put(Encoder *e, uint32_t c) {
    if (unicode_is_surrogate(c)) return false;
    if (c > 0xFFFF) {
        put_unit(&e->out, 0xD800 + ((c - 0x10000) >> 10), 2, e->big_endian);
        c = 0xDC00 + ((c - 0x10000) & 0x3FF);
    }
    put_unit(&e->out, c, 2, e->big_endian);
    return true;
}

/* ---- UTF-32 ---- */

static int utf32_character(Decoder *d, size_t *at) {
    const unsigned char *p = d->data + *at;
    uint32_t c = 0;
    for (int i = 0; i < 4; i++) c = c << 8 | p[d->big_endian ? i : 3 - i];
    if (c > UNICODE_MAX) return decode_error(d, *at, *at + 4, "code point not in range(0x110000)", at);
    if (unicode_is_surrogate(c)) return decode_error(d, *at, *at + 4, "code point in surrogate code point range(0xd800, 0xe000)", at);
    buffer_append_codepoint(&d->out, c);
    *at += 4;
    return 0;
}

int utf32_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        int status = d->size - at < 4 ? decode_error(d, at, d->size, "truncated data", &at) : utf32_character(d, &at);
        if (status) return -1;
    }
    return 0;
}

bool utf32_put(Encoder *e, uint32_t c) {
    if (unicode_is_surrogate(c)) return false;
    put_unit(&e->out, c, 4, e->big_endian);
    return true;
}
