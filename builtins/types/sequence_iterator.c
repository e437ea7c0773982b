/* sequence_iterator.c - iterators that ask an object step by step: over anything that has only __getitem__, backwards
 * over a sequence (reversed), and over the results of a callable until a sentinel comes.
 *
 * An exhausted iterator lets its object go and stays exhausted. */
#include "builtins/types/sequence_iterator.h"

#include "builtins/types/int.h"
#include "builtins/types/iterators.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

/* index: of the item that comes next. object NULL: exhausted. */
typedef struct { Object head; Object *object; ssize_t index; } Walker;

static void walker_dealloc(Object *self) {
    release_or_null(((Walker *)self)->object);
    object_free(self);
}

static int walker_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((Walker *)self)->object);
    return 0;
}

static Object *iterator_self(Object *self) { return retain(self); }

static Object *walker_new(Type *type, Object *object, ssize_t index) {
    Walker *self = (Walker *)object_new(type);
    if (!self) return NULL;
    self->object = retain(object);
    self->index = index;
    gc_track(&self->head);
    return &self->head;
}

/* The item at the current place. IndexError and StopIteration mean the end. */
static Object *current_item(Walker *self) {
    Object *sequence = retain(self->object);
    Object *item = object_get_item_index(sequence, self->index);
    release(sequence);
    if (!item && (error_clear_if(IndexError) || error_clear_if(StopIteration))) CLEAR(self->object);
    return item;
}

/* (function, (object,), index), or (iter, ((),)) once exhausted. */
static Value reduce(Walker *self, Object *function) {
    Object *empty = tuple_new(0), *iter = self->object ? NULL : builtin_by_name("iter"), *index = int_from_i64(self->index);
    Object *inner = tuple_of(1, self->object ? self->object : empty), *result = NULL;
    if (inner && index) {
        if (self->object) result = tuple_of(3, function, inner, index);
        else if (iter) result = tuple_of(2, iter, inner);
    }
    release_or_null(inner);
    release_or_null(index);
    release_or_null(iter);
    release_or_null(empty);
    return value_new(result);
}

#define LENGTH_HINT_DOC "Private method returning an estimate of len(list(it))."
#define REDUCE_DOC "Return state information for pickling."
#define SETSTATE_DOC "Set state information for unpickling."

/* ---- iterator ---- */

Object *sequence_iterator_new(Object *sequence) { return walker_new(&sequence_iterator_type, sequence, 0); }

static Object *forward_next(Object *o) {
    Walker *self = (Walker *)o;
    if (!self->object) return NULL;
    Object *item = current_item(self);
    if (item) self->index++;
    return item;
}

static Value forward_hint_method(Object *o, Object **args UNUSED) {
    Walker *self = (Walker *)o;
    if (!self->object) return value_int(0);
    if (!self->object->type->length) return value_borrowed(NotImplemented);
    ssize_t length = object_length(self->object);
    if (length < 0) return value_error();
    return value_int(length > self->index ? length - self->index : 0);
}

static Value forward_reduce_method(Object *o, Object **args UNUSED) {
    Object *iter = builtin_by_name("iter");
    if (!iter) return value_error();
    Value result = reduce((Walker *)o, iter);
    release(iter);
    return result;
}

static Value forward_setstate_method(Object *o, Object **args) {
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    if (((Walker *)o)->object) ((Walker *)o)->index = index < 0 ? 0 : index;
    return value_none();
}

static const Method forward_methods[] = {
    {"__length_hint__", forward_hint_method, "()", LENGTH_HINT_DOC, 0},
    {"__reduce__", forward_reduce_method, "()", REDUCE_DOC, 0},
    {"__setstate__", forward_setstate_method, "(object, /)", SETSTATE_DOC, 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type sequence_iterator_type = {
    .head = TYPE_HEAD, .name = "iterator", .size = sizeof(Walker), .flags = TYPE_GC,
    .dealloc = walker_dealloc, .traverse = walker_traverse, .iter = iterator_self, .next = forward_next,
    .methods = forward_methods,
};

/* ---- reversed ---- */

static Object *reversed_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &reversed_type, "reversed", kwnames)) return NULL;
    if (args_count("reversed", count, 1, 1)) return NULL;
    Object *sequence = args[0], *method = object_lookup_special(sequence, NAME(__reversed__));
    if (!method && error_pending()) return NULL;
    if (method && method != None) {
        Object *result = object_call_noargs(method);
        release(method);
        return result;
    }
    const Type *sequence_type = sequence->type;
    bool is_sequence = sequence_type->length && (sequence_type->get_item || sequence_type->seq_item) &&
                       (!(sequence_type->flags & TYPE_DICT_SUBCLASS));
    if (method || !is_sequence) {
        release_or_null(method);
        return error_set(TypeError, "'%T' object is not reversible", sequence);
    }
    ssize_t length = object_length(sequence);
    return length < 0 ? NULL : walker_new(type, sequence, length - 1);
}

static Object *reversed_next(Object *o) {
    Walker *self = (Walker *)o;
    if (!self->object) return NULL;
    if (self->index < 0) {
        CLEAR(self->object);
        return NULL;
    }
    Object *item = current_item(self);
    if (item) self->index--;
    return item;
}

static Value reversed_hint_method(Object *o, Object **args UNUSED) {
    Walker *self = (Walker *)o;
    if (!self->object) return value_int(0);
    ssize_t length = object_length(self->object);
    if (length < 0) return value_error();
    return value_int(self->index + 1 <= length ? self->index + 1 : 0);
}

static Value reversed_reduce_method(Object *o, Object **args UNUSED) { return reduce((Walker *)o, (Object *)o->type); }

static Value reversed_setstate_method(Object *o, Object **args) {
    Walker *self = (Walker *)o;
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    if (!self->object) return value_none();
    ssize_t length = object_length(self->object);
    if (length < 0) return value_error();
    self->index = index < -1 ? -1 : index > length - 1 ? length - 1 : index;
    return value_none();
}

static const Method reversed_methods[] = {
    {"__length_hint__", reversed_hint_method, "()", LENGTH_HINT_DOC, 0},
    {"__reduce__", reversed_reduce_method, "()", REDUCE_DOC, 0},
    {"__setstate__", reversed_setstate_method, "(object, /)", SETSTATE_DOC, 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type reversed_type = {
    .head = TYPE_HEAD, .name = "reversed", .size = sizeof(Walker), .flags = TYPE_GC | TYPE_BASE,
    .new = reversed_construct, .dealloc = walker_dealloc, .traverse = walker_traverse, .iter = iterator_self,
    .next = reversed_next, .methods = reversed_methods,
    .doc = "Return a reverse iterator over the values of the given sequence.", .text_signature = "(sequence, /)",
};

/* ---- iter(callable, sentinel) ---- */

typedef struct { Object head; Object *callable, *sentinel; } CallableIterator;

Object *callable_iterator_new(Object *callable, Object *sentinel) {
    CallableIterator *self = (CallableIterator *)object_new(&callable_iterator_type);
    if (!self) return NULL;
    self->callable = retain(callable);
    self->sentinel = retain(sentinel);
    gc_track(&self->head);
    return &self->head;
}

static void callable_finish(CallableIterator *self) {
    CLEAR(self->callable);
    CLEAR(self->sentinel);
}

/* Is the result the sentinel? 1 also when the call has exhausted this very iterator; -1 error. */
static int is_last(CallableIterator *self, Object *result) {
    if (!self->sentinel) return 1;
    Object *sentinel = retain(self->sentinel);
    int equal = object_compare_bool(sentinel, result, COMPARE_EQ);
    release(sentinel);
    return equal;
}

static Object *callable_next(Object *o) {
    CallableIterator *self = (CallableIterator *)o;
    if (!self->callable) return NULL;
    Object *callable = retain(self->callable), *result = object_call_noargs(callable);
    release(callable);
    if (!result) {
        if (error_clear_if(StopIteration)) callable_finish(self);
        return NULL;
    }
    int last = is_last(self, result);
    if (last == 0) return result;
    release(result);
    if (last > 0) callable_finish(self);
    return NULL;
}

static void callable_dealloc(Object *o) {
    release_or_null(((CallableIterator *)o)->callable);
    release_or_null(((CallableIterator *)o)->sentinel);
    object_free(o);
}

static int callable_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((CallableIterator *)o)->callable);
    VISIT(((CallableIterator *)o)->sentinel);
    return 0;
}

static Value callable_reduce_method(Object *o, Object **args UNUSED) {
    CallableIterator *self = (CallableIterator *)o;
    Object *iter = builtin_by_name("iter"), *empty = tuple_new(0), *inner = NULL, *result = NULL;
    if (iter && empty) inner = self->callable ? tuple_of(2, self->callable, self->sentinel) : tuple_of(1, empty);
    if (inner) result = tuple_of(2, iter, inner);
    release_or_null(inner);
    release_or_null(empty);
    release_or_null(iter);
    return value_new(result);
}

static const Method callable_methods[] = {
    {"__reduce__", callable_reduce_method, "()", REDUCE_DOC, 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type callable_iterator_type = {
    .head = TYPE_HEAD, .name = "callable_iterator", .size = sizeof(CallableIterator), .flags = TYPE_GC,
    .dealloc = callable_dealloc, .traverse = callable_traverse, .iter = iterator_self, .next = callable_next,
    .methods = callable_methods,
};
