/* observe.h - running memory tools in a copy of the process. */
#ifndef MINI_REPL_OBSERVE_H
#define MINI_REPL_OBSERVE_H

#include "repl/session.h"

/* What the copy does: 0, or -1 with an exception pending, which the copy reports. MAY_RUN */
typedef int ObserveFn(Session *session, const char *argument);

/* Runs `look` on the argument in a copy of the process, whose heap is marked (builtins/modules/memory_mark.h); so what
 * it shows is the heap as it was before, and nothing of it changes, whatever the argument's expression does. 0, or -1 with
 * an exception pending (there is no copy to be had). */
int observe(Session *session, ObserveFn *look, const char *argument);
/* The same, catching what `look` writes to sys.stdout. */
int observe_text(Session *session, ObserveFn *look, const char *argument, Buffer *text);

#endif
