/* type_instance.c - instances of script classes: tracking, traversal, destruction, and the getters for __dict__ and
 * __weakref__.
 *
 * An instance holds, beside what its built-in base holds: the values of __slots__ (between the base's size and the
 * class's), its attributes, and its class. Destruction: __del__ and weak references are dealt with by the caller
 * (object_destroy); then attributes, slots from the most derived class on, then the built-in base's own dealloc. */
#include "builtins/types/dict.h"
#include "builtins/types/type.h"
#include "runtime/object/alloc.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"

static Object **slot_values(Object *self, const Type *type) { return (Object **)((char *)self + type->base->size); }

static const Type *builtin_base(const Type *type) {
    while (type->flags & TYPE_HEAP) type = type->base;
    return type;
}

void instance_track(Object *self) {
    const Type *type = self->type;
    if ((type->flags & TYPE_HEAP) && object_is_gc(self) && !gc_is_tracked(self)) gc_track(self);
}

int instance_traverse(Object *self, VisitFn visit, void *context) {
    const Type *type = self->type;
    VISIT(type);
    for (; type->flags & TYPE_HEAP; type = type->base) {
        Object **values = slot_values(self, type);
        for (uint32_t i = 0; i < type->slot_name_count; i++) VISIT(values[i]);
    }
    if (self->type->flags & TYPE_ATTRS && !(type->flags & TYPE_ATTRS)) {
        int result = attrs_traverse(self, visit, context);
        if (result) return result;
    }
    return type->traverse ? type->traverse(self, visit, context) : 0;
}

static void clear_slots(Object *self) {
    for (const Type *type = self->type; type->flags & TYPE_HEAP; type = type->base) {
        Object **values = slot_values(self, type);
        for (uint32_t i = 0; i < type->slot_name_count; i++) CLEAR(values[i]);
    }
}

int instance_clear(Object *self) {
    const Type *base = builtin_base(self->type);
    clear_slots(self);
    if (self->type->flags & TYPE_ATTRS) attrs_clear(self);
    return base->clear ? base->clear(self) : 0;
}

void instance_dealloc(Object *self) {
    const Type *base = builtin_base(self->type);
    if (self->type->flags & TYPE_GC) gc_untrack(self);
    if (self->type->slot_name_count || self->type->base != base) clear_slots(self);
    if (self->type->flags & TYPE_ATTRS) attrs_clear(self);
    base->dealloc(self);
}

/* ---- instances of classes that add to object nothing but attributes, or nothing but slots ---- */

static inline Object **plain_values(Object *self) { return (Object **)(self + 1) + 1; }
static inline size_t plain_size(size_t values) { return sizeof(Attrs) + sizeof(GcHead) + sizeof(Object) + (1 + values) * sizeof(Object *); }

static void destroy_plain(Object *self), destroy_slotted(Object *self);

static Object *new_plain(Type *type) {
    size_t capacity = type->inline_values;
    Attrs *attrs = mem_alloc(plain_size(capacity));
    if (unlikely(!attrs)) return error_no_memory();
    GcHead *head = (GcHead *)(attrs + 1);
    Object *o = gc_object(head);
    *attrs = (Attrs){.values = plain_values(o)};
    o->refcount = 1;
    o->type = RETAIN(type);
    plain_values(o)[-1] = (Object *)capacity;
    gc_link_new(head);
    gc_count_new();
    return o;
}

static Object *new_slotted(Type *type) {
    Object *o = object_new_tracked(type, type->size);
    if (unlikely(!o)) return NULL;
    Object **values = (Object **)(o + 1);
    for (size_t i = (type->size - sizeof(Object)) / sizeof(Object *); i-- > 0;) values[i] = NULL;
    RETAIN(type);
    return o;
}

Object *instance_new(Type *type) {
    if (likely(type->destroy == destroy_plain)) return new_plain(type);
    if (type->destroy == destroy_slotted) return new_slotted(type);
    Object *o = object_new(type);
    if (likely(o != NULL)) gc_track(o);
    return o;
}

static void destroy_plain(Object *self) {
    Type *type = self->type;
    Attrs *attrs = object_attrs(self);
    if (unlikely((uintptr_t)type->finalize | (uintptr_t)attrs->weakrefs)) {
        object_destroy_slowly(self);
        return;
    }
    if (!destroy_begin(self)) return;
    Object **values = plain_values(self);
    if (unlikely(attrs->dict || attrs->values != values)) attrs_clear(self);
    else for (size_t i = 0, count = attrs->shape ? attrs->shape->count : 0; i < count; i++) release(values[i]);
    gc_count_freed();
    mem_free(attrs, plain_size((size_t)values[-1]));
    RELEASE(type);
    destroy_end();
}

static int clear_plain(Object *self) {
    Attrs *attrs = object_attrs(self);
    if (unlikely(attrs->dict || attrs->values != plain_values(self))) {
        attrs_clear(self);
        return 0;
    }
    size_t count = attrs->shape ? attrs->shape->count : 0;
    Object *values[SHAPE_INLINE_MAX];    /* script code may give the instance attributes again meanwhile */
    for (size_t i = 0; i < count; i++) values[i] = attrs->values[i];
    attrs->shape = NULL;
    for (size_t i = 0; i < count; i++) release(values[i]);
    return 0;
}

static void destroy_slotted(Object *self) {
    Type *type = self->type;
    if (unlikely(type->finalize != NULL)) {
        object_destroy_slowly(self);
        return;
    }
    if (!destroy_begin(self)) return;
    Object **values = slot_values(self, type);
    for (uint32_t i = 0; i < type->slot_name_count; i++) release_or_null(values[i]);
    object_free_plain(self, type->size);
    RELEASE(type);
    destroy_end();
}

void instance_set_destroy(Type *type) {
    if (builtin_base(type) != &object_type) return;
    if (attrs_has_inline(type) && type->size == sizeof(Object)) {
        type->flags |= TYPE_PLAIN_INSTANCES;
        type->destroy = destroy_plain;
        type->clear = clear_plain;
    } else if (!(type->flags & TYPE_ATTRS) && type->base == &object_type) {
        type->destroy = destroy_slotted;
    }
}

/* ---- __dict__ and __weakref__ ---- */

static Object *get_dict(Object *self) {
    if (!(self->type->flags & TYPE_ATTRS)) return error_set(AttributeError, "This object has no __dict__");
    return retain_or_null(attrs_dict_borrowed(self));
}

static int set_dict(Object *self, Object *value) {
    if (!(self->type->flags & TYPE_ATTRS)) return error_set_int(AttributeError, "This object has no __dict__");
    if (!value) {
        Object *empty = dict_new();
        int failed = empty ? attrs_set_dict(self, empty) : -1;
        release_or_null(empty);
        return failed;
    }
    if (!is_dict(value)) return error_set_int(TypeError, "__dict__ must be set to a dictionary, not a '%.200s'", type_full_name(value->type));
    return attrs_set_dict(self, value);
}

static Object *get_weakref(Object *self) {
    Type *type = self->type;
    if (!type->weakrefs_offset) return error_set(AttributeError, "This object has no __weakref__");
    Object *first = *(Object **)((char *)self + type->weakrefs_offset);
    return retain(first ? first : None);
}

const Getter instance_dict_getter = {"__dict__", get_dict, set_dict, "dictionary for instance variables (if defined)"};
const Getter instance_weakref_getter = {"__weakref__", get_weakref, NULL, "list of weak references to the object (if defined)"};
