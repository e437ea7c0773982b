/* readline.h - GNU readline, loaded when a prompt opens: scripts start without it, and mini builds and runs without it.
 *
 * Of readline mini uses key decoding, inputrc, keymaps, vi and emacs commands, undo, kill ring, history search. What is
 * shown is drawn by repl/display.c. */
#ifndef MINI_REPL_READLINE_H
#define MINI_REPL_READLINE_H

#include <stdbool.h>

typedef int KeyCommand(int count, int key);

typedef struct Readline {
    void (*rl_callback_handler_install)(const char *prompt, void (*handler)(char *line));
    void (*rl_callback_handler_remove)(void);
    void (*rl_callback_read_char)(void);
    void (*rl_callback_sigcleanup)(void);
    void (*rl_free_line_state)(void);
    void (*rl_prep_terminal)(int meta);
    void (*rl_deprep_terminal)(void);
    int (*rl_initialize)(void);
    int (*rl_bind_keyseq_in_map)(const char *keys, KeyCommand *command, void *keymap);
    void *(*rl_get_keymap_by_name)(const char *name);
    int (*rl_add_defun)(const char *name, KeyCommand *command, int key);
    int (*rl_variable_bind)(const char *name, const char *value);
    char *(*rl_variable_value)(const char *name);
    KeyCommand *(*rl_named_function)(const char *name);
    void *(*rl_get_keymap)(void);
    int (*rl_insert_text)(const char *text);
    int (*rl_delete_text)(int from, int to);
    int (*rl_kill_text)(int from, int to);
    int (*rl_begin_undo_group)(void);
    int (*rl_end_undo_group)(void);
    KeyCommand *rl_get_previous_history, *rl_get_next_history, *rl_forward_char, *rl_rubout, *rl_delete, *rl_re_read_init_file, *rl_vi_insertion_mode,
        *rl_vi_arg_digit;
    int (*rl_ding)(void);
    void (*rl_set_screen_size)(int rows, int columns);
    void (*using_history)(void);
    void (*add_history)(const char *text);
    void (*clear_history)(void);
    /* variables */
    char **rl_line_buffer, **rl_prompt, **rl_display_prompt;
    const char **rl_readline_name;
    int *rl_point, *rl_end, *rl_done, *rl_editing_mode, *rl_explicit_arg, *rl_catch_signals, *rl_catch_sigwinch, *rl_change_environment;
    void **rl_undo_list;
    void (**rl_redisplay_function)(void);
} Readline;

extern Readline readline;   /* valid after readline_load() */

/* Loads the library; false where it is missing or too old. Idempotent. */
bool readline_load(void);

#endif
