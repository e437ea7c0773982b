/* set_iter.c - the iterator over a set. A set that has grown or shrunk since raises RuntimeError. */
#include <stdint.h>

#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/set.h"
#include "builtins/types/tuple.h"

Object *set_iter(Object *set) {
    SetIterator *iterator = (SetIterator *)object_new(&set_iterator_type);
    if (!iterator) return NULL;
    iterator->set = retain(set);
    iterator->expected = iterator->remaining = set_count(set);
    gc_track(&iterator->head);
    return &iterator->head;
}

static Object *iterator_next(Object *self) {
    SetIterator *iterator = (SetIterator *)self;
    if (!iterator->set) return NULL;
    if (iterator->expected != set_count(iterator->set)) {
        iterator->expected = SIZE_MAX;
        return error_set(RuntimeError, "Set changed size during iteration");
    }
    Object *key;
    if (set_next(iterator->set, &iterator->position, &key)) {
        iterator->remaining -= iterator->remaining > 0;
        return retain(key);
    }
    iterator->remaining = 0;
    CLEAR(iterator->set);
    return NULL;
}

static Object *iterator_self(Object *self) { return retain(self); }

static void iterator_dealloc(Object *self) {
    release_or_null(((SetIterator *)self)->set);
    object_free(self);
}

static int iterator_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((SetIterator *)self)->set);
    return 0;
}

static Value length_hint_method(Object *self, Object **args UNUSED) {
    const SetIterator *iterator = (const SetIterator *)self;
    bool valid = iterator->set && iterator->expected == set_count(iterator->set);
    return value_int(valid ? (int64_t)iterator->remaining : 0);
}

/* (iter, ([what is left],)), leaving this iterator where it is. */
static Value reduce_method(Object *self, Object **args UNUSED) {
    SetIterator *iterator = (SetIterator *)self;
    Object *source = retain_or_null(iterator->set);
    size_t position = iterator->position, remaining = iterator->remaining;
    Object *rest = list_from_iterable(self);
    if (source) object_replace_steal(&iterator->set, source);
    iterator->position = position, iterator->remaining = remaining;
    Object *iter = rest ? builtin_by_name("iter") : NULL;
    Object *inner = iter ? tuple_of(1, rest) : NULL;
    Object *result = inner ? tuple_of(2, iter, inner) : NULL;
    release_or_null(inner);
    release_or_null(iter);
    release_or_null(rest);
    return value_new(result);
}

static const Method iterator_methods[] = {
    {"__length_hint__", length_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type set_iterator_type = {
    .head = TYPE_HEAD, .name = "set_iterator", .size = sizeof(SetIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iterator_self, .next = iterator_next,
    .methods = iterator_methods,
};
