/* prompt.h - the interactive prompt. */
#ifndef MINI_REPL_PROMPT_H
#define MINI_REPL_PROMPT_H

#include "repl/options.h"
#include "runtime/object/object.h"

/* Reads entries and runs them in that module until the input ends or somebody leaves. 0, or -1 with an exception pending
 * (SystemExit, mostly). MAY_RUN */
int prompt_run(const Options *options, Object *main_module);

#endif
