/* array.h - array.array: numbers of one kind, stored as C stores them. */
#ifndef MINI_MODULES_ARRAY_H
#define MINI_MODULES_ARRAY_H

#include "runtime/object/protocol.h"

/* A type code; c_name stands in messages. */
typedef struct ArrayKind { char code; uint8_t size; bool is_signed, is_float; const char *c_name; } ArrayKind;
const ArrayKind *array_kind_find(uint32_t code);    /* NULL: unknown */

typedef struct Array {
    Object head;
    char *data;
    size_t count, capacity;    /* items */
    size_t exports;            /* live buffer views: no resizing */
    const ArrayKind *kind;
    Object *weakrefs;
} Array;
extern Type array_type, array_iterator_type;
static inline bool is_array(const Object *o) { return o->type == &array_type || type_is_subtype(o->type, &array_type); }
static inline size_t array_size(const Array *array) { return array->count * array->kind->size; }    /* bytes */

Object *array_load(const Array *array, size_t index);
/* Converts a value into bytes[8]. 0, -1. MAY_RUN */
int array_convert(const ArrayKind *kind, Object *value, char bytes[8]);
Array *array_new(Type *type, const ArrayKind *kind, size_t count);    /* items zero */
/* Room for `count` items, and count set; new items undefined. BufferError while exported. 0, -1. */
int array_resize(Array *array, size_t count);
int array_append(Array *array, Object *value);                        /* MAY_RUN */
int array_extend(Array *array, Object *iterable);                     /* MAY_RUN */
int array_append_bytes(Array *array, Object *source);                 /* a bytes-like object */
int array_append_text(Array *array, Object *str);
/* Replaces items start..stop by `count` items of data (same kind). */
int array_splice(Array *array, size_t start, size_t stop, const char *data, size_t count);

extern const Method array_methods[];
extern const Getter array_getters[];

#endif
