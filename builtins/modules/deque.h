/* deque.h - collections.deque. */
#ifndef MINI_MODULES_DEQUE_H
#define MINI_MODULES_DEQUE_H

#include "runtime/object/protocol.h"

typedef struct Deque {
    Object head;
    Object **items;           /* ring of `capacity` (0 or a power of two) places */
    size_t first, count, capacity;
    ssize_t maxlen;           /* -1: none */
    uint64_t changes;         /* counts additions and removals, for iterators */
    Object *weakrefs;
} Deque;
extern Type deque_type, deque_iterator_type, deque_reverse_iterator_type;
extern const Method deque_methods[];     /* deque_methods.c */
static inline bool is_deque(const Object *o) { return object_is_instance(o, &deque_type); }
static inline Object **deque_place(const Deque *deque, size_t index) {
    return &deque->items[(deque->first + index) & (deque->capacity - 1)];
}

/* Both STEAL item, and drop the item at the other end if maxlen is exceeded. 0, -1. MAY_RUN */
int deque_append_steal(Deque *deque, Object *item);
int deque_append_left_steal(Deque *deque, Object *item);
Object *deque_pop(Deque *deque);          /* the deque must not be empty */
Object *deque_pop_left(Deque *deque);
int deque_extend(Deque *deque, Object *iterable, bool left);        /* MAY_RUN */
void deque_clear(Deque *deque);                                     /* MAY_RUN */
void deque_rotate(Deque *deque, ssize_t steps);
Object *deque_copy(Deque *deque);                                   /* of the same type. MAY_RUN for subclasses */
Object *deque_iterator_new(Type *type, Object *deque);

#endif
