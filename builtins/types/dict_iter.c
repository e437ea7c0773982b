/* dict_iter.c - iterators over keys, values and items of a dict, forwards and backwards.
 *
 * A dict that has grown or shrunk since raises RuntimeError, and goes on doing so. An exhausted iterator lets its dict
 * go. Item iterators give the same tuple again when they hold its only reference. */
#include <stdint.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "runtime/object/alloc.h"

Object *dict_iterator_new(Type *type, Object *o) {
    const Dict *dict = (const Dict *)o;
    DictIterator *iterator = (DictIterator *)object_new_plain(type, sizeof(DictIterator));
    if (!iterator) return NULL;
    iterator->position = 0;
    iterator->pair = NULL;
    iterator->dict = retain(o);
    iterator->expected = iterator->remaining = dict->count;
    bool backwards = type == &dict_reversekeyiterator_type || type == &dict_reversevalueiterator_type ||
                     type == &dict_reverseitemiterator_type;
    if (backwards && dict->table) iterator->position = dict->table->used;
    if (type == &dict_itemiterator_type || type == &dict_reverseitemiterator_type)
        if (!(iterator->pair = tuple_of(2, None, None))) {
            release(&iterator->head);
            return NULL;
        }
    gc_track(&iterator->head);
    return &iterator->head;
}

Object *dict_iter(Object *dict) { return dict_iterator_new(&dict_keyiterator_type, dict); }

/* ---- stepping ---- */

static const DictEntry *size_changed(DictIterator *iterator) {
    iterator->expected = SIZE_MAX;
    return error_set(RuntimeError, "dictionary changed size during iteration");
}

/* The next entry, NULL at the end or with RuntimeError pending. */
static const DictEntry *advance(DictIterator *iterator) {
    const Dict *dict = (const Dict *)iterator->dict;
    if (unlikely(!dict)) return NULL;
    if (unlikely(iterator->expected != dict->count)) return size_changed(iterator);
    const DictTable *table = dict->table;
    const DictEntry *entries = table ? dict_entries(table) : NULL;
    size_t used = table ? table->used : 0, i = iterator->position;
    if (table && i < table->first) i = table->first;
    while (i < used && !entries[i].key) i++;
    if (i >= used) {
        CLEAR(iterator->dict);
        return NULL;
    }
    if (unlikely(iterator->remaining == 0)) {
        error_set(RuntimeError, "dictionary keys changed during iteration");
        CLEAR(iterator->dict);
        return NULL;
    }
    iterator->position = i + 1;
    iterator->remaining--;
    return &entries[i];
}

static const DictEntry *retreat(DictIterator *iterator) {
    const Dict *dict = (const Dict *)iterator->dict;
    if (!dict) return NULL;
    if (iterator->expected != dict->count) return size_changed(iterator);
    const DictTable *table = dict->table;
    size_t i = iterator->position;
    if (table && i > table->used) i = table->used;
    while (table && i > 0 && !dict_entries(table)[i - 1].key) i--;
    if (!table || i == 0) {
        CLEAR(iterator->dict);
        return NULL;
    }
    iterator->position = i - 1;
    if (iterator->remaining) iterator->remaining--;
    return &dict_entries(table)[i - 1];
}

/* (key, value) of the entry, in the iterator's own tuple if it is free. */
static Object *pair_of(DictIterator *iterator, const DictEntry *entry) {
    Tuple *pair = (Tuple *)iterator->pair;
    if (pair->head.refcount != 1) return tuple_of(2, entry->key, entry->value);
    Object *old_key = pair->items[0], *old_value = pair->items[1];
    pair->items[0] = retain(entry->key);
    pair->items[1] = retain(entry->value);
    retain(&pair->head);
    if (!gc_is_tracked(&pair->head)) gc_track(&pair->head);   /* a collection may have untracked (None, None) */
    release(old_key);
    release(old_value);
    return &pair->head;
}

static Object *key_next(Object *self) {
    const DictEntry *entry = advance((DictIterator *)self);
    return entry ? retain(entry->key) : NULL;
}
static Object *value_next(Object *self) {
    const DictEntry *entry = advance((DictIterator *)self);
    return entry ? retain(entry->value) : NULL;
}
static Object *item_next(Object *self) {
    const DictEntry *entry = advance((DictIterator *)self);
    return entry ? pair_of((DictIterator *)self, entry) : NULL;
}
/* The key and value are held by the pair as well, as they would be. */
static int item_next_parts(Object *self, Value *values, size_t count) {
    DictIterator *iterator = (DictIterator *)self;
    Tuple *pair = (Tuple *)iterator->pair;
    if (count != 2 || pair->head.refcount != 1) return -1;
    const DictEntry *entry = advance(iterator);
    if (!entry) return 0;
    Object *old_key = pair->items[0], *old_value = pair->items[1];
    values[0] = value_new(pair->items[0] = retain(entry->key));
    values[1] = value_new(pair->items[1] = retain(entry->value));
    retain(values[0].o);
    retain(values[1].o);
    if (!gc_is_tracked(&pair->head)) gc_track(&pair->head);
    release(old_key);
    release(old_value);
    return 1;
}
static Object *reverse_key_next(Object *self) {
    const DictEntry *entry = retreat((DictIterator *)self);
    return entry ? retain(entry->key) : NULL;
}
static Object *reverse_value_next(Object *self) {
    const DictEntry *entry = retreat((DictIterator *)self);
    return entry ? retain(entry->value) : NULL;
}
static Object *reverse_item_next(Object *self) {
    const DictEntry *entry = retreat((DictIterator *)self);
    return entry ? pair_of((DictIterator *)self, entry) : NULL;
}

/* ---- life and methods ---- */

static Object *iterator_self(Object *self) { return retain(self); }

static void iterator_dealloc(Object *self) {
    DictIterator *iterator = (DictIterator *)self;
    release_or_null(iterator->dict);
    release_or_null(iterator->pair);
    object_free_plain(self, sizeof(DictIterator));
}

static int iterator_traverse(Object *self, VisitFn visit, void *context) {
    const DictIterator *iterator = (const DictIterator *)self;
    VISIT(iterator->dict);
    VISIT(iterator->pair);
    return 0;
}

static Value length_hint_method(Object *self, Object **args UNUSED) {
    const DictIterator *iterator = (const DictIterator *)self;
    bool valid = iterator->dict && iterator->expected == dict_count(iterator->dict);
    return value_int(valid ? (int64_t)iterator->remaining : 0);
}

/* (iter, ([what is left],)), leaving this iterator where it is. */
static Value reduce_method(Object *self, Object **args UNUSED) {
    DictIterator *iterator = (DictIterator *)self;
    Object *source = retain_or_null(iterator->dict);
    size_t expected = iterator->expected, position = iterator->position, remaining = iterator->remaining;
    Object *rest = list_from_iterable(self);
    if (source) object_replace_steal(&iterator->dict, source);
    iterator->expected = expected, iterator->position = position, iterator->remaining = remaining;
    Object *iter = rest ? builtin_by_name("iter") : NULL;
    Object *inner = iter ? tuple_of(1, rest) : NULL;
    Object *result = inner ? tuple_of(2, iter, inner) : NULL;
    release_or_null(inner);
    release_or_null(iter);
    release_or_null(rest);
    return value_new(result);
}

static const Method iterator_methods[] = {
    {"__length_hint__", length_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

#define DICT_ITERATOR_TYPE(variable, type_name_, next_function, next_parts_function) \
    Type variable = { \
        .head = TYPE_HEAD, .name = type_name_, .size = sizeof(DictIterator), .flags = TYPE_GC, \
        .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iterator_self, .next = next_function, \
        .next_parts = next_parts_function, .methods = iterator_methods, \
    }

DICT_ITERATOR_TYPE(dict_keyiterator_type, "dict_keyiterator", key_next, NULL);
DICT_ITERATOR_TYPE(dict_valueiterator_type, "dict_valueiterator", value_next, NULL);
DICT_ITERATOR_TYPE(dict_itemiterator_type, "dict_itemiterator", item_next, item_next_parts);
DICT_ITERATOR_TYPE(dict_reversekeyiterator_type, "dict_reversekeyiterator", reverse_key_next, NULL);
DICT_ITERATOR_TYPE(dict_reversevalueiterator_type, "dict_reversevalueiterator", reverse_value_next, NULL);
DICT_ITERATOR_TYPE(dict_reverseitemiterator_type, "dict_reverseitemiterator", reverse_item_next, NULL);
