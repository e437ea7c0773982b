/* bytes.h - bytes and bytearray. */
#ifndef MINI_TYPES_BYTES_H
#define MINI_TYPES_BYTES_H

#include "runtime/object/protocol.h"

typedef struct Bytes { Object head; Hash hash; size_t size; char data[]; } Bytes;            /* NUL-terminated */
typedef struct ByteArray { Object head; char *data; size_t size, capacity; size_t exports; } ByteArray;   /* exports: live buffer views, no resizing */
extern Type bytes_type, bytearray_type;
static inline bool is_bytes_exact(const Object *o) { return o->type == &bytes_type; }
static inline bool is_bytes(const Object *o) { return type_has(o, TYPE_BYTES_SUBCLASS); }
static inline bool is_bytearray(const Object *o) { return o->type == &bytearray_type || type_is_subtype(o->type, &bytearray_type); }
static inline char *bytes_data(const Object *o) { return ((Bytes *)(uintptr_t)o)->data; }
static inline size_t bytes_size(const Object *o) { return ((const Bytes *)o)->size; }
Object *bytes_from_data(const char *data, size_t size);     /* data NULL: uninitialised */
Object *bytearray_from_data(const char *data, size_t size);
Object *bytes_cached_borrowed(int c);                        /* BORROWED: the object for that byte, -1: for b''; NULL: not made yet */
void bytes_caches_release(void);                            /* at exit */

#endif
