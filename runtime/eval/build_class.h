/* build_class.h - __build_class__; see build_class.c. */
#ifndef MINI_EVAL_BUILD_CLASS_H
#define MINI_EVAL_BUILD_CLASS_H

#include "runtime/eval/eval.h"

/* The function itself: "(*args, **kwds)". */
Value build_class_function(Object *self, Object **args);
/* *replacement: what stands in builtins in its place (new reference), or NULL. 0, or -1 with NameError pending. */
int build_class_find(Frame *frame, Object **replacement);
/* Lets it make the class. keywords: Dict or NULL. New reference or NULL. MAY_RUN */
Object *build_class_by(Object *replacement, NodeClassDef *def, Frame *frame, Object *bases, Object *keywords);

#endif
