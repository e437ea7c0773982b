/* slot_wrappers.c - slots of built-in types called as methods: int.__add__(1, 2). Each wrapper knows the C type of its
 * slot; argument counts were checked against the table row. */
#include "builtins/types/slot_wrappers.h"

#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/type.h"
#include "runtime/object/attribute.h"

#define UNUSED_ARGUMENTS (void)row, (void)args, (void)count, (void)kwnames
static Object *none_or_error(int result) { return result ? NULL : retain(None); }
static Object *bool_or_error(int result) { return result < 0 ? NULL : retain(result ? True : False); }

WRAPPER(unary) { UNUSED_ARGUMENTS; return ((UnaryFn)slot)(self); }
WRAPPER(binary) { UNUSED_ARGUMENTS; return ((BinaryFn)slot)(self, args[0]); }
WRAPPER(reflected) { UNUSED_ARGUMENTS; return ((BinaryFn)slot)(args[0], self); }

typedef Object *(*PowerFn)(Object *, Object *, Object *);
WRAPPER(power) { UNUSED_ARGUMENTS; return ((PowerFn)slot)(self, args[0], count > 1 ? args[1] : None); }
WRAPPER(reflected_power) { UNUSED_ARGUMENTS; return ((PowerFn)slot)(args[0], self, count > 1 ? args[1] : None); }

WRAPPER(truth) { UNUSED_ARGUMENTS; return bool_or_error(((int (*)(Object *))slot)(self)); }

WRAPPER(hash) {
    UNUSED_ARGUMENTS;
    Hash hash = ((Hash (*)(Object *))slot)(self);
    return hash == -1 && error_pending() ? NULL : int_from_i64(hash);
}

WRAPPER(length) {
    UNUSED_ARGUMENTS;
    ssize_t length = ((ssize_t (*)(Object *))slot)(self);
    return length < 0 ? NULL : int_from_i64(length);
}

WRAPPER(compare) {
    UNUSED_ARGUMENTS;
    return ((Object *(*)(Object *, Object *, int))slot)(self, args[0], row->op);
}

WRAPPER(call) {
    (void)row;
    Value result = ((CallFn)slot)(self, args, count, kwnames);
    return result.tag == V_NEW ? result.o : value_to_object(result);
}

WRAPPER(init) {
    (void)row;
    return none_or_error(((int (*)(Object *, Object **, size_t, Object *))slot)(self, args, count, kwnames));
}

WRAPPER(getattr) {
    UNUSED_ARGUMENTS;
    Object *name = attribute_name(args[0]);
    if (!name) return NULL;
    Object *result = ((BinaryFn)slot)(self, name);
    release(name);
    return result;
}

typedef int (*SetFn)(Object *self, Object *key, Object *value);

/* object.__setattr__(X, ...) must not get around what X's own kind of object allows. */
static int check_setattr_target(Object *self, void (*slot)(void), const char *method) {
    if (!is_type(self)) return 0;
    Type *type = self->type;
    while (type && (type->flags & TYPE_HEAP)) type = type->base;
    if (!type || (void (*)(void))type->setattr == slot) return 0;
    return error_set_int(TypeError, "can't apply this %s to %s object", method, type_full_name(self->type));
}

static Object *set_attribute(SetFn set, Object *self, Object *raw_name, Object *value, const char *method) {
    if (check_setattr_target(self, (void (*)(void))set, method)) return NULL;
    Object *name = attribute_name(raw_name);
    if (!name) return NULL;
    int result = set(self, name, value);
    release(name);
    return none_or_error(result);
}

WRAPPER(setattr) { UNUSED_ARGUMENTS; return set_attribute((SetFn)slot, self, args[0], args[1], "__setattr__"); }
WRAPPER(delattr) { UNUSED_ARGUMENTS; return set_attribute((SetFn)slot, self, args[0], NULL, "__delattr__"); }

WRAPPER(descr_get) {
    UNUSED_ARGUMENTS;
    Object *instance = args[0] == None ? NULL : args[0], *owner = count < 2 || args[1] == None ? NULL : args[1];
    if (!instance && !owner) return error_set(TypeError, "__get__(None, None) is invalid");
    return ((Object *(*)(Object *, Object *, Object *))slot)(self, instance, owner);
}

WRAPPER(descr_set) { UNUSED_ARGUMENTS; return none_or_error(((SetFn)slot)(self, args[0], args[1])); }
WRAPPER(descr_delete) { UNUSED_ARGUMENTS; return none_or_error(((SetFn)slot)(self, args[0], NULL)); }
WRAPPER(set_item) { UNUSED_ARGUMENTS; return none_or_error(((SetFn)slot)(self, args[0], args[1])); }
WRAPPER(delete_item) { UNUSED_ARGUMENTS; return none_or_error(((SetFn)slot)(self, args[0], NULL)); }
WRAPPER(contains) { UNUSED_ARGUMENTS; return bool_or_error(((int (*)(Object *, Object *))slot)(self, args[0])); }

typedef Object *(*IndexFn)(Object *, ssize_t);

WRAPPER(seq_item) {
    UNUSED_ARGUMENTS;
    ssize_t index;
    if (object_as_index(args[0], &index, OverflowError)) return NULL;
    if (index < 0 && self->type->length) {
        ssize_t length = self->type->length(self);
        if (length < 0) return NULL;
        index += length;
    }
    return ((IndexFn)slot)(self, index);
}

WRAPPER(repeat) {
    UNUSED_ARGUMENTS;
    ssize_t times;
    return object_as_index(args[0], &times, OverflowError) ? NULL : ((IndexFn)slot)(self, times);
}

WRAPPER(next) {
    UNUSED_ARGUMENTS;
    Object *item = ((UnaryFn)slot)(self);
    if (!item && !error_pending()) error_set_object(StopIteration, NULL);
    return item;
}

WRAPPER(finalize) {
    UNUSED_ARGUMENTS;
    ((void (*)(Object *))slot)(self);
    return retain(None);
}
