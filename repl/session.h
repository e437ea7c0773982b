/* session.h - what one interactive session knows: shared by the prompt's parts. */
#ifndef MINI_REPL_SESSION_H
#define MINI_REPL_SESSION_H

#include "grammar/parse.h"
#include "repl/history.h"
#include "runtime/base/buffer.h"
#include "runtime/object/object.h"

typedef struct Session {
    Object *globals;         /* __main__'s names, owned */
    EntryParser *parser;     /* decides whether an entry is complete */
    History history;
    bool editing;            /* a terminal that can be drawn on, and readline is there */
    bool color_out, color_err;
    bool tracing;            /* %trace on */
    uint32_t entries;        /* how many have been run */
} Session;

typedef enum { READ_ENTRY, READ_END, READ_INTERRUPTED, READ_FAILED } ReadResult;   /* FAILED: an exception is pending */

/* str(sys.ps1) or str(sys.ps2); `fallback` if it is missing or fails. MAY_RUN */
void session_prompt_text(const char *name, const char *fallback, Buffer *out);
/* Flushes sys.stdout and sys.stderr; keeps a pending exception. MAY_RUN */
void session_flush(void);

#endif
