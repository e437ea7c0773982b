/* build_pattern.c - match statements and their patterns. */
#include "grammar/build.h"

#include "builtins/types/complex.h"
#include "builtins/types/str.h"
#include "parser.h"

Node *build_match(Parser *p, Position at, Position subject_at, Seq *subject, Seq *cases) {
    Node *last = ((NodeMatchCase *)cases->last->item)->body;
    at.end_line = node_position(last)->end_line;
    at.end_col = node_position(last)->end_col;
    NodeMatch *node = NEW_NODE(p, Match, at);
    if (!node) return NULL;
    node->subject = build_tuple_or_item(p, subject_at, subject);
    if (!node->subject) return NULL;
    FILL_LIST(p, cases, node->cases);
    return &node->head;
}

Node *build_case(Parser *p, Position at, Node *pattern, Node *guard, Node *body) {
    NodeMatchCase *node = NEW_NODE(p, MatchCase, at);
    if (!node) return NULL;
    node->pattern = pattern;
    node->guard = guard;
    node->body = body;
    return &node->head;
}

/* ---- captures ---- */

static bool is_wildcard(Object *name) { return str_equal_text(name, "_"); }

/* NodeName in store context, or NULL for `_`; *failed tells an error apart. */
static Node *capture(Parser *p, Position at, Object *name, bool *failed) {
    *failed = !name;
    if (!name || is_wildcard(name)) return NULL;
    Node *target = build_name_of(p, at, name, CTX_STORE);
    *failed = !target;
    return target;
}

static Node *build_as(Parser *p, Position at, Node *pattern, Node *target) {
    NodePatternAs *node = NEW_NODE(p, PatternAs, at);
    if (!node) return NULL;
    node->pattern = pattern;
    node->target = target;
    return &node->head;
}

Node *build_star_pattern(Parser *p, Position at, uint32_t name, Position name_at) {
    bool failed;
    Node *target = capture(p, name_at, token_name(p, name), &failed);
    NodePatternStar *node = failed ? NULL : NEW_NODE(p, PatternStar, at);
    if (!node) return NULL;
    node->target = target;
    return &node->head;
}

Node *build_as_pattern(Parser *p, Position at, Node *pattern, Node *target) {
    if (target->kind != NODE_Name) {
        size_t first = token_from(p, node_position(target)->line, node_position(target)->col);
        if (p->lexer.items[first].kind == T_NAME) return syntax_refuse(p, first + 1);
        return syntax_error(p, *node_position(target), "invalid pattern target");
    }
    if (is_wildcard(((NodeName *)target)->id)) return syntax_error(p, *node_position(target), "cannot use '_' as a target");
    ((NodeName *)target)->context = CTX_STORE;
    return build_as(p, at, pattern, target);
}

/* A plain name captures, a dotted one is compared with. */
Node *build_name_pattern(Parser *p, Position at, Node *name) {
    if (name->kind == NODE_Attribute) return build_value_pattern(p, at, name);
    bool failed;
    Node *target = capture(p, at, ((NodeName *)name)->id, &failed);
    return failed ? NULL : build_as(p, at, NULL, target);
}

/* ---- values ---- */

Node *build_value_pattern(Parser *p, Position at, Node *value) {
    if (value->kind == NODE_Constant) {
        Object *constant = ((NodeConstant *)value)->value;
        if (constant == None || constant == True || constant == False) {
            NodePatternSingleton *singleton = NEW_NODE(p, PatternSingleton, at);
            if (singleton) singleton->value = constant;
            return (Node *)singleton;
        }
    }
    NodePatternValue *node = NEW_NODE(p, PatternValue, at);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

Node *build_complex_literal(Parser *p, Position at, Node *real, BinaryOp op, Node *imaginary) {
    if (!imaginary) return NULL;
    NodeConstant *left = (NodeConstant *)real, *right = (NodeConstant *)imaginary;
    if (is_complex(left->value)) return syntax_error(p, *node_position(real), "real number required in complex literal");
    if (!is_complex(right->value)) return syntax_error(p, *node_position(imaginary), "imaginary number required in complex literal");
    return build_constant_steal(p, at, object_binary(left->value, right->value, op));
}

Node *build_pattern_strings(Parser *p, Position at, Seq *tokens) {
    Node *node = build_strings(p, at, tokens);
    if (node && node->kind == NODE_JoinedStr) return syntax_error(p, at, "patterns may only match literals and attribute lookups");
    return node;
}

/* ---- sequences, mappings, classes ---- */

static Node *new_sequence(Parser *p, Position at, Seq *patterns) {
    NodePatternSequence *node = NEW_NODE(p, PatternSequence, at);
    if (!node) return NULL;
    FILL_LIST(p, patterns, node->patterns);
    bool starred = false;
    for (uint32_t i = 0; i < node->patterns.count; i++) {
        if (node->patterns.items[i]->kind != NODE_PatternStar) continue;
        if (starred) return syntax_error(p, at, "multiple starred names in sequence pattern");
        starred = true;
    }
    return &node->head;
}

Node *build_open_sequence(Parser *p, Position at, Node *first, Seq *rest) {
    Seq *patterns = seq_of(p, first);
    if (!patterns) return NULL;
    return new_sequence(p, at, rest ? seq_join(patterns, rest) : patterns);
}

/* is_group: round brackets, where one pattern without a comma is just itself. */
Node *build_sequence_pattern(Parser *p, Position at, Seq *patterns, bool is_group) {
    if (is_group && patterns && patterns->count == 1 && !patterns->trailing_comma) {
        Node *only = patterns->first->item;
        if (only->kind != NODE_PatternStar) return only;
        return syntax_refuse(p, p->current);
    }
    return new_sequence(p, at, patterns);
}

Node *build_capture(Parser *p, Position at, uint32_t token) {
    Object *name = token_name(p, token);
    if (!name) return NULL;
    return is_wildcard(name) ? syntax_refuse(p, token) : build_name_of(p, at, name, CTX_STORE);
}

Node *build_mapping_pattern(Parser *p, Position at, Seq *items, Node *rest) {
    NodePatternMapping *node = NEW_NODE(p, PatternMapping, at);
    Seq *keys = seq_new(p), *patterns = seq_new(p);
    if (!node || !keys || !patterns) return NULL;
    for (SeqItem *link = items ? items->first : NULL; link; link = link->next) {
        Pair *pair = link->item;
        if (!seq_push(p, keys, pair->key) || !seq_push(p, patterns, pair->value)) return NULL;
    }
    node->rest = rest;
    FILL_LIST(p, keys, node->keys);
    FILL_LIST(p, patterns, node->patterns);
    return &node->head;
}

static int take_argument(Parser *p, Node *argument, Seq *positional, Seq *names, Seq *keyword) {
    if (argument->kind == NODE_Keyword) {
        NodeKeyword *named = (NodeKeyword *)argument;
        return seq_push(p, names, named->name) && seq_push(p, keyword, named->value) ? 0 : -1;
    }
    if (!keyword->count) return seq_push(p, positional, argument) ? 0 : -1;
    syntax_error(p, *node_position(argument), "positional patterns follow keyword patterns");
    return -1;
}

static int check_attributes(Parser *p, const Seq *names, const Seq *patterns) {
    const SeqItem *pattern = patterns->first;
    for (const SeqItem *name = names->first; name; name = name->next, pattern = pattern->next)
        for (const SeqItem *other = names->first; other != name; other = other->next) {
            if (other->item != name->item) continue;
            syntax_error(p, *node_position(pattern->item), "attribute name repeated in class pattern: %U", (Object *)name->item);
            return -1;
        }
    return 0;
}

Node *build_class_pattern(Parser *p, Position at, Node *cls, Seq *arguments) {
    NodePatternClass *node = NEW_NODE(p, PatternClass, at);
    Seq *positional = seq_new(p), *names = seq_new(p), *keyword = seq_new(p);
    if (!node || !positional || !names || !keyword) return NULL;
    node->cls = cls;
    for (SeqItem *link = arguments ? arguments->first : NULL; link; link = link->next)
        if (take_argument(p, link->item, positional, names, keyword)) return NULL;
    if (check_attributes(p, names, keyword)) return NULL;
    FILL_LIST(p, positional, node->patterns);
    FILL_LIST(p, keyword, node->keyword_patterns);
    return seq_to_names(p, names, &node->keyword_names) ? NULL : &node->head;
}

Node *build_or_pattern(Parser *p, Position at, Seq *patterns) {
    NodePatternOr *node = NEW_NODE(p, PatternOr, at);
    if (!node) return NULL;
    FILL_LIST(p, patterns, node->patterns);
    return &node->head;
}
