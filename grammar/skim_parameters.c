/* skim_parameters.c - recognising parameter lists, for better syntax errors. Order and repetition are checked elsewhere
 * (build_call.c); here it is the form. */
#include "grammar/skim.h"

static bool default_value(Skim *s) {
    if (skim_kind(s) != T_EQUAL) return true;
    size_t equal = s->i++;
    int next = skim_kind(s);
    if (next == T_RPAR || next == T_COMMA || next == T_COLON) return skim_error(s, equal, equal + 1, "expected default value expression");
    return skim_expression(s);
}

static bool annotation(Skim *s, bool is_lambda) {
    if (is_lambda || !skim_take(s, T_COLON)) return true;
    skim_take(s, T_STAR);
    return skim_expression(s);
}

/* `(a, b)` in place of a parameter */
static void bracketed_names(Skim *s, bool is_lambda) {
    size_t start = s->i++;
    while (skim_take(s, T_NAME) && skim_take(s, T_COMMA)) continue;
    bool names = s->i > start + 1;
    if (names && skim_take(s, T_RPAR))
        skim_error(s, start, s->i, is_lambda ? "Lambda expression parameters cannot be parenthesized" : "Function parameters cannot be parenthesized");
    s->i = start;
}

static bool parameter(Skim *s, bool is_lambda) {
    bool star = skim_take(s, T_STAR), stars = !star && skim_take(s, T_DOUBLESTAR);
    if (!star && !stars && skim_take(s, T_SLASH)) return true;
    if (!star && !stars && skim_kind(s) == T_LPAR) bracketed_names(s, is_lambda);
    if (s->raised) return false;
    if (!skim_take(s, T_NAME)) return star;
    if (!annotation(s, is_lambda)) return false;
    if ((star || stars) && skim_kind(s) == T_EQUAL)
        return skim_error(s, s->i, s->i + 1, star ? "var-positional argument cannot have default value" : "var-keyword argument cannot have default value");
    return default_value(s);
}

/* Up to the bracket or colon that ends the list, or to what cannot be a parameter. */
bool skim_parameters(Skim *s, bool is_lambda) {
    do {
        if (!parameter(s, is_lambda)) return false;
    } while (skim_take(s, T_COMMA));
    return !s->raised;
}
