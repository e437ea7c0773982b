/* display.c - list, tuple, set and dict displays. */
#include "builtins/types/list.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"

static bool has_starred(Nodes items) {
    for (uint32_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_Starred) return true;
    return false;
}

/* *iterable inside a display. Into a set a value that is no iterable gives the general message. */
static int extend_with(Object *list, NodeStarred *star, Frame *frame, bool into_set) {
    Object *source = eval_object(star->value, frame);
    if (!source) return -1;
    int result;
    if (!into_set && !source->type->iter && !source->type->get_item)
        result = error_set_int(TypeError, "Value after * must be an iterable, not %T", source);
    else result = list_extend(list, source);
    release(source);
    return result;
}

static Object *build_list(Nodes items, Frame *frame) {
    Object *list = list_new(items.count);
    for (uint32_t i = 0; list && i < items.count; i++) {
        Node *item = items.items[i];
        int result;
        if (item->kind == NODE_Starred) {
            result = extend_with(list, NODE_CAST(Starred, item), frame, false);
        } else {
            Object *value = eval_object(item, frame);
            result = value ? list_append_steal(list, value) : -1;
        }
        if (unlikely(result)) CLEAR(list);
    }
    return list;
}

/* A few values that become one object: evaluated to the C stack, they go into it in one piece. 0, or -1 with nothing held. */
enum { PLAIN_MAX = 30 };   /* as in CPython; beyond, the list is there first and grows */
static bool is_plain(Nodes items) { return items.count <= PLAIN_MAX && !has_starred(items); }

static ALWAYS_INLINE int eval_values(Nodes nodes, Frame *frame, Object **values) {
    for (uint32_t i = 0; i < nodes.count; i++) {
        Value value = eval(nodes.items[i], frame);
        Object *o = value.tag == V_INT ? int_from_i64(value.i) : to_object(value);
        values[i] = o;
        if (likely(o != NULL)) continue;
        note_failure(nodes.items[i]);
        while (i) release(values[--i]);
        return -1;
    }
    return 0;
}

static Value eval_list_plain(Node *node, Frame *frame) {
    Nodes items = NODE_CAST(List, node)->items;
    Object *values[PLAIN_MAX];
    if (unlikely(eval_values(items, frame, values))) return fail(node);
    Object *list = list_from_items_steal(values, items.count);
    return likely(list != NULL) ? value_new(list) : fail(node);
}

static Value eval_tuple_plain(Node *node, Frame *frame) {
    Nodes items = NODE_CAST(Tuple, node)->items;
    Object *values[PLAIN_MAX];
    if (unlikely(eval_values(items, frame, values))) return fail(node);
    Object *tuple = tuple_from_items_steal(values, items.count);
    return likely(tuple != NULL) ? value_new(tuple) : fail(node);
}

static Value eval_list_empty(Node *node, Frame *frame UNUSED) {
    Object *list = list_new(0);
    return likely(list != NULL) ? value_new(list) : fail(node);
}

Value eval_list(Node *node, Frame *frame) {
    Nodes items = NODE_CAST(List, node)->items;
    if (is_plain(items)) return eval_list_plain(node, frame);
    Object *list = build_list(items, frame);
    return list ? value_new(list) : fail(node);
}

Value eval_tuple(Node *node, Frame *frame) {
    Nodes items = NODE_CAST(Tuple, node)->items;
    if (is_plain(items)) return eval_tuple_plain(node, frame);
    Object *list = build_list(items, frame), *tuple = list ? list_to_tuple(list) : NULL;
    release_or_null(list);
    return tuple ? value_new(tuple) : fail(node);
}

void specialise_display(Node *node) {
    Nodes items = node->kind == NODE_List ? NODE_CAST(List, node)->items : NODE_CAST(Tuple, node)->items;
    if (!is_plain(items)) return;
    if (node->kind == NODE_Tuple) node->eval = eval_tuple_plain;
    else node->eval = items.count ? eval_list_plain : eval_list_empty;
}

static int add_to_set(Object *set, Node *item, Frame *frame) {
    if (item->kind == NODE_Starred) {
        Object *list = list_new(0);
        int result = list ? extend_with(list, NODE_CAST(Starred, item), frame, true) : -1;
        for (size_t i = 0; !result && i < list_count(list); i++) result = set_add(set, ((List *)list)->items[i]);
        release_or_null(list);
        return result;
    }
    Object *value = eval_object(item, frame);
    int result = value ? set_add(set, value) : -1;
    release_or_null(value);
    return result;
}

static Value eval_set_plain(Node *node, Frame *frame) {
    Nodes items = NODE_CAST(Set, node)->items;
    Object *values[PLAIN_MAX], *set;
    if (unlikely(eval_values(items, frame, values))) return fail(node);
    uint32_t added = 0;
    int failed = (set = set_new_empty()) ? 0 : -1;
    while (!failed && added < items.count) failed = set_add_steal(set, values[added++]);
    if (likely(!failed)) return value_new(set);
    while (added < items.count) release(values[added++]);
    release_or_null(set);
    return fail(node);
}

Value eval_set(Node *node, Frame *frame) {
    Nodes items = NODE_CAST(Set, node)->items;
    if (is_plain(items)) return eval_set_plain(node, frame);
    Object *set = set_new_empty();
    for (uint32_t i = 0; set && i < items.count; i++)
        if (add_to_set(set, items.items[i], frame)) CLEAR(set);
    return set ? value_new(set) : fail(node);
}

void specialise_set(NodeSet *node) {
    if (is_plain(node->items)) node->head.eval = eval_set_plain;
}

/* **mapping inside a dict display. */
static int merge_mapping(Object *dict, Node *node, Frame *frame) {
    Object *mapping = eval_object(node, frame);
    if (!mapping) return -1;
    int result = dict_merge(dict, mapping, 1);
    if (result && error_matches(AttributeError)) {
        error_clear();
        error_set(TypeError, "'%T' object is not a mapping", mapping);
    }
    release(mapping);
    return result;
}

static Value build_dict(Node *node, Frame *frame) {
    NodeDict *display = NODE_CAST(Dict, node);
    Object *dict = dict_new_sized(display->keys.count);
    for (uint32_t i = 0; dict && i < display->keys.count; i++) {
        int result = -1;
        if (!display->keys.items[i]) {
            result = merge_mapping(dict, display->values.items[i], frame);
        } else {
            Object *key = eval_object(display->keys.items[i], frame);
            Object *value = key ? eval_object(display->values.items[i], frame) : NULL;
            if (value) result = dict_set(dict, key, value);
            release_or_null(key);
            release_or_null(value);
        }
        if (unlikely(result)) CLEAR(dict);
    }
    return dict ? value_new(dict) : fail(node);
}

Value eval_dict(Node *node, Frame *frame) { return build_dict(node, frame); }

/* {'a': x, 'b': y}: the keys are known to be different names, so nothing is looked up. */
static Value eval_dict_named(Node *node, Frame *frame) {
    NodeDict *display = NODE_CAST(Dict, node);
    Object *names[PLAIN_MAX], *values[PLAIN_MAX];
    uint32_t count = display->keys.count;
    if (unlikely(eval_values(display->values, frame, values))) return fail(node);
    for (uint32_t i = 0; i < count; i++) names[i] = NODE_CAST(Constant, display->keys.items[i])->value;
    Object *dict = dict_from_names_steal(names, values, count);
    return likely(dict != NULL) ? value_new(dict) : fail(node);
}

static Value eval_dict_empty(Node *node, Frame *frame UNUSED) {
    Object *dict = dict_new();
    return likely(dict != NULL) ? value_new(dict) : fail(node);
}

static bool is_new_name(const NodeDict *display, uint32_t i) {
    const Node *key = display->keys.items[i];
    if (!key || key->kind != NODE_Constant || !is_str_exact(((const NodeConstant *)key)->value)) return false;
    for (uint32_t j = 0; j < i; j++)
        if (str_equal(((const NodeConstant *)display->keys.items[j])->value, ((const NodeConstant *)key)->value)) return false;
    return true;
}

void specialise_dict(NodeDict *node) {
    uint32_t count = node->keys.count;
    if (!count) node->head.eval = eval_dict_empty;
    if (!count || count > PLAIN_MAX) return;
    for (uint32_t i = 0; i < count; i++)
        if (!is_new_name(node, i)) return;
    node->head.eval = eval_dict_named;
}
