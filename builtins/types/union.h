/* union.h - types.UnionType (int | str) and types.GenericAlias (list[int]). */
#ifndef MINI_TYPES_UNION_H
#define MINI_TYPES_UNION_H

#include "runtime/base/buffer.h"
#include "runtime/object/protocol.h"

typedef struct Union { Object head; Object *args, *parameters; } Union;        /* Tuples; parameters NULL until asked for */
typedef struct GenericAlias {
    Object head;
    Object *origin, *args, *parameters;    /* args a Tuple */
    bool starred;
    Object *weakrefs;
} GenericAlias;
extern Type union_type, generic_alias_type;
static inline bool is_union(const Object *o) { return o->type == &union_type; }
static inline bool is_generic_alias(const Object *o) { return o->type == &generic_alias_type; }
static inline Object *union_args_borrowed(const Object *o) { return ((const Union *)o)->args; }

/* left | right, or a new reference to NotImplemented if one of them cannot be part of a union. */
Object *union_or(Object *left, Object *right);
/* origin[arguments]; arguments a Tuple or one object. */
Object *generic_alias_new(Object *origin, Object *arguments);
/* The type variables among args, each once (new Tuple). */
Object *generic_parameters(Object *args);
/* Appends the text of one argument as in repr(list[int]). */
int generic_append_argument(Buffer *buffer, Object *argument);

#endif
