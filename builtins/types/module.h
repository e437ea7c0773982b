/* module.h - module objects and the tables from which built-in modules are made. */
#ifndef MINI_TYPES_MODULE_H
#define MINI_TYPES_MODULE_H

#include "runtime/object/protocol.h"

typedef struct Module { Object head; Object *dict; Object *weakrefs; const struct ModuleDef *def; void *state; } Module;
extern Type module_type;
static inline bool is_module(const Object *o) { return o->type == &module_type || type_is_subtype(o->type, &module_type); }

typedef struct ModuleDef {
    const char *name, *doc;
    const Method *functions;          /* ends with a row whose name is NULL; may be NULL */
    int (*init)(Object *module);      /* adds types and constants; 0, -1; may be NULL */
} ModuleDef;

Object *module_new(Object *name);                    /* with __name__, __doc__, __package__, __loader__, __spec__ */
Object *module_from_def(const ModuleDef *def);
int module_add(Object *module, const char *name, Object *value);         /* value borrowed; -1 also if it is NULL */
int module_add_steal(Object *module, const char *name, Object *value);
int module_add_functions(Object *module, const Method *rows);            /* of a built-in module; rows end as its own do */
int module_add_type(Object *module, Type *type);     /* type_ready, then under its unqualified name */
static inline Object *module_dict_borrowed(const Object *module) { return ((const Module *)module)->dict; }

#endif
