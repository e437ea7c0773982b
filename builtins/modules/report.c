/* report.c - composes the report of an exception: its chain of causes, each with traceback, message, notes; groups as
 * a tree. The form is that of CPython 3.11. Script code runs in str() of exceptions and notes; what it raises is
 * dropped. */
#include "builtins/modules/report.h"

#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/unraisable.h"
#include "runtime/base/utf8.h"
#include "runtime/object/names.h"

enum { MAX_GROUP_WIDTH = 15, MAX_GROUP_DEPTH = 10 };

/* depth: how many groups we are inside; each indents by two and puts a bar in the margin. */
typedef struct {
    Buffer *out;
    Buffer seen;           /* Object *: exceptions printed already */
    unsigned depth;
    bool need_close;       /* the innermost last member still has to close its frame */
} Writer;

/* ---- margins ---- */

static void indent(Writer *writer) {
    buffer_append_fill(writer->out, ' ', 2 * (size_t)writer->depth);
}

static void append_margin(Writer *writer, char bar) {
    if (writer->depth == 0) return;
    indent(writer);
    buffer_append_byte(writer->out, bar);
    buffer_append_byte(writer->out, ' ');
}

/* Moves the piece's lines to the output, each behind the margin; leaves it empty. */
static void emit(Writer *writer, Buffer *piece, char bar) {
    const char *p = piece->data, *end = p ? p + piece->length : p;
    if (piece->failed) writer->out->failed = true;
    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *next = newline ? newline + 1 : end;
        append_margin(writer, bar);
        buffer_append(writer->out, p, (size_t)(next - p));
        p = next;
    }
    buffer_free(piece);
}

static void emit_text(Writer *writer, const char *text, char bar) {
    Buffer piece = BUFFER_INIT;
    buffer_append_text(&piece, text);
    emit(writer, &piece, bar);
}

/* ---- the exception itself ---- */

/* STEALS text; NULL: an error, dropped. */
static void append_steal(Buffer *out, Object *text, const char *instead) {
    if (text && is_str(text)) buffer_append(out, str_data(text), str_size(text));
    else buffer_append_text(out, instead);
    release_or_null(text);
    error_clear();
}

static void append_type(Buffer *out, Object *exception) {
    Object *module = object_getattr(&exception->type->head, NAME(__module__));
    if (!module || !is_str(module)) buffer_append_text(out, "<unknown>.");
    else if (!str_equal_text(module, "builtins") && !str_equal_text(module, "__main__")) {
        buffer_append(out, str_data(module), str_size(module));
        buffer_append_byte(out, '.');
    }
    release_or_null(module);
    error_clear();
    append_steal(out, object_getattr(&exception->type->head, NAME(__qualname__)), "<unknown>");
}

static void append_message(Buffer *out, Object *text) {
    size_t start = out->length;
    buffer_append_text(out, ": ");
    append_steal(out, text, "<exception str() failed>");
    if (out->length == start + 2) buffer_truncate(out, start);
}

static void append_suggestion(Buffer *out, Object *exception) {
    Object *suggestion = report_suggestion(exception);
    if (!suggestion) return;
    buffer_append_text(out, ". Did you mean: '");
    append_steal(out, suggestion, "");
    buffer_append_text(out, "'?");
}

static void append_note_steal(Buffer *out, Object *note) {
    Object *text = note ? object_str(note) : NULL;
    append_steal(out, text, "<note str() failed>");
    buffer_append_byte(out, '\n');
    release_or_null(note);
}

static void append_notes(Buffer *out, Object *exception) {
    Object *notes = object_getattr_or_null(exception, NAME(__notes__));
    error_clear();
    if (!notes) return;
    ssize_t count = notes->type->get_item && notes->type->length ? object_length(notes) : -1;
    if (count < 0) {
        error_clear();
        append_steal(out, object_repr(notes), "<__notes__ repr() failed>");
        buffer_append_byte(out, '\n');
    }
    for (ssize_t i = 0; i < count; i++) append_note_steal(out, object_get_item_index(notes, i));
    error_clear();
    release(notes);
}

/* ---- SyntaxError ---- */

/* A number attribute, or `missing`. */
static int64_t number_or(Object *o, int64_t missing) {
    return o && is_machine_int(o) ? int_value(o) : missing;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

/* The line (without its indentation) and carets under the characters [offset, end). Offsets count from 1. */
static void append_marked_line(Buffer *out, const char *text, int64_t offset, int64_t end) {
    int64_t carets = end > 0 && end > offset ? end - offset : 1;
    offset--;
    for (; is_blank(*text); text++) offset--;
    int64_t size = (int64_t)strcspn(text, "\n");
    if (offset > size) offset = size;
    buffer_append_text(out, "    ");
    buffer_append(out, text, (size_t)size);
    buffer_append_byte(out, '\n');
    if (offset < 0) return;
    buffer_append_fill(out, ' ', 4 + (size_t)offset);
    buffer_append_fill(out, '^', (size_t)carets);
    buffer_append_byte(out, '\n');
}

/* Skips the lines of the text before the one that offset (from 1) lies in. */
static const char *line_at(const char *text, int64_t *offset, int64_t *end) {
    for (const char *newline; (newline = strchr(text, '\n')) && newline[1];) {
        int64_t length = (int64_t)utf8_count(text, (size_t)(newline - text)) + 1;
        if (length > *offset) break;
        text = newline + 1;
        *offset -= length;
        if (*end > 0) *end -= length;
    }
    return text;
}

/* str(o), with o held: its __str__ may take it out of the exception. NULL with an exception pending. */
static Object *text_of_held(Object *o) {
    retain(o);
    Object *text = object_str(o);
    release(o);
    return text;
}

static void append_syntax_position(Buffer *out, Object *exception) {
    const SyntaxErrorObject *error = (SyntaxErrorObject *)exception;
    bool has_name = error->filename && error->filename != None;
    int64_t line = number_or(error->lineno, -1), end_line = number_or(error->end_lineno, line);
    if (line < 0) return;
    buffer_append_text(out, "  File \"");
    append_steal(out, has_name ? text_of_held(error->filename) : str_from_text("<string>"), "<unknown>");
    buffer_append_format(out, "\", line %lld\n", (long long)line);
    if (!error->text || !is_str(error->text)) return;
    int64_t offset = number_or(error->offset, -1), end = number_or(error->end_offset, -1);
    const char *text = line_at(str_data(error->text), &offset, &end);
    int64_t length = (int64_t)utf8_count(text, strcspn(text, "\n"));
    if (end_line > line || end > length + 1) end = length + 1;
    if (object_is_instance(exception, IndentationError)) end = offset + 1;   /* one caret */
    append_marked_line(out, text, offset, end);
}

static bool has_syntax_position(Object *exception) {
    const SyntaxErrorObject *error = (SyntaxErrorObject *)exception;
    return object_is_instance(exception, SyntaxError) && number_or(error->lineno, -1) >= 0;
}

/* "ValueError: message" */
static void append_headline(Buffer *out, Object *exception) {
    append_type(out, exception);
    Object *message = has_syntax_position(exception) ? ((SyntaxErrorObject *)exception)->msg : NULL;
    append_message(out, text_of_held(message ? message : exception));
    append_suggestion(out, exception);
    buffer_append_byte(out, '\n');
}

void report_exception_only_text(Object *exception, Buffer *out) {
    if (has_syntax_position(exception)) append_syntax_position(out, exception);
    append_headline(out, exception);
    append_notes(out, exception);
}

/* ---- one exception, a group, a chain ---- */

static void write_chain(Writer *writer, Object *exception);

static void write_traceback(Writer *writer, Object *exception, bool group, bool outermost) {
    Object *traceback = ((ExceptionObject *)exception)->traceback;
    Buffer piece = BUFFER_INIT;
    if (traceback) report_entries_text(traceback, &piece);
    if (piece.length) {
        emit_text(writer, group ? "Exception Group Traceback (most recent call last):\n" : "Traceback (most recent call last):\n", outermost ? '+' : '|');
        emit(writer, &piece, '|');
    }
    buffer_free(&piece);
}

static void write_exception(Writer *writer, Object *exception, bool group, bool outermost) {
    Buffer piece = BUFFER_INIT;
    write_traceback(writer, exception, group, outermost);
    if (has_syntax_position(exception)) append_syntax_position(&piece, exception);
    emit(writer, &piece, '|');
    append_margin(writer, '|');
    append_headline(writer->out, exception);   /* further lines of a message get no margin in CPython either */
    append_notes(&piece, exception);
    emit(writer, &piece, '|');
}

static void write_member_title(Writer *writer, size_t index) {
    indent(writer);
    buffer_append_text(writer->out, index == 0 ? "+-" : "  ");
    if (index < MAX_GROUP_WIDTH) buffer_append_format(writer->out, "+---------------- %zu ----------------\n", index + 1);
    else buffer_append_text(writer->out, "+---------------- ... ----------------\n");
}

static void write_omitted(Writer *writer, size_t count) {
    Buffer piece = BUFFER_INIT;
    buffer_append_format(&piece, "and %zu more exception%s\n", count, count == 1 ? "" : "s");
    emit(writer, &piece, '|');
}

static void write_members(Writer *writer, Object *members) {
    size_t count = tuple_count(members), shown = count > MAX_GROUP_WIDTH ? MAX_GROUP_WIDTH + 1 : count;
    writer->need_close = false;
    for (size_t i = 0; i < shown; i++) {
        bool last = i == shown - 1;
        if (last) writer->need_close = true;
        write_member_title(writer, i);
        writer->depth++;
        if (i < MAX_GROUP_WIDTH) write_chain(writer, tuple_item_borrowed(members, i));
        else write_omitted(writer, count - MAX_GROUP_WIDTH);
        if (last && writer->need_close) {
            indent(writer);
            buffer_append_text(writer->out, "+------------------------------------\n");
            writer->need_close = false;
        }
        writer->depth--;
    }
}

static void write_group(Writer *writer, Object *exception) {
    if (writer->depth > MAX_GROUP_DEPTH) {
        Buffer piece = BUFFER_INIT;
        buffer_append_format(&piece, "... (max_group_depth is %d)\n", MAX_GROUP_DEPTH);
        emit(writer, &piece, '|');
        return;
    }
    bool outermost = writer->depth == 0;
    if (outermost) writer->depth = 1;
    write_exception(writer, exception, true, outermost);
    Object *members = retain(((ExceptionGroupObject *)exception)->exceptions);
    write_members(writer, members);
    release(members);
    if (outermost) writer->depth = 0;
}

static bool was_seen(const Writer *writer, Object *exception) {
    Object **seen = (Object **)writer->seen.data;
    for (size_t i = 0; i < writer->seen.length / sizeof *seen; i++)
        if (seen[i] == exception) return true;
    return false;
}

/* What was raised before this one, borrowed, or NULL; *direct: as its cause. */
static Object *peek_earlier(Object *exception, bool *direct) {
    const ExceptionObject *e = (ExceptionObject *)exception;
    Object *cause = exception_cause(e);
    *direct = cause != NULL;
    return cause ? cause : exception_suppresses_context(e) ? NULL : e->context;
}

static void write_single(Writer *writer, Object *exception) {
    if (object_is_instance(exception, BaseExceptionGroup)) write_group(writer, exception);
    else write_exception(writer, exception, false, false);
}

static bool add_link(Writer *writer, Buffer *links, Object *exception) {
    buffer_append(&writer->seen, (const char *)&exception, sizeof exception);
    buffer_append(links, (const char *)&exception, sizeof exception);
    if (links->failed) return false;
    retain(exception);
    return true;
}

/* The chain can be long: its links are collected first, then written from the earliest. Each is retained, since their
 * str() may run. A cause or context that has been seen ends it. */
static void write_chain(Writer *writer, Object *exception) {
    Buffer links = BUFFER_INIT;
    for (bool direct; exception && add_link(writer, &links, exception);) {
        exception = peek_earlier(exception, &direct);
        if (exception && was_seen(writer, exception)) break;
    }
    Object **chain = (Object **)links.data;
    for (size_t i = links.length / sizeof *chain; i-- > 0;) {
        bool direct;
        write_single(writer, chain[i]);
        if (i == 0) break;
        peek_earlier(chain[i - 1], &direct);
        emit_text(writer, direct ? "\nThe above exception was the direct cause of the following exception:\n\n"
                                 : "\nDuring handling of the above exception, another exception occurred:\n\n", '|');
    }
    for (size_t i = links.length / sizeof *chain; i-- > 0;) release(chain[i]);
    buffer_free(&links);
}

void report_exception_text(Object *exception, Buffer *out) {
    Writer writer = {.out = out, .seen = BUFFER_INIT};
    write_chain(&writer, exception);
    buffer_free(&writer.seen);
}

void (*report_color_hook)(const char *text, size_t length, Buffer *out);

static void color_report(Buffer *out) {
    Buffer plain = *out;
    *out = BUFFER_INIT;
    report_color_hook(plain.data, plain.length, out);
    out->failed |= plain.failed;
    buffer_free(&plain);
}

void report_exception(Object *exception) {
    Buffer out = BUFFER_INIT;
    report_exception_text(exception, &out);
    if (report_color_hook && out.length) color_report(&out);
    if (out.length) error_write(out.data, out.length);
    if (out.failed) error_write("MemoryError\n", 12);
    buffer_free(&out);
}

/* ---- sys.excepthook ---- */

static void write_text(const char *text) {
    error_write(text, strlen(text));
}

static void set_last(Object *exception, Object *traceback) {
    if (dict_set(interp.sys_dict, NAME(last_type), &exception->type->head) || dict_set(interp.sys_dict, NAME(last_value), exception) ||
        dict_set(interp.sys_dict, NAME(last_traceback), traceback)) error_clear();
}

Object *report_uncaught(Object *exception) {
    Object *traceback = ((ExceptionObject *)exception)->traceback;
    traceback = retain(traceback ? traceback : None);
    set_last(exception, traceback);
    Object *hook = retain_or_null(dict_peek_str(interp.sys_dict, NAME(excepthook))), *exit_request = NULL;
    Object *result = hook ? object_call_objects(hook, 3, &exception->type->head, exception, traceback) : NULL;
    if (!hook) {
        write_text("sys.excepthook is missing\n");
        report_exception(exception);
    } else if (!result) {
        Object *failure = error_take();
        if (object_is_instance(failure, SystemExit)) exit_request = retain(failure);
        else {
            write_text("Error in sys.excepthook:\n");
            report_exception(failure);
            write_text("\nOriginal exception was:\n");
            report_exception(exception);
        }
        release(failure);
    }
    release_or_null(result);
    release_or_null(hook);
    release(traceback);
    return exit_request;
}

void report_init(void) {
    error_traceback_hook = report_traceback_text;
}
