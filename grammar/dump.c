/* dump.c - a tree as text, for tests. */
#include "grammar/dump.h"

#ifdef MINI_CHECKS

#include "builtins/types/str.h"

static void append_object(Buffer *out, Object *o, bool as_repr) {
    Object *text = as_repr ? object_repr(o) : retain(o);
    if (text) buffer_append(out, str_data(text), str_size(text));
    else out->failed = true;
    release_or_null(text);
}

static void append_name(Buffer *out, const NodeName *node) {
    static const char letters[] = {[NAME_LOCAL] = 'L', [NAME_CELL] = 'C', [NAME_FREE] = 'F', [NAME_GLOBAL] = 'G', [NAME_DYNAMIC] = 'D', [NAME_CLASS_FREE] = 'K'};
    append_object(out, node->id, false);
    if (node->scope == NAME_UNRESOLVED) return;
    buffer_append_byte(out, ':');
    buffer_append_byte(out, letters[node->scope]);
    if (node->scope != NAME_GLOBAL && node->scope != NAME_DYNAMIC) buffer_append_format(out, "%u", node->index);
}

/* What is not a child. */
static void append_details(Buffer *out, const Node *node) {
    const NodeCompare *compare = (const NodeCompare *)node;
    switch (node->kind) {
        case NODE_Name: append_name(out, (const NodeName *)node); break;
        case NODE_Constant: append_object(out, ((const NodeConstant *)node)->value, true); break;
        case NODE_PatternSingleton: append_object(out, ((const NodePatternSingleton *)node)->value, true); break;
        case NODE_Attribute: append_object(out, ((const NodeAttribute *)node)->name, false); break;
        case NODE_Parameter: append_object(out, ((const NodeParameter *)node)->name, false); break;
        case NODE_Alias: append_object(out, ((const NodeAlias *)node)->name, false); break;
        case NODE_Binary: buffer_append_format(out, "%u", ((const NodeBinary *)node)->op); break;
        case NODE_AugAssign: buffer_append_format(out, "%u", ((const NodeAugAssign *)node)->op); break;
        case NODE_Unary: buffer_append_format(out, "%u", ((const NodeUnary *)node)->op); break;
        case NODE_Keyword:
            if (((const NodeKeyword *)node)->name) append_object(out, ((const NodeKeyword *)node)->name, false);
            else buffer_append_text(out, "**");
            break;
        case NODE_Compare:
            for (uint32_t i = 0; i < compare->comparators.count; i++) buffer_append_format(out, "%s%u", i ? "," : "", compare->ops[i]);
            break;
        default: break;
    }
}

static int append_node(Node *node, void *context) {
    Buffer *out = context;
    if (out->length) buffer_append_byte(out, ' ');
    buffer_append_format(out, "(%s", node_kind_names[node->kind]);
    size_t before = out->length;
    buffer_append_byte(out, ' ');
    append_details(out, node);
    if (out->length == before + 1) buffer_truncate(out, before);
    node_visit_children(node, append_node, out);
    buffer_append_byte(out, ')');
    return 0;
}

Object *node_dump(Node *node) {
    Buffer out = BUFFER_INIT;
    append_node(node, &out);
    return str_from_buffer(&out);
}

#endif
