/* code_contents.c - co_names and co_consts, gathered from the tree when a script asks for them. */
#include "grammar/code.h"

#include "builtins/types/list.h"
#include "builtins/types/tuple.h"
#include "runtime/base/stack.h"

typedef struct Gather { Object *list; bool names; const Code *code; } Gather;

/* Once each, by identity. */
static int add(Gather *gather, Object *item) {
    if (!item) return 0;
    for (size_t i = 0; i < list_count(gather->list); i++)
        if (((List *)gather->list)->items[i] == item) return 0;
    return list_append(gather->list, item);
}

static Object *node_name(const Node *node) {
    const NodeName *name = (const NodeName *)node;
    switch (node->kind) {
        case NODE_Name: return name->scope == NAME_GLOBAL || name->scope == NAME_DYNAMIC ? name->id : NULL;
        case NODE_Attribute: return ((const NodeAttribute *)node)->name;
        case NODE_Alias: return ((const NodeAlias *)node)->name;
        case NODE_ImportFrom: return ((const NodeImportFrom *)node)->module;
        default: return NULL;
    }
}

static Object *node_constant(const Node *node) {
    switch (node->kind) {
        case NODE_Constant: return ((const NodeConstant *)node)->value;
        case NODE_Function: return (Object *)((const NodeFunction *)node)->code;
        case NODE_ClassDef: return (Object *)((const NodeClassDef *)node)->code;
        case NODE_GeneratorExp: return (Object *)((const NodeGeneratorExp *)node)->code;
        default: return NULL;
    }
}

static int gather(Node *node, void *context);

/* Bodies of inner definitions have codes of their own. */
static int gather_children(Node *node, Gather *context) {
    NodeFunction *function = (NodeFunction *)node;
    NodeClassDef *class = (NodeClassDef *)node;
    if (node->kind == NODE_Function && function->code != context->code) return gather(function->parameters, context);
    if (node->kind == NODE_GeneratorExp && ((NodeGeneratorExp *)node)->code != context->code)
        return gather(((NodeCompFor *)((NodeGeneratorExp *)node)->clauses.items[0])->iter, context);
    if (node->kind != NODE_ClassDef) return node_visit_children(node, gather, context);
    if (class->code == context->code) return gather(class->body, context);
    for (uint32_t i = 0; i < class->bases.count; i++)
        if (gather(class->bases.items[i], context)) return -1;
    return 0;
}

static int gather(Node *node, void *context) {
    Gather *self = context;
    if (stack_is_low()) return error_recursion(""), -1;
    bool own_definition = node == self->code->node;
    if (!own_definition && add(self, self->names ? node_name(node) : node_constant(node))) return -1;
    return gather_children(node, self);
}

static Object *gather_all(Object *self, bool names) {
    Gather context = {list_new(0), names, (Code *)self};
    if (!context.list) return NULL;
    Object *first = context.code->docstring ? context.code->docstring : None;
    bool failed = !names && context.code->kind != CODE_MODULE && context.code->kind != CODE_CLASS && list_append(context.list, first);
    Object *result = NULL;
    if (!failed && !gather(context.code->node, &context)) result = tuple_from_items(((List *)context.list)->items, list_count(context.list));
    release(context.list);
    return result;
}

Object *code_names(Object *self) { return gather_all(self, true); }
Object *code_constants(Object *self) { return gather_all(self, false); }
