/* object_reduce.c - __reduce__, __reduce_ex__ and __getstate__ of object, in the form of pickle protocol 2 and later:
 * (copyreg.__newobj__, (class, *args), state, list items, dict items). Runs script code (__getnewargs__, __getstate__). */
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/names.h"

/* ---- state ---- */

/* The values of all __slots__ as a Dict, or NULL without exception if there is none. */
static Object *slot_state(Object *self) {
    Object *state = NULL;
    for (const Type *type = self->type; type->flags & TYPE_HEAP; type = type->base) {
        Object **values = (Object **)((char *)self + type->base->size);
        for (uint32_t i = 0; i < type->slot_name_count; i++) {
            if (!values[i]) continue;
            if ((!state && !(state = dict_new())) || dict_set(state, type->slot_names[i], values[i])) {
                release_or_null(state);
                return NULL;
            }
        }
    }
    return state;
}

/* A copy of __dict__, None if it is empty or absent; with slots the pair (that, slots). */
static Object *default_state(Object *self) {
    Object *dict = object_getattr_or_null(self, NAME(__dict__));
    if (!dict && error_pending()) return NULL;
    Object *state = dict && is_dict(dict) && dict_count(dict) ? dict_copy(dict) : retain(None);
    release_or_null(dict);
    if (!state) return NULL;
    Object *slots = slot_state(self);
    if (!slots) {
        if (!error_pending()) return state;
        release(state);
        return NULL;
    }
    Object *pair = tuple_of(2, state, slots);
    release(state);
    release(slots);
    return pair;
}

Value object_getstate(Object *self, Object **args UNUSED) { return value_new(default_state(self)); }

Object *object_state(Object *self) {
    Object *method = object_getattr(self, NAME(__getstate__));
    Object *state = method ? object_call_noargs(method) : NULL;
    release_or_null(method);
    return state;
}

/* ---- the function and its arguments ---- */

/* copyreg.__newobj__: cls.__new__(cls, *args) */
static Value newobj(Object *self UNUSED, Object **bound) {
    Object *args = bound[0];
    if (tuple_count(args) == 0) return error_set_value(TypeError, "__newobj__() missing 1 required positional argument: 'cls'");
    Object *new = object_getattr(tuple_item_borrowed(args, 0), NAME(__new__));
    Object *result = new ? object_call_tuple(new, args, NULL) : NULL;
    release_or_null(new);
    return value_new(result);
}

/* copyreg.__newobj_ex__: cls.__new__(cls, *args, **kwargs) */
static Value newobj_ex(Object *self UNUSED, Object **bound) {
    Object *new = object_getattr(bound[0], NAME(__new__)), *first = new ? tuple_of(1, bound[0]) : NULL;
    Object *args = first ? object_binary(first, bound[1], BINARY_ADD) : NULL;
    Object *result = args ? object_call_tuple(new, args, bound[2]) : NULL;
    release_or_null(new);
    release_or_null(first);
    release_or_null(args);
    return value_new(result);
}

static const Method newobj_method = {"__newobj__", newobj, "(*args)", NULL, 0};
static const Method newobj_ex_method = {"__newobj_ex__", newobj_ex, "(cls, args, kwargs, /)", NULL, 0};

/* One object of each, which module copyreg takes over as its own; pickle finds them there. */
static Object *newobj_function, *newobj_ex_function;

static Object *copyreg_function(const Method *method, Object **cached) {
    Object *module = *cached ? NULL : str_from_text("copyreg");
    if (module) *cached = native_function_new(method, NULL, module);
    release_or_null(module);
    return retain_or_null(*cached);
}

void object_reduce_release(void) {
    CLEAR(newobj_function);
    CLEAR(newobj_ex_function);
}

/* self.name() if it has such a method: *result (new) and 1; 0; -1. */
static int call_if_present(Object *self, Object *name, Object **result) {
    Object *method = object_getattr_or_null(self, name);
    if (!method) return error_pending() ? -1 : 0;
    *result = object_call_noargs(method);
    release(method);
    return *result ? 1 : -1;
}

static int check_ex_arguments(Object *pair) {
    if (!is_tuple(pair)) return error_set_int(TypeError, "__getnewargs_ex__ should return a tuple, not '%.200s'", type_full_name(pair->type));
    if (tuple_count(pair) != 2)
        return error_set_int(ValueError, "__getnewargs_ex__ should return a tuple of length 2, not %zd", (ssize_t)tuple_count(pair));
    Object *args = tuple_item_borrowed(pair, 0), *kwargs = tuple_item_borrowed(pair, 1);
    if (!is_tuple(args))
        return error_set_int(TypeError, "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%.200s'", type_full_name(args->type));
    if (!is_dict(kwargs))
        return error_set_int(TypeError, "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%.200s'", type_full_name(kwargs->type));
    return 0;
}

/* (class, *args) for __newobj__. */
static Object *plain_arguments(Object *self, Object *args) {
    size_t count = args ? tuple_count(args) : 0;
    Object *all = tuple_new(count + 1);
    if (!all) return NULL;
    ((Tuple *)all)->items[0] = retain((Object *)self->type);
    for (size_t i = 0; i < count; i++) ((Tuple *)all)->items[i + 1] = retain(tuple_item_borrowed(args, i));
    gc_track(all);
    return all;
}

static int plain_function(Object *self, Object *args, Object **function, Object **arguments) {
    *function = copyreg_function(&newobj_method, &newobj_function);
    *arguments = plain_arguments(self, args);
    if (*function && *arguments) return 0;
    release_or_null(*function);
    release_or_null(*arguments);
    return -1;
}

static int function_with_keywords(Object *self, Object *pair, Object **function, Object **arguments) {
    Object *kwargs = tuple_item_borrowed(pair, 1);
    if (!dict_count(kwargs)) return plain_function(self, tuple_item_borrowed(pair, 0), function, arguments);
    *function = copyreg_function(&newobj_ex_method, &newobj_ex_function);
    *arguments = tuple_of(3, self->type, tuple_item_borrowed(pair, 0), kwargs);
    if (*function && *arguments) return 0;
    release_or_null(*function);
    release_or_null(*arguments);
    return -1;
}

static int choose_function(Object *self, Object **function, Object **arguments) {
    Object *ex = str_intern_text("__getnewargs_ex__"), *args = NULL;
    int found = ex ? call_if_present(self, ex, &args) : -1, result;
    release_or_null(ex);
    if (found < 0) return -1;
    if (found) {
        result = check_ex_arguments(args) ? -1 : function_with_keywords(self, args, function, arguments);
        release(args);
        return result;
    }
    if (call_if_present(self, NAME(__getnewargs__), &args) < 0) return -1;
    if (args && !is_tuple(args)) result = error_set_int(TypeError, "__getnewargs__ should return a tuple, not '%.200s'", type_full_name(args->type));
    else result = plain_function(self, args, function, arguments);
    release_or_null(args);
    return result;
}

/* Types whose instances hold what neither attributes nor arguments can tell. */
static int check_reducible(Object *self) {
    const Type *type = self->type, *builtin = type;
    if (!type->new) return error_set_int(TypeError, "cannot pickle '%.200s' object", type_full_name(type));
    while (builtin->flags & TYPE_HEAP) builtin = builtin->base;
    bool plain = builtin->size == sizeof(Object) || builtin->flags & (TYPE_LIST_SUBCLASS | TYPE_DICT_SUBCLASS | TYPE_EXCEPTION_SUBCLASS |
                 TYPE_INT_SUBCLASS | TYPE_FLOAT_SUBCLASS | TYPE_STR_SUBCLASS | TYPE_BYTES_SUBCLASS | TYPE_TUPLE_SUBCLASS);
    Object *args_method = plain ? NULL : type_lookup_borrowed((Type *)(uintptr_t)type, NAME(__getnewargs__));
    if (plain || args_method) return 0;
    return error_set_int(TypeError, "cannot pickle '%.200s' object", type_full_name(type));
}

static Object *items_or_none(Object *self, bool wanted, bool dict) {
    if (!wanted) return retain(None);
    if (!dict) return object_iter(self);
    Object *items = object_call_method(self, "items", 0), *iterator = items ? object_iter(items) : NULL;
    release_or_null(items);
    return iterator;
}

static Object *reduce_new(Object *self) {
    Object *function, *arguments, *result = NULL;
    if (check_reducible(self) || choose_function(self, &function, &arguments)) return NULL;
    Object *state = object_state(self);
    Object *list = state ? items_or_none(self, type_has(self, TYPE_LIST_SUBCLASS), false) : NULL;
    Object *dict = list ? items_or_none(self, type_has(self, TYPE_DICT_SUBCLASS), true) : NULL;
    if (dict) result = tuple_of(5, function, arguments, state, list, dict);
    release(function);
    release(arguments);
    release_or_null(state);
    release_or_null(list);
    release_or_null(dict);
    return result;
}

Value object_reduce(Object *self, Object **args UNUSED) { return value_new(reduce_new(self)); }

/* A __reduce__ of the class's own goes first. */
Value object_reduce_ex(Object *self, Object **args) {
    ssize_t protocol;
    if (object_as_index(args[0], &protocol, OverflowError)) return value_error();
    Object *own = type_lookup_borrowed(self->type, NAME(__reduce__));
    Object *plain = dict_peek_str((Object *)object_type.dict, NAME(__reduce__));
    if (own == plain) return value_new(reduce_new(self));
    Object *method = object_getattr(self, NAME(__reduce__));
    Object *result = method ? object_call_noargs(method) : NULL;
    release_or_null(method);
    return value_new(result);
}
