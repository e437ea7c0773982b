/* skim.c - recognising operators, conditions and names for better syntax errors. */
#include "grammar/skim.h"

#include <stdarg.h>
#include <string.h>

#include "builtins/types/str.h"
#include "runtime/base/stack.h"

/* ---- tokens ---- */

int skim_kind(Skim *s) {
    if (s->i > s->furthest) s->furthest = s->i;
    return s->tokens[s->i].kind;
}

bool skim_take(Skim *s, int kind) {
    if (s->raised || skim_kind(s) != kind) return false;
    s->i++;
    return true;
}

bool skim_word(const Skim *s, size_t index, const char *word) {
    const Token *token = &s->tokens[index];
    size_t length = strlen(word);
    return token->end - token->start == length && !memcmp(s->parser->lexer.text + token->start, word, length);
}

/* ---- raising ---- */

/* The first error stays. */
static bool raise_range(Skim *s, Position at, const char *format, va_list arguments) {
    if (s->raised) return false;
    Object *message = format_message_list(format, arguments);
    if (message) syntax_error(s->parser, at, "%U", message);
    release_or_null(message);
    s->raised = true;
    return false;
}

bool skim_error(Skim *s, size_t first, size_t end, const char *format, ...) {
    const Position *start = &s->tokens[first].at, *stop = &s->tokens[end - 1].at;
    va_list arguments;
    va_start(arguments, format);
    raise_range(s, (Position){start->line, start->col, stop->end_line, stop->end_col}, format, arguments);
    va_end(arguments);
    return false;
}

bool skim_error_here(Skim *s, const char *message) {
    if (s->raised) return false;
    s->parser->current = s->furthest;
    syntax_error_here(s->parser, "%s", message);
    s->raised = true;
    return false;
}

/* The end is where CPython's tokenizer stands, which it counts from 0. */
bool skim_error_from(Skim *s, size_t first, const char *message) {
    if (s->raised) return false;
    Position at = s->tokens[first].at;
    at.end_line = s->tokens[s->furthest].at.end_line;
    at.end_col = s->tokens[s->furthest].at.end_col - 1;
    syntax_error(s->parser, at, "%s", message);
    s->raised = true;
    return false;
}

bool skim_error_node(Skim *s, const Node *node, const char *format) {
    if (s->raised) return false;
    syntax_error(s->parser, *node_position(node), format, node_description(node));
    s->raised = true;
    return false;
}

Node *skim_node(Skim *s, size_t first, size_t end) {
    Node *node = s->raised ? NULL : parse_token_range(s->parser, first, end);
    if (!node && !s->raised && error_matches(MemoryError)) s->raised = true;
    else if (!node && !s->raised && error_pending()) error_clear();
    return node;
}

bool skim_bad_target(Skim *s, size_t first, size_t end, TargetKind kind) {
    Node *node = skim_node(s, first, end), *bad = node ? find_bad_target(node, kind) : NULL;
    if (!bad) return false;
    syntax_error(s->parser, *node_position(bad), "cannot %s %s", kind == TARGET_DELETE ? "delete" : "assign to", node_description(bad));
    s->raised = true;
    return false;
}

/* ---- memory of what was tried ---- */

typedef bool (*SkimRule)(Skim *s);

/* Each rule is tried once at each token, so that the two looks at everything do not multiply with the nesting. */
static bool once(Skim *s, SkimMemo *memo, SkimRule rule) {
    if (s->raised) return false;
    SkimMemo *entry = &memo[s->i];
    if (entry->end == 1) return false;
    if (entry->end) {
        s->i = entry->end - 2;
        return true;
    }
    if (stack_is_low()) {
        error_recursion(" during compilation");
        s->raised = true;
        return false;
    }
    size_t start = s->i;
    bool found = rule(s) && !s->raised;
    if (!found) s->i = start;
    entry->end = found ? (uint32_t)s->i + 2 : 1;
    return found;
}

/* ---- operators ---- */

static bool primary(Skim *s) {
    if (!skim_atom(s)) return false;
    for (;;) {
        size_t start = s->i;
        switch (skim_kind(s)) {
            case T_DOT:
                s->i++;
                if (skim_take(s, T_NAME)) continue;
                break;
            case T_LPAR:
                if (skim_generator(s)) continue;
                s->i = start + 1;
                if (!s->raised) skim_arguments(s);
                if (skim_take(s, T_RPAR)) continue;
                break;
            case T_LSQB:
                s->i++;
                if (skim_slices(s) && skim_take(s, T_RSQB)) continue;
                break;
            default: break;
        }
        s->i = start;
        return !s->raised;
    }
}

static bool is_binary(int kind) {
    switch (kind) {
        case T_VBAR: case T_CIRCUMFLEX: case T_AMPER: case T_LSHIFT: case T_RSHIFT: case T_PLUS: case T_MINUS: case T_STAR:
        case T_SLASH: case T_PERCENT: case T_AT: case T_DOUBLESLASH: case T_DOUBLESTAR: return true;
        default: return false;
    }
}

static bool operand(Skim *s) {
    size_t start = s->i;
    while (skim_take(s, T_MINUS) || skim_take(s, T_PLUS) || skim_take(s, T_TILDE)) continue;
    skim_take(s, T_AWAIT);
    if (primary(s)) return true;
    s->i = start;
    return false;
}

/* How the operators bind among themselves does not matter here. */
static bool sum_rule(Skim *s) {
    if (!operand(s)) return false;
    while (is_binary(skim_kind(s))) {
        size_t start = s->i++;
        if (operand(s)) continue;
        s->i = start;
        break;
    }
    return !s->raised;
}

bool skim_sum(Skim *s) { return once(s, s->sums, sum_rule); }

static bool compare_operator(Skim *s) {
    switch (skim_kind(s)) {
        case T_EQEQUAL: case T_NOTEQUAL: case T_LESS: case T_LESSEQUAL: case T_GREATER: case T_GREATEREQUAL: case T_IN:
            s->i++;
            return true;
        case T_IS:
            s->i++;
            skim_take(s, T_NOT);
            return true;
        case T_NOT:
            s->i++;
            if (skim_take(s, T_IN)) return true;
            s->i--;
            return false;
        default: return false;
    }
}

static bool comparison(Skim *s) {
    if (!skim_sum(s)) return false;
    for (;;) {
        size_t start = s->i;
        if (compare_operator(s) && skim_sum(s)) continue;
        s->i = start;
        return !s->raised;
    }
}

static bool inversion(Skim *s) {
    size_t start = s->i;
    while (skim_take(s, T_NOT)) continue;
    if (comparison(s)) return true;
    s->i = start;
    return false;
}

static bool disjunction_rule(Skim *s) {
    if (!inversion(s)) return false;
    for (;;) {
        size_t start = s->i;
        if ((skim_take(s, T_OR) || skim_take(s, T_AND)) && inversion(s)) continue;
        s->i = start;
        return !s->raised;
    }
}

bool skim_disjunction(Skim *s) { return once(s, s->disjunctions, disjunction_rule); }

/* ---- expressions ---- */

static bool is_soft_keyword(const Skim *s, size_t index) {
    return skim_word(s, index, "match") || skim_word(s, index, "case") || skim_word(s, index, "_");
}

static bool is_legacy(const Skim *s, size_t first, size_t end) {
    return end == first + 1 && s->tokens[first].kind == T_NAME && (skim_word(s, first, "print") || skim_word(s, first, "exec"));
}

/* `a b` inside brackets: a comma is missing. */
static bool missing_comma(Skim *s, size_t start) {
    bool prefix = s->tokens[start].kind == T_NAME && s->tokens[start + 1].kind == T_STRING;
    if (prefix || (s->tokens[start].kind == T_NAME && is_soft_keyword(s, start))) return false;
    size_t middle = s->i;
    bool second = skim_plain_expression(s);
    size_t end = s->i;
    s->i = middle;
    if (!second || is_legacy(s, start, middle) || !s->tokens[end - 1].depth) return false;
    return skim_error(s, start, end, "invalid syntax. Perhaps you forgot a comma?");
}

static bool missing_else(Skim *s, size_t start) {
    if (!skim_take(s, T_IF) || !skim_disjunction(s)) return false;
    int next = skim_kind(s);
    if (next == T_ELSE || next == T_COLON) return false;
    return skim_error(s, start, s->i, "expected 'else' after 'if' expression");
}

static void invalid_expression(Skim *s) {
    size_t start = s->i;
    if (skim_disjunction(s)) {
        size_t middle = s->i;
        missing_comma(s, start);
        s->i = middle;
        if (!s->raised) missing_else(s, start);
    }
    s->i = start;
}

/* `print "x"` */
static void legacy_expression(Skim *s) {
    size_t start = s->i;
    if (!s->raised && is_legacy(s, start, start + 1) && s->tokens[start + 1].kind != T_LPAR) {
        s->i++;
        if (skim_star_expressions(s))
            skim_error(s, start, s->i, "Missing parentheses in call to '%s'. Did you mean %s(...)?", skim_word(s, start, "print") ? "print" : "exec",
                       skim_word(s, start, "print") ? "print" : "exec");
    }
    s->i = start;
}

static bool lambda_rule(Skim *s) {
    if (!skim_take(s, T_LAMBDA)) return false;
    skim_parameters(s, true);
    if (s->raised) return false;
    return skim_take(s, T_COLON) && skim_expression(s);
}

static bool conditional(Skim *s) {
    if (stack_is_low()) return false;
    if (!skim_disjunction(s)) return lambda_rule(s);
    size_t end = s->i;
    if (skim_take(s, T_IF) && skim_disjunction(s) && skim_take(s, T_ELSE) && skim_expression(s)) return true;
    s->i = end;
    return !s->raised;
}

static bool expression_rule(Skim *s) {
    if (!s->plain) invalid_expression(s);
    if (!s->plain) legacy_expression(s);
    return !s->raised && conditional(s);
}

bool skim_expression(Skim *s) { return once(s, s->expressions, expression_rule); }

/* Without looking for mistakes. */
bool skim_plain_expression(Skim *s) {
    bool before = s->plain;
    s->plain = true;
    bool found = conditional(s);
    s->plain = before;
    return found;
}

/* ---- := ---- */

static bool walrus(Skim *s) {
    size_t start = s->i;
    if (skim_take(s, T_NAME) && skim_take(s, T_COLONEQUAL) && skim_expression(s)) return true;
    s->i = start;
    return false;
}

static bool no_more_equals(Skim *s) { return skim_kind(s) != T_EQUAL && skim_kind(s) != T_COLONEQUAL; }

/* Displays and singletons may be compared by a slip as well, but nobody is told so. */
static bool starts_unassignable(Skim *s) {
    int kind = skim_kind(s);
    return kind == T_TRUE || kind == T_FALSE || kind == T_NONE || kind == T_LSQB || kind == T_LPAR;
}

static bool is_display(Skim *s, size_t first, size_t end) {
    Node *node = skim_node(s, first, end);
    if (!node) return true;
    return node->kind == NODE_List || node->kind == NODE_Tuple || node->kind == NODE_GeneratorExp;
}

static void invalid_named(Skim *s) {
    size_t start = s->i;
    if (skim_expression(s) && skim_take(s, T_COLONEQUAL)) {
        size_t end = s->i - 1;
        if (skim_expression(s)) {
            Node *node = skim_node(s, start, end);
            if (node) skim_error_node(s, node, "cannot use assignment expressions with %s");
        }
    }
    s->i = start;
    if (!s->raised && skim_take(s, T_NAME) && skim_take(s, T_EQUAL) && skim_sum(s) && no_more_equals(s))
        skim_error(s, start, s->i, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    s->i = start;
    bool singleton = starts_unassignable(s);
    if (!s->raised && skim_sum(s) && skim_take(s, T_EQUAL)) {
        size_t end = s->i - 1;
        if (skim_sum(s) && no_more_equals(s) && !(singleton && (end == start + 1 || is_display(s, start, end)))) {
            Node *node = skim_node(s, start, end);
            if (node) skim_error_node(s, node, "cannot assign to %s here. Maybe you meant '==' instead of '='?");
        }
    }
    s->i = start;
}

static bool named_rule(Skim *s) {
    if (walrus(s)) return true;
    if (!s->plain) invalid_named(s);
    return skim_expression(s) && skim_kind(s) != T_COLONEQUAL;
}

bool skim_named(Skim *s) { return once(s, s->named, named_rule); }

/* ---- lists of expressions ---- */

static bool starred(Skim *s) { return skim_take(s, T_STAR) && skim_sum(s); }

static bool star_expression(Skim *s) {
    size_t start = s->i;
    if (starred(s)) return true;
    s->i = start;
    return skim_expression(s);
}

bool skim_star_named(Skim *s) {
    size_t start = s->i;
    if (starred(s)) return true;
    s->i = start;
    return skim_named(s);
}

static bool comma_list(Skim *s, SkimRule item) {
    if (!item(s)) return false;
    for (;;) {
        size_t start = s->i;
        if (!skim_take(s, T_COMMA)) return !s->raised;
        if (item(s)) continue;
        s->i = start + 1;   /* a trailing comma */
        return !s->raised;
    }
}

bool skim_star_expressions(Skim *s) { return comma_list(s, star_expression); }
bool skim_star_named_list(Skim *s) { return comma_list(s, skim_star_named); }

bool skim_yield(Skim *s) {
    if (!skim_take(s, T_YIELD)) return false;
    size_t start = s->i;
    if (skim_take(s, T_FROM) && skim_expression(s)) return true;
    s->i = start;
    if (skim_star_expressions(s)) return true;
    s->i = start;
    return !s->raised;
}

static bool target(Skim *s) {
    skim_take(s, T_STAR);
    return skim_sum(s);
}

bool skim_star_targets(Skim *s) {
    size_t start = s->i;
    if (comma_list(s, target)) {
        Node *node = skim_node(s, start, s->i);
        if (node && !find_bad_target(node, TARGET_ASSIGN)) return true;
    }
    s->i = start;
    return false;
}
