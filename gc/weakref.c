/* weakref.c - the weak references to an object form a list that begins in the object.
 *
 * Order: the shared ref without a callback, the shared proxy without one, then all others, newest first. So a search for
 * a shared one looks at two entries, and callbacks run newest first.
 * Invariant: a WeakReference is in its referent's list as long as `referent` is not NULL. */
#include "gc/weakref.h"

#include "runtime/object/error.h"
#include "runtime/object/interp.h"
#include "runtime/object/protocol.h"

static bool is_shared_ref(const WeakReference *reference) {
    return reference && !reference->callback && reference->head.type == &weakref_type;
}

static bool is_shared_proxy(const WeakReference *reference) {
    if (!reference || reference->callback) return false;
    return reference->head.type == &weakproxy_type || reference->head.type == &weakcallableproxy_type;
}

/* The last of the shared ones at the front of the list, or NULL; without the proxy if only_ref. */
static WeakReference *last_shared(WeakReference *first, bool only_ref) {
    WeakReference *last = NULL;
    if (is_shared_ref(first)) {
        last = first;
        first = first->next;
    }
    return !only_ref && is_shared_proxy(first) ? first : last;
}

/* One whose destruction has been put off (count zero) is dead already. */
WeakReference *weakrefs_shared_borrowed(Object *o, const Type *type) {
    WeakReference *found = weakrefs_first(o);
    if (is_shared_ref(found) && found->head.type != type) found = found->next;
    if ((!is_shared_ref(found) && !is_shared_proxy(found)) || found->head.type != type) return NULL;
    if (likely(found->head.refcount)) return found;
    weakref_unlink(found);
    return NULL;
}

void weakref_link(WeakReference *reference) {
    WeakReference **list = weakrefs_of(reference->referent);
    WeakReference *after = is_shared_ref(reference) ? NULL : last_shared(*list, is_shared_proxy(reference));
    reference->previous = after;
    reference->next = after ? after->next : *list;
    if (reference->next) reference->next->previous = reference;
    if (after) after->next = reference;
    else *list = reference;
}

void weakref_unlink(WeakReference *reference) {
    if (!reference->referent) return;
    if (reference->previous) reference->previous->next = reference->next;
    else *weakrefs_of(reference->referent) = reference->next;
    if (reference->next) reference->next->previous = reference->previous;
    reference->referent = NULL;
    reference->previous = reference->next = NULL;
}

size_t weakrefs_count(Object *o) {
    size_t count = 0;
    for (const WeakReference *reference = weakrefs_first(o); reference; reference = reference->next) count++;
    return count;
}

void weakref_run_callback(WeakReference *reference, Object *callback) {
    Object *result = object_call_one(callback, &reference->head);
    if (!result) error_unraisable(callback, NULL);
    release_or_null(result);
}

/* Unlinks all references to o. Those with a callback to be called are returned, owned, linked through `next`; the last
 * reference to any other may be elsewhere, so they are not touched again. A reference whose count is zero is being
 * destroyed and has no say. */
static WeakReference *detach_with_callbacks(Object *o) {
    WeakReference *first = NULL, **end = &first, *reference;
    while ((reference = weakrefs_first(o))) {
        weakref_unlink(reference);
        if (!reference->callback || reference->head.refcount == 0) continue;
        *end = RETAIN(reference);
        end = &reference->next;
    }
    return first;
}

void weakrefs_clear(Object *o) {
    WeakReference *reference = detach_with_callbacks(o);
    if (!reference) return;
    Object *exception = error_take();
    struct Node *error_node = interp.error_node;
    while (reference) {
        WeakReference *next = reference->next;
        Object *callback = reference->callback;
        reference->next = NULL;
        reference->callback = NULL;
        weakref_run_callback(reference, callback);
        release(callback);
        release(&reference->head);
        reference = next;
    }
    if (exception) error_restore_steal(exception);
    interp.error_node = error_node;
}
