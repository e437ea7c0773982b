/* tokens.h - the token list of one source text, made by lexer.l and indent.c, refined by soft.c.
 *
 * The whole text is cut into tokens before the parser sees the first one: deciding the soft keywords and explaining a
 * syntax error both need to look ahead. A text that cannot be cut further (an unterminated string, a bad indentation)
 * ends in a T_LEX_ERROR token, and `problem` says what is wrong there.
 */
#ifndef MINI_GRAMMAR_TOKENS_H
#define MINI_GRAMMAR_TOKENS_H

#include "grammar/node.h"
#include "runtime/object/error.h"

/* Position.end_col of tokens that stand for no text (INDENT, DEDENT, ENDMARKER), and of errors whose end is not told:
 * SyntaxError.end_offset is then -1, 0 or None. */
#define POSITION_BARE UINT32_MAX
#define POSITION_NO_END (UINT32_MAX - 1)
#define POSITION_NONE_END (UINT32_MAX - 2)

enum { BRACKETS_MAX = 200, INDENTS_MAX = 100, TAB_SIZE = 8 };   /* CPython's limits */

typedef struct Token {
    uint16_t kind;          /* T_... of parser.h */
    uint16_t depth;         /* brackets open after it */
    uint32_t start, end;    /* byte offsets in the text */
    Position at;
} Token;

/* What the lexer found wrong. Kept aside, because an earlier token may already be a syntax error. */
typedef struct Problem {
    Type *type;             /* NULL: nothing is wrong */
    Object *message;        /* owned str */
    uint32_t line, end_line;
    int64_t offset, end_offset;   /* characters from 1, as in SyntaxError; -1 and 0 mean unknown */
    bool immediate;         /* outranks every error of the parser (CPython raises these inside the tokenizer) */
} Problem;

typedef struct Lexer {
    const char *text;       /* whole text, NUL-terminated */
    size_t start, limit;    /* the part to cut: all, or the expression inside an f-string */
    Token *items;           /* owned */
    size_t count, capacity;
    uint32_t line;
    size_t line_start;      /* offset of the current line */
    bool is_string;         /* see Tree */
    bool nested;            /* inside an f-string: newlines do not count, no indentation */
    bool no_memory;
    bool blank;             /* no token on the current logical line yet */
    uint32_t depth;
    struct { char bracket; uint32_t line, col; } brackets[BRACKETS_MAX];
    uint32_t indent_count;
    struct { uint32_t col, alternate_col; } indents[INDENTS_MAX];   /* alternate: tabs count 1 */
    Problem problem;
} Lexer;

void lexer_init(Lexer *lexer, const char *text, size_t length);
void lexer_free(Lexer *lexer);
/* Fills items. 0, or -1 with MemoryError pending; a problem in the text is no failure. */
int lexer_run(Lexer *lexer);
/* Turns soft keywords and the bracket of a parenthesised with statement into tokens of their own. */
void tokens_decide_soft(Lexer *lexer);
/* Index of the token that closes the bracket at `open`, or count if none does. */
size_t tokens_matching(const Lexer *lexer, size_t open);

/* ---- between lexer.l and indent.c ---- */
int lexer_scan(Lexer *lexer);   /* lexer.l: 0 or -1 without an exception (no memory, or a problem was noted) */
/* All return 0, or -1 to stop the scanner. Offsets are into text. */
int lexer_emit(Lexer *lexer, int kind, size_t start, size_t end);
int lexer_open(Lexer *lexer, int kind, size_t at);
int lexer_close(Lexer *lexer, int kind, size_t at);
int lexer_newline(Lexer *lexer, size_t at);
int lexer_line_start(Lexer *lexer, size_t start, size_t end);
int lexer_name(Lexer *lexer, size_t start, size_t end);
int lexer_number(Lexer *lexer, size_t start, size_t end);
int lexer_string(Lexer *lexer, size_t start, size_t end);
int lexer_unterminated(Lexer *lexer, size_t start, size_t quote_size);
int lexer_continuation(Lexer *lexer, size_t at);
int lexer_finish(Lexer *lexer);

/* Notes a problem (the first one wins) at the character before `cursor`, as CPython's tokenizer does. Returns -1. */
int lexer_problem(Lexer *lexer, size_t cursor, const char *format, ...) __attribute__((format(printf, 3, 4)));
int lexer_problem_range(Lexer *lexer, Type *type, int64_t offset, int64_t end_offset, bool immediate, const char *message);

/* Does the code point start / continue an identifier? */
bool identifier_start(uint32_t codepoint);
bool identifier_continue(uint32_t codepoint);

#endif
