/* scope_pattern.c - match statements: the names that patterns bind, and patterns that cannot be right. */
#include "builtins/types/str.h"
#include "grammar/symbols.h"
#include "runtime/base/stack.h"

/* Names bound by one pattern, in scratch memory. */
typedef struct Captures { Object *name; struct Captures *next; } Captures;

static int visit_pattern(Resolver *r, Node *node, Captures **captures);

static bool is_captured(const Captures *captures, Object *name) {
    for (; captures; captures = captures->next)
        if (captures->name == name) return true;
    return false;
}

static int bind_capture(Resolver *r, Node *target, Node *pattern, Captures **captures) {
    if (!target) return 0;
    if (bind_name(r, (NodeName *)target, 0)) return -1;
    Object *name = ((NodeName *)target)->id;
    if (is_captured(*captures, name)) return scope_error(r, pattern, "multiple assignments to name '%U' in pattern", name);
    Captures *link = resolver_alloc(r, sizeof *link);
    if (!link) return -1;
    *link = (Captures){name, *captures};
    *captures = link;
    return 0;
}

static int visit_patterns(Resolver *r, Nodes patterns, Captures **captures) {
    for (uint32_t i = 0; i < patterns.count; i++)
        if (visit_pattern(r, patterns.items[i], captures)) return -1;
    return 0;
}

/* A pattern that matches anything; its name for the message, NULL for `_`. */
static bool is_irrefutable(const Node *node, Object **name) {
    if (node->kind == NODE_PatternOr) {
        const NodePatternOr *alternatives = (const NodePatternOr *)node;
        return is_irrefutable(alternatives->patterns.items[alternatives->patterns.count - 1], name);
    }
    if (node->kind != NODE_PatternAs) return false;
    const NodePatternAs *as = (const NodePatternAs *)node;
    if (as->pattern) return is_irrefutable(as->pattern, name);
    *name = as->target ? ((const NodeName *)as->target)->id : NULL;
    return true;
}

static int refuse_unreachable(Resolver *r, Node *node, Object *name) {
    if (name) return scope_error(r, node, "name capture '%U' makes remaining patterns unreachable", name);
    return scope_error(r, node, "wildcard makes remaining patterns unreachable");
}

static size_t count_captures(const Captures *captures, const Captures *end) {
    size_t count = 0;
    for (; captures != end; captures = captures->next) count++;
    return count;
}

static bool same_captures(const Captures *a, const Captures *b, const Captures *end) {
    if (count_captures(a, end) != count_captures(b, end)) return false;
    for (; a != end; a = a->next) {
        const Captures *other = b;
        while (other != end && other->name != a->name) other = other->next;
        if (other == end) return false;
    }
    return true;
}

/* Each alternative binds the same names. */
static int visit_or(Resolver *r, NodePatternOr *node, Captures **captures) {
    Captures *before = *captures, *first = NULL;
    for (uint32_t i = 0; i < node->patterns.count; i++) {
        Node *pattern = node->patterns.items[i];
        Captures *here = before;
        Object *name;
        if (visit_pattern(r, pattern, &here)) return -1;
        if (i && !same_captures(first, here, before)) return scope_error(r, r->last_pattern, "alternative patterns bind different names");
        if (i + 1 < node->patterns.count && is_irrefutable(pattern, &name)) return refuse_unreachable(r, pattern, name);
        if (!i) first = here;
    }
    *captures = first;
    return 0;
}

static int check_keys(Resolver *r, NodePatternMapping *node) {
    for (uint32_t i = 0; i < node->keys.count; i++)
        for (uint32_t j = 0; j < i; j++) {
            NodeConstant *key = (NodeConstant *)node->keys.items[i], *other = (NodeConstant *)node->keys.items[j];
            if (key->head.kind != NODE_Constant || other->head.kind != NODE_Constant) continue;
            int equal = object_equal(key->value, other->value);
            if (equal < 0) return -1;
            if (equal) return scope_error(r, &node->head, "mapping pattern checks duplicate key (%R)", key->value);
        }
    return 0;
}

static int visit_mapping(Resolver *r, NodePatternMapping *node, Captures **captures) {
    if (check_keys(r, node) || visit_expressions(r, node->keys) || visit_patterns(r, node->patterns, captures)) return -1;
    return bind_capture(r, node->rest, &node->head, captures);
}

static int visit_class(Resolver *r, NodePatternClass *node, Captures **captures) {
    if (visit_expression(r, node->cls) || visit_patterns(r, node->patterns, captures)) return -1;
    return visit_patterns(r, node->keyword_patterns, captures);
}

static int visit_pattern(Resolver *r, Node *node, Captures **captures) {
    if (stack_is_low()) return error_recursion(" during compilation"), -1;
    NodePatternAs *as = (NodePatternAs *)node;
    r->last_pattern = node;
    switch (node->kind) {
        case NODE_PatternValue: return visit_expression(r, ((NodePatternValue *)node)->value);
        case NODE_PatternSequence: return visit_patterns(r, ((NodePatternSequence *)node)->patterns, captures);
        case NODE_PatternMapping: return visit_mapping(r, (NodePatternMapping *)node, captures);
        case NODE_PatternClass: return visit_class(r, (NodePatternClass *)node, captures);
        case NODE_PatternStar: return bind_capture(r, ((NodePatternStar *)node)->target, node, captures);
        case NODE_PatternOr: return visit_or(r, (NodePatternOr *)node, captures);
        case NODE_PatternAs:
            if (as->pattern && visit_pattern(r, as->pattern, captures)) return -1;
            return bind_capture(r, as->target, node, captures);
        default: return 0;   /* PatternSingleton */
    }
}

int visit_match(Resolver *r, NodeMatch *node) {
    if (hidden_slot(r, &node->subject_slot)) return -1;
    if (node->head.flags & NODE_HAS_YIELD && hidden_slot(r, &node->state_slot)) return -1;
    if (node->subject->kind == NODE_Tuple ? visit_maybe_starred(r, ((NodeTuple *)node->subject)->items) : visit_expression(r, node->subject)) return -1;
    for (uint32_t i = 0; i < node->cases.count; i++) {
        NodeMatchCase *clause = (NodeMatchCase *)node->cases.items[i];
        Captures *captures = NULL;
        Object *name;
        if (visit_pattern(r, clause->pattern, &captures)) return -1;
        if (!clause->guard && i + 1 < node->cases.count && is_irrefutable(clause->pattern, &name))
            return refuse_unreachable(r, clause->pattern, name);
        if (visit_expression(r, clause->guard) || visit_block(r, clause->body)) return -1;
    }
    return 0;
}
