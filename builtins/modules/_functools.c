/* _functools.c - what the functools module takes from C: reduce, partial, cmp_to_key; the cache of lru_cache stands in
 * _functools_cache.c. Everything here runs script code. */
#include <string.h>

#include "builtins/modules/functools_cache.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"

/* ---- reduce ---- */

static Value reduce_function(Object *self UNUSED, Object **args) {
    Object *iterator = object_iter(args[1]), *item;
    if (!iterator) {
        if (error_clear_if(TypeError)) error_set(TypeError, "reduce() arg 2 must support iteration");
        return value_error();
    }
    Object *result = args[2] ? retain(args[2]) : object_next(iterator);
    if (!result && !error_pending()) error_set(TypeError, "reduce() of empty iterable with no initial value");
    while (result && (item = object_next(iterator))) {
        Object *next = interp_check_interrupt() ? NULL : object_call(args[0], (Object *[]){result, item}, 2, NULL);
        release(item);
        release(result);
        result = next;
    }
    release(iterator);
    if (error_pending()) CLEAR(result);
    return value_new(result);
}

/* ---- cmp_to_key ---- */

typedef struct { Object head; Object *compare, *object; } Key;
static Type key_type;

static Object *key_new(Object *compare, Object *object) {
    Key *key = (Key *)object_new(&key_type);
    if (!key) return NULL;
    key->compare = retain(compare);
    key->object = retain_or_null(object);
    gc_track(&key->head);
    return &key->head;
}

static void key_dealloc(Object *o) {
    release_or_null(((Key *)o)->compare);
    release_or_null(((Key *)o)->object);
    object_free(o);
}

static int key_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Key *)o)->compare);
    VISIT(((Key *)o)->object);
    return 0;
}

static int key_clear(Object *o) {
    CLEAR(((Key *)o)->object);
    return 0;
}

static Value key_call(Object *o, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[1];
    if (args_bind(&signature, "K", "(obj)", args, count, kwnames, bound)) return value_error();
    return value_new(key_new(((Key *)o)->compare, bound[0]));
}

static Object *key_compare(Object *self, Object *other, int op) {
    if (self->type != &key_type || other->type != &key_type)
        return error_set(TypeError, "other argument must be K instance");
    Key *left = (Key *)self, *right = (Key *)other;
    if (!left->object || !right->object) return error_set(AttributeError, "object");
    Object *order = object_call(left->compare, (Object *[]){left->object, right->object}, 2, NULL);
    if (!order) return NULL;
    Object *result = object_compare(order, int_small_borrowed(0), op);
    release(order);
    return result;
}

static Object *get_key_object(Object *self) {
    Object *object = ((Key *)self)->object;
    return object ? retain(object) : error_set(AttributeError, "obj");
}
static int set_key_object(Object *self, Object *value) {
    object_replace_steal(&((Key *)self)->object, retain_or_null(value));
    return 0;
}
static const Getter key_getters[] = {
    {"obj", get_key_object, set_key_object, "Value wrapped by a key function."},
    {NULL, NULL, NULL, NULL},
};

static Type key_type = {
    .head = TYPE_HEAD, .name = "functools.KeyWrapper", .size = sizeof(Key), .flags = TYPE_GC, .dealloc = key_dealloc,
    .traverse = key_traverse, .clear = key_clear, .hash = type_unhashable, .call = key_call, .compare = key_compare, .getters = key_getters,
};

static Value cmp_to_key_function(Object *self UNUSED, Object **args) { return value_new(key_new(args[0], NULL)); }

/* ---- partial: args a Tuple, keywords a Dict ---- */

typedef struct { Object head; Object *function, *args, *keywords, *dict, *weakrefs; } Partial;
static Type partial_type;

/* Adds the keyword arguments of a call to the dict. */
static int add_keywords(Object *keywords, Object **values, Object *kwnames) {
    for (size_t i = 0; kwnames && i < tuple_count(kwnames); i++)
        if (dict_set(keywords, tuple_item_borrowed(kwnames, i), values[i])) return -1;
    return 0;
}

static Object *partial_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (count < 1) return error_set(TypeError, "type 'partial' takes at least one argument");
    Object *function = args[0];
    if (!object_is_callable(function)) return error_set(TypeError, "the first argument must be callable");
    Partial *self = (Partial *)object_new(type);
    if (!self) return NULL;
    const Partial *inner = function->type == &partial_type && !((Partial *)function)->dict ? (const Partial *)function : NULL;
    self->function = retain(inner ? inner->function : function);
    self->keywords = inner ? dict_copy(inner->keywords) : dict_new();
    Object *own = tuple_from_items(args + 1, count - 1);
    self->args = own && inner ? tuple_type.concat(inner->args, own) : retain_or_null(own);
    release_or_null(own);
    if (!self->args || !self->keywords || add_keywords(self->keywords, args + count, kwnames)) {
        release(&self->head);
        return NULL;
    }
    gc_track(&self->head);
    return &self->head;
}

static void partial_dealloc(Object *o) {
    Partial *self = (Partial *)o;
    release_or_null(self->function);
    release_or_null(self->args);
    release_or_null(self->keywords);
    release_or_null(self->dict);
    object_free(o);
}

static int partial_traverse(Object *o, VisitFn visit, void *context) {
    Partial *self = (Partial *)o;
    VISIT(self->function);
    VISIT(self->args);
    VISIT(self->keywords);
    VISIT(self->dict);
    return 0;
}

/* The function alone can close a cycle that no container breaks; a call finds None there. */
static int partial_clear(Object *o) {
    object_replace_steal(&((Partial *)o)->function, retain(None));
    return 0;
}

/* The parts of self as they are now: script code that a call runs may put others in their place (__setstate__). */
static Partial partial_hold(const Partial *self) {
    Partial held = *self;
    retain(held.function), retain(held.args), retain(held.keywords);
    return held;
}

static void partial_let_go(Partial *held) {
    release(held->function);
    release(held->args);
    release(held->keywords);
}

/* A call that has keywords on one side: the general way. */
static Value call_with_keywords(const Partial *self, Object **args, size_t count, Object *kwnames) {
    Object *own = tuple_from_items(args, count), *all = own ? tuple_type.concat(self->args, own) : NULL;
    Object *keywords = all ? dict_copy(self->keywords) : NULL, *result = NULL;
    if (keywords && !add_keywords(keywords, args + count, kwnames)) result = object_call_tuple(self->function, all, keywords);
    release_or_null(keywords);
    release_or_null(all);
    release_or_null(own);
    return value_new(result);
}

static Value call_held(const Partial *self, Object **args, size_t count, Object *kwnames) {
    enum { FEW = 16 };
    size_t bound = tuple_count(self->args), given = count + (kwnames ? tuple_count(kwnames) : 0);
    if (dict_count(self->keywords) || bound + given > FEW) return call_with_keywords(self, args, count, kwnames);
    Object *all[FEW];
    if (bound) memcpy(all, ((Tuple *)self->args)->items, bound * sizeof(Object *));
    if (given) memcpy(all + bound, args, given * sizeof(Object *));
    return object_call_value(self->function, all, bound + count, kwnames);
}

static Value partial_call(Object *o, Object **args, size_t count, Object *kwnames) {
    Partial held = partial_hold((Partial *)o);
    Value result = call_held(&held, args, count, kwnames);
    partial_let_go(&held);
    return result;
}

static int append_partial(Buffer *buffer, const Partial *self) {
    if (repr_append(buffer, self->function)) return -1;
    for (size_t i = 0; i < tuple_count(self->args); i++) {
        buffer_append_text(buffer, ", ");
        if (repr_append(buffer, tuple_item_borrowed(self->args, i))) return -1;
    }
    Object *key, *value;
    for (size_t position = 0; dict_next(self->keywords, &position, &key, &value);) {
        buffer_append_text(buffer, ", ");
        retain(key), retain(value);
        Object *text = object_str(key);
        if (text) buffer_append(buffer, str_data(text), str_size(text));
        buffer_append_byte(buffer, '=');
        int failed = !text || repr_append(buffer, value);
        release_or_null(text);
        release(key), release(value);
        if (failed) return -1;
    }
    return 0;
}

static Object *partial_repr(Object *o) {
    int entered = repr_enter(o);
    if (entered) return entered > 0 ? str_from_text("...") : NULL;
    Buffer buffer = BUFFER_INIT;
    buffer_append_text(&buffer, o->type == &partial_type ? "functools.partial" : type_name(o->type));
    buffer_append_byte(&buffer, '(');
    Partial held = partial_hold((Partial *)o);
    int failed = append_partial(&buffer, &held);
    partial_let_go(&held);
    buffer_append_byte(&buffer, ')');
    repr_leave(o);
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

static Object *get_function(Object *o) { return retain(((Partial *)o)->function); }
static Object *get_args(Object *o) { return retain(((Partial *)o)->args); }
static Object *get_keywords(Object *o) { return retain(((Partial *)o)->keywords); }

static Value class_getitem_method(Object *self, Object **args) { return value_new(generic_alias_new(self, args[0])); }
static Value partial_reduce_method(Object *o, Object **args UNUSED) {
    const Partial *self = (const Partial *)o;
    Object *inner = tuple_of(1, self->function), *result = NULL;
    Object *state = inner ? tuple_of(4, self->function, self->args, self->keywords, self->dict ? self->dict : None) : NULL;
    if (state) result = tuple_of(3, (Object *)o->type, inner, state);
    release_or_null(state);
    release_or_null(inner);
    return value_new(result);
}

static bool is_dict_or_none(const Object *o) { return o == None || is_dict(o); }

/* state: (function, arguments, keywords or None, attributes or None) */
static Value partial_setstate_method(Object *o, Object **args) {
    Partial *self = (Partial *)o;
    Object *state = args[0];
    if (!is_tuple(state) || tuple_count(state) != 4 || !object_is_callable(tuple_item_borrowed(state, 0)) ||
        !is_tuple(tuple_item_borrowed(state, 1)) || !is_dict_or_none(tuple_item_borrowed(state, 2)) ||
        !is_dict_or_none(tuple_item_borrowed(state, 3))) return error_set_value(TypeError, "invalid partial state");
    Object *keywords = tuple_item_borrowed(state, 2), *attributes = tuple_item_borrowed(state, 3);
    Object *arguments = tuple_slice(tuple_item_borrowed(state, 1), 0, SIZE_MAX);   /* an exact tuple */
    keywords = keywords == None ? dict_new() : is_dict_exact(keywords) ? retain(keywords) : dict_copy(keywords);
    if (!arguments || !keywords) {
        release_or_null(arguments);
        release_or_null(keywords);
        return value_error();
    }
    object_replace_steal(&self->function, retain(tuple_item_borrowed(state, 0)));
    object_replace_steal(&self->args, arguments);
    object_replace_steal(&self->keywords, keywords);
    object_replace_steal(&self->dict, attributes == None ? NULL : retain(attributes));
    return value_none();
}

static int set_attributes(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "cannot delete __dict__");
    if (!is_dict(value)) return error_set_int(TypeError, "__dict__ must be set to a dictionary, not a '%T'", value);
    object_replace_steal(&((Partial *)o)->dict, retain(value));
    return 0;
}

static const Method partial_methods[] = {
    {"__reduce__", partial_reduce_method, "()", "Return state information for pickling.", 0},
    {"__setstate__", partial_setstate_method, "(state, /)", "Set state information for unpickling.", 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {NULL, NULL, NULL, NULL, 0},
};

static const Getter partial_getters[] = {
    {"func", get_function, NULL, "function object to use in future partial calls"},
    {"args", get_args, NULL, "tuple of arguments to future partial calls"},
    {"keywords", get_keywords, NULL, "dictionary of keyword arguments to future partial calls"},
    {"__dict__", functools_get_dict, set_attributes, NULL},
    {NULL, NULL, NULL, NULL},
};

static Type partial_type = {
    .head = TYPE_HEAD, .name = "functools.partial", .size = sizeof(Partial), .weakrefs_offset = offsetof(Partial, weakrefs),
    .dict_offset = offsetof(Partial, dict), .flags = TYPE_GC | TYPE_BASE, .new = partial_construct, .dealloc = partial_dealloc,
    .traverse = partial_traverse, .clear = partial_clear, .call = partial_call, .repr = partial_repr, .methods = partial_methods, .getters = partial_getters,
    .doc = "partial(func, *args, **keywords) - new function with partial application\n    of the given arguments and keywords.\n",
};

static const Method functools_functions[] = {
    {"reduce", reduce_function, "(function, iterable, initial=None, /)",
     "reduce(function, iterable[, initial]) -> value\n\n"
     "Apply a function of two arguments cumulatively to the items of a sequence\n"
     "or iterable, from left to right, so as to reduce the iterable to a single\n"
     "value.  For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5]) calculates\n"
     "((((1+2)+3)+4)+5).  If initial is present, it is placed before the items\n"
     "of the iterable in the calculation, and serves as a default when the\niterable is empty.", 0},
    {"cmp_to_key", cmp_to_key_function, "(mycmp)", "Convert a cmp= function into a key= function.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

static int functools_init(Object *module) {
    return type_ready(&key_type) || module_add_type(module, &partial_type) || module_add_type(module, &lru_cache_type) ? -1 : 0;
}

const ModuleDef _functools_module = {"_functools", "Tools that operate on functions.", functools_functions, functools_init};
