/* map.c - map(func, *iterables) and filter(function or None, iterable). */
#include "builtins/types/int.h"
#include "builtins/types/iterators.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

enum { FEW = 8 };

/* map: iterators is a Tuple; filter: one iterator, and function may be None. */
typedef struct { Object head; Object *function, *source; } Mapping;

static void mapping_dealloc(Object *o) {
    release_or_null(((Mapping *)o)->source);
    release_or_null(((Mapping *)o)->function);
    object_free(o);
}

static int mapping_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Mapping *)o)->source);
    VISIT(((Mapping *)o)->function);
    return 0;
}

static Object *iterator_self(Object *self) { return retain(self); }

/* An object with that function. STEALS source (NULL passes an error on). */
static Object *make_steal(Type *type, Object *function, Object *source) {
    Mapping *self = source ? (Mapping *)object_new(type) : NULL;
    if (!self) {
        release_or_null(source);
        return NULL;
    }
    self->source = source;
    self->function = retain(function);
    gc_track(&self->head);
    return &self->head;
}

/* ---- map ---- */

static Object *map_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &map_type, "map", kwnames)) return NULL;
    if (count < 2) return error_set(TypeError, "map() must have at least two arguments.");
    Tuple *iterators = (Tuple *)tuple_new(count - 1);
    if (!iterators) return NULL;
    for (size_t i = 1; i < count; i++)
        if (!(iterators->items[i - 1] = object_iter(args[i]))) {
            release(&iterators->head);
            return NULL;
        }
    gc_track(&iterators->head);
    return make_steal(type, args[0], &iterators->head);
}

/* Takes one item of each iterator and calls. items has room for all. */
static Object *call_with_items(Mapping *self, Object **items, size_t count) {
    size_t taken = 0;
    while (taken < count && (items[taken] = iterator_step(tuple_item_borrowed(self->source, taken)))) taken++;
    Object *result = taken == count ? object_call(self->function, items, count, NULL) : NULL;
    while (taken > 0) release(items[--taken]);
    return result;
}

static Object *map_next(Object *o) {
    Mapping *self = (Mapping *)o;
    Object *few[FEW], **items = few;
    size_t count = tuple_count(self->source);
    if (likely(count == 1)) {
        Object *item = iterator_step(tuple_item_borrowed(self->source, 0)), *result = item ? object_call_one(self->function, item) : NULL;
        release_or_null(item);
        return result;
    }
    if (count > FEW && !(items = mem_array(count, sizeof(Object *)))) return error_no_memory();
    Object *result = call_with_items(self, items, count);
    if (items != few) mem_free_array(items, count, sizeof(Object *));
    return result;
}

static Value map_reduce_method(Object *o, Object **args UNUSED) {
    Mapping *self = (Mapping *)o;
    size_t count = tuple_count(self->source);
    Tuple *arguments = (Tuple *)tuple_new(count + 1);
    if (!arguments) return value_error();
    arguments->items[0] = retain(self->function);
    for (size_t i = 0; i < count; i++) arguments->items[i + 1] = retain(tuple_item_borrowed(self->source, i));
    gc_track(&arguments->head);
    Object *result = tuple_of(2, (Object *)o->type, &arguments->head);
    release(&arguments->head);
    return value_new(result);
}

static const Method map_methods[] = {
    {"__reduce__", map_reduce_method, "()", "Return state information for pickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type map_type = {
    .head = TYPE_HEAD, .name = "map", .size = sizeof(Mapping), .flags = TYPE_GC | TYPE_BASE,
    .new = map_construct, .dealloc = mapping_dealloc, .traverse = mapping_traverse, .iter = iterator_self, .next = map_next,
    .methods = map_methods,
    .doc = "map(func, *iterables) --> map object\n\nMake an iterator that computes the function using arguments from\n"
           "each of the iterables.  Stops when the shortest iterable is exhausted.",
};

/* ---- filter ---- */

static Object *filter_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &filter_type, "filter", kwnames)) return NULL;
    if (args_count("filter", count, 2, 2)) return NULL;
    return make_steal(type, args[0], object_iter(args[1]));
}

/* Does the function want the item? 0, 1, -1. */
static int wanted(Object *function, Object *item) {
    if (function == None || function == (Object *)&bool_type) return object_truth(item);
    Object *answer = object_call_one(function, item);
    if (!answer) return -1;
    int truth = object_truth(answer);
    release(answer);
    return truth;
}

static Object *filter_next(Object *o) {
    Mapping *self = (Mapping *)o;
    Object *item;
    while ((item = iterator_step(self->source))) {
        int keep = interp_check_interrupt() ? -1 : wanted(self->function, item);
        if (keep > 0) return item;
        release(item);
        if (keep < 0) return NULL;
    }
    return NULL;
}

static Value filter_reduce_method(Object *o, Object **args UNUSED) {
    Mapping *self = (Mapping *)o;
    Object *arguments = tuple_of(2, self->function, self->source);
    Object *result = arguments ? tuple_of(2, (Object *)o->type, arguments) : NULL;
    release_or_null(arguments);
    return value_new(result);
}

static const Method filter_methods[] = {
    {"__reduce__", filter_reduce_method, "()", "Return state information for pickling.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type filter_type = {
    .head = TYPE_HEAD, .name = "filter", .size = sizeof(Mapping), .flags = TYPE_GC | TYPE_BASE,
    .new = filter_construct, .dealloc = mapping_dealloc, .traverse = mapping_traverse, .iter = iterator_self,
    .next = filter_next, .methods = filter_methods,
    .doc = "filter(function or None, iterable) --> filter object\n\n"
           "Return an iterator yielding those items of iterable for which function(item)\n"
           "is true. If function is None, return the items that are true.",
};
