/* dict.c - the dict's table: finding, adding, removing, walking, copying. The slots of the type are in dict_type.c.
 *
 * Entries lie in insertion order in an array; removed ones leave a gap (key and value NULL) until the table is made
 * anew. Up to 8 entries are found through one byte of each hash, all 8 compared at once; beyond, an index of 8, 16 or
 * 32-bit numbers with open addressing leads to them. A table whose keys are all exact strs keeps no hashes, since a
 * str knows its own.
 *
 * Invariants: table is NULL or has room for at least one entry; count live entries lie among the first `used`;
 * used + usable <= capacity, and index slots that are not EMPTY number at most capacity - usable, so that every probe
 * ends. version changes with every entry added, removed or moved and is never the same for two dicts.
 *
 * Comparing keys may run script code, but not for tables of exact strs looked up by an exact str. After it ran, the
 * table is looked at anew: a search starts again when the table or the entry has changed. */
#include "builtins/types/dict.h"

#include <stdint.h>
#include <string.h>

#include "builtins/types/dict_internal.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"
#include "runtime/object/names.h"

enum { SMALL_CAPACITY = 8, FIRST_CAPACITY = 5, FIRST_INDEX_BITS = 4, MAX_INDEX_BITS = 29, PERTURB_SHIFT = 5 };
#define SLOT_EMPTY UINT32_MAX
#define SLOT_REMOVED (UINT32_MAX - 1)
#define TAG_NONE UINT8_C(0xFF)
#define TAG_ONES UINT64_C(0x0101010101010101)
#define TAG_HIGHS UINT64_C(0x8080808080808080)

static uint64_t version_counter;
static inline void new_version(Dict *dict) { dict->version = ++version_counter; }

/* ---- the table's parts ---- */

static inline uint8_t *index_start(const DictTable *table) { return (uint8_t *)(uintptr_t)(table + 1); }
static inline Hash *stored_hashes(const DictTable *table) { return (Hash *)(dict_entries(table) + table->capacity); }
static inline Hash entry_hash(const DictTable *table, size_t i) {
    return table->general ? stored_hashes(table)[i] : str_hash(dict_entries(table)[i].key);
}

static inline size_t slot_width(unsigned bits) { return bits <= 8 ? 1 : bits <= 16 ? 2 : 4; }
static inline size_t index_size(unsigned bits) { return bits ? slot_width(bits) << bits : 8; }

/* What an index slot holds: an entry's number, SLOT_EMPTY or SLOT_REMOVED (the two highest of its width). */
static inline uint32_t slot_get(const DictTable *table, size_t slot) {
    const uint8_t *index = index_start(table);
    if (table->index_bits <= 8) return index[slot] >= 0xFE ? index[slot] | 0xFFFFFF00u : index[slot];
    if (table->index_bits <= 16) {
        uint16_t number = ((const uint16_t *)index)[slot];
        return number >= 0xFFFE ? number | 0xFFFF0000u : number;
    }
    return ((const uint32_t *)index)[slot];
}

static inline void slot_set(DictTable *table, size_t slot, uint32_t number) {
    uint8_t *index = index_start(table);
    if (table->index_bits <= 8) index[slot] = (uint8_t)number;
    else if (table->index_bits <= 16) ((uint16_t *)index)[slot] = (uint16_t)number;
    else ((uint32_t *)index)[slot] = number;
}

/* 0 to 127; the bytes without an entry are 255. */
static inline uint8_t hash_tag(Hash hash) { return (uint8_t)((hash ^ hash >> 8) & 0x7F); }

/* The high bit of each byte that may belong to an entry with that tag. No entry is missed; some may be too many, but no
 * byte without an entry: its difference has the high bit set, which ~difference takes out. */
static inline uint64_t tag_candidates(const DictTable *table, Hash hash) {
    uint64_t tags;
    memcpy(&tags, index_start(table), sizeof tags);
    uint64_t difference = tags ^ TAG_ONES * hash_tag(hash);
    return (difference - TAG_ONES) & ~difference & TAG_HIGHS;
}
static inline size_t first_candidate(uint64_t candidates) { return (size_t)__builtin_ctzll(candidates) / 8; }

/* ---- allocation ---- */

static inline size_t table_size(size_t capacity, unsigned bits, bool general) {
    return sizeof(DictTable) + index_size(bits) + capacity * (sizeof(DictEntry) + (general ? sizeof(Hash) : 0));
}

size_t dict_table_size(const Dict *dict) {
    const DictTable *table = dict->table;
    return table ? table_size(table->capacity, table->index_bits, table->general) : 0;
}

static inline void table_free(DictTable *table) {
    if (unlikely(!mem_free_to_cache(table, table->block_class)))
        mem_free(table, table_size(table->capacity, table->index_bits, table->general));
}

/* Index bits for at least that many entries, and the capacity that goes with them. */
static unsigned choose_bits(size_t entries, size_t *capacity) {
    if (entries <= SMALL_CAPACITY) {
        *capacity = entries <= FIRST_CAPACITY ? FIRST_CAPACITY : SMALL_CAPACITY;
        return 0;
    }
    unsigned bits = FIRST_INDEX_BITS;
    while (((size_t)2 << bits) / 3 < entries) bits++;
    *capacity = ((size_t)2 << bits) / 3;
    return bits;
}

/* A table without index for FIRST_CAPACITY or SMALL_CAPACITY entries. Its tags are the caller's to write. NULL with
 * MemoryError pending. */
static ALWAYS_INLINE DictTable *small_table(size_t capacity, bool general) {
    const size_t size = table_size(capacity, 0, general);
    DictTable *table = mem_alloc(size);
    if (unlikely(!table)) return error_no_memory();
    *table = (DictTable){.capacity = (uint32_t)capacity, .usable = (uint32_t)capacity, .general = general,
                         .entries_offset = (uint32_t)(sizeof(DictTable) + index_size(0)), .block_class = (uint16_t)mem_size_class(size)};
    return table;
}

static ALWAYS_INLINE DictTable *first_table(bool general) {
    DictTable *table = general ? small_table(FIRST_CAPACITY, true) : small_table(FIRST_CAPACITY, false);
    if (likely(table)) memset(index_start(table), TAG_NONE, 8);
    return table;
}

/* An empty table; NULL with MemoryError pending. */
static DictTable *table_new(size_t entries, bool general) {
    size_t capacity;
    if (entries >= (size_t)1 << MAX_INDEX_BITS >> 1) return error_no_memory();
    unsigned bits = choose_bits(entries, &capacity);
    size_t size = table_size(capacity, bits, general);
    DictTable *table = mem_alloc(size);
    if (unlikely(!table)) return error_no_memory();
    *table = (DictTable){.capacity = (uint32_t)capacity, .usable = (uint32_t)capacity, .index_bits = (uint8_t)bits,
                         .general = general, .block_class = (uint16_t)mem_size_class(size), .entries_offset = (uint32_t)(sizeof(DictTable) + index_size(bits))};
    if (bits == 0) memset(index_start(table), 0xFF, 8);   /* in one instruction */
    else memset(index_start(table), 0xFF, index_size(bits));
    return table;
}

/* First slot of the probe sequence that leads to no entry. */
static size_t free_slot(const DictTable *table, Hash hash) {
    size_t mask = ((size_t)1 << table->index_bits) - 1, slot = (size_t)hash & mask;
    for (size_t perturb = (size_t)hash; slot_get(table, slot) < SLOT_REMOVED;) {
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    return slot;
}

/* Puts the entry behind the last one; room and absence are the caller's care. STEALS key and value. */
static inline void table_append(DictTable *table, Object *key, Object *value, Hash hash) {
    uint32_t number = table->used++;
    table->usable--;
    if (table->index_bits == 0) index_start(table)[number] = hash_tag(hash);
    else slot_set(table, free_slot(table, hash), number);
    dict_entries(table)[number] = (DictEntry){key, value};
    if (table->general) stored_hashes(table)[number] = hash;
}

/* The entries of a table without gaps and of the same kind, in one piece. */
static void take_all(DictTable *table, const DictTable *old) {
    uint32_t used = old->used;
    memcpy(dict_entries(table), dict_entries(old), used * sizeof(DictEntry));
    if (table->general) memcpy(stored_hashes(table), stored_hashes(old), used * sizeof(Hash));
    table->used = used;
    table->usable -= used;
    uint8_t *index = index_start(table);
    size_t mask = ((size_t)1 << table->index_bits) - 1;
    for (uint32_t i = 0; i < used; i++) {
        Hash hash = entry_hash(table, i);
        if (table->index_bits == 0) index[i] = hash_tag(hash);
        else if (table->index_bits <= 8 && index[(size_t)hash & mask] == UINT8_MAX) index[(size_t)hash & mask] = (uint8_t)i;
        else slot_set(table, free_slot(table, hash), i);
    }
}

/* Moves the live entries into a new table with room for `entries`. 0, or -1 with everything as before. */
static int rebuild(Dict *dict, size_t entries, bool general) {
    DictTable *old = dict->table, *table = table_new(entries, general);
    if (unlikely(!table)) return -1;
    if (old) {
        const DictEntry *from = dict_entries(old);
        if (old->used == dict->count && general == old->general) take_all(table, old);
        else
            for (size_t i = 0; i < old->used; i++)
                if (from[i].key) table_append(table, from[i].key, from[i].value, entry_hash(old, i));
        table->ints = old->ints;
        table_free(old);
    }
    dict->table = table;
    return 0;
}

static int make_room(Dict *dict, bool general) {
    size_t count = dict->count;
    if (!dict->table) return (dict->table = first_table(general)) ? 0 : -1;
    size_t wanted = count < SMALL_CAPACITY ? count + 1 : count == SMALL_CAPACITY ? count + 2 : count * 2;
    return rebuild(dict, wanted, general);
}

static ALWAYS_INLINE Dict *new_with_table(DictTable *table) {
    Dict *dict = (Dict *)object_new_plain(&dict_type, sizeof(Dict));
    if (unlikely(!dict)) return NULL;
    dict->count = 0;
    dict->table = table;
    new_version(dict);
    return dict;
}

Object *dict_new(void) { return (Object *)new_with_table(NULL); }

Object *dict_new_sized(size_t entries) {
    Dict *dict = (Dict *)dict_new();
    if (dict && entries && !(dict->table = table_new(entries, false))) CLEAR(dict);
    return (Object *)dict;
}

static inline bool may_be_in_cycle(const Object *o) {
    return object_is_gc(o) && (o->type != &tuple_type || gc_is_tracked(o));
}

void dict_track_for(Object *dict, const Object *stored) {
    if (!gc_is_tracked(dict) && may_be_in_cycle(stored)) gc_track(dict);
}

/* Up to 8 names: tags and entries are written as they stay. Returns whether a value may be in a cycle. */
static ALWAYS_INLINE bool fill_small_steal(DictTable *table, Object *const *names, Object **values, size_t count) {
    uint64_t tags = UINT64_MAX;
    bool cyclic = false;
    DictEntry *entries = (DictEntry *)(index_start(table) + sizeof tags);
    for (size_t i = count; i-- > 0;) {
        Object *name = names[i], *value = values[i];
        entries[i] = (DictEntry){retain(name), value};
        tags = tags << 8 | hash_tag(str_hash(name));
        cyclic = cyclic || may_be_in_cycle(value);
    }
    memcpy(index_start(table), &tags, sizeof tags);
    table->used = (uint32_t)count;
    table->usable -= (uint32_t)count;
    return cyclic;
}

static bool fill_steal(DictTable *table, Object *const *names, Object **values, size_t count) {
    bool cyclic = false;
    for (size_t i = 0; i < count; i++) {
        table_append(table, retain(names[i]), values[i], str_hash(names[i]));
        cyclic = cyclic || may_be_in_cycle(values[i]);
    }
    return cyclic;
}

Object *dict_from_names_steal(Object *const *names, Object **values, size_t count) {
    DictTable *table = count <= FIRST_CAPACITY   ? small_table(FIRST_CAPACITY, false)
                       : count <= SMALL_CAPACITY ? small_table(SMALL_CAPACITY, false)
                                                 : table_new(count, false);
    Dict *dict = likely(table) ? new_with_table(table) : NULL;
    if (unlikely(!dict)) {
        if (table) table_free(table);
        for (size_t i = 0; i < count; i++) release(values[i]);
        return NULL;
    }
    bool cyclic = count <= SMALL_CAPACITY ? fill_small_steal(table, names, values, count) : fill_steal(table, names, values, count);
    dict->count = count;
    if (cyclic) gc_link_new(gc_head(&dict->head));
    return &dict->head;
}

/* ---- finding ---- */

/* Is the entry's key, whose hash is the same, equal to key? -1: error, -2: the table has changed. MAY_RUN */
static int entry_matches(Dict *dict, size_t number, Object *key) {
    DictTable *table = dict->table;
    Object *own = dict_entries(table)[number].key;
    int equal = sequence_quick_equal(own, key);
    if (equal >= 0) return equal;
    retain(own);
    equal = object_equal(own, key);
    bool same = dict->table == table && number < table->used && dict_entries(table)[number].key == own;
    release(own);
    return equal < 0 ? -1 : same ? equal : -2;
}

/* The general search. *slot: the index slot of the entry found. */
static ssize_t find_general(Dict *dict, Object *key, Hash hash, size_t *slot) {
restart:;
    const DictTable *table = dict->table;
    if (!table) return -1;
    if (table->index_bits == 0) {
        for (uint64_t candidates = tag_candidates(table, hash); candidates; candidates &= candidates - 1) {
            size_t number = first_candidate(candidates);
            const Object *own = dict_entries(table)[number].key;
            if (own == key) return (ssize_t)number;
            if (!own || entry_hash(table, number) != hash) continue;
            int matches = entry_matches(dict, number, key);
            if (matches == -2) goto restart;
            if (matches) return matches < 0 ? -2 : (ssize_t)number;
        }
        return -1;
    }
    size_t mask = ((size_t)1 << table->index_bits) - 1, perturb = (size_t)hash;
    for (*slot = (size_t)hash & mask;; perturb >>= PERTURB_SHIFT, *slot = (*slot * 5 + perturb + 1) & mask) {
        uint32_t number = slot_get(table, *slot);
        if (number == SLOT_EMPTY) return -1;
        if (number == SLOT_REMOVED) continue;
        if (dict_entries(table)[number].key == key) return number;
        if (entry_hash(table, number) != hash) continue;
        int matches = entry_matches(dict, number, key);
        if (matches == -2) goto restart;
        if (matches) return matches < 0 ? -2 : (ssize_t)number;
    }
}

/* Exact str in a table of exact strs: no script code, no error. Identity first: names are interned. */
static inline ssize_t find_str(const DictTable *table, const Object *key, Hash hash, size_t *slot) {
    const DictEntry *entries = dict_entries(table);
    if (table->index_bits == 0) {
        for (uint64_t candidates = tag_candidates(table, hash); candidates; candidates &= candidates - 1) {
            size_t number = first_candidate(candidates);
            const Object *own = entries[number].key;
            if (own == key) return (ssize_t)number;
            if (own && str_hash((Object *)(uintptr_t)own) == hash && str_equal(own, key)) return (ssize_t)number;
        }
        return -1;
    }
    size_t mask = ((size_t)1 << table->index_bits) - 1, at = (size_t)hash & mask;
    for (size_t perturb = (size_t)hash;;) {
        uint32_t number = slot_get(table, at);
        if (number < SLOT_REMOVED) {
            const Object *own = entries[number].key;
            if (own == key || (str_hash((Object *)(uintptr_t)own) == hash && str_equal(own, key))) {
                *slot = at;
                return number;
            }
        } else if (number == SLOT_EMPTY) {
            return -1;
        }
        perturb >>= PERTURB_SHIFT;
        at = (at * 5 + perturb + 1) & mask;
    }
}

/* Has the entry that int, which is its own hash, as its key? 1, 0, -2: a key of another type has the same hash. Where all
 * keys are such ints none of them is looked at: in a large dict each would be a cache miss. */
static inline int int_matches(const DictTable *table, size_t number, int64_t value) {
    if (stored_hashes(table)[number] != value) return 0;
    const Object *own = dict_entries(table)[number].key;
    if (!own || table->ints) return own != NULL;
    return is_machine_int(own) ? int_value(own) == value : -2;
}

/* A machine int that is its own hash among general keys: number, -1, or -2 if only a comparison of objects can tell. */
static inline ssize_t find_int(const DictTable *table, int64_t value, size_t *slot) {
    int matches;
    if (table->index_bits == 0) {
        for (uint64_t candidates = tag_candidates(table, value); candidates; candidates &= candidates - 1) {
            size_t number = first_candidate(candidates);
            if ((matches = int_matches(table, number, value))) return matches < 0 ? -2 : (ssize_t)number;
        }
        return -1;
    }
    size_t mask = ((size_t)1 << table->index_bits) - 1, perturb = (size_t)value, at = perturb & mask;
    for (;; perturb >>= PERTURB_SHIFT, at = (at * 5 + perturb + 1) & mask) {
        uint32_t number = slot_get(table, at);
        if (number == SLOT_EMPTY) return -1;
        if (number == SLOT_REMOVED || !(matches = int_matches(table, number, value))) continue;
        *slot = at;
        return matches < 0 ? -2 : (ssize_t)number;
    }
}

static NOINLINE ssize_t find_probing(Dict *dict, Object *key, Hash hash, size_t *slot) {
    const DictTable *table = dict->table;
    if (likely(!table->general && is_str_exact(key))) return find_str(table, key, hash, slot);
    if (table->general && is_machine_int(key) && int_value(key) == hash) {
        ssize_t number = find_int(table, hash, slot);
        if (likely(number != -2)) return number;
    }
    return find_general(dict, key, hash, slot);
}

/* The entry's number, -1 absent, -2 error; *slot, where there is an index: its slot that leads to it. Mostly the first
 * place to look has the very key, or nothing. MAY_RUN */
static ALWAYS_INLINE ssize_t find(Dict *dict, Object *key, Hash hash, size_t *slot) {
    const DictTable *table = dict->table;
    if (unlikely(!table)) return -1;
    uint32_t number;
    if (table->index_bits == 0) {
        uint64_t candidates = tag_candidates(table, hash);
        if (!candidates) return -1;
        number = (uint32_t)first_candidate(candidates);
    } else {
        *slot = (size_t)hash & (((size_t)1 << table->index_bits) - 1);
        number = slot_get(table, *slot);
        if (number == SLOT_EMPTY) return -1;
        if (number == SLOT_REMOVED) return find_probing(dict, key, hash, slot);
    }
    if (likely(dict_entries(table)[number].key == key)) return number;
    return find_probing(dict, key, hash, slot);
}

ssize_t dict_find(Dict *dict, Object *key, Hash hash) {
    size_t slot;
    return find(dict, key, hash, &slot);
}

ssize_t dict_find_int(const Dict *dict, int64_t value) {
    const DictTable *table = dict->table;
    size_t slot;
    if (!table || !table->general) return -1;
    return likely((uint64_t)value < HASH_MODULUS) ? find_int(table, value, &slot) : -2;
}

Hash dict_key_hash(Object *key) {
    if (likely(is_str_exact(key))) return str_hash(key);
    if (is_machine_int(key) && (uint64_t)int_value(key) < HASH_MODULUS) return int_value(key);   /* small ints are their hash */
    return object_hash(key);
}

Object *dict_peek_hash(Object *o, Object *key, Hash hash) {
    Dict *dict = (Dict *)o;
    size_t slot;
    ssize_t number = find(dict, key, hash, &slot);
    return number >= 0 ? dict_entries(dict->table)[number].value : NULL;
}

Object *dict_peek(Object *dict, Object *key) {
    Hash hash = dict_key_hash(key);
    return hash == -1 ? NULL : dict_peek_hash(dict, key, hash);
}

Object *dict_peek_str(Object *dict, Object *name) { return dict_peek_hash(dict, name, str_hash(name)); }

Object *dict_peek_text(Object *dict, const char *name) {
    Object *key = str_from_text(name);
    if (!key) return NULL;
    Object *value = dict_peek_str(dict, key);
    release(key);
    return value;
}

int dict_contains(Object *dict, Object *key) {
    Hash hash = dict_key_hash(key);
    if (hash == -1) return -1;
    ssize_t number = dict_find((Dict *)dict, key, hash);
    return number == -2 ? -1 : number >= 0;
}

ssize_t dict_entry_index_str(Object *o, Object *name) {
    ssize_t number = dict_find((Dict *)o, name, str_hash(name));
    if (number != -2) return number;
    error_clear();
    return -1;
}

Object **dict_entry_value(Object *dict, size_t index) { return &dict_entries(((Dict *)dict)->table)[index].value; }

/* ---- adding ---- */

int dict_add_absent(Dict *dict, Object *key, Hash hash, Object *value) {
    DictTable *table = dict->table;
    bool general = !is_str_exact(key);
    if (unlikely(!table || table->usable == 0)) {
        if (make_room(dict, general || (table && table->general))) return -1;
    } else if (unlikely(general && !table->general)) {
        if (rebuild(dict, dict->count + 1 > table->capacity ? dict->count + 1 : table->capacity, true)) return -1;
    }
    table = dict->table;
    if (general) table->ints = (table->ints || table->used == 0) && is_machine_int(key) && int_value(key) == hash;
    else table->ints = false;
    table_append(table, retain(key), retain(value), hash);
    dict->count++;
    new_version(dict);
    if (!gc_is_tracked(&dict->head) && (may_be_in_cycle(value) || may_be_in_cycle(key))) gc_track(&dict->head);
    return 0;
}

int dict_set_hash(Object *o, Object *key, Hash hash, Object *value) {
    Dict *dict = (Dict *)o;
    size_t slot;
    ssize_t number = find(dict, key, hash, &slot);
    if (number == -1) return dict_add_absent(dict, key, hash, value);
    if (unlikely(number < 0)) return -1;
    dict_track_for(o, value);
    object_replace_steal(&dict_entries(dict->table)[number].value, retain(value));
    return 0;
}

int dict_set(Object *dict, Object *key, Object *value) {
    Hash hash = dict_key_hash(key);
    if (unlikely(hash == -1)) return -1;
    const DictTable *table = ((Dict *)dict)->table;
    if (likely(is_str_exact(key) && (!table || !table->general))) return dict_set_hash(dict, key, hash, value);
    retain(key), retain(value);     /* comparing may drop the caller's last other reference */
    int result = dict_set_hash(dict, key, hash, value);
    release(key), release(value);
    return result;
}

int dict_set_text(Object *dict, const char *name, Object *value) {
    Object *key = str_intern_text(name);
    if (!key) return -1;
    int result = dict_set_hash(dict, key, str_hash(key), value);
    release(key);
    return result;
}

Object *dict_setdefault(Object *o, Object *key, Object *fallback) {
    Dict *dict = (Dict *)o;
    Hash hash = dict_key_hash(key);
    if (hash == -1) return NULL;
    size_t slot;
    ssize_t number = find(dict, key, hash, &slot);
    if (number >= 0) return dict_entries(dict->table)[number].value;
    return number == -2 || dict_add_absent(dict, key, hash, fallback) ? NULL : fallback;
}

/* ---- removing ---- */

/* Empties entry `number`, found at that index slot; its references pass to the caller. */
static void remove_entry(Dict *dict, size_t number, size_t slot, Object **key, Object **value) {
    DictTable *table = dict->table;
    DictEntry *entry = &dict_entries(table)[number];
    *key = entry->key;
    *value = entry->value;
    entry->key = entry->value = NULL;
    if (table->index_bits) slot_set(table, slot, SLOT_REMOVED);
    else index_start(table)[number] = TAG_NONE;
    while (table->first < table->used && !dict_entries(table)[table->first].key) table->first++;
    dict->count--;
    new_version(dict);
}

/* The index slot that leads to that entry. */
static size_t slot_of(const DictTable *table, size_t number) {
    if (table->index_bits == 0) return 0;
    size_t mask = ((size_t)1 << table->index_bits) - 1, perturb = (size_t)entry_hash(table, number), slot = perturb & mask;
    while (slot_get(table, slot) != number) {
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    return slot;
}

void dict_delete_entry(Dict *dict, size_t index) {
    Object *key, *value;
    remove_entry(dict, index, slot_of(dict->table, index), &key, &value);
    release(key);
    release(value);
}

int dict_take(Object *o, Object *key, Object **value) {
    Dict *dict = (Dict *)o;
    *value = NULL;
    if (dict->count == 0) return 0;
    Hash hash = dict_key_hash(key);
    if (hash == -1) return -1;
    size_t slot = 0;
    ssize_t number = find(dict, key, hash, &slot);
    if (number < 0) return number == -2 ? -1 : 0;
    Object *own_key;
    remove_entry(dict, (size_t)number, slot, &own_key, value);
    release(own_key);
    return 1;
}

int dict_delete(Object *o, Object *key) {
    Dict *dict = (Dict *)o;
    Hash hash = dict_key_hash(key);
    if (hash == -1) return -1;
    size_t slot = 0;
    ssize_t number = find(dict, key, hash, &slot);
    if (number < 0) return number == -2 ? -1 : 0;
    Object *own_key, *value;
    remove_entry(dict, (size_t)number, slot, &own_key, &value);
    release(own_key);
    release(value);
    return 1;
}

int dict_take_last(Object *o, Object **key, Object **value) {
    Dict *dict = (Dict *)o;
    if (dict->count == 0) return 0;
    DictTable *table = dict->table;
    size_t number = table->used;
    while (!dict_entries(table)[--number].key) {}
    remove_entry(dict, number, slot_of(table, number), key, value);
    table->used = (uint32_t)number;
    if (table->first > table->used) table->first = table->used;
    if (table->index_bits == 0) table->usable = table->capacity - table->used;
    return 1;
}

int dict_take_first(Object *o, Object **key, Object **value) {
    Dict *dict = (Dict *)o;
    if (dict->count == 0) return 0;
    remove_entry(dict, dict->table->first, slot_of(dict->table, dict->table->first), key, value);
    return 1;
}

static int move_to_start(Dict *dict, size_t index) {
    DictTable *old = dict->table, *table = table_new(dict->count, old->general);
    if (!table) return -1;
    const DictEntry *from = dict_entries(old);
    table_append(table, from[index].key, from[index].value, entry_hash(old, index));
    for (size_t i = old->first; i < old->used; i++)
        if (from[i].key && i != index) table_append(table, from[i].key, from[i].value, entry_hash(old, i));
    dict->table = table;
    table_free(old);
    new_version(dict);
    return 0;
}

int dict_move_entry(Dict *dict, size_t index, bool last) {
    if (!last) return move_to_start(dict, index);
    if (dict->table->usable == 0) {
        size_t place = 0;
        for (size_t i = 0; i < index; i++) place += dict_entries(dict->table)[i].key != NULL;
        if (rebuild(dict, dict->count < SMALL_CAPACITY ? dict->count + 1 : dict->count + dict->count / 2 + 1, dict->table->general)) return -1;
        index = place;
    }
    Object *key, *value;
    Hash hash = entry_hash(dict->table, index);
    remove_entry(dict, index, slot_of(dict->table, index), &key, &value);
    table_append(dict->table, key, value, hash);
    dict->count++;
    return 0;
}

/* Insertion order, key before value. */
static ALWAYS_INLINE void table_release(DictTable *table) {
    const DictEntry *entry = dict_entries(table);
    for (const DictEntry *end = entry + table->used; entry < end; entry++) {
        if (unlikely(!entry->key)) continue;
        release(entry->key);
        release(entry->value);
    }
    table_free(table);
}

void dict_clear(Object *o) {
    Dict *dict = (Dict *)o;
    DictTable *table = dict->table;
    dict->table = NULL;
    dict->count = 0;
    new_version(dict);
    if (table) table_release(table);
}

/* ---- walking ---- */

bool dict_next(Object *o, size_t *position, Object **key, Object **value) {
    const DictTable *table = ((Dict *)o)->table;
    if (!table) return false;
    const DictEntry *entries = dict_entries(table);
    for (size_t i = *position > table->first ? *position : table->first; i < table->used; i++) {
        if (!entries[i].key) continue;
        if (key) *key = entries[i].key;
        if (value) *value = entries[i].value;
        *position = i + 1;
        return true;
    }
    return false;
}

bool dict_next_hash(Object *o, size_t *position, Object **key, Object **value, Hash *hash) {
    if (!dict_next(o, position, key, value)) return false;
    *hash = entry_hash(((Dict *)o)->table, *position - 1);
    return true;
}

/* A copy of a table without gaps, in one piece. NULL: MemoryError */
static DictTable *table_copy(const Dict *dict) {
    size_t size = dict_table_size(dict);
    DictTable *table = mem_alloc(size);
    if (unlikely(!table)) return error_no_memory();
    memcpy(table, dict->table, size);
    const DictEntry *entries = dict_entries(table);
    for (size_t i = 0; i < table->used; i++) {
        retain(entries[i].key);
        retain(entries[i].value);
    }
    return table;
}

bool dict_can_fill(const Object *dict, const Object *source) {
    const Dict *other = (const Dict *)source;
    return !((const Dict *)dict)->table && other->count && other->table->used == other->count;
}

int dict_fill(Object *o, const Object *source) {
    Dict *dict = (Dict *)o;
    if (!(dict->table = table_copy((const Dict *)source))) return -1;
    dict->count = dict_count(source);
    new_version(dict);
    if (gc_is_tracked(source) && !gc_is_tracked(o)) gc_track(o);   /* an untracked dict has nothing that may be in a cycle */
    return 0;
}

Object *dict_copy(Object *o) {
    const Dict *dict = (const Dict *)o;
    Dict *copy = (Dict *)dict_new();
    if (!copy || dict->count == 0) return (Object *)copy;
    if (dict_can_fill(&copy->head, o)) {
        if (dict_fill(&copy->head, o)) {
            RELEASE(copy);
            return NULL;
        }
        return &copy->head;
    }
    if (!(copy->table = table_new(dict->count, dict->table->general))) {
        release(&copy->head);
        return NULL;
    }
    Object *key, *value;
    Hash hash;
    for (size_t position = 0; dict_next_hash(o, &position, &key, &value, &hash);)
        table_append(copy->table, retain(key), retain(value), hash);
    copy->count = dict->count;
    if (gc_is_tracked(o)) gc_track(&copy->head);
    else {
        for (size_t position = 0; dict_next(&copy->head, &position, &key, &value);)
            if (may_be_in_cycle(value) || may_be_in_cycle(key)) return gc_track(&copy->head), &copy->head;
    }
    return &copy->head;
}

/* An entry's part in dict_is_atomic's answer. */
static inline int is_atomic(const Object *o) {
    return !may_be_in_cycle(o) ? 1 : o->type == &tuple_type ? -1 : 0;
}

int dict_is_atomic(const Object *o) {
    const DictTable *table = ((const Dict *)o)->table;
    int result = 1;
    for (size_t i = table ? table->first : 0; table && i < table->used; i++) {
        const DictEntry *entry = &dict_entries(table)[i];
        if (!entry->key) continue;
        int value = is_atomic(entry->value), key = table->general ? is_atomic(entry->key) : 1;
        if (!value || !key) return 0;
        if (value < 0 || key < 0) result = -1;
    }
    return result;
}

/* ---- making and freeing the object ---- */

Object *dict_construct(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    Dict *dict = (Dict *)object_new(type);
    if (!dict) return NULL;
    new_version(dict);
    if (type != &dict_type) gc_track(&dict->head);
    return &dict->head;
}

void dict_dealloc(Object *self) {
    if (((Dict *)self)->table) table_release(((Dict *)self)->table);
    object_free(self);
}

void dict_destroy(Object *self) {
    if (!destroy_begin(self)) return;
    if (((Dict *)self)->table) table_release(((Dict *)self)->table);
    object_free_plain(self, sizeof(Dict));
    destroy_end();
}
