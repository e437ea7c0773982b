/* io_buffered.c - BufferedReader, BufferedWriter, BufferedRandom over a raw stream.
 *
 * The buffer holds either bytes read ahead (data[pos, end) is unread) or bytes to be written (data[0, end)), never both;
 * going from one to the other seeks back or flushes. Calls of the raw stream MAY_RUN script code unless it is exactly a
 * FileIO. Until such a call is back the buffer and the raw stream stay as they are: `busy` refuses what would change them. */
#include <errno.h>
#include <unistd.h>

#include "builtins/modules/io_internal.h"
#include "builtins/types/bytes_internal.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/base/stack.h"

/* ---- the raw stream ---- */

static ssize_t read_by_method(Object *raw, char *data, size_t size) {
    Object *array = bytearray_from_data(NULL, size), *count = array ? object_call_method(raw, "readinto", 1, array) : NULL;
    ssize_t got = -1;
    if (count == None) got = IO_WOULD_BLOCK;
    else if (count && !size_argument(count, 0, &got)) {
        Span span = span_of(array);
        if (got < 0 || (size_t)got > span.size || (size_t)got > size)
            got = error_set_int(OSError, "raw readinto() returned invalid length %zd (should have been between 0 and %zu)", got, size);
        else memcpy(data, span.data, (size_t)got);
    } else got = -1;
    release_or_null(count);
    release_or_null(array);
    return got;
}

ssize_t io_raw_read(Object *raw, char *data, size_t size) {
    if (raw->type != &io_file_type) return read_by_method(raw, data, size);
    FileIO *file = (FileIO *)raw;
    if (file->fd < 0) return error_set_int(ValueError, "read of closed file");
    return file->readable ? io_file_read(file, data, size) : (error_set(io_unsupported_operation, "File not open for reading"), -1);
}

static ssize_t write_by_method(Object *raw, const char *data, size_t size) {
    Object *bytes = bytes_from_data(data, size), *count = bytes ? object_call_method(raw, "write", 1, bytes) : NULL;
    ssize_t written = -1;
    if (count == None) written = IO_WOULD_BLOCK;
    else if (count && !size_argument(count, 0, &written) && (written < 0 || (size_t)written > size))
        written = error_set_int(OSError, "raw write() returned invalid length %zd (should have been between 0 and %zu)", written, size);
    release_or_null(count);
    release_or_null(bytes);
    return written;
}

ssize_t io_raw_write(Object *raw, const char *data, size_t size) {
    if (raw->type != &io_file_type) return write_by_method(raw, data, size);
    FileIO *file = (FileIO *)raw;
    if (file->fd < 0) return error_set_int(ValueError, "I/O operation on closed file");
    return file->writable ? io_file_write(file, data, size) : (error_set(io_unsupported_operation, "File not open for writing"), -1);
}

int64_t io_raw_seek(Object *raw, int64_t offset, int whence) {
    if (raw->type == &io_file_type && ((FileIO *)raw)->fd >= 0) {
        off_t at = lseek(((FileIO *)raw)->fd, offset, whence);
        return at >= 0 ? at : (error_errno(OSError, NULL), -1);
    }
    Object *number = int_from_i64(offset), *kind = int_from_i64(whence);
    Object *result = number && kind ? object_call_method(raw, "seek", 2, number, kind) : NULL;
    release_or_null(number);
    release_or_null(kind);
    return io_offset_steal(result);
}

/* ---- state ---- */

static int check_attached(const Buffered *b) {
    if (stack_is_low()) return error_recursion(""), -1;   /* a raw stream may be a buffered one, and so on */
    return b->raw ? 0 : error_set_int(ValueError, b->data ? "raw stream has been detached" : "I/O operation on uninitialized object");
}

/* Before anything that touches the buffer. 0, or -1 with ValueError or RuntimeError pending. */
static int check_idle(Buffered *b) {
    if (check_attached(b)) return -1;
    return b->busy ? error_set_int(RuntimeError, "reentrant call inside %R", b) : 0;
}

/* An expression that calls the raw stream, with `busy` set meanwhile. */
#define BUSY(b, call) ({ bool before_ = (b)->busy; (b)->busy = true; __typeof__(call) result_ = (call); (b)->busy = before_; result_; })

static int is_closed(Buffered *b) {
    if (b->raw->type == &io_file_type) return ((FileIO *)b->raw)->fd < 0;
    return BUSY(b, io_is_closed(b->raw));
}

/* ValueError "<action> closed file" if it is. */
static int check_open(Buffered *b, const char *action) {
    if (check_attached(b)) return -1;
    int closed = is_closed(b);
    return closed > 0 ? error_set_int(ValueError, "%s closed file", action) : closed;
}

static size_t unread(const Buffered *b) { return b->writing ? 0 : b->end - b->pos; }

/* ---- writing out ---- */

static int would_block(size_t written) {
    Object *number = int_from_i64(EAGAIN), *text = str_from_text("write could not complete without blocking"), *count = int_from_size(written);
    Object *exception = number && text && count ? object_call_objects((Object *)BlockingIOError, 3, number, text, count) : NULL;
    release_or_null(number);
    release_or_null(text);
    release_or_null(count);
    if (exception) error_raise_steal(exception);
    return -1;
}

/* Writes what is pending; what could not be written stays. 0, -1. */
static int write_out(Buffered *b) {
    size_t done = 0;
    int status = 0;
    while (!status && done < b->end) {
        ssize_t count = BUSY(b, io_raw_write(b->raw, b->data + done, b->end - done));
        if (count < 0) status = count == IO_WOULD_BLOCK ? would_block(0) : -1;
        else done += (size_t)count;
    }
    memmove(b->data, b->data + done, b->end - done);
    b->end -= done;
    return status;
}

int io_buffered_flush(Buffered *b) {
    if (check_idle(b)) return -1;
    return b->writing ? write_out(b) : 0;
}

int io_buffered_rewind_reading(Buffered *b) {
    size_t ahead = unread(b);
    if (b->writing || !ahead) {
        if (!b->writing) b->pos = b->end = 0;
        return 0;
    }
    if (BUSY(b, io_raw_seek(b->raw, -(int64_t)ahead, SEEK_CUR)) < 0) return -1;
    b->pos = b->end = 0;
    return 0;
}

static int start_writing(Buffered *b) {
    if (check_idle(b)) return -1;
    if (b->writing) return 0;
    if (io_buffered_rewind_reading(b)) return -1;
    b->writing = true;
    b->pos = b->end = 0;
    return 0;
}

static int start_reading(Buffered *b) {
    if (check_idle(b)) return -1;
    if (!b->writing) return 0;
    if (write_out(b)) return -1;
    b->writing = false;
    b->pos = b->end = 0;
    return 0;
}

int io_buffered_write(Buffered *b, const char *data, size_t size) {
    if (start_writing(b)) return -1;
    if (size <= b->capacity - b->end) {
        memcpy(b->data + b->end, data, size);
        b->end += size;
        return 0;
    }
    if (write_out(b)) return -1;
    while (size > b->capacity) {   /* too much for the buffer: past it */
        ssize_t count = BUSY(b, io_raw_write(b->raw, data, size));
        if (count < 0) return count == IO_WOULD_BLOCK ? would_block(0) : -1;
        data += count;
        size -= (size_t)count;
    }
    memcpy(b->data, data, size);
    b->end = size;
    return 0;
}

/* ---- reading ---- */

/* Reads ahead into the empty buffer. Bytes read, 0 at the end, -1, IO_WOULD_BLOCK. */
static ssize_t fill(Buffered *b) {
    b->pos = b->end = 0;
    ssize_t count = BUSY(b, io_raw_read(b->raw, b->data, b->capacity));
    if (count > 0) b->end = (size_t)count;
    return count;
}

static size_t take(Buffered *b, char *data, size_t size) {
    size_t count = unread(b) < size ? unread(b) : size;
    memcpy(data, b->data + b->pos, count);
    b->pos += count;
    return count;
}

/* Appends up to size bytes to out; reads until there are as many. 0, -1; IO_WOULD_BLOCK if that ended it. */
static int read_exactly(Buffered *b, Buffer *out, size_t size) {
    if (start_reading(b)) return -1;
    while (size) {
        if (!unread(b)) {
            ssize_t count = 0;
            if (size >= b->capacity) {
                size_t before = out->length, step = size < 1 << 20 ? size : 1 << 20;
                char *data = buffer_extend(out, step);
                count = data ? BUSY(b, io_raw_read(b->raw, data, step)) : 0;
                buffer_truncate(out, before + (count > 0 ? (size_t)count : 0));
                if (count <= 0) return (int)count;
                size -= (size_t)count;
                continue;
            }
            count = fill(b);
            if (count <= 0) return (int)count;
        }
        size_t part = unread(b) < size ? unread(b) : size;
        buffer_append(out, b->data + b->pos, part);
        b->pos += part;
        size -= part;
    }
    return 0;
}

/* Appends all that is left. 0, -1, IO_WOULD_BLOCK. */
static int read_all(Buffered *b, Buffer *out) {
    if (start_reading(b)) return -1;
    buffer_append(out, b->data + b->pos, unread(b));
    b->pos = b->end = 0;
    if (b->raw->type != &io_file_type && !type_is_subtype(b->raw->type, &io_raw_base_type)) return read_exactly(b, out, SIZE_MAX / 4);
    Object *rest = BUSY(b, object_call_method(b->raw, "readall", 0));
    if (!rest) return -1;
    bool none = rest == None;
    if (is_bytes(rest)) buffer_append(out, bytes_data(rest), bytes_size(rest));
    else if (!none) error_set(TypeError, "readall() should return bytes");
    release(rest);
    return error_pending() ? -1 : none ? IO_WOULD_BLOCK : 0;
}

ssize_t io_buffered_read_some(Buffered *b, Buffer *out, size_t size) {
    if (start_reading(b)) return -1;
    if (!unread(b)) {
        ssize_t count = fill(b);
        if (count <= 0) return count == IO_WOULD_BLOCK ? 0 : count;
    }
    size_t part = unread(b) < size ? unread(b) : size;
    char *room = buffer_extend(out, part);
    if (!room) {
        out->failed = false;   /* nothing is lost: the bytes are still here */
        return error_no_memory(), -1;
    }
    take(b, room, part);
    return (ssize_t)part;
}

/* One line with its end, at most limit bytes. 0, -1. */
static int read_line(Buffered *b, Buffer *line, size_t limit) {
    if (start_reading(b)) return -1;
    while (limit) {
        if (!unread(b)) {
            ssize_t count = fill(b);
            if (count <= 0) return count == -1 ? -1 : 0;
        }
        size_t part = unread(b) < limit ? unread(b) : limit;
        const char *start = b->data + b->pos, *newline = memchr(start, '\n', part);
        if (newline) part = (size_t)(newline - start) + 1;
        buffer_append(line, start, part);
        b->pos += part;
        limit -= part;
        if (newline) break;
    }
    return 0;
}

/* ---- position ---- */

/* The logical position, -1. */
static int64_t tell(Buffered *b) {
    int64_t at = check_idle(b) ? -1 : BUSY(b, io_raw_seek(b->raw, 0, SEEK_CUR));
    if (at < 0) return -1;
    return b->writing ? at + (int64_t)b->end : at - (int64_t)unread(b);
}

static int64_t seek(Buffered *b, int64_t offset, int whence) {
    if (check_idle(b) || (b->writing && write_out(b))) return -1;
    if (whence == SEEK_CUR) offset -= (int64_t)unread(b);
    int64_t at = BUSY(b, io_raw_seek(b->raw, offset, whence));
    if (at < 0) return -1;
    b->writing = false;
    b->pos = b->end = 0;
    return at;
}

/* ---- methods ---- */

/* The collected bytes, unless status says that reading failed; None if it would have blocked with nothing to give. */
static Value read_result(Buffer *out, int status) {
    if (status == 0 || (status == IO_WOULD_BLOCK && out->length)) return value_new(bytes_from_buffer(out));
    buffer_free(out);
    return status == IO_WOULD_BLOCK ? value_none() : value_error();
}

static Value read_method(Object *self, Object **args) {
    Buffered *b = (Buffered *)self;
    ssize_t size;
    if (io_size_argument(args[0], &size)) return value_error();
    if (size < -1) return error_set_value(ValueError, "read length must be non-negative or -1");
    if (check_open(b, "read of")) return value_error();
    Buffer out = BUFFER_INIT;
    int status = size < 0 ? read_all(b, &out) : read_exactly(b, &out, (size_t)size);
    return read_result(&out, status);
}

static Value read1_method(Object *self, Object **args) {
    Buffered *b = (Buffered *)self;
    ssize_t size;
    if (io_size_argument(args[0], &size) || check_open(b, "read of")) return value_error();
    Buffer out = BUFFER_INIT;
    ssize_t count = size ? io_buffered_read_some(b, &out, size < 0 ? b->capacity : (size_t)size) : 0;
    return read_result(&out, count < 0 ? -1 : 0);
}

static Value peek_method(Object *self, Object **args) {
    (void)args;
    Buffered *b = (Buffered *)self;
    if (check_open(b, "peek of") || start_reading(b)) return value_error();
    if (!unread(b) && fill(b) == -1) return value_error();
    return value_new(bytes_from_data(b->data + b->pos, unread(b)));
}

static Value readline_method(Object *self, Object **args) {
    Buffered *b = (Buffered *)self;
    ssize_t limit;
    if (io_size_argument(args[0], &limit) || check_open(b, "readline of")) return value_error();
    Buffer line = BUFFER_INIT;
    return read_result(&line, read_line(b, &line, limit < 0 ? SIZE_MAX : (size_t)limit));
}

/* Fills as much of the view as there is; once: after one read of the raw stream it is enough. */
static Value read_into(Buffered *b, BufferView *view, bool once) {
    if (start_reading(b)) return value_error();
    size_t done = take(b, view->data, view->length);
    while (done < view->length && !(once && done)) {
        ssize_t count = fill(b);
        if (count == IO_WOULD_BLOCK && !done) return value_none();
        if (count == -1) return value_error();
        if (count <= 0) break;
        done += take(b, view->data + done, view->length - done);
    }
    return value_int((int64_t)done);
}

static Value readinto_either(Object *self, Object *target, bool once) {
    BufferView view;
    if (check_open((Buffered *)self, "readinto of") || io_writable_view(target, once ? "readinto1" : "readinto", &view)) return value_error();
    Value result = read_into((Buffered *)self, &view, once);
    buffer_view_release(&view);
    return result;
}

static Value readinto_method(Object *self, Object **args) { return readinto_either(self, args[0], false); }
static Value readinto1_method(Object *self, Object **args) { return readinto_either(self, args[0], true); }

static Value write_method(Object *self, Object **args) {
    Buffered *b = (Buffered *)self;
    if (is_str(args[0])) return error_set_value(TypeError, "a bytes-like object is required, not 'str'");
    BufferView view;
    if (check_open(b, "write to") || object_get_buffer(args[0], &view, 0)) return value_error();
    size_t size = view.length;
    int status = io_buffered_write(b, view.data, size);
    buffer_view_release(&view);
    return status ? value_error() : value_int((int64_t)size);
}

static Value flush_method(Object *self, Object **args) {
    (void)args;
    Buffered *b = (Buffered *)self;
    if (check_open(b, "flush of") || io_buffered_flush(b)) return value_error();
    return b->raw->type == &io_file_type ? value_none() : io_done(io_call(b->raw, "flush"));
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    Buffered *b = (Buffered *)self;
    if (check_attached(b)) return value_error();
    int closed = is_closed(b);
    if (closed) return closed < 0 ? value_error() : value_none();
    Object *first = NULL;
    if (io_call(self, "flush")) first = error_take();
    int status = check_idle(b) ? -1 : BUSY(b, io_call(b->raw, "close"));
    b->base.closed = true;
    return io_close_done(first, status);
}

static Value detach_method(Object *self, Object **args) {
    (void)args;
    Buffered *b = (Buffered *)self;
    if (check_attached(b) || io_call(self, "flush") || check_idle(b) || io_buffered_rewind_reading(b)) return value_error();
    Object *raw = b->raw;
    b->raw = NULL;
    return value_new(raw);
}

static Value tell_method(Object *self, Object **args) {
    (void)args;
    if (check_attached((Buffered *)self)) return value_error();
    int64_t at = tell((Buffered *)self);
    return at < 0 ? value_error() : value_int(at);
}

static int check_seekable(Buffered *b) {
    int seekable = io_ask(b->raw, "seekable");
    if (seekable == 0) io_unsupported("File or stream is not seekable.");
    return seekable > 0 ? 0 : -1;
}

static Value seek_method(Object *self, Object **args) {
    Buffered *b = (Buffered *)self;
    int64_t offset;
    ssize_t whence;
    if (size_argument(args[1], 0, &whence)) return value_error();
    if (whence < 0 || whence > 2) return error_set_value(ValueError, "whence value %zd unsupported", whence);
    if (check_open(b, "seek of") || check_seekable(b) || io_offset_argument(args[0], &offset)) return value_error();
    int64_t at = seek(b, offset, (int)whence);
    return at < 0 ? value_error() : value_int(at);
}

static Value truncate_method(Object *self, Object **args) {
    Buffered *b = (Buffered *)self;
    if (check_open(b, "truncate of")) return value_error();
    if (!b->writable) return io_unsupported("truncate"), value_error();
    if (io_buffered_flush(b)) return value_error();
    Object *size = args[0] && args[0] != None ? retain(args[0]) : NULL;
    if (!size) {
        int64_t at = tell(b);
        size = at < 0 ? NULL : int_from_i64(at);
    }
    Object *result = size && !check_idle(b) && !io_buffered_rewind_reading(b) ? BUSY(b, object_call_method(b->raw, "truncate", 1, size)) : NULL;
    release_or_null(size);
    return value_new(result);
}

#define FORWARD(name) \
    static Value name##_method(Object *self, Object **args) { \
        (void)args; \
        Buffered *b = (Buffered *)self; \
        return check_attached(b) ? value_error() : value_new(object_call_method(b->raw, #name, 0)); \
    }
FORWARD(fileno) FORWARD(isatty) FORWARD(readable) FORWARD(writable) FORWARD(seekable)

static Object *get_raw(Object *o) {
    Buffered *b = (Buffered *)o;
    return check_attached(b) ? NULL : retain(b->raw);
}

static Object *get_closed(Object *o) {
    Buffered *b = (Buffered *)o;
    if (check_attached(b)) return NULL;
    int closed = is_closed(b);
    return closed < 0 ? NULL : retain(closed ? True : False);
}

static Object *get_name(Object *o) { return check_attached((Buffered *)o) ? NULL : object_getattr_text(((Buffered *)o)->raw, "name"); }
static Object *get_mode(Object *o) { return check_attached((Buffered *)o) ? NULL : object_getattr_text(((Buffered *)o)->raw, "mode"); }

static Object *buffered_next(Object *self) {
    Buffered *b = (Buffered *)self;
    if (!is_buffered(self)) return io_base_type.next(self);
    Buffer line = BUFFER_INIT;
    if (check_open(b, "readline of")) return NULL;
    if (!read_line(b, &line, SIZE_MAX) && (line.length || buffer_failed(&line))) return bytes_from_buffer(&line);
    buffer_free(&line);
    return NULL;
}

/* ---- life ---- */

static Object *buffered_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    Object *o = object_new(type);
    if (o) gc_track(o);
    return o;
}

/* Takes the raw stream. 0, -1. */
static int attach(Buffered *b, Object *raw, size_t capacity) {
    if (b->raw && check_idle(b)) return -1;
    if (capacity != b->capacity) {
        mem_free(b->data, b->capacity);
        b->capacity = 0;
        b->data = mem_alloc(capacity);
        if (!b->data) return error_no_memory(), -1;
        b->capacity = capacity;
    }
    b->pos = b->end = 0;
    b->writing = false;
    const Type *type = ((Object *)b)->type;
    b->readable = !type_is_subtype(type, &io_buffered_writer_type);
    b->writable = !type_is_subtype(type, &io_buffered_reader_type);
    object_replace_steal(&b->raw, retain(raw));
    return 0;
}

Object *io_buffered_open(Type *type, Object *raw, size_t capacity) {
    Object *o = buffered_new(type, NULL, 0, NULL);
    if (o && attach((Buffered *)o, raw, capacity)) CLEAR(o);
    return o;
}

static int buffered_init(Object *self, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    const Type *type = self->type;
    bool reads = !type_is_subtype(type, &io_buffered_writer_type), writes = !type_is_subtype(type, &io_buffered_reader_type);
    ssize_t size;
    if (args_bind(&signature, type_name(type), "(raw, buffer_size=8192)", args, count, kwnames, bound)) return -1;
    if (size_argument(bound[1], IO_BUFFER_SIZE, &size)) return -1;
    if (size <= 0) return error_set_int(ValueError, "buffer size must be strictly positive");
    int readable = reads ? io_ask(bound[0], "readable") : 1, writable = readable > 0 && writes ? io_ask(bound[0], "writable") : 1;
    if (readable < 0 || writable < 0) return -1;
    if (!readable) return io_unsupported("File or stream is not readable."), -1;
    if (!writable) return io_unsupported("File or stream is not writable."), -1;
    return attach((Buffered *)self, bound[0], (size_t)size);
}

static void buffered_finalize(Object *o) {
    if (((Buffered *)o)->raw) io_base_finalize(o);
}

static void buffered_dealloc(Object *o) {
    Buffered *b = (Buffered *)o;
    gc_untrack(o);
    release_or_null(b->raw);
    mem_free(b->data, b->capacity);
    io_base_free(o);
}

static int buffered_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Buffered *)o)->raw);
    return io_base_traverse(o, visit, context);
}

static int buffered_clear(Object *o) {
    CLEAR(((Buffered *)o)->raw);
    return io_base_clear(o);
}

static Object *buffered_repr(Object *o) {
    Object *name = ((Buffered *)o)->raw ? object_getattr_text(((Buffered *)o)->raw, "name") : NULL;
    if (!name && error_pending() && !error_clear_if(AttributeError)) return NULL;
    if (!name) return str_format("<%s>", o->type->name);
    Object *text = str_format("<%s name=%R>", o->type->name, name);
    release(name);
    return text;
}

/* ---- types ---- */

static const Getter buffered_getters[] = {
    {"raw", get_raw, NULL, "The raw stream."},
    {"closed", get_closed, NULL, "Whether the stream is closed."},
    {"name", get_name, NULL, "The raw stream's name."},
    {"mode", get_mode, NULL, "The raw stream's mode."},
    {0}
};

#define COMMON_METHODS \
    {"flush", flush_method, "()", "Write out what is buffered.", 0}, \
    {"close", close_method, "()", "Flush and close the stream.", 0}, \
    {"detach", detach_method, "()", "Separate the raw stream and return it.", 0}, \
    {"seek", seek_method, "(target, whence=0, /)", "Move to a new position and return it.", 0}, \
    {"tell", tell_method, "()", "Return the current position.", 0}, \
    {"truncate", truncate_method, "(pos=None, /)", "Truncate the file to that size, or at the current position.", 0}, \
    {"fileno", fileno_method, "()", "Return the file descriptor.", 0}, \
    {"isatty", isatty_method, "()", "Return whether the stream is a terminal.", 0}, \
    {"seekable", seekable_method, "()", "Return whether the stream supports random access.", 0}

#define READ_METHODS \
    {"readable", readable_method, "()", "Return whether the stream can be read.", 0}, \
    {"read", read_method, "(size=-1, /)", "Read and return up to size bytes, all if size is negative.", 0}, \
    {"read1", read1_method, "(size=-1, /)", "Read with at most one read of the raw stream.", 0}, \
    {"peek", peek_method, "(size=0, /)", "Return buffered bytes without moving on.", 0}, \
    {"readinto", readinto_method, "(buffer, /)", "Read bytes into a writable buffer; return how many.", 0}, \
    {"readinto1", readinto1_method, "(buffer, /)", "The same with at most one read of the raw stream.", 0}, \
    {"readline", readline_method, "(size=-1, /)", "Read and return a line.", 0}

#define WRITE_METHODS \
    {"writable", writable_method, "()", "Return whether the stream can be written.", 0}, \
    {"write", write_method, "(buffer, /)", "Write bytes; return how many.", 0}

static const Method reader_methods[] = {COMMON_METHODS, READ_METHODS, {0}};
static const Method writer_methods[] = {COMMON_METHODS, WRITE_METHODS, {0}};
static const Method random_methods[] = {COMMON_METHODS, READ_METHODS, WRITE_METHODS, {0}};

#define BUFFERED_TYPE(variable, text, method_table, doc_text) \
    Type variable = { \
        .head = TYPE_HEAD, .name = "_io." text, .size = sizeof(Buffered), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE, \
        .base = &io_buffered_base_type, .new = buffered_new, .init = buffered_init, .dealloc = buffered_dealloc, \
        .finalize = buffered_finalize, .traverse = buffered_traverse, .clear = buffered_clear, .repr = buffered_repr, \
        .next = buffered_next, .methods = method_table, .getters = buffered_getters, .doc = doc_text, \
    }
BUFFERED_TYPE(io_buffered_reader_type, "BufferedReader", reader_methods, "A buffered reader over a raw stream.");
BUFFERED_TYPE(io_buffered_writer_type, "BufferedWriter", writer_methods, "A buffer for a raw stream that is written.");
BUFFERED_TYPE(io_buffered_random_type, "BufferedRandom", random_methods, "A buffered interface to a stream with random access.");
