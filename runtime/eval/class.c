/* class.c - the class statement: bases, metaclass, namespace, body, and the call of the metaclass. */
#include <alloca.h>

#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/run.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

/* ---- bases ---- */

/* A base that is no class may name others through __mro_entries__. 0, -1 */
static int add_base(Object *list, Object *base, Object *bases, bool *replaced) {
    if (is_type(base)) return list_append(list, base);
    Object *entries = object_getattr_or_null(base, NAME(__mro_entries__));
    if (!entries) return error_pending() ? -1 : list_append(list, base);
    Object *new_bases = object_call_one(entries, bases);
    release(entries);
    if (!new_bases) return -1;
    int result;
    if (!is_tuple(new_bases)) result = error_set_int(TypeError, "__mro_entries__ must return a tuple");
    else result = list_extend(list, new_bases);
    release(new_bases);
    *replaced = true;
    return result;
}

/* The bases with __mro_entries__ resolved: new reference (the same tuple if nothing changed). */
static Object *resolve_bases(Object *bases) {
    Object *list = list_new(tuple_count(bases));
    bool replaced = false;
    for (size_t i = 0; list && i < tuple_count(bases); i++)
        if (add_base(list, tuple_item_borrowed(bases, i), bases, &replaced)) CLEAR(list);
    if (!list) return NULL;
    Object *result = replaced ? list_to_tuple(list) : retain(bases);
    release(list);
    return result;
}

/* ---- the metaclass ---- */

/* The most derived metaclass among `winner` and those of the bases. BORROWED */
static Object *derive_metaclass(Object *winner, Object *bases) {
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Type *type = tuple_item_borrowed(bases, i)->type;
        if (type_is_subtype((Type *)winner, type)) continue;
        if (!type_is_subtype(type, (Type *)winner))
            return error_set(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
        winner = (Object *)type;
    }
    return winner;
}

/* Takes `metaclass` out of the keywords. New reference. */
static Object *find_metaclass(Object *bases, Object *keywords) {
    Object *meta = keywords ? dict_peek_str(keywords, NAME(metaclass)) : NULL;
    if (meta) {
        retain(meta);
        if (dict_delete(keywords, NAME(metaclass)) < 0) { release(meta); return NULL; }
        if (!is_type(meta)) return meta;
    } else {
        meta = tuple_count(bases) ? retain((Object *)tuple_item_borrowed(bases, 0)->type) : retain((Object *)&type_type);
    }
    Object *winner = retain_or_null(derive_metaclass(meta, bases));
    release(meta);
    return winner;
}

/* ---- the namespace ---- */

static Object *call_with_keywords(Object *callable, Object *args, Object *keywords) {
    Object *result = args ? object_call_tuple(callable, args, keywords && dict_count(keywords) ? keywords : NULL) : NULL;
    release_or_null(args);
    return result;
}

static Object *prepare_namespace(Object *meta, Object *name, Object *bases, Object *keywords) {
    if (meta == (Object *)&type_type) return dict_new();
    Object *prepare = object_getattr_or_null(meta, NAME(__prepare__));
    if (!prepare) return error_pending() ? NULL : dict_new();
    Object *namespace = call_with_keywords(prepare, tuple_of(2, name, bases), keywords);
    release(prepare);
    if (namespace && !is_dict(namespace) && !namespace->type->get_item) {
        Object *meta_name = is_type(meta) ? type_qualname((Type *)meta) : str_from_text("<metaclass>");
        if (meta_name) error_set(TypeError, "%U.__prepare__() must return a mapping, not %T", meta_name, namespace);
        release_or_null(meta_name);
        CLEAR(namespace);
    }
    return namespace;
}

static int namespace_set(Object *namespace, Object *name, Object *value) {
    return is_dict_exact(namespace) ? dict_set(namespace, name, value) : object_set_item(namespace, name, value);
}

/* What a class body has before its first statement: __module__, __qualname__ and its docstring. 0, -1 */
int class_body_begin(Code *code, Frame *frame) {
    Object *module = dict_peek_str(frame->globals, NAME(__name__));
    if (!module && error_pending()) return -1;
    if (module && namespace_set(frame->locals, NAME(__module__), module)) return -1;
    if (namespace_set(frame->locals, NAME(__qualname__), code->qualname)) return -1;
    return code->docstring ? namespace_set(frame->locals, NAME(__doc__), code->docstring) : 0;
}

/* After the body: the cell behind super() and __class__ goes to type.__new__ through the namespace. 0, -1 */
int class_body_end(Code *code, Frame *frame) {
    for (uint32_t i = 0; i < code->cell_count; i++) {
        uint32_t slot = code->cell_slots[i];
        if (code->slot_names[slot] == NAME(__class__)) return namespace_set(frame->locals, NAME(__classcell__), frame->slots[slot].o);
    }
    return 0;
}

/* Was the cell filled by type.__new__? */
static int check_class_cell(Object *namespace, Object *class, Object *name) {
    Object *cell = is_dict_exact(namespace) ? dict_peek_str(namespace, NAME(__classcell__)) : NULL;
    if (!cell || cell->type != &cell_type || !is_type(class)) return 0;
    Object *value = ((Cell *)cell)->value;
    if (!value)
        return error_set_int(RuntimeError, "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", name, class);
    if (value != class) return error_set_int(TypeError, "__class__ set to %R defining %R as %R", value, name, class);
    return 0;
}

/* ---- making the class ---- */

static int run_body(NodeClassDef *def, Frame *frame, Object *namespace) {
    bool failed;
    Object *closure = closure_make(def->code, frame, &failed);
    if (failed) return -1;
    Value result = run_code_value(def->code, frame->globals, namespace, (Tuple *)closure);
    release_or_null(closure);
    if (result.tag == V_ERROR) return -1;
    value_release(result);
    return 0;
}

static Object *build_in_namespace(NodeClassDef *def, Frame *frame, Object *meta, Object *bases, Object *original, Object *keywords, Object *namespace) {
    if (run_body(def, frame, namespace)) return NULL;
    if (bases != original && namespace_set(namespace, NAME(__orig_bases__), original)) return NULL;
    Object *cell = is_dict_exact(namespace) ? retain_or_null(dict_peek_str(namespace, NAME(__classcell__))) : NULL;
    Object *class = call_with_keywords(meta, tuple_of(3, def->name, bases, namespace), keywords);
    if (class && cell) {
        /* type.__new__ takes the cell out of its own copy; this is the body's namespace. */
        if (namespace_set(namespace, NAME(__classcell__), cell) || check_class_cell(namespace, class, def->name)) CLEAR(class);
    }
    release_or_null(cell);
    return class;
}

static Object *build(NodeClassDef *def, Frame *frame, Object *original, Object *keywords) {
    Object *class = NULL, *namespace = NULL, *bases = resolve_bases(original);
    Object *meta = bases ? find_metaclass(bases, keywords) : NULL;
    if (meta) namespace = prepare_namespace(meta, def->name, bases, keywords);
    if (namespace) class = build_in_namespace(def, frame, meta, bases, original, keywords, namespace);
    release_or_null(namespace);
    release_or_null(meta);
    release_or_null(bases);
    return class;
}

/* ---- the statement ---- */

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

Flow exec_classdef(Node *node, Frame *frame) {
    NodeClassDef *def = NODE_CAST(ClassDef, node);
    Object **decorators = alloca((def->decorators.count + 1) * sizeof *decorators), *class = NULL, *keywords = NULL;
    if (eval_decorators(def->decorators, frame, decorators)) return FLOW_ERROR;
    Object *bases = eval_bases(def, frame);
    frame->call_node = node;
    if (bases && (!def->keywords.count || (keywords = eval_keywords(def, frame)))) class = build(def, frame, bases, keywords);
    release_or_null(bases);
    release_or_null(keywords);
    if (!class) note_failure(node);
    class = apply_decorators_steal(def->decorators, decorators, class);
    for (uint32_t i = 0; i < def->decorators.count; i++) release(decorators[i]);
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
        Object *value = ((Cell *)frame->closure[i])->value;
        if (!value) return error_set_int(RuntimeError, "super(): empty __class__ cell");
        if (!is_type(value)) return error_set_int(RuntimeError, "super(): __class__ is not a type (%T)", value);
        *class = (Type *)retain(value);
        *self = retain(first);
        return 0;
    }
    return error_set_int(RuntimeError, "super(): __class__ cell not found");
}
