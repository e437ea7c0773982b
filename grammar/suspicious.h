/* suspicious.h - warnings about source text; see suspicious.c. */
#ifndef MINI_GRAMMAR_SUSPICIOUS_H
#define MINI_GRAMMAR_SUSPICIOUS_H

#include "grammar/node.h"

/* Notes a warning. 0, or -1 with MemoryError pending. */
int tree_warn(Tree *tree, Type *category, Position at, const char *format, ...);
/* Tells all that were noted. 0, or -1 with an exception pending: a SyntaxError, if a filter wants it so. MAY_RUN */
int tree_tell_warnings(Tree *tree);
/* Installed by the warnings' side: 0, or -1 with an exception pending. */
extern int (*syntax_warning_hook)(Type *category, Object *message, Object *filename, uint32_t line);

/* Called for each such node, its parts having been visited. 0, -1 */
int suspect_compare(Tree *tree, const NodeCompare *node);
int suspect_call(Tree *tree, const NodeCall *node);
int suspect_subscript(Tree *tree, const NodeSubscript *node);
int suspect_assert(Tree *tree, const NodeAssert *node);

#endif
