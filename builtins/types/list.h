/* list.h - the list type. Items are owned references in items[0..count). */
#ifndef MINI_TYPES_LIST_H
#define MINI_TYPES_LIST_H

#include "runtime/object/protocol.h"

typedef struct List { Object head; Object **items; size_t count, capacity; } List;
extern Type list_type;
static inline bool is_list_exact(const Object *o) { return o->type == &list_type; }
static inline bool is_list(const Object *o) { return type_has(o, TYPE_LIST_SUBCLASS); }
static inline size_t list_count(const Object *o) { return ((const List *)o)->count; }

typedef struct ListIterator { Object head; List *list; /* NULL: exhausted */ size_t index; } ListIterator;
extern Type list_iterator_type, list_reverseiterator_type;

Object *list_new(size_t capacity);                       /* empty, tracked */
Object *list_from_items(Object **items, size_t count);   /* borrowed items */
Object *list_from_items_steal(Object **items, size_t count);
Object *list_from_iterable(Object *iterable);            /* MAY_RUN */
int list_grow(List *list);                               /* room for one more; 0, -1 MemoryError */
int list_append(Object *list, Object *item);
static inline int list_append_steal(Object *o, Object *item) {
    List *list = (List *)o;
    if (unlikely(list->count == list->capacity) && list_grow(list)) { release(item); return -1; }
    list->items[list->count++] = item;
    return 0;
}
int list_insert(Object *list, ssize_t index, Object *item);
int list_extend(Object *list, Object *iterable);         /* MAY_RUN */
Object *list_to_tuple(Object *list);
int list_reverse_flag(Object *o);                        /* sort()'s argument (any int, or NULL) as 0 or 1; -1 on error */
int list_sort(Object *list, Object *key, bool reverse);  /* MAY_RUN; key NULL or None */
int list_set_slice(Object *list, ssize_t start, ssize_t stop, Object *iterable);   /* iterable NULL: delete. MAY_RUN */
int list_set_slice_steal(Object *list, ssize_t start, ssize_t stop, Object *iterable);   /* not NULL. STEALS iterable. MAY_RUN */
/* Sets the number of items to count, making room or giving some back; new items are uninitialised. 0, -1 MemoryError
 * (the list is as before). Runs no script code: the caller has taken care of items that go. */
int list_resize(List *list, size_t count);
void list_clear(Object *list);                           /* MAY_RUN */
/* items list[start], list[start + step], ...: count of them, as a new list. */
Object *list_slice(Object *list, ssize_t start, ssize_t count, ssize_t step);
Object *list_iter(Object *list);
extern const Method list_methods[];                      /* list_methods.c */
int list_set_item(Object *list, Object *key, Object *value);   /* list_slice.c: l[key] = value, del l[key]. MAY_RUN */

#endif
