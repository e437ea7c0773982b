/* posix_system.c - functions of module posix that are one system call on small numbers: identities, sessions, priorities,
 * descriptors; and fork and exec for scripts that start their children themselves. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builtins/modules/posix.h"
#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

static Value errno_value(void) { return value_new(error_errno(OSError, NULL)); }
static Value number_result(long result) { return result < 0 ? errno_value() : value_int(result); }
static Value none_result(int failed) { return failed ? errno_value() : value_none(); }

/* Up to three int arguments. 0, -1 */
static int int_arguments(Object **args, size_t count, int *numbers) {
    for (size_t i = 0; i < count; i++)
        if (int_argument(args[i], &numbers[i])) return -1;
    return 0;
}

/* CALL(name, ints, result kind, the call with n[0], n[1], n[2]) */
#define CALL(name, count, result, call)                                                  \
    static Value name##_function(Object *self UNUSED, Object **args UNUSED) {            \
        int n[3] = {0};                                                                  \
        return int_arguments(args, count, n) ? value_error() : result(call);             \
    }
CALL(getpgrp, 0, number_result, getpgrp())
CALL(setpgrp, 0, none_result, setpgid(0, 0))
CALL(setsid, 0, none_result, setsid() < 0)
CALL(getsid, 1, number_result, getsid(n[0]))
CALL(getpgid, 1, number_result, getpgid(n[0]))
CALL(setpgid, 2, none_result, setpgid(n[0], n[1]))
CALL(killpg, 2, none_result, killpg(n[0], n[1]))
CALL(setuid, 1, none_result, setuid((uid_t)n[0]))
CALL(setgid, 1, none_result, setgid((gid_t)n[0]))
CALL(seteuid, 1, none_result, seteuid((uid_t)n[0]))
CALL(setegid, 1, none_result, setegid((gid_t)n[0]))
CALL(setreuid, 2, none_result, setreuid((uid_t)n[0], (uid_t)n[1]))
CALL(setregid, 2, none_result, setregid((gid_t)n[0], (gid_t)n[1]))
CALL(setpriority, 3, none_result, setpriority((__priority_which_t)n[0], (id_t)n[1], n[2]))
CALL(sched_yield, 0, none_result, sched_yield())
CALL(fchmod, 2, none_result, fchmod(n[0], (mode_t)n[1]))
CALL(fchown, 3, none_result, fchown(n[0], (uid_t)n[1], (gid_t)n[2]))
CALL(fchdir, 1, none_result, fchdir(n[0]))
CALL(fdatasync, 1, none_result, fdatasync(n[0]))
CALL(tcgetpgrp, 1, number_result, tcgetpgrp(n[0]))
CALL(tcsetpgrp, 2, none_result, tcsetpgrp(n[0], n[1]))
CALL(major, 1, value_int, (int64_t)major((dev_t)(unsigned)n[0]))
CALL(minor, 1, value_int, (int64_t)minor((dev_t)(unsigned)n[0]))
CALL(makedev, 2, value_int, (int64_t)makedev((unsigned)n[0], (unsigned)n[1]))
#undef CALL

static Value sync_function(Object *self UNUSED, Object **args UNUSED) {
    sync();
    return value_none();
}

/* These two may return -1 as their result. */
static Value nice_function(Object *self UNUSED, Object **args) {
    int increment;
    if (int_argument(args[0], &increment)) return value_error();
    errno = 0;
    int result = nice(increment);
    return result == -1 && errno ? errno_value() : value_int(result);
}

static Value getpriority_function(Object *self UNUSED, Object **args) {
    int n[2];
    if (int_arguments(args, 2, n)) return value_error();
    errno = 0;
    int result = getpriority((__priority_which_t)n[0], (id_t)n[1]);
    return result == -1 && errno ? errno_value() : value_int(result);
}

static Value getgroups_function(Object *self UNUSED, Object **args UNUSED) {
    int count = getgroups(0, NULL);
    gid_t *groups = count < 0 ? NULL : mem_array((size_t)count + 1, sizeof *groups);
    if (count < 0) return errno_value();
    if (!groups) return value_new(error_no_memory());
    int got = getgroups(count, groups);
    Object *list = got < 0 ? error_errno(OSError, NULL) : list_new(0);
    for (int i = 0; list && i < got; i++) {
        Object *group = int_from_i64(groups[i]);
        if (!group || list_append_steal(list, group)) CLEAR(list);
    }
    mem_free_array(groups, (size_t)count + 1, sizeof *groups);
    return value_new(list);
}

/* ---- descriptors ---- */

static Value get_flag(int fd, int command, int flag) {
    int flags = fcntl(fd, command);
    return flags < 0 ? errno_value() : value_bool(!(flags & flag));
}

static Value set_flag(Object **args, int get, int set, int flag) {
    int fd, off = object_truth(args[1]);
    if (off < 0 || int_argument(args[0], &fd)) return value_error();
    int flags = fcntl(fd, get);
    return none_result(flags < 0 || fcntl(fd, set, off ? flags & ~flag : flags | flag) < 0);
}

static Value get_inheritable_function(Object *self UNUSED, Object **args) {
    int fd;
    return int_argument(args[0], &fd) ? value_error() : get_flag(fd, F_GETFD, FD_CLOEXEC);
}

static Value get_blocking_function(Object *self UNUSED, Object **args) {
    int fd;
    return int_argument(args[0], &fd) ? value_error() : get_flag(fd, F_GETFL, O_NONBLOCK);
}

static Value set_inheritable_function(Object *self UNUSED, Object **args) { return set_flag(args, F_GETFD, F_SETFD, FD_CLOEXEC); }
static Value set_blocking_function(Object *self UNUSED, Object **args) { return set_flag(args, F_GETFL, F_SETFL, O_NONBLOCK); }

static Value closerange_function(Object *self UNUSED, Object **args) {
    int n[2];
    if (int_arguments(args, 2, n)) return value_error();
    int low = n[0] < 0 ? 0 : n[0];
    if (low >= n[1] || !close_range((unsigned)low, (unsigned)n[1] - 1, 0)) return value_none();
    for (long fd = low, most = sysconf(_SC_OPEN_MAX); fd < n[1] && fd < most; fd++) close((int)fd);    /* an old kernel */
    return value_none();
}

static Value pread_function(Object *self UNUSED, Object **args) {
    int n[2];
    ssize_t offset, got;
    if (int_arguments(args, 2, n) || object_as_index(args[2], &offset, OverflowError)) return value_error();
    if (n[1] < 0) return errno = EINVAL, errno_value();
    Object *bytes = bytes_from_data(NULL, (size_t)n[1]);
    if (!bytes) return value_error();
    while ((got = pread(n[0], bytes_data(bytes), (size_t)n[1], offset)) < 0 && errno == EINTR && !interp_check_interrupt()) {}
    if (got < 0 && !error_pending()) error_errno(OSError, NULL);
    Object *result = got < 0 ? NULL : bytes_from_data(bytes_data(bytes), (size_t)got);
    release(bytes);
    return value_new(result);
}

static Value pwrite_function(Object *self UNUSED, Object **args) {
    int fd;
    ssize_t offset, written;
    BufferView view;
    if (int_argument(args[0], &fd) || object_as_index(args[2], &offset, OverflowError) || object_get_buffer(args[1], &view, 0)) return value_error();
    while ((written = pwrite(fd, view.data, view.length, offset)) < 0 && errno == EINTR && !interp_check_interrupt()) {}
    if (written < 0 && !error_pending()) error_errno(OSError, NULL);
    buffer_view_release(&view);
    return written < 0 ? value_error() : value_int(written);
}

static Value sendfile_function(Object *self UNUSED, Object **args) {
    int n[2];
    ssize_t offset, count;
    if (int_arguments(args, 2, n) || object_as_index(args[3], &count, OverflowError)) return value_error();
    if (args[2] != None && object_as_index(args[2], &offset, OverflowError)) return value_error();
    off_t place = args[2] == None ? 0 : offset;
    return number_result(sendfile(n[0], n[1], args[2] == None ? NULL : &place, (size_t)count));
}

static Value lockf_function(Object *self UNUSED, Object **args) {
    int n[2], failed;
    ssize_t length;
    if (int_arguments(args, 2, n) || object_as_index(args[2], &length, OverflowError)) return value_error();
    while ((failed = lockf(n[0], n[1], length)) && errno == EINTR && !interp_check_interrupt()) {}
    return failed && error_pending() ? value_error() : none_result(failed);
}

static Value pipe2_function(Object *self UNUSED, Object **args) {
    int flags, ends[2];
    if (int_argument(args[0], &flags)) return value_error();
    if (pipe2(ends, flags)) return errno_value();
    Object *items[] = {int_from_i64(ends[0]), int_from_i64(ends[1])};
    if (items[0] && items[1]) return value_new(tuple_from_items_steal(items, 2));
    release_or_null(items[0]);
    release_or_null(items[1]);
    return value_error();
}

static Value getrandom_function(Object *self UNUSED, Object **args) {
    ssize_t size, got;
    int flags = 0;
    if (object_as_index(args[0], &size, OverflowError) || (args[1] && int_argument(args[1], &flags))) return value_error();
    if (size < 0) return errno = EINVAL, errno_value();
    Object *bytes = bytes_from_data(NULL, (size_t)size);
    if (!bytes) return value_error();
    while ((got = getrandom(bytes_data(bytes), (size_t)size, (unsigned)flags)) < 0 && errno == EINTR && !interp_check_interrupt()) {}
    if (got < 0 && !error_pending()) error_errno(OSError, NULL);
    Object *result = got < 0 ? NULL : bytes_from_data(bytes_data(bytes), (size_t)got);
    release(bytes);
    return value_new(result);
}

static Value ttyname_function(Object *self UNUSED, Object **args) {
    int fd;
    char name[128];
    if (int_argument(args[0], &fd)) return value_error();
    int code = ttyname_r(fd, name, sizeof name);
    if (code) return errno = code, errno_value();
    return value_new(str_from_text(name));
}

static Value sysconf_function(Object *self UNUSED, Object **args) {
    int name;
    if (int_argument(args[0], &name)) return value_error();
    errno = 0;
    long result = sysconf(name);
    return result < 0 && errno ? errno_value() : value_int(result);
}

/* ---- fork and exec ---- */

static Value fork_function(Object *self UNUSED, Object **args UNUSED) { return number_result(fork()); }

static void free_texts(char **texts, size_t count) { mem_free_array(texts, count + 1, sizeof *texts); }

/* A list of bytes as an array that points into them, NULL at its end; NULL with an error. */
static char **texts_of(Object *list) {
    char **texts = is_list(list) ? mem_array(list_count(list) + 1, sizeof *texts) : NULL;
    if (!texts) return is_list(list) ? error_no_memory() : error_set(TypeError, "list of bytes expected, not %T", list);
    for (size_t i = 0; i < list_count(list); i++) {
        Object *text = ((List *)list)->items[i];
        if (!is_bytes(text)) {
            free_texts(texts, list_count(list));
            return error_set(TypeError, "list of bytes expected");
        }
        texts[i] = bytes_data(text);
    }
    texts[list_count(list)] = NULL;
    return texts;
}

/* _execve(path, arguments, environment): does not return but with OSError. */
static Value execve_function(Object *self UNUSED, Object **args) {
    Path path;
    char **arguments = texts_of(args[1]), **environment = arguments ? texts_of(args[2]) : NULL;
    Value result = value_error();
    if (environment && !path_from_argument(&path, "execve", "path", args[0], PATH_ONLY)) {
        execve(path.text, arguments, environment);
        result = errno_value();
        path_release(&path);
    }
    if (environment) free_texts(environment, list_count(args[2]));
    if (arguments) free_texts(arguments, list_count(args[1]));
    return result;
}

static const Method system_functions[] = {
    {"fork", fork_function, "()", "Fork a child process.\n\nReturn 0 to child process and PID of child to parent process.", 0},
    {"_execve", execve_function, "(path, argv, env, /)", "Execute a program, replacing the current process.", 0},
    {"getpgrp", getpgrp_function, "()", "Return the current process group id.", 0},
    {"setpgrp", setpgrp_function, "()", "Make the current process the leader of its process group.", 0},
    {"setsid", setsid_function, "()", "Call the system call setsid().", 0},
    {"getsid", getsid_function, "(pid, /)", "Call the system call getsid(pid) and return the result.", 0},
    {"getpgid", getpgid_function, "(pid)", "Call the system call getpgid(), and return the result.", 0},
    {"setpgid", setpgid_function, "(pid, pgrp, /)", "Call the system call setpgid(pid, pgrp).", 0},
    {"killpg", killpg_function, "(pgid, signal, /)", "Kill a process group with a signal.", 0},
    {"setuid", setuid_function, "(uid, /)", "Set the current process's user id.", 0},
    {"setgid", setgid_function, "(gid, /)", "Set the current process's group id.", 0},
    {"seteuid", seteuid_function, "(euid, /)", "Set the current process's effective user id.", 0},
    {"setegid", setegid_function, "(egid, /)", "Set the current process's effective group id.", 0},
    {"setreuid", setreuid_function, "(ruid, euid, /)", "Set the current process's real and effective user ids.", 0},
    {"setregid", setregid_function, "(rgid, egid, /)", "Set the current process's real and effective group ids.", 0},
    {"getgroups", getgroups_function, "()", "Return list of supplemental group IDs for the process.", 0},
    {"nice", nice_function, "(increment, /)", "Add increment to the priority of process and return the new priority.", 0},
    {"getpriority", getpriority_function, "(which, who)", "Return program scheduling priority.", 0},
    {"setpriority", setpriority_function, "(which, who, priority)", "Set program scheduling priority.", 0},
    {"sched_yield", sched_yield_function, "()", "Voluntarily relinquish the CPU.", 0},
    {"fchmod", fchmod_function, "(fd, mode)", "Change the access permissions of the file given by file descriptor fd.", 0},
    {"fchown", fchown_function, "(fd, uid, gid)", "Change the owner and group id of the file specified by file descriptor.", 0},
    {"fchdir", fchdir_function, "(fd)", "Change to the directory of the given file descriptor.", 0},
    {"fdatasync", fdatasync_function, "(fd)", "Force write of fd to disk without forcing update of metadata.", 0},
    {"sync", sync_function, "()", "Force write of everything to disk.", 0},
    {"tcgetpgrp", tcgetpgrp_function, "(fd, /)", "Return the process group associated with the terminal specified by fd.", 0},
    {"tcsetpgrp", tcsetpgrp_function, "(fd, pgid, /)", "Set the process group associated with the terminal specified by fd.", 0},
    {"major", major_function, "(device, /)", "Extracts a device major number from a raw device number.", 0},
    {"minor", minor_function, "(device, /)", "Extracts a device minor number from a raw device number.", 0},
    {"makedev", makedev_function, "(major, minor, /)", "Composes a raw device number from the major and minor device numbers.", 0},
    {"get_inheritable", get_inheritable_function, "(fd, /)", "Get the close-on-exe flag of the specified file descriptor.", 0},
    {"set_inheritable", set_inheritable_function, "(fd, inheritable, /)", "Set the inheritable flag of the specified file descriptor.", 0},
    {"get_blocking", get_blocking_function, "(fd, /)", "Get the blocking mode of the file descriptor.", 0},
    {"set_blocking", set_blocking_function, "(fd, blocking, /)", "Set the blocking mode of the specified file descriptor.", 0},
    {"closerange", closerange_function, "(fd_low, fd_high, /)", "Closes all file descriptors in [fd_low, fd_high), ignoring errors.", 0},
    {"pread", pread_function, "(fd, length, offset, /)", "Read a number of bytes from a file descriptor starting at a particular offset.", 0},
    {"pwrite", pwrite_function, "(fd, buffer, offset, /)", "Write bytes to a file descriptor starting at a particular offset.", 0},
    {"sendfile", sendfile_function, "(out_fd, in_fd, offset, count)", "Copy count bytes from file descriptor in_fd to file descriptor out_fd.", 0},
    {"lockf", lockf_function, "(fd, command, length, /)", "Apply, test or remove a POSIX lock on an open file descriptor.", 0},
    {"pipe2", pipe2_function, "(flags, /)", "Create a pipe with flags set atomically.", 0},
    {"getrandom", getrandom_function, "(size, flags=0)", "Obtain a series of random bytes.", 0},
    {"ttyname", ttyname_function, "(fd, /)", "Return the name of the terminal device connected to 'fd'.", 0},
    {"_sysconf", sysconf_function, "(name, /)", "Return an integer-valued system configuration variable.", 0},
    {0},
};

static const struct { const char *name; int value; } constants[] = {
    {"EX_USAGE", 64}, {"EX_DATAERR", 65}, {"EX_NOINPUT", 66}, {"EX_NOUSER", 67}, {"EX_NOHOST", 68}, {"EX_UNAVAILABLE", 69},
    {"EX_SOFTWARE", 70}, {"EX_OSERR", 71}, {"EX_OSFILE", 72}, {"EX_CANTCREAT", 73}, {"EX_IOERR", 74}, {"EX_TEMPFAIL", 75},
    {"EX_PROTOCOL", 76}, {"EX_NOPERM", 77}, {"EX_CONFIG", 78}, {"F_LOCK", F_LOCK}, {"F_TLOCK", F_TLOCK}, {"F_ULOCK", F_ULOCK},
    {"F_TEST", F_TEST}, {"GRND_NONBLOCK", GRND_NONBLOCK}, {"GRND_RANDOM", GRND_RANDOM}, {"O_ACCMODE", O_ACCMODE}, {"O_ASYNC", O_ASYNC},
    {"O_DSYNC", O_DSYNC}, {"O_NDELAY", O_NDELAY}, {"O_NOCTTY", O_NOCTTY}, {"O_RSYNC", O_RSYNC}, {"O_DIRECT", O_DIRECT},
    {"O_LARGEFILE", 0}, {"O_NOATIME", O_NOATIME}, {"O_PATH", O_PATH}, {"O_TMPFILE", O_TMPFILE}, {"PRIO_PROCESS", PRIO_PROCESS},
    {"PRIO_PGRP", PRIO_PGRP}, {"PRIO_USER", PRIO_USER}, {"P_NOWAIT", 1}, {"P_NOWAITO", 1}, {"P_WAIT", 0}, {"WCONTINUED", WCONTINUED},
    {"WUNTRACED", WUNTRACED}, {"SEEK_DATA", SEEK_DATA}, {"SEEK_HOLE", SEEK_HOLE}, {"NGROUPS_MAX", 65536}, {"TMP_MAX", 238328},
};

static const struct { const char *name; int value; } sysconf_names[] = {
    {"SC_ARG_MAX", _SC_ARG_MAX}, {"SC_CHILD_MAX", _SC_CHILD_MAX}, {"SC_CLK_TCK", _SC_CLK_TCK}, {"SC_OPEN_MAX", _SC_OPEN_MAX},
    {"SC_PAGESIZE", _SC_PAGESIZE}, {"SC_PAGE_SIZE", _SC_PAGE_SIZE}, {"SC_PHYS_PAGES", _SC_PHYS_PAGES}, {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
    {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF}, {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN}, {"SC_IOV_MAX", _SC_IOV_MAX},
    {"SC_NGROUPS_MAX", _SC_NGROUPS_MAX}, {"SC_TTY_NAME_MAX", _SC_TTY_NAME_MAX}, {"SC_HOST_NAME_MAX", _SC_HOST_NAME_MAX},
    {"SC_LINE_MAX", _SC_LINE_MAX}, {"SC_VERSION", _SC_VERSION},
};

int posix_add_system(Object *module) {
    if (module_add_functions(module, system_functions)) return -1;
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (module_add_steal(module, constants[i].name, int_from_i64(constants[i].value))) return -1;
    Object *names = dict_new();
    for (size_t i = 0; names && i < sizeof sysconf_names / sizeof *sysconf_names; i++) {
        Object *value = int_from_i64(sysconf_names[i].value);
        if (!value || dict_set_text(names, sysconf_names[i].name, value)) CLEAR(names);
        release_or_null(value);
    }
    return module_add_steal(module, "sysconf_names", names);
}
