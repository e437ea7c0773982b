/* builtins_functions.h - the functions of the builtins module, by the file that holds them. */
#ifndef MINI_MODULES_BUILTINS_FUNCTIONS_H
#define MINI_MODULES_BUILTINS_FUNCTIONS_H

#include "runtime/object/protocol.h"

#define BUILTIN_FUNCTION(name) Value builtin_##name(Object *self, Object **args)

/* builtins_number.c */
BUILTIN_FUNCTION(abs);
BUILTIN_FUNCTION(bin);
BUILTIN_FUNCTION(breakpoint);
BUILTIN_FUNCTION(oct);
BUILTIN_FUNCTION(hex);
BUILTIN_FUNCTION(chr);
BUILTIN_FUNCTION(ord);
BUILTIN_FUNCTION(divmod);
BUILTIN_FUNCTION(pow);
BUILTIN_FUNCTION(round);
/* builtins_object.c */
BUILTIN_FUNCTION(ascii);
BUILTIN_FUNCTION(callable);
BUILTIN_FUNCTION(delattr);
BUILTIN_FUNCTION(dir);
BUILTIN_FUNCTION(format);
BUILTIN_FUNCTION(getattr);
BUILTIN_FUNCTION(hasattr);
BUILTIN_FUNCTION(hash);
BUILTIN_FUNCTION(id);
BUILTIN_FUNCTION(isinstance);
BUILTIN_FUNCTION(issubclass);
BUILTIN_FUNCTION(len);
BUILTIN_FUNCTION(repr);
BUILTIN_FUNCTION(setattr);
BUILTIN_FUNCTION(vars);
/* builtins_iterate.c */
BUILTIN_FUNCTION(aiter);
BUILTIN_FUNCTION(all);
BUILTIN_FUNCTION(anext);
BUILTIN_FUNCTION(any);
BUILTIN_FUNCTION(iter);
BUILTIN_FUNCTION(max);
BUILTIN_FUNCTION(min);
BUILTIN_FUNCTION(next);
BUILTIN_FUNCTION(sorted);
BUILTIN_FUNCTION(sum);
/* builtins_io.c */
BUILTIN_FUNCTION(input);
BUILTIN_FUNCTION(print);
/* builtins_help.c */
BUILTIN_FUNCTION(help);
/* builtins_site.c: adds exit, quit, help, copyright, credits, license. 0, -1 */
int builtins_add_site(Object *module);
/* builtins_code.c */
BUILTIN_FUNCTION(compile);
BUILTIN_FUNCTION(eval);
BUILTIN_FUNCTION(exec);
BUILTIN_FUNCTION(globals);
BUILTIN_FUNCTION(import);
BUILTIN_FUNCTION(locals);

#endif
