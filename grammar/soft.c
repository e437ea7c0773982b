/* soft.c - decisions that need more than one token of lookahead, taken between lexer and parser.
 *
 * - `match` begins a match statement when it is the first token of a logical line, an expression can start after it, and
 *   the line ends in ':' NEWLINE. No other statement has that form, so nothing valid is misread.
 * - `case` is a keyword as the first token of a line directly inside a match statement's block.
 * - The bracket after `with` groups items when its closing bracket is followed by ':' and what is inside reads as items.
 */
#include "grammar/tokens.h"
#include "parser.h"

#include <string.h>

static bool is_word(const Lexer *lexer, size_t index, const char *word) {
    const Token *token = &lexer->items[index];
    size_t length = strlen(word);
    return token->kind == T_NAME && token->end - token->start == length && !memcmp(lexer->text + token->start, word, length);
}

static bool starts_expression(int kind) {
    switch (kind) {
        case T_NAME: case T_NUMBER: case T_STRING: case T_LPAR: case T_LSQB: case T_LBRACE: case T_MINUS: case T_PLUS:
        case T_TILDE: case T_STAR: case T_NOT: case T_LAMBDA: case T_AWAIT: case T_NONE: case T_TRUE: case T_FALSE:
        case T_ELLIPSIS: return true;
        default: return false;
    }
}

size_t tokens_matching(const Lexer *lexer, size_t open) {
    uint16_t depth = (uint16_t)(lexer->items[open].depth - 1);
    size_t i = open + 1;
    while (i < lexer->count && lexer->items[i].depth != depth) i++;
    return i;
}

static bool line_ends_in_colon(const Lexer *lexer, size_t index) {
    while (index < lexer->count && lexer->items[index].kind != T_NEWLINE) index++;
    return index < lexer->count && lexer->items[index - 1].kind == T_COLON;
}

/* Do the tokens inside the bracket at `open` read as with items, rather than as one expression? Any `as` says yes; what
 * only an expression may hold there (a walrus, a star, a yield, a generator expression, nothing at all) says no. */
static bool are_with_items(const Lexer *lexer, size_t open, size_t close) {
    uint16_t depth = lexer->items[open].depth;
    if (close == open + 1) return false;
    bool items = true;
    for (size_t i = open + 1; i < close; i++) {
        const Token *token = &lexer->items[i];
        if (token->depth != depth) continue;
        bool first = i == open + 1 || (token[-1].kind == T_COMMA && token[-1].depth == depth);
        if (token->kind == T_AS) return true;
        if (token->kind == T_COLONEQUAL || token->kind == T_FOR || token->kind == T_YIELD || (token->kind == T_STAR && first)) items = false;
    }
    return items;
}

static void decide_with(Lexer *lexer, size_t with) {
    size_t open = with + 1;
    if (open >= lexer->count || lexer->items[open].kind != T_LPAR) return;
    size_t close = tokens_matching(lexer, open);
    if (close + 1 >= lexer->count || lexer->items[close + 1].kind != T_COLON) return;
    if (are_with_items(lexer, open, close)) lexer->items[open].kind = T_WITH_LPAR;
}

/* Follows the blocks, so as to know which one belongs to a match statement. */
void tokens_decide_soft(Lexer *lexer) {
    bool in_match[INDENTS_MAX + 1] = {false};
    size_t level = 0;
    bool line_start = true, match_line = false;
    for (size_t i = 0; i < lexer->count; i++) {
        Token *token = &lexer->items[i];
        switch (token->kind) {
            case T_INDENT: in_match[++level] = match_line; line_start = true; continue;
            case T_DEDENT: level--; line_start = true; continue;
            case T_NEWLINE: line_start = true; continue;
            case T_WITH: decide_with(lexer, i); break;
            case T_NAME:
                if (!line_start) break;
                if (in_match[level] && is_word(lexer, i, "case")) token->kind = T_CASE;
                else if (is_word(lexer, i, "match") && i + 1 < lexer->count && starts_expression(lexer->items[i + 1].kind) &&
                         line_ends_in_colon(lexer, i)) token->kind = T_MATCH;
                break;
            default: break;
        }
        if (line_start) match_line = token->kind == T_MATCH;
        line_start = false;
    }
}
