/* binascii_text.c - the binascii module's quoted-printable text (RFC 1521) and uuencoded lines. Runs no script code but the
 * buffer protocol's. */
#include "builtins/modules/binascii.h"

#include <string.h>

#include "builtins/types/bytes.h"

/* ---- quoted-printable ---- */

enum { QP_LINE = 76 };    /* the longest line, the soft break's '=' included */

typedef struct { Buffer out; size_t column; bool crlf, tabs, text, header; } QuotedPrintable;    /* crlf: of line ends */

static void put_hex(Buffer *out, unsigned char byte) {
    static const char digits[] = "0123456789ABCDEF";
    char quoted[] = {'=', digits[byte >> 4], digits[byte & 15]};
    buffer_append(out, quoted, sizeof quoted);
}

static void end_line(QuotedPrintable *q) {
    buffer_append_text(&q->out, q->crlf ? "\r\n" : "\n");
    q->column = 0;
}

static void break_line_before(QuotedPrintable *q, size_t width) {
    if (q->column + width < QP_LINE) return;
    buffer_append_byte(&q->out, '=');
    end_line(q);
}

/* Whether the byte at p must be quoted; p + 1 == end: the last one. */
static bool must_quote(const QuotedPrintable *q, const unsigned char *p, const unsigned char *end) {
    unsigned char c = *p;
    bool last = p + 1 == end;
    if (c > 126 || c == '=' || (q->header && c == '_')) return true;
    if (c == '.' && q->column == 0) return last || p[1] == '\n' || p[1] == '\r' || p[1] == 0;    /* ends mail */
    if (c == '\r' || c == '\n') return !q->text;
    if (c == '\t' || c == ' ') return q->tabs || last;
    return c < 33;
}

/* A line's last character must not be blank: it may get lost on the way. */
static void quote_blank_end(Buffer *out) {
    if (!out->length || buffer_failed(out)) return;
    char last = out->data[out->length - 1];
    if (last != ' ' && last != '\t') return;
    buffer_truncate(out, out->length - 1);
    put_hex(out, (unsigned char)last);
}

static void encode_quoted(QuotedPrintable *q, const unsigned char *p, const unsigned char *end) {
    while (p < end) {
        if (must_quote(q, p, end)) {
            break_line_before(q, 3);
            put_hex(&q->out, *p++);
            q->column += 3;
        } else if (q->text && (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n'))) {
            quote_blank_end(&q->out);
            p += *p == '\r' ? 2 : 1;
            end_line(q);
        } else {
            if (p + 1 != end && p[1] != '\n') break_line_before(q, 1);
            buffer_append_byte(&q->out, q->header && *p == ' ' ? '_' : (char)*p);
            q->column++;
            p++;
        }
    }
}

Value b2a_qp_function(Object *self UNUSED, Object **args) {
    int tabs = args[1] ? object_truth(args[1]) : 0, text = args[2] ? object_truth(args[2]) : 1, header = args[3] ? object_truth(args[3]) : 0;
    BufferView view;
    if (tabs < 0 || text < 0 || header < 0 || object_get_buffer(args[0], &view, 0)) return value_error();
    const char *newline = view.length ? memchr(view.data, '\n', view.length) : NULL;
    QuotedPrintable q = {.out = BUFFER_INIT, .crlf = newline && newline > (char *)view.data && newline[-1] == '\r', .tabs = tabs, .text = text, .header = header};
    const unsigned char *data = (const unsigned char *)view.data;
    if (view.length) encode_quoted(&q, data, data + view.length);
    buffer_view_release(&view);
    return binascii_bytes(&q.out);
}

/* What follows a '=': the end of a line that goes on, two digits, or neither. Returns where to go on. */
static const char *decode_escape(Buffer *out, const char *p, const char *end) {
    if (p == end) return end;
    if (*p == '\n' || *p == '\r') {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        return newline ? newline + 1 : end;
    }
    if (*p == '=') {
        buffer_append_byte(out, '=');
        return p + 1;
    }
    int high = binascii_hex_value(*p), low = p + 1 < end ? binascii_hex_value(p[1]) : -1;
    if (high < 0 || low < 0) {
        buffer_append_byte(out, '=');
        return p;
    }
    buffer_append_byte(out, (char)(high << 4 | low));
    return p + 2;
}

Value a2b_qp_function(Object *self UNUSED, Object **args) {
    int header = args[1] ? object_truth(args[1]) : 0;
    BufferView view;
    if (header < 0 || binascii_get_ascii(args[0], &view)) return value_error();
    Buffer out = BUFFER_INIT;
    const char *p = view.data, *end = p + view.length;
    while (p < end) {
        char c = *p++;
        if (c == '=') p = decode_escape(&out, p, end);
        else buffer_append_byte(&out, header && c == '_' ? ' ' : c);
    }
    buffer_view_release(&view);
    return binascii_bytes(&out);
}

/* ---- uuencoded lines: a length, then groups of four characters for three bytes ---- */

enum { UU_MOST = 45 };    /* bytes in a line */

static char uu_character(unsigned value, bool backtick) { return backtick && !value ? '`' : (char)(' ' + value); }

Value b2a_uu_function(Object *self UNUSED, Object **args) {
    int backtick = args[1] ? object_truth(args[1]) : 0;
    BufferView view;
    if (backtick < 0 || object_get_buffer(args[0], &view, 0)) return value_error();
    size_t length = view.length;
    if (length > UU_MOST) {
        buffer_view_release(&view);
        return error_set_value(BinasciiError, "At most 45 bytes at once");
    }
    unsigned char data[UU_MOST + 3] = {0};
    if (length) memcpy(data, view.data, length);
    buffer_view_release(&view);
    Buffer out = BUFFER_INIT;
    buffer_append_byte(&out, uu_character((unsigned)length, backtick));
    for (size_t i = 0; i < length; i += 3) {
        unsigned bits = (unsigned)data[i] << 16 | (unsigned)data[i + 1] << 8 | data[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) buffer_append_byte(&out, uu_character(bits >> shift & 63, backtick));
    }
    buffer_append_byte(&out, '\n');
    return binascii_bytes(&out);
}

/* The next character's value; what is missing at a line's end counts as blanks. -1: not one of the 64. */
static int uu_value(const char **p, const char *end) {
    if (*p == end) return 0;
    unsigned char c = (unsigned char)*(*p)++;
    if (c == '\n' || c == '\r') {
        *p = end;
        return 0;
    }
    return c < ' ' || c > ' ' + 64 ? -1 : (c - ' ') & 63;
}

static int decode_uu(Buffer *out, const char *p, const char *end) {
    size_t left = p < end ? ((unsigned char)*p++ - ' ') & 63 : 32;    /* an empty line counts as a NUL, as in CPython */
    unsigned bits = 0;
    for (int have = 0; left;) {
        int value = uu_value(&p, end);
        if (value < 0) return error_set_int(BinasciiError, "Illegal char");
        bits = bits << 6 | (unsigned)value;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        left--;
        buffer_append_byte(out, (char)(bits >> have));
    }
    for (; p < end; p++)
        if (*p != ' ' && *p != '`' && *p != '\n' && *p != '\r') return error_set_int(BinasciiError, "Trailing garbage");
    return 0;
}

Value a2b_uu_function(Object *self UNUSED, Object **args) {
    BufferView view;
    if (binascii_get_ascii(args[0], &view)) return value_error();
    Buffer out = BUFFER_INIT;
    int status = decode_uu(&out, view.data, (const char *)view.data + view.length);
    buffer_view_release(&view);
    if (!status) return binascii_bytes(&out);
    buffer_free(&out);
    return value_error();
}
