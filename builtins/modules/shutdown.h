/* shutdown.h - the end of the interpreter. */
#ifndef MINI_MODULES_SHUTDOWN_H
#define MINI_MODULES_SHUTDOWN_H

#include "runtime/object/object.h"

/* Runs what is to run at exit, in CPython's order: atexit functions, a last collection, finalizers of what the modules
 * hold. No exception is pending afterwards. 0; -1 if standard output could not be written. MAY_RUN */
int interp_shutdown(void);

/* Gives everything back that start-up and the program made, and returns how many memory blocks are left (0: no leak);
 * nothing of the interpreter may be used afterwards. Leaks are listed on stderr. */
size_t interp_release(void);

#endif
