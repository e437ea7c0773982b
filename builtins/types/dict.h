/* dict.h - the dict type: insertion-ordered and compact (an index table beside an array of entries).
 *
 * `version` changes (to a number never used before) whenever an entry is added, removed or moved, but not when the
 * value of an existing key is replaced: (version, entry index) is what inline caches for globals keep. */
#ifndef MINI_TYPES_DICT_H
#define MINI_TYPES_DICT_H

#include "runtime/object/protocol.h"

typedef struct DictEntry { Object *key; Object *value; Hash hash; } DictEntry;   /* value NULL: removed */
typedef struct DictTable DictTable;     /* dict.c */
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

Object *dict_new(void);
Object *dict_new_sized(size_t entries);
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
int dict_update(Object *dict, Object *mapping_or_pairs);                  /* MAY_RUN */
int dict_merge(Object *dict, Object *mapping, int override);              /* override 2: KeyError on duplicates */
/* Walks the entries: *position starts at 0. Borrowed results. false at the end. Do not add or remove meanwhile. */
bool dict_next(Object *dict, size_t *position, Object **key, Object **value);
bool dict_next_hash(Object *dict, size_t *position, Object **key, Object **value, Hash *hash);

/* For inline caches: index of the entry with that str key or -1; address of the value by index (valid while
 * dict->version is unchanged). */
ssize_t dict_entry_index_str(Object *dict, Object *name);
Object **dict_entry_value(Object *dict, size_t index);

Object *dict_keys(Object *dict);     /* a List */
Object *dict_values(Object *dict);
Object *dict_items(Object *dict);

#endif
