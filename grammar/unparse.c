/* unparse.c - an expression written back as text, with CPython's spacing and brackets: what annotations become under
 * `from __future__ import annotations`. */
#include <math.h>
#include <string.h>

#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/str.h"
#include "grammar/symbols.h"
#include "runtime/base/stack.h"

/* Loosest first. A child that binds looser than its place asks for gets brackets. */
typedef enum {
    P_TUPLE, P_TEST, P_OR, P_AND, P_NOT, P_COMPARE, P_BIT_OR, P_BIT_XOR, P_BIT_AND, P_SHIFT, P_SUM, P_TERM, P_FACTOR, P_POWER,
    P_AWAIT, P_ATOM
} Level;

typedef struct Out { Buffer text; bool failed; } Out;

static void put(Out *out, Node *node, Level level);

static void word(Out *out, const char *text) { buffer_append_text(&out->text, text); }
static void name(Out *out, Object *text) { buffer_append(&out->text, str_data(text), str_size(text)); }

static void put_list(Out *out, Nodes list, Level level) {
    for (uint32_t i = 0; i < list.count; i++) {
        if (i) word(out, ", ");
        put(out, list.items[i], level);
    }
}

static void open_if(Out *out, bool brackets) { if (brackets) word(out, "("); }
static void close_if(Out *out, bool brackets) { if (brackets) word(out, ")"); }

/* ---- constants ---- */

static void put_object(Out *out, Object *value) {
    Object *text = value == Ellipsis ? str_from_text("...") : object_repr(value);
    if (text) name(out, text);
    else out->failed = true;
    release_or_null(text);
}

static void put_constant(Out *out, const NodeConstant *node) {
    if (is_float_exact(node->value) && isinf(float_value(node->value))) word(out, float_value(node->value) > 0 ? "1e309" : "-1e309");
    else put_object(out, node->value);
}

/* ---- operators ---- */

static const struct { const char *text; Level level; } binary_operators[OP_BINARY_COUNT] = {
    [OP_ADD] = {" + ", P_SUM}, [OP_SUB] = {" - ", P_SUM}, [OP_MUL] = {" * ", P_TERM}, [OP_MATMUL] = {" @ ", P_TERM},
    [OP_DIV] = {" / ", P_TERM}, [OP_MOD] = {" % ", P_TERM}, [OP_POW] = {" ** ", P_POWER}, [OP_LSHIFT] = {" << ", P_SHIFT},
    [OP_RSHIFT] = {" >> ", P_SHIFT}, [OP_OR] = {" | ", P_BIT_OR}, [OP_XOR] = {" ^ ", P_BIT_XOR}, [OP_AND] = {" & ", P_BIT_AND},
    [OP_FLOORDIV] = {" // ", P_TERM},
};

static void put_binary(Out *out, const NodeBinary *node, Level level) {
    Level own = binary_operators[node->op].level;
    bool right_first = node->op == OP_POW;
    open_if(out, level > own);
    put(out, node->left, own + right_first);
    word(out, binary_operators[node->op].text);
    put(out, node->right, own + !right_first);
    close_if(out, level > own);
}

static void put_unary(Out *out, const NodeUnary *node, Level level) {
    static const char *const signs[] = {[OP_INVERT] = "~", [OP_NOT] = "not ", [OP_POS] = "+", [OP_NEG] = "-"};
    Level own = node->op == OP_NOT ? P_NOT : P_FACTOR;
    open_if(out, level > own);
    word(out, signs[node->op]);
    put(out, node->operand, own);
    close_if(out, level > own);
}

static void put_logical(Out *out, const NodeAnd *node, Level level, Level own, const char *between) {
    open_if(out, level > own);
    for (uint32_t i = 0; i < node->values.count; i++) {
        if (i) word(out, between);
        put(out, node->values.items[i], own + 1);
    }
    close_if(out, level > own);
}

static void put_compare(Out *out, const NodeCompare *node, Level level) {
    static const char *const signs[] = {" == ", " != ", " < ", " <= ", " > ", " >= ", " is ", " is not ", " in ", " not in "};
    open_if(out, level > P_COMPARE);
    put(out, node->left, P_COMPARE + 1);
    for (uint32_t i = 0; i < node->comparators.count; i++) {
        word(out, signs[node->ops[i]]);
        put(out, node->comparators.items[i], P_COMPARE + 1);
    }
    close_if(out, level > P_COMPARE);
}

static void put_if(Out *out, const NodeIfExp *node, Level level) {
    open_if(out, level > P_TEST);
    put(out, node->body, P_TEST + 1);
    word(out, " if ");
    put(out, node->test, P_TEST + 1);
    word(out, " else ");
    put(out, node->orelse, P_TEST);
    close_if(out, level > P_TEST);
}

/* ---- lambda ---- */

typedef struct ParameterOut { Out *out; bool first; } ParameterOut;

static void put_parameter(ParameterOut *list, const char *stars, Node *node) {
    NodeParameter *parameter = (NodeParameter *)node;
    word(list->out, list->first ? "" : ", ");
    list->first = false;
    word(list->out, stars);
    if (!parameter) return;
    name(list->out, parameter->name);
    if (!parameter->default_value) return;
    word(list->out, "=");
    put(list->out, parameter->default_value, P_TEST);
}

static void put_parameters(Out *out, const NodeParameters *node) {
    ParameterOut list = {out, true};
    for (uint32_t i = 0; i < node->positional_only.count; i++) put_parameter(&list, "", node->positional_only.items[i]);
    if (node->positional_only.count) put_parameter(&list, "/", NULL);
    for (uint32_t i = 0; i < node->positional.count; i++) put_parameter(&list, "", node->positional.items[i]);
    if (node->varargs || node->keyword_only.count) put_parameter(&list, "*", node->varargs);
    for (uint32_t i = 0; i < node->keyword_only.count; i++) put_parameter(&list, "", node->keyword_only.items[i]);
    if (node->kwargs) put_parameter(&list, "**", node->kwargs);
}

static void put_lambda(Out *out, const NodeFunction *node, Level level) {
    const NodeParameters *parameters = (const NodeParameters *)node->parameters;
    open_if(out, level > P_TEST);
    word(out, "lambda");
    if (parameters->positional_only.count || parameters->positional.count || parameters->keyword_only.count || parameters->varargs || parameters->kwargs) word(out, " ");
    put_parameters(out, parameters);
    word(out, ": ");
    put(out, node->body, P_TEST);
    close_if(out, level > P_TEST);
}

/* ---- calls, subscripts ---- */

static void put_call(Out *out, const NodeCall *node) {
    put(out, node->callee, P_ATOM);
    word(out, "(");
    put_list(out, node->args, P_TEST);
    for (uint32_t i = 0; i < node->keywords.count; i++) {
        NodeKeyword *keyword = (NodeKeyword *)node->keywords.items[i];
        if (i || node->args.count) word(out, ", ");
        if (keyword->name) name(out, keyword->name), word(out, "=");
        else word(out, "**");
        put(out, keyword->value, P_TEST);
    }
    word(out, ")");
}

static void put_attribute(Out *out, const NodeAttribute *node) {
    bool digits = node->value->kind == NODE_Constant && type_has(((NodeConstant *)node->value)->value, TYPE_INT_SUBCLASS);
    put(out, node->value, P_ATOM);
    word(out, digits ? " ." : ".");
    name(out, node->name);
}

static void put_subscript(Out *out, const NodeSubscript *node) {
    put(out, node->value, P_ATOM);
    word(out, "[");
    put(out, node->index, P_TUPLE);
    word(out, "]");
}

static void put_slice(Out *out, const NodeSlice *node) {
    if (node->lower) put(out, node->lower, P_TEST);
    word(out, ":");
    if (node->upper) put(out, node->upper, P_TEST);
    if (!node->step) return;
    word(out, ":");
    put(out, node->step, P_TEST);
}

/* ---- displays ---- */

static void put_tuple(Out *out, const NodeTuple *node, Level level) {
    bool brackets = level > P_TUPLE || !node->items.count;
    open_if(out, brackets);
    put_list(out, node->items, P_TEST);
    if (node->items.count == 1) word(out, ",");
    close_if(out, brackets);
}

static void put_dict(Out *out, const NodeDict *node) {
    word(out, "{");
    for (uint32_t i = 0; i < node->values.count; i++) {
        if (i) word(out, ", ");
        if (node->keys.items[i]) put(out, node->keys.items[i], P_TEST), word(out, ": "), put(out, node->values.items[i], P_TEST);
        else word(out, "**"), put(out, node->values.items[i], P_BIT_OR);
    }
    word(out, "}");
}

static void put_clauses(Out *out, Nodes clauses) {
    for (uint32_t i = 0; i < clauses.count; i++) {
        NodeCompFor *clause = (NodeCompFor *)clauses.items[i];
        word(out, clause->is_async ? " async for " : " for ");
        put(out, clause->target, P_TUPLE);
        word(out, " in ");
        put(out, clause->iter, P_TEST + 1);
        for (uint32_t j = 0; j < clause->conditions.count; j++) {
            word(out, " if ");
            put(out, clause->conditions.items[j], P_TEST + 1);
        }
    }
}

static void put_comprehension(Out *out, const char *open, Node *element, Nodes clauses, const char *close) {
    word(out, open);
    put(out, element, P_TEST);
    put_clauses(out, clauses);
    word(out, close);
}

static void put_dict_comprehension(Out *out, const NodeDictComp *node) {
    word(out, "{");
    put(out, node->key, P_TEST);
    word(out, ": ");
    put(out, node->value, P_TEST);
    put_clauses(out, node->clauses);
    word(out, "}");
}

/* ---- f-strings ---- */

static void put_format_parts(Out *out, Nodes values) {
    for (uint32_t i = 0; i < values.count; i++) {
        NodeFormattedValue *value = (NodeFormattedValue *)values.items[i];
        if (value->head.kind == NODE_Constant) {
            Object *text = ((NodeConstant *)value)->value;
            for (size_t j = 0; j < str_size(text); j++) {
                char c = str_data(text)[j];
                buffer_append_byte(&out->text, c);
                if (c == '{' || c == '}') buffer_append_byte(&out->text, c);
            }
            continue;
        }
        word(out, "{");
        put(out, value->value, P_TEST + 1);
        if (value->conversion >= 0) buffer_append_format(&out->text, "!%c", value->conversion);
        if (value->format_spec) word(out, ":"), put_format_parts(out, ((NodeJoinedStr *)value->format_spec)->values);
        word(out, "}");
    }
}

static void put_format_string(Out *out, const NodeJoinedStr *node) {
    Out parts = {BUFFER_INIT, false};
    put_format_parts(&parts, node->values);
    Object *text = parts.failed ? NULL : str_from_buffer(&parts.text);
    word(out, "f");
    if (text) put_object(out, text);
    else out->failed = true;
    if (parts.failed) buffer_free(&parts.text);
    release_or_null(text);
}

/* ---- all ---- */

static void put_wrapped(Out *out, Node *node, Level level, Level own, const char *before, Level inner) {
    open_if(out, level > own);
    word(out, before);
    if (((NodeStarred *)node)->value) put(out, ((NodeStarred *)node)->value, inner);
    close_if(out, level > own);
}

static void put_named(Out *out, const NodeNamedExpr *node) {
    word(out, "(");
    put(out, node->target, P_ATOM);
    word(out, " := ");
    put(out, node->value, P_ATOM);
    word(out, ")");
}

static void put_kind(Out *out, Node *node, Level level) {
    NodeListComp *comprehension = (NodeListComp *)node;
    switch (node->kind) {
        case NODE_Constant: put_constant(out, (NodeConstant *)node); break;
        case NODE_Name: name(out, ((NodeName *)node)->id); break;
        case NODE_Binary: put_binary(out, (NodeBinary *)node, level); break;
        case NODE_Unary: put_unary(out, (NodeUnary *)node, level); break;
        case NODE_And: put_logical(out, (NodeAnd *)node, level, P_AND, " and "); break;
        case NODE_Or: put_logical(out, (NodeAnd *)node, level, P_OR, " or "); break;
        case NODE_Compare: put_compare(out, (NodeCompare *)node, level); break;
        case NODE_IfExp: put_if(out, (NodeIfExp *)node, level); break;
        case NODE_Function: put_lambda(out, (NodeFunction *)node, level); break;
        case NODE_Call: put_call(out, (NodeCall *)node); break;
        case NODE_Attribute: put_attribute(out, (NodeAttribute *)node); break;
        case NODE_Subscript: put_subscript(out, (NodeSubscript *)node); break;
        case NODE_Slice: put_slice(out, (NodeSlice *)node); break;
        case NODE_Tuple: put_tuple(out, (NodeTuple *)node, level); break;
        case NODE_List: word(out, "["), put_list(out, ((NodeList *)node)->items, P_TEST), word(out, "]"); break;
        case NODE_Set: word(out, "{"), put_list(out, ((NodeSet *)node)->items, P_TEST), word(out, "}"); break;
        case NODE_Dict: put_dict(out, (NodeDict *)node); break;
        case NODE_ListComp: put_comprehension(out, "[", comprehension->element, comprehension->clauses, "]"); break;
        case NODE_SetComp: put_comprehension(out, "{", comprehension->element, comprehension->clauses, "}"); break;
        case NODE_GeneratorExp: put_comprehension(out, "(", comprehension->element, comprehension->clauses, ")"); break;
        case NODE_DictComp: put_dict_comprehension(out, (NodeDictComp *)node); break;
        case NODE_NamedExpr: put_named(out, (NodeNamedExpr *)node); break;
        case NODE_Starred: put_wrapped(out, node, P_TUPLE, P_ATOM, "*", P_BIT_OR); break;
        case NODE_Await: put_wrapped(out, node, level, P_AWAIT, "await ", P_ATOM); break;
        case NODE_Yield: put_wrapped(out, node, P_ATOM, P_TUPLE, ((NodeYield *)node)->value ? "yield " : "yield", P_TUPLE); break;
        case NODE_YieldFrom: put_wrapped(out, node, P_ATOM, P_TUPLE, "yield from ", P_TEST); break;
        default: put_format_string(out, (NodeJoinedStr *)node); break;
    }
}

static void put(Out *out, Node *node, Level level) {
    if (out->failed) return;
    if (stack_is_low()) {
        error_recursion(" during compilation");
        out->failed = true;
        return;
    }
    put_kind(out, node, level);
}

Object *unparse(Node *expression) {
    Out out = {BUFFER_INIT, false};
    put(&out, expression, P_TEST);
    if (!out.failed) return str_from_buffer(&out.text);
    buffer_free(&out.text);
    return NULL;
}
