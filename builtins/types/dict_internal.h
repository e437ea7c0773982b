/* dict_internal.h - what dict.c does for the type record in dict_type.c. */
#ifndef MINI_TYPES_DICT_INTERNAL_H
#define MINI_TYPES_DICT_INTERNAL_H

#include "builtins/types/dict.h"

/* A new empty dict of that type, whatever the arguments. */
Object *dict_construct(Type *type, Object **args, size_t count, Object *kwnames);
/* Both MAY_RUN. */
void dict_dealloc(Object *self);
void dict_destroy(Object *self);

#endif
