/* bind.h - binding arguments to the parameters of a script function; see bind.c. */
#ifndef MINI_EVAL_BIND_H
#define MINI_EVAL_BIND_H

#include "runtime/eval/frame.h"

/* Slot of the parameter that a keyword may name, or -1. */
int bind_find_parameter(const Code *code, Object *name);
/* Fills unbound parameters from the defaults. 0, or -1 with TypeError "missing ..." pending. */
int bind_defaults(Function *function, Value *slots);

#endif
