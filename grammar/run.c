/* run.c - drives the push parser over a token list, and the interface to the rest of the program. */
#include <string.h>

#include "grammar/parsing.h"
#include "grammar/scope.h"
#include "grammar/source.h"
#include "grammar/suspicious.h"
#include "parser.h"
#include "runtime/base/mem.h"
#include "runtime/base/stack.h"

static int push(yypstate *state, Parser *parser, int kind, uint32_t token, Position at) {
    YYSTYPE value = {.token = token};
    return yypush_parse(state, kind, &value, &at, parser);
}

/* 0 when the whole list was accepted, 1 refused or failed, 2 out of memory. */
static int push_all(Parser *parser) {
    yypstate *state = yypstate_new();
    if (!state) return 2;
    const Lexer *lexer = &parser->lexer;
    int status = push(state, parser, parser->start, 0, (Position){1, 0, 1, 0});
    for (parser->current = 0; status == YYPUSH_MORE && parser->current < lexer->count; parser->current++) {
        const Token *token = &lexer->items[parser->current];
        status = push(state, parser, token->kind, (uint32_t)parser->current, token->at);
        if (status != YYPUSH_MORE) break;   /* current stays at the token that was refused */
    }
    if (status == YYPUSH_MORE) status = push(state, parser, 0, 0, (Position){0});
    yypstate_delete(state);
    return status;
}

Node *parser_run(Parser *parser) {
    int status = push_all(parser);
    if (status == 0) return parser->result;
    if (status == 2 && !error_pending()) return error_no_memory();
    syntax_explain(parser);
    return NULL;
}

Node *parse_token_range(Parser *parser, size_t first, size_t end) {
    yypstate *state = yypstate_new();
    if (!state) return error_no_memory();
    size_t current = parser->current;
    Node *before = parser->result;
    int status = push(state, parser, T_START_RANGE, 0, (Position){1, 0, 1, 0});
    for (parser->current = first; status == YYPUSH_MORE && parser->current < end; parser->current++) {
        const Token *token = &parser->lexer.items[parser->current];
        status = push(state, parser, token->kind, (uint32_t)parser->current, token->at);
    }
    if (status == YYPUSH_MORE) status = push(state, parser, T_ENDMARKER, 0, (Position){0});
    if (status == YYPUSH_MORE) status = push(state, parser, 0, 0, (Position){0});
    yypstate_delete(state);
    if (status == 2 && !error_pending()) error_no_memory();
    Node *node = status == 0 ? parser->result : NULL;
    parser->current = current;
    parser->result = before;
    return node;
}

static int mode_start(ParseMode mode, int flags) {
    if (mode == PARSE_EVAL) return T_START_EVAL;
    return mode == PARSE_FILE || flags & PARSE_MANY ? T_START_FILE : T_START_SINGLE;
}

static Node *parse_tree(Tree *tree, ParseMode mode, int flags) {
    Parser *parser = mem_alloc_zeroed(sizeof *parser);   /* large: the lexer's stacks */
    if (!parser) return error_no_memory();
    parser->tree = tree;
    parser->flags = flags;
    parser->start = mode_start(mode, flags);
    lexer_init(&parser->lexer, tree->source, tree->source_length);
    parser->lexer.is_string = tree->is_string;
    Node *result = NULL;
    if (!lexer_run(&parser->lexer)) {
        tokens_decide_soft(&parser->lexer);
        result = parser_run(parser);
    }
    lexer_free(&parser->lexer);
    scratch_free(&parser->scratch);
    mem_free(parser, sizeof *parser);
    return result;
}

Node *parse_fstring_expression(Parser *outer, size_t start, size_t end, uint32_t line, size_t line_start) {
    if (stack_is_low()) return error_recursion(" during compilation");
    Parser *parser = mem_alloc_zeroed(sizeof *parser);
    if (!parser) return error_no_memory();
    parser->tree = outer->tree;
    parser->flags = outer->flags;
    parser->start = T_START_FSTRING;
    parser->fstring_start = start;
    parser->fstring_end = end;
    parser->fstring_line = line;
    parser->fstring_col = (uint32_t)(start - line_start);
    Lexer *lexer = &parser->lexer;
    lexer_init(lexer, outer->lexer.text, end);
    lexer->start = start;
    lexer->line = line;
    lexer->line_start = line_start;
    lexer->nested = true;
    Node *result = lexer_run(lexer) ? NULL : parser_run(parser);
    lexer_free(lexer);
    scratch_free(&parser->scratch);
    mem_free(parser, sizeof *parser);
    return result;
}

Code *parse_source(const char *text, size_t length, Object *filename, ParseMode mode, int flags) {
    Tree *tree = tree_new(filename);
    if (!tree) return NULL;
    tree->is_string = flags & PARSE_IS_STRING;
    Code *code = NULL;
    tree->bare_end = flags & PARSE_IS_STRING && mode != PARSE_FILE && length && text[length - 1] != '\n';
    if (!source_read(tree, text, length, flags & PARSE_IS_STRING)) {
        Node *root = parse_tree(tree, mode, flags);
        if (root) code = scope_resolve(tree, root, mode, flags);
        if (code && tree_tell_warnings(tree)) {
            RELEASE(code);
            code = NULL;
        }
    }
    tree_release(tree);
    return code;
}
