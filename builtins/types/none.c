/* none.c - None, Ellipsis and NotImplemented. */
#include "builtins/types/str.h"
#include "runtime/object/protocol.h"
#include "runtime/object/singletons.h"

Object none_object = {1, &none_type}, ellipsis_object = {1, &ellipsis_type}, not_implemented_object = {1, &not_implemented_type};

static Object *no_arguments(const char *name, Object *singleton, size_t count, Object *kwnames) {
    if (count || kwnames) return error_set(TypeError, "%s takes no arguments", name);
    return retain(singleton);
}

/* The storage's own reference is never given up by a correct program. */
static void never_freed(Object *o) {
    error_bad_internal_call("deallocating a singleton");
    error_unraisable(o, NULL);
    o->refcount = 1;
}

static Hash address_hash(Object *o) { return hash_pointer(o); }

static Object *reduce_to_name(const char *name) { return str_from_text(name); }

/* ---- None ---- */

static Object *none_new(Type *type UNUSED, Object **args UNUSED, size_t count, Object *kwnames) {
    return no_arguments("NoneType", None, count, kwnames);
}
static Object *none_repr(Object *o UNUSED) { return str_intern_text("None"); }
static int none_truth(Object *o UNUSED) { return 0; }

Type none_type = {
    .head = TYPE_HEAD, .name = "NoneType", .size = sizeof(Object), .flags = TYPE_IMMUTABLE, .new = none_new,
    .dealloc = never_freed, .repr = none_repr, .hash = address_hash, .truth = none_truth,
};

/* ---- Ellipsis ---- */

static Object *ellipsis_new(Type *type UNUSED, Object **args UNUSED, size_t count, Object *kwnames) {
    return no_arguments("EllipsisType", Ellipsis, count, kwnames);
}
static Object *ellipsis_repr(Object *o UNUSED) { return str_intern_text("Ellipsis"); }
static Value ellipsis_reduce_method(Object *o UNUSED, Object **args UNUSED) { return value_new(reduce_to_name("Ellipsis")); }

static const Method ellipsis_methods[] = {
    {"__reduce__", ellipsis_reduce_method, "()", NULL, 0},
    {0},
};

Type ellipsis_type = {
    .head = TYPE_HEAD, .name = "ellipsis", .size = sizeof(Object), .flags = TYPE_IMMUTABLE, .new = ellipsis_new,
    .dealloc = never_freed, .repr = ellipsis_repr, .hash = address_hash, .methods = ellipsis_methods,
};

/* ---- NotImplemented ---- */

static Object *not_implemented_new(Type *type UNUSED, Object **args UNUSED, size_t count, Object *kwnames) {
    return no_arguments("NotImplementedType", NotImplemented, count, kwnames);
}
static Object *not_implemented_repr(Object *o UNUSED) { return str_intern_text("NotImplemented"); }
static Value not_implemented_reduce_method(Object *o UNUSED, Object **args UNUSED) {
    return value_new(reduce_to_name("NotImplemented"));
}

static int not_implemented_truth(Object *o UNUSED) {
    return error_warn(DeprecationWarning, "NotImplemented should not be used in a boolean context") ? -1 : 1;
}

static const Method not_implemented_methods[] = {
    {"__reduce__", not_implemented_reduce_method, "()", NULL, 0},
    {0},
};

Type not_implemented_type = {
    .head = TYPE_HEAD, .name = "NotImplementedType", .size = sizeof(Object), .flags = TYPE_IMMUTABLE,
    .new = not_implemented_new, .dealloc = never_freed, .repr = not_implemented_repr, .hash = address_hash, .truth = not_implemented_truth,
    .methods = not_implemented_methods,
};
