/* set.h - set and frozenset. */
#ifndef MINI_TYPES_SET_H
#define MINI_TYPES_SET_H

#include "runtime/object/protocol.h"

typedef struct SetEntry { Object *key; Hash hash; } SetEntry;
typedef struct Set {
    Object head;
    size_t count, filled;     /* live entries; live and removed ones */
    size_t mask;              /* table size - 1 */
    SetEntry *table;
    Hash hash;                /* frozenset only; -1 unknown */
    Object *weakrefs;
    SetEntry small[8];
} Set;
extern Type set_type, frozenset_type;
static inline bool is_set(const Object *o) { return o->type == &set_type || type_is_subtype(o->type, &set_type); }
static inline bool is_frozenset(const Object *o) { return o->type == &frozenset_type || type_is_subtype(o->type, &frozenset_type); }
static inline bool is_anyset(const Object *o) { return is_set(o) || is_frozenset(o); }
static inline size_t set_count(const Object *o) { return ((const Set *)o)->count; }
Object *set_new_empty(void);
Object *set_new(Object *iterable);           /* iterable may be NULL. MAY_RUN */
Object *frozenset_new(Object *iterable);
int set_add(Object *set, Object *key);       /* MAY_RUN */
int set_add_steal(Object *set, Object *key); /* MAY_RUN */
int set_contains(Object *set, Object *key);
int set_discard(Object *set, Object *key);   /* 1, 0, -1 */
bool set_next(Object *set, size_t *position, Object **key);   /* borrowed */
bool set_next_hash(Object *set, size_t *position, Object **key, Hash *hash);
/* Index of the live entry, -1 absent, -2 error. MAY_RUN */
ssize_t set_find(Set *set, Object *key, Hash hash);
int set_add_hash(Object *set, Object *key, Hash hash);           /* MAY_RUN */
int set_discard_hash(Object *set, Object *key, Hash hash);       /* 1, 0, -1; MAY_RUN */
void set_clear(Object *set);                                     /* MAY_RUN */
Object *set_copy_as(Type *type, Object *set);                    /* a set or frozenset (or subclass) with the same keys */
Object *set_make(Type *type, Object *iterable);                  /* iterable may be NULL. MAY_RUN */
int set_take_any(Object *set, Object **key);                     /* 1 with a new reference, 0 empty */
Object *set_pop(Object *set);                                    /* KeyError if empty */
size_t set_table_bytes(const Set *set);                          /* of a table that is not the inline one */
int set_resize(Set *set, size_t used);
void set_fill(Set *set, const Set *source);                      /* of an empty set that has room */
/* set_ops.c: other is any iterable. 0, -1. MAY_RUN */
int set_update(Object *set, Object *other);
int set_difference_update(Object *set, Object *other);
int set_intersection_update(Object *set, Object *other);
int set_symmetric_update(Object *set, Object *other);
Object *set_difference(Object *set, Object *other);
Object *set_intersection(Object *set, Object *other);
int set_is_disjoint(Object *set, Object *other);                 /* 0, 1, -1 */
int set_is_subset(Object *set, Object *other);                   /* other is a set */
Object *set_compare(Object *self, Object *other, int op);
Object *set_or(Object *left, Object *right);
Object *set_and(Object *left, Object *right);
Object *set_subtract(Object *left, Object *right);
Object *set_xor(Object *left, Object *right);
Object *set_inplace_or(Object *left, Object *right);
Object *set_inplace_and(Object *left, Object *right);
Object *set_inplace_subtract(Object *left, Object *right);
Object *set_inplace_xor(Object *left, Object *right);
extern const Method set_methods[], frozenset_methods[];          /* set_methods.c */
/* set_iter.c */
typedef struct SetIterator { Object head; Object *set; size_t expected, position, remaining; } SetIterator;
extern Type set_iterator_type;
Object *set_iter(Object *set);

#endif
