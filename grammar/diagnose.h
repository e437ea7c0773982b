/* diagnose.h - what to say about a text that the grammar refuses. */
#ifndef MINI_GRAMMAR_DIAGNOSE_H
#define MINI_GRAMMAR_DIAGNOSE_H

#include "grammar/parsing.h"

/* The parser refused token parser->current: makes the most helpful SyntaxError pending, worded as CPython's. */
void diagnose(Parser *parser);

#endif
