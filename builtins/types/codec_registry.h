/* codec_registry.h - encodings and error handlers that scripts register. See codec_registry.c. */
#ifndef MINI_TYPES_CODEC_REGISTRY_H
#define MINI_TYPES_CODEC_REGISTRY_H

#include "runtime/object/protocol.h"

/* Imports module `encodings`, which registers the encodings written in mini; installed by the import system. 0, -1. */
extern int (*codec_registry_start_hook)(void);

int codec_register(Object *search);                             /* TypeError: not callable */
int codec_unregister(Object *search);                           /* harmless if it is not registered */
/* What the search functions give for an encoding: a tuple of four (CodecInfo). LookupError "unknown encoding: x". MAY_RUN */
Object *codec_lookup(const char *encoding);
/* Is it known, and between text and bytes? 0, or -1 with LookupError; instead: what the message advises. MAY_RUN */
int codec_check_text(const char *encoding, const char *instead);
int codec_register_error(Object *name, Object *handler);        /* TypeError */
Object *codec_lookup_error(const char *name);                   /* LookupError "unknown error handler name 'x'" */
void codec_registry_release(void);                              /* at exit */

/* The object that the encoding's function (0: encode, 1: decode) makes of the input. text_only: LookupError where the
 * encoding is not between text and bytes. errors: Str or NULL. MAY_RUN */
Object *codec_apply(Object *input, const char *encoding, Object *errors, int direction, bool text_only);

#endif
