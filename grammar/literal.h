/* literal.h - numbers and strings: from source text to objects. */
#ifndef MINI_GRAMMAR_LITERAL_H
#define MINI_GRAMMAR_LITERAL_H

#include "grammar/build.h"
#include "runtime/base/buffer.h"

/* A string token taken apart. Offsets are into the text. */
typedef struct StringParts {
    bool is_raw, is_bytes, is_format;
    bool has_u;
    size_t start, end;       /* the contents, without quotes */
} StringParts;

/* Appends the contents text[start, end) with escapes replaced. 0, or -1 with an exception pending. */
int decode_escapes(Parser *p, Buffer *out, size_t start, size_t end, bool is_bytes);

/* ---- fstring.c ---- */
typedef struct FString {
    Parser *p;
    Position at;             /* of the whole concatenation */
    Seq *values;             /* Constant and FormattedValue */
    Buffer text;             /* literal text since the last value */
    bool has_text;
    bool is_raw;
    Token token;             /* the string token being read */
    uint32_t depth;          /* of format specs */
} FString;

/* Reads the f-string contents [start, end), adding to f->values. 0 or -1. */
int fstring_read(FString *f, size_t start, size_t end);
/* Turns pending text into a value. 0 or -1. */
int fstring_flush(FString *f);

#endif
