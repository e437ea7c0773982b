/* type_new.c - type.__new__: makes a class from a name, bases and a namespace. Runs script code: mro() of the metaclass,
 * __set_name__, __init_subclass__. */
#include "builtins/types/class.h"
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"
#include "runtime/object/type_list.h"

enum {
    INHERITED_FLAGS = TYPE_INT_SUBCLASS | TYPE_STR_SUBCLASS | TYPE_BYTES_SUBCLASS | TYPE_LIST_SUBCLASS | TYPE_TUPLE_SUBCLASS |
                      TYPE_DICT_SUBCLASS | TYPE_TYPE_SUBCLASS | TYPE_EXCEPTION_SUBCLASS | TYPE_FLOAT_SUBCLASS |
                      TYPE_WEAKREF_SUBCLASS | TYPE_ATTRS | TYPE_NO_DICT,
    PATTERN_FLAGS = TYPE_SEQUENCE | TYPE_MAPPING,
    ATTRS_WEAKREFS_OFFSET = (int)offsetof(Attrs, weakrefs) - (int)(sizeof(Attrs) + sizeof(GcHead)),
};

/* ---- arguments ---- */

static int check_arguments(Object **args, size_t count) {
    static Type *const expected[] = {&str_type, &tuple_type, &dict_type};
    if (count != 3) return error_set_int(TypeError, "type.__new__() takes exactly 3 arguments (%zu given)", count);
    for (int i = 0; i < 3; i++)
        if (!object_is_instance(args[i], expected[i]))
            return error_set_int(TypeError, "type.__new__() argument %d must be %s, not %.50s", i + 1, expected[i]->name, type_full_name(args[i]->type));
    return 0;
}

static int check_bases(Object *bases) {
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Object *base = tuple_item_borrowed(bases, i);
        if (is_type(base)) continue;
        Object *entries = object_getattr_or_null(base, NAME(__mro_entries__));
        if (!entries) return error_pending() ? -1 : 0;
        release(entries);
        return error_set_int(TypeError, "type() doesn't support MRO entry resolution; use types.new_class()");
    }
    return 0;
}

static int check_name(Object *name) {
    if (memchr(str_data(name), 0, str_size(name))) return error_set_int(ValueError, "type name must not contain null characters");
    return 0;
}

/* ---- layout ---- */

/* int, tuple and bytes instances are of varying size in CPython, and so their subclasses know no weak references. */
static bool base_is_var_sized(const Type *base) {
    return base->flags & (TYPE_INT_SUBCLASS | TYPE_TUPLE_SUBCLASS | TYPE_BYTES_SUBCLASS);
}

static bool has_dict(const Type *type) { return (type->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS || type->dict_offset; }

/* With __slots__ another base than the best one may still bring __dict__ or weak references. */
static void look_at_other_bases(const Type *type, bool *dict, bool *weakrefs) {
    for (size_t i = 0; i < tuple_count(type->bases); i++) {
        const Type *other = (const Type *)tuple_item_borrowed(type->bases, i);
        if (other == type->base) continue;
        *dict |= has_dict(other);
        *weakrefs |= other->weakrefs_offset != 0;
    }
}

static void set_layout(Type *type, const Type *base, const SlotNames *slots) {
    bool wants_dict = !slots->given || slots->dict;
    bool wants_weakrefs = slots->given ? slots->weakref : !base_is_var_sized(base);
    look_at_other_bases(type, &wants_dict, &wants_weakrefs);
    bool add_dict = !has_dict(base) && wants_dict;
    bool add_weakrefs = !base->weakrefs_offset && wants_weakrefs;
    type->flags |= TYPE_HEAP | TYPE_BASE | TYPE_READY | (base->flags & (INHERITED_FLAGS | TYPE_GC));
    if (add_dict) type->flags = (type->flags | TYPE_ATTRS) & ~(uint32_t)TYPE_NO_DICT;
    else if (add_weakrefs && !(type->flags & TYPE_ATTRS)) type->flags |= TYPE_ATTRS | TYPE_NO_DICT;
    type->dict_offset = base->dict_offset;
    type->weakrefs_offset = add_weakrefs ? ATTRS_WEAKREFS_OFFSET : base->weakrefs_offset;
    type->size = base->size + slots->count * sizeof(Object *);
    type->item_size = base->item_size;
    type->flags |= TYPE_GC;   /* an instance refers to its class at least */
    type->inline_values = attrs_has_inline(type) ? base->inline_values ? base->inline_values : SHAPE_INLINE_START : 0;
}

/* ---- the namespace ---- */

static int default_entry(Object *dict, Object *name, Object *value) {
    return dict_peek_str(dict, name) ? 0 : dict_set(dict, name, value);
}

static int set_qualname(Type *type) {
    Object *dict = (Object *)type->dict, *qualname = dict_peek_str(dict, NAME(__qualname__));
    if (qualname && !is_str(qualname))
        return error_set_int(TypeError, "type __qualname__ must be a str, not %s", type_full_name(qualname->type));
    type->qualname = retain(qualname ? qualname : type->name_object);
    return qualname && dict_delete(dict, NAME(__qualname__)) < 0 ? -1 : 0;
}

static int set_module(Type *type) {
    Object *globals = class_globals_hook ? class_globals_hook() : NULL;
    Object *module = globals ? dict_peek_str(globals, NAME(__name__)) : NULL;
    return module ? default_entry((Object *)type->dict, NAME(__module__), module) : 0;
}

/* Functions of these names are static or class methods without saying so. */
static int wrap_function(Object *dict, Object *name, Object *(*wrap)(Object *)) {
    Object *function = dict_peek_str(dict, name);
    if (!function || !is_function(function)) return 0;
    Object *wrapped = wrap(function);
    int failed = wrapped ? dict_set(dict, name, wrapped) : -1;
    release_or_null(wrapped);
    return failed;
}

static int set_classcell(Type *type) {
    Object *dict = (Object *)type->dict, *cell = dict_peek_str(dict, NAME(__classcell__));
    if (!cell) return 0;
    if (cell->type != &cell_type)
        return error_set_int(TypeError, "__classcell__ must be a nonlocal cell, not %.200R", (Object *)cell->type);
    object_replace_steal(&((Cell *)cell)->value, retain((Object *)type));
    return dict_delete(dict, NAME(__classcell__)) < 0 ? -1 : 0;
}

static int add_getter(Type *type, const Getter *getter) {
    Object *name = str_intern_text(getter->name), *descriptor = name ? getset_descriptor_new(getter, type) : NULL;
    int failed = descriptor ? default_entry((Object *)type->dict, name, descriptor) : -1;
    release_or_null(name);
    release_or_null(descriptor);
    return failed;
}

static int add_members(Type *type, SlotNames *slots) {
    type->slot_names = slots->items;
    type->slot_name_count = (uint32_t)slots->count;
    slots->items = NULL;
    slots->count = 0;
    for (uint32_t i = 0; i < type->slot_name_count; i++) {
        Object *name = type->slot_names[i], *member = member_descriptor_new(name, type->base->size + i * sizeof(Object *), type);
        int failed = member ? dict_set((Object *)type->dict, name, member) : -1;
        release_or_null(member);
        if (failed) return -1;
    }
    return 0;
}

static int add_layout_getters(Type *type) {
    const Type *base = type->base;
    bool dict = (type->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS;
    bool base_dict = (base->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS;
    if (dict && !base_dict && add_getter(type, &instance_dict_getter)) return -1;
    return type->weakrefs_offset && !base->weakrefs_offset ? add_getter(type, &instance_weakref_getter) : 0;
}

static int fill_namespace(Type *type, SlotNames *slots) {
    Object *dict = (Object *)type->dict;
    if (set_module(type) || set_qualname(type)) return -1;
    if (wrap_function(dict, NAME(__new__), staticmethod_new) || wrap_function(dict, NAME(__init_subclass__), classmethod_new) ||
        wrap_function(dict, NAME(__class_getitem__), classmethod_new)) return -1;
    if (set_classcell(type) || add_members(type, slots) || add_layout_getters(type)) return -1;
    if (default_entry(dict, NAME(__doc__), None)) return -1;
    return dict_peek_str(dict, NAME(__eq__)) ? default_entry(dict, NAME(__hash__), None) : 0;
}

/* ---- slots ---- */

/* Which patterns instances match: as the first class of the MRO says that says anything. */
static void set_pattern_flags(Type *type) {
    for (size_t i = 1; i < tuple_count(type->mro) && !(type->flags & PATTERN_FLAGS); i++)
        type->flags |= ((const Type *)tuple_item_borrowed(type->mro, i))->flags & PATTERN_FLAGS;
}

/* The built-in base's functions stay; what script methods change is worked out from the MRO. */
static void set_slots(Type *type) {
    const Type *base = type->base;
    slots_inherit(type, base);
    type->compare = base->compare;
    type->hash = base->hash;
    type->new = base->new;
    type->dealloc = instance_dealloc;
    type->traverse = instance_traverse;
    type->clear = instance_clear;
    instance_set_destroy(type);
    slots_update_new(type);
}

static bool is_listed(const Type *base, const Type *type) {
    const struct TypeList *list = base->subclasses;
    for (size_t i = 0; list && i < list->count; i++)
        if (list->items[i] == type) return true;
    return false;
}

/* mro() of a metaclass may have assigned to __bases__, which has joined them. */
static int join_bases(Type *type) {
    bool may_be_listed = type->head.type != &type_type;
    for (size_t i = 0; i < tuple_count(type->bases); i++) {
        Type *base = (Type *)tuple_item_borrowed(type->bases, i);
        if (!(may_be_listed && is_listed(base, type)) && type_list_add(base, type)) return -1;
    }
    return 0;
}

/* ---- making it ---- */

static Type *allocate(Type *metaclass, Object *name, Object *bases, Type *base, Object *namespace) {
    Type *type = (Type *)object_new(metaclass);
    if (!type) return NULL;
    type->flags = TYPE_HEAP;
    type->name_object = retain(name);
    type->name = str_data(name);
    type->bases = retain(bases);
    type->base = (Type *)retain((Object *)base);
    type->dict = (Dict *)dict_copy(namespace);
    gc_track((Object *)type);
    if (type->dict) return type;
    release((Object *)type);
    return NULL;
}

static Type *make(Type *metaclass, Object *name, Object *bases, Object *namespace) {
    SlotNames slots = {0};
    if (check_name(name)) return NULL;
    Type *base = type_best_base_borrowed(bases);
    if (!base || slot_names_read(name, namespace, base, &slots)) return NULL;
    Type *type = allocate(metaclass, name, bases, base, namespace);
    if (!type) {
        slot_names_free(&slots);
        return NULL;
    }
    set_layout(type, base, &slots);
    int failed = fill_namespace(type, &slots);
    slot_names_free(&slots);
    type->version = type_next_version();
    if (failed || type_set_mro(type) || join_bases(type)) {
        release((Object *)type);
        return NULL;
    }
    set_pattern_flags(type);
    set_slots(type);
    return type;
}

/* ---- afterwards: __set_name__, __init_subclass__ ---- */

/* RuntimeError from the pending exception, which becomes its cause. */
static int set_name_failed(Type *type, Object *name, Object *value) {
    Object *cause = error_take();
    error_set(RuntimeError, "Error calling __set_name__ on '%.100s' instance %R in '%.100s'", type_full_name(value->type), name, type_full_name(type));
    Object *exception = error_take();
    if (exception && cause) {
        object_setattr(exception, NAME(__cause__), cause);
        object_setattr(exception, NAME(__context__), cause);
    }
    release_or_null(cause);
    if (exception) error_raise_steal(exception);
    return -1;
}

static int call_set_name(Type *type, Object *name, Object *value) {
    Object *method = object_lookup_special(value, NAME(__set_name__));
    if (!method) return error_pending() ? -1 : 0;
    Object *result = object_call_objects(method, 2, type, name);
    release(method);
    if (!result) return set_name_failed(type, name, value);
    release(result);
    return 0;
}

/* Over a copy: __set_name__ may change the class. */
static int set_names(Type *type) {
    Object *copy = dict_copy((Object *)type->dict), *name, *value;
    if (!copy) return -1;
    size_t position = 0;
    int failed = 0;
    while (!failed && dict_next(copy, &position, &name, &value)) failed = call_set_name(type, name, value);
    release(copy);
    return failed;
}

/* What super(type, type).__init_subclass__ finds. BORROWED */
static Object *find_init_subclass(Type *type) {
    for (size_t i = 1; i < tuple_count(type->mro); i++) {
        Object *found = dict_peek_str((Object *)((Type *)tuple_item_borrowed(type->mro, i))->dict, NAME(__init_subclass__));
        if (found) return found;
    }
    return NULL;
}

static int init_subclass(Type *type, Object **kwargs, Object *kwnames) {
    Object *found = find_init_subclass(type);
    if (!found) return 0;
    if (found->type == &classmethod_descriptor_type) {   /* object's own, which does nothing */
        if (kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "%U.__init_subclass__() takes no keyword arguments", type->qualname);
        return 0;
    }
    retain(found);
    Object *bound = found->type->descr_get ? found->type->descr_get(found, NULL, (Object *)type) : retain(found);
    release(found);
    Object *result = bound ? object_call(bound, kwargs, 0, kwnames) : NULL;
    release_or_null(bound);
    release_or_null(result);
    return result ? 0 : -1;
}

Object *type_new_class(Type *metaclass, Object *name, Object *bases, Object *namespace, Object **kwargs, Object *kwnames) {
    Object *real_bases = tuple_count(bases) ? retain(bases) : tuple_of(1, &object_type);
    Object *real_name = is_str_exact(name) ? retain(name) : str_from_utf8(str_data(name), str_size(name));
    Type *type = real_bases && real_name ? make(metaclass, real_name, real_bases, namespace) : NULL;
    release_or_null(real_bases);
    release_or_null(real_name);
    if (!type || (!set_names(type) && !init_subclass(type, kwargs, kwnames))) return (Object *)type;
    release((Object *)type);
    return NULL;
}

Object *type_new_slot(Type *metaclass, Object **args, size_t count, Object *kwnames) {
    if (check_arguments(args, count) || check_bases(args[1])) return NULL;
    Type *winner = type_most_derived_metaclass_borrowed(metaclass, args[1]);
    if (!winner) return NULL;
    if (winner != metaclass && winner->new != type_new_slot) return winner->new(winner, args, count, kwnames);
    return type_new_class(winner, args[0], args[1], args[2], args + 3, kwnames);
}
