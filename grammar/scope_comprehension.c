/* scope_comprehension.c - comprehensions, generator expressions and the assignment expressions inside them. */
#include "builtins/types/str.h"
#include "grammar/symbols.h"

static bool is_comprehension(const Scope *scope) { return scope->kind == SCOPE_COMPREHENSION || scope->kind == SCOPE_GENEXP; }

/* ---- := ---- */

static void remember_walrus(Resolver *r, Symbol *symbol) {
    if (r->walrus_count < sizeof r->walrus_targets / sizeof *r->walrus_targets) r->walrus_targets[r->walrus_count] = symbol;
    r->walrus_count++;
}

/* In a comprehension the target belongs to the first scope around that is none. */
static int bind_outside(Resolver *r, NodeNamedExpr *node) {
    NodeName *target = (NodeName *)node->target;
    Object *name = mangle(r, target->id);
    if (!name) return -1;
    target->id = name;
    if (check_assignable(r, name, &target->head, "assign to")) return -1;
    Scope *scope = r->scope;
    for (; is_comprehension(scope); scope = scope->parent) {
        Symbol *symbol = symbol_get(r, scope, name);
        if (!symbol) return -1;
        if (symbol->flags & SYMBOL_ITERATION)
            return scope_error(r, &target->head, "assignment expression cannot rebind comprehension iteration variable '%U'", name);
        symbol->flags |= SYMBOL_WALRUS;
    }
    if (scope->kind == SCOPE_CLASS)
        return scope_error(r, &target->head, "assignment expression within a comprehension cannot be used in a class body");
    Symbol *owner = symbol_get(r, scope, name);
    if (!owner) return -1;
    owner->flags |= SYMBOL_BOUND;
    remember_walrus(r, owner);
    return note_use(r, target, symbol_find(r->scope, name));
}

int visit_named(Resolver *r, NodeNamedExpr *node) {
    if (r->scope->iterable_depth)
        return scope_error(r, &node->head, "assignment expression cannot be used in a comprehension iterable expression");
    if (visit_expression(r, node->value)) return -1;
    if (is_comprehension(r->scope)) return bind_outside(r, node);
    if (visit_target(r, node->target)) return -1;
    remember_walrus(r, symbol_find(r->scope, ((NodeName *)node->target)->id));
    return 0;
}

/* ---- clauses ---- */

static int visit_clause(Resolver *r, NodeCompFor *clause, bool first) {
    if (!first) {
        r->scope->iterable_depth++;
        int failed = visit_expression(r, clause->iter);
        r->scope->iterable_depth--;
        if (failed) return -1;
    }
    r->scope->in_iteration_target = true;
    int failed = visit_target(r, clause->target);
    r->scope->in_iteration_target = false;
    return failed || visit_expressions(r, clause->conditions) ? -1 : 0;
}

static int visit_clauses(Resolver *r, Nodes clauses) {
    for (uint32_t i = 0; i < clauses.count; i++) {
        NodeCompFor *clause = (NodeCompFor *)clauses.items[i];
        bool outermost_of_generator = i == 0 && r->scope->kind == SCOPE_GENEXP;
        if (outermost_of_generator) clause->iter_slot = 0;   /* the parameter .0 */
        else if (hidden_slot(r, &clause->iter_slot)) return -1;
        if (visit_clause(r, clause, i == 0)) return -1;
    }
    return 0;
}

static bool any_async(Nodes clauses) {
    for (uint32_t i = 0; i < clauses.count; i++)
        if (((NodeCompFor *)clauses.items[i])->is_async) return true;
    return false;
}

/* The first iterable belongs to the scope around. */
static int visit_first_iterable(Resolver *r, Nodes clauses) {
    r->scope->iterable_depth++;
    int failed = visit_expression(r, ((NodeCompFor *)clauses.items[0])->iter);
    r->scope->iterable_depth--;
    return failed;
}

/* ---- list, set, dict ---- */

static int check_async(Resolver *r, Node *node, Nodes clauses) {
    Scope *frame = r->scope->frame;
    if (!any_async(clauses) || frame->is_async) return 0;
    if (frame->kind == SCOPE_MODULE && r->flags & PARSE_ALLOW_TOP_LEVEL_AWAIT) {
        frame->is_async = true;
        return 0;
    }
    if (frame->kind == SCOPE_GENEXP) {
        frame->is_async = true;
        return 0;
    }
    return scope_error(r, node, "asynchronous comprehension outside of an asynchronous function");
}

static int name_scope(Resolver *r, const char *text) {
    Object *name = tree_own_steal(r->tree, str_intern_text(text));
    return name ? scope_make_code(r, CODE_FUNCTION, name, 0) : -1;
}

/* Comprehension variables take hidden slots in the frame, from first_slot on. */
static int place_variables(Resolver *r, Scope *scope) {
    Scope *frame = scope->frame;
    for (Symbol *symbol = scope->first; symbol; symbol = symbol->next) {
        if (!(symbol->flags & SYMBOL_BOUND)) continue;
        symbol->hidden = symbol->has_slot = true;
        symbol->slot = frame->hidden_now++;
    }
    if (frame->hidden_now > frame->hidden_most) frame->hidden_most = frame->hidden_now;
    (void)r;
    return 0;
}

int visit_comprehension(Resolver *r, Node *node) {
    NodeListComp *list = (NodeListComp *)node;
    NodeDictComp *dict = (NodeDictComp *)node;
    bool is_dict = node->kind == NODE_DictComp;
    Nodes clauses = is_dict ? dict->clauses : list->clauses;
    if (visit_first_iterable(r, clauses)) return -1;
    if (hidden_slot(r, is_dict ? &dict->result_slot : &list->result_slot) || check_async(r, node, clauses)) return -1;
    Scope *scope = scope_enter(r, SCOPE_COMPREHENSION, node);
    if (!scope) return -1;
    scope->is_async = scope->frame->is_async;
    scope->first_clause = (NodeCompFor *)clauses.items[0];
    static const char *const names[] = {[NODE_ListComp] = "<listcomp>", [NODE_SetComp] = "<setcomp>", [NODE_DictComp] = "<dictcomp>"};
    if (name_scope(r, names[node->kind]) || visit_clauses(r, clauses)) return -1;
    if (is_dict ? visit_expression(r, dict->key) || visit_expression(r, dict->value) : visit_expression(r, list->element)) return -1;
    if (place_variables(r, scope)) return -1;
    scope_leave(r);
    return 0;
}

/* ---- generator expressions ---- */

static int mark_generator(NodeGeneratorExp *node) {
    for (uint32_t i = 0; i < node->clauses.count; i++) {
        NodeCompFor *clause = (NodeCompFor *)node->clauses.items[i];
        if (i && mark_yields(clause->iter) < 0) return -1;
        for (uint32_t j = 0; j < clause->conditions.count; j++)
            if (mark_yields(clause->conditions.items[j]) < 0) return -1;
    }
    return mark_yields(node->element) < 0 ? -1 : 0;
}

int visit_generator(Resolver *r, NodeGeneratorExp *node) {
    if (visit_first_iterable(r, node->clauses) || mark_generator(node)) return -1;
    Scope *scope = scope_enter(r, SCOPE_GENEXP, &node->head);
    Object *name = scope ? tree_own_steal(r->tree, str_intern_text("<genexpr>")) : NULL;
    Object *parameter = name ? tree_own_steal(r->tree, str_intern_text(".0")) : NULL;
    if (!parameter || scope_make_code(r, CODE_GENEXP, name, node_position(&node->head)->line)) return -1;
    scope->first_clause = (NodeCompFor *)node->clauses.items[0];
    scope->is_async = any_async(node->clauses);
    Symbol *symbol = symbol_get(r, scope, parameter);
    if (!symbol) return -1;
    symbol->flags |= SYMBOL_PARAMETER | SYMBOL_BOUND;
    symbol->has_slot = true;
    scope->code->positional_count = 1;
    if (visit_clauses(r, node->clauses) || visit_expression(r, node->element)) return -1;
    node->code = scope->code;
    scope_leave(r);
    return 0;
}
