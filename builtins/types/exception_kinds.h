/* exception_kinds.h - what the exception types share; for the exception_*.c files only.
 *
 * A kind is a group of types with the same fields: the object fields stand first, right after ExceptionObject. */
#ifndef MINI_TYPES_EXCEPTION_KINDS_H
#define MINI_TYPES_EXCEPTION_KINDS_H

#include <stddef.h>

#include "builtins/types/exception.h"

/* new and init of BaseException: any positional arguments become args; init refuses keywords. */
Object *exception_base_new(Type *type, Object **args, size_t count, Object *kwnames);
int exception_base_init(Object *self, Object **args, size_t count, Object *kwnames);
/* Replaces args. */
int exception_set_args(Object *self, Object **args, size_t count);
Object *exception_base_str(Object *self);
/* (type, args[, dict]), the parts given; extra may be NULL. */
Object *exception_reduce(Object *self, Object *args, Object *extra);
/* A copy of the instance's attributes as a Dict, or NULL without an exception when it has none. */
Object *exception_attributes(Object *self);

int exception_traverse_fields(Object *self, Object **fields, size_t count, VisitFn visit, void *context);
void exception_clear_fields(Object *self, Object **fields, size_t count);

/* prefix_traverse, prefix_clear, prefix_dealloc for a structure with `count` object fields from `first` on. */
#define EXCEPTION_LIFE(prefix, Struct, first, count)                                              \
    int prefix##_traverse(Object *o, VisitFn visit, void *context) {                              \
        return exception_traverse_fields(o, &((Struct *)o)->first, count, visit, context);        \
    }                                                                                             \
    int prefix##_clear(Object *o) {                                                               \
        exception_clear_fields(o, &((Struct *)o)->first, count);                                  \
        return 0;                                                                                 \
    }                                                                                             \
    void prefix##_dealloc(Object *o) {                                                            \
        exception_clear_fields(o, &((Struct *)o)->first, count);                                  \
        object_free(o);                                                                           \
    }

/* get_field and set_field: None stands for an empty field, deleting empties it. */
#define EXCEPTION_MEMBER(Struct, field)                                                           \
    static Object *get_##field(Object *o) {                                                       \
        Object *value = ((Struct *)o)->field;                                                     \
        return retain(value ? value : None);                                                      \
    }                                                                                             \
    static int set_##field(Object *o, Object *value) {                                            \
        object_replace_steal(&((Struct *)o)->field, retain_or_null(value));                       \
        return 0;                                                                                 \
    }

#define EXCEPTION_KIND(prefix)                                                                    \
    int prefix##_traverse(Object *o, VisitFn visit, void *context);                               \
    int prefix##_clear(Object *o);                                                                \
    void prefix##_dealloc(Object *o);                                                             \
    extern const Getter prefix##_getters[];

EXCEPTION_KIND(base_exception)
EXCEPTION_KIND(stop_iteration)
EXCEPTION_KIND(system_exit)
EXCEPTION_KIND(name_error)
EXCEPTION_KIND(attribute_error)
EXCEPTION_KIND(import_error)
EXCEPTION_KIND(os_error)
EXCEPTION_KIND(syntax_error)
EXCEPTION_KIND(unicode_error)
EXCEPTION_KIND(exception_group)

extern const Method base_exception_methods[], import_error_methods[], os_error_methods[], exception_group_methods[];
Object *base_exception_repr(Object *self);
Object *key_error_str(Object *self);
int stop_iteration_init(Object *self, Object **args, size_t count, Object *kwnames);
int system_exit_init(Object *self, Object **args, size_t count, Object *kwnames);
int name_error_init(Object *self, Object **args, size_t count, Object *kwnames);
int attribute_error_init(Object *self, Object **args, size_t count, Object *kwnames);
int import_error_init(Object *self, Object **args, size_t count, Object *kwnames);
Object *import_error_str(Object *self);
Object *os_error_new(Type *type, Object **args, size_t count, Object *kwnames);
int os_error_init(Object *self, Object **args, size_t count, Object *kwnames);
Object *os_error_str(Object *self);
int syntax_error_init(Object *self, Object **args, size_t count, Object *kwnames);
Object *syntax_error_str(Object *self);
int unicode_decode_error_init(Object *self, Object **args, size_t count, Object *kwnames);
int unicode_encode_error_init(Object *self, Object **args, size_t count, Object *kwnames);
int unicode_translate_error_init(Object *self, Object **args, size_t count, Object *kwnames);
Object *unicode_decode_error_str(Object *self);
Object *unicode_encode_error_str(Object *self);
Object *unicode_translate_error_str(Object *self);
Object *exception_group_new_slot(Type *type, Object **args, size_t count, Object *kwnames);
Object *exception_group_str(Object *self);

/* What must be done before the types are readied. 0, or -1 with MemoryError pending. */
int exception_types_prepare(void);

#endif
