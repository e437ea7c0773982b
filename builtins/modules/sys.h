/* sys.h - what the sys module gives to the program around it. */
#ifndef MINI_MODULES_SYS_H
#define MINI_MODULES_SYS_H

#include "runtime/object/value.h"

#define MINI_VERSION "0.1.0"
/* The Python that mini is: sys.version_info, and the text that begins sys.version. */
enum { PYTHON_MAJOR = 3, PYTHON_MINOR = 11, PYTHON_MICRO = 2 };
#define PYTHON_VERSION "3.11.2"

/* What sys.displayhook writes of a value: object_repr, unless a prompt shapes it. New reference or NULL. MAY_RUN */
extern Object *(*sys_display_text_hook)(Object *value);

/* sys_info.c: adds version_info, flags, float_info and their like. 0, -1 */
int sys_add_info(Object *module);
/* sys_memory.c: getrefcount, getsizeof, getallocatedblocks, _debugmallocstats */
Value sys_getrefcount(Object *self, Object **args);
Value sys_getsizeof(Object *self, Object **args);
Value sys_getallocatedblocks(Object *self, Object **args);
Value sys_debugmallocstats(Object *self, Object **args);

/* sys_hooks.c: breakpointhook, audit, addaudithook */
Value sys_breakpointhook(Object *self, Object **args);
Value sys_audit(Object *self, Object **args);
Value sys_addaudithook(Object *self, Object **args);
void sys_hooks_release(void);   /* at exit */

#endif
