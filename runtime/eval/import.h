/* import.h - between import statements and the module loader; see import.c. */
#ifndef MINI_EVAL_IMPORT_H
#define MINI_EVAL_IMPORT_H

#include "runtime/object/object.h"

/* __import__: fromlist is a Tuple of names or None; level 0 absolute, else how many dots. New reference or NULL. Set by
 * builtins/modules/import.c. MAY_RUN */
extern Object *(*import_hook)(Object *name, Object *globals, Object *fromlist, int64_t level);

/* `from module import name`: attribute or submodule; ImportError "cannot import name ...". New reference. MAY_RUN */
Object *import_attribute(Object *module, Object *name);
/* Is its body still running? (circular imports) */
bool import_is_initialising(Object *module);

#endif
