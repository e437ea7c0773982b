/* dump.h - a tree as text, for tests (checking builds only). */
#ifndef MINI_GRAMMAR_DUMP_H
#define MINI_GRAMMAR_DUMP_H

#include "grammar/node.h"

#ifdef MINI_CHECKS
/* (Kind details children...), on one line: names as `x` before and `x:L0` after the scope pass (L local, C cell, F free,
 * G global, D dynamic, K class and free), operators as their number, constants by repr. New Str or NULL. */
Object *node_dump(Node *node);
#endif

#endif
