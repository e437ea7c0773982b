/* entry.h - one entry of the prompt: is it complete, and running it. */
#ifndef MINI_REPL_ENTRY_H
#define MINI_REPL_ENTRY_H

#include "repl/session.h"

typedef enum { ENTRY_NEXT, ENTRY_LEAVE, ENTRY_EXIT } EntryResult;   /* EXIT: SystemExit is pending */

/* Is the text a `%` command or a question (`x?`), which end with their line? */
bool entry_is_special(const char *text, size_t length);
/* Is the text, in which a line of white space alone counts as empty, complete when a newline follows it? */
ParseState entry_state(Session *session, const char *text, size_t length);
/* Runs the entry and reports its exceptions. MAY_RUN */
EntryResult entry_run(Session *session, const char *text, size_t length);
/* Reports the pending exception as the prompt does: all but SystemExit, which stays pending. MAY_RUN */
EntryResult entry_report(void);
/* Evaluates an expression among the session's names. New reference or NULL. MAY_RUN */
Object *entry_evaluate(Session *session, const char *text, size_t length);

#endif
