/* dunder.h - operators of script classes called straight from the operator's node; see dunder.c. */
#ifndef MINI_EVAL_DUNDER_H
#define MINI_EVAL_DUNDER_H

#include "runtime/eval/eval.h"

/* left op right, container[key] by the method of the first one's class. true: done, *result is owned, or V_ERROR. Operands
 * are borrowed. MAY_RUN */
bool dunder_binary(NodeBinary *node, Object *left, Object *right, Value *result);
bool dunder_compare(Cache *cache, Object *left, Object *right, int op, Value *result);
bool dunder_get_item(Cache *cache, Object *container, Object *key, Value *result);

#endif
