/* io_text.c - TextIOWrapper: writing, methods, the type. Reading is in io_text_read.c.
 *
 * Written text is encoded at once and kept in pending until there is a chunk of it, or a flush. */
#include "builtins/modules/io_internal.h"
#include "builtins/types/codec.h"
#include "builtins/types/codec_registry.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"
#include "runtime/base/utf8.h"

enum { CHUNK_SIZE = 8192 };

static int check_attached(const TextIO *t) {
    if (!t->ready) return error_set_int(ValueError, "I/O operation on uninitialized object");
    return t->buffer ? 0 : error_set_int(ValueError, "underlying buffer has been detached");
}

int io_text_reentrant(TextIO *t) { return error_set_int(RuntimeError, "reentrant call inside %R", t); }

int io_text_check_open(TextIO *t) {
    if (unlikely(check_attached(t))) return -1;
    if (unlikely(t->reading)) return io_text_reentrant(t);
    if (is_buffered(t->buffer)) {
        Object *raw = ((Buffered *)t->buffer)->raw;
        if (likely(raw && raw->type == &io_file_type && ((FileIO *)raw)->fd >= 0)) return 0;
    }
    return io_check_closed(t->buffer);
}

/* ---- writing ---- */

static int write_bytes(TextIO *t, const char *data, size_t size) {
    if (is_buffered(t->buffer) && ((Buffered *)t->buffer)->raw && ((Buffered *)t->buffer)->writable)
        return io_buffered_write((Buffered *)t->buffer, data, size);
    Object *bytes = bytes_from_data(data, size), *result = bytes ? object_call_method(t->buffer, "write", 1, bytes) : NULL;
    release_or_null(bytes);
    release_or_null(result);
    return result ? 0 : -1;
}

/* What cannot be written is dropped, as in CPython. */
int io_text_flush_pending(TextIO *t) {
    if (!t->pending.length) return 0;
    Buffer pending = t->pending;
    t->pending = BUFFER_INIT;
    t->uses++;
    int status = write_bytes(t, pending.data, pending.length);
    t->uses--;
    if (t->pending.data) buffer_free(&pending);
    else {
        buffer_truncate(&pending, 0);
        t->pending = pending;   /* its room is used again */
    }
    return status;
}

/* Appends encoded text to pending. 0, -1. */
static int encode(TextIO *t, const char *text, size_t size) {
    size_t bad;
    if (t->is_utf8 && utf8_validate(text, size, &bad) == size) {
        buffer_append(&t->pending, text, size);
        return 0;
    }
    const char *codec = t->wrote_mark ? io_text_plain_codec(t) : t->codec;
    Object *str = str_from_utf8(text, size), *bytes = str ? codec_encode(str, codec, str_data(t->errors)) : NULL;
    release_or_null(str);
    if (!bytes) return -1;
    t->wrote_mark = true;
    buffer_append(&t->pending, bytes_data(bytes), bytes_size(bytes));
    release(bytes);
    return 0;
}

static int encode_lines(TextIO *t, const char *text, size_t size) {
    if (t->newline != NEWLINE_CR && t->newline != NEWLINE_CRLF) return encode(t, text, size);
    Buffer translated = BUFFER_INIT;
    io_append_written(&translated, text, size, t->newline);
    int status = buffer_failed(&translated) ? (error_no_memory(), -1) : encode(t, translated.length ? translated.data : "", translated.length);
    buffer_free(&translated);
    return status;
}

static int write_text(TextIO *t, const char *text, size_t size) {
    bool line_ends = t->line_buffering && (memchr(text, '\n', size) || memchr(text, '\r', size));
    if (t->pending.length + size > CHUNK_SIZE && io_text_flush_pending(t)) return -1;
    if (encode_lines(t, text, size)) return -1;
    if (buffer_failed(&t->pending)) {
        buffer_free(&t->pending);
        return error_no_memory(), -1;
    }
    if ((t->pending.length >= CHUNK_SIZE || line_ends || t->write_through) && io_text_flush_pending(t)) return -1;
    if (t->text.length || t->undecoded.length) io_text_forget_read(t);
    return line_ends ? io_call(t->buffer, "flush") : 0;
}

int io_text_write(TextIO *t, const char *text, size_t size) {
    if (io_text_check_open(t)) return -1;
    if (!t->writable) return io_unsupported("not writable"), -1;
    t->uses++;
    int status = write_text(t, text, size);
    t->uses--;
    return status;
}

/* ---- methods ---- */

static Value write_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "write() argument must be str, not %K", args[0]);
    if (io_text_write((TextIO *)self, str_data(args[0]), str_size(args[0]))) return value_error();
    return value_int((int64_t)str_length(args[0]));
}

/* Open and made for reading. 0, -1. */
static int check_readable(TextIO *t) {
    if (io_text_check_open(t)) return -1;
    return t->readable ? 0 : (io_unsupported("not readable"), -1);
}

static Value read_method(Object *self, Object **args) {
    ssize_t count;
    if (io_size_argument(args[0], &count) || check_readable((TextIO *)self)) return value_error();
    return value_new(io_text_read((TextIO *)self, count));
}

static Value readline_method(Object *self, Object **args) {
    ssize_t limit = -1;
    if (size_argument(args[0], -1, &limit) || check_readable((TextIO *)self)) return value_error();
    return value_new(io_text_read_line((TextIO *)self, limit));
}

static Object *text_next(Object *self) {
    TextIO *t = (TextIO *)self;
    if (self->type != &io_text_type) return io_base_type.next(self);
    if (io_text_check_open(t)) return NULL;
    t->telling = false;
    if (check_readable(t)) return NULL;
    Object *line = io_text_read_line(t, -1);
    if (!line || str_size(line)) return line;
    release(line);
    t->telling = t->seekable;
    return NULL;
}

static Value flush_method(Object *self, Object **args) {
    (void)args;
    TextIO *t = (TextIO *)self;
    if (io_text_check_open(t)) return value_error();
    t->telling = t->seekable;
    return io_done(io_text_flush_pending(t) ? -1 : io_call(t->buffer, "flush"));
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    TextIO *t = (TextIO *)self;
    if (check_attached(t)) return value_error();
    int closed = io_is_closed(t->buffer);
    if (closed) return closed < 0 ? value_error() : value_none();
    Object *first = io_call(self, "flush") ? error_take() : NULL;
    int status = check_attached(t) ? -1 : io_call(t->buffer, "close");
    return io_close_done(first, status);
}

static Value detach_method(Object *self, Object **args) {
    (void)args;
    TextIO *t = (TextIO *)self;
    if (check_attached(t) || io_call(self, "flush") || check_attached(t)) return value_error();
    if (t->uses) return io_text_reentrant(t), value_error();
    Object *buffer = t->buffer;
    t->buffer = NULL;
    return value_new(buffer);
}

static Value seek_method(Object *self, Object **args) {
    ssize_t whence;
    if (size_argument(args[1], 0, &whence) || io_text_check_open((TextIO *)self)) return value_error();
    return value_new(io_text_seek((TextIO *)self, args[0], (int)whence));
}

static Value tell_method(Object *self, Object **args) {
    (void)args;
    if (io_text_check_open((TextIO *)self)) return value_error();
    int64_t at = io_text_tell((TextIO *)self);
    return at < 0 ? value_error() : value_int(at);
}

static Value truncate_method(Object *self, Object **args) {
    TextIO *t = (TextIO *)self;
    if (check_attached(t) || io_call(self, "flush") || check_attached(t)) return value_error();
    return value_new(object_call_method(t->buffer, "truncate", 1, args[0] ? args[0] : None));
}

#define FORWARD(name) \
    static Value name##_method(Object *self, Object **args) { \
        (void)args; \
        TextIO *t = (TextIO *)self; \
        return check_attached(t) ? value_error() : value_new(object_call_method(t->buffer, #name, 0)); \
    }
FORWARD(fileno) FORWARD(isatty) FORWARD(readable) FORWARD(writable) FORWARD(seekable)

/* ---- set-up ---- */

/* Checks and stores encoding and errors; NULL: keep what is there, or the default. 0, -1. */
static int set_encoding(TextIO *t, Object *encoding, Object *errors) {
    if (encoding == None) encoding = NULL;
    if (errors == None) errors = NULL;
    if (encoding && !is_str(encoding)) return error_set_int(TypeError, "TextIOWrapper() argument 'encoding' must be str or None, not %K", encoding);
    if (errors && !is_str(errors)) return error_set_int(TypeError, "TextIOWrapper() argument 'errors' must be str or None, not %K", errors);
    Object *name = encoding && !str_equal_text(encoding, "locale") ? retain(encoding)
                 : t->encoding && !encoding ? retain(t->encoding) : str_from_text("UTF-8");
    if (!name) return -1;
    const char *codec = codec_canonical_name(str_data(name));
    if (!codec && codec_check_text(str_data(name), "codecs.open()")) {
        release(name);
        return -1;
    }
    t->codec = codec ? codec : str_data(name);
    t->is_utf8 = strcmp(t->codec, "utf-8") == 0;
    object_replace_steal(&t->encoding, name);
    Object *handler = errors ? retain(errors) : t->errors && !encoding ? retain(t->errors) : str_from_text("strict");
    if (!handler) return -1;
    object_replace_steal(&t->errors, handler);
    return 0;
}

static int ask_abilities(TextIO *t) {
    int readable = io_ask(t->buffer, "readable"), writable = readable < 0 ? -1 : io_ask(t->buffer, "writable");
    int seekable = writable < 0 ? -1 : io_ask(t->buffer, "seekable");
    if (seekable < 0) return -1;
    t->readable = readable;
    t->writable = writable;
    t->seekable = t->telling = seekable;
    return 0;
}

static int attach(TextIO *t, Object *buffer, Object *encoding, Object *errors, Object *newline) {
    if (t->uses) return io_text_reentrant(t);
    t->ready = false;
    if (io_newline_argument(newline, false, &t->newline)) return -1;
    CLEAR(t->encoding);
    CLEAR(t->errors);
    if (set_encoding(t, encoding, errors)) return -1;
    object_replace_steal(&t->buffer, retain(buffer));
    io_text_forget_read(t);
    buffer_truncate(&t->pending, 0);
    if (ask_abilities(t)) return -1;
    t->skipped_mark = t->wrote_mark = false;
    if (t->writable && t->seekable) {
        int64_t at = io_offset_steal(object_call_method(buffer, "tell", 0));
        if (at < 0) return -1;
        t->wrote_mark = at > 0;
    }
    t->ready = true;
    return 0;
}

static Object *text_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    Object *o = object_new(type);
    if (o) gc_track(o);
    return o;
}

Object *io_text_open(Object *buffer, Object *encoding, Object *errors, Object *newline, bool line_buffering, bool write_through) {
    TextIO *t = (TextIO *)text_new(&io_text_type, NULL, 0, NULL);
    if (!t) return NULL;
    t->line_buffering = line_buffering;
    t->write_through = write_through;
    if (attach(t, buffer, encoding, errors, newline)) CLEAR(t);
    return (Object *)t;
}

/* An optional truth value: *flag stays if it is not given. 0, -1. */
static int flag_argument(Object *o, bool *flag) {
    if (!o || o == None) return 0;
    int truth = object_truth(o);
    if (truth >= 0) *flag = truth;
    return truth < 0 ? -1 : 0;
}

static int text_init(Object *self, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[6];
    TextIO *t = (TextIO *)self;
    if (args_bind(&signature, "TextIOWrapper", "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
                  args, count, kwnames, bound)) return -1;
    t->line_buffering = t->write_through = false;
    if (flag_argument(bound[4], &t->line_buffering) || flag_argument(bound[5], &t->write_through)) return -1;
    return attach(t, bound[0], bound[1], bound[2], bound[3]);
}

static Value reconfigure_method(Object *self, Object **args) {
    TextIO *t = (TextIO *)self;
    bool recode = (args[0] && args[0] != None) || (args[1] && args[1] != None) || args[2];
    if (check_attached(t)) return value_error();
    if (recode && (t->text.length || t->undecoded.length))
        return io_unsupported("It is not possible to set the encoding or newline of stream after the first read"), value_error();
    if (io_call(self, "flush")) return value_error();
    if (t->uses) return io_text_reentrant(t), value_error();
    if (args[2] && io_newline_argument(args[2], false, &t->newline)) return value_error();
    if (recode && set_encoding(t, args[0], args[1])) return value_error();
    if (flag_argument(args[3], &t->line_buffering) || flag_argument(args[4], &t->write_through)) return value_error();
    return value_none();
}

/* ---- life ---- */

static void text_finalize(Object *o) {
    if (((TextIO *)o)->buffer && ((TextIO *)o)->ready) io_base_finalize(o);
}

static int text_clear(Object *o) {
    TextIO *t = (TextIO *)o;
    CLEAR(t->buffer);
    return io_base_clear(o);
}

static void text_dealloc(Object *o) {
    TextIO *t = (TextIO *)o;
    gc_untrack(o);
    release_or_null(t->buffer);
    release_or_null(t->encoding);
    release_or_null(t->errors);
    buffer_free(&t->pending);
    buffer_free(&t->text);
    buffer_free(&t->undecoded);
    io_base_free(o);
}

static int text_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((TextIO *)o)->buffer);
    return io_base_traverse(o, visit, context);
}

/* " name=..." if there is such an attribute. 0, -1. */
static int append_attribute(Buffer *out, Object *o, const char *name) {
    Object *value = object_getattr_text(o, name);
    if (!value) return error_clear_if(AttributeError) || error_clear_if(ValueError) ? 0 : -1;
    buffer_append_format(out, " %s=", name);
    int status = repr_append(out, value);
    release(value);
    return status;
}

static Object *text_repr(Object *o) {
    TextIO *t = (TextIO *)o;
    if (!t->ready) return error_set(ValueError, "I/O operation on uninitialized object");
    Buffer out = BUFFER_INIT;
    buffer_append_text(&out, "<_io.TextIOWrapper");
    if (append_attribute(&out, o, "name") || append_attribute(&out, o, "mode")) {
        buffer_free(&out);
        return NULL;
    }
    buffer_append_text(&out, " encoding=");
    if (repr_append(&out, t->encoding)) {
        buffer_free(&out);
        return NULL;
    }
    buffer_append_byte(&out, '>');
    return str_from_buffer(&out);
}

/* ---- attributes ---- */

static Object *get_encoding(Object *o) { return ((TextIO *)o)->encoding ? retain(((TextIO *)o)->encoding) : retain(None); }
static Object *get_errors(Object *o) { return ((TextIO *)o)->errors ? retain(((TextIO *)o)->errors) : retain(None); }
static Object *get_newlines(Object *o) { return io_newlines_seen(((TextIO *)o)->seen_newlines); }
static Object *get_line_buffering(Object *o) { return retain(((TextIO *)o)->line_buffering ? True : False); }
static Object *get_write_through(Object *o) { return retain(((TextIO *)o)->write_through ? True : False); }
static Object *get_buffer(Object *o) { return check_attached((TextIO *)o) ? NULL : retain(((TextIO *)o)->buffer); }
static Object *get_name(Object *o) { return check_attached((TextIO *)o) ? NULL : object_getattr_text(((TextIO *)o)->buffer, "name"); }
static Object *get_closed(Object *o) { return check_attached((TextIO *)o) ? NULL : object_getattr_text(((TextIO *)o)->buffer, "closed"); }

static const Getter text_getters[] = {
    {"encoding", get_encoding, NULL, "Encoding of the text stream."},
    {"errors", get_errors, NULL, "The error setting of the decoder or encoder."},
    {"newlines", get_newlines, NULL, "Line endings read so far."},
    {"line_buffering", get_line_buffering, NULL, "Whether a line end flushes."},
    {"write_through", get_write_through, NULL, "Whether text goes to the buffer at once."},
    {"buffer", get_buffer, NULL, "The underlying binary buffer."},
    {"name", get_name, NULL, "The buffer's name."},
    {"closed", get_closed, NULL, "Whether the stream is closed."},
    {0}
};

static const Method text_methods[] = {
    {"read", read_method, "(size=-1, /)", "Read at most size characters, all if size is negative.", 0},
    {"readline", readline_method, "(size=-1, /)", "Read until a newline or the end.", 0},
    {"write", write_method, "(text, /)", "Write text; return how many characters.", 0},
    {"flush", flush_method, "()", "Write out what is buffered.", 0},
    {"close", close_method, "()", "Flush and close the stream.", 0},
    {"detach", detach_method, "()", "Separate the underlying buffer and return it.", 0},
    {"seek", seek_method, "(cookie, whence=0, /)", "Move to a position that tell() gave; return it.", 0},
    {"tell", tell_method, "()", "Return the current position.", 0},
    {"truncate", truncate_method, "(pos=None, /)", "Truncate the file to that size.", 0},
    {"fileno", fileno_method, "()", "Return the file descriptor.", 0},
    {"isatty", isatty_method, "()", "Return whether the stream is a terminal.", 0},
    {"readable", readable_method, "()", "Return whether the stream can be read.", 0},
    {"writable", writable_method, "()", "Return whether the stream can be written.", 0},
    {"seekable", seekable_method, "()", "Return whether the stream supports random access.", 0},
    {"reconfigure", reconfigure_method, "(*, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
     "Change the settings of the stream.", 0},
    {0}
};

Type io_text_type = {
    .head = TYPE_HEAD, .name = "_io.TextIOWrapper", .size = sizeof(TextIO), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_text_base_type, .new = text_new, .init = text_init, .dealloc = text_dealloc, .finalize = text_finalize,
    .traverse = text_traverse, .clear = text_clear, .repr = text_repr, .next = text_next, .methods = text_methods,
    .getters = text_getters, .doc = "Character and line based layer over a buffered binary stream.",
};
