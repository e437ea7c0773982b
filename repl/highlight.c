/* highlight.c - a scanner for colours: strings, comments, numbers, names. It never fails: whatever it does not know is
 * plain. */
#include "repl/highlight.h"

#include <stdlib.h>
#include <string.h>

static const char *const sequences[STYLE_COUNT] = {
    [STYLE_PLAIN] = "", [STYLE_KEYWORD] = "\033[1;34m", [STYLE_BUILTIN] = "\033[36m", [STYLE_STRING] = "\033[32m",
    [STYLE_NUMBER] = "\033[33m", [STYLE_COMMENT] = "\033[31m", [STYLE_DEFINITION] = "\033[1m", [STYLE_COMMAND] = "\033[1;35m",
    [STYLE_BRACKET] = "\033[1;4m", [STYLE_BRACKET_WRONG] = "\033[1;31m", [STYLE_PROMPT] = "\033[1;35m", [STYLE_HINT] = "\033[2m",
    [STYLE_MENU] = "\033[36m", [STYLE_FILE] = "\033[35m", [STYLE_CARET] = "\033[1;31m", [STYLE_ERROR] = "\033[1;35m",
    [STYLE_MESSAGE] = "\033[35m",
};

const char *style_sequence(Style style) { return sequences[style]; }

/* Both sorted. */
static const char *const keywords[] = {
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield",
};
static const char *const builtins[] = {
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "EOFError", "Ellipsis", "Exception",
    "ExceptionGroup", "FileNotFoundError", "ImportError", "IndexError", "KeyError", "KeyboardInterrupt", "LookupError",
    "MemoryError", "NameError", "NotImplemented", "NotImplementedError", "OSError", "OverflowError", "RecursionError",
    "ReferenceError", "RuntimeError", "StopIteration", "SyntaxError", "SystemExit", "TypeError", "UnicodeError", "ValueError",
    "ZeroDivisionError", "abs", "aiter", "all", "anext", "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes",
    "callable", "chr", "classmethod", "compile", "complex", "copyright", "credits", "delattr", "dict", "dir", "divmod",
    "enumerate", "eval", "exec", "exit", "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr", "hash",
    "help", "hex", "id", "input", "int", "isinstance", "issubclass", "iter", "len", "license", "list", "locals", "map", "max",
    "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print", "property", "quit", "range", "repr", "reversed",
    "round", "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type", "vars", "zip",
};
enum { KEYWORD_COUNT = sizeof keywords / sizeof *keywords, BUILTIN_COUNT = sizeof builtins / sizeof *builtins };

typedef struct { const char *text; size_t length; } Word;

static int compare_word(const void *key, const void *item) {
    const Word *word = key;
    const char *entry = *(const char *const *)item;
    int order = strncmp(word->text, entry, word->length);
    return order ? order : entry[word->length] ? -1 : 0;
}

static bool is_among(const char *text, size_t length, const char *const *list, size_t count) {
    Word word = {text, length};
    return bsearch(&word, list, count, sizeof *list, compare_word) != NULL;
}

bool is_keyword(const char *word, size_t length) { return is_among(word, length, keywords, KEYWORD_COUNT); }
const char *keyword_at(size_t i) { return i < KEYWORD_COUNT ? keywords[i] : NULL; }

/* ---- the scanner ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80; }
static bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

typedef struct {
    const char *text;
    size_t length, at;
    Style *styles;           /* NULL: only the open string is wanted */
    bool after_definition;   /* the word before was def or class */
    bool after_dot;
    bool line_start;         /* nothing but white space before on this line */
    bool open;               /* the last string has no end */
    size_t open_start;
} Scanner;

static void paint(Scanner *s, size_t from, size_t to, Style style) {
    if (s->styles) memset(s->styles + from, style, to - from);
}

/* Past a string whose quote stands at `at`; start: its prefix. */
static void scan_string(Scanner *s, size_t start) {
    size_t quote_at = s->at;
    char quote = s->text[s->at];
    bool triple = s->at + 2 < s->length && s->text[s->at + 1] == quote && s->text[s->at + 2] == quote;
    s->at += triple ? 3 : 1;
    s->open = true;
    s->open_start = quote_at;
    while (s->at < s->length && s->open) {
        char c = s->text[s->at];
        if (c == '\\' && s->at + 1 < s->length) s->at += 2;
        else if (c == '\n' && !triple) break;
        else if (c == quote && (!triple || (s->at + 2 < s->length && s->text[s->at + 1] == quote && s->text[s->at + 2] == quote))) {
            s->at += triple ? 3 : 1;
            s->open = false;
        } else s->at++;
    }
    if (s->at < s->length) s->open = false;
    paint(s, start, s->at, STYLE_STRING);
}

static void scan_comment(Scanner *s) {
    size_t start = s->at;
    while (s->at < s->length && s->text[s->at] != '\n') s->at++;
    paint(s, start, s->at, STYLE_COMMENT);
}

static void scan_number(Scanner *s) {
    size_t start = s->at;
    while (s->at < s->length && (is_name_part(s->text[s->at]) || s->text[s->at] == '.' ||
                                 ((s->text[s->at] == '+' || s->text[s->at] == '-') && (s->text[s->at - 1] | 0x20) == 'e' &&
                                  !(s->at > start + 1 && (s->text[start + 1] | 0x20) == 'x')))) s->at++;
    paint(s, start, s->at, STYLE_NUMBER);
}

static bool is_string_prefix(const char *word, size_t length) {
    if (length > 2) return false;
    for (size_t i = 0; i < length; i++)
        if (!strchr("rRbBuUfF", word[i])) return false;
    return true;
}

/* match, case: keywords where they begin a line that ends with a colon. */
static bool is_soft_keyword(const Scanner *s, size_t start) {
    size_t length = s->at - start, next = s->at;
    bool candidate = (length == 5 && !memcmp(s->text + start, "match", 5)) || (length == 4 && !memcmp(s->text + start, "case", 4));
    if (!candidate || !s->line_start || next >= s->length || s->text[next] != ' ') return false;
    while (next < s->length && s->text[next] == ' ') next++;
    const char *newline = memchr(s->text + next, '\n', s->length - next);
    const char *end = newline ? newline : s->text + s->length;
    if (next < s->length && strchr("=.,)", s->text[next])) return false;
    while (end > s->text + next && end[-1] == ' ') end--;
    return end > s->text + next && end[-1] == ':';
}

static Style word_style(const Scanner *s, size_t start) {
    const char *word = s->text + start;
    size_t length = s->at - start;
    if (s->after_definition) return STYLE_DEFINITION;
    if (s->after_dot) return STYLE_PLAIN;
    if (is_keyword(word, length) || is_soft_keyword(s, start)) return STYLE_KEYWORD;
    return is_among(word, length, builtins, BUILTIN_COUNT) ? STYLE_BUILTIN : STYLE_PLAIN;
}

static void scan_word(Scanner *s) {
    size_t start = s->at;
    while (s->at < s->length && is_name_part(s->text[s->at])) s->at++;
    size_t length = s->at - start;
    bool quoted = s->at < s->length && (s->text[s->at] == '"' || s->text[s->at] == '\'');
    if (quoted && is_string_prefix(s->text + start, length)) {
        scan_string(s, start);
        return;
    }
    if (s->styles) paint(s, start, s->at, word_style(s, start));
    s->after_definition = (length == 3 && !memcmp(s->text + start, "def", 3)) || (length == 5 && !memcmp(s->text + start, "class", 5));
}

static void scan_other(Scanner *s) {
    char c = s->text[s->at];
    if (c != ' ' && c != '\t') s->after_definition = false;
    s->after_dot = c == '.';
    paint(s, s->at, s->at + 1, STYLE_PLAIN);
    s->at++;
}

static void scan(Scanner *s) {
    s->line_start = true;
    while (s->at < s->length) {
        char c = s->text[s->at];
        bool blank = c == ' ' || c == '\t' || c == '\n';
        if (c == '"' || c == '\'') scan_string(s, s->at);
        else if (c == '#') scan_comment(s);
        else if (is_digit(c) || (c == '.' && s->at + 1 < s->length && is_digit(s->text[s->at + 1]))) scan_number(s);
        else if (is_name_start(c)) scan_word(s);
        else scan_other(s);
        if (c != '.' && !blank) s->after_dot = false;
        s->line_start = c == '\n' || (s->line_start && blank);
    }
}

void highlight(const char *text, size_t length, Style *styles) {
    if (length && (*text == '%' || *text == '?')) {
        const char *space = memchr(text, ' ', length);
        size_t word = space ? (size_t)(space - text) : length;
        memset(styles, STYLE_COMMAND, word);
        text += word, length -= word, styles += word;
    }
    Scanner s = {.text = text, .length = length, .styles = styles};
    scan(&s);
}

bool highlight_open_string(const char *text, size_t point, size_t *start) {
    Scanner s = {.text = text, .length = point};
    scan(&s);
    *start = s.open_start;
    return s.open;
}

/* ---- brackets ---- */

static int bracket_kind(char c) {
    const char *at = c ? strchr("([{)]}", c) : NULL;
    return at ? (int)(at - "([{)]}") : -1;
}

static bool is_bracket(const char *text, size_t i, const Style *styles) {
    return bracket_kind(text[i]) >= 0 && styles[i] == STYLE_PLAIN;
}

/* The partner's index or -1; walks over balanced pairs. */
static ptrdiff_t find_partner(const char *text, size_t length, size_t at, const Style *styles) {
    int step = bracket_kind(text[at]) < 3 ? 1 : -1, depth = 0;
    for (ptrdiff_t i = (ptrdiff_t)at; i >= 0 && i < (ptrdiff_t)length; i += step) {
        if (!is_bracket(text, (size_t)i, styles)) continue;
        bool opens = bracket_kind(text[i]) < 3;
        depth += opens == (step > 0) ? 1 : -1;
        if (depth == 0) return i;
    }
    return -1;
}

void highlight_brackets(const char *text, size_t length, size_t point, Style *styles) {
    size_t at = point;
    if (point > 0 && is_bracket(text, point - 1, styles)) at = point - 1;
    else if (point >= length || !is_bracket(text, point, styles)) return;
    ptrdiff_t partner = find_partner(text, length, at, styles);
    if (partner < 0) {
        if (bracket_kind(text[at]) >= 3) styles[at] = STYLE_BRACKET_WRONG;
        return;
    }
    bool fits = bracket_kind(text[partner]) % 3 == bracket_kind(text[at]) % 3;
    styles[at] = styles[partner] = fits ? STYLE_BRACKET : STYLE_BRACKET_WRONG;
}
