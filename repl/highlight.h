/* highlight.h - colours of source text as it is being typed. Purely lexical: text is mostly unfinished. */
#ifndef MINI_REPL_HIGHLIGHT_H
#define MINI_REPL_HIGHLIGHT_H

#include <stdbool.h>
#include <stddef.h>

typedef unsigned char Style;
enum {
    STYLE_PLAIN, STYLE_KEYWORD, STYLE_BUILTIN, STYLE_STRING, STYLE_NUMBER, STYLE_COMMENT, STYLE_DEFINITION, STYLE_COMMAND,
    STYLE_BRACKET,           /* beside the cursor, and its partner */
    STYLE_BRACKET_WRONG, STYLE_PROMPT, STYLE_HINT, STYLE_MENU, STYLE_FILE, STYLE_CARET, STYLE_ERROR, STYLE_MESSAGE, STYLE_COUNT
};

/* The escape sequence that switches it on, from the plain state. */
const char *style_sequence(Style style);
/* The style of each byte. */
void highlight(const char *text, size_t length, Style *styles);
/* Marks the bracket at the cursor or before it, with its partner; the styles must be set. */
void highlight_brackets(const char *text, size_t length, size_t point, Style *styles);
/* Is point inside a string that is not closed before it? *start: its first quote. */
bool highlight_open_string(const char *text, size_t point, size_t *start);

bool is_keyword(const char *word, size_t length);
/* The i-th keyword, NULL after the last. */
const char *keyword_at(size_t i);

#endif
