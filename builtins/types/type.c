/* type.c - the type of types: calling a class, its repr, its life. Calls run script code. */
#include "builtins/types/type.h"

#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"
#include "runtime/object/type_list.h"

/* ---- calls ---- */

static Object *type_of(Object *o) { return retain((Object *)o->type); }

static Value call_type(Object *callable, Object **args, size_t count, Object *kwnames) {
    Type *type = (Type *)callable;
    if (type->convert && count == 1 && !kwnames) return value_new(type->convert(args[0]));
    if (type == &type_type) {
        size_t keywords = kwnames ? tuple_count(kwnames) : 0;
        if (count == 1 && !keywords) return value_new(type_of(args[0]));
        if (count != 3) return error_set_value(TypeError, "type() takes 1 or 3 arguments");
    }
    if (unlikely(!type->new)) return error_set_value(TypeError, "cannot create '%.100s' instances", type_full_name(type));
    Object *o = type->new(type, args, count, kwnames);
    if (unlikely(!o)) return value_error();
    instance_track(o);
    if (unlikely(o->type != type && !type_is_subtype(o->type, type))) return value_new(o);
    if (o->type->init && o->type->init(o, args, count, kwnames)) {
        release(o);
        return value_error();
    }
    return value_new(o);
}

static int init_type(Object *self UNUSED, Object **args UNUSED, size_t count, Object *kwnames) {
    if (count == 1 && kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "type.__init__() takes no keyword arguments");
    if (count != 1 && count != 3) return error_set_int(TypeError, "type.__init__() takes 1 or 3 arguments");
    return 0;
}

static Object *repr_type(Object *self) {
    Type *type = (Type *)self;
    Object *module = type_module_borrowed(type);
    if (!module && error_pending()) return NULL;
    Object *qualname = type_qualname(type);
    if (!qualname) return NULL;
    bool shown = module && is_str(module) && !str_equal_text(module, "builtins");
    Object *text = shown ? str_format("<class '%U.%U'>", module, qualname) : str_format("<class '%s'>", type->flags & TYPE_HEAP && !shown ? str_data(qualname) : type->name);
    release(qualname);
    return text;
}

/* ---- type.__new__ and the __new__ of every built-in type ---- */

/* kwargs (Dict or NULL) as the values after args and the names. STEALS nothing; *names is new or NULL. */
static Object **spread(Object *args, Object *kwargs, Object **names, size_t *room) {
    size_t positional = tuple_count(args), keywords = kwargs ? dict_count(kwargs) : 0, i = positional, position = 0;
    Object **all = mem_array(*room = positional + keywords, sizeof *all), *key, *value;
    *names = NULL;
    if (!all) return error_no_memory();
    memcpy(all, ((Tuple *)args)->items, positional * sizeof *all);
    if (!keywords) return all;
    if (!(*names = tuple_new(keywords))) {
        mem_free_array(all, *room, sizeof *all);
        return NULL;
    }
    while (dict_next(kwargs, &position, &key, &value)) {
        ((Tuple *)*names)->items[i - positional] = retain(key);
        all[i++] = value;
    }
    return all;
}

static int check_new(const Type *type, Object *args) {
    const char *name = type_full_name(type);
    if (tuple_count(args) == 0) return error_set_int(TypeError, "%s.__new__(): not enough arguments", name);
    Object *first = tuple_item_borrowed(args, 0);
    if (!is_type(first)) return error_set_int(TypeError, "%s.__new__(X): X is not a type object (%s)", name, type_full_name(first->type));
    const Type *subtype = (Type *)first, *builtin = subtype;
    if (!type_is_subtype(subtype, type))
        return error_set_int(TypeError, "%s.__new__(%s): %s is not a subtype of %s", name, type_full_name(subtype), type_full_name(subtype), name);
    while (builtin->flags & TYPE_HEAP) builtin = builtin->base;
    if (builtin->new != type->new)
        return error_set_int(TypeError, "%s.__new__(%s) is not safe, use %s.__new__()", name, type_full_name(subtype), type_full_name(builtin));
    return 0;
}

static Value builtin_new(Object *self, Object **bound) {
    Type *type = (Type *)self;
    Object *args = bound[0], *names;
    size_t room;
    if (check_new(type, args)) return value_error();
    Object **all = spread(args, bound[1], &names, &room);
    if (!all) return value_error();
    Object *result = type->new((Type *)all[0], all + 1, tuple_count(args) - 1, names);
    release_or_null(names);
    mem_free_array(all, room, sizeof *all);
    if (result) instance_track(result);
    return value_new(result);
}

const Method new_method = {"__new__", builtin_new, "(*args, **kwargs)", "Create and return a new object.  See help(type) for accurate signature.", 0};

/* ---- life ---- */

static void leave_bases(Type *type) {
    for (size_t i = 0; type->bases && i < tuple_count(type->bases); i++)
        type_list_remove((Type *)tuple_item_borrowed(type->bases, i), type);
}

static void dealloc_type(Object *self) {
    Type *type = (Type *)self;
    gc_untrack(self);
    leave_bases(type);
    type_list_free(type);
    CLEAR(type->dict);
    CLEAR(type->mro);
    CLEAR(type->bases);
    CLEAR(type->base);
    if (type->root_shape) shape_free_tree(type->root_shape);
    for (uint32_t i = 0; i < type->slot_name_count; i++) release(type->slot_names[i]);
    mem_free_array(type->slot_names, type->slot_name_count, sizeof *type->slot_names);
    CLEAR(type->name_object);
    CLEAR(type->qualname);
    CLEAR(type->module_name);
    object_free(self);
}

static int traverse_type(Object *self, VisitFn visit, void *context) {
    Type *type = (Type *)self;
    if (!(type->flags & TYPE_HEAP)) return 0;
    VISIT(type->dict);
    VISIT(type->mro);
    VISIT(type->bases);
    VISIT(type->base);
    return 0;
}

/* Instances that die later still find their base; lookups find nothing any more. */
static int clear_type(Object *self) {
    Type *type = (Type *)self;
    if (!(type->flags & TYPE_HEAP)) return 0;
    type->version = type_next_version();
    if (type->dict) dict_clear((Object *)type->dict);
    type->version = type_next_version();
    CLEAR(type->mro);
    return 0;
}

Type type_type = {
    .head = TYPE_HEAD, .name = "type", .size = sizeof(Type), .flags = TYPE_GC | TYPE_BASE | TYPE_TYPE_SUBCLASS,
    .dict_offset = offsetof(Type, dict), .weakrefs_offset = offsetof(Type, weakrefs),
    .new = type_new_slot, .init = init_type, .convert = type_of, .dealloc = dealloc_type, .traverse = traverse_type, .clear = clear_type,
    .getattr = type_getattr, .setattr = type_setattr, .repr = repr_type, .call = call_type, .binary = {[BINARY_OR] = union_or},
    .methods = type_methods, .getters = type_getters,
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
};
