/* posix.c - the system's calls for files, folders and the process; module os (builtins/lib/os.mini) stands on it.
 * Only the conversion of arguments may run script code. Names of files go to the system as UTF-8; bytes that are no
 * UTF-8 come back as lone surrogates (surrogateescape). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "builtins/modules/posix.h"
#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

extern char **environ;

static Value errno_value(void) { return value_new(error_errno(OSError, NULL)); }

/* ---- the current folder ---- */

static Value current_folder(bool as_bytes) {
    char *folder = getcwd(NULL, 0);
    if (!folder) return errno_value();
    Object *result = path_result(folder, strlen(folder), as_bytes);
    free(folder);
    return value_new(result);
}

static Value getcwd_function(Object *self UNUSED, Object **args UNUSED) { return current_folder(false); }
static Value getcwdb_function(Object *self UNUSED, Object **args UNUSED) { return current_folder(true); }

/* ---- functions of one path that give None ---- */

typedef int (*PathCall)(const char *path);

static Value call_path(const char *function, PathCall call, Object *argument) {
    Path path;
    if (path_from_argument(&path, function, "path", argument, PATH_ONLY)) return value_error();
    Value result = call(path.text) ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}

static Value unlink_function(Object *self UNUSED, Object **args) { return call_path("unlink", unlink, args[0]); }
static Value remove_function(Object *self UNUSED, Object **args) { return call_path("remove", unlink, args[0]); }
static Value rmdir_function(Object *self UNUSED, Object **args) { return call_path("rmdir", rmdir, args[0]); }

static Value chdir_function(Object *self UNUSED, Object **args) {
    Path path;
    if (path_from_argument(&path, "chdir", "path", args[0], PATH_OR_FD)) return value_error();
    int failed = path.fd >= 0 ? fchdir(path.fd) : chdir(path.text);
    Value result = failed ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}

static Value path_and_mode(const char *function, int (*call)(const char *, mode_t), Object **args, int mode) {
    Path path;
    if (args[1] && int_argument(args[1], &mode)) return value_error();
    if (path_from_argument(&path, function, "path", args[0], PATH_ONLY)) return value_error();
    Value result = call(path.text, (mode_t)mode) ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}

static Value mkdir_function(Object *self UNUSED, Object **args) { return path_and_mode("mkdir", mkdir, args, 0777); }
static Value chmod_function(Object *self UNUSED, Object **args) { return path_and_mode("chmod", chmod, args, 0); }

static Value access_function(Object *self UNUSED, Object **args) {
    Path path;
    int mode;
    if (int_argument(args[1], &mode) || path_from_argument(&path, "access", "path", args[0], PATH_ONLY)) return value_error();
    bool granted = !access(path.text, mode);
    path_release(&path);
    return value_bool(granted);
}

static Value truncate_function(Object *self UNUSED, Object **args) {
    Path path;
    ssize_t length;
    if (object_as_index(args[1], &length, OverflowError)) return value_error();
    if (path_from_argument(&path, "truncate", "path", args[0], PATH_OR_FD)) return value_error();
    int failed = path.fd >= 0 ? ftruncate(path.fd, length) : truncate(path.text, length);
    Value result = failed ? path_error(&path) : value_none();
    path_release(&path);
    return result;
}

/* ---- functions of two paths ---- */

static Value call_paths(const char *function, int (*call)(const char *, const char *), Object **args) {
    Path from, to;
    if (path_from_argument(&from, function, "src", args[0], PATH_ONLY)) return value_error();
    Value result = value_error();
    if (!path_from_argument(&to, function, "dst", args[1], PATH_ONLY)) {
        result = call(from.text, to.text) ? paths_error(&from, &to) : value_none();
        path_release(&to);
    }
    path_release(&from);
    return result;
}

static Value rename_function(Object *self UNUSED, Object **args) { return call_paths("rename", rename, args); }
static Value replace_function(Object *self UNUSED, Object **args) { return call_paths("replace", rename, args); }
static Value link_function(Object *self UNUSED, Object **args) { return call_paths("link", link, args); }
static Value symlink_function(Object *self UNUSED, Object **args) { return call_paths("symlink", symlink, args); }

static Value readlink_function(Object *self UNUSED, Object **args) {
    Path path;
    char target[PATH_MAX];
    if (path_from_argument(&path, "readlink", "path", args[0], PATH_ONLY)) return value_error();
    ssize_t size = readlink(path.text, target, sizeof target);
    Value result = size < 0 ? path_error(&path) : value_new(path_result(target, (size_t)size, path.is_bytes));
    path_release(&path);
    return result;
}

/* ---- folders ---- */

/* The names in an open folder, which is closed. */
static Object *read_names(DIR *folder, const Path *path) {
    Object *names = list_new(0);
    while (names) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno) { path_error(path); CLEAR(names); }
            break;
        }
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        Object *name = path_result(entry->d_name, strlen(entry->d_name), path->is_bytes);
        if (!name || list_append_steal(names, name) || interp_check_interrupt()) CLEAR(names);
    }
    closedir(folder);
    return names;
}

static DIR *open_folder(const Path *path) {
    if (path->fd < 0) return opendir(path->text);
    int copy = dup(path->fd);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder) rewinddir(folder);
    else if (copy >= 0) close(copy);
    return folder;
}

static Value listdir_function(Object *self UNUSED, Object **args) {
    Path path;
    Object *here = str_from_text(".");
    if (!here) return value_error();
    bool given = args[0] && args[0] != None;
    Value result = value_error();
    if (!path_from_argument(&path, "listdir", "path", given ? args[0] : here, PATH_FD_OR_NONE)) {
        DIR *folder = open_folder(&path);
        result = folder ? value_new(read_names(folder, &path)) : path_error(&path);
        path_release(&path);
    }
    release(here);
    return result;
}

/* ---- descriptors ---- */

static Value open_function(Object *self UNUSED, Object **args) {
    Path path;
    int flags, mode = 0777;
    if (int_argument(args[1], &flags) || (args[2] && int_argument(args[2], &mode))) return value_error();
    if (path_from_argument(&path, "open", "path", args[0], PATH_ONLY)) return value_error();
    int fd;
    while ((fd = open(path.text, flags | O_CLOEXEC, mode)) < 0 && errno == EINTR)
        if (interp_check_interrupt()) break;
    Value result = fd >= 0 ? value_int(fd) : error_pending() ? value_error() : path_error(&path);
    path_release(&path);
    return result;
}

static Value close_function(Object *self UNUSED, Object **args) {
    int fd;
    if (int_argument(args[0], &fd)) return value_error();
    return close(fd) && errno != EINTR ? errno_value() : value_none();
}

static Value read_function(Object *self UNUSED, Object **args) {
    int fd;
    ssize_t size, got;
    if (int_argument(args[0], &fd) || object_as_index(args[1], &size, OverflowError)) return value_error();
    if (size < 0) return errno = EINVAL, errno_value();
    Object *bytes = bytes_from_data(NULL, (size_t)size);
    if (!bytes) return value_error();
    while ((got = read(fd, bytes_data(bytes), (size_t)size)) < 0 && errno == EINTR && !interp_serve_signals()) {}
    if (got < 0 && !error_pending()) error_errno(OSError, NULL);
    Object *result = got < 0 ? NULL : bytes_from_data(bytes_data(bytes), (size_t)got);
    release(bytes);
    return value_new(result);
}

static Value write_function(Object *self UNUSED, Object **args) {
    int fd;
    ssize_t written;
    BufferView view;
    if (int_argument(args[0], &fd) || object_get_buffer(args[1], &view, 0)) return value_error();
    while ((written = write(fd, view.data, view.length)) < 0 && errno == EINTR && !interp_serve_signals()) {}
    if (written < 0 && !error_pending()) error_errno(OSError, NULL);
    buffer_view_release(&view);
    return written < 0 ? value_error() : value_int(written);
}

static Value isatty_function(Object *self UNUSED, Object **args) {
    int fd;
    return int_argument(args[0], &fd) ? value_error() : value_bool(isatty(fd));
}

static Value terminal_size_function(Object *self UNUSED, Object **args) {
    int fd = STDOUT_FILENO;
    struct winsize size;
    if (args[0] && int_argument(args[0], &fd)) return value_error();
    if (ioctl(fd, TIOCGWINSZ, &size)) return errno_value();
    Object *items[] = {int_from_i64(size.ws_col), int_from_i64(size.ws_row)};
    return value_new(items[0] && items[1] ? tuple_from_items_steal(items, 2) : NULL);
}

/* ---- the process ---- */

static Value getpid_function(Object *self UNUSED, Object **args UNUSED) { return value_int(getpid()); }
static Value getppid_function(Object *self UNUSED, Object **args UNUSED) { return value_int(getppid()); }
static Value getuid_function(Object *self UNUSED, Object **args UNUSED) { return value_int(getuid()); }
static Value getgid_function(Object *self UNUSED, Object **args UNUSED) { return value_int(getgid()); }
static Value geteuid_function(Object *self UNUSED, Object **args UNUSED) { return value_int(geteuid()); }
static Value getegid_function(Object *self UNUSED, Object **args UNUSED) { return value_int(getegid()); }

static Value umask_function(Object *self UNUSED, Object **args) {
    int mask;
    return int_argument(args[0], &mask) ? value_error() : value_int(umask((mode_t)mask));
}

static Value kill_function(Object *self UNUSED, Object **args) {
    int process, number;
    if (int_argument(args[0], &process) || int_argument(args[1], &number)) return value_error();
    if (kill(process, number)) return errno_value();
    return interp_serve_signals() ? value_error() : value_none();   /* it may have been for this process */
}

static Value exit_function(Object *self UNUSED, Object **args) {
    int status;
    if (int_argument(args[0], &status)) return value_error();
    _exit(status);
}

static Value cpu_count_function(Object *self UNUSED, Object **args UNUSED) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? value_int(count) : value_none();
}

static Value times_function(Object *self UNUSED, Object **args UNUSED) {
    struct tms t;
    clock_t now = times(&t);
    double ticks = (double)sysconf(_SC_CLK_TCK);
    if (now == (clock_t)-1) return errno_value();
    const double values[] = {(double)t.tms_utime, (double)t.tms_stime, (double)t.tms_cutime, (double)t.tms_cstime, (double)now};
    Object *result = tuple_new(5);
    for (size_t i = 0; result && i < 5; i++) {
        Object *number = float_from_double(values[i] / ticks);
        ((Tuple *)result)->items[i] = number;
        if (!number) CLEAR(result);
    }
    return value_new(result);
}

static Value urandom_function(Object *self UNUSED, Object **args) {
    ssize_t size;
    if (object_as_index(args[0], &size, OverflowError)) return value_error();
    if (size < 0) return error_set_value(ValueError, "negative argument not allowed");
    Object *bytes = bytes_from_data(NULL, (size_t)size);
    for (ssize_t at = 0; bytes && at < size;) {
        ssize_t got = getrandom(bytes_data(bytes) + at, (size_t)(size - at), 0);
        if (got >= 0) at += got;
        else if (errno != EINTR) { error_errno(OSError, NULL); CLEAR(bytes); }
        if (bytes && interp_check_interrupt()) CLEAR(bytes);
    }
    return value_new(bytes);
}

static Value strerror_function(Object *self UNUSED, Object **args) {
    int code;
    return int_argument(args[0], &code) ? value_error() : value_new(str_from_text(strerror(code)));
}

static Value fspath_function(Object *self UNUSED, Object **args) {
    Path path;
    if (is_str(args[0]) || is_bytes(args[0])) return value_new(retain(args[0]));
    Object *name = str_intern_text("__fspath__"), *method = name ? object_lookup_special(args[0], name) : NULL;
    release_or_null(name);
    if (!method)
        return error_pending() ? value_error() : error_set_value(TypeError, "expected str, bytes or os.PathLike object, not %T", args[0]);
    release(method);
    if (path_from_argument(&path, "fspath", "path", args[0], PATH_ONLY)) return value_error();
    Object *result = path_result(path.text, bytes_size(path.bytes), path.is_bytes);
    path_release(&path);
    return value_new(result);
}

/* ---- the environment ---- */

static int add_variable(Object *result, const char *entry) {
    const char *equals = strchr(entry, '=');
    if (!equals) return 0;
    Object *name = path_result(entry, (size_t)(equals - entry), false);
    Object *value = name ? path_result(equals + 1, strlen(equals + 1), false) : NULL;
    int status = value ? dict_set(result, name, value) : -1;
    release_or_null(name);
    release_or_null(value);
    return status;
}

static Value environment_function(Object *self UNUSED, Object **args UNUSED) {
    Object *result = dict_new();
    for (char **entry = environ; result && entry && *entry; entry++)
        if (add_variable(result, *entry)) CLEAR(result);
    return value_new(result);
}

static Value putenv_function(Object *self UNUSED, Object **args) {
    Path name, value;
    if (path_from_argument(&name, "putenv", "name", args[0], PATH_ONLY)) return value_error();
    Value result = value_error();
    if (strchr(name.text, '=')) error_set(ValueError, "illegal environment variable name");
    else if (!path_from_argument(&value, "putenv", "value", args[1], PATH_ONLY)) {
        result = setenv(name.text, value.text, 1) ? errno_value() : value_none();
        path_release(&value);
    }
    path_release(&name);
    return result;
}

static Value unsetenv_function(Object *self UNUSED, Object **args) { return call_path("unsetenv", unsetenv, args[0]); }

/* ---- the module ---- */

static Value uname_function(Object *self UNUSED, Object **args UNUSED) {
    struct utsname names;
    if (uname(&names)) return value_new(error_errno(OSError, NULL));
    const char *const fields[] = {names.sysname, names.nodename, names.release, names.version, names.machine};
    Object *list = list_new(5);
    for (size_t i = 0; list && i < 5; i++) {
        Object *text = str_from_text(fields[i]);
        if (!text || list_append_steal(list, text)) CLEAR(list);
    }
    return value_new(list);
}

static const Method posix_functions[] = {
    {"getcwd", getcwd_function, "()", "Return a unicode string representing the current working directory.", 0},
    {"getcwdb", getcwdb_function, "()", "Return a bytes string representing the current working directory.", 0},
    {"chdir", chdir_function, "(path)", "Change the current working directory to the specified path.", 0},
    {"listdir", listdir_function, "(path=None)", "Return a list containing the names of the files in the directory.", 0},
    {"mkdir", mkdir_function, "(path, mode=511)", "Create a directory.", 0},
    {"rmdir", rmdir_function, "(path)", "Remove a directory.", 0},
    {"remove", remove_function, "(path)", "Remove a file (same as unlink()).", 0},
    {"unlink", unlink_function, "(path)", "Remove a file (same as remove()).", 0},
    {"rename", rename_function, "(src, dst)", "Rename a file or directory.", 0},
    {"replace", replace_function, "(src, dst)", "Rename a file or directory, overwriting the destination.", 0},
    {"link", link_function, "(src, dst)", "Create a hard link to a file.", 0},
    {"symlink", symlink_function, "(src, dst, target_is_directory=False)", "Create a symbolic link pointing to src named dst.", 0},
    {"readlink", readlink_function, "(path)", "Return a string representing the path to which the symbolic link points.", 0},
    {"chmod", chmod_function, "(path, mode)", "Change the access permissions of a file.", 0},
    {"access", access_function, "(path, mode)", "Use the real uid/gid to test for access to a path.", 0},
    {"truncate", truncate_function, "(path, length)", "Truncate a file, specified by path, to a specific length.", 0},
    {"stat", stat_function, "(path, *, follow_symlinks=True)", "Perform a stat system call on the given path.", 0},
    {"lstat", lstat_function, "(path)", "Perform a stat system call on the given path, without following symbolic links.", 0},
    {"fstat", fstat_function, "(fd)", "Perform a stat system call on the given file descriptor.", 0},
    {"open", open_function, "(path, flags, mode=511)", "Open a file for low level IO.  Returns a file descriptor (integer).", 0},
    {"close", close_function, "(fd)", "Close a file descriptor.", 0},
    {"read", read_function, "(fd, length, /)", "Read from a file descriptor.  Returns a bytes object.", 0},
    {"write", write_function, "(fd, data, /)", "Write a bytes object to a file descriptor.", 0},
    {"isatty", isatty_function, "(fd, /)", "Return True if the fd is connected to a terminal.", 0},
    {"_terminal_size", terminal_size_function, "(fd=1, /)", "Columns and lines of the terminal behind a descriptor.", 0},
    {"getpid", getpid_function, "()", "Return the current process id.", 0},
    {"getppid", getppid_function, "()", "Return the parent's process id.", 0},
    {"getuid", getuid_function, "()", "Return the current process's user id.", 0},
    {"getgid", getgid_function, "()", "Return the current process's group id.", 0},
    {"geteuid", geteuid_function, "()", "Return the current process's effective user id.", 0},
    {"getegid", getegid_function, "()", "Return the current process's effective group id.", 0},
    {"umask", umask_function, "(mask, /)", "Set the current numeric umask and return the previous umask.", 0},
    {"kill", kill_function, "(pid, signal, /)", "Kill a process with a signal.", 0},
    {"_exit", exit_function, "(status)", "Exit to the system with specified status, without normal exit processing.", 0},
    {"cpu_count", cpu_count_function, "()", "Return the number of CPUs in the system; return None if indeterminable.", 0},
    {"_times", times_function, "()", "User, system, children's user, children's system and elapsed time.", 0},
    {"_uname", uname_function, "()", "The names of system, node, release, version and machine.", 0},
    {"urandom", urandom_function, "(size, /)", "Return a bytes object containing random bytes suitable for cryptographic use.", 0},
    {"strerror", strerror_function, "(code, /)", "Translate an error code to a message string.", 0},
    {"fspath", fspath_function, "(path)", "Return the file system path representation of the object.", 0},
    {"_environment", environment_function, "()", "The environment as a dict of str.", 0},
    {"putenv", putenv_function, "(name, value, /)", "Change or add an environment variable.", 0},
    {"unsetenv", unsetenv_function, "(name, /)", "Delete an environment variable.", 0},
    {"pipe", pipe_function, "()", "Create a pipe.\n\nReturns a tuple of two file descriptors:\n  (read_fd, write_fd)", 0},
    {"dup", dup_function, "(fd, /)", "Return a duplicate of a file descriptor.", 0},
    {"dup2", dup2_function, "(fd, fd2, inheritable=True)", "Duplicate file descriptor.", 0},
    {"lseek", lseek_function, "(fd, position, how, /)", "Set the position of a file descriptor.  Return the new position.", 0},
    {"ftruncate", ftruncate_function, "(fd, length, /)", "Truncate a file, specified by file descriptor, to a specific length.", 0},
    {"fsync", fsync_function, "(fd)", "Force write of fd to disk.", 0},
    {"_poll", poll_function, "(fds, timeout, /)", "What happened to descriptors within some milliseconds.", 0},
    {"_spawn", spawn_function, "(candidates, arguments, environment, folder, stdin, stdout, stderr, new_session, /)",
     "Start the first program there is, and return its process id.", 0},
    {"waitpid", waitpid_function, "(pid, options, /)", "Wait for completion of a given child process: a tuple of its id and status.", 0},
    {"waitstatus_to_exitcode", waitstatus_to_exitcode_function, "(status)", "Convert a wait status to an exit code.", 0},
    {"system", system_function, "(command)", "Execute the command in a subshell.", 0},
    {"utime", utime_function, "(path, times=None, *, ns=<unrepresentable>, follow_symlinks=True)", "Set the access and modified time of path.", 0},
    {"_statvfs", statvfs_function, "(path)", "Facts about a file system.", 0},
    {"getloadavg", getloadavg_function, "()", "Return average recent system load information.", 0},
    {"chown", chown_function, "(path, uid, gid)", "Change the owner and group id of path to the numeric uid and gid.", 0},
    {"mkfifo", mkfifo_function, "(path, mode=438)", "Create a FIFO (a POSIX named pipe).", 0},
    {0},
};

static const struct { const char *name; int value; } constants[] = {
    {"F_OK", F_OK}, {"R_OK", R_OK}, {"W_OK", W_OK}, {"X_OK", X_OK}, {"O_RDONLY", O_RDONLY}, {"O_WRONLY", O_WRONLY}, {"O_RDWR", O_RDWR},
    {"O_CREAT", O_CREAT}, {"O_EXCL", O_EXCL}, {"O_TRUNC", O_TRUNC}, {"O_APPEND", O_APPEND}, {"O_NONBLOCK", O_NONBLOCK},
    {"O_SYNC", O_SYNC}, {"WNOHANG", WNOHANG}, {"O_DIRECTORY", O_DIRECTORY}, {"O_NOFOLLOW", O_NOFOLLOW}, {"O_CLOEXEC", O_CLOEXEC}, {"EX_OK", 0},
};

static int posix_init(Object *module) {
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (module_add_steal(module, constants[i].name, int_from_i64(constants[i].value))) return -1;
    return posix_add_system(module) ? -1 : posix_add_stat(module);
}

const ModuleDef posix_module = {
    .name = "posix", .doc = "The system's calls for files, folders and the process. Use module os instead.",
    .functions = posix_functions, .init = posix_init,
};
