/* dict_methods.c - updating a dict from others, and the methods of dict.
 *
 * The source of an update may be changed by script code that comparisons run: entries are retained while in use, and a
 * source whose size has changed raises RuntimeError. */
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"
#include "runtime/object/names.h"

/* ---- updating ---- */

/* Stores under the rule of dict_merge. Takes no references. MAY_RUN */
static int store(Object *dict, Object *key, Object *value, int override) {
    if (override == 1) return dict_set(dict, key, value);
    int present = dict_contains(dict, key);
    if (present < 0) return -1;
    if (!present) return dict_set(dict, key, value);
    if (override == 2) return error_set_object(KeyError, key), -1;
    return 0;
}

static int merge_dict(Object *dict, Object *source, int override) {
    if (dict == source || dict_count(source) == 0) return 0;
    if (dict_can_fill(dict, source)) return dict_fill(dict, source);
    Object *key, *value;
    Hash hash;
    size_t count = dict_count(source);
    for (size_t position = 0; dict_next_hash(source, &position, &key, &value, &hash);) {
        retain(key), retain(value);
        int failed = override == 1 ? dict_set_hash(dict, key, hash, value) : store(dict, key, value, override);
        release(key), release(value);
        if (failed) return -1;
        if (dict_count(source) != count) return error_set_int(RuntimeError, "dict mutated during update");
    }
    return 0;
}

static int merge_mapping(Object *dict, Object *mapping, int override) {
    Object *keys = object_call_method(mapping, "keys", 0);
    Object *iterator = keys ? object_iter(keys) : NULL;
    release_or_null(keys);
    if (!iterator) return -1;
    Object *key;
    int failed = 0;
    while (!failed && (key = object_next(iterator))) {
        Object *value = object_get_item(mapping, key);
        failed = !value || store(dict, key, value, override) || interp_check_interrupt();
        release_or_null(value);
        release(key);
    }
    release(iterator);
    return failed || error_pending() ? -1 : 0;
}

int dict_merge(Object *dict, Object *mapping, int override) {
    if (is_dict(mapping) && mapping->type->iter == dict_iter) return merge_dict(dict, mapping, override);
    return merge_mapping(dict, mapping, override);
}

/* The pair as a list or tuple of two; NULL with CPython's message for element `index` pending. */
static Object *pair_from(Object *item, int64_t index) {
    Object *pair = is_tuple_exact(item) ? retain(item) : list_from_iterable(item);
    if (!pair) {
        if (error_clear_if(TypeError))
            error_set(TypeError, "cannot convert dictionary update sequence element #%lld to a sequence", (long long)index);
        return NULL;
    }
    size_t count = is_tuple_exact(pair) ? tuple_count(pair) : list_count(pair);
    if (count == 2) return pair;
    error_set(ValueError, "dictionary update sequence element #%lld has length %zu; 2 is required", (long long)index, count);
    release(pair);
    return NULL;
}

int dict_update_pairs(Object *dict, Object *pairs, int override) {
    Object *iterator = object_iter(pairs);
    if (!iterator) return -1;
    Object *item;
    int failed = 0;
    for (int64_t index = 0; !failed && (item = object_next(iterator)); index++) {
        Object *pair = pair_from(item, index);
        release(item);
        if (!pair) {
            failed = 1;
            break;
        }
        Object **items = is_tuple_exact(pair) ? ((Tuple *)pair)->items : ((List *)pair)->items;
        Object *key = retain(items[0]), *value = retain(items[1]);
        failed = store(dict, key, value, override) || interp_check_interrupt();
        release(key), release(value);
        release(pair);
    }
    release(iterator);
    return failed || error_pending() ? -1 : 0;
}

int dict_update(Object *dict, Object *source) {
    if (is_dict_exact(source)) return merge_dict(dict, source, 1);
    Object *keys = object_getattr_or_null(source, NAME(keys));
    if (!keys) return error_pending() ? -1 : dict_update_pairs(dict, source, 1);
    release(keys);
    return dict_merge(dict, source, 1);
}

Object *dict_or(Object *left, Object *right) {
    if (!is_dict(left) || !is_dict(right)) return not_implemented();
    Object *result = dict_copy(left);
    if (result && dict_update(result, right)) CLEAR(result);
    return result;
}

Object *dict_inplace_or(Object *left, Object *right) { return dict_update(left, right) ? NULL : retain(left); }

/* ---- lists of contents ---- */

enum { WANT_KEYS, WANT_VALUES, WANT_ITEMS };

static Object *contents(Object *dict, int what) {
    List *list = (List *)list_new(dict_count(dict));
    if (!list) return NULL;
    Object *key, *value;
    for (size_t position = 0; dict_next(dict, &position, &key, &value);) {
        Object *item = what == WANT_KEYS ? retain(key) : what == WANT_VALUES ? retain(value) : tuple_of(2, key, value);
        if (!item || list_append_steal(&list->head, item)) {
            release(&list->head);
            return NULL;
        }
    }
    return &list->head;
}

Object *dict_keys(Object *dict) { return contents(dict, WANT_KEYS); }
Object *dict_values(Object *dict) { return contents(dict, WANT_VALUES); }
Object *dict_items(Object *dict) { return contents(dict, WANT_ITEMS); }

/* ---- fromkeys ---- */

/* Keys of a set or dict come with their hashes. */
static int add_hashed_keys(Object *dict, Object *source, Object *value) {
    Object *key;
    Hash hash;
    for (size_t position = 0;
         is_dict_exact(source) ? dict_next_hash(source, &position, &key, NULL, &hash) : set_next_hash(source, &position, &key, &hash);) {
        retain(key);
        int failed = dict_set_hash(dict, key, hash, value);
        release(key);
        if (failed) return -1;
    }
    return 0;
}

static int add_keys(Object *dict, Object *iterable, Object *value) {
    if (is_dict_exact(dict) && (is_dict_exact(iterable) || iterable->type == &set_type || iterable->type == &frozenset_type))
        return add_hashed_keys(dict, iterable, value);
    Object *iterator = object_iter(iterable);
    if (!iterator) return -1;
    Object *key;
    int failed = 0;
    while (!failed && (key = object_next(iterator))) {
        failed = (is_dict_exact(dict) ? dict_set(dict, key, value) : object_set_item(dict, key, value)) || interp_check_interrupt();
        release(key);
    }
    release(iterator);
    return failed || error_pending() ? -1 : 0;
}

Object *dict_fromkeys(Object *type, Object *iterable, Object *value) {
    Object *dict = type == (Object *)&dict_type ? dict_new() : object_call_noargs(type);
    if (dict && add_keys(dict, iterable, value)) CLEAR(dict);
    return dict;
}

/* ---- methods ---- */

static Value fromkeys_method(Object *self, Object **args) {
    return value_new(dict_fromkeys(self, args[0], args[1] ? args[1] : None));
}

static Value contains_method(Object *self, Object **args) {
    int contained = dict_contains(self, args[0]);
    return contained < 0 ? value_error() : value_bool(contained);
}

static Value getitem_method(Object *self, Object **args) { return value_new(dict_type.get_item(self, args[0])); }

static Value get_method(Object *self, Object **args) {
    Object *value = dict_peek(self, args[0]);
    if (value) return value_new(retain(value));
    if (error_pending()) return value_error();
    return args[1] ? value_new(retain(args[1])) : value_none();
}

static Value setdefault_method(Object *self, Object **args) {
    return value_new(retain_or_null(dict_setdefault(self, args[0], args[1] ? args[1] : None)));
}

static Value pop_method(Object *self, Object **args) {
    Object *value;
    int taken = dict_take(self, args[0], &value);
    if (taken > 0) return value_new(value);
    if (taken < 0) return value_error();
    if (args[1]) return value_new(retain(args[1]));
    return value_new(error_set_object(KeyError, args[0]));
}

static Value popitem_method(Object *self, Object **args UNUSED) {
    Object *pair[2];
    if (dict_count(self) == 0) return error_set_value(KeyError, "popitem(): dictionary is empty");
    Object *result = tuple_new(2);   /* before the entry goes: a failure must leave the dict whole */
    if (!result) return value_error();
    dict_take_last(self, &pair[0], &pair[1]);
    memcpy(((Tuple *)result)->items, pair, sizeof pair);
    gc_track(result);
    return value_new(result);
}

static Object *view_new(Type *type, Object *dict) {
    DictView *view = (DictView *)object_new(type);
    if (!view) return NULL;
    view->dict = retain(dict);
    gc_track(&view->head);
    return &view->head;
}

static Value keys_method(Object *self, Object **args UNUSED) { return value_new(view_new(&dict_keys_type, self)); }
static Value values_method(Object *self, Object **args UNUSED) { return value_new(view_new(&dict_values_type, self)); }
static Value items_method(Object *self, Object **args UNUSED) { return value_new(view_new(&dict_items_type, self)); }

static Value update_method(Object *self, Object **args) {
    size_t count = tuple_count(args[0]);
    if (args_count("update", count, 0, 1)) return value_error();
    if (count && dict_update(self, tuple_item_borrowed(args[0], 0))) return value_error();
    if (args[1] && dict_merge(self, args[1], 1)) return value_error();
    return value_none();
}

static Value clear_method(Object *self, Object **args UNUSED) {
    dict_clear(self);
    return value_none();
}

static Value copy_method(Object *self, Object **args UNUSED) { return value_new(dict_copy(self)); }

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_int((int64_t)(self->type->size + dict_table_size((Dict *)self)));
}

static Value reversed_method(Object *self, Object **args UNUSED) {
    return value_new(dict_iterator_new(&dict_reversekeyiterator_type, self));
}

static Value class_getitem_method(Object *self, Object **args) {
    return value_new(generic_alias_new(self, args[0]));
}

const Method dict_methods[] = {
    {"__contains__", contains_method, "(key, /)", "True if the dictionary has the specified key, else False.", 0},
    {"__getitem__", getitem_method, "(key, /)", "x.__getitem__(y) <==> x[y]", 0},
    {"__sizeof__", sizeof_method, "()", "D.__sizeof__() -> size of D in memory, in bytes", 0},
    {"__reversed__", reversed_method, "()", "Return a reverse iterator over the dict keys.", 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {"get", get_method, "(key, default=None, /)", "Return the value for key if key is in the dictionary, else default.", 0},
    {"setdefault", setdefault_method, "(key, default=None, /)",
     "Insert key with a value of default if key is not in the dictionary.\n\n"
     "Return the value for key if key is in the dictionary, else default.", 0},
    {"pop", pop_method, "(key, default=None, /)",
     "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\n"
     "If the key is not found, return the default if given; otherwise,\nraise a KeyError.", 0},
    {"popitem", popitem_method, "()",
     "Remove and return a (key, value) pair as a 2-tuple.\n\n"
     "Pairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty.", 0},
    {"keys", keys_method, "()", "D.keys() -> a set-like object providing a view on D's keys", 0},
    {"items", items_method, "()", "D.items() -> a set-like object providing a view on D's items", 0},
    {"values", values_method, "()", "D.values() -> an object providing a view on D's values", 0},
    {"update", update_method, "(*args, **kwargs)",
     "D.update([E, ]**F) -> None.  Update D from dict/iterable E and F.\n"
     "If E is present and has a .keys() method, then does:  for k in E: D[k] = E[k]\n"
     "If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\n"
     "In either case, this is followed by: for k in F:  D[k] = F[k]", 0},
    {"fromkeys", fromkeys_method, "(iterable, value=None, /)",
     "Create a new dictionary with keys from iterable and values set to value.", METHOD_CLASS},
    {"clear", clear_method, "()", "D.clear() -> None.  Remove all items from D.", 0},
    {"copy", copy_method, "()", "D.copy() -> a shallow copy of D", 0},
    {NULL, NULL, NULL, NULL, 0},
};
