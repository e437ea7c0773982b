/* protocol_container.c - length, subscripts, membership, buffers. All may run script code through the slots. */
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

#include "builtins/types/int.h"
#include "builtins/types/str.h"

static const char *full_name(const Object *o) { return type_full_name(o->type); }

ssize_t object_length(Object *o) {
    if (likely(o->type->length != NULL)) return o->type->length(o);
    return error_set_int(TypeError, "object of type '%.200s' has no len()", full_name(o));
}

/* What __length_hint__ says; -2 when it has nothing to say. */
static ssize_t hint_from(Object *hint) {
    ssize_t result;
    if (hint == NotImplemented) return -2;
    if (!is_int(hint)) return error_set_int(TypeError, "__length_hint__ must be an integer, not %.100s", full_name(hint));
    if (object_as_index(hint, &result, OverflowError)) return -1;
    if (result < 0) return error_set_int(ValueError, "__length_hint__() should return >= 0");
    return result;
}

ssize_t object_length_hint(Object *o, ssize_t fallback) {
    if (o->type->length) {
        ssize_t length = o->type->length(o);
        if (length >= 0) return length;
        if (!error_clear_if(TypeError)) return -1;
    }
    Object *method = object_lookup_special(o, NAME(__length_hint__));
    if (!method) return error_pending() ? -1 : fallback;
    Object *hint = object_call_noargs(method);
    release(method);
    if (!hint) return error_clear_if(TypeError) ? fallback : -1;
    ssize_t result = hint_from(hint);
    release(hint);
    return result == -2 ? fallback : result;
}

/* ---- subscripts ---- */

Object *(*type_generic_alias_hook)(Object *origin, Object *arguments);

/* Class[key] by __class_getitem__, or the error that there is no such thing. */
static Object *class_get_item(Type *type, Object *key) {
    if (type == &type_type) return type_generic_alias_hook((Object *)type, key);
    Object *method = object_getattr_or_null((Object *)type, NAME(__class_getitem__));
    if (method && method != None) {
        Object *result = object_call_one(method, key);
        release(method);
        return result;
    }
    release_or_null(method);
    if (error_pending()) return NULL;
    return error_set(TypeError, "type '%.200s' is not subscriptable", type_full_name(type));
}

Object *object_get_item(Object *o, Object *key) {
    if (likely(o->type->get_item != NULL)) return o->type->get_item(o, key);
    if (is_type(o)) return class_get_item((Type *)o, key);
    return error_set(TypeError, "'%.200s' object is not subscriptable", full_name(o));
}

Object *object_get_item_index(Object *o, ssize_t index) {
    if (o->type->seq_item && index >= 0) return o->type->seq_item(o, index);
    Object *key = int_from_i64(index);
    if (!key) return NULL;
    Object *result = object_get_item(o, key);
    release(key);
    return result;
}

int object_set_item(Object *o, Object *key, Object *value) {
    if (likely(o->type->set_item != NULL)) return o->type->set_item(o, key, value);
    if (value) return error_set_int(TypeError, "'%.200s' object does not support item assignment", full_name(o));
    bool by_index = type_is_sequence_like(o->type) && key->type->index;
    return error_set_int(TypeError, "'%.200s' object %s item deletion", full_name(o), by_index ? "doesn't support" : "does not support");
}

/* ---- membership ---- */

static int iterator_contains(Object *iterator, Object *item) {
    for (;;) {
        if (interp_check_interrupt()) return -1;
        Object *found = object_next(iterator);
        if (!found) return error_pending() ? -1 : 0;
        int equal = object_equal(found, item);
        release(found);
        if (equal) return equal;
    }
}

int object_contains(Object *container, Object *item) {
    if (likely(container->type->contains != NULL)) return container->type->contains(container, item);
    Object *iterator = object_iter(container);
    if (!iterator) {
        if (error_clear_if(TypeError)) error_set(TypeError, "argument of type '%.200s' is not iterable", full_name(container));
        return -1;
    }
    int result = iterator_contains(iterator, item);
    release(iterator);
    return result;
}

/* ---- buffers ---- */

int object_get_buffer(Object *o, BufferView *view, int writable) {
    if (!o->type->get_buffer)
        return error_set_int(TypeError, "a bytes-like object is required, not '%.100s'", full_name(o));
    *view = (BufferView){0};
    if (o->type->get_buffer(o, view, writable)) return -1;
    if (!view->owner) view->owner = retain(o);
    return 0;
}

void buffer_view_release(BufferView *view) {
    Object *owner = view->owner;
    if (!owner) return;
    view->owner = NULL;
    if (owner->type->release_buffer) owner->type->release_buffer(owner, view);
    release(owner);
}
