/* diagnose.c - what to say about a text that the grammar refuses. */
#include "grammar/diagnose.h"

#include "parser.h"

void diagnose(Parser *parser) {
    const Token *token = &parser->lexer.items[parser->current];
    if (token->kind == T_INDENT) syntax_error_type(parser, IndentationError, token->at, "unexpected indent");
    else if (token->kind == T_DEDENT) syntax_error_type(parser, IndentationError, token->at, "unexpected unindent");
    else syntax_error(parser, token->at, "invalid syntax");
}
