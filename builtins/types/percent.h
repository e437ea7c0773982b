/* percent.h - the % operator of str and bytes. */
#ifndef MINI_TYPES_PERCENT_H
#define MINI_TYPES_PERCENT_H

#include "runtime/base/buffer.h"
#include "runtime/object/object.h"

/* Appends the formatted text to out. bytes: format is a byte string, and messages and %s, %b, %c follow bytes' rules.
 * 0, -1 with an exception pending. MAY_RUN. */
int percent_format(Buffer *out, const char *format, size_t size, Object *args, bool bytes);

#endif
