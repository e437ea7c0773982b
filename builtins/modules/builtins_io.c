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

/* sep or end: the argument, or its default. */
static int write_separator(Object *file, Object *separator, const char *fallback) {
    return separator ? io_write_str(file, separator) : io_write_text(file, fallback, 1);
}

/* Piece by piece, as CPython does: scripts can see it, in a write method of theirs or in what an error leaves behind. */
static int write_line(Object *file, Object *objects, Object *separator, Object *end) {
    for (size_t i = 0; i < tuple_count(objects); i++) {
        if (i && write_separator(file, separator, " ")) return -1;
        Object *o = tuple_item_borrowed(objects, i), *text = is_str_exact(o) ? retain(o) : object_str(o);
        int failed = !text || io_write_str(file, text);
        release_or_null(text);
        if (failed) return -1;
    }
    return write_separator(file, end, "\n");
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
    int failed = prompt ? !text || io_write_str(out, text) : 0;
    release_or_null(text);
    if (!failed && flush(out)) error_clear();
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
