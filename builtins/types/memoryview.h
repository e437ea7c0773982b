/* memoryview.h - views of the memory of other objects; items of any native single-character format. */
#ifndef MINI_TYPES_MEMORYVIEW_H
#define MINI_TYPES_MEMORYVIEW_H

#include "runtime/base/buffer.h"
#include "runtime/object/protocol.h"

typedef struct MemoryView {
    Object head;
    BufferView base;          /* held until release; owner NULL after it */
    char *start;              /* first item */
    size_t count;             /* of the first dimension; without dimensions 1 */
    ssize_t stride;           /* bytes from one index of the first dimension to the next */
    size_t item_size;
    size_t row_size;          /* bytes of all that one index of the first dimension stands for */
    size_t *inner;            /* the extents of the dimensions but the first, owned; NULL if there are none */
    uint8_t ndim;
    char format[3];           /* "B", "@i", ... */
    bool readonly;
    size_t exports;           /* views taken of this view */
    Hash hash;                /* -1: unknown */
    Object *weakrefs;
} MemoryView;

extern Type memoryview_type, memory_iterator_type;
static inline bool is_memoryview(const Object *o) { return o->type == &memoryview_type; }
Object *memoryview_new(Object *exporter);
int memoryview_append(Buffer *out, Object *view);   /* its contents, contiguous or not. 0, -1 */

/* memoryview_item.c. Bytes of an item of that format ("B", "@i"), 0 if there is no such format. */
size_t memory_item_size(const char *format);
/* The item at p as an object. */
Object *memory_unpack(const char *p, const char *format);
/* Stores an object at p. 0, -1 with TypeError or ValueError. MAY_RUN. */
int memory_pack(char *p, const char *format, Object *value);

#endif
