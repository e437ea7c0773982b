/* _weakref.c - the native part of module weakref (builtins/lib/weakref.mini). */
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "gc/weakref.h"

static Value getweakrefcount_function(Object *self UNUSED, Object **args) { return value_int((int64_t)weakrefs_count(args[0])); }

static Value getweakrefs_function(Object *self UNUSED, Object **args) {
    Object *list = list_new(0);
    if (!list) return value_error();
    for (WeakReference *reference = weakrefs_first(args[0]); reference; reference = reference->next) {
        if (reference->head.refcount == 0 || !list_append(list, &reference->head)) continue;
        release(list);
        return value_error();
    }
    return value_new(list);
}

static Value proxy_function(Object *self UNUSED, Object **args) { return value_new(weakproxy_new(args[0], args[1])); }

/* Callbacks of WeakValueDictionary use it: the key may have got a new value meanwhile. */
static Value remove_dead_function(Object *self UNUSED, Object **args) {
    if (!is_dict(args[0])) return error_set_value(TypeError, "_remove_dead_weakref() argument 1 must be dict, not %s", type_full_name(args[0]->type));
    Object *value = dict_peek(args[0], args[1]);
    if (!value) return error_pending() ? value_error() : value_none();
    if (!is_weak_reference(value)) return error_set_value(TypeError, "not a weakref");
    WeakReference *reference = (WeakReference *)value;
    if (reference->referent && reference->referent->refcount) return value_none();
    return dict_delete(args[0], args[1]) < 0 ? value_error() : value_none();
}

static const Method functions[] = {
    {"getweakrefcount", getweakrefcount_function, "(object, /)", "Return the number of weak references to 'object'.", 0},
    {"getweakrefs", getweakrefs_function, "(object, /)", "Return a list of all weak reference objects pointing to 'object'.", 0},
    {"proxy", proxy_function, "(object, callback=None, /)",
     "Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a reference to the\n"
     "proxy when 'object' is about to be finalized.", 0},
    {"_remove_dead_weakref", remove_dead_function, "(dct, key, /)", "Atomically remove key from dict if it points to a dead weakref.", 0},
    {0},
};

static int init(Object *module) {
    if (module_add(module, "ref", (Object *)&weakref_type) || module_add_type(module, &weakref_type)) return -1;
    return module_add_type(module, &weakproxy_type) || module_add_type(module, &weakcallableproxy_type) ? -1 : 0;
}

const ModuleDef _weakref_module = {
    .name = "_weakref", .doc = "Weak-reference support module.", .functions = functions, .init = init,
};
