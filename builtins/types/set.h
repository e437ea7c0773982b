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
Object *set_new(Object *iterable);           /* iterable may be NULL. MAY_RUN */
Object *frozenset_new(Object *iterable);
int set_add(Object *set, Object *key);       /* MAY_RUN */
int set_contains(Object *set, Object *key);
int set_discard(Object *set, Object *key);   /* 1, 0, -1 */
bool set_next(Object *set, size_t *position, Object **key);   /* borrowed */

#endif
