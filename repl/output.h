/* output.h - how results, errors and help look at the prompt. */
#ifndef MINI_REPL_OUTPUT_H
#define MINI_REPL_OUTPUT_H

#include "repl/session.h"
#include "runtime/base/buffer.h"

/* Installs what the session's terminal asks for: coloured tracebacks, wrapped containers, paged help. */
void output_begin(const Session *session);
void output_end(void);

/* report_color.c: a report of an exception, with colours. */
void report_color(const char *text, size_t length, Buffer *out);
/* wrap.c: repr text of a container, broken into lines of at most `width` columns where it can be. */
void wrap_text(const char *text, size_t length, size_t width, Buffer *out);

#endif
