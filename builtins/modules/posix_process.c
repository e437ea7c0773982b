/* posix_process.c - functions of module posix for other processes, pipes and descriptors, and the times of files.
 *
 * A child runs no script code: between fork and exec it makes only system calls, with what the parent has prepared. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builtins/modules/posix.h"
#include "builtins/types/bytes.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

static Value errno_value(void) { return value_new(error_errno(OSError, NULL)); }

static Value int_pair(int64_t first, int64_t second) {
    Object *items[] = {int_from_i64(first), int_from_i64(second)};
    if (items[0] && items[1]) return value_new(tuple_from_items_steal(items, 2));
    release_or_null(items[0]);
    release_or_null(items[1]);
    return value_error();
}

/* ---- descriptors ---- */

Value pipe_function(Object *self UNUSED, Object **args UNUSED) {
    int ends[2];
    return pipe2(ends, O_CLOEXEC) ? errno_value() : int_pair(ends[0], ends[1]);
}

Value dup_function(Object *self UNUSED, Object **args) {
    int fd;
    if (int_argument(args[0], &fd)) return value_error();
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? errno_value() : value_int(copy);
}

Value dup2_function(Object *self UNUSED, Object **args) {
    int from, to, inheritable = args[2] ? object_truth(args[2]) : 1;
    if (inheritable < 0 || int_argument(args[0], &from) || int_argument(args[1], &to)) return value_error();
    int copy = inheritable || from == to ? dup2(from, to) : dup3(from, to, O_CLOEXEC);
    return copy < 0 ? errno_value() : value_int(copy);
}

Value lseek_function(Object *self UNUSED, Object **args) {
    int fd, whence;
    ssize_t offset;
    if (int_argument(args[0], &fd) || object_as_index(args[1], &offset, OverflowError) || int_argument(args[2], &whence)) return value_error();
    off_t place = lseek(fd, offset, whence);
    return place < 0 ? errno_value() : value_int(place);
}

Value ftruncate_function(Object *self UNUSED, Object **args) {
    int fd;
    ssize_t length;
    if (int_argument(args[0], &fd) || object_as_index(args[1], &length, OverflowError)) return value_error();
    return ftruncate(fd, length) ? errno_value() : value_none();
}

Value fsync_function(Object *self UNUSED, Object **args) {
    int fd;
    if (int_argument(args[0], &fd)) return value_error();
    return fsync(fd) ? errno_value() : value_none();
}

enum { MOST_POLLED = 16 };

static int fill_polled(Object *list, struct pollfd *polled, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Object *pair = ((List *)list)->items[i];
        int events;
        if (!is_tuple(pair) || tuple_count(pair) != 2) return error_set_int(TypeError, "pairs of descriptor and events expected");
        if (int_argument(tuple_item_borrowed(pair, 0), &polled[i].fd) || int_argument(tuple_item_borrowed(pair, 1), &events)) return -1;
        polled[i].events = (short)events;
        polled[i].revents = 0;
    }
    return 0;
}

/* _poll([(fd, events)], milliseconds): the list of (fd, what happened); empty when the time is over. */
Value poll_function(Object *self UNUSED, Object **args) {
    struct pollfd polled[MOST_POLLED];
    int timeout, ready;
    size_t count = is_list(args[0]) ? list_count(args[0]) : MOST_POLLED + 1;
    if (count > MOST_POLLED) return error_set_value(ValueError, "a short list of pairs expected");
    if (int_argument(args[1], &timeout) || fill_polled(args[0], polled, count)) return value_error();
    while ((ready = poll(polled, count, timeout)) < 0 && errno == EINTR && !interp_serve_signals()) {}
    if (ready < 0) return error_pending() ? value_error() : errno_value();
    Object *result = list_new(0);
    for (size_t i = 0; result && i < count; i++) {
        if (!polled[i].revents) continue;
        Value pair = int_pair(polled[i].fd, polled[i].revents);
        if (value_is_error(pair) || list_append_steal(result, pair.o)) CLEAR(result);
    }
    return value_new(result);
}

/* ---- starting a program ---- */

/* The bytes of a list as a NULL-terminated array that points into them; NULL with MemoryError. */
static char **text_array(Object *list) {
    size_t count = list_count(list);
    char **texts = mem_array(count + 1, sizeof *texts);
    if (!texts) return error_no_memory();
    for (size_t i = 0; i < count; i++) texts[i] = bytes_data(((List *)list)->items[i]);
    texts[count] = NULL;
    return texts;
}

static int check_texts(Object *list) {
    if (!is_list(list)) return error_set_int(TypeError, "list of bytes expected, not %T", list);
    for (size_t i = 0; i < list_count(list); i++) {
        Object *text = ((List *)list)->items[i];
        if (!is_bytes(text)) return error_set_int(TypeError, "list of bytes expected");
        if (strlen(bytes_data(text)) != bytes_size(text)) return error_set_int(ValueError, "embedded null byte");
    }
    return 0;
}

typedef struct Start {
    char **candidates, **arguments, **environment;     /* environment NULL: ours */
    const char *folder;                                /* NULL: ours */
    int standard[3];                                   /* -1: ours */
    bool new_session;
    int report;                                        /* the pipe that tells errno */
} Start;

/* In the child. Standard descriptors may be given crosswise, so copies above 2 come first. */
static int arrange_descriptors(const Start *start) {
    int copies[3];
    for (int i = 0; i < 3; i++) {
        copies[i] = start->standard[i] < 0 ? -1 : fcntl(start->standard[i], F_DUPFD_CLOEXEC, 3);
        if (start->standard[i] >= 0 && copies[i] < 0) return -1;
    }
    for (int i = 0; i < 3; i++)
        if (copies[i] >= 0 && dup2(copies[i], i) < 0) return -1;
    return 0;
}

static void run_child(const Start *start) {
    extern char **environ;
    int code = 0;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int signals[] = {SIGINT, SIGPIPE, SIGTERM}, i = 0; i < 3; i++) signal(signals[i], SIG_DFL);
    if (arrange_descriptors(start) || (start->folder && chdir(start->folder))) code = errno;
    if (!code && start->new_session) setsid();
    for (char **path = start->candidates; !code && *path; path++) {
        execve(*path, start->arguments, start->environment ? start->environment : environ);
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) break;
    }
    if (!code) code = errno;
    ssize_t written = write(start->report, &code, sizeof code);
    _exit(written < 0 ? 126 : 127);
}

/* Forks and waits until the program runs. Its process id, or -1 with OSError. */
static pid_t start_process(Start *start) {
    int report[2], code = 0;
    if (pipe2(report, O_CLOEXEC)) return error_errno(OSError, NULL), -1;
    start->report = report[1];
    pid_t process = fork();
    if (process == 0) run_child(start);
    int fork_error = errno;
    close(report[1]);
    ssize_t got = 0;
    while (process > 0 && (got = read(report[0], &code, sizeof code)) < 0 && errno == EINTR) {}
    close(report[0]);
    if (process < 0) errno = fork_error;
    if (process < 0) return error_errno(OSError, NULL), -1;
    if (got <= 0) return process;
    waitpid(process, NULL, 0);
    errno = code;
    return error_errno(OSError, NULL), -1;
}

/* _spawn(candidates, arguments, environment, folder, stdin, stdout, stderr, new_session) */
Value spawn_function(Object *self UNUSED, Object **args) {
    Start start = {0};
    int new_session = object_truth(args[7]);
    if (new_session < 0 || check_texts(args[0]) || check_texts(args[1]) || (args[2] != None && check_texts(args[2]))) return value_error();
    if (args[3] != None && !is_bytes(args[3])) return error_set_value(TypeError, "folder must be bytes or None");
    for (int i = 0; i < 3; i++)
        if (int_argument(args[4 + i], &start.standard[i])) return value_error();
    start.folder = args[3] == None ? NULL : bytes_data(args[3]);
    start.new_session = new_session;
    pid_t process = -1;
    size_t environment_count = args[2] == None ? 0 : list_count(args[2]);
    start.candidates = text_array(args[0]);
    start.arguments = start.candidates ? text_array(args[1]) : NULL;
    start.environment = start.arguments && args[2] != None ? text_array(args[2]) : NULL;
    if (start.arguments && (start.environment || args[2] == None)) process = start_process(&start);
    if (start.candidates) mem_free_array(start.candidates, list_count(args[0]) + 1, sizeof(char *));
    if (start.arguments) mem_free_array(start.arguments, list_count(args[1]) + 1, sizeof(char *));
    if (start.environment) mem_free_array(start.environment, environment_count + 1, sizeof(char *));
    return process < 0 ? value_error() : value_int(process);
}

Value waitpid_function(Object *self UNUSED, Object **args) {
    int process, options, status = 0;
    pid_t ended;
    if (int_argument(args[0], &process) || int_argument(args[1], &options)) return value_error();
    while ((ended = waitpid(process, &status, options)) < 0 && errno == EINTR && !interp_serve_signals()) {}
    if (ended < 0) return error_pending() ? value_error() : errno_value();
    return int_pair(ended, status);
}

Value waitstatus_to_exitcode_function(Object *self UNUSED, Object **args) {
    int status;
    if (int_argument(args[0], &status)) return value_error();
    if (WIFEXITED(status)) return value_int(WEXITSTATUS(status));
    if (WIFSIGNALED(status)) return value_int(-WTERMSIG(status));
    if (WIFSTOPPED(status)) return error_set_value(ValueError, "process stopped by delivery of signal %i", WSTOPSIG(status));
    return error_set_value(ValueError, "invalid wait status: %i", status);
}

Value system_function(Object *self UNUSED, Object **args) {
    Path command;
    if (path_from_argument(&command, "system", "command", args[0], PATH_ONLY)) return value_error();
    int status = system(command.text);
    path_release(&command);
    return status < 0 ? errno_value() : value_int(status);
}

/* ---- times of files, the system ---- */

static int timespec_from_seconds(Object *seconds, struct timespec *time) {
    double value;
    if (is_int(seconds)) {
        time->tv_nsec = 0;
        int64_t whole;
        if (int_as_i64(seconds, &whole)) return -1;
        time->tv_sec = whole;
        return 0;
    }
    if (float_as_double(seconds, &value)) return -1;
    double whole = value < 0 && value != (double)(int64_t)value ? (double)(int64_t)value - 1 : (double)(int64_t)value;
    *time = (struct timespec){(time_t)whole, (long)((value - whole) * 1e9)};
    return 0;
}

static int timespec_from_nanoseconds(Object *number, struct timespec *time) {
    enum { BILLION = 1000000000 };
    int64_t value;
    if (!is_int(number)) return error_set_int(TypeError, "'%s' object cannot be interpreted as an integer", type_full_name(number->type));
    if (int_as_i64(number, &value)) return -1;
    int64_t rest = value % BILLION;
    *time = (struct timespec){value / BILLION - (rest < 0), rest < 0 ? rest + BILLION : rest};
    return 0;
}

static int utime_times(Object *times, Object *ns, struct timespec parsed[2]) {
    bool nanoseconds = ns != NULL;
    Object *pair = nanoseconds ? ns : times && times != None ? times : NULL;
    if (ns && times && times != None) return error_set_int(ValueError, "utime: you may specify either 'times' or 'ns' but not both");
    parsed[0] = parsed[1] = (struct timespec){0, UTIME_NOW};
    if (!pair) return 0;
    if (!is_tuple(pair) || tuple_count(pair) != 2)
        return error_set_int(TypeError, nanoseconds ? "utime: 'ns' must be a tuple of two ints" : "utime: 'times' must be either a tuple of two ints or None");
    for (size_t i = 0; i < 2; i++) {
        Object *item = tuple_item_borrowed(pair, i);
        if (nanoseconds ? timespec_from_nanoseconds(item, &parsed[i]) : timespec_from_seconds(item, &parsed[i])) return -1;
    }
    return 0;
}

Value utime_function(Object *self UNUSED, Object **args) {
    Path path;
    struct timespec times[2];
    if (utime_times(args[1], args[2], times) || path_from_argument(&path, "utime", "path", args[0], PATH_OR_FD)) return value_error();
    int flags = args[3] == False ? AT_SYMLINK_NOFOLLOW : 0;
    int failed = path.fd >= 0 ? futimens(path.fd, times) : utimensat(AT_FDCWD, path.text, times, flags);
    Value result = failed ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}

/* STEALS the items; NULL among them is an error. */
static Value tuple_of_items_steal(Object **items, size_t count) {
    bool complete = true;
    for (size_t i = 0; i < count; i++) complete = complete && items[i];
    if (complete) return value_new(tuple_from_items_steal(items, count));
    for (size_t i = 0; i < count; i++) release_or_null(items[i]);
    return value_error();
}

Value statvfs_function(Object *self UNUSED, Object **args) {
    Path path;
    struct statvfs info;
    if (path_from_argument(&path, "statvfs", "path", args[0], PATH_OR_FD)) return value_error();
    int failed = path.fd >= 0 ? fstatvfs(path.fd, &info) : statvfs(path.text, &info);
    Value result = failed ? path_error(&path) : value_none();
    path_release(&path);
    if (failed) return result;
    Object *items[] = {int_from_u64(info.f_bsize), int_from_u64(info.f_frsize), int_from_u64(info.f_blocks), int_from_u64(info.f_bfree),
                       int_from_u64(info.f_bavail), int_from_u64(info.f_files), int_from_u64(info.f_ffree), int_from_u64(info.f_favail),
                       int_from_u64(info.f_flag), int_from_u64(info.f_namemax)};
    return tuple_of_items_steal(items, sizeof items / sizeof *items);
}

Value getloadavg_function(Object *self UNUSED, Object **args UNUSED) {
    double load[3];
    if (getloadavg(load, 3) != 3) return error_set_value(OSError, "Load averages are unobtainable");
    Object *items[] = {float_from_double(load[0]), float_from_double(load[1]), float_from_double(load[2])};
    return tuple_of_items_steal(items, 3);
}

Value chown_function(Object *self UNUSED, Object **args) {
    Path path;
    int user, group;
    if (int_argument(args[1], &user) || int_argument(args[2], &group)) return value_error();
    if (path_from_argument(&path, "chown", "path", args[0], PATH_OR_FD)) return value_error();
    int failed = path.fd >= 0 ? fchown(path.fd, (uid_t)user, (gid_t)group) : chown(path.text, (uid_t)user, (gid_t)group);
    Value result = failed ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}

Value mkfifo_function(Object *self UNUSED, Object **args) {
    Path path;
    int mode = 0666;
    if (args[1] && int_argument(args[1], &mode)) return value_error();
    if (path_from_argument(&path, "mkfifo", "path", args[0], PATH_ONLY)) return value_error();
    Value result = mkfifo(path.text, (mode_t)mode) ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}
