/* codec_charmap.h - encodings of one byte a character by a table, and pieces of encoded text. */
#ifndef MINI_TYPES_CODEC_CHARMAP_H
#define MINI_TYPES_CODEC_CHARMAP_H

#include "runtime/object/protocol.h"

/* mapping: a Str whose n-th character byte n stands for (U+FFFE: nothing), or what gives an int, a Str or None for a byte.
 * MAY_RUN */
Object *codec_charmap_decode(const char *data, size_t size, const char *errors, Object *mapping);
/* mapping: gives an int, bytes or None for a character's number. MAY_RUN */
Object *codec_charmap_encode(Object *text, const char *errors, Object *mapping);

#endif
