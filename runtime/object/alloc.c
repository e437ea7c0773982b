/* alloc.c - blocks for objects: what lies before and behind them, and the collector's trigger. Runs no script code
 * except when freeing the last instance of a dying class. */
#include "runtime/object/alloc.h"

#include <string.h>

#include "runtime/object/shape.h"
#include "runtime/object/type.h"

int64_t gc_young_room = 700, gc_young_limit = 700;

void gc_set_young_count(int64_t count) { gc_young_room = gc_young_limit - count; }

void gc_set_young_limit(int64_t limit) {
    gc_young_room += limit - gc_young_limit;
    gc_young_limit = limit;
}

static inline size_t prefix_size(const Type *type) {
    if (type->flags & TYPE_ATTRS) return sizeof(Attrs) + sizeof(GcHead);
    return type->flags & TYPE_GC ? sizeof(GcHead) : 0;
}

size_t object_prefix_size(const Type *type) {
    return prefix_size(type);
}

size_t object_block_size(const Type *type, size_t size) {
    return prefix_size(type) + size + attrs_inline_size(type);
}

/* Most objects are a few words: faster than a call of memset. size is rounded up to the class's 16 bytes. */
static inline void clear_block(char *block, size_t size) {
    if (size > 160) {
        memset(block, 0, size);
        return;
    }
    for (char *end = block + size; block < end; block += 16) {
        memset(block, 0, 16);
        __asm__ volatile("" : : "r"(block) : "memory");   /* or the loop becomes a call of memset */
    }
}

Object *object_new_sized(Type *type, size_t size) {
    size_t prefix = prefix_size(type), total = prefix + size + attrs_inline_size(type);
    if (unlikely(total < size)) return error_no_memory();
    char *block = mem_alloc(total);
    if (unlikely(!block)) return error_no_memory();
    if (MEM_SYSTEM) memset(block, 0, total);
    else clear_block(block, total);
    Object *o = (Object *)(block + prefix);
    o->refcount = 1;
    o->type = type;
    if (type->flags & TYPE_HEAP) retain(&type->head);
    if (prefix) {
        gc_count_new();
        if (attrs_has_inline(type)) attrs_inline_area(o)[-1] = (Object *)(uintptr_t)type->inline_values;
    }
    return o;
}

Object *object_new(Type *type) {
    return object_new_sized(type, type->size);
}

void object_free_sized(Object *o, size_t size) {
    Type *type = o->type;
    size_t prefix = prefix_size(type);
    if (prefix) {
        gc_count_freed();
    }
    mem_free((char *)o - prefix, prefix + size + attrs_inline_size_of(o));
    if (type->flags & TYPE_HEAP) release(&type->head);
}

void object_free(Object *o) {
    object_free_sized(o, o->type->size);
}
