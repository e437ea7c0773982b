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

/* Columns count characters for a str; for a file CPython counts bytes, and so does every message of its compiler. */
static int64_t characters(const char *line, size_t size, uint32_t bytes, bool counts_bytes) {
    if (counts_bytes) return bytes;
    return (int64_t)utf8_count(line, bytes < size ? bytes : size);
}

/* ---- raising ---- */

typedef struct Where { Object *filename, *text; uint32_t line, end_line; int64_t offset, end_offset; bool no_end; } Where;

/* SyntaxError(message, (filename, line, offset, text, end_line, end_offset)). STEALS where.text. */
static void *raise_at(Type *type, Object *message, Where where) {
    Object *line = int_from_i64(where.line), *offset = int_from_i64(where.offset);
    Object *end_line = int_from_i64(where.end_line), *end_offset = where.no_end ? retain(None) : int_from_i64(where.end_offset);
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

/* The last line is shown as it came, without a newline; where that would be is nowhere. */
static void hide_added_newline(Where *where, const char *line, size_t size, uint32_t column) {
    if (size && column >= size - 1) where->offset = where->end_offset = 0;
    release_or_null(where->text);
    where->text = str_from_utf8(line, size ? size - 1 : 0);
}

static Where place(Tree *tree, Position at, bool counts_bytes) {
    size_t size, end_size;
    const char *line = find_line(tree->source, tree->source_length, at.line, &size);
    const char *end_line = find_line(tree->source, tree->source_length, at.end_line, &end_size);
    Where where = {tree->filename, str_from_utf8(line, size), at.line, at.end_line, characters(line, size, at.col, counts_bytes) + 1, 0, false};
    if (at.end_col == POSITION_BARE) where.offset = 0;
    else if (at.end_col == POSITION_NONE_END) where.no_end = true;
    else if (at.end_col != POSITION_NO_END) where.end_offset = characters(end_line, end_size, at.end_col, counts_bytes) + 1;
    if (tree->bare_end && line + size == tree->source + tree->source_length) hide_added_newline(&where, line, size, at.col);
    return where;
}

/* Line `line` of the expression in brackets, with a newline. */
static Object *bracketed(const char *text, size_t length, uint32_t line) {
    Object *inner = str_from_utf8(text, length), *shown = inner ? format_message("(%U)\n", inner) : NULL;
    release_or_null(inner);
    if (!shown) return NULL;
    size_t size;
    const char *start = find_line(str_data(shown), str_size(shown), line, &size);
    Object *only = str_from_utf8(start, size);
    release(shown);
    return only;
}

/* An error inside an f-string's expression is shown as CPython 3.11 shows it: the expression alone, in brackets. */
static Where place_in_fstring(const Parser *parser, Position at) {
    const Lexer *lexer = &parser->lexer;
    const char *text = lexer->text + parser->fstring_start;
    size_t length = parser->fstring_end - parser->fstring_start;
    uint32_t first_line = parser->fstring_line;
    /* In the first line the bracket stands where the brace did. */
    uint32_t start = at.line == first_line ? parser->fstring_col - 1 : 0, end_start = at.end_line == first_line ? parser->fstring_col - 1 : 0;
    return (Where){parser->tree->filename, bracketed(text, length, at.line - first_line + 1), at.line, at.end_line, (int64_t)at.col - start + 1, (int64_t)at.end_col - end_start + 1, false};
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
    return parser->fstring_end ? place_in_fstring(parser, at) : place(parser->tree, at, !parser->tree->is_string);
}

void *syntax_error(Parser *parser, Position at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, SyntaxError, parser_place(parser, at), format, arguments);
    va_end(arguments);
    return NULL;
}

static Position last_token(const Parser *parser) {
    const Lexer *lexer = &parser->lexer;
    if (!lexer->count) return (Position){1, 0, 1, 0};
    return lexer->items[parser->current < lexer->count ? parser->current : lexer->count - 1].at;
}

/* A token without text: how far the tokenizer had read in its line. */
static Where last_place(Parser *parser) {
    Position at = last_token(parser);
    Where where = parser_place(parser, at);
    if (at.end_col != POSITION_BARE || parser->fstring_end) return where;
    where.end_offset = -1;
    bool at_end = parser->lexer.items[parser->current].end == parser->lexer.limit;
    where.offset = at_end && !parser->tree->is_string ? 0 : (int64_t)at.col;
    return where;
}

void *syntax_error_here(Parser *parser, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, SyntaxError, last_place(parser), format, arguments);
    va_end(arguments);
    return NULL;
}

void *syntax_error_indentation(Parser *parser, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(parser, IndentationError, last_place(parser), format, arguments);
    va_end(arguments);
    return NULL;
}

void *tree_syntax_error(Tree *tree, Position at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *message = format_message_list(format, arguments);
    va_end(arguments);
    if (!message) return NULL;
    Where where = place(tree, at, true);
    bool no_file = tree->is_string && str_data(tree->filename)[0] == '<';
    if (no_file && where.text) release(where.text), where.text = retain(None);
    raise_at(SyntaxError, message, where);
    release(message);
    return NULL;
}

/* What the lexer noted. */
void *syntax_problem(Parser *parser, const Problem *problem) {
    size_t size;
    const char *line = find_line(parser->tree->source, parser->tree->source_length, problem->line, &size);
    Where where = {parser->tree->filename, NULL, problem->line, problem->end_line, problem->offset, problem->end_offset, false};
    if (parser->fstring_end) where.text = bracketed(parser->lexer.text + parser->fstring_start, parser->fstring_end - parser->fstring_start, problem->line - parser->fstring_line + 1);
    else where.text = str_from_utf8(line, size - (parser->tree->bare_end && size && line + size == parser->tree->source + parser->tree->source_length));
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
