/* iterators.h - enumerate, zip, map, filter, reversed and iter(callable, sentinel). */
#ifndef MINI_TYPES_ITERATORS_H
#define MINI_TYPES_ITERATORS_H

#include "builtins/types/list.h"
#include "runtime/object/protocol.h"

extern Type enumerate_type, zip_type, map_type, filter_type, reversed_type, callable_iterator_type;
/* The next item of something that object_iter gave. NULL at the end, then perhaps with a StopIteration pending, which
 * the iterators here pass on with its value. MAY_RUN */
static inline Object *iterator_step(Object *iterator) {
    if (iterator->type == &list_iterator_type) {
        ListIterator *walk = (ListIterator *)iterator;
        if (likely(walk->list && walk->index < walk->list->count)) return retain(walk->list->items[walk->index++]);
    }
    return likely(iterator->type->next != NULL) ? iterator->type->next(iterator) : object_next(iterator);
}
Object *callable_iterator_new(Object *callable, Object *sentinel);

#endif
