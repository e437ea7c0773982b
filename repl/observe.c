/* observe.c - see observe.h. */
#include "repl/observe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builtins/modules/memory_mark.h"
#include "builtins/types/dict.h"
#include "gc/generations.h"
#include "repl/commands.h"
#include "repl/complete.h"
#include "repl/entry.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

/* ---- in the copy ---- */

/* Output goes where the user sees it, though a script may have put its own object in place of sys.stdout. */
static void use_real_stdout(void) {
    Object *out = dict_peek_text(interp.sys_dict, "__stdout__");
    if (out) dict_set_text(interp.sys_dict, "stdout", out);
    error_clear();
}

static _Noreturn void run_copy(Session *session, ObserveFn *look, const char *argument) {
    gc_set_enabled(false);
    int failed = memory_mark();
    use_real_stdout();
    if (failed || look(session, argument)) {
        failed = 1;
        if (entry_report() == ENTRY_EXIT) error_clear();
    }
    session_flush();
    fflush(stdout);
    fflush(stderr);
    _exit(failed);
}

/* ---- in the session ---- */

/* A number that a variable holds becomes an object when it is looked at first. That must happen here: the copy's object
 * would have another address. */
static void settle(Session *session, const char *argument) {
    release_or_null(completion_resolve(session, argument, strlen(argument)));
    error_clear();
}

/* Ctrl-C is for the copy. */
static int wait_for(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return error_errno(OSError, NULL), -1;
    if (WIFSIGNALED(status)) return command_print("The look at the heap was ended by signal %d.\n", WTERMSIG(status));
    return 0;
}

static void read_text(int from, Buffer *text) {
    char chunk[4096];
    for (ssize_t size; (size = read(from, chunk, sizeof chunk)) > 0 || (size < 0 && errno == EINTR);)
        if (size > 0) buffer_append(text, chunk, (size_t)size);
}

/* ends: a pipe for the copy's output, or NULL. */
static int run(Session *session, ObserveFn *look, const char *argument, const int *ends, Buffer *text) {
    session_flush();
    fflush(stdout);
    fflush(stderr);
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGINT, NULL, &before);
    pid_t child = fork();
    if (child == 0) {
        if (ends) dup2(ends[1], STDOUT_FILENO);
        run_copy(session, look, argument);
    }
    if (ends) close(ends[1]);
    if (child < 0) return error_errno(OSError, NULL), -1;
    sigaction(SIGINT, &ignore, NULL);
    if (ends) read_text(ends[0], text);
    int failed = wait_for(child);
    sigaction(SIGINT, &before, NULL);
    return failed;
}

int observe(Session *session, ObserveFn *look, const char *argument) {
    settle(session, argument);
    return run(session, look, argument, NULL, NULL);
}

int observe_text(Session *session, ObserveFn *look, const char *argument, Buffer *text) {
    int ends[2];
    if (pipe(ends)) return error_errno(OSError, NULL), -1;
    int failed = run(session, look, argument, ends, text);
    close(ends[0]);
    if (text->failed && !failed) return error_no_memory(), -1;
    return failed;
}
