/* edit.c - the editor's loop. readline decodes keys and changes its line buffer, which holds the whole block with its
 * newlines; display.c draws it. Signals are let in only while the editor waits for a key, so that Ctrl-C and a change of
 * the window's size are met at one place. */
#include "repl/edit.h"

#include <errno.h>
#include <locale.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "repl/display.h"
#include "repl/readline.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

Edit edit;
static volatile sig_atomic_t resized, leaving;   /* leaving: the signal that stops or ends the process */

static void on_resize(int signal) {
    (void)signal;
    resized = 1;
}

static void on_leaving(int signal) { leaving = signal; }

static void mark_dirty(void) { edit.dirty = true; }

/* ---- begin and end ---- */

/* readline moves by characters only in a UTF-8 locale, and it asks the environment for the locale. Where there is none,
 * the environment names one while readline looks. */
static void look_for_locale(void (*look)(void)) {
    const char *set = getenv("LC_ALL");
    char *before = set ? strdup(set) : NULL;
    bool is_utf8 = setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (!is_utf8) setenv("LC_ALL", "C.UTF-8", 1);
    look();
    if (!is_utf8 && before) setenv("LC_ALL", before, 1);
    else if (!is_utf8) unsetenv("LC_ALL");
    free(before);
}

static void initialize(void) { readline.rl_initialize(); }

static void fill_history(const History *history) {
    readline.using_history();
    for (size_t i = 0; i < history->count; i++) readline.add_history(history->entries[i]);
}

bool edit_open(Session *session) {
    if (!readline_load()) return false;
    edit = (Edit){.session = session};
    *readline.rl_readline_name = "mini";
    *readline.rl_catch_signals = 0;
    *readline.rl_catch_sigwinch = 0;
    *readline.rl_change_environment = 0;
    readline.rl_variable_bind("bind-tty-special-chars", "off");   /* they would take Backspace and Ctrl-D from us */
    edit_bind_keys();
    look_for_locale(initialize);
    edit_replace_commands();
    *readline.rl_redisplay_function = mark_dirty;   /* only now: it would turn bracketed paste off */
    fill_history(&session->history);
    return true;
}

void edit_close(void) {
    buffer_free(&edit.menu);
    edit_complete_free();
    display_free();
    readline.clear_history();
}

/* ---- waiting for keys ---- */

const char *edit_hint(void) {
    int end = *readline.rl_end;
    if (!edit.session->color_out || edit.state != EDIT_GOING || edit.menu.length || end == 0 || *readline.rl_point != end) return NULL;
    const char *entry = history_match(&edit.session->history, *readline.rl_line_buffer, (size_t)end);
    return entry ? entry + end : NULL;
}

static bool input_waits(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0;
}

/* The mode's name, as inputrc's show-mode-in-prompt asks for; NULL: not wanted. */
static const char *mode_text(void) {
    const char *wanted = readline.rl_variable_value("show-mode-in-prompt");
    if (!wanted || strcmp(wanted, "on")) return NULL;
    if (*readline.rl_editing_mode) return readline.rl_variable_value("emacs-mode-string");
    bool inserting = readline.rl_get_keymap() == readline.rl_get_keymap_by_name("vi-insert");
    return readline.rl_variable_value(inserting ? "vi-ins-mode-string" : "vi-cmd-mode-string");
}

static void draw_text(const char *text, size_t length) {
    size_t point = edit.state == EDIT_GOING ? (size_t)*readline.rl_point : length;
    View view = {.text = text, .length = length, .point = point, .mode = mode_text()};
    view.message = *readline.rl_display_prompt != *readline.rl_prompt ? *readline.rl_display_prompt : NULL;
    view.hint = view.message ? NULL : edit_hint();
    view.menu = edit.menu.data;
    view.menu_length = edit.menu.length;
    view.finished = edit.state != EDIT_GOING;
    display_draw(&view);
    edit.dirty = false;
}

static void draw(void) { draw_text(*readline.rl_line_buffer, (size_t)*readline.rl_end); }

static void read_key(void) {
    edit.menu_kept = false;
    readline.rl_callback_read_char();
    edit.dirty = true;
    if (!edit.menu_kept) buffer_truncate(&edit.menu, 0);
}

void edit_finish(EditState state) {
    edit.state = state;
    buffer_truncate(&edit.menu, 0);
    if (state == EDIT_ACCEPTED) buffer_append(edit.entry, *readline.rl_line_buffer, (size_t)*readline.rl_end);
    draw();
    display_end();
    *readline.rl_done = 1;
}

/* One of readline's own commands has ended the entry (insert-comment, accept-line bound by an inputrc), or input has. */
static void finish_with(const char *line) {
    edit.state = line ? EDIT_ACCEPTED : EDIT_ENDED;
    buffer_truncate(&edit.menu, 0);
    if (line) buffer_append_text(edit.entry, line);
    draw_text(line ? line : "", line ? strlen(line) : 0);
    display_end();
}

/* readline calls this with the line, which our commands have seen already, or with NULL at the end of input. The handler
 * is taken out so that the terminal is its usual self while the entry runs. */
static void on_line(char *line) {
    if (edit.state == EDIT_GOING) finish_with(line);
    free(line);
    readline.rl_callback_handler_remove();
    fflush(stdout);
}

static void fit_window(void) {
    if (resized) {
        resized = 0;
        display_resized();
        edit.dirty = true;
    }
    readline.rl_set_screen_size(display_height(), display_width());
}

/* Ctrl-Z, or an end from outside: the terminal gets its usual state first, and ours again when the process goes on. */
static void leave_by_signal(void) {
    int number = leaving;
    sigset_t set;
    leaving = 0;
    display_end();
    readline.rl_deprep_terminal();
    fflush(stdout);
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(number, on_leaving);
    readline.rl_prep_terminal(1);
    fflush(stdout);
    display_again();
    edit.dirty = true;
}

/* Nothing is to be had from a terminal that has gone. */
static bool has_ended(const struct pollfd *input) {
    int waiting = 0;
    return (input->revents & (POLLHUP | POLLERR | POLLNVAL)) && (ioctl(STDIN_FILENO, FIONREAD, &waiting) || !waiting);
}

/* ppoll lets no signal in while there is input; but Ctrl-C stands before the keys that were pressed after it. */
static bool let_signals_in(const sigset_t *waiting) {
    sigset_t pending, blocked;
    sigpending(&pending);
    if (!sigismember(&pending, SIGINT) && !sigismember(&pending, SIGTSTP)) return false;
    sigprocmask(SIG_SETMASK, waiting, &blocked);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    return true;
}

/* Until the entry is done: true, or Ctrl-C: false. */
static bool edit_keys(const sigset_t *waiting) {
    while (edit.state == EDIT_GOING) {
        if (interp.pending & PENDING_INTERRUPT) return false;
        if (leaving) leave_by_signal();
        if (resized) fit_window();
        if (edit.dirty && !input_waits()) draw();
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        int ready = ppoll(&input, 1, NULL, waiting);
        if ((ready < 0 && errno == EINTR) || let_signals_in(waiting)) continue;
        if (ready < 0 || has_ended(&input)) on_line(NULL);
        else if (ready > 0) read_key();
    }
    return true;
}

/* ---- one entry ---- */

static void install_handler(void) { readline.rl_callback_handler_install("", on_line); }

static void begin(Buffer *first, Buffer *further) {
    session_prompt_text("ps1", ">>> ", first);
    session_prompt_text("ps2", "... ", further);
    buffer_append_byte(first, 0);
    buffer_append_byte(further, 0);
    session_flush();
    display_begin(first->failed ? "" : first->data, further->failed ? "" : further->data, edit.session->color_out);
    edit.state = EDIT_GOING;
    resized = 0;
    look_for_locale(install_handler);
    fflush(stdout);   /* readline has asked for bracketed paste */
    fit_window();
    edit.dirty = true;
}

static ReadResult interrupted(void) {
    edit_finish(EDIT_ENDED);
    readline.rl_callback_sigcleanup();
    readline.rl_free_line_state();
    readline.rl_callback_handler_remove();
    interp.pending &= ~(uint32_t)PENDING_INTERRUPT;
    display_text("KeyboardInterrupt\n");
    return READ_INTERRUPTED;
}

static ReadResult accepted(Buffer *entry) {
    buffer_append_byte(entry, '\n');
    if (entry->failed) return error_no_memory(), READ_FAILED;
    if (history_add(&edit.session->history, entry->data, entry->length - 1)) {
        const History *history = &edit.session->history;
        readline.add_history(history->entries[history->count - 1]);
    }
    return READ_ENTRY;
}

static const int handled_signals[] = {SIGWINCH, SIGTSTP, SIGTERM, SIGHUP, SIGQUIT, SIGINT};
enum { HANDLED = sizeof handled_signals / sizeof *handled_signals };

/* Blocks our signals; *waiting is the mask that lets them in. SIGINT keeps its handler. */
static void take_signals(sigset_t *waiting, struct sigaction *before) {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (int i = 0; i < HANDLED; i++) sigaddset(&blocked, handled_signals[i]);
    sigprocmask(SIG_BLOCK, &blocked, waiting);
    for (int i = 0; i < HANDLED; i++) {
        struct sigaction action = {.sa_handler = handled_signals[i] == SIGWINCH ? on_resize : on_leaving};
        sigaction(handled_signals[i], handled_signals[i] == SIGINT ? NULL : &action, &before[i]);
    }
}

static void give_signals_back(const sigset_t *waiting, const struct sigaction *before) {
    for (int i = 0; i < HANDLED; i++) sigaction(handled_signals[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, waiting, NULL);
}

ReadResult edit_read(Session *session, Buffer *entry) {
    edit.session = session;
    edit.entry = entry;
    Buffer first = BUFFER_INIT, further = BUFFER_INIT;
    sigset_t waiting;
    struct sigaction before[HANDLED];
    begin(&first, &further);
    take_signals(&waiting, before);
    ReadResult result = READ_END;
    if (!edit_keys(&waiting)) result = interrupted();
    else if (edit.state == EDIT_ACCEPTED) result = READ_ENTRY;
    give_signals_back(&waiting, before);
    buffer_free(&first);
    buffer_free(&further);
    return result == READ_ENTRY ? accepted(entry) : result;
}
