/* exception_os.c - OSError: the constructor chooses the subclass by errno. */
#include <errno.h>

#include "builtins/types/exception_kinds.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

static const struct { int number; Type *type; } subclasses[] = {
    {EAGAIN, BlockingIOError}, {EALREADY, BlockingIOError}, {EINPROGRESS, BlockingIOError},
    {EPIPE, BrokenPipeError}, {ESHUTDOWN, BrokenPipeError}, {ECHILD, ChildProcessError},
    {ECONNABORTED, ConnectionAbortedError}, {ECONNREFUSED, ConnectionRefusedError}, {ECONNRESET, ConnectionResetError},
    {EEXIST, FileExistsError}, {ENOENT, FileNotFoundError}, {EINTR, InterruptedError}, {EISDIR, IsADirectoryError},
    {ENOTDIR, NotADirectoryError}, {EACCES, PermissionError}, {EPERM, PermissionError}, {ESRCH, ProcessLookupError},
    {ETIMEDOUT, TimeoutError},
};

static OSErrorObject *os(Object *o) { return (OSErrorObject *)o; }

static Type *choose_type(Type *type, Object **args, size_t count) {
    if (type != OSError || count < 2 || count > 5 || !is_machine_int(args[0])) return type;
    for (size_t i = 0; i < sizeof subclasses / sizeof *subclasses; i++)
        if (subclasses[i].number == int_value(args[0])) return subclasses[i].type;
    return type;
}

/* A script class with its own __init__ but OSError's __new__ fills the fields there; otherwise __new__ does. */
static bool fields_are_set_by_init(const Type *type) {
    return type->init != os_error_init && type->new == os_error_new;
}

static void store(Object **field, Object *value) {
    object_replace_steal(field, retain_or_null(value));
}

/* The third argument: a file name, or for BlockingIOError how much was written. */
static int set_filename(Object *self, Object *filename) {
    if (object_is_instance(self, BlockingIOError) && is_machine_int(filename)) {
        os(self)->written = (ssize_t)int_value(filename);
        return 0;
    }
    store(&os(self)->filename, filename);
    return 1;
}

static int fill_fields(Object *self, Object **args, size_t count) {
    if (exception_set_args(self, args, count)) return -1;
    if (count < 2 || count > 5) return 0;
    store(&os(self)->number, args[0]);
    store(&os(self)->text, args[1]);
    if (count < 3 || args[2] == None) return 0;
    if (count == 5 && args[4] != None) store(&os(self)->filename2, args[4]);
    return set_filename(self, args[2]) ? exception_set_args(self, args, 2) : 0;   /* args shows the first two only */
}

Object *os_error_new(Type *type, Object **args, size_t count, Object *kwnames) {
    bool later = fields_are_set_by_init(type);
    if (!later && kwnames && tuple_count(kwnames)) return error_set(TypeError, "%N() takes no keyword arguments", type);
    Object *self = exception_base_new(later ? type : choose_type(type, args, count), args, later ? 0 : count, NULL);
    if (!self) return NULL;
    os(self)->written = -1;
    if (later || fill_fields(self, args, count) == 0) return self;
    release(self);
    return NULL;
}

int os_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (!fields_are_set_by_init(self->type)) return 0;
    if (kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "%T() takes no keyword arguments", self);
    return fill_fields(self, args, count);
}

EXCEPTION_LIFE(os_error, OSErrorObject, number, 4)

Object *os_error_str(Object *self) {
    const OSErrorObject *error = os(self);
    Object *number = error->number ? error->number : None, *text = error->text ? error->text : None;
    if (error->filename && error->filename2)
        return str_format("[Errno %S] %S: %R -> %R", number, text, error->filename, error->filename2);
    if (error->filename) return str_format("[Errno %S] %S: %R", number, text, error->filename);
    if (error->number && error->text) return str_format("[Errno %S] %S", number, text);
    return exception_base_str(self);
}

EXCEPTION_MEMBER(OSErrorObject, number)
EXCEPTION_MEMBER(OSErrorObject, text)
EXCEPTION_MEMBER(OSErrorObject, filename2)

static Object *get_filename(Object *o) { return retain(os(o)->filename ? os(o)->filename : None); }
static int replace_filename(Object *o, Object *value) {
    store(&os(o)->filename, value);
    return 0;
}

static Object *get_written(Object *o) {
    if (os(o)->written >= 0) return int_from_i64(os(o)->written);
    return error_set(AttributeError, "characters_written");
}

static int set_written(Object *o, Object *value) {
    ssize_t written = -1;
    if (!value && os(o)->written < 0) return error_set_int(AttributeError, "characters_written");
    if (value && object_as_index(value, &written, ValueError)) return -1;
    os(o)->written = written;
    return 0;
}

const Getter os_error_getters[] = {
    {"errno", get_number, set_number, "POSIX exception code"},
    {"strerror", get_text, set_text, "exception strerror"},
    {"filename", get_filename, replace_filename, "exception filename"},
    {"filename2", get_filename2, set_filename2, "second exception filename"},
    {"characters_written", get_written, set_written, NULL},
    {0},
};

/* The constructor's arguments: args shows only two of them. */
static Object *constructor_arguments(const OSErrorObject *error) {
    Object *args = error->base.args;
    if (tuple_count(args) != 2 || !error->filename) return retain(args);
    Object *number = tuple_item_borrowed(args, 0), *text = tuple_item_borrowed(args, 1);
    if (!error->filename2) return tuple_of(3, number, text, error->filename);
    return tuple_of(5, number, text, error->filename, None, error->filename2);
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *extra = exception_attributes(self);
    Object *arguments = error_pending() ? NULL : constructor_arguments(os(self));
    Object *result = arguments ? exception_reduce(self, arguments, extra) : NULL;
    release_or_null(extra);
    release_or_null(arguments);
    return value_new(result);
}

const Method os_error_methods[] = {
    {"__reduce__", reduce_method, "()", NULL, 0},
    {0},
};
