/* output.c - the hooks through which the prompt shapes what others print. */
#include "repl/output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builtins/modules/help.h"
#include "builtins/modules/report.h"
#include "builtins/modules/sys.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "repl/screen.h"

enum { NO_PAGER = 127 };   /* exit status */

static void window_size(size_t *columns, size_t *lines) {
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    *columns = known && size.ws_col > 1 ? size.ws_col : 80;
    *lines = known && size.ws_row > 1 ? size.ws_row : 24;
}

/* ---- long containers ---- */

static bool is_container(const Object *o) {
    return o->type == &list_type || o->type == &dict_type || o->type == &tuple_type || o->type == &set_type;
}

/* The text that sys.displayhook writes. New reference. MAY_RUN */
static Object *display_text_of(Object *value) {
    Object *text = object_repr(value);
    size_t columns, lines;
    window_size(&columns, &lines);
    if (!text || !is_container(value) || screen_width(str_data(text), str_size(text)) <= columns) return text;
    Buffer wrapped = BUFFER_INIT;
    wrap_text(str_data(text), str_size(text), columns, &wrapped);
    release(text);
    return str_from_buffer(&wrapped);
}

/* ---- paged help ---- */

static size_t count_lines(const char *text) {
    size_t count = 0;
    for (; (text = strchr(text, '\n')); text++) count++;
    return count;
}

static void feed_pager(int pipe_end, const char *text, size_t size) {
    while (size) {
        ssize_t written = write(pipe_end, text, size);
        if (written <= 0) break;   /* the pager was left */
        text += written;
        size -= (size_t)written;
    }
    close(pipe_end);
}

/* In the pager's process: $PAGER, which may have options, else what there is. */
static _Noreturn void become_pager(void) {
    const char *pager = getenv("PAGER");
    if (pager && *pager) execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
    execlp("less", "less", (char *)NULL);
    execlp("more", "more", (char *)NULL);
    _exit(NO_PAGER);
}

/* Runs a pager with the text as its input. false: there is none. */
static bool run_pager(const char *text, size_t size) {
    int ends[2];
    if (pipe(ends)) return false;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        become_pager();
    }
    close(ends[0]);
    if (child < 0) return close(ends[1]), false;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGINT, &ignore, &before);   /* Ctrl-C is the pager's */
    feed_pager(ends[1], text, size);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    sigaction(SIGINT, &before, NULL);
    return !(WIFEXITED(status) && WEXITSTATUS(status) == NO_PAGER);
}

/* true: the text has been shown. */
static bool page_help(const char *text, size_t size) {
    size_t columns, lines;
    window_size(&columns, &lines);
    if (count_lines(text) + 1 < lines) return false;
    session_flush();
    return run_pager(text, size);
}

/* ---- the whole ---- */

void output_begin(const Session *session) {
    if (session->editing) {
        sys_display_text_hook = display_text_of;
        help_page_hook = page_help;
    }
    if (session->color_err) report_color_hook = report_color;
}

void output_end(void) {
    sys_display_text_hook = object_repr;
    help_page_hook = NULL;
    report_color_hook = NULL;
}
