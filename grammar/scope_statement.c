/* scope_statement.c - the scope pass over statements. */
#include "grammar/suspicious.h"
#include "builtins/types/str.h"
#include "grammar/symbols.h"
#include "runtime/base/stack.h"

enum { BLOCKS_MAX = 20 };   /* CPython's CO_MAXBLOCKS */

/* ---- nesting ---- */

static int enter_blocks(Resolver *r, const Node *node, uint32_t count) {
    r->scope->block_depth += count;
    if (r->scope->block_depth <= BLOCKS_MAX) return 0;
    return scope_error(r, node, "too many statically nested blocks");
}

static int state_slot(Resolver *r, const Node *node, uint32_t *field) {
    return node->flags & NODE_HAS_YIELD ? hidden_slot(r, field) : 0;
}

int visit_block(Resolver *r, Node *node) {
    Nodes body = ((NodeBlock *)node)->body;
    for (uint32_t i = 0; i < body.count; i++)
        if (visit_statement(r, body.items[i])) return -1;
    return 0;
}

Object *take_docstring(Node *node) {
    NodeBlock *block = (NodeBlock *)node;
    if (block->head.kind != NODE_Block || !block->body.count || block->body.items[0]->kind != NODE_ExprStmt) return NULL;
    NodeConstant *constant = (NodeConstant *)((NodeExprStmt *)block->body.items[0])->value;
    if (constant->head.kind != NODE_Constant || !is_str(constant->value)) return NULL;
    block->body.items++;
    block->body.count--;
    return constant->value;
}

/* ---- definitions ---- */

/* With `from __future__ import annotations` an annotation is its own text. */
static int visit_annotation(Resolver *r, Node **annotation) {
    if (!*annotation) return 0;
    if (!r->future_annotations) {
        Node *node = *annotation;   /* `*args: *Ts` */
        return visit_expression(r, node->kind == NODE_Starred ? ((NodeStarred *)node)->value : node);
    }
    Object *text = tree_own_steal(r->tree, unparse(*annotation));
    NodeConstant *constant = text ? (NodeConstant *)node_new(r->tree, NODE_Constant, *node_position(*annotation)) : NULL;
    if (!constant) return -1;
    constant->value = text;
    *annotation = &constant->head;
    return 0;
}

typedef int (*ParameterVisit)(Resolver *r, NodeParameter *parameter);

static int visit_parameter_list(Resolver *r, Nodes list, ParameterVisit visit) {
    for (uint32_t i = 0; i < list.count; i++)
        if (visit(r, (NodeParameter *)list.items[i])) return -1;
    return 0;
}

static int visit_default(Resolver *r, NodeParameter *parameter) { return visit_expression(r, parameter->default_value); }
static int visit_parameter_annotation(Resolver *r, NodeParameter *parameter) { return visit_annotation(r, &parameter->annotation); }

/* In slot order. */
static int each_parameter(Resolver *r, NodeParameters *parameters, ParameterVisit visit) {
    if (visit_parameter_list(r, parameters->positional_only, visit) || visit_parameter_list(r, parameters->positional, visit)) return -1;
    if (visit_parameter_list(r, parameters->keyword_only, visit)) return -1;
    if (parameters->varargs && visit(r, (NodeParameter *)parameters->varargs)) return -1;
    return parameters->kwargs ? visit(r, (NodeParameter *)parameters->kwargs) : 0;
}

static int declare_parameter(Resolver *r, NodeParameter *parameter) {
    if (check_assignable(r, parameter->name, r->scope->node, "assign to")) return -1;
    Object *name = mangle(r, parameter->name);
    Symbol *symbol = name ? symbol_get(r, r->scope, name) : NULL;
    if (!symbol) return -1;
    if (symbol->flags & SYMBOL_PARAMETER)
        return scope_error(r, &parameter->head, "duplicate argument '%U' in function definition", name);
    parameter->name = name;
    symbol->flags |= SYMBOL_PARAMETER | SYMBOL_BOUND;
    symbol->has_slot = true;
    return 0;
}

static void count_parameters(Code *code, const NodeParameters *parameters) {
    code->positional_only_count = parameters->positional_only.count;
    code->positional_count = parameters->positional_only.count + parameters->positional.count;
    code->keyword_only_count = parameters->keyword_only.count;
    if (parameters->varargs) code->flags |= CODE_VARARGS;
    if (parameters->kwargs) code->flags |= CODE_VARKEYWORDS;
}

static int visit_body(Resolver *r, NodeFunction *node) {
    if (mark_yields(node->body) < 0) return -1;
    if (node->is_lambda) return visit_expression(r, node->body);
    Object *docstring = take_docstring(node->body);
    r->scope->code->docstring = retain_or_null(docstring);
    return visit_block(r, node->body);
}

static int check_generator(Resolver *r, const Scope *scope) {
    if (!scope->is_async || !scope->has_yield || !scope->has_return_value) return 0;
    tree_syntax_error(r->tree, scope->return_at, "'return' with value in async generator");
    return -1;
}

int visit_function(Resolver *r, NodeFunction *node, uint32_t first_line) {
    NodeParameters *parameters = (NodeParameters *)node->parameters;
    if (each_parameter(r, parameters, visit_default)) return -1;
    if (each_parameter(r, parameters, visit_parameter_annotation) || visit_annotation(r, &node->returns)) return -1;
    Object *name = node->is_lambda ? tree_own_steal(r->tree, str_intern_text("<lambda>")) : node->name;
    if (!name) return -1;
    node->name = name;
    Scope *scope = scope_enter(r, node->is_lambda ? SCOPE_LAMBDA : SCOPE_FUNCTION, &node->head);
    if (!scope || scope_make_code(r, node->is_lambda ? CODE_LAMBDA : CODE_FUNCTION, name, first_line)) return -1;
    scope->is_async = node->is_async;
    count_parameters(scope->code, parameters);
    if (each_parameter(r, parameters, declare_parameter) || visit_body(r, node) || check_generator(r, scope)) return -1;
    node->code = scope->code;
    scope_leave(r);
    return 0;
}

static int visit_function_def(Resolver *r, NodeFunctionDef *node) {
    uint32_t line = node_position(&node->head)->line;
    if (node->decorators.count) line = node_position(node->decorators.items[0])->line;
    return visit_expressions(r, node->decorators) || visit_function(r, (NodeFunction *)node->function, line) || visit_target(r, node->target) ? -1 : 0;
}

static int visit_class(Resolver *r, NodeClassDef *node) {
    uint32_t line = node_position(&node->head)->line;
    if (node->decorators.count) line = node_position(node->decorators.items[0])->line;
    if (visit_expressions(r, node->decorators) || visit_maybe_starred(r, node->bases)) return -1;
    for (uint32_t i = 0; i < node->keywords.count; i++)
        if (visit_expression(r, ((NodeKeyword *)node->keywords.items[i])->value)) return -1;
    if (visit_target(r, node->target)) return -1;
    Scope *scope = scope_enter(r, SCOPE_CLASS, &node->head);
    if (!scope || scope_make_code(r, CODE_CLASS, node->name, line)) return -1;
    scope->private_name = node->name;
    scope->code->uses_locals_mapping = true;
    scope->code->docstring = retain_or_null(take_docstring(node->body));
    if (visit_block(r, node->body)) return -1;
    node->code = scope->code;
    scope_leave(r);
    return 0;
}

/* ---- global, nonlocal, import ---- */

static const char *scope_conflict(const Symbol *symbol, bool is_global) {
    if (symbol->flags & SYMBOL_PARAMETER) return is_global ? "name '%U' is parameter and global" : "name '%U' is parameter and nonlocal";
    if (symbol->flags & SYMBOL_ANNOTATED) return is_global ? "annotated name '%U' can't be global" : "annotated name '%U' can't be nonlocal";
    if (symbol->flags & SYMBOL_BOUND) return is_global ? "name '%U' is assigned to before global declaration" : "name '%U' is assigned to before nonlocal declaration";
    if (symbol->flags & SYMBOL_USED) return is_global ? "name '%U' is used prior to global declaration" : "name '%U' is used prior to nonlocal declaration";
    return NULL;
}

/* Global and Nonlocal. */
static int visit_declaration(Resolver *r, NodeGlobal *node) {
    bool is_global = node->head.kind == NODE_Global;
    for (uint32_t i = 0; i < node->names.count; i++) {
        Object *name = mangle(r, node->names.items[i]);
        Symbol *symbol = name ? symbol_get(r, r->scope, name) : NULL;
        if (!symbol) return -1;
        if (scope_conflict(symbol, is_global)) return scope_error(r, &node->head, scope_conflict(symbol, is_global), name);
        symbol->flags |= is_global ? SYMBOL_GLOBAL : SYMBOL_NONLOCAL;
        if (!symbol->at.line) symbol->at = *node_position(&node->head);
    }
    return 0;
}

static int visit_aliases(Resolver *r, const Node *statement, Nodes names) {
    for (uint32_t i = 0; i < names.count; i++) {
        Node *target = ((NodeAlias *)names.items[i])->target;
        if (!target) continue;
        if (check_assignable(r, ((NodeName *)target)->id, statement, "assign to") || visit_target(r, target)) return -1;
    }
    return 0;
}

static int future_error(Resolver *r, const Node *node, const char *format, Object *name) {
    Position at = *node_position(node);
    at.end_col = POSITION_NONE_END;
    tree_syntax_error(r->tree, at, format, name);
    return -1;
}

static int future_feature(Resolver *r, const Node *node, Object *name) {
    static const char *const known[] = {"nested_scopes", "generators", "division", "absolute_import", "with_statement", "print_function",
                                        "unicode_literals", "generator_stop", "barry_as_FLUFL"};
    if (str_equal_text(name, "annotations")) {
        r->future_annotations = true;
        return 0;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_equal_text(name, known[i])) return 0;
    if (str_equal_text(name, "braces")) return future_error(r, node, "not a chance", NULL);
    return future_error(r, node, "future feature %U is not defined", name);
}

static int visit_import_from(Resolver *r, NodeImportFrom *node) {
    bool is_future = !node->level && node->module && str_equal_text(node->module, "__future__");
    if (is_future && r->futures_over) return scope_error(r, &node->head, "from __future__ imports must occur at the beginning of the file");
    for (uint32_t i = 0; i < node->names.count; i++) {
        NodeAlias *alias = (NodeAlias *)node->names.items[i];
        if (is_future && future_feature(r, &node->head, alias->name)) return -1;
        if (!alias->target && r->scope->kind != SCOPE_MODULE)
            return scope_error(r, &alias->head, "import * only allowed at module level");
    }
    return visit_aliases(r, &node->head, node->names);
}

/* ---- assignment ---- */

/* `a, b = 0, 1` needs no tuple: the evaluator sees both sides. */
static bool is_parallel(const NodeAssign *node) {
    if (node->value->kind != NODE_Tuple || node->targets.count != 1) return false;
    const Node *target = node->targets.items[0];
    return (target->kind == NODE_Tuple || target->kind == NODE_List) &&
           ((const NodeTuple *)target)->items.count == ((const NodeTuple *)node->value)->items.count;
}

static int visit_assign(Resolver *r, NodeAssign *node) {
    if (is_parallel(node) ? visit_maybe_starred(r, ((NodeTuple *)node->value)->items) : visit_expression(r, node->value)) return -1;
    for (uint32_t i = 0; i < node->targets.count; i++)
        if (visit_target(r, node->targets.items[i])) return -1;
    return 0;
}

static int visit_annotated(Resolver *r, NodeAnnAssign *node) {
    if (visit_expression(r, node->value)) return -1;
    Code *code = r->scope->code;
    if (code && (r->scope->kind == SCOPE_MODULE || r->scope->kind == SCOPE_CLASS)) code->annotates = 1;
    if (node->target->kind != NODE_Name) {
        if (visit_target(r, node->target)) return -1;
        return visit_annotation(r, &node->annotation);
    }
    NodeName *name = (NodeName *)node->target;
    if (!node->simple && !node->value) {   /* `(x): int` binds nothing */
        name->context = CTX_LOAD;
        return use_name(r, name) ? -1 : visit_annotation(r, &node->annotation);
    }
    if (node->simple) {
        Object *mangled = mangle(r, name->id);
        Symbol *symbol = mangled ? symbol_find(r->scope, mangled) : NULL;
        if (!mangled) return -1;
        if (symbol && symbol->flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL) && r->scope->kind != SCOPE_MODULE)
            return scope_error(r, &node->head, symbol->flags & SYMBOL_GLOBAL ? "annotated name '%U' can't be global" : "annotated name '%U' can't be nonlocal", mangled);
    }
    if (bind_name(r, name, node->simple ? SYMBOL_ANNOTATED : 0)) return -1;
    return visit_annotation(r, &node->annotation);
}

static int visit_augmented(Resolver *r, NodeAugAssign *node) {
    return visit_expression(r, node->value) || visit_target(r, node->target) ? -1 : 0;
}

/* ---- control flow ---- */

static int visit_if(Resolver *r, NodeIf *node) {
    for (;;) {   /* elif after elif */
        if (visit_expression(r, node->test) || visit_block(r, node->body)) return -1;
        if (!node->orelse) return 0;
        if (node->orelse->kind != NODE_If) return visit_block(r, node->orelse);
        node = (NodeIf *)node->orelse;
    }
}

static int visit_loop_body(Resolver *r, const Node *node, Node *body) {
    uint32_t except_star = r->scope->except_star_depth;
    r->scope->except_star_depth = 0;
    r->scope->loop_depth++;
    if (enter_blocks(r, node, 1) || visit_block(r, body)) return -1;
    r->scope->block_depth--;
    r->scope->loop_depth--;
    r->scope->except_star_depth = except_star;
    return 0;
}

static int visit_while(Resolver *r, NodeWhile *node) {
    if (state_slot(r, &node->head, &node->state_slot) || visit_expression(r, node->test)) return -1;
    if (visit_loop_body(r, &node->head, node->body)) return -1;
    return node->orelse ? visit_block(r, node->orelse) : 0;
}

static int check_async_statement(Resolver *r, const Node *node, const char *what) {
    Scope *scope = r->scope;
    if (scope->is_async) return 0;
    if (scope->kind == SCOPE_MODULE && r->flags & PARSE_ALLOW_TOP_LEVEL_AWAIT) {
        scope->is_async = true;
        return 0;
    }
    return scope_error(r, node, "'async %s' outside async function", what);
}

static int visit_for(Resolver *r, NodeFor *node) {
    if (node->is_async && check_async_statement(r, &node->head, "for")) return -1;
    if (hidden_slot(r, &node->iter_slot) || state_slot(r, &node->head, &node->state_slot)) return -1;
    if (visit_expression(r, node->iter) || visit_target(r, node->target)) return -1;
    if (visit_loop_body(r, &node->head, node->body)) return -1;
    return node->orelse ? visit_block(r, node->orelse) : 0;
}

static int visit_with(Resolver *r, NodeWith *node) {
    if (node->is_async && check_async_statement(r, &node->head, "with")) return -1;
    if (hidden_slot(r, &node->exit_slot) || state_slot(r, &node->head, &node->state_slot)) return -1;
    if (visit_expression(r, node->context) || (node->target && visit_target(r, node->target))) return -1;
    if (enter_blocks(r, &node->head, 1)) return -1;
    if (node->body->kind == NODE_With ? visit_statement(r, node->body) : visit_block(r, node->body)) return -1;
    r->scope->block_depth--;
    return 0;
}

static int visit_handler(Resolver *r, NodeExceptHandler *handler, bool is_star) {
    if (visit_expression(r, handler->type) || (handler->name && visit_target(r, handler->name))) return -1;
    uint32_t blocks = handler->name ? 2 : 1, loops = r->scope->loop_depth, depth = r->scope->except_star_depth;
    if (is_star) {
        r->scope->except_star_depth++;
        r->scope->loop_depth = 0;
    }
    if (enter_blocks(r, &handler->head, blocks) || visit_block(r, handler->body)) return -1;
    r->scope->block_depth -= blocks;
    r->scope->loop_depth = loops;
    r->scope->except_star_depth = depth;
    return 0;
}

static int visit_try(Resolver *r, NodeTry *node) {
    uint32_t blocks = (node->handlers.count > 0) + (node->finalbody != NULL);
    if (hidden_slot(r, &node->saved_slot) || state_slot(r, &node->head, &node->state_slot)) return -1;
    if (enter_blocks(r, &node->head, blocks) || visit_block(r, node->body)) return -1;
    for (uint32_t i = 0; i < node->handlers.count; i++) {
        NodeExceptHandler *handler = (NodeExceptHandler *)node->handlers.items[i];
        if (!handler->type && i + 1 < node->handlers.count) return scope_error(r, &handler->head, "default 'except:' must be last");
        if (visit_handler(r, handler, node->is_star)) return -1;
    }
    if (node->orelse && visit_block(r, node->orelse)) return -1;
    r->scope->block_depth -= blocks;
    return node->finalbody ? visit_block(r, node->finalbody) : 0;
}

static int visit_return(Resolver *r, NodeReturn *node) {
    Scope *scope = r->scope;
    if (scope->kind != SCOPE_FUNCTION) return scope_error(r, &node->head, "'return' outside function");
    if (scope->except_star_depth) return scope_error(r, &node->head, "'break', 'continue' and 'return' cannot appear in an except* block");
    if (node->value && !scope->has_return_value) {
        scope->has_return_value = true;
        scope->return_at = *node_position(&node->head);
    }
    return visit_expression(r, node->value);
}

static int visit_jump(Resolver *r, const Node *node) {
    if (r->scope->loop_depth) return 0;
    if (r->scope->except_star_depth) return scope_error(r, node, "'break', 'continue' and 'return' cannot appear in an except* block");
    return scope_error(r, node, node->kind == NODE_Break ? "'break' outside loop" : "'continue' not properly in loop");
}

static int visit_expression_statement(Resolver *r, NodeExprStmt *node) {
    if (r->interactive && r->scope->kind == SCOPE_MODULE) node->head.flags |= NODE_DISPLAY;
    else node->value->flags |= NODE_DISCARD;
    return visit_expression(r, node->value);
}

static int visit_delete(Resolver *r, NodeDelete *node) {
    for (uint32_t i = 0; i < node->targets.count; i++)
        if (visit_target(r, node->targets.items[i])) return -1;
    return 0;
}

static int visit_kind(Resolver *r, Node *node) {
    switch (node->kind) {
        case NODE_ExprStmt: return visit_expression_statement(r, (NodeExprStmt *)node);
        case NODE_Assign: return visit_assign(r, (NodeAssign *)node);
        case NODE_AugAssign: return visit_augmented(r, (NodeAugAssign *)node);
        case NODE_AnnAssign: return visit_annotated(r, (NodeAnnAssign *)node);
        case NODE_Return: return visit_return(r, (NodeReturn *)node);
        case NODE_Delete: return visit_delete(r, (NodeDelete *)node);
        case NODE_Break: case NODE_Continue: return visit_jump(r, node);
        case NODE_If: return visit_if(r, (NodeIf *)node);
        case NODE_While: return visit_while(r, (NodeWhile *)node);
        case NODE_For: return visit_for(r, (NodeFor *)node);
        case NODE_Try: return visit_try(r, (NodeTry *)node);
        case NODE_With: return visit_with(r, (NodeWith *)node);
        case NODE_Raise: return visit_expression(r, ((NodeRaise *)node)->exc) || visit_expression(r, ((NodeRaise *)node)->cause) ? -1 : 0;
        case NODE_Assert: {
            NodeAssert *assertion = (NodeAssert *)node;
            if (visit_expression(r, assertion->test) || visit_expression(r, assertion->message)) return -1;
            return suspect_assert(r->tree, assertion);
        }
        case NODE_Import: return visit_aliases(r, node, ((NodeImport *)node)->names);
        case NODE_ImportFrom: return visit_import_from(r, (NodeImportFrom *)node);
        case NODE_Global: case NODE_Nonlocal: return visit_declaration(r, (NodeGlobal *)node);
        case NODE_FunctionDef: return visit_function_def(r, (NodeFunctionDef *)node);
        case NODE_ClassDef: return visit_class(r, (NodeClassDef *)node);
        case NODE_Match: return visit_match(r, (NodeMatch *)node);
        default: return 0;   /* Pass */
    }
}

/* A later operand of the statement may rebind a name by `:=`, so all loads of that name in it take a reference; the target
 * of an augmented assignment is one of them. */
static void mark_unsafe(Resolver *r, NameUse *before) {
    for (NameUse *use = before ? before->next : r->uses; use; use = use->next)
        for (uint32_t i = 0; i < r->walrus_count; i++)
            if (r->walrus_count > sizeof r->walrus_targets / sizeof *r->walrus_targets || use->symbol->name == r->walrus_targets[i]->name) {
                if (use->node->context != CTX_DEL) use->node->head.flags |= NODE_UNSAFE_BORROW;
                break;
            }
}

static bool is_future_import(const Node *node) {
    const NodeImportFrom *import = (const NodeImportFrom *)node;
    return node->kind == NODE_ImportFrom && !import->level && import->module && str_equal_text(import->module, "__future__");
}

/* Hidden slots taken inside a statement are free again after it. */
int visit_statement(Resolver *r, Node *node) {
    if (stack_is_low()) return error_recursion(" during compilation"), -1;
    if (!is_future_import(node)) r->futures_over = true;
    uint32_t hidden = r->scope->frame->hidden_now, walrus_before = r->walrus_count;
    NameUse *before = r->last_use;
    r->walrus_count = 0;
    if (visit_kind(r, node)) return -1;
    if (r->walrus_count) mark_unsafe(r, before);
    r->walrus_count = walrus_before;
    r->scope->frame->hidden_now = hidden;
    return 0;
}
