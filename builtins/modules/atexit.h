/* atexit.h - functions to be called when the interpreter ends. */
#ifndef MINI_MODULES_ATEXIT_H
#define MINI_MODULES_ATEXIT_H

/* Calls the registered functions, last registered first, and forgets them. Exceptions are reported. MAY_RUN */
void atexit_run(void);

#endif
