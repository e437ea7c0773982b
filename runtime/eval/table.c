/* table.c - which function evaluates which kind of node, and preparing a tree to run.
 *
 * Preparing walks the nodes of one code (not of the codes inside it), sets each node's general function, tells children
 * what their parent wants of them, and lets nodes choose a specialised form by what their children are. */
#include "runtime/eval/table.h"

#include "runtime/eval/eval.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/trace.h"

int truth_by_eval(Node *node, Frame *frame) {
    Value value = eval(node, frame);
    if (unlikely(value.tag == V_ERROR)) return -1;
    int result = truth_of_value(value);
    if (unlikely(result < 0)) note_failure(node);
    return result;
}

#define STATEMENT(function) {.exec = function}
#define EXPRESSION(function) {.eval = function, .truth = truth_by_eval}
#define CONDITION(function, truth_function) {.eval = function, .truth = truth_function}

const NodeBehaviour node_behaviours[NODE_KIND_COUNT] = {
    [NODE_Block] = STATEMENT(exec_block), [NODE_ExprStmt] = STATEMENT(exec_exprstmt), [NODE_Assign] = STATEMENT(exec_assign),
    [NODE_AugAssign] = STATEMENT(exec_augassign), [NODE_AnnAssign] = STATEMENT(exec_annassign), [NODE_Return] = STATEMENT(exec_return),
    [NODE_Delete] = STATEMENT(exec_delete), [NODE_Pass] = STATEMENT(exec_pass), [NODE_Break] = STATEMENT(exec_break),
    [NODE_Continue] = STATEMENT(exec_continue), [NODE_If] = STATEMENT(exec_if), [NODE_While] = STATEMENT(exec_while),
    [NODE_For] = STATEMENT(exec_for), [NODE_Try] = STATEMENT(exec_try), [NODE_With] = STATEMENT(exec_with),
    [NODE_Raise] = STATEMENT(exec_raise), [NODE_Assert] = STATEMENT(exec_assert), [NODE_Import] = STATEMENT(exec_import),
    [NODE_ImportFrom] = STATEMENT(exec_importfrom), [NODE_Global] = STATEMENT(exec_pass), [NODE_Nonlocal] = STATEMENT(exec_pass),
    [NODE_FunctionDef] = STATEMENT(exec_functiondef), [NODE_ClassDef] = STATEMENT(exec_classdef), [NODE_Match] = STATEMENT(exec_match),
    [NODE_SlotStore] = STATEMENT(exec_slotstore), [NODE_CompCollect] = STATEMENT(exec_compcollect), [NODE_CompRenew] = STATEMENT(exec_comprenew),
    [NODE_CompClear] = STATEMENT(exec_compclear),

    [NODE_Constant] = EXPRESSION(eval_constant), [NODE_Name] = EXPRESSION(eval_name), [NODE_Binary] = EXPRESSION(eval_binary),
    [NODE_Unary] = CONDITION(eval_unary, truth_unary), [NODE_And] = CONDITION(eval_and, truth_and), [NODE_Or] = CONDITION(eval_or, truth_or),
    [NODE_Compare] = CONDITION(eval_compare, truth_compare), [NODE_Call] = EXPRESSION(eval_call), [NODE_Attribute] = EXPRESSION(eval_attribute),
    [NODE_Subscript] = EXPRESSION(eval_subscript), [NODE_Slice] = EXPRESSION(eval_slice), [NODE_List] = EXPRESSION(eval_list),
    [NODE_Tuple] = EXPRESSION(eval_tuple), [NODE_Set] = EXPRESSION(eval_set), [NODE_Dict] = EXPRESSION(eval_dict),
    [NODE_ListComp] = EXPRESSION(eval_listcomp), [NODE_SetComp] = EXPRESSION(eval_setcomp), [NODE_DictComp] = EXPRESSION(eval_dictcomp),
    [NODE_GeneratorExp] = EXPRESSION(eval_generatorexp), [NODE_Function] = EXPRESSION(eval_function),
    [NODE_IfExp] = CONDITION(eval_ifexp, truth_ifexp), [NODE_NamedExpr] = EXPRESSION(eval_namedexpr),
    [NODE_JoinedStr] = EXPRESSION(eval_joinedstr), [NODE_FormattedValue] = EXPRESSION(eval_formattedvalue),
    [NODE_SlotLoad] = EXPRESSION(eval_slotload), [NODE_InplaceBinary] = EXPRESSION(eval_inplacebinary),
    [NODE_Yield] = EXPRESSION(eval_yield_misplaced), [NODE_YieldFrom] = EXPRESSION(eval_yield_misplaced), [NODE_Await] = EXPRESSION(eval_yield_misplaced),
};

/* ---- what parents want ---- */

static void want_number(Node *child) {
    if (child->kind == NODE_Name || child->kind == NODE_Constant || child->kind == NODE_Attribute || child->kind == NODE_Subscript)
        child->flags |= NODE_WANT_NUMBER;
    else if (child->kind == NODE_IfExp) {
        want_number(NODE_CAST(IfExp, child)->body);
        want_number(NODE_CAST(IfExp, child)->orelse);
    }
}

static bool is_text(const Node *node) {
    return node->kind == NODE_JoinedStr || (node->kind == NODE_Constant && ((const NodeConstant *)node)->unboxed.tag == V_ERROR);
}

/* Of a chain that asks for an identity or for containment, no operand. */
static void want_numbers_of_compare(NodeCompare *node) {
    for (uint32_t i = 0; i < node->comparators.count; i++)
        if (node->ops[i] > CMP_GE) return;
    want_number(node->left);
    for (uint32_t i = 0; i < node->comparators.count; i++) want_number(node->comparators.items[i]);
}

/* a[i][j]: with nothing to run between reading a[i] and its item, a[i] need not be held. */
static void may_peek(NodeSubscript *node) {
    if (node->context == CTX_LOAD && node->value->kind == NODE_Subscript && index_shape_of(node->index) <= SHAPE_CONSTANT)
        node->value->flags |= NODE_PEEK;
}

static void tell_children(Node *node) {
    switch (node->kind) {
    case NODE_Binary:   /* beside a text, such as a format, a number is wanted as an object */
        if (!is_text(NODE_CAST(Binary, node)->right)) want_number(NODE_CAST(Binary, node)->left);
        if (!is_text(NODE_CAST(Binary, node)->left)) want_number(NODE_CAST(Binary, node)->right);
        break;
    case NODE_AugAssign:
        want_number(NODE_CAST(AugAssign, node)->value);
        want_number(NODE_CAST(AugAssign, node)->target);
        break;
    case NODE_Unary: want_number(NODE_CAST(Unary, node)->operand); break;
    case NODE_Compare: want_numbers_of_compare(NODE_CAST(Compare, node)); break;
    case NODE_Subscript:   /* a stored key keeps its identity */
        if (NODE_CAST(Subscript, node)->context == CTX_LOAD) want_number(NODE_CAST(Subscript, node)->index);
        may_peek(NODE_CAST(Subscript, node));
        break;
    default: break;
    }
}

/* ---- choosing a form by the children ---- */

void specialise_node(Node *node) {
    switch (node->kind) {
    case NODE_Name: specialise_name(NODE_CAST(Name, node)); return;
    case NODE_Constant: specialise_constant(NODE_CAST(Constant, node)); return;
    default: break;
    }
    if (!specialising()) return;
    switch (node->kind) {
    case NODE_Binary: specialise_binary(NODE_CAST(Binary, node)); break;
    case NODE_Unary: specialise_unary(NODE_CAST(Unary, node)); break;
    case NODE_Compare: specialise_compare(NODE_CAST(Compare, node)); break;
    case NODE_And: case NODE_Or: specialise_logic(node); break;
    case NODE_Attribute: specialise_attribute(NODE_CAST(Attribute, node)); break;
    case NODE_Subscript: specialise_subscript(NODE_CAST(Subscript, node)); break;
    case NODE_Call: specialise_call(NODE_CAST(Call, node)); break;
    case NODE_Assign: specialise_assign(NODE_CAST(Assign, node)); break;
    case NODE_AugAssign: specialise_augassign(NODE_CAST(AugAssign, node)); break;
    case NODE_For: specialise_for(NODE_CAST(For, node)); break;
    case NODE_List: case NODE_Tuple: specialise_display(node); break;
    case NODE_Set: specialise_set(NODE_CAST(Set, node)); break;
    case NODE_Dict: specialise_dict(NODE_CAST(Dict, node)); break;
    case NODE_Block: specialise_block(NODE_CAST(Block, node)); break;
    case NODE_ExprStmt: specialise_exprstmt(NODE_CAST(ExprStmt, node)); break;
    case NODE_If: specialise_if(NODE_CAST(If, node)); break;
    case NODE_Return: specialise_return(NODE_CAST(Return, node)); break;
    default: break;
    }
}

/* ---- the walk ---- */

static int prepare(Node *node, void *context);

/* Children that belong to this code; bodies of inner codes are left to them. */
static int prepare_children(Node *node, void *context) {
    if (node->kind == NODE_Function) {
        NodeFunction *function = NODE_CAST(Function, node);
        if (function->parameters && prepare(function->parameters, context)) return -1;
        return function->returns ? prepare(function->returns, context) : 0;
    }
    if (node->kind == NODE_ClassDef) {
        NodeClassDef *class = NODE_CAST(ClassDef, node);
        Nodes lists[] = {class->bases, class->keywords, class->decorators};
        for (size_t l = 0; l < 3; l++)
            for (uint32_t i = 0; i < lists[l].count; i++)
                if (prepare(lists[l].items[i], context)) return -1;
        return prepare(class->target, context);
    }
    if (node->kind == NODE_GeneratorExp) {
        NodeGeneratorExp *expression = NODE_CAST(GeneratorExp, node);
        return prepare(NODE_CAST(CompFor, expression->clauses.items[0])->iter, context);
    }
    if (node->kind == NODE_CompRenew || node->kind == NODE_CompClear) return 0;   /* they only name clauses run elsewhere */
    return node_visit_children(node, prepare, context);
}

static int prepare(Node *node, void *context) {
    if (stack_is_low()) {
        error_recursion(" during compilation");
        return -1;
    }
    NodeBehaviour behaviour = node_behaviours[node->kind];
    if (behaviour.exec) node->exec = behaviour.exec;
    if (behaviour.eval) node->eval = behaviour.eval;
    if (behaviour.exec) node->run = run_by_exec;
    else node->truth = behaviour.truth;
    ExecFn resumable = behaviour.exec && node->flags & NODE_HAS_YIELD ? resumable_form(node) : NULL;
    tell_children(node);
    if (prepare_children(node, context)) return -1;
    if (resumable) node->exec = resumable;
    else specialise_node(node);
    return 0;
}

Node *code_body(const Code *code) {
    if (code->kind == CODE_FUNCTION || code->kind == CODE_LAMBDA) return NODE_CAST(Function, code->node)->body;
    return code->kind == CODE_CLASS ? NODE_CAST(ClassDef, code->node)->body : code->node;
}

/* The statement that a call of this function runs: a body of one statement needs no block, a lambda's expression is
 * returned by a statement made for it. NULL with MemoryError pending. */
static Node *statement_of_call(Code *code) {
    Node *body = code_body(code);
    if (code->kind != CODE_LAMBDA) return NODE_CAST(Block, body)->body.count == 1 ? NODE_CAST(Block, body)->body.items[0] : body;
    if (body->kind == NODE_Block) return body;   /* lower.c has seen to it */
    Node *statement = code->entry ? code->entry : node_new(code->tree, NODE_Return, *node_position(body));
    if (!statement) return NULL;
    NODE_CAST(Return, statement)->value = body;
    statement->exec = exec_return;
    statement->run = run_by_exec;
    specialise_node(statement);
    return statement;
}

static int prepare_code(Code *code) {
    if (prepare(code_body(code), NULL)) return -1;
    if (code->kind != CODE_FUNCTION && code->kind != CODE_LAMBDA) return 0;
    return (code->entry = statement_of_call(code)) ? 0 : -1;
}

void (*code_prepared_hook)(Code *code);

int code_prepare(Code *code) {
    if (code->prepared) return 0;
    if (code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR) && lower_code(code)) return -1;
    if (prepare_code(code)) return -1;
    code->simple = (code->kind == CODE_FUNCTION || code->kind == CODE_LAMBDA) && !(code->flags & (CODE_VARARGS | CODE_VARKEYWORDS));
    code->plain = code->simple && !code->keyword_only_count && !code->cell_count &&
                  !(code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR));
    code_note_prepared(code);
    if (unlikely(trace_is_on())) trace_code(code);
    if (unlikely(code_prepared_hook)) code_prepared_hook(code);
    return 0;
}

int code_prepare_again(Code *code) {
    if (prepare_code(code)) return -1;
    if (unlikely(code_prepared_hook)) code_prepared_hook(code);
    return 0;
}
