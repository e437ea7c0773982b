/* report.h - how an uncaught exception is printed: traceback, source lines with carets, causes, groups, suggestions. */
#ifndef MINI_MODULES_REPORT_H
#define MINI_MODULES_REPORT_H

#include "builtins/types/exception.h"
#include "runtime/base/buffer.h"

/* Lets unraisable errors show tracebacks. */
void report_init(void);

/* None of these leaves an exception pending; all MAY_RUN (str of exceptions, notes, sys.stderr). */

/* The whole, as sys.excepthook prints it. */
void report_exception_text(Object *exception, Buffer *out);
/* The same to sys.stderr. */
void report_exception(Object *exception);
/* Colours such a text; NULL: plain. */
extern void (*report_color_hook)(const char *text, size_t length, Buffer *out);
/* An exception that ends the program (or a command at the prompt): sets sys.last_value and its kin, calls
 * sys.excepthook. Returns a SystemExit that the hook raised (new reference), else NULL. */
Object *report_uncaught(Object *exception);
/* "Traceback (most recent call last):" and the entries; nothing for a NULL traceback. */
void report_traceback_text(Object *traceback, Buffer *out);
/* The entries alone. */
void report_entries_text(Object *traceback, Buffer *out);
/* "ValueError: message" with file and line of a SyntaxError, suggestion and notes. */
void report_exception_only_text(Object *exception, Buffer *out);
/* The name that NameError or AttributeError suggests; new Str, or NULL without an exception. */
Object *report_suggestion(Object *exception);
/* Line `number` of that file's text as it was when the code was compiled (code: a Code), else as it is on disk; without
 * its newline. false: not to be had. */
bool report_source_line(Object *code, uint32_t number, Buffer *line);

#endif
