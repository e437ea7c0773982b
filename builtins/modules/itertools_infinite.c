/* itertools_infinite.c - itertools.count, cycle, repeat. */
#include "builtins/modules/itertools.h"
#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* ---- count: flag: the number is in i and the step in j; else number a, step b ---- */

static Object *count_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (args_bind(&signature, "count", "(start=0, step=1)", args, count, kwnames, bound)) return NULL;
    for (int i = 0; i < 2; i++)
        if (bound[i] && !bound[i]->type->index && !bound[i]->type->to_float && !is_complex(bound[i]))
            return error_set(TypeError, "a number is required");
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    self->flag = (!bound[0] || is_machine_int(bound[0])) && (!bound[1] || is_machine_int(bound[1]));
    if (self->flag) {
        self->i = bound[0] ? int_value(bound[0]) : 0;
        self->j = bound[1] ? int_value(bound[1]) : 1;
        return &self->head;
    }
    self->a = bound[0] ? retain(bound[0]) : int_from_i64(0);
    self->b = bound[1] ? retain(bound[1]) : int_from_i64(1);
    if (!self->a || !self->b) CLEAR(self);
    return (Object *)self;
}

/* Goes over to objects, when a number leaves 64 bits. */
static int count_leave_fast(IterTool *self) {
    self->a = int_from_i64(self->i);
    self->b = int_from_i64(self->j);
    self->flag = false;
    return self->a && self->b ? 0 : -1;
}

static Object *count_next(Object *o) {
    IterTool *self = (IterTool *)o;
    ssize_t next;
    if (self->flag) {
        if (!__builtin_add_overflow(self->i, self->j, &next)) {
            Object *number = int_from_i64(self->i);
            if (number) self->i = next;
            return number;
        }
        if (count_leave_fast(self)) return NULL;
    }
    Object *number = retain(self->a), *sum = object_binary(number, self->b, BINARY_ADD);
    if (!sum) {
        release(number);
        return NULL;
    }
    object_replace_steal(&self->a, sum);
    return number;
}

static Object *count_repr(Object *o) {
    const IterTool *self = (const IterTool *)o;
    if (self->flag) return self->j == 1 ? str_format("count(%zd)", self->i) : str_format("count(%zd, %zd)", self->i, self->j);
    bool plain = is_machine_int(self->b) && int_value(self->b) == 1;
    return plain ? str_format("count(%R)", self->a) : str_format("count(%R, %R)", self->a, self->b);
}

static Value count_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    if (!self->flag) return itertool_reduce_steal(o, NULL, 2, retain(self->a), retain(self->b));
    return itertool_reduce_steal(o, NULL, self->j == 1 ? 1 : 2, int_from_i64(self->i), self->j == 1 ? NULL : int_from_i64(self->j));
}

static const Method count_methods[] = {
    REDUCE_ROW(count_reduce_method),
    {NULL, NULL, NULL, NULL, 0},
};

Type count_type = {
    ITERTOOL_SLOTS, .name = "itertools.count", .new = count_construct, .next = count_next, .repr = count_repr,
    .methods = count_methods,
    .doc = "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n"
           "    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step",
    .text_signature = "(start=0, step=1)",
};

/* ---- cycle: iterator a (NULL once exhausted), items seen b, next of them i ---- */

static Object *cycle_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords_for(type, &cycle_type, "cycle", kwnames) || args_count("cycle", count, 1, 1)) return NULL;
    IterTool *self = itertool_new(type);
    if (self && (!(self->a = object_iter(args[0])) || !(self->b = list_new(0)))) CLEAR(self);
    return (Object *)self;
}

static Object *cycle_next(Object *o) {
    IterTool *self = (IterTool *)o;
    if (self->a) {
        Object *item = itertool_step(self->a);
        if (item && list_append(self->b, item)) CLEAR(item);
        if (item || error_pending()) return item;
        CLEAR(self->a);
    }
    const List *items = (const List *)self->b;
    if (items->count == 0) return NULL;
    if ((size_t)self->i >= items->count) self->i = 0;
    return retain(items->items[self->i++]);
}

/* What is seen already comes first in the copy, whose source is the rest. The state: (items seen, how many of them are given
 * in this round or -1 while the source lasts). */
static Value cycle_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    Object *source = self->a ? retain(self->a) : NULL, *empty = tuple_new(0);
    if (!source && empty) source = object_iter(empty);
    release_or_null(empty);
    Object *seen = list_from_iterable(self->b), *given = int_from_i64(self->a ? -1 : self->i);
    Object *state = seen && given ? tuple_of(2, seen, given) : NULL;
    release_or_null(given);
    release_or_null(seen);
    if (state) return itertool_reduce_steal(o, state, 1, source);
    release_or_null(source);
    return value_error();
}

static Value cycle_setstate_method(Object *o, Object **args) {
    IterTool *self = (IterTool *)o;
    ssize_t given;
    if (!is_tuple(args[0]) || tuple_count(args[0]) != 2 || !is_list(tuple_item_borrowed(args[0], 0)))
        return error_set_value(TypeError, "invalid arguments");
    if (sequence_integer(tuple_item_borrowed(args[0], 1), &given)) return value_error();
    Object *seen = list_from_iterable(tuple_item_borrowed(args[0], 0));
    if (!seen) return value_error();
    object_replace_steal(&self->b, seen);
    if (given >= 0) CLEAR(self->a);
    self->i = given > 0 ? given : 0;
    return value_none();
}

static const Method cycle_methods[] = {
    REDUCE_ROW(cycle_reduce_method),
    SETSTATE_ROW(cycle_setstate_method),
    {NULL, NULL, NULL, NULL, 0},
};

Type cycle_type = {
    ITERTOOL_SLOTS, .name = "itertools.cycle", .new = cycle_construct, .next = cycle_next, .methods = cycle_methods,
    .doc = "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
};

/* ---- repeat: object a, times left i, or for ever if it is -1 ---- */

static Object *repeat_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (args_bind(&signature, "repeat", "(object, times=None)", args, count, kwnames, bound)) return NULL;
    ssize_t times = -1;
    if (bound[1]) {
        if (sequence_integer(bound[1], &times)) return NULL;
        if (times < 0) times = 0;
    }
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    self->a = retain(bound[0]);
    self->i = times;
    return &self->head;
}

static Object *repeat_next(Object *o) {
    IterTool *self = (IterTool *)o;
    if (self->i == 0) return NULL;
    if (self->i > 0) self->i--;
    return retain(self->a);
}

static Object *repeat_repr(Object *o) {
    const IterTool *self = (const IterTool *)o;
    return self->i < 0 ? str_format("repeat(%R)", self->a) : str_format("repeat(%R, %zd)", self->a, self->i);
}

static Value repeat_hint_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    return self->i < 0 ? error_set_value(TypeError, "len() of unsized object") : value_int(self->i);
}

static Value repeat_reduce_method(Object *o, Object **args UNUSED) {
    const IterTool *self = (const IterTool *)o;
    return itertool_reduce_steal(o, NULL, self->i < 0 ? 1 : 2, retain(self->a), self->i < 0 ? NULL : int_from_i64(self->i));
}

static const Method repeat_methods[] = {
    REDUCE_ROW(repeat_reduce_method),
    {"__length_hint__", repeat_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type repeat_type = {
    ITERTOOL_SLOTS, .name = "itertools.repeat", .new = repeat_construct, .next = repeat_next, .repr = repeat_repr,
    .methods = repeat_methods,
    .doc = "repeat(object [,times]) -> create an iterator which returns the object\n"
           "for the specified number of times.  If not specified, returns the object\nendlessly.",
};
