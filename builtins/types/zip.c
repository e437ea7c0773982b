/* zip.c - zip(*iterables, strict=False). The tuple handed out last is used again when the zip object holds its only
 * reference. */
#include "builtins/types/iterators.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

typedef struct Zip { Object head; Object *iterators, *result; bool strict; } Zip;

/* Reads strict=, the only keyword. */
static int read_strict(Object **values, Object *kwnames, bool *strict) {
    for (size_t i = 0; kwnames && i < tuple_count(kwnames); i++) {
        Object *name = tuple_item_borrowed(kwnames, i);
        if (!str_equal_text(name, "strict")) return error_set_int(TypeError, "'%U' is an invalid keyword argument for zip()", name);
        int truth = object_truth(values[i]);
        if (truth < 0) return -1;
        *strict = truth;
    }
    return 0;
}

static Object *make_iterators(Object **iterables, size_t count) {
    Tuple *iterators = (Tuple *)tuple_new(count);
    if (!iterators) return NULL;
    for (size_t i = 0; i < count; i++)
        if (!(iterators->items[i] = object_iter(iterables[i]))) {
            release(&iterators->head);
            return NULL;
        }
    if (count) gc_track(&iterators->head);
    return &iterators->head;
}

static Object *new_result(size_t count) {
    Tuple *result = (Tuple *)tuple_new(count);
    if (!result || count == 0) return (Object *)result;
    for (size_t i = 0; i < count; i++) result->items[i] = retain(None);
    gc_track(&result->head);
    return &result->head;
}

static Object *zip_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    bool strict = false;
    if (read_strict(args + count, kwnames, &strict)) return NULL;
    Zip *self = (Zip *)object_new(type);
    if (!self) return NULL;
    self->strict = strict;
    if (!(self->iterators = make_iterators(args, count)) || !(self->result = new_result(count))) {
        release(&self->head);
        return NULL;
    }
    gc_track(&self->head);
    return &self->head;
}

/* Iterator number `ended` has nothing more. In strict mode the others must have ended as well. Always NULL. */
static Object *end_reached(Zip *self, size_t ended) {
    if (!self->strict || (error_pending() && !error_clear_if(StopIteration))) return NULL;
    if (ended) {
        const char *plural = ended == 1 ? " " : "s 1-";
        return error_set(ValueError, "zip() argument %zu is shorter than argument%s%zu", ended + 1, plural, ended);
    }
    for (size_t i = 1; i < tuple_count(self->iterators); i++) {
        Object *item = iterator_step(tuple_item_borrowed(self->iterators, i));
        if (item) {
            release(item);
            const char *plural = i == 1 ? " " : "s 1-";
            return error_set(ValueError, "zip() argument %zu is longer than argument%s%zu", i + 1, plural, i);
        }
        if (error_pending() && !error_clear_if(StopIteration)) return NULL;
    }
    return NULL;
}

static Object *zip_next_reused(Zip *self, Tuple *result) {
    retain(&result->head);
    for (size_t i = 0; i < result->count; i++) {
        Object *item = iterator_step(tuple_item_borrowed(self->iterators, i));
        if (!item) {
            release(&result->head);
            return end_reached(self, i);
        }
        object_replace_steal(&result->items[i], item);
    }
    if (!gc_is_tracked(&result->head)) gc_track(&result->head);
    return &result->head;
}

static Object *zip_next(Object *o) {
    Zip *self = (Zip *)o;
    size_t count = tuple_count(self->iterators);
    if (count == 0) return NULL;
    if (self->result->refcount == 1) return zip_next_reused(self, (Tuple *)self->result);
    Tuple *result = (Tuple *)tuple_new(count);
    if (!result) return NULL;
    for (size_t i = 0; i < count; i++)
        if (!(result->items[i] = iterator_step(tuple_item_borrowed(self->iterators, i)))) {
            release(&result->head);
            return end_reached(self, i);
        }
    gc_track(&result->head);
    return &result->head;
}

/* The items are held by the tuple as well, as they would be. */
static int zip_next_parts(Object *o, Value *values, size_t count) {
    Zip *self = (Zip *)o;
    Tuple *result = (Tuple *)self->result, *iterators = (Tuple *)self->iterators;
    if (iterators->count != count || result->head.refcount != 1) return -1;
    retain(&result->head);
    for (size_t i = 0; i < count; i++) {
        Object *item = iterator_step(iterators->items[i]);
        if (unlikely(!item)) {
            release(&result->head);
            for (size_t taken = 0; taken < i; taken++) value_release(values[taken]);
            end_reached(self, i);
            return 0;
        }
        values[i] = value_new(retain(item));
        object_replace_steal(&result->items[i], item);
    }
    if (!gc_is_tracked(&result->head)) gc_track(&result->head);
    release(&result->head);
    return 1;
}

static void zip_dealloc(Object *o) {
    Zip *self = (Zip *)o;
    release_or_null(self->iterators);
    release_or_null(self->result);
    object_free(o);
}

static int zip_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Zip *)o)->iterators);
    VISIT(((Zip *)o)->result);
    return 0;
}

static Object *iterator_self(Object *self) { return retain(self); }

static Value reduce_method(Object *o, Object **args UNUSED) {
    Zip *self = (Zip *)o;
    return value_new(self->strict ? tuple_of(3, (Object *)o->type, self->iterators, True) : tuple_of(2, (Object *)o->type, self->iterators));
}

static Value setstate_method(Object *o, Object **args) {
    int strict = object_truth(args[0]);
    if (strict < 0) return value_error();
    ((Zip *)o)->strict = strict;
    return value_none();
}

static const Method zip_methods[] = {
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {"__setstate__", setstate_method, "(object, /)", "Set state information for unpickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type zip_type = {
    .head = TYPE_HEAD, .name = "zip", .size = sizeof(Zip), .flags = TYPE_GC | TYPE_BASE,
    .new = zip_construct, .dealloc = zip_dealloc, .traverse = zip_traverse, .iter = iterator_self, .next = zip_next, .next_parts = zip_next_parts,
    .methods = zip_methods,
    .doc = "zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.\n\n"
           "   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]\n\n"
           "The zip object yields n-length tuples, where n is the number of iterables\n"
           "passed as positional arguments to zip().  The i-th element in every tuple\n"
           "comes from the i-th iterable argument to zip().  This continues until the\n"
           "shortest argument is exhausted.\n\n"
           "If strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
};
