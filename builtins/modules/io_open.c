/* io_open.c - open(): the stack of streams for a mode; the standard streams. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/object/names.h"
#include "builtins/modules/io_internal.h"
#include "builtins/types/dict.h"
#include "builtins/types/str_internal.h"

typedef struct { bool reading, writing, creating, appending, updating, text, binary; } Mode;

static int mode_error(Object *mode) { return error_set_int(ValueError, "invalid mode: %R", mode); }

static int read_letters(Object *mode, Mode *m) {
    for (const char *p = str_data(mode); *p; p++) {
        if (strchr(p + 1, *p)) return mode_error(mode);
        switch (*p) {
        case 'r': m->reading = true; break;
        case 'w': m->writing = true; break;
        case 'x': m->creating = true; break;
        case 'a': m->appending = true; break;
        case '+': m->updating = true; break;
        case 't': m->text = true; break;
        case 'b': m->binary = true; break;
        default: return mode_error(mode);
        }
    }
    return 0;
}

static int parse_mode(Object *mode, Mode *m) {
    *m = (Mode){0};
    if (read_letters(mode, m)) return -1;
    if (m->text && m->binary) return error_set_int(ValueError, "can't have text and binary mode at once");
    int kinds = m->creating + m->reading + m->writing + m->appending;
    if (kinds > 1) return error_set_int(ValueError, "must have exactly one of create/read/write/append mode");
    if (!kinds)
        return error_set_int(ValueError, "Must have exactly one of create/read/write/append mode and at most one plus");
    return 0;
}

static int check_binary(const Mode *m, Object *encoding, Object *errors, Object *newline) {
    if (!m->binary) return 0;
    if (encoding && encoding != None) return error_set_int(ValueError, "binary mode doesn't take an encoding argument");
    if (errors && errors != None) return error_set_int(ValueError, "binary mode doesn't take an errors argument");
    if (newline && newline != None) return error_set_int(ValueError, "binary mode doesn't take a newline argument");
    return 0;
}

static size_t block_size(const FileIO *file) {
    struct stat info;
    return !fstat(file->fd, &info) && info.st_blksize > 1 ? (size_t)info.st_blksize : IO_BUFFER_SIZE;
}

static Object *make_buffered(const Mode *m, Object *raw, size_t size) {
    Type *type = m->updating ? &io_buffered_random_type : m->reading ? &io_buffered_reader_type : &io_buffered_writer_type;
    return io_buffered_open(type, raw, size);
}

static Object *make_text(Object *buffer, Object **args, Object *mode, bool line_buffering) {
    Object *text = io_text_open(buffer, args[3], args[4], args[5], line_buffering, false);
    Object *name = text ? str_intern_text("mode") : NULL;
    if (text && (!name || object_setattr(text, name, mode))) CLEAR(text);
    release_or_null(name);
    return text;
}

/* Closes what was opened, keeping the exception. STEALS o. */
static Object *abandon_steal(Object *o) {
    Object *exception = error_take();
    if (io_call(o, "close")) error_clear();
    release(o);
    if (exception) error_raise_steal(exception);
    return NULL;
}

/* STEALS raw. */
static Object *finish_steal(FileIO *raw, const Mode *m, ssize_t buffering, Object **args, Object *mode) {
    bool line_buffering = !m->binary && (buffering == 1 || (buffering < 0 && isatty(raw->fd)));
    if (buffering == 0 && m->binary) return (Object *)raw;
    if (buffering == 0) {
        error_set(ValueError, "can't have unbuffered text I/O");
        return abandon_steal((Object *)raw);
    }
    Object *buffered = make_buffered(m, (Object *)raw, buffering > 1 ? (size_t)buffering : block_size(raw));
    if (!buffered) return abandon_steal((Object *)raw);
    RELEASE(raw);
    if (m->binary) return buffered;
    Object *text = make_text(buffered, args, mode, line_buffering);
    if (!text) return abandon_steal(buffered);
    release(buffered);
    return text;
}

static const char *raw_mode(const Mode *m) {
    static const char *const modes[][2] = {{"xb", "xb+"}, {"rb", "rb+"}, {"wb", "wb+"}, {"ab", "ab+"}};
    return modes[m->creating ? 0 : m->reading ? 1 : m->writing ? 2 : 3][m->updating];
}

static int check_text_arguments(Object **args) {
    static const struct { int index; const char *name; } texts[] = {{3, "encoding"}, {4, "errors"}, {5, "newline"}};
    if (args[1] && !is_str(args[1])) return error_set_int(TypeError, "open() argument 'mode' must be str, not %K", args[1]);
    for (size_t i = 0; i < 3; i++) {
        Object *o = args[texts[i].index];
        if (o && o != None && !is_str(o))
            return error_set_int(TypeError, "open() argument '%s' must be str or None, not %K", texts[i].name, o);
    }
    return 0;
}

/* args: file, mode, buffering, encoding, errors, newline, closefd, opener. */
/* Opens what __fspath__ gives, so that errors and the stream's name tell that. */
static Object *open_raw(Object *file, const char *mode, bool closefd, Object *opener) {
    Object *name = str_intern_text("__fspath__"), *method = NULL, *path = NULL;
    if (name && !is_str(file) && !is_bytes(file) && !is_int(file)) method = object_lookup_special(file, name);
    release_or_null(name);
    if (method) path = object_call_noargs(method);
    else if (!error_pending()) path = retain(file);
    release_or_null(method);
    Object *raw = path ? io_file_open(path, mode, closefd, opener) : NULL;
    release_or_null(path);
    return raw;
}

static Object *open_file(Object **args) {
    Mode m;
    ssize_t buffering;
    if (check_text_arguments(args) || size_argument(args[2], -1, &buffering)) return NULL;
    Object *mode = args[1] ? retain(args[1]) : str_from_text("r");
    int closefd = args[6] ? object_truth(args[6]) : 1;
    Object *raw = NULL;
    if (mode && closefd >= 0 && !parse_mode(mode, &m) && !check_binary(&m, args[3], args[4], args[5]))
        raw = open_raw(args[0], raw_mode(&m), closefd, args[7]);
    Object *result = raw ? finish_steal((FileIO *)raw, &m, buffering, args, mode) : NULL;
    release_or_null(mode);
    return result;
}

Value io_open_function(Object *self, Object **args) {
    (void)self;
    if (io_make_types()) return value_error();
    return value_new(open_file(args));
}

/* ---- text from C ---- */

int io_write_str(Object *file, Object *text) {
    if (file->type == &io_text_type) return io_text_write((TextIO *)file, str_data(text), str_size(text));
    if (file->type == &io_string_type) return io_string_write(file, str_data(text), str_size(text));
    Object *result = object_call_method(file, "write", 1, text);
    release_or_null(result);
    return result ? 0 : -1;
}

int io_write_text(Object *file, const char *text, size_t size) {
    if (file->type == &io_text_type) return io_text_write((TextIO *)file, text, size);
    Object *str = str_from_utf8(text, size);
    int status = str ? io_write_str(file, str) : -1;
    release_or_null(str);
    return status;
}

int io_flush(Object *file) { return io_call(file, "flush"); }

/* ---- standard streams ---- */

/* Does the environment ask for the C locale (or what stands for it)? Then undecodable bytes pass through unharmed. */
static bool is_c_locale(void) {
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"}, *const names[] = {"C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"};
    const char *value = NULL;
    for (size_t i = 0; i < 3 && !(value && *value); i++) value = getenv(variables[i]);
    if (!value || !*value) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], value) == 0) return true;
    return false;
}

/* A text stream on that descriptor, None if it is not open. stderr is always line-buffered, the others on a terminal. */
static Object *standard_stream(int fd, const char *name, bool unbuffered) {
    struct stat info;
    if (fstat(fd, &info)) return retain(None);
    Object *number = int_from_i64(fd), *label = str_from_text(name), *encoding = str_from_text("utf-8");
    Object *errors = str_from_text(fd == 2 ? "backslashreplace" : is_c_locale() ? "surrogateescape" : "strict"), *mode = str_from_text(fd ? "w" : "r");
    Object *newline = fd ? str_from_text("\n") : retain(None);
    Object *raw = number && mode ? io_file_open(number, fd ? "wb" : "rb", false, NULL) : NULL, *buffered = NULL, *text = NULL;
    if (raw && label) object_replace_steal(&((FileIO *)raw)->name, retain(label));
    if (raw) buffered = io_buffered_open(fd ? &io_buffered_writer_type : &io_buffered_reader_type, raw, block_size((FileIO *)raw));
    Object *args[] = {NULL, NULL, NULL, encoding, errors, newline};
    if (buffered && label && encoding && errors && newline)
        text = make_text(buffered, args, mode, !unbuffered && (fd == 2 || isatty(fd)));
    if (text && unbuffered) ((TextIO *)text)->write_through = true;
    Object *used[] = {number, label, encoding, errors, mode, newline, raw, buffered};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) release_or_null(used[i]);
    return text;
}

int io_make_standard_streams(Object *sys_dict, bool unbuffered) {
    static const struct { const char *name, *copy, *label; } streams[] = {
        {"stdin", "__stdin__", "<stdin>"}, {"stdout", "__stdout__", "<stdout>"}, {"stderr", "__stderr__", "<stderr>"}
    };
    if (io_make_types()) return -1;
    for (int fd = 0; fd < 3; fd++) {
        Object *stream = standard_stream(fd, streams[fd].label, unbuffered && fd);
        int status = stream ? dict_set_text(sys_dict, streams[fd].name, stream) || dict_set_text(sys_dict, streams[fd].copy, stream) : -1;
        release_or_null(stream);
        if (status) return -1;
    }
    return 0;
}

/* *failed: the stream could not be flushed before, which was reported then. */
static int flush_stream(Object *name, bool *failed) {
    Object *stream = interp.sys_dict ? dict_peek_str(interp.sys_dict, name) : NULL;
    if (!stream || stream == None || *failed) return 0;
    retain(stream);
    int closed = io_is_closed(stream);
    if (closed < 0) error_clear();
    if (closed == 0 && io_flush(stream)) {
        error_unraisable(stream, NULL);
        *failed = true;
    }
    release(stream);
    return *failed ? -1 : 0;
}

int io_flush_standard_streams(void) {
    static bool stdout_failed, stderr_failed;
    int status = flush_stream(NAME(stdout), &stdout_failed);
    return flush_stream(NAME(stderr), &stderr_failed) ? -1 : status;
}
