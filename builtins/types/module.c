/* module.c - modules: attributes over a dict, __getattr__ of the module, and modules made from C tables. */
#include "builtins/types/module.h"

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

static Module *module_of(Object *o) { return (Module *)o; }

/* ---- making one ---- */

static int set_defaults(Object *dict, Object *name, Object *doc) {
    return dict_set(dict, NAME(__name__), name) || dict_set(dict, NAME(__doc__), doc) || dict_set(dict, NAME(__package__), None) ||
           dict_set(dict, NAME(__loader__), None) || dict_set(dict, NAME(__spec__), None);
}

static Object *new(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    Module *module = (Module *)object_new(type);
    if (!module) return NULL;
    module->dict = dict_new();
    gc_track(&module->head);
    if (module->dict) return &module->head;
    release(&module->head);
    return NULL;
}

static int init(Object *self, Object **args, size_t count, Object *kwnames) {
    static Signature *signature;
    Object *bound[SIGNATURE_MAX_PARAMETERS];
    if (!signature && !(signature = signature_parse("(name, doc=None)"))) return -1;
    if (signature_bind(signature, "module", args, count, kwnames, bound)) return -1;
    int failed;
    if (!is_str(bound[0])) failed = error_set_int(TypeError, "module() argument 'name' must be str, not %.50s", type_full_name(bound[0]->type));
    else failed = set_defaults(module_of(self)->dict, bound[0], bound[1] ? bound[1] : None) ? -1 : 0;
    signature_unbind(signature, bound);
    return failed;
}

Object *module_new(Object *name) {
    Object *module = new(&module_type, NULL, 0, NULL);
    if (!module || !set_defaults(module_of(module)->dict, name, None)) return module;
    release(module);
    return NULL;
}

int module_add_steal(Object *module, const char *name, Object *value) {
    if (!value) return -1;
    int failed = module_add(module, name, value);
    release(value);
    return failed;
}

int module_add(Object *module, const char *name, Object *value) {
    Object *key = value ? str_intern_text(name) : NULL;
    if (!key) return -1;
    int failed = dict_set(module_of(module)->dict, key, value);
    release(key);
    return failed;
}

int module_add_type(Object *module, Type *type) { return type_ready(type) ? -1 : module_add(module, type_name(type), (Object *)type); }

int module_add_functions(Object *module, const Method *row) {
    Object *name = str_intern_text(module_of(module)->def->name);
    int failed = name ? 0 : -1;
    for (; !failed && row && row->name; row++) failed = module_add_steal(module, row->name, native_function_new(row, module, name));
    release_or_null(name);
    return failed;
}

Object *module_from_def(const ModuleDef *def) {
    Object *name = str_intern_text(def->name), *doc = def->doc ? str_from_text(def->doc) : retain(None);
    Object *module = name && doc ? module_new(name) : NULL;
    if (module) {
        module_of(module)->def = def;
        bool failed = dict_set(module_of(module)->dict, NAME(__doc__), doc) || module_add_functions(module, def->functions) ||
                      (def->init && def->init(module));
        if (failed) CLEAR(module);
    }
    release_or_null(name);
    release_or_null(doc);
    return module;
}

/* ---- life ---- */

static int clear(Object *o) {
    CLEAR(module_of(o)->dict);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(module_of(o)->dict);
    return 0;
}

/* ---- attributes ---- */

/* Is the module still being imported? Then a missing name is likely a circular import. */
static bool is_initializing(Object *dict) {
    Object *spec = dict_peek_str(dict, NAME(__spec__));
    if (!spec || spec == None) return false;
    Object *flag = object_getattr_text(spec, "_initializing");
    int truth = flag ? object_truth(flag) : 0;
    release_or_null(flag);
    error_clear();
    return truth > 0;
}

static Object *missing_attribute(Object *o, Object *name) {
    Object *dict = module_of(o)->dict, *module_name = dict ? dict_peek_str(dict, NAME(__name__)) : NULL;
    if (!module_name || !is_str(module_name)) return error_attribute(o, name, "module has no attribute '%U'", name);
    if (is_initializing(dict))
        return error_attribute(o, name, "partially initialized module '%U' has no attribute '%U' (most likely due to a circular import)",
                               module_name, name);
    return error_attribute(o, name, "module '%U' has no attribute '%U'", module_name, name);
}

static Object *getattr(Object *o, Object *name) {
    Object *result = generic_getattr_quiet(o, name);
    if (result || (error_pending() && !error_matches(AttributeError))) return result;
    Object *dict = module_of(o)->dict, *hook = dict ? dict_peek_str(dict, NAME(__getattr__)) : NULL;
    if (!hook) return error_pending() ? NULL : missing_attribute(o, name);
    error_clear();
    retain(hook);
    result = object_call_one(hook, name);
    release(hook);
    return result;
}

static Object *get_dict(Object *o) { return retain(module_of(o)->dict ? module_of(o)->dict : None); }

static Object *get_annotations(Object *o) {
    Object *dict = module_of(o)->dict, *found = dict_peek_str(dict, NAME(__annotations__));
    if (found) return retain(found);
    Object *annotations = dict_new();
    if (annotations && dict_set(dict, NAME(__annotations__), annotations)) CLEAR(annotations);
    return annotations;
}

static int set_annotations(Object *o, Object *value) {
    if (value) return dict_set(module_of(o)->dict, NAME(__annotations__), value);
    int result = dict_delete(module_of(o)->dict, NAME(__annotations__));
    return result ? (result < 0 ? -1 : 0) : error_set_int(AttributeError, "%U", NAME(__annotations__));
}

static const Getter getters[] = {
    {"__dict__", get_dict, getter_readonly, NULL}, {"__annotations__", get_annotations, set_annotations, NULL}, {0},
};

/* ---- repr, dir ---- */

/* The attribute, None as absent. New reference; NULL with or without an exception. */
static Object *attribute_of(Object *o, const char *name) {
    Object *text = str_intern_text(name), *value = text ? object_getattr_or_null(o, text) : NULL;
    release_or_null(text);
    if (value == None) CLEAR(value);
    return value;
}

static Object *described(Object *name, const char *format, Object *detail) {
    return detail ? str_format(format, name, detail) : str_format("<module %R>", name);
}

/* As its spec says where it comes from. */
static Object *repr_by_spec(Object *spec) {
    Object *name = attribute_of(spec, "name"), *origin = name ? attribute_of(spec, "origin") : NULL;
    Object *loader = name && !origin ? attribute_of(spec, "loader") : NULL, *located = origin ? attribute_of(spec, "has_location") : NULL;
    int in_file = located ? object_truth(located) : 0;
    Object *text = NULL;
    if (!name && !error_pending()) name = str_from_text("?");
    if (!error_pending()) text = origin ? described(name, in_file ? "<module %R from %R>" : "<module %R (%S)>", origin) : described(name, "<module %R (%R)>", loader);
    release_or_null(name);
    release_or_null(origin);
    release_or_null(loader);
    release_or_null(located);
    return text;
}

static Object *repr(Object *o) {
    Object *spec = attribute_of(o, "__spec__"), *text = NULL;
    if (spec) {
        text = repr_by_spec(spec);
        release(spec);
        return text;
    }
    Object *name = error_pending() ? NULL : attribute_of(o, "__name__"), *file = error_pending() ? NULL : attribute_of(o, "__file__");
    Object *loader = file || error_pending() ? NULL : attribute_of(o, "__loader__");
    bool built_in = ((Module *)o)->def && !file;
    if (!name && !error_pending()) name = str_from_text("?");
    if (!error_pending()) text = built_in ? str_format("<module %R (built-in)>", name)
                               : file ? described(name, "<module %R from %R>", file) : described(name, "<module %R (%R)>", loader);
    release_or_null(name);
    release_or_null(file);
    release_or_null(loader);
    return text;
}

static Value dir_method(Object *self, Object **args UNUSED) {
    Object *dict = object_getattr(self, NAME(__dict__));
    if (!dict) return value_error();
    Object *result = NULL;
    if (!is_dict(dict)) error_set(TypeError, "%U.__dict__ is not a dictionary", NAME(__dict__));
    else {
        Object *hook = dict_peek_str(dict, NAME(__dir__));
        result = hook ? object_call_noargs(hook) : dict_keys(dict);
    }
    release(dict);
    return value_new(result);
}

static const Method methods[] = {{"__dir__", dir_method, "()", "__dir__() -> list\nspecialized dir() implementation", 0}, {0}};

Type module_type = {
    .head = TYPE_HEAD, .name = "module", .size = sizeof(Module), .flags = TYPE_GC | TYPE_BASE, .dict_offset = offsetof(Module, dict),
    .weakrefs_offset = offsetof(Module, weakrefs), .new = new, .init = init, .dealloc = dealloc, .traverse = traverse, .clear = clear,
    .getattr = getattr, .setattr = object_generic_setattr, .repr = repr, .methods = methods, .getters = getters,
    .doc = "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
};
