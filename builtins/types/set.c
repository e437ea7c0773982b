/* set.c - set and frozenset: the hash table, construction and slots.
 *
 * Open addressing: ten neighbouring slots are tried, then the next place of the probe sequence; the order in which a
 * set gives its keys follows from it and is CPython's. A slot is empty (key NULL, hash 0), removed (key NULL, hash -1)
 * or live. filled counts live and removed ones and stays under three fifths of the slots, so probes end. Up to 5
 * keys fit the inline table.
 *
 * Comparing keys may run script code; a search starts again when the table or the entry has changed meanwhile. */
#include "builtins/types/set.h"

#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"

enum { LINEAR_PROBES = 9, PERTURB_SHIFT = 5, SMALL_SIZE = 8 };
#define REMOVED_HASH ((Hash)-1)

/* ---- searching ---- */

/* 1 equal, 0 not, -1 error, -2 the table has changed. MAY_RUN */
static int entry_matches(Set *set, SetEntry *entry, Object *key) {
    Object *own = entry->key;
    int equal = sequence_quick_equal(own, key);
    if (equal >= 0) return equal;
    const SetEntry *table = set->table;
    size_t mask = set->mask;
    retain(own);
    equal = object_equal(own, key);
    bool same = set->table == table && set->mask == mask && entry->key == own;
    release(own);
    return equal < 0 ? -1 : same ? equal : -2;
}

/* The entry with that key (*found true), or the slot where it would go: the last removed one on the way, else a fresh one,
 * as in CPython. NULL: error. MAY_RUN */
static SetEntry *look(Set *set, Object *key, Hash hash, bool *found) {
restart:;
    size_t mask = set->mask, i = (size_t)hash & mask, perturb = (size_t)hash;
    SetEntry *removed = NULL;
    for (;;) {
        SetEntry *entry = &set->table[i];
        for (size_t left = i + LINEAR_PROBES <= mask ? LINEAR_PROBES + 1 : 1; left > 0; left--, entry++) {
            if (!entry->key) {
                if (entry->hash == REMOVED_HASH) {
                    removed = entry;
                    continue;
                }
                *found = false;
                return removed ? removed : entry;
            }
            if (entry->hash != hash) continue;
            int matches = entry->key == key ? 1 : entry_matches(set, entry, key);
            if (matches == -2) goto restart;
            if (matches < 0) return NULL;
            if (!matches) continue;
            *found = true;
            return entry;
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

/* As look; mostly the first slot has the very key, or nothing. */
static ALWAYS_INLINE SetEntry *look_quickly(Set *set, Object *key, Hash hash, bool *found) {
    SetEntry *entry = &set->table[(size_t)hash & set->mask];
    *found = entry->key == key;
    if (likely(*found || (!entry->key && entry->hash != REMOVED_HASH))) return entry;
    return look(set, key, hash, found);
}

ssize_t set_find(Set *set, Object *key, Hash hash) {
    bool found;
    SetEntry *entry = look_quickly(set, key, hash, &found);
    if (!entry) return -2;
    return found ? entry - set->table : -1;
}

/* Into a table known to have room and no equal key. */
static void insert_clean(SetEntry *table, size_t mask, Object *key, Hash hash) {
    size_t i = (size_t)hash & mask, perturb = (size_t)hash;
    for (;;) {
        SetEntry *entry = &table[i];
        for (size_t left = i + LINEAR_PROBES <= mask ? LINEAR_PROBES + 1 : 1; left > 0; left--, entry++)
            if (!entry->key) {
                *entry = (SetEntry){key, hash};
                return;
            }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

/* ---- the table's size ---- */

size_t set_table_bytes(const Set *set) { return set->table == set->small ? 0 : (set->mask + 1) * sizeof(SetEntry); }

static void table_free(SetEntry *table, const SetEntry *small, size_t mask) {
    if (table != small) mem_free_array(table, mask + 1, sizeof(SetEntry));
}

/* A new table with more than `used` slots. 0, or -1 with everything as before. */
int set_resize(Set *set, size_t used) {
    size_t size = SMALL_SIZE;
    while (size <= used) size <<= 1;
    SetEntry *old = set->table, copy[SMALL_SIZE], *table = set->small;
    size_t old_mask = set->mask;
    if (size == SMALL_SIZE) {
        if (old == set->small) {
            memcpy(copy, old, sizeof copy);
            old = copy;
        }
        memset(table, 0, sizeof set->small);
    } else {
        table = mem_array(size, sizeof(SetEntry));
        if (!table) return error_no_memory(), -1;
        memset(table, 0, size * sizeof(SetEntry));
    }
    for (size_t i = 0; i <= old_mask; i++)
        if (old[i].key) insert_clean(table, size - 1, old[i].key, old[i].hash);
    set->table = table;
    set->mask = size - 1;
    set->filled = set->count;
    if (old != copy) table_free(old, set->small, old_mask);
    return 0;
}

/* ---- adding and removing ---- */

void set_fill(Set *set, const Set *source) {
    for (size_t i = 0; i <= source->mask; i++)
        if (source->table[i].key) insert_clean(set->table, set->mask, retain(source->table[i].key), source->table[i].hash);
    set->count = set->filled = source->count;
}

int set_add_hash(Object *o, Object *key, Hash hash) {
    Set *set = (Set *)o;
    bool found;
    retain(key);
    SetEntry *entry = look_quickly(set, key, hash, &found);
    if (!entry || found) {
        release(key);
        return entry ? 0 : -1;
    }
    bool reused = entry->hash == REMOVED_HASH;
    *entry = (SetEntry){key, hash};
    set->count++;
    if (reused) return 0;
    set->filled++;
    if (set->filled * 5 < set->mask * 3) return 0;
    if (set_resize(set, set->count > 50000 ? set->count * 2 : set->count * 4) == 0) return 0;
    if (set->filled < set->mask) return error_clear(), 0;   /* crowded but whole */
    *entry = (SetEntry){NULL, REMOVED_HASH};
    set->count--;
    release(key);
    return -1;
}

int set_add(Object *set, Object *key) {
    Hash hash = dict_key_hash(key);
    return hash == -1 ? -1 : set_add_hash(set, key, hash);
}

int set_add_steal(Object *o, Object *key) {
    Set *set = (Set *)o;
    Hash hash = dict_key_hash(key);
    SetEntry *entry = &set->table[(size_t)hash & set->mask];
    if (likely(hash != -1 && !entry->key && !entry->hash) && (set->filled + 1) * 5 < set->mask * 3) {
        *entry = (SetEntry){key, hash};   /* the first place is free */
        set->count++;
        set->filled++;
        return 0;
    }
    int result = hash == -1 ? -1 : set_add_hash(o, key, hash);
    release(key);
    return result;
}

int set_contains(Object *set, Object *key) {
    Hash hash = dict_key_hash(key);
    if (hash == -1) return -1;
    ssize_t index = set_find((Set *)set, key, hash);
    return index == -2 ? -1 : index >= 0;
}

int set_discard_hash(Object *o, Object *key, Hash hash) {
    Set *set = (Set *)o;
    ssize_t index = set_find(set, key, hash);
    if (index < 0) return index == -2 ? -1 : 0;
    Object *own = set->table[index].key;
    set->table[index] = (SetEntry){NULL, REMOVED_HASH};
    set->count--;
    release(own);
    return 1;
}

int set_discard(Object *set, Object *key) {
    Hash hash = dict_key_hash(key);
    return hash == -1 ? -1 : set_discard_hash(set, key, hash);
}

/* The search goes on where the last one ended (kept in the hash field, which only frozensets use), so that emptying a
 * set by pop() takes linear time. */
int set_take_any(Object *o, Object **key) {
    Set *set = (Set *)o;
    if (set->count == 0) return 0;
    size_t i = (size_t)set->hash & set->mask;
    while (!set->table[i].key) i = (i + 1) & set->mask;
    *key = set->table[i].key;
    set->table[i] = (SetEntry){NULL, REMOVED_HASH};
    set->count--;
    set->hash = (Hash)(i + 1);
    return 1;
}

Object *set_pop(Object *set) {
    Object *key;
    return set_take_any(set, &key) ? key : error_set(KeyError, "pop from an empty set");
}

static void empty_table(Set *set) {
    memset(set->small, 0, sizeof set->small);
    set->table = set->small;
    set->mask = SMALL_SIZE - 1;
    set->count = set->filled = 0;
}

static inline void release_keys(const SetEntry *table, size_t count) {
    for (; count; table++) {
        if (!table->key) continue;
        count--;
        release(table->key);
    }
}

void set_clear(Object *o) {
    Set *set = (Set *)o;
    if (set->filled == 0 && set->table == set->small) return;
    SetEntry copy[SMALL_SIZE], *table = set->table;
    size_t mask = set->mask, count = set->count;
    bool small = table == set->small;
    if (small) {
        memcpy(copy, table, sizeof copy);
        table = copy;
    }
    empty_table(set);
    set->hash = is_frozenset(o) ? -1 : 0;
    release_keys(table, count);
    if (!small) mem_free_array(table, mask + 1, sizeof(SetEntry));
}

bool set_next(Object *o, size_t *position, Object **key) {
    const Set *set = (const Set *)o;
    size_t i = *position;
    while (i <= set->mask && !set->table[i].key) i++;
    *position = i + 1;
    if (i > set->mask) return false;
    *key = set->table[i].key;
    return true;
}

bool set_next_hash(Object *o, size_t *position, Object **key, Hash *hash) {
    if (!set_next(o, position, key)) return false;
    *hash = ((Set *)o)->table[*position - 1].hash;
    return true;
}

/* ---- making ---- */

Object *set_new_empty(void) {
    Set *set = (Set *)object_new_tracked(&set_type, sizeof(Set));
    if (unlikely(!set)) return NULL;
    empty_table(set);
    set->hash = 0;
    set->weakrefs = NULL;
    return &set->head;
}

static Object *new_empty(Type *type) {
    if (type == &set_type) return set_new_empty();
    Set *set = (Set *)object_new(type);
    if (!set) return NULL;
    set->table = set->small;
    set->mask = SMALL_SIZE - 1;
    set->hash = type_is_subtype(type, &frozenset_type) ? -1 : 0;
    gc_track(&set->head);
    return &set->head;
}

Object *set_copy_as(Type *type, Object *source) {
    Object *set = new_empty(type);
    if (set && set_update(set, source)) CLEAR(set);
    return set;
}

Object *set_make(Type *type, Object *iterable) {
    Object *set = new_empty(type);
    if (set && iterable && set_update(set, iterable)) CLEAR(set);
    return set;
}

Object *set_new(Object *iterable) { return set_make(&set_type, iterable); }
Object *frozenset_new(Object *iterable) {
    if (iterable && iterable->type == &frozenset_type) return retain(iterable);
    return set_make(&frozenset_type, iterable);
}

static Object *set_construct(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    return new_empty(type);
}

static int set_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords("set", kwnames)) return -1;
    if (args_count("set", count, 0, 1)) return -1;
    set_clear(self);
    return count ? set_update(self, args[0]) : 0;
}

static Object *frozenset_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &frozenset_type, "frozenset", kwnames)) return NULL;
    if (args_count("frozenset", count, 0, 1)) return NULL;
    return type == &frozenset_type ? frozenset_new(count ? args[0] : NULL) : set_make(type, count ? args[0] : NULL);
}

/* ---- life ---- */

static void set_dealloc(Object *self) {
    Set *set = (Set *)self;
    release_keys(set->table, set->count);
    table_free(set->table, set->small, set->mask);
    object_free(self);
}

/* For exact sets and frozensets. */
static void set_destroy(Object *self) {
    Set *set = (Set *)self;
    if (unlikely(set->weakrefs != NULL)) {
        object_destroy_slowly(self);
        return;
    }
    if (!destroy_begin(self)) return;
    release_keys(set->table, set->count);
    table_free(set->table, set->small, set->mask);
    object_free_plain(self, sizeof(Set));
    destroy_end();
}

static int set_traverse(Object *self, VisitFn visit, void *context) {
    Object *key;
    for (size_t position = 0; set_next(self, &position, &key);) VISIT(key);
    return 0;
}

static int set_clear_slot(Object *self) {
    set_clear(self);
    return 0;
}

/* ---- slots ---- */

static ssize_t set_length(Object *self) { return (ssize_t)set_count(self); }

/* A set is looked for as if it were frozen: sets of frozensets may be asked for a set. */
static int set_contains_slot(Object *self, Object *key) {
    int contained = set_contains(self, key);
    if (contained >= 0 || !is_set(key) || !error_clear_if(TypeError)) return contained;
    Object *frozen = set_copy_as(&frozenset_type, key);
    if (!frozen) return -1;
    contained = set_contains(self, frozen);
    release(frozen);
    return contained;
}

static int append_keys(Buffer *buffer, Object *set) {
    Object *list = list_from_iterable(set);   /* repr may change the set */
    if (!list) return -1;
    int failed = 0;
    for (size_t i = 0; !failed && i < list_count(list); i++) {
        if (i) buffer_append(buffer, ", ", 2);
        failed = repr_append(buffer, ((List *)list)->items[i]);
    }
    release(list);
    return failed;
}

static Object *set_repr(Object *self) {
    const char *name = type_name(self->type);
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_format("%s(...)", name) : NULL;
    Buffer buffer = BUFFER_INIT;
    bool plain = self->type == &set_type, empty = set_count(self) == 0;
    if (!plain || empty) buffer_append_text(&buffer, name), buffer_append_byte(&buffer, '(');
    if (!empty) buffer_append_byte(&buffer, '{');
    int failed = empty ? 0 : append_keys(&buffer, self);
    if (!empty) buffer_append_byte(&buffer, '}');
    if (!plain || empty) buffer_append_byte(&buffer, ')');
    repr_leave(self);
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

static uint64_t shuffle_bits(uint64_t hash) { return ((hash ^ UINT64_C(89869747)) ^ (hash << 16)) * UINT64_C(3644798167); }

/* Order-independent, with CPython's constants. */
static Hash frozenset_hash(Object *self) {
    Set *set = (Set *)self;
    if (set->hash != -1) return set->hash;
    uint64_t hash = 0;
    for (size_t i = 0; i <= set->mask; i++)
        if (set->table[i].key) hash ^= shuffle_bits((uint64_t)set->table[i].hash);
    hash ^= (set->count + 1) * UINT64_C(1927868237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * UINT64_C(69069) + UINT64_C(907133923);
    if (hash == UINT64_MAX) hash = UINT64_C(590923713);
    return set->hash = (Hash)hash;
}

#define SET_SLOTS \
    .head = TYPE_HEAD, .size = sizeof(Set), .weakrefs_offset = offsetof(Set, weakrefs), .flags = TYPE_GC | TYPE_BASE, \
    .destroy = set_destroy, .dealloc = set_dealloc, .traverse = set_traverse, .clear = set_clear_slot, .repr = set_repr, .compare = set_compare, \
    .iter = set_iter, .length = set_length, .contains = set_contains_slot

Type set_type = {
    SET_SLOTS, .name = "set", .new = set_construct, .convert = set_new, .init = set_init, .hash = type_unhashable, .methods = set_methods,
    .binary[BINARY_OR] = set_or, .binary[BINARY_AND] = set_and, .binary[BINARY_SUB] = set_subtract, .binary[BINARY_XOR] = set_xor,
    .inplace[BINARY_OR] = set_inplace_or, .inplace[BINARY_AND] = set_inplace_and,
    .inplace[BINARY_SUB] = set_inplace_subtract, .inplace[BINARY_XOR] = set_inplace_xor,
    .doc = "set() -> new empty set object\nset(iterable) -> new set object\n\n"
           "Build an unordered collection of unique elements.",
};

Type frozenset_type = {
    SET_SLOTS, .name = "frozenset", .new = frozenset_construct, .convert = frozenset_new, .hash = frozenset_hash, .methods = frozenset_methods,
    .binary[BINARY_OR] = set_or, .binary[BINARY_AND] = set_and, .binary[BINARY_SUB] = set_subtract, .binary[BINARY_XOR] = set_xor,
    .doc = "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\n"
           "Build an immutable unordered collection of unique elements.",
};
