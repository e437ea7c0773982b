/* source.h - from a file's bytes to the text that is parsed. */
#ifndef MINI_GRAMMAR_SOURCE_H
#define MINI_GRAMMAR_SOURCE_H

#include "grammar/node.h"

/* Sets tree->source: UTF-8 without byte order mark, newlines all '\n', ending in one. is_string: the text is a str
 * already. 0, or -1 with SyntaxError, ValueError or MemoryError pending. */
int source_read(Tree *tree, const char *text, size_t length, bool is_string);

#endif
