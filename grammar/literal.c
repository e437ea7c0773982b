/* literal.c - number and string literals. */
#include "grammar/literal.h"
#include "grammar/suspicious.h"

#include <ctype.h>
#include <string.h>

#include "builtins/types/unicode_names.h"
#include "builtins/types/bytes.h"
#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/utf8.h"

/* ---- numbers ---- */

static Object *small_decimal(const char *text, size_t length) {
    int64_t value = 0;
    for (size_t i = 0; i < length; i++) value = value * 10 + (text[i] - '0');
    return int_from_i64(value);
}

static bool all_digits(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!isdigit((unsigned char)text[i])) return false;
    return true;
}

static Object *real_number(const char *text, size_t length) {
    Buffer digits = BUFFER_INIT;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '_') buffer_append_byte(&digits, text[i]);
    Object *value = buffer_failed(&digits) ? error_no_memory() : float_from_text(digits.data, digits.length);
    buffer_free(&digits);
    return value;
}

static Object *imaginary_number(const char *text, size_t length) {
    Object *real = real_number(text, length - 1);
    if (!real) return NULL;
    Object *value = complex_from_doubles(0.0, float_value(real));
    release(real);
    return value;
}

static Object *number_value(const char *text, size_t length) {
    if (length <= 18 && all_digits(text, length)) return small_decimal(text, length);
    bool based = length > 1 && text[0] == '0' && strchr("xXoObB", text[1]);
    if (based) return int_from_text(text, length, 0);
    if ((text[length - 1] | 0x20) == 'j') return imaginary_number(text, length);
    if (memchr(text, '.', length) || memchr(text, 'e', length) || memchr(text, 'E', length)) return real_number(text, length);
    return int_from_text(text, length, 0);
}

/* Too many digits for sys.set_int_max_str_digits is a syntax error here. */
static void *too_long_number(Parser *p, Position at) {
    Object *error = error_take();
    Object *message = object_str(error);
    release(error);
    if (!message) return NULL;
    syntax_error(p, at, "%U - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.", message);
    release(message);
    return NULL;
}

Node *build_number(Parser *p, Position at, uint32_t token) {
    size_t length;
    const char *text = token_text(p, token, &length);
    Object *value = number_value(text, length);
    if (!value && error_matches(ValueError)) return too_long_number(p, at);
    return value ? build_constant_steal(p, at, value) : NULL;
}

/* ---- escapes ---- */

static int hex_digits(const char *text, size_t limit, size_t count, uint32_t *value) {
    *value = 0;
    size_t i = 0;
    for (; i < count && i < limit && isxdigit((unsigned char)text[i]); i++)
        *value = *value * 16 + (uint32_t)(isdigit((unsigned char)text[i]) ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
    return (int)i;
}

/* Positions in CPython's message count UTF-8 bytes, where characters beyond ASCII were written as \UXXXXXXXX. */
static size_t codec_position(const char *text, size_t start, size_t at) {
    size_t position = 0;
    const char *cursor = text + start;
    while (cursor < text + at) position += utf8_decode(&cursor) < 0x80 ? 1 : 10;
    return position;
}

static int unicode_error(Parser *p, size_t start, size_t escape, size_t end, const char *reason) {
    size_t first = codec_position(p->lexer.text, start, escape);
    size_t last = first + (end - escape) - 1;
    if (first == last) syntax_error_here(p, "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position %zu: %s", first, reason);
    else syntax_error_here(p, "(unicode error) 'unicodeescape' codec can't decode bytes in position %zu-%zu: %s", first, last, reason);
    return -1;
}

typedef struct Escapes { Parser *p; Buffer *out; size_t start, end; bool is_bytes, warned; } Escapes;

/* \xXX, \uXXXX, \UXXXXXXXX: `next` is just after the letter. The offset after the escape, or 0 on error. */
static size_t hex_escape(Escapes *e, size_t escape, size_t next, size_t count) {
    uint32_t value;
    int found = hex_digits(e->p->lexer.text + next, e->end - next, count, &value);
    if (e->is_bytes) {
        if (found < 2) {
            syntax_error_here(e->p, "(value error) invalid \\x escape at position %zu", escape - e->start);
            return 0;
        }
        buffer_append_byte(e->out, (char)value);
        return next + 2;
    }
    static const char *const reasons[] = {[2] = "truncated \\xXX escape", [4] = "truncated \\uXXXX escape", [8] = "truncated \\UXXXXXXXX escape"};
    if ((size_t)found < count) return unicode_error(e->p, e->start, escape, next + (size_t)found, reasons[count]), 0;
    if (value > 0x10FFFF) return unicode_error(e->p, e->start, escape, next + count, "illegal Unicode character"), 0;
    buffer_append_codepoint(e->out, value);
    return next + count;
}

/* \N{name} */
static size_t name_escape(Escapes *e, size_t escape, size_t next) {
    const char *text = e->p->lexer.text;
    const char *close = next < e->end && text[next] == '{' ? memchr(text + next, '}', e->end - next) : NULL;
    if (!close || close == text + next + 1) {
        size_t stop = close ? (size_t)(close - text) + 1 : next < e->end && text[next] == '{' ? e->end : next;
        return unicode_error(e->p, e->start, escape, stop, "malformed \\N character escape"), 0;
    }
    size_t end = (size_t)(close - text);
    uint32_t codepoint;
    if (!unicode_by_name(text + next + 1, end - next - 1, &codepoint))
        return unicode_error(e->p, e->start, escape, end + 1, "unknown Unicode character name"), 0;
    buffer_append_codepoint(e->out, codepoint);
    return end + 1;
}

/* Once for each string. escape: after the backslash, `length` bytes. */
static int warn_of_escape(Escapes *e, const char *kind, const char *escape, size_t length) {
    if (e->warned || *escape & 0x80) return 0;
    e->warned = true;
    const Lexer *lexer = &e->p->lexer;
    Position at = e->p->string_at ? lexer->items[e->p->string_at - 1].at : (Position){lexer->line, 0, lexer->line, 0};
    char text[4] = "";
    memcpy(text, escape, length);
    return tree_warn(e->p->tree, DeprecationWarning, at, "invalid %sescape sequence '\\%s'", kind, text);
}

static size_t octal_escape(Escapes *e, size_t next) {
    const char *text = e->p->lexer.text;
    uint32_t value = 0;
    size_t stop = next + 3 < e->end ? next + 3 : e->end;
    while (next < stop && text[next] >= '0' && text[next] <= '7') value = value * 8 + (uint32_t)(text[next++] - '0');
    if (e->is_bytes) buffer_append_byte(e->out, (char)value);
    else buffer_append_codepoint(e->out, value);
    return value > 0377 && warn_of_escape(e, "octal ", text + next - 3, 3) ? 0 : next;
}

static char simple_escape(char c) {
    switch (c) {
        case '\\': case '\'': case '"': return c;
        case 'a': return '\a';
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'v': return '\v';
        default: return 0;
    }
}

/* One escape, its backslash at `escape`. The offset after it, or 0 on error. */
static size_t one_escape(Escapes *e, size_t escape) {
    const char *text = e->p->lexer.text;
    size_t next = escape + 2;
    char c = escape + 1 < e->end ? text[escape + 1] : 0;
    if (c == '\n') return next;
    if (c >= '0' && c <= '7') return octal_escape(e, escape + 1);
    if (c == 'x') return hex_escape(e, escape, next, 2);
    if (!e->is_bytes && c == 'u') return hex_escape(e, escape, next, 4);
    if (!e->is_bytes && c == 'U') return hex_escape(e, escape, next, 8);
    if (!e->is_bytes && c == 'N') return name_escape(e, escape, next);
    if (simple_escape(c)) {
        buffer_append_byte(e->out, simple_escape(c));
        return next;
    }
    buffer_append_byte(e->out, '\\');   /* not an escape: both characters stay */
    return warn_of_escape(e, "", text + escape + 1, 1) ? 0 : escape + 1;
}

int decode_escapes(Parser *p, Buffer *out, size_t start, size_t end, bool is_bytes) {
    Escapes e = {p, out, start, end, is_bytes, false};
    const char *text = p->lexer.text;
    for (size_t i = start; i < end;) {
        const char *backslash = memchr(text + i, '\\', end - i);
        size_t plain = backslash ? (size_t)(backslash - text) : end;
        buffer_append(out, text + i, plain - i);
        if (!backslash) break;
        if (!(i = one_escape(&e, plain))) return -1;
    }
    return 0;
}

/* ---- strings ---- */

static StringParts take_apart(const Parser *p, const Token *token) {
    const char *text = p->lexer.text;
    StringParts parts = {.start = token->start, .end = token->end};
    for (; text[parts.start] != '\'' && text[parts.start] != '"'; parts.start++) {
        char prefix = text[parts.start] | 0x20;
        parts.is_raw |= prefix == 'r';
        parts.is_bytes |= prefix == 'b';
        parts.is_format |= prefix == 'f';
        parts.has_u |= prefix == 'u';
    }
    char quote = text[parts.start];
    size_t quotes = parts.end - parts.start >= 6 && text[parts.start + 1] == quote && text[parts.start + 2] == quote ? 3 : 1;
    parts.start += quotes;
    parts.end -= quotes;
    return parts;
}

static int append_plain(Parser *p, const StringParts *parts, Buffer *out) {
    if (parts->is_bytes && !utf8_is_ascii(p->lexer.text + parts->start, parts->end - parts->start)) {
        syntax_error_here(p, "bytes can only contain ASCII literal characters");
        return -1;
    }
    if (parts->is_raw) buffer_append(out, p->lexer.text + parts->start, parts->end - parts->start);
    else return decode_escapes(p, out, parts->start, parts->end, parts->is_bytes);
    return 0;
}

static bool is_identifier_like(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_') return false;
    return true;
}

/* STEALS the buffer. Strings that look like identifiers are interned. */
static Node *finish_plain(Parser *p, Position at, Buffer *text, bool is_bytes) {
    Object *value;
    if (buffer_failed(text)) value = error_no_memory();
    else if (is_bytes) value = bytes_from_data(text->length ? text->data : "", text->length);
    else if (is_identifier_like(text->data, text->length)) value = str_intern_utf8(text->length ? text->data : "", text->length);
    else value = str_from_utf8(text->data, text->length);
    buffer_free(text);
    return value ? build_constant_steal(p, at, value) : NULL;
}

static Node *plain_strings(Parser *p, Position at, Seq *tokens, bool is_bytes) {
    Buffer text = BUFFER_INIT;
    for (SeqItem *link = tokens->first; link; link = link->next) {
        const Token *token = &p->lexer.items[link->tag];
        StringParts parts = take_apart(p, token);
        p->string_at = (size_t)link->tag + 1;
        if (append_plain(p, &parts, &text)) {
            buffer_free(&text);
            return NULL;
        }
    }
    return finish_plain(p, at, &text, is_bytes);
}

static int read_piece(FString *f, const Token *token) {
    StringParts parts = take_apart(f->p, token);
    f->token = *token;
    f->is_raw = parts.is_raw;
    if (parts.is_format) return fstring_read(f, parts.start, parts.end);
    if (parts.start < parts.end) f->has_text = true;
    return append_plain(f->p, &parts, &f->text);
}

static Node *format_strings(Parser *p, Position at, Seq *tokens) {
    FString f = {.p = p, .at = at, .values = seq_new(p)};
    NodeJoinedStr *node = f.values ? NEW_NODE(p, JoinedStr, at) : NULL;
    if (!node) return NULL;
    int failed = 0;
    for (SeqItem *link = tokens->first; link && !failed; link = link->next)
        p->string_at = (size_t)link->tag + 1, failed = read_piece(&f, &p->lexer.items[link->tag]);
    if (!failed) failed = fstring_flush(&f);
    buffer_free(&f.text);
    if (failed || seq_to_list(p, f.values, &node->values)) return NULL;
    return &node->head;
}

/* Adjacent literals are one. tokens: tagged with token indexes. */
Node *build_strings(Parser *p, Position at, Seq *tokens) {
    bool any_bytes = false, any_text = false, any_format = false;
    for (SeqItem *link = tokens->first; link; link = link->next) {
        StringParts parts = take_apart(p, &p->lexer.items[link->tag]);
        any_format |= parts.is_format;
        any_bytes |= parts.is_bytes;
        any_text |= !parts.is_bytes;
    }
    if (any_bytes && any_text) return syntax_error_here(p, "cannot mix bytes and nonbytes literals");
    return any_format ? format_strings(p, at, tokens) : plain_strings(p, at, tokens, any_bytes);
}
