/* enumerate.c - enumerate(iterable, start=0).
 *
 * The pair handed out last is used again when the enumerate object holds its only reference. Numbers beyond 64 bits
 * go on in `big`. */
#include <stdint.h>

#include "builtins/types/int.h"
#include "builtins/types/iterators.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"

typedef struct Enumerate {
    Object head;
    Object *iterator, *pair;
    int64_t number;
    Object *big;      /* an int that number cannot hold, or NULL */
} Enumerate;

static Object *enumerate_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (count == 0 && (!kwnames || tuple_count(kwnames) == 0))
        return error_set(TypeError, "enumerate() missing required argument 'iterable'");
    if (args_bind(&signature, "enumerate", "(iterable, start=0)", args, count, kwnames, bound)) return NULL;
    Enumerate *self = (Enumerate *)object_new(type);
    if (!self) return NULL;
    if (bound[1]) {
        Object *start = object_index(bound[1]);
        if (!start) goto fail;
        if (is_int(start) && !((Int *)start)->big) {
            self->number = int_value(start);
            release(start);
        } else {
            self->big = start;
        }
    }
    if (!(self->iterator = object_iter(bound[0])) || !(self->pair = tuple_of(2, None, None))) goto fail;
    gc_track(&self->head);
    return &self->head;
fail:
    release(&self->head);
    return NULL;
}

/* The number of this step, as a new object; counts on. */
static Object *take_number(Enumerate *self) {
    if (likely(!self->big && self->number < INT64_MAX)) return int_from_i64(self->number++);
    if (!self->big && !(self->big = int_from_i64(self->number))) return NULL;
    Object *one = int_from_i64(1), *next = one ? object_binary(self->big, one, 0) : NULL;
    release_or_null(one);
    if (!next) return NULL;
    Object *number = self->big;
    self->big = next;
    return number;
}

static Object *enumerate_next(Object *o) {
    Enumerate *self = (Enumerate *)o;
    Object *item = iterator_step(self->iterator);
    if (!item) return NULL;
    Object *items[2] = {take_number(self), item};
    if (!items[0]) {
        release(item);
        return NULL;
    }
    Tuple *pair = (Tuple *)self->pair;
    if (pair->head.refcount != 1) return tuple_from_items_steal(items, 2);
    Object *old_number = pair->items[0], *old_item = pair->items[1];
    pair->items[0] = items[0];
    pair->items[1] = items[1];
    retain(&pair->head);
    if (!gc_is_tracked(&pair->head)) gc_track(&pair->head);
    release(old_number);
    release(old_item);
    return &pair->head;
}

/* The item is held by the pair as well, as it would be. */
static int enumerate_next_parts(Object *o, Value *values, size_t count) {
    Enumerate *self = (Enumerate *)o;
    Tuple *pair = (Tuple *)self->pair;
    if (count != 2 || pair->head.refcount != 1 || self->big || self->number == INT64_MAX) return -1;
    Object *item = iterator_step(self->iterator);
    if (!item) return 0;
    values[0] = value_int(self->number++);
    values[1] = value_new(retain(item));
    if (!gc_is_tracked(&pair->head)) gc_track(&pair->head);
    object_replace_steal(&pair->items[1], item);
    return 1;
}

static void enumerate_dealloc(Object *o) {
    Enumerate *self = (Enumerate *)o;
    release_or_null(self->iterator);
    release_or_null(self->pair);
    release_or_null(self->big);
    object_free(o);
}

static int enumerate_traverse(Object *o, VisitFn visit, void *context) {
    Enumerate *self = (Enumerate *)o;
    VISIT(self->iterator);
    VISIT(self->pair);
    VISIT(self->big);
    return 0;
}

static Object *iterator_self(Object *self) { return retain(self); }

static Value reduce_method(Object *o, Object **args UNUSED) {
    Enumerate *self = (Enumerate *)o;
    Object *number = self->big ? retain(self->big) : int_from_i64(self->number);
    Object *inner = number ? tuple_of(2, self->iterator, number) : NULL;
    Object *result = inner ? tuple_of(2, (Object *)o->type, inner) : NULL;
    release_or_null(inner);
    release_or_null(number);
    return value_new(result);
}

static Value class_getitem_method(Object *self, Object **args) { return value_new(generic_alias_new(self, args[0])); }

static const Method enumerate_methods[] = {
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {NULL, NULL, NULL, NULL, 0},
};

Type enumerate_type = {
    .head = TYPE_HEAD, .name = "enumerate", .size = sizeof(Enumerate), .flags = TYPE_GC | TYPE_BASE,
    .new = enumerate_construct, .dealloc = enumerate_dealloc, .traverse = enumerate_traverse,
    .iter = iterator_self, .next = enumerate_next, .next_parts = enumerate_next_parts, .methods = enumerate_methods,
    .doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\n"
           "The enumerate object yields pairs containing a count (from start, which\n"
           "defaults to zero) and a value yielded by the iterable argument.\n\n"
           "enumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    .text_signature = "(iterable, start=0)",
};
