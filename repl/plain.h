/* plain.h - reading entries line by line, without drawing: pipes, dumb terminals, and where readline is missing. */
#ifndef MINI_REPL_PLAIN_H
#define MINI_REPL_PLAIN_H

#include "repl/session.h"

/* Reads one entry from sys.stdin, with prompts on stderr as CPython has it. MAY_RUN */
ReadResult plain_read(Session *session, Buffer *entry);

#endif
