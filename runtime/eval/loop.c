/* loop.c - the for statement.
 *
 * `for i in range(...)` counts unboxed and makes no range object; lists and tuples are walked by index; everything else
 * by its iterator. A safe point stands at every back-edge. */
#include <alloca.h>

#include "builtins/types/list.h"
#include "builtins/types/range.h"
#include "runtime/eval/eval.h"
#include "builtins/types/str.h"
#include "runtime/eval/invoke.h"
#include "runtime/eval/iterate.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/eval/loop.h"
#include "runtime/object/names.h"

/* ---- one round ---- */

/* After the body: 0 go on, 1 leave the loop with *flow. */
static ALWAYS_INLINE int round_done(Flow *flow, Node *node) {
    if (likely(*flow == FLOW_NEXT || *flow == FLOW_CONTINUE)) {
        if (likely(!interp.pending)) return 0;
        if (!interp_serve_pending()) return 0;
        *flow = fail_flow(node);
        return 1;
    }
    return 1;
}

static Flow loop_end(NodeFor *loop, Frame *frame) { return loop->orelse ? exec(loop->orelse, frame) : FLOW_NEXT; }
static Flow loop_left(Flow flow) { return flow == FLOW_BREAK ? FLOW_NEXT : flow; }

/* After a round that was the last, and when the items have come to their end. Both STEAL source, what the loop goes over. */
static ALWAYS_INLINE Flow leave_loop(Flow flow, Object *source) {
    release(source);
    return loop_left(flow);
}

static ALWAYS_INLINE Flow end_loop(NodeFor *loop, Frame *frame, Object *source) {
    bool failed = error_pending();
    if (failed) note_failure(loop);
    release(source);
    return failed ? FLOW_ERROR : loop_end(loop, frame);
}

static const Parts no_parts;
static ALWAYS_INLINE int set_target(Node *target, Frame *frame, Value value) { return store_item_steal(target, &no_parts, frame, value); }

/* ---- range ---- */

bool loop_is_range_call(Node *iter) {
    if (iter->kind != NODE_Call) return false;
    NodeCall *call = NODE_CAST(Call, iter);
    if (call->callee->kind != NODE_Name || call->keywords.count || call->args.count < 1 || call->args.count > 3) return false;
    for (uint32_t i = 0; i < call->args.count; i++)
        if (call->args.items[i]->kind == NODE_Starred) return false;
    return true;
}

int loop_range_bounds(NodeCall *call, Frame *frame, RangeBounds *bounds, Object **other) {
    Value args[3];
    uint32_t count = call->args.count;
    bool ints = true;
    *other = NULL;
    for (uint32_t i = 0; i < count; i++) {
        args[i] = eval(call->args.items[i], frame);
        if (unlikely(args[i].tag == V_ERROR)) {
            while (i--) value_release(args[i]);
            return -1;
        }
        args[i] = unbox(own(args[i]));
        ints = ints && args[i].tag == V_INT;
    }
    int64_t step = count == 3 && ints ? args[2].i : 1;
    if (likely(ints && step != 0)) {
        int64_t start = count > 1 ? args[0].i : 0, stop = count > 1 ? args[1].i : args[0].i;
        *bounds = (RangeBounds){.next = start, .step = step, .remaining = range_count(start, stop, step)};
        return 0;
    }
    Object *objects[3];
    for (uint32_t i = 0; i < count; i++) {
        objects[i] = to_object(args[i]);
        if (objects[i]) continue;
        while (i--) release(objects[i]);
        return -1;
    }
    *other = object_call((Object *)&range_type, objects, count, NULL);
    for (uint32_t i = 0; i < count; i++) release(objects[i]);
    if (!*other) note_failure(call);
    return *other ? 0 : -1;
}

static Flow loop_over_iterable(NodeFor *loop, Frame *frame, Object *source);

static Flow exec_for_range(Node *node, Frame *frame) {
    NodeFor *loop = NODE_CAST(For, node);
    NodeCall *call = NODE_CAST(Call, loop->iter);
    Object *callee = NODE_CAST(Name, call->callee)->scope == NAME_GLOBAL ? peek_global(NODE_CAST(Name, call->callee), frame) : NULL;
    if (unlikely(!callee)) return FLOW_ERROR;
    if (unlikely(callee != (Object *)&range_type)) return exec_for(node, frame);
    RangeBounds bounds;
    Object *other;
    if (unlikely(loop_range_bounds(call, frame, &bounds, &other))) return FLOW_ERROR;
    if (unlikely(other != NULL)) return loop_over_iterable(loop, frame, other);
    Node *target = loop->target, *body = loop->body;
    for (; bounds.remaining > 0; bounds.remaining--, bounds.next = (int64_t)((uint64_t)bounds.next + (uint64_t)bounds.step)) {
        if (unlikely(set_target(target, frame, value_int(bounds.next)))) return fail_flow(node);
        Flow flow = exec(body, frame);
        if (round_done(&flow, node)) return loop_left(flow);
    }
    return loop_end(loop, frame);
}

/* ---- lists and tuples ---- */

/* STEALS list. Its length is read anew each round, since the body may change it. */
static Flow loop_over_list(NodeFor *loop, Frame *frame, Object *list) {
    Flow flow = FLOW_NEXT;
    const Parts parts = parts_of(loop->target);
    for (size_t i = 0; i < ((List *)list)->count; i++) {
        Value item = value_new(retain(((List *)list)->items[i]));
        flow = unlikely(store_item_steal(loop->target, &parts, frame, item)) ? fail_flow(loop) : exec(loop->body, frame);
        if (round_done(&flow, &loop->head)) return leave_loop(flow, list);
    }
    release(list);
    return loop_end(loop, frame);
}

static Flow loop_over_tuple(NodeFor *loop, Frame *frame, Object *tuple) {
    const Parts parts = parts_of(loop->target);
    for (size_t i = 0; i < tuple_count(tuple); i++) {
        Value item = value_new(retain(tuple_item_borrowed(tuple, i)));
        Flow flow = unlikely(store_item_steal(loop->target, &parts, frame, item)) ? fail_flow(loop) : exec(loop->body, frame);
        if (round_done(&flow, &loop->head)) return leave_loop(flow, tuple);
    }
    release(tuple);
    return loop_end(loop, frame);
}

/* ---- iterators ---- */

/* The characters of an exact str. STEALS text. */
static Flow loop_over_text(NodeFor *loop, Frame *frame, Object *text) {
    for (size_t at = 0; at < str_size(text);) {
        Value character = value_new(str_next_character(text, &at));
        bool failed = unlikely(character.tag == V_ERROR) || unlikely(set_target(loop->target, frame, character));
        Flow flow = unlikely(failed) ? fail_flow(loop) : exec(loop->body, frame);
        if (round_done(&flow, &loop->head)) return leave_loop(flow, text);
    }
    release(text);
    return loop_end(loop, frame);
}

/* STEALS iterator. */
static Flow loop_over_iterator(NodeFor *loop, Frame *frame, Object *iterator) {
    const Parts parts = parts_of(loop->target);
    const bool split = parts.count && iterator->type->next_parts;
    for (;;) {
        int taken = split ? take_parts(iterator, &parts, frame) : -1;
        if (taken == 0) break;
        if (taken < 0) {
            Value item = next_value(iterator);
            if (item.tag == V_ERROR) break;
            taken = likely(!store_item_steal(loop->target, &parts, frame, item));
        }
        Flow flow = unlikely(!taken) ? fail_flow(loop) : exec(loop->body, frame);
        if (round_done(&flow, &loop->head)) return leave_loop(flow, iterator);
    }
    return end_loop(loop, frame, iterator);
}

/* ---- instances of script classes ---- */

/* The __next__ of a class if it is a function that may be called with the instance alone. BORROWED, or NULL */
static Function *plain_next(Type *type) {
    Object *method = type->flags & TYPE_HEAP ? type_lookup_borrowed(type, NAME(__next__)) : NULL;
    if (!method || !is_function(method)) return NULL;
    const Code *code = ((Function *)method)->code;
    return code->plain && code->positional_count == 1 && specialising() ? (Function *)method : NULL;
}

/* The next value, or V_ERROR without an exception at the end. */
static NOINLINE Value call_next(Function *function, Object *self) {
    if (unlikely(stack_is_low())) return error_recursion(""), value_error();
    uint32_t slot_count = function->code->slot_count;
    Value *slots = alloca(slot_count * sizeof *slots);
    slots[0] = value_new(retain(self));
    for (uint32_t i = 1; i < slot_count; i++) slots[i].tag = V_ERROR;
    Value item = own(function_invoke_steal(RETAIN(function), slots, NULL));
    if (unlikely(item.tag == V_ERROR)) object_next_none(self);
    return item;
}

/* Calls __next__ without going by the type's slot. STEALS iterator. */
static Flow loop_over_instance(NodeFor *loop, Frame *frame, Object *iterator) {
    uint64_t version = 0;
    Function *next = NULL;
    for (;;) {
        const Type *type = iterator->type;
        if (unlikely(type->version != version || !version)) {
            next = plain_next(iterator->type);
            version = type->version;
        }
        bool fits = next && next->code->plain && next->code->positional_count == 1;   /* it may have another code now */
        Value item = likely(fits) ? call_next(next, iterator) : value_new(object_next_quick(iterator));
        if (item.tag == V_ERROR) break;
        Flow flow = unlikely(set_target(loop->target, frame, item)) ? fail_flow(loop) : exec(loop->body, frame);
        if (round_done(&flow, &loop->head)) return leave_loop(flow, iterator);
    }
    return end_loop(loop, frame, iterator);
}

/* A round of the loop, in the frame of the loop. Items are left to the caller while somebody could see that the generator
 * runs, or handles an exception that the body must not see. */
static bool take_item(void *context, Value item) {
    LoopTake *take = context;
    if (unlikely(take->generator->head.refcount != 1 || interp.handled != take->handled || trace_is_on())) return false;
    Frame *inside = interp.frame;
    interp.frame = take->frame;
    interp.calls_left++;
    Flow flow = unlikely(set_target(take->loop->target, take->frame, item)) ? fail_flow(take->loop) : exec(take->loop->body, take->frame);
    int done = round_done(&flow, &take->loop->head);
    interp.calls_left--;
    interp.frame = inside;
    if (done) take->flow = flow;
    return !done;
}

Value loop_take_items(LoopTake *take) {
    Generator *g = take->generator;
    bool alone = g->head.refcount == 1 && !g->weakrefs && g->state != GENERATOR_RUNNING && specialising() && !trace_is_on();
    if (!alone) return generator_next_value(g);
    take->handled = interp.handled;
    g->take = take_item;
    g->take_context = take;
    Value item = generator_next_value(g);
    g->take = NULL;
    return item;
}

/* Generators hand their values over unboxed. STEALS generator. */
static Flow loop_over_generator(NodeFor *loop, Frame *frame, Object *generator) {
    LoopTake take = {.loop = loop, .frame = frame, .generator = (Generator *)generator, .flow = FLOW_NEXT};
    for (;;) {
        Value item = loop_take_items(&take);
        if (take.flow != FLOW_NEXT) return leave_loop(take.flow, generator);
        if (item.tag == V_ERROR) break;
        Flow flow = unlikely(set_target(loop->target, frame, item)) ? fail_flow(loop) : exec(loop->body, frame);
        if (round_done(&flow, &loop->head)) return leave_loop(flow, generator);
    }
    return end_loop(loop, frame, generator);
}

/* STEALS source. */
static Flow loop_over_iterable(NodeFor *loop, Frame *frame, Object *source) {
    if (is_list_exact(source)) return loop_over_list(loop, frame, source);
    if (is_tuple_exact(source)) return loop_over_tuple(loop, frame, source);
    if (is_generator(source)) return loop_over_generator(loop, frame, source);
    if (is_str_exact(source)) return loop_over_text(loop, frame, source);
    Object *iterator = object_iter(source);
    release(source);
    if (!iterator) return fail_flow(loop);
    return plain_next(iterator->type) ? loop_over_instance(loop, frame, iterator) : loop_over_iterator(loop, frame, iterator);
}

Flow exec_for(Node *node, Frame *frame) {
    NodeFor *loop = NODE_CAST(For, node);
    Object *source = eval_object(loop->iter, frame);
    return source ? loop_over_iterable(loop, frame, source) : FLOW_ERROR;
}

void specialise_for(NodeFor *node) {
    if (!loop_is_range_call(node->iter)) return;
    if (NODE_CAST(Name, NODE_CAST(Call, node->iter)->callee)->scope == NAME_GLOBAL) node->head.exec = exec_for_range;
}
