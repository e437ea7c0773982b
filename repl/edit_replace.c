/* edit_replace.c - readline's own commands that list candidates or clear the screen would write over what we have drawn.
 * Wherever a key is bound to one of them, one of ours takes its place. */
#include <stdlib.h>

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
    {"re-read-init-file", read_init_file}, {"dump-functions", ring}, {"dump-variables", ring}, {"dump-macros", ring},
};

static void replace_in_map(const char *name, KeyCommand *command, void *map) {
    KeyCommand *theirs = readline.rl_named_function(name);
    char **keys = theirs ? readline.rl_invoking_keyseqs_in_map(theirs, map) : NULL;
    for (char **key = keys; key && *key; key++) {
        readline.rl_bind_keyseq_in_map(*key, command, map);
        free(*key);
    }
    free(keys);
}

void edit_replace_commands(void) {
    static const char *const maps[] = {"emacs-standard", "vi-insert", "vi-command"};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        for (size_t j = 0; j < sizeof ours / sizeof *ours; j++)
            replace_in_map(ours[j].name, ours[j].command, readline.rl_get_keymap_by_name(maps[i]));
}
