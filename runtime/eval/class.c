/* class.c - the class statement. Metaclass, namespace and the making of the class are builtins/types/class.c; here are
 * what the statement evaluates and the run of its body. */
#include <alloca.h>

#include "builtins/types/class.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/build_class.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/run.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/object/names.h"

/* ---- the namespace ---- */

static int namespace_set(Object *namespace, Object *name, Object *value) {
    return is_dict_exact(namespace) ? dict_set(namespace, name, value) : object_set_item(namespace, name, value);
}

/* __module__ and __qualname__ of a class body. 0, -1 */
static int class_body_begin(Code *code, Frame *frame) {
    Object *module = dict_peek_str(frame->globals, NAME(__name__));
    if (!module && error_pending()) return -1;
    if (module && namespace_set(frame->locals, NAME(__module__), module)) return -1;
    return namespace_set(frame->locals, NAME(__qualname__), code->qualname);
}

int body_begin(Code *code, Frame *frame) {
    if (code->kind == CODE_CLASS && class_body_begin(code, frame)) return -1;
    if (code->annotates && annotations_begin(frame)) return -1;
    Object *namespace = frame->locals ? frame->locals : frame->globals;
    return code->docstring ? namespace_set(namespace, NAME(__doc__), code->docstring) : 0;
}

/* ---- the statement ---- */

/* Runs the body in the namespace. *cell: the cell behind super() and __class__ (new reference) or NULL. 0, -1 */
static int run_body(NodeClassDef *def, Frame *frame, Object *namespace, Object **cell) {
    bool failed;
    Object *closure = closure_make(def->code, frame, &failed);
    if (failed) return -1;
    int result = run_class_body(def->code, frame->globals, namespace, (Tuple *)closure, cell);
    release_or_null(closure);
    return result;
}

static Object *build(NodeClassDef *def, Frame *frame, Object *bases, Object **kwvalues, Object *kwnames) {
    ClassBuild build;
    if (class_begin(&build, def->name, bases, kwvalues, kwnames)) return NULL;
    Object *cell = NULL;
    if (run_body(def, frame, build.namespace, &cell)) {
        class_abandon(&build);
        return NULL;
    }
    Object *class = class_finish(&build, cell);
    release_or_null(cell);
    return class;
}

static Object *eval_bases(NodeClassDef *def, Frame *frame) {
    Node tuple_head = {.kind = NODE_Tuple};
    NodeTuple tuple = {.head = tuple_head, .items = def->bases};
    Value value = eval_tuple(&tuple.head, frame);
    if (value.tag == V_ERROR && interp.error_node == &tuple.head) interp.error_node = &def->head;
    return to_object(value);
}

static Object *eval_keywords(NodeClassDef *def, Frame *frame) {
    Object *keywords = dict_new();
    for (uint32_t i = 0; keywords && i < def->keywords.count; i++) {
        NodeKeyword *keyword = NODE_CAST(Keyword, def->keywords.items[i]);
        Object *value = eval_object(keyword->value, frame);
        int result = -1;
        if (value) result = keyword->name ? dict_set(keywords, keyword->name, value) : dict_merge(keywords, value, 2);
        release_or_null(value);
        if (result) CLEAR(keywords);
    }
    return keywords;
}

/* With the keywords as values and names, as calls take them. */
static Object *build_with_keywords(NodeClassDef *def, Frame *frame, Object *bases, Object *keywords) {
    Object *values = keywords ? dict_values(keywords) : NULL, *list = values ? dict_keys(keywords) : NULL;
    Object *names = list ? list_to_tuple(list) : NULL, *class = NULL;
    if (names) class = build(def, frame, bases, ((List *)values)->items, names);
    release_or_null(values);
    release_or_null(list);
    release_or_null(names);
    return class;
}

static Object *make_class(NodeClassDef *def, Frame *frame, Object *bases) {
    Object *replacement, *keywords = NULL, *class;
    if (build_class_find(frame, &replacement)) return NULL;
    if (def->keywords.count && !(keywords = eval_keywords(def, frame))) {
        release_or_null(replacement);
        return NULL;
    }
    if (replacement) class = build_class_by(replacement, def, frame, bases, keywords);
    else class = keywords ? build_with_keywords(def, frame, bases, keywords) : build(def, frame, bases, NULL, NULL);
    release_or_null(replacement);
    release_or_null(keywords);
    return class;
}

Flow exec_classdef(Node *node, Frame *frame) {
    NodeClassDef *def = NODE_CAST(ClassDef, node);
    Object **decorators = alloca((def->decorators.count + 1) * sizeof *decorators), *class = NULL;
    if (eval_decorators(def->decorators, frame, decorators)) return FLOW_ERROR;
    Object *bases = trace_line(node, frame) ? NULL : eval_bases(def, frame);
    frame->call_node = node;
    if (bases) class = make_class(def, frame, bases);
    release_or_null(bases);
    if (!class) note_failure(node);
    class = apply_decorators_steal(def->decorators, decorators, class);
    for (uint32_t i = 0; i < def->decorators.count; i++) release(decorators[i]);
    if (class && trace_line(node, frame)) CLEAR(class);
    if (!class || assign_target_steal(def->target, frame, value_new(class))) return fail_flow(node);
    return FLOW_NEXT;
}

/* ---- super() without arguments ---- */

/* First argument and defining class of the function that runs. New references. 0, -1 */
int super_arguments(Type **class, Object **self) {
    Frame *frame = interp.frame;
    if (!frame) return error_set_int(RuntimeError, "super(): no current frame");
    const Code *code = frame->code;
    if (!code->positional_count) return error_set_int(RuntimeError, "super(): no arguments");
    Object *first = frame->slots[0].tag == V_ERROR ? NULL : slot_box(&frame->slots[0]);
    if (first && first->type == &cell_type) first = ((Cell *)first)->value;
    if (!first) return error_set_int(RuntimeError, "super(): arg[0] deleted");
    for (uint32_t i = 0; i < code->free_count; i++) {
        if (code->free_names[i] != NAME(__class__)) continue;
        Object *value = frame_cell(frame, i)->value;
        if (!value) return error_set_int(RuntimeError, "super(): empty __class__ cell");
        if (!is_type(value)) return error_set_int(RuntimeError, "super(): __class__ is not a type (%T)", value);
        *class = (Type *)retain(value);
        *self = retain(first);
        return 0;
    }
    return error_set_int(RuntimeError, "super(): __class__ cell not found");
}
