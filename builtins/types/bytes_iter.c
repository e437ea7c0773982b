/* bytes_iter.c - iterators over bytes and bytearray. */
#include "builtins/types/bytes_internal.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"

typedef struct { Object head; Object *sequence; size_t index; } BytesIterator;   /* sequence: owned, NULL when exhausted */

Object *bytes_iterator_new(Object *sequence, Type *type) {
    BytesIterator *it = (BytesIterator *)object_new(type);
    if (!it) return NULL;
    it->sequence = retain(sequence);
    gc_track((Object *)it);
    return (Object *)it;
}

static void iterator_dealloc(Object *o) {
    gc_untrack(o);
    release_or_null(((BytesIterator *)o)->sequence);
    object_free(o);
}

static int iterator_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((BytesIterator *)o)->sequence);
    return 0;
}

static Object *iterator_iter(Object *o) { return retain(o); }

static Object *iterator_next(Object *o) {
    BytesIterator *it = (BytesIterator *)o;
    if (!it->sequence) return NULL;
    Span span = span_of(it->sequence);
    if (it->index < span.size) return int_from_i64((unsigned char)span.data[it->index++]);
    CLEAR(it->sequence);
    return NULL;
}

static Value length_hint_method(Object *self, Object **args) {
    (void)args;
    BytesIterator *it = (BytesIterator *)self;
    size_t size = it->sequence ? span_of(it->sequence).size : 0;
    return value_int(it->index < size ? (int64_t)(size - it->index) : 0);
}

/* (iter, (sequence,), index), or of an exhausted one (iter, ((),)). */
static Value reduce_method(Object *self, Object **args UNUSED) {
    BytesIterator *it = (BytesIterator *)self;
    BORROWED Object *iter = dict_peek_text(interp.builtins, "iter");
    if (!iter) return value_error();
    Object *empty = it->sequence ? NULL : tuple_new(0);
    Object *arguments = it->sequence || empty ? tuple_of(1, it->sequence ? it->sequence : empty) : NULL;
    Object *index = arguments && it->sequence ? int_from_size(it->index) : NULL;
    Object *result = index ? tuple_of(3, iter, arguments, index) : arguments && empty ? tuple_of(2, iter, arguments) : NULL;
    release_or_null(empty);
    release_or_null(arguments);
    release_or_null(index);
    return value_new(result);
}

static Value setstate_method(Object *self, Object **args) {
    BytesIterator *it = (BytesIterator *)self;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    size_t size = it->sequence ? span_of(it->sequence).size : 0;
    it->index = index < 0 ? 0 : (size_t)index > size ? size : (size_t)index;
    return value_none();
}

static const Method iterator_methods[] = {
    {"__length_hint__", length_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {"__setstate__", setstate_method, "(state, /)", "Set state information for unpickling.", 0},
    {0}
};

#define BYTES_ITERATOR_TYPE(type_id, text) \
    Type type_id = { \
        .head = TYPE_HEAD, .name = text, .size = sizeof(BytesIterator), .flags = TYPE_GC, .dealloc = iterator_dealloc, \
        .traverse = iterator_traverse, .iter = iterator_iter, .next = iterator_next, .methods = iterator_methods, \
    }
BYTES_ITERATOR_TYPE(bytes_iterator_type, "bytes_iterator");
BYTES_ITERATOR_TYPE(bytearray_iterator_type, "bytearray_iterator");
