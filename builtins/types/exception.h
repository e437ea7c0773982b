/* exception.h - exception objects. */
#ifndef MINI_TYPES_EXCEPTION_H
#define MINI_TYPES_EXCEPTION_H

#include "runtime/object/protocol.h"

/* Common head of all exception objects; types with more fields (OSError, SyntaxError, ...) extend it. */
typedef struct ExceptionObject {
    Object head;
    Object *args;            /* Tuple */
    Object *traceback;       /* Traceback or NULL */
    Object *context;         /* exception or NULL */
    uintptr_t cause_link;    /* exception or NULL, and __suppress_context__ in the lowest bit: a word of its own would take the
                                object into the next size class */
} ExceptionObject;
enum { EXCEPTION_SUPPRESSES_CONTEXT = 1 };
static inline BORROWED Object *exception_cause(const ExceptionObject *exception) {
    return (Object *)(exception->cause_link & ~(uintptr_t)EXCEPTION_SUPPRESSES_CONTEXT);
}
static inline bool exception_suppresses_context(const ExceptionObject *exception) {
    return exception->cause_link & EXCEPTION_SUPPRESSES_CONTEXT;
}
static inline void exception_suppress_context(ExceptionObject *exception, bool suppress) {
    exception->cause_link = (exception->cause_link & ~(uintptr_t)EXCEPTION_SUPPRESSES_CONTEXT) | suppress;
}
/* cause: NULL for none. MAY_RUN */
static inline void exception_set_cause_steal(ExceptionObject *exception, Object *cause, bool suppress) {
    Object *old = exception_cause(exception);
    exception->cause_link = (uintptr_t)cause | suppress;
    release_or_null(old);
}
typedef struct { ExceptionObject base; Object *value; } StopIterationObject;
typedef struct { ExceptionObject base; Object *code; } SystemExitObject;
typedef struct { ExceptionObject base; Object *name; } NameErrorObject;
typedef struct { ExceptionObject base; Object *obj, *name; } AttributeErrorObject;
typedef struct { ExceptionObject base; Object *msg, *name, *path; } ImportErrorObject;
typedef struct { ExceptionObject base; Object *number, *text, *filename, *filename2; ssize_t written; } OSErrorObject;
typedef struct {
    ExceptionObject base;
    Object *msg, *filename, *lineno, *offset, *text, *end_lineno, *end_offset, *print_file_and_line;
} SyntaxErrorObject;
typedef struct { ExceptionObject base; Object *encoding, *object, *reason; ssize_t start, end; } UnicodeErrorObject;
typedef struct { ExceptionObject base; Object *message, *exceptions; } ExceptionGroupObject;

static inline bool is_exception(const Object *o) { return type_has(o, TYPE_EXCEPTION_SUBCLASS); }
static inline bool is_exception_class(const Object *o) {
    return type_has(o, TYPE_TYPE_SUBCLASS) && (((const Type *)o)->flags & TYPE_EXCEPTION_SUBCLASS);
}
/* STEALS nothing; arguments borrowed. */
Object *exception_new(Type *type, Object *args_tuple);
/* What a try statement with except* raises at its end: `original` is what it caught, `raised` a List of what the handlers
 * raised and of what no handler matched (None entries count for nothing). None when nothing is left. */
Object *exception_group_reraise(Object *original, Object *raised);
/* ExceptionGroup(message, exceptions) or BaseExceptionGroup, as the exceptions (a sequence) require. */
Object *exception_group_new(const char *message, Object *exceptions);
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
static inline bool is_traceback(const Object *o) { return o->type == &traceback_type; }
/* Makes an entry in front of `next` (borrowed, may be NULL); code and frame are borrowed, frame may be NULL. */
Object *traceback_new(Object *next, Object *frame, Object *code, uint32_t line, uint32_t col, uint32_t end_line, uint32_t end_col);

#endif
