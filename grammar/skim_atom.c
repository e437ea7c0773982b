/* skim_atom.c - recognising what stands in brackets, for better syntax errors. */
#include "grammar/skim.h"

/* ---- comprehensions ---- */

/* After `for`: the targets and `in`. */
bool skim_for_targets(Skim *s) {
    size_t start = s->i;
    if (skim_star_targets(s) && skim_take(s, T_IN)) return true;
    s->i = start;
    if (skim_star_expressions(s)) skim_bad_target(s, start, s->i, TARGET_FOR);
    s->i = start;
    return false;
}

static bool clause(Skim *s) {
    size_t start = s->i;
    skim_take(s, T_ASYNC);
    if (skim_take(s, T_FOR) && skim_for_targets(s) && skim_disjunction(s)) {
        for (size_t end = s->i; skim_take(s, T_IF); end = s->i)
            if (!skim_disjunction(s)) {
                s->i = end;
                break;
            }
        return !s->raised;
    }
    s->i = start;
    return false;
}

bool skim_clauses(Skim *s) {
    if (!clause(s)) return false;
    while (clause(s)) continue;
    return !s->raised;
}

static bool is_clause(Skim *s) { return skim_kind(s) == T_FOR || skim_kind(s) == T_ASYNC; }

/* `[*a for ...]`, `[a, b for ...]`: the bracket has been taken. */
static void invalid_comprehension(Skim *s) {
    size_t start = s->i;
    bool tuple_allowed = s->tokens[start - 1].kind != T_LPAR;
    if (skim_kind(s) == T_STAR) {
        s->i++;
        if (skim_expression(s)) {
            size_t end = s->i;
            if (skim_clauses(s)) skim_error(s, start, end, "iterable unpacking cannot be used in comprehension");
        }
    }
    s->i = start;
    if (!s->raised && tuple_allowed && skim_star_named(s) && skim_take(s, T_COMMA)) {
        skim_star_named_list(s);
        size_t end = s->i;
        if (is_clause(s) && skim_clauses(s)) skim_error(s, start, end, "did you forget parentheses around the comprehension target?");
    }
    s->i = start;
}

/* ---- round brackets ---- */

static bool tuple(Skim *s) {
    size_t start = s->i++;
    if (skim_take(s, T_RPAR)) return true;
    if (skim_star_named(s) && skim_take(s, T_COMMA)) {
        if (skim_kind(s) != T_RPAR) skim_star_named_list(s);
        if (skim_take(s, T_RPAR)) return true;
    }
    s->i = start;
    return false;
}

static bool group(Skim *s) {
    size_t start = s->i++;
    if ((skim_yield(s) || skim_named(s)) && skim_take(s, T_RPAR)) return true;
    if (s->raised) return false;
    s->i = start + 1;
    size_t first = s->i;
    int kind = skim_kind(s);
    if (kind == T_STAR || kind == T_DOUBLESTAR) {
        s->i++;
        if (skim_expression(s) && skim_take(s, T_RPAR))
            skim_error(s, first, kind == T_STAR ? s->i - 1 : first + 1,
                       kind == T_STAR ? "cannot use starred expression here" : "cannot use double starred expression here");
    }
    s->i = start;
    return false;
}

bool skim_generator(Skim *s) {
    size_t start = s->i;
    if (!skim_take(s, T_LPAR)) return false;
    if (s->tokens[s->i].kind == T_NAME && s->tokens[s->i + 1].kind == T_COLONEQUAL) s->i += 2;
    if (skim_expression(s) && skim_kind(s) != T_COLONEQUAL && skim_clauses(s) && skim_take(s, T_RPAR)) return true;
    s->i = start + 1;
    if (!s->raised) invalid_comprehension(s);
    s->i = start;
    return false;
}

/* ---- square brackets ---- */

static bool list(Skim *s) {
    size_t start = s->i++;
    if (skim_take(s, T_RSQB)) return true;
    if (skim_star_named_list(s) && skim_take(s, T_RSQB)) return true;
    if (s->raised) return false;
    s->i = start + 1;
    if (skim_named(s) && skim_clauses(s) && skim_take(s, T_RSQB)) return true;
    s->i = start + 1;
    if (!s->raised) invalid_comprehension(s);
    s->i = start;
    return false;
}

static bool slice(Skim *s) {
    size_t start = s->i;
    skim_expression(s);
    if (skim_take(s, T_COLON)) {
        skim_expression(s);
        if (skim_take(s, T_COLON)) skim_expression(s);
        return !s->raised;
    }
    s->i = start;
    if (skim_take(s, T_STAR)) return skim_expression(s);
    return skim_named(s);
}

bool skim_slices(Skim *s) {
    if (!slice(s)) return false;
    for (;;) {
        size_t start = s->i;
        if (!skim_take(s, T_COMMA)) return !s->raised;
        if (slice(s)) continue;
        s->i = start + 1;
        return !s->raised;
    }
}

/* ---- braces ---- */

static bool pair(Skim *s) {
    size_t start = s->i;
    if (skim_take(s, T_DOUBLESTAR) && skim_sum(s)) return true;
    s->i = start;
    if (skim_expression(s) && skim_take(s, T_COLON) && skim_expression(s)) return true;
    s->i = start;
    return false;
}

/* The pair at the current position is malformed. */
static void invalid_pair(Skim *s) {
    size_t start = s->i;
    if (!skim_expression(s)) return;
    size_t key_end = s->i;
    if (skim_kind(s) != T_COLON) {
        const Position *last = &s->tokens[key_end - 1].at;
        syntax_error(s->parser, (Position){last->end_line, last->end_col ? last->end_col - 1 : 0, last->end_line, POSITION_NO_END}, "':' expected after dictionary key");
        s->raised = true;
        return;
    }
    size_t colon = s->i++;
    if (skim_kind(s) == T_STAR) {
        size_t star = s->i++;
        if (skim_sum(s)) skim_error_from(s, star, "cannot use a starred expression in a dictionary value");
        s->i = star;
    }
    if (!s->raised && (skim_kind(s) == T_RBRACE || skim_kind(s) == T_COMMA))
        skim_error(s, colon, colon + 1, "expression expected after dictionary key and ':'");
    s->i = start;
}

static bool pairs(Skim *s) {
    if (!pair(s)) return false;
    while (skim_take(s, T_COMMA))
        if (!pair(s)) break;
    return !s->raised;
}

/* A bad pair after good ones, or a first pair whose value is missing. */
static void invalid_pairs(Skim *s) {
    size_t start = s->i;
    bool good = pair(s), comma = false;
    while (good && (comma = skim_take(s, T_COMMA))) good = pair(s);
    if (!s->raised && comma) invalid_pair(s);
    s->i = start;
    if (!s->raised && skim_expression(s) && skim_kind(s) == T_COLON) {
        s->i = start;
        invalid_pair(s);
    }
    s->i = start;
}

static void invalid_dict_comprehension(Skim *s) {
    size_t start = s->i;
    if (skim_take(s, T_DOUBLESTAR) && skim_sum(s) && skim_clauses(s) && skim_take(s, T_RBRACE))
        skim_error(s, start, start + 1, "dict unpacking cannot be used in dict comprehension");
    s->i = start;
}

static bool braces(Skim *s) {
    size_t start = s->i++;
    if (skim_take(s, T_RBRACE)) return true;
    if (pairs(s) && skim_take(s, T_RBRACE)) return true;
    s->i = start + 1;
    if (!s->raised) invalid_pairs(s);
    if (!s->raised && skim_star_named_list(s) && skim_take(s, T_RBRACE)) return true;
    s->i = start + 1;
    if (pair(s) && skim_clauses(s) && skim_take(s, T_RBRACE)) return true;
    s->i = start + 1;
    if (!s->raised) invalid_dict_comprehension(s);
    if (!s->raised && skim_named(s) && skim_clauses(s) && skim_take(s, T_RBRACE)) return true;
    s->i = start + 1;
    if (!s->raised) invalid_comprehension(s);
    s->i = start;
    return false;
}

bool skim_atom(Skim *s) {
    if (s->raised) return false;
    switch (skim_kind(s)) {
        case T_NAME: case T_NUMBER: case T_TRUE: case T_FALSE: case T_NONE: case T_ELLIPSIS: case T_MATCH: case T_CASE:
            s->i++;
            return true;
        case T_STRING:
            while (skim_take(s, T_STRING)) continue;
            return true;
        case T_LPAR: case T_WITH_LPAR: return tuple(s) || group(s) || skim_generator(s);
        case T_LSQB: return list(s);
        case T_LBRACE: return braces(s);
        default: return false;
    }
}

/* ---- arguments ---- */

/* One argument; *keyword tells which kind. */
static bool positional(Skim *s) {
    size_t start = s->i;
    if (skim_take(s, T_STAR)) return skim_expression(s);
    bool walrus = s->tokens[start].kind == T_NAME && s->tokens[start + 1].kind == T_COLONEQUAL;
    if (walrus) s->i += 2;
    if (skim_expression(s) && (walrus || skim_kind(s) != T_COLONEQUAL) && skim_kind(s) != T_EQUAL) return true;
    s->i = start;
    return false;
}

static void invalid_keyword(Skim *s) {
    size_t start = s->i;
    int kind = skim_kind(s);
    bool name_equal = kind == T_NAME && s->tokens[start + 1].kind == T_EQUAL;
    if ((kind == T_TRUE || kind == T_FALSE || kind == T_NONE) && s->tokens[start + 1].kind == T_EQUAL)
        skim_error(s, start, start + 2, "cannot assign to %s", kind == T_TRUE ? "True" : kind == T_FALSE ? "False" : "None");
    else if (name_equal) {
        s->i += 2;
        if (skim_expression(s)) {
            size_t end = s->i;
            if (is_clause(s) && skim_clauses(s)) skim_error(s, start, start + 2, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
            s->i = end;
        }
    } else if (skim_expression(s) && skim_kind(s) == T_EQUAL) {
        skim_error(s, start, s->i + 1, "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    s->i = start;
}

static bool keyword(Skim *s) {
    size_t start = s->i;
    invalid_keyword(s);
    if (skim_take(s, T_NAME) && skim_take(s, T_EQUAL) && skim_expression(s)) return true;
    s->i = start;
    if ((skim_take(s, T_STAR) || skim_take(s, T_DOUBLESTAR)) && skim_expression(s)) return true;
    s->i = start;
    return false;
}

/* As far as it goes; the comma before something else is left. False if there is nothing. */
static bool arguments(Skim *s, size_t *last_keyword) {
    size_t start = s->i, end = start;
    bool keywords = false;
    *last_keyword = 0;
    for (;;) {
        size_t item = s->i;
        if (!keywords && positional(s)) end = s->i;
        else if (!s->raised && keyword(s)) {
            keywords = true;
            *last_keyword = item;
            end = s->i;
        } else break;
        if (!skim_take(s, T_COMMA)) break;
    }
    s->i = end;
    return !s->raised && end > start;
}

/* `args, expression for ...` where brackets are missing around the generator. */
static void bare_generator(Skim *s, size_t first, size_t end_of_element) {
    s->i = end_of_element;
    if (is_clause(s) && skim_clauses(s)) skim_error(s, first, s->i, "Generator expression must be parenthesized");
}

static void invalid_arguments(Skim *s) {
    size_t start = s->i, last_keyword;
    if (!arguments(s, &last_keyword)) {
        s->i = start;
        return;
    }
    size_t end = s->i;
    if (skim_kind(s) == T_COMMA && s->tokens[s->i + 1].kind == T_STAR) skim_error(s, start, end, "iterable argument unpacking follows keyword argument unpacking");
    if (s->raised) return;
    s->i = start;
    if (skim_expression(s)) {
        size_t element = s->i;
        if (is_clause(s) && skim_clauses(s) && skim_kind(s) == T_COMMA) {
            size_t stop = s->i++;
            size_t other;
            if (skim_kind(s) == T_RPAR || arguments(s, &other)) skim_error(s, start, stop, "Generator expression must be parenthesized");
        }
        (void)element;
    }
    if (s->raised) return;
    s->i = end;
    if (is_clause(s)) {   /* the last argument is the element */
        size_t first = end;
        while (first > start && !(s->tokens[first - 1].kind == T_COMMA && s->tokens[first - 1].depth == s->tokens[start - 1].depth)) first--;
        if (first > start) bare_generator(s, first, end);
        if (s->raised) return;
    }
    s->i = end;
    if (skim_take(s, T_COMMA)) {
        size_t other;
        bool unpacking = last_keyword && s->tokens[last_keyword].kind == T_DOUBLESTAR;
        if (arguments(s, &other)) skim_error_here(s, unpacking ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument");
    }
    s->i = start;
}

bool skim_arguments(Skim *s) {
    size_t start = s->i, last_keyword;
    if (arguments(s, &last_keyword)) {
        skim_take(s, T_COMMA);
        if (skim_kind(s) == T_RPAR) return true;
    }
    s->i = start;
    if (!s->raised) invalid_arguments(s);
    s->i = start;
    return false;
}
