/* object.c - the base of all types. Its methods reach script code only through the protocols they use. */
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"

/* ---- construction ---- */

static bool has_arguments(size_t count, Object *kwnames) { return count || (kwnames && tuple_count(kwnames)); }

int object_init_slot(Object *self, Object **args UNUSED, size_t count, Object *kwnames) {
    const Type *type = self->type;
    if (likely(!has_arguments(count, kwnames))) return 0;
    if (type->init != object_init_slot)
        return error_set_int(TypeError, "object.__init__() takes exactly one argument (the instance to initialize)");
    if (type->new == object_new_slot)
        return error_set_int(TypeError, "%.200s.__init__() takes exactly one argument (the instance to initialize)", type_full_name(type));
    return 0;
}

static void *abstract_error(Type *type) {
    Object *names = object_getattr((Object *)type, NAME(__abstractmethods__));
    Object *list = names ? list_from_iterable(names) : NULL, *comma = str_from_text(", "), *joined = NULL;
    if (list && comma && !list_sort(list, NULL, false)) joined = str_join(comma, list);
    if (joined)
        error_set(TypeError, "Can't instantiate abstract class %s with abstract method%s %U", type_full_name(type),
                  list_count(list) > 1 ? "s" : "", joined);
    release_or_null(names);
    release_or_null(list);
    release_or_null(comma);
    release_or_null(joined);
    return NULL;
}

Object *object_new_slot(Type *type, Object **args UNUSED, size_t count, Object *kwnames) {
    if (unlikely(has_arguments(count, kwnames))) {
        if (type->new != object_new_slot) return error_set(TypeError, "object.__new__() takes exactly one argument (the type to instantiate)");
        if (type->init == object_init_slot) return error_set(TypeError, "%.200s() takes no arguments", type_full_name(type));
    }
    if (unlikely(type->flags & TYPE_ABSTRACT)) return abstract_error(type);
    if (likely(type->flags & TYPE_HEAP)) return instance_new(type);
    Object *o = object_new(type);
    if (o && type->flags & TYPE_GC) gc_track(o);
    return o;
}

/* ---- slots ---- */

/* Straight to the slot: what is wrong with the result is told of __str__. */
static Object *str_slot(Object *self) {
    if (recursion_enter(" while getting the repr of an object")) return NULL;
    return self->type->repr ? self->type->repr(self) : object_default_repr(self);
}

static Hash hash_slot(Object *self) { return hash_pointer(self); }

/* != is the opposite of == as the type defines it. */
static Object *compare_slot(Object *self, Object *other, int op) {
    if (op == COMPARE_EQ) return retain(self == other ? True : NotImplemented);
    if (op == COMPARE_NE && self == other && !self->type->compare) return retain(False);
    if (op != COMPARE_NE || !self->type->compare) return retain(NotImplemented);
    Object *equal = self->type->compare(self, other, COMPARE_EQ);
    if (!equal || equal == NotImplemented) return equal;
    int truth = object_truth(equal);
    release(equal);
    return truth < 0 ? NULL : retain(truth ? False : True);
}

static void dealloc_slot(Object *self) { object_free(self); }

/* ---- __class__ ---- */

static Object *get_class(Object *self) { return retain((Object *)self->type); }

static int check_new_class(Object *self, Object *value) {
    if (!value) return error_set_int(TypeError, "can't delete __class__ attribute");
    if (!is_type(value)) return error_set_int(TypeError, "__class__ must be set to a class, not '%s' object", type_full_name(value->type));
    Type *from = self->type, *to = (Type *)value;
    bool modules = type_is_subtype(from, &module_type) && type_is_subtype(to, &module_type);
    if (!modules && ((from->flags | to->flags) & TYPE_IMMUTABLE))
        return error_set_int(TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    return type_check_layout(from, to, "__class__");
}

/* Attributes are kept in a dict across the change: the shape belongs to the old class. */
static int set_class(Object *self, Object *value) {
    if (check_new_class(self, value)) return -1;
    Type *from = self->type, *to = (Type *)value;
    if ((from->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS && from != to && !attrs_dict_borrowed(self)) return -1;
    if (to->flags & TYPE_HEAP) retain((Object *)to);
    self->type = to;
    if (from->flags & TYPE_HEAP) release((Object *)from);
    return 0;
}

static const Getter object_getters[] = {
    {"__class__", get_class, set_class, "the object's class"}, {0},
};

/* ---- methods ---- */

static Value format_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "__format__() argument must be str, not %K", args[0]);
    if (str_size(args[0])) return error_set_value(TypeError, "unsupported format string passed to %.200s.__format__", type_full_name(self->type));
    return value_new(object_str(self));
}

static Value sizeof_method(Object *self, Object **args UNUSED) { return value_new(int_from_size(self->type->size)); }

/* Adds the names of o.__dict__, if it is a dict. */
static int collect_own_names(Object *names, Object *o) {
    Object *dict = object_getattr_or_null(o, NAME(__dict__));
    int failed = !dict && error_pending() ? -1 : 0;
    if (dict && is_dict(dict)) failed = dict_merge(names, dict, 1);
    release_or_null(dict);
    return failed;
}

static Value dir_method(Object *self, Object **args UNUSED) {
    Object *names = dict_new(), *list = NULL;
    if (names && !collect_own_names(names, self)) {
        Object *class = object_getattr_or_null(self, NAME(__class__));
        if (!error_pending() && (!class || !is_type(class) || !type_collect_names(names, (Type *)class))) list = dict_keys(names);
        release_or_null(class);
    }
    release_or_null(names);
    return value_new(list);
}

static Value init_subclass_method(Object *self UNUSED, Object **args UNUSED) { return value_none(); }
static Value subclasshook_method(Object *self UNUSED, Object **args UNUSED) { return value_borrowed(NotImplemented); }

static const Method object_methods[] = {
    {"__format__", format_method, "(format_spec, /)", "Default object formatter.", 0},
    {"__sizeof__", sizeof_method, "()", "Size of object in memory, in bytes.", 0},
    {"__dir__", dir_method, "()", "Default dir() implementation.", 0},
    {"__reduce__", object_reduce, "()", "Helper for pickle.", 0},
    {"__reduce_ex__", object_reduce_ex, "(protocol, /)", "Helper for pickle.", 0},
    {"__getstate__", object_getstate, "()", "Helper for pickle.", 0},
    {"__init_subclass__", init_subclass_method, "()",
     "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.\n", METHOD_CLASS},
    {"__subclasshook__", subclasshook_method, "(*args)",
     "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\n"
     "It should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\n"
     "overrides the normal algorithm (and the outcome is cached).\n", METHOD_CLASS},
    {0},
};

Type object_type = {
    .head = TYPE_HEAD, .name = "object", .size = sizeof(Object), .flags = TYPE_BASE,
    .new = object_new_slot, .init = object_init_slot, .dealloc = dealloc_slot,
    .getattr = object_generic_getattr, .setattr = object_generic_setattr, .repr = object_default_repr, .str = str_slot,
    .hash = hash_slot, .compare = compare_slot, .methods = object_methods, .getters = object_getters,
    .doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
           "instance that has no instance attributes and cannot be given any.\n",
    .text_signature = "()",
};
