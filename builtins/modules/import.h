/* import.h - finding and loading modules: built-in ones (modules.def), those embedded in the binary (builtins/lib), and
 * .mini and .py files and packages on sys.path. */
#ifndef MINI_MODULES_IMPORT_H
#define MINI_MODULES_IMPORT_H

#include "builtins/types/module.h"

/* Makes sys.modules and the modules builtins and sys; sets import_hook. 0, -1 */
int import_init(void);
/* `import name` for C code: the module itself, not its top package. New reference. MAY_RUN */
Object *import_module(const char *name);
/* `mini -m name`: runs the module, or the package's __main__, in main_module. 0, -1 with an exception pending, 1 after saying
 * that there is none. MAY_RUN */
int import_run_main(const char *name, Object *main_module);
/* The whole text of a file: new block of *length bytes and a NUL after them (mem_free(text, *length + 1)); NULL with OSError
 * pending. */
char *import_read_file(const char *path, size_t *length);
/* Tuple of the names of all built-in modules. New reference. */
Object *import_builtin_names(void);

#endif
