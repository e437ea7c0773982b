/* trace.h - %trace: what an entry did to the heap. */
#ifndef MINI_REPL_TRACE_H
#define MINI_REPL_TRACE_H

#include "repl/session.h"

/* Notes what is there before an entry. */
void trace_begin(Session *session);
/* Prints what is different after it. MAY_RUN (sys.stdout) */
void trace_end(Session *session);

#endif
