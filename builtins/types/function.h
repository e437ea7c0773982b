/* function.h - script functions, bound methods, cells, property, classmethod, staticmethod, super. */
#ifndef MINI_TYPES_FUNCTION_H
#define MINI_TYPES_FUNCTION_H

#include "runtime/object/protocol.h"

struct Code;

/* A script function. The evaluator sets function_type.call at start-up. */
typedef struct Function {
    Object head;
    struct Code *code;       /* owned (an Object) */
    Object *globals;         /* Dict, owned */
    Object *builtins;        /* Dict, owned */
    Object *closure;         /* Tuple of Cell or NULL */
    Object *defaults;        /* Tuple or NULL */
    Object *kwdefaults;      /* Dict or NULL */
    Object *name, *qualname; /* Str */
    Object *doc, *module;    /* any object or NULL */
    Object *annotations;     /* Dict, or NULL until asked for */
    Object *dict;            /* attributes: Dict or NULL */
    Object *weakrefs;
    uint64_t version;        /* changes when code or defaults are replaced; unique */
} Function;
extern Type function_type;
static inline bool is_function(const Object *o) { return o->type == &function_type; }
Object *function_new(struct Code *code, Object *globals);

typedef struct BoundMethod { Object head; Object *function, *self; Object *weakrefs; } BoundMethod;
extern Type method_type;
static inline bool is_method(const Object *o) { return o->type == &method_type; }
Object *method_new(Object *function, Object *self);

typedef struct Cell { Object head; Object *value; /* NULL: unbound */ } Cell;
extern Type cell_type;
Object *cell_new(Object *value);   /* value borrowed, may be NULL */

extern Type property_type, classmethod_type, staticmethod_type, super_type;
typedef struct Property { Object head; Object *get, *set, *del, *doc, *name; bool getter_doc; } Property;
/* classmethod and staticmethod */
Object *staticmethod_new(Object *callable);
Object *classmethod_new(Object *callable);
typedef struct MethodWrapper { Object head; Object *callable; Object *dict; } MethodWrapper;

#endif
