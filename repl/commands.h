/* commands.h - lines that begin with `%`. */
#ifndef MINI_REPL_COMMANDS_H
#define MINI_REPL_COMMANDS_H

#include "repl/session.h"

/* Runs a command, given without its `%`. 0, or -1 with an exception pending. MAY_RUN */
int command_run(Session *session, const char *line, size_t length);
/* The name of the i-th command, NULL after the last. */
const char *command_name(size_t i);

/* ---- for the commands' own files ---- */

/* Evaluates format with the expression in place of its %s, as if typed at the prompt. 0, -1. MAY_RUN */
int command_evaluate(Session *session, const char *format, const char *argument);
/* Writes to sys.stdout. 0, -1. MAY_RUN */
int command_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* command_gc.c, command_time.c */
int command_gc(Session *session, char *argument);
int command_time(Session *session, const char *code);
int command_timeit(Session *session, const char *code);

#endif
