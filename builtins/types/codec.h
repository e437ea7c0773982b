/* codec.h - text encodings: from bytes to str and back. */
#ifndef MINI_TYPES_CODEC_H
#define MINI_TYPES_CODEC_H

#include "runtime/object/protocol.h"

/* Decodes bytes. encoding and errors are names in any spelling ("UTF8", "utf_8"). Str, or NULL with UnicodeDecodeError,
 * LookupError "unknown encoding: x" or "unknown error handler name 'x'" pending. */
Object *codec_decode(const char *data, size_t size, const char *encoding, const char *errors);
/* Encodes a Str to a Bytes; UnicodeEncodeError. */
Object *codec_encode(Object *text, const char *encoding, const char *errors);
/* The usual name of an encoding ("utf8" -> "utf-8"); NULL without an exception when it is unknown. */
const char *codec_canonical_name(const char *encoding);

/* For decoding a stream piecewise: how many bytes at the end of data are an unfinished character of that encoding. */
size_t codec_incomplete_tail(const char *data, size_t size, const char *encoding);

#endif
