/* protocol.h - the operations every object has, by way of its type's slots. The recursion check lives here, once.
 * Everything here MAY_RUN script code unless marked otherwise. Results are new references; NULL/-1 is an error. */
#ifndef MINI_OBJECT_PROTOCOL_H
#define MINI_OBJECT_PROTOCOL_H

#include "runtime/base/stack.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"
#include "runtime/object/type.h"
#include "runtime/object/value.h"

/* text, hash, comparison */
Object *object_repr(Object *o);                 /* always a Str */
Object *object_str(Object *o);
Object *object_ascii(Object *o);
Object *object_format(Object *o, Object *spec); /* format(o, spec); spec is a Str or NULL */
Hash object_hash(Object *o);
Object *object_compare(Object *left, Object *right, int op);        /* COMPARE_* */
/* What is left to do after the left operand's method has answered NotImplemented. */
Object *object_compare_reflected(Object *left, Object *right, int op);
int object_compare_bool(Object *left, Object *right, int op);       /* 0, 1, -1; identity is equality here */
int object_equal(Object *left, Object *right);                      /* as object_compare_bool(COMPARE_EQ) */
int object_truth(Object *o);
Object *object_default_repr(Object *o);         /* <module.T object at 0x...> */

/* attributes; names are interned Str */
Object *object_getattr(Object *o, Object *name);
Object *object_getattr_or_null(Object *o, Object *name);            /* NULL without exception if AttributeError */
Object *object_getattr_text(Object *o, const char *name);
int object_setattr(Object *o, Object *name, Object *value);         /* value NULL: delete */
Object *object_generic_getattr(Object *o, Object *name);
int object_generic_setattr(Object *o, Object *name, Object *value);
/* Attribute of the type, bound to o (how dunder methods are found). NULL without exception when absent. */
Object *object_lookup_special(Object *o, Object *name);

/* calls */
Value object_call_value(Object *callable, Object **args, size_t count, Object *kwnames);
Object *object_call(Object *callable, Object **args, size_t count, Object *kwnames);
Object *object_call_noargs(Object *callable);
Object *object_call_one(Object *callable, Object *argument);
Object *object_call_objects(Object *callable, size_t count, ...);
Object *object_call_tuple(Object *callable, Object *args, Object *kwargs);    /* Tuple, Dict or NULL */
Object *object_call_method(Object *o, const char *name, size_t count, ...);
bool object_is_callable(const Object *o);

/* containers */
ssize_t object_length(Object *o);
ssize_t object_length_hint(Object *o, ssize_t fallback);
Object *object_get_item(Object *o, Object *key);
Object *object_get_item_index(Object *o, ssize_t index);
int object_set_item(Object *o, Object *key, Object *value);         /* value NULL: delete */
int object_contains(Object *container, Object *item);

/* iteration */
Object *object_iter(Object *o);
/* NULL and no exception pending: exhausted (StopIteration is swallowed). */
Object *object_next(Object *iterator);
/* The same, without a call of its own for each item. */
Object *object_next_none(Object *iterator);   /* what object_next says when the slot gave none, or when there is no slot */
static inline Object *object_next_quick(Object *iterator) {
    Object *(*next)(Object *) = iterator->type->next;
    Object *item = likely(next != NULL) ? next(iterator) : NULL;
    return likely(item != NULL) ? item : object_next_none(iterator);
}

/* numbers */
Object *object_binary(Object *left, Object *right, int op);         /* BinaryOp */
void *error_unsupported_operands(Object *left, Object *right, int op);   /* TypeError; NULL */
Object *object_inplace(Object *left, Object *right, int op);
Object *object_unary(Object *operand, int op);                      /* UNARY_* */
Object *object_power(Object *base, Object *exponent, Object *modulus);   /* modulus: None if there is none */
Object *power_or_not_implemented(Object *base, Object *exponent, Object *modulus);
Object *object_divmod(Object *left, Object *right);
Object *object_index(Object *o);                                    /* an int; TypeError "'T' object cannot be interpreted as an integer" */
/* Clamps or raises: with overflow_type NULL out-of-range values are clamped; else that exception is raised. */
int object_as_index(Object *o, ssize_t *result, Type *overflow_type);

/* classes */
int object_isinstance(Object *o, Object *class_or_tuple);
int object_issubclass(Object *derived, Object *class_or_tuple);
int object_real_isinstance(Object *o, Object *class);               /* what type.__instancecheck__ does */
int object_real_issubclass(Object *derived, Object *class);

/* Makes list[int] (types.GenericAlias); installed by builtins/types. */
extern Object *(*type_generic_alias_hook)(Object *origin, Object *arguments);

/* buffers */
int object_get_buffer(Object *o, BufferView *view, int writable);   /* TypeError "a bytes-like object is required, not 'T'" */
void buffer_view_release(BufferView *view);

/* Recursion guard for C recursion through objects: RecursionError when the stack is low.
 * if (recursion_enter(" while getting the repr of an object")) return NULL; */
static inline int recursion_enter(const char *where) {
    if (stack_is_low()) { error_recursion(where); return -1; }
    return 0;
}
/* Marks an object as being printed: 0 ok, 1 already (recursive container), -1 error. */
int repr_enter(Object *o);
void repr_leave(Object *o);

/* The call slot of a native method table row (runtime/object/native.c); see signature.h. */

#endif
