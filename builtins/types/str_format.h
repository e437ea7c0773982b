/* str_format.h - the parser of format strings, for str.format and for string.Formatter. */
#ifndef MINI_TYPES_STR_FORMAT_H
#define MINI_TYPES_STR_FORMAT_H

#include <sys/types.h>

#include "runtime/object/object.h"

/* A part of a UTF-8 text. */
typedef struct { const char *p, *end; } TextRange;

/* Literal text and the replacement field after it. */
typedef struct FormatField {
    TextRange literal, name, spec;
    uint32_t conversion;       /* 0: none */
    bool present;              /* there is a field */
    bool nested;               /* the spec has fields of its own */
} FormatField;

/* Takes the next literal and field from text. 1, 0 at the end, -1 with ValueError pending. */
int format_string_next(TextRange *text, FormatField *field);

/* A field name: what comes first, and then one step after the other. */
typedef struct FieldStep { TextRange name; ssize_t index; bool attribute; } FieldStep;   /* index -1: not a number */
/* Splits off the first part; *index as above. 0, -1. */
int field_name_first(TextRange *rest, TextRange *first, ssize_t *index);
/* 1, 0 at the end, -1. */
int field_name_next(TextRange *rest, FieldStep *step);

#endif
