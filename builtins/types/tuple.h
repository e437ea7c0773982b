/* tuple.h - the tuple type. */
#ifndef MINI_TYPES_TUPLE_H
#define MINI_TYPES_TUPLE_H

#include "runtime/object/protocol.h"

typedef struct Tuple { Object head; size_t count; Object *items[]; } Tuple;
extern Type tuple_type;
static inline bool is_tuple_exact(const Object *o) { return o->type == &tuple_type; }
static inline bool is_tuple(const Object *o) { return type_has(o, TYPE_TUPLE_SUBCLASS); }
static inline size_t tuple_count(const Object *o) { return ((const Tuple *)o)->count; }
static inline Object *tuple_item_borrowed(const Object *o, size_t i) { return ((const Tuple *)o)->items[i]; }

/* Items NULL, to be filled before script code runs, then gc_track()ed by tuple_finish. count 0: the one empty tuple. */
Object *tuple_new(size_t count);
Object *tuple_empty_borrowed(void);                            /* BORROWED: the one empty tuple */
Object *tuple_from_items(Object **items, size_t count);        /* borrowed items; tracked */
Object *tuple_from_items_steal(Object **items, size_t count);  /* takes the items also on failure */
Object *tuple_of(size_t count, ...);                           /* borrowed items */
Object *tuple_from_iterable(Object *iterable);                 /* MAY_RUN */
/* Whether an exact tuple holds nothing that could be in a cycle. */
bool tuple_is_atomic(const Object *o);
typedef struct TupleIterator { Object head; Object *tuple; /* NULL: exhausted */ size_t index; } TupleIterator;
extern Type tuple_iterator_type;
Object *tuple_slice(Object *o, size_t start, size_t stop);
Object *tuple_slice_by_step(Object *o, ssize_t start, size_t count, ssize_t step);   /* start and count as slice_adjust gives them */

#endif
