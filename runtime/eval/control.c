/* control.c - simple statements, blocks, if, while, return, assert.
 *
 * A statement that holds other statements passes their FLOW_ERROR on without noting itself: the failing node is noted
 * where the exception arises, and a re-raised exception must not get a second traceback entry in the same frame. */
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

Value run_by_exec(Node *node, Frame *frame) {
    Flow flow = exec(node, frame);
    if (flow == FLOW_RETURN) return frame->result;
    return flow == FLOW_ERROR ? value_error() : (Value){.tag = V_NEXT};
}

Flow exec_block(Node *node, Frame *frame) {
    NodeBlock *block = NODE_CAST(Block, node);
    Node **statement = block->body.items, **end = statement + block->body.count;
    for (; statement < end; statement++) {
        Flow flow = exec(*statement, frame);
        if (flow != FLOW_NEXT) return flow;
    }
    return FLOW_NEXT;
}

/* Blocks of one and two statements need no loop. */
static Flow exec_block_one(Node *node, Frame *frame) { return exec(NODE_CAST(Block, node)->body.items[0], frame); }
static Flow exec_block_two(Node *node, Frame *frame) {
    Node **statements = NODE_CAST(Block, node)->body.items;
    Flow flow = exec(statements[0], frame);
    return likely(flow == FLOW_NEXT) ? exec(statements[1], frame) : flow;
}

static Value run_block(Node *node, Frame *frame) {
    NodeBlock *block = NODE_CAST(Block, node);
    Node **statement = block->body.items, **last = statement + block->body.count - 1;
    for (; statement < last; statement++) {
        Value value = run(*statement, frame);
        if (value.tag != V_NEXT) return value;
    }
    return run(*last, frame);
}
static Value run_block_one(Node *node, Frame *frame) { return run(NODE_CAST(Block, node)->body.items[0], frame); }
static Value run_block_two(Node *node, Frame *frame) {
    Node **statements = NODE_CAST(Block, node)->body.items;
    Value value = run(statements[0], frame);
    return value.tag == V_NEXT ? run(statements[1], frame) : value;
}

void specialise_block(NodeBlock *node) {
    uint32_t count = node->body.count;
    if (count) node->head.run = count == 1 ? run_block_one : count == 2 ? run_block_two : run_block;
    if (count == 1) node->head.exec = exec_block_one;
    if (count == 2) node->head.exec = exec_block_two;
}

/* An expression typed at the prompt: sys.displayhook(value). STEALS value */
static NOINLINE Flow display_value(Node *node, Value value) {
    Object *o = to_object(value), *hook = o && interp.sys_dict ? dict_peek_str(interp.sys_dict, NAME(displayhook)) : NULL;
    if (o && !hook && !error_pending()) error_set(RuntimeError, "lost sys.displayhook");
    retain_or_null(hook);
    Object *result = hook ? object_call_one(hook, o) : NULL;
    release_or_null(hook);
    release_or_null(o);
    if (!result) return fail_flow(node);
    release(result);
    return FLOW_NEXT;
}

static ALWAYS_INLINE Flow expression_statement(Node *node, Frame *frame) {
    Value value = eval(NODE_CAST(ExprStmt, node)->value, frame);
    if (unlikely(value.tag == V_ERROR)) return FLOW_ERROR;
    if (unlikely(node->flags & NODE_DISPLAY)) return display_value(node, value);
    value_release(value);
    return FLOW_NEXT;
}
Flow exec_exprstmt(Node *node, Frame *frame) { return expression_statement(node, frame); }
static Value run_exprstmt(Node *node, Frame *frame) { return run_result(expression_statement(node, frame)); }

void specialise_exprstmt(NodeExprStmt *node) { node->head.run = run_exprstmt; }

Flow exec_pass(Node *node, Frame *frame) {
    (void)node, (void)frame;
    return FLOW_NEXT;
}
Flow exec_break(Node *node, Frame *frame) {
    (void)node, (void)frame;
    return FLOW_BREAK;
}
Flow exec_continue(Node *node, Frame *frame) {
    (void)node, (void)frame;
    return FLOW_CONTINUE;
}

Flow exec_return(Node *node, Frame *frame) {
    NodeReturn *statement = NODE_CAST(Return, node);
    if (!statement->value) {
        frame->result = value_none();
        return FLOW_RETURN;
    }
    Value value = eval(statement->value, frame);
    if (unlikely(value.tag == V_ERROR)) return FLOW_ERROR;
    frame->result = own(value);
    return FLOW_RETURN;
}

static Value run_return(Node *node, Frame *frame) { return own(eval(NODE_CAST(Return, node)->value, frame)); }
/* A small int needs no reference: whoever wants the object finds it. */
static Value run_return_small(Node *node, Frame *frame) {
    (void)frame;
    return NODE_CAST(Constant, NODE_CAST(Return, node)->value)->unboxed;
}
static Value run_return_none(Node *node, Frame *frame) {
    (void)node, (void)frame;
    return value_none();
}

/* `return x`, x being a local: nothing runs after it that could read x, so the value moves out of its slot. */
static Value run_return_local(Node *node, Frame *frame) {
    NodeName *name = NODE_CAST(Name, NODE_CAST(Return, node)->value);
    Value *slot = &frame->slots[name->index], value = *slot;
    if (unlikely(value.tag == V_ERROR)) return local_unbound(name);
    if (unlikely(frame->object != NULL)) return own(eval(&name->head, frame));
    slot->tag = V_ERROR;
    return value;
}

static bool is_small_constant(const NodeConstant *constant) {
    return constant->unboxed.tag == V_INT && int_is_small(constant->unboxed.i);
}

void specialise_return(NodeReturn *node) {
    const Node *value = node->value;
    if (!value) node->head.run = run_return_none;
    else if (value->kind == NODE_Name && ((const NodeName *)value)->scope == NAME_LOCAL) node->head.run = run_return_local;
    else if (value->kind == NODE_Constant && is_small_constant((const NodeConstant *)value)) node->head.run = run_return_small;
    else node->head.run = run_return;
}

/* A condition that fails by itself (`if x` whose __bool__ raises) is noted here. */
static int condition(Node *test, Frame *frame) {
    int result = truth(test, frame);
    if (unlikely(result < 0)) note_failure(test);
    return result;
}

Flow exec_if(Node *node, Frame *frame) {
    NodeIf *statement = NODE_CAST(If, node);
    int result = condition(statement->test, frame);
    if (unlikely(result < 0)) return FLOW_ERROR;
    if (result) return exec(statement->body, frame);
    return statement->orelse ? exec(statement->orelse, frame) : FLOW_NEXT;
}

static Value run_if(Node *node, Frame *frame) {
    NodeIf *statement = NODE_CAST(If, node);
    int result = condition(statement->test, frame);
    if (result > 0) return run(statement->body, frame);
    if (unlikely(result < 0)) return value_error();
    return statement->orelse ? run(statement->orelse, frame) : (Value){.tag = V_NEXT};
}

void specialise_if(NodeIf *node) { node->head.run = run_if; }

Flow exec_while(Node *node, Frame *frame) {
    NodeWhile *loop = NODE_CAST(While, node);
    for (;;) {
        int result = condition(loop->test, frame);
        if (unlikely(result < 0)) return FLOW_ERROR;
        if (!result) return loop->orelse ? exec(loop->orelse, frame) : FLOW_NEXT;
        Flow flow = exec(loop->body, frame);
        if (unlikely(flow != FLOW_NEXT && flow != FLOW_CONTINUE)) {
            if (flow == FLOW_BREAK) return FLOW_NEXT;
            return flow;
        }
        if (unlikely(interp_safe_point())) return fail_flow(node);
    }
}

/* Where CPython says an assertion failed: at the last comparison in the test, else (NULL) at the statement. */
static COLD Node *last_comparison(Node *test) {
    if (test->kind == NODE_Compare) return test;
    if (test->kind == NODE_Unary && NODE_CAST(Unary, test)->op == OP_NOT) return last_comparison(NODE_CAST(Unary, test)->operand);
    if (test->kind != NODE_And && test->kind != NODE_Or) return NULL;
    Nodes values = test->kind == NODE_And ? NODE_CAST(And, test)->values : NODE_CAST(Or, test)->values;
    for (uint32_t i = values.count; i-- > 0;) {
        Node *found = last_comparison(values.items[i]);
        if (found) return found;
    }
    return NULL;
}

static COLD Flow assertion_failed(NodeAssert *statement) {
    Node *where = last_comparison(statement->test);
    return fail_flow(where ? where : &statement->head);
}

Flow exec_assert(Node *node, Frame *frame) {
    NodeAssert *statement = NODE_CAST(Assert, node);
    int result = condition(statement->test, frame);
    if (result) return result < 0 ? FLOW_ERROR : FLOW_NEXT;
    if (!statement->message) {
        error_raise_steal(object_call_noargs((Object *)AssertionError));
        return assertion_failed(statement);
    }
    Object *message = eval_object(statement->message, frame);
    if (!message) return FLOW_ERROR;
    Object *exception = object_call_one((Object *)AssertionError, message);
    release(message);
    if (exception) error_raise_steal(exception);
    return assertion_failed(statement);
}

/* ---- raise ---- */

/* An exception instance from what was raised: an instance or a class. STEALS o. */
static Object *exception_from_steal(Object *o, const char *wrong) {
    if (is_exception(o)) return o;
    if (!is_exception_class(o)) {
        release(o);
        return error_set(TypeError, "%s", wrong);
    }
    Object *exception = object_call_noargs(o);
    if (exception && !is_exception(exception)) {
        error_set(TypeError, "calling %R should have returned an instance of BaseException, not %R", o, exception->type);
        CLEAR(exception);
    }
    release(o);
    return exception;
}

static int set_cause(ExceptionObject *exception, Node *node, Frame *frame) {
    Object *cause = eval_object(node, frame);
    if (!cause) return -1;
    if (cause == None) {
        CLEAR(cause);
    } else if (!(cause = exception_from_steal(cause, "exception causes must derive from BaseException"))) {
        return -1;
    }
    exception_set_cause_steal(exception, cause, true);
    return 0;
}

/* Bare raise: the exception in hand goes on, with its traceback as it is. */
static Flow reraise(Node *node) {
    if (!interp.handled) {
        error_set(RuntimeError, "No active exception to reraise");
        return fail_flow(node);
    }
    error_raise_steal(retain(interp.handled));
    return FLOW_ERROR;
}

Flow exec_raise(Node *node, Frame *frame) {
    NodeRaise *statement = NODE_CAST(Raise, node);
    if (!statement->exc) return reraise(node);
    Object *exception = eval_object(statement->exc, frame);
    if (!exception) return FLOW_ERROR;
    exception = exception_from_steal(exception, "exceptions must derive from BaseException");
    if (exception && statement->cause && set_cause((ExceptionObject *)exception, statement->cause, frame)) CLEAR(exception);
    if (exception) error_raise_steal(exception);
    return fail_flow(node);
}
