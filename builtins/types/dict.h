/* dict.h - the dict type: insertion-ordered and compact (an index table beside an array of entries).
 *
 * `version` changes (to a number never used before) whenever an entry is added, removed or moved, but not when the
 * value of an existing key is replaced: (version, entry index) is what inline caches for globals keep. */
#ifndef MINI_TYPES_DICT_H
#define MINI_TYPES_DICT_H

#include "runtime/object/protocol.h"

typedef struct DictEntry { Object *key; Object *value; } DictEntry;   /* both NULL: removed */
/* The table, one block: this header, the index, capacity entries, and, once a key was not an exact str, capacity hashes
 * (a str keeps its own). See dict.c. */
typedef struct DictTable {
    uint32_t capacity;       /* entries there is room for */
    uint32_t used;           /* entries in use or removed: entries[0..used) */
    uint32_t usable;         /* how many more may be added before the table is made anew */
    uint32_t entries_offset; /* bytes from the table's start */
    uint8_t index_bits;      /* log2 of the index's slots; 0: no index but hash tags, up to 8 entries */
    bool general : 1;        /* keys of any type: hashes are stored */
    bool ints : 1;           /* general, and all keys are known to be ints that are their own hashes */
    uint16_t block_class;    /* size class of the table's own block; 0: it is a large one */
    uint32_t first;          /* entries[0..first) are removed ones: a dict used as a queue stays fast */
} DictTable;
struct Dict {
    Object head;
    size_t count;            /* live entries */
    DictTable *table;        /* NULL while empty */
    uint64_t version;
};
extern Type dict_type;
static inline bool is_dict_exact(const Object *o) { return o->type == &dict_type; }
static inline bool is_dict(const Object *o) { return type_has(o, TYPE_DICT_SUBCLASS); }
static inline size_t dict_count(const Object *o) { return ((const Dict *)o)->count; }

static inline DictEntry *dict_entries(const DictTable *table) {
    return (DictEntry *)((char *)(uintptr_t)table + table->entries_offset);
}

Object *dict_new(void);
Object *dict_new_sized(size_t entries);
/* From exact strs that all differ, count at least 1. STEALS values, also on failure. */
Object *dict_from_names_steal(Object *const *names, Object **values, size_t count);
/* peek: BORROWED result; NULL with or without an exception pending. The _str forms need an exact str key, run no script
 * code unless other keys have script __eq__, and are the fast ones. */
BORROWED Object *dict_peek(Object *dict, Object *key);                    /* MAY_RUN */
BORROWED Object *dict_peek_hash(Object *dict, Object *key, Hash hash);    /* MAY_RUN */
BORROWED Object *dict_peek_str(Object *dict, Object *name);
BORROWED Object *dict_peek_text(Object *dict, const char *name);
int dict_set(Object *dict, Object *key, Object *value);                   /* MAY_RUN */
int dict_set_hash(Object *dict, Object *key, Hash hash, Object *value);
int dict_set_text(Object *dict, const char *name, Object *value);
int dict_delete(Object *dict, Object *key);                               /* 1 deleted, 0 absent, -1 error */
int dict_contains(Object *dict, Object *key);                             /* 0, 1, -1 */
void dict_clear(Object *dict);
Object *dict_copy(Object *dict);
/* Filling an empty dict from another in one piece: possible?; 0, -1 MemoryError. */
bool dict_can_fill(const Object *dict, const Object *source);
int dict_fill(Object *dict, const Object *source);
int dict_update(Object *dict, Object *mapping_or_pairs);                  /* MAY_RUN */
int dict_merge(Object *dict, Object *mapping, int override);              /* override 2: KeyError on duplicates */
/* Walks the entries: *position starts at 0. Borrowed results. false at the end. Do not add or remove meanwhile. */
bool dict_next(Object *dict, size_t *position, Object **key, Object **value);
bool dict_next_hash(Object *dict, size_t *position, Object **key, Object **value, Hash *hash);

/* For inline caches: index of the entry with that str key or -1; address of the value by index (valid while
 * dict->version is unchanged). */
ssize_t dict_entry_index_str(Object *dict, Object *name);
Object **dict_entry_value(Object *dict, size_t index);
/* Must be called when a value is stored through dict_entry_value: a dict of atoms is untracked until then. */
void dict_track_for(Object *dict, const Object *stored);
/* Whether an exact dict can be in no cycle: 1, 0, or -1 while it holds tracked tuples and nothing else that could be in one. */
int dict_is_atomic(const Object *dict);
/* Index of the entry or -1 absent, -2 error. MAY_RUN */
ssize_t dict_find(Dict *dict, Object *key, Hash hash);
/* The same for an int that has no object: -2 means that only dict_find can tell; nothing is pending. */
ssize_t dict_find_int(const Dict *dict, int64_t key);
/* A new entry for a key that is known to be absent. 0, -1 */
int dict_add_absent(Dict *dict, Object *key, Hash hash, Object *value);
/* Hash of a key, -1 with TypeError pending. MAY_RUN */
Hash dict_key_hash(Object *key);
/* dict[key] for key absent from a subclass of dict: __missing__, else KeyError. MAY_RUN */
Object *dict_missing(Object *dict, Object *key);
/* The value, inserted if absent (BORROWED, NULL on error). MAY_RUN */
BORROWED Object *dict_setdefault(Object *dict, Object *key, Object *fallback);
/* Removes the entry; STEALS nothing. 1: *value is the new reference; 0 absent; -1 error. MAY_RUN */
int dict_take(Object *dict, Object *key, Object **value);
int dict_take_last(Object *dict, Object **key, Object **value);    /* 1 with new references, 0 empty */
int dict_take_first(Object *dict, Object **key, Object **value);   /* likewise */
int dict_move_entry(Dict *dict, size_t index, bool last);          /* to the end or the start of the order; 0, -1 */
void dict_delete_entry(Dict *dict, size_t index);                  /* MAY_RUN */
size_t dict_table_size(const Dict *dict);                          /* bytes of the table */
int dict_update_pairs(Object *dict, Object *pairs, int override);  /* an iterable of pairs. MAY_RUN */
Object *dict_fromkeys(Object *type, Object *iterable, Object *value);
extern const Method dict_methods[];      /* dict_methods.c */
Object *dict_iter(Object *dict);         /* dict_iter.c */
Object *dict_or(Object *left, Object *right);
Object *dict_inplace_or(Object *left, Object *right);

/* Views and iterators. */
typedef struct DictView { Object head; Object *dict; } DictView;
extern Type dict_keys_type, dict_values_type, dict_items_type;
static inline bool is_dict_keys(const Object *o) { return o->type == &dict_keys_type; }
static inline bool is_dict_items(const Object *o) { return o->type == &dict_items_type; }
typedef struct DictIterator {
    Object head;
    Object *dict;            /* NULL: exhausted */
    size_t expected;         /* count of the dict when the iterator was made; SIZE_MAX: it has changed */
    size_t position;         /* next entry; going backwards one more than it */
    size_t remaining;
    Object *pair;            /* item iterators: a tuple that is used again while nobody else has it */
} DictIterator;
extern Type dict_keyiterator_type, dict_valueiterator_type, dict_itemiterator_type;
extern Type dict_reversekeyiterator_type, dict_reversevalueiterator_type, dict_reverseitemiterator_type;
Object *dict_iterator_new(Type *type, Object *dict);

Object *dict_keys(Object *dict);     /* a List */
Object *dict_values(Object *dict);
Object *dict_items(Object *dict);

#endif
