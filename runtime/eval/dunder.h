/* dunder.h - operators of script classes called straight from the operator's node; see dunder.c. */
#ifndef MINI_EVAL_DUNDER_H
#define MINI_EVAL_DUNDER_H

#include "runtime/eval/eval.h"

/* left op right by the method of left's class. true: done, *result is a new reference or NULL (error). Operands are
 * borrowed. MAY_RUN */
bool dunder_binary(NodeBinary *node, Object *left, Object *right, Object **result);
bool dunder_compare(Cache *cache, Object *left, Object *right, int op, Object **result);

#endif
