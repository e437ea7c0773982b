/* dealloc.c - the end of an object: finalizer, weak references, dealloc; any depth of nesting in constant C stack.
 *
 * Destroying a container destroys what it alone holds, which may nest without bound. Up to NESTING_LIMIT levels the C
 * stack is used; what lies deeper is put aside on a list (linked through the GcHead, which an untracked object does not need) and
 * destroyed, last come first, when the stack has unwound. This is CPython's trashcan, so the order is CPython's.
 * The commonest types have a destroy function that does all of it at once (alloc.h has the parts) while nothing is out
 * of the ordinary; here is the general way.
 * Invariants: objects put aside are untracked; a finalizer sees its object with one reference, which is dropped after. */
#include <stddef.h>

#include "runtime/object/alloc.h"
#include "runtime/object/interp.h"
#include "runtime/object/type.h"

enum { NESTING_LIMIT = 50 };

void (*object_clear_weakrefs_hook)(Object *o);
static void (*death_hook)(Object *o);

unsigned destroy_depth, destroy_limit = NESTING_LIMIT;
Object *destroy_put_aside;

void object_watch_deaths(void (*hook)(Object *o)) {
    death_hook = hook;
    destroy_limit = hook ? 0 : NESTING_LIMIT;
}

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

static void destroy(Object *o) {
    Type *type = o->type;
    if (type->finalize && finalizer_revived(o)) return;
    if (unlikely(death_hook)) death_hook(o);
    if (type->flags & TYPE_GC) gc_untrack(o);   /* before callbacks run: a collection must not meet an object without references */
    if (has_weakrefs(o, type)) object_clear_weakrefs_hook(o);
    type->dealloc(o);
}

static void put_object_aside(Object *o) {
    gc_untrack(o);
    gc_head(o)->prev |= (uintptr_t)destroy_put_aside;   /* beside the flag: objects are aligned */
    destroy_put_aside = o;
}

void object_destroy_put_aside(void) {
    destroy_depth++;
    while (destroy_put_aside) {
        Object *o = destroy_put_aside;
        uintptr_t link = gc_head(o)->prev;
        destroy_put_aside = (Object *)(link & ~(uintptr_t)GC_FINALIZED);
        gc_head(o)->prev = link & GC_FINALIZED;
        destroy(o);
    }
    destroy_depth--;
}

void object_destroy_slowly(Object *o) {
    if (!(o->type->flags & TYPE_GC)) {   /* a leaf */
        destroy(o);
        return;
    }
    if (unlikely(destroy_depth >= NESTING_LIMIT)) {
        put_object_aside(o);
        return;
    }
    destroy_depth++;
    destroy(o);
    destroy_end();
}

void object_destroy(Object *o) {
    void (*quick)(Object *) = o->type->destroy;
    if (likely(quick != NULL)) quick(o);
    else object_destroy_slowly(o);
}
