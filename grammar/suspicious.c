/* suspicious.c - code that means something, but hardly what its author wanted: CPython's SyntaxWarnings.
 *
 * Warnings are noted in the tree while it is made and told once the whole source has proved right, so that a syntax error
 * comes alone. A filter may turn one into an error: then it is a SyntaxError at its place. */
#include "grammar/suspicious.h"

#include <stdarg.h>

#include "builtins/types/bytes.h"
#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/parsing.h"
#include "runtime/object/singletons.h"

typedef struct TreeWarning {
    struct TreeWarning *next;
    Type *category;
    Object *message;   /* owned by the tree */
    Position at;
} TreeWarning;

int (*syntax_warning_hook)(Type *category, Object *message, Object *filename, uint32_t line);

int tree_warn(Tree *tree, Type *category, Position at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *message = tree_own_steal(tree, format_message_list(format, arguments));
    va_end(arguments);
    TreeWarning *warning = message ? tree_alloc(tree, sizeof *warning) : NULL, **link = &tree->warnings;
    if (!warning) return -1;
    *warning = (TreeWarning){NULL, category, message, at};
    while (*link) link = &(*link)->next;
    *link = warning;
    return 0;
}

int tree_tell_warnings(Tree *tree) {
    for (const TreeWarning *warning = tree->warnings; warning; warning = warning->next) {
        if (!syntax_warning_hook || !syntax_warning_hook(warning->category, warning->message, tree->filename, warning->at.line)) continue;
        if (!error_matches(warning->category)) return -1;
        error_clear();
        tree_syntax_error(tree, warning->at, "%U", warning->message);
        return -1;
    }
    return 0;
}

/* ---- what an expression will be ---- */

/* The type that the expression surely has, or NULL. */
static const char *known_type(const Node *node) {
    switch (node->kind) {
    case NODE_Constant: return ((const NodeConstant *)node)->value->type->name;
    case NODE_Tuple: return "tuple";
    case NODE_List: case NODE_ListComp: return "list";
    case NODE_Dict: case NODE_DictComp: return "dict";
    case NODE_Set: case NODE_SetComp: return "set";
    case NODE_GeneratorExp: return "generator";
    case NODE_Function: return "function";
    case NODE_JoinedStr: case NODE_FormattedValue: return "str";
    default: return NULL;
    }
}

static const Object *constant_of(const Node *node) { return node->kind == NODE_Constant ? ((const NodeConstant *)node)->value : NULL; }

/* ---- the checks ---- */

static bool is_literal(const Node *node) {
    const Object *value = constant_of(node);
    return value && value != None && value != True && value != False && value != Ellipsis;
}

int suspect_compare(Tree *tree, const NodeCompare *node) {
    bool left = is_literal(node->left);
    for (uint32_t i = 0; i < node->comparators.count; i++) {
        bool right = is_literal(node->comparators.items[i]);
        if ((left || right) && (node->ops[i] == CMP_IS || node->ops[i] == CMP_IS_NOT))
            return tree_warn(tree, SyntaxWarning, *node_position(&node->head), "%s",
                             node->ops[i] == CMP_IS ? "\"is\" with a literal. Did you mean \"==\"?" : "\"is not\" with a literal. Did you mean \"!=\"?");
        left = right;
    }
    return 0;
}

int suspect_call(Tree *tree, const NodeCall *node) {
    if (node->callee->kind == NODE_Function) return 0;
    const char *type = known_type(node->callee);
    return !type ? 0 : tree_warn(tree, SyntaxWarning, *node_position(&node->head), "'%.200s' object is not callable; perhaps you missed a comma?", type);
}

static bool has_no_items(const Node *node) {
    const Object *value = constant_of(node);
    if (value) return value == None || value == Ellipsis || is_int(value) || is_float(value) || is_complex(value);
    return node->kind == NODE_Set || node->kind == NODE_SetComp || node->kind == NODE_GeneratorExp || node->kind == NODE_Function;
}

static bool is_row(const Node *node) {
    const Object *value = constant_of(node);
    if (value) return is_str(value) || is_bytes(value) || is_tuple(value);
    return node->kind == NODE_Tuple || node->kind == NODE_List || node->kind == NODE_ListComp || node->kind == NODE_JoinedStr;
}

static bool may_be_index(const Node *node) {
    const Object *value = constant_of(node);
    return node->kind == NODE_Slice || !known_type(node) || (value && is_int(value));
}

int suspect_subscript(Tree *tree, const NodeSubscript *node) {
    if (node->context != CTX_LOAD) return 0;
    Position at = *node_position(&node->head);
    if (has_no_items(node->value))
        return tree_warn(tree, SyntaxWarning, at, "'%.200s' object is not subscriptable; perhaps you missed a comma?", known_type(node->value));
    if (!is_row(node->value) || may_be_index(node->index)) return 0;
    return tree_warn(tree, SyntaxWarning, at, "%.200s indices must be integers or slices, not %.200s; perhaps you missed a comma?",
                     known_type(node->value), known_type(node->index));
}

int suspect_assert(Tree *tree, const NodeAssert *node) {
    const Object *value = constant_of(node->test);
    bool always = value ? is_tuple(value) && tuple_count(value) : node->test->kind == NODE_Tuple && ((const NodeTuple *)node->test)->items.count;
    return !always ? 0 : tree_warn(tree, SyntaxWarning, *node_position(&node->head), "assertion is always true, perhaps remove parentheses?");
}
