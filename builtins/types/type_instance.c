/* type_instance.c - instances of script classes: tracking, traversal, destruction, and the getters for __dict__ and
 * __weakref__.
 *
 * An instance holds, beside what its built-in base holds: the values of __slots__ (between the base's size and the
 * class's), its attributes, and its class. Destruction: __del__ and weak references are dealt with by the caller
 * (object_destroy); then attributes, slots from the most derived class on, then the built-in base's own dealloc. */
#include "builtins/types/dict.h"
#include "builtins/types/type.h"
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

/* An instance of a class that adds nothing to object but attributes: the common case. */
static void plain_dealloc(Object *self) {
    Attrs *attrs = object_attrs(self);
    Shape *shape = attrs->shape;
    gc_untrack(self);
    if (attrs->dict || (shape && attrs->values != attrs_inline_area(self))) {
        attrs_clear(self);
    } else if (shape) {
        Object **values = attrs->values;
        uint32_t count = shape->count;
        attrs->shape = NULL;
        for (uint32_t i = 0; i < count; i++) release(values[i]);
    }
    object_free(self);
}

void instance_dealloc(Object *self) {
    if (self->type->base == &object_type && !self->type->slot_name_count && self->type->flags & TYPE_ATTRS && attrs_has_inline(self->type)) {
        plain_dealloc(self);
        return;
    }
    const Type *base = builtin_base(self->type);
    if (self->type->flags & TYPE_GC) gc_untrack(self);
    if (self->type->slot_name_count || self->type->base != base) clear_slots(self);
    if (self->type->flags & TYPE_ATTRS) attrs_clear(self);
    base->dealloc(self);
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
