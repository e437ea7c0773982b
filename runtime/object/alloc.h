/* alloc.h - what the collector and the memory tools need to know of allocation. */
#ifndef MINI_OBJECT_ALLOC_H
#define MINI_OBJECT_ALLOC_H

#include "runtime/object/object.h"

/* Objects with a GcHead: allocations minus deallocations since the last young collection (never below 0), and the
 * number beyond which a collection is requested (PENDING_COLLECT); INT64_MAX while the collector is off. */
extern int64_t gc_young_count, gc_young_limit;

/* Bytes before the object: Attrs and GcHead, if its type has them. */
size_t object_prefix_size(const Type *type);
/* Bytes of the whole block for an object of that size (inline attribute values included), as memory tools show it. */
size_t object_block_size(const Type *type, size_t size);

/* Installed by gc/weakref.c: clears the weak references to an object that is about to go, and runs their callbacks.
 * Called only if it has any. Leaves the pending exception as it is. MAY_RUN. */
extern void (*object_clear_weakrefs_hook)(Object *o);
/* Runs the type's finalizer unless it has run before. MAY_RUN. Keeps the pending exception. */
void object_finalize(Object *o);

#endif
