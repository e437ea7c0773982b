/* inspect.h - `x?` */
#ifndef MINI_REPL_INSPECT_H
#define MINI_REPL_INSPECT_H

#include "repl/session.h"

/* line: ?x, x? or a lone ?. 0, or -1 with an exception pending. MAY_RUN */
int inspect_run(Session *session, const char *line, size_t length);

#endif
