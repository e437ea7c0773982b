/* io_newline.c - line ends: finding, translating, remembering them. */
#include "builtins/modules/io_internal.h"
#include "builtins/types/tuple.h"
#include "runtime/base/utf8.h"

int io_newline_argument(Object *o, bool quote, Newline *newline) {
    static const struct { const char *text; Newline newline; } known[] = {
        {"", NEWLINE_KEEP}, {"\n", NEWLINE_LF}, {"\r", NEWLINE_CR}, {"\r\n", NEWLINE_CRLF}
    };
    *newline = NEWLINE_UNIVERSAL;
    if (!o || o == None) return 0;
    if (!is_str(o)) return error_set_int(TypeError, "newline must be str or None, not %T", o);
    for (size_t i = 0; i < 4; i++)
        if (str_equal_text(o, known[i].text)) return *newline = known[i].newline, 0;
    return error_set_int(ValueError, quote ? "illegal newline value: %R" : "illegal newline value: %U", o);
}

/* The first \n, \r or \r\n. */
static size_t any_line_length(const char *text, size_t size, size_t from, bool complete) {
    const char *line_feed = memchr(text + from, '\n', size - from);
    size_t stop = line_feed ? (size_t)(line_feed - text) : size;
    const char *carriage = memchr(text + from, '\r', stop - from);
    if (!carriage) return line_feed ? stop + 1 : 0;
    size_t at = (size_t)(carriage - text);
    if (at + 1 == size) return complete ? size : 0;   /* \n may follow */
    return at + 1 + (text[at + 1] == '\n');
}

size_t io_line_length(const char *text, size_t size, size_t from, Newline newline, bool complete) {
    const char *found;
    switch (newline) {
    case NEWLINE_UNIVERSAL: case NEWLINE_KEEP: return any_line_length(text, size, from, complete);
    case NEWLINE_CRLF: found = memmem(text + from, size - from, "\r\n", 2); return found ? (size_t)(found - text) + 2 : 0;
    default:
        found = memchr(text + from, newline == NEWLINE_CR ? '\r' : '\n', size - from);
        return found ? (size_t)(found - text) + 1 : 0;
    }
}

Object *io_make_line(const char *text, size_t size, Newline newline) {
    if (newline != NEWLINE_UNIVERSAL || !memchr(text, '\r', size)) return str_from_utf8(text, size);
    Buffer out = BUFFER_INIT;
    io_append_universal(&out, text, size);
    return str_from_buffer(&out);
}

void io_append_universal(Buffer *out, const char *text, size_t size) {
    for (const char *p = text, *end = text + size; p < end;) {
        const char *carriage = memchr(p, '\r', (size_t)(end - p));
        const char *stop = carriage ? carriage : end;
        buffer_append(out, p, (size_t)(stop - p));
        if (!carriage) break;
        buffer_append_byte(out, '\n');
        p = carriage + 1;
        if (p < end && *p == '\n') p++;
    }
}

void io_append_written(Buffer *out, const char *text, size_t size, Newline newline) {
    if (newline != NEWLINE_CR && newline != NEWLINE_CRLF) {
        buffer_append(out, text, size);
        return;
    }
    for (const char *p = text, *end = text + size; p < end;) {
        const char *line_feed = memchr(p, '\n', (size_t)(end - p));
        const char *stop = line_feed ? line_feed : end;
        buffer_append(out, p, (size_t)(stop - p));
        if (!line_feed) break;
        buffer_append_text(out, newline == NEWLINE_CR ? "\r" : "\r\n");
        p = line_feed + 1;
    }
}

unsigned io_scan_newlines(const char *text, size_t size) {
    if (!memchr(text, '\r', size)) return memchr(text, '\n', size) ? 2 : 0;
    unsigned seen = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n') seen |= 2;
        if (text[i] != '\r') continue;
        if (i + 1 < size && text[i + 1] == '\n') {
            seen |= 4;
            i++;
        } else seen |= 1;
    }
    return seen;
}

Object *io_newlines_seen(unsigned seen) {
    static const char *const ends[] = {"\r", "\n", "\r\n"};
    Object *items[3];
    size_t count = 0;
    for (unsigned i = 0; i < 3; i++) {
        if (!(seen & 1u << i)) continue;
        items[count] = str_from_text(ends[i]);
        if (!items[count++]) {
            while (count-- > 1) release(items[count - 1]);
            return NULL;
        }
    }
    if (count == 0) return retain(None);
    return count == 1 ? items[0] : tuple_from_items_steal(items, count);
}
