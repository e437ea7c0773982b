/* history.h - the entries typed so far, whole blocks, in memory and in a file that several prompts may share. */
#ifndef MINI_REPL_HISTORY_H
#define MINI_REPL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

enum { HISTORY_LIMIT = 10000 };   /* entries kept in the file; MINI_HISTORY_SIZE sets another number */

typedef struct History {
    char **entries;          /* owned texts, oldest first */
    size_t count, capacity;
    size_t first_own;        /* entries from here on were typed in this session */
    size_t limit;
    char *path;              /* owned; NULL: no file */
} History;

/* with_file: reads MINI_HISTORY or ~/.mini_history. What cannot be read is no error. */
void history_open(History *history, bool with_file);
/* Adds an entry and appends it to the file. Blank entries and repetitions of the last one are left out. true: added. */
bool history_add(History *history, const char *text, size_t length);
/* The newest entry that begins with text and is longer, or NULL. */
const char *history_match(const History *history, const char *text, size_t length);
void history_close(History *history);

#endif
