/* protocol_call.c - calling objects. Arguments are borrowed throughout; the callee keeps what it wants. */
#include <stdarg.h>

#include "runtime/object/names.h"
#include "runtime/object/protocol.h"
#include "runtime/base/mem.h"

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

enum { FEW_ARGUMENTS = 8 };

static Value not_callable(Object *callable) {
    return error_set_value(TypeError, "'%.200s' object is not callable", type_full_name(callable->type));
}

Value object_call_value(Object *callable, Object **args, size_t count, Object *kwnames) {
    CallFn call = callable->type->call;
    if (unlikely(!call)) return not_callable(callable);
    if (unlikely(stack_is_low())) return error_recursion(" while calling a Python object"), value_error();
    return call(callable, args, count, kwnames);
}

/* A result that is borrowed is kept by somebody else right now, so it can be retained. */
Object *object_call(Object *callable, Object **args, size_t count, Object *kwnames) {
    Value result = object_call_value(callable, args, count, kwnames);
    if (likely(result.tag == V_NEW)) return result.o;
    return value_to_object(result);
}

Object *object_call_noargs(Object *callable) { return object_call(callable, NULL, 0, NULL); }

Object *object_call_one(Object *callable, Object *argument) { return object_call(callable, &argument, 1, NULL); }

static Object *call_list(Object *callable, size_t count, va_list list) {
    Object *few[FEW_ARGUMENTS], **args = few;
    if (count > FEW_ARGUMENTS && !(args = mem_array(count, sizeof *args))) return error_no_memory();
    for (size_t i = 0; i < count; i++) args[i] = va_arg(list, Object *);
    Object *result = object_call(callable, args, count, NULL);
    if (args != few) mem_free_array(args, count, sizeof *args);
    return result;
}

Object *object_call_objects(Object *callable, size_t count, ...) {
    va_list list;
    va_start(list, count);
    Object *result = call_list(callable, count, list);
    va_end(list);
    return result;
}

Object *object_call_method(Object *o, const char *name, size_t count, ...) {
    Object *method = object_getattr_text(o, name);
    if (!method) return NULL;
    va_list list;
    va_start(list, count);
    Object *result = call_list(method, count, list);
    va_end(list);
    release(method);
    return result;
}

/* ---- from a tuple and a dict ---- */

/* Splits kwargs into the names (a new Tuple) and, borrowed, the values at `values`. */
static Object *split_keywords(Object *kwargs, Object **values) {
    Object *names = tuple_new(dict_count(kwargs));
    if (!names) return NULL;
    size_t position = 0, i = 0;
    Object *key, *value;
    while (dict_next(kwargs, &position, &key, &value)) {
        if (!is_str(key)) {
            release(names);
            return error_set(TypeError, "keywords must be strings");
        }
        ((Tuple *)names)->items[i] = retain(key);
        values[i++] = retain(value);
    }
    return names;
}

static Object *call_with_keywords(Object *callable, Object *args, Object *kwargs) {
    size_t positional = tuple_count(args), keywords = dict_count(kwargs), total = positional + keywords;
    Object **values = mem_array(total, sizeof *values);
    if (!values) return error_no_memory();
    for (size_t i = 0; i < positional; i++) values[i] = tuple_item_borrowed(args, i);
    for (size_t i = positional; i < total; i++) values[i] = NULL;
    Object *names = split_keywords(kwargs, values + positional);
    Object *result = names ? object_call(callable, values, positional, names) : NULL;
    for (size_t i = positional; i < total; i++) release_or_null(values[i]);
    release_or_null(names);
    mem_free_array(values, total, sizeof *values);
    return result;
}

Object *object_call_tuple(Object *callable, Object *args, Object *kwargs) {
    if (kwargs && dict_count(kwargs)) return call_with_keywords(callable, args, kwargs);
    retain(args);
    Object *result = object_call(callable, ((Tuple *)args)->items, tuple_count(args), NULL);
    release(args);
    return result;
}

bool object_is_callable(const Object *o) { return o->type->call != NULL; }
