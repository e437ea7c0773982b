/* _collections.c - what the collections module takes from C: deque, defaultdict, OrderedDict, counting. */
#include "builtins/modules/deque.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/names.h"

/* ---- defaultdict ---- */

typedef struct { Dict dict; Object *factory; } DefaultDict;
static Type defaultdict_type, ordereddict_type;

static int defaultdict_init(Object *self, Object **args, size_t count, Object *kwnames) {
    Object *factory = count ? args[0] : None;
    if (factory != None && !object_is_callable(factory)) return error_set_int(TypeError, "first argument must be callable or None");
    object_replace_steal(&((DefaultDict *)self)->factory, retain(factory));
    size_t skipped = count > 0;
    return dict_type.init(self, args + skipped, count - skipped, kwnames);
}

static void defaultdict_dealloc(Object *self) {
    CLEAR(((DefaultDict *)self)->factory);
    dict_type.dealloc(self);
}

static int defaultdict_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((DefaultDict *)self)->factory);
    return dict_type.traverse(self, visit, context);
}

static int defaultdict_clear(Object *self) {
    CLEAR(((DefaultDict *)self)->factory);
    return dict_type.clear(self);
}

static Value missing_method(Object *self, Object **args) {
    Object *factory = ((DefaultDict *)self)->factory;
    if (!factory || factory == None) return value_new(error_set_object(KeyError, args[0]));
    retain(factory);
    Object *value = object_call_noargs(factory);
    release(factory);
    if (value && object_set_item(self, args[0], value)) CLEAR(value);
    return value_new(value);
}

static Object *defaultdict_repr(Object *self) {
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("...") : NULL;
    Object *factory = ((DefaultDict *)self)->factory, *items = dict_copy(self);
    Object *result = items ? str_format("%s(%R, %R)", type_name(self->type), factory ? factory : None, items) : NULL;
    release_or_null(items);
    repr_leave(self);
    return result;
}

static Object *defaultdict_copy(Object *self) {
    Object *factory = ((DefaultDict *)self)->factory;
    return object_call_objects((Object *)self->type, 2, factory ? factory : None, self);
}
static Value copy_method(Object *self, Object **args UNUSED) { return value_new(defaultdict_copy(self)); }

static Object *defaultdict_or(Object *left, Object *right) {
    if (!is_dict(left) || !is_dict(right)) return not_implemented();
    Object *own = object_is_instance(left, &defaultdict_type) ? left : right;
    Object *factory = ((DefaultDict *)own)->factory;
    Object *result = object_call_objects((Object *)own->type, 2, factory ? factory : None, left);
    if (result && dict_update(result, right)) CLEAR(result);
    return result;
}

static Value defaultdict_reduce_method(Object *self, Object **args UNUSED) {
    Object *factory = ((DefaultDict *)self)->factory;
    Object *inner = !factory || factory == None ? tuple_new(0) : tuple_of(1, factory);
    Object *items = inner ? object_call_method(self, "items", 0) : NULL, *iterator = items ? object_iter(items) : NULL;
    Object *result = iterator ? tuple_of(5, (Object *)self->type, inner, None, None, iterator) : NULL;
    release_or_null(iterator);
    release_or_null(items);
    release_or_null(inner);
    return value_new(result);
}

static Object *get_factory(Object *self) {
    Object *factory = ((DefaultDict *)self)->factory;
    return retain(factory ? factory : None);
}
static int set_factory(Object *self, Object *value) {
    object_replace_steal(&((DefaultDict *)self)->factory, retain(value ? value : None));
    return 0;
}

static const Method defaultdict_methods[] = {
    {"__missing__", missing_method, "(key, /)",
     "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n"
     "  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value", 0},
    {"copy", copy_method, "()", "D.copy() -> a shallow copy of D.", 0},
    {"__copy__", copy_method, "()", "D.copy() -> a shallow copy of D.", 0},
    {"__reduce__", defaultdict_reduce_method, "()", "Return state information for pickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};
static const Getter defaultdict_getters[] = {
    {"default_factory", get_factory, set_factory, "Factory for default value called by __missing__()."},
    {NULL, NULL, NULL, NULL},
};

static Type defaultdict_type = {
    .head = TYPE_HEAD, .name = "collections.defaultdict", .size = sizeof(DefaultDict), .base = &dict_type,
    .flags = TYPE_GC | TYPE_BASE | TYPE_DICT_SUBCLASS | TYPE_MAPPING, .init = defaultdict_init, .dealloc = defaultdict_dealloc,
    .traverse = defaultdict_traverse, .clear = defaultdict_clear, .repr = defaultdict_repr, .binary[BINARY_OR] = defaultdict_or,
    .methods = defaultdict_methods, .getters = defaultdict_getters,
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
           "The default factory is called without arguments to produce\n"
           "a new value when a key is not present, in __getitem__ only.\n"
           "A defaultdict compares equal to a dict with the same items.\n"
           "All remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
};

/* ---- OrderedDict: dict keeps the order; this adds moving, order in comparisons, and attributes ---- */

typedef struct { Dict dict; Object *attributes, *weakrefs; } OrderedDict;

static void ordered_dealloc(Object *self) {
    CLEAR(((OrderedDict *)self)->attributes);
    dict_type.dealloc(self);
}

static int ordered_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((OrderedDict *)self)->attributes);
    return dict_type.traverse(self, visit, context);
}

static int ordered_clear(Object *self) {
    CLEAR(((OrderedDict *)self)->attributes);
    return dict_type.clear(self);
}

static Object *get_attributes(Object *self) {
    Object **attributes = &((OrderedDict *)self)->attributes;
    if (!*attributes && !(*attributes = dict_new())) return NULL;
    return retain(*attributes);
}

static const Getter ordereddict_getters[] = {
    {"__dict__", get_attributes, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

/* The dict methods of the same name, with keywords. */
static Value ordered_setdefault_method(Object *self, Object **args) {
    return value_new(retain_or_null(dict_setdefault(self, args[0], args[1] ? args[1] : None)));
}

static Value ordered_pop_method(Object *self, Object **args) {
    Object *value;
    int taken = dict_take(self, args[0], &value);
    if (taken > 0) return value_new(value);
    if (taken < 0) return value_error();
    return value_new(args[1] ? retain(args[1]) : error_set_object(KeyError, args[0]));
}

static Value ordered_fromkeys_method(Object *self, Object **args) {
    return value_new(dict_fromkeys(self, args[0], args[1] ? args[1] : None));
}

static Value move_to_end_method(Object *self, Object **args) {
    int last = args[1] ? object_truth(args[1]) : 1;
    Hash hash = last < 0 ? -1 : dict_key_hash(args[0]);
    if (hash == -1) return value_error();
    ssize_t index = dict_find((Dict *)self, args[0], hash);
    if (index == -1) error_set_object(KeyError, args[0]);
    return index < 0 || dict_move_entry((Dict *)self, (size_t)index, last) ? value_error() : value_none();
}

static Value ordered_popitem_method(Object *self, Object **args) {
    int last = args[0] ? object_truth(args[0]) : 1;
    if (last < 0) return value_error();
    Object *pair[2];
    int taken = last ? dict_take_last(self, &pair[0], &pair[1]) : dict_take_first(self, &pair[0], &pair[1]);
    return taken ? value_new(tuple_from_items_steal(pair, 2)) : error_set_value(KeyError, "dictionary is empty");
}

static Value ordered_copy_method(Object *self, Object **args UNUSED) { return value_new(object_call_one((Object *)self->type, self)); }

static Value ordered_reduce_method(Object *self, Object **args UNUSED) {
    Object *empty = tuple_new(0), *state = empty ? object_state(self) : NULL, *items = state ? object_call_method(self, "items", 0) : NULL;
    Object *iterator = items ? object_iter(items) : NULL;
    Object *result = iterator ? tuple_of(5, (Object *)self->type, empty, state, None, iterator) : NULL;
    release_or_null(empty);
    release_or_null(state);
    release_or_null(items);
    release_or_null(iterator);
    return value_new(result);
}

static Object *ordered_repr(Object *self) {
    if (dict_count(self) == 0) return str_format("%s()", type_name(self->type));
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("...") : NULL;
    Object *items = dict_items(self), *result = items ? str_format("%s(%R)", type_name(self->type), items) : NULL;
    release_or_null(items);
    repr_leave(self);
    return result;
}

static Object *ordered_compare(Object *self, Object *other, int op) {
    bool both = object_is_instance(self, &ordereddict_type) && object_is_instance(other, &ordereddict_type);
    if (!both || op > COMPARE_NE) return dict_type.compare(self, other, op);
    Object *equal = dict_type.compare(self, other, COMPARE_EQ);
    if (equal != True) return equal == False && op == COMPARE_NE ? release(equal), bool_object(true) : equal;
    release(equal);
    Object *left = dict_keys(self), *right = left ? dict_keys(other) : NULL;
    Object *result = right ? object_compare(left, right, op) : NULL;
    release_or_null(left);
    release_or_null(right);
    return result;
}

static Object *ordered_or(Object *left, Object *right) {
    if (!is_dict(left) || !is_dict(right)) return not_implemented();
    Object *own = object_is_instance(left, &ordereddict_type) ? left : right;
    Object *result = object_call_one((Object *)own->type, left);
    if (result && dict_update(result, right)) CLEAR(result);
    return result;
}

static const Method ordereddict_methods[] = {
    {"setdefault", ordered_setdefault_method, "(key, default=None)",
     "Insert key with a value of default if key is not in the dictionary.\n\n"
     "Return the value for key if key is in the dictionary, else default.", 0},
    {"pop", ordered_pop_method, "(key, default=None)",
     "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\n"
     "If the key is not found, return the default if given; otherwise,\nraise a KeyError.", 0},
    {"fromkeys", ordered_fromkeys_method, "(iterable, value=None)",
     "Create a new ordered dictionary with keys from iterable and values set to value.", METHOD_CLASS},
    {"move_to_end", move_to_end_method, "(key, last=True)",
     "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist.", 0},
    {"popitem", ordered_popitem_method, "(last=True)",
     "Remove and return a (key, value) pair from the dictionary.\n\n"
     "Pairs are returned in LIFO order if last is true or FIFO order if false.", 0},
    {"copy", ordered_copy_method, "()", "od.copy() -> a shallow copy of od", 0},
    {"__reduce__", ordered_reduce_method, "()", "Return state information for pickling", 0},
    {NULL, NULL, NULL, NULL, 0},
};

static Type ordereddict_type = {
    .head = TYPE_HEAD, .name = "collections.OrderedDict", .size = sizeof(OrderedDict), .base = &dict_type,
    .dict_offset = offsetof(OrderedDict, attributes), .weakrefs_offset = offsetof(OrderedDict, weakrefs),
    .flags = TYPE_GC | TYPE_BASE | TYPE_DICT_SUBCLASS | TYPE_MAPPING,
    .dealloc = ordered_dealloc, .traverse = ordered_traverse, .clear = ordered_clear, .getters = ordereddict_getters,
    .repr = ordered_repr, .compare = ordered_compare,
    .hash = type_unhashable, .binary[BINARY_OR] = ordered_or, .methods = ordereddict_methods,
    .doc = "Dictionary that remembers insertion order",
};

/* ---- _tuplegetter: the attribute of a named tuple ---- */

typedef struct { Object head; size_t index; Object *doc; } TupleGetter;
static Type tuplegetter_type;

static Object *tuplegetter_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    ssize_t index;
    if (args_no_keywords("_tuplegetter", kwnames) || args_count("_tuplegetter", count, 2, 2)) return NULL;
    if (sequence_integer(args[0], &index)) return NULL;
    TupleGetter *self = (TupleGetter *)object_new(type);
    if (!self) return NULL;
    self->index = (size_t)index;
    self->doc = retain(args[1]);
    gc_track(&self->head);
    return &self->head;
}

static void tuplegetter_dealloc(Object *o) {
    release_or_null(((TupleGetter *)o)->doc);
    object_free(o);
}

static int tuplegetter_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((TupleGetter *)o)->doc);
    return 0;
}

static Object *tuplegetter_get(Object *o, Object *instance, Object *owner UNUSED) {
    const TupleGetter *self = (const TupleGetter *)o;
    if (!instance || instance == None) return retain(o);
    if (!is_tuple(instance))
        return error_set(TypeError, "descriptor for index '%zu' for tuple subclasses doesn't apply to '%T' object", self->index, instance);
    if (self->index < tuple_count(instance)) return retain(tuple_item_borrowed(instance, self->index));
    return error_set(IndexError, "tuple index out of range");
}

static int tuplegetter_set(Object *self UNUSED, Object *instance UNUSED, Object *value) {
    return error_set_int(AttributeError, value ? "can't set attribute" : "can't delete attribute");
}

static Object *tuplegetter_repr(Object *o) {
    return str_format("_tuplegetter(%zu, %R)", ((TupleGetter *)o)->index, ((TupleGetter *)o)->doc);
}

static Object *get_doc(Object *o) { return retain(((TupleGetter *)o)->doc); }
static int set_doc(Object *o, Object *value) {
    object_replace_steal(&((TupleGetter *)o)->doc, retain(value ? value : None));
    return 0;
}
static const Getter tuplegetter_getters[] = {
    {"__doc__", get_doc, set_doc, NULL},
    {NULL, NULL, NULL, NULL},
};

static Type tuplegetter_type = {
    .head = TYPE_HEAD, .name = "collections._tuplegetter", .size = sizeof(TupleGetter), .flags = TYPE_GC, .new = tuplegetter_construct,
    .dealloc = tuplegetter_dealloc, .traverse = tuplegetter_traverse, .descr_get = tuplegetter_get, .descr_set = tuplegetter_set,
    .repr = tuplegetter_repr, .getters = tuplegetter_getters,
};

/* ---- counting ---- */

/* One more of that key in a dict whose items are set the dict's own way. MAY_RUN */
static int count_in_dict(Object *dict, Object *key, Object *one) {
    Hash hash = dict_key_hash(key);
    ssize_t index = hash == -1 ? -2 : dict_find((Dict *)dict, key, hash);
    if (index < 0) return index == -2 ? -1 : dict_set_hash(dict, key, hash, one);
    Object **place = dict_entry_value(dict, (size_t)index), *old = *place;
    if (likely(is_machine_int(old) && int_value(old) < INT64_MAX)) {
        Object *sum = int_from_i64(int_value(old) + 1);
        if (sum) object_replace_steal(place, sum);
        return sum ? 0 : -1;
    }
    retain(old);
    Object *sum = object_binary(old, one, BINARY_ADD);
    release(old);
    int failed = !sum || dict_set_hash(dict, key, hash, sum);
    release_or_null(sum);
    return failed ? -1 : 0;
}

static int count_in_mapping(Object *mapping, Object *key, Object *one) {
    Object *old = object_call_method(mapping, "get", 2, key, int_small_borrowed(0));
    Object *sum = old ? object_binary(old, one, BINARY_ADD) : NULL;
    int failed = !sum || object_set_item(mapping, key, sum);
    release_or_null(sum);
    release_or_null(old);
    return failed ? -1 : 0;
}

/* Is that method of the mapping's class the one of dict? */
static bool inherits_from_dict(const Object *mapping, Object *name) {
    return type_lookup_borrowed(mapping->type, name) == type_lookup_borrowed(&dict_type, name);
}

static Value count_elements_function(Object *self UNUSED, Object **args) {
    Object *iterator = object_iter(args[1]), *one = int_from_i64(1), *key;
    int failed = !iterator || !one;
    bool plain = is_dict(args[0]) && inherits_from_dict(args[0], NAME(__setitem__)) && inherits_from_dict(args[0], NAME(get));
    while (!failed && (key = object_next(iterator))) {
        failed = (plain ? count_in_dict : count_in_mapping)(args[0], key, one) || interp_check_interrupt();
        release(key);
    }
    release_or_null(one);
    release_or_null(iterator);
    return failed || error_pending() ? value_error() : value_none();
}

/* Abstract base classes say by these flags (CPython's) that their instances match sequence or mapping patterns. */
static Value mark_pattern_function(Object *self UNUSED, Object **args) {
    ssize_t flags;
    if (sequence_integer(args[1], &flags)) return value_error();
    if (!type_has(args[0], TYPE_TYPE_SUBCLASS)) return error_set_value(TypeError, "a class is required");
    Type *type = (Type *)args[0];
    type->flags &= ~(uint32_t)(TYPE_SEQUENCE | TYPE_MAPPING);
    if (flags & 1 << 5) type->flags |= TYPE_SEQUENCE;
    if (flags & 1 << 6) type->flags |= TYPE_MAPPING;
    return value_none();
}

static const Method collections_functions[] = {
    {"_mark_pattern", mark_pattern_function, "(cls, flags, /)", "Make instances of a class match sequence or mapping patterns.", 0},
    {"_count_elements", count_elements_function, "(mapping, iterable, /)",
     "Count elements in the iterable, updating the mapping", 0},
    {NULL, NULL, NULL, NULL, 0},
};

static int collections_init(Object *module) {
    return module_add_type(module, &deque_type) || module_add_type(module, &deque_iterator_type) ||
                   module_add_type(module, &deque_reverse_iterator_type) ||
                   module_add_type(module, &defaultdict_type) || module_add_type(module, &ordereddict_type) ||
                   module_add_type(module, &tuplegetter_type) ? -1 : 0;
}

const ModuleDef _collections_module = {
    "_collections", "High performance data structures:\n- deque: ordered collection accessible from endpoints only\n"
    "- defaultdict: dict subclass with a default value factory", collections_functions, collections_init,
};
