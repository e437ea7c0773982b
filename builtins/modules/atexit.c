/* atexit.c - the atexit module. Entries are tuples (function, args, kwargs) in one list, oldest first. */
#include "builtins/modules/atexit.h"

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/tuple.h"

static Object *entries;   /* a List, NULL while there is none */

/* BORROWED; NULL where there is none any more. */
static Object *peek_entry(size_t i) {
    Object *entry = entries && i < list_count(entries) ? ((List *)entries)->items[i] : NULL;
    return entry == None ? NULL : entry;
}

static Value register_function(Object *self UNUSED, Object **args) {
    if (tuple_count(args[0]) == 0) return error_set_value(TypeError, "register() takes at least 1 argument (0 given)");
    Object *function = tuple_item_borrowed(args[0], 0);
    if (!object_is_callable(function)) return error_set_value(TypeError, "the first argument must be callable");
    if (!entries && !(entries = list_new(0))) return value_error();
    Object *rest = tuple_slice(args[0], 1, tuple_count(args[0])), *kwargs = args[1] ? retain(args[1]) : dict_new();
    Object *entry = rest && kwargs ? tuple_of(3, function, rest, kwargs) : NULL;
    int failed = !entry || list_append(entries, entry);
    release_or_null(entry);
    release_or_null(rest);
    release_or_null(kwargs);
    return failed ? value_error() : value_new(retain(function));
}

/* Comparing may change the list: it is walked from the end, by index. An entry that goes leaves None. MAY_RUN */
static Value unregister_function(Object *self UNUSED, Object **args) {
    for (size_t i = entries ? list_count(entries) : 0; i-- > 0;) {
        Object *entry = peek_entry(i);
        if (!entry) continue;
        retain(entry);
        int equal = object_equal(tuple_item_borrowed(entry, 0), args[0]);
        release(entry);
        if (equal < 0) return value_error();
        if (equal && peek_entry(i)) object_replace_steal(&((List *)entries)->items[i], retain(None));
    }
    return value_none();
}

static Value clear_function(Object *self UNUSED, Object **args UNUSED) {
    CLEAR(entries);
    return value_none();
}

static void call(Object *entry) {
    Object *function = tuple_item_borrowed(entry, 0);
    Object *result = object_call_tuple(function, tuple_item_borrowed(entry, 1), tuple_item_borrowed(entry, 2));
    if (!result) error_unraisable(function, "Exception ignored in atexit callback");
    release_or_null(result);
}

/* What the functions themselves register is not called. */
void atexit_run(void) {
    for (size_t i = entries ? list_count(entries) : 0; i-- > 0;) {
        Object *entry = peek_entry(i);
        if (!entry) continue;
        retain(entry);
        call(entry);
        release(entry);
    }
    CLEAR(entries);
}

static Value run_function(Object *self UNUSED, Object **args UNUSED) {
    atexit_run();
    return value_none();
}

static Value count_function(Object *self UNUSED, Object **args UNUSED) { return value_int(entries ? (int64_t)list_count(entries) : 0); }

static const Method functions[] = {
    {"register", register_function, "(*args, **kwargs)",
     "register(func, *args, **kwargs) -> func\n\nRegister a function to be executed upon normal program termination\n\n"
     "    func - function to be called at exit\n    args - optional arguments to pass to func\n"
     "    kwargs - optional keyword arguments to pass to func\n\n    func is returned to facilitate usage as a decorator.", 0},
    {"unregister", unregister_function, "(func, /)",
     "unregister(func) -> None\n\nUnregister an exit function which was previously registered using\natexit.register\n\n"
     "    func - function to be unregistered", 0},
    {"_clear", clear_function, "()", "_clear() -> None\n\nClear the list of previously registered exit functions.", 0},
    {"_run_exitfuncs", run_function, "()",
     "_run_exitfuncs() -> None\n\nRun all registered exit functions.\n\nIf a callback raises an exception, it is logged with sys.unraisablehook.", 0},
    {"_ncallbacks", count_function, "()", "_ncallbacks() -> int\n\nReturn the number of registered exit functions.", 0},
    {0},
};

const ModuleDef atexit_module = {
    .name = "atexit", .functions = functions,
    .doc = "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\n"
           "Two public functions, register and unregister, are defined.\n",
};
