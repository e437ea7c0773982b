/* native.c - native functions and methods as objects, and how they are called. */
#include <stddef.h>
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"
#include "runtime/object/signature.h"

/* ---- calls ---- */

static bool has_method(const Type *type, const Method *method) {
    for (const Method *row = type->methods; row && row->name; row++)
        if (row == method) return true;
    return false;
}

/* The type whose table the method stands in. */
static const Type *find_owner(const Method *method, Object *self) {
    const Type *type = self->type;
    if (!type->mro) return NULL;
    for (size_t i = 0; i < tuple_count(type->mro); i++) {
        const Type *candidate = (const Type *)tuple_item_borrowed(type->mro, i);
        if (has_method(candidate, method)) return candidate;
    }
    return NULL;
}

/* "list.append" for a method, "math.sqrt" for a module's function, "len" for a built-in one. A Str. */
static Object *qualified_name(const Method *method, Object *self) {
    if (!self) return str_from_text(method->name);
    if (is_module(self)) {
        const ModuleDef *def = ((Module *)self)->def;
        if (!def || strcmp(def->name, "builtins") == 0) return str_from_text(method->name);
        return str_format("%s.%s", def->name, method->name);
    }
    if (method->flags & (METHOD_CLASS | METHOD_STATIC)) return str_format("%N.%s", (const Type *)self, method->name);
    const Type *owner = find_owner(method, self);
    return owner ? str_format("%N.%s", owner, method->name) : str_from_text(method->name);
}

/* In the words of PyArg_ParseTuple. */
static int takes_error(const char *name, const Signature *signature, size_t count) {
    size_t least = signature->required, most = signature->positional, bound = count < least ? least : most;
    const char *how = least == most ? "exactly" : count < least ? "at least" : "at most";
    return error_set_int(TypeError, "%s() takes %s %zu argument%s (%zu given)", name, how, bound, bound == 1 ? "" : "s", count);
}

/* The TypeErrors that show the qualified name; 0: it is none of those. */
static int check_simple_call(const Method *method, const Signature *signature, Object *self, size_t count, Object *kwnames) {
    bool keywords = signature->simple && kwnames && tuple_count(kwnames);
    bool counted = signature->simple || method->flags & METHOD_COUNT_FIRST;
    bool fits = count >= signature->required && (count <= signature->positional || signature->has_varargs);
    if (!keywords && (!counted || fits)) return 0;
    if (!keywords && method->flags & METHOD_COUNT_LAST) return takes_error(method->name, signature, count);
    Object *qualified = qualified_name(method, self);
    if (!qualified) return -1;
    if (keywords) error_set(TypeError, "%U() takes no keyword arguments", qualified);
    else signature_count_error(signature, str_data(qualified), method->name, count);
    release(qualified);
    return -1;
}

static NOINLINE Value call_bound(const Method *method, const Signature *signature, Object *self, Object **args, size_t count, Object *kwnames) {
    Object *bound[SIGNATURE_MAX_PARAMETERS];
    if (check_simple_call(method, signature, self, count, kwnames)) return value_error();
    const char *name = method->flags & METHOD_COUNT_FIRST ? "sort" : method->name;   /* sorted() hands its keywords on */
    if (signature_bind(signature, name, args, count, kwnames, bound)) return value_error();
    Value result = method->function(self, bound);
    signature_unbind(signature, bound);
    return result;
}

/* Can positional arguments alone go to the parameters as they stand? */
static inline bool fits_by_position(const Signature *signature, size_t count) {
    return count >= signature->required && (count <= signature->positional || signature->has_varargs) && !signature->required_keywords;
}

/* No keywords; parameters that are not given stay NULL. */
static NOINLINE Value call_by_position(const Method *method, const Signature *signature, Object *self, Object **args, size_t count) {
    Object *bound[SIGNATURE_MAX_PARAMETERS];
    size_t given = count < signature->positional ? count : signature->positional;
    for (size_t i = 0; i < signature->count; i++) bound[i] = i < given ? args[i] : NULL;
    if (!signature->has_varargs) return method->function(self, bound);
    Object *rest = tuple_from_items(args + given, count - given);
    if (!rest) return value_error();
    bound[signature->positional] = rest;
    Value result = method->function(self, bound);
    release(rest);
    return result;
}

Value native_call(const Method *method, const Signature *signature, Object *self, Object **args, size_t count, Object *kwnames) {
    Value result;
    if (likely(signature->simple && !kwnames && count == signature->count)) result = method->function(self, args);
    else if (!kwnames && fits_by_position(signature, count)) result = call_by_position(method, signature, self, args, count);
    else result = call_bound(method, signature, self, args, count, kwnames);
    check(value_is_error(result) == error_pending());
    return result;
}

/* ---- builtin_function_or_method ---- */

static Object *function_new(const Method *method, Signature *signature, Object *self, Object *module) {
    NativeFunction *function = signature ? (NativeFunction *)object_new(&native_function_type) : NULL;
    if (!function) return NULL;
    function->method = method;
    function->signature = signature;
    function->self = retain_or_null(self);
    function->module = retain_or_null(module);
    gc_track(&function->head);
    return &function->head;
}

Object *native_function_new(const Method *method, Object *self, Object *module) {
    return function_new(method, signature_parse(method->signature), self, module);
}

static Value function_call(Object *o, Object **args, size_t count, Object *kwnames) {
    NativeFunction *function = (NativeFunction *)o;
    return native_call(function->method, function->signature, function->self, args, count, kwnames);
}

static void function_dealloc(Object *o) {
    NativeFunction *function = (NativeFunction *)o;
    release_or_null(function->self);
    release_or_null(function->module);
    object_free(o);
}

static int function_traverse(Object *o, VisitFn visit, void *context) {
    NativeFunction *function = (NativeFunction *)o;
    VISIT(function->self);
    VISIT(function->module);
    return 0;
}

static bool is_module_function(const NativeFunction *function) {
    return !function->self || is_module(function->self);
}

static Object *function_repr(Object *o) {
    const NativeFunction *function = (NativeFunction *)o;
    if (is_module_function(function)) return str_format("<built-in function %s>", function->method->name);
    return str_format("<built-in method %s of %T object at %p>", function->method->name, function->self, (void *)function->self);
}

static Hash function_hash(Object *o) {
    const NativeFunction *function = (NativeFunction *)o;
    Hash hash = hash_pointer(function->self) ^ hash_pointer(function->method);
    return hash == -1 ? -2 : hash;
}

static Object *function_compare(Object *left, Object *right, int op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || right->type != &native_function_type) return retain(NotImplemented);
    const NativeFunction *a = (NativeFunction *)left, *b = (NativeFunction *)right;
    bool equal = a->self == b->self && a->method == b->method;
    return retain(equal == (op == COMPARE_EQ) ? True : False);
}

static Object *doc_of(const Method *method) {
    return method->doc ? str_from_text(method->doc) : retain(None);
}

static Object *function_get_name(Object *o) { return str_intern_text(((NativeFunction *)o)->method->name); }
static Object *function_get_doc(Object *o) { return doc_of(((NativeFunction *)o)->method); }

static Object *function_get_qualname(Object *o) {
    const NativeFunction *function = (NativeFunction *)o;
    if (is_module_function(function)) return function_get_name(o);
    return qualified_name(function->method, function->self);
}

static Object *function_get_module(Object *o) {
    NativeFunction *function = (NativeFunction *)o;
    return retain(function->module ? function->module : None);
}

static Object *function_get_self(Object *o) {
    NativeFunction *function = (NativeFunction *)o;
    return retain(function->self ? function->self : None);
}

static Object *function_get_text_signature(Object *o) {
    const NativeFunction *function = (NativeFunction *)o;
    const char *self = is_module_function(function) ? "$module" : function->method->flags & METHOD_CLASS ? "$type" : "$self";
    return signature_text(function->method, self);
}

static int function_set_module(Object *o, Object *value) {
    NativeFunction *function = (NativeFunction *)o;
    Object *old = function->module;
    function->module = retain_or_null(value);
    release_or_null(old);
    return 0;
}

/* What pickle and copy use: the name, or (getattr, (self, name)). */
static Value reduce_method(Object *o, Object **args UNUSED) {
    const NativeFunction *function = (NativeFunction *)o;
    if (is_module_function(function)) return value_new(str_from_text(function->method->name));
    Object *getattr = dict_peek_text(interp.builtins, "getattr"), *name = str_from_text(function->method->name);
    Object *arguments = getattr && name ? tuple_of(2, function->self, name) : NULL;
    Object *result = arguments ? tuple_of(2, getattr, arguments) : NULL;
    release_or_null(name);
    release_or_null(arguments);
    if (!result && !error_pending()) error_set(AttributeError, "module 'builtins' has no attribute 'getattr'");
    return value_new(result);
}

static const Method function_methods[] = {
    {"__reduce__", reduce_method, "()", NULL, 0},
    {0},
};

static const Getter function_getters[] = {
    {"__name__", function_get_name, NULL, NULL},
    {"__qualname__", function_get_qualname, NULL, NULL},
    {"__doc__", function_get_doc, NULL, NULL},
    {"__module__", function_get_module, function_set_module, NULL},
    {"__self__", function_get_self, NULL, NULL},
    {"__text_signature__", function_get_text_signature, NULL, NULL},
    {0},
};

Type native_function_type = {
    .head = TYPE_HEAD, .name = "builtin_function_or_method", .size = sizeof(NativeFunction), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .weakrefs_offset = offsetof(NativeFunction, weakrefs),
    .dealloc = function_dealloc, .traverse = function_traverse, .repr = function_repr, .hash = function_hash,
    .compare = function_compare, .call = function_call, .methods = function_methods, .getters = function_getters,
};

/* ---- method_descriptor ---- */

Object *method_descriptor_new(const Method *method, Type *owner) {
    Signature *signature = signature_parse(method->signature);
    MethodDescriptor *descriptor = signature ? (MethodDescriptor *)object_new(&method_descriptor_type) : NULL;
    if (!descriptor) return NULL;
    descriptor->method = method;
    descriptor->signature = signature;
    descriptor->owner = owner;
    if (owner->flags & TYPE_HEAP) retain(&owner->head);
    gc_track(&descriptor->head);
    return &descriptor->head;
}

static bool owner_is_counted(const MethodDescriptor *descriptor) {
    return descriptor->owner && descriptor->owner->flags & TYPE_HEAP;
}

static void descriptor_dealloc(Object *o) {
    MethodDescriptor *descriptor = (MethodDescriptor *)o;
    if (owner_is_counted(descriptor)) release(&descriptor->owner->head);
    object_free(o);
}

static int descriptor_traverse(Object *o, VisitFn visit, void *context) {
    MethodDescriptor *descriptor = (MethodDescriptor *)o;
    if (owner_is_counted(descriptor)) VISIT(descriptor->owner);
    return 0;
}

static int check_self(const MethodDescriptor *descriptor, Object *self) {
    if (likely(object_is_instance(self, descriptor->owner))) return 0;
    return error_set_int(TypeError, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object",
                         descriptor->method->name, descriptor->owner, self);
}

static int check_class(const MethodDescriptor *descriptor, Object *class) {
    if (!type_has(class, TYPE_TYPE_SUBCLASS))
        return error_set_int(TypeError, "descriptor '%s' for type '%N' needs a type, not a '%T' as arg 2",
                             descriptor->method->name, descriptor->owner, class);
    if (type_is_subtype((Type *)class, descriptor->owner)) return 0;
    return error_set_int(TypeError, "descriptor '%s' requires a subtype of '%N' but received '%N'",
                         descriptor->method->name, descriptor->owner, (Type *)class);
}

static Object *descriptor_get(Object *o, Object *instance, Object *owner) {
    const MethodDescriptor *descriptor = (MethodDescriptor *)o;
    const Method *method = descriptor->method;
    if (method->flags & METHOD_STATIC) return function_new(method, descriptor->signature, NULL, NULL);
    if (method->flags & METHOD_CLASS) {
        Object *class = owner ? owner : &instance->type->head;
        return check_class(descriptor, class) ? NULL : function_new(method, descriptor->signature, class, NULL);
    }
    if (!instance) return retain(o);
    return check_self(descriptor, instance) ? NULL : function_new(method, descriptor->signature, instance, NULL);
}

static Value descriptor_call(Object *o, Object **args, size_t count, Object *kwnames) {
    const MethodDescriptor *descriptor = (MethodDescriptor *)o;
    const Method *method = descriptor->method;
    if (method->flags & METHOD_STATIC) return native_call(method, descriptor->signature, NULL, args, count, kwnames);
    if (count == 0) return error_set_value(TypeError, "unbound method %N.%s() needs an argument", descriptor->owner, method->name);
    int wrong = method->flags & METHOD_CLASS ? check_class(descriptor, args[0]) : check_self(descriptor, args[0]);
    return wrong ? value_error() : native_call(method, descriptor->signature, args[0], args + 1, count - 1, kwnames);
}

static Object *descriptor_repr(Object *o) {
    const MethodDescriptor *descriptor = (MethodDescriptor *)o;
    return str_format("<method '%s' of '%N' objects>", descriptor->method->name, descriptor->owner);
}

static Object *descriptor_get_name(Object *o) { return str_intern_text(((MethodDescriptor *)o)->method->name); }
static Object *descriptor_get_doc(Object *o) { return doc_of(((MethodDescriptor *)o)->method); }
static Object *descriptor_get_owner(Object *o) { return retain(&((MethodDescriptor *)o)->owner->head); }

static Object *descriptor_get_qualname(Object *o) {
    const MethodDescriptor *descriptor = (MethodDescriptor *)o;
    return str_format("%N.%s", descriptor->owner, descriptor->method->name);
}

static Object *descriptor_get_text_signature(Object *o) {
    const Method *method = ((MethodDescriptor *)o)->method;
    return signature_text(method, method->flags & METHOD_CLASS ? "$type" : "$self");
}

static const Getter descriptor_getters[] = {
    {"__name__", descriptor_get_name, NULL, NULL},
    {"__qualname__", descriptor_get_qualname, NULL, NULL},
    {"__doc__", descriptor_get_doc, NULL, NULL},
    {"__objclass__", descriptor_get_owner, NULL, NULL},
    {"__text_signature__", descriptor_get_text_signature, NULL, NULL},
    {0},
};

Type method_descriptor_type = {
    .head = TYPE_HEAD, .name = "method_descriptor", .size = sizeof(MethodDescriptor), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .dealloc = descriptor_dealloc, .traverse = descriptor_traverse, .repr = descriptor_repr, .call = descriptor_call,
    .descr_get = descriptor_get, .getters = descriptor_getters,
};
