/* program.h - one whole life of the interpreter: start-up, the program, shutdown. */
#ifndef MINI_REPL_PROGRAM_H
#define MINI_REPL_PROGRAM_H

#include "repl/options.h"

/* The exit status. */
int program_run(const Options *options);

#endif
