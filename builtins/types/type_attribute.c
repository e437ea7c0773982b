/* type_attribute.c - attributes of classes: lookup, setting (which renews versions and slots), and the getters and
 * methods of the type type. Descriptors may run script code. */
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/type_list.h"

Object *attribute_name(Object *name) {
    if (is_str_exact(name)) return ((Str *)name)->interned ? retain(name) : str_intern_steal(retain(name));
    if (is_str(name)) return str_intern_utf8(str_data(name), str_size(name));
    return error_set(TypeError, "attribute name must be string, not '%.200s'", type_full_name(name->type));
}

/* ---- lookup ---- */

/* found(None, class) where found has __get__, else found itself. STEALS found. */
static Object *bind_steal(Object *found, Object *instance, Object *owner) {
    if (!found->type->descr_get) return found;
    Object *result = found->type->descr_get(found, instance, owner);
    release(found);
    return result;
}

/* Data descriptor of the metaclass, attribute along the class's own MRO, other attribute of the metaclass. */
Object *type_getattr(Object *self, Object *name) {
    Type *type = (Type *)self, *metaclass = self->type;
    Object *meta = type_lookup_borrowed(metaclass, name);
    if (meta && meta->type->descr_get && meta->type->descr_set) return bind_steal(retain(meta), self, (Object *)metaclass);
    retain_or_null(meta);
    Object *found = type_lookup_borrowed(type, name);
    if (found) {
        retain(found);
        release_or_null(meta);
        return bind_steal(found, NULL, self);
    }
    if (meta) return bind_steal(meta, self, (Object *)metaclass);
    return error_pending() ? NULL : error_no_attribute(self, name);
}

static void renew(Type *type, Object *name) {
    type_renew_versions(type);
    slots_update_name(type, name);
}

/* A value that reading the attribute gives as it is, and always will. */
static bool is_plain_value(const Object *o) { return o && !(o->type->flags & TYPE_HEAP) && !o->type->descr_get && !o->type->descr_set; }

static void forget_changing(Type *type, const Object *name) {
    for (uint32_t i = 0; i < type->changing_count; i++)
        if (type->changing[i] == name) type->changing[i--] = type->changing[--type->changing_count];
}

/* Does the new value take the place of one that is cached nowhere? Notes names whose values change. Dunder names mean
 * slots. */
static bool replaces_uncached(Type *type, Object *name, const Object *old, const Object *value) {
    if (!is_plain_value(old) || !is_plain_value(value) || !((Str *)name)->interned || strncmp(str_data(name), "__", 2) == 0) {
        forget_changing(type, name);
        return false;
    }
    if (type_attribute_changes(type, name)) return true;
    if (type->changing_count < TYPE_CHANGING) type->changing[type->changing_count++] = name;
    return false;
}

static int set_in_dict(Type *type, Object *name, Object *value) {
    Object *dict = (Object *)type->dict;
    Object *old = retain_or_null(dict_peek_str(dict, name));   /* goes only after the slots are right */
    int result = value ? dict_set(dict, name, value) : dict_delete(dict, name);
    if (result >= 0 && (value || result) && !replaces_uncached(type, name, old, value)) renew(type, name);
    release_or_null(old);
    if (value || result) return result < 0 ? -1 : 0;
    return error_set_int(AttributeError, "type object '%.50s' has no attribute '%U'", type_full_name(type), name);
}

int type_setattr(Object *self, Object *name, Object *value) {
    Type *type = (Type *)self;
    if (type->flags & TYPE_IMMUTABLE)
        return error_set_int(TypeError, "cannot set %R attribute of immutable type '%s'", name, type_full_name(type));
    Object *meta = type_lookup_borrowed(self->type, name);
    if (meta && meta->type->descr_set) {
        retain(meta);
        int result = meta->type->descr_set(meta, self, value);
        release(meta);
        return result;
    }
    return set_in_dict(type, name, value);
}

/* ---- getters ---- */

static int check_settable(Type *type, Object *value, const char *name) {
    if (type->flags & TYPE_IMMUTABLE)
        return error_set_int(TypeError, "cannot set '%s' attribute of immutable type '%s'", name, type_full_name(type));
    if (!value) return error_set_int(TypeError, "cannot delete '%s' attribute of immutable type '%s'", name, type_full_name(type));
    return 0;
}

static Object *get_name(Object *self) {
    Type *type = (Type *)self;
    return type->flags & TYPE_HEAP ? retain(type->name_object) : str_intern_text(type_name(type));
}

static int set_name(Object *self, Object *value) {
    Type *type = (Type *)self;
    if (check_settable(type, value, "__name__")) return -1;
    if (!is_str(value))
        return error_set_int(TypeError, "can only assign string to %s.__name__, not '%s'", type_full_name(type), type_full_name(value->type));
    if (memchr(str_data(value), 0, str_size(value))) return error_set_int(ValueError, "type name must not contain null characters");
    type->name = str_data(value);
    object_replace_steal(&type->name_object, retain(value));
    return 0;
}

static Object *get_qualname(Object *self) { return type_qualname((Type *)self); }

static int set_qualname(Object *self, Object *value) {
    Type *type = (Type *)self;
    if (check_settable(type, value, "__qualname__")) return -1;
    if (!is_str(value))
        return error_set_int(TypeError, "can only assign string to %s.__qualname__, not '%s'", type_full_name(type), type_full_name(value->type));
    object_replace_steal(&type->qualname, retain(value));
    return 0;
}

static Object *get_module(Object *self) {
    Object *module = type_module_borrowed((Type *)self);
    if (module) return retain(module);
    return error_pending() ? NULL : error_no_attribute(self, NAME(__module__));
}

static int set_entry(Object *self, Object *name, Object *value) {
    return set_in_dict((Type *)self, name, value);
}

static int set_module(Object *self, Object *value) {
    return check_settable((Type *)self, value, "__module__") ? -1 : set_entry(self, NAME(__module__), value);
}

static Object *get_doc(Object *self) {
    const Type *type = (Type *)self;
    if (!(type->flags & TYPE_HEAP)) return type->doc ? str_from_text(type->doc) : retain(None);
    Object *doc = dict_peek_str((Object *)((Type *)self)->dict, NAME(__doc__));
    if (!doc) return error_pending() ? NULL : retain(None);
    return bind_steal(retain(doc), NULL, self);
}

static int set_doc(Object *self, Object *value) {
    return check_settable((Type *)self, value, "__doc__") ? -1 : set_entry(self, NAME(__doc__), value);
}

static Object *get_annotations(Object *self) {
    Type *type = (Type *)self;
    if (!(type->flags & TYPE_HEAP)) return error_no_attribute(self, NAME(__annotations__));
    Object *annotations = dict_peek_str((Object *)type->dict, NAME(__annotations__));
    if (annotations) return bind_steal(retain(annotations), NULL, self);
    annotations = dict_new();
    if (annotations && set_entry(self, NAME(__annotations__), annotations)) CLEAR(annotations);
    return annotations;
}

static int set_annotations(Object *self, Object *value) {
    Type *type = (Type *)self;
    if (type->flags & TYPE_IMMUTABLE)
        return error_set_int(TypeError, "cannot set '__annotations__' attribute of immutable type '%s'", type_full_name(type));
    if (!value && !dict_peek_str((Object *)type->dict, NAME(__annotations__)))
        return error_set_int(AttributeError, "%U", NAME(__annotations__));
    return set_entry(self, NAME(__annotations__), value);
}

static Object *get_abstract(Object *self) {
    Object *found = self == (Object *)&type_type ? NULL : dict_peek_str((Object *)((Type *)self)->dict, NAME(__abstractmethods__));
    if (found) return retain(found);
    return error_attribute(self, NAME(__abstractmethods__), "%U", NAME(__abstractmethods__));
}

static int set_abstract(Object *self, Object *value) {
    Type *type = (Type *)self;
    int abstract = value ? object_truth(value) : 0;
    if (abstract < 0) return -1;
    if (!value && !dict_peek_str((Object *)type->dict, NAME(__abstractmethods__))) {
        error_attribute(self, NAME(__abstractmethods__), "%U", NAME(__abstractmethods__));
        return -1;
    }
    if (set_entry(self, NAME(__abstractmethods__), value)) return -1;
    if (abstract) type->flags |= TYPE_ABSTRACT;
    else type->flags &= ~(uint32_t)TYPE_ABSTRACT;
    return 0;
}

static Object *get_dict(Object *self) { return mappingproxy_new((Object *)((Type *)self)->dict); }
static Object *get_mro(Object *self) { return retain(((Type *)self)->mro ? ((Type *)self)->mro : None); }
static Object *get_base(Object *self) { return retain(((Type *)self)->base ? (Object *)((Type *)self)->base : None); }
static Object *get_bases(Object *self) { return retain(((Type *)self)->bases); }
static Object *get_basicsize(Object *self) { return int_from_size(((Type *)self)->size); }
static Object *get_itemsize(Object *self) { return int_from_size(((Type *)self)->item_size); }
static Object *get_weakrefoffset(Object *self) { return int_from_i64(((Type *)self)->weakrefs_offset); }

static Object *get_dictoffset(Object *self) {
    const Type *type = (Type *)self;
    bool dict = (type->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS;
    return int_from_i64(dict ? -(ptrdiff_t)(sizeof(Attrs) + sizeof(GcHead)) : type->dict_offset);
}

/* CPython's bits, as far as scripts test them. */
static Object *get_flags(Object *self) {
    static const struct { uint32_t ours, theirs; } bits[] = {
        {TYPE_GC, 1u << 14}, {TYPE_HEAP, 1u << 9}, {TYPE_BASE, 1u << 10}, {TYPE_READY, 1u << 12}, {TYPE_IMMUTABLE, 1u << 8},
        {TYPE_ABSTRACT, 1u << 20}, {TYPE_INT_SUBCLASS, 1u << 24}, {TYPE_LIST_SUBCLASS, 1u << 25}, {TYPE_TUPLE_SUBCLASS, 1u << 26},
        {TYPE_BYTES_SUBCLASS, 1u << 27}, {TYPE_STR_SUBCLASS, 1u << 28}, {TYPE_DICT_SUBCLASS, 1u << 29},
        {TYPE_EXCEPTION_SUBCLASS, 1u << 30}, {TYPE_TYPE_SUBCLASS, 1u << 31}, {TYPE_SEQUENCE, 1u << 5}, {TYPE_MAPPING, 1u << 6},
    };
    uint32_t flags = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        if (((Type *)self)->flags & bits[i].ours) flags |= bits[i].theirs;
    return int_from_i64(flags);
}

static Object *get_text_signature(Object *self) {
    const char *text = ((Type *)self)->text_signature;
    return text ? str_from_text(text) : retain(None);
}

const Getter type_getters[] = {
    {"__name__", get_name, set_name, NULL}, {"__qualname__", get_qualname, set_qualname, NULL},
    {"__bases__", get_bases, type_set_bases, NULL}, {"__mro__", get_mro, getter_readonly, NULL}, {"__base__", get_base, getter_readonly, NULL},
    {"__module__", get_module, set_module, NULL}, {"__abstractmethods__", get_abstract, set_abstract, NULL},
    {"__dict__", get_dict, NULL, NULL}, {"__doc__", get_doc, set_doc, NULL}, {"__annotations__", get_annotations, set_annotations, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL}, {"__basicsize__", get_basicsize, getter_readonly, NULL},
    {"__itemsize__", get_itemsize, getter_readonly, NULL}, {"__flags__", get_flags, getter_readonly, NULL},
    {"__weakrefoffset__", get_weakrefoffset, getter_readonly, NULL}, {"__dictoffset__", get_dictoffset, getter_readonly, NULL}, {0},
};

/* ---- methods ---- */

static Value mro_method(Object *self, Object **args UNUSED) {
    Object *mro = type_compute_mro((Type *)self);
    Object *list = mro ? list_from_items(((Tuple *)mro)->items, tuple_count(mro)) : NULL;
    release_or_null(mro);
    return value_new(list);
}

static Value subclasses_method(Object *self, Object **args UNUSED) {
    const struct TypeList *list = ((Type *)self)->subclasses;
    return value_new(list ? list_from_items((Object **)list->items, list->count) : list_new(0));
}

static Value prepare_method(Object *self UNUSED, Object **args UNUSED) { return value_new(dict_new()); }

static Value answer(int result) { return result < 0 ? value_error() : value_bool(result); }
static Value instancecheck_method(Object *self, Object **args) { return answer(object_real_isinstance(args[0], self)); }
static Value subclasscheck_method(Object *self, Object **args) { return answer(object_real_issubclass(args[0], self)); }

/* Names in the class and its bases, as __dir__ collects them. */
int type_collect_names(Object *names, Type *type) {
    for (size_t i = 0; type->mro && i < tuple_count(type->mro); i++) {
        Object *dict = (Object *)((Type *)tuple_item_borrowed(type->mro, i))->dict;
        if (dict && dict_merge(names, dict, 1)) return -1;
    }
    return 0;
}

static Value dir_method(Object *self, Object **args UNUSED) {
    Object *names = dict_new();
    Object *list = names && !type_collect_names(names, (Type *)self) ? dict_keys(names) : NULL;
    release_or_null(names);
    return value_new(list);
}

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_new(int_from_size(self->type->size + (((Type *)self)->flags & TYPE_HEAP ? sizeof(GcHead) : 0)));
}

const Method type_methods[] = {
    {"mro", mro_method, "()", "Return a type's method resolution order.", 0},
    {"__subclasses__", subclasses_method, "()", "Return a list of immediate subclasses.", 0},
    {"__prepare__", prepare_method, "(*args, **kwargs)", "__prepare__() -> dict\nused for the namespace of the class statement", METHOD_CLASS},
    {"__instancecheck__", instancecheck_method, "(instance, /)", "Check if an object is an instance.", 0},
    {"__subclasscheck__", subclasscheck_method, "(subclass, /)", "Check if a class is a subclass.", 0},
    {"__dir__", dir_method, "()", "Specialized __dir__ implementation for types.", 0},
    {"__sizeof__", sizeof_method, "()", "Return memory consumption of the type object.", 0},
    {0},
};
