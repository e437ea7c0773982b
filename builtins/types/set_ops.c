/* set_ops.c - the algebra of sets. The other operand of the functions is any iterable, of the operators a set.
 *
 * Everything here may run script code through hashing and comparing; a set that is walked is walked by position and
 * its key retained while in use, so changing it meanwhile is harmless. */
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/set.h"
#include "builtins/types/tuple.h"

/* What is done with each key of an iterable. 0 go on, 1 stop, -1 error. */
typedef int (*KeyFn)(Object *key, Hash hash, void *context);

static int walk_set(Object *set, KeyFn function, void *context) {
    const Set *keys = (const Set *)set;
    for (size_t i = 0; i <= keys->mask; i++) {
        SetEntry entry = keys->table[i];
        if (!entry.key) continue;
        retain(entry.key);
        int result = function(entry.key, entry.hash, context);
        release(entry.key);
        if (result) return result;
    }
    return 0;
}

static int walk_dict(Object *dict, KeyFn function, void *context) {
    Object *key;
    Hash hash;
    for (size_t position = 0; dict_next_hash(dict, &position, &key, NULL, &hash);) {
        retain(key);
        int result = function(key, hash, context);
        release(key);
        if (result) return result;
    }
    return 0;
}

static int add_items(Object *set, Object **items, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (set_add_steal(set, retain(items[i])) || interp_check_interrupt()) return -1;
    return 0;
}

/* The list may change meanwhile. */
static int add_list(Object *set, Object *list) {
    for (size_t i = 0; i < list_count(list); i++)
        if (set_add_steal(set, retain(((List *)list)->items[i])) || interp_check_interrupt()) return -1;
    return 0;
}

static int walk_iterator(Object *iterator, KeyFn function, void *context) {
    Object *key;
    int result = 0;
    while (!result && (key = object_next(iterator))) {
        Hash hash = dict_key_hash(key);
        result = hash == -1 || interp_check_interrupt() ? -1 : function(key, hash, context);
        release(key);
    }
    return result ? result : error_pending() ? -1 : 0;
}

static int walk_iterable(Object *iterable, KeyFn function, void *context) {
    Object *iterator = object_iter(iterable);
    if (!iterator) return -1;
    int result = walk_iterator(iterator, function, context);
    release(iterator);
    return result;
}

static int walk(Object *iterable, KeyFn function, void *context) {
    if (is_anyset(iterable)) return walk_set(iterable, function, context);
    if (is_dict_exact(iterable)) return walk_dict(iterable, function, context);
    return walk_iterable(iterable, function, context);
}

static int holds(Object *set, Object *key, Hash hash) {
    ssize_t index = set_find((Set *)set, key, hash);
    return index == -2 ? -1 : index >= 0;
}

/* Whether the set holds the key, where its first place tells: that has the very key or was never used. -1: it does not.
 * Runs no script code. */
static ALWAYS_INLINE int first_look(const Set *set, const Object *key, Hash hash) {
    const SetEntry *entry = &set->table[(size_t)hash & set->mask];
    if (entry->key == key) return 1;
    return !entry->key && !entry->hash ? 0 : -1;
}

/* ---- update ---- */

static int add_key(Object *key, Hash hash, void *set) { return set_add_hash(set, key, hash); }

/* Room for as many keys more, chosen as CPython does. */
static int prepare(Set *set, size_t more) {
    if ((set->filled + more) * 5 < set->mask * 3) return 0;
    return set_resize(set, (set->count + more) * 2);
}

/* Adds a machine int or a text while the iterator runs. Others are left to the caller, since comparing them may run script
 * code; so is what there is no memory for. */
static bool take_plain_key(void *set, Value item) {
    Object *key = item.tag >= V_NEW ? item.o : value_to_object(item);
    bool plain = key && (is_machine_int(key) || is_str_exact(key)), added = plain && !set_add(set, key);
    if (!key || (plain && !added)) error_clear();
    if (key && (added || item.tag < V_NEW)) release(key);
    return added;
}

/* 0, -1. MAY_RUN */
static int add_iterable(Object *set, Object *iterable) {
    Object *iterator = object_iter(iterable);
    if (!iterator) return -1;
    int more = 1;
    if (iterator->type->drain && !((Set *)set)->filled) {
        Value item;
        more = iterator->type->drain(iterator, take_plain_key, set, &item);
        Object *key = more > 0 ? value_to_object(item) : NULL;
        if (more > 0 && (!key || set_add(set, key))) more = -1;
        release_or_null(key);
    }
    if (more > 0) more = walk_iterator(iterator, add_key, set);
    release(iterator);
    return more;
}

/* Each ASCII character is added once. */
static int add_characters(Object *set, Object *text) {
    bool seen[128] = {false};
    for (size_t at = 0; at < str_size(text);) {
        unsigned char byte = (unsigned char)str_data(text)[at];
        if (byte < 0x80 && seen[byte]) {
            at++;
            continue;
        }
        if (byte < 0x80) seen[byte] = true;
        Object *character = str_next_character(text, &at);
        if (!character || set_add_steal(set, character)) return -1;
    }
    return 0;
}

int set_update(Object *o, Object *other) {
    Set *set = (Set *)o;
    if (o == other) return 0;
    if (is_list_exact(other)) return add_list(o, other);
    if (is_tuple_exact(other)) return add_items(o, ((Tuple *)other)->items, tuple_count(other));
    if (is_str_exact(other)) return add_characters(o, other);
    if (!is_anyset(other) && !is_dict_exact(other)) return add_iterable(o, other);
    size_t more = is_dict_exact(other) ? dict_count(other) : set_count(other);
    if (more == 0) return 0;
    if (prepare(set, more)) return -1;
    const Set *source = (const Set *)other;
    if (is_anyset(other) && !set->filled && set->mask != source->mask) return set_fill(set, source), 0;
    if (!is_anyset(other) || set->filled || set->mask != source->mask || source->filled != source->count)
        return walk(other, add_key, o);
    for (size_t i = 0; i <= set->mask; i++) {
        set->table[i] = source->table[i];
        retain_or_null(set->table[i].key);
    }
    set->count = set->filled = source->count;
    return 0;
}

/* ---- difference ---- */

static int discard_key(Object *key, Hash hash, void *set) { return set_discard_hash(set, key, hash) < 0 ? -1 : 0; }

int set_difference_update(Object *set, Object *other) {
    if (set == other) return set_clear(set), 0;
    if (walk(other, discard_key, set)) return -1;
    const Set *rest = (const Set *)set;     /* many removed entries are cleared away, as in CPython */
    if (rest->filled - rest->count <= rest->mask / 4) return 0;
    return set_resize((Set *)set, rest->count > 50000 ? rest->count * 2 : rest->count * 4);
}

typedef struct { Object *other, *result; } Pair;

static int keep_if_absent(Object *key, Hash hash, void *context) {
    const Pair *pair = context;
    int present;
    if (is_dict_exact(pair->other)) {
        ssize_t index = dict_find((Dict *)pair->other, key, hash);
        present = index == -2 ? -1 : index >= 0;
    } else {
        present = holds(pair->other, key, hash);
    }
    return present < 0 ? -1 : present ? 0 : set_add_hash(pair->result, key, hash);
}

/* What the result of an operator on this operand is: a plain set or frozenset, as CPython makes it. */
static Type *result_type(Object *set) { return is_frozenset(set) ? &frozenset_type : &set_type; }

Object *set_difference(Object *set, Object *other) {
    bool lookup = is_anyset(other) || is_dict_exact(other);
    size_t other_count = is_anyset(other) ? set_count(other) : is_dict_exact(other) ? dict_count(other) : 0;
    Object *result;
    if (!lookup || set_count(set) >> 2 > other_count) {
        result = set_copy_as(result_type(set), set);
        if (result && set_difference_update(result, other)) CLEAR(result);
        return result;
    }
    result = set_make(result_type(set), NULL);
    if (result && walk_set(set, keep_if_absent, &(Pair){other, result})) CLEAR(result);
    return result;
}

/* ---- intersection ---- */

static int keep_if_present(Object *key, Hash hash, void *context) {
    const Pair *pair = context;
    int present = first_look((const Set *)pair->other, key, hash);
    if (present < 0) present = holds(pair->other, key, hash);
    return present <= 0 ? present : set_add_hash(pair->result, key, hash);
}

Object *set_intersection(Object *set, Object *other) {
    if (set == other) return set_copy_as(result_type(set), set);
    Object *result = set_make(result_type(set), NULL), *walked = other, *searched = set;
    if (is_anyset(other) && set_count(other) > set_count(set)) walked = set, searched = other;
    if (result && walk(walked, keep_if_present, &(Pair){searched, result})) CLEAR(result);
    return result;
}

/* Exchanges the contents of two sets. */
static void swap_contents(Set *a, Set *b) {
    Set copy = *a;
    bool a_small = a->table == a->small, b_small = b->table == b->small;
    a->count = b->count, a->filled = b->filled, a->mask = b->mask, a->table = b_small ? a->small : b->table;
    memcpy(a->small, b->small, sizeof a->small);
    b->count = copy.count, b->filled = copy.filled, b->mask = copy.mask, b->table = a_small ? b->small : copy.table;
    memcpy(b->small, copy.small, sizeof b->small);
}

int set_intersection_update(Object *set, Object *other) {
    Object *result = set_intersection(set, other);
    if (!result) return -1;
    swap_contents((Set *)set, (Set *)result);
    release(result);
    return 0;
}

/* ---- symmetric difference ---- */

static int toggle_key(Object *key, Hash hash, void *set) {
    int removed = set_discard_hash(set, key, hash);
    return removed < 0 ? -1 : removed ? 0 : set_add_hash(set, key, hash);
}

int set_symmetric_update(Object *set, Object *other) {
    if (set == other) return set_clear(set), 0;
    if (is_anyset(other)) return walk_set(other, toggle_key, set);
    Object *keys = set_new(other);     /* equal keys of an iterable count once */
    if (!keys) return -1;
    int result = walk_set(keys, toggle_key, set);
    release(keys);
    return result;
}

/* ---- relations ---- */

static int stop_if_present(Object *key, Hash hash, void *set) { return holds(set, key, hash); }

int set_is_disjoint(Object *set, Object *other) {
    if (set == other) return set_count(set) == 0;
    bool swap = is_anyset(other) && set_count(other) > set_count(set);
    int common = swap ? walk_set(set, stop_if_present, other) : walk(other, stop_if_present, set);
    return common < 0 ? -1 : !common;
}

int set_is_subset(Object *set, Object *other) {
    if (set_count(set) > set_count(other)) return 0;
    const Set *keys = (const Set *)set;
    for (size_t i = 0; i <= keys->mask; i++) {
        SetEntry entry = keys->table[i];
        if (!entry.key) continue;
        int present = first_look((const Set *)other, entry.key, entry.hash);
        if (present < 0) {
            retain(entry.key);
            present = holds(other, entry.key, entry.hash);
            release(entry.key);
        }
        if (present <= 0) return present;
    }
    return 1;
}

static int sets_equal(Object *left, Object *right) {
    if (set_count(left) != set_count(right)) return 0;
    Hash left_hash = is_frozenset(left) ? ((Set *)left)->hash : -1, right_hash = is_frozenset(right) ? ((Set *)right)->hash : -1;
    if (left_hash != -1 && right_hash != -1 && left_hash != right_hash) return 0;
    return set_is_subset(left, right);
}

Object *set_compare(Object *self, Object *other, int op) {
    if (!is_anyset(self) || !is_anyset(other)) return not_implemented();
    if (recursion_enter(" in comparison")) return NULL;
    int result;
    switch (op) {
    case COMPARE_EQ: result = sets_equal(self, other); break;
    case COMPARE_NE: result = sets_equal(self, other); result = result < 0 ? -1 : !result; break;
    case COMPARE_LE: result = set_is_subset(self, other); break;
    case COMPARE_GE: result = set_is_subset(other, self); break;
    case COMPARE_LT: result = set_count(self) < set_count(other) ? set_is_subset(self, other) : 0; break;
    default: result = set_count(other) < set_count(self) ? set_is_subset(other, self) : 0; break;
    }
    return result < 0 ? NULL : bool_object(result);
}

/* ---- operators ---- */

#define NEED_SETS(left, right) if (!is_anyset(left) || !is_anyset(right)) return not_implemented()

Object *set_or(Object *left, Object *right) {
    NEED_SETS(left, right);
    Object *result = set_copy_as(result_type(left), left);
    if (result && set_update(result, right)) CLEAR(result);
    return result;
}

Object *set_and(Object *left, Object *right) {
    NEED_SETS(left, right);
    return set_intersection(left, right);
}

Object *set_subtract(Object *left, Object *right) {
    NEED_SETS(left, right);
    return set_difference(left, right);
}

Object *set_xor(Object *left, Object *right) {
    NEED_SETS(left, right);
    Object *result = set_copy_as(result_type(left), right);
    if (result && set_symmetric_update(result, left)) CLEAR(result);
    return result;
}

#define INPLACE(function, update) \
    Object *function(Object *left, Object *right) { \
        NEED_SETS(left, right); \
        return update(left, right) ? NULL : retain(left); \
    }
INPLACE(set_inplace_or, set_update)
INPLACE(set_inplace_and, set_intersection_update)
INPLACE(set_inplace_subtract, set_difference_update)
INPLACE(set_inplace_xor, set_symmetric_update)
