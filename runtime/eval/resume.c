/* resume.c - resumable forms of the statements that contain a yield.
 *
 * lower.c has seen to it that yield, yield from and await stand only as the whole value of an expression statement or a
 * SlotStore. When such a statement suspends, FLOW_YIELD travels up, and each statement around it notes where it was in
 * its state slot; nothing is noted while a generator simply runs. When the generator goes on, frame->resuming is set and
 * each of these statements goes back to the noted place, until the yield itself clears the flag. */
#include "builtins/types/list.h"
#include "builtins/types/range.h"
#include "builtins/types/set.h"
#include "runtime/eval/async.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/iterate.h"
#include "runtime/eval/loop.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/eval/try.h"
#include "runtime/eval/with.h"

static Generator *generator_of(const Frame *frame) { return (Generator *)frame->generator; }
static void note_state(Frame *frame, uint32_t slot, int64_t state) { frame->slots[slot] = value_int(state); }
static int64_t state_of(const Frame *frame, uint32_t slot) { return frame->resuming ? frame->slots[slot].i : 0; }
static void slot_clear(Frame *frame, uint32_t slot) {
    Value old = frame->slots[slot];
    frame->slots[slot].tag = V_ERROR;
    value_release(old);
}
/* Moves an object out of a slot. */
static Object *slot_take(Frame *frame, uint32_t slot) {
    Value value = frame->slots[slot];
    frame->slots[slot].tag = V_ERROR;
    return value.tag == V_NEW ? value.o : NULL;
}

/* ---- the yields themselves ---- */

/* The exception that is pending was thrown into a generator that handles another one: that is its context. */
static COLD void chain_thrown(const Generator *g) {
    if (interp.handled && interp.handled != g->handled_outside && error_peek() != interp.handled) error_raise_steal(error_take());
}

/* Drives the iterator in a slot: FLOW_YIELD while it yields, FLOW_NEXT with its result in *value, FLOW_ERROR. */
static Flow delegate(Frame *frame, uint32_t slot, Node *node, Value *value) {
    Generator *g = generator_of(frame);
    Object *iterator = retain(frame->slots[slot].o);
    ResumeResult outcome;
    frame->call_node = node;
    if (!frame->resuming) {
        outcome = iterator_send(iterator, None, value);
    } else {
        frame->resuming = false;
        g->awaiting = NULL;
        bool thrown = !g->sent;
        outcome = thrown ? iterator_throw(iterator, g->thrown, value) : iterator_send(iterator, g->sent, value);
        if (thrown && outcome == RESUME_ERROR) chain_thrown(g);
    }
    if (outcome == RESUME_YIELDED) {
        frame->result = *value;
        g->awaiting = frame->slots[slot].o;
        g->yielded_value = false;
        release(iterator);
        return FLOW_YIELD;
    }
    release(iterator);
    slot_clear(frame, slot);
    return outcome == RESUME_RETURNED ? FLOW_NEXT : fail_flow(node);
}

static Flow run_plain_yield(NodeYield *yield, Frame *frame, Value *value) {
    Generator *g = generator_of(frame);
    if (frame->resuming) {
        frame->resuming = false;
        if (!g->sent) {
            chain_thrown(g);
            return fail_flow(yield);
        }
        *value = value_new(retain(g->sent));
        return FLOW_NEXT;
    }
    Value result = yield->value ? own(eval(yield->value, frame)) : value_new(retain(None));
    if (result.tag == V_ERROR) return FLOW_ERROR;
    frame->result = result;
    frame->call_node = &yield->head;
    g->yielded_value = true;
    return FLOW_YIELD;
}

/* The iterator of `yield from source`; a plain generator cannot delegate to a coroutine. */
static Object *delegate_iterator(Object *source, Frame *frame) {
    if (is_coroutine(source) && !(frame->code->flags & (CODE_COROUTINE | CODE_ITERABLE_COROUTINE)))
        return error_set(TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
    return is_coroutine(source) ? retain(source) : object_iter(source);
}

static Flow start_delegation(Node *node, Node *source_node, uint32_t slot, Frame *frame, bool await) {
    Object *source = eval_object(source_node, frame);
    if (!source) return FLOW_ERROR;
    Object *iterator = await ? awaitable_iterator(source) : delegate_iterator(source, frame);
    release(source);
    if (!iterator) return fail_flow(node);
    slot_set_steal(&frame->slots[slot], value_new(iterator));
    return FLOW_NEXT;
}

static Flow run_yield(Node *node, Frame *frame, Value *value) {
    if (node->kind == NODE_Yield) return run_plain_yield(NODE_CAST(Yield, node), frame, value);
    bool await = node->kind == NODE_Await;
    uint32_t slot = await ? NODE_CAST(Await, node)->iter_slot : NODE_CAST(YieldFrom, node)->iter_slot;
    Node *source = await ? NODE_CAST(Await, node)->value : NODE_CAST(YieldFrom, node)->value;
    if (!frame->resuming) {
        Flow flow = start_delegation(node, source, slot, frame, await);
        if (flow != FLOW_NEXT) return flow;
    }
    return delegate(frame, slot, node, value);
}

/* `yield value` whose result nobody uses: the common case. */
static Flow exec_exprstmt_plain_yield(Node *node, Frame *frame) {
    NodeYield *yield = NODE_CAST(Yield, NODE_CAST(ExprStmt, node)->value);
    Generator *g = generator_of(frame);
    if (frame->resuming) {
        frame->resuming = false;
        if (likely(g->sent != NULL)) return FLOW_NEXT;
        chain_thrown(g);
        return fail_flow(yield);
    }
    Value result = yield->value ? own(eval(yield->value, frame)) : value_none();
    if (unlikely(result.tag == V_ERROR)) return FLOW_ERROR;
    result = own(result);
    if (g->take && g->take(g->take_context, result)) return FLOW_NEXT;
    frame->result = result;
    frame->call_node = &yield->head;
    g->yielded_value = true;
    return FLOW_YIELD;
}

/* Goes on with what `yield from` goes through, nothing having been sent or thrown. FLOW_NEXT at the end, whose value nobody
 * wants. */
static Flow next_of_delegate(NodeYieldFrom *node, Frame *frame, Generator *g) {
    Object *iterator = frame->slots[node->iter_slot].o;
    frame->resuming = false;
    frame->call_node = &node->head;
    for (;;) {
        Value item = is_generator(iterator) ? generator_next_value((Generator *)iterator) : value_new(object_next_quick(iterator));
        if (unlikely(item.tag == V_ERROR)) break;
        if (g->take && g->take(g->take_context, item)) continue;
        frame->result = item;
        g->awaiting = iterator;
        g->yielded_value = false;
        return FLOW_YIELD;
    }
    g->awaiting = NULL;
    slot_clear(frame, node->iter_slot);
    return error_pending() ? fail_flow(node) : FLOW_NEXT;
}

/* `yield from source` whose value nobody uses. */
static Flow exec_exprstmt_yield_from(Node *node, Frame *frame) {
    NodeYieldFrom *yield = NODE_CAST(YieldFrom, NODE_CAST(ExprStmt, node)->value);
    Generator *g = generator_of(frame);
    if (!frame->resuming) {
        Flow flow = start_delegation(&yield->head, yield->value, yield->iter_slot, frame, false);
        if (flow != FLOW_NEXT) return flow;
    }
    const Object *iterator = frame->slots[yield->iter_slot].o;
    if (likely(iterator->type->next != NULL) && (!frame->resuming || likely(g->sent == None))) return next_of_delegate(yield, frame, g);
    Value value = value_none();
    Flow flow = delegate(frame, yield->iter_slot, &yield->head, &value);
    if (flow == FLOW_NEXT) value_release(value);
    return flow;
}

Flow exec_exprstmt_yield(Node *node, Frame *frame) {
    Value value = value_none();
    Flow flow = run_yield(NODE_CAST(ExprStmt, node)->value, frame, &value);
    if (flow == FLOW_NEXT) value_release(value);
    return flow;
}

Flow exec_slotstore_yield(Node *node, Frame *frame) {
    NodeSlotStore *store = NODE_CAST(SlotStore, node);
    Value value;
    Flow flow = run_yield(store->value, frame, &value);
    if (flow == FLOW_NEXT) slot_set_steal(&frame->slots[store->slot], own(value));
    return flow;
}

/* A yield where lower.c put none. */
Value eval_yield_misplaced(Node *node, Frame *frame) {
    (void)frame;
    error_bad_internal_call("eval_yield_misplaced");
    return fail(node);
}

/* ---- hidden slots ---- */

Flow exec_slotstore(Node *node, Frame *frame) {
    NodeSlotStore *store = NODE_CAST(SlotStore, node);
    Value value = eval(store->value, frame);
    if (value.tag == V_ERROR) return FLOW_ERROR;
    slot_set_steal(&frame->slots[store->slot], own(value));
    return FLOW_NEXT;
}

Value eval_slotload(Node *node, Frame *frame) {
    NodeSlotLoad *load = NODE_CAST(SlotLoad, node);
    Value *slot = &frame->slots[load->slot], value = *slot;
    if (!load->last) return value.tag == V_NEW ? value_borrowed(value.o) : value;
    slot->tag = V_ERROR;
    return value;
}

/* ---- block, if, while ---- */

Flow exec_block_resumable(Node *node, Frame *frame) {
    NodeBlock *block = NODE_CAST(Block, node);
    for (uint32_t i = (uint32_t)state_of(frame, block->state_slot); i < block->body.count; i++) {
        Flow flow = exec(block->body.items[i], frame);
        if (flow == FLOW_NEXT) continue;
        if (flow == FLOW_YIELD) note_state(frame, block->state_slot, i);
        return flow;
    }
    return FLOW_NEXT;
}

/* A block of one statement has no place to note. */
static Flow exec_block_single(Node *node, Frame *frame) { return exec(NODE_CAST(Block, node)->body.items[0], frame); }

/* Two statements: the first is resumed only if it is where the generator stopped. */
static Flow exec_block_pair(Node *node, Frame *frame) {
    NodeBlock *block = NODE_CAST(Block, node);
    Node **statements = block->body.items;
    uint32_t at = (uint32_t)state_of(frame, block->state_slot);
    if (at == 0) {
        Flow flow = exec(statements[0], frame);
        if (unlikely(flow != FLOW_NEXT)) {
            if (flow == FLOW_YIELD) note_state(frame, block->state_slot, 0);
            return flow;
        }
    }
    Flow flow = exec(statements[1], frame);
    if (flow == FLOW_YIELD) note_state(frame, block->state_slot, 1);
    return flow;
}

static ExecFn block_form(const NodeBlock *block) {
    return block->body.count == 1 ? exec_block_single : block->body.count == 2 ? exec_block_pair : exec_block_resumable;
}

enum { PART_PRELUDE = 1, PART_BODY, PART_ORELSE, PART_HANDLER, PART_FINALLY, PART_ENTER, PART_EXIT, PART_NEXT };

/* Executes one part of a statement and notes it if it suspends. */
static ALWAYS_INLINE Flow run_part(Node *part, Frame *frame, uint32_t slot, int64_t state) {
    Flow flow = exec(part, frame);
    if (flow == FLOW_YIELD) note_state(frame, slot, state);
    return flow;
}

Flow exec_if_resumable(Node *node, Frame *frame) {
    NodeIf *statement = NODE_CAST(If, node);
    int64_t state = state_of(frame, statement->state_slot);
    int result = state ? state == PART_BODY : truth(statement->test, frame);
    if (result < 0) return fail_flow(statement->test);
    if (result) return run_part(statement->body, frame, statement->state_slot, PART_BODY);
    return statement->orelse ? run_part(statement->orelse, frame, statement->state_slot, PART_ORELSE) : FLOW_NEXT;
}

Flow exec_while_resumable(Node *node, Frame *frame) {
    NodeWhile *loop = NODE_CAST(While, node);
    int64_t state = state_of(frame, loop->state_slot);
    if (state == PART_ORELSE) return run_part(loop->orelse, frame, loop->state_slot, PART_ORELSE);
    for (;; state = 0) {
        if (state != PART_BODY) {
            Flow flow = loop->prelude ? run_part(loop->prelude, frame, loop->state_slot, PART_PRELUDE) : FLOW_NEXT;
            if (flow != FLOW_NEXT) return flow;
            int result = truth(loop->test, frame);
            if (result < 0) return fail_flow(loop->test);
            if (!result) return loop->orelse ? run_part(loop->orelse, frame, loop->state_slot, PART_ORELSE) : FLOW_NEXT;
        }
        Flow flow = run_part(loop->body, frame, loop->state_slot, PART_BODY);
        if (flow == FLOW_BREAK) return FLOW_NEXT;
        if (flow != FLOW_NEXT && flow != FLOW_CONTINUE) return flow;
        if (unlikely(interp_safe_point())) return fail_flow(node);
    }
}

/* ---- for ---- */

/* The next item, perhaps unboxed; V_ERROR with or without an exception pending. */
static ALWAYS_INLINE Value next_item(Object *iterator, LoopTake *take) {
    if (iterator->type == &range_iterator_type) return next_number((RangeIterator *)iterator);
    if (is_generator(iterator)) {
        take->generator = (Generator *)iterator;
        return loop_take_items(take);
    }
    return value_new(object_next(iterator));
}

static Flow start_loop(NodeFor *loop, Frame *frame) {
    if (!loop->iter) return FLOW_NEXT;   /* generator expression: the iterator is there already */
    Object *source = eval_object(loop->iter, frame);
    if (!source) return FLOW_ERROR;
    Object *iterator = loop->is_async ? async_iterator(source) : object_iter(source);
    release(source);
    if (!iterator) return fail_flow(loop);
    slot_set_steal(&frame->slots[loop->iter_slot], value_new(iterator));
    return FLOW_NEXT;
}

/* Leaves the loop: the iterator goes. */
static Flow leave_loop(NodeFor *loop, Frame *frame, Flow flow) {
    slot_clear(frame, loop->iter_slot);
    return flow == FLOW_BREAK ? FLOW_NEXT : flow;
}

/* The body, run from inside a generator's yield, has ended the round otherwise than to go on. */
static Flow left_inside(NodeFor *loop, Frame *frame, Flow flow) {
    if (flow != FLOW_YIELD) return leave_loop(loop, frame, flow);
    note_state(frame, loop->state_slot, PART_BODY);
    return flow;
}

static Flow loop_else(NodeFor *loop, Frame *frame) {
    slot_clear(frame, loop->iter_slot);
    return loop->orelse ? run_part(loop->orelse, frame, loop->state_slot, PART_ORELSE) : FLOW_NEXT;
}

/* The next item into the target; false: the loop is left, with *flow. */
static ALWAYS_INLINE bool take_item(NodeFor *loop, Frame *frame, Flow *flow) {
    Object *iterator = frame->slots[loop->iter_slot].o;
    Parts parts = {0};
    int taken = -1;
    if (loop->target->kind != NODE_Name) {
        parts = parts_of(loop->target);
        if (parts.count && iterator->type->next_parts) taken = take_parts(iterator, &parts, frame);
    }
    if (taken > 0) return true;
    LoopTake take = {.loop = loop, .frame = frame, .flow = FLOW_NEXT};
    Value item = taken < 0 ? next_item(iterator, &take) : value_error();
    if (take.flow != FLOW_NEXT) *flow = left_inside(loop, frame, take.flow);
    else if (item.tag == V_ERROR) *flow = error_pending() ? leave_loop(loop, frame, fail_flow(loop)) : loop_else(loop, frame);
    else if (unlikely(store_item_steal(loop->target, &parts, frame, item))) *flow = leave_loop(loop, frame, fail_flow(loop));
    else return true;
    return false;
}

Flow exec_for_resumable(Node *node, Frame *frame) {
    NodeFor *loop = NODE_CAST(For, node);
    int64_t state = state_of(frame, loop->state_slot);
    if (state == PART_ORELSE) return run_part(loop->orelse, frame, loop->state_slot, PART_ORELSE);
    if (!state) {
        Flow flow = start_loop(loop, frame);
        if (flow != FLOW_NEXT) return flow;
    }
    for (;; state = 0) {
        if (!state) {
            Flow flow;
            if (!take_item(loop, frame, &flow)) return flow;
        }
        Flow flow = run_part(loop->body, frame, loop->state_slot, PART_BODY);
        if (flow == FLOW_YIELD) return flow;
        if (flow != FLOW_NEXT && flow != FLOW_CONTINUE) return leave_loop(loop, frame, flow);
        if (unlikely(interp_safe_point())) return leave_loop(loop, frame, fail_flow(node));
    }
}

/* Awaits the next item of an async iterator. FLOW_NEXT: *item is there, or V_ERROR at the end. */
static Flow await_item(NodeFor *loop, Frame *frame, Value *item) {
    uint32_t slot = loop->state_slot + 1;
    if (!frame->resuming) {
        Object *awaitable = async_next_awaitable(frame->slots[loop->iter_slot].o);
        if (!awaitable) return fail_flow(loop);
        slot_set_steal(&frame->slots[slot], value_new(awaitable));
    }
    Flow flow = delegate(frame, slot, &loop->head, item);
    if (flow == FLOW_YIELD) note_state(frame, loop->state_slot, PART_NEXT);
    if (flow != FLOW_ERROR || !error_matches(StopAsyncIteration)) return flow;
    error_clear();
    interp.error_node = NULL;
    *item = value_error();
    return FLOW_NEXT;
}

Flow exec_for_async(Node *node, Frame *frame) {
    NodeFor *loop = NODE_CAST(For, node);
    int64_t state = state_of(frame, loop->state_slot);
    if (state == PART_ORELSE) return run_part(loop->orelse, frame, loop->state_slot, PART_ORELSE);
    if (!state) {
        Flow flow = start_loop(loop, frame);
        if (flow != FLOW_NEXT) return flow;
    }
    for (;; state = 0) {
        if (state != PART_BODY) {
            Value item = value_error();
            Flow flow = await_item(loop, frame, &item);
            if (flow == FLOW_YIELD) return flow;
            if (flow == FLOW_ERROR) return leave_loop(loop, frame, flow);
            if (item.tag == V_ERROR) return loop_else(loop, frame);
            if (assign_target_steal(loop->target, frame, own(item))) return leave_loop(loop, frame, fail_flow(node));
        }
        Flow flow = run_part(loop->body, frame, loop->state_slot, PART_BODY);
        if (flow == FLOW_YIELD) return flow;
        if (flow != FLOW_NEXT && flow != FLOW_CONTINUE) return leave_loop(loop, frame, flow);
        if (unlikely(interp_safe_point())) return leave_loop(loop, frame, fail_flow(node));
    }
}

/* ---- try ---- */

/* State: the part, and above it the number of the handler or how the rest ended. */
static int64_t with_detail(int64_t part, int64_t detail) { return part | detail << 8; }
static int64_t part_of(int64_t state) { return state & 0xff; }
static int64_t detail_of(int64_t state) { return state >> 8; }

/* Runs (or goes on with) the body of handler i; interp.handled keeps the exception meanwhile. STEALS exception */
static Flow run_handler(NodeTry *node, Frame *frame, uint32_t i, Object *exception) {
    NodeExceptHandler *handler = NODE_CAST(ExceptHandler, node->handlers.items[i]);
    Object *previous = handled_push_steal(exception);
    Flow flow = exec(handler->body, frame);
    if (flow == FLOW_YIELD) {
        note_state(frame, node->state_slot, with_detail(PART_HANDLER, i));
        slot_set_steal(&frame->slots[node->saved_slot], value_new(retain(exception)));
    } else {
        try_unbind_name(handler, frame);
    }
    handled_pop_steal(previous);
    return flow;
}

/* The handler that takes the exception: its number, handlers.count if none does, -1 on error. */
static int64_t find_handler(NodeTry *node, Frame *frame, Object *exception) {
    for (uint32_t i = 0; i < node->handlers.count; i++) {
        int matches = try_handler_matches(NODE_CAST(ExceptHandler, node->handlers.items[i]), frame, exception);
        if (matches) return matches < 0 ? -1 : (int64_t)i;
    }
    return node->handlers.count;
}

/* STEALS exception; NULL: the clauses are under way. */
static Flow go_on_with_star(NodeTry *node, Frame *frame, Object *exception) {
    Flow flow = try_star_resumable_steal(node, frame, exception);
    if (flow == FLOW_YIELD) note_state(frame, node->state_slot, PART_HANDLER);
    return flow;
}

/* STEALS exception */
static Flow handle(NodeTry *node, Frame *frame, Object *exception) {
    if (node->is_star) return go_on_with_star(node, frame, exception);
    Object *previous = handled_push_steal(retain(exception));
    int64_t i = find_handler(node, frame, exception);
    NodeExceptHandler *handler = i >= 0 && i < node->handlers.count ? NODE_CAST(ExceptHandler, node->handlers.items[i]) : NULL;
    bool failed = i < 0;
    if (handler && handler->name && assign_target_steal(handler->name, frame, value_new(retain(exception)))) failed = true;
    handled_pop_steal(previous);
    if (failed) {
        release(exception);
        return FLOW_ERROR;
    }
    if (handler) return run_handler(node, frame, (uint32_t)i, exception);
    error_restore_steal(exception);
    return FLOW_ERROR;
}

/* Body, handlers and else. */
static Flow run_protected(NodeTry *node, Frame *frame, int64_t state) {
    int64_t part = part_of(state);
    if (part == PART_HANDLER && node->is_star) return go_on_with_star(node, frame, NULL);
    if (part == PART_HANDLER) return run_handler(node, frame, (uint32_t)detail_of(state), slot_take(frame, node->saved_slot));
    if (part != PART_ORELSE) {
        Flow flow = run_part(node->body, frame, node->state_slot, PART_BODY);
        if (flow == FLOW_ERROR && node->handlers.count) return handle(node, frame, try_catch(frame));
        if (flow != FLOW_NEXT || !node->orelse) return flow;
    }
    return run_part(node->orelse, frame, node->state_slot, PART_ORELSE);
}

/* `flow` is how the rest ended; its exception or value is in the saved slot. */
static Flow run_finally(NodeTry *node, Frame *frame, Flow flow) {
    Object *exception = flow == FLOW_ERROR ? retain(frame->slots[node->saved_slot].o) : NULL;
    Object *previous = exception ? handled_push_steal(retain(exception)) : NULL;
    Flow final = exec(node->finalbody, frame);
    if (exception) handled_pop_steal(previous);
    release_or_null(exception);
    if (final == FLOW_YIELD) {
        note_state(frame, node->state_slot, with_detail(PART_FINALLY, flow));
        return final;
    }
    Value saved = frame->slots[node->saved_slot];
    frame->slots[node->saved_slot].tag = V_ERROR;
    if (final != FLOW_NEXT) {
        value_release(saved);
        return final;
    }
    if (flow == FLOW_ERROR) error_restore_steal(saved.o);
    if (flow == FLOW_RETURN) frame->result = saved;
    return flow;
}

Flow exec_try_resumable(Node *node, Frame *frame) {
    NodeTry *statement = NODE_CAST(Try, node);
    int64_t state = state_of(frame, statement->state_slot);
    if (part_of(state) == PART_FINALLY) return run_finally(statement, frame, (Flow)detail_of(state));
    Flow flow = run_protected(statement, frame, state);
    if (flow == FLOW_YIELD || !statement->finalbody) return flow;
    if (flow == FLOW_ERROR) slot_set_steal(&frame->slots[statement->saved_slot], value_new(try_catch(frame)));
    if (flow == FLOW_RETURN) slot_set_steal(&frame->slots[statement->saved_slot], own(frame->result));
    return run_finally(statement, frame, flow);
}

/* ---- with ---- */

/* The body raised; __exit__ said (or failed to say) whether to swallow it. STEALS both; answer may be NULL. */
static Flow exit_answer(Node *node, Object *exception, Object *answer) {
    int swallow = answer ? object_truth(answer) : -1;
    release_or_null(answer);
    if (swallow == 0) {
        error_restore_steal(exception);
        return FLOW_ERROR;
    }
    release(exception);
    return swallow < 0 ? fail_flow(node) : FLOW_NEXT;
}

static Flow leave_with(NodeWith *with, Frame *frame, Flow flow) {
    Object *leave = slot_take(frame, with->exit_slot), *exception = flow == FLOW_ERROR ? try_catch(frame) : NULL;
    Value kept = flow == FLOW_RETURN ? frame->result : value_none();
    frame->call_node = with->context;
    if (trace_line(with->context, frame)) {
        release(leave);
        return with_trace_failed(frame, flow, exception);
    }
    if (exception) {
        Object *previous = handled_push_steal(retain(exception));
        Object *answer = with_call_exit(leave, NULL, exception);
        handled_pop_steal(previous);
        release(leave);
        return exit_answer(&with->head, exception, answer);
    }
    Object *answer = with_call_exit(leave, NULL, NULL);
    release(leave);
    if (!answer) {
        value_release(kept);
        return fail_flow(with);
    }
    release(answer);
    frame->result = kept;
    return flow;
}

static Flow bind_entered(NodeWith *with, Frame *frame, Value value) {
    if (!with->target) value_release(value);
    else if (assign_target_steal(with->target, frame, own(value))) return fail_flow(with->target);
    return FLOW_NEXT;
}

/* Looks up both methods, keeps __exit__ in its slot, calls __enter__. New reference or NULL. */
static Object *enter_with(NodeWith *with, Frame *frame) {
    Object *enter, *leave, *manager = eval_object(with->context, frame);
    if (!manager) return NULL;
    int found = with_methods(manager, with->is_async, &enter, &leave);
    release(manager);
    if (found) { note_failure(with); return NULL; }
    slot_set_steal(&frame->slots[with->exit_slot], value_new(leave));
    frame->call_node = with->context;
    Object *value = object_call_noargs(enter);
    release(enter);
    if (!value) {
        slot_clear(frame, with->exit_slot);
        note_failure(with);
    }
    return value;
}

Flow exec_with_resumable(Node *node, Frame *frame) {
    NodeWith *with = NODE_CAST(With, node);
    Flow flow = FLOW_NEXT;
    if (!frame->resuming) {
        Object *value = enter_with(with, frame);
        if (!value) return FLOW_ERROR;
        flow = bind_entered(with, frame, value_new(value));
    }
    if (flow == FLOW_NEXT) flow = run_part(with->body, frame, with->state_slot, PART_BODY);
    return flow == FLOW_YIELD ? flow : leave_with(with, frame, flow);
}

/* Slots of an async with: state, then the awaitable, then the exception or value that waits for __aexit__. */
static Flow await_enter(NodeWith *with, Frame *frame) {
    uint32_t slot = with->state_slot + 1;
    if (!frame->resuming) {
        Object *awaitable = enter_with(with, frame);
        if (!awaitable) return FLOW_ERROR;
        Object *iterator = awaitable_iterator_for(awaitable, "__aenter__");
        release(awaitable);
        if (!iterator) {
            slot_clear(frame, with->exit_slot);
            return fail_flow(with);
        }
        slot_set_steal(&frame->slots[slot], value_new(iterator));
    }
    Value value;
    Flow flow = delegate(frame, slot, &with->head, &value);
    if (flow == FLOW_YIELD) note_state(frame, with->state_slot, PART_ENTER);
    if (flow == FLOW_ERROR) slot_clear(frame, with->exit_slot);
    return flow == FLOW_NEXT ? bind_entered(with, frame, value) : flow;
}

static Flow begin_exit(NodeWith *with, Frame *frame, Flow flow) {
    Object *leave = slot_take(frame, with->exit_slot), *exception = NULL;
    if (flow == FLOW_ERROR) {
        exception = try_catch(frame);
        slot_set_steal(&frame->slots[with->state_slot + 2], value_new(exception));
    } else if (flow == FLOW_RETURN) {
        slot_set_steal(&frame->slots[with->state_slot + 2], own(frame->result));
    }
    frame->call_node = with->context;
    Object *previous = exception ? handled_push_steal(retain(exception)) : NULL;
    Object *awaitable = with_call_exit(leave, NULL, exception);
    Object *iterator = awaitable ? awaitable_iterator_for(awaitable, "__aexit__") : NULL;
    if (exception) handled_pop_steal(previous);
    release(leave);
    release_or_null(awaitable);
    if (!iterator) return fail_flow(with);
    slot_set_steal(&frame->slots[with->state_slot + 1], value_new(iterator));
    return FLOW_NEXT;
}

/* `flow`: how the body ended. */
static Flow await_exit(NodeWith *with, Frame *frame, Flow flow) {
    Object *exception = flow == FLOW_ERROR ? retain(frame->slots[with->state_slot + 2].o) : NULL;
    Object *previous = exception ? handled_push_steal(retain(exception)) : NULL;
    Value value = value_none();
    Flow awaited = delegate(frame, with->state_slot + 1, with->context, &value);
    if (exception) handled_pop_steal(previous);
    if (awaited == FLOW_YIELD) {
        note_state(frame, with->state_slot, with_detail(PART_EXIT, flow));
        release_or_null(exception);
        return awaited;
    }
    Value kept = frame->slots[with->state_slot + 2];
    frame->slots[with->state_slot + 2].tag = V_ERROR;
    if (exception) {
        value_release(kept);
        if (awaited == FLOW_NEXT) return exit_answer(&with->head, exception, value_to_object(own(value)));
        release(exception);
        return awaited;
    }
    if (awaited == FLOW_NEXT) {
        value_release(value);
        if (flow == FLOW_RETURN) frame->result = kept;
        return flow;
    }
    value_release(kept);
    return awaited;
}

Flow exec_with_async(Node *node, Frame *frame) {
    NodeWith *with = NODE_CAST(With, node);
    int64_t state = state_of(frame, with->state_slot), part = part_of(state);
    if (part == PART_EXIT) return await_exit(with, frame, (Flow)detail_of(state));
    Flow flow = FLOW_NEXT;
    if (part != PART_BODY) {
        flow = await_enter(with, frame);
        if (flow == FLOW_YIELD || (flow == FLOW_ERROR && frame->slots[with->exit_slot].tag == V_ERROR)) return flow;
    }
    if (flow == FLOW_NEXT) flow = run_part(with->body, frame, with->state_slot, PART_BODY);
    if (flow == FLOW_YIELD) return flow;
    Flow begun = begin_exit(with, frame, flow);
    if (begun != FLOW_NEXT) {
        slot_clear(frame, with->state_slot + 2);
        return begun;
    }
    return await_exit(with, frame, flow);
}

/* ---- match ---- */

/* A case whose guard waits: the names are bound, the prelude runs (resumably), then the guard is read. The subject is
 * kept in its slot. *taken: the case takes the subject. */
static Flow try_waiting_guard(NodeMatch *match, NodeMatchCase *branch, Frame *frame, int64_t number, bool *taken) {
    *taken = false;
    if (!frame->resuming) {
        int result = match_pattern(branch, frame, frame->slots[match->subject_slot].o);
        if (result <= 0) return result < 0 ? FLOW_ERROR : FLOW_NEXT;
    }
    Flow flow = exec(branch->prelude, frame);
    if (flow == FLOW_YIELD) note_state(frame, match->state_slot, with_detail(PART_PRELUDE, number));
    if (flow != FLOW_NEXT) return flow;
    int result = truth(branch->guard, frame);
    *taken = result > 0;
    return result < 0 ? fail_flow(branch->guard) : FLOW_NEXT;
}

static Flow try_case(NodeMatch *match, NodeMatchCase *branch, Frame *frame, int64_t number, bool *taken) {
    if (branch->prelude) return try_waiting_guard(match, branch, frame, number, taken);
    int result = match_case(branch, frame, frame->slots[match->subject_slot].o);
    *taken = result > 0;
    return result < 0 ? FLOW_ERROR : FLOW_NEXT;
}

Flow exec_match_resumable(Node *node, Frame *frame) {
    NodeMatch *match = NODE_CAST(Match, node);
    int64_t state = state_of(frame, match->state_slot), number = detail_of(state);
    if (part_of(state) == PART_BODY)
        return run_part(NODE_CAST(MatchCase, match->cases.items[number])->body, frame, match->state_slot, state);
    if (!state) {
        Object *subject = eval_object(match->subject, frame);
        if (!subject) return FLOW_ERROR;
        slot_set_steal(&frame->slots[match->subject_slot], value_new(subject));
    }
    for (uint32_t i = (uint32_t)number; i < match->cases.count; i++) {
        NodeMatchCase *branch = NODE_CAST(MatchCase, match->cases.items[i]);
        bool taken;
        Flow flow = try_case(match, branch, frame, i, &taken);
        if (flow == FLOW_YIELD) return flow;
        if (flow == FLOW_NEXT && !taken) continue;
        slot_clear(frame, match->subject_slot);
        return taken ? run_part(branch->body, frame, match->state_slot, with_detail(PART_BODY, i)) : flow;
    }
    slot_clear(frame, match->subject_slot);
    return FLOW_NEXT;
}

/* ---- comprehensions that await ---- */

Flow exec_compcollect(Node *node, Frame *frame) {
    NodeCompCollect *collect = NODE_CAST(CompCollect, node);
    Object *result = frame->slots[collect->slot].o;
    Object *element = eval_object(collect->element, frame), *value = NULL;
    if (!element) return FLOW_ERROR;
    int status = -1;
    if (collect->kind == NODE_ListComp) status = list_append(result, element);
    else if (collect->kind == NODE_SetComp) status = set_add(result, element);
    else if ((value = eval_object(collect->value, frame))) status = dict_set(result, element, value);
    release(element);
    release_or_null(value);
    return status ? fail_flow(collect->element) : FLOW_NEXT;
}

Flow exec_comprenew(Node *node, Frame *frame) {
    return comprehension_renew_cells(NODE_CAST(CompFor, NODE_CAST(CompRenew, node)->clause), frame) ? fail_flow(node) : FLOW_NEXT;
}

Flow exec_compclear(Node *node, Frame *frame) {
    Node *comprehension = NODE_CAST(CompClear, node)->comprehension;
    comprehension_clear(comprehension_clauses(comprehension), frame);
    return FLOW_NEXT;
}

/* ---- choosing ---- */

static bool is_yield(const Node *node) { return node->kind == NODE_Yield || node->kind == NODE_YieldFrom || node->kind == NODE_Await; }

ExecFn resumable_form(const Node *node) {
    switch (node->kind) {
    case NODE_ExprStmt: {
        const Node *value = ((const NodeExprStmt *)node)->value;
        return value->kind == NODE_Yield ? exec_exprstmt_plain_yield : value->kind == NODE_YieldFrom ? exec_exprstmt_yield_from
               : is_yield(value) ? exec_exprstmt_yield : NULL;
    }
    case NODE_SlotStore: return is_yield(((const NodeSlotStore *)node)->value) ? exec_slotstore_yield : NULL;
    case NODE_Block: return block_form((const NodeBlock *)node);
    case NODE_If: return exec_if_resumable;
    case NODE_While: return exec_while_resumable;
    case NODE_For: return ((const NodeFor *)node)->is_async ? exec_for_async : exec_for_resumable;
    case NODE_Try: return exec_try_resumable;
    case NODE_With: return ((const NodeWith *)node)->is_async ? exec_with_async : exec_with_resumable;
    case NODE_Match: return exec_match_resumable;
    default: return NULL;
    }
}
