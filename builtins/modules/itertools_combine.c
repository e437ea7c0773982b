/* itertools_combine.c - itertools.product, permutations, combinations, combinations_with_replacement.
 *
 * Each keeps its pools of items (tuples) in a, the tuple given last in b, and an array of indexes. The state before the
 * first result: b is NULL; after the last one: flag is set. The last tuple is changed in place when nobody else has it. */
#include <string.h>

#include "builtins/modules/itertools.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

typedef struct { IterTool tool; size_t *indexes, length; } Combiner;   /* tool.i: r; tool.j: n */

static void combiner_dealloc(Object *o) {
    Combiner *self = (Combiner *)o;
    if (self->indexes) mem_free_array(self->indexes, self->length, sizeof(size_t));
    itertool_dealloc(o);
}

/* STEALS pools (NULL passes an error on). length: of the index array, zeroed. */
static Combiner *combiner_new_steal(Type *type, Object *pools, size_t length) {
    Combiner *self = pools ? (Combiner *)itertool_new(type) : NULL;
    if (!self) {
        release_or_null(pools);
        return NULL;
    }
    self->tool.a = pools;
    self->length = length;
    if (length && !(self->indexes = mem_array(length, sizeof(size_t)))) {
        error_no_memory();
        release(&self->tool.head);
        return NULL;
    }
    if (length) memset(self->indexes, 0, length * sizeof(size_t));
    return self;
}

/* The tuple to give now, of `count` items: the last one again if it is free, else a copy of it. It is both kept and
 * returned. NULL with MemoryError pending. */
static Tuple *fresh_result(Combiner *self, size_t count) {
    Tuple *last = (Tuple *)self->tool.b;
    if (last->head.refcount > 1) {
        Object *copy = tuple_new(count);
        if (!copy) return NULL;
        for (size_t i = 0; i < count; i++) ((Tuple *)copy)->items[i] = retain(last->items[i]);
        if (count) gc_track(copy);
        object_replace_steal(&self->tool.b, copy);
    }
    last = (Tuple *)self->tool.b;
    if (count && !gc_is_tracked(&last->head)) gc_track(&last->head);   /* a collection may have untracked it */
    return last;
}

static void put(Tuple *result, size_t i, Object *item) { object_replace_steal(&result->items[i], retain(item)); }

/* The first result: items of one pool by the indexes. */
static Object *first_result(Combiner *self, size_t count) {
    Tuple *result = (Tuple *)tuple_new(count);
    if (!result) return NULL;
    for (size_t i = 0; i < count; i++) result->items[i] = retain(tuple_item_borrowed(self->tool.a, self->indexes[i]));
    if (count) gc_track(&result->head);
    self->tool.b = &result->head;
    return retain(&result->head);
}

static Object *finished(Combiner *self) {
    self->tool.flag = true;
    return NULL;
}

#define COMBINER_SLOTS \
    .head = TYPE_HEAD, .size = sizeof(Combiner), .flags = TYPE_GC | TYPE_BASE, .dealloc = combiner_dealloc, \
    .traverse = itertool_traverse, .iter = itertool_self

/* ---- product: a is a Tuple of pools ---- */

static int read_repeat(Object **values, Object *kwnames, ssize_t *repeat) {
    for (size_t i = 0; kwnames && i < tuple_count(kwnames); i++) {
        Object *name = tuple_item_borrowed(kwnames, i);
        if (!str_equal_text(name, "repeat")) return error_set_int(TypeError, "'%U' is an invalid keyword argument for product()", name);
        if (sequence_integer(values[i], repeat)) return -1;
        if (*repeat < 0) return error_set_int(ValueError, "repeat argument cannot be negative");
    }
    return 0;
}

static Object *make_pools(Object **args, size_t count, size_t repeat) {
    if (count && repeat > SIZE_MAX / 32 / count) return error_set(OverflowError, "repeat argument too large");
    Tuple *pools = (Tuple *)tuple_new(count * repeat);
    if (!pools) return NULL;
    for (size_t i = 0; i < count * repeat; i++) {
        pools->items[i] = i < count ? tuple_from_iterable(args[i]) : retain(pools->items[i - count]);
        if (!pools->items[i]) {
            release(&pools->head);
            return NULL;
        }
    }
    if (pools->count) gc_track(&pools->head);
    return &pools->head;
}

static Object *product_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    ssize_t repeat = 1;
    if (read_repeat(args + count, kwnames, &repeat)) return NULL;
    if (repeat == 0) count = 0;
    Object *pools = make_pools(args, count, (size_t)repeat);
    return (Object *)combiner_new_steal(type, pools, pools ? tuple_count(pools) : 0);
}

static Object *product_first(Combiner *self) {
    const Tuple *pools = (const Tuple *)self->tool.a;
    for (size_t i = 0; i < pools->count; i++)
        if (tuple_count(pools->items[i]) == 0) return finished(self);
    Tuple *result = (Tuple *)tuple_new(pools->count);
    if (!result) return NULL;
    for (size_t i = 0; i < pools->count; i++) result->items[i] = retain(tuple_item_borrowed(pools->items[i], 0));
    if (pools->count) gc_track(&result->head);
    self->tool.b = &result->head;
    return retain(&result->head);
}

static Object *product_next(Object *o) {
    Combiner *self = (Combiner *)o;
    if (self->tool.flag) return NULL;
    if (!self->tool.b) return product_first(self);
    const Tuple *pools = (const Tuple *)self->tool.a;
    Tuple *result = fresh_result(self, pools->count);
    if (!result) return NULL;
    retain(&result->head);
    for (size_t i = pools->count; i-- > 0;) {
        const Tuple *pool = (const Tuple *)pools->items[i];
        if (++self->indexes[i] < pool->count) {
            put(result, i, pool->items[self->indexes[i]]);
            return &result->head;
        }
        self->indexes[i] = 0;
        put(result, i, pool->items[0]);
    }
    release(&result->head);
    return finished(self);
}

Type product_type = {
    COMBINER_SLOTS, .name = "itertools.product", .new = product_construct, .next = product_next,
    .doc = "product(*iterables, repeat=1) --> product object\n\n"
           "Cartesian product of input iterables.  Equivalent to nested for-loops.\n\n"
           "For example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).",
};

/* ---- combinations and combinations_with_replacement ---- */

/* (iterable, r): the pool and r >= 0. extra: room in the index array beyond r. */
static Combiner *construct_choice(Type *type, const char *name, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    ssize_t r;
    if (args_bind(&signature, name, "(iterable, r)", args, count, kwnames, bound)) return NULL;
    if (sequence_integer(bound[1], &r)) return NULL;
    Object *pool = tuple_from_iterable(bound[0]);
    if (pool && r < 0) {
        error_set(ValueError, "r must be non-negative");
        CLEAR(pool);
    }
    size_t n = pool ? tuple_count(pool) : 0;
    Combiner *self = combiner_new_steal(type, pool, pool && r > 0 ? (size_t)r : 0);
    if (!self) return NULL;
    self->tool.i = r;
    self->tool.j = (ssize_t)n;
    return self;
}

static Object *combinations_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    Combiner *self = construct_choice(type, "combinations", args, count, kwnames);
    if (!self) return NULL;
    for (size_t i = 0; i < self->length; i++) self->indexes[i] = i;
    self->tool.flag = self->tool.i > self->tool.j;
    return &self->tool.head;
}

static Object *combinations_next(Object *o) {
    Combiner *self = (Combiner *)o;
    size_t n = (size_t)self->tool.j, r = (size_t)self->tool.i;
    if (self->tool.flag) return NULL;
    if (!self->tool.b) return first_result(self, r);
    size_t i = r;
    while (i > 0 && self->indexes[i - 1] == i - 1 + n - r) i--;
    if (i == 0) return finished(self);
    Tuple *result = fresh_result(self, r);
    if (!result) return NULL;
    retain(&result->head);
    size_t index = ++self->indexes[i - 1];
    for (i--; i < r; i++, index++) {
        self->indexes[i] = index;
        put(result, i, tuple_item_borrowed(self->tool.a, index));
    }
    return &result->head;
}

Type combinations_type = {
    COMBINER_SLOTS, .name = "itertools.combinations", .new = combinations_construct, .next = combinations_next,
    .doc = "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
    .text_signature = "(iterable, r)",
};

static Object *replacement_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    Combiner *self = construct_choice(type, "combinations_with_replacement", args, count, kwnames);
    if (self) self->tool.flag = self->tool.j == 0 && self->tool.i > 0;
    return (Object *)self;
}

static Object *replacement_next(Object *o) {
    Combiner *self = (Combiner *)o;
    size_t n = (size_t)self->tool.j, r = (size_t)self->tool.i;
    if (self->tool.flag) return NULL;
    if (!self->tool.b) return first_result(self, r);
    size_t i = r;
    while (i > 0 && self->indexes[i - 1] == n - 1) i--;
    if (i == 0) return finished(self);
    Tuple *result = fresh_result(self, r);
    if (!result) return NULL;
    retain(&result->head);
    size_t index = self->indexes[i - 1] + 1;
    for (i--; i < r; i++) {
        self->indexes[i] = index;
        put(result, i, tuple_item_borrowed(self->tool.a, index));
    }
    return &result->head;
}

Type combinations_with_replacement_type = {
    COMBINER_SLOTS, .name = "itertools.combinations_with_replacement", .new = replacement_construct, .next = replacement_next,
    .doc = "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\n"
           "combinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
    .text_signature = "(iterable, r)",
};

/* ---- permutations: n indexes, then r cycles ---- */

static Object *permutations_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (args_bind(&signature, "permutations", "(iterable, r=None)", args, count, kwnames, bound)) return NULL;
    ssize_t r = -1;
    if (bound[1] && bound[1] != None) {
        if (!is_int(bound[1])) return error_set(TypeError, "Expected int as r");
        if (sequence_integer(bound[1], &r)) return NULL;
        if (r < 0) return error_set(ValueError, "r must be non-negative");
    }
    Object *pool = tuple_from_iterable(bound[0]);
    if (!pool) return NULL;
    size_t n = tuple_count(pool);
    if (r < 0) r = (ssize_t)n;
    bool none = (size_t)r > n;
    Combiner *self = combiner_new_steal(type, pool, none ? 0 : n + (size_t)r);
    if (!self) return NULL;
    self->tool.i = r;
    self->tool.j = (ssize_t)n;
    self->tool.flag = none;
    for (size_t i = 0; !none && i < n; i++) self->indexes[i] = i;
    for (size_t i = 0; !none && i < (size_t)r; i++) self->indexes[n + i] = n - i;
    return &self->tool.head;
}

/* Moves the index at place i behind all others. */
static void rotate_to_end(size_t *indexes, size_t i, size_t n) {
    size_t index = indexes[i];
    memmove(indexes + i, indexes + i + 1, (n - i - 1) * sizeof *indexes);
    indexes[n - 1] = index;
}

static Object *permutations_next(Object *o) {
    Combiner *self = (Combiner *)o;
    size_t n = (size_t)self->tool.j, r = (size_t)self->tool.i;
    if (self->tool.flag) return NULL;
    if (!self->tool.b) return first_result(self, r);
    size_t *indexes = self->indexes, *cycles = indexes ? indexes + n : NULL;
    Tuple *result = fresh_result(self, r);
    if (!result) return NULL;
    for (size_t i = r; i-- > 0;) {
        if (--cycles[i] == 0) {
            cycles[i] = n - i;
            rotate_to_end(indexes, i, n);
            continue;
        }
        size_t j = n - cycles[i], index = indexes[i];
        indexes[i] = indexes[j];
        indexes[j] = index;
        retain(&result->head);
        for (size_t k = i; k < r; k++) put(result, k, tuple_item_borrowed(self->tool.a, indexes[k]));
        return &result->head;
    }
    return finished(self);
}

Type permutations_type = {
    COMBINER_SLOTS, .name = "itertools.permutations", .new = permutations_construct, .next = permutations_next,
    .doc = "Return successive r-length permutations of elements in the iterable.\n\n"
           "permutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
    .text_signature = "(iterable, r=None)",
};
