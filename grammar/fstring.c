/* fstring.c - f-strings as Python 3.11 reads them: the expression's end is found by scanning for its closing character,
 * then the expression is parsed where it stands, by the same parser, so that positions are right. */
#include <ctype.h>
#include <string.h>

#include "builtins/types/str.h"
#include "grammar/literal.h"
#include "runtime/base/stack.h"

enum { FSTRING_SPEC_DEPTH = 2 };

static int fail(FString *f, const char *message) {
    syntax_error_here(f->p, "%s", message);
    return -1;
}

int fstring_flush(FString *f) {
    if (!f->has_text) return 0;
    if (buffer_failed(&f->text)) return error_no_memory(), -1;
    Node *text = build_constant_steal(f->p, f->at, str_from_utf8(f->text.length ? f->text.data : "", f->text.length));
    buffer_truncate(&f->text, 0);
    f->has_text = false;
    return seq_push(f->p, f->values, text) ? 0 : -1;
}

static int append_literal(FString *f, size_t start, size_t end) {
    if (start == end) return 0;
    f->has_text = true;
    if (!f->is_raw) return decode_escapes(f->p, &f->text, start, end, false);
    buffer_append(&f->text, f->p->lexer.text + start, end - start);
    return 0;
}

/* Literal text from `i`; stops at an expression's '{', at '}' inside a format spec, or at the end. -1 on error. */
static ssize_t read_literal(FString *f, size_t i, size_t end) {
    const char *text = f->p->lexer.text;
    size_t start = i;
    for (; i < end; i++) {
        char c = text[i];
        if (c == '\\' && !f->is_raw && i + 1 < end) {
            bool named = text[i + 1] == 'N' && i + 2 < end && text[i + 2] == '{';
            const char *close = named ? memchr(text + i, '}', end - i) : NULL;
            if (close) i = (size_t)(close - text);
            else if (text[i + 1] != '{' && text[i + 1] != '}') i++;
            continue;
        }
        if (c != '{' && c != '}') continue;
        if (f->depth == 0) {
            if (i + 1 < end && text[i + 1] == c) {   /* a doubled bracket stands for itself */
                if (append_literal(f, start, i + 1)) return -1;
                start = ++i + 1;
                continue;
            }
            if (c == '}') return fail(f, "f-string: single '}' is not allowed");
        }
        break;
    }
    return append_literal(f, start, i) ? -1 : (ssize_t)i;
}

/* ---- the expression's extent ---- */

typedef struct Extent { FString *f; size_t end; char quote; int quotes; uint32_t depth; char brackets[BRACKETS_MAX]; } Extent;

static int quote_length(const char *text, size_t i, size_t end) {
    return i + 2 < end && text[i + 1] == text[i] && text[i + 2] == text[i] ? 3 : 1;
}

/* Inside or at the start of a string; returns how far to move. */
static size_t step_string(Extent *e, size_t i) {
    const char *text = e->f->p->lexer.text;
    int length = quote_length(text, i, e->end);
    if (!e->quote) {
        e->quote = text[i];
        e->quotes = length;
        return (size_t)length;
    }
    if (text[i] != e->quote || length < e->quotes) return 1;
    e->quote = 0;
    return (size_t)e->quotes;
}

static int close_bracket(Extent *e, char c) {
    if (!e->depth) {
        syntax_error_here(e->f->p, "f-string: unmatched '%c'", c);
        return -1;
    }
    char open = e->brackets[--e->depth];
    if ((open == '(' && c == ')') || (open == '[' && c == ']') || (open == '{' && c == '}')) return 0;
    syntax_error_here(e->f->p, "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c, open);
    return -1;
}

/* '!', ':', '=', '}' at depth 0 end the expression, unless part of a comparison. Returns 0 to end, else the step. */
static size_t step_end(const Extent *e, size_t i) {
    const char *text = e->f->p->lexer.text;
    char c = text[i], next = i + 1 < e->end ? text[i + 1] : 0;
    if (next == '=' && strchr("!=<>", c)) return 2;
    return c == '<' || c == '>' ? 1 : 0;
}

/* Offset of the character that ends the expression, -1 on error. */
static ssize_t find_end(Extent *e, size_t i) {
    const char *text = e->f->p->lexer.text;
    while (i < e->end) {
        char c = text[i];
        if (c == '\\') return fail(e->f, "f-string expression part cannot include a backslash");
        if (e->quote || c == '\'' || c == '"') {
            i += step_string(e, i);
            continue;
        }
        if (c == '#') return fail(e->f, "f-string expression part cannot include '#'");
        if (strchr("([{", c)) {
            if (e->depth >= BRACKETS_MAX) return fail(e->f, "f-string: too many nested parenthesis");
            e->brackets[e->depth++] = c;
        } else if (!e->depth && strchr("!:=<>}", c)) {
            size_t step = step_end(e, i);
            if (!step) break;
            i += step;
            continue;
        } else if (strchr(")]}", c) && close_bracket(e, c)) {
            return -1;
        }
        i++;
    }
    if (e->quote) return fail(e->f, "f-string: unterminated string");
    if (!e->depth) return (ssize_t)i;
    syntax_error_here(e->f->p, "f-string: unmatched '%c'", e->brackets[e->depth - 1]);
    return -1;
}

/* ---- one replacement field ---- */

static Node *parse_expression(FString *f, size_t start, size_t end) {
    const char *text = f->p->lexer.text;
    size_t i = start;
    while (i < end && isspace((unsigned char)text[i])) i++;
    if (i == end && text[end] != '}') return syntax_error_here(f->p, "f-string: expression required before '%c'", text[end]);
    if (i == end) return syntax_error_here(f->p, "f-string: empty expression not allowed");
    uint32_t line = f->token.at.line;
    size_t line_start = f->token.start - f->token.at.col;
    for (i = f->token.start; i < start; i++)
        if (text[i] == '\n') line++, line_start = i + 1;
    return parse_fstring_expression(f->p, start, end, line, line_start);
}

static int read_field(FString *f, size_t *i, size_t end);

static Node *read_spec(FString *f, size_t *i, size_t end) {
    FString spec = {.p = f->p, .at = f->at, .values = seq_new(f->p), .is_raw = f->is_raw, .token = f->token, .depth = f->depth + 1};
    NodeJoinedStr *node = spec.values ? NEW_NODE(f->p, JoinedStr, f->at) : NULL;
    if (!node) return NULL;
    int failed = 0;
    for (;;) {
        ssize_t at = read_literal(&spec, *i, end);
        failed = at < 0;
        if (failed) break;
        *i = (size_t)at;
        if (*i >= end || f->p->lexer.text[*i] == '}') break;
        failed = read_field(&spec, i, end);
        if (failed) break;
    }
    if (!failed) failed = fstring_flush(&spec);
    buffer_free(&spec.text);
    if (failed || seq_to_list(f->p, spec.values, &node->values)) return NULL;
    return &node->head;
}

static int read_conversion(FString *f, size_t *i, size_t end, int *conversion) {
    const char *text = f->p->lexer.text;
    if (*i + 1 >= end) return fail(f, "f-string: expecting '}'");
    char c = text[*i + 1];
    if (!strchr("sra", c)) return fail(f, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    *conversion = c;
    *i += 2;
    return 0;
}

/* `name = `: the text itself comes before the value. Moves past '=' and white space. */
static void read_debug(FString *f, size_t start, size_t *i, size_t end) {
    const char *text = f->p->lexer.text;
    ++*i;
    while (*i < end && isspace((unsigned char)text[*i])) ++*i;
    buffer_append(&f->text, text + start, *i - start);
    f->has_text = true;
}

/* `{...}` with its '{' at *i; leaves *i after the '}'. */
static int read_field(FString *f, size_t *i, size_t end) {
    const char *text = f->p->lexer.text;
    if (f->depth >= FSTRING_SPEC_DEPTH) return fail(f, "f-string: expressions nested too deeply");
    if (stack_is_low()) return error_recursion(" during compilation"), -1;
    Extent extent = {.f = f, .end = end};
    size_t start = *i + 1;
    ssize_t stop = find_end(&extent, start);
    if (stop < 0) return -1;
    *i = (size_t)stop;
    if (*i >= end) return fail(f, "f-string: expecting '}'");
    Node *value = parse_expression(f, start, *i);
    if (!value) return -1;
    bool debug = text[*i] == '=';
    if (debug) read_debug(f, start, i, end);
    int conversion = -1;
    Node *spec = NULL;
    if (*i < end && text[*i] == '!' && read_conversion(f, i, end, &conversion)) return -1;
    if (*i < end && text[*i] == ':') {
        ++*i;
        if (!(spec = read_spec(f, i, end))) return -1;
    }
    if (*i >= end || text[*i] != '}') return fail(f, "f-string: expecting '}'");
    ++*i;
    if (fstring_flush(f)) return -1;
    NodeFormattedValue *node = NEW_NODE(f->p, FormattedValue, f->at);
    if (!node) return -1;
    node->value = value;
    node->conversion = debug && !spec && conversion < 0 ? 'r' : conversion;
    node->format_spec = spec;
    return seq_push(f->p, f->values, node) ? 0 : -1;
}

int fstring_read(FString *f, size_t start, size_t end) {
    while (start < end) {
        ssize_t at = read_literal(f, start, end);
        if (at < 0) return -1;
        start = (size_t)at;
        if (start < end && read_field(f, &start, end)) return -1;
    }
    return 0;
}
