/* syntax.c - raising SyntaxError and its subclasses with file, line, columns and source text. */
#include <stdarg.h>
#include <string.h>

#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/diagnose.h"
#include "grammar/parsing.h"
#include "parser.h"
#include "runtime/base/utf8.h"

/* ---- source lines ---- */

/* Line `line` of the text, with its newline. */
static const char *find_line(const char *text, size_t length, uint32_t line, size_t *size) {
    const char *end = text + length;
    for (; line > 1 && text < end; line--) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        text = newline ? newline + 1 : end;
    }
    const char *newline = text < end ? memchr(text, '\n', (size_t)(end - text)) : NULL;
    *size = (size_t)((newline ? newline + 1 : end) - text);
    return text;
}

static int64_t characters(const char *line, size_t size, uint32_t bytes) {
    return (int64_t)utf8_count(line, bytes < size ? bytes : size);
}

/* ---- raising ---- */

typedef struct Where { Object *filename, *text; uint32_t line, end_line; int64_t offset, end_offset; } Where;

/* SyntaxError(message, (filename, line, offset, text, end_line, end_offset)). STEALS where.text. */
static void *raise_at(Type *type, Object *message, Where where) {
    Object *line = int_from_i64(where.line), *offset = int_from_i64(where.offset);
    Object *end_line = int_from_i64(where.end_line), *end_offset = int_from_i64(where.end_offset);
    Object *details = NULL, *args = NULL, *exception = NULL;
    if (line && offset && end_line && end_offset && where.text)
        details = tuple_of(6, where.filename, line, offset, where.text, end_line, end_offset);
    if (details) args = tuple_of(2, message, details);
    if (args) exception = exception_new(type, args);
    release_or_null(line), release_or_null(offset), release_or_null(end_line), release_or_null(end_offset);
    release_or_null(where.text), release_or_null(details), release_or_null(args);
    return exception ? error_raise_steal(exception) : NULL;
}

void *syntax_error_plain(Type *type, Object *filename, Object *message, size_t line) {
    Object *number = int_from_size(line), *details = NULL, *args = NULL, *exception = NULL;
    if (number) details = tuple_of(4, filename, number, None, None);
    if (details) args = tuple_of(2, message, details);
    if (args) exception = exception_new(type, args);
    release_or_null(number), release_or_null(details), release_or_null(args);
    return exception ? error_raise_steal(exception) : NULL;
}

static Where place(Tree *tree, Position at) {
    size_t size, end_size;
    const char *line = find_line(tree->source, tree->source_length, at.line, &size);
    const char *end_line = find_line(tree->source, tree->source_length, at.end_line, &end_size);
    return (Where){tree->filename, str_from_utf8(line, size), at.line, at.end_line,
                   characters(line, size, at.col) + 1, characters(end_line, end_size, at.end_col) + 1};
}

static Object *bracketed(const char *text, size_t length) {
    Object *inner = str_from_utf8(text, length), *shown = inner ? format_message("(%U)", inner) : NULL;
    release_or_null(inner);
    return shown;
}

/* An error inside an f-string's expression is shown as CPython 3.11 shows it: the expression alone, in brackets. */
static Where place_in_fstring(const Parser *parser, Position at) {
    const Lexer *lexer = &parser->lexer;
    const char *text = lexer->text + parser->fstring_start;
    size_t length = parser->fstring_end - parser->fstring_start;
    uint32_t first_line = parser->fstring_line;
    size_t line_start = at.line == first_line ? parser->fstring_col : 0, end_start = at.end_line == first_line ? parser->fstring_col : 0;
    Object *shown = bracketed(text, length);
    int64_t offset = (int64_t)(at.col > line_start ? at.col - line_start : 0) + 1 + (at.line == first_line);
    int64_t end_offset = (int64_t)(at.end_col > end_start ? at.end_col - end_start : 0) + 1 + (at.end_line == first_line);
    return (Where){parser->tree->filename, shown, at.line, at.end_line, offset, end_offset};
}

static void *raise_formatted(Parser *parser, Type *type, Where where, const char *format, va_list arguments) {
    Object *message = format_message_list(format, arguments);
    if (message && parser->fstring_end && strncmp(str_data(message), "f-string: ", 10)) {
        Object *longer = format_message("f-string: %U", message);
        release(message);
        message = longer;
    }
    if (message) raise_at(type, message, where);
    else release_or_null(where.text);
    release_or_null(message);
    return NULL;
}

static Where parser_place(Parser *parser, Position at) {
    return parser->fstring_end ? place_in_fstring(parser, at) : place(parser->tree, at);
}

void *syntax_error(Parser *parser, Position at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, SyntaxError, parser_place(parser, at), format, arguments);
    va_end(arguments);
    return NULL;
}

void *syntax_error_type(Parser *parser, Type *type, Position at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, type, parser_place(parser, at), format, arguments);
    va_end(arguments);
    return NULL;
}

static Position last_token(const Parser *parser) {
    const Lexer *lexer = &parser->lexer;
    if (!lexer->count) return (Position){1, 0, 1, 0};
    return lexer->items[parser->current < lexer->count ? parser->current : lexer->count - 1].at;
}

void *syntax_error_here(Parser *parser, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, SyntaxError, parser_place(parser, last_token(parser)), format, arguments);
    va_end(arguments);
    return NULL;
}

void *syntax_error_from(Parser *parser, Position at, const char *format, ...) {
    Position last = last_token(parser);
    at.end_line = last.end_line;
    at.end_col = last.end_col;
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, SyntaxError, parser_place(parser, at), format, arguments);
    va_end(arguments);
    return NULL;
}

void *tree_syntax_error(Tree *tree, Position at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *message = format_message_list(format, arguments);
    va_end(arguments);
    if (!message) return NULL;
    raise_at(SyntaxError, message, place(tree, at));
    release(message);
    return NULL;
}

/* What the lexer noted. */
void *syntax_problem(Parser *parser, const Problem *problem) {
    size_t size;
    const char *line = find_line(parser->tree->source, parser->tree->source_length, problem->line, &size);
    Where where = {parser->tree->filename, NULL, problem->line, problem->end_line, problem->offset, problem->end_offset};
    if (parser->fstring_end) where.text = bracketed(parser->lexer.text + parser->fstring_start, parser->fstring_end - parser->fstring_start);
    else where.text = str_from_utf8(line, size);
    Object *message = parser->fstring_end ? format_message("f-string: %U", problem->message) : retain(problem->message);
    if (message) raise_at(problem->type, message, where);
    else release_or_null(where.text);
    release_or_null(message);
    return NULL;
}

/* ---- choosing what to say ---- */

/* An error of the lexer further on comes first if CPython's tokenizer would have raised it itself. */
static bool lexer_outranks(const Parser *parser) {
    const Lexer *lexer = &parser->lexer;
    if (!lexer->problem.type) return false;
    if (lexer->problem.immediate) return true;
    /* An open bracket counts if it lies before the line of the error. */
    return lexer->depth && lexer->limit && lexer->items[parser->current].at.line > lexer->brackets[lexer->depth - 1].line;
}

void syntax_explain(Parser *parser) {
    Lexer *lexer = &parser->lexer;
    if (error_pending()) {
        if (!error_matches(SyntaxError) || parser->fstring_end || !lexer_outranks(parser)) return;
        error_clear();
        syntax_problem(parser, &lexer->problem);
        return;
    }
    if (parser->current >= lexer->count) parser->current = lexer->count - 1;
    if (lexer->items[parser->current].kind == T_LEX_ERROR || lexer_outranks(parser)) {
        syntax_problem(parser, &lexer->problem);
        return;
    }
    diagnose(parser);
}

void *syntax_refuse(Parser *parser, size_t token) {
    parser->current = token;
    return syntax_error(parser, parser->lexer.items[token].at, "invalid syntax");
}

void *syntax_bad_assignment(Parser *parser, Node *target, Node *bad) {
    const char *what = node_description(bad);
    bool single = target == bad && bad->kind != NODE_Constant;
    if (bad->kind == NODE_Constant || target != bad) {
        Object *value = bad->kind == NODE_Constant ? ((NodeConstant *)bad)->value : NULL;
        single = target == bad && !(value == None || value == True || value == False);
    }
    if (single) return syntax_error(parser, *node_position(bad), "cannot assign to %s here. Maybe you meant '==' instead of '='?", what);
    return syntax_error(parser, *node_position(bad), "cannot assign to %s", what);
}

static const char *constant_description(const Node *node) {
    Object *value = ((const NodeConstant *)node)->value;
    if (node->flags & NODE_FOLDED) return "expression";
    if (value == None) return "None";
    if (value == True) return "True";
    if (value == False) return "False";
    return value == Ellipsis ? "ellipsis" : "literal";
}

const char *node_description(const Node *node) {
    switch (node->kind) {
        case NODE_Constant: return constant_description(node);
        case NODE_Attribute: return "attribute";
        case NODE_Subscript: return "subscript";
        case NODE_Starred: return "starred";
        case NODE_Name: return "name";
        case NODE_List: return "list";
        case NODE_Tuple: return "tuple";
        case NODE_Function: return "lambda";
        case NODE_Call: return "function call";
        case NODE_GeneratorExp: return "generator expression";
        case NODE_Yield: case NODE_YieldFrom: return "yield expression";
        case NODE_Await: return "await expression";
        case NODE_ListComp: return "list comprehension";
        case NODE_SetComp: return "set comprehension";
        case NODE_DictComp: return "dict comprehension";
        case NODE_Dict: return "dict literal";
        case NODE_Set: return "set display";
        case NODE_JoinedStr: case NODE_FormattedValue: return "f-string expression";
        case NODE_Compare: return "comparison";
        case NODE_IfExp: return "conditional expression";
        case NODE_NamedExpr: return "named expression";
        default: return "expression";
    }
}
