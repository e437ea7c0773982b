/* deque_methods.c - the methods of collections.deque, and its iterators. */
#include "builtins/modules/deque.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "builtins/types/union.h"

static Value done(int failed) { return failed ? value_error() : value_none(); }

static Value append_method(Object *self, Object **args) { return done(deque_append_steal((Deque *)self, retain(args[0]))); }
static Value appendleft_method(Object *self, Object **args) { return done(deque_append_left_steal((Deque *)self, retain(args[0]))); }
static Value extend_method(Object *self, Object **args) { return done(deque_extend((Deque *)self, args[0], false)); }
static Value extendleft_method(Object *self, Object **args) { return done(deque_extend((Deque *)self, args[0], true)); }

static Value pop_method(Object *self, Object **args UNUSED) {
    if (((Deque *)self)->count == 0) return error_set_value(IndexError, "pop from an empty deque");
    return value_new(deque_pop((Deque *)self));
}

static Value popleft_method(Object *self, Object **args UNUSED) {
    if (((Deque *)self)->count == 0) return error_set_value(IndexError, "pop from an empty deque");
    return value_new(deque_pop_left((Deque *)self));
}

static Value clear_method(Object *self, Object **args UNUSED) {
    deque_clear((Deque *)self);
    return value_none();
}

static Value copy_method(Object *self, Object **args UNUSED) { return value_new(deque_copy((Deque *)self)); }

static Value rotate_method(Object *self, Object **args) {
    ssize_t steps = 1;
    if (args[0] && sequence_integer(args[0], &steps)) return value_error();
    deque_rotate((Deque *)self, steps);
    return value_none();
}

static Value reverse_method(Object *self, Object **args UNUSED) {
    Deque *deque = (Deque *)self;
    for (size_t i = 0, j = deque->count; i + 1 < j; i++) {
        Object **a = deque_place(deque, i), **b = deque_place(deque, --j), *item = *a;
        *a = *b;
        *b = item;
    }
    return value_none();
}

/* Index of the first equal item in [start, stop), -1 none, -2 error. MAY_RUN */
static ssize_t find(Deque *deque, Object *wanted, size_t start, size_t stop, const char *changed, Type *error) {
    uint64_t changes = deque->changes;
    for (size_t i = start; i < stop && i < deque->count; i++) {
        Object *item = retain(*deque_place(deque, i));
        int equal = sequence_item_equal(item, wanted);
        release(item);
        if (equal < 0) return -2;
        if (deque->changes != changes) {
            error_set(error, "%s", changed);
            return -2;
        }
        if (equal) return (ssize_t)i;
    }
    return -1;
}

static Value count_method(Object *self, Object **args) {
    Deque *deque = (Deque *)self;
    int64_t count = 0;
    for (size_t start = 0;; count++) {
        ssize_t index = find(deque, args[0], start, deque->count, "deque mutated during iteration", RuntimeError);
        if (index == -2) return value_error();
        if (index < 0) return value_int(count);
        start = (size_t)index + 1;
    }
}

static Value index_method(Object *self, Object **args) {
    Deque *deque = (Deque *)self;
    ssize_t start, stop;
    if (sequence_bound(args[1], 0, &start) || sequence_bound(args[2], SSIZE_MAX, &stop)) return value_error();
    ssize_t index = find(deque, args[0], sequence_clamp_bound(start, deque->count), sequence_clamp_bound(stop, deque->count),
                         "deque mutated during iteration", RuntimeError);
    if (index == -1) error_set(ValueError, "%R is not in deque", args[0]);
    return index < 0 ? value_error() : value_int(index);
}

static Value remove_method(Object *self, Object **args) {
    Deque *deque = (Deque *)self;
    ssize_t index = find(deque, args[0], 0, deque->count, "deque mutated during remove().", IndexError);
    if (index == -1) error_set(ValueError, "%R is not in deque", args[0]);
    if (index < 0) return value_error();
    deque_rotate(deque, -index);
    Object *item = deque_pop_left(deque);
    deque_rotate(deque, index);
    release(item);
    return value_none();
}

static Value insert_method(Object *self, Object **args) {
    Deque *deque = (Deque *)self;
    ssize_t index, count = (ssize_t)deque->count;
    if (sequence_integer(args[0], &index)) return value_error();
    if (deque->maxlen == count) return error_set_value(IndexError, "deque already at its maximum size");
    if (index >= count) return done(deque_append_steal(deque, retain(args[1])));
    if (index <= -count || index == 0) return done(deque_append_left_steal(deque, retain(args[1])));
    deque_rotate(deque, -index);
    int failed = index < 0 ? deque_append_steal(deque, retain(args[1])) : deque_append_left_steal(deque, retain(args[1]));
    deque_rotate(deque, index);
    return done(failed);
}

static Value reversed_method(Object *self, Object **args UNUSED) {
    return value_new(deque_iterator_new(&deque_reverse_iterator_type, self));
}

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_int((int64_t)(self->type->size + ((Deque *)self)->capacity * sizeof(Object *)));
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    const Deque *deque = (const Deque *)self;
    Object *iterator = object_iter(self), *empty = tuple_new(0), *maxlen = NULL, *inner = NULL, *result = NULL;
    if (iterator && empty) {
        maxlen = deque->maxlen < 0 ? retain(None) : int_from_i64(deque->maxlen);
        if (maxlen) inner = deque->maxlen < 0 ? retain(empty) : tuple_of(2, empty, maxlen);
    }
    Object *state = inner ? object_state(self) : NULL;
    if (state) result = tuple_of(4, (Object *)self->type, inner, state, iterator);
    release_or_null(state);
    release_or_null(inner);
    release_or_null(maxlen);
    release_or_null(empty);
    release_or_null(iterator);
    return value_new(result);
}

static Value class_getitem_method(Object *self, Object **args) { return value_new(generic_alias_new(self, args[0])); }

const Method deque_methods[] = {
    {"append", append_method, "(x, /)", "Add an element to the right side of the deque.", 0},
    {"appendleft", appendleft_method, "(x, /)", "Add an element to the left side of the deque.", 0},
    {"clear", clear_method, "()", "Remove all elements from the deque.", 0},
    {"copy", copy_method, "()", "Return a shallow copy of a deque.", 0},
    {"__copy__", copy_method, "()", "Return a shallow copy of a deque.", 0},
    {"count", count_method, "(value, /)", "D.count(value) -- return number of occurrences of value", 0},
    {"extend", extend_method, "(iterable, /)", "Extend the right side of the deque with elements from the iterable", 0},
    {"extendleft", extendleft_method, "(iterable, /)", "Extend the left side of the deque with elements from the iterable", 0},
    {"index", index_method, "(value, start=0, stop=9223372036854775807, /)",
     "D.index(value, [start, [stop]]) -- return first index of value.\nRaises ValueError if the value is not present.", 0},
    {"insert", insert_method, "(index, object, /)", "D.insert(index, object) -- insert object before index", 0},
    {"pop", pop_method, "()", "Remove and return the rightmost element.", 0},
    {"popleft", popleft_method, "()", "Remove and return the leftmost element.", 0},
    {"remove", remove_method, "(value, /)", "D.remove(value) -- remove first occurrence of value.", 0},
    {"reverse", reverse_method, "()", "D.reverse() -- reverse *IN PLACE*", 0},
    {"rotate", rotate_method, "(n=1, /)", "Rotate the deque n steps to the right (default n=1).  If n is negative, rotates left.", 0},
    {"__reversed__", reversed_method, "()", "D.__reversed__() -- return a reverse iterator over the deque", 0},
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {"__sizeof__", sizeof_method, "()", "D.__sizeof__() -- size of D in memory, in bytes", 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {NULL, NULL, NULL, NULL, 0},
};

/* ---- iterators: index counts the items given so far ---- */

typedef struct { Object head; Object *deque; size_t index; uint64_t changes; } DequeIterator;

Object *deque_iterator_new(Type *type, Object *deque) {
    DequeIterator *self = (DequeIterator *)object_new(type);
    if (!self) return NULL;
    self->deque = retain(deque);
    self->changes = ((Deque *)deque)->changes;
    gc_track(&self->head);
    return &self->head;
}

/* type(deque, index=0): the iterator after so many steps. */
static Object *iterator_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    ssize_t index = 0;
    if (args_no_keywords(type_name(type), kwnames) || args_count(type_name(type), count, 1, 2)) return NULL;
    if (!is_deque(args[0])) return error_set(TypeError, "%s() argument 1 must be collections.deque, not %K", type_name(type), args[0]);
    if (count > 1 && sequence_integer(args[1], &index)) return NULL;
    DequeIterator *self = (DequeIterator *)deque_iterator_new(type, args[0]);
    size_t most = ((Deque *)args[0])->count;
    if (self) self->index = index < 0 ? 0 : (size_t)index > most ? most : (size_t)index;
    return (Object *)self;
}

static Object *step(DequeIterator *self, bool backwards) {
    const Deque *deque = (const Deque *)self->deque;
    if (!deque) return NULL;
    if (self->changes != deque->changes) {
        CLEAR(self->deque);
        return error_set(RuntimeError, "deque mutated during iteration");
    }
    if (self->index < deque->count) {
        size_t index = self->index++;
        return retain(*deque_place(deque, backwards ? deque->count - 1 - index : index));
    }
    CLEAR(self->deque);
    return NULL;
}

static Object *forward_next(Object *self) { return step((DequeIterator *)self, false); }
static Object *backward_next(Object *self) { return step((DequeIterator *)self, true); }
static Object *iterator_self(Object *self) { return retain(self); }

static void iterator_dealloc(Object *self) {
    release_or_null(((DequeIterator *)self)->deque);
    object_free(self);
}

static int iterator_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((DequeIterator *)self)->deque);
    return 0;
}

static Value length_hint_method(Object *o, Object **args UNUSED) {
    const DequeIterator *self = (const DequeIterator *)o;
    return value_int(self->deque ? (int64_t)(((Deque *)self->deque)->count - self->index) : 0);
}

static Value iterator_reduce_method(Object *o, Object **args UNUSED) {
    const DequeIterator *self = (const DequeIterator *)o;
    Object *deque = self->deque ? retain(self->deque) : object_call_noargs((Object *)&deque_type);
    Object *index = int_from_size(self->deque ? self->index : 0), *inner = deque && index ? tuple_of(2, deque, index) : NULL;
    Object *result = inner ? tuple_of(2, (Object *)o->type, inner) : NULL;
    release_or_null(inner);
    release_or_null(index);
    release_or_null(deque);
    return value_new(result);
}

static const Method iterator_methods[] = {
    {"__reduce__", iterator_reduce_method, "()", "Return state information for pickling.", 0},
    {"__length_hint__", length_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {NULL, NULL, NULL, NULL, 0},
};

#define DEQUE_ITERATOR(variable, type_name_, next_function) \
    Type variable = { \
        .head = TYPE_HEAD, .name = type_name_, .size = sizeof(DequeIterator), .flags = TYPE_GC, .new = iterator_construct, \
        .dealloc = iterator_dealloc, \
        .traverse = iterator_traverse, .iter = iterator_self, .next = next_function, .methods = iterator_methods, \
    }
DEQUE_ITERATOR(deque_iterator_type, "_collections._deque_iterator", forward_next);
DEQUE_ITERATOR(deque_reverse_iterator_type, "_collections._deque_reverse_iterator", backward_next);
