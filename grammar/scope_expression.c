/* scope_expression.c - the scope pass over expressions. */
#include "grammar/suspicious.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/symbols.h"
#include "runtime/base/stack.h"

int check_assignable(Resolver *r, Object *name, const Node *at, const char *verb) {
    if (str_data(name)[0] != '_' || !str_equal_text(name, "__debug__")) return 0;
    return scope_error(r, at, "cannot %s __debug__", verb);
}

int visit_expressions(Resolver *r, Nodes list) {
    for (uint32_t i = 0; i < list.count; i++)
        if (visit_expression(r, list.items[i])) return -1;
    return 0;
}

/* Where `*x` is allowed. */
int visit_maybe_starred(Resolver *r, Nodes list) {
    for (uint32_t i = 0; i < list.count; i++) {
        Node *item = list.items[i];
        if (visit_expression(r, item->kind == NODE_Starred ? ((NodeStarred *)item)->value : item)) return -1;
    }
    return 0;
}

/* ---- targets ---- */

static int visit_target_items(Resolver *r, Node *node, Nodes items) {
    bool starred = false;
    for (uint32_t i = 0; i < items.count; i++) {
        Node *item = items.items[i];
        if (item->kind == NODE_Starred) {
            if (starred) return scope_error(r, node, "multiple starred expressions in assignment");
            starred = true;
            item = ((NodeStarred *)item)->value;
        }
        if (visit_target(r, item)) return -1;
    }
    return 0;
}

static int visit_attribute(Resolver *r, NodeAttribute *node) {
    if (node->context != CTX_LOAD && check_assignable(r, node->name, &node->head, node->context == CTX_DEL ? "delete" : "assign to")) return -1;
    Object *name = mangle(r, node->name);
    if (!name) return -1;
    node->name = name;
    return visit_expression(r, node->value);
}

static int visit_subscript(Resolver *r, NodeSubscript *node) {
    if (visit_expression(r, node->value)) return -1;
    Node *index = node->index;   /* a tuple stays one, its items may be starred */
    int failed = index->kind == NODE_Tuple ? visit_maybe_starred(r, ((NodeTuple *)index)->items) : visit_expression(r, index);
    return failed ? -1 : suspect_subscript(r->tree, node);
}

/* A target of an assignment, a deletion or a loop. */
int visit_target(Resolver *r, Node *node) {
    if (stack_is_low()) return error_recursion(" during compilation"), -1;
    switch (node->kind) {
        case NODE_Name: return use_name(r, (NodeName *)node);
        case NODE_Attribute: return visit_attribute(r, (NodeAttribute *)node);
        case NODE_Subscript: return visit_subscript(r, (NodeSubscript *)node);
        case NODE_List: case NODE_Tuple: return visit_target_items(r, node, ((NodeTuple *)node)->items);
        default: return scope_error(r, node, "starred assignment target must be in a list or tuple");
    }
}

/* ---- operators ---- */

/* A long sum leans to the left, so that side is followed in a loop, as far as nothing but Binary comes. */
static int visit_binary(Resolver *r, NodeBinary *node) {
    return visit_expression(r, node->left) || visit_expression(r, node->right) ? -1 : 0;
}

static int visit_unary(Resolver *r, NodeUnary *node) {
    return visit_expression(r, node->operand);
}

static int visit_compare(Resolver *r, NodeCompare *node) {
    if (visit_expression(r, node->left) || visit_expressions(r, node->comparators)) return -1;
    return suspect_compare(r->tree, node);
}

static int visit_if(Resolver *r, NodeIfExp *node) {
    return visit_expression(r, node->test) || visit_expression(r, node->body) || visit_expression(r, node->orelse) ? -1 : 0;
}

/* ---- calls and displays ---- */

static int visit_keywords(Resolver *r, const Node *call, Nodes keywords) {
    for (uint32_t i = 0; i < keywords.count; i++) {
        NodeKeyword *keyword = (NodeKeyword *)keywords.items[i];
        if (keyword->name) {
            if (check_assignable(r, keyword->name, call, "assign to")) return -1;
            Object *name = mangle(r, keyword->name);
            if (!name) return -1;
            keyword->name = name;
        }
        if (visit_expression(r, keyword->value)) return -1;
    }
    return 0;
}

static int visit_call(Resolver *r, NodeCall *node) {
    if (visit_expression(r, node->callee) || visit_maybe_starred(r, node->args) || visit_keywords(r, &node->head, node->keywords)) return -1;
    return suspect_call(r->tree, node);
}

_Static_assert(sizeof(NodeConstant) <= sizeof(NodeTuple), "a tuple of constants turns into one constant in place");

/* `(1, 2, 3)`: one constant, as in CPython. */
static int fold_tuple(Resolver *r, Node *node) {
    Nodes items = ((NodeTuple *)node)->items;
    for (uint32_t i = 0; i < items.count; i++)
        if (items.items[i]->kind != NODE_Constant) return 0;
    Object *tuple = tuple_new(items.count);
    if (!tuple) return -1;
    for (uint32_t i = 0; i < items.count; i++) ((Tuple *)tuple)->items[i] = retain(((NodeConstant *)items.items[i])->value);
    if (items.count) gc_track(tuple);
    if (!tree_own_steal(r->tree, tuple)) return -1;
    NodeConstant *constant = (NodeConstant *)node;
    node->kind = NODE_Constant;
    constant->value = tuple;
    constant->unboxed = value_error();
    return 0;
}

static int visit_tuple(Resolver *r, Node *node) {
    return visit_maybe_starred(r, ((NodeTuple *)node)->items) ? -1 : fold_tuple(r, node);
}

static int visit_dict(Resolver *r, NodeDict *node) {
    for (uint32_t i = 0; i < node->values.count; i++)
        if (visit_expression(r, node->keys.items[i]) || visit_expression(r, node->values.items[i])) return -1;
    return 0;
}

static int visit_slice(Resolver *r, NodeSlice *node) {
    return visit_expression(r, node->lower) || visit_expression(r, node->upper) || visit_expression(r, node->step) ? -1 : 0;
}

/* ---- suspension points ---- */

static const char *comprehension_name(const Node *node) {
    switch (node->kind) {
        case NODE_ListComp: return "list comprehension";
        case NODE_SetComp: return "set comprehension";
        case NODE_DictComp: return "dict comprehension";
        default: return "generator expression";
    }
}

/* Yield and YieldFrom. */
static int visit_yield(Resolver *r, Node *node) {
    NodeYield *yield = (NodeYield *)node;
    NodeYieldFrom *from = (NodeYieldFrom *)node;
    Scope *scope = r->scope;
    if (node->kind == NODE_Yield ? hidden_slot(r, &yield->state_slot) : hidden_slot(r, &from->state_slot) || hidden_slot(r, &from->iter_slot)) return -1;
    if (visit_expression(r, yield->value)) return -1;
    if (scope->kind == SCOPE_COMPREHENSION || scope->kind == SCOPE_GENEXP)
        return scope_error(r, node, "'yield' inside %s", comprehension_name(scope->node));
    if (scope->kind != SCOPE_FUNCTION && scope->kind != SCOPE_LAMBDA) return scope_error(r, node, "'yield' outside function");
    if (node->kind == NODE_YieldFrom && scope->is_async) return scope_error(r, node, "'yield from' inside async function");
    scope->has_yield = true;
    return 0;
}

static int visit_await(Resolver *r, NodeAwait *node) {
    Scope *scope = r->scope, *frame = scope->frame;
    if (hidden_slot(r, &node->state_slot) || hidden_slot(r, &node->iter_slot)) return -1;
    if (visit_expression(r, node->value)) return -1;
    bool top_level = frame->kind == SCOPE_MODULE && r->flags & PARSE_ALLOW_TOP_LEVEL_AWAIT;
    if (!scope_is_function(scope) && !top_level) return scope_error(r, &node->head, "'await' outside function");
    if (scope->kind == SCOPE_GENEXP || top_level) {
        frame->is_async = true;
        return 0;
    }
    if (scope->kind == SCOPE_COMPREHENSION ? !frame->is_async : !scope->is_async)
        return scope->kind == SCOPE_COMPREHENSION ? scope_error(r, scope->node, "asynchronous comprehension outside of an asynchronous function")
                                                  : scope_error(r, &node->head, "'await' outside async function");
    return 0;
}

/* ---- all ---- */

static int visit_children(Resolver *r, Node *node) {
    switch (node->kind) {
        case NODE_Binary: return visit_binary(r, (NodeBinary *)node);
        case NODE_Unary: return visit_unary(r, (NodeUnary *)node);
        case NODE_And: case NODE_Or: return visit_expressions(r, ((NodeAnd *)node)->values);
        case NODE_Compare: return visit_compare(r, (NodeCompare *)node);
        case NODE_Call: return visit_call(r, (NodeCall *)node);
        case NODE_Attribute: return visit_attribute(r, (NodeAttribute *)node);
        case NODE_Subscript: return visit_subscript(r, (NodeSubscript *)node);
        case NODE_Slice: return visit_slice(r, (NodeSlice *)node);
        case NODE_Tuple: return visit_tuple(r, node);
        case NODE_List: case NODE_Set: return visit_maybe_starred(r, ((NodeTuple *)node)->items);
        case NODE_Dict: return visit_dict(r, (NodeDict *)node);
        case NODE_ListComp: case NODE_SetComp: case NODE_DictComp: return visit_comprehension(r, node);
        case NODE_GeneratorExp: return visit_generator(r, (NodeGeneratorExp *)node);
        case NODE_Function: return visit_function(r, (NodeFunction *)node, node_position(node)->line);
        case NODE_IfExp: return visit_if(r, (NodeIfExp *)node);
        case NODE_NamedExpr: return visit_named(r, (NodeNamedExpr *)node);
        case NODE_Yield: case NODE_YieldFrom: return visit_yield(r, node);
        case NODE_Await: return visit_await(r, (NodeAwait *)node);
        case NODE_JoinedStr: return visit_expressions(r, ((NodeJoinedStr *)node)->values);
        case NODE_FormattedValue:
            return visit_expression(r, ((NodeFormattedValue *)node)->value) || visit_expression(r, ((NodeFormattedValue *)node)->format_spec) ? -1 : 0;
        case NODE_Starred: return scope_error(r, node, "can't use starred expression here");
        default: return 0;
    }
}

int visit_expression(Resolver *r, Node *node) {
    if (!node) return 0;
    if (node->kind == NODE_Constant) return 0;
    if (node->kind == NODE_Name) return use_name(r, (NodeName *)node);
    if (stack_is_low()) return error_recursion(" during compilation"), -1;
    return visit_children(r, node);
}
