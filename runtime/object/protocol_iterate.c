/* protocol_iterate.c - iter() and next(), and the iterator over anything that has only __getitem__. */
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

#include "builtins/types/sequence_iterator.h"

Object *object_iter(Object *o) {
    Object *(*iter)(Object *) = o->type->iter;
    if (!iter) {
        if (o->type->seq_item || (o->type->get_item && !(o->type->flags & TYPE_DICT_SUBCLASS))) return sequence_iterator_new(o);
        return error_set(TypeError, "'%.200s' object is not iterable", type_full_name(o->type));
    }
    Object *iterator = iter(o);
    if (iterator && unlikely(!iterator->type->next)) {
        error_set(TypeError, "iter() returned non-iterator of type '%.100s'", type_full_name(iterator->type));
        CLEAR(iterator);
    }
    return iterator;
}

Object *object_next_none(Object *iterator) {
    if (unlikely(!iterator->type->next))
        return error_set(TypeError, "'%.200s' object is not an iterator", type_full_name(iterator->type));
    if (interp.exception) error_clear_if(StopIteration);
    return NULL;
}

Object *object_next(Object *iterator) { return object_next_quick(iterator); }
