/* type_ready.c - completes a built-in type: inherits from its base, works out the MRO, fills its dict. Runs no script code. */
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/names.h"
#include "runtime/object/type_list.h"

enum {
    INHERITED_FLAGS = TYPE_INT_SUBCLASS | TYPE_STR_SUBCLASS | TYPE_BYTES_SUBCLASS | TYPE_LIST_SUBCLASS | TYPE_TUPLE_SUBCLASS |
                      TYPE_DICT_SUBCLASS | TYPE_TYPE_SUBCLASS | TYPE_EXCEPTION_SUBCLASS | TYPE_FLOAT_SUBCLASS |
                      TYPE_SEQUENCE | TYPE_MAPPING | TYPE_WEAKREF_SUBCLASS | TYPE_ATTRS,
};

/* A type that says nothing of its own construction has its base's, unless that is object itself. */
static void inherit_construction(Type *type, const Type *base) {
    if (!type->new && base != &object_type) type->new = base->new;
}

static void inherit_data(Type *type, const Type *base) {
    type->flags |= base->flags & INHERITED_FLAGS;
    if (!type->traverse && !type->clear) type->flags |= base->flags & TYPE_GC;
    if (!type->size) type->size = base->size;
    if (!type->item_size) type->item_size = base->item_size;
    if (!type->dict_offset && !(type->flags & TYPE_ATTRS)) type->dict_offset = base->dict_offset;
    if (!type->weakrefs_offset) type->weakrefs_offset = base->weakrefs_offset;
    if (type->flags & TYPE_ATTRS) {
        type->flags |= TYPE_GC;
        type->weakrefs_offset = (ptrdiff_t)offsetof(Attrs, weakrefs) - (ptrdiff_t)(sizeof(Attrs) + sizeof(GcHead));
    }
}

static void inherit(Type *type, const Type *base) {
    inherit_data(type, base);
    inherit_construction(type, base);
    slots_inherit(type, base);
    if (!type->hash) type->hash = type_unhashable;
}

static void set_access_flags(Type *type) {
    if (!type->dict_offset && type->getattr == object_generic_getattr) type->flags |= TYPE_PLAIN_GETATTR;
    if (!type->dict_offset && type->setattr == object_generic_setattr) type->flags |= TYPE_PLAIN_SETATTR;
}

/* ---- the dict ---- */

/* STEALS value; keeps what is there already. */
static int add_steal(Object *dict, const char *text, Object *value) {
    Object *name = value ? str_intern_text(text) : NULL;
    int failed = name ? 0 : -1;
    if (name && !dict_peek_str(dict, name)) failed = dict_set(dict, name, value);
    release_or_null(name);
    release_or_null(value);
    return failed;
}

static int add_methods(Type *type) {
    for (const Method *row = type->methods; row && row->name; row++)
        if (add_steal((Object *)type->dict, row->name, type_method_object(row, type))) return -1;
    return 0;
}

static int add_getters(Type *type) {
    for (const Getter *row = type->getters; row && row->name; row++)
        if (add_steal((Object *)type->dict, row->name, getset_descriptor_new(row, type))) return -1;
    return 0;
}

static int add_new(Type *type, const Type *base) {
    if (!type->new || (base && type->new == base->new)) return 0;
    return add_steal((Object *)type->dict, "__new__", native_function_new(&new_method, (Object *)type, NULL));
}

static int add_doc(Type *type) {
    return add_steal((Object *)type->dict, "__doc__", type->doc ? str_from_text(type->doc) : retain(None));
}

static int fill_dict(Type *type) {
    if (!type->dict && !(type->dict = (Dict *)dict_new())) return -1;
    if (add_methods(type) || slots_add_wrappers(type) || add_getters(type) || add_new(type, type->base)) return -1;
    return add_doc(type);
}

static int set_bases(Type *type) {
    if (!type->bases) type->bases = type->base ? tuple_of(1, type->base) : tuple_new(0);
    if (!type->bases) return -1;
    if (!type->mro) type->mro = type_compute_mro(type);
    return type->mro ? 0 : -1;
}

static int enter_in_bases(Type *type) {
    for (size_t i = 0; i < tuple_count(type->bases); i++)
        if (type_list_add((Type *)tuple_item_borrowed(type->bases, i), type)) return -1;
    return 0;
}

Type *type_last_readied;

static void enter_in_list(Type *type) {
    if (type->next_static || type == type_last_readied) return;
    type->next_static = type_last_readied;
    type_last_readied = type;
}

int type_ready(Type *type) {
    if (type->flags & TYPE_READY) return 0;
    if (!type->base && type != &object_type) type->base = &object_type;
    if (type->base && type_ready(type->base)) return -1;
    if (!type->head.refcount) type->head.refcount = 1;
    if (!type->head.type) type->head.type = type->base ? type->base->head.type : &type_type;
    type->flags |= TYPE_IMMUTABLE;
    /* The wrappers are for what the type itself defines: they are made before the slots of the base come in. */
    if (!type->hash && type->compare && type != &object_type) type->hash = type_unhashable;
    enter_in_list(type);
    if (set_bases(type) || fill_dict(type) || enter_in_bases(type)) return -1;
    if (type->base) inherit(type, type->base);
    set_access_flags(type);
    type->version = type_next_version();
    type->flags |= TYPE_READY;
    return 0;
}
