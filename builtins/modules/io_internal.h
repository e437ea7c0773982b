/* io_internal.h - what the files of the io module share. */
#ifndef MINI_MODULES_IO_INTERNAL_H
#define MINI_MODULES_IO_INTERNAL_H

#include <string.h>

#include "builtins/modules/io.h"
#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/buffer.h"

enum { IO_BUFFER_SIZE = 8192 };

/* Every stream of ours starts so. */
typedef struct IOBase { Object head; bool closed; } IOBase;

extern Type io_base_type, io_raw_base_type, io_buffered_base_type, io_text_base_type;
extern Type io_file_type, io_bytes_type, io_string_type, io_text_type;
extern Type io_buffered_reader_type, io_buffered_writer_type, io_buffered_random_type;
extern Type *io_unsupported_operation;        /* io.UnsupportedOperation, made at the module's start */
int io_make_unsupported_operation(void);
int io_make_types(void);                      /* all of them ready; idempotent */
extern Type io_bytes_buffer_type;

/* Life of streams: dealloc functions end with io_base_free; finalize closes what is still open. */
void io_base_finalize(Object *o);
void io_base_free(Object *o);
int io_base_traverse(Object *o, VisitFn visit, void *context);
int io_base_clear(Object *o);

/* io.UnsupportedOperation with that message; returns NULL. */
void *io_unsupported(const char *message);
/* -1 with ValueError "I/O operation on closed file." if o says that it is closed. MAY_RUN for streams not ours. */
int io_check_closed(Object *o);
int io_is_closed(Object *o);                  /* 0, 1, -1 */
/* Calls a method without arguments that answers a question; 0, 1, -1. */
int io_ask(Object *o, const char *method);
/* o.method() for its effect. 0, -1. MAY_RUN. */
int io_call(Object *o, const char *method);
/* The memory of an argument that is to be filled. 0, -1 with TypeError. */
int io_writable_view(Object *o, const char *method, BufferView *view);
/* A size argument: NULL, None: -1. 0, -1. MAY_RUN */
int io_size_argument(Object *o, ssize_t *size);
/* An offset. 0, -1. MAY_RUN */
int io_offset_argument(Object *o, int64_t *offset);
/* An int result as int64; -1 with an exception pending on error. STEALS o. */
int64_t io_offset_steal(Object *o);
/* Value of a call that gave nothing but success. */
static inline Value io_done(int status) { return status ? value_error() : value_none(); }
/* What close() gives: the error of flushing, if there was one (STEALS it), comes before that of closing. */
Value io_close_done(Object *flush_error, int status);

/* ---- FileIO (io_file.c): direct access. -1: error pending, IO_WOULD_BLOCK: nothing now. All MAY_RUN (signal handlers). */
enum { IO_WOULD_BLOCK = -2 };
typedef struct FileIO {
    IOBase base;
    int fd;                                   /* -1: closed */
    bool readable, writable, appending, created, closefd;
    int8_t seekable;                          /* -1: not asked yet */
    Object *name;
} FileIO;
Object *io_file_open(Object *name, const char *mode, bool closefd, Object *opener);
ssize_t io_file_read(FileIO *file, char *data, size_t size);
ssize_t io_file_write(FileIO *file, const char *data, size_t size);

/* ---- any raw stream ---- */
ssize_t io_raw_read(Object *raw, char *data, size_t size);
ssize_t io_raw_write(Object *raw, const char *data, size_t size);
int64_t io_raw_seek(Object *raw, int64_t offset, int whence);   /* the new position, -1 */

/* ---- buffered streams (io_buffered.c) ---- */
typedef struct Buffered {
    IOBase base;
    Object *raw;                              /* owned; NULL: not initialised or detached */
    char *data;
    size_t capacity;
    size_t pos, end;                          /* reading: data[pos, end) is unread; writing: data[0, end) is unwritten */
    bool writing;
    bool readable, writable;
    bool busy;                                /* a call of the raw stream is under way, which may come back here */
} Buffered;
static inline bool is_buffered(const Object *o) {
    return o->type == &io_buffered_reader_type || o->type == &io_buffered_writer_type || o->type == &io_buffered_random_type;
}
Object *io_buffered_open(Type *type, Object *raw, size_t capacity);
/* What can be had without blocking twice: from the buffer, or by one read. Bytes appended to out; the count, 0 at the end. */
ssize_t io_buffered_read_some(Buffered *b, Buffer *out, size_t size);
int io_buffered_write(Buffered *b, const char *data, size_t size);
int io_buffered_flush(Buffered *b);
int io_buffered_rewind_reading(Buffered *b);  /* gives unread bytes back by seeking. 0, -1 */

/* ---- text (io_text.c, io_text_read.c) ---- */
typedef enum { NEWLINE_UNIVERSAL, NEWLINE_KEEP, NEWLINE_LF, NEWLINE_CR, NEWLINE_CRLF } Newline;
typedef struct TextIO {
    IOBase base;
    Object *buffer;                           /* owned; NULL: not initialised or detached */
    Object *encoding, *errors;                /* Str */
    const char *codec;                        /* the encoding's canonical name */
    bool is_utf8;                             /* and without byte order mark: written text needs no codec */
    bool big_endian;                          /* by the byte order mark that was read */
    bool readable, writable, seekable;
    Newline newline;
    bool line_buffering, write_through, ready;
    bool telling;                             /* false while iterating */
    bool wrote_mark, skipped_mark;            /* byte order marks are dealt with */
    uint8_t seen_newlines;                    /* for .newlines: 1 \r, 2 \n, 4 \r\n */
    bool pending_return;                      /* the decoded text so far ends in \r */
    bool end_of_file;
    bool reading;                             /* text is being read or looked for: nothing else may touch the stream */
    uint32_t uses;                            /* operations under way: buffer and encoding must stay */
    Buffer pending;                           /* encoded, not handed to the buffer yet */
    Buffer text;                              /* decoded, as it was read; [text_pos, length) is unread */
    size_t text_pos;
    Buffer undecoded;                         /* bytes of an unfinished character */
} TextIO;
Object *io_text_open(Object *buffer, Object *encoding, Object *errors, Object *newline, bool line_buffering, bool write_through);
int io_newline_argument(Object *o, bool quote, Newline *newline);   /* quote: as repr in the message */
/* Initialised, not detached, not closed, not being read. 0, -1. */
int io_text_check_open(TextIO *t);
/* RuntimeError for a call that comes back to the stream from its own buffer or codec. Returns -1. */
int io_text_reentrant(TextIO *t);
const char *io_text_plain_codec(const TextIO *t);   /* the codec without byte order mark */
int io_text_write(TextIO *t, const char *text, size_t size);
int io_text_flush_pending(TextIO *t);
void io_text_forget_read(TextIO *t);                /* drops what was read ahead */
/* One line, '' at the end; at most limit code points if that is not negative. */
Object *io_text_read_line(TextIO *t, ssize_t limit);
Object *io_text_read(TextIO *t, ssize_t count);     /* negative: all */
int64_t io_text_tell(TextIO *t);
Object *io_text_seek(TextIO *t, Object *offset, int whence);   /* the new position */

int io_string_write(Object *o, const char *text, size_t size);   /* o is a StringIO */

/* ---- lines (io_newline.c), shared with StringIO ---- */
/* Length of the first line in text with its end, searched from offset `from` on (nothing before ends it); 0 if no end is
 * there. complete: no more text will come, so a final \r is an end. */
size_t io_line_length(const char *text, size_t size, size_t from, Newline newline, bool complete);
/* The line as a str, its end made \n if newline is NEWLINE_UNIVERSAL. */
Object *io_make_line(const char *text, size_t size, Newline newline);
/* Appends text with \r and \r\n made \n; with \n made what newline says. */
void io_append_universal(Buffer *out, const char *text, size_t size);
void io_append_written(Buffer *out, const char *text, size_t size, Newline newline);
/* None, a str or a tuple: the kinds of line ends (1 \r, 2 \n, 4 \r\n) seen. */
Object *io_newlines_seen(unsigned seen);
unsigned io_scan_newlines(const char *text, size_t size);

#endif
