/* int_text.h - reading numbers from text, and the decimal limit. */
#ifndef MINI_TYPES_INT_TEXT_H
#define MINI_TYPES_INT_TEXT_H

#include "builtins/types/int.h"
#include "runtime/base/buffer.h"

/* The int that ASCII text spells; original is what the ValueError shows. */
Object *int_parse(const char *text, size_t length, int base, Object *original);
/* From a Str, whose digits and white space may be those of any script. */
Object *int_parse_str(Object *str, int base);

/* A Str as ASCII: digits of all scripts become 0 to 9, white space becomes blanks, anything else '?'. */
void number_text_to_ascii(Object *str, Buffer *out);
/* Cuts ASCII white space off both ends. */
void number_text_trim(const char **text, size_t *length);

#endif
