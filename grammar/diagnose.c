/* diagnose.c - what to say about a text that the grammar refuses: finds the statement in which the refused token stands
 * and looks at it again (skim.h), in the order in which CPython tries its extra rules. */
#include "grammar/diagnose.h"

#include <string.h>

#include "grammar/skim.h"
#include "runtime/base/mem.h"

/* ---- where it is ---- */

static bool ends_line(int kind) { return kind == T_NEWLINE || kind == T_INDENT || kind == T_DEDENT; }

/* First token of the logical line that `index` is in. */
static size_t line_start(const Skim *s, size_t index) {
    while (index && !ends_line(s->tokens[index - 1].kind)) index--;
    return index;
}

/* First token of the last line before `index` that has its indentation; count if there is none. */
static size_t previous_line(const Skim *s, size_t index) {
    size_t level = 0;
    while (index) {
        int kind = s->tokens[--index].kind;
        if (kind == T_DEDENT) level++;
        else if (kind == T_INDENT && !level) return s->count;
        else if (kind == T_INDENT) level--;
        else if (!level && kind != T_NEWLINE && line_start(s, index) == index) return index;
    }
    return s->count;
}

/* ---- a block is missing ---- */

static const char *block_owner(const Skim *s, size_t header) {
    size_t first = header + (s->tokens[header].kind == T_ASYNC);
    switch (s->tokens[first].kind) {
        case T_IF: return "'if' statement";
        case T_ELIF: return "'elif' statement";
        case T_ELSE: return "'else' statement";
        case T_WHILE: return "'while' statement";
        case T_FOR: return "'for' statement";
        case T_WITH: return "'with' statement";
        case T_TRY: return "'try' statement";
        case T_FINALLY: return "'finally' statement";
        case T_EXCEPT: return s->tokens[first + 1].kind == T_STAR ? "'except*' statement" : "'except' statement";
        case T_DEF: return "function definition";
        case T_CLASS: return "class definition";
        case T_MATCH: return "'match' statement";
        case T_CASE: return "'case' statement";
        default: return NULL;
    }
}

static bool missing_block(Skim *s, size_t refused) {
    if (refused < 2 || s->tokens[refused - 1].kind != T_NEWLINE || s->tokens[refused - 2].kind != T_COLON) return false;
    if (s->tokens[refused].kind == T_INDENT) return false;
    size_t header = line_start(s, refused - 2);
    const char *owner = block_owner(s, header);
    if (!owner) return false;
    syntax_error_indentation(s->parser, "expected an indented block after %s on line %u", owner, s->tokens[header].at.line);
    return true;
}

/* ---- simple statements ---- */

static bool is_augmented(int kind) {
    switch (kind) {
        case T_PLUSEQUAL: case T_MINEQUAL: case T_STAREQUAL: case T_ATEQUAL: case T_SLASHEQUAL: case T_PERCENTEQUAL: case T_DOUBLESTAREQUAL:
        case T_LSHIFTEQUAL: case T_RSHIFTEQUAL: case T_VBAREQUAL: case T_CIRCUMFLEXEQUAL: case T_AMPEREQUAL: case T_DOUBLESLASHEQUAL: return true;
        default: return false;
    }
}

static bool value(Skim *s) { return skim_yield(s) || skim_star_expressions(s); }

static bool annotated(Skim *s) {
    size_t start = s->i;
    Node *node;
    bool target = skim_sum(s) && skim_kind(s) == T_COLON && (node = skim_node(s, start, s->i)) &&
                  (node->kind == NODE_Name || node->kind == NODE_Attribute || node->kind == NODE_Subscript);
    if (target && skim_take(s, T_COLON) && skim_expression(s)) {
        size_t end = s->i;
        if (!skim_take(s, T_EQUAL) || !value(s)) s->i = end;
        return !s->raised;
    }
    s->i = start;
    return false;
}

/* As many `target =` as there are. */
static size_t targets(Skim *s) {
    size_t count = 0;
    for (size_t start = s->i;; start = s->i, count++) {
        if (skim_star_targets(s) && skim_take(s, T_EQUAL)) continue;
        s->i = start;
        return count;
    }
}

static bool chain(Skim *s) {
    size_t start = s->i;
    if (targets(s) && value(s) && skim_kind(s) != T_EQUAL) return true;
    s->i = start;
    return false;
}

static bool augmented(Skim *s) {
    size_t start = s->i;
    Node *node;
    bool target = skim_sum(s) && is_augmented(skim_kind(s)) && (node = skim_node(s, start, s->i)) &&
                  (node->kind == NODE_Name || node->kind == NODE_Attribute || node->kind == NODE_Subscript);
    if (target) {
        s->i++;
        if (value(s)) return true;
    }
    s->i = start;
    return false;
}

static void invalid_annotation(Skim *s) {
    size_t start = s->i;
    int first = skim_kind(s);
    Node *node = NULL;
    if ((first == T_LPAR || first == T_LSQB) && skim_atom(s) && skim_kind(s) == T_COLON) node = skim_node(s, start, s->i);
    if (node && (node->kind == NODE_List || node->kind == NODE_Tuple) && skim_take(s, T_COLON) && skim_expression(s))
        skim_error_node(s, node, "only single target (not %s) can be annotated");
    s->i = start;
    if (!s->raised && skim_star_named(s) && skim_take(s, T_COMMA)) {
        size_t end = s->i - 1;
        skim_star_named_list(s);
        if (skim_take(s, T_COLON) && skim_expression(s)) skim_error(s, start, end, "only single target (not tuple) can be annotated");
    }
    s->i = start;
    if (!s->raised && skim_expression(s) && skim_kind(s) == T_COLON) {
        size_t end = s->i++;
        if (skim_expression(s)) skim_error(s, start, end, "illegal target for annotation");
    }
    s->i = start;
}

static void invalid_assignment(Skim *s) {
    size_t start = s->i;
    invalid_annotation(s);
    if (s->raised) return;
    targets(s);
    size_t first = s->i;
    if (skim_star_expressions(s) && skim_kind(s) == T_EQUAL) skim_bad_target(s, first, s->i, TARGET_ASSIGN);
    s->i = first;
    if (!s->raised && skim_yield(s) && skim_kind(s) == T_EQUAL) skim_error(s, first, s->i, "assignment to yield expression not possible");
    s->i = start;
    if (!s->raised && skim_star_expressions(s) && is_augmented(skim_kind(s))) {
        size_t end = s->i++;
        Node *node = value(s) ? skim_node(s, start, end) : NULL;
        if (node) skim_error_node(s, node, "'%s' is an illegal expression for augmented assignment");
    }
    s->i = start;
}

static bool expression_statement(Skim *s) {
    if (annotated(s) || chain(s) || augmented(s)) return true;
    if (!s->raised) invalid_assignment(s);
    return !s->raised && value(s);
}

static bool delete_statement(Skim *s) {
    size_t start = s->i;
    if (!skim_star_expressions(s)) return false;
    skim_bad_target(s, start, s->i, TARGET_DELETE);
    return !s->raised;
}

static bool simple_statement(Skim *s) {
    switch (skim_kind(s)) {
        case T_RETURN:
            s->i++;
            skim_star_expressions(s);
            return !s->raised;
        case T_RAISE:
            s->i++;
            if (skim_expression(s) && skim_take(s, T_FROM)) skim_expression(s);
            return !s->raised;
        case T_DEL: s->i++; return delete_statement(s);
        case T_ASSERT:
            s->i++;
            return skim_expression(s) && (!skim_take(s, T_COMMA) || skim_expression(s));
        case T_PASS: case T_BREAK: case T_CONTINUE: s->i++; return true;
        case T_IMPORT: case T_FROM: case T_GLOBAL: case T_NONLOCAL: return false;
        default: return expression_statement(s);
    }
}

static void simple_statements(Skim *s) {
    while (simple_statement(s) && skim_take(s, T_SEMI)) continue;
}

/* ---- compound statements ---- */

static void after_header(Skim *s) {
    if (skim_kind(s) != T_NEWLINE) simple_statements(s);
}

/* ':' where nothing else can come. */
static bool forced_colon(Skim *s) {
    if (s->raised) return false;
    return skim_take(s, T_COLON) || skim_error(s, s->i, s->i + 1, "expected ':'");
}

/* ':' that may only be missing at the end of the line to be named. */
static bool colon_or_newline(Skim *s) {
    if (s->raised) return false;
    if (skim_take(s, T_COLON)) return true;
    if (skim_kind(s) == T_NEWLINE) skim_error_here(s, "expected ':'");
    return false;
}

static bool for_header(Skim *s) { return skim_for_targets(s) && skim_star_expressions(s) && colon_or_newline(s); }

static bool with_item(Skim *s) {
    if (!skim_expression(s)) return false;
    if (!skim_take(s, T_AS)) return true;
    size_t start = s->i;
    if (!skim_expression(s)) return false;
    int next = skim_kind(s);
    if (next == T_COMMA || next == T_RPAR || next == T_COLON) skim_bad_target(s, start, s->i, TARGET_ASSIGN);
    return !s->raised;
}

static bool with_items(Skim *s) {
    do {
        if (!with_item(s)) return false;
    } while (skim_take(s, T_COMMA));
    return true;
}

static bool with_header(Skim *s) {
    size_t start = s->i;
    if (skim_take(s, T_LPAR) || skim_take(s, T_WITH_LPAR)) {
        if (with_items(s) && skim_take(s, T_RPAR) && (skim_kind(s) == T_COLON || skim_kind(s) == T_NEWLINE)) return colon_or_newline(s);
        s->i = start;
    }
    return !s->raised && with_items(s) && colon_or_newline(s);
}

static bool def_header(Skim *s) {
    if (!skim_take(s, T_NAME)) return false;
    if (!skim_take(s, T_LPAR)) return skim_error(s, s->i, s->i + 1, "expected '('");
    skim_parameters(s, false);
    if (!skim_take(s, T_RPAR)) return false;
    size_t arrow = s->i;
    if (skim_take(s, T_ARROW) && !skim_expression(s)) s->i = arrow;
    return forced_colon(s);
}

static bool class_header(Skim *s) {
    if (!skim_take(s, T_NAME)) return false;
    if (skim_take(s, T_LPAR)) {
        skim_arguments(s);
        if (!skim_take(s, T_RPAR)) return false;
    }
    return colon_or_newline(s);
}

static bool except_header(Skim *s) {
    bool star = skim_take(s, T_STAR);
    int kind = skim_kind(s);
    if (star && (kind == T_NEWLINE || kind == T_COLON)) {
        skim_error_here(s, "expected one or more exception types");
        return false;
    }
    if (kind == T_NEWLINE) return colon_or_newline(s);
    size_t start = s->i;
    if (kind != T_COLON) {
        if (!skim_expression(s)) return false;
        if (skim_take(s, T_COMMA)) {
            while (skim_expression(s) && skim_take(s, T_COMMA)) continue;
            if (skim_take(s, T_AS)) skim_take(s, T_NAME);
            if (skim_kind(s) == T_COLON) skim_error_from(s, start, "multiple exception types must be parenthesized");
            return false;
        }
        if (skim_take(s, T_AS) && !skim_take(s, T_NAME)) return false;
    }
    return colon_or_newline(s);
}

/* Patterns are not looked into: only a line without its ':' is noticed. */
static bool case_header(Skim *s) {
    size_t end = s->i;
    while (s->tokens[end].kind != T_NEWLINE && s->tokens[end].kind != T_LEX_ERROR && s->tokens[end].kind != T_ENDMARKER) end++;
    if (end != s->parser->current || s->tokens[end].kind != T_NEWLINE || s->tokens[end - 1].kind == T_COLON) return false;
    s->i = end;
    return colon_or_newline(s);
}

static bool header(Skim *s) {
    int kind = skim_kind(s);
    s->i++;
    switch (kind) {
        case T_IF: case T_ELIF: case T_WHILE: return skim_named(s) && colon_or_newline(s);
        case T_ELSE: case T_TRY: case T_FINALLY: return forced_colon(s);
        case T_FOR: return for_header(s);
        case T_WITH: return with_header(s);
        case T_DEF: return def_header(s);
        case T_CLASS: return class_header(s);
        case T_EXCEPT: return except_header(s);
        case T_MATCH: return skim_star_named_list(s) && colon_or_newline(s);
        case T_CASE: return case_header(s);
        case T_AT:
            skim_named(s);
            return false;
        default:
            s->i--;
            simple_statements(s);
            return false;
    }
}

/* `match x` without its ':' was not taken for a match statement. */
static void match_without_colon(Skim *s) {
    size_t start = s->i;
    if (s->tokens[start].kind != T_NAME || !skim_word(s, start, "match")) return;
    s->i++;
    if (skim_star_named_list(s)) colon_or_newline(s);
    s->i = start;
}

/* `match x: y`: what is refused is the token after the ':', where a line end was wanted. */
static size_t refused_in_match(Skim *s, size_t start, size_t refused) {
    s->i = start + 1;
    if (s->tokens[start].kind != T_NAME || refused != start + 1 || !skim_word(s, start, "match")) return refused;
    return skim_star_named_list(s) && skim_take(s, T_COLON) && s->i > refused ? s->i : refused;
}

/* Where it stands, no clause can begin. */
static bool continues_statement(int kind) {
    return kind == T_ELSE || kind == T_ELIF || kind == T_EXCEPT || kind == T_FINALLY || kind == T_CASE;
}

static void look_again(Skim *s, size_t start) {
    s->i = start;
    match_without_colon(s);
    if (s->raised) return;
    skim_take(s, T_ASYNC);
    if (header(s)) after_header(s);
}

/* ---- all ---- */

static int open_skim(Skim *s, Parser *parser) {
    Lexer *lexer = &parser->lexer;
    *s = (Skim){.parser = parser, .tokens = lexer->items, .count = lexer->count, .furthest = parser->current};
    size_t size = lexer->count * sizeof(SkimMemo);
    s->expressions = scratch_alloc(&parser->scratch, size);
    s->disjunctions = scratch_alloc(&parser->scratch, size);
    s->named = scratch_alloc(&parser->scratch, size);
    s->sums = scratch_alloc(&parser->scratch, size);
    return s->expressions && s->disjunctions && s->named && s->sums ? 0 : -1;
}

static void refuse_token(Parser *parser, const Token *token) {
    if (token->kind == T_INDENT) syntax_error_indentation(parser, "unexpected indent");
    else if (token->kind == T_DEDENT) syntax_error_indentation(parser, "unexpected unindent");
    else syntax_error(parser, token->at, "invalid syntax");
}

void diagnose(Parser *parser) {
    Skim s;
    if (open_skim(&s, parser)) return;
    size_t refused = parser->current;
    if (missing_block(&s, refused)) return;
    size_t start = line_start(&s, refused);
    bool second = parser->start == T_START_SINGLE && start == refused && refused && s.tokens[refused].kind != T_INDENT;
    if (second && previous_line(&s, refused) == 0 && s.tokens[0].kind != T_TRY && s.tokens[0].kind != T_AT) {
        syntax_error_here(parser, "multiple statements found while compiling a single statement");
        return;
    }
    size_t before = start == refused || ends_line(s.tokens[refused].kind) ? previous_line(&s, refused) : s.count;
    if (before < s.count && s.tokens[before].kind == T_TRY && start == refused) {
        syntax_error_here(parser, "expected 'except' or 'finally' block");
        return;
    }
    if (parser->start == T_START_FSTRING) skim_atom(&s);
    else if (start < refused || !continues_statement(s.tokens[refused].kind)) look_again(&s, start);
    if (!s.raised) refused = refused_in_match(&s, start, refused);
    parser->current = refused;
    if (!s.raised) refuse_token(parser, &s.tokens[refused]);
}
