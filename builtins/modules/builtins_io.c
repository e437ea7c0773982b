/* builtins_io.c - print and input. */
#include "builtins/modules/builtins_functions.h"
#include "builtins/modules/io.h"

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* A stream of the sys module; BORROWED, NULL with RuntimeError pending if it is gone. */
static Object *stream_borrowed(const char *function, const char *name) {
    Object *stream = interp.sys_dict ? dict_peek_text(interp.sys_dict, name) : NULL;
    if (!stream && !error_pending()) error_set(RuntimeError, "%slost sys.%s", function, name);
    return stream;
}

/* ---- print ---- */

/* sep or end: a str, or NULL for the default. 0, -1 */
static int check_separator(const char *name, Object **argument) {
    if (*argument == None) *argument = NULL;
    if (!*argument || is_str(*argument)) return 0;
    return error_set_int(TypeError, "%s must be None or a string, not %T", name, *argument);
}

static void append_separator(Buffer *buffer, Object *separator, char fallback) {
    if (separator) buffer_append(buffer, str_data(separator), str_size(separator));
    else buffer_append_byte(buffer, fallback);
}

/* Everything as one text. 0, -1. */
static int join(Buffer *buffer, Object *objects, Object *separator, Object *end) {
    for (size_t i = 0; i < tuple_count(objects); i++) {
        if (i) append_separator(buffer, separator, ' ');
        Object *o = tuple_item_borrowed(objects, i), *text = is_str_exact(o) ? retain(o) : object_str(o);
        if (!text) return -1;
        buffer_append(buffer, str_data(text), str_size(text));
        release(text);
    }
    append_separator(buffer, end, '\n');
    return buffer_failed(buffer) ? (error_no_memory(), -1) : 0;
}

static int write_text(Object *file, Object *text) {
    Object *result = object_call_method(file, "write", 1, text);
    if (!result) return -1;
    release(result);
    return 0;
}

/* The built-in text streams take the whole line at once; to any other object each piece is written by itself, as
 * CPython does, for scripts can see it. */
static int write_pieces(Object *file, Object *objects, Object *separator, Object *end) {
    Object *space = separator ? retain(separator) : str_from_text(" "), *newline = end ? retain(end) : str_from_text("\n");
    int failed = !space || !newline;
    for (size_t i = 0; !failed && i < tuple_count(objects); i++) {
        if (i) failed = write_text(file, space);
        Object *text = failed ? NULL : object_str(tuple_item_borrowed(objects, i));
        failed = !text || write_text(file, text);
        release_or_null(text);
    }
    if (!failed) failed = write_text(file, newline);
    release_or_null(space);
    release_or_null(newline);
    return failed ? -1 : 0;
}

static int write_line(Object *file, Object *objects, Object *separator, Object *end) {
    if (file->type->flags & TYPE_HEAP) return write_pieces(file, objects, separator, end);
    Buffer line = BUFFER_INIT;
    int failed = join(&line, objects, separator, end) || io_write_text(file, line.length ? line.data : "", line.length);
    buffer_free(&line);
    return failed ? -1 : 0;
}

static int flush(Object *file) {
    Object *result = object_call_method(file, "flush", 0);
    if (!result) return -1;
    release(result);
    return 0;
}

Value builtin_print(Object *self UNUSED, Object **args) {
    Object *separator = args[1], *end = args[2], *file = args[3];
    if (!file || file == None) {
        file = stream_borrowed("", "stdout");
        if (!file) return value_error();
        if (file == None) return value_none();
    }
    if (check_separator("sep", &separator) || check_separator("end", &end)) return value_error();
    retain(file);
    int failed = write_line(file, args[0], separator, end);
    if (!failed && args[4]) {
        int truth = object_truth(args[4]);
        failed = truth < 0 || (truth && flush(file));
    }
    release(file);
    return failed ? value_error() : value_none();
}

/* ---- input ---- */

static Object *without_newline_steal(Object *line) {
    if (!line) return NULL;
    if (!is_str(line)) {
        error_set(TypeError, "object.readline() returned non-string");
        release(line);
        return NULL;
    }
    size_t size = str_size(line);
    Object *result = NULL;
    if (size == 0) error_set(EOFError, "EOF when reading a line");
    else if (str_data(line)[size - 1] == '\n') result = str_from_utf8(str_data(line), size - 1);
    else result = retain(line);
    release(line);
    return result;
}

static int show_prompt(Object *prompt) {
    Object *out = stream_borrowed("input(): ", "stdout");
    if (!out) return -1;
    retain(out);
    Object *text = prompt ? object_str(prompt) : NULL;
    int failed = prompt ? !text || write_text(out, text) : 0;
    release_or_null(text);
    if (!failed) failed = flush(out);
    release(out);
    return failed;
}

Value builtin_input(Object *self UNUSED, Object **args) {
    Object *err = stream_borrowed("input(): ", "stderr"), *in = err ? stream_borrowed("input(): ", "stdin") : NULL;
    if (!in) return value_error();
    if (in == None) return error_set_value(RuntimeError, "input(): lost sys.stdin");
    retain(in);
    if (err != None && flush(err)) error_clear();
    Object *line = show_prompt(args[0]) ? NULL : object_call_method(in, "readline", 0);
    release(in);
    return value_new(without_newline_steal(line));
}
