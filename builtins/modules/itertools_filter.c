/* itertools_filter.c - itertools that go along one or more iterables and choose or change items. Every loop that may
 * skip endlessly serves Ctrl-C. */
#include "builtins/modules/itertools.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"

/* type(function, iterable): function in a, iterator in b. */
static Object *construct_pair(Type *type, const Type *base, const char *name, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, base, name, kwnames) || args_count(name, count, 2, 2)) return NULL;
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    self->a = retain(args[0]);
    if (!(self->b = object_iter(args[1]))) CLEAR(self);
    return (Object *)self;
}

/* Iterators made of a function in a and an iterator in b. */
static Value pair_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    return itertool_reduce_steal(o, NULL, 2, retain(self->a), retain(self->b));
}

/* The same with a flag. */
static Value flag_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    return itertool_reduce_steal(o, retain(self->flag ? True : False), 2, retain(self->a), retain(self->b));
}

static Value flag_setstate_method(Object *o, Object **args) {
    int flag = object_truth(args[0]);
    if (flag < 0) return value_error();
    ((IterTool *)o)->flag = flag;
    return value_none();
}

static const Method pair_methods[] = {
    REDUCE_ROW(pair_reduce_method),
    {NULL, NULL, NULL, NULL, 0},
};
static const Method flag_methods[] = {
    REDUCE_ROW(flag_reduce_method),
    SETSTATE_ROW(flag_setstate_method),
    {NULL, NULL, NULL, NULL, 0},
};

/* Is function(item) true? 0, 1, -1 */
static int accepts(Object *function, Object *item) {
    if (function == None || function == (Object *)&bool_type) return object_truth(item);
    Object *answer = object_call_one(function, item);
    int truth = answer ? object_truth(answer) : -1;
    release_or_null(answer);
    return truth;
}

/* ---- accumulate: iterator a, function b or NULL, total c ---- */

static Object *accumulate_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[3];
    if (args_bind(&signature, "accumulate", "(iterable, func=None, *, initial=None)", args, count, kwnames, bound)) return NULL;
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    if (bound[1] && bound[1] != None) self->b = retain(bound[1]);
    if (bound[2] && bound[2] != None) self->d = retain(bound[2]);
    if (!(self->a = object_iter(bound[0]))) CLEAR(self);
    return (Object *)self;
}

static Object *accumulate_next(Object *o) {
    IterTool *self = (IterTool *)o;
    if (self->d) {      /* the initial value comes first */
        Object *first = self->d;
        self->d = NULL;
        object_replace_steal(&self->c, retain(first));
        return first;
    }
    Object *item = object_next(self->a);
    if (!item) return NULL;
    if (!self->c) {
        self->c = item;
        return retain(item);
    }
    Object *old = retain(self->c);
    Object *total = self->b ? object_call(self->b, (Object *[]){old, item}, 2, NULL) : object_binary(old, item, BINARY_ADD);
    release(old);
    release(item);
    if (!total) return NULL;
    object_replace_steal(&self->c, retain(total));
    return total;
}

/* The copy begins with the total so far, by way of the state. */
static Value accumulate_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    Object *state = self->d ? tuple_of(2, self->d, True) : self->c ? tuple_of(2, self->c, False) : retain(None);
    if (!state) return value_error();
    return itertool_reduce_steal(o, state, 2, retain(self->a), retain(self->b ? self->b : None));
}

/* state: None, or a total and whether it is still to be given. */
static Value accumulate_setstate_method(Object *o, Object **args) {
    IterTool *self = (IterTool *)o;
    if (args[0] == None) return value_none();
    if (!is_tuple(args[0]) || tuple_count(args[0]) != 2) return error_set_value(TypeError, "state is not a 2-tuple");
    bool pending = tuple_item_borrowed(args[0], 1) == True;
    object_replace_steal(pending ? &self->d : &self->c, retain(tuple_item_borrowed(args[0], 0)));
    return value_none();
}

/* The sum can be the iterator itself. */
static int accumulate_clear(Object *o) {
    CLEAR(((IterTool *)o)->c);
    CLEAR(((IterTool *)o)->d);
    return 0;
}

static const Method accumulate_methods[] = {
    REDUCE_ROW(accumulate_reduce_method),
    SETSTATE_ROW(accumulate_setstate_method),
    {NULL, NULL, NULL, NULL, 0},
};

Type accumulate_type = {
    ITERTOOL_SLOTS, .name = "itertools.accumulate", .new = accumulate_construct, .clear = accumulate_clear, .next = accumulate_next,
    .methods = accumulate_methods,
    .doc = "Return series of accumulated sums.", .text_signature = "(iterable, func=None, *, initial=None)",
};

/* ---- chain: iterator of iterables a, iterator under way b ---- */

static Object *chain_from(Type *type, Object *iterables) {
    IterTool *self = itertool_new(type);
    if (self && !(self->a = object_iter(iterables))) CLEAR(self);
    return (Object *)self;
}

static Object *chain_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &chain_type, "chain", kwnames)) return NULL;
    Object *iterables = tuple_from_items(args, count);
    Object *chain = iterables ? chain_from(type, iterables) : NULL;
    release_or_null(iterables);
    return chain;
}

/* Makes the next iterable's iterator the one under way. 0, -1 at the end or on error. */
static int chain_advance(IterTool *self) {
    Object *iterable = itertool_step(self->a), *iterator = iterable ? object_iter(iterable) : NULL;
    release_or_null(iterable);
    if (!iterator) {
        CLEAR(self->a);
        return -1;
    }
    object_replace_steal(&self->b, iterator);
    return 0;
}

static Object *chain_next(Object *o) {
    IterTool *self = (IterTool *)o;
    while (self->a && (self->b || !chain_advance(self))) {
        Object *item = itertool_step(self->b);
        if (item || error_pending()) return item;
        CLEAR(self->b);
    }
    return NULL;
}

static Value from_iterable_method(Object *self, Object **args) { return value_new(chain_from((Type *)self, args[0])); }
static Value class_getitem_method(Object *self, Object **args) { return value_new(generic_alias_new(self, args[0])); }

static Value chain_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    Object *state = !self->a ? NULL : self->b ? tuple_of(2, self->a, self->b) : tuple_of(1, self->a);
    return self->a && !state ? value_error() : itertool_reduce_steal(o, state, 0);
}

/* state: (iterator of iterables[, the one under way]) */
static Value chain_setstate_method(Object *o, Object **args) {
    IterTool *self = (IterTool *)o;
    if (!is_tuple(args[0])) return error_set_value(TypeError, "state is not a tuple");
    size_t count = tuple_count(args[0]);
    if (args_count("function", count, 1, 2)) return value_error();
    for (size_t i = 0; i < count; i++)
        if (!tuple_item_borrowed(args[0], i)->type->next) return error_set_value(TypeError, "Arguments must be iterators.");
    object_replace_steal(&self->a, retain(tuple_item_borrowed(args[0], 0)));
    object_replace_steal(&self->b, count > 1 ? retain(tuple_item_borrowed(args[0], 1)) : NULL);
    return value_none();
}

/* __setstate__ can make a chain hold itself. */
static int chain_clear(Object *o) {
    CLEAR(((IterTool *)o)->b);
    CLEAR(((IterTool *)o)->a);
    return 0;
}

static const Method chain_methods[] = {
    REDUCE_ROW(chain_reduce_method),
    SETSTATE_ROW(chain_setstate_method),
    {"from_iterable", from_iterable_method, "(iterable, /)",
     "Alternative chain() constructor taking a single iterable argument that evaluates lazily.", METHOD_CLASS},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {NULL, NULL, NULL, NULL, 0},
};

Type chain_type = {
    ITERTOOL_SLOTS, .name = "itertools.chain", .new = chain_construct, .clear = chain_clear, .next = chain_next, .methods = chain_methods,
    .doc = "Return a chain object whose .__next__() method returns elements from the\n"
           "first iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
};

/* ---- compress: data a, selectors b ---- */

static Object *compress_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (args_bind(&signature, "compress", "(data, selectors)", args, count, kwnames, bound)) return NULL;
    IterTool *self = itertool_new(type);
    if (self && (!(self->a = object_iter(bound[0])) || !(self->b = object_iter(bound[1])))) CLEAR(self);
    return (Object *)self;
}

static Object *compress_next(Object *o) {
    IterTool *self = (IterTool *)o;
    Object *item;
    while ((item = itertool_step(self->a))) {
        Object *selector = object_next(self->b);
        int chosen = selector ? object_truth(selector) : -1;
        release_or_null(selector);
        if (chosen > 0) return item;
        release(item);
        if (chosen < 0) return NULL;
    }
    return NULL;
}

Type compress_type = {
    ITERTOOL_SLOTS, .name = "itertools.compress", .new = compress_construct, .next = compress_next, .methods = pair_methods,
    .doc = "Return data elements corresponding to true selector elements.\n\n"
           "Forms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
    .text_signature = "(data, selectors)",
};

/* ---- dropwhile, takewhile, filterfalse: function a, iterator b; flag: the beginning is over / all is over ---- */

static Object *dropwhile_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    return construct_pair(type, &dropwhile_type, "dropwhile", args, count, kwnames);
}

static Object *dropwhile_next(Object *o) {
    IterTool *self = (IterTool *)o;
    Object *item;
    while ((item = itertool_step(self->b))) {
        if (self->flag) return item;
        int drop = accepts(self->a, item);
        if (drop == 0) {
            self->flag = true;
            return item;
        }
        release(item);
        if (drop < 0) return NULL;
    }
    return NULL;
}

Type dropwhile_type = {
    ITERTOOL_SLOTS, .name = "itertools.dropwhile", .new = dropwhile_construct, .next = dropwhile_next, .methods = flag_methods,
    .doc = "Drop items from the iterable while predicate(item) is true.\n\n"
           "Afterwards, return every element until the iterable is exhausted.",
};

static Object *takewhile_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    return construct_pair(type, &takewhile_type, "takewhile", args, count, kwnames);
}

static Object *takewhile_next(Object *o) {
    IterTool *self = (IterTool *)o;
    Object *item = self->flag ? NULL : object_next(self->b);
    if (!item) return NULL;
    int take = accepts(self->a, item);
    if (take > 0) return item;
    if (take == 0) self->flag = true;
    release(item);
    return NULL;
}

Type takewhile_type = {
    ITERTOOL_SLOTS, .name = "itertools.takewhile", .new = takewhile_construct, .next = takewhile_next, .methods = flag_methods,
    .doc = "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
};

static Object *filterfalse_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    return construct_pair(type, &filterfalse_type, "filterfalse", args, count, kwnames);
}

static Object *filterfalse_next(Object *o) {
    IterTool *self = (IterTool *)o;
    Object *item;
    while ((item = itertool_step(self->b))) {
        int skip = accepts(self->a, item);
        if (skip == 0) return item;
        release(item);
        if (skip < 0) return NULL;
    }
    return NULL;
}

Type filterfalse_type = {
    ITERTOOL_SLOTS, .name = "itertools.filterfalse", .new = filterfalse_construct, .next = filterfalse_next, .methods = pair_methods,
    .doc = "Return those items of iterable for which function(item) is false.\n\n"
           "If function is None, return the items that are false.",
};

/* ---- islice: iterator a (NULL when over), items taken so far i, next wanted j, stop k (-1: none), step b ---- */

static const char islice_bounds[] = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";

static int read_bound(Object *bound, ssize_t fallback, ssize_t *result, const char *message) {
    *result = fallback;
    if (bound == None) return 0;
    if (bound->type->index && !object_as_index(bound, result, NULL) && *result >= 0) return 0;
    error_clear();
    return error_set_int(ValueError, "%s", message);
}

static Object *islice_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &islice_type, "islice", kwnames) || args_count("islice", count, 2, 4)) return NULL;
    ssize_t start = 0, stop, distance = 1;
    const char *stop_message = count == 2 ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize." : islice_bounds;
    if (read_bound(args[count > 2 ? 2 : 1], -1, &stop, stop_message)) return NULL;
    if (count > 2 && read_bound(args[1], 0, &start, islice_bounds)) return NULL;
    static const char step_message[] = "Step for islice() must be a positive integer or None.";
    if (count > 3 && read_bound(args[3], 1, &distance, step_message)) return NULL;
    if (distance < 1) return error_set(ValueError, "%s", step_message);
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    self->j = start;
    self->k = stop;
    if (!(self->a = object_iter(args[0])) || !(self->b = int_from_i64(distance))) CLEAR(self);
    return (Object *)self;
}

/* Skips what comes before the next wanted item. 0, -1: the iterator has ended or failed. */
static int islice_skip(IterTool *self) {
    while (self->i < self->j) {
        Object *item = itertool_step(self->a);
        if (!item) return -1;
        release(item);
        self->i++;
    }
    return self->k >= 0 && self->i >= self->k ? -1 : 0;
}

static Object *islice_next(Object *o) {
    IterTool *self = (IterTool *)o;
    if (!self->a) return NULL;
    Object *item = islice_skip(self) ? NULL : itertool_step(self->a);
    if (!item) {
        CLEAR(self->a);
        return NULL;
    }
    self->i++;
    if (__builtin_add_overflow(self->j, int_value(self->b), &self->j)) self->j = SSIZE_MAX;
    if (self->k >= 0 && self->j > self->k) self->j = self->k;
    return item;
}

static Value islice_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    Object *empty = self->a ? NULL : tuple_new(0), *source = self->a ? retain(self->a) : empty ? object_iter(empty) : NULL;
    release_or_null(empty);
    Object *taken = int_from_i64(self->a ? self->i : 0);
    if (!taken) {
        release_or_null(source);
        return value_error();
    }
    if (!self->a) return itertool_reduce_steal(o, taken, 2, source, int_from_i64(0));
    Object *stop = self->k < 0 ? retain(None) : int_from_i64(self->k);
    return itertool_reduce_steal(o, taken, 4, source, int_from_i64(self->j), stop, retain(self->b));
}

static Value islice_setstate_method(Object *o, Object **args) {
    ssize_t taken;
    if (sequence_integer(args[0], &taken)) return value_error();
    ((IterTool *)o)->i = taken;
    return value_none();
}

static const Method islice_methods[] = {
    REDUCE_ROW(islice_reduce_method),
    SETSTATE_ROW(islice_setstate_method),
    {NULL, NULL, NULL, NULL, 0},
};

Type islice_type = {
    ITERTOOL_SLOTS, .name = "itertools.islice", .new = islice_construct, .next = islice_next, .methods = islice_methods,
    .doc = "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\n"
           "Return an iterator whose next() method returns selected values from an\niterable.",
};

/* ---- pairwise: iterator a, previous item b ---- */

static Object *pairwise_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &pairwise_type, "pairwise", kwnames) || args_count("pairwise", count, 1, 1)) return NULL;
    IterTool *self = itertool_new(type);
    if (self && !(self->a = object_iter(args[0]))) CLEAR(self);
    return (Object *)self;
}

static Object *pairwise_end(IterTool *self) {
    CLEAR(self->b);
    CLEAR(self->a);
    return NULL;
}

/* Taking items may run next() of this very iterator: what it leaves behind is looked at anew. */
static Object *pairwise_next(Object *o) {
    IterTool *self = (IterTool *)o;
    if (!self->a) return NULL;
    if (!self->b) {
        Object *first = itertool_step(self->a);
        object_replace_steal(&self->b, first);
        if (!first || !self->a || !self->b) return pairwise_end(self);
    }
    Object *previous = retain(self->b), *item = itertool_step(self->a);
    if (!item) {
        release(previous);
        return pairwise_end(self);
    }
    object_replace_steal(&self->b, retain(item));
    return tuple_from_items_steal((Object *[]){previous, item}, 2);
}

Type pairwise_type = {
    ITERTOOL_SLOTS, .name = "itertools.pairwise", .new = pairwise_construct, .next = pairwise_next,
    .doc = "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
};

/* ---- starmap ---- */

static Object *starmap_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    return construct_pair(type, &starmap_type, "starmap", args, count, kwnames);
}

static Object *starmap_next(Object *o) {
    IterTool *self = (IterTool *)o;
    Object *item = object_next(self->b);
    if (!item) return NULL;
    Object *arguments = tuple_from_iterable(item);
    release(item);
    if (!arguments) return NULL;
    Object *result = object_call(self->a, ((Tuple *)arguments)->items, tuple_count(arguments), NULL);
    release(arguments);
    return result;
}

Type starmap_type = {
    ITERTOOL_SLOTS, .name = "itertools.starmap", .new = starmap_construct, .next = starmap_next, .methods = pair_methods,
    .doc = "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
};
