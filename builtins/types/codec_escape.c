/* codec_escape.c - unicode_escape and raw_unicode_escape: text as the inside of a string literal. */
#include <string.h>
#include "builtins/types/unicode_names.h"

#include "builtins/types/codec_internal.h"
#include "builtins/types/unicode.h"

static int hex_digit(unsigned char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \x, \u or \U at start, count hexadecimal digits behind it. */
static int decode_hex(Decoder *d, size_t start, int count, const char *reason, size_t *at) {
    uint32_t c = 0;
    size_t p = start + 2;
    for (; count && p < d->size && hex_digit(d->data[p]) >= 0; p++, count--) c = c << 4 | (uint32_t)hex_digit(d->data[p]);
    if (count) return decode_error(d, start, p, reason, at);
    if (c > UNICODE_MAX) return decode_error(d, start, p, "illegal Unicode character", at);
    buffer_append_codepoint(&d->out, c);
    *at = p;
    return 0;
}

/* The first escape that means nothing is told. 0, or -1 where that raises. */
static int warn_invalid(Decoder *d, size_t at, bool octal) {
    if (d->warned) return 0;
    d->warned = true;
    if (octal) return error_warn(DeprecationWarning, "invalid octal escape sequence '\\%.3s'", (const char *)d->data + at);
    return error_warn(DeprecationWarning, "invalid escape sequence '\\%c'", d->data[at]);
}

static int decode_octal(Decoder *d, size_t *at) {
    uint32_t c = 0;
    size_t first = *at;
    for (int i = 0; i < 3 && *at < d->size && d->data[*at] >= '0' && d->data[*at] <= '7'; i++) c = c << 3 | (uint32_t)(d->data[(*at)++] - '0');
    buffer_append_codepoint(&d->out, c);
    return c > 0xFF ? warn_invalid(d, first, true) : 0;
}

static int decode_name(Decoder *d, size_t start, size_t *at) {
    size_t p = start + 2;
    const unsigned char *close = p < d->size && d->data[p] == '{' ? memchr(d->data + p, '}', d->size - p) : NULL;
    uint32_t c;
    if (close && unicode_by_name((const char *)d->data + p + 1, (size_t)(close - d->data) - p - 1, &c)) {
        buffer_append_codepoint(&d->out, c);
        *at = (size_t)(close - d->data) + 1;
        return 0;
    }
    if (close && close > d->data + p + 1)
        return decode_error(d, start, (size_t)(close - d->data) + 1, "unknown Unicode character name", at);
    if (!close) p = d->size;
    return decode_error(d, start, close ? (size_t)(close - d->data) + 1 : p, "malformed \\N character escape", at);
}

/* The escape whose backslash stands at *at. 0, -1. */
static int decode_escape(Decoder *d, size_t *at) {
    static const char letters[] = "\\\\''\"\"b\bf\ft\tn\nr\rv\va\a";
    size_t start = *at;
    if (start + 1 >= d->size) return decode_error(d, start, d->size, "\\ at end of string", at);
    unsigned char c = d->data[start + 1];
    for (size_t i = 0; i + 1 < sizeof letters; i += 2)
        if ((unsigned char)letters[i] == c) {
            buffer_append_byte(&d->out, letters[i + 1]);
            *at = start + 2;
            return 0;
        }
    switch (c) {
    case '\n': *at = start + 2; return 0;
    case 'x': return decode_hex(d, start, 2, "truncated \\xXX escape", at);
    case 'u': return decode_hex(d, start, 4, "truncated \\uXXXX escape", at);
    case 'U': return decode_hex(d, start, 8, "truncated \\UXXXXXXXX escape", at);
    case 'N': return decode_name(d, start, at);
    default: break;
    }
    *at = start + 1;
    if (c >= '0' && c <= '7') return decode_octal(d, at);
    buffer_append_byte(&d->out, '\\');
    return warn_invalid(d, start + 1, false);
}

int unicode_escape_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        if (d->data[at] != '\\') buffer_append_codepoint(&d->out, d->data[at++]);
        else if (decode_escape(d, &at)) return -1;
    }
    return 0;
}

int raw_unicode_escape_decoder(Decoder *d) {
    for (size_t at = d->start; at < d->size;) {
        bool escape = d->data[at] == '\\' && at + 1 < d->size && (d->data[at + 1] == 'u' || d->data[at + 1] == 'U');
        bool quoted = d->data[at] == '\\' && at + 1 < d->size && d->data[at + 1] == '\\';
        if (escape) {
            bool wide = d->data[at + 1] == 'U';
            if (decode_hex(d, at, wide ? 8 : 4, wide ? "truncated \\UXXXXXXXX escape" : "truncated \\uXXXX escape", &at)) return -1;
            continue;
        }
        for (int i = 0; i <= quoted; i++) buffer_append_codepoint(&d->out, d->data[at++]);
    }
    return 0;
}

/* How long the escape at p is that has `left` bytes; more than left: it may go on. */
static size_t escape_length(const unsigned char *p, size_t left, bool raw) {
    if (left < 2) return 2;
    size_t digits = p[1] == 'u' ? 4 : p[1] == 'U' ? 8 : p[1] == 'x' && !raw ? 2 : 0, length = 2;
    for (; digits && length < left && hex_digit(p[length]) >= 0; digits--) length++;
    if (digits && length == left) return left + 1;
    if (raw || p[1] != 'N' || (left > 2 && p[2] != '{')) return length;
    const unsigned char *close = memchr(p, '}', left);
    return close ? (size_t)(close - p) + 1 : left + 1;
}

size_t escape_unfinished(const unsigned char *data, size_t size, bool raw) {
    for (size_t at = 0; at < size;) {
        size_t length = data[at] == '\\' ? escape_length(data + at, size - at, raw) : 1;
        if (length > size - at) return size - at;
        at += length;
    }
    return 0;
}

static void put_escape(Buffer *out, uint32_t c) {
    if (c > 0xFFFF) buffer_append_format(out, "\\U%08x", (unsigned)c);
    else if (c > 0xFF) buffer_append_format(out, "\\u%04x", (unsigned)c);
    else buffer_append_format(out, "\\x%02x", (unsigned)c);
}

bool unicode_escape_put(Encoder *e, uint32_t c) {
    if (c == '\\') buffer_append(&e->out, "\\\\", 2);
    else if (c == '\t') buffer_append(&e->out, "\\t", 2);
    else if (c == '\n') buffer_append(&e->out, "\\n", 2);
    else if (c == '\r') buffer_append(&e->out, "\\r", 2);
    else if (c < ' ' || c >= 0x7F) put_escape(&e->out, c);
    else buffer_append_byte(&e->out, (char)c);
    return true;
}

bool raw_unicode_escape_put(Encoder *e, uint32_t c) {
    if (c > 0xFF) put_escape(&e->out, c);
    else buffer_append_byte(&e->out, (char)c);
    return true;
}
