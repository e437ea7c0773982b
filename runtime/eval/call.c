/* call.c - calls: choosing the way by what the callee turns out to be.
 *
 * Three fast ways: a script function gets its arguments evaluated straight into the slots of its frame; a native function
 * gets an array of objects; a plain class makes its instance and runs __init__ the first way. x.name(...) finds its method
 * without making a bound method. Calls with *args or **kwargs, and everything else, collect their arguments and go by the
 * type's call slot (call_collect.c). A node that meets the same kind of callee again takes a form of its own
 * (call_forms.c), and comes back here when its guard fails. */
#include <alloca.h>

#include "builtins/types/range.h"
#include "builtins/types/type.h"
#include "builtins/types/weakref.h"
#include "runtime/base/mem.h"
#include "runtime/eval/attr.h"
#include "runtime/eval/bind.h"
#include "runtime/eval/call.h"
#include "runtime/eval/call_native.h"
#include "runtime/eval/invoke.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

/* ---- native functions ---- */

static NOINLINE Value call_native(NodeCall *call, Frame *frame, const Method *method, const Signature *signature, Object *self) {
    uint32_t count = call->args.count;
    Object **items = alloca((count + 1) * sizeof *items);
    if (unlikely(call_eval_args(call->args, frame, items))) return value_error();
    frame->call_node = &call->head;
    Value result = native_call(method, signature, self, items, count, NULL);
    call_release_items(items, count);
    return result;
}

/* ---- script functions ---- */

/* Can the arguments go straight to slots? (Otherwise the general way words the error.) Finds the keywords' slots. */
static bool fits_slots(const NodeCall *call, const Code *code, uint32_t count) {
    if (!code->simple || count > code->positional_count || call->keywords.count > CALL_FEW_KEYWORDS) return false;
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

/* The same, noted in the node by the code's version and the number of arguments by position. */
static ALWAYS_INLINE bool fits_keywords(NodeCall *call, const Code *code, uint32_t count) {
    Cache *cache = &call->cache2;
    if (likely(cache->version2 == code->version && cache->kind == count)) return true;
    cache->version2 = 0;   /* the slots found now replace those of another function */
    if (!fits_slots(call, code, count)) return false;
    if (specialising()) {
        cache->version2 = code->version;
        cache->kind = count;
    }
    return true;
}

/* Does this call give each positional parameter its argument, and is there nothing else to bind? Noted likewise. */
static ALWAYS_INLINE bool fits_exactly(NodeCall *call, const Code *code, uint32_t count) {
    Cache *cache = &call->cache2;
    if (likely(cache->version == code->version && cache->index == count)) return true;
    if (!code->simple || call->keywords.count || count != code->positional_count || code->keyword_only_count) return false;
    if (specialising()) {
        cache->version = code->version;
        cache->index = count;
    }
    return true;
}

COLD Value call_too_deep(Function *function, Object *self) {
    error_recursion("");
    release_or_null(self);
    RELEASE(function);
    return value_error();
}

COLD Value call_drop_arguments(Function *function, Value *slots, uint32_t count) {
    slots_clear(slots, count);
    RELEASE(function);
    return value_error();
}

int call_eval_to_slots(NodeCall *call, Frame *frame, Value *slots, uint32_t at, uint32_t *places) {
    uint32_t keywords = call->keywords.count;
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

/* Moves what the slots hold into objects: `count` by position, then the keywords'. 0, -1 with nothing held. */
static int slots_to_items(const NodeCall *call, Value *slots, uint32_t count, const uint32_t *places, Object **items) {
    uint32_t all = count + call->keywords.count, failed = 0;
    for (uint32_t i = 0; i < all; i++) {
        items[i] = to_object(slots[i < count ? i : places[i - count]]);
        failed += !items[i];
    }
    if (!failed) return 0;
    for (uint32_t i = 0; i < all; i++) release_or_null(items[i]);
    return -1;
}

COLD Value call_again_steal(NodeCall *call, Frame *frame, Object *callee, Value *slots, uint32_t count, const uint32_t *places) {
    uint32_t all = count + call->keywords.count;
    Object **items = alloca((all + 1) * sizeof *items);
    Object *names = call->keywords.count ? call_keyword_names(call, frame) : NULL;
    Value result = value_error();
    if (slots_to_items(call, slots, count, places, items)) {
        release(callee);
        return call_finish(&call->head, result);
    }
    frame->call_node = &call->head;
    if (names || !call->keywords.count) result = value_new(object_call(callee, items, count, names));
    call_release_items(items, all);
    release(callee);
    return call_finish(&call->head, result);
}

/* Arguments are evaluated into the slots of the new frame. STEALS function and self (or NULL). */
static NOINLINE Value call_fitting_steal(NodeCall *call, Frame *frame, Function *function, Object *self) {
    uint64_t version = function->code->version;
    uint32_t slot_count = function->code->slot_count, at = 0;
    if (unlikely(stack_is_low())) return call_too_deep(function, self);
    Value *slots = alloca((slot_count + 1) * sizeof *slots);
    if (self) slots[at++] = value_new(self);
    for (Node **arg = call->args.items, **end = arg + call->args.count; arg < end; arg++, at++) {
        Value value = own(eval(*arg, frame));
        slots[at] = value;
        if (unlikely(value.tag == V_ERROR)) return call_drop_arguments(function, slots, at);
    }
    if (unlikely(function->code->version != version)) return call_again_steal(call, frame, &function->head, slots, at, NULL);
    for (; at < slot_count; at++) slots[at].tag = V_ERROR;
    frame->call_node = &call->head;
    return function_invoke_steal(function, slots, &call->head);
}

static NOINLINE Value call_with_defaults_steal(NodeCall *call, Frame *frame, Function *function, Object *self) {
    uint64_t version = function->code->version;
    uint32_t at = self ? 1 : 0, slot_count = function->code->slot_count, places[CALL_FEW_KEYWORDS];
    if (stack_is_low()) return call_too_deep(function, self);
    Value *slots = alloca((slot_count + 1) * sizeof *slots);
    for (uint32_t i = 0; i < slot_count; i++) slots[i].tag = V_ERROR;
    if (self) slots[0] = value_new(self);
    if (call_eval_to_slots(call, frame, slots, at, places)) return call_drop_arguments(function, slots, slot_count);
    if (unlikely(function->code->version != version))
        return call_again_steal(call, frame, &function->head, slots, at + call->args.count, places);
    if (bind_defaults(function, slots)) return call_drop_arguments(function, slots, slot_count);
    frame->call_node = &call->head;
    return function_invoke_steal(function, slots, &call->head);
}

/* Calls with arguments in slots and in rest, because one of them has given the function another code. STEALS all */
static COLD Value call_collected_steal(NodeCall *call, Frame *frame, Function *function, Value *slots, uint32_t named, Object **rest, uint32_t count) {
    Object **items = alloca((named + count + 1) * sizeof *items);
    NodeCall plain = {.args = call->args};   /* without keywords */
    Value result = value_error();
    if (slots_to_items(&plain, slots, named, NULL, items)) {
        call_release_items(rest, count);
        RELEASE(function);
        return call_finish(&call->head, result);
    }
    for (uint32_t i = 0; i < count; i++) items[named + i] = rest[i];
    frame->call_node = &call->head;
    result = value_new(object_call(&function->head, items, named + count, NULL));
    call_release_items(items, named + count);
    RELEASE(function);
    return call_finish(&call->head, result);
}

/* The arguments behind those that parameters name, evaluated. 0, or -1 with nothing held. */
static int eval_rest(Nodes args, uint32_t from, Frame *frame, Object **rest) {
    for (uint32_t i = from; i < args.count; i++) {
        rest[i - from] = eval_object(args.items[i], frame);
        if (unlikely(!rest[i - from])) return call_release_items(rest, i - from), -1;
    }
    return 0;
}

/* What *args and **kwargs get of a call without keywords; then the defaults. STEALS rest. 0, -1 */
static int bind_variadic(Function *function, Value *slots, Object **rest, uint32_t count) {
    const Code *code = function->code;
    uint32_t next = code->positional_count + code->keyword_only_count;
    if (code->flags & CODE_VARARGS) {
        slots[next] = value_new(tuple_from_items_steal(rest, count));
        if (unlikely(slots[next++].tag == V_ERROR)) return -1;
    }
    if (code->flags & CODE_VARKEYWORDS) {
        slots[next] = value_new(dict_new());
        if (unlikely(slots[next].tag == V_ERROR)) return -1;
    }
    return bind_defaults(function, slots);
}

/* Functions with *args or **kwargs. `named` arguments go to parameters, self (or NULL) being the first of them. STEALS
 * function and self */
static NOINLINE Value call_variadic_steal(NodeCall *call, Frame *frame, Function *function, Object *self, uint32_t named) {
    uint64_t version = function->code->version;
    uint32_t slot_count = function->code->slot_count, at = 0, first = self ? 1 : 0, count = call->args.count + first - named;
    if (unlikely(stack_is_low())) return call_too_deep(function, self);
    Value *slots = alloca((slot_count + 1) * sizeof *slots);
    Object **rest = alloca((count + named + 1) * sizeof *rest);
    for (uint32_t i = 0; i < slot_count; i++) slots[i].tag = V_ERROR;
    if (self) slots[at++] = value_new(self);
    for (; at < named; at++) {
        slots[at] = own(eval(call->args.items[at - first], frame));
        if (unlikely(slots[at].tag == V_ERROR)) return call_drop_arguments(function, slots, at);
    }
    if (unlikely(eval_rest(call->args, named - first, frame, rest))) return call_drop_arguments(function, slots, slot_count);
    if (unlikely(function->code->version != version)) return call_collected_steal(call, frame, function, slots, named, rest, count);
    if (unlikely(bind_variadic(function, slots, rest, count))) return call_drop_arguments(function, slots, slot_count);
    frame->call_node = &call->head;
    return function_invoke_steal(function, slots, &call->head);
}

/* How many of `count` arguments by position go to parameters, if what the function takes beside them is no more than
 * *args and **kwargs; UINT32_MAX: take the general way. */
static uint32_t named_of_variadic(const NodeCall *call, const Code *code, uint32_t count, bool self) {
    bool variadic = code->prepared && code->flags & (CODE_VARARGS | CODE_VARKEYWORDS) && (code->kind == CODE_FUNCTION || code->kind == CODE_LAMBDA);
    if (!variadic || call->keywords.count || (count > code->positional_count && !(code->flags & CODE_VARARGS))) return UINT32_MAX;
    if (self && !code->positional_count) return UINT32_MAX;
    return count < code->positional_count ? count : code->positional_count;
}

static NOINLINE Value call_function_generally(NodeCall *call, Frame *frame, Function *function, Object *self) {
    Value result = call_objects(call, frame, (Object *)function, self);
    RELEASE(function);
    return result;
}

/* STEALS function and self, which is the first argument, or NULL. */
static NOINLINE Value call_function_steal(NodeCall *call, Frame *frame, Function *function, Object *self) {
    uint32_t count = call->args.count + (self ? 1 : 0);
    if (fits_exactly(call, function->code, count)) return call_fitting_steal(call, frame, function, self);
    if (fits_keywords(call, function->code, count)) return call_with_defaults_steal(call, frame, function, self);
    uint32_t named = named_of_variadic(call, function->code, count, self != NULL);
    if (named != UINT32_MAX) return call_variadic_steal(call, frame, function, self, named);
    return call_function_generally(call, frame, function, self);
}

/* ---- classes ---- */

/* The script __init__ of a class whose instances are made by object.__new__ and whose metaclass is type: what C(...) may
 * run directly. BORROWED; NULL: take the general way. */
static Function *plain_init(NodeCall *call, Type *type) {
    Cache *cache = &call->cache;
    if (likely(cache->version == type->version && cache->kind == CALL_CACHE_INIT)) return (Function *)cache->object;
    if (type->head.type != &type_type || !(type->flags & TYPE_HEAP) || type->new != object_type.new ||
        (type->flags & TYPE_ABSTRACT))
        return NULL;
    Object *init = type_lookup_borrowed(type, NAME(__init__));
    if (!init || !is_function(init)) return NULL;
    if (specialising() && type->version) {
        *cache = (Cache){.version = type->version, .kind = CALL_CACHE_INIT, .object = init};
        specialise_call(call);   /* a form taken before would read the cache wrongly */
    }
    return (Function *)init;
}

Value call_init_result_steal(NodeCall *call, Object *instance, Value result) {
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

/* The arguments come first, then the instance. STEALS init; type is kept alive by the caller. */
static NOINLINE Value call_init_steal(NodeCall *call, Frame *frame, Type *type, Function *init) {
    uint64_t version = type->version, code_version = init->code->version;
    uint32_t slot_count = init->code->slot_count, places[CALL_FEW_KEYWORDS];
    if (stack_is_low()) return call_too_deep(init, NULL);
    Value *slots = alloca((slot_count + 1) * sizeof *slots);
    for (uint32_t i = 0; i < slot_count; i++) slots[i].tag = V_ERROR;
    if (call_eval_to_slots(call, frame, slots, 1, places)) return call_drop_arguments(init, slots, slot_count);
    if (unlikely(type->version != version || init->code->version != code_version)) {
        RELEASE(init);
        for (uint32_t i = 0; i < call->keywords.count; i++) places[i]--;
        return call_again_steal(call, frame, retain(&type->head), slots + 1, call->args.count, places);
    }
    Object *instance = instance_new(type);
    if (!instance) return call_drop_arguments(init, slots, slot_count);
    slots[0] = value_new(retain(instance));
    frame->call_node = &call->head;
    if (bind_defaults(init, slots)) return call_init_result_steal(call, instance, call_drop_arguments(init, slots, slot_count));
    return call_init_result_steal(call, instance, function_invoke_steal(init, slots, &call->head));
}

/* C() for a class with neither __new__ nor __init__: an instance is all there is to it. */
static bool makes_bare_instances(const NodeCall *call, const Type *type) {
    return !call->args.count && !call->keywords.count && type->head.type == &type_type && type->flags & TYPE_HEAP && type->version &&
           type->new == object_type.new && type->init == object_type.init && !(type->flags & TYPE_ABSTRACT);
}

static Value call_class(NodeCall *call, Frame *frame, Type *type) {
    if (makes_bare_instances(call, type)) {
        call_choose_bare_form(call, type);
        return value_new(instance_new(type));
    }
    Function *init = plain_init(call, type);
    uint32_t count = call->args.count + 1;
    if (!init || !(fits_exactly(call, init->code, count) || fits_keywords(call, init->code, count)))
        return call_objects(call, frame, (Object *)type, NULL);
    call_choose_class_form(call, init);
    return call_init_steal(call, frame, type, RETAIN(init));
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

Value call_any_steal(NodeCall *call, Frame *frame, Object *callee, Object *self) {
    if (likely(callee->type == &function_type)) return call_function_steal(call, frame, (Function *)callee, self);
    if (!self && callee->type == &method_type && is_function(((BoundMethod *)callee)->function))
        return call_bound_steal(call, frame, (BoundMethod *)callee);
    Value result = call_other(call, frame, callee, self);
    release(callee);
    release_or_null(self);
    return result;
}

Value call_callee_steal(NodeCall *call, Frame *frame, Object *callee) {
    if (callee->type == &function_type) {
        Function *function = (Function *)callee;
        bool exact = fits_exactly(call, function->code, call->args.count);
        if (exact || fits_keywords(call, function->code, call->args.count)) call_choose_form(call, frame, function, exact);
    }
    return call_any_steal(call, frame, callee, NULL);
}

/* f(...) with any callee but an attribute. */
Value eval_call_plain(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (unlikely(!callee)) return value_error();
    if (callee->type == &native_function_type && native_fits_few(call, ((NativeFunction *)callee)->signature))
        return call_finish(node, native_call_few_steal(call, frame, (NativeFunction *)callee));
    if (callee->type == &weakref_type && !call->args.count && !call->keywords.count) {
        Object *referent = weakref_get((WeakReference *)callee);
        release(callee);
        return referent ? value_new(referent) : value_none();
    }
    return call_finish(node, call_callee_steal(call, frame, callee));
}

/* f(...) where f is a global: its entry is read in place. */
Value eval_call_global(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = peek_global(NODE_CAST(Name, call->callee), frame);
    if (unlikely(!callee)) return value_error();
    retain(callee);
    if (callee->type == &native_function_type && likely(native_fits_few(call, ((NativeFunction *)callee)->signature)))
        return call_finish(node, native_call_global_steal(call, frame, (NativeFunction *)callee));
    return call_finish(node, call_callee_steal(call, frame, callee));
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
    if (!self_first) {
        if (callee->type == &native_function_type && native_fits_few(call, ((NativeFunction *)callee)->signature))
            return native_call_module_steal(call, frame, (NativeFunction *)callee, owner);
        if (callee->type == &method_type) call_choose_class_method_form(call, owner, callee);
        else if (!is_type(callee)) call_choose_kept_form(call);
        release(owner);
        return call_any_steal(call, frame, callee, NULL);
    }
    if (is_function(callee)) {
        Function *function = (Function *)callee;
        bool exact = fits_exactly(call, function->code, call->args.count + 1);
        if (exact || fits_keywords(call, function->code, call->args.count + 1)) call_choose_method_form(call, frame, function, owner, exact);
    }
    return call_any_steal(call, frame, callee, owner);
}

Value call_method_of_steal(NodeCall *call, Frame *frame, Object *owner) {
    Object *method = peek_cached_method(NODE_CAST(Attribute, call->callee), owner);
    if (likely(method && native_is_lasting_method(method)) && likely(native_fits_few(call, ((MethodDescriptor *)method)->signature)))
        return call_finish(&call->head, native_call_method_steal(call, frame, (MethodDescriptor *)method, owner));
    return call_finish(&call->head, call_method_slowly(call, frame, owner));
}

/* x.name(...) */
Value eval_call_method(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Value owner = eval(NODE_CAST(Attribute, call->callee)->value, frame);
    if (unlikely(owner.tag < V_NEW)) {
        Object *box = owner.tag == V_ERROR ? NULL : value_box(owner);
        if (!box) return fail(node);
        owner = value_new(box);
    }
    return call_method_of_steal(call, frame, own(owner).o);
}

Value eval_call(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    if (call_has_stars(call)) return eval_call_stars(node, frame);
    /* With and without specialisation: what makes no super object and no bound method must not bring a collection about. */
    if (call->callee->kind == NODE_Attribute) return call_is_super(call) ? eval_call_super(node, frame) : eval_call_method(node, frame);
    return eval_call_plain(node, frame);
}

void specialise_call(NodeCall *node) {
    if (call_has_stars(node)) node->head.eval = eval_call_stars;
    else if (node->callee->kind == NODE_Attribute) node->head.eval = call_is_super(node) ? eval_call_super : eval_call_method;
    else if (node->callee->kind == NODE_Name && NODE_CAST(Name, node->callee)->scope == NAME_GLOBAL) node->head.eval = eval_call_global;
    else node->head.eval = eval_call_plain;
}
