/* memory_lines.c - statements that say which line runs, while memory is traced.
 *
 * Every statement's exec pointer is replaced by one that notes the node in its frame and goes on with the former pointer,
 * kept in a table. A statement that specialises itself replaces the pointer again: the new one goes to the table. The
 * table holds the trees, so that their nodes are there when tracing ends. */
#include "builtins/modules/memory_census.h"
#include "builtins/modules/memory_trace.h"
#include "runtime/base/mem.h"
#include "runtime/base/stack.h"
#include "runtime/eval/table.h"

static struct {
    bool on, out_of_memory;
    PointerSet nodes, trees;
    struct Original { ExecFn exec; RunFn run; } *originals;   /* of nodes.items[i] */
    size_t capacity;
} lines;

static Flow exec_traced(Node *node, Frame *frame) {
    ssize_t at = pointer_set_find(&lines.nodes, node);
    Node *outer = frame->call_node;
    frame->call_node = node;
    Flow flow = lines.originals[at].exec(node, frame);
    if (lines.on && node->exec != exec_traced) {
        at = pointer_set_find(&lines.nodes, node);
        if (at >= 0) {
            lines.originals[at].exec = node->exec;
            node->exec = exec_traced;
        }
    }
    if (flow == FLOW_NEXT || flow == FLOW_CONTINUE) frame->call_node = outer;   /* what a loop's head makes is its own */
    return flow;
}

/* Room for one more original. */
static bool make_room(void) {
    if (lines.nodes.count < lines.capacity) return true;
    size_t capacity = lines.capacity ? lines.capacity * 2 : 256;
    struct Original *originals = mem_realloc_array(lines.originals, lines.capacity, capacity, sizeof *originals);
    if (!originals) return false;
    lines.originals = originals;
    lines.capacity = capacity;
    return true;
}

static void trace_statement(Node *node) {
    if (!make_room() || (!pointer_set_add(&lines.nodes, node) && lines.nodes.out_of_memory)) {
        lines.out_of_memory = true;
        return;
    }
    lines.originals[pointer_set_find(&lines.nodes, node)] = (struct Original){node->exec, node->run};
    node->exec = exec_traced;
    node->run = run_by_exec;
}

static int trace_node(Node *node, void *context) {
    if (stack_is_low()) return 1;
    if (node->kind == NODE_Block) {
        Nodes body = ((NodeBlock *)node)->body;
        for (uint32_t i = 0; i < body.count; i++)
            if (body.items[i]->exec && body.items[i]->exec != exec_traced) trace_statement(body.items[i]);
    }
    return node_visit_children(node, trace_node, context);
}

/* A code that has just been prepared, or was before. */
static void trace_code(Code *code) {
    if (pointer_set_add(&lines.trees, code->tree)) tree_retain(code->tree);
    if (!lines.trees.out_of_memory) trace_node(code->node, NULL);
    else lines.out_of_memory = true;
}

int lines_trace_start(void) {
    PointerSet objects = {0};
    bool complete = census_take(&objects);
    lines.on = true;
    code_prepared_hook = trace_code;
    for (size_t i = 0; complete && i < objects.count; i++) {
        Code *code = objects.items[i];
        if (code->head.type == &code_type && code->prepared) trace_code(code);
    }
    pointer_set_free(&objects);
    if (complete && !lines.out_of_memory) return 0;
    lines_trace_stop();
    return -1;
}

/* The statement that runs now may still be inside exec_traced, which then finds the switch off. */
void lines_trace_stop(void) {
    lines.on = lines.out_of_memory = false;
    code_prepared_hook = NULL;
    for (size_t i = 0; i < lines.nodes.count; i++) {
        Node *node = lines.nodes.items[i];
        if (node->exec == exec_traced) node->exec = lines.originals[i].exec;
        node->run = lines.originals[i].run;
    }
    for (size_t i = 0; i < lines.trees.count; i++) tree_release(lines.trees.items[i]);
    pointer_set_free(&lines.nodes);
    pointer_set_free(&lines.trees);
    mem_free_array(lines.originals, lines.capacity, sizeof *lines.originals);
    lines.originals = NULL;
    lines.capacity = 0;
}
