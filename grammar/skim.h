/* skim.h - a second look at tokens that the grammar has refused, to find out what was meant.
 *
 * A recogniser by recursive descent over the token list, as CPython's parser makes a second pass with extra rules for
 * likely mistakes: it follows the same order of alternatives, so the same mistake is found first. It builds nothing. Every
 * function takes what it recognises from the current position and returns true, or stays where it was and returns false;
 * once an error has been raised all of them return false.
 */
#ifndef MINI_GRAMMAR_SKIM_H
#define MINI_GRAMMAR_SKIM_H

#include "grammar/build.h"
#include "parser.h"

typedef struct SkimMemo { uint32_t end; /* 0: not tried, 1: fails, else end + 2 */ } SkimMemo;

typedef struct Skim {
    Parser *parser;
    const Token *tokens;
    size_t i, count;
    size_t furthest;           /* the last token looked at */
    bool raised;               /* an exception is pending */
    bool plain;                /* recognise only: look for no mistakes */
    SkimMemo *expressions, *disjunctions, *named, *sums;   /* by token */
} Skim;

/* ---- tokens ---- */
int skim_kind(Skim *s);                     /* of the current token */
bool skim_take(Skim *s, int kind);
bool skim_word(const Skim *s, size_t index, const char *word);

/* ---- raising: all return false ---- */
bool skim_error(Skim *s, size_t first, size_t end, const char *format, ...);   /* tokens [first, end) */
bool skim_error_here(Skim *s, const char *message);                            /* the last token looked at */
bool skim_error_from(Skim *s, size_t first, const char *message);              /* from there to the last token looked at */
bool skim_error_node(Skim *s, const Node *node, const char *format);           /* format: %s is what the node is */
bool skim_bad_target(Skim *s, size_t first, size_t end, TargetKind kind);      /* if part of it cannot be a target */
/* The tokens [first, end) as an expression node; NULL if they are none (then nothing is pending). */
Node *skim_node(Skim *s, size_t first, size_t end);

/* ---- skim.c: expressions ---- */
bool skim_expression(Skim *s);
bool skim_plain_expression(Skim *s);
bool skim_disjunction(Skim *s);
bool skim_sum(Skim *s);                     /* bitwise_or and tighter */
bool skim_named(Skim *s);
bool skim_star_expressions(Skim *s);
bool skim_star_named(Skim *s);
bool skim_star_named_list(Skim *s);
bool skim_yield(Skim *s);
bool skim_star_targets(Skim *s);            /* only if it can be assigned to */

/* ---- skim_atom.c: brackets and calls ---- */
bool skim_atom(Skim *s);
bool skim_arguments(Skim *s);               /* up to but not with the ')' */
bool skim_slices(Skim *s);
bool skim_clauses(Skim *s);                 /* for ... in ... if ... */
bool skim_for_targets(Skim *s);
bool skim_generator(Skim *s);

/* ---- skim_parameters.c ---- */
bool skim_parameters(Skim *s, bool is_lambda);

#endif
