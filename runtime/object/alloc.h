/* alloc.h - making and unmaking objects fast, and what the collector and the memory tools need to know of it. */
#ifndef MINI_OBJECT_ALLOC_H
#define MINI_OBJECT_ALLOC_H

#include "runtime/base/mem.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"
#include "runtime/object/object.h"

/* Objects with a GcHead: allocations minus deallocations since the last young collection (never below 0) are counted down
 * from the limit, so that an allocation has one word to look at. Below 0 a collection is requested (PENDING_COLLECT). The
 * limit is INT64_MAX while the collector is off. */
extern int64_t gc_young_room, gc_young_limit;
static inline int64_t gc_young_count(void) { return gc_young_limit - gc_young_room; }
void gc_set_young_count(int64_t count);
void gc_set_young_limit(int64_t limit);   /* the count stays */

static ALWAYS_INLINE void gc_count_new(void) {
    if (unlikely(--gc_young_room < 0)) interp.pending |= PENDING_COLLECT;
}
static ALWAYS_INLINE void gc_count_freed(void) {
    if (likely(gc_young_room < gc_young_limit)) gc_young_room++;
}

/* For static types whose instances have a GcHead before them and nothing behind: everything about the block is known
 * where this is compiled. The fields are the caller's to fill. NULL with MemoryError pending. */
static inline Object *object_new_plain(Type *type, size_t size) {
    GcHead *head = mem_alloc(sizeof(GcHead) + size);
    if (unlikely(!head)) return error_no_memory();
    head->next = head->prev = 0;
    Object *o = gc_object(head);
    o->refcount = 1;
    o->type = type;
    gc_count_new();
    return o;
}
/* The same, tracked at once: the caller fills all fields before it does anything else. */
static inline Object *object_new_tracked(Type *type, size_t size) {
    GcHead *head = mem_alloc(sizeof(GcHead) + size);
    if (unlikely(!head)) return error_no_memory();
    Object *o = gc_object(head);
    o->refcount = 1;
    o->type = type;
    gc_link_new(head);
    gc_count_new();
    return o;
}
static inline void object_free_plain(Object *o, size_t size) {
    gc_count_freed();
    mem_free(gc_head(o), sizeof(GcHead) + size);
}

/* Bytes before the object: Attrs and GcHead, if its type has them. */
size_t object_prefix_size(const Type *type);
/* Bytes of the whole block for an object of that size (inline attribute values included), as memory tools show it. */
size_t object_block_size(const Type *type, size_t size);

/* ---- the end of an object (dealloc.c) ---- */

/* Installed by gc/weakref.c: clears the weak references to an object that is about to go, and runs their callbacks.
 * Called only if it has any. Leaves the pending exception as it is. MAY_RUN */
extern void (*object_clear_weakrefs_hook)(Object *o);
/* Called for each object that is about to be freed, while somebody traces memory; NULL: nobody. It only looks. */
void object_watch_deaths(void (*hook)(Object *o));
/* Runs the type's finalizer unless it has run before. MAY_RUN. Keeps the pending exception. */
void object_finalize(Object *o);

/* How deep the destruction of containers is nested, and the depth from which on object_destroy_slowly takes over: where
 * the C stack has been used enough, or at once while deaths are watched. */
extern unsigned destroy_depth, destroy_limit;
extern Object *destroy_put_aside;
void object_destroy_slowly(Object *o);
void object_destroy_put_aside(void);

/* What the destroy function of a type without finalizer begins and ends with. destroy_begin: false when somebody else has
 * taken the object over. From then on the object is in no list, and its GcHead is its own memory to reuse. */
static ALWAYS_INLINE bool destroy_begin(Object *o) {
    if (unlikely(destroy_depth >= destroy_limit)) {
        object_destroy_slowly(o);
        return false;
    }
    destroy_depth++;
    if (likely(gc_head(o)->next)) gc_unlink(gc_head(o));
    return true;
}
static ALWAYS_INLINE void destroy_end(void) {
    if (--destroy_depth == 0 && unlikely(destroy_put_aside != NULL)) object_destroy_put_aside();
}
/* For leaves, whose destruction destroys nothing else. */
static ALWAYS_INLINE bool destroy_begin_leaf(Object *o) {
    if (likely(destroy_limit)) return true;
    object_destroy_slowly(o);
    return false;
}

#endif
