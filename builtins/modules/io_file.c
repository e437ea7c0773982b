/* io_file.c - FileIO: a file descriptor as an unbuffered stream of bytes.
 *
 * System calls that a signal interrupts are repeated after the signal was served (Ctrl-C raises KeyboardInterrupt). A
 * script's handler runs during reads only: in the midst of a write it would find the streams half changed. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins/modules/io_internal.h"
#include "builtins/types/bytes_internal.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"

/* ---- system calls ---- */

/* After a failed call: 0 try again, IO_WOULD_BLOCK, -1 with an exception pending. */
static int call_failed(int (*serve)(void)) {
    if (errno == EINTR) return serve();
    if (errno == EAGAIN) return IO_WOULD_BLOCK;
    error_errno(OSError, NULL);
    return -1;
}

ssize_t io_file_read(FileIO *file, char *data, size_t size) {
    for (;;) {
        ssize_t count = read(file->fd, data, size);
        if (count >= 0) return count;
        int status = call_failed(interp_serve_signals);
        if (status) return status;
    }
}

ssize_t io_file_write(FileIO *file, const char *data, size_t size) {
    for (;;) {
        ssize_t count = write(file->fd, data, size);
        if (count >= 0) return count;
        int status = call_failed(interp_check_interrupt);
        if (status) return status;
    }
}

/* ---- opening ---- */

static int bad_mode(void) {
    return error_set_int(ValueError, "Must have exactly one of create/read/write/append mode and at most one plus");
}

/* Sets the file's fields from a mode such as "rb+"; *flags for open(). 0, -1. */
static int parse_mode(FileIO *file, const char *mode, int *flags) {
    int kinds = 0, plus = 0;
    *flags = O_CLOEXEC;
    for (const char *p = mode; *p; p++) {
        switch (*p) {
        case 'r': file->readable = true; kinds++; break;
        case 'w': file->writable = true; *flags |= O_CREAT | O_TRUNC; kinds++; break;
        case 'x': file->writable = file->created = true; *flags |= O_CREAT | O_EXCL; kinds++; break;
        case 'a': file->writable = file->appending = true; *flags |= O_CREAT | O_APPEND; kinds++; break;
        case '+': file->readable = file->writable = true; plus++; break;
        case 'b': break;
        default: return error_set_int(ValueError, "invalid mode: %s", mode);
        }
    }
    if (kinds != 1 || plus > 1) return bad_mode();
    *flags |= file->readable && file->writable ? O_RDWR : file->writable ? O_WRONLY : O_RDONLY;
    return 0;
}

/* The path as bytes in a new object: str, bytes, or what __fspath__ gives. */
static Object *path_bytes(Object *name) {
    Object *method, *path;
    if (is_str(name) || is_bytes(name)) path = retain(name);
    else {
        Object *fspath = str_intern_text("__fspath__");
        method = fspath ? object_lookup_special(name, fspath) : NULL;
        release_or_null(fspath);
        if (!method) return error_pending() ? NULL : error_set(TypeError, "expected str, bytes or os.PathLike object, not %T", name);
        path = object_call_noargs(method);
        release(method);
        if (path && !is_str(path) && !is_bytes(path)) {
            error_set(TypeError, "expected %T.__fspath__() to return str or bytes, not %T", name, path);
            CLEAR(path);
        }
        if (!path) return NULL;
    }
    const char *data = is_str(path) ? str_data(path) : bytes_data(path);
    size_t size = is_str(path) ? str_size(path) : bytes_size(path);
    Object *bytes = NULL;
    if (strlen(data) != size) error_set(ValueError, "embedded null byte");
    else bytes = bytes_from_data(data, size);
    release(path);
    return bytes;
}

/* The descriptor that opener(name, flags) gives. */
static int call_opener(Object *opener, Object *name, int flags) {
    Object *number = int_from_i64(flags), *result = number ? object_call_objects(opener, 2, name, number) : NULL;
    release_or_null(number);
    if (!result) return -1;
    ssize_t fd = -1;
    if (!is_int(result)) error_set(TypeError, "expected integer from opener");
    else if (!object_as_index(result, &fd, OverflowError) && fd < 0) error_set(ValueError, "opener returned %zd", fd);
    release(result);
    return (int)fd;
}

/* OSError with the file's name as it was given. */
static int name_error(Object *name, int code) {
    Object *number = int_from_i64(code), *text = str_from_text(strerror(code));
    Object *exception = number && text ? object_call_objects((Object *)OSError, 3, number, text, name) : NULL;
    release_or_null(number);
    release_or_null(text);
    if (exception) error_raise_steal(exception);
    return -1;
}

static int open_path(Object *name, int flags) {
    Object *path = path_bytes(name);
    if (!path) return -1;
    int fd;
    while ((fd = open(bytes_data(path), flags, 0666)) < 0 && errno == EINTR)
        if (interp_check_interrupt()) break;
    if (fd < 0 && !error_pending()) name_error(name, errno);
    release(path);
    return fd;
}

static int check_descriptor(FileIO *file, Object *name) {
    struct stat info;
    if (fstat(file->fd, &info)) return is_int(name) ? (error_errno(OSError, NULL), -1) : name_error(name, errno);
    if (S_ISDIR(info.st_mode)) return name_error(name, EISDIR);
    if (file->appending && lseek(file->fd, 0, SEEK_END) < 0 && errno != ESPIPE) return name_error(name, errno);
    return 0;
}

static int close_descriptor(FileIO *file) {
    int fd = file->fd;
    file->fd = -1;
    file->base.closed = true;
    if (fd < 0 || !file->closefd || !close(fd) || errno == EINTR) return 0;
    return error_errno(OSError, NULL), -1;
}

/* 0, -1: then the file is closed. */
static int file_open(FileIO *file, Object *name, const char *mode, bool closefd, Object *opener) {
    int flags;
    if (parse_mode(file, mode, &flags)) return -1;
    bool is_descriptor = is_int(name);
    if (!is_descriptor && !closefd) return error_set_int(ValueError, "Cannot use closefd=False with file name");
    ssize_t fd = -1;
    if (is_descriptor) {
        if (object_as_index(name, &fd, OverflowError)) return -1;
        if (fd < 0) return error_set_int(ValueError, "negative file descriptor");
    } else fd = opener && opener != None ? call_opener(opener, name, flags) : open_path(name, flags);
    if (fd < 0) return -1;
    file->fd = (int)fd;
    file->closefd = closefd;
    file->base.closed = false;
    if (check_descriptor(file, name)) {
        if (is_descriptor) file->closefd = false;
        Object *exception = error_take();
        close_descriptor(file);
        error_clear();
        error_raise_steal(exception);
        return -1;
    }
    object_replace_steal(&file->name, retain(name));
    return 0;
}

static Object *file_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    FileIO *file = (FileIO *)object_new(type);
    if (!file) return NULL;
    file->fd = -1;
    file->seekable = -1;
    file->base.closed = true;
    gc_track((Object *)file);
    return (Object *)file;
}

Object *io_file_open(Object *name, const char *mode, bool closefd, Object *opener) {
    Object *file = file_new(&io_file_type, NULL, 0, NULL);
    if (file && file_open((FileIO *)file, name, mode, closefd, opener)) CLEAR(file);
    return file;
}

static int file_init(Object *self, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[4];
    if (args_bind(&signature, "FileIO", "(file, mode='r', closefd=True, opener=None)", args, count, kwnames, bound)) return -1;
    if (bound[1] && !is_str(bound[1])) return error_set_int(TypeError, "FileIO() argument 'mode' must be str, not %K", bound[1]);
    int closefd = bound[2] ? object_truth(bound[2]) : 1;
    if (closefd < 0) return -1;
    FileIO *file = (FileIO *)self;
    if (file->fd >= 0 && close_descriptor(file)) return -1;
    file->readable = file->writable = file->appending = file->created = false;
    return file_open(file, bound[0], bound[1] ? str_data(bound[1]) : "r", closefd, bound[3]);
}

static void file_dealloc(Object *o) {
    gc_untrack(o);
    release_or_null(((FileIO *)o)->name);
    io_base_free(o);
}

static int file_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((FileIO *)o)->name);
    return io_base_traverse(o, visit, context);
}

/* ---- methods ---- */

static int check_open(const FileIO *file) {
    return file->fd >= 0 ? 0 : error_set_int(ValueError, "I/O operation on closed file");
}

static int check_mode(const FileIO *file, bool allowed, const char *action) {
    if (check_open(file)) return -1;
    if (allowed) return 0;
    return error_set(io_unsupported_operation, "File not open for %s", action), -1;
}

/* A count from the calls above as a script sees it. */
static Value count_value(ssize_t count) {
    return count == IO_WOULD_BLOCK ? value_none() : count < 0 ? value_error() : value_int(count);
}

/* How much is left to read by the file's size; 0 if that is not known. */
static size_t expected_size(const FileIO *file) {
    struct stat info;
    off_t at = lseek(file->fd, 0, SEEK_CUR);
    return at >= 0 && !fstat(file->fd, &info) && info.st_size > at ? (size_t)(info.st_size - at) : 0;
}

static Value readall_method(Object *self, Object **args) {
    (void)args;
    FileIO *file = (FileIO *)self;
    if (check_mode(file, file->readable, "reading")) return value_error();
    Buffer all = BUFFER_INIT;
    for (size_t step = expected_size(file) + 1;; step = all.length < 65536 ? 8192 : all.length / 4) {
        size_t before = all.length;
        char *data = buffer_extend(&all, step);
        ssize_t count = data ? io_file_read(file, data, step) : 0;
        buffer_truncate(&all, before + (count > 0 ? (size_t)count : 0));
        if (count == IO_WOULD_BLOCK && !all.length) {
            buffer_free(&all);
            return value_none();
        }
        if (count == -1) {
            buffer_free(&all);
            return value_error();
        }
        if (count <= 0 || !data) return value_new(bytes_from_buffer(&all));
    }
}

static Value read_method(Object *self, Object **args) {
    FileIO *file = (FileIO *)self;
    ssize_t size;
    if (check_mode(file, file->readable, "reading") || io_size_argument(args[0], &size)) return value_error();
    if (size < 0) return readall_method(self, args);
    Buffer out = BUFFER_INIT;
    char *data = buffer_extend(&out, (size_t)size);
    ssize_t count = data ? io_file_read(file, data, (size_t)size) : 0;
    if (count >= 0) {
        buffer_truncate(&out, (size_t)count);
        return value_new(bytes_from_buffer(&out));
    }
    buffer_free(&out);
    return count_value(count);
}

static Value readinto_method(Object *self, Object **args) {
    FileIO *file = (FileIO *)self;
    BufferView view;
    if (check_mode(file, file->readable, "reading") || io_writable_view(args[0], "readinto", &view)) return value_error();
    ssize_t count = io_file_read(file, view.data, view.length);
    buffer_view_release(&view);
    return count_value(count);
}

static Value write_method(Object *self, Object **args) {
    FileIO *file = (FileIO *)self;
    BufferView view;
    if (check_mode(file, file->writable, "writing") || object_get_buffer(args[0], &view, 0)) return value_error();
    ssize_t count = io_file_write(file, view.data, view.length);
    buffer_view_release(&view);
    return count_value(count);
}

static Value seek_to(FileIO *file, int64_t offset, int whence) {
    off_t at = lseek(file->fd, offset, whence);
    if (at >= 0) return value_int(at);
    return error_errno(OSError, NULL), value_error();
}

static Value seek_method(Object *self, Object **args) {
    FileIO *file = (FileIO *)self;
    int64_t offset;
    ssize_t whence;
    if (check_open(file) || io_offset_argument(args[0], &offset) || size_argument(args[1], 0, &whence)) return value_error();
    return seek_to(file, offset, (int)whence);
}

static Value tell_method(Object *self, Object **args) {
    (void)args;
    return check_open((FileIO *)self) ? value_error() : seek_to((FileIO *)self, 0, SEEK_CUR);
}

static Value truncate_method(Object *self, Object **args) {
    FileIO *file = (FileIO *)self;
    int64_t size;
    if (check_mode(file, file->writable, "writing")) return value_error();
    if (!args[0] || args[0] == None) {
        Value at = seek_to(file, 0, SEEK_CUR);
        if (value_is_error(at)) return at;
        size = at.i;
    } else if (io_offset_argument(args[0], &size)) return value_error();
    while (ftruncate(file->fd, size)) {
        int status = call_failed(interp_check_interrupt);
        if (status) return value_error();
    }
    return value_int(size);
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    return io_done(close_descriptor((FileIO *)self));
}

static Value fileno_method(Object *self, Object **args) {
    (void)args;
    return check_open((FileIO *)self) ? value_error() : value_int(((FileIO *)self)->fd);
}

static Value isatty_method(Object *self, Object **args) {
    (void)args;
    return check_open((FileIO *)self) ? value_error() : value_bool(isatty(((FileIO *)self)->fd));
}

static Value readable_method(Object *self, Object **args) {
    (void)args;
    return check_open((FileIO *)self) ? value_error() : value_bool(((FileIO *)self)->readable);
}

static Value writable_method(Object *self, Object **args) {
    (void)args;
    return check_open((FileIO *)self) ? value_error() : value_bool(((FileIO *)self)->writable);
}

static Value seekable_method(Object *self, Object **args) {
    (void)args;
    FileIO *file = (FileIO *)self;
    if (check_open(file)) return value_error();
    if (file->seekable < 0) file->seekable = lseek(file->fd, 0, SEEK_CUR) >= 0;
    return value_bool(file->seekable);
}

static const char *mode_text(const FileIO *file) {
    if (file->created) return file->readable ? "xb+" : "xb";
    if (file->appending) return file->readable ? "ab+" : "ab";
    return file->readable ? file->writable ? "rb+" : "rb" : "wb";
}

static Object *get_mode(Object *o) { return str_from_text(mode_text((FileIO *)o)); }
static Object *get_closefd(Object *o) { return retain(((FileIO *)o)->closefd ? True : False); }
static Object *get_closed(Object *o) { return retain(((FileIO *)o)->fd < 0 ? True : False); }

static Object *get_name(Object *o) {
    Object *name = ((FileIO *)o)->name;
    return name ? retain(name) : error_set(AttributeError, "'%T' object has no attribute 'name'", o);
}

static int set_name(Object *o, Object *value) {
    object_replace_steal(&((FileIO *)o)->name, retain_or_null(value));
    return 0;
}

static Object *file_repr(Object *o) {
    FileIO *file = (FileIO *)o;
    if (file->fd < 0) return str_from_text("<_io.FileIO [closed]>");
    if (!file->name) return str_format("<_io.FileIO fd=%d mode='%s' closefd=%s>", file->fd, mode_text(file), file->closefd ? "True" : "False");
    return str_format("<_io.FileIO name=%R mode='%s' closefd=%s>", file->name, mode_text(file), file->closefd ? "True" : "False");
}

static const Method file_methods[] = {
    {"read", read_method, "(size=-1, /)", "Read at most size bytes with one system call; all if size is negative.", 0},
    {"readall", readall_method, "()", "Read until the end of the file.", 0},
    {"readinto", readinto_method, "(buffer, /)", "Read bytes into a writable buffer; return how many.", 0},
    {"write", write_method, "(b, /)", "Write bytes with one system call; return how many were written.", 0},
    {"seek", seek_method, "(pos, whence=0, /)", "Move to a new position and return it.", 0},
    {"tell", tell_method, "()", "Return the current position.", 0},
    {"truncate", truncate_method, "(size=None, /)", "Truncate the file to that size, or at the current position.", 0},
    {"close", close_method, "()", "Close the file.", 0},
    {"fileno", fileno_method, "()", "Return the file descriptor.", 0},
    {"isatty", isatty_method, "()", "Return whether the file is a terminal.", 0},
    {"readable", readable_method, "()", "Return whether the file was opened for reading.", 0},
    {"writable", writable_method, "()", "Return whether the file was opened for writing.", 0},
    {"seekable", seekable_method, "()", "Return whether the file supports random access.", 0},
    {0}
};

static const Getter file_getters[] = {
    {"mode", get_mode, NULL, "The mode as it was opened."},
    {"closefd", get_closefd, NULL, "Whether the descriptor is closed with the file."},
    {"closed", get_closed, NULL, "Whether the file is closed."},
    {"name", get_name, set_name, "The file's name or descriptor."},
    {0}
};

Type io_file_type = {
    .head = TYPE_HEAD, .name = "_io.FileIO", .size = sizeof(FileIO), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_raw_base_type, .new = file_new, .init = file_init, .dealloc = file_dealloc, .finalize = io_base_finalize,
    .traverse = file_traverse, .clear = io_base_clear, .repr = file_repr, .methods = file_methods, .getters = file_getters,
    .doc = "Open a file as an unbuffered stream of bytes.",
};
