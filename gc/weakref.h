/* weakref.h - an object's list of weak references, and their end. The types are in builtins/types/weakref.c. */
#ifndef MINI_GC_WEAKREF_H
#define MINI_GC_WEAKREF_H

#include "builtins/types/weakref.h"
#include "runtime/object/type.h"

/* Where o keeps its list; NULL if it cannot be weakly referenced. */
static inline WeakReference **weakrefs_of(Object *o) {
    ptrdiff_t offset = o->type->weakrefs_offset;
    return offset ? (WeakReference **)((char *)o + offset) : NULL;
}
static inline WeakReference *weakrefs_first(Object *o) {
    WeakReference **list = weakrefs_of(o);
    return list ? *list : NULL;
}

/* Puts a new reference, whose referent and callback are set, into its place in the referent's list. */
void weakref_link(WeakReference *reference);
/* The reference is dead from now on: out of the list, no referent. Keeps the callback. Harmless when it is dead. */
void weakref_unlink(WeakReference *reference);

/* The shared reference of that exact type without a callback, or NULL. BORROWED */
WeakReference *weakrefs_shared_borrowed(Object *o, const Type *type);
size_t weakrefs_count(Object *o);

/* o is about to go: its weak references die, then their callbacks run, newest first. Keeps a pending exception. MAY_RUN */
void weakrefs_clear(Object *o);
/* callback(reference); an exception is reported. MAY_RUN */
void weakref_run_callback(WeakReference *reference, Object *callback);

#endif
