/* slice.h - slice objects and index arithmetic. */
#ifndef MINI_TYPES_SLICE_H
#define MINI_TYPES_SLICE_H

#include "runtime/object/protocol.h"

typedef struct Slice { Object head; Object *start, *stop, *step; } Slice;
extern Type slice_type;
static inline bool is_slice(const Object *o) { return o->type == &slice_type; }
Object *slice_new(Object *start, Object *stop, Object *step);    /* NULL stands for None */
/* Reads the three numbers for a sequence of that length and clamps them; returns how many items are selected, -1 on
 * error. MAY_RUN (__index__), so take the length after: pass a pointer. */
ssize_t slice_resolve(Object *slice, size_t length, ssize_t *start, ssize_t *stop, ssize_t *step);
int slice_unpack(Object *slice, ssize_t *start, ssize_t *stop, ssize_t *step);      /* MAY_RUN */
ssize_t slice_adjust(size_t length, ssize_t *start, ssize_t *stop, ssize_t step);   /* no script code */

#endif
