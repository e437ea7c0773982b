/* yields.c - which nodes of a function have a point inside where it can be suspended. */
#include "grammar/symbols.h"
#include "runtime/base/stack.h"

static int mark(Node *node, void *context);

static bool has_async_clause(const Nodes *clauses) {
    for (uint32_t i = 0; i < clauses->count; i++)
        if (((NodeCompFor *)clauses->items[i])->is_async) return true;
    return false;
}

static bool suspends(const Node *node) {
    switch (node->kind) {
        case NODE_Yield: case NODE_YieldFrom: case NODE_Await: return true;
        case NODE_For: return ((const NodeFor *)node)->is_async;
        case NODE_With: return ((const NodeWith *)node)->is_async;
        case NODE_CompFor: return ((const NodeCompFor *)node)->is_async;
        case NODE_ListComp: case NODE_SetComp: return has_async_clause(&((const NodeListComp *)node)->clauses);
        case NODE_DictComp: return has_async_clause(&((const NodeDictComp *)node)->clauses);
        default: return false;
    }
}

static int mark_list(const Nodes *list, void *context) {
    for (uint32_t i = 0; i < list->count; i++)
        if (mark(list->items[i], context)) return -1;
    return 0;
}

/* Children that run in the function around a definition, not in the one defined. */
static int mark_outer_children(Node *node, void *context) {
    NodeFunction *function = (NodeFunction *)node;
    NodeClassDef *class = (NodeClassDef *)node;
    switch (node->kind) {
        case NODE_Function:
            if (mark(function->parameters, context)) return -1;
            return function->returns ? mark(function->returns, context) : 0;
        case NODE_ClassDef:
            if (mark_list(&class->decorators, context) || mark_list(&class->bases, context)) return -1;
            return mark_list(&class->keywords, context);
        case NODE_GeneratorExp: return mark(((NodeCompFor *)((NodeGeneratorExp *)node)->clauses.items[0])->iter, context);
        default: return node_visit_children(node, mark, context);
    }
}

/* context: bool that becomes true if the node, or an earlier sibling, suspends. */
static int mark(Node *node, void *context) {
    bool *found = context, here = suspends(node);
    if (stack_is_low()) {
        error_recursion(" during compilation");
        return -1;
    }
    if (mark_outer_children(node, &here)) return -1;
    if (here) {
        node->flags |= NODE_HAS_YIELD;
        *found = true;
    }
    return 0;
}

int mark_yields(Node *body) {
    bool found = false;
    return mark(body, &found) ? -1 : found;
}
