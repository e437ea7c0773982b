/* io_base.c - IOBase, RawIOBase, BufferedIOBase, TextIOBase: what a stream can do by way of its own methods. Script classes
 * derive from them; so everything here calls methods of self by name and MAY_RUN script code. */
#include "builtins/modules/io.h"
#include "builtins/modules/io_internal.h"
#include "builtins/types/bytes_internal.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"

Type *io_unsupported_operation;

void io_release(void) { CLEAR(io_unsupported_operation); }

int io_make_unsupported_operation(void) {
    if (io_unsupported_operation) return 0;
    Object *name = str_from_text("UnsupportedOperation"), *module = str_from_text("io");
    Object *bases = tuple_of(2, (Object *)OSError, (Object *)ValueError), *dict = dict_new();
    Object *type = NULL;
    if (name && module && bases && dict && !dict_set_text(dict, "__module__", module))
        type = object_call_objects((Object *)&type_type, 3, name, bases, dict);
    release_or_null(name);
    release_or_null(module);
    release_or_null(bases);
    release_or_null(dict);
    io_unsupported_operation = (Type *)type;
    return type ? 0 : -1;
}

void *io_unsupported(const char *message) { return error_set(io_unsupported_operation, "%s", message); }

/* ---- closing ---- */

Value io_close_done(Object *flush_error, int status) {
    if (!flush_error) return io_done(status);
    if (status) error_clear();
    error_raise_steal(flush_error);
    return value_error();
}

/* ---- calls ---- */

int io_call(Object *o, const char *method) {
    Object *result = object_call_method(o, method, 0);
    release_or_null(result);
    return result ? 0 : -1;
}

int io_ask(Object *o, const char *method) {
    Object *result = object_call_method(o, method, 0);
    if (!result) return -1;
    int truth = object_truth(result);
    release(result);
    return truth;
}

static bool is_plain(const Object *o) {
    return o->type == &io_file_type || is_buffered(o) || o->type == &io_text_type || o->type == &io_bytes_type || o->type == &io_string_type;
}

int io_is_closed(Object *o) {
    if (is_plain(o) && !is_buffered(o) && o->type != &io_text_type) return ((IOBase *)o)->closed;
    Object *answer = object_getattr_text(o, "closed");
    if (!answer) return -1;
    int truth = object_truth(answer);
    release(answer);
    return truth;
}

int io_check_closed(Object *o) {
    int closed = io_is_closed(o);
    return closed > 0 ? error_set_int(ValueError, "I/O operation on closed file.") : closed;
}

int io_size_argument(Object *o, ssize_t *size) {
    *size = -1;
    if (!o || o == None) return 0;
    if (!o->type->index) return error_set_int(TypeError, "argument should be integer or None, not '%T'", o);
    return size_argument(o, -1, size);
}

int io_offset_argument(Object *o, int64_t *offset) {
    Object *number = object_index(o);
    if (!number) return -1;
    int status = int_as_i64(number, offset);
    release(number);
    return status;
}

int64_t io_offset_steal(Object *o) {
    int64_t offset = -1;
    if (!o) return -1;
    if (!io_offset_argument(o, &offset) && offset < 0) error_set(OSError, "Raw stream returned invalid position %lld", (long long)offset);
    release(o);
    return offset;
}

int io_writable_view(Object *o, const char *method, BufferView *view) {
    if (o->type->get_buffer && !object_get_buffer(o, view, 1)) return 0;
    if (error_pending() && !error_clear_if(BufferError)) return -1;
    return error_set_int(TypeError, "%s() argument must be read-write bytes-like object, not %K", method, o);
}

/* ---- life ---- */

/* Closes a stream that nobody refers to any more; errors have nowhere to go. */
void io_base_finalize(Object *o) {
    int closed = io_is_closed(o);
    if (closed < 0) error_clear();
    if (closed == 0 && io_call(o, "close")) error_clear();
}

int io_base_traverse(Object *o, VisitFn visit, void *context) { return attrs_traverse(o, visit, context); }

int io_base_clear(Object *o) {
    attrs_clear(o);
    return 0;
}

void io_base_free(Object *o) {
    attrs_clear(o);
    object_free(o);
}

static void base_dealloc(Object *o) {
    gc_untrack(o);
    io_base_free(o);
}

static Object *base_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    Object *o = object_new(type);
    if (o) gc_track(o);
    return o;
}

static int base_init(Object *self, Object **args, size_t count, Object *kwnames) {
    (void)self; (void)args; (void)count; (void)kwnames;
    return 0;
}

/* ---- IOBase ---- */

static Value unsupported_value(const char *message) { return io_unsupported(message), value_error(); }
static Value seek_method(Object *self, Object **args) { (void)self; (void)args; return unsupported_value("seek"); }
static Value truncate_method(Object *self, Object **args) { (void)self; (void)args; return unsupported_value("truncate"); }
static Value fileno_method(Object *self, Object **args) { (void)self; (void)args; return unsupported_value("fileno"); }

static Value tell_method(Object *self, Object **args) {
    (void)args;
    Object *zero = int_from_i64(0), *one = int_from_i64(1);
    Object *result = zero && one ? object_call_method(self, "seek", 2, zero, one) : NULL;
    release_or_null(zero);
    release_or_null(one);
    return value_new(result);
}

static Value flush_method(Object *self, Object **args) {
    (void)args;
    return io_done(((IOBase *)self)->closed ? error_set_int(ValueError, "I/O operation on closed file.") : 0);
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    if (((IOBase *)self)->closed) return value_none();
    int status = io_call(self, "flush");
    ((IOBase *)self)->closed = true;
    return io_done(status);
}

static Value answer_no_method(Object *self, Object **args) { (void)self; (void)args; return value_bool(false); }

static Value isatty_method(Object *self, Object **args) {
    (void)args;
    return io_check_closed(self) ? value_error() : value_bool(false);
}

static Value enter_method(Object *self, Object **args) {
    (void)args;
    return io_check_closed(self) ? value_error() : value_new(retain(self));
}

static Value exit_method(Object *self, Object **args) {
    (void)args;
    return io_done(io_call(self, "close"));
}

static Value del_method(Object *self, Object **args) {
    (void)args;
    return io_done(io_call(self, "close"));
}

#define CHECK_METHOD(name, question, message) \
    static Value name(Object *self, Object **args) { \
        (void)args; \
        int answer = io_ask(self, question); \
        if (answer == 0) io_unsupported(message); \
        return answer > 0 ? value_bool(true) : value_error(); \
    }
CHECK_METHOD(check_readable_method, "readable", "File or stream is not readable.")
CHECK_METHOD(check_writable_method, "writable", "File or stream is not writable.")
CHECK_METHOD(check_seekable_method, "seekable", "File or stream is not seekable.")

static Value check_closed_method(Object *self, Object **args) { (void)args; return io_done(io_check_closed(self)); }

/* One more byte of the line. 1, 0 at the end, -1. */
static int read_byte(Object *self, Buffer *line) {
    Object *one = int_from_i64(1), *piece = one ? object_call_method(self, "read", 1, one) : NULL;
    release_or_null(one);
    if (!piece) return -1;
    if (!is_bytes(piece)) {
        error_set(OSError, "read() should have returned a bytes object, not '%T'", piece);
        release(piece);
        return -1;
    }
    int more = bytes_size(piece) > 0;
    buffer_append(line, bytes_data(piece), bytes_size(piece));
    release(piece);
    return more;
}

static Value readline_method(Object *self, Object **args) {
    ssize_t limit;
    if (io_size_argument(args[0], &limit)) return value_error();
    Buffer line = BUFFER_INIT;
    int more = 1;
    while (more > 0 && (limit < 0 || line.length < (size_t)limit) && !(line.length && line.data[line.length - 1] == '\n'))
        more = read_byte(self, &line);
    if (more >= 0) return value_new(bytes_from_buffer(&line));
    buffer_free(&line);
    return value_error();
}

static Object *base_next(Object *self) {
    Object *line = object_call_method(self, "readline", 0);
    if (!line) return NULL;
    ssize_t length = object_length(line);
    if (length > 0) return line;
    release(line);
    return NULL;
}

static Object *base_iter(Object *self) { return io_check_closed(self) ? NULL : retain(self); }

static Value readlines_method(Object *self, Object **args) {
    ssize_t hint;
    if (io_size_argument(args[0], &hint)) return value_error();
    Object *list = list_new(0), *iterator = list ? object_iter(self) : NULL, *line = NULL;
    if (!iterator) {
        release_or_null(list);
        return value_error();
    }
    ssize_t total = 0;
    while ((hint <= 0 || total < hint) && (line = object_next(iterator))) {
        ssize_t length = object_length(line);
        if (list_append_steal(list, line) || length < 0) break;
        total += length;
    }
    release(iterator);
    if (!error_pending()) return value_new(list);
    release(list);
    return value_error();
}

static Value writelines_method(Object *self, Object **args) {
    if (io_check_closed(self)) return value_error();
    Object *iterator = object_iter(args[0]), *line;
    if (!iterator) return value_error();
    while ((line = object_next(iterator))) {
        Object *result = object_call_method(self, "write", 1, line);
        release(line);
        release_or_null(result);
        if (!result) break;
    }
    release(iterator);
    return error_pending() ? value_error() : value_none();
}

static Object *get_closed(Object *o) { return retain(((IOBase *)o)->closed ? True : False); }
static Object *get_dict(Object *o) { return retain_or_null(attrs_dict_borrowed(o)); }

static const Getter base_getters[] = {
    {"closed", get_closed, NULL, "Whether the stream is closed."},
    {"__dict__", get_dict, NULL, NULL},
    {0}
};

static const Method base_methods[] = {
    {"seek", seek_method, "(offset, whence=0, /)", "Change the stream position.", 0},
    {"tell", tell_method, "()", "Return the current stream position.", 0},
    {"truncate", truncate_method, "(pos=None, /)", "Truncate the file to that many bytes.", 0},
    {"flush", flush_method, "()", "Flush write buffers, if there are any.", 0},
    {"close", close_method, "()", "Flush and close the stream.", 0},
    {"seekable", answer_no_method, "()", "Return whether the stream supports random access.", 0},
    {"readable", answer_no_method, "()", "Return whether the stream can be read.", 0},
    {"writable", answer_no_method, "()", "Return whether the stream can be written.", 0},
    {"_checkClosed", check_closed_method, "(*args)", NULL, 0},
    {"_checkSeekable", check_seekable_method, "(*args)", NULL, 0},
    {"_checkReadable", check_readable_method, "(*args)", NULL, 0},
    {"_checkWritable", check_writable_method, "(*args)", NULL, 0},
    {"fileno", fileno_method, "()", "Return the file descriptor.", 0},
    {"isatty", isatty_method, "()", "Return whether this is a terminal.", 0},
    {"__enter__", enter_method, "()", NULL, 0},
    {"__exit__", exit_method, "(*args)", NULL, 0},
    {"__del__", del_method, "()", NULL, 0},
    {"readline", readline_method, "(size=-1, /)", "Read and return a line.", 0},
    {"readlines", readlines_method, "(hint=-1, /)", "Return a list of lines; stop after about hint bytes.", 0},
    {"writelines", writelines_method, "(lines, /)", "Write a list of lines; line separators are not added.", 0},
    {0}
};

Type io_base_type = {
    .head = TYPE_HEAD, .name = "io.IOBase", .size = sizeof(IOBase), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .new = base_new, .init = base_init, .dealloc = base_dealloc, .finalize = io_base_finalize, .traverse = io_base_traverse,
    .clear = io_base_clear, .iter = base_iter, .next = base_next, .methods = base_methods, .getters = base_getters,
    .doc = "The abstract base class of all streams.",
};

/* ---- RawIOBase ---- */

static Value raw_readall_method(Object *self, Object **args) {
    (void)args;
    Buffer all = BUFFER_INIT;
    for (;;) {
        Object *size = int_from_i64(IO_BUFFER_SIZE), *piece = size ? object_call_method(self, "read", 1, size) : NULL;
        release_or_null(size);
        if (piece && piece != None && !is_bytes(piece)) {
            error_set(TypeError, "read() should return bytes");
            CLEAR(piece);
        }
        if (!piece || piece == None || !bytes_size(piece)) {
            bool failed = !piece, none = piece == None && !all.length;
            release_or_null(piece);
            if (!failed && !none) return value_new(bytes_from_buffer(&all));
            buffer_free(&all);
            return failed ? value_error() : value_none();
        }
        buffer_append(&all, bytes_data(piece), bytes_size(piece));
        release(piece);
    }
}

static Value raw_read_method(Object *self, Object **args) {
    ssize_t size;
    if (io_size_argument(args[0], &size)) return value_error();
    if (size < 0) return value_new(object_call_method(self, "readall", 0));
    Object *array = bytearray_from_data(NULL, (size_t)size);
    if (!array) return value_error();
    if (size) memset(((ByteArray *)array)->data, 0, (size_t)size);
    Object *count = object_call_method(self, "readinto", 1, array), *result = NULL;
    ssize_t got;
    if (count == None) result = retain(None);
    else if (count && !size_argument(count, 0, &got)) {
        Span span = span_of(array);
        result = bytes_from_data(span.data, got < 0 ? 0 : (size_t)got < span.size ? (size_t)got : span.size);
    }
    release_or_null(count);
    release(array);
    return value_new(result);
}

static Value raw_readinto_method(Object *self, Object **args) { (void)self; (void)args; return unsupported_value("readinto"); }
static Value raw_write_method(Object *self, Object **args) { (void)self; (void)args; return unsupported_value("write"); }

static const Method raw_methods[] = {
    {"read", raw_read_method, "(size=-1, /)", "Read up to size bytes, all if size is negative.", 0},
    {"readall", raw_readall_method, "()", "Read until the end.", 0},
    {"readinto", raw_readinto_method, "(buffer, /)", "Read bytes into a writable buffer; return how many.", 0},
    {"write", raw_write_method, "(b, /)", "Write bytes; return how many.", 0},
    {0}
};

Type io_raw_base_type = {
    .head = TYPE_HEAD, .name = "io.RawIOBase", .size = sizeof(IOBase), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_base_type, .new = base_new, .init = base_init, .dealloc = base_dealloc, .finalize = io_base_finalize,
    .traverse = io_base_traverse, .clear = io_base_clear, .methods = raw_methods, .doc = "Base class for raw binary streams.",
};

/* ---- BufferedIOBase ---- */

#define UNSUPPORTED_METHOD(name) \
    static Value unsupported_##name##_method(Object *self, Object **args) { (void)self; (void)args; return unsupported_value(#name); }
UNSUPPORTED_METHOD(read) UNSUPPORTED_METHOD(read1) UNSUPPORTED_METHOD(write) UNSUPPORTED_METHOD(detach) UNSUPPORTED_METHOD(readline)

/* Copies what self.method(len(buffer)) gives into the buffer. */
static Value read_into_by(Object *self, Object *target, const char *method) {
    BufferView view;
    if (io_writable_view(target, method[4] ? "readinto1" : "readinto", &view)) return value_error();
    Object *size = int_from_size(view.length), *data = size ? object_call_method(self, method, 1, size) : NULL;
    Value result = value_error();
    if (data && !is_bytes(data)) error_set(TypeError, "%s() should return bytes", method);
    else if (data && bytes_size(data) > view.length)
        error_set(ValueError, "%s() returned too much data: %zu bytes requested, %zu returned", method, view.length, bytes_size(data));
    else if (data) {
        memcpy(view.data, bytes_data(data), bytes_size(data));
        result = value_int((int64_t)bytes_size(data));
    }
    release_or_null(size);
    release_or_null(data);
    buffer_view_release(&view);
    return result;
}

static Value readinto_method(Object *self, Object **args) { return read_into_by(self, args[0], "read"); }
static Value readinto1_method(Object *self, Object **args) { return read_into_by(self, args[0], "read1"); }

static const Method buffered_base_methods[] = {
    {"detach", unsupported_detach_method, "()", "Separate the raw stream from the buffer and return it.", 0},
    {"read", unsupported_read_method, "(size=-1, /)", "Read and return up to size bytes.", 0},
    {"read1", unsupported_read1_method, "(size=-1, /)", "Read with at most one read of the raw stream.", 0},
    {"readinto", readinto_method, "(buffer, /)", "Read bytes into a writable buffer; return how many.", 0},
    {"readinto1", readinto1_method, "(buffer, /)", "The same with at most one read of the raw stream.", 0},
    {"write", unsupported_write_method, "(b, /)", "Write bytes; return how many.", 0},
    {0}
};

Type io_buffered_base_type = {
    .head = TYPE_HEAD, .name = "io.BufferedIOBase", .size = sizeof(IOBase), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_base_type, .new = base_new, .init = base_init, .dealloc = base_dealloc, .finalize = io_base_finalize,
    .traverse = io_base_traverse, .clear = io_base_clear, .methods = buffered_base_methods,
    .doc = "Base class for buffered binary streams.",
};

/* ---- TextIOBase ---- */

static Object *get_none(Object *o) { (void)o; return retain(None); }

static const Getter text_base_getters[] = {
    {"encoding", get_none, NULL, "Encoding of the text stream."},
    {"newlines", get_none, NULL, "Line endings translated so far."},
    {"errors", get_none, NULL, "The error setting of the decoder or encoder."},
    {0}
};

static const Method text_base_methods[] = {
    {"detach", unsupported_detach_method, "()", "Separate the underlying buffer and return it.", 0},
    {"read", unsupported_read_method, "(size=-1, /)", "Read at most size characters.", 0},
    {"readline", unsupported_readline_method, "(size=-1, /)", "Read until a newline or the end.", 0},
    {"write", unsupported_write_method, "(s, /)", "Write text; return how many characters.", 0},
    {0}
};

Type io_text_base_type = {
    .head = TYPE_HEAD, .name = "io.TextIOBase", .size = sizeof(IOBase), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_base_type, .new = base_new, .init = base_init, .dealloc = base_dealloc, .finalize = io_base_finalize,
    .traverse = io_base_traverse, .clear = io_base_clear, .methods = text_base_methods, .getters = text_base_getters,
    .doc = "Base class for text streams.",
};
