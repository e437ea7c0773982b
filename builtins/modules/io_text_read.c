/* io_text_read.c - TextIOWrapper: decoding, lines, characters, positions.
 *
 * text holds what was decoded with its line ends as they are in the file; they are translated when a script gets them.
 * So the position of the next character is that of the buffer less the undecoded bytes less the encoded form of the unread
 * text. Everything MAY_RUN script code when the buffer is not one of ours. */
#include "builtins/modules/io_internal.h"
#include "builtins/types/codec.h"
#include "runtime/base/utf8.h"

enum { CHUNK_SIZE = 8192 };

/* ---- byte order marks ---- */

const char *io_text_plain_codec(const TextIO *t) {
    if (strcmp(t->codec, "utf-8-sig") == 0) return "utf-8";
    if (strcmp(t->codec, "utf-16") == 0) return t->big_endian ? "utf-16-be" : "utf-16-le";
    if (strcmp(t->codec, "utf-32") == 0) return t->big_endian ? "utf-32-be" : "utf-32-le";
    return t->codec;
}

/* Takes the mark off the first bytes. false: too few bytes to tell, and more may come. */
static bool skip_mark(TextIO *t) {
    static const struct { const char *codec, *mark; size_t size; bool big; } marks[] = {
        {"utf-8-sig", "\xEF\xBB\xBF", 3, false}, {"utf-16", "\xFF\xFE", 2, false}, {"utf-16", "\xFE\xFF", 2, true},
        {"utf-32", "\xFF\xFE\0\0", 4, false}, {"utf-32", "\0\0\xFE\xFF", 4, true}
    };
    Buffer *bytes = &t->undecoded;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strcmp(marks[i].codec, t->codec)) continue;
        if (bytes->length < marks[i].size && !t->end_of_file) return false;
        if (bytes->length < marks[i].size || memcmp(bytes->data, marks[i].mark, marks[i].size)) continue;
        t->big_endian = marks[i].big;
        memmove(bytes->data, bytes->data + marks[i].size, bytes->length - marks[i].size);
        buffer_truncate(bytes, bytes->length - marks[i].size);
        break;
    }
    t->skipped_mark = true;
    return true;
}

/* ---- decoding ---- */

void io_text_forget_read(TextIO *t) {
    buffer_truncate(&t->text, 0);
    buffer_truncate(&t->undecoded, 0);
    t->text_pos = 0;
    t->end_of_file = t->pending_return = false;
}

static void note_newlines(TextIO *t, const char *text, size_t size) {
    if (t->newline != NEWLINE_UNIVERSAL && t->newline != NEWLINE_KEEP) return;
    if (t->pending_return && (size || t->end_of_file)) {
        bool both = size && *text == '\n';
        t->seen_newlines |= both ? 4 : 1;
        t->pending_return = false;
        text += both;
        size -= both;
    }
    if (size && text[size - 1] == '\r' && !t->end_of_file) {
        t->pending_return = true;
        size--;
    }
    t->seen_newlines |= (uint8_t)io_scan_newlines(text, size);
}

/* MemoryError if an append failed; the buffer stays usable. 0, -1. */
static int check_appended(Buffer *buffer) {
    if (!buffer_failed(buffer)) return 0;
    buffer->failed = false;
    return error_no_memory(), -1;
}

/* Decodes what can be decoded of the bytes that were read. 0, -1. */
static int decode(TextIO *t) {
    if (!t->skipped_mark && !skip_mark(t)) return 0;
    Buffer *bytes = &t->undecoded;
    const char *codec = io_text_plain_codec(t);
    size_t tail = t->end_of_file || !bytes->length ? 0 : codec_incomplete_tail(bytes->data, bytes->length, codec);
    size_t whole = bytes->length - tail;
    Object *decoded = codec_decode(whole ? bytes->data : "", whole, codec, str_data(t->errors));
    if (whole) memmove(bytes->data, bytes->data + whole, tail);
    buffer_truncate(bytes, tail);
    if (!decoded) return -1;
    if (t->text_pos) {
        memmove(t->text.data, t->text.data + t->text_pos, t->text.length - t->text_pos);
        buffer_truncate(&t->text, t->text.length - t->text_pos);
        t->text_pos = 0;
    }
    buffer_append(&t->text, str_data(decoded), str_size(decoded));
    note_newlines(t, str_data(decoded), str_size(decoded));
    release(decoded);
    return check_appended(&t->text);
}

/* An expression that reads, with the stream to itself meanwhile. */
#define READING(t, call) ({                                                       \
    (t)->reading = true;                                                          \
    (t)->uses++;                                                                  \
    __typeof__(call) result_ = (call);                                            \
    (t)->uses--;                                                                  \
    (t)->reading = false;                                                         \
    result_; })

/* Appends what buffer.method(size) gives (size negative: no argument). Bytes, 0 at the end, -1. */
static ssize_t read_by_method(TextIO *t, const char *method, ssize_t size) {
    Object *number = size < 0 ? NULL : int_from_i64(size);
    if (size >= 0 && !number) return -1;
    Object *data = number ? object_call_method(t->buffer, method, 1, number) : object_call_method(t->buffer, method, 0);
    release_or_null(number);
    if (!data) return -1;
    BufferView view;
    ssize_t count = -1;
    if (data == None) count = 0;
    else if (!data->type->get_buffer)
        error_set(TypeError, "underlying %s() should have returned a bytes-like object, not '%T'", method, data);
    else if (!object_get_buffer(data, &view, 0)) {
        buffer_append(&t->undecoded, view.data, view.length);
        count = check_appended(&t->undecoded) ? -1 : (ssize_t)view.length;
        buffer_view_release(&view);
    }
    release(data);
    return count;
}

static bool has_read1(Object *buffer) {
    Object *method = object_getattr_text(buffer, "read1");
    if (!method) error_clear();
    release_or_null(method);
    return method != NULL;
}

/* 1 there is more text or at least more bytes, 0 the end, -1. */
static int read_chunk(TextIO *t) {
    if (t->end_of_file) return 0;
    if (t->writable && io_text_flush_pending(t)) return -1;
    ssize_t count = is_buffered(t->buffer) && ((Buffered *)t->buffer)->raw
        ? io_buffered_read_some((Buffered *)t->buffer, &t->undecoded, CHUNK_SIZE)
        : read_by_method(t, has_read1(t->buffer) ? "read1" : "read", CHUNK_SIZE);
    if (count < 0) return -1;
    t->end_of_file = count == 0;
    if (decode(t)) return -1;
    return count > 0;
}

static const char *unread_text(const TextIO *t) { return t->text.length ? t->text.data + t->text_pos : ""; }
static size_t unread_size(const TextIO *t) { return t->text.length - t->text_pos; }

/* After the end was met, reading may go on when the file has grown. */
static void leave_end(TextIO *t) { t->end_of_file = false; }

/* ---- lines ---- */

/* At most limit code points of the line of that size (negative: all). */
static size_t cut_line(const char *text, size_t size, ssize_t limit) {
    if (limit < 0 || (size_t)limit >= size) return size;
    return utf8_offset(text, size, (size_t)limit);
}

static Object *read_line(TextIO *t, ssize_t limit) {
    size_t length, searched = 0;
    while (!(length = io_line_length(unread_text(t), unread_size(t), searched, t->newline, t->end_of_file))) {
        if (limit >= 0 && utf8_count(unread_text(t), unread_size(t)) > (size_t)limit) break;
        searched = unread_size(t);
        if (searched && unread_text(t)[searched - 1] == '\r') searched--;
        int more = read_chunk(t);
        if (more < 0) return NULL;
        if (more) continue;
        length = io_line_length(unread_text(t), unread_size(t), searched, t->newline, true);
        break;
    }
    size_t size = cut_line(unread_text(t), length ? length : unread_size(t), limit);
    Object *line = io_make_line(unread_text(t), size, t->newline);
    if (line) t->text_pos += size;
    leave_end(t);
    return line;
}

Object *io_text_read_line(TextIO *t, ssize_t limit) { return READING(t, read_line(t, limit)); }

/* ---- characters ---- */

/* Moves up to count characters from text to out, translating line ends. Returns how many. */
static size_t take_characters(TextIO *t, Buffer *out, size_t count) {
    const char *start = unread_text(t), *p = start, *end = start + unread_size(t);
    size_t taken = 0;
    for (; taken < count && p < end; taken++) {
        size_t size = utf8_sequence_length((unsigned char)*p);
        if (*p == '\r' && t->newline == NEWLINE_UNIVERSAL) {
            if (p + 1 == end && !t->end_of_file) break;
            buffer_append_byte(out, '\n');
            p += p + 1 < end && p[1] == '\n' ? 2 : 1;
        } else {
            buffer_append(out, p, size);
            p += size;
        }
    }
    t->text_pos += (size_t)(p - start);
    return taken;
}

static Object *read_all(TextIO *t) {
    if (t->writable && io_text_flush_pending(t)) return NULL;
    if (!t->end_of_file && read_by_method(t, "read", -1) < 0) return NULL;
    t->end_of_file = true;
    Object *result = decode(t) ? NULL : io_make_line(unread_text(t), unread_size(t), t->newline);
    if (result) t->text_pos = t->text.length;
    leave_end(t);
    return result;
}

static Object *read_count(TextIO *t, size_t count) {
    Buffer out = BUFFER_INIT;
    size_t wanted = count;
    int more = 1;
    while ((wanted -= take_characters(t, &out, wanted)) && (more = read_chunk(t)) > 0);
    if (more == 0) take_characters(t, &out, wanted);
    leave_end(t);
    if (more >= 0) return str_from_buffer(&out);
    buffer_free(&out);
    return NULL;
}

Object *io_text_read(TextIO *t, ssize_t count) { return READING(t, count < 0 ? read_all(t) : read_count(t, (size_t)count)); }

/* ---- positions ---- */

static int check_seekable(const TextIO *t) {
    return t->seekable ? 0 : (io_unsupported("underlying stream is not seekable"), -1);
}

/* Bytes in the file that the unread text stands for; -1. */
static int64_t encoded_size(TextIO *t) {
    if (!unread_size(t)) return 0;
    Object *rest = str_from_utf8(unread_text(t), unread_size(t));
    Object *bytes = rest ? codec_encode(rest, io_text_plain_codec(t), str_data(t->errors)) : NULL;
    release_or_null(rest);
    if (!bytes && error_clear_if(UnicodeError)) return error_set_int(OSError, "can't reconstruct logical file position");
    if (!bytes) return -1;
    int64_t size = (int64_t)bytes_size(bytes);
    release(bytes);
    return size;
}

static int flush_all(TextIO *t) { return io_text_flush_pending(t) ? -1 : io_call(t->buffer, "flush"); }

static int64_t tell(TextIO *t) {
    if (check_seekable(t)) return -1;
    if (!t->telling) return error_set_int(OSError, "telling position disabled by next() call");
    if (flush_all(t)) return -1;
    int64_t at = io_offset_steal(object_call_method(t->buffer, "tell", 0)), ahead = at < 0 ? -1 : encoded_size(t);
    return ahead < 0 ? -1 : at - ahead - (int64_t)t->undecoded.length;
}

int64_t io_text_tell(TextIO *t) { return READING(t, tell(t)); }

static Object *seek_buffer(TextIO *t, Object *offset, int whence) {
    Object *kind = int_from_i64(whence);
    Object *at = kind ? object_call_method(t->buffer, "seek", 2, offset, kind) : NULL;
    release_or_null(kind);
    int64_t position;
    if (at && io_offset_argument(at, &position)) CLEAR(at);
    if (!at) return NULL;
    io_text_forget_read(t);
    t->skipped_mark = t->wrote_mark = position != 0;
    t->telling = true;
    return at;
}

static Object *seek(TextIO *t, Object *offset, int64_t number, int whence) {
    if (whence < 0 || whence > 2) return error_set(ValueError, "invalid whence (%d, should be 0, 1 or 2)", whence);
    if (whence == 1 && number) return io_unsupported("can't do nonzero cur-relative seeks");
    if (whence == 2 && number) return io_unsupported("can't do nonzero end-relative seeks");
    if (whence == 0 && number < 0) return error_set(ValueError, "negative seek position %R", offset);
    if (whence == 1) number = tell(t);
    if (number < 0 || flush_all(t)) return NULL;
    Object *target = int_from_i64(number), *at = target ? seek_buffer(t, target, whence == 2 ? 2 : 0) : NULL;
    release_or_null(target);
    return at;
}

Object *io_text_seek(TextIO *t, Object *offset, int whence) {
    int64_t number;
    if (check_seekable(t) || io_offset_argument(offset, &number) || io_text_check_open(t)) return NULL;
    return READING(t, seek(t, offset, number, whence));
}
