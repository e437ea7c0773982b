/* types.h - all built-in types together. types.def has one line for each: TYPE(t), or BUILTIN(t) for those that the
 * builtins module shows under their name. */
#ifndef MINI_TYPES_TYPES_H
#define MINI_TYPES_TYPES_H

/* Makes all built-in types ready; names and the small objects must exist. function_type.call and other slots that the
 * evaluator supplies must be set before. 0, or -1 with an exception pending. */
int types_init(void);
/* Takes the dicts of built-in types apart (at exit, when no script object is left). */
void types_release(void);

#endif
