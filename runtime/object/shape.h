/* shape.h - hidden classes: which attribute an instance keeps at which index.
 *
 * Shapes form a tree under the class's root shape; adding an attribute follows or makes the transition for its name.
 * Shapes live as long as their class, so (type version, shape pointer) identifies a layout for inline caches. */
#ifndef MINI_OBJECT_SHAPE_H
#define MINI_OBJECT_SHAPE_H

#include "runtime/object/object.h"
#include "runtime/object/type.h"

struct Shape {
    Shape *parent;
    Object *name;             /* interned Str of the last attribute, owned; NULL for the root */
    uint32_t count;           /* attributes in all; the last one has index count - 1 */
    uint32_t lookup_size;     /* open-addressing table below, a power of two; 0: walk the parents */
    struct ShapeLookup { Object *name; uint32_t index; } *lookup;
    Shape **children;         /* transitions */
    uint32_t child_count, child_capacity;
};

/* Room for attribute values inside an instance. Types with inline values (attrs_has_inline) have, at type->size, a word
 * with the instance's own capacity, then that many values; a block outside starts with such a word too, so
 * values[-1] is always the capacity. type->inline_values may grow while older instances live on. */
enum { SHAPE_INLINE_START = 1, SHAPE_INLINE_MAX = 31 };
static inline bool attrs_has_inline(const Type *type) {
    const uint32_t var_sized = TYPE_STR_SUBCLASS | TYPE_BYTES_SUBCLASS | TYPE_TUPLE_SUBCLASS;
    return (type->flags & (TYPE_ATTRS | TYPE_HEAP | TYPE_NO_DICT | var_sized)) == (TYPE_ATTRS | TYPE_HEAP);
}
/* Bytes that object_new adds after type->size for a new instance, and how many this one has. */
static inline size_t attrs_inline_size(const Type *type) {
    return attrs_has_inline(type) ? (1 + (size_t)type->inline_values) * sizeof(Object *) : 0;
}
static inline Object **attrs_inline_area(const Object *o) {   /* the values, after the capacity word */
    return (Object **)((char *)(uintptr_t)o + o->type->size) + 1;
}
static inline size_t attrs_inline_size_of(const Object *o) {
    return attrs_has_inline(o->type) ? (1 + (size_t)attrs_inline_area(o)[-1]) * sizeof(Object *) : 0;
}

enum { SHAPE_MAX_ATTRIBUTES = 64 };   /* beyond it an instance goes over to a dict */

Shape *shape_root(Type *type);                        /* makes it when needed; NULL with MemoryError pending */
/* Index of name (interned) or -1. */
int shape_index(const Shape *shape, Object *name);
/* The shape with name added; NULL with MemoryError pending. */
Shape *shape_add(Shape *shape, Object *name);
void shape_free_tree(Shape *root);

/* Instance attributes, whichever form they are in. names interned. */
BORROWED Object *attrs_peek(Object *o, Object *name);              /* NULL: absent, no exception */
int attrs_set(Object *o, Object *name, Object *value);             /* 0, -1 (memory) */
int attrs_delete(Object *o, Object *name);                         /* 1 deleted, 0 absent, -1 error */
/* Adds under a known transition (inline caches): room is made, value stored. STEALS value. 0, -1. */
int attrs_append_steal(Object *o, Shape *next, Object *value);
BORROWED Object *attrs_dict_borrowed(Object *o);                   /* materialises __dict__ (a Dict); NULL on error */
int attrs_set_dict(Object *o, Object *dict);                       /* o.__dict__ = dict */
int attrs_traverse(Object *o, VisitFn visit, void *context);
void attrs_clear(Object *o);                                       /* MAY_RUN */

#endif
