/* indent.c - the token list, brackets, and lines: INDENT, DEDENT, NEWLINE.
 *
 * Called by the rules of lexer.l, in text order. Invariant: indents[0] is column 0; indents grow strictly. Each column is
 * counted twice, with tabs to the next multiple of 8 and with tabs as one; when the two counts compare differently with
 * the enclosing block, the indentation depends on the tab size and is refused (TabError).
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "grammar/tokens.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"
#include "parser.h"

void lexer_init(Lexer *lexer, const char *text, size_t length) {
    *lexer = (Lexer){.text = text, .limit = length, .line = 1, .indent_count = 1, .blank = true};
}

void lexer_free(Lexer *lexer) {
    mem_free_array(lexer->items, lexer->capacity, sizeof(Token));
    release_or_null(lexer->problem.message);
    lexer->items = NULL;
    lexer->problem.message = NULL;
}

static int grow(Lexer *lexer) {
    size_t capacity = lexer->capacity ? lexer->capacity * 2 : 64;
    Token *items = mem_realloc_array(lexer->items, lexer->capacity, capacity, sizeof(Token));
    if (!items) {
        lexer->no_memory = true;
        return -1;
    }
    lexer->items = items;
    lexer->capacity = capacity;
    return 0;
}

static Token *append(Lexer *lexer) {
    if (lexer->count == lexer->capacity && grow(lexer)) return NULL;
    return &lexer->items[lexer->count++];
}

/* A token within the current line. */
int lexer_emit(Lexer *lexer, int kind, size_t start, size_t end) {
    Token *token = append(lexer);
    if (!token) return -1;
    uint32_t col = (uint32_t)(start - lexer->line_start);
    *token = (Token){.kind = (uint16_t)kind, .depth = (uint16_t)lexer->depth, .start = (uint32_t)start, .end = (uint32_t)end,
                     .at = {lexer->line, col, lexer->line, col + (uint32_t)(end - start)}};
    lexer->blank = false;
    return 0;
}

int lexer_problem_range(Lexer *lexer, Type *type, int64_t offset, int64_t end_offset, bool immediate, const char *message) {
    Object *text = format_message("%s", message);
    if (!text) {
        error_clear();
        lexer->no_memory = true;
        return -1;
    }
    lexer->problem = (Problem){.type = type, .message = text, .line = lexer->line, .end_line = lexer->line,
                               .offset = offset, .end_offset = end_offset, .immediate = immediate};
    lexer_emit(lexer, T_LEX_ERROR, lexer->line_start + (offset > 0 ? (size_t)offset - 1 : 0), lexer->line_start + (size_t)offset);
    return -1;
}

int lexer_problem(Lexer *lexer, size_t cursor, const char *format, ...) {
    char message[160];   /* the formats are this lexer's own, all short */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    int64_t offset = (int64_t)utf8_count(lexer->text + lexer->line_start, cursor - lexer->line_start);
    return lexer_problem_range(lexer, SyntaxError, offset, offset, true, message);
}

/* ---- brackets ---- */

int lexer_open(Lexer *lexer, int kind, size_t at) {
    if (lexer->depth >= BRACKETS_MAX) return lexer_problem(lexer, at + 1, "too many nested parentheses");
    lexer->brackets[lexer->depth].bracket = kind == T_LPAR ? '(' : lexer->text[at];
    lexer->brackets[lexer->depth].line = lexer->line;
    lexer->brackets[lexer->depth].col = (uint32_t)(at - lexer->line_start);
    lexer->depth++;
    return lexer_emit(lexer, kind, at, at + 1);
}

static bool brackets_match(char open, char close) {
    return (open == '(' && close == ')') || (open == '[' && close == ']') || (open == '{' && close == '}');
}

int lexer_close(Lexer *lexer, int kind, size_t at) {
    char close = lexer->text[at];
    if (!lexer->depth) return lexer_problem(lexer, at + 1, "unmatched '%c'", close);
    lexer->depth--;
    char open = lexer->brackets[lexer->depth].bracket;
    uint32_t line = lexer->brackets[lexer->depth].line;
    if (brackets_match(open, close)) return lexer_emit(lexer, kind, at, at + 1);
    if (line != lexer->line)
        return lexer_problem(lexer, at + 1, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %u", close, open, line);
    return lexer_problem(lexer, at + 1, "closing parenthesis '%c' does not match opening parenthesis '%c'", close, open);
}

/* ---- lines ---- */

static void next_line(Lexer *lexer, size_t newline) {
    lexer->line++;
    lexer->line_start = newline + 1;
}

int lexer_newline(Lexer *lexer, size_t at) {
    if (!lexer->blank && !lexer->depth && !lexer->nested) {
        if (lexer_emit(lexer, T_NEWLINE, at, at)) return -1;
        lexer->blank = true;
    }
    next_line(lexer, at);
    return 0;
}

/* A backslash: joins the next line, or is wrong. */
int lexer_continuation(Lexer *lexer, size_t at) {
    if (lexer->text[at + 1] != '\n') {
        /* CPython counts this column from the start of the text. */
        lexer_problem_range(lexer, SyntaxError, (int64_t)utf8_count(lexer->text + lexer->line_start, at + 1 - lexer->line_start) + 1, 0,
                            false, "unexpected character after line continuation character");
        return -1;
    }
    if (at + 2 >= lexer->limit && !lexer->nested) {
        int64_t offset = lexer->is_string || !lexer->blank ? (int64_t)utf8_count(lexer->text + lexer->line_start, at + 2 - lexer->line_start) : 0;
        return lexer_problem_range(lexer, SyntaxError, offset, -1, false, "unexpected EOF while parsing");
    }
    next_line(lexer, at + 1);
    return 0;
}

static void measure(const char *text, size_t start, size_t end, uint32_t *col, uint32_t *alternate) {
    *col = *alternate = 0;
    for (size_t i = start; i < end; i++) {
        if (text[i] == ' ') (*col)++, (*alternate)++;
        else if (text[i] == '\t') *col = (*col / TAB_SIZE + 1) * TAB_SIZE, (*alternate)++;
        else *col = *alternate = 0;   /* form feed */
    }
}

static int tab_error(Lexer *lexer) {
    return lexer_problem_range(lexer, TabError, 1, 0, false, "inconsistent use of tabs and spaces in indentation");
}

static int dedent_error(Lexer *lexer, size_t end) {
    size_t stop = end;
    while (stop < lexer->limit && lexer->text[stop] != '\n') stop++;
    int64_t offset = (int64_t)utf8_count(lexer->text + lexer->line_start, stop - lexer->line_start) + 1;
    return lexer_problem_range(lexer, IndentationError, offset, -1, false, "unindent does not match any outer indentation level");
}

/* A token that stands for no text. */
static int lexer_bare(Lexer *lexer, int kind, size_t at) {
    bool blank = lexer->blank;
    if (lexer_emit(lexer, kind, at, at)) return -1;
    lexer->items[lexer->count - 1].at.end_col = POSITION_BARE;
    lexer->blank = blank;
    return 0;
}

static int indent(Lexer *lexer, size_t at, uint32_t col, uint32_t alternate) {
    if (lexer->indent_count >= INDENTS_MAX)
        return lexer_problem_range(lexer, IndentationError, 1, 0, false, "too many levels of indentation");
    lexer->indents[lexer->indent_count].col = col;
    lexer->indents[lexer->indent_count].alternate_col = alternate;
    lexer->indent_count++;
    return lexer_bare(lexer, T_INDENT, at);
}

static int dedent(Lexer *lexer, size_t at, uint32_t col, uint32_t alternate) {
    while (lexer->indent_count > 1 && col < lexer->indents[lexer->indent_count - 1].col) {
        lexer->indent_count--;
        if (lexer_bare(lexer, T_DEDENT, at)) return -1;
    }
    if (col != lexer->indents[lexer->indent_count - 1].col) {
        while (lexer->count && lexer->items[lexer->count - 1].kind == T_DEDENT) lexer->count--;   /* refused as a whole */
        return dedent_error(lexer, at);
    }
    if (alternate != lexer->indents[lexer->indent_count - 1].alternate_col) return tab_error(lexer);
    return 0;
}

/* The white space before the first token of a line. Blank and comment lines do not count. */
int lexer_line_start(Lexer *lexer, size_t start, size_t end) {
    if (end >= lexer->limit || lexer->text[end] == '\n' || lexer->text[end] == '#') return 0;
    if (lexer->text[end] == '\\' && lexer->text[end + 1] == '\n') {
        /* The indentation is this line's, the token comes later. */
        size_t next = end + 2;
        while (next < lexer->limit && (lexer->text[next] == ' ' || lexer->text[next] == '\t')) next++;
        if (next >= lexer->limit || lexer->text[next] == '\n') return 0;
    }
    uint32_t col, alternate;
    measure(lexer->text, start, end, &col, &alternate);
    uint32_t current = lexer->indents[lexer->indent_count - 1].col;
    uint32_t current_alternate = lexer->indents[lexer->indent_count - 1].alternate_col;
    if (col == current) return alternate == current_alternate ? 0 : tab_error(lexer);
    if (col < current) return dedent(lexer, end, col, alternate);
    return alternate > current_alternate ? indent(lexer, end, col, alternate) : tab_error(lexer);
}

/* The tokens at the end count as lying after the last newline, in the last line. */
static void back_to_last_line(Lexer *lexer) {
    lexer->line--;
    lexer->line_start = lexer->limit - 1;
    while (lexer->line_start && lexer->text[lexer->line_start - 1] != '\n') lexer->line_start--;
}

/* End of text: the brackets that are still open, or the closing NEWLINE, DEDENTs and ENDMARKER. */
int lexer_finish(Lexer *lexer) {
    if (lexer->nested) return lexer_emit(lexer, T_RPAR, lexer->limit, lexer->limit + 1) || lexer_bare(lexer, T_ENDMARKER, lexer->limit) ? -1 : 0;
    if (lexer->depth) {
        char message[32];
        snprintf(message, sizeof message, "'%c' was never closed", lexer->brackets[lexer->depth - 1].bracket);
        lexer_problem_range(lexer, SyntaxError, 1, 0, false, message);
        lexer->problem.line = lexer->problem.end_line = lexer->brackets[lexer->depth - 1].line;
        lexer->problem.offset = lexer->brackets[lexer->depth - 1].col + 1;   /* bytes; syntax.c turns them to characters */
        return -1;
    }
    if (!lexer->blank && lexer_newline(lexer, lexer->limit)) return -1;
    if (lexer->limit && lexer->text[lexer->limit - 1] == '\n') back_to_last_line(lexer);
    for (; lexer->indent_count > 1; lexer->indent_count--)
        if (lexer_bare(lexer, T_DEDENT, lexer->limit)) return -1;
    return lexer_bare(lexer, T_ENDMARKER, lexer->limit);
}

int lexer_run(Lexer *lexer) {
    /* An f-string's expression is read as if it stood in brackets. */
    if (lexer->nested && lexer_open(lexer, T_LPAR, lexer->start - 1)) return error_no_memory(), -1;
    if (lexer_scan(lexer) && lexer->no_memory) {
        error_no_memory();
        return -1;
    }
    return 0;
}
