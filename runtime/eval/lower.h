/* lower.h - what the files that split expressions with a yield share; see lower.c. */
#ifndef MINI_EVAL_LOWER_H
#define MINI_EVAL_LOWER_H

#include "runtime/eval/eval.h"

/* Statements being collected. `failed`: memory ran out, an exception is pending; everything then returns quickly. */
typedef struct Lower {
    Code *code;
    Tree *tree;
    Node **out;
    uint32_t count, capacity;
    bool failed;
} Lower;

static inline bool has_yield(const Node *node) { return node && node->flags & NODE_HAS_YIELD; }
static inline bool is_yield(const Node *node) { return node->kind == NODE_Yield || node->kind == NODE_YieldFrom || node->kind == NODE_Await; }

/* A node at the position of origin; NULL: failed. */
Node *lower_make(Lower *l, NodeKind kind, const Node *origin);
void lower_emit(Lower *l, Node *statement);
void lower_emit_if(Lower *l, Node *test, Node *body, Node *orelse, const Node *origin);
/* `count` neighbouring hidden slots; the first. */
uint32_t lower_slots(Lower *l, uint32_t count);
/* An expression that reads a slot; last: it takes the value out. And a statement that fills one. */
Node *lower_load(Lower *l, uint32_t slot, const Node *origin, bool last);
void lower_store(Lower *l, uint32_t slot, Node *value);
/* Collects into a new list; lower_end_block gives the Block and goes back to the old list. */
typedef struct { Node **out; uint32_t count, capacity; } Saved;
Saved lower_begin_block(Lower *l);
Node *lower_end_block(Lower *l, Saved saved, const Node *origin);
/* An expression without yields that has the value of expr; what must come before it is emitted. */
Node *lower_split(Lower *l, Node *expr);
/* Operands in evaluation order: those before the last yield are kept, those with a yield are split. */
void lower_split_operands(Lower *l, Node ***operands, size_t count);

/* lower_comprehension.c: a comprehension that awaits, and the body of a generator expression. */
Node *lower_comprehension(Lower *l, Node *comp);
Node *lower_generator_expression(Lower *l, Node *expr);

#endif
