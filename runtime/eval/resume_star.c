/* resume_star.c - except* clauses in functions that yield.
 *
 * Between two clauses, and while one is suspended, all that the statement knows is in hidden slots: the exception, what no
 * clause has matched yet, what clauses have raised, the part matched by the clause that runs, and the position: two for each
 * clause, the even one for its class, the odd one for its body. */
#include "builtins/types/list.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/try.h"

static Value *star_slot(NodeTry *node, Frame *frame, uint32_t which) { return &frame->slots[node->saved_slot + which]; }

/* NULL: the slot is empty. */
static BORROWED Object *peek(NodeTry *node, Frame *frame, uint32_t which) {
    Value *slot = star_slot(node, frame, which);
    return slot->tag == V_NEW ? slot->o : NULL;
}

/* STEALS o, which may be NULL. */
static void put_steal(NodeTry *node, Frame *frame, uint32_t which, Object *o) {
    slot_set_steal(star_slot(node, frame, which), o ? value_new(o) : value_error());
}

static Flow leave(NodeTry *node, Frame *frame, Flow flow) {
    for (uint32_t which = STAR_EXCEPTION; which < STAR_SLOTS; which++) put_steal(node, frame, which, NULL);
    return flow;
}

/* Evaluates the clause's class and splits by it. */
static Flow match(NodeTry *node, Frame *frame, NodeExceptHandler *handler) {
    Object *exception = peek(node, frame, STAR_EXCEPTION), *matched = NULL;
    Object *previous = handled_push_steal(retain(exception));
    Flow flow = handler->prelude ? exec(handler->prelude, frame) : FLOW_NEXT;
    if (flow == FLOW_NEXT) {
        Object *rest = retain_or_null(peek(node, frame, STAR_REST));
        if (try_match_star(handler, frame, &rest, object_is_instance(exception, BaseExceptionGroup), &matched)) flow = FLOW_ERROR;
        put_steal(node, frame, STAR_REST, rest);
    }
    handled_pop_steal(previous);
    put_steal(node, frame, STAR_MATCHED, matched);
    return flow;
}

/* Runs or goes on with the clause's body. FLOW_NEXT: it ended, perhaps with an exception, which is kept for later. */
static Flow run_clause(NodeTry *node, Frame *frame, NodeExceptHandler *handler) {
    Object *matched = retain(peek(node, frame, STAR_MATCHED));
    Object *previous = handled_push_steal(retain(matched));
    Flow flow = FLOW_NEXT;
    if (!frame->resuming && handler->name && assign_target_steal(handler->name, frame, value_new(retain(matched))))
        flow = fail_flow(handler->name);
    if (flow == FLOW_NEXT) flow = exec(handler->body, frame);
    if (flow != FLOW_YIELD) try_unbind_name(handler, frame);
    handled_pop_steal(previous);
    release(matched);
    if (flow == FLOW_YIELD) return flow;
    put_steal(node, frame, STAR_MATCHED, NULL);
    if (flow != FLOW_ERROR) return flow;
    return list_append_steal(peek(node, frame, STAR_RAISED), try_catch(frame)) ? FLOW_ERROR : FLOW_NEXT;
}

static Flow run_position(NodeTry *node, Frame *frame, uint32_t position) {
    NodeExceptHandler *handler = NODE_CAST(ExceptHandler, node->handlers.items[position / 2]);
    if (position % 2 == 0) return match(node, frame, handler);
    return peek(node, frame, STAR_MATCHED) ? run_clause(node, frame, handler) : FLOW_NEXT;
}

Flow try_star_resumable_steal(NodeTry *node, Frame *frame, Object *exception) {
    uint32_t position = 0;
    if (exception) {
        Object *raised = list_new(0);
        put_steal(node, frame, STAR_EXCEPTION, exception);
        put_steal(node, frame, STAR_REST, retain(exception));
        put_steal(node, frame, STAR_RAISED, raised);
        if (!raised) return leave(node, frame, FLOW_ERROR);
    } else {
        position = (uint32_t)star_slot(node, frame, STAR_POSITION)->i;
    }
    for (; position < 2 * node->handlers.count; position++) {
        Flow flow = run_position(node, frame, position);
        if (flow == FLOW_YIELD) *star_slot(node, frame, STAR_POSITION) = value_int(position);
        if (flow == FLOW_YIELD) return flow;
        if (flow != FLOW_NEXT) return leave(node, frame, flow);
    }
    Object *rest = retain_or_null(peek(node, frame, STAR_REST));
    Flow flow = try_star_result_steal(peek(node, frame, STAR_EXCEPTION), peek(node, frame, STAR_RAISED), rest, &node->head);
    return leave(node, frame, flow);
}
