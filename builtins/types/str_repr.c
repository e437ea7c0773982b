/* str_repr.c - repr() of text: the quotes and escapes that CPython chooses. */
#include "builtins/types/str_internal.h"
#include "builtins/types/str_repr.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

static bool is_plain_ascii(unsigned char c, char quote) { return c >= ' ' && c < 0x7F && c != (unsigned char)quote && c != '\\'; }

void append_escaped_codepoint(Buffer *out, uint32_t c) {
    enum { MOST_DIGITS = 8 };
    unsigned digits = c <= 0xFF ? 2 : c <= 0xFFFF ? 4 : MOST_DIGITS;
    char escape[2 + MOST_DIGITS] = {'\\', digits == 2 ? 'x' : digits == 4 ? 'u' : 'U'};
    for (unsigned i = digits; i-- > 0; c >>= 4) escape[2 + i] = "0123456789abcdef"[c & 0xF];
    buffer_append(out, escape, 2 + digits);
}

static void append_special(Buffer *out, uint32_t c, char quote, bool ascii_only) {
    if (c == '\\' || c == (unsigned char)quote) {
        buffer_append_byte(out, '\\');
        buffer_append_byte(out, (char)c);
    } else if (c == '\n') buffer_append(out, "\\n", 2);
    else if (c == '\r') buffer_append(out, "\\r", 2);
    else if (c == '\t') buffer_append(out, "\\t", 2);
    else if (c < ' ' || c == 0x7F || (c >= 0x80 && (ascii_only || !unicode_is_printable(c)))) append_escaped_codepoint(out, c);
    else buffer_append_codepoint(out, c);
}

/* Double quotes only if the text has single quotes and no double ones. */
static char choose_quote(const char *data, size_t size) {
    return memchr(data, '\'', size) && !memchr(data, '"', size) ? '"' : '\'';
}

void append_repr(Buffer *out, const char *data, size_t size, bool ascii_only) {
    char quote = choose_quote(data, size);
    const char *p = data, *end = data + size;
    buffer_append_byte(out, quote);
    while (p < end) {
        const char *start = p;
        while (p < end && is_plain_ascii((unsigned char)*p, quote)) p++;
        buffer_append(out, start, (size_t)(p - start));
        if (p < end) append_special(out, utf8_decode(&p), quote, ascii_only);
    }
    buffer_append_byte(out, quote);
}

Object *str_repr(Object *o) {
    char room[BUFFER_ROOM];
    Buffer out = BUFFER_ON(room);
    append_repr(&out, str_data(o), str_size(o), false);
    return str_from_buffer(&out);
}
