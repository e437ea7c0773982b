/* method.c - bound methods. Calling one runs its function. */
#include "builtins/types/function.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

static BoundMethod *method_of(Object *o) { return (BoundMethod *)o; }

Object *method_new(Object *function, Object *self) {
    BoundMethod *method = (BoundMethod *)object_new(&method_type);
    if (!method) return NULL;
    method->function = retain(function);
    method->self = retain(self);
    gc_track(&method->head);
    return &method->head;
}

static Object *new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (kwnames && tuple_count(kwnames)) return error_set(TypeError, "method() takes no keyword arguments");
    if (count != 2) return error_set(TypeError, "method expected 2 arguments, got %zd", (ssize_t)count);
    if (!object_is_callable(args[0])) return error_set(TypeError, "first argument must be callable");
    if (args[1] == None) return error_set(TypeError, "instance must not be None");
    return method_new(args[0], args[1]);
}

static void dealloc(Object *o) {
    release(method_of(o)->function);
    release(method_of(o)->self);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(method_of(o)->function);
    VISIT(method_of(o)->self);
    return 0;
}

enum { FEW = 8 };

static Value call(Object *o, Object **args, size_t count, Object *kwnames) {
    BoundMethod *method = method_of(o);
    size_t total = count + (kwnames ? tuple_count(kwnames) : 0);
    Object *few[FEW + 1], **all = few;
    if (total > FEW && !(all = mem_array(total + 1, sizeof *all))) return error_no_memory(), value_error();
    all[0] = method->self;
    for (size_t i = 0; i < total; i++) all[i + 1] = args[i];
    Value result = object_call_value(method->function, all, count + 1, kwnames);
    if (all != few) mem_free_array(all, total + 1, sizeof *all);
    return result;
}

/* Attributes that the method itself does not have are its function's. */
static Object *getattr(Object *o, Object *name) {
    Object *found = type_lookup_borrowed(o->type, name);
    if (!found) return error_pending() ? NULL : object_getattr(method_of(o)->function, name);
    retain(found);
    if (!found->type->descr_get) return found;
    Object *result = found->type->descr_get(found, o, (Object *)o->type);
    release(found);
    return result;
}

static Object *repr(Object *o) {
    Object *function = method_of(o)->function;
    Object *name = object_getattr_or_null(function, NAME(__qualname__));
    if (!name && !error_pending()) name = object_getattr_or_null(function, NAME(__name__));
    if (!name && error_pending()) return NULL;
    Object *result = name && is_str(name) ? str_format("<bound method %U of %R>", name, method_of(o)->self)
                                          : str_format("<bound method ? of %R>", method_of(o)->self);
    release_or_null(name);
    return result;
}

static Hash hash(Object *o) {
    Hash function = object_hash(method_of(o)->function);
    if (function == -1) return -1;
    Hash result = hash_pointer(method_of(o)->self) ^ function;
    return result == -1 ? -2 : result;
}

static Object *compare(Object *left, Object *right, int op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_method(right)) return retain(NotImplemented);
    int equal = object_equal(method_of(left)->function, method_of(right)->function);
    if (equal < 0) return NULL;
    equal = equal && method_of(left)->self == method_of(right)->self;
    return retain(equal == (op == COMPARE_EQ) ? True : False);
}

/* Bound already: a second binding changes nothing. */

static Object *get_function(Object *o) { return retain(method_of(o)->function); }
static Object *get_self(Object *o) { return retain(method_of(o)->self); }
static Object *get_doc(Object *o) { return object_getattr(method_of(o)->function, NAME(__doc__)); }

static Value reduce_method(Object *o, Object **args UNUSED) {
    Object *name = object_getattr(method_of(o)->function, NAME(__name__)), *builtin = name ? builtin_by_name("getattr") : NULL;
    Object *arguments = builtin ? tuple_of(2, method_of(o)->self, name) : NULL;
    Object *result = arguments ? tuple_of(2, builtin, arguments) : NULL;
    release_or_null(name);
    release_or_null(builtin);
    release_or_null(arguments);
    return value_new(result);
}

static const Method methods[] = {{"__reduce__", reduce_method, "()", NULL, 0}, {0}};

static const Getter getters[] = {
    {"__func__", get_function, getter_readonly, "the function (or other callable) implementing a method"},
    {"__self__", get_self, getter_readonly, "the instance to which a method is bound"}, {"__doc__", get_doc, NULL, NULL}, {0},
};

Type method_type = {
    .head = TYPE_HEAD, .name = "method", .size = sizeof(BoundMethod), .flags = TYPE_GC, .weakrefs_offset = offsetof(BoundMethod, weakrefs),
    .new = new, .dealloc = dealloc, .traverse = traverse, .call = call, .getattr = getattr, .setattr = object_generic_setattr,
    .repr = repr, .hash = hash, .compare = compare, .methods = methods, .getters = getters,
    .doc = "Create a bound instance method object.",
};
