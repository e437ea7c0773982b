/* trace_nodes.c - the traced forms of nodes.
 *
 * A traced form tells its event and then runs the node's general form, which reaches its children by their pointers. A
 * general form may choose a specialised one for the next time; the traced form then takes its place again.
 *
 * Who has a traced form: the body of a code (call, return), each statement (line), the body of a loop (the line of the
 * loop's head, told after each round), comprehensions (which in CPython have a frame) and calls (native functions, for
 * profiles). Lines of clauses (except, case, decorators, the end of with) are told by the statements they belong to. */
#include "builtins/types/str.h"
#include "builtins/types/function.h"
#include "runtime/base/stack.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/object/signature.h"

static ExecFn general_form(const Node *node) {
    ExecFn resumable = node->flags & NODE_HAS_YIELD ? resumable_form(node) : NULL;
    return resumable ? resumable : node_behaviours[node->kind].exec;
}
/* Statements only: after a general form has run. */
static void stay_traced(Node *node, ExecFn traced) {
    if (trace_is_on()) node->exec = traced;
}

/* ---- bodies ---- */

/* The body ended: tells the exception first, then that the frame is left. */
static Flow leave(Node *node, Frame *frame, Flow flow) {
    if (flow == FLOW_ERROR) frame_add_traceback(frame);
    if (!tracing()) return flow;
    Object *value = NULL;
    if (flow == FLOW_RETURN || flow == FLOW_YIELD) {
        value = to_object(frame->result);
        frame->result = value_new(value);
        if (!value) return fail_flow(node);
    }
    if (!trace_event_return(frame, value)) return flow;
    if (value) value_release(frame->result);
    return fail_flow(node);
}

static Flow exec_body_traced(Node *node, Frame *frame) {
    if (!tracing()) return general_form(node)(node, frame);
    if (trace_event_call(frame)) return fail_flow(node);
    if (frame->code->kind == CODE_CLASS && trace_line(NULL, frame)) return FLOW_ERROR;
    Flow flow = leave(node, frame, general_form(node)(node, frame));
    stay_traced(node, exec_body_traced);
    return flow;
}

/* ---- statements ---- */

/* The part of a statement that runs before its blocks; NULL: there is none. */
static const Node *statement_head(const Node *node) {
    switch (node->kind) {
    case NODE_If: return ((const NodeIf *)node)->test;
    case NODE_While: return ((const NodeWhile *)node)->test;
    case NODE_For: return ((const NodeFor *)node)->iter;
    case NODE_With: return ((const NodeWith *)node)->context;
    case NODE_Match: return ((const NodeMatch *)node)->subject;
    case NODE_Try: case NODE_FunctionDef: case NODE_ClassDef: case NODE_Block: return NULL;
    default: return node;
    }
}

/* Then its expressions tell their lines themselves. */
static bool spans_lines(const Node *node) {
    const Node *head = statement_head(node);
    return head && node_position(head)->end_line != node_position(node)->line;
}

/* Definitions with decorators begin with those; `global` and the annotation of a local variable do nothing at all. */
static bool has_line(const Node *node, const Frame *frame) {
    switch (node->kind) {
    case NODE_FunctionDef: return ((const NodeFunctionDef *)node)->decorators.count == 0;
    case NODE_ClassDef: return ((const NodeClassDef *)node)->decorators.count == 0;
    case NODE_AnnAssign: return ((const NodeAnnAssign *)node)->value || frame->code->kind != CODE_FUNCTION;
    case NODE_Global: case NODE_Nonlocal: case NODE_Block: return false;
    default: return !spans_lines(node);
    }
}

static Flow exec_statement_traced(Node *node, Frame *frame) {
    if (!tracing()) return general_form(node)(node, frame);
    if (!frame_is_resuming(frame) && has_line(node, frame) && trace_event_line(frame, node, false)) return fail_flow(node);
    Activation here = {node, frame, tracer.innermost};
    tracer.innermost = &here;
    Flow flow = general_form(node)(node, frame);
    tracer.innermost = here.outer;
    if (flow == FLOW_ERROR) frame_add_traceback(frame);
    stay_traced(node, exec_statement_traced);
    return flow;
}

/* After each round the loop's head has its turn. */
static Flow exec_round_traced(Node *node, Frame *frame) {
    Flow flow = general_form(node)(node, frame);
    stay_traced(node, exec_round_traced);
    const Activation *loop = tracer.innermost;
    if (!tracing() || !loop || loop->frame != frame || (loop->node->kind != NODE_For && loop->node->kind != NODE_While)) return flow;
    if (flow == FLOW_NEXT || flow == FLOW_CONTINUE)
        if (trace_event_line(frame, loop->node, true)) return fail_flow(loop->node);
    return flow;
}

/* ---- comprehensions ---- */

static bool is_comprehension(const Node *node) {
    return node->kind == NODE_ListComp || node->kind == NODE_SetComp || node->kind == NODE_DictComp;
}
static const char *comprehension_name(const Node *node) {
    return node->kind == NODE_ListComp ? "<listcomp>" : node->kind == NODE_SetComp ? "<setcomp>" : "<dictcomp>";
}

/* A frame of its own over the same slots, as long as the comprehension runs. */
static Value eval_in_frame(Node *node, Frame *outer, Code *code) {
    Frame frame = *outer;
    frame.code = code;
    frame.back = outer;
    frame.object = NULL;
    frame.call_node = NULL;
    Frame *enclosing = tracer.comprehension;
    tracer.comprehension = interp.frame = &frame;
    Value value = trace_event_call(&frame) || trace_line(node, &frame) ? fail(node) : own(node_behaviours[node->kind].eval(node, &frame));
    Object *result = value.tag == V_ERROR ? NULL : to_object(value);
    if (!result) frame_add_traceback(&frame);
    if (tracing() && trace_event_return(&frame, result)) CLEAR(result);
    if (frame.object) frame_retire(&frame);
    interp.frame = outer;
    tracer.comprehension = enclosing;
    return result ? value_new(result) : fail(node);
}

static Value eval_comprehension_traced(Node *node, Frame *frame) {
    if (!tracing()) return node_behaviours[node->kind].eval(node, frame);
    Code *code = comprehension_code(node, frame, comprehension_name(node));
    if (!code) return fail(node);
    frame->call_node = node;
    Value value = eval_in_frame(node, frame, code);
    RELEASE(code);
    return value;
}

/* ---- calls ---- */

static Value eval_call_profiled(Node *node, Frame *frame) {
    if (!tracing() || !tracer.profile) return eval_call(node, frame);
    Object *callee = eval_object(NODE_CAST(Call, node)->callee, frame);
    if (!callee) return value_error();
    Object *args = NULL, *keywords = NULL, *result = NULL;
    bool native = callee->type == &native_function_type;
    if (!call_collect(NODE_CAST(Call, node), frame, callee, &args, &keywords) &&
        !(native && trace_event_native(frame, "c_call", callee))) {
        frame->call_node = node;
        result = object_call_tuple(callee, args, keywords);
        if (native && trace_event_native(frame, result ? "c_return" : "c_exception", callee)) CLEAR(result);
    }
    release_or_null(args);
    release_or_null(keywords);
    release(callee);
    return result ? value_new(result) : fail(node);
}

/* ---- expressions over several lines ---- */

static EvalFn general_eval(const Node *node) {
    return node->kind == NODE_Call ? eval_call_profiled : is_comprehension(node) ? eval_comprehension_traced : node_behaviours[node->kind].eval;
}

/* CPython has an instruction of its own for the node, after those of its operands, or none but those. */
typedef enum { LINE_BEFORE, LINE_AFTER, LINE_NEVER } LineTime;
static LineTime line_time(const Node *node) {
    switch (node->kind) {
    case NODE_And: case NODE_Or: case NODE_IfExp: case NODE_Starred: case NODE_Keyword: return LINE_NEVER;
    case NODE_Constant: case NODE_Name: case NODE_Function: case NODE_SlotLoad: return LINE_BEFORE;
    case NODE_Tuple: return NODE_CAST(Tuple, (Node *)(uintptr_t)node)->items.count ? LINE_AFTER : LINE_BEFORE;
    default: return LINE_AFTER;
    }
}

static Value eval_line_traced(Node *node, Frame *frame) {
    LineTime time = line_time(node);
    if (time == LINE_BEFORE && trace_line(node, frame)) return value_error();
    Value value = general_eval(node)(node, frame);
    if (trace_is_on()) node->eval = eval_line_traced;
    if (time != LINE_AFTER || value.tag == V_ERROR) return value;
    value = own(value);   /* the trace function may rebind what it was borrowed from */
    if (!trace_line(node, frame)) return value;
    value_release(value);
    return value_error();
}

/* The expression of a lambda or of eval(). */
static Value eval_body_traced(Node *node, Frame *frame) {
    EvalFn general = general_eval(node);
    if (!tracing()) return general(node, frame);
    if (trace_event_call(frame) || trace_line(node, frame)) return fail(node);
    Value value = own(general(node, frame));
    if (trace_is_on()) node->eval = eval_body_traced;
    Object *result = value.tag == V_ERROR ? NULL : to_object(value);
    if (!result) frame_add_traceback(frame);
    if (tracing() && trace_event_return(frame, result)) {
        release_or_null(result);
        return fail(node);
    }
    return value_new(result);
}

/* ---- swapping ---- */

/* What swap() is told: whether node is part of a statement whose expressions tell their lines. */
static bool lines_inside = true;

static int swap(Node *node, void *inside);

static int swap_statement(Node *statement) {
    if (statement->kind != NODE_Block && node_behaviours[statement->kind].exec) statement->exec = exec_statement_traced;
    return swap(statement, spans_lines(statement) ? &lines_inside : NULL);
}

static int swap_statements(Nodes body) {
    for (uint32_t i = 0; i < body.count; i++)
        if (swap_statement(body.items[i])) return -1;
    return 0;
}

static bool all_constant(Nodes items) {
    for (uint32_t i = 0; i < items.count; i++)
        if (!items.items[i] || items.items[i]->kind != NODE_Constant) return false;
    return true;
}

/* Displays of constants are constants themselves in CPython, and the keys of a dict are one if all are constant. */
static int swap_display(Node *node, void *inside) {
    if (node->kind == NODE_Dict) {
        NodeDict *dict = NODE_CAST(Dict, node);
        bool keys = dict->keys.count > 1 && all_constant(dict->keys);
        for (uint32_t i = 0; i < dict->keys.count; i++) {
            if (dict->keys.items[i] && swap(dict->keys.items[i], keys ? NULL : inside)) return -1;
            if (swap(dict->values.items[i], inside)) return -1;
        }
        return 0;
    }
    Nodes items = node->kind == NODE_Tuple ? NODE_CAST(Tuple, node)->items : NODE_CAST(List, node)->items;
    if (all_constant(items) && (node->kind == NODE_Tuple || items.count > 2)) inside = NULL;
    return node_visit_children(node, swap, inside);
}

/* What of this code lies below node; bodies of inner codes are swapped with those. */
static int swap_children(Node *node, void *inside) {
    switch (node->kind) {
    case NODE_Function: {
        NodeFunction *function = NODE_CAST(Function, node);
        if (function->parameters && swap(function->parameters, inside)) return -1;
        return function->returns ? swap(function->returns, inside) : 0;
    }
    case NODE_ClassDef: {
        NodeClassDef *class = NODE_CAST(ClassDef, node);
        Nodes lists[] = {class->bases, class->keywords, class->decorators};
        for (size_t l = 0; l < 3; l++)
            for (uint32_t i = 0; i < lists[l].count; i++)
                if (swap(lists[l].items[i], inside)) return -1;
        return 0;
    }
    case NODE_GeneratorExp: return swap(NODE_CAST(CompFor, NODE_CAST(GeneratorExp, node)->clauses.items[0])->iter, inside);
    case NODE_CompRenew: case NODE_CompClear: return 0;
    case NODE_ListComp: case NODE_SetComp: case NODE_DictComp: return node_visit_children(node, swap, NULL);
    case NODE_List: case NODE_Tuple: case NODE_Dict: return swap_display(node, inside);
    default: return node_visit_children(node, swap, inside);
    }
}

static void swap_expression(Node *node, bool inside) {
    if (node->kind == NODE_Call) node->eval = eval_call_profiled;
    if (is_comprehension(node)) node->eval = eval_comprehension_traced;
    if (!inside || !node_behaviours[node->kind].eval) return;
    node->eval = eval_line_traced;
    node->truth = node_behaviours[node->kind].truth;
}

static int swap(Node *node, void *inside) {
    if (stack_is_low()) return -1;
    if (node_behaviours[node->kind].exec) node->run = run_by_exec;
    if (node->kind == NODE_Block) {
        node->exec = general_form(node);
        return swap_statements(NODE_CAST(Block, node)->body);
    }
    if (!node_behaviours[node->kind].exec) swap_expression(node, inside);
    if (swap_children(node, inside)) return -1;
    if (node->kind == NODE_If) {   /* an elif */
        Node *orelse = NODE_CAST(If, node)->orelse;
        if (orelse && orelse->kind == NODE_If) orelse->exec = exec_statement_traced;
    }
    if (node->kind == NODE_For) NODE_CAST(For, node)->body->exec = exec_round_traced;
    if (node->kind == NODE_While) NODE_CAST(While, node)->body->exec = exec_round_traced;
    return 0;
}

void trace_code(Code *code) {
    Node *body = code_body(code);
    bool expression = !node_behaviours[body->kind].exec;
    if (code->entry && expression) code->entry->run = run_by_exec;
    else if (code->entry) code->entry = body;
    if (!swap(body, NULL)) {
        if (expression) body->eval = eval_body_traced;
        else body->exec = exec_body_traced;
    }
}

int trace_install(void) {
    for (Code *code = prepared_codes; code; code = code->next_prepared) trace_code(code);
    return 0;
}

int trace_uninstall(void) {
    for (Code *code = prepared_codes; code; code = code->next_prepared)
        if (code_prepare_again(code)) return -1;
    return 0;
}
