/* protocol_class.c - isinstance and issubclass, with tuples, unions, __instancecheck__ and objects that only look like
 * classes (they have __bases__). */
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

#include "builtins/types/tuple.h"
#include "builtins/types/union.h"

/* o.__bases__ if it is a tuple. NULL without exception otherwise. */
static Object *abstract_bases(Object *o) {
    Object *bases = object_getattr_or_null(o, NAME(__bases__));
    if (bases && !is_tuple(bases)) CLEAR(bases);
    return bases;
}

static int check_class(Object *o, const char *message) {
    if (is_type(o)) return 0;
    Object *bases = abstract_bases(o);
    if (!bases) return error_pending() ? -1 : error_set_int(TypeError, "%s", message);
    release(bases);
    return 0;
}

/* Walks __bases__ of anything that has them. */
static int abstract_issubclass(Object *derived, Object *class) {
    if (derived == class) return 1;
    if (recursion_enter(" in __issubclass__")) return -1;
    Object *bases = abstract_bases(derived);
    if (!bases) return error_pending() ? -1 : 0;
    int result = 0;
    for (size_t i = 0; !result && i < tuple_count(bases); i++) result = abstract_issubclass(tuple_item_borrowed(bases, i), class);
    release(bases);
    return result;
}

int object_real_issubclass(Object *derived, Object *class) {
    if (is_type(derived) && is_type(class)) return type_is_subtype((Type *)derived, (Type *)class);
    if (check_class(derived, "issubclass() arg 1 must be a class")) return -1;
    if (check_class(class, "issubclass() arg 2 must be a class, a tuple of classes, or a union")) return -1;
    return abstract_issubclass(derived, class);
}

/* isinstance by o.__class__ where that differs from the type. */
static int isinstance_by_class_attribute(Object *o, Object *class) {
    Object *claimed = object_getattr_or_null(o, NAME(__class__));
    if (!claimed) return error_pending() ? -1 : 0;
    int result = 0;
    if (is_type(class)) {
        if (is_type(claimed) && claimed != (Object *)o->type) result = type_is_subtype((Type *)claimed, (Type *)class);
    } else {
        result = abstract_issubclass(claimed, class);
    }
    release(claimed);
    return result;
}

int object_real_isinstance(Object *o, Object *class) {
    if (is_type(class)) {
        if (object_is_instance(o, (Type *)class)) return 1;
    } else if (check_class(class, "isinstance() arg 2 must be a type, a tuple of types, or a union")) {
        return -1;
    }
    return isinstance_by_class_attribute(o, class);
}

typedef int (*CheckFn)(Object *subject, Object *class);

static int check_any(CheckFn check_one, Object *subject, Object *classes) {
    if (recursion_enter(" in __instancecheck__")) return -1;
    int result = 0;
    for (size_t i = 0; !result && i < tuple_count(classes); i++) result = check_one(subject, tuple_item_borrowed(classes, i));
    return result;
}

/* Calls class.__instancecheck__(subject) or the like; `real` if the class has none. */
static int check_by_method(Object *subject, Object *class, Object *name, CheckFn real) {
    Object *method = object_lookup_special(class, name);
    if (!method) return error_pending() ? -1 : real(subject, class);
    Object *answer = recursion_enter(" in __instancecheck__") ? NULL : object_call_one(method, subject);
    release(method);
    if (!answer) return -1;
    int truth = object_truth(answer);
    release(answer);
    return truth;
}

int object_isinstance(Object *o, Object *class) {
    if ((Object *)o->type == class) return 1;
    if (class->type == &type_type) return object_real_isinstance(o, class);
    if (is_union(class)) return check_any(object_isinstance, o, union_args_borrowed(class));
    if (is_tuple(class)) return check_any(object_isinstance, o, class);
    return check_by_method(o, class, NAME(__instancecheck__), object_real_isinstance);
}

int object_issubclass(Object *derived, Object *class) {
    if (class->type == &type_type) {
        if (derived == class) return 1;
        return object_real_issubclass(derived, class);
    }
    if (is_union(class)) return check_any(object_issubclass, derived, union_args_borrowed(class));
    if (is_tuple(class)) return check_any(object_issubclass, derived, class);
    return check_by_method(derived, class, NAME(__subclasscheck__), object_real_issubclass);
}
