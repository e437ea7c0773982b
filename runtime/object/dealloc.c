/* dealloc.c - the end of an object: finalizer, weak references, dealloc; any depth of nesting in constant C stack.
 *
 * Destroying a container destroys what it alone holds, which may nest without bound. Up to NESTING_LIMIT levels the C
 * stack is used; what lies deeper is put aside on a list (linked through the GcHead, which an untracked object does not need) and
 * destroyed, last come first, when the stack has unwound. This is CPython's trashcan, so the order is CPython's.
 * Invariants: objects put aside are untracked; a finalizer sees its object with one reference, which is dropped after. */
#include <stddef.h>

#include "runtime/object/alloc.h"
#include "runtime/object/interp.h"
#include "runtime/object/type.h"

enum { NESTING_LIMIT = 50 };

void (*object_clear_weakrefs_hook)(Object *o);
void (*object_death_hook)(Object *o);

static unsigned nesting;
static Object *put_aside;

void object_finalize(Object *o) {
    Type *type = o->type;
    if (!type->finalize) return;
    if (type->flags & TYPE_GC) {
        if (gc_head(o)->prev & GC_FINALIZED) return;
        gc_head(o)->prev |= GC_FINALIZED;
    }
    Object *exception = interp.exception;
    struct Node *error_node = interp.error_node;
    interp.exception = NULL;
    type->finalize(o);
    check(!interp.exception);
    interp.exception = exception;
    interp.error_node = error_node;
}

/* Runs the finalizer of an object whose count is zero; true if it has come back to life. */
static bool finalizer_revived(Object *o) {
    o->refcount = 1;
    if (o->type->flags & TYPE_GC && !gc_is_tracked(o)) gc_track(o);   /* it may stay */
    object_finalize(o);
    return --o->refcount > 0;
}

static inline bool has_weakrefs(const Object *o, const Type *type) {
    return type->weakrefs_offset && *(Object *const *)((const char *)o + type->weakrefs_offset);
}

/* One with a finalizer or with weak references, or any while memory is traced. */
static NOINLINE void destroy_watched(Object *o) {
    Type *type = o->type;
    if (type->finalize && finalizer_revived(o)) return;
    if (unlikely(object_death_hook)) object_death_hook(o);
    if (type->flags & TYPE_GC) gc_untrack(o);   /* before callbacks run: a collection must not meet an object without references */
    if (has_weakrefs(o, type)) object_clear_weakrefs_hook(o);
    type->dealloc(o);
}

static ALWAYS_INLINE void destroy(Object *o, Type *type, bool tracked) {
    if (unlikely((uintptr_t)type->finalize | (uintptr_t)object_death_hook) || unlikely(has_weakrefs(o, type))) {
        destroy_watched(o);
        return;
    }
    if (tracked) gc_untrack(o);
    type->dealloc(o);
}

static void put_object_aside(Object *o) {
    gc_untrack(o);
    gc_head(o)->prev |= (uintptr_t)put_aside;   /* beside the flag: objects are aligned */
    put_aside = o;
}

static void destroy_put_aside(void) {
    nesting++;
    while (put_aside) {
        Object *o = put_aside;
        uintptr_t link = gc_head(o)->prev;
        put_aside = (Object *)(link & ~(uintptr_t)GC_FINALIZED);
        gc_head(o)->prev = link & GC_FINALIZED;
        destroy(o, o->type, true);
    }
    nesting--;
}

void object_destroy(Object *o) {
    Type *type = o->type;
    if (!(type->flags & TYPE_GC)) {   /* a leaf */
        destroy(o, type, false);
        return;
    }
    if (unlikely(nesting >= NESTING_LIMIT)) {
        put_object_aside(o);
        return;
    }
    nesting++;
    destroy(o, type, true);
    if (--nesting == 0 && unlikely(put_aside != NULL)) destroy_put_aside();
}
