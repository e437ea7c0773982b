/* prompt.c - the loop of the prompt: read an entry, run it, again. */
#include "repl/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtins/modules/io.h"
#include "builtins/modules/sys.h"
#include "builtins/types/dict.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "repl/edit.h"
#include "repl/entry.h"
#include "repl/output.h"
#include "repl/plain.h"
#include "repl/session.h"

/* ---- for the parts of the prompt ---- */

void session_prompt_text(const char *name, const char *fallback, Buffer *out) {
    Object *prompt = retain_or_null(dict_peek_text(interp.sys_dict, name)), *text = prompt ? object_str(prompt) : NULL;
    if (text) buffer_append(out, str_data(text), str_size(text));
    else buffer_append_text(out, fallback);
    release_or_null(text);
    release_or_null(prompt);
    error_clear();
}

static void flush_stream(const char *name) {
    Object *stream = retain_or_null(dict_peek_text(interp.sys_dict, name));
    if (stream && stream != None) io_flush(stream);
    release_or_null(stream);
    error_clear();   /* a closed or broken stream shows when something is printed */
}

void session_flush(void) {
    Object *pending = error_take();
    flush_stream("stdout");
    flush_stream("stderr");
    if (pending) error_restore_steal(pending);
}

/* ---- colours, terminal ---- */

static bool wants_color(const Options *options, int file) {
    if (strcmp(options->color, "always") == 0) return true;
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (strcmp(options->color, "never") == 0 || (no_color && *no_color)) return false;
    return isatty(file) && terminal && strcmp(terminal, "dumb") != 0;
}

/* A terminal that can be drawn on: not a dumb one, not the shell in emacs. */
static bool can_edit(void) {
    const char *terminal = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && terminal && *terminal && strcmp(terminal, "dumb") != 0 &&
           strcmp(terminal, "emacs") != 0;
}

/* ---- begin and end ---- */

static int set_prompt(const char *name, const char *text) {
    if (dict_peek_text(interp.sys_dict, name)) return 0;
    Object *value = error_pending() ? NULL : str_from_text(text);
    int failed = value ? dict_set_text(interp.sys_dict, name, value) : -1;
    release_or_null(value);
    return failed;
}

static void show_banner(const Session *session) {
    fprintf(session->editing ? stdout : stderr,
            "mini %s (Python %s)\nType help or copyright for more, %%help for commands that show memory, exit.\n",
            MINI_VERSION, PYTHON_VERSION);
    fflush(stdout);
}

static int session_begin(Session *session, const Options *options, Object *main_module) {
    *session = (Session){.globals = retain(module_dict_borrowed(main_module)), .parser = entry_parser_new()};
    if (!session->parser || set_prompt("ps1", ">>> ") || set_prompt("ps2", "... ")) return -1;
    session->color_out = wants_color(options, STDOUT_FILENO);
    session->color_err = wants_color(options, STDERR_FILENO);
    bool editing = can_edit();
    history_open(&session->history, editing);
    session->editing = editing && edit_open(session);
    output_begin(session);
    if (!options->quiet && options->kind == RUN_PROMPT) show_banner(session);
    return 0;
}

static void session_end(Session *session) {
    output_end();
    if (session->editing) edit_close();
    history_close(&session->history);
    if (session->parser) entry_parser_free(session->parser);
    release(session->globals);
}

/* ---- the loop ---- */

static ReadResult read_entry(Session *session, Buffer *entry) {
    interp.pending &= ~(uint32_t)PENDING_INTERRUPT;   /* Ctrl-C that came after the last entry was done */
    return session->editing ? edit_read(session, entry) : plain_read(session, entry);
}

/* Runs the entry: true to go on. */
static bool run_entry(Session *session, const Buffer *entry, int *status) {
    EntryResult result = entry_run(session, entry->data, entry->length);
    if (result == ENTRY_EXIT) *status = -1;
    return result == ENTRY_NEXT;
}

static int loop(Session *session) {
    int status = 0;
    for (bool running = true; running;) {
        Buffer entry = BUFFER_INIT;
        ReadResult result = read_entry(session, &entry);
        if (result == READ_ENTRY) running = run_entry(session, &entry, &status);
        else if (result != READ_INTERRUPTED) running = false;
        if (result == READ_FAILED && entry_report() == ENTRY_EXIT) status = -1;
        if (result == READ_END && !session->editing) fputc('\n', stderr);
        buffer_free(&entry);
    }
    return status;
}

int prompt_run(const Options *options, Object *main_module) {
    Session session;
    int status = session_begin(&session, options, main_module);
    if (!status) status = loop(&session);
    session_end(&session);
    return status;
}
