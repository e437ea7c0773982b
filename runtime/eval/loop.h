/* loop.h - what for statements and comprehensions share: counting loops over range(...). */
#ifndef MINI_EVAL_LOOP_H
#define MINI_EVAL_LOOP_H

#include "runtime/eval/eval.h"

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

#endif
