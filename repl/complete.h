/* complete.h - what could stand at the cursor. Runs no script code: attributes are read from where they lie. */
#ifndef MINI_REPL_COMPLETE_H
#define MINI_REPL_COMPLETE_H

#include "repl/session.h"

/* What the user's inputrc says of it. */
typedef struct CompletionSettings {
    bool ignore_case, map_case;   /* map_case: - and _ are the same then */
    bool mark_folders;            /* a slash follows a folder's name */
    bool in_rows;                 /* candidates follow each other along the rows of the menu, not down its columns */
    size_t width;                 /* columns of the terminal that the menu may take */
} CompletionSettings;
extern CompletionSettings completion_settings;

typedef struct Completion {
    char **words;            /* owned, sorted, all different */
    size_t count, capacity;
    size_t start;            /* where the word at the cursor begins */
    Buffer insert;           /* what all have in common, with what closes a single one */
    const char *closing;     /* after a single candidate: a quote, a bracket */
    const char *prefix;      /* the word so far */
    size_t prefix_length;
} Completion;

void completion_find(Completion *completion, Session *session, const char *text, size_t point);
/* The candidates as lines of columns, as many as the window can show; the part that follows after `page` such windows full,
 * beginning again after the last. */
void completion_columns(const Completion *completion, size_t page, Buffer *out);
void completion_free(Completion *completion);
/* Adds a word if it begins with the prefix. */
void completion_add(Completion *completion, const char *word, size_t length);

/* complete_names.c */
void completion_add_attributes(Completion *completion, Object *o);
void completion_add_globals(Completion *completion, Session *session);
void completion_add_keys(Completion *completion, Object *dict, char quote);
/* The object that a dotted name means, or NULL; new reference. Properties are not run. */
Object *completion_resolve(Session *session, const char *path, size_t length);
/* complete_files.c */
void completion_add_files(Completion *completion);
void completion_add_modules(Completion *completion);

#endif
