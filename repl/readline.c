/* readline.c - loading GNU readline. */
#include "repl/readline.h"

#include <dlfcn.h>
#include <stddef.h>

Readline readline;

#define ENTRY(name) {#name, offsetof(Readline, name)}
static const struct { const char *name; size_t offset; } symbols[] = {
    ENTRY(rl_callback_handler_install), ENTRY(rl_callback_handler_remove), ENTRY(rl_callback_read_char),
    ENTRY(rl_callback_sigcleanup), ENTRY(rl_free_line_state), ENTRY(rl_prep_terminal), ENTRY(rl_deprep_terminal),
    ENTRY(rl_initialize), ENTRY(rl_bind_keyseq_in_map), ENTRY(rl_get_keymap_by_name), ENTRY(rl_add_defun),
    ENTRY(rl_variable_bind), ENTRY(rl_variable_value), ENTRY(rl_named_function),
    ENTRY(rl_get_keymap), ENTRY(rl_insert_text), ENTRY(rl_delete_text), ENTRY(rl_kill_text), ENTRY(rl_vi_insertion_mode),
    ENTRY(rl_vi_arg_digit), ENTRY(rl_explicit_arg), ENTRY(rl_begin_undo_group),
    ENTRY(rl_end_undo_group), ENTRY(rl_ding), ENTRY(rl_set_screen_size), ENTRY(using_history), ENTRY(add_history),
    ENTRY(clear_history), ENTRY(rl_get_previous_history), ENTRY(rl_get_next_history), ENTRY(rl_forward_char),
    ENTRY(rl_rubout), ENTRY(rl_delete), ENTRY(rl_re_read_init_file), ENTRY(rl_line_buffer), ENTRY(rl_prompt),
    ENTRY(rl_display_prompt), ENTRY(rl_readline_name), ENTRY(rl_point), ENTRY(rl_end), ENTRY(rl_done),
    ENTRY(rl_editing_mode), ENTRY(rl_catch_signals), ENTRY(rl_catch_sigwinch), ENTRY(rl_change_environment),
    ENTRY(rl_undo_list), ENTRY(rl_redisplay_function),
};

static bool find_symbols(void *library) {
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *address = dlsym(library, symbols[i].name);
        if (!address) return false;
        *(void **)((char *)&readline + symbols[i].offset) = address;
    }
    return true;
}

bool readline_load(void) {
    static const char *const names[] = {"libreadline.so.8", "libreadline.so.7", "libreadline.so"};
    static bool loaded;
    for (size_t i = 0; !loaded && i < sizeof names / sizeof *names; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (!library) continue;
        loaded = find_symbols(library);
        if (!loaded) dlclose(library);
    }
    return loaded;
}
