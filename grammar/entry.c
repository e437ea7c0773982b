/* entry.c - the prompt's question: is what has been typed complete? Answered by the lexer and the push parser themselves:
 * an entry needs more when the only thing wrong with it is its end. */
#include <string.h>

#include "builtins/types/str.h"
#include "grammar/parsing.h"
#include "grammar/source.h"
#include "parser.h"
#include "runtime/base/buffer.h"
#include "runtime/base/mem.h"

struct EntryParser { Buffer text; };

EntryParser *entry_parser_new(void) {
    EntryParser *entry = mem_alloc_zeroed(sizeof *entry);
    return entry ? entry : error_no_memory();
}

void entry_parser_free(EntryParser *entry) {
    if (!entry) return;
    buffer_free(&entry->text);
    mem_free(entry, sizeof *entry);
}

void entry_parser_reset(EntryParser *entry) { buffer_truncate(&entry->text, 0); }

const char *entry_parser_text(const EntryParser *entry, size_t *length) {
    *length = entry->text.length;
    return entry->text.length ? entry->text.data : "";
}

/* What the lexer stopped at: would more text help? */
static bool ends_too_early(const Lexer *lexer, const Buffer *text) {
    const char *message = str_data(lexer->problem.message);
    if (!lexer->problem.immediate && lexer->depth) return true;
    if (!strncmp(message, "unterminated triple-quoted", 26) || !strncmp(message, "unexpected EOF", 14)) return true;
    /* a string continued by a backslash */
    bool continued = text->length >= 2 && !memcmp(text->data + text->length - 2, "\\\n", 2);
    return continued && !strncmp(message, "unterminated string", 19);
}

/* The first of the tokens that only end the text. */
static size_t first_closing_token(const Lexer *lexer) {
    size_t i = lexer->count;
    while (i && (lexer->items[i - 1].kind == T_ENDMARKER || lexer->items[i - 1].kind == T_DEDENT)) i--;
    return i;
}

static bool is_compound(int kind) {
    switch (kind) {
        case T_IF: case T_WHILE: case T_FOR: case T_TRY: case T_WITH: case T_DEF: case T_CLASS: case T_AT: case T_ASYNC: case T_MATCH: return true;
        default: return false;
    }
}

/* First token of the last statement that is not inside a block. */
static int last_statement(const Lexer *lexer) {
    int kind = T_ENDMARKER;
    size_t level = 0;
    bool start = true;
    for (size_t i = 0; i < lexer->count; i++) {
        int here = lexer->items[i].kind;
        if (here == T_ENDMARKER) break;
        if (start && !level && here != T_INDENT && here != T_DEDENT && here != T_ELSE && here != T_ELIF && here != T_EXCEPT && here != T_FINALLY) kind = here;
        start = here == T_NEWLINE || here == T_INDENT || here == T_DEDENT;
        level += here == T_INDENT;
        level -= here == T_DEDENT;
    }
    return kind;
}

/* A compound statement goes on until an empty line. */
static bool last_line_is_blank(const Buffer *text) {
    size_t i = text->length;
    if (!i || text->data[i - 1] != '\n') return false;
    for (i--; i && text->data[i - 1] != '\n'; i--)
        if (text->data[i - 1] != ' ' && text->data[i - 1] != '\t') return false;
    return true;
}

static ParseState judge(Parser *parser, const Buffer *text) {
    Lexer *lexer = &parser->lexer;
    if (lexer->problem.type) return ends_too_early(lexer, text) ? PARSE_MORE : PARSE_INVALID;
    tokens_decide_soft(lexer);
    parser->start = T_START_FILE;
    if (parser_run(parser)) return is_compound(last_statement(lexer)) && !last_line_is_blank(text) ? PARSE_MORE : PARSE_COMPLETE;
    return parser->stopped && parser->current >= first_closing_token(lexer) ? PARSE_MORE : PARSE_INVALID;
}

static int judge_tree(Tree *tree, const Buffer *text) {
    Parser *parser = mem_alloc_zeroed(sizeof *parser);
    if (!parser) return error_no_memory(), -1;
    parser->tree = tree;
    lexer_init(&parser->lexer, tree->source, tree->source_length);
    int state = lexer_run(&parser->lexer) ? -1 : (int)judge(parser, text);
    lexer_free(&parser->lexer);
    scratch_free(&parser->scratch);
    mem_free(parser, sizeof *parser);
    return state;
}

int entry_parser_feed(EntryParser *entry, const char *text, size_t length) {
    buffer_append(&entry->text, text, length);
    if (buffer_failed(&entry->text)) return error_no_memory(), -1;
    Tree *tree = tree_new(None);
    if (!tree) return -1;
    int state = source_read(tree, entry->text.length ? entry->text.data : "", entry->text.length, false) ? (int)PARSE_INVALID : judge_tree(tree, &entry->text);
    tree_release(tree);
    if (error_pending() && (state >= 0 || !error_matches(MemoryError))) {
        error_clear();
        if (state < 0) state = PARSE_INVALID;
    }
    return state;
}
