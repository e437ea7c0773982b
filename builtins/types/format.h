/* format.h - the format mini-language: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
 *
 * The parser is shared by numbers and str. The functions that make text return a Str, or NULL with the ValueError that
 * CPython 3.11 words. */
#ifndef MINI_TYPES_FORMAT_H
#define MINI_TYPES_FORMAT_H

#include "runtime/base/buffer.h"
#include "runtime/object/protocol.h"

typedef struct FormatSpec {
    uint32_t fill;            /* code point; ' ' if none was given */
    char align;               /* one of < > = ^ ; default_align if none was given */
    char sign;                /* one of + - space, or 0 */
    char grouping;            /* one of , _ n (locale, by type n) or 0 */
    bool align_given, alternate, no_negative_zero;
    ssize_t width, precision; /* -1: none */
    uint32_t type;            /* code point; default_type if none was given */
} FormatSpec;

/* Parses spec (a Str). owner: the object to be formatted, for messages. 0, or -1 with ValueError pending. */
int format_spec_parse(Object *spec, char default_type, char default_align, Object *owner, FormatSpec *result);
/* ValueError "Unknown format code 'x' for object of type 'T'"; returns NULL. */
void *format_unknown_code(const FormatSpec *spec, Object *owner);

/* Appends format(o, spec); spec is a Str or NULL (empty). Texts and numbers are written without an object for the result.
 * 0, -1. MAY_RUN */
int format_append(Buffer *out, Object *o, Object *spec);

/* format(o, spec) for each type; spec is a Str. */
Object *format_int(Object *o, Object *spec);
Object *format_float(Object *o, Object *spec);
Object *format_complex(Object *o, Object *spec);
Object *format_str(Object *o, Object *spec);

/* Appends text (UTF-8, `length` code points) padded to the spec's width. */
void format_pad(Buffer *out, const char *text, size_t size, size_t length, const FormatSpec *spec);

/* The text of a float for %-formatting and the like: type is one of e E f F g G, or r for repr's; precision -1 means 6.
 * Appends to out. */
enum { DOUBLE_SIGN = 1, DOUBLE_ALTERNATE = 2, DOUBLE_ADD_DOT_0 = 4, DOUBLE_NO_NEGATIVE_ZERO = 8 };
void format_double(Buffer *out, double value, char type, ssize_t precision, unsigned flags);

#endif
