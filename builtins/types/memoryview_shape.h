/* memoryview_shape.h - memoryviews of no or of several dimensions. See memoryview_shape.c. */
#ifndef MINI_TYPES_MEMORYVIEW_SHAPE_H
#define MINI_TYPES_MEMORYVIEW_SHAPE_H

#include "builtins/types/memoryview.h"

enum { MEMORY_MAX_DIMENSIONS = 64 };

/* Gives `to`, which has one dimension, the dimensions of `from`. 0, -1. */
int memory_copy_dimensions(MemoryView *to, const MemoryView *from);
void memory_free_dimensions(MemoryView *view);
/* Gives a view of one dimension those that a list or tuple of ints says. 0, -1. MAY_RUN */
int memory_reshape(MemoryView *view, Object *shape);
bool memory_same_shape(const MemoryView *a, const MemoryView *b);
bool memory_is_fortran(const MemoryView *view);             /* contiguous with the first index running fastest */
void memory_append_fortran(Buffer *out, const MemoryView *view);
/* Nested lists, for no dimension the one item. */
Object *memory_nested_list(const MemoryView *view);
/* The item at a tuple of ints, one for each dimension; NULL with an exception pending. MAY_RUN */
char *memory_find_item(const MemoryView *view, Object *indexes);
Object *memory_shape_tuple(const MemoryView *view);
Object *memory_strides_tuple(const MemoryView *view);

#endif
