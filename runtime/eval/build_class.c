/* build_class.c - __build_class__, and class statements while somebody has put another one into builtins.
 *
 * What __build_class__ gets as func is a function whose code is that of a class body; called, it runs that body in its
 * globals. A class statement makes one only for a replaced __build_class__ (class.c does its work otherwise). */
#include "builtins/types/class.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"
#include "runtime/eval/build_class.h"
#include "runtime/eval/run.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

/* ---- the function ---- */

/* Runs what func stands for. *cell: the cell of __class__ (new reference) or NULL. 0, -1 */
static int run_body(Function *function, Object *namespace, Object **cell) {
    const Code *code = function->code;
    *cell = NULL;
    if (code->kind == CODE_CLASS) return run_class_body(function->code, function->globals, namespace, (Tuple *)function->closure, cell);
    Object *result;
    if (code->kind == CODE_MODULE || code->kind == CODE_EVAL)
        result = value_to_object(run_code_value(function->code, function->globals, namespace, (Tuple *)function->closure));
    else result = object_call_noargs(&function->head);
    if (!result) return -1;
    if (result->type == &cell_type) *cell = result;
    else release(result);
    return 0;
}

static Object *build_class(Function *function, Object *name, Object *bases, Object **values, Object *names) {
    ClassBuild build;
    Object *cell;
    if (class_begin(&build, name, bases, values, names)) return NULL;
    if (run_body(function, build.namespace, &cell)) {
        class_abandon(&build);
        return NULL;
    }
    Object *class = class_finish(&build, cell);
    release_or_null(cell);
    return class;
}

/* keywords: Dict or NULL. */
static Object *build_with(Function *function, Object *name, Object *bases, Object *keywords) {
    if (!keywords) return build_class(function, name, bases, NULL, NULL);
    Object *values = dict_values(keywords), *keys = values ? dict_keys(keywords) : NULL, *names = keys ? list_to_tuple(keys) : NULL;
    Object *class = names ? build_class(function, name, bases, ((List *)values)->items, names) : NULL;
    release_or_null(values);
    release_or_null(keys);
    release_or_null(names);
    return class;
}

Value build_class_function(Object *self, Object **args) {
    (void)self;
    Object *given = args[0];
    if (tuple_count(given) < 2) return error_set_value(TypeError, "__build_class__: not enough arguments");
    Object *function = tuple_item_borrowed(given, 0), *name = tuple_item_borrowed(given, 1);
    if (!is_function(function)) return error_set_value(TypeError, "__build_class__: func must be a function");
    if (!is_str(name)) return error_set_value(TypeError, "__build_class__: name is not a string");
    Object *bases = tuple_from_items(&((Tuple *)given)->items[2], tuple_count(given) - 2);
    Object *class = bases ? build_with((Function *)function, name, bases, args[1]) : NULL;
    release_or_null(bases);
    return value_new(class);
}

/* ---- for the class statement ---- */

int build_class_find(Frame *frame, Object **replacement) {
    *replacement = NULL;
    Object *found = dict_peek_str(frame->builtins, NAME(__build_class__));
    if (!found) return error_pending() ? -1 : error_set_int(NameError, "__build_class__ not found");
    bool own = found->type == &native_function_type && ((NativeFunction *)found)->method->function == build_class_function;
    if (!own) *replacement = retain(found);
    return 0;
}

/* (func, name, *bases) */
static Object *arguments(Object *function, Object *name, Object *bases) {
    size_t count = tuple_count(bases);
    Object *tuple = tuple_new(count + 2);
    if (!tuple) return NULL;
    Object **items = ((Tuple *)tuple)->items;
    items[0] = retain(function);
    items[1] = retain(name);
    for (size_t i = 0; i < count; i++) items[i + 2] = retain(tuple_item_borrowed(bases, i));
    gc_track(tuple);
    return tuple;
}

Object *build_class_by(Object *replacement, NodeClassDef *def, Frame *frame, Object *bases, Object *keywords) {
    bool failed;
    Object *closure = closure_make(def->code, frame, &failed);
    Object *function = failed ? NULL : function_new(def->code, frame->globals), *class = NULL;
    if (function) {
        ((Function *)function)->closure = retain_or_null(closure);
        Object *args = arguments(function, def->name, bases);
        if (args) class = object_call_tuple(replacement, args, keywords);
        release_or_null(args);
        release(function);
    }
    release_or_null(closure);
    return class;
}
