/* error.h - the pending exception.
 *
 * A function that fails returns NULL, -1 or an ERROR tag and leaves exactly one exception pending; success never leaves
 * one. Messages are CPython 3.11's. Formats: printf's %s %d %i %u %c %x %p %ld %lu %zd %zu %lld %.100s %%, and
 *   %R repr(object)   %S str(object)   %A ascii(object)   %U a Str as it is   %T the type's name of an object
 *   %K the same but None for None, as in messages about arguments
 *   %N the name of a Type.
 */
#ifndef MINI_OBJECT_ERROR_H
#define MINI_OBJECT_ERROR_H

#include <stdarg.h>

#include "runtime/object/object.h"
#include "runtime/object/type.h"

/* TypeError, ValueError, ...: the types themselves, from exceptions.def. */
#define EXCEPTION(name, ...) extern Type name##_type;
#include "runtime/object/exceptions.def"
#undef EXCEPTION

/* Makes an exception pending (replacing none: nothing may be pending). All return NULL, so that
 * `return error_set(TypeError, "...")` works; in int functions write `return error_set_int(...)` (-1). */
void *error_set(Type *type, const char *format, ...);
#define error_set_int(...) (error_set(__VA_ARGS__), -1)
#define error_set_value(...) (error_set(__VA_ARGS__), value_error())
/* With this object as the exception's only argument (KeyError(key), StopIteration(value)); NULL: without arguments. */
void *error_set_object(Type *type, Object *argument);
/* Makes this exception instance pending; the exception being handled becomes its context. STEALS exception. */
void *error_raise_steal(Object *exception);
/* Makes an exception pending again that was taken before: its context stays. STEALS exception. */
void *error_restore_steal(Object *exception);
void *error_no_memory(void);                 /* MemoryError, preallocated */
void *error_recursion(const char *where);    /* RecursionError "maximum recursion depth exceeded" + where, e.g. " while calling a Python object" */
void *error_errno(Type *type, const char *filename);   /* OSError subclass chosen by errno */
void *error_bad_internal_call(const char *where);      /* SystemError */

/* The pending exception's cause and context; it may be none. STEALS cause. */
void error_chain_steal(Object *cause);
bool error_pending(void);
BORROWED Object *error_peek(void);           /* the pending exception instance or NULL */
bool error_matches(Type *type);              /* pending and an instance of type */
Object *error_take(void);                    /* clears and returns it (new reference), NULL if none */
void error_clear(void);
/* If pending and of that type: clears it, returns true. */
bool error_clear_if(Type *type);
/* Reports and clears the pending exception as "Exception ignored in: <repr>" on sys.stderr (via sys.unraisablehook).
 * where: object or NULL; message: text instead of "Exception ignored in", or NULL. MAY_RUN. */
void error_unraisable(Object *where, const char *message);

/* warnings.warn(message, category), told of the script's line that is running. 0, or -1 where it raises. MAY_RUN */
int error_warn(Type *category, const char *format, ...);
/* Tells that a conversion method of `type` ("" or a name) has given an instance of a subclass. 0, -1. MAY_RUN */
int error_warn_subclass(const char *type, const char *method, Object *result, const char *expected);
extern int (*error_warn_hook)(Type *category, Object *message);   /* installed by the warnings' side */

/* NameError with its name attribute, AttributeError with name and obj, ImportError with name and path (may be NULL). */
void *error_name(Type *type, Object *name, const char *format, ...);
void *error_attribute(Object *o, Object *name, const char *format, ...);
void *error_import(Type *type, Object *name, Object *path, const char *format, ...);

/* str from an error_set format. New reference or NULL. */
Object *format_message(const char *format, ...);
Object *format_message_list(const char *format, va_list arguments);

/* Short names for use in C. */
#include "runtime/object/exception_names.h"

#endif
