/* function.c - script functions as objects: their attributes, binding, life. The evaluator sets function_type.call. */
#include "builtins/types/function.h"

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/code.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

static Function *function_of(Object *o) { return (Function *)o; }

/* The Dict that __builtins__ in globals stands for. BORROWED */
static Object *builtins_of(Object *globals) {
    Object *builtins = dict_peek_str(globals, NAME(__builtins__));
    if (builtins && is_dict(builtins)) return builtins;
    return interp.builtins;
}

Object *function_new(struct Code *code, Object *globals) {
    Function *function = (Function *)object_new(&function_type);
    if (!function) return NULL;
    function->code = RETAIN(code);
    function->globals = retain(globals);
    function->builtins = retain_or_null(builtins_of(globals));
    function->name = retain(code->name);
    function->qualname = retain(code->qualname ? code->qualname : code->name);
    function->doc = retain_or_null(code->docstring);
    function->module = retain_or_null(dict_peek_str(globals, NAME(__name__)));
    function->version = type_next_version();
    gc_track(&function->head);
    return &function->head;
}

/* ---- life ---- */

static int clear(Object *o) {
    Function *function = function_of(o);
    CLEAR(function->globals);
    CLEAR(function->builtins);
    CLEAR(function->closure);
    CLEAR(function->defaults);
    CLEAR(function->kwdefaults);
    CLEAR(function->doc);
    CLEAR(function->module);
    CLEAR(function->annotations);
    CLEAR(function->dict);
    return 0;
}

static void dealloc(Object *o) {
    Function *function = function_of(o);
    clear(o);
    CLEAR(function->code);
    CLEAR(function->name);
    CLEAR(function->qualname);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    Function *function = function_of(o);
    VISIT(function->code);
    VISIT(function->globals);
    VISIT(function->builtins);
    VISIT(function->closure);
    VISIT(function->defaults);
    VISIT(function->kwdefaults);
    VISIT(function->doc);
    VISIT(function->module);
    VISIT(function->annotations);
    VISIT(function->dict);
    return 0;
}

/* ---- slots ---- */

static Object *descr_get(Object *self, Object *instance, Object *owner UNUSED) {
    return instance ? method_new(self, instance) : retain(self);
}

static Object *repr(Object *self) { return str_format("<function %U at %p>", function_of(self)->qualname, (void *)self); }

/* ---- getters ---- */

static Object *or_none(Object *field) { return retain(field ? field : None); }

static int set_text(Object **field, Object *value, const char *name) {
    if (!value || !is_str(value)) return error_set_int(TypeError, "%s must be set to a string object", name);
    object_replace_steal(field, retain(value));
    return 0;
}

static Object *get_code(Object *o) { return retain((Object *)function_of(o)->code); }

static int set_code(Object *o, Object *value) {
    Function *function = function_of(o);
    if (!value || value->type != &code_type) return error_set_int(TypeError, "__code__ must be set to a code object");
    size_t free_count = ((Code *)value)->free_count, closure = function->closure ? tuple_count(function->closure) : 0;
    if (free_count != closure)
        return error_set_int(ValueError, "%U() requires a code object with %zd free vars, not %zd", function->name, (ssize_t)closure, (ssize_t)free_count);
    Object *old = (Object *)function->code;
    function->code = (Code *)retain(value);
    function->version = type_next_version();
    release(old);
    return 0;
}

static Object *get_defaults(Object *o) { return or_none(function_of(o)->defaults); }

static int set_defaults(Object *o, Object *value) {
    if (value == None) value = NULL;
    if (value && !is_tuple(value)) return error_set_int(TypeError, "__defaults__ must be set to a tuple object");
    function_of(o)->version = type_next_version();
    object_replace_steal(&function_of(o)->defaults, retain_or_null(value));
    return 0;
}

static Object *get_kwdefaults(Object *o) { return or_none(function_of(o)->kwdefaults); }

static int set_kwdefaults(Object *o, Object *value) {
    if (value == None) value = NULL;
    if (value && !is_dict(value)) return error_set_int(TypeError, "__kwdefaults__ must be set to a dict object");
    function_of(o)->version = type_next_version();
    object_replace_steal(&function_of(o)->kwdefaults, retain_or_null(value));
    return 0;
}

static Object *get_annotations(Object *o) {
    Function *function = function_of(o);
    if (!function->annotations && !(function->annotations = dict_new())) return NULL;
    return retain(function->annotations);
}

static int set_annotations(Object *o, Object *value) {
    if (value == None) value = NULL;
    if (value && !is_dict(value)) return error_set_int(TypeError, "__annotations__ must be set to a dict object");
    object_replace_steal(&function_of(o)->annotations, retain_or_null(value));
    return 0;
}

static Object *get_dict(Object *o) {
    Function *function = function_of(o);
    if (!function->dict && !(function->dict = dict_new())) return NULL;
    return retain(function->dict);
}

static int set_dict(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "cannot delete __dict__");
    if (!is_dict(value)) return error_set_int(TypeError, "__dict__ must be set to a dictionary, not a '%.200s'", type_full_name(value->type));
    object_replace_steal(&function_of(o)->dict, retain(value));
    return 0;
}

static int set_object(Object **field, Object *value) {
    object_replace_steal(field, retain_or_null(value));
    return 0;
}

static Object *get_closure(Object *o) { return or_none(function_of(o)->closure); }
static Object *get_globals(Object *o) { return or_none(function_of(o)->globals); }
static Object *get_builtins(Object *o) { return or_none(function_of(o)->builtins); }
static Object *get_name(Object *o) { return retain(function_of(o)->name); }
static int set_name(Object *o, Object *value) { return set_text(&function_of(o)->name, value, "__name__"); }
static Object *get_qualname(Object *o) { return retain(function_of(o)->qualname); }
static int set_qualname(Object *o, Object *value) { return set_text(&function_of(o)->qualname, value, "__qualname__"); }
static Object *get_doc(Object *o) { return or_none(function_of(o)->doc); }
static int set_doc(Object *o, Object *value) { return set_object(&function_of(o)->doc, value); }
static Object *get_module(Object *o) { return or_none(function_of(o)->module); }
static int set_module(Object *o, Object *value) { return set_object(&function_of(o)->module, value); }

static const Getter getters[] = {
    {"__code__", get_code, set_code, NULL}, {"__defaults__", get_defaults, set_defaults, NULL},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL}, {"__annotations__", get_annotations, set_annotations, NULL},
    {"__closure__", get_closure, getter_readonly, NULL}, {"__globals__", get_globals, getter_readonly, NULL}, {"__builtins__", get_builtins, getter_readonly, NULL},
    {"__name__", get_name, set_name, NULL}, {"__qualname__", get_qualname, set_qualname, NULL}, {"__doc__", get_doc, set_doc, NULL},
    {"__module__", get_module, set_module, NULL}, {"__dict__", get_dict, set_dict, NULL}, {0},
};

/* ---- types.FunctionType(code, globals, name=None, argdefs=None, closure=None) ---- */

static int check_closure(const Code *code, Object *closure) {
    size_t wanted = code->free_count;
    if (!closure || closure == None) {
        return wanted ? error_set_int(TypeError, "arg 5 (closure) must be tuple") : 0;
    }
    if (!is_tuple(closure)) return error_set_int(TypeError, "arg 5 (closure) must be %s", wanted ? "tuple" : "None or tuple");
    size_t given = tuple_count(closure);
    if (given != wanted) return error_set_int(ValueError, "%U requires closure of length %zd, not %zd", code->name, (ssize_t)wanted, (ssize_t)given);
    for (size_t i = 0; i < given; i++)
        if (tuple_item_borrowed(closure, i)->type != &cell_type)
            return error_set_int(TypeError, "arg 5 (closure) expected cell, found %s", type_full_name(tuple_item_borrowed(closure, i)->type));
    return 0;
}

static int check_constructor(Object **bound) {
    if (bound[0]->type != &code_type)
        return error_set_int(TypeError, "function() argument 'code' must be code, not %s", type_full_name(bound[0]->type));
    if (!is_dict(bound[1])) return error_set_int(TypeError, "function() argument 'globals' must be dict, not %s", type_full_name(bound[1]->type));
    if (bound[2] && bound[2] != None && !is_str(bound[2])) return error_set_int(TypeError, "arg 3 (name) must be None or string");
    if (bound[3] && bound[3] != None && !is_tuple(bound[3])) return error_set_int(TypeError, "arg 4 (defaults) must be None or tuple");
    return check_closure((Code *)bound[0], bound[4]);
}

static Object *new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    static Signature *signature;
    Object *bound[SIGNATURE_MAX_PARAMETERS];
    if (!signature && !(signature = signature_parse("(code, globals, name=None, argdefs=None, closure=None)"))) return NULL;
    if (signature_bind(signature, "function", args, count, kwnames, bound)) return NULL;
    Function *function = check_constructor(bound) ? NULL : (Function *)function_new((Code *)bound[0], bound[1]);
    if (function) {
        if (bound[2] && bound[2] != None) set_object(&function->name, bound[2]), set_object(&function->qualname, bound[2]);
        if (bound[3] && bound[3] != None) function->defaults = retain(bound[3]);
        if (bound[4] && bound[4] != None) function->closure = retain(bound[4]);
    }
    signature_unbind(signature, bound);
    return (Object *)function;
}

Type function_type = {
    .head = TYPE_HEAD, .name = "function", .size = sizeof(Function), .flags = TYPE_GC,
    .dict_offset = offsetof(Function, dict), .weakrefs_offset = offsetof(Function, weakrefs),
    .new = new, .dealloc = dealloc, .traverse = traverse, .clear = clear, .getattr = object_generic_getattr, .setattr = object_generic_setattr,
    .repr = repr, .descr_get = descr_get, .getters = getters,
    .doc = "Create a function object.\n\n  code\n    a code object\n  globals\n    the globals dictionary\n  name\n"
           "    a string that overrides the name from the code object\n  argdefs\n    a tuple that specifies the default argument values\n"
           "  closure\n    a tuple that supplies the bindings for free variables",
};
