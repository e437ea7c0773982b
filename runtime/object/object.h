/* object.h - the object header, reference counts, and the collector's header.
 *
 * Every object starts with Object (16 bytes: count, type). An object whose type has TYPE_GC is preceded by a GcHead
 * (16 bytes); one whose type has TYPE_ATTRS (instances of script classes and some built-in types) is preceded, before
 * the GcHead, by Attrs (32 bytes):
 *
 *      [ Attrs ] [ GcHead ] Object fields... [ inline attribute values ]
 *
 * Ownership words: a returned object is new (the caller releases it) unless the prototype says BORROWED (names start
 * with peek_ or end in _borrowed); a parameter is borrowed unless the prototype says STEALS (names end in _steal; taken
 * even on failure). MAY_RUN marks functions that can run script code.
 */
#ifndef MINI_OBJECT_OBJECT_H
#define MINI_OBJECT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/check.h"

typedef struct Object Object;
typedef struct Type Type;

struct Object {
    size_t refcount;
    Type *type;
};

/* The singletons. Their counts are real; static storage itself holds one reference. */
typedef struct { Object head; int64_t value; void *big; } BoolStorage;   /* laid out as Int */
extern Object none_object, ellipsis_object, not_implemented_object;
extern BoolStorage true_object, false_object;
#define None (&none_object)
#define Ellipsis (&ellipsis_object)
#define NotImplemented (&not_implemented_object)
#define True (&true_object.head)
#define False (&false_object.head)

/* Count reached zero. Runs the finalizer, clears weak references, frees; nested destruction beyond a small depth goes
 * through a flat queue (dealloc.c), so any depth of nesting takes constant C stack. Keeps a pending exception. MAY_RUN. */
void object_destroy(Object *o);

static inline Object *retain(Object *o) {
    o->refcount++;
    return o;
}
static inline void release(Object *o) {
    check(o->refcount > 0);
    if (--o->refcount == 0) object_destroy(o);
}
static inline Object *retain_or_null(Object *o) { return o ? retain(o) : NULL; }
static inline void release_or_null(Object *o) { if (o) release(o); }
/* Typed forms: `List *l = ...; RETAIN(l)` keeps the type. */
#define RETAIN(o) ((__typeof__(o))retain((Object *)(o)))
#define RELEASE(o) release((Object *)(o))
/* Stores first, releases the old value after. STEALS value. MAY_RUN. */
static inline void object_replace_steal(Object **field, Object *value) {
    Object *old = *field;
    *field = value;
    release_or_null(old);
}
#define CLEAR(field) do { Object *old_ = (Object *)(field); (field) = NULL; release_or_null(old_); } while (0)

/* ---- the collector's header ---- */

/* next: 0 while untracked.
 * prev: bit 0 GC_FINALIZED (finalizer has run), bit 1 GC_COLLECTING (a collection examines it). Bits 2 and 3: the number of
 * its generation; while it is examined GC_LEAF (it refers to nothing that is examined) and GC_UNREACHABLE (so it seems)
 * instead. Above them, while it is examined, gc_refs. */
typedef struct GcHead { uintptr_t next, prev; } __attribute__((aligned(16))) GcHead;
enum { GC_FINALIZED = 1, GC_COLLECTING = 2, GC_LEAF = 4, GC_UNREACHABLE = 8, GC_FLAG_BITS = 4, GC_GENERATION_SHIFT = 2 };
#define GC_FLAGS ((uintptr_t)((1 << GC_FLAG_BITS) - 1))

static inline GcHead *gc_head(const Object *o) { return (GcHead *)(uintptr_t)o - 1; }
static inline Object *gc_object(const GcHead *head) { return (Object *)(uintptr_t)(head + 1); }
static inline bool gc_is_tracked(const Object *o) { return gc_head(o)->next != 0; }

/* ---- attributes of instances ---- */

typedef struct Shape Shape;
/* Either shape/values (dict == NULL) or, once __dict__ was asked for, dict (shape == NULL). */
typedef struct Attrs {
    Shape *shape;        /* names to indexes; owned by the class; NULL: no attribute yet, or dict is in use */
    Object **values;     /* owned; the inline area or a block of its own */
    Object *dict;        /* owned Dict or NULL */
    Object *weakrefs;    /* list of weak references to this object, borrowed */
} Attrs;
static inline Attrs *object_attrs(const Object *o) { return (Attrs *)((char *)(uintptr_t)o - sizeof(GcHead)) - 1; }

/* ---- allocation ---- */

/* An object of that type with count 1, its fields after the header zeroed, type retained if it is a heap type, not yet
 * tracked. `size` is for types of variable size (object_new uses type->size). NULL with MemoryError pending. */
Object *object_new(Type *type);
Object *object_new_sized(Type *type, size_t size);
/* Gives the memory back (size as at allocation) and releases the heap type. Called last by dealloc functions. */
void object_free(Object *o);
void object_free_sized(Object *o, size_t size);

/* Entry to and exit from the collector's lists. An object is tracked once all its fields are valid; it enters generation
 * 0, whose list this is (gc/generations.c). */
extern GcHead *const gc_young_list;
/* The flag of a new object's head is GC_FINALIZED only if it has been tracked before. */
static ALWAYS_INLINE void gc_link(GcHead *head, uintptr_t flag) {
    GcHead *list = gc_young_list, *last = (GcHead *)list->prev;
    last->next = (uintptr_t)head;
    head->prev = (uintptr_t)last | flag;
    head->next = (uintptr_t)list;
    list->prev = (uintptr_t)head;
}
/* For an object made just now: what its two words hold does not matter. */
static ALWAYS_INLINE void gc_link_new(GcHead *head) { gc_link(head, 0); }
static inline void gc_track(Object *o) {
    check(!gc_is_tracked(o));
    gc_link(gc_head(o), gc_head(o)->prev & GC_FINALIZED);
}
/* Takes a tracked object out of its list and leaves its own two words as they are. The flags of a neighbour's prev stay
 * (the difference of the addresses is added). */
static inline void gc_unlink(const GcHead *head) {
    uintptr_t prev = head->prev & ~GC_FLAGS;
    ((GcHead *)prev)->next = head->next;
    ((GcHead *)head->next)->prev += prev - (uintptr_t)head;
}
static inline void gc_untrack(Object *o) {   /* harmless if not tracked */
    GcHead *head = gc_head(o);
    if (!head->next) return;
    gc_unlink(head);
    head->next = 0;
    head->prev &= GC_FINALIZED;
}

typedef int (*VisitFn)(Object *referent, void *context);
#define VISIT(field) do { if (field) { int result_ = visit((Object *)(field), context); if (result_) return result_; } } while (0)

#endif
