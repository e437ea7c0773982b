/* call_collect.c - calls whose arguments are collected as objects: those with *args or **kwargs, and those of callables
 * that have no faster way. */
#include <alloca.h>

#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/call.h"
#include "runtime/object/names.h"

/* ---- arguments collected as objects ---- */

void call_release_items(Object **items, size_t count) {
    while (count) release(items[--count]);
}

int call_eval_args(Nodes args, Frame *frame, Object **items) {
    for (uint32_t i = 0; i < args.count; i++) {
        items[i] = eval_object(args.items[i], frame);
        if (unlikely(!items[i])) {
            call_release_items(items, i);
            return -1;
        }
    }
    return 0;
}

/* *source among the arguments. only: there is no other; the message then names the function. STEALS source, or NULL. */
static int add_starred_steal(Object *list, Object *source, Object *callee, bool only) {
    if (!source) return -1;
    int result = 0;
    if (!source->type->iter && !source->type->get_item) {
        Object *text = only ? callable_text(callee) : NULL;
        if (text) error_set(TypeError, "%U argument after * must be an iterable, not %T", text, source);
        else if (!only) error_set(TypeError, "Value after * must be an iterable, not %T", source);
        result = -1;
        release_or_null(text);
    } else {
        result = list_extend(list, source);
    }
    release(source);
    return result;
}

Object *callable_text(Object *callee) {
    if (is_function(callee)) {
        Function *function = (Function *)callee;
        if (function->module && is_str(function->module) && !str_equal_text(function->module, "builtins"))
            return str_format("%U.%U()", function->module, function->qualname);
        return str_format("%U()", function->qualname);
    }
    Object *qualname = object_getattr_or_null(callee, NAME(__qualname__));
    if (!qualname) return error_pending() ? NULL : object_str(callee);
    Object *module = object_getattr_or_null(callee, NAME(__module__)), *text = NULL;
    if (module && is_str(module) && !str_equal_text(module, "builtins")) text = str_format("%S.%S()", module, qualname);
    else if (!error_pending()) text = str_format("%S()", qualname);
    release_or_null(module);
    release(qualname);
    return text;
}

static int add_mapping(Object *keywords, Object *mapping, Object *callee) {
    int result = dict_merge(keywords, mapping, 2);
    if (!result || !(error_matches(KeyError) || error_matches(AttributeError))) return result;
    bool duplicate = error_matches(KeyError);
    Object *exception = error_take(), *text = callable_text(callee);
    if (!text) { release(exception); return -1; }
    Object *args = ((ExceptionObject *)exception)->args;
    if (!duplicate) error_set(TypeError, "%U argument after ** must be a mapping, not %T", text, mapping);
    else if (tuple_count(args) == 1 && is_str(tuple_item_borrowed(args, 0)))
        error_set(TypeError, "%U got multiple values for keyword argument '%S'", text, tuple_item_borrowed(args, 0));
    else error_raise_steal(retain(exception));
    release(text);
    release(exception);
    return -1;
}

/* Keyword arguments in order into a dict. */
static Object *collect_keywords(NodeCall *call, Frame *frame, Object *callee) {
    Object *keywords = dict_new();
    for (uint32_t i = 0; keywords && i < call->keywords.count; i++) {
        NodeKeyword *keyword = NODE_CAST(Keyword, call->keywords.items[i]);
        Object *value = eval_object(keyword->value, frame);
        int result = -1;
        if (value && !keyword->name) result = add_mapping(keywords, value, callee);
        else if (value && dict_peek_str(keywords, keyword->name)) {
            Object *text = callable_text(callee);
            if (text) error_set(TypeError, "%U got multiple values for keyword argument '%U'", text, keyword->name);
            release_or_null(text);
        } else if (value) result = dict_set(keywords, keyword->name, value);
        release_or_null(value);
        if (result) CLEAR(keywords);
    }
    return keywords;
}

static Object *collect_positional(NodeCall *call, Frame *frame, Object *callee) {
    Object *list = list_new(call->args.count);
    for (uint32_t i = 0; list && i < call->args.count; i++) {
        Node *arg = call->args.items[i];
        int result;
        if (arg->kind == NODE_Starred) {
            result = add_starred_steal(list, eval_object(NODE_CAST(Starred, arg)->value, frame), callee, call->args.count == 1);
        } else {
            Object *item = eval_object(arg, frame);
            result = item ? list_append_steal(list, item) : -1;
        }
        if (result) CLEAR(list);
    }
    return list;
}

/* list may be NULL. */
static Object *list_to_tuple_steal(Object *list) {
    Object *tuple = list ? list_to_tuple(list) : NULL;
    release_or_null(list);
    return tuple;
}

/* The arguments by position as a tuple; that of f(*args) is args itself if it is one. NULL on error. */
static Object *collect_tuple(NodeCall *call, Frame *frame, Object *callee) {
    if (call->args.count == 0) return tuple_new(0);
    if (call->args.count > 1 || call->args.items[0]->kind != NODE_Starred) return list_to_tuple_steal(collect_positional(call, frame, callee));
    Object *source = eval_object(NODE_CAST(Starred, call->args.items[0])->value, frame);
    if (source && is_tuple_exact(source)) return source;
    Object *list = list_new(0);
    if (!list) release_or_null(source);
    else if (add_starred_steal(list, source, callee, true)) CLEAR(list);
    return list_to_tuple_steal(list);
}

/* The keyword arguments as a dict; that of f(**kwargs) is kwargs itself if it is one. NULL on error. */
static Object *collect_named(NodeCall *call, Frame *frame, Object *callee) {
    NodeKeyword *only = NODE_CAST(Keyword, call->keywords.items[0]);
    if (call->keywords.count > 1 || only->name) return collect_keywords(call, frame, callee);
    Object *mapping = eval_object(only->value, frame);
    if (!mapping || is_dict_exact(mapping)) return mapping;
    Object *keywords = dict_new();
    if (keywords && add_mapping(keywords, mapping, callee)) CLEAR(keywords);
    release(mapping);
    return keywords;
}

/* A script function's arguments go straight to where it binds them. CPython calls with a copy of the keywords and with an
 * array of their values: one or two references more as long as the call lasts, if the dict is not a fresh one. */
enum { FORWARD_MAX = 32 };
static Value forward_to_function(Function *function, Object *args, Object *keywords) {
    size_t count = tuple_count(args), named = keywords ? dict_count(keywords) : 0, position = 0, i = 0;
    size_t extra = named && keywords->refcount > 1;
    Object *items[FORWARD_MAX], *kept[FORWARD_MAX], *names = NULL, *key;
    if (named && !(names = tuple_new(named))) return value_error();
    for (; i < named && dict_next(keywords, &position, &key, &kept[i]) && is_str(key); i++) {
        ((Tuple *)names)->items[i] = retain(key);
        items[count + i] = kept[i];
        kept[i]->refcount += 2 + extra;
    }
    Value result = value_error();
    if (likely(i == named)) {
        for (size_t j = 0; j < count; j++) items[j] = retain(tuple_item_borrowed(args, j));
        result = function_call_items_steal(function, items, count, names);
    } else {
        error_set(TypeError, "keywords must be strings");
        call_release_items(items + count, i);
    }
    if (extra) call_release_items(kept, i);
    call_release_items(kept, i);
    release_or_null(names);
    return result;
}

int call_collect(NodeCall *call, Frame *frame, Object *callee, Object **args, Object **keywords) {
    *keywords = NULL;
    *args = collect_tuple(call, frame, callee);
    if (!*args) return -1;
    if (!call->keywords.count || (*keywords = collect_named(call, frame, callee))) return 0;
    CLEAR(*args);
    return -1;
}

/* Calls with stars. */
static Value call_collected(NodeCall *call, Frame *frame, Object *callee) {
    Value result = value_error();
    Object *args, *keywords;
    if (!call_collect(call, frame, callee, &args, &keywords)) {
        size_t named = keywords ? dict_count(keywords) : 0;
        frame->call_node = &call->head;
        if (is_function(callee) && tuple_count(args) + named <= FORWARD_MAX)
            result = forward_to_function((Function *)callee, args, keywords);
        else result = value_new(object_call_tuple(callee, args, named ? keywords : NULL));
    }
    release_or_null(args);
    release_or_null(keywords);
    return result;
}

Object *call_keyword_names(NodeCall *call, Frame *frame) {
    if (call->cache2.object) return call->cache2.object;
    Object *names = tuple_new(call->keywords.count);
    if (!names) return NULL;
    for (uint32_t i = 0; i < call->keywords.count; i++)
        ((Tuple *)names)->items[i] = retain(NODE_CAST(Keyword, call->keywords.items[i])->name);
    return call->cache2.object = tree_own_steal(frame->code->tree, names);
}

static Value drop_self(const Object *callee, Object *self) {
    if (self && is_function(callee)) release(self);
    return value_error();
}

Value call_objects(NodeCall *call, Frame *frame, Object *callee, Object *self) {
    uint32_t keywords = call->keywords.count, first = self ? 1 : 0, count = call->args.count + first;
    Object **items = alloca((count + keywords + 1) * sizeof *items);
    Object *names = NULL;
    if (keywords && !(names = call_keyword_names(call, frame))) return drop_self(callee, self);
    if (self) items[0] = self;
    if (call_eval_args(call->args, frame, items + first)) return drop_self(callee, self);
    for (uint32_t i = 0; i < keywords; i++) {
        items[count + i] = eval_object(NODE_CAST(Keyword, call->keywords.items[i])->value, frame);
        if (items[count + i]) continue;
        call_release_items(items + first, count + i - first);
        return drop_self(callee, self);
    }
    frame->call_node = &call->head;
    if (is_function(callee)) return function_call_items_steal((Function *)callee, items, count, names);
    Value result = object_call_value(callee, items, count, names);
    call_release_items(items + first, count + keywords - first);
    return result;
}

bool call_has_stars(const NodeCall *call) {
    for (uint32_t i = 0; i < call->args.count; i++)
        if (call->args.items[i]->kind == NODE_Starred) return true;
    for (uint32_t i = 0; i < call->keywords.count; i++)
        if (!NODE_CAST(Keyword, call->keywords.items[i])->name) return true;
    return false;
}

Value eval_call_stars(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (!callee) return value_error();
    frame->call_node = node;
    Value result = call_collected(call, frame, callee);
    release(callee);
    return call_finish(node, result);
}
