/* edit.h - reading an entry on a terminal, with editing. */
#ifndef MINI_REPL_EDIT_H
#define MINI_REPL_EDIT_H

#include "repl/session.h"

/* Prepares editing; false: readline is not to be had. */
bool edit_open(Session *session);
void edit_close(void);
/* Reads one entry. MAY_RUN (sys.ps1, completion of names) */
ReadResult edit_read(Session *session, Buffer *entry);

/* ---- between the parts of the editor ---- */

typedef enum { EDIT_GOING, EDIT_ACCEPTED, EDIT_ENDED } EditState;
typedef struct Edit {
    Session *session;
    EditState state;
    Buffer *entry;           /* where the accepted text goes */
    bool dirty;              /* what is shown is out of date */
    Buffer menu;             /* candidates of a completion, lines to be shown below; goes with the next key */
    bool menu_kept;          /* made by the key just read */
} Edit;
extern Edit edit;

/* Text that the newest fitting history entry would add at the end; NULL if there is none. */
const char *edit_hint(void);

/* The entry is done: draws it for the last time and leaves the cursor below it. */
void edit_finish(EditState state);

/* edit_keys.c: binds our commands in readline's keymaps, under names that an inputrc can use. */
void edit_bind_keys(void);
void edit_insert_spaces(size_t count);

/* edit_lines.c */
size_t edit_line_start(size_t at);
size_t edit_line_end(size_t at);
size_t edit_indentation_end(size_t start);
int edit_up(int count, int key);
int edit_down(int count, int key);
int edit_home(int count, int key);
int edit_end(int count, int key);
int edit_right(int count, int key);
int edit_kill_line(int count, int key);
int edit_kill_backward(int count, int key);
int edit_vi_append_to_line(int count, int key);
int edit_vi_insert_in_line(int count, int key);
int edit_vi_first_print(int count, int key);
int edit_vi_digit(int count, int key);

/* edit_complete.c */
int edit_complete(int count, int key);
int edit_possible_completions(int count, int key);
int edit_insert_completions(int count, int key);
int edit_menu_complete(int count, int key);
int edit_menu_complete_backward(int count, int key);
int edit_delete_or_list(int count, int key);
void edit_complete_free(void);

/* edit_replace.c: puts commands of ours in the place of those of readline's that write to the terminal themselves. To be
 * called when the inputrc has been read. */
void edit_replace_commands(void);

#endif
