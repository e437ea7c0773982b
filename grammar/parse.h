/* parse.h - from source text to code: the interface of the grammar for everybody else. */
#ifndef MINI_GRAMMAR_PARSE_H
#define MINI_GRAMMAR_PARSE_H

#include "grammar/code.h"

typedef enum { PARSE_FILE, PARSE_EVAL, PARSE_SINGLE } ParseMode;   /* compile()'s exec, eval, single */

enum {  /* flags */
    PARSE_ALLOW_TOP_LEVEL_AWAIT = 1,
    PARSE_DYNAMIC_LOCALS = 2,    /* names at the top level are looked up in a locals mapping first */
    PARSE_FUTURE_ANNOTATIONS = 4,/* as after `from __future__ import annotations` */
    PARSE_IS_STRING = 8,         /* text is str already: no coding cookie, no byte order mark */
    PARSE_MANY = 16,             /* PARSE_SINGLE: several statements are fine (a pasted block) */
};

/* New reference to the Code, or NULL with SyntaxError, IndentationError, TabError, MemoryError, RecursionError or
 * ValueError pending. */
Code *parse_source(const char *text, size_t length, Object *filename, ParseMode mode, int flags);

/* The prompt: is this text a complete entry? PARSE_MORE: another line is needed (an open bracket or string, or a block
 * that only an empty line ends). PARSE_INVALID: no continuation can make it right. No exception is left pending. */
typedef enum { PARSE_COMPLETE, PARSE_MORE, PARSE_INVALID } ParseState;

/* In PARSE_SINGLE code, expression statements outside functions carry NODE_DISPLAY. */

typedef struct EntryParser EntryParser;
EntryParser *entry_parser_new(void);                        /* NULL with MemoryError pending */
void entry_parser_free(EntryParser *entry);
void entry_parser_reset(EntryParser *entry);
/* Adds text, usually a line with its newline; the state of all text so far. -1 with MemoryError pending. */
int entry_parser_feed(EntryParser *entry, const char *text, size_t length);
const char *entry_parser_text(const EntryParser *entry, size_t *length);

#endif
