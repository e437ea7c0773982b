/* parsing.h - what the parts of the parser share while one text is parsed. */
#ifndef MINI_GRAMMAR_PARSING_H
#define MINI_GRAMMAR_PARSING_H

#include "grammar/node.h"
#include "grammar/parse.h"
#include "grammar/tokens.h"

/* A list under construction; items are nodes, names or ParamItems. Lives in the parser's scratch memory. */
typedef struct SeqItem { struct SeqItem *next; void *item; int tag; } SeqItem;
typedef struct Seq { SeqItem *first, *last; uint32_t count; bool trailing_comma; } Seq;

typedef struct ScratchBlock ScratchBlock;
typedef struct Scratch { ScratchBlock *blocks; char *free; size_t left; } Scratch;

enum { RECENT_NAMES = 256 };

typedef struct Parser {
    Tree *tree;
    Lexer lexer;
    size_t current;        /* the token being pushed */
    Scratch scratch;
    Node *result;
    Object *recent_names[RECENT_NAMES];   /* names the tree owns, by address */
    int flags;             /* PARSE_... */
    int start;             /* T_START_... */
    size_t string_at;      /* the string being read: number of its token plus 1 */
    bool stopped;          /* the grammar refused token `current` */
    size_t fstring_start, fstring_end;   /* in an f-string: extent of the expression in the text, else 0 */
    uint32_t fstring_line, fstring_col;   /* where it begins */
} Parser;

/* ---- memory.c ---- */
void *parsing_alloc(size_t size);                  /* blocks that know their size, for bison; NULL quietly */
void parsing_free(void *block);
void *scratch_alloc(Scratch *scratch, size_t size);   /* zeroed; NULL with MemoryError pending */
void scratch_free(Scratch *scratch);
Seq *seq_new(Parser *parser);
Seq *seq_of(Parser *parser, void *item);
Seq *seq_push(Parser *parser, Seq *seq, void *item);
Seq *seq_push_tagged(Parser *parser, Seq *seq, void *item, int tag);
Seq *seq_join(Seq *seq, Seq *tail);
Seq *seq_trailing(Seq *seq);
/* Copies the sequence into the tree. 0 or -1. */
int seq_to_list(Parser *parser, const Seq *seq, Nodes *list);
int seq_to_names(Parser *parser, const Seq *seq, Names *list);

/* ---- run.c ---- */
/* Parses the tokens already in parser->lexer. Result node, or NULL with an exception pending. */
Node *parser_run(Parser *parser);
/* Parses the tokens [first, end) of parser as one expression, for a look at what it is; NULL if it is none. */
Node *parse_token_range(Parser *parser, size_t first, size_t end);
/* Parses text[start, end), an f-string's expression that begins at that line. */
Node *parse_fstring_expression(Parser *outer, size_t start, size_t end, uint32_t line, size_t line_start);

/* ---- syntax.c ---- */
/* Makes a SyntaxError pending for that range. Returns NULL. */
void *syntax_error(Parser *parser, Position at, const char *format, ...);
/* At the last token read, as CPython's RAISE_SYNTAX_ERROR. */
void *syntax_error_here(Parser *parser, const char *format, ...);
void *syntax_error_indentation(Parser *parser, const char *format, ...);   /* IndentationError there */
void *syntax_problem(Parser *parser, const Problem *problem);
/* The same for the passes after parsing. */
void *tree_syntax_error(Tree *tree, Position at, const char *format, ...);
/* With a file name and a line (0: none) only. Returns NULL. */
void *syntax_error_plain(Type *type, Object *filename, Object *message, size_t line);
/* "invalid syntax" (or better) at that token. Returns NULL. */
void *syntax_refuse(Parser *parser, size_t token);
/* The parser stopped at parser->current, or an action failed: makes the right exception pending. */
void syntax_explain(Parser *parser);
const char *node_description(const Node *node);   /* "function call", "literal": CPython's names */

#endif
