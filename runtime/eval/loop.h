/* loop.h - what for statements and comprehensions share: counting loops over range(...). */
#ifndef MINI_EVAL_LOOP_H
#define MINI_EVAL_LOOP_H

#include "runtime/eval/eval.h"
#include "runtime/eval/generator.h"

typedef struct { int64_t next, step; uint64_t remaining; } RangeBounds;

/* Numbers in range(start, stop, step), step not 0. */
static inline uint64_t range_count(int64_t start, int64_t stop, int64_t step) {
    if (step > 0) return start < stop ? ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1 : 0;
    return start > stop ? ((uint64_t)start - (uint64_t)stop - 1) / (0 - (uint64_t)step) + 1 : 0;
}
/* Is this a call of a name with one to three plain arguments, as range(...) is? */
bool loop_is_range_call(Node *iter);
/* Evaluates the arguments of range(...). 0: bounds are set, or *other is a range object (new reference) because the
 * arguments are no machine ints; -1: error. */
int loop_range_bounds(NodeCall *call, Frame *frame, RangeBounds *bounds, Object **other);

Flow exec_for(Node *node, Frame *frame);

/* A loop over a generator that nobody else refers to runs its body from inside the yield, so that the generator need not
 * find its way back there for the next item. flow: how the body ended if it did otherwise than to go on, else FLOW_NEXT. */
typedef struct LoopTake { NodeFor *loop; Frame *frame; Generator *generator; Flow flow; Object *handled; } LoopTake;
/* The next item that is left to the caller; V_ERROR at the end. To be ignored if take->flow is not FLOW_NEXT: the body has
 * then been run for the last item, and the generator is suspended. MAY_RUN */
Value loop_take_items(LoopTake *take);

#endif
