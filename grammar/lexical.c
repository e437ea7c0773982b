/* lexical.c - what a flex pattern cannot say about names, numbers and strings: Unicode identifiers, the exact complaint
 * about a malformed number, and where an unterminated string ends. */
#include <ctype.h>
#include <string.h>

#include <utf8proc.h>

#include "grammar/tokens.h"
#include "runtime/base/utf8.h"
#include "parser.h"

/* ---- identifiers (PEP 3131) ---- */

static bool in_list(uint32_t codepoint, const uint32_t *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (list[i] == codepoint) return true;
    return false;
}

bool identifier_start(uint32_t codepoint) {
    static const uint32_t other[] = {0x1885, 0x1886, 0x2118, 0x212E, 0x309B, 0x309C};
    if (codepoint == '_') return true;
    switch (utf8proc_category((utf8proc_int32_t)codepoint)) {
        case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_NL: return true;
        default: return in_list(codepoint, other, sizeof other / sizeof *other);
    }
}

bool identifier_continue(uint32_t codepoint) {
    static const uint32_t other[] = {0xB7, 0x387, 0x1369, 0x136A, 0x136B, 0x136C, 0x136D, 0x136E, 0x136F, 0x1370, 0x1371, 0x19DA};
    if (identifier_start(codepoint)) return true;
    switch (utf8proc_category((utf8proc_int32_t)codepoint)) {
        case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_PC: return true;
        default: return in_list(codepoint, other, sizeof other / sizeof *other);
    }
}

static bool is_printable(uint32_t codepoint) {
    switch (utf8proc_category((utf8proc_int32_t)codepoint)) {
        case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_CF: case UTF8PROC_CATEGORY_CS: case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CN: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP: case UTF8PROC_CATEGORY_ZS: return false;
        default: return true;
    }
}

int lexer_name(Lexer *lexer, size_t start, size_t end) {
    const char *cursor = lexer->text + start, *stop = lexer->text + end;
    bool first = true;
    while (cursor < stop) {
        const char *character = cursor;
        uint32_t codepoint = utf8_decode(&cursor);
        if (codepoint >= 0x80 && !(first ? identifier_start(codepoint) : identifier_continue(codepoint))) {
            size_t after = (size_t)(cursor - lexer->text);
            if (!is_printable(codepoint)) return lexer_problem(lexer, after, "invalid non-printable character U+%04X", codepoint);
            return lexer_problem(lexer, after, "invalid character '%.*s' (U+%04X)", (int)(cursor - character), character, codepoint);
        }
        first = false;
    }
    return lexer_emit(lexer, T_NAME, start, end);
}

/* ---- numbers ---- */

static bool is_name_byte(char c) { return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80; }

/* A keyword may follow a number without a space: `1if x else y`. */
static bool keyword_follows(const char *text) {
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "or", "not"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strncmp(text, words[i], strlen(words[i]))) return true;
    return false;
}

static const char *number_kind(const char *digits, size_t length) {
    if (digits[length - 1] == 'j' || digits[length - 1] == 'J') return "imaginary";
    if (length < 2 || digits[0] != '0') return "decimal";
    switch (digits[1] | 0x20) {
        case 'x': return "hexadecimal";
        case 'o': return "octal";
        case 'b': return "binary";
        default: return "decimal";
    }
}

/* `0x`, `0o`, `0b` without a digit: `at` is the letter. */
static int empty_based(Lexer *lexer, size_t at) {
    const char *text = lexer->text;
    const char *kind = number_kind(text + at - 1, 2);
    size_t next = at + 1 + (text[at + 1] == '_');
    if ((text[at] | 0x20) != 'x' && isdigit((unsigned char)text[next]))
        return lexer_problem(lexer, next + 1, "invalid digit '%c' in %s literal", text[next], kind);
    return lexer_problem(lexer, next, "invalid %s literal", kind);
}

/* `0777`: the range covers the zeros. */
static int leading_zeros(Lexer *lexer, size_t start, size_t end) {
    size_t next = end + (lexer->text[end] == '_');
    while (isdigit((unsigned char)lexer->text[next])) next++;
    int64_t offset = (int64_t)utf8_count(lexer->text + lexer->line_start, start - lexer->line_start) + 1;
    return lexer_problem_range(lexer, SyntaxError, offset, offset + (int64_t)(end - start) + (lexer->text[end] == '_'), true,
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers");
}

/* What follows a number token must not look like a part of it. Order of the checks is CPython's. */
static int check_number_end(Lexer *lexer, size_t start, size_t end) {
    const char *text = lexer->text;
    const char *kind = number_kind(text + start, end - start);
    char next = text[end], after = next ? text[end + 1] : 0;
    bool based = kind[0] == 'o' || kind[0] == 'b';
    if (end - start == 1 && text[start] == '0' && next && strchr("xXoObB", next)) return empty_based(lexer, end);
    if (based && isdigit((unsigned char)(next == '_' ? after : next)))
        return lexer_problem(lexer, end + 1 + (next == '_'), "invalid digit '%c' in %s literal", next == '_' ? after : next, kind);
    if (text[start] == '0' && !strcmp(kind, "decimal") && isdigit((unsigned char)(next == '_' ? after : next)))
        return leading_zeros(lexer, start, end);
    bool open_fraction = text[end - 1] == '.';
    if (next == '_' && !open_fraction && strcmp(kind, "imaginary")) return lexer_problem(lexer, end + 1, "invalid %s literal", kind);
    if ((next == 'e' || next == 'E') && (after == '+' || after == '-') && !strcmp(kind, "decimal"))
        return lexer_problem(lexer, end + 2, "invalid decimal literal");
    if (is_name_byte(next) && !keyword_follows(text + end)) return lexer_problem(lexer, end, "invalid %s literal", kind);
    return 0;
}

int lexer_number(Lexer *lexer, size_t start, size_t end) {
    if (check_number_end(lexer, start, end)) return -1;
    return lexer_emit(lexer, T_NUMBER, start, end);
}

/* ---- strings ---- */

/* A string token; it may span lines. */
int lexer_string(Lexer *lexer, size_t start, size_t end) {
    if (lexer_emit(lexer, T_STRING, start, end)) return -1;
    Token *token = &lexer->items[lexer->count - 1];
    const char *text = lexer->text, *newline = text + start;
    while ((newline = memchr(newline, '\n', (size_t)(text + end - newline)))) {
        lexer->line++;
        newline++;
        lexer->line_start = (size_t)(newline - text);
    }
    token->at.end_line = lexer->line;
    token->at.end_col = (uint32_t)(end - lexer->line_start);
    return 0;
}

/* The line on which the missing quote was noticed. */
static uint32_t last_line(const Lexer *lexer, size_t from, size_t quote_size) {
    uint32_t line = lexer->line;
    for (size_t i = from; i + 1 < lexer->limit; i++) {   /* a newline at the very end begins no line */
        bool escape = lexer->text[i] == '\\' && quote_size == 1;
        if (escape && ++i + 1 >= lexer->limit) break;
        if (lexer->text[i] != '\n') continue;
        if (quote_size == 1 && !escape) break;
        line++;
    }
    return line;
}

/* [start, end) is the prefix and the opening quotes of a string that does not end. */
int lexer_unterminated(Lexer *lexer, size_t start, size_t quote_size) {
    size_t end = start;
    while (lexer->text[end] != '\'' && lexer->text[end] != '"') end++;
    uint32_t line = last_line(lexer, end + quote_size, quote_size);
    if (quote_size == 3) return lexer_problem(lexer, start + 1, "unterminated triple-quoted string literal (detected at line %u)", line);
    return lexer_problem(lexer, start + 1, "unterminated string literal (detected at line %u)", line);
}
