/* float_text.h - reading floats. */
#ifndef MINI_TYPES_FLOAT_TEXT_H
#define MINI_TYPES_FLOAT_TEXT_H

#include "runtime/object/object.h"

/* ASCII text, white space around it allowed. 1; 0 if it is no number; -1 with MemoryError pending. */
int float_parse(const char *text, size_t length, double *value);
/* [sign]inf, infinity or nan in any case. */
bool float_parse_special(const char *text, size_t length, double *value);
/* float(text); ValueError, which shows the original. */
Object *float_from_str(Object *str);
Object *float_from_bytes_text(const char *text, size_t length, Object *original);

#endif
