/* build_call.c - calls, comprehensions, parameter lists, lambda. */
#include "grammar/build.h"

#include <string.h>

#include "builtins/types/str.h"

/* ---- arguments ---- */

Node *build_keyword(Parser *p, Position at, Object *name, Node *value) {
    NodeKeyword *node = value ? NEW_NODE(p, Keyword, at) : NULL;
    if (!node) return NULL;
    node->name = name;
    node->value = value;
    return &node->head;
}

static const char *constant_word(const Node *node) {
    if (node->kind != NODE_Constant) return NULL;
    Object *value = ((const NodeConstant *)node)->value;
    return value == None ? "None" : value == True ? "True" : value == False ? "False" : NULL;
}

/* `name=value`, where name was read as an expression. */
Node *build_keyword_argument(Parser *p, Position at, Node *name, Position equal, Node *value) {
    Position range = *node_position(name);
    range.end_line = equal.end_line;
    range.end_col = equal.end_col;
    if (name->kind == NODE_Name && !(name->flags & NODE_PARENTHESISED))
        return build_keyword(p, at, ((NodeName *)name)->id, value);
    if (constant_word(name)) return syntax_error(p, range, "cannot assign to %s", constant_word(name));
    return syntax_error(p, range, "expression cannot contain assignment, perhaps you meant \"==\"?");
}

static bool is_bare_generator(const Node *node) {
    return node->kind == NODE_GeneratorExp && !(node->flags & NODE_PARENTHESISED);
}

static int refuse_positional(Parser *p, const SeqItem *keyword) {
    bool unpacking = false;
    for (const SeqItem *link = keyword; link; link = link->next) {
        Node *node = link->item;
        if (node->kind == NODE_Keyword) unpacking = !((NodeKeyword *)node)->name;
        else if (node->kind != NODE_Starred) break;
    }
    syntax_error_here(p, unpacking ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument");
    return -1;
}

/* Order of positional, keyword and ** arguments. */
static int check_order(Parser *p, Seq *arguments) {
    SeqItem *first_keyword = NULL, *first_double = NULL;
    Node *node = NULL;
    for (SeqItem *link = arguments->first; link; link = link->next) {
        Node *before = node;
        node = link->item;
        if (node->kind == NODE_Keyword) {
            if (!first_keyword) first_keyword = link;
            if (!((NodeKeyword *)node)->name && !first_double) first_double = link;
        } else if (node->kind == NODE_Starred) {
            if (!first_double) continue;
            Position range = *node_position(arguments->first->item);
            range.end_line = node_position(before)->end_line;
            range.end_col = node_position(before)->end_col;
            syntax_error(p, range, "iterable argument unpacking follows keyword argument unpacking");
            return -1;
        } else if (first_keyword) {
            return refuse_positional(p, first_keyword);
        }
    }
    return 0;
}

static int check_repeats(Parser *p, Seq *arguments) {
    for (SeqItem *link = arguments->first; link; link = link->next) {
        NodeKeyword *keyword = link->item;
        if (keyword->head.kind != NODE_Keyword || !keyword->name) continue;
        for (SeqItem *before = arguments->first; before != link; before = before->next) {
            NodeKeyword *other = before->item;
            if (other->head.kind != NODE_Keyword || other->name != keyword->name) continue;
            syntax_error(p, *node_position(&keyword->head), "keyword argument repeated: %U", keyword->name);
            return -1;
        }
    }
    return 0;
}

Seq *check_arguments(Parser *p, Seq *arguments, Position at) {
    (void)at;
    for (SeqItem *link = arguments->first; link; link = link->next) {
        Node *node = link->item;
        if (is_bare_generator(node) && (arguments->count > 1 || arguments->trailing_comma))
            return syntax_error(p, *node_position(node), "Generator expression must be parenthesized");
    }
    if (check_order(p, arguments) || check_repeats(p, arguments)) return NULL;
    return arguments;
}

/* A class's brackets do not stand in for a generator expression's. */
Seq *check_class_arguments(Parser *p, Seq *arguments) {
    Node *only = arguments->count == 1 ? arguments->first->item : NULL;
    if (only && is_bare_generator(only) && !arguments->trailing_comma) {
        const Position *clause = node_position(((NodeGeneratorExp *)only)->clauses.items[0]);
        return syntax_refuse(p, token_from(p, clause->line, clause->col));
    }
    return check_arguments(p, arguments, (Position){0});
}

int split_arguments(Parser *p, Seq *arguments, Nodes *positional, Nodes *keywords) {
    Seq *plain = seq_new(p), *named = seq_new(p);
    if (!plain || !named) return -1;
    for (SeqItem *link = arguments->first; link; link = link->next)
        if (!seq_push(p, ((Node *)link->item)->kind == NODE_Keyword ? named : plain, link->item)) return -1;
    return seq_to_list(p, plain, positional) || seq_to_list(p, named, keywords) ? -1 : 0;
}

Node *build_call(Parser *p, Position at, Node *callee, Seq *arguments, Position brackets) {
    NodeCall *node = NEW_NODE(p, Call, at);
    if (!node) return NULL;
    node->callee = callee;
    if (arguments->count == 1 && !arguments->trailing_comma && is_bare_generator(arguments->first->item))
        *node_position(arguments->first->item) = brackets;   /* its brackets are the call's */
    else if (!check_arguments(p, arguments, at)) return NULL;
    return split_arguments(p, arguments, &node->args, &node->keywords) ? NULL : &node->head;
}

/* ---- comprehensions ---- */

Clause *clause_new(Parser *p, Position at, Node *target, Node *iter, bool is_async) {
    Clause *clause = scratch_alloc(&p->scratch, sizeof *clause);
    NodeCompFor *node = clause && !make_target(p, target, TARGET_FOR) ? NEW_NODE(p, CompFor, at) : NULL;
    if (!node) return NULL;
    node->target = target;
    node->iter = iter;
    node->is_async = is_async;
    clause->node = node;
    clause->conditions = seq_new(p);
    return clause->conditions ? clause : NULL;
}

Clause *clause_add(Parser *p, Clause *clause, Node *condition) {
    return seq_push(p, clause->conditions, condition) ? clause : NULL;
}

Node *build_clause(Parser *p, Clause *clause) {
    FILL_LIST(p, clause->conditions, clause->node->conditions);
    return &clause->node->head;
}

static int check_element(Parser *p, Node *element) {
    if (element->kind != NODE_Starred) return 0;
    syntax_error(p, *node_position(element), "iterable unpacking cannot be used in comprehension");
    return -1;
}

/* ListComp, SetComp and GeneratorExp begin alike. */
static Node *build_comprehension(Parser *p, Position at, NodeKind kind, Node *element, Seq *clauses) {
    if (check_element(p, element)) return NULL;
    NodeListComp *node = (NodeListComp *)node_new(p->tree, kind, at);
    if (!node) return NULL;
    node->element = element;
    FILL_LIST(p, clauses, node->clauses);
    return &node->head;
}

Node *build_generator(Parser *p, Position at, Node *element, Seq *clauses, bool parenthesised) {
    Node *node = build_comprehension(p, at, NODE_GeneratorExp, element, clauses);
    if (node && parenthesised) node->flags |= NODE_PARENTHESISED;
    return node;
}

Node *build_list_comprehension(Parser *p, Position at, Node *element, Seq *clauses) {
    return build_comprehension(p, at, NODE_ListComp, element, clauses);
}

Node *build_set_comprehension(Parser *p, Position at, Node *element, Seq *clauses) {
    return build_comprehension(p, at, NODE_SetComp, element, clauses);
}

Node *build_dict_comprehension(Parser *p, Position at, Pair *pair, Seq *clauses) {
    if (!pair->key) {
        Position stars = pair->at;
        stars.end_line = stars.line;
        stars.end_col = stars.col + 2;
        return syntax_error(p, stars, "dict unpacking cannot be used in dict comprehension");
    }
    NodeDictComp *node = NEW_NODE(p, DictComp, at);
    if (!node) return NULL;
    node->key = pair->key;
    node->value = pair->value;
    FILL_LIST(p, clauses, node->clauses);
    return &node->head;
}

/* ---- parameters ---- */

ParamItem *build_param_mark(Parser *p, Position at, ParamKind kind) {
    ParamItem *item = scratch_alloc(&p->scratch, sizeof *item);
    if (item) *item = (ParamItem){kind, NULL, at};
    return item;
}

ParamItem *build_param(Parser *p, Position at, ParamKind kind, uint32_t name, Node *annotation, Node *value) {
    ParamItem *item = build_param_mark(p, at, kind);
    NodeParameter *parameter = item ? NEW_NODE(p, Parameter, at) : NULL;
    if (!parameter) return NULL;
    parameter->name = token_name(p, name);
    parameter->annotation = annotation;
    parameter->default_value = value;
    item->parameter = parameter;
    return parameter->name ? item : NULL;
}

typedef struct ParamSorter {
    Parser *p;
    NodeParameters *node;
    Seq *positional_only, *positional, *keyword_only;
    bool slash, star, bare_star, default_seen;
} ParamSorter;

static int refuse(ParamSorter *s, const ParamItem *item, const char *message) {
    Position at = item->at;
    uint32_t stars = item->kind == PARAM_VARARGS ? 1 : item->kind == PARAM_KWARGS ? 2 : 0;
    if (stars) at.end_line = at.line, at.end_col = at.col + stars;
    syntax_error(s->p, at, "%s", message);
    return -1;
}

static int take_plain(ParamSorter *s, const ParamItem *item) {
    s->bare_star = false;
    if (s->star) return seq_push(s->p, s->keyword_only, item->parameter) ? 0 : -1;
    if (item->parameter->default_value) s->default_seen = true;
    else if (s->default_seen) return refuse(s, item, "non-default argument follows default argument");
    return seq_push(s->p, s->positional, item->parameter) ? 0 : -1;
}

static int take_slash(ParamSorter *s, const ParamItem *item) {
    if (s->slash) return refuse(s, item, "/ may appear only once");
    if (s->star) return refuse(s, item, "/ must be ahead of *");
    if (!s->positional->count) return refuse(s, item, "at least one argument must precede /");
    s->slash = true;
    s->positional_only = s->positional;
    s->positional = seq_new(s->p);
    return s->positional ? 0 : -1;
}

static int take_star(ParamSorter *s, const ParamItem *item) {
    if (s->star) return refuse(s, item, "* argument may appear only once");
    s->star = true;
    s->bare_star = item->kind == PARAM_STAR;
    s->node->varargs = (Node *)item->parameter;
    return 0;
}

static int take_param(ParamSorter *s, const ParamItem *item) {
    if (s->node->kwargs) return refuse(s, item, "arguments cannot follow var-keyword argument");
    switch (item->kind) {
        case PARAM_PLAIN: return take_plain(s, item);
        case PARAM_SLASH: return take_slash(s, item);
        case PARAM_STAR: case PARAM_VARARGS: return take_star(s, item);
        default:
            s->node->kwargs = (Node *)item->parameter;
            return 0;
    }
}

/* `*` without a name after it. */
static void *refuse_bare_star(Parser *p, const ParamItem *star, const ParamItem *stars, bool is_lambda) {
    Position at = star->at;
    if (is_lambda) {
        at = p->lexer.items[token_from(p, at.line, at.col) + 1].at;
        if (stars) at = stars->at, at.end_line = at.line, at.end_col = at.col + 2;
    }
    return syntax_error(p, at, "named arguments must follow bare *");
}

Node *build_parameters(Parser *p, Position at, Seq *items, bool is_lambda) {
    NodeParameters *node = NEW_NODE(p, Parameters, at);
    ParamSorter s = {.p = p, .node = node, .positional_only = seq_new(p), .positional = seq_new(p), .keyword_only = seq_new(p)};
    if (!node || !s.positional_only || !s.positional || !s.keyword_only) return NULL;
    const ParamItem *star = NULL;
    for (SeqItem *link = items->first; link; link = link->next) {
        ParamItem *item = link->item;
        if (item->kind == PARAM_STAR) star = item;
        if (s.bare_star && item->kind == PARAM_KWARGS) return refuse_bare_star(p, star, item, is_lambda);
        if (take_param(&s, item)) return NULL;
    }
    if (s.bare_star) return refuse_bare_star(p, star, NULL, is_lambda);
    FILL_LIST(p, s.positional_only, node->positional_only);
    FILL_LIST(p, s.positional, node->positional);
    FILL_LIST(p, s.keyword_only, node->keyword_only);
    return &node->head;
}

Node *build_lambda(Parser *p, Position at, Seq *parameters, Position parameters_at, Node *body) {
    NodeFunction *node = NEW_NODE(p, Function, at);
    if (!node) return NULL;
    node->is_lambda = true;
    node->body = body;
    node->parameters = build_parameters(p, parameters_at, parameters, true);
    return node->parameters ? &node->head : NULL;
}
