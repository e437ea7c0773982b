/* codec_internal.h - what the codec files share: the codec record, and the walk over input with error handlers. */
#ifndef MINI_TYPES_CODEC_INTERNAL_H
#define MINI_TYPES_CODEC_INTERNAL_H

#include "builtins/types/codec.h"
#include "runtime/base/buffer.h"

typedef struct Codec Codec;

/* One decoding under way. out receives UTF-8. */
typedef struct Decoder {
    const Codec *codec;
    const char *error_name;         /* the encoding's name in exceptions */
    const char *errors;             /* name of the error handler */
    const unsigned char *data;
    size_t size;
    size_t start;                   /* where the text begins: behind a byte order mark */
    Buffer out;
    bool big_endian;
    bool warned;                    /* of an invalid escape */
    Object *mapping;                /* charmap's, borrowed; else NULL */
    Object *input;                  /* the data as bytes, made for the first exception; owned or NULL */
} Decoder;

/* One encoding under way. out receives the bytes. */
typedef struct Encoder {
    const Codec *codec;
    const char *errors;
    Object *text;
    Buffer out;
    bool big_endian;
    Object *mapping;                /* charmap's, borrowed; else NULL */
} Encoder;

struct Codec {
    const char *name;               /* canonical */
    const char *error_name;
    const char *encode_reason;      /* why a character cannot be encoded */
    int unit;                       /* bytes of a code unit */
    bool big_endian, bom;
    int (*decode)(Decoder *decoder);                    /* all of data; 0, -1 */
    bool (*put)(Encoder *encoder, uint32_t codepoint);  /* false: cannot be encoded, or an exception is pending */
};

/* data[start, end) cannot be decoded: lets the handler write to out. *resume: where to go on. 0, -1. */
int decode_error(Decoder *decoder, size_t start, size_t end, const char *reason, size_t *resume);
/* Code points [start, end) of the text, found at byte `at`, cannot be encoded: lets the handler write. *resume: the code
 * point where to go on. 0, -1. */
int encode_error(Encoder *encoder, size_t start, size_t end, const char *at, size_t *resume);
/* The walks over all of the input. The result; the parts of the record are freed. */
Object *decode_all_free(Decoder *decoder);
Object *encode_all_free(Encoder *encoder);

/* codec_utf.c */
int utf8_decoder(Decoder *decoder);
int utf16_decoder(Decoder *decoder);
int utf32_decoder(Decoder *decoder);
bool utf8_put(Encoder *encoder, uint32_t codepoint);
bool utf16_put(Encoder *encoder, uint32_t codepoint);
bool utf32_put(Encoder *encoder, uint32_t codepoint);
void put_unit(Buffer *out, uint32_t unit, int size, bool big_endian);
/* How many of the bytes at p, left of them in all, form one bad sequence; *reason says why. 0: the sequence is good. */
size_t utf8_bad_sequence(const unsigned char *p, size_t left, const char **reason);
/* codec_single.c */
int ascii_decoder(Decoder *decoder);
int latin1_decoder(Decoder *decoder);
int cp1252_decoder(Decoder *decoder);
bool ascii_put(Encoder *encoder, uint32_t codepoint);
bool latin1_put(Encoder *encoder, uint32_t codepoint);
bool cp1252_put(Encoder *encoder, uint32_t codepoint);
/* codec_escape.c */
int unicode_escape_decoder(Decoder *decoder);
int raw_unicode_escape_decoder(Decoder *decoder);
/* How many bytes at the end belong to an escape that may go on. */
size_t escape_unfinished(const unsigned char *data, size_t size, bool raw);
bool unicode_escape_put(Encoder *encoder, uint32_t codepoint);
bool raw_unicode_escape_put(Encoder *encoder, uint32_t codepoint);

#endif
