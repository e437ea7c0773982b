/* sweep.c - the driver of a fault-injection sweep: see sweep.h. In checking builds only.
 *
 * stdout and stderr of the parent and of each child are anonymous files: a child's stdout begins with what the parent had
 * written when it forked. At most JOBS children run at a time. */
#ifdef MINI_CHECKS
#include "runtime/base/sweep.h"

#include <execinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 2, SECONDS_EACH = 60, SHOWN = 20, EXCERPT = 4000, FRAMES_SHOWN = 16, STATUS_SANITIZER = 99, STATUS_LEAK = 3 };

typedef struct Child { pid_t pid; uint64_t n; int out, err; } Child;
/* The stdout of a child that ended well and said nothing of MemoryError. */
typedef struct Quiet { uint64_t n, hash; char *err; } Quiet;

static bool on, from_program, whole;
static uint64_t count, next, step, offset, runs, failures, told_memory_error;
static Child children[JOBS];
static pid_t sweeper;
static int real_out, real_err;
static Quiet *quiet;
static size_t quiet_count;
static uint64_t usual;           /* hash of the output without a failure */
static uint64_t *child_count;    /* shared: allocations of the child that met no failure */

static void give_up(const char *what) {
    perror(what);
    _exit(2);
}

/* ---- output of a process ---- */

static int anonymous_file(void) {
    int file = memfd_create("mini-sweep", 0);
    if (file < 0) give_up("memfd_create");
    return file;
}

/* All of it with a 0 behind; the caller frees it. */
static char *contents(int file, size_t *length) {
    off_t size = lseek(file, 0, SEEK_END);
    char *text = malloc((size_t)size + 1);
    if (!text || pread(file, text, (size_t)size, 0) != size) give_up("reading a child's output");
    text[size] = 0;
    *length = (size_t)size;
    return text;
}

static void copy_contents(int from, int to) {
    size_t length, done = 0;
    char *text = contents(from, &length);
    for (ssize_t wrote; done < length && (wrote = write(to, text + done, length - done)) > 0;) done += (size_t)wrote;
    free(text);
}

static uint64_t hash_of(const char *text, size_t length) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return hash;
}

/* ---- judging ---- */

static void complain(uint64_t n, const char *what, int value, const char *err) {
    if (failures++ >= SHOWN) return;
    dprintf(real_err, "sweep: allocation %llu: %s %d\n", (unsigned long long)n, what, value);
    if (err && *err) dprintf(real_err, "%.*s\n", EXCERPT, err);
}

static void remember_quiet(uint64_t n, const char *out, size_t length, const char *err) {
    if (quiet_count % 1024 == 0) quiet = realloc(quiet, (quiet_count + 1024) * sizeof *quiet);
    if (!quiet) give_up("remembering an output");
    quiet[quiet_count++] = (Quiet){n, hash_of(out, length), strdup(err)};
}

static void judge(uint64_t n, int status, const char *out, size_t out_length, const char *err) {
    bool told = memmem(out, out_length, "MemoryError", 11) || strstr(err, "MemoryError") || strstr(err, "not enough memory") ||
                strstr(err, "out of memory");
    told_memory_error += told;
    if (WIFSIGNALED(status)) complain(n, WTERMSIG(status) == SIGALRM ? "hangs, signal" : "dies of signal", WTERMSIG(status), err);
    else if (WEXITSTATUS(status) == STATUS_SANITIZER) complain(n, "sanitizer, status", STATUS_SANITIZER, err);
    else if (WEXITSTATUS(status) == STATUS_LEAK || strstr(err, "blocks in use at exit")) complain(n, "leaks, status", WEXITSTATUS(status), err);
    else if (memmem(out, out_length, "SystemError", 11) || strstr(err, "SystemError")) complain(n, "SystemError, status", WEXITSTATUS(status), err);
    else if (WEXITSTATUS(status) && !told) complain(n, "no MemoryError, but status", WEXITSTATUS(status), err);
    else if (!told) remember_quiet(n, out, out_length, err);
}

static void reap(Child *child) {
    int status;
    if (waitpid(child->pid, &status, 0) < 0) give_up("waitpid");
    size_t out_length, err_length;
    char *out = contents(child->out, &out_length), *err = contents(child->err, &err_length);
    judge(child->n, status, out, out_length, err);
    free(out);
    free(err);
    close(child->out);
    close(child->err);
    child->pid = 0;
}

/* ---- forking ---- */

static void begin_child(const Child *child) {
    on = whole;
    if (dup2(child->out, 1) < 0 || dup2(child->err, 2) < 0) _exit(2);
    alarm(SECONDS_EACH);
}

/* true in the child, in which allocation n is to fail. */
static bool fork_child(uint64_t n) {
    Child *child = &children[runs++ % JOBS];
    if (child->pid) reap(child);
    *child = (Child){.n = n, .out = anonymous_file(), .err = anonymous_file()};
    copy_contents(1, child->out);   /* before the fork, after which the parent writes on */
    child->pid = fork();
    if (child->pid < 0) give_up("fork");
    if (child->pid) return false;
    begin_child(child);
    return true;
}

static void reap_all(void) {
    for (size_t i = 0; i < JOBS; i++)
        if (children[i].pid) reap(&children[i]);
}

/* Where the failing allocation is asked for: addresses, for addr2line. */
static void tell_place(void) {
    void *frames[FRAMES_SHOWN];
    backtrace_symbols_fd(frames, backtrace(frames, FRAMES_SHOWN), 2);
}

bool sweep_fails(void) {
    if (++count != next) return false;
    if (whole) {
        tell_place();
        return true;
    }
    next += step;
    if (!fork_child(count)) return false;
    tell_place();
    return true;
}

/* One child without a failure tells how many allocations there are, then there is one for each. Returns in them only. */
static void run_whole_programs(void) {
    uint64_t first = next;
    next = UINT64_MAX;
    child_count = mmap(NULL, sizeof *child_count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (child_count == MAP_FAILED) give_up("mmap");
    if (fork_child(0)) return;
    reap_all();
    if (quiet_count != 1 || failures) give_up("the program does not run");
    usual = quiet[0].hash;
    runs = 0;
    for (uint64_t n = first; n <= *child_count; n += step) {
        next = n;
        if (fork_child(n)) return;
    }
    count = *child_count;
    exit(sweep_end(0));
}

bool sweep_is_on(void) { return on; }

/* ---- begin and end ---- */

void sweep_init(void) {
    const char *setting = getenv("MINI_FAIL_SWEEP");
    unsigned long long first, by, add;
    int end = 0;
    if (!setting || sscanf(setting, "%llu:%llu:%llu%n", &first, &by, &add, &end) != 3 || !by) return;
    whole = !strcmp(setting + end, ":whole");
    on = true;
    from_program = !first;
    next = first;
    step = by;
    offset = add;
    sweeper = getpid();
    real_out = dup(1);
    real_err = dup(2);
    if (dup2(anonymous_file(), 1) < 0) give_up("dup2");
}

void sweep_program_begins(void) {
    if (on && from_program) next = count + 1 + offset;
    if (on && whole) run_whole_programs();
}

static uint64_t own_output(void) {
    size_t length;
    char *out = contents(1, &length);
    uint64_t hash = hash_of(out, length);
    free(out);
    return hash;
}

int sweep_end(int status) {
    if (!on) return status;
    on = false;
    if (getpid() != sweeper) {
        if (next == UINT64_MAX) *child_count = count;
        return status;
    }
    reap_all();
    if (!whole) usual = own_output();
    for (size_t i = 0; i < quiet_count; i++)
        if (quiet[i].hash != usual) complain(quiet[i].n, "other output without a MemoryError, status", 0, quiet[i].err);
    free(quiet);
    dprintf(real_out, "%llu allocations, %llu failed in turn: %llu MemoryError, %llu as usual, %llu wrong\n", (unsigned long long)count,
            (unsigned long long)runs, (unsigned long long)told_memory_error, (unsigned long long)(runs - told_memory_error),
            (unsigned long long)failures);
    return failures ? 1 : status;
}
#endif
