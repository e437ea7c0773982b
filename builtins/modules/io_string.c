/* io_string.c - StringIO: text in memory.
 *
 * The text is kept as UTF-8. position counts code points and offset is the same place in bytes while position <= length;
 * a position beyond the end is filled up with NULs by the next write. */
#include "builtins/modules/io_internal.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"
#include "runtime/base/utf8.h"

typedef struct {
    IOBase base;
    Buffer text;
    size_t length;           /* code points */
    size_t position, offset;
    Newline newline;
    uint8_t seen_newlines;
    bool ready;
} StringIO;

static int check_open(const StringIO *s) {
    if (!s->ready) return error_set_int(ValueError, "I/O operation on uninitialized object");
    return s->base.closed ? error_set_int(ValueError, "I/O operation on closed file") : 0;
}

static const char *text_at(const StringIO *s, size_t offset) { return s->text.length ? s->text.data + offset : ""; }
static bool is_ascii(const StringIO *s) { return s->length == s->text.length; }

/* Sets the position; beyond the end the offset stays at the end. */
static void move_to(StringIO *s, size_t position) {
    s->position = position;
    size_t within = position < s->length ? position : s->length;
    s->offset = is_ascii(s) ? within : within == s->length ? s->text.length : utf8_offset(s->text.data, s->text.length, within);
}

/* Makes the size of the bytes at offset `to` bytes instead of `from`. 0, -1 (nothing changed). */
static int make_gap(StringIO *s, size_t from, size_t to) {
    size_t tail = s->text.length - s->offset - from;
    if (to > from && !buffer_extend(&s->text, to - from)) {
        s->text.failed = false;
        return error_no_memory(), -1;
    }
    if (tail) memmove(s->text.data + s->offset + to, s->text.data + s->offset + from, tail);
    if (to < from) buffer_truncate(&s->text, s->offset + to + tail);
    return 0;
}

/* Writes text at the position, over what is there. 0, -1. */
static int overwrite(StringIO *s, const char *text, size_t size) {
    size_t count = utf8_count(text, size);
    if (s->position > s->length) {
        size_t missing = s->position - s->length;
        s->offset = s->text.length;
        if (make_gap(s, 0, missing)) return -1;
        memset(s->text.data + s->offset, 0, missing);
        s->length = s->position;
        s->offset = s->text.length;
    }
    size_t replaced = count < s->length - s->position ? count : s->length - s->position;
    size_t replaced_size = is_ascii(s) ? replaced : utf8_offset(text_at(s, s->offset), s->text.length - s->offset, replaced);
    if (make_gap(s, replaced_size, size)) return -1;
    if (size) memcpy(s->text.data + s->offset, text, size);
    s->length += count - replaced;
    s->position += count;
    s->offset += size;
    return 0;
}

/* With line ends as the newline argument says. */
static int write_translated(StringIO *s, const char *text, size_t size) {
    if (s->newline == NEWLINE_LF || (s->newline == NEWLINE_KEEP && !memchr(text, '\r', size))) return overwrite(s, text, size);
    if (s->newline == NEWLINE_UNIVERSAL || s->newline == NEWLINE_KEEP) s->seen_newlines |= (uint8_t)io_scan_newlines(text, size);
    Buffer out = BUFFER_INIT;
    if (s->newline == NEWLINE_UNIVERSAL) io_append_universal(&out, text, size);
    else io_append_written(&out, text, size, s->newline);
    int status = buffer_failed(&out) ? (error_no_memory(), -1) : overwrite(s, out.length ? out.data : "", out.length);
    buffer_free(&out);
    return status;
}

int io_string_write(Object *o, const char *text, size_t size) {
    return check_open((StringIO *)o) ? -1 : size ? write_translated((StringIO *)o, text, size) : 0;
}

/* ---- methods ---- */

static Value write_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "string argument expected, got '%T'", args[0]);
    if (io_string_write(self, str_data(args[0]), str_size(args[0]))) return value_error();
    return value_int((int64_t)str_length(args[0]));
}

static Value getvalue_method(Object *self, Object **args) {
    (void)args;
    StringIO *s = (StringIO *)self;
    return check_open(s) ? value_error() : value_new(str_from_utf8(text_at(s, 0), s->text.length));
}

/* The text of that many bytes at the position, which moves behind it. */
static Object *take(StringIO *s, size_t size) {
    Object *text = str_from_utf8(text_at(s, s->offset), size);
    if (!text) return NULL;
    s->offset += size;
    s->position += str_length(text);
    return text;
}

static Value read_method(Object *self, Object **args) {
    StringIO *s = (StringIO *)self;
    ssize_t count;
    if (check_open(s) || io_size_argument(args[0], &count)) return value_error();
    if (s->position >= s->length) return value_new(str_empty());
    size_t rest = s->text.length - s->offset;
    if (count >= 0 && (size_t)count < s->length - s->position)
        rest = is_ascii(s) ? (size_t)count : utf8_offset(text_at(s, s->offset), rest, (size_t)count);
    return value_new(take(s, rest));
}

static Object *read_line(StringIO *s, ssize_t limit) {
    if (s->position >= s->length) return str_empty();
    const char *text = text_at(s, s->offset);
    size_t rest = s->text.length - s->offset;
    size_t size = io_line_length(text, rest, 0, s->newline == NEWLINE_UNIVERSAL ? NEWLINE_LF : s->newline, true);
    if (!size) size = rest;
    if (limit >= 0 && (size_t)limit < size) size = utf8_offset(text, size, (size_t)limit);
    return take(s, size);
}

static Value readline_method(Object *self, Object **args) {
    ssize_t limit;
    if (check_open((StringIO *)self) || io_size_argument(args[0], &limit)) return value_error();
    return value_new(read_line((StringIO *)self, limit));
}

static Object *string_next(Object *self) {
    if (self->type != &io_string_type) return io_base_type.next(self);
    if (check_open((StringIO *)self)) return NULL;
    Object *line = read_line((StringIO *)self, -1);
    if (!line || str_size(line)) return line;
    release(line);
    return NULL;
}

static Value tell_method(Object *self, Object **args) {
    (void)args;
    return check_open((StringIO *)self) ? value_error() : value_int((int64_t)((StringIO *)self)->position);
}

static Value seek_method(Object *self, Object **args) {
    StringIO *s = (StringIO *)self;
    ssize_t target, whence;
    if (check_open(s) || size_argument(args[0], 0, &target) || size_argument(args[1], 0, &whence)) return value_error();
    if (whence < 0 || whence > 2) return error_set_value(ValueError, "Invalid whence (%zd, should be 0, 1 or 2)", whence);
    if (target < 0 && whence == 0) return error_set_value(ValueError, "Negative seek position %zd", target);
    if (target && whence) return error_set_value(OSError, "Can't do nonzero cur-relative seeks");
    if (whence == 1) target = (ssize_t)s->position;
    if (whence == 2) target = (ssize_t)s->length;
    move_to(s, (size_t)target);
    return value_int(target);
}

static Value truncate_method(Object *self, Object **args) {
    StringIO *s = (StringIO *)self;
    ssize_t size = (ssize_t)s->position;
    if (check_open(s)) return value_error();
    if (args[0] && args[0] != None && size_argument(args[0], 0, &size)) return value_error();
    if (size < 0) return error_set_value(ValueError, "Negative size value %zd", size);
    if ((size_t)size < s->length) {
        size_t position = s->position;
        move_to(s, (size_t)size);
        buffer_truncate(&s->text, s->offset);
        s->length = (size_t)size;
        move_to(s, position);
    }
    return value_int(size);
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    StringIO *s = (StringIO *)self;
    s->base.closed = true;
    buffer_free(&s->text);
    s->text = BUFFER_INIT;
    s->length = s->position = s->offset = 0;
    return value_none();
}

static Value true_method(Object *self, Object **args) {
    (void)args;
    return check_open((StringIO *)self) ? value_error() : value_bool(true);
}

/* ---- life ---- */

static Object *string_new(Type *type, Object **args, size_t count, Object *kwnames) {
    (void)args; (void)count; (void)kwnames;
    Object *o = object_new(type);
    if (o) gc_track(o);
    return o;
}

static int string_init(Object *self, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    StringIO *s = (StringIO *)self;
    if (args_bind(&signature, "StringIO", "(initial_value='', newline='\\n')", args, count, kwnames, bound)) return -1;
    s->newline = NEWLINE_LF;
    if (bound[1] && io_newline_argument(bound[1], true, &s->newline)) return -1;
    if (bound[0] && bound[0] != None && !is_str(bound[0]))
        return error_set_int(TypeError, "initial_value must be str or None, not %T", bound[0]);
    buffer_truncate(&s->text, 0);
    s->length = 0;
    s->base.closed = false;
    s->ready = true;
    move_to(s, 0);
    if (bound[0] && bound[0] != None && io_string_write(self, str_data(bound[0]), str_size(bound[0]))) return -1;
    move_to(s, 0);
    return 0;
}

static void string_dealloc(Object *o) {
    gc_untrack(o);
    buffer_free(&((StringIO *)o)->text);
    io_base_free(o);
}

static Object *get_closed(Object *o) {
    if (!((StringIO *)o)->ready) return error_set(ValueError, "I/O operation on uninitialized object");
    return retain(((StringIO *)o)->base.closed ? True : False);
}

static Object *get_false(Object *o) { return check_open((StringIO *)o) ? NULL : retain(False); }

static Object *get_newlines(Object *o) {
    return check_open((StringIO *)o) ? NULL : io_newlines_seen(((StringIO *)o)->seen_newlines);
}

static const Getter string_getters[] = {
    {"closed", get_closed, NULL, "Whether the stream is closed."},
    {"line_buffering", get_false, NULL, NULL},
    {"newlines", get_newlines, NULL, "Line endings translated so far."},
    {0}
};

static const Method string_methods[] = {
    {"read", read_method, "(size=-1, /)", "Read at most size characters.", 0},
    {"readline", readline_method, "(size=-1, /)", "Read until a newline or the end.", 0},
    {"write", write_method, "(s, /)", "Write text; return how many characters.", 0},
    {"getvalue", getvalue_method, "()", "Return the whole text.", 0},
    {"seek", seek_method, "(pos, whence=0, /)", "Change the stream position.", 0},
    {"tell", tell_method, "()", "Return the current position.", 0},
    {"truncate", truncate_method, "(pos=None, /)", "Truncate to that size, or at the current position.", 0},
    {"close", close_method, "()", "Close the stream and forget the text.", 0},
    {"readable", true_method, "()", "Return True: the stream can be read.", 0},
    {"writable", true_method, "()", "Return True: the stream can be written.", 0},
    {"seekable", true_method, "()", "Return True: the stream supports random access.", 0},
    {0}
};

Type io_string_type = {
    .head = TYPE_HEAD, .name = "_io.StringIO", .size = sizeof(StringIO), .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE,
    .base = &io_text_base_type, .new = string_new, .init = string_init, .dealloc = string_dealloc, .finalize = io_base_finalize,
    .traverse = io_base_traverse, .clear = io_base_clear, .next = string_next, .methods = string_methods,
    .getters = string_getters, .doc = "Text I/O implementation using an in-memory buffer.",
};
