/* descriptor.c - descriptors of built-in types: getsets, slot wrappers and their bound form, class methods; and the
 * members that __slots__ makes. Only the functions behind them run script code. */
#include "builtins/types/descriptor.h"

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

/* All of these structures start alike for the purpose of messages. */
static const char *descriptor_name(const Object *o) {
    if (o->type == &getset_descriptor_type) return ((const GetsetDescriptor *)o)->getter->name;
    if (o->type == &wrapper_descriptor_type) return str_data(*((const WrapperDescriptor *)o)->row->name);
    if (o->type == &member_descriptor_type) return str_data(((const MemberDescriptor *)o)->name);
    return ((const MethodDescriptor *)o)->method->name;
}

static Type *owner_of(const Object *o) {
    if (o->type == &getset_descriptor_type) return ((const GetsetDescriptor *)o)->owner;
    if (o->type == &wrapper_descriptor_type) return ((const WrapperDescriptor *)o)->owner;
    if (o->type == &member_descriptor_type) return ((const MemberDescriptor *)o)->owner;
    return ((const MethodDescriptor *)o)->owner;
}

Type *descriptor_owner_borrowed(const Object *o) {
    if (o->type == &wrapper_descriptor_type || o->type == &method_descriptor_type) return owner_of(o);
    return NULL;
}

static int check_instance(Object *descriptor, Object *instance) {
    if (object_is_instance(instance, owner_of(descriptor))) return 0;
    return error_set_int(TypeError, "descriptor '%s' for '%.100s' objects doesn't apply to a '%.100s' object",
                         descriptor_name(descriptor), type_full_name(owner_of(descriptor)), type_full_name(instance->type));
}

/* ---- shared attributes ---- */

static Object *get_name(Object *o) { return str_intern_text(descriptor_name(o)); }
static Object *get_objclass(Object *o) { return retain((Object *)owner_of(o)); }

static Object *get_qualname(Object *o) {
    Object *owner = type_qualname(owner_of(o));
    Object *result = owner ? str_format("%U.%s", owner, descriptor_name(o)) : NULL;
    release_or_null(owner);
    return result;
}

static void descriptor_dealloc(Object *o) {
    Type *owner = owner_of(o);
    if (owner && (owner->flags & TYPE_HEAP)) release((Object *)owner);
    if (o->type == &member_descriptor_type) release_or_null(((MemberDescriptor *)o)->name);
    object_free(o);
}

static int descriptor_traverse(Object *o, VisitFn visit, void *context) {
    Type *owner = owner_of(o);
    if (owner && (owner->flags & TYPE_HEAP)) VISIT(owner);
    return 0;
}

static Object *text_or_none(const char *text) { return text ? str_from_text(text) : retain(None); }

/* ---- getset ---- */

Object *getset_descriptor_new(const Getter *getter, Type *owner) {
    GetsetDescriptor *d = (GetsetDescriptor *)object_new(&getset_descriptor_type);
    if (!d) return NULL;
    d->getter = getter;
    d->owner = owner;
    if (owner->flags & TYPE_HEAP) retain((Object *)owner);
    gc_track(&d->head);
    return &d->head;
}

static Object *getset_get(Object *self, Object *instance, Object *owner UNUSED) {
    if (!instance) return retain(self);
    if (check_instance(self, instance)) return NULL;
    const Getter *getter = ((GetsetDescriptor *)self)->getter;
    if (getter->get) return getter->get(instance);
    return error_set(AttributeError, "attribute '%s' of '%.100s' objects is not readable", getter->name, type_full_name(owner_of(self)));
}

int getter_readonly(Object *self UNUSED, Object *value UNUSED) { return error_set_int(AttributeError, "readonly attribute"); }

static int getset_set(Object *self, Object *instance, Object *value) {
    if (check_instance(self, instance)) return -1;
    const Getter *getter = ((GetsetDescriptor *)self)->getter;
    if (getter->set) return getter->set(instance, value);
    return error_set_int(AttributeError, "attribute '%s' of '%.100s' objects is not writable", getter->name, type_full_name(owner_of(self)));
}

static Object *getset_repr(Object *self) {
    return str_format("<attribute '%s' of '%.100s' objects>", descriptor_name(self), type_full_name(owner_of(self)));
}

static Object *getset_doc(Object *self) { return text_or_none(((GetsetDescriptor *)self)->getter->doc); }

static const Getter getset_getters[] = {
    {"__doc__", getset_doc, NULL, NULL}, {"__name__", get_name, getter_readonly, NULL},
    {"__qualname__", get_qualname, NULL, NULL}, {"__objclass__", get_objclass, getter_readonly, NULL}, {0},
};

Type getset_descriptor_type = {
    .head = TYPE_HEAD, .name = "getset_descriptor", .size = sizeof(GetsetDescriptor), .flags = TYPE_GC,
    .dealloc = descriptor_dealloc, .traverse = descriptor_traverse, .repr = getset_repr, .getattr = object_generic_getattr,
    .descr_get = getset_get, .descr_set = getset_set, .getters = getset_getters,
};

/* ---- members (__slots__) ---- */

Object *member_descriptor_new(Object *name, size_t offset, Type *owner) {
    MemberDescriptor *d = (MemberDescriptor *)object_new(&member_descriptor_type);
    if (!d) return NULL;
    d->name = retain(name);
    d->offset = offset;
    d->owner = (Type *)retain((Object *)owner);
    gc_track(&d->head);
    return &d->head;
}

static Object **member_field(Object *self, Object *instance) { return (Object **)((char *)instance + ((MemberDescriptor *)self)->offset); }

static Object *member_get(Object *self, Object *instance, Object *owner UNUSED) {
    if (!instance) return retain(self);
    if (check_instance(self, instance)) return NULL;
    Object *value = *member_field(self, instance);
    return value ? retain(value) : error_no_attribute(instance, ((MemberDescriptor *)self)->name);
}

static int member_set(Object *self, Object *instance, Object *value) {
    if (check_instance(self, instance)) return -1;
    Object **field = member_field(self, instance);
    if (!value && !*field) return error_set_int(AttributeError, "%U", ((MemberDescriptor *)self)->name);
    object_replace_steal(field, retain_or_null(value));
    return 0;
}

static Object *member_repr(Object *self) {
    return str_format("<member '%s' of '%.100s' objects>", descriptor_name(self), type_full_name(owner_of(self)));
}

static Object *none_doc(Object *self UNUSED) { return retain(None); }

static const Getter member_getters[] = {
    {"__doc__", none_doc, NULL, NULL}, {"__name__", get_name, getter_readonly, NULL},
    {"__qualname__", get_qualname, NULL, NULL}, {"__objclass__", get_objclass, getter_readonly, NULL}, {0},
};

Type member_descriptor_type = {
    .head = TYPE_HEAD, .name = "member_descriptor", .size = sizeof(MemberDescriptor), .flags = TYPE_GC,
    .dealloc = descriptor_dealloc, .traverse = descriptor_traverse, .repr = member_repr, .getattr = object_generic_getattr,
    .descr_get = member_get, .descr_set = member_set, .getters = member_getters,
};

/* ---- slot wrappers ---- */

Object *wrapper_descriptor_new(const SlotRow *row, void (*slot)(void), Type *owner) {
    WrapperDescriptor *d = (WrapperDescriptor *)object_new(&wrapper_descriptor_type);
    if (!d) return NULL;
    d->row = row;
    d->slot = slot;
    d->owner = owner;
    if (owner->flags & TYPE_HEAP) retain((Object *)owner);
    gc_track(&d->head);
    return &d->head;
}

static int check_wrapper_arguments(const SlotRow *row, size_t count, Object *kwnames) {
    if (row->most < 0) return 0;
    if (kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "wrapper %U() takes no keyword arguments", *row->name);
    if (count >= (size_t)row->least && count <= (size_t)row->most) return 0;
    if (row->least == row->most)   /* CPython unpacks two and more under an empty name */
        return error_set_int(TypeError, "%sexpected %d argument%s, got %zd", row->least > 1 ? " " : "", row->least,
                             row->least == 1 ? "" : "s", (ssize_t)count);
    const char *bound = count < (size_t)row->least ? "at least" : "at most";
    int limit = count < (size_t)row->least ? row->least : row->most;
    return error_set_int(TypeError, " expected %s %d argument%s, got %zd", bound, limit, limit == 1 ? "" : "s", (ssize_t)count);
}

static Value call_wrapper(WrapperDescriptor *d, Object *self, Object **args, size_t count, Object *kwnames) {
    if (check_wrapper_arguments(d->row, count, kwnames)) return value_error();
    return value_new(d->row->wrap(d->slot, d->row, self, args, count, kwnames));
}

static Value wrapper_call(Object *o, Object **args, size_t count, Object *kwnames) {
    WrapperDescriptor *d = (WrapperDescriptor *)o;
    if (count < 1)
        return error_set_value(TypeError, "descriptor '%s' of '%.100s' object needs an argument", descriptor_name(o), type_full_name(d->owner));
    if (!object_is_instance(args[0], d->owner))
        return error_set_value(TypeError, "descriptor '%s' requires a '%.100s' object but received a '%.100s'", descriptor_name(o),
                               type_full_name(d->owner), type_full_name(args[0]->type));
    return call_wrapper(d, args[0], args + 1, count - 1, kwnames);
}

static Object *wrapper_get(Object *self, Object *instance, Object *owner UNUSED) {
    if (!instance) return retain(self);
    if (check_instance(self, instance)) return NULL;
    MethodWrapperObject *bound = (MethodWrapperObject *)object_new(&method_wrapper_type);
    if (!bound) return NULL;
    bound->descriptor = (WrapperDescriptor *)retain(self);
    bound->self = retain(instance);
    gc_track(&bound->head);
    return &bound->head;
}

static Object *wrapper_repr(Object *self) {
    return str_format("<slot wrapper '%s' of '%.100s' objects>", descriptor_name(self), type_full_name(owner_of(self)));
}

static Object *wrapper_doc(Object *self) { return text_or_none(((WrapperDescriptor *)self)->row->doc); }
static Object *wrapper_signature(Object *self) { return text_or_none(((WrapperDescriptor *)self)->row->signature); }

static const Getter wrapper_getters[] = {
    {"__doc__", wrapper_doc, NULL, NULL}, {"__name__", get_name, getter_readonly, NULL}, {"__qualname__", get_qualname, NULL, NULL},
    {"__objclass__", get_objclass, getter_readonly, NULL}, {"__text_signature__", wrapper_signature, NULL, NULL}, {0},
};

Type wrapper_descriptor_type = {
    .head = TYPE_HEAD, .name = "wrapper_descriptor", .size = sizeof(WrapperDescriptor), .flags = TYPE_GC,
    .dealloc = descriptor_dealloc, .traverse = descriptor_traverse, .repr = wrapper_repr, .getattr = object_generic_getattr,
    .call = wrapper_call, .descr_get = wrapper_get, .getters = wrapper_getters,
};

/* ---- bound slot wrappers ---- */

static void method_wrapper_dealloc(Object *o) {
    MethodWrapperObject *bound = (MethodWrapperObject *)o;
    release_or_null((Object *)bound->descriptor);
    release_or_null(bound->self);
    object_free(o);
}

static int method_wrapper_traverse(Object *o, VisitFn visit, void *context) {
    MethodWrapperObject *bound = (MethodWrapperObject *)o;
    VISIT(bound->descriptor);
    VISIT(bound->self);
    return 0;
}

static Value method_wrapper_call(Object *o, Object **args, size_t count, Object *kwnames) {
    MethodWrapperObject *bound = (MethodWrapperObject *)o;
    return call_wrapper(bound->descriptor, bound->self, args, count, kwnames);
}

static Object *method_wrapper_repr(Object *o) {
    MethodWrapperObject *bound = (MethodWrapperObject *)o;
    return str_format("<method-wrapper '%s' of %s object at %p>", descriptor_name((Object *)bound->descriptor),
                      type_full_name(bound->self->type), (void *)bound->self);
}

static Hash method_wrapper_hash(Object *o) {
    MethodWrapperObject *bound = (MethodWrapperObject *)o;
    Hash hash = hash_pointer(bound->self) ^ hash_pointer(bound->descriptor);
    return hash == -1 ? -2 : hash;
}

static Object *method_wrapper_compare(Object *left, Object *right, int op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || right->type != &method_wrapper_type) return retain(NotImplemented);
    MethodWrapperObject *a = (MethodWrapperObject *)left, *b = (MethodWrapperObject *)right;
    bool equal = a->self == b->self && a->descriptor == b->descriptor;
    return retain(equal == (op == COMPARE_EQ) ? True : False);
}

static Object *bound_name(Object *o) { return get_name((Object *)((MethodWrapperObject *)o)->descriptor); }
static Object *bound_qualname(Object *o) { return get_qualname((Object *)((MethodWrapperObject *)o)->descriptor); }
static Object *bound_objclass(Object *o) { return get_objclass((Object *)((MethodWrapperObject *)o)->descriptor); }
static Object *bound_doc(Object *o) { return wrapper_doc((Object *)((MethodWrapperObject *)o)->descriptor); }
static Object *bound_signature(Object *o) { return wrapper_signature((Object *)((MethodWrapperObject *)o)->descriptor); }
static Object *bound_self(Object *o) { return retain(((MethodWrapperObject *)o)->self); }

static const Getter method_wrapper_getters[] = {
    {"__name__", bound_name, NULL, NULL}, {"__qualname__", bound_qualname, NULL, NULL}, {"__objclass__", bound_objclass, NULL, NULL},
    {"__doc__", bound_doc, NULL, NULL}, {"__text_signature__", bound_signature, NULL, NULL}, {"__self__", bound_self, getter_readonly, NULL}, {0},
};

Type method_wrapper_type = {
    .head = TYPE_HEAD, .name = "method-wrapper", .size = sizeof(MethodWrapperObject), .flags = TYPE_GC,
    .dealloc = method_wrapper_dealloc, .traverse = method_wrapper_traverse, .repr = method_wrapper_repr, .call = method_wrapper_call,
    .hash = method_wrapper_hash, .compare = method_wrapper_compare, .getattr = object_generic_getattr, .getters = method_wrapper_getters,
};

/* ---- native methods in a type's dict ---- */

/* As method_descriptor, whose functions know the flag of class methods; its own type, so that binding to the class is
 * told apart from binding to an instance. */
Type classmethod_descriptor_type = {.head = TYPE_HEAD, .name = "classmethod_descriptor"};

static void complete_classmethod_type(void) {
    if (classmethod_descriptor_type.size) return;
    const Type *model = &method_descriptor_type;
    classmethod_descriptor_type.size = model->size;
    classmethod_descriptor_type.flags = TYPE_GC;
    classmethod_descriptor_type.dealloc = model->dealloc;
    classmethod_descriptor_type.traverse = model->traverse;
    classmethod_descriptor_type.repr = model->repr;
    classmethod_descriptor_type.call = model->call;
    classmethod_descriptor_type.descr_get = model->descr_get;
    classmethod_descriptor_type.getters = model->getters;
}

/* As in CPython the function's __self__ is the type, for its repr and qualified name. */
static Object *static_method_object(const Method *method, Type *owner) {
    Object *function = native_function_new(method, &owner->head, NULL);
    if (!function) return NULL;
    Object *wrapper = staticmethod_new(function);
    release(function);
    return wrapper;
}

Object *type_method_object(const Method *method, Type *owner) {
    if (method->flags & METHOD_STATIC) return static_method_object(method, owner);
    complete_classmethod_type();
    Object *descriptor = method_descriptor_new(method, owner);
    if (descriptor && (method->flags & METHOD_CLASS)) descriptor->type = &classmethod_descriptor_type;
    return descriptor;
}
