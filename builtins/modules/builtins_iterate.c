/* builtins_iterate.c - functions that walk iterables: all, any, sum, min, max, sorted, iter, next, aiter, anext.
 *
 * Every loop here serves Ctrl-C at each step, since an iterator may never end. */
#include "builtins/modules/builtins_functions.h"

#include "builtins/types/anext.h"
#include "builtins/types/bytes.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/iterators.h"
#include "builtins/types/list.h"
#include "builtins/types/range.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* Walks lists and tuples by index, as their iterators do, and anything else by its iterator. */
typedef struct { Object *list, *tuple, *iterator; size_t at; } Walk;

/* 0, or -1 with an exception pending. */
static int walk_begin(Walk *walk, Object *iterable) {
    *walk = (Walk){NULL, NULL, NULL, 0};
    if (is_list_exact(iterable)) walk->list = retain(iterable);
    else if (is_tuple_exact(iterable)) walk->tuple = retain(iterable);
    else walk->iterator = object_iter(iterable);
    return walk->list || walk->tuple || walk->iterator ? 0 : -1;
}

/* The next item; NULL at the end, or with an exception pending. */
static inline Object *walk_next(Walk *walk) {
    if (unlikely(interp_check_interrupt())) return NULL;
    if (walk->list) return walk->at < list_count(walk->list) ? retain(((List *)walk->list)->items[walk->at++]) : NULL;
    if (walk->tuple) return walk->at < tuple_count(walk->tuple) ? retain(tuple_item_borrowed(walk->tuple, walk->at++)) : NULL;
    return object_next(walk->iterator);
}

/* Gives the items to take until one is left in *item (new reference), or until the end or an error: NULL. false: the
 * iterator cannot do that. */
static bool walk_drain(Walk *walk, TakeFn take, void *context, Object **item) {
    if (!walk->iterator || !walk->iterator->type->drain) return false;
    Value value;
    int more = walk->iterator->type->drain(walk->iterator, take, context, &value);
    *item = more > 0 ? value_to_object(value) : NULL;
    return true;
}

static void walk_end(Walk *walk) {
    release(walk->list ? walk->list : walk->tuple ? walk->tuple : walk->iterator);
}

/* ---- all, any ---- */

/* Passes over items of simple types whose truth is not the wanted one. */
static bool take_other_truth(void *wanted, Value item) {
    int truth;
    if (item.tag == V_INT) truth = item.i != 0;
    else if (item.tag == V_FLOAT) truth = item.d != 0;
    else if (is_bool(item.o)) truth = item.o == True;
    else if (is_machine_int(item.o)) truth = int_value(item.o) != 0;
    else if (item.o == None || is_str_exact(item.o)) truth = item.o != None && str_size(item.o);
    else return false;
    if (truth == *(int *)wanted) return false;
    if (item.tag == V_NEW) release(item.o);
    return true;
}

/* Is there an item whose truth is `wanted`? 0, 1, -1 */
static int contains_truth(Object *iterable, int wanted) {
    Walk walk;
    Object *item;
    if (walk_begin(&walk, iterable)) return -1;
    int truth = !wanted;
    while (walk_drain(&walk, take_other_truth, &wanted, &item) ? item : (item = walk_next(&walk))) {
        truth = item == True ? 1 : item == False ? 0 : object_truth(item);
        release(item);
        if (truth < 0 || truth == wanted) break;
    }
    walk_end(&walk);
    return truth < 0 || error_pending() ? -1 : truth == wanted;
}

Value builtin_all(Object *self UNUSED, Object **args) {
    int found = contains_truth(args[0], 0);
    return found < 0 ? value_error() : value_bool(!found);
}

Value builtin_any(Object *self UNUSED, Object **args) {
    int found = contains_truth(args[0], 1);
    return found < 0 ? value_error() : value_bool(found);
}

/* ---- sum ---- */

/* Adds ints while they and the sum fit 64 bits, then floats and ints as floats. false: it cannot. */
static ALWAYS_INLINE bool add_number(Value *total, Value number) {
    if (total->tag == V_INT && number.tag == V_INT) {
        int64_t sum;
        if (__builtin_add_overflow(total->i, number.i, &sum)) return false;
        total->i = sum;
    } else if (number.tag == V_FLOAT) {
        *total = value_float((total->tag == V_INT ? (double)total->i : total->d) + number.d);
    } else {
        total->d += (double)number.i;
    }
    return true;
}

/* The number that o is; V_ERROR: none that add_number takes to a total of that kind. */
static ALWAYS_INLINE Value number_of(const Object *o, const Value *total) {
    if (is_machine_int(o)) return value_int(int_value(o));
    if (is_float_exact(o)) return value_float(float_value(o));
    return is_bool(o) && total->tag == V_INT ? value_int(o == True) : value_error();
}

static bool take_number(void *total, Value item) {
    Value number = item.tag == V_NEW ? number_of(item.o, total) : item;
    if (number.tag == V_ERROR || !add_number(total, number)) return false;
    if (item.tag == V_NEW) release(item.o);
    return true;
}

/* Adds numbers. What it cannot add is left in *item (owned), NULL at the end or on error. total is V_INT, V_FLOAT or V_NEW
 * and is brought up to date. */
static Value sum_numbers(Walk *walk, Value total, Object **item) {
    if (walk_drain(walk, take_number, &total, item)) return total;
    while ((*item = walk_next(walk))) {
        Value number = number_of(*item, &total);
        if (number.tag == V_ERROR || !add_number(&total, number)) return total;
        release(*item);
    }
    return total;
}

/* Adds the item and all that follow. STEALS total and item. */
static Object *sum_objects_steal(Walk *walk, Object *total, Object *item) {
    while (item) {
        Object *sum = total ? object_binary(total, item, 0) : NULL;
        release(item);
        release_or_null(total);
        if (!sum) return NULL;
        total = sum;
        item = walk_next(walk);
    }
    if (error_pending()) CLEAR(total);
    return total;
}

static int check_sum_start(Object *start) {
    if (is_str(start)) return error_set_int(TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    if (is_bytes(start)) return error_set_int(TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (is_bytearray(start)) return error_set_int(TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
    return 0;
}

/* The sum of a fast range: count times the mean of the first and the last number. */
static Object *sum_range(const Range *range) {
    if (range->count == 0) return int_from_i64(0);
    __int128 ends = (__int128)range->first + (range->first + (__int128)range->step_value * (range->count - 1));
    return int_from_i128(range->count % 2 ? ends / 2 * range->count : ends * (range->count / 2));
}

Value builtin_sum(Object *self UNUSED, Object **args) {
    if (args[0]->type == &range_type && ((Range *)args[0])->fast && !args[1]) return value_new(sum_range((Range *)args[0]));
    Walk walk;
    Object *item = NULL, *start = args[1];
    if (walk_begin(&walk, args[0])) return value_error();
    if (start && check_sum_start(start)) {
        walk_end(&walk);
        return value_error();
    }
    Value total;
    if (!start || is_machine_int(start)) total = sum_numbers(&walk, value_int(start ? int_value(start) : 0), &item);
    else if (is_float_exact(start)) total = sum_numbers(&walk, value_float(float_value(start)), &item);
    else total = value_new(retain(start)), item = walk_next(&walk);
    if (item || value_is_object(total)) total = value_new(sum_objects_steal(&walk, value_to_object(total), item));
    walk_end(&walk);
    return error_pending() ? value_error() : total;
}

/* ---- min, max ---- */

/* Is a before b in the sense of op (LT or GT)? 0, 1, -1 */
static inline int is_better(Object *a, Object *b, int op) {
    if (is_machine_int(a) && is_machine_int(b)) return op == COMPARE_LT ? int_value(a) < int_value(b) : int_value(a) > int_value(b);
    if (is_float_exact(a) && is_float_exact(b))
        return op == COMPARE_LT ? float_value(a) < float_value(b) : float_value(a) > float_value(b);
    if (is_str_exact(a) && is_str_exact(b)) return op == COMPARE_LT ? str_compare(a, b) < 0 : str_compare(a, b) > 0;
    return object_compare_bool(a, b, op);
}

typedef struct { Object *item, *value; } Best;   /* item owned; value: item itself, or key(item), owned */

/* Keeps the better of both. STEALS item. 0, -1 */
static int consider_steal(Best *best, Object *item, Object *key, int op) {
    Object *value = key ? object_call_one(key, item) : item;
    int better = !value ? -1 : best->item ? is_better(value, best->value, op) : 1;
    if (better > 0) {
        Best old = *best;
        *best = (Best){item, value};
        release_or_null(old.item);
        if (key) release_or_null(old.value);
        return 0;
    }
    release(item);
    if (key) release_or_null(value);
    return better;
}

typedef struct { Best *best; int op; } Search;

/* Takes numbers that are of the best one's type. */
static bool take_extreme(void *context, Value item) {
    const Search *search = context;
    Object *best = search->best->item;
    if (!best) return false;
    Value number = item;
    if (item.tag == V_NEW) {
        if (is_machine_int(item.o)) number = value_int(int_value(item.o));
        else if (is_float_exact(item.o)) number = value_float(float_value(item.o));
        else return false;
    }
    bool better;
    if (number.tag == V_INT && is_machine_int(best)) better = search->op == COMPARE_LT ? number.i < int_value(best) : number.i > int_value(best);
    else if (number.tag == V_FLOAT && is_float_exact(best)) better = search->op == COMPARE_LT ? number.d < float_value(best) : number.d > float_value(best);
    else return false;
    Object *left = item.tag == V_NEW ? item.o : NULL;
    if (better) {
        Object *kept = left ? left : value_to_object(item);
        if (!kept) return error_clear(), false;   /* the caller tries again, and fails where it can say so */
        *search->best = (Best){kept, kept};
        left = best;
    }
    release_or_null(left);
    return true;
}

static int consider_all(Best *best, Object *args, Object *key, int op) {
    if (tuple_count(args) > 1) {
        for (size_t i = 0; i < tuple_count(args); i++)
            if (consider_steal(best, retain(tuple_item_borrowed(args, i)), key, op)) return -1;
        return 0;
    }
    Walk walk;
    Object *item;
    if (walk_begin(&walk, tuple_item_borrowed(args, 0))) return -1;
    int failed = 0;
    Search search = {best, op};
    while (!failed && (!key && walk_drain(&walk, take_extreme, &search, &item) ? item : (item = walk_next(&walk))))
        failed = consider_steal(best, item, key, op);
    walk_end(&walk);
    return failed || error_pending() ? -1 : 0;
}

static Value extreme(Object **args, int op) {
    const char *name = op == COMPARE_LT ? "min" : "max";
    Object *key = args[1] && args[1] != None ? args[1] : NULL, *fallback = args[2];
    size_t count = tuple_count(args[0]);
    if (count == 0) return error_set_value(TypeError, "%s expected at least 1 argument, got 0", name);
    if (count > 1 && fallback)
        return error_set_value(TypeError, "Cannot specify a default for %s() with multiple positional arguments", name);
    Best best = {NULL, NULL};
    int failed = consider_all(&best, args[0], key, op);
    if (key) release_or_null(best.value);
    if (failed) {
        release_or_null(best.item);
        return value_error();
    }
    if (best.item) return value_new(best.item);
    return fallback ? value_new(retain(fallback)) : error_set_value(ValueError, "%s() arg is an empty sequence", name);
}

Value builtin_min(Object *self UNUSED, Object **args) { return extreme(args, COMPARE_LT); }
Value builtin_max(Object *self UNUSED, Object **args) { return extreme(args, COMPARE_GT); }

/* ---- sorted, iter, next ---- */

Value builtin_sorted(Object *self UNUSED, Object **args) {
    int reverse = list_reverse_flag(args[2]);
    if (reverse < 0) return value_error();
    Object *list = list_from_iterable(args[0]);
    if (list && list_sort(list, args[1], reverse)) CLEAR(list);
    return value_new(list);
}

Value builtin_iter(Object *self UNUSED, Object **args) {
    if (!args[1]) return value_new(object_iter(args[0]));
    if (!object_is_callable(args[0])) return error_set_value(TypeError, "iter(v, w): v must be callable");
    return value_new(callable_iterator_new(args[0], args[1]));
}

/* StopIteration without arguments. */
static void raise_stop_iteration(void) {
    Object *exception = object_call_noargs((Object *)StopIteration);
    if (exception) error_raise_steal(exception);
}

Value builtin_next(Object *self UNUSED, Object **args) {
    Object *iterator = args[0];
    if (!iterator->type->next) return error_set_value(TypeError, "'%T' object is not an iterator", iterator);
    Object *item = iterator->type->next(iterator);
    if (likely(item != NULL)) return value_new(item);
    if (!args[1]) {
        if (!error_pending()) raise_stop_iteration();
        return value_error();
    }
    if (error_pending() && !error_clear_if(StopIteration)) return value_error();
    return value_new(retain(args[1]));
}

/* ---- aiter, anext ---- */

Value builtin_aiter(Object *self UNUSED, Object **args) {
    Object *o = args[0];
    if (!o->type->aiter) return error_set_value(TypeError, "'%T' object is not an async iterable", o);
    Object *iterator = o->type->aiter(o);
    if (!iterator || iterator->type->anext) return value_new(iterator);
    error_set(TypeError, "aiter() returned not an async iterator of type '%T'", iterator);
    release(iterator);
    return value_error();
}

Value builtin_anext(Object *self UNUSED, Object **args) {
    Object *o = args[0];
    if (!o->type->anext) return error_set_value(TypeError, "'%T' object is not an async iterator", o);
    Object *awaitable = o->type->anext(o);
    if (!awaitable || !args[1]) return value_new(awaitable);
    Object *result = anext_awaitable_new(awaitable, args[1]);
    release(awaitable);
    return value_new(result);
}
