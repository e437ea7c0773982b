/* classmethod.c - classmethod and staticmethod. Binding may run a wrapped descriptor's __get__. */
#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

static MethodWrapper *wrapper_of(Object *o) { return (MethodWrapper *)o; }

/* The wrapper looks like what it wraps: these attributes are copied to its dict where they exist. */
static int copy_attributes(Object *self, Object *callable) {
    Object *const names[] = {NAME(__module__), NAME(__name__), NAME(__qualname__), NAME(__doc__), NAME(__annotations__)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Object *value = object_getattr_or_null(callable, names[i]);
        int failed = value ? object_setattr(self, names[i], value) : error_pending() ? -1 : 0;
        release_or_null(value);
        if (failed) return -1;
    }
    return 0;
}

static Object *wrap(Type *type, Object *callable) {
    MethodWrapper *self = (MethodWrapper *)object_new(type);
    if (!self) return NULL;
    self->callable = retain(callable);
    gc_track(&self->head);
    if (!is_function(callable) || !copy_attributes(&self->head, callable)) return &self->head;
    release(&self->head);
    return NULL;
}

Object *staticmethod_new(Object *callable) { return wrap(&staticmethod_type, callable); }
Object *classmethod_new(Object *callable) { return wrap(&classmethod_type, callable); }

static Object *new(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    MethodWrapper *self = (MethodWrapper *)object_new(type);
    if (!self) return NULL;
    self->callable = retain(None);
    gc_track(&self->head);
    return &self->head;
}

static int init(Object *self, Object **args, size_t count, Object *kwnames) {
    const char *name = object_is_instance(self, &classmethod_type) ? "classmethod" : "staticmethod";
    if (kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "%s() takes no keyword arguments", name);
    if (count != 1) return error_set_int(TypeError, "%s expected 1 argument, got %zd", name, (ssize_t)count);
    object_replace_steal(&wrapper_of(self)->callable, retain(args[0]));
    return copy_attributes(self, args[0]);
}

static int clear(Object *o) {
    CLEAR(wrapper_of(o)->callable);
    CLEAR(wrapper_of(o)->dict);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(wrapper_of(o)->callable);
    VISIT(wrapper_of(o)->dict);
    return 0;
}

static Object *bind_static(Object *self, Object *instance UNUSED, Object *owner UNUSED) { return retain(wrapper_of(self)->callable); }

static Object *bind_class(Object *self, Object *instance, Object *owner) {
    Object *callable = wrapper_of(self)->callable, *class = owner ? owner : (Object *)instance->type;
    if (is_function(callable)) return method_new(callable, class);
    if (callable->type->descr_get) return callable->type->descr_get(callable, class, class);
    return method_new(callable, class);
}

static Value call_static(Object *self, Object **args, size_t count, Object *kwnames) {
    return object_call_value(wrapper_of(self)->callable, args, count, kwnames);
}

static Object *repr_static(Object *self) { return str_format("<staticmethod(%R)>", wrapper_of(self)->callable); }
static Object *repr_class(Object *self) { return str_format("<classmethod(%R)>", wrapper_of(self)->callable); }

static Object *get_callable(Object *self) { return retain(wrapper_of(self)->callable); }

static Object *get_dict(Object *self) {
    MethodWrapper *wrapper = wrapper_of(self);
    if (!wrapper->dict && !(wrapper->dict = dict_new())) return NULL;
    return retain(wrapper->dict);
}

static int set_dict(Object *self, Object *value) {
    if (!value || !is_dict(value))
        return error_set_int(TypeError, "__dict__ must be set to a dictionary, not a '%.200s'", value ? type_full_name(value->type) : "NULL");
    object_replace_steal(&wrapper_of(self)->dict, retain(value));
    return 0;
}

static Object *get_abstract(Object *self) {
    Object *flag = object_getattr_or_null(wrapper_of(self)->callable, NAME(__isabstractmethod__));
    if (!flag && error_pending()) return NULL;
    int truth = flag ? object_truth(flag) : 0;
    release_or_null(flag);
    return truth < 0 ? NULL : retain(truth ? True : False);
}

static const Getter getters[] = {
    {"__func__", get_callable, getter_readonly, NULL}, {"__wrapped__", get_callable, getter_readonly, NULL}, {"__dict__", get_dict, set_dict, NULL},
    {"__isabstractmethod__", get_abstract, NULL, NULL}, {0},
};

#define COMMON \
    .head = TYPE_HEAD, .size = sizeof(MethodWrapper), .flags = TYPE_GC | TYPE_BASE, .dict_offset = offsetof(MethodWrapper, dict), \
    .new = new, .init = init, .dealloc = dealloc, .traverse = traverse, .clear = clear, .getattr = object_generic_getattr, \
    .setattr = object_generic_setattr, .getters = getters

Type staticmethod_type = {
    COMMON, .name = "staticmethod", .descr_get = bind_static, .call = call_static, .repr = repr_static,
    .doc = "staticmethod(function) -> method\n\nConvert a function to be a static method.\n\nA static method does not receive an implicit "
           "first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n"
           "         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n"
           "(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\n"
           "Static methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
};

Type classmethod_type = {
    COMMON, .name = "classmethod", .descr_get = bind_class, .repr = repr_class,
    .doc = "classmethod(function) -> method\n\nConvert a function to be a class method.\n\nA class method receives the class as implicit "
           "first argument,\njust like an instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n"
           "      @classmethod\n      def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n"
           "(e.g. C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived class\n"
           "object is passed as the implied first argument.\n\nClass methods are different than C++ or Java static methods.\n"
           "If you want those, see the staticmethod builtin.",
};
