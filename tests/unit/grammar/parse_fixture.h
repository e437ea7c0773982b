/* parse_fixture.h - parsing in unit tests. */
#ifndef MINI_TESTS_PARSE_FIXTURE_H
#define MINI_TESTS_PARSE_FIXTURE_H

#include "grammar/parse.h"

/* The code of that text (as a file), or NULL with the exception pending. */
Code *parsed(const char *text);
/* node_dump of the whole text after the scope pass; "Type: message" if it is refused. Valid until the next call. */
const char *tree_of(const char *text);
/* The only statement's dump, without the Block around it. */
const char *statement_of(const char *text);

#endif
