/* attr.h - the inline cache of attribute nodes: what it holds, and the check that a method call makes. See attr.c. */
#ifndef MINI_EVAL_ATTR_H
#define MINI_EVAL_ATTR_H

#include "runtime/eval/eval.h"
#include "runtime/object/shape.h"

enum {
    ATTR_NONE = 0,
    ATTR_VALUE,       /* instance attribute `index` under shape version2 */
    ATTR_CLASS_VALUE, /* class attribute without __get__, not shadowed under shape version2 */
    ATTR_METHOD,      /* function or native method of the class, not shadowed under shape version2 */
    ATTR_PROPERTY,    /* property with a getter (data descriptor: shadowing is impossible) */
    ATTR_SLOT,        /* value of __slots__ at byte offset `index` (data descriptor) */
    ATTR_MODULE,      /* entry at `object` (an address) of a module's dict, whose version is version2 */
    ATTR_CLASS_ENTRY, /* as ATTR_CLASS_VALUE, one that changes: entry `index` of the dict of `object` (a Type) */
    ATTR_OF_CLASS,    /* attribute of the class `version2` itself: entry `index` likewise; version is that of type */
    ATTR_APPEND,      /* store: a new attribute, whose shape is `object` (a Shape) */
    ATTR_STATIC,      /* static method `object` (a MethodWrapper) of the class, not shadowed under shape version2 */
    ATTR_STATIC_OF_CLASS, /* the same of the class `version2` itself; version is that of type */
    ATTR_DICT,        /* instance attribute, where instances have their __dict__: entry `index` of it, if the key is there */
};

/* The caches of a node beside its first one, which is the last filled, or the one that every ATTR_PROMOTEth hit here has
 * made the first (objects that grow leave early layouts behind). A node whose operands are of ever other layouts
 * (ATTR_MEGAMORPHIC fills) seldom fills one any more, and leaves the rest to the type's method cache and the shapes. */
enum { ATTR_FURTHER = 3, ATTR_PROMOTE = 8, ATTR_MEGAMORPHIC = 24, ATTR_REFILL = 16 };
struct AttributeCaches {
    uint32_t next;           /* entry to be replaced next */
    uint32_t hits;
    Cache entries[ATTR_FURTHER];
};

static inline Shape *cached_shape(const Cache *cache) { return (Shape *)(uintptr_t)cache->version2; }

/* Is the instance laid out as when the cache was filled? Types without Attrs have nothing that could shadow. */
static ALWAYS_INLINE bool same_layout(const Object *o, const Cache *cache) {
    if (!(o->type->flags & TYPE_ATTRS)) return true;
    const Attrs *attrs = object_attrs(o);
    return attrs->shape == cached_shape(cache) && !attrs->dict;
}

static ALWAYS_INLINE Object **cached_slot(const Cache *cache, Object *o) { return (Object **)((char *)o + cache->index); }

/* Where o keeps the attribute, by a cache of ATTR_VALUE or ATTR_SLOT; there is an object there. NULL: not known. */
static ALWAYS_INLINE Object **cached_slot_place(const Cache *cache, Object *o) {
    if (cache->kind != ATTR_SLOT || unlikely(cache->version != o->type->version)) return NULL;
    Object **place = cached_slot(cache, o);
    return likely(*place != NULL) ? place : NULL;
}
static ALWAYS_INLINE Object **cached_place(const Cache *cache, Object *o) {
    if (unlikely(cache->version != o->type->version || cache->kind != ATTR_VALUE)) return cached_slot_place(cache, o);
    const Attrs *attrs = object_attrs(o);
    return likely(attrs->shape == cached_shape(cache)) ? &attrs->values[cache->index] : NULL;
}
/* The same by the node's further caches (attr.c). */
Object **further_place(NodeAttribute *node, Object *o);

/* The method that the node has cached for o, or NULL. */
BORROWED Object *peek_further_method(const NodeAttribute *node, const Object *o);
static ALWAYS_INLINE BORROWED Object *peek_cached_method(NodeAttribute *node, Object *o) {
    const Cache *cache = &node->cache;
    if (likely(cache->version == o->type->version && cache->kind == ATTR_METHOD && same_layout(o, cache))) return cache->object;
    return node->more ? peek_further_method(node, o) : NULL;
}

/* What the node has cached as the value of the attribute itself; NULL: nothing, or a method, or a property. */
BORROWED Object *peek_cached_value(NodeAttribute *node, Object *o);

#endif
