/* exception.h - exception objects. */
#ifndef MINI_TYPES_EXCEPTION_H
#define MINI_TYPES_EXCEPTION_H

#include "runtime/object/protocol.h"

/* Common head of all exception objects; types with more fields (OSError, SyntaxError, ...) extend it. */
typedef struct ExceptionObject {
    Object head;
    Object *args;            /* Tuple */
    Object *traceback;       /* Traceback or NULL */
    Object *cause, *context; /* exceptions or NULL */
    Object *notes;           /* unused: __notes__ is an attribute */
    bool suppress_context;
} ExceptionObject;
static inline bool is_exception(const Object *o) { return type_has(o, TYPE_EXCEPTION_SUBCLASS); }
static inline bool is_exception_class(const Object *o) {
    return type_has(o, TYPE_TYPE_SUBCLASS) && (((const Type *)o)->flags & TYPE_EXCEPTION_SUBCLASS);
}
/* STEALS nothing; arguments borrowed. */
Object *exception_new(Type *type, Object *args_tuple);
Object *stop_iteration_value(Object *exception);     /* new reference to .value */

/* One entry of a traceback, innermost last: a chain through next. */
typedef struct Traceback {
    Object head;
    Object *next;            /* Traceback or NULL: towards where the error happened */
    Object *frame;           /* frame object or NULL */
    Object *code;            /* Code */
    uint32_t line, col, end_line, end_col;
} Traceback;
extern Type traceback_type;

#endif
