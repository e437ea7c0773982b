/* struct_format.h - a compiled format of the struct module, and packing by it. */
#ifndef MINI_MODULES_STRUCT_FORMAT_H
#define MINI_MODULES_STRUCT_FORMAT_H

#include "builtins/modules/item_codec.h"

extern Type struct_error_type;    /* struct.error */

/* `repeat` items of `size` bytes one after another from `offset` on; for s and p one item of `size` bytes. */
typedef struct StructField { const ItemFormat *format; size_t offset, size, repeat; } StructField;

typedef struct Struct {
    Object head;
    Object *text;          /* the format, a Str */
    StructField *fields;
    size_t field_count, field_capacity;
    size_t size;           /* bytes */
    size_t item_count;     /* values */
    bool native, big_endian;
} Struct;
extern Type struct_type;

/* format: str or bytes. New reference. */
Struct *struct_compile(Object *format);
/* Packs item_count values into out[size]. 0, -1. MAY_RUN */
int struct_pack_items(const Struct *s, Object **values, char *out);
/* A Tuple. */
Object *struct_unpack_items(const Struct *s, const char *data);

#endif
