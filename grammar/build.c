/* build.c - expression nodes. */
#include "grammar/build.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/utf8.h"

/* ---- names ---- */

size_t token_from(const Parser *p, uint32_t line, uint32_t col) {
    size_t i = p->current < p->lexer.count ? p->current : p->lexer.count - 1;
    while (i) {
        const Position *before = &p->lexer.items[i - 1].at;
        if (before->line < line || (before->line == line && before->col < col)) break;
        i--;
    }
    return i;
}

const char *token_text(const Parser *p, uint32_t token, size_t *length) {
    const Token *t = &p->lexer.items[token];
    *length = t->end - t->start;
    return p->lexer.text + t->start;
}

/* Identifiers are compared in normal form NFKC. */
static Object *normalised_name(const char *text, size_t length) {
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &normal,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (size < 0) return error_no_memory();
    Object *name = str_intern_utf8((const char *)normal, (size_t)size);
    free(normal);   /* utf8proc allocates with malloc */
    return name;
}

Object *token_name(Parser *p, uint32_t token) {
    size_t length;
    const char *text = token_text(p, token, &length);
    Object *name = utf8_is_ascii(text, length) ? str_intern_utf8(text, length) : normalised_name(text, length);
    if (!name) return NULL;
    Object **recent = &p->recent_names[((uintptr_t)name >> 4) % RECENT_NAMES];
    if (*recent == name) {   /* the tree holds it already */
        release(name);
        return name;
    }
    return *recent = tree_own_steal(p->tree, name);
}

Node *build_name_of(Parser *p, Position at, Object *name, NameContext context) {
    if (!name) return NULL;
    NodeName *node = NEW_NODE(p, Name, at);
    if (!node) return NULL;
    node->id = name;
    node->context = (uint8_t)context;
    return &node->head;
}

Node *build_name(Parser *p, Position at, uint32_t token) { return build_name_of(p, at, token_name(p, token), CTX_LOAD); }

/* ---- constants ---- */

Node *build_constant_steal(Parser *p, Position at, Object *value) {
    value = tree_own_steal(p->tree, value);
    NodeConstant *node = value ? NEW_NODE(p, Constant, at) : NULL;
    if (!node) return NULL;
    node->value = value;
    if (is_machine_int(value)) node->unboxed = value_int(int_value(value));
    else if (is_float_exact(value)) node->unboxed = value_float(float_value(value));
    return &node->head;
}

Node *build_singleton(Parser *p, Position at, Object *value) { return build_constant_steal(p, at, retain(value)); }

/* ---- operators ---- */

static bool is_number_constant(const Node *node) {
    if (node->kind != NODE_Constant) return false;
    const Object *value = ((const NodeConstant *)node)->value;
    return is_int_exact(value) || is_float_exact(value) || is_complex(value);
}

/* `-5` is one constant, as in CPython's code objects. */
static Node *negative_constant(Parser *p, Position at, Node *operand) {
    Node *node = build_constant_steal(p, at, object_unary(((NodeConstant *)operand)->value, UNARY_NEG));
    if (node) node->flags |= NODE_FOLDED;
    return node;
}

Node *build_unary(Parser *p, Position at, UnaryOp op, Node *operand) {
    if (!operand) return NULL;
    if (op == OP_NEG && is_number_constant(operand)) return negative_constant(p, at, operand);
    NodeUnary *node = NEW_NODE(p, Unary, at);
    if (!node) return NULL;
    node->op = (uint8_t)op;
    node->operand = operand;
    return &node->head;
}

Node *build_binary(Parser *p, Position at, BinaryOp op, Node *left, Node *right) {
    NodeBinary *node = NEW_NODE(p, Binary, at);
    if (!node) return NULL;
    node->op = (uint8_t)op;
    node->left = left;
    node->right = right;
    return &node->head;
}

/* And and Or have one layout. */
Node *build_logical(Parser *p, Position at, NodeKind kind, Seq *values) {
    NodeAnd *node = (NodeAnd *)node_new(p->tree, kind, at);
    if (!node) return NULL;
    FILL_LIST(p, values, node->values);
    return &node->head;
}

/* chain: the first operand, then the others tagged with the operator before them. */
Node *build_compare(Parser *p, Position at, Seq *chain) {
    NodeCompare *node = NEW_NODE(p, Compare, at);
    if (!node) return NULL;
    Seq rest = {chain->first->next, chain->last, chain->count - 1, false};
    node->left = chain->first->item;
    FILL_LIST(p, &rest, node->comparators);
    node->ops = tree_alloc(p->tree, rest.count);
    if (!node->ops) return NULL;
    size_t i = 0;
    for (SeqItem *link = rest.first; link; link = link->next) node->ops[i++] = (uint8_t)link->tag;
    return &node->head;
}

Node *build_if_expression(Parser *p, Position at, Node *test, Node *body, Node *orelse) {
    NodeIfExp *node = NEW_NODE(p, IfExp, at);
    if (!node) return NULL;
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    return &node->head;
}

Node *build_named(Parser *p, Position at, Node *target, Node *value) {
    if (target->kind != NODE_Name)
        return syntax_error(p, *node_position(target), "cannot use assignment expressions with %s", node_description(target));
    if (target->flags & NODE_PARENTHESISED) return syntax_refuse(p, p->current - 1);
    NodeNamedExpr *node = make_target(p, target, TARGET_ASSIGN) ? NULL : NEW_NODE(p, NamedExpr, at);
    if (!node) return NULL;
    node->target = target;
    node->value = value;
    return &node->head;
}

static Node *build_wrapper(Parser *p, Position at, NodeKind kind, Node *value) {
    NodeStarred *node = (NodeStarred *)node_new(p->tree, kind, at);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

/* Starred, Await, Yield and YieldFrom begin with the same field. */
Node *build_starred(Parser *p, Position at, Node *value) { return build_wrapper(p, at, NODE_Starred, value); }
Node *build_await(Parser *p, Position at, Node *value) { return build_wrapper(p, at, NODE_Await, value); }
Node *build_yield(Parser *p, Position at, Node *value) { return build_wrapper(p, at, NODE_Yield, value); }
Node *build_yield_from(Parser *p, Position at, Node *value) { return build_wrapper(p, at, NODE_YieldFrom, value); }

/* ---- primaries ---- */

Node *build_attribute(Parser *p, Position at, Node *value, uint32_t name) {
    NodeAttribute *node = NEW_NODE(p, Attribute, at);
    if (!node) return NULL;
    node->value = value;
    node->name = token_name(p, name);
    return node->name ? &node->head : NULL;
}

Node *build_slice(Parser *p, Position at, Node *lower, Node *upper, Node *step) {
    NodeSlice *node = NEW_NODE(p, Slice, at);
    if (!node) return NULL;
    node->lower = lower;
    node->upper = upper;
    node->step = step;
    return &node->head;
}

Node *build_subscript(Parser *p, Position at, Node *value, Position index_at, Seq *slices) {
    NodeSubscript *node = NEW_NODE(p, Subscript, at);
    if (!node) return NULL;
    Node *only = slices->first->item;
    node->value = value;
    if (slices->count == 1 && !slices->trailing_comma && only->kind != NODE_Starred) node->index = only;
    else node->index = build_tuple(p, index_at, slices);
    return node->index ? &node->head : NULL;
}

/* ---- displays ---- */

Node *build_tuple(Parser *p, Position at, Seq *items) {
    NodeTuple *node = NEW_NODE(p, Tuple, at);
    if (!node) return NULL;
    FILL_LIST(p, items, node->items);
    return &node->head;
}

Node *build_tuple_or_item(Parser *p, Position at, Seq *items) {
    if (items->count == 1 && !items->trailing_comma) return items->first->item;
    return build_tuple(p, at, items);
}

Node *build_group(Parser *p, Node *inner) {
    (void)p;
    inner->flags |= NODE_PARENTHESISED;
    return inner;
}

Node *build_parenthesised(Parser *p, Position at, Seq *items) {
    Node *only = items->first->item;
    bool is_tuple = items->count > 1 || items->trailing_comma;
    if (!is_tuple && only->kind == NODE_Starred)
        return syntax_error(p, *node_position(only), "cannot use starred expression here");
    if (is_tuple) only = build_tuple(p, at, items);
    return only ? build_group(p, only) : NULL;
}

Node *build_list(Parser *p, Position at, Seq *items) {
    NodeTuple *node = (NodeTuple *)node_new(p->tree, NODE_List, at);   /* List and Tuple have one layout */
    if (!node) return NULL;
    FILL_LIST(p, items, node->items);
    return &node->head;
}

Node *build_set(Parser *p, Position at, Seq *items) {
    NodeSet *node = NEW_NODE(p, Set, at);
    if (!node) return NULL;
    FILL_LIST(p, items, node->items);
    return &node->head;
}

Pair *build_pair(Parser *p, Position at, Node *key, Node *value) {
    Pair *pair = value ? scratch_alloc(&p->scratch, sizeof *pair) : NULL;
    if (!pair) return NULL;
    *pair = (Pair){key, value, at};
    return pair;
}

Node *build_dict(Parser *p, Position at, Seq *pairs) {
    NodeDict *node = NEW_NODE(p, Dict, at);
    if (!node || !pairs) return (Node *)node;
    node->keys.count = node->values.count = pairs->count;
    node->keys.items = tree_alloc(p->tree, pairs->count * sizeof(Node *));
    node->values.items = node->keys.items ? tree_alloc(p->tree, pairs->count * sizeof(Node *)) : NULL;
    if (!node->values.items) return NULL;
    size_t i = 0;
    for (SeqItem *link = pairs->first; link; link = link->next, i++) {
        node->keys.items[i] = ((Pair *)link->item)->key;
        node->values.items[i] = ((Pair *)link->item)->value;
    }
    return &node->head;
}
