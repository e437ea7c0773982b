/* build_statement.c - statement nodes. */
#include "grammar/build.h"
#include "grammar/diagnose.h"

#include <string.h>

#include "builtins/types/str.h"

/* A compound statement ends where its last block does, not at the DEDENT token. */
static Position until(Position at, const Node *last) {
    const Position *end = node_position(last);
    return (Position){at.line, at.col, end->end_line, end->end_col};
}

Node *build_block(Parser *p, Position at, Seq *statements) {
    if (!statements) return NULL;
    if (statements->first) {
        at = *node_position(statements->first->item);
        at = until(at, statements->last->item);
    }
    NodeBlock *node = NEW_NODE(p, Block, at);
    if (!node) return NULL;
    FILL_LIST(p, statements, node->body);
    return &node->head;
}

/* eval's input has no bare starred expression; scope.c refuses it. */
Node *build_eval(Parser *p, Node *expression) {
    (void)p;
    return expression;
}

Node *build_empty(Parser *p, Position at, NodeKind kind) { return node_new(p->tree, kind, at); }

/* ExprStmt, Return and Delete of one child. */
static Node *build_one(Parser *p, Position at, NodeKind kind, Node *value) {
    NodeReturn *node = (NodeReturn *)node_new(p->tree, kind, at);
    if (!node) return NULL;
    node->value = value;
    return &node->head;
}

Node *build_expr_stmt(Parser *p, Position at, Node *value) { return build_one(p, at, NODE_ExprStmt, value); }
Node *build_return(Parser *p, Position at, Node *value) { return build_one(p, at, NODE_Return, value); }

/* ---- assignment ---- */

static int make_assignment_target(Parser *p, Node *target) {
    if (!find_bad_target(target, TARGET_ASSIGN)) return make_target(p, target, TARGET_ASSIGN);
    diagnose(p);
    return -1;
}

/* chain: targets, then the value. */
Node *build_assign(Parser *p, Position at, Seq *chain) {
    NodeAssign *node = NEW_NODE(p, Assign, at);
    if (!node) return NULL;
    for (SeqItem *link = chain->first; link != chain->last; link = link->next)
        if (make_assignment_target(p, link->item)) return NULL;
    node->value = chain->last->item;
    FILL_LIST(p, chain, node->targets);
    node->targets.count--;
    return &node->head;
}

static bool is_single_target(const Node *node) {
    return node->kind == NODE_Name || node->kind == NODE_Attribute || node->kind == NODE_Subscript;
}

Node *build_augmented(Parser *p, Position at, Node *target, BinaryOp op, Node *value) {
    if (!is_single_target(target)) return diagnose(p), NULL;
    NodeAugAssign *node = make_target(p, target, TARGET_ASSIGN) ? NULL : NEW_NODE(p, AugAssign, at);
    if (!node) return NULL;
    node->target = target;
    node->value = value;
    node->op = (uint8_t)op;
    return &node->head;
}

Node *build_annotated(Parser *p, Position at, Node *target, Node *annotation, Node *value) {
    if (!is_single_target(target)) return diagnose(p), NULL;
    NodeAnnAssign *node = make_target(p, target, TARGET_ASSIGN) ? NULL : NEW_NODE(p, AnnAssign, at);
    if (!node) return NULL;
    node->target = target;
    node->annotation = annotation;
    node->value = value;
    node->simple = target->kind == NODE_Name && !(target->flags & NODE_PARENTHESISED);
    return &node->head;
}

Node *build_delete(Parser *p, Position at, Node *targets) {
    NodeDelete *node = NEW_NODE(p, Delete, at);
    if (!node || make_target(p, targets, TARGET_DELETE)) return NULL;
    if (targets->kind == NODE_Tuple && !(targets->flags & NODE_PARENTHESISED)) {
        node->targets = ((NodeTuple *)targets)->items;
        return &node->head;
    }
    FILL_LIST(p, seq_of(p, targets), node->targets);
    return node->targets.count ? &node->head : NULL;
}

/* ---- other simple statements ---- */

Node *build_raise(Parser *p, Position at, Node *exc, Node *cause) {
    NodeRaise *node = NEW_NODE(p, Raise, at);
    if (!node) return NULL;
    node->exc = exc;
    node->cause = cause;
    return &node->head;
}

Node *build_assert(Parser *p, Position at, Node *test, Node *message) {
    NodeAssert *node = NEW_NODE(p, Assert, at);
    if (!node) return NULL;
    node->test = test;
    node->message = message;
    return &node->head;
}

/* Global and Nonlocal have one layout. */
Node *build_scope_names(Parser *p, Position at, NodeKind kind, Seq *names) {
    NodeGlobal *node = (NodeGlobal *)node_new(p->tree, kind, at);
    if (!node || seq_to_names(p, names, &node->names)) return NULL;
    return &node->head;
}

/* ---- imports ---- */

Object *build_dotted_name(Parser *p, Object *name, uint32_t token) {
    Object *part = token_name(p, token);
    Object *dotted = part ? format_message("%U.%U", name, part) : NULL;
    return dotted ? tree_own_steal(p->tree, str_intern_steal(dotted)) : NULL;
}

static Node *build_alias(Parser *p, Position at, Object *name, Object *stored, Position stored_at, bool has_as) {
    NodeAlias *node = name ? NEW_NODE(p, Alias, at) : NULL;
    if (!node) return NULL;
    node->name = name;
    node->has_as = has_as;
    if (stored && !(node->target = build_name_of(p, stored_at, stored, CTX_STORE))) return NULL;
    return &node->head;
}

static Object *first_part(Parser *p, Object *dotted) {
    const char *dot = strchr(str_data(dotted), '.');
    return dot ? tree_own_steal(p->tree, str_intern_utf8(str_data(dotted), (size_t)(dot - str_data(dotted)))) : dotted;
}

Node *build_import_alias(Parser *p, Position at, Object *dotted, Object *as, Position as_at) {
    Object *stored = as ? as : first_part(p, dotted);
    return stored ? build_alias(p, at, dotted, stored, as_at, as != NULL) : NULL;
}

Node *build_from_alias(Parser *p, Position at, uint32_t name, uint32_t as, Position as_at) {
    Object *stored = token_name(p, as);
    return stored ? build_alias(p, at, token_name(p, name), stored, as_at, as != name) : NULL;
}

Node *build_star_alias(Parser *p, Position at) {
    return build_alias(p, at, tree_own_steal(p->tree, str_intern_text("*")), NULL, at, false);
}

Node *build_import(Parser *p, Position at, Seq *aliases) {
    NodeImport *node = NEW_NODE(p, Import, at);
    if (!node) return NULL;
    FILL_LIST(p, aliases, node->names);
    return &node->head;
}

Node *build_import_from(Parser *p, Position at, int level, Object *module, Seq *aliases) {
    NodeImportFrom *node = NEW_NODE(p, ImportFrom, at);
    if (!node) return NULL;
    node->module = module;
    node->level = (uint32_t)level;
    FILL_LIST(p, aliases, node->names);
    return &node->head;
}

/* ---- compound statements ---- */

Node *build_if(Parser *p, Position at, Node *test, Node *body, Node *orelse) {
    NodeIf *node = NEW_NODE(p, If, until(at, orelse ? orelse : body));
    if (!node) return NULL;
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    return &node->head;
}

Node *build_while(Parser *p, Position at, Node *test, Node *body, Node *orelse) {
    NodeWhile *node = NEW_NODE(p, While, until(at, orelse ? orelse : body));
    if (!node) return NULL;
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    return &node->head;
}

Node *build_for_targets(Parser *p, Position at, Seq *targets) { return build_tuple_or_item(p, at, targets); }

Node *build_for(Parser *p, Position at, Node *target, Node *iter, Node *body, Node *orelse) {
    NodeFor *node = make_target(p, target, TARGET_FOR) ? NULL : NEW_NODE(p, For, until(at, orelse ? orelse : body));
    if (!node) return NULL;
    node->target = target;
    node->iter = iter;
    node->body = body;
    node->orelse = orelse;
    return &node->head;
}

/* An item is a With without its body yet. */
Node *build_with_item(Parser *p, Position at, Node *context, Node *target) {
    if (target && make_target(p, target, TARGET_ASSIGN)) return NULL;
    NodeWith *node = NEW_NODE(p, With, at);
    if (!node) return NULL;
    node->context = context;
    node->target = target;
    return &node->head;
}

static Node *nest_items(SeqItem *item, Position at, Node *body, Parser *p) {
    /* From the last item outwards; the list runs the other way, so collect it first. */
    size_t count = 0;
    for (SeqItem *link = item; link; link = link->next) count++;
    NodeWith **items = scratch_alloc(&p->scratch, count * sizeof *items);
    if (!items) return NULL;
    for (size_t i = 0; i < count; i++, item = item->next) items[i] = item->item;
    while (count--) {
        items[count]->body = body;
        *node_position(&items[count]->head) = until(at, body);
        body = &items[count]->head;
    }
    return body;
}

/* `with a, b:` is a With inside a With. */
Node *build_with(Parser *p, Position at, Seq *items, Node *body) { return nest_items(items->first, at, body, p); }

/* Marks every With that one statement made: they follow each other as each other's body. */
static void mark_async_with(NodeWith *with) {
    Position start = *node_position(&with->head);
    for (;;) {
        with->is_async = true;
        if (with->body->kind != NODE_With) return;
        with = (NodeWith *)with->body;
        Position *at = node_position(&with->head);
        if (at->line != start.line || at->col != start.col) return;
    }
}

Node *build_async(Parser *p, Position async_at, Node *statement) {
    if (!statement) return NULL;
    if (statement->kind == NODE_FunctionDef) ((NodeFunction *)((NodeFunctionDef *)statement)->function)->is_async = true;
    else if (statement->kind == NODE_For) ((NodeFor *)statement)->is_async = true;
    else mark_async_with((NodeWith *)statement);
    (void)p;
    node_position(statement)->line = async_at.line;
    node_position(statement)->col = async_at.col;
    return statement;
}

Seq *build_handler_list(Parser *p, Seq *handlers, Node *handler, int is_star, Position except_at) {
    if (!handler) return NULL;
    if (handlers->last->tag != is_star)
        return syntax_error(p, except_at, "cannot have both 'except' and 'except*' on the same 'try'");
    return seq_push_tagged(p, handlers, handler, is_star);
}

Node *build_handler(Parser *p, Position at, Node *type, Object *name, Position name_at, Node *body) {
    NodeExceptHandler *node = NEW_NODE(p, ExceptHandler, until(at, body));
    if (!node) return NULL;
    node->type = type;
    node->body = body;
    if (name && !(node->name = build_name_of(p, name_at, name, CTX_STORE))) return NULL;
    return &node->head;
}

static Node *last_handler_body(const Seq *handlers) { return ((NodeExceptHandler *)handlers->last->item)->body; }

Node *build_try(Parser *p, Position at, Node *body, Seq *handlers, Node *orelse, Node *finalbody) {
    Node *last = finalbody ? finalbody : orelse ? orelse : last_handler_body(handlers);
    NodeTry *node = NEW_NODE(p, Try, until(at, last));
    if (!node) return NULL;
    node->body = body;
    node->orelse = orelse;
    node->finalbody = finalbody;
    node->is_star = handlers && handlers->last->tag;
    FILL_LIST(p, handlers, node->handlers);
    return &node->head;
}

/* ---- definitions ---- */

Node *build_decorated(Parser *p, Seq *decorators, Node *definition) {
    if (!definition) return NULL;
    if (definition->kind == NODE_FunctionDef) FILL_LIST(p, decorators, ((NodeFunctionDef *)definition)->decorators);
    else FILL_LIST(p, decorators, ((NodeClassDef *)definition)->decorators);
    return definition;
}

Node *build_function(Parser *p, Position at, uint32_t name, Position name_at, Seq *parameters, Position parameters_at, Node *returns, Node *body) {
    at = until(at, body);
    NodeFunctionDef *node = NEW_NODE(p, FunctionDef, at);
    NodeFunction *function = node ? NEW_NODE(p, Function, at) : NULL;
    if (!function) return NULL;
    node->target = build_name_of(p, name_at, token_name(p, name), CTX_STORE);
    node->function = &function->head;
    function->parameters = node->target ? build_parameters(p, parameters_at, parameters, false) : NULL;
    if (!function->parameters) return NULL;
    function->name = ((NodeName *)node->target)->id;
    function->returns = returns;
    function->body = body;
    return &node->head;
}

Node *build_class(Parser *p, Position at, uint32_t name, Position name_at, Seq *arguments, Node *body) {
    NodeClassDef *node = NEW_NODE(p, ClassDef, until(at, body));
    if (!node) return NULL;
    node->target = build_name_of(p, name_at, token_name(p, name), CTX_STORE);
    if (!node->target) return NULL;
    node->name = ((NodeName *)node->target)->id;
    node->body = body;
    if (arguments && split_arguments(p, arguments, &node->bases, &node->keywords)) return NULL;
    return &node->head;
}
