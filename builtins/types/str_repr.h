/* str_repr.h - quoting and escaping of text. */
#ifndef MINI_TYPES_STR_REPR_H
#define MINI_TYPES_STR_REPR_H

#include "runtime/base/buffer.h"
#include "runtime/object/object.h"

/* repr() of UTF-8 text, quotes included; ascii_only escapes all that is not ASCII. */
void append_repr(Buffer *out, const char *data, size_t size, bool ascii_only);
/* \xhh, \uhhhh or \Uhhhhhhhh. */
void append_escaped_codepoint(Buffer *out, uint32_t codepoint);

#endif
