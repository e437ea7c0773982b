/* scope.h - from a parsed tree to its code. */
#ifndef MINI_GRAMMAR_SCOPE_H
#define MINI_GRAMMAR_SCOPE_H

#include "grammar/parse.h"

/* Resolves every name of the tree below root and makes the Codes of its functions, classes and generator expressions.
 * New reference to the outermost one; NULL with SyntaxError, RecursionError or MemoryError pending. */
Code *scope_resolve(Tree *tree, Node *root, ParseMode mode, int flags);

#endif
