/* call_forms.c - the forms that call nodes take once they have seen their callee.
 *
 * Each knows the kind of callee (a function by its name, a method, a class, super().name), how many arguments it gives
 * and how large the frame is that they go to, so that a call is little more than its arguments and the body. Its guards
 * are versions (of the module's dict, the class, the code), which are never used again; when one fails, the general form
 * of call.c does the call and may choose anew.
 *
 * An argument can change what is called: the code's version is looked at again once all are evaluated. */
#include "builtins/types/super.h"
#include "builtins/types/type.h"
#include "runtime/eval/attr.h"
#include "runtime/eval/bind.h"
#include "runtime/eval/call.h"
#include "runtime/eval/invoke.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/object/names.h"

/* What is known of the frame: the arguments fill it; it has a few slots; it has more, and there may be any number of
 * arguments; some come by keyword or from defaults. */
typedef enum { FRAME_EXACT, FRAME_FEW, FRAME_MANY, FRAME_KEYWORDS } FrameKind;
enum { ARGUMENTS = 4, FEW_SLOTS = 8, MANY_SLOTS = 20, CLASSES = 4, MEGAMORPHIC = 32 };

/* ---- arguments and body ---- */

static ALWAYS_INLINE bool eval_argument(Node *argument, Frame *frame, Value *slot) {
    Value value = own(eval(argument, frame));
    *slot = value;
    return likely(value.tag != V_ERROR);
}

/* How many were evaluated: fewer than there are after an error. `given` is a constant up to ARGUMENTS. */
static ALWAYS_INLINE uint32_t eval_arguments(Nodes args, Frame *frame, Value *slots, uint32_t given, FrameKind kind) {
    if (kind == FRAME_MANY) {
        uint32_t i = 0;
        while (i < given && eval_argument(args.items[i], frame, &slots[i])) i++;
        return i;
    }
    if (given > 0 && !eval_argument(args.items[0], frame, &slots[0])) return 0;
    if (given > 1 && !eval_argument(args.items[1], frame, &slots[1])) return 1;
    if (given > 2 && !eval_argument(args.items[2], frame, &slots[2])) return 2;
    if (given > 3 && !eval_argument(args.items[3], frame, &slots[3])) return 3;
    return given;
}

/* `count` is a constant in exact frames. */
static ALWAYS_INLINE void release_slots(const Value *slots, uint32_t count, FrameKind kind) {
    if (kind != FRAME_EXACT) {
        for (const Value *end = slots + count; slots < end; slots++) slot_release(slots);
        return;
    }
    if (count > 0) slot_release(&slots[0]);
    if (count > 1) slot_release(&slots[1]);
    if (count > 2) slot_release(&slots[2]);
    if (count > 3) slot_release(&slots[3]);
    if (count > 4) slot_release(&slots[4]);
}

static COLD Value form_too_deep(NodeCall *call, Function *function, Value *slots) {
    return call_finish(&call->head, function_too_deep_steal(function, slots));
}

static COLD Value argument_failed(NodeCall *call, Function *function, Value *slots, uint32_t count) {
    return call_finish(&call->head, call_drop_arguments(function, slots, count));
}

/* The arguments are there: the rest of the frame, and the body. STEALS function and what is in the slots */
static ALWAYS_INLINE Value run_form_steal(NodeCall *call, Frame *frame, Function *function, Value *slots, uint32_t filled, FrameKind kind) {
    const Code *code = function->code;
    uint32_t slot_count = kind == FRAME_EXACT ? filled : code->slot_count;
    if (kind == FRAME_FEW || kind == FRAME_MANY)
        for (Value *slot = slots + filled, *end = slots + slot_count; slot < end; slot++) slot->tag = V_ERROR;
    frame->call_node = &call->head;
    if (unlikely(--interp.calls_left < 0)) return form_too_deep(call, function, slots);
    Value result = function_run_body(function, code, slots, false, frame, &call->head);
    release_slots(slots, slot_count, kind);
    RELEASE(function);
    return result;
}

/* Keywords and defaults: the parameters' slots are in the node, found by call.c for this code. STEALS function and self */
static ALWAYS_INLINE Value call_keywords_steal(NodeCall *call, Frame *frame, Function *function, uint64_t version, Value *slots, uint32_t first) {
    uint32_t places[CALL_FEW_KEYWORDS], slot_count = function->code->slot_count;
    for (Value *slot = slots + first, *end = slots + slot_count; slot < end; slot++) slot->tag = V_ERROR;
    if (unlikely(call_eval_to_slots(call, frame, slots, first, places))) return argument_failed(call, function, slots, slot_count);
    if (unlikely(function->code->version != version))
        return call_again_steal(call, frame, &function->head, slots, first + call->args.count, places);
    if (unlikely(bind_defaults(function, slots))) return argument_failed(call, function, slots, slot_count);
    return run_form_steal(call, frame, function, slots, slot_count, FRAME_KEYWORDS);
}

/* first: 1 if slots[0] holds self. version: of the function's code. STEALS function and self */
static ALWAYS_INLINE Value call_form_steal(NodeCall *call, Frame *frame, Function *function, uint64_t version, Value *slots,
                                           uint32_t first, uint32_t given, FrameKind kind) {
    check(interp.frame == frame);
    if (unlikely((uintptr_t)slots < stack_limit)) return call_finish(&call->head, call_too_deep(function, first ? slots[0].o : NULL));
    if (kind == FRAME_KEYWORDS) return call_keywords_steal(call, frame, function, version, slots, first);
    uint32_t evaluated = eval_arguments(call->args, frame, slots + first, given, kind);
    if (unlikely(evaluated != given)) return argument_failed(call, function, slots, first + evaluated);
    if (given && unlikely(function->code->version != version)) return call_again_steal(call, frame, &function->head, slots, first + given, NULL);
    return run_form_steal(call, frame, function, slots, first + given, kind);
}

/* ---- f(...), f being a global of the module, or anything else ---- */

static ALWAYS_INLINE Value eval_global_form(Node *node, Frame *frame, Value *slots, uint32_t given, FrameKind kind) {
    NodeCall *call = NODE_CAST(Call, node);
    if (likely(call->cache.version == ((Dict *)frame->globals)->version)) {
        Function *function = *(Function **)call->cache.object;
        uint64_t version = call->form_version;
        if (likely(function->head.type == &function_type) && likely(function->code->version == version))
            return call_form_steal(call, frame, RETAIN(function), version, slots, 0, given, kind);
    }
    return eval_call_global(node, frame);
}

static ALWAYS_INLINE Value eval_plain_form(Node *node, Frame *frame, Value *slots, uint32_t given, FrameKind kind) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (unlikely(!callee)) return value_error();
    uint64_t version = call->form_version;
    if (likely(callee->type == &function_type) && likely(((Function *)callee)->code->version == version))
        return call_form_steal(call, frame, (Function *)callee, version, slots, 0, given, kind);
    return call_finish(node, call_callee_steal(call, frame, callee));
}

/* The functions differ from call to call. */
static Value eval_plain_any(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Value slots[MANY_SLOTS];
    Object *callee = eval_object(call->callee, frame);
    if (unlikely(!callee)) return value_error();
    const Code *code = likely(callee->type == &function_type) ? ((Function *)callee)->code : NULL;
    uint32_t given = call->args.count;
    if (unlikely(!code || !code->plain || given > code->positional_count || code->slot_count > MANY_SLOTS))
        return call_finish(node, call_callee_steal(call, frame, callee));
    if (given < code->positional_count) return call_form_steal(call, frame, (Function *)callee, code->version, slots, 0, given, FRAME_KEYWORDS);
    return call_form_steal(call, frame, (Function *)callee, code->version, slots, 0, given, FRAME_MANY);
}

/* ---- x.name(...) ---- */

/* Is the instance, of a known class, laid out so that no attribute of its own hides the method? */
static ALWAYS_INLINE bool layout_is(const Object *o, const Shape *shape) {
    if (likely(shape != NULL)) return object_attrs(o)->shape == shape;
    if (!(o->type->flags & TYPE_ATTRS)) return true;
    const Attrs *attrs = object_attrs(o);
    return !attrs->shape && !attrs->dict;
}

/* The x, owned; NULL: the general form is to do it all. cache.index: its slot + 1 if it is a local. */
static ALWAYS_INLINE Object *eval_owner(NodeCall *call, Frame *frame, Value *other) {
    uint32_t local = call->cache.index;
    Value owner = likely(local) ? frame->slots[local - 1] : own(eval(NODE_CAST(Attribute, call->callee)->value, frame));
    if (likely(owner.tag == V_NEW)) return local ? retain(owner.o) : owner.o;
    *other = local ? (Value){.tag = V_NEXT} : owner;
    return NULL;
}

/* An x that is a number, an error, or a local that the general form reads anew. */
static NOINLINE Value call_on_value(NodeCall *call, Frame *frame, Value owner) {
    if (owner.tag == V_NEXT) return eval_call_method(&call->head, frame);
    Object *box = owner.tag == V_ERROR ? NULL : value_box(owner);
    return box ? call_method_of_steal(call, frame, box) : fail(call);
}

static ALWAYS_INLINE Value eval_method_form(Node *node, Frame *frame, Value *slots, uint32_t given, FrameKind kind) {
    NodeCall *call = NODE_CAST(Call, node);
    Value other;
    Object *owner = eval_owner(call, frame, &other);
    if (unlikely(!owner)) return call_on_value(call, frame, other);
    if (likely(owner->type->version == call->cache.version) && likely(layout_is(owner, (Shape *)(uintptr_t)call->cache.version2))) {
        Function *function = (Function *)call->cache.object;
        uint64_t version = call->form_version;
        if (likely(function->code->version == version)) {
            slots[0] = value_new(owner);
            return call_form_steal(call, frame, RETAIN(function), version, slots, 1, given, kind);
        }
    }
    return call_method_of_steal(call, frame, owner);
}

/* Calls that meet instances of several classes, or of one class with several shapes. */
struct MethodCache {
    uint32_t next;           /* entry to be replaced next */
    bool large, partly;      /* some function has more than FEW_SLOTS; has more slots than arguments */
    struct MethodEntry { uint64_t version, code_version; Shape *shape; Function *function; bool defaults; } entries[CLASSES];
};

static ALWAYS_INLINE Value eval_methods_form(Node *node, Frame *frame, Value *slots, uint32_t given, FrameKind kind) {
    NodeCall *call = NODE_CAST(Call, node);
    Value other;
    Object *owner = eval_owner(call, frame, &other);
    if (unlikely(!owner)) return call_on_value(call, frame, other);
    uint64_t version = owner->type->version;
    struct MethodEntry *entries = call->methods->entries;
    for (struct MethodEntry *entry = entries; entry < entries + CLASSES; entry++) {
        if (entry->version != version || !layout_is(owner, entry->shape)) continue;
        if (unlikely(!version || entry->function->code->version != entry->code_version)) break;
        slots[0] = value_new(owner);
        if (kind != FRAME_EXACT && unlikely(entry->defaults)) return call_form_steal(call, frame, RETAIN(entry->function), entry->code_version, slots, 1, given, FRAME_KEYWORDS);
        return call_form_steal(call, frame, RETAIN(entry->function), entry->code_version, slots, 1, given, kind);
    }
    return call_method_of_steal(call, frame, owner);
}

/* The function that the type's method cache has for x.name, not hidden by an attribute of x; NULL: perhaps something else. */
static Function *peek_method(const NodeAttribute *attribute, Object *o) {
    Type *type = o->type;
    Object *found = type->flags & TYPE_PLAIN_GETATTR ? type_lookup_borrowed(type, attribute->name) : NULL;
    bool hidden = found && type->flags & TYPE_ATTRS && attrs_peek(o, attribute->name);
    if (unlikely(!found || hidden) && error_pending()) error_clear();
    return found && !hidden && found->type == &function_type ? (Function *)found : NULL;
}

/* Calls that meet more classes than there are caches for, or instances that have their __dict__. */
static Value eval_call_any_method(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Value other, slots[MANY_SLOTS];
    Object *owner = eval_owner(call, frame, &other);
    if (unlikely(!owner)) return call_on_value(call, frame, other);
    Function *function = peek_method(NODE_CAST(Attribute, call->callee), owner);
    const Code *code = function ? function->code : NULL;
    uint32_t given = call->args.count;
    if (unlikely(!code || !code->plain || given + 1 > code->positional_count || code->slot_count > MANY_SLOTS))
        return call_method_of_steal(call, frame, owner);
    slots[0] = value_new(owner);
    RETAIN(function);
    if (given + 1 < code->positional_count) return call_form_steal(call, frame, function, code->version, slots, 1, given, FRAME_KEYWORDS);
    return call_form_steal(call, frame, function, code->version, slots, 1, given, FRAME_MANY);
}

/* x.name(...) where name is no method: a function or bound method that x or its class keeps, a function of a module. */
static Value eval_call_kept(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Value other, slots[MANY_SLOTS];
    Object *owner = eval_owner(call, frame, &other);
    if (unlikely(!owner)) return call_on_value(call, frame, other);
    Object *callee = peek_cached_value(NODE_CAST(Attribute, call->callee), owner);
    if (unlikely(!callee)) return call_method_of_steal(call, frame, owner);
    retain(callee);
    release(owner);
    const Code *code = likely(callee->type == &function_type) ? ((Function *)callee)->code : NULL;
    if (unlikely(!code || !code->plain || call->args.count != code->positional_count || call->keywords.count || code->slot_count > MANY_SLOTS))
        return call_finish(node, call_any_steal(call, frame, callee, NULL));
    return call_form_steal(call, frame, (Function *)callee, code->version, slots, 0, call->args.count, FRAME_MANY);
}

/* C.name(...) and x.name(...) where name is a class method: the class is the first argument, without a bound method. */
static Value eval_call_class_method(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Value other, slots[MANY_SLOTS];
    Object *owner = eval_owner(call, frame, &other);
    if (unlikely(!owner)) return call_on_value(call, frame, other);
    const Cache *cache = &call->cache;
    bool is_class = owner->type == &type_type;
    Type *class = is_class ? (Type *)owner : owner->type;
    bool known = class->version == cache->version && cache->kind == CALL_CACHE_CLASS_METHOD && (is_class || layout_is(owner, (Shape *)(uintptr_t)cache->version2));
    Object *callable = likely(known) ? ((MethodWrapper *)cache->object)->callable : NULL;
    const Code *code = likely(callable && is_function(callable)) ? ((Function *)callable)->code : NULL;
    if (unlikely(!code || !code->plain || call->args.count + 1 != code->positional_count || code->slot_count > MANY_SLOTS))
        return call_method_of_steal(call, frame, owner);
    slots[0] = value_new(is_class ? owner : retain(&class->head));
    if (!is_class) release(owner);
    return call_form_steal(call, frame, (Function *)retain(callable), code->version, slots, 1, call->args.count, FRAME_MANY);
}

/* ---- C(...) ---- */

/* Evaluates the arguments, then makes the instance and runs __init__. STEALS init and type. */
static ALWAYS_INLINE Value make_instance_steal(NodeCall *call, Frame *frame, Type *type, Function *init, Value *slots, uint32_t given, FrameKind kind) {
    uint64_t version = type->version, code_version = init->code->version;
    if (unlikely((uintptr_t)slots < stack_limit)) return RELEASE(type), call_finish(&call->head, call_too_deep(init, NULL));
    uint32_t evaluated = eval_arguments(call->args, frame, slots + 1, given, kind);
    if (unlikely(evaluated != given)) return RELEASE(type), argument_failed(call, init, slots + 1, evaluated);
    if (unlikely(type->version != version || init->code->version != code_version)) {
        RELEASE(init);
        return call_again_steal(call, frame, &type->head, slots + 1, given, NULL);
    }
    Object *instance = instance_new(type);
    RELEASE(type);
    if (unlikely(!instance)) return argument_failed(call, init, slots + 1, given);
    slots[0] = value_new(retain(instance));
    Value result = run_form_steal(call, frame, init, slots, 1 + given, kind);
    return likely(result.tag == V_BORROWED && result.o == None) ? value_new(instance) : call_init_result_steal(call, instance, result);
}

/* Another callee than the form's class. x.name(...) must find methods again. */
static NOINLINE Value class_missed_steal(NodeCall *call, Frame *frame, Object *callee) {
    if (call->callee->kind == NODE_Attribute) specialise_call(call);
    return call_finish(&call->head, call_callee_steal(call, frame, callee));
}

static ALWAYS_INLINE Value eval_class_form(Node *node, Frame *frame, Value *slots, uint32_t given, FrameKind kind) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (unlikely(!callee)) return value_error();
    if (likely(callee->type == &type_type) && likely(((Type *)callee)->version == call->cache.version)) {
        Function *init = (Function *)call->cache.object;
        if (likely(call->cache.kind == CALL_CACHE_INIT && init->code->version == call->form_version))
            return make_instance_steal(call, frame, (Type *)callee, RETAIN(init), slots, given, kind);
    }
    return class_missed_steal(call, frame, callee);
}

/* C() that runs no script code. */
static Value eval_class_bare(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    Object *callee = eval_object(call->callee, frame);
    if (unlikely(!callee)) return value_error();
    if (unlikely(callee->type != &type_type || ((Type *)callee)->version != call->cache.version || call->cache.kind != CALL_CACHE_BARE))
        return class_missed_steal(call, frame, callee);
    Object *instance = instance_new((Type *)callee);
    release(callee);
    return likely(instance != NULL) ? value_new(instance) : fail(node);
}

/* ---- super().name(...) ---- */

bool call_is_super(const NodeCall *call) {
    const NodeCall *inner = (const NodeCall *)((const NodeAttribute *)call->callee)->value;
    if (call->keywords.count || inner->head.kind != NODE_Call || inner->args.count || inner->keywords.count) return false;
    const NodeName *name = (const NodeName *)inner->callee;
    return name->head.kind == NODE_Name && name->scope == NAME_GLOBAL && name->id == NAME(super);
}

/* What super() finds in this frame, if all is as usual: self, and the class whose method runs. */
static ALWAYS_INLINE bool peek_super(const Frame *frame, uint32_t cell, Object **self, Object **class) {
    if (unlikely(frame->slots[0].tag != V_NEW || cell >= frame->code->free_count)) return false;
    *self = frame->slots[0].o;
    *class = frame_cell(frame, cell)->value;
    return likely(*class != NULL);
}

static uint32_t class_cell_index(const Code *code) {
    uint32_t i = 0;
    while (i < code->free_count && code->free_names[i] != NAME(__class__)) i++;
    return i;
}

/* The function that super().name is for instances of self's class, if it is one that takes the arguments as they stand. */
static NOINLINE bool note_super(NodeCall *call, Object *self, Object *class) {
    if (!is_type(class) || is_type(self) || !type_is_subtype(self->type, (Type *)class) || self->type == &cell_type) return false;
    if (!self->type->version || !((Type *)class)->version) return false;
    Object *found = super_peek_behind((Type *)class, self->type, NODE_CAST(Attribute, call->callee)->name);
    if (!found || !is_function(found)) return false;
    const Code *code = ((Function *)found)->code;
    if (!code->plain || code->positional_count != call->args.count + 1 || code->slot_count > MANY_SLOTS) return false;
    call->cache = (Cache){.version = self->type->version, .version2 = ((Type *)class)->version, .kind = CALL_CACHE_SUPER,
                          .index = call->cache.index, .object = found};
    call->form_version = code->version;
    return true;
}

Value eval_call_super(Node *node, Frame *frame) {
    NodeCall *call = NODE_CAST(Call, node);
    NodeCall *inner = NODE_CAST(Call, NODE_CAST(Attribute, call->callee)->value);
    Object *self = NULL, *class = NULL;
    if (unlikely(!frame->code->positional_count || peek_global(NODE_CAST(Name, inner->callee), frame) != (Object *)&super_type))
        return eval_call_method(node, frame);
    if (unlikely(!call->cache.index)) call->cache.index = class_cell_index(frame->code) + 1;
    if (unlikely(!peek_super(frame, call->cache.index - 1, &self, &class))) return eval_call_method(node, frame);
    bool known = call->cache.kind == CALL_CACHE_SUPER && self->type->version == call->cache.version && is_type(class) &&
                 ((Type *)class)->version == call->cache.version2;
    if (unlikely(!known || ((Function *)call->cache.object)->code->version != call->form_version) && !note_super(call, self, class))
        return eval_call_method(node, frame);
    Value slots[MANY_SLOTS];
    slots[0] = value_new(retain(self));
    Function *function = (Function *)call->cache.object;
    return call_form_steal(call, frame, RETAIN(function), call->form_version, slots, 1, call->args.count, FRAME_MANY);
}

/* ---- choosing ---- */

#define FORM(callee, name, room, given, kind) \
    static Value eval_##callee##_##name(Node *node, Frame *frame) { \
        Value slots[room]; \
        return eval_##callee##_form(node, frame, slots, given, kind); \
    }
#define FORMS(callee) \
    FORM(callee, exact_0, 1, 0, FRAME_EXACT) FORM(callee, exact_1, 2, 1, FRAME_EXACT) FORM(callee, exact_2, 3, 2, FRAME_EXACT) \
    FORM(callee, exact_3, 4, 3, FRAME_EXACT) FORM(callee, exact_4, 5, 4, FRAME_EXACT) FORM(callee, few_0, FEW_SLOTS, 0, FRAME_FEW) \
    FORM(callee, few_1, FEW_SLOTS, 1, FRAME_FEW) FORM(callee, few_2, FEW_SLOTS, 2, FRAME_FEW) FORM(callee, few_3, FEW_SLOTS, 3, FRAME_FEW) \
    FORM(callee, few_4, FEW_SLOTS, 4, FRAME_FEW) FORM(callee, many, MANY_SLOTS, NODE_CAST(Call, node)->args.count, FRAME_MANY) \
    static const EvalFn callee##_forms[2][ARGUMENTS + 1] = { \
        {eval_##callee##_exact_0, eval_##callee##_exact_1, eval_##callee##_exact_2, eval_##callee##_exact_3, eval_##callee##_exact_4}, \
        {eval_##callee##_few_0, eval_##callee##_few_1, eval_##callee##_few_2, eval_##callee##_few_3, eval_##callee##_few_4}, \
    };

FORMS(global)
FORMS(plain)
FORMS(method)
FORMS(class)
FORM(global, keywords, MANY_SLOTS, 0, FRAME_KEYWORDS)
FORM(plain, keywords, MANY_SLOTS, 0, FRAME_KEYWORDS)
FORM(method, keywords, MANY_SLOTS, 0, FRAME_KEYWORDS)
FORM(methods, exact_0, 1, 0, FRAME_EXACT)
FORM(methods, exact_1, 2, 1, FRAME_EXACT)
FORM(methods, few_0, FEW_SLOTS, 0, FRAME_FEW)
FORM(methods, few_1, FEW_SLOTS, 1, FRAME_FEW)
FORM(methods, few_2, FEW_SLOTS, 2, FRAME_FEW)
FORM(methods, many, MANY_SLOTS, NODE_CAST(Call, node)->args.count, FRAME_MANY)

/* NULL: the code has too many slots, or cells, or suspends. */
static EvalFn choose(const NodeCall *call, const Code *code, bool exact, const EvalFn forms[2][ARGUMENTS + 1], EvalFn many, EvalFn keywords) {
    uint32_t given = call->args.count, filled = code->positional_count;
    if (!specialising() || trace_is_on() || code->cell_count || code_suspends(code) || code->slot_count > MANY_SLOTS) return NULL;
    if (!exact) return keywords;
    if (given > ARGUMENTS || code->slot_count > FEW_SLOTS) return many;
    return forms[code->slot_count > filled][given];
}

static void take_form(NodeCall *call, EvalFn form, const Code *code) {
    call->form_version = code->version;
    call->head.eval = form;
}

static bool is_global(const Node *callee) { return callee->kind == NODE_Name && ((const NodeName *)callee)->scope == NAME_GLOBAL; }

void call_choose_form(NodeCall *call, Frame *frame, Function *function, bool exact) {
    if (!is_global(call->callee)) {
        EvalFn form = choose(call, function->code, exact, plain_forms, eval_plain_many, eval_plain_keywords);
        if (!form || call->callee->kind == NODE_Attribute || call->head.eval == eval_plain_any) return;
        if (call->head.misses++ < CLASSES || call->keywords.count) take_form(call, form, function->code);
        else call->head.eval = eval_plain_any;
        return;
    }
    const Cache *name = &NODE_CAST(Name, call->callee)->cache;
    EvalFn form = choose(call, function->code, exact, global_forms, eval_global_many, eval_global_keywords);
    if (!form || name->version2 || name->version != ((Dict *)frame->globals)->version) return;
    call->cache = (Cache){.version = name->version, .kind = CALL_CACHE_GLOBAL, .object = name->object};
    take_form(call, form, function->code);
}

/* The slot + 1 of a local that may be read in place, else 0. */
static uint32_t local_of(const Node *node) {
    const NodeName *name = (const NodeName *)node;
    return node->kind == NODE_Name && name->scope == NAME_LOCAL ? name->index + 1 : 0;
}

static void choose_methods(NodeCall *call, Frame *frame, Function *function, Type *type, Shape *shape, bool exact) {
    static const EvalFn few[] = {eval_methods_few_0, eval_methods_few_1, eval_methods_few_2};
    static const EvalFn full[] = {eval_methods_exact_0, eval_methods_exact_1, eval_methods_few_2};
    if (!call->methods && !(call->methods = tree_alloc(frame->code->tree, sizeof *call->methods))) {
        error_clear();
        return;
    }
    struct MethodCache *methods = call->methods;
    methods->entries[methods->next++ % CLASSES] = (struct MethodEntry){
        .version = type->version, .code_version = function->code->version, .shape = shape, .function = function, .defaults = !exact};
    methods->large |= function->code->slot_count > FEW_SLOTS;
    methods->partly |= function->code->slot_count > call->args.count + 1;
    call->head.eval = methods->large || call->args.count > 2 ? eval_methods_many : (methods->partly ? few : full)[call->args.count];
}

void call_choose_method_form(NodeCall *call, Frame *frame, Function *function, Object *self, bool exact) {
    Type *type = self->type;
    EvalFn form = choose(call, function->code, exact, method_forms, eval_method_many, eval_method_keywords);
    if (!form || !type->version || call->head.eval == eval_call_super) return;
    Attrs *attrs = type->flags & TYPE_ATTRS ? object_attrs(self) : NULL;
    Shape *shape = attrs ? attrs->shape : NULL;
    call->cache = (Cache){.version = type->version, .version2 = (uintptr_t)shape, .kind = CALL_CACHE_METHOD,
                          .index = local_of(NODE_CAST(Attribute, call->callee)->value), .object = &function->head};
    if (call->head.misses < MEGAMORPHIC) call->head.misses++;
    if (!call->keywords.count && (call->head.misses >= MEGAMORPHIC || (attrs && attrs->dict))) call->head.eval = eval_call_any_method;
    else if (attrs && attrs->dict) return;
    else if (call->head.misses < 3 || call->keywords.count) take_form(call, form, function->code);
    else choose_methods(call, frame, function, type, shape, exact);
}

void call_choose_kept_form(NodeCall *call) {
    const NodeAttribute *attribute = NODE_CAST(Attribute, call->callee);
    if (!specialising() || trace_is_on() || call->head.eval == eval_call_super || call->head.misses >= MEGAMORPHIC) return;
    call->head.misses++;
    call->cache = (Cache){.index = local_of(attribute->value)};
    call->head.eval = eval_call_kept;
}

void call_choose_class_method_form(NodeCall *call, Object *owner, const Object *callee) {
    const NodeAttribute *attribute = NODE_CAST(Attribute, call->callee);
    Type *class = owner->type == &type_type ? (Type *)owner : owner->type;
    Object *found = class->flags & TYPE_PLAIN_GETATTR ? type_lookup_borrowed(class, attribute->name) : NULL;
    if (!found && error_pending()) error_clear();
    if (!found || found->type != &classmethod_type || ((const BoundMethod *)callee)->function != ((MethodWrapper *)found)->callable) {
        call_choose_kept_form(call);
        return;
    }
    const Attrs *attrs = owner != &class->head && class->flags & TYPE_ATTRS ? object_attrs(owner) : NULL;
    if (!specialising() || trace_is_on() || call->head.eval == eval_call_super || call->head.misses >= MEGAMORPHIC) return;
    if (call->keywords.count || !class->version || ((const BoundMethod *)callee)->self != &class->head || (attrs && attrs->dict)) return;
    call->head.misses++;
    call->cache = (Cache){.version = class->version, .version2 = attrs ? (uintptr_t)attrs->shape : 0, .kind = CALL_CACHE_CLASS_METHOD,
                          .index = local_of(attribute->value), .object = found};
    call->head.eval = eval_call_class_method;
}

/* One that is an attribute takes a form a few times only. */
static bool may_take_class_form(NodeCall *call) {
    return call->callee->kind != NODE_Attribute || (call->head.misses < MEGAMORPHIC && call->head.misses++ < MEGAMORPHIC);
}

void call_choose_bare_form(NodeCall *call, const Type *type) {
    if (!specialising() || trace_is_on() || !may_take_class_form(call)) return;
    call->cache = (Cache){.version = type->version, .kind = CALL_CACHE_BARE};
    call->head.eval = eval_class_bare;
}

void call_choose_class_form(NodeCall *call, Function *init) {
    bool fits = init->code->plain && init->code->positional_count == call->args.count + 1 && !call->keywords.count;
    EvalFn form = choose(call, init->code, fits, class_forms, eval_class_many, NULL);
    if (form && call->cache.kind == CALL_CACHE_INIT && may_take_class_form(call)) take_form(call, form, init->code);
}
