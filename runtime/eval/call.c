/* call.c - calls.
 *
 * Three fast ways, chosen by what the callee turns out to be: a script function gets its arguments evaluated straight
 * into the slots of its frame; a native function gets an array of objects; a plain class makes its instance and runs
 * __init__ the first way. x.name(...) finds its method without making a bound method. Calls with *args or **kwargs, and
 * everything else, collect their arguments and go by the type's call slot. */
#include <alloca.h>

#include "builtins/types/list.h"
#include "builtins/types/range.h"
#include "builtins/types/str.h"
#include "runtime/eval/attr.h"
#include "runtime/eval/bind.h"
#include "runtime/eval/call_native.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/invoke.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

/* ---- arguments collected as objects ---- */

static void release_items(Object **items, size_t count) {
    while (count) release(items[--count]);
}

/* Evaluates positional arguments without stars. 0, or -1 with nothing held. */
static int eval_args(Nodes args, Frame *frame, Object **items) {
    for (uint32_t i = 0; i < args.count; i++) {
        items[i] = eval_object(args.items[i], frame);
        if (unlikely(!items[i])) {
            release_items(items, i);
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
        release_items(items + count, i);
    }
    if (extra) release_items(kept, i);
    release_items(kept, i);
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

/* The tuple of keyword names of a call without **, made once and kept by the tree. BORROWED */
static Object *keyword_names(NodeCall *call, Frame *frame) {
    if (call->cache2.object) return call->cache2.object;
    Object *names = tuple_new(call->keywords.count);
    if (!names) return NULL;
    for (uint32_t i = 0; i < call->keywords.count; i++)
        ((Tuple *)names)->items[i] = retain(NODE_CAST(Keyword, call->keywords.items[i])->name);
    return call->cache2.object = tree_own_steal(frame->code->tree, names);
}

/* Any callable, arguments without stars. self: passed first, or NULL. */
static NOINLINE Value call_objects(NodeCall *call, Frame *frame, Object *callee, Object *self) {
    uint32_t keywords = call->keywords.count, first = self ? 1 : 0, count = call->args.count + first;
    Object **items = alloca((count + keywords + 1) * sizeof *items);
    Object *names = NULL;
    if (keywords && !(names = keyword_names(call, frame))) return value_error();
    if (self) items[0] = self;
    if (eval_args(call->args, frame, items + first)) return value_error();
    for (uint32_t i = 0; i < keywords; i++) {
        items[count + i] = eval_object(NODE_CAST(Keyword, call->keywords.items[i])->value, frame);
        if (items[count + i]) continue;
        release_items(items + first, count + i - first);
        return value_error();
    }
    frame->call_node = &call->head;
    if (is_function(callee)) {   /* the references go over to the parameters */
        if (self) retain(self);
        return function_call_items_steal((Function *)callee, items, count, names);
    }
    Value result = object_call_value(callee, items, count, names);
    release_items(items + first, count + keywords - first);
    return result;
}

/* ---- native functions ---- */

static NOINLINE Value call_native(NodeCall *call, Frame *frame, const Method *method, const Signature *signature, Object *self) {
    uint32_t count = call->args.count;
    Object **items = alloca((count + 1) * sizeof *items);
    if (unlikely(eval_args(call->args, frame, items))) return value_error();
    frame->call_node = &call->head;
    Value result = native_call(method, signature, self, items, count, NULL);
    release_items(items, count);
    return result;
}

/* ---- script functions ---- */

enum { FEW_KEYWORDS = 16 };

/* Can the arguments go straight to slots? (Otherwise the general way words the error.) Finds the keywords' slots. */
static bool fits_slots(const NodeCall *call, const Code *code, uint32_t count) {
    if (!code->simple || count > code->positional_count || call->keywords.count > FEW_KEYWORDS) return false;
    for (uint32_t i = 0; i < call->keywords.count; i++) {
        NodeKeyword *keyword = NODE_CAST(Keyword, call->keywords.items[i]);
        int index = bind_find_parameter(code, keyword->name);
        if (index < (int)count) return false;
        keyword->slot = (uint32_t)index;
        for (uint32_t j = 0; j < i; j++)
            if (NODE_CAST(Keyword, call->keywords.items[j])->slot == keyword->slot) return false;
    }
    return true;
}

/* The same, noted in the node by the function's version and the number of arguments by position. */
static ALWAYS_INLINE bool fits_keywords(NodeCall *call, const Function *function, uint32_t count) {
    Cache *cache = &call->cache;
    if (likely(cache->version2 == function->version && cache->index == count)) return true;
    cache->version2 = 0;   /* the slots found now replace those of another function */
    if (!fits_slots(call, function->code, count)) return false;
    if (specialising()) {
        cache->version2 = function->version;
        cache->index = count;
    }
    return true;
}

/* The slots are read first: an argument may make the same call with another function. */
static int eval_to_slots(NodeCall *call, Frame *frame, Value *slots, uint32_t at) {
    uint32_t places[FEW_KEYWORDS], keywords = call->keywords.count;
    for (uint32_t i = 0; i < keywords; i++) places[i] = NODE_CAST(Keyword, call->keywords.items[i])->slot;
    for (uint32_t i = 0; i < call->args.count; i++) {
        Value value = own(eval(call->args.items[i], frame));
        if (unlikely(value.tag == V_ERROR)) return -1;
        slots[at + i] = value;
    }
    for (uint32_t i = 0; i < keywords; i++) {
        Value value = own(eval(NODE_CAST(Keyword, call->keywords.items[i])->value, frame));
        if (unlikely(value.tag == V_ERROR)) return -1;
        slots[places[i]] = value;
    }
    return 0;
}

static NOINLINE Value call_function_generally(NodeCall *call, Frame *frame, Function *function, Object *self) {
    Value result = call_objects(call, frame, (Object *)function, self);
    release_or_null(self);
    RELEASE(function);
    return result;
}

static COLD Value call_too_deep(Function *function, Object *self) {
    error_recursion("");
    release_or_null(self);
    RELEASE(function);
    return value_error();
}

static COLD Value drop_arguments(Function *function, Value *slots, uint32_t count) {
    slots_clear(slots, count);
    RELEASE(function);
    return value_error();
}

/* Does this call give each positional parameter its argument, and is there nothing else to bind? It is noted in the
 * node by the function's version and the number of arguments. */
static ALWAYS_INLINE bool known_to_fit(const NodeCall *call, const Function *function, uint32_t count) {
    return call->cache2.version == function->version && call->cache2.index == count;
}

static bool fits_exactly(NodeCall *call, const Function *function, uint32_t count) {
    const Code *code = function->code;
    if (!code->simple || call->keywords.count || count != code->positional_count || code->keyword_only_count) return false;
    if (specialising()) {
        call->cache2.version = function->version;
        call->cache2.index = count;
    }
    return true;
}

/* The fast way: arguments are evaluated into the slots of the new frame. STEALS function and self (or NULL). */
static ALWAYS_INLINE Value call_fitting_steal(NodeCall *call, Frame *frame, Function *function, Object *self) {
    uint32_t slot_count = function->code->slot_count, at = 0;
    if (unlikely(stack_is_low())) return call_too_deep(function, self);
    Value *slots = alloca((slot_count + 1) * sizeof *slots);
    if (self) slots[at++] = value_new(self);
    for (Node **arg = call->args.items, **end = arg + call->args.count; arg < end; arg++, at++) {
        Value value = own(eval(*arg, frame));
        slots[at] = value;
        if (unlikely(value.tag == V_ERROR)) return drop_arguments(function, slots, at);
    }
    for (; at < slot_count; at++) slots[at].tag = V_ERROR;
    frame->call_node = &call->head;
    return function_invoke_steal(function, slots);
}

static NOINLINE Value call_with_defaults_steal(NodeCall *call, Frame *frame, Function *function, Object *self) {
    const Code *code = function->code;
    uint32_t at = self ? 1 : 0, slot_count = code->slot_count;
    if (stack_is_low()) return call_too_deep(function, self);
    Value *slots = alloca((slot_count + 1) * sizeof *slots);
    for (uint32_t i = 0; i < slot_count; i++) slots[i].tag = V_ERROR;
    if (self) slots[0] = value_new(self);
    if (eval_to_slots(call, frame, slots, at) || bind_defaults(function, slots)) return drop_arguments(function, slots, slot_count);
    frame->call_node = &call->head;
    return function_invoke_steal(function, slots);
}

/* STEALS function and self, which is the first argument, or NULL. */
static NOINLINE Value call_function_steal(NodeCall *call, Frame *frame, Function *function, Object *self) {
    uint32_t count = call->args.count + (self ? 1 : 0);
    if (known_to_fit(call, function, count) || fits_exactly(call, function, count)) return call_fitting_steal(call, frame, function, self);
    if (fits_keywords(call, function, count)) return call_with_defaults_steal(call, frame, function, self);
    return call_function_generally(call, frame, function, self);
}

/* ---- classes ---- */

/* The script __init__ of a class whose instances are made by object.__new__ and whose metaclass is type: what C(...) may
 * run directly. BORROWED; NULL: take the general way. */
static Function *plain_init(NodeCall *call, Type *type) {
    Cache *cache = &call->cache;
    if (likely(cache->version == type->version && cache->version)) return (Function *)cache->object;
    if (type->head.type != &type_type || !(type->flags & TYPE_HEAP) || type->new != object_type.new ||
        (type->flags & TYPE_ABSTRACT))
        return NULL;
    Object *init = type_lookup_borrowed(type, NAME(__init__));
    if (!init || !is_function(init)) return NULL;
    if (specialising() && type->version) *cache = (Cache){.version = type->version, .object = init};
    return (Function *)init;
}

static Value init_result_steal(NodeCall *call, Object *instance, Value result) {
    if (likely(result.tag == V_BORROWED && result.o == None)) return value_new(instance);
    bool none = result.tag == V_NEW && result.o == None;
    if (result.tag != V_ERROR && !none) {
        Object *got = to_object(result);
        if (got) {
            error_set(TypeError, "__init__() should return None, not '%T'", got);
            release(got);
        }
        release(instance);
        return fail(call);
    }
    value_release(result);
    if (none) return value_new(instance);
    release(instance);
    return value_error();
}

static Value call_class(NodeCall *call, Frame *frame, Type *type) {
    Function *init = plain_init(call, type);
    if (!init) return call_objects(call, frame, (Object *)type, NULL);
    Object *instance = object_new(type);
    if (!instance) return value_error();
    gc_track(instance);
    Value result = call_function_steal(call, frame, RETAIN(init), retain(instance));
    return init_result_steal(call, instance, result);
}

/* ---- dispatch ---- */

/* Anything but a script function; the caller keeps callee alive. */
static Value call_other(NodeCall *call, Frame *frame, Object *callee, Object *self) {
    if (!self && native_converts(call, callee)) return native_convert(call, frame, (const Type *)callee);
    if (!self && type_has(callee, TYPE_TYPE_SUBCLASS)) return call_class(call, frame, (Type *)callee);
    if (call->keywords.count == 0) {
        if (callee->type == &method_descriptor_type && self) {
            MethodDescriptor *descriptor = (MethodDescriptor *)callee;
            return call_native(call, frame, descriptor->method, descriptor->signature, self);
        }
        if (callee->type == &native_function_type && !self) {
            NativeFunction *native = (NativeFunction *)callee;
            return call_native(call, frame, native->method, native->signature, native->self);
        }
    }
    if (!self && !call->args.count && !call->keywords.count && callee->type != &method_type) {
        frame->call_node = &call->head;
        return object_call_value(callee, NULL, 0, NULL);
    }
    return call_objects(call, frame, callee, self);
}

/* A bound method steps aside for its function and its instance: made for this call only, it is no holder during it. */
static Value call_bound_steal(NodeCall *call, Frame *frame, BoundMethod *method) {
    Function *function = (Function *)retain(method->function);
    Object *self = retain(method->self);
    release((Object *)method);
    return call_function_steal(call, frame, function, self);
}

/* STEALS callee and self, which is the first argument of a method, or NULL. */
static Value call_any_steal(NodeCall *call, Frame *frame, Object *callee, Object *self) {
    if (likely(callee->type == &function_type)) return call_function_steal(call, frame, (Function *)callee, self);
    if (!self && callee->type == &method_type && is_function(((BoundMethod *)callee)->function))
        return call_bound_steal(call, frame, (BoundMethod *)callee);
    Value result = call_other(call, frame, callee, self);
    release(callee);
    release_or_null(self);
    return result;
}
static bool has_stars(const NodeCall *call) {
    for (uint32_t i = 0; i < call->args.count; i++)
        if (call->args.items[i]->kind == NODE_Starred) return true;
    for (uint32_t i = 0; i < call->keywords.count; i++)
        if (!NODE_CAST(Keyword, call->keywords.items[i])->name) return true;
    return false;
}

static ALWAYS_INLINE Value finish(Node *node, Value result) {
    if (unlikely(result.tag == V_ERROR)) note_failure(node);
    return result;
}

/* f(...) with any callee but an attribute. */
static Value eval_call_plain(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (unlikely(!callee)) return value_error();
    if (callee->type == &native_function_type && native_fits_few(call, ((NativeFunction *)callee)->signature))
        return finish(node, native_call_few_steal(call, frame, (NativeFunction *)callee));
    return finish(node, call_any_steal(call, frame, callee, NULL));
}

/* f(...) where f is a global: its entry is read in place. */
Value eval_call_global(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = peek_global(NODE_CAST(Name, call->callee), frame);
    if (unlikely(!callee)) return value_error();
    retain(callee);
    if (likely(callee->type == &function_type) && likely(((Function *)callee)->version == call->cache2.version))
        return finish(node, call_fitting_steal(call, frame, (Function *)callee, NULL));
    if (callee->type == &native_function_type && likely(native_fits_few(call, ((NativeFunction *)callee)->signature)))
        return finish(node, native_call_global_steal(call, frame, (NativeFunction *)callee));
    return finish(node, call_any_steal(call, frame, callee, NULL));
}

/* STEALS owner. */
static NOINLINE Value call_method_slowly(NodeCall *call, Frame *frame, Object *owner) {
    bool self_first;
    Object *callee = load_method(NODE_CAST(Attribute, call->callee), owner, &self_first);
    if (unlikely(!callee)) {
        note_failure(call->callee);
        release(owner);
        return value_error();
    }
    if (self_first) return call_any_steal(call, frame, callee, owner);
    if (callee->type == &native_function_type && native_fits_few(call, ((NativeFunction *)callee)->signature)) {
        Value result = native_call_module_steal(call, frame, (NativeFunction *)callee, owner);
        release(owner);
        return result;
    }
    release(owner);
    return call_any_steal(call, frame, callee, NULL);
}

Value call_method_of_steal(NodeCall *call, Frame *frame, Object *owner) {
    Function *function = (Function *)peek_cached_method(NODE_CAST(Attribute, call->callee), owner);
    if (likely(function && function->head.type == &function_type && known_to_fit(call, function, call->args.count + 1)))
        return finish(&call->head, call_fitting_steal(call, frame, RETAIN(function), owner));
    if (likely(function && native_is_lasting_method(&function->head)) && likely(native_fits_few(call, ((MethodDescriptor *)function)->signature)))
        return finish(&call->head, native_call_method_steal(call, frame, (MethodDescriptor *)function, owner));
    return finish(&call->head, call_method_slowly(call, frame, owner));
}

/* x.name(...) */
Value eval_call_method(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    NodeAttribute *attribute = NODE_CAST(Attribute, call->callee);
    Value owner = eval(attribute->value, frame);
    if (unlikely(owner.tag < V_NEW)) {
        Object *box = owner.tag == V_ERROR ? NULL : value_box(owner);
        if (!box) return fail(node);
        owner = value_new(box);
    }
    owner = own(owner);
    return call_method_of_steal(call, frame, owner.o);
}

static Value eval_call_stars(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (!callee) return value_error();
    frame->call_node = node;
    Value result = call_collected(call, frame, callee);
    release(callee);
    return finish(node, result);
}

Value eval_call(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    if (has_stars(call)) return eval_call_stars(node, frame);
    if (call->callee->kind == NODE_Attribute) return eval_call_method(node, frame);
    return eval_call_plain(node, frame);
}

void specialise_call(NodeCall *node) {
    if (has_stars(node)) node->head.eval = eval_call_stars;
    else if (node->callee->kind == NODE_Attribute) node->head.eval = eval_call_method;
    else if (node->callee->kind == NODE_Name && NODE_CAST(Name, node->callee)->scope == NAME_GLOBAL) node->head.eval = eval_call_global;
    else node->head.eval = eval_call_plain;
}
