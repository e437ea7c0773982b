/* unraisable.h - exceptions that nobody can catch: those of finalizers and callbacks. */
#ifndef MINI_TYPES_UNRAISABLE_H
#define MINI_TYPES_UNRAISABLE_H

#include "runtime/base/buffer.h"
#include "runtime/object/protocol.h"

/* "Traceback (most recent call last):" and its entries, as text. Installed by builtins/modules/report.c; may be NULL.
 * Leaves no exception pending. */
extern void (*error_traceback_hook)(Object *traceback, Buffer *out);

/* sys.unraisablehook(args, /): writes the report to sys.stderr. */
Value error_unraisablehook(Object *self, Object **args);

/* Writes text to sys.stderr; to file descriptor 2 while there is no sys.stderr. Leaves no exception pending. MAY_RUN. */
void error_write(const char *text, size_t size);

extern Type unraisable_args_type;

#endif
