/* sys_hooks.c - sys.breakpointhook, which the built-in breakpoint() calls, and the audit hooks. Both run script code. */
#include "builtins/modules/sys.h"

#include <stdlib.h>

#include "builtins/modules/import.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/interp.h"

/* ---- breakpoints ---- */

/* What PYTHONBREAKPOINT names: "module.function", or a built-in function. New reference; NULL with an exception. */
static Object *find_debugger(const char *name) {
    const char *dot = strrchr(name, '.');
    if (!dot) return object_getattr_text(dict_peek_text(interp.modules, "builtins"), name);
    Object *prefix = str_from_utf8(name, (size_t)(dot - name));
    Object *module = prefix ? import_module(str_data(prefix)) : NULL, *function = module ? object_getattr_text(module, dot + 1) : NULL;
    release_or_null(prefix);
    release_or_null(module);
    return function;
}

/* args: *args, **kws. A name that leads nowhere is told and left at that. */
Value sys_breakpointhook(Object *self UNUSED, Object **args) {
    const char *name = getenv("PYTHONBREAKPOINT");
    if (!name || !*name) name = "pdb.set_trace";
    if (!strcmp(name, "0")) return value_none();
    Object *debugger = find_debugger(name), *result = NULL;
    if (debugger) result = object_call_tuple(debugger, args[0], args[1]);
    else if (error_clear_if(ImportError) || error_clear_if(AttributeError) || error_clear_if(ValueError)) {
        if (!error_warn(RuntimeWarning, "Ignoring unimportable $PYTHONBREAKPOINT: \"%s\"", name)) result = retain(None);
    }
    release_or_null(debugger);
    return value_new(result);
}

/* ---- audit hooks ---- */

static Object *hooks;   /* list of functions, or NULL */

void sys_hooks_release(void) { CLEAR(hooks); }

static int call_hooks(Object *event, Object *arguments) {
    for (size_t i = 0; hooks && i < list_count(hooks); i++) {
        Object *hook = retain(((List *)hooks)->items[i]), *result = object_call_objects(hook, 2, event, arguments);
        release(hook);
        if (!result) return -1;
        release(result);
    }
    return 0;
}

/* args: event, *args. */
Value sys_audit(Object *self UNUSED, Object **args) {
    if (hooks && !is_str(args[0])) return error_set_value(TypeError, "expected str for argument 'event', not %T", args[0]);
    return call_hooks(args[0], args[1]) ? value_error() : value_none();
}

/* The hooks that are there hear of it first; one of them may refuse by an exception, which is no error then. */
Value sys_addaudithook(Object *self UNUSED, Object **args) {
    Object *event = str_from_text("sys.addaudithook"), *nothing = event ? tuple_new(0) : NULL;
    int refused = nothing ? call_hooks(event, nothing) : -1;
    release_or_null(event);
    release_or_null(nothing);
    if (refused) return error_clear_if(Exception) ? value_none() : value_error();
    if (!hooks && !(hooks = list_new(0))) return value_error();
    return list_append(hooks, args[0]) ? value_error() : value_none();
}
