/* alloc.h - what the collector and the memory tools need to know of allocation. */
#ifndef MINI_OBJECT_ALLOC_H
#define MINI_OBJECT_ALLOC_H

#include "runtime/base/mem.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"
#include "runtime/object/object.h"

/* Objects with a GcHead: allocations minus deallocations since the last young collection (never below 0), and the
 * number beyond which a collection is requested (PENDING_COLLECT); INT64_MAX while the collector is off. */
extern int64_t gc_young_count, gc_young_limit;

/* For static types whose instances have a GcHead before them and nothing behind: everything about the block is known
 * where this is compiled. The fields are the caller's to fill. NULL with MemoryError pending. */
static inline Object *object_new_plain(Type *type, size_t size) {
    GcHead *head = mem_alloc(sizeof(GcHead) + size);
    if (unlikely(!head)) return error_no_memory();
    head->next = head->prev = 0;
    Object *o = gc_object(head);
    o->refcount = 1;
    o->type = type;
    if (unlikely(++gc_young_count > gc_young_limit)) interp.pending |= PENDING_COLLECT;
    return o;
}
static inline void object_free_plain(Object *o, size_t size) {
    check(!gc_is_tracked(o));
    if (likely(gc_young_count > 0)) gc_young_count--;
    mem_free(gc_head(o), sizeof(GcHead) + size);
}

/* Bytes before the object: Attrs and GcHead, if its type has them. */
size_t object_prefix_size(const Type *type);
/* Bytes of the whole block for an object of that size (inline attribute values included), as memory tools show it. */
size_t object_block_size(const Type *type, size_t size);

/* Installed by gc/weakref.c: clears the weak references to an object that is about to go, and runs their callbacks.
 * Called only if it has any. Leaves the pending exception as it is. MAY_RUN. */
extern void (*object_clear_weakrefs_hook)(Object *o);
/* Called for each object that is about to be freed, while somebody traces memory; else NULL. It only looks. */
extern void (*object_death_hook)(Object *o);
/* Runs the type's finalizer unless it has run before. MAY_RUN. Keeps the pending exception. */
void object_finalize(Object *o);

#endif
