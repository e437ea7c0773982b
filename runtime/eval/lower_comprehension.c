/* lower_comprehension.c - comprehensions that await, and generator expressions, as for and if statements. */
#include "runtime/eval/lower.h"
#include "runtime/eval/table.h"

Nodes comprehension_clauses(Node *node) {
    switch (node->kind) {
    case NODE_SetComp: return NODE_CAST(SetComp, node)->clauses;
    case NODE_DictComp: return NODE_CAST(DictComp, node)->clauses;
    case NODE_GeneratorExp: return NODE_CAST(GeneratorExp, node)->clauses;
    default: return NODE_CAST(ListComp, node)->clauses;
    }
}

static Node *empty_result(Lower *l, Node *comp) {
    if (comp->kind == NODE_DictComp) return lower_make(l, NODE_Dict, comp);
    return lower_make(l, comp->kind == NODE_SetComp ? NODE_Set : NODE_List, comp);
}

/* What happens with each element: collected, or yielded by a generator expression. */
static void emit_element(Lower *l, Node *comp, uint32_t slot) {
    if (comp->kind == NODE_GeneratorExp) {
        NodeGeneratorExp *generator = NODE_CAST(GeneratorExp, comp);
        NodeYield *yield = (NodeYield *)lower_make(l, NODE_Yield, generator->element);
        NodeExprStmt *statement = yield ? (NodeExprStmt *)lower_make(l, NODE_ExprStmt, generator->element) : NULL;
        if (!statement) return;
        yield->head.flags |= NODE_HAS_YIELD;
        yield->value = has_yield(generator->element) ? lower_split(l, generator->element) : generator->element;
        statement->head.flags |= NODE_HAS_YIELD;
        statement->value = &yield->head;
        lower_emit(l, &statement->head);
        return;
    }
    NodeCompCollect *collect = (NodeCompCollect *)lower_make(l, NODE_CompCollect, comp);
    if (!collect) return;
    collect->slot = slot;
    collect->kind = comp->kind;
    collect->element = comp->kind == NODE_DictComp ? NODE_CAST(DictComp, comp)->key : NODE_CAST(ListComp, comp)->element;
    if (comp->kind == NODE_DictComp) collect->value = NODE_CAST(DictComp, comp)->value;
    Node **operands[] = {&collect->element, &collect->value};
    if (has_yield(collect->element) || has_yield(collect->value)) lower_split_operands(l, operands, 2);
    lower_emit(l, &collect->head);
}

static void emit_clause(Lower *l, Node *comp, uint32_t depth, uint32_t slot);

static void emit_conditions(Lower *l, Node *comp, uint32_t depth, uint32_t condition, uint32_t slot) {
    Nodes clauses = comprehension_clauses(comp);
    Nodes conditions = NODE_CAST(CompFor, clauses.items[depth])->conditions;
    if (condition == conditions.count) {
        if (depth + 1 < clauses.count) emit_clause(l, comp, depth + 1, slot);
        else emit_element(l, comp, slot);
        return;
    }
    Node *test = conditions.items[condition];
    if (has_yield(test)) test = lower_split(l, test);
    if (!test) return;
    Saved saved = lower_begin_block(l);
    emit_conditions(l, comp, depth, condition + 1, slot);
    Node *body = lower_end_block(l, saved, test);
    lower_emit_if(l, test, body, NULL, test);
}

static void emit_clause(Lower *l, Node *comp, uint32_t depth, uint32_t slot) {
    NodeCompFor *clause = NODE_CAST(CompFor, comprehension_clauses(comp).items[depth]);
    bool preset = comp->kind == NODE_GeneratorExp && depth == 0;
    NodeFor *loop = (NodeFor *)lower_make(l, NODE_For, &clause->head);
    if (!loop) return;
    loop->target = clause->target;
    loop->is_async = clause->is_async;
    loop->iter_slot = preset ? clause->iter_slot : lower_slots(l, 1);
    loop->state_slot = lower_slots(l, 2);
    if (!preset) loop->iter = has_yield(clause->iter) ? lower_split(l, clause->iter) : clause->iter;
    if (clause->fresh_cell_count) {
        NodeCompRenew *renew = (NodeCompRenew *)lower_make(l, NODE_CompRenew, &clause->head);
        if (!renew) return;
        renew->clause = &clause->head;
        lower_emit(l, &renew->head);
    }
    Saved saved = lower_begin_block(l);
    emit_conditions(l, comp, depth, 0, slot);
    loop->body = lower_end_block(l, saved, &clause->head);
    if (loop->is_async || has_yield(loop->body)) loop->head.flags |= NODE_HAS_YIELD;
    lower_emit(l, &loop->head);
}

Node *lower_comprehension(Lower *l, Node *comp) {
    uint32_t slot = lower_slots(l, 1);
    lower_store(l, slot, empty_result(l, comp));
    emit_clause(l, comp, 0, slot);
    NodeCompClear *clear = (NodeCompClear *)lower_make(l, NODE_CompClear, comp);
    if (!clear) return comp;
    clear->comprehension = comp;
    lower_emit(l, &clear->head);
    return lower_load(l, slot, comp, true);
}

Node *lower_generator_expression(Lower *l, Node *expr) {
    Saved saved = lower_begin_block(l);
    emit_clause(l, expr, 0, 0);
    return lower_end_block(l, saved, expr);
}
