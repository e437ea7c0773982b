/* protocol_attribute.c - attribute access: the generic slots and what everything else goes through.
 *
 * Order of a lookup: data descriptor of the type, attribute of the instance, other attribute of the type.
 * Names are interned str. All may run script code (descriptors, __getattr__). */
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"
#include "runtime/object/shape.h"

#include "builtins/types/dict.h"
#include "builtins/types/str.h"

static Object **instance_dict_field(Object *o) { return (Object **)((char *)o + o->type->dict_offset); }

/* The instance's own attribute or NULL without exception; the dict forms can fail with one. BORROWED. */
static Object *instance_attribute_borrowed(Object *o, Object *name) {
    Type *type = o->type;
    if ((type->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS) return attrs_peek(o, name);
    if (!type->dict_offset) return NULL;
    Object *dict = *instance_dict_field(o);
    return dict ? dict_peek_str(dict, name) : NULL;
}

void *error_no_attribute(Object *o, Object *name) {
    if (is_type(o)) return error_attribute(o, name, "type object '%.50s' has no attribute '%U'", type_full_name((Type *)o), name);
    return error_attribute(o, name, "'%.50s' object has no attribute '%U'", type_full_name(o->type), name);
}

static Object *bind_steal(Object *found, Object *instance) {
    Object *result = found->type->descr_get(found, instance, (Object *)instance->type);
    release(found);
    return result;
}

/* The instance's attribute where looking for it may run script code (keys that are no str): found is kept meanwhile. */
static NOINLINE Object *getattr_from_dict(Object *o, Object *name, Object *found) {
    retain_or_null(found);
    Object *own = retain_or_null(instance_attribute_borrowed(o, name));
    if (own || unlikely(error_pending())) {
        release_or_null(found);
        return own;
    }
    return found && found->type->descr_get ? bind_steal(found, o) : found;
}

Object *generic_getattr_quiet(Object *o, Object *name) {
    Type *type = o->type;
    Object *found = type_lookup_borrowed(type, name);
    if (found && found->type->descr_get && found->type->descr_set) return bind_steal(retain(found), o);
    if (unlikely(!found && error_pending())) return NULL;
    if ((type->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS) {
        Attrs *attrs = object_attrs(o);
        if (attrs->dict) return getattr_from_dict(o, name, found);
        int index = attrs->shape ? shape_index(attrs->shape, name) : -1;
        if (index >= 0) return retain(attrs->values[index]);
    } else if (type->dict_offset) {
        return getattr_from_dict(o, name, found);
    }
    if (!found) return NULL;
    return found->type->descr_get ? bind_steal(retain(found), o) : retain(found);
}

Object *object_generic_getattr(Object *o, Object *name) {
    Object *result = generic_getattr_quiet(o, name);
    if (likely(result != NULL)) return result;
    if (!error_pending()) error_no_attribute(o, name);
    return NULL;
}

/* ---- setting and deleting ---- */

/* 1 done, 0 no such attribute to delete, -1 error. */
static int set_in_attrs(Object *o, Object *name, Object *value) {
    if (!value) return attrs_delete(o, name);
    return attrs_set(o, name, value) ? -1 : 1;
}

static int set_in_dict(Object *o, Object *name, Object *value) {
    Object **field = instance_dict_field(o);
    if (!*field) {
        if (!value) return 0;
        if (!(*field = dict_new())) return -1;
    }
    Object *dict = retain(*field);
    int result = value ? (dict_set(dict, name, value) ? -1 : 1) : dict_delete(dict, name);
    release(dict);
    return result;
}

static int set_refused(const Object *o, Object *name, bool class_attribute) {
    if (class_attribute)
        return error_set_int(AttributeError, "'%.100s' object attribute '%U' is read-only", type_full_name(o->type), name);
    return error_set_int(AttributeError, "'%.100s' object has no attribute '%U'", type_full_name(o->type), name);
}

int object_generic_setattr(Object *o, Object *name, Object *value) {
    Type *type = o->type;
    Object *found = type_lookup_borrowed(type, name);
    if (found && found->type->descr_set) {
        retain(found);
        int result = found->type->descr_set(found, o, value);
        release(found);
        return result;
    }
    int result;
    if ((type->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS) result = set_in_attrs(o, name, value);
    else if (type->dict_offset) result = set_in_dict(o, name, value);
    else return set_refused(o, name, found != NULL);
    if (result == 0) return set_refused(o, name, false);
    return result > 0 ? 0 : -1;
}

/* ---- entries ---- */

Object *object_getattr(Object *o, Object *name) {
    if (likely(o->type->getattr != NULL)) return o->type->getattr(o, name);
    return error_no_attribute(o, name);
}

Object *object_getattr_or_null(Object *o, Object *name) {
    if (o->type->getattr == object_generic_getattr) {
        Object *result = generic_getattr_quiet(o, name);
        if (!result) error_clear_if(AttributeError);
        return result;
    }
    Object *result = object_getattr(o, name);
    if (!result) error_clear_if(AttributeError);
    return result;
}

Object *object_getattr_text(Object *o, const char *text) {
    Object *name = str_intern_text(text);
    if (!name) return NULL;
    Object *result = object_getattr(o, name);
    release(name);
    return result;
}

int object_setattr(Object *o, Object *name, Object *value) {
    if (likely(o->type->setattr != NULL)) return o->type->setattr(o, name, value);
    return error_set_int(TypeError, "'%.100s' object has %s attributes (%s .%U)", type_full_name(o->type),
                         o->type->getattr ? "only read-only" : "no", value ? "assign to" : "del", name);
}

Object *object_lookup_special(Object *o, Object *name) {
    Object *found = type_lookup_borrowed(o->type, name);
    if (!found) return NULL;
    retain(found);
    if (!found->type->descr_get) return found;
    Object *bound = found->type->descr_get(found, o, (Object *)o->type);
    release(found);
    return bound;
}
