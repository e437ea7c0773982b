/* builtins_object.c - functions about one object: attributes, identity, text, classes. */
#include "builtins/modules/builtins_functions.h"

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/run.h"
#include "runtime/object/names.h"

Value builtin_ascii(Object *self UNUSED, Object **args) { return value_new(object_ascii(args[0])); }
Value builtin_repr(Object *self UNUSED, Object **args) { return value_new(object_repr(args[0])); }
/* args: *args, **kws. */
Value builtin_breakpoint(Object *self UNUSED, Object **args) {
    Object *hook = dict_peek_text(interp.sys_dict, "breakpointhook");
    if (!hook) return error_pending() ? value_error() : error_set_value(RuntimeError, "lost sys.breakpointhook");
    retain(hook);
    Object *result = object_call_tuple(hook, args[0], args[1]);
    release(hook);
    return value_new(result);
}

Value builtin_callable(Object *self UNUSED, Object **args) { return value_bool(object_is_callable(args[0])); }

Value builtin_format(Object *self UNUSED, Object **args) {
    if (args[1] && !is_str(args[1])) return error_set_value(TypeError, "format() argument 2 must be str, not %K", args[1]);
    return value_new(object_format(args[0], args[1]));
}

Value builtin_hash(Object *self UNUSED, Object **args) {
    Hash hash = object_hash(args[0]);
    return hash == -1 ? value_error() : value_int(hash);
}

Value builtin_id(Object *self UNUSED, Object **args) { return value_int((int64_t)(uintptr_t)args[0]); }

Value builtin_len(Object *self UNUSED, Object **args) {
    ssize_t length = object_length(args[0]);
    return length < 0 ? value_error() : value_int(length);
}

static Value truth_value(int truth) { return truth < 0 ? value_error() : value_bool(truth); }

Value builtin_isinstance(Object *self UNUSED, Object **args) { return truth_value(object_isinstance(args[0], args[1])); }
Value builtin_issubclass(Object *self UNUSED, Object **args) { return truth_value(object_issubclass(args[0], args[1])); }

/* ---- attributes ---- */

/* The name as an interned str (new reference). */
static Object *attribute_name(Object *name) {
    if (!is_str(name)) return error_set(TypeError, "attribute name must be string, not '%T'", name);
    if (is_str_exact(name)) return str_intern_steal(retain(name));
    return str_intern_utf8(str_data(name), str_size(name));
}

Value builtin_getattr(Object *self UNUSED, Object **args) {
    Object *name = attribute_name(args[1]);
    if (!name) return value_error();
    Object *value = args[2] ? object_getattr_or_null(args[0], name) : object_getattr(args[0], name);
    release(name);
    if (!value && args[2] && !error_pending()) value = retain(args[2]);
    return value_new(value);
}

Value builtin_hasattr(Object *self UNUSED, Object **args) {
    Object *name = attribute_name(args[1]);
    if (!name) return value_error();
    Object *value = object_getattr_or_null(args[0], name);
    release(name);
    if (!value) return error_pending() ? value_error() : value_bool(false);
    release(value);
    return value_bool(true);
}

static Value set_attribute(Object *o, Object *name_argument, Object *value) {
    Object *name = attribute_name(name_argument);
    if (!name) return value_error();
    int failed = object_setattr(o, name, value);
    release(name);
    return failed ? value_error() : value_none();
}

Value builtin_setattr(Object *self UNUSED, Object **args) { return set_attribute(args[0], args[1], args[2]); }
Value builtin_delattr(Object *self UNUSED, Object **args) { return set_attribute(args[0], args[1], NULL); }

/* ---- dir and vars ---- */

static Object *dir_of_locals(void) {
    Object *locals = current_locals();
    if (!locals) return error_pending() ? NULL : error_set(SystemError, "frame does not exist");
    Object *keys = object_call_method(locals, "keys", 0);
    Object *names = keys ? list_from_iterable(keys) : NULL;
    release_or_null(keys);
    release(locals);
    return names;
}

static Object *dir_of_object(Object *o) {
    Object *method = object_lookup_special(o, NAME(__dir__));
    if (!method) return error_pending() ? NULL : error_set(TypeError, "object does not provide __dir__");
    Object *names = object_call_noargs(method);
    release(method);
    if (!names) return NULL;
    Object *list = list_from_iterable(names);
    release(names);
    return list;
}

Value builtin_dir(Object *self UNUSED, Object **args) {
    Object *names = args[0] ? dir_of_object(args[0]) : dir_of_locals();
    if (names && list_sort(names, NULL, false)) CLEAR(names);
    return value_new(names);
}

Value builtin_vars(Object *self UNUSED, Object **args) {
    if (!args[0]) {
        Object *locals = current_locals();
        if (!locals && !error_pending()) error_set(SystemError, "vars(): no locals!?");
        return value_new(locals);
    }
    Object *dict = object_getattr_or_null(args[0], NAME(__dict__));
    if (!dict && !error_pending()) error_set(TypeError, "vars() argument must have __dict__ attribute");
    return value_new(dict);
}
