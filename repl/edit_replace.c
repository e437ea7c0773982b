/* edit_replace.c - readline's own commands that list candidates or clear the screen would write over what we have drawn, and
 * those that move by lines know only one line. Wherever a key is bound to one of them, one of ours takes its place. */
#include <stddef.h>

#include "repl/display.h"
#include "repl/edit.h"
#include "repl/readline.h"

static int clear_screen(int count, int key) {
    (void)count, (void)key;
    display_clear(false);
    return 0;
}

static int clear_display(int count, int key) {
    (void)count, (void)key;
    display_clear(true);
    return 0;
}

static int redraw(int count, int key) {
    (void)count, (void)key;
    display_resized();
    return 0;
}

static int read_init_file(int count, int key) {
    int result = readline.rl_re_read_init_file(count, key);
    edit_replace_commands();
    return result;
}

/* dump-functions and such: long lists that have no place beside a block. */
static int ring(int count, int key) {
    (void)count, (void)key;
    return readline.rl_ding();
}

static const struct { const char *name; KeyCommand *command; } ours[] = {
    {"complete", edit_complete}, {"vi-complete", edit_complete}, {"possible-completions", edit_possible_completions},
    {"insert-completions", edit_insert_completions}, {"menu-complete", edit_menu_complete}, {"old-menu-complete", edit_menu_complete},
    {"menu-complete-backward", edit_menu_complete_backward}, {"delete-char-or-list", edit_delete_or_list},
    {"clear-screen", clear_screen}, {"clear-display", clear_display}, {"redraw-current-line", redraw},
    {"kill-line", edit_kill_line}, {"backward-kill-line", edit_kill_backward}, {"unix-line-discard", edit_kill_backward},
    {"beginning-of-line", edit_home}, {"end-of-line", edit_end}, {"vi-append-eol", edit_vi_append_to_line},
    {"vi-insert-beg", edit_vi_insert_in_line}, {"vi-first-print", edit_vi_first_print}, {"vi-arg-digit", edit_vi_digit},
    {"re-read-init-file", read_init_file}, {"dump-functions", ring}, {"dump-variables", ring}, {"dump-macros", ring},
};

/* readline's KEYMAP_ENTRY, of which a keymap has one for each byte and one more. */
typedef struct KeyEntry { char kind; KeyCommand *command; } KeyEntry;
enum { IS_COMMAND = 0, IS_KEYMAP = 1, KEYMAP_SIZE = 257, DEPTH = 8 };
enum { OURS = sizeof ours / sizeof *ours };

static void replace_in_map(KeyEntry *map, KeyCommand *const *theirs, int depth) {
    for (int key = 0; map && depth && key < KEYMAP_SIZE; key++) {
        if (map[key].kind == IS_KEYMAP) replace_in_map((KeyEntry *)(void *)map[key].command, theirs, depth - 1);
        for (size_t i = 0; i < OURS && map[key].kind == IS_COMMAND && map[key].command; i++)
            if (map[key].command == theirs[i]) map[key].command = ours[i].command;
    }
}

void edit_replace_commands(void) {
    static const char *const maps[] = {"emacs-standard", "vi-insert", "vi-command"};
    KeyCommand *theirs[OURS];
    for (size_t i = 0; i < OURS; i++) theirs[i] = readline.rl_named_function(ours[i].name);
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) replace_in_map(readline.rl_get_keymap_by_name(maps[i]), theirs, DEPTH);
}
