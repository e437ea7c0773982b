/* run.h - running code from outside the evaluator: scripts, modules, eval and exec. */
#ifndef MINI_EVAL_RUN_H
#define MINI_EVAL_RUN_H

#include "grammar/parse.h"
#include "runtime/eval/frame.h"

/* Sets the hooks through which types reach the evaluator: before types_init(). */
void evaluator_prepare(void);
/* Makes the evaluator's own types ready: after it. 0, -1 */
int evaluator_init(void);

/* Runs a module, class, exec or eval code. locals: a mapping, or NULL for the globals themselves. The value is owned (None
 * for statements); V_ERROR with an exception pending. MAY_RUN */
Value run_code_value(Code *code, Object *globals, Object *locals, Tuple *closure);
/* Runs the body of a class. *cell: its __class__ cell (new reference) or NULL. 0, -1 */
int run_class_body(Code *code, Object *globals, Object *namespace, Tuple *closure, Object **cell);
/* The same for exec() and eval(): __builtins__ is added to globals. New reference or NULL. */
Object *run_code(Object *code, Object *globals, Object *locals);
Object *run_source(const char *text, size_t length, Object *filename, Object *globals, ParseMode mode);

Object *current_globals(void);   /* new reference; NULL without exception when nothing runs */
Object *current_locals(void);

#endif
