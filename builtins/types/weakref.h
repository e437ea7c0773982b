/* weakref.h - weak references: ref, proxy and callable proxy share one layout. */
#ifndef MINI_TYPES_WEAKREF_H
#define MINI_TYPES_WEAKREF_H

#include "runtime/object/protocol.h"

typedef struct WeakReference {
    Object head;
    Object *referent;                 /* borrowed; NULL: dead */
    Object *callback;                 /* owned, or NULL */
    Hash hash;                        /* the referent's, once it was asked for; else -1 */
    struct WeakReference *previous, *next;   /* the referent's list (gc/weakref.c) */
} WeakReference;
extern Type weakref_type, weakproxy_type, weakcallableproxy_type;
static inline bool is_weak_reference(const Object *o) { return type_has(o, TYPE_WEAKREF_SUBCLASS); }

/* The referent (new reference), or NULL without an exception: it is gone, or on its way (count zero). */
static inline Object *weakref_get(const WeakReference *reference) {
    Object *referent = reference->referent;
    return referent && referent->refcount ? retain(referent) : NULL;
}

/* A ref or proxy to o; callback NULL or None: without one (the shared one, if there is one). TypeError "cannot create weak
 * reference to 'T' object". */
Object *weakref_new(Object *o, Object *callback);
Object *weakproxy_new(Object *o, Object *callback);
/* The slots that all three types share. */
void weakref_dealloc(Object *self);
void weakref_destroy(Object *self);
int weakref_traverse(Object *self, VisitFn visit, void *context);
int weakref_clear(Object *self);

#endif
