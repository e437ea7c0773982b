/* type_list.h - the direct subclasses of a type: borrowed pointers, in the order in which the classes were made. */
#ifndef MINI_OBJECT_TYPE_LIST_H
#define MINI_OBJECT_TYPE_LIST_H

#include "runtime/object/type.h"

struct TypeList { Type **items; size_t count, capacity; };

int type_list_add(Type *base, Type *subclass);        /* 0, -1 MemoryError */
void type_list_remove(Type *base, Type *subclass);
void type_list_free(Type *base);

/* Forgets all cached lookups and the names they hold (at exit). */
void type_cache_clear(void);
/* Every name that an entry of that cache holds; visit must not look attributes up. */
void type_cache_each_name(void (*visit)(Object *name, void *context), void *context);

/* New versions for the type and all its subclasses: cached lookups in them are void. */
void type_renew_versions(Type *type);

/* Works the slots of a script class out anew (builtins/types/type_slots.c). */
extern void (*type_update_slots_hook)(Type *type);

#endif
