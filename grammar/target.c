/* target.c - expressions that turn out to be assignment or deletion targets. */
#include "grammar/build.h"
#include "runtime/base/stack.h"

#include "builtins/types/str.h"

Node *find_bad_target(Node *node, TargetKind kind) {
    Nodes *items;
    switch (node->kind) {
        case NODE_Name: case NODE_Attribute: case NODE_Subscript: return NULL;
        case NODE_Starred:
            if (kind == TARGET_DELETE) return node;
            return find_bad_target(((NodeStarred *)node)->value, kind);
        case NODE_List: case NODE_Tuple:
            if (stack_is_low()) return node;
            items = &((NodeTuple *)node)->items;
            for (uint32_t i = 0; i < items->count; i++) {
                Node *bad = find_bad_target(items->items[i], kind);
                if (bad) return bad;
            }
            return NULL;
        case NODE_Compare:
            /* `for f() in x`: the comparison is not what is wrong. */
            if (kind == TARGET_FOR && ((NodeCompare *)node)->ops[0] == CMP_IN) return find_bad_target(((NodeCompare *)node)->left, kind);
            return node;
        default: return node;
    }
}

static int set_context(Parser *p, Node *node, NameContext context) {
    Nodes *items;
    switch (node->kind) {
        case NODE_Name: ((NodeName *)node)->context = (uint8_t)context; return 0;
        case NODE_Attribute: ((NodeAttribute *)node)->context = (uint8_t)context; return 0;
        case NODE_Subscript: ((NodeSubscript *)node)->context = (uint8_t)context; return 0;
        case NODE_Starred: return set_context(p, ((NodeStarred *)node)->value, context);
        default:   /* List, Tuple */
            items = &((NodeTuple *)node)->items;
            if (node->kind == NODE_List) ((NodeList *)node)->context = (uint8_t)context;
            else ((NodeTuple *)node)->context = (uint8_t)context;
            for (uint32_t i = 0; i < items->count; i++)
                if (set_context(p, items->items[i], context)) return -1;
            return 0;
    }
}

int make_target(Parser *p, Node *node, TargetKind kind) {
    Node *bad = find_bad_target(node, kind);
    if (!bad) return set_context(p, node, kind == TARGET_DELETE ? CTX_DEL : CTX_STORE);
    const char *verb = kind == TARGET_DELETE ? "delete" : "assign to";
    syntax_error(p, *node_position(bad), "cannot %s %s", verb, node_description(bad));
    return -1;
}
