/* io_bytes.c - BytesIO: bytes in memory.
 *
 * The contents are a bytearray of our own; views of it (getbuffer) are views of a small object that refers to the BytesIO,
 * and while there are any, the contents cannot change their size. */
#include "builtins/modules/io_internal.h"
#include "builtins/types/memoryview.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"

typedef struct {
    IOBase base;
    Buffer bytes;
    size_t position;
    size_t exports;
} BytesIO;

static int check_open(const BytesIO *b) {
    return b->base.closed ? error_set_int(ValueError, "I/O operation on closed file.") : 0;
}

static int check_resizable(const BytesIO *b) {
    return b->exports ? error_set_int(BufferError, "Existing exports of data: object cannot be re-sized") : 0;
}

/* Makes the contents at least that long; new bytes are zeros. 0, -1. */
static int extend_to(BytesIO *b, size_t size) {
    if (size <= b->bytes.length) return 0;
    if (check_resizable(b)) return -1;
    size_t more = size - b->bytes.length;
    char *data = buffer_extend(&b->bytes, more);
    if (!data) {
        b->bytes.failed = false;
        return error_no_memory(), -1;
    }
    memset(data, 0, more);
    return 0;
}

static size_t left(const BytesIO *b) { return b->position < b->bytes.length ? b->bytes.length - b->position : 0; }

static Object *take(BytesIO *b, size_t size) {
    Object *bytes = bytes_from_data(size ? b->bytes.data + b->position : "", size);
    if (bytes) b->position += size;
    return bytes;
}

/* ---- methods ---- */

static Value write_method(Object *self, Object **args) {
    BytesIO *b = (BytesIO *)self;
    BufferView view;
    size_t end = b->position;
    if (check_open(b) || object_get_buffer(args[0], &view, 0)) return value_error();
    size_t size = view.length;
    int status = __builtin_add_overflow(end, size, &end) ? (error_no_memory(), -1) : check_resizable(b);
    if (!status && size && !(status = extend_to(b, end))) {
        memcpy(b->bytes.data + b->position, view.data, size);
        b->position = end;
    }
    buffer_view_release(&view);
    return status ? value_error() : value_int((int64_t)size);
}

static Value read_method(Object *self, Object **args) {
    BytesIO *b = (BytesIO *)self;
    ssize_t size;
    if (check_open(b) || io_size_argument(args[0], &size)) return value_error();
    return value_new(take(b, size < 0 || (size_t)size > left(b) ? left(b) : (size_t)size));
}

static Object *read_line(BytesIO *b, ssize_t limit) {
    size_t size = left(b);
    const char *newline = size ? memchr(b->bytes.data + b->position, '\n', size) : NULL;
    if (newline) size = (size_t)(newline - (b->bytes.data + b->position)) + 1;
    if (limit >= 0 && (size_t)limit < size) size = (size_t)limit;
    return take(b, size);
}

static Value readline_method(Object *self, Object **args) {
    ssize_t limit;
    if (check_open((BytesIO *)self) || io_size_argument(args[0], &limit)) return value_error();
    return value_new(read_line((BytesIO *)self, limit));
}

static Object *bytes_next(Object *self) {
    if (self->type != &io_bytes_type) return io_base_type.next(self);
    if (check_open((BytesIO *)self)) return NULL;
    Object *line = read_line((BytesIO *)self, -1);
    if (!line || bytes_size(line)) return line;
    release(line);
    return NULL;
}

static Value readinto_method(Object *self, Object **args) {
    BytesIO *b = (BytesIO *)self;
    BufferView view;
    if (check_open(b) || io_writable_view(args[0], "readinto", &view)) return value_error();
    size_t size = view.length < left(b) ? view.length : left(b);
    if (size) memcpy(view.data, b->bytes.data + b->position, size);
    b->position += size;
    buffer_view_release(&view);
    return value_int((int64_t)size);
}

static Value seek_method(Object *self, Object **args) {
    BytesIO *b = (BytesIO *)self;
    ssize_t target, whence;
    if (check_open(b) || size_argument(args[0], 0, &target) || size_argument(args[1], 0, &whence)) return value_error();
    if (whence < 0 || whence > 2) return error_set_value(ValueError, "invalid whence (%zd, should be 0, 1 or 2)", whence);
    if (whence == 0 && target < 0) return error_set_value(ValueError, "negative seek value %zd", target);
    ssize_t origin = whence == 1 ? (ssize_t)b->position : whence == 2 ? (ssize_t)b->bytes.length : 0;
    if (__builtin_add_overflow(target, origin, &target)) return error_set_value(OverflowError, "new position too large");
    b->position = target < 0 ? 0 : (size_t)target;
    return value_int((int64_t)b->position);
}

static Value tell_method(Object *self, Object **args) {
    (void)args;
    return check_open((BytesIO *)self) ? value_error() : value_int((int64_t)((BytesIO *)self)->position);
}

static Value truncate_method(Object *self, Object **args) {
    BytesIO *b = (BytesIO *)self;
    ssize_t size = (ssize_t)b->position;
    if (check_open(b) || check_resizable(b)) return value_error();
    if (args[0] && args[0] != None && size_argument(args[0], 0, &size)) return value_error();
    if (size < 0) return error_set_value(ValueError, "negative size value %zd", size);
    if ((size_t)size < b->bytes.length) buffer_truncate(&b->bytes, (size_t)size);
    return value_int(size);
}

static Value getvalue_method(Object *self, Object **args) {
    (void)args;
    BytesIO *b = (BytesIO *)self;
    return check_open(b) ? value_error() : value_new(bytes_from_data(b->bytes.length ? b->bytes.data : "", b->bytes.length));
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    BytesIO *b = (BytesIO *)self;
    if (check_resizable(b)) return value_error();
    b->base.closed = true;
    buffer_free(&b->bytes);
    b->bytes = BUFFER_INIT;
    return value_none();
}

static Value true_method(Object *self, Object **args) {
    (void)args;
    return check_open((BytesIO *)self) ? value_error() : value_bool(true);
}

/* ---- getbuffer ---- */

typedef struct { Object head; Object *source; } BytesIOBuffer;

static int view_get_buffer(Object *o, BufferView *view, int writable) {
    (void)writable;
    BytesIO *b = (BytesIO *)((BytesIOBuffer *)o)->source;
    *view = (BufferView){.data = b->bytes.length ? b->bytes.data : (char *)(uintptr_t)"", .length = b->bytes.length, .item_size = 1};
    b->exports++;
    return 0;
}

static void view_release_buffer(Object *o, BufferView *view) {
    (void)view;
    ((BytesIO *)((BytesIOBuffer *)o)->source)->exports--;
}

static void view_dealloc(Object *o) {
    gc_untrack(o);
    release_or_null(((BytesIOBuffer *)o)->source);
    object_free(o);
}

static int view_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((BytesIOBuffer *)o)->source);
    return 0;
}

Type io_bytes_buffer_type = {
    .head = TYPE_HEAD, .name = "_io._BytesIOBuffer", .size = sizeof(BytesIOBuffer), .flags = TYPE_GC, .dealloc = view_dealloc,
    .traverse = view_traverse, .get_buffer = view_get_buffer, .release_buffer = view_release_buffer,
};

static Value getbuffer_method(Object *self, Object **args) {
    (void)args;
    if (check_open((BytesIO *)self)) return value_error();
    BytesIOBuffer *source = (BytesIOBuffer *)object_new(&io_bytes_buffer_type);
    if (!source) return value_error();
    source->source = retain(self);
    gc_track((Object *)source);
    Object *view = memoryview_new((Object *)source);
    RELEASE(source);
    return value_new(view);
}

/* ---- life ---- */

static Object *bytes_io_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    Object *o = object_new(type);
    if (o) gc_track(o);
    return o;
}

static int bytes_io_init(Object *self, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[1];
    BytesIO *b = (BytesIO *)self;
    if (args_bind(&signature, "BytesIO", "(initial_bytes=b'')", args, count, kwnames, bound) || check_resizable(b)) return -1;
    buffer_truncate(&b->bytes, 0);
    b->position = 0;
    b->base.closed = false;
    if (!bound[0] || bound[0] == None) return 0;
    Value written = write_method(self, bound);
    b->position = 0;
    return value_is_error(written) ? -1 : 0;
}

static void bytes_io_dealloc(Object *o) {
    gc_untrack(o);
    buffer_free(&((BytesIO *)o)->bytes);
    io_base_free(o);
}

static const Method bytes_methods[] = {
    {"read", read_method, "(size=-1, /)", "Read at most size bytes.", 0},
    {"read1", read_method, "(size=-1, /)", "Read at most size bytes.", 0},
    {"readline", readline_method, "(size=-1, /)", "Read until a newline or the end.", 0},
    {"readinto", readinto_method, "(buffer, /)", "Read bytes into a writable buffer; return how many.", 0},
    {"write", write_method, "(b, /)", "Write bytes; return how many.", 0},
    {"getvalue", getvalue_method, "()", "Return the whole contents.", 0},
    {"getbuffer", getbuffer_method, "()", "Return a writable view of the contents.", 0},
    {"seek", seek_method, "(pos, whence=0, /)", "Change the stream position.", 0},
    {"tell", tell_method, "()", "Return the current position.", 0},
    {"truncate", truncate_method, "(size=None, /)", "Truncate to that size, or at the current position.", 0},
    {"close", close_method, "()", "Close the stream and forget the contents.", 0},
    {"readable", true_method, "()", "Return True: the stream can be read.", 0},
    {"writable", true_method, "()", "Return True: the stream can be written.", 0},
    {"seekable", true_method, "()", "Return True: the stream supports random access.", 0},
    {0}
};

Type io_bytes_type = {
    .head = TYPE_HEAD, .name = "_io.BytesIO", .size = sizeof(BytesIO), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_buffered_base_type, .new = bytes_io_new, .init = bytes_io_init, .dealloc = bytes_io_dealloc,
    .finalize = io_base_finalize, .traverse = io_base_traverse, .clear = io_base_clear, .next = bytes_next,
    .methods = bytes_methods, .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
};
