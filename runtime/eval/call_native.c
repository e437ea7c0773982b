/* call_native.c - calls of native functions, of methods of built-in types, and of built-in types themselves.
 *
 * A call of one of them goes on being one nearly always. After the first, the node takes a form that knows how many
 * arguments there are and where the first comes from, checks in one comparison that the callee is as it was, and passes
 * the arguments in a few words on the stack. The guard of a method is the version of its owner's type, which has no
 * attributes that could hide it; that of a function is its signature, which lives until exit. A guard that fails gives
 * the call to the general form (call.c), which may choose a form again, a few times. */
#include "runtime/eval/call_native.h"

#include "builtins/types/module.h"
#include "runtime/eval/attr.h"
#include "runtime/eval/call.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/trace.h"

enum { MISSES_MAX = 8 };

/* Where the owner of a method and the first argument come from. */
typedef enum { FROM_LOCAL, FROM_CONSTANT, FROM_ANY, FROM_COUNT } Source;

static Source source_of(const Node *node) {
    if (node->kind == NODE_Constant) return FROM_CONSTANT;
    return node->kind == NODE_Name && shape_of(node) == SHAPE_LOCAL ? FROM_LOCAL : FROM_ANY;
}

/* New reference; NULL on error (noted). */
static ALWAYS_INLINE Object *argument(Node *node, Frame *frame, Source source) {
    if (source == FROM_CONSTANT) return retain(NODE_CAST(Constant, node)->value);
    if (source == FROM_LOCAL && likely(local_slot(node, frame)->tag == V_NEW)) return retain(local_slot(node, frame)->o);
    Object *o = to_object(eval(node, frame));
    if (unlikely(!o)) note_failure(node);
    return o;
}

/* ---- any number of arguments ---- */

static ALWAYS_INLINE Value call_few(NodeCall *call, Frame *frame, const Method *method, Object *self) {
    Object *items[SIGNATURE_FEW] = {NULL, NULL, NULL, NULL};   /* a parameter without an argument is NULL */
    uint32_t count = call->args.count;
    for (uint32_t i = 0; i < count; i++) {
        items[i] = argument(call->args.items[i], frame, FROM_ANY);
        if (likely(items[i] != NULL)) continue;
        while (i) release(items[--i]);
        return value_error();
    }
    frame->call_node = &call->head;
    Value result = method->function(self, items);
    check(value_is_error(result) == error_pending());
    while (count) release(items[--count]);
    return result;
}

NOINLINE Value native_call_few_steal(NodeCall *call, Frame *frame, NativeFunction *native) {
    Value result = call_few(call, frame, native->method, native->self);
    RELEASE(native);
    return result;
}

/* ---- the forms ---- */

/* Calls function(self, arguments) with `count` of them (0 to 3). */
static ALWAYS_INLINE Value call_counted(NodeCall *call, Frame *frame, NativeFn function, Object *self, uint32_t count, Source source) {
    Object *items[SIGNATURE_FEW] = {NULL, NULL, NULL, NULL};
    Node **args = call->args.items;
    if (count > 0 && unlikely(!(items[0] = argument(args[0], frame, source)))) return value_error();
    if (count > 1 && unlikely(!(items[1] = argument(args[1], frame, FROM_ANY)))) {
        release(items[0]);
        return value_error();
    }
    if (count > 2 && unlikely(!(items[2] = argument(args[2], frame, FROM_ANY)))) {
        release(items[1]);
        release(items[0]);
        return value_error();
    }
    frame->call_node = &call->head;
    Value result = function(self, items);
    check(value_is_error(result) == error_pending());
    if (unlikely(result.tag == V_ERROR)) note_failure(call);
    if (count > 2) release(items[2]);
    if (count > 1) release(items[1]);
    if (count > 0) release(items[0]);
    return result;
}

static NOINLINE Value method_missed_steal(NodeCall *call, Frame *frame, Object *owner) {
    call->head.misses++;
    call->head.eval = eval_call_method;
    return call_method_of_steal(call, frame, owner);
}

static ALWAYS_INLINE Value call_known_method(Node *node, Frame *frame, Source from, uint32_t count, Source source) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *owner = argument(NODE_CAST(Attribute, call->callee)->value, frame, from);
    if (unlikely(!owner)) return value_error();
    if (unlikely(owner->type->version != call->cache.version)) return method_missed_steal(call, frame, owner);
    Value result = call_counted(call, frame, ((const Method *)(uintptr_t)call->cache.version2)->function, owner, count, source);
    release(owner);
    return result;
}

static ALWAYS_INLINE Value call_known_global(Node *node, Frame *frame, uint32_t count, Source source) {
    NodeCall *call = NODE_CAST(Call, node);
    NativeFunction *native = (NativeFunction *)peek_global(NODE_CAST(Name, call->callee), frame);
    if (unlikely(!native)) return value_error();
    if (unlikely(native->head.type != &native_function_type || (uintptr_t)native->signature != call->cache.version2)) {
        node->misses++;
        node->eval = eval_call_global;
        return eval_call_global(node, frame);
    }
    RETAIN(native);
    Value result = call_counted(call, frame, native->method->function, native->self, count, source);
    RELEASE(native);
    return result;
}

/* module.function(...): the attribute's cache leads to the module's entry. */
static ALWAYS_INLINE Value call_known_in_module(Node *node, Frame *frame, uint32_t count, Source source) {
    NodeCall *call = NODE_CAST(Call, node);
    NodeAttribute *attribute = NODE_CAST(Attribute, call->callee);
    const Cache *cache = &attribute->cache;
    Object *owner = argument(attribute->value, frame, FROM_ANY);
    if (unlikely(!owner)) return value_error();
    if (unlikely(owner->type != &module_type || cache->kind != ATTR_MODULE || ((Dict *)((Module *)owner)->dict)->version != cache->version2))
        return method_missed_steal(call, frame, owner);
    NativeFunction *native = *(NativeFunction **)cache->object;
    if (unlikely(native->head.type != &native_function_type || (uintptr_t)native->signature != call->cache.version2))
        return method_missed_steal(call, frame, owner);
    RETAIN(native);
    release(owner);
    Value result = call_counted(call, frame, native->method->function, native->self, count, source);
    RELEASE(native);
    return result;
}

#define METHOD_FORM(name, from, count, source)                                                                            \
    static Value eval_method_##name(Node *node, Frame *frame) { return call_known_method(node, frame, from, count, source); }
#define METHOD_FORMS(name, from)                                                                                          \
    METHOD_FORM(name##_0, from, 0, FROM_ANY) METHOD_FORM(name##_1_local, from, 1, FROM_LOCAL)                             \
    METHOD_FORM(name##_1_constant, from, 1, FROM_CONSTANT) METHOD_FORM(name##_1, from, 1, FROM_ANY)                       \
    METHOD_FORM(name##_2, from, 2, FROM_ANY) METHOD_FORM(name##_3, from, 3, FROM_ANY)
METHOD_FORMS(local, FROM_LOCAL)
METHOD_FORMS(any, FROM_ANY)

#define FUNCTION_FORM(name, count, source)                                                                                \
    static Value eval_global_##name(Node *node, Frame *frame) { return call_known_global(node, frame, count, source); }   \
    static Value eval_module_##name(Node *node, Frame *frame) { return call_known_in_module(node, frame, count, source); }
FUNCTION_FORM(0, 0, FROM_ANY)
FUNCTION_FORM(1_local, 1, FROM_LOCAL)
FUNCTION_FORM(1, 1, FROM_ANY)
FUNCTION_FORM(2, 2, FROM_ANY)
FUNCTION_FORM(3, 3, FROM_ANY)

typedef struct { EvalFn none, one[FROM_COUNT], two, three; } Forms;
static const Forms
    method_of_local = {eval_method_local_0, {eval_method_local_1_local, eval_method_local_1_constant, eval_method_local_1}, eval_method_local_2, eval_method_local_3},
    method_of_any = {eval_method_any_0, {eval_method_any_1_local, eval_method_any_1_constant, eval_method_any_1}, eval_method_any_2, eval_method_any_3},
    global_forms = {eval_global_0, {eval_global_1_local, eval_global_1, eval_global_1}, eval_global_2, eval_global_3},
    module_forms = {eval_module_0, {eval_module_1_local, eval_module_1, eval_module_1}, eval_module_2, eval_module_3};

/* ---- choosing one ---- */

static void take_form(NodeCall *call, const Forms *forms, uint64_t version, const void *known) {
    uint32_t count = call->args.count;
    if (!specialising() || trace_is_on() || count > 3 || call->head.misses >= MISSES_MAX) return;
    call->cache = (Cache){.version = version, .version2 = (uintptr_t)known};
    if (count == 1) call->head.eval = forms->one[source_of(call->args.items[0])];
    else call->head.eval = count == 0 ? forms->none : count == 2 ? forms->two : forms->three;
}

NOINLINE Value native_call_method_steal(NodeCall *call, Frame *frame, const MethodDescriptor *descriptor, Object *owner) {
    const Type *type = owner->type;
    const Node *from = NODE_CAST(Attribute, call->callee)->value;
    if (!(type->flags & TYPE_ATTRS) && type->version)
        take_form(call, source_of(from) == FROM_LOCAL ? &method_of_local : &method_of_any, type->version, descriptor->method);
    Value result = call_few(call, frame, descriptor->method, owner);
    release(owner);
    return result;
}

NOINLINE Value native_call_global_steal(NodeCall *call, Frame *frame, NativeFunction *native) {
    take_form(call, &global_forms, 0, native->signature);
    return native_call_few_steal(call, frame, native);
}

NOINLINE Value native_call_module_steal(NodeCall *call, Frame *frame, NativeFunction *native, Object *owner) {
    if (owner->type == &module_type) take_form(call, &module_forms, 0, native->signature);
    release(owner);   /* it holds nothing during the call, as in the form */
    return native_call_few_steal(call, frame, native);
}

/* ---- types that convert ---- */

static ALWAYS_INLINE Value convert(NodeCall *call, Frame *frame, const Type *type, Source source) {
    Object *o = argument(call->args.items[0], frame, source);
    if (unlikely(!o)) return value_error();
    frame->call_node = &call->head;
    Object *result = type->convert(o);
    if (unlikely(!result)) note_failure(call);
    release(o);
    return value_new(result);
}

static ALWAYS_INLINE Value convert_to_known(Node *node, Frame *frame, Source source) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = peek_global(NODE_CAST(Name, call->callee), frame);
    if (unlikely(!callee)) return value_error();
    if (likely((uintptr_t)callee == call->cache.version2)) return convert(call, frame, (const Type *)callee, source);
    node->misses++;
    node->eval = eval_call_global;
    return eval_call_global(node, frame);
}

static Value eval_convert_local(Node *node, Frame *frame) { return convert_to_known(node, frame, FROM_LOCAL); }
static Value eval_convert(Node *node, Frame *frame) { return convert_to_known(node, frame, FROM_ANY); }

Value native_convert(NodeCall *call, Frame *frame, const Type *type) {
    static const Forms forms = {NULL, {eval_convert_local, eval_convert, eval_convert}, NULL, NULL};
    if (call->callee->kind == NODE_Name && NODE_CAST(Name, call->callee)->scope == NAME_GLOBAL) take_form(call, &forms, 0, type);
    return convert(call, frame, type, FROM_ANY);
}
