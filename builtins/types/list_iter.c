/* list_iter.c - iterators over lists, forwards and backwards.
 *
 * Both look at the list anew at every step, so the list may change meanwhile. `index` is the item that comes next for
 * the forward iterator, one more than it for the backward one. An exhausted iterator lets its list go and stays so. */
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "runtime/object/alloc.h"

Object *list_iter(Object *list) {
    ListIterator *iterator = (ListIterator *)object_new_plain(&list_iterator_type, sizeof(ListIterator));
    if (!iterator) return NULL;
    iterator->list = RETAIN((List *)list);
    iterator->index = 0;
    gc_track(&iterator->head);
    return &iterator->head;
}

static Object *forward_next(Object *self) {
    ListIterator *iterator = (ListIterator *)self;
    List *list = iterator->list;
    if (unlikely(!list)) return NULL;
    if (likely(iterator->index < list->count)) return retain(list->items[iterator->index++]);
    CLEAR(iterator->list);
    return NULL;
}

static Object *backward_next(Object *self) {
    ListIterator *iterator = (ListIterator *)self;
    List *list = iterator->list;
    if (!list) return NULL;
    if (iterator->index > 0 && iterator->index <= list->count) return retain(list->items[--iterator->index]);
    CLEAR(iterator->list);
    return NULL;
}

static Object *iterator_self(Object *self) { return retain(self); }

static void iterator_dealloc(Object *self) {
    release_or_null((Object *)((ListIterator *)self)->list);
    object_free_plain(self, sizeof(ListIterator));
}

static int iterator_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((ListIterator *)self)->list);
    return 0;
}

static Value forward_hint_method(Object *self, Object **args UNUSED) {
    const ListIterator *iterator = (const ListIterator *)self;
    if (!iterator->list || iterator->index > iterator->list->count) return value_int(0);
    return value_int((int64_t)(iterator->list->count - iterator->index));
}

static Value backward_hint_method(Object *self, Object **args UNUSED) {
    const ListIterator *iterator = (const ListIterator *)self;
    return value_int(iterator->list && iterator->index <= iterator->list->count ? (int64_t)iterator->index : 0);
}

/* (function, (list,), index), or (iter, ([],)) once exhausted. */
static Value reduce(ListIterator *iterator, const char *function_name, int64_t index) {
    Object *function = builtin_by_name(iterator->list ? function_name : "iter");
    Object *list = iterator->list ? retain(&iterator->list->head) : list_new(0);
    Object *inner = list ? tuple_of(1, list) : NULL;
    Object *position = int_from_i64(index);
    Object *result = NULL;
    if (function && inner && position)
        result = iterator->list ? tuple_of(3, function, inner, position) : tuple_of(2, function, inner);
    release_or_null(position);
    release_or_null(inner);
    release_or_null(list);
    release_or_null(function);
    return value_new(result);
}

static Value forward_reduce_method(Object *self, Object **args UNUSED) {
    return reduce((ListIterator *)self, "iter", (int64_t)((ListIterator *)self)->index);
}

static Value backward_reduce_method(Object *self, Object **args UNUSED) {
    return reduce((ListIterator *)self, "reversed", (int64_t)((ListIterator *)self)->index - 1);
}

static Value forward_setstate_method(Object *self, Object **args) {
    ListIterator *iterator = (ListIterator *)self;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    if (iterator->list) {
        size_t count = iterator->list->count;
        iterator->index = index < 0 ? 0 : (size_t)index > count ? count : (size_t)index;
    }
    return value_none();
}

static Value backward_setstate_method(Object *self, Object **args) {
    ListIterator *iterator = (ListIterator *)self;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    if (iterator->list) {
        ssize_t count = (ssize_t)iterator->list->count;
        iterator->index = (size_t)((index < -1 ? -1 : index > count - 1 ? count - 1 : index) + 1);
    }
    return value_none();
}

#define LENGTH_HINT_DOC "Private method returning an estimate of len(list(it))."
#define REDUCE_DOC "Return state information for pickling."
#define SETSTATE_DOC "Set state information for unpickling."

static const Method forward_methods[] = {
    {"__length_hint__", forward_hint_method, "()", LENGTH_HINT_DOC, 0},
    {"__reduce__", forward_reduce_method, "()", REDUCE_DOC, 0},
    {"__setstate__", forward_setstate_method, "(object, /)", SETSTATE_DOC, 0},
    {NULL, NULL, NULL, NULL, 0},
};

static const Method backward_methods[] = {
    {"__length_hint__", backward_hint_method, "()", LENGTH_HINT_DOC, 0},
    {"__reduce__", backward_reduce_method, "()", REDUCE_DOC, 0},
    {"__setstate__", backward_setstate_method, "(object, /)", SETSTATE_DOC, 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type list_iterator_type = {
    .head = TYPE_HEAD, .name = "list_iterator", .size = sizeof(ListIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iterator_self, .next = forward_next,
    .methods = forward_methods,
};

Type list_reverseiterator_type = {
    .head = TYPE_HEAD, .name = "list_reverseiterator", .size = sizeof(ListIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iterator_self, .next = backward_next,
    .methods = backward_methods,
};
