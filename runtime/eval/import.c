/* import.c - import statements. How a module is found and loaded is builtins/modules/import.c's work, reached through
 * import_hook (or through a __import__ that a script has put into builtins). */
#include "runtime/eval/import.h"

#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

Object *(*import_hook)(Object *name, Object *globals, Object *fromlist, int64_t level);

/* fromlist: Tuple of names or None. New reference to what __import__ returns. */
static Object *import_name(Frame *frame, Object *name, Object *fromlist, uint32_t level) {
    Object *function = frame->builtins ? dict_peek_str(frame->builtins, NAME(__import__)) : NULL;
    if (!function) return error_pending() ? NULL : error_set(ImportError, "__import__ not found");
    if (function->type == &native_function_type) return import_hook(name, frame->globals, fromlist, level);
    Object *depth = int_from_i64(level), *locals = depth ? frame_locals(frame) : NULL, *result = NULL;
    if (locals) result = object_call_objects(function, 5, name, frame->globals, locals, fromlist, depth);
    release_or_null(locals);
    release_or_null(depth);
    return result;
}

/* `import a.b.c as x`: the module c itself, by attributes from a on. STEALS module */
static Object *descend_steal(Object *module, Object *dotted) {
    const char *dot = strchr(str_data(dotted), '.');
    while (dot && module) {
        const char *start = dot + 1, *end = strchr(start, '.');
        Object *name = str_intern_utf8(start, end ? (size_t)(end - start) : strlen(start));
        Object *next = name ? import_attribute(module, name) : NULL;
        release_or_null(name);
        release(module);
        module = next;
        dot = end;
    }
    return module;
}

static int import_alias(NodeAlias *alias, Frame *frame) {
    Object *module = import_name(frame, alias->name, None, 0);
    if (module && alias->has_as) module = descend_steal(module, alias->name);
    if (!module) return -1;
    return assign_target_steal(alias->target, frame, value_new(module));
}

Flow exec_import(Node *node, Frame *frame) {
    NodeImport *import = NODE_CAST(Import, node);
    frame->call_node = node;
    for (uint32_t i = 0; i < import->names.count; i++)
        if (import_alias(NODE_CAST(Alias, import->names.items[i]), frame)) return fail_flow(node);
    return FLOW_NEXT;
}

/* ---- from ... import ---- */

/* "name.sub" in sys.modules, for circular imports. New reference; NULL with or without an exception. */
static Object *submodule(Object *module, Object *name) {
    Object *package = object_getattr_or_null(module, NAME(__name__));
    if (!package) return NULL;
    Object *full = is_str(package) ? str_format("%S.%U", package, name) : NULL;
    Object *found = full && interp.modules ? retain_or_null(dict_peek(interp.modules, full)) : NULL;
    release(package);
    release_or_null(full);
    return found;
}

static COLD void cannot_import(Object *module, Object *name) {
    Object *package = object_getattr_or_null(module, NAME(__name__));
    if (!package && error_pending()) return;
    if (!package && !(package = str_from_text("<unknown module name>"))) return;
    Object *file = object_getattr_or_null(module, NAME(__file__));
    if (!file && error_pending()) { release(package); return; }
    if (file && is_str(file)) {
        bool partial = import_is_initialising(module);
        error_import(ImportError, package, file,
                     partial ? "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%S)"
                             : "cannot import name %R from %R (%S)", name, package, file);
    } else {
        error_import(ImportError, package, NULL, "cannot import name %R from %R (unknown location)", name, package);
    }
    release_or_null(file);
    release(package);
}

Object *import_attribute(Object *module, Object *name) {
    Object *value = object_getattr_or_null(module, name);
    if (!value && !error_pending()) value = submodule(module, name);
    if (!value && !error_pending()) cannot_import(module, name);
    return value;
}

static int store_name(Frame *frame, Object *name, Object *value) {
    Object *scope = frame->locals ? frame->locals : frame->globals;
    return is_dict_exact(scope) ? dict_set(scope, name, value) : object_set_item(scope, name, value);
}

static int import_star_name(Frame *frame, Object *module, Object *name, bool skip_private) {
    if (!is_str(name)) return error_set_int(TypeError, "Item in %S.__all__ must be str, not %T", module, name);
    if (skip_private && str_data(name)[0] == '_') return 0;
    Object *interned = str_intern_steal(retain(name));
    Object *value = interned ? object_getattr(module, interned) : NULL;
    int result = value ? store_name(frame, interned, value) : -1;
    release_or_null(value);
    release_or_null(interned);
    return result;
}

static int import_star(Frame *frame, Object *module) {
    Object *names = object_getattr_or_null(module, NAME(__all__));
    bool skip_private = !names;
    if (!names) {
        if (error_pending()) return -1;
        Object *dict = object_getattr_or_null(module, NAME(__dict__));
        if (!dict) return error_pending() ? -1 : error_set_int(ImportError, "from-import-* object has no __dict__ and no __all__");
        names = is_dict(dict) ? dict_keys(dict) : object_call_method(dict, "keys", 0);
        release(dict);
    }
    Object *list = names ? list_from_iterable(names) : NULL;
    int result = list ? 0 : -1;
    for (size_t i = 0; !result && i < list_count(list); i++) result = import_star_name(frame, module, ((List *)list)->items[i], skip_private);
    release_or_null(list);
    release_or_null(names);
    return result;
}

static bool is_star(const NodeAlias *alias) { return str_equal_text(alias->name, "*"); }

static Object *from_list(Nodes names) {
    Object *list = tuple_new(names.count);
    for (uint32_t i = 0; list && i < names.count; i++) ((Tuple *)list)->items[i] = retain(NODE_CAST(Alias, names.items[i])->name);
    return list;
}

static int import_names(NodeImportFrom *import, Frame *frame, Object *module) {
    for (uint32_t i = 0; i < import->names.count; i++) {
        NodeAlias *alias = NODE_CAST(Alias, import->names.items[i]);
        if (is_star(alias)) {
            if (import_star(frame, module)) return -1;
            continue;
        }
        Object *value = import_attribute(module, alias->name);
        if (!value || assign_target_steal(alias->target, frame, value_new(value))) return -1;
    }
    return 0;
}

Flow exec_importfrom(Node *node, Frame *frame) {
    NodeImportFrom *import = NODE_CAST(ImportFrom, node);
    frame->call_node = node;
    Object *names = from_list(import->names), *empty = import->module ? NULL : str_from_text("");
    Object *module = names ? import_name(frame, import->module ? import->module : empty, names, import->level) : NULL;
    int result = module ? import_names(import, frame, module) : -1;
    release_or_null(module);
    release_or_null(empty);
    release_or_null(names);
    return result ? fail_flow(node) : FLOW_NEXT;
}

bool import_is_initialising(Object *module) {
    return is_module(module) && !((Module *)module)->def && ((Module *)module)->state;
}
