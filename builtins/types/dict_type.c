/* dict_type.c - the type dict: what its slots do beyond the table (dict.c). Comparing, repr and initialising may run script
 * code, and so may change the dict that they look at: keys and values are owned meanwhile. */
#include "builtins/types/dict.h"

#include "builtins/types/dict_internal.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

static int dict_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (args_count("dict", count, 0, 1)) return -1;
    if (count && dict_update(self, args[0])) return -1;
    size_t keywords = kwnames ? tuple_count(kwnames) : 0;
    for (size_t i = 0; i < keywords; i++)
        if (dict_set(self, tuple_item_borrowed(kwnames, i), args[count + i])) return -1;
    return 0;
}

static Object *dict_from(Object *o) {
    Object *dict = dict_new();
    if (dict && dict_update(dict, o)) CLEAR(dict);
    return dict;
}

static int dict_traverse(Object *self, VisitFn visit, void *context) {
    const DictTable *table = ((Dict *)self)->table;
    if (!table) return 0;
    const DictEntry *entries = dict_entries(table);
    for (size_t i = 0; i < table->used; i++) {
        VISIT(entries[i].value);
        if (table->general) VISIT(entries[i].key);
    }
    return 0;
}

static int dict_clear_slot(Object *self) {
    dict_clear(self);
    return 0;
}

static ssize_t dict_length(Object *self) { return (ssize_t)dict_count(self); }

static Object *dict_get_item(Object *self, Object *key) {
    Object *value = dict_peek(self, key);
    if (likely(value)) return retain(value);
    return error_pending() ? NULL : dict_missing(self, key);
}

Object *dict_missing(Object *dict, Object *key) {
    if (!is_dict_exact(dict)) {
        Object *method = object_lookup_special(dict, NAME(__missing__));
        if (method) {
            Object *result = object_call_one(method, key);
            release(method);
            return result;
        }
        if (error_pending()) return NULL;
    }
    return error_set_object(KeyError, key);
}

static int dict_set_item(Object *self, Object *key, Object *value) {
    if (value) return dict_set(self, key, value);
    int deleted = dict_delete(self, key);
    if (deleted == 0) error_set_object(KeyError, key);
    return deleted > 0 ? 0 : -1;
}

static int append_entries(Buffer *buffer, Object *self) {
    Object *key, *value;
    bool first = true;
    for (size_t position = 0; dict_next(self, &position, &key, &value); first = false) {
        if (!first) buffer_append(buffer, ", ", 2);
        retain(key), retain(value);
        int failed = repr_append(buffer, key);
        buffer_append(buffer, ": ", 2);
        if (!failed) failed = repr_append(buffer, value);
        release(key), release(value);
        if (failed) return -1;
    }
    return 0;
}

static Object *dict_repr(Object *self) {
    if (dict_count(self) == 0) return str_from_text("{}");
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("{...}") : NULL;
    Buffer buffer = BUFFER_INIT;
    buffer_append_byte(&buffer, '{');
    int failed = append_entries(&buffer, self);
    buffer_append_byte(&buffer, '}');
    repr_leave(self);
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

/* Same keys with equal values? 0, 1, -1. MAY_RUN */
static int dicts_equal(Object *left, Object *right) {
    if (dict_count(left) != dict_count(right)) return 0;
    Object *key, *value;
    Hash hash;
    for (size_t position = 0; dict_next_hash(left, &position, &key, &value, &hash);) {
        retain(key), retain(value);
        Object *other = dict_peek_hash(right, key, hash);
        int equal = other ? 1 : error_pending() ? -1 : 0;
        if (other) {
            retain(other);
            equal = sequence_item_equal(value, other);
            release(other);
        }
        release(key), release(value);
        if (equal != 1) return equal;
    }
    return 1;
}

static Object *dict_compare(Object *self, Object *other, int op) {
    if (!is_dict(self) || !is_dict(other) || (op != COMPARE_EQ && op != COMPARE_NE)) return not_implemented();
    if (recursion_enter(" in comparison")) return NULL;
    int equal = dicts_equal(self, other);
    return equal < 0 ? NULL : bool_object(equal == (op == COMPARE_EQ));
}

Type dict_type = {
    .head = TYPE_HEAD, .name = "dict", .size = sizeof(Dict), .flags = TYPE_GC | TYPE_BASE | TYPE_DICT_SUBCLASS | TYPE_MAPPING,
    .new = dict_construct, .convert = dict_from, .init = dict_init, .destroy = dict_destroy, .dealloc = dict_dealloc, .traverse = dict_traverse, .clear = dict_clear_slot,
    .repr = dict_repr, .hash = type_unhashable, .compare = dict_compare, .iter = dict_iter,
    .binary[BINARY_OR] = dict_or, .inplace[BINARY_OR] = dict_inplace_or,
    .length = dict_length, .get_item = dict_get_item, .set_item = dict_set_item, .contains = dict_contains,
    .methods = dict_methods,
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\n"
           "dict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\n"
           "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
           "    in the keyword argument list.  For example:  dict(one=1, two=2)",
};
