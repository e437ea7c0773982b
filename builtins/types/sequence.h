/* sequence.h - what the sequence types share: argument checks of constructors, index arithmetic, pieces of repr. */
#ifndef MINI_TYPES_SEQUENCE_H
#define MINI_TYPES_SEQUENCE_H

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/object/protocol.h"

/* Constructors get raw arguments. 0, or -1 with TypeError pending. */
int args_no_keywords(const char *name, Object *kwnames);
int args_count(const char *name, size_t count, size_t minimum, size_t maximum);

/* The same for a `new` slot of base: a subclass with an __init__ of its own may take keywords. */
static inline int args_no_keywords_for(const Type *type, const Type *base, const char *name, Object *kwnames) {
    return type != base && type->init != base->init ? 0 : args_no_keywords(name, kwnames);
}

/* Binds them to a signature such as "(iterable, start=0)", parsed at the first call into *cache; see signature_bind. */
int args_bind(struct Signature **cache, const char *name, const char *text, Object **args, size_t count, Object *kwnames, Object **bound);

/* key as an index into a sequence (still negative where it was). TypeError "<name> indices must be integers or slices,
 * not T"; IndexError when it does not fit. MAY_RUN */
int sequence_index_slow(const char *name, Object *key, ssize_t *index);
/* The start or stop argument of index(): clamped; NULL gives the fallback. MAY_RUN */
int sequence_bound(Object *argument, ssize_t fallback, ssize_t *bound);
/* Negative bounds count from the end and stop at 0. */
static inline size_t sequence_clamp_bound(ssize_t bound, size_t length) {
    if (bound < 0) bound += (ssize_t)length;
    return bound < 0 ? 0 : (size_t)bound;
}
/* An argument that must be an integer (repeat counts, insert positions): "'T' object cannot be interpreted as an
 * integer", OverflowError beyond ssize_t. MAY_RUN */
int sequence_integer(Object *argument, ssize_t *result);

/* Appends repr(o). MAY_RUN */
int repr_append(Buffer *buffer, Object *o);
/* A function of the builtins module, for __reduce__. New reference. */
Object *builtin_by_name(const char *name);

/* Does comparing with == run no script code and settle at once? 1 equal, 0 different, -1 cannot say. */
static inline int sequence_quick_equal(Object *a, Object *b) {
    if (a->type != b->type) return -1;
    if (a->type == &int_type) return ((Int *)a)->big || ((Int *)b)->big ? -1 : int_value(a) == int_value(b);
    if (a->type == &str_type) return str_equal(a, b);
    return a->type == &float_type ? float_value(a) == float_value(b) : -1;
}
/* left == right, identity first. 0, 1, -1. MAY_RUN: callers hold references to both. */
static inline int sequence_item_equal(Object *a, Object *b) {
    if (a == b) return 1;
    int quick = sequence_quick_equal(a, b);
    return quick >= 0 ? quick : object_equal(a, b);
}
/* The result of comparing two lengths that differ or are equal, as True or False (new reference). */
Object *sequence_compare_lengths(size_t left, size_t right, int op);
static inline Object *not_implemented(void) { return retain(NotImplemented); }

#endif
