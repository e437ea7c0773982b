/* report_module.c - the module _report: what the library's traceback module needs of the reports. */
#include "builtins/modules/report.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/code.h"

static int check_exception(Object *o) {
    return is_exception(o) ? 0 : error_set_int(TypeError, "expected an exception, not %T", o);
}

/* STEALS the buffer's contents. */
static Value text_of(Buffer *text) {
    return value_new(str_from_buffer(text));
}

static Value whole_function(Object *self UNUSED, Object **args) {
    Buffer text = BUFFER_INIT;
    if (check_exception(args[0])) return value_error();
    report_exception_text(args[0], &text);
    return text_of(&text);
}

static Value only_function(Object *self UNUSED, Object **args) {
    Buffer text = BUFFER_INIT;
    if (check_exception(args[0])) return value_error();
    report_exception_only_text(args[0], &text);
    return text_of(&text);
}

/* The source line as str, None where there is none. */
static Object *line_of(Object *code, uint32_t number) {
    Buffer line = BUFFER_INIT;
    if (report_source_line(code, number, &line)) return str_from_buffer(&line);
    buffer_free(&line);
    return retain(None);
}

static Value line_function(Object *self UNUSED, Object **args) {
    ssize_t number;
    if (object_as_index(args[1], &number, NULL)) return value_error();
    return value_new(line_of(args[0], number > 0 && number < UINT32_MAX ? (uint32_t)number : 0));
}

/* The text of one entry: its chain is cut meanwhile. */
static Object *entry_text(Traceback *entry) {
    Buffer text = BUFFER_INIT;
    Object *next = entry->next;
    entry->next = NULL;
    report_entries_text(&entry->head, &text);
    entry->next = next;
    return str_from_buffer(&text);
}

static Value entry_function(Object *self UNUSED, Object **args) {
    if (!is_traceback(args[0])) return error_set_value(TypeError, "expected a traceback, not %T", args[0]);
    Traceback *entry = (Traceback *)args[0];
    Object *line = line_of(entry->code, entry->line), *text = line ? entry_text(entry) : NULL;
    Object *end_line = int_from_i64(entry->end_line), *start = int_from_i64(entry->col), *end = int_from_i64(entry->end_col);
    Object *result = text && end_line && start && end ? tuple_of(5, end_line, start, end, line, text) : NULL;
    release_or_null(line);
    release_or_null(text);
    release_or_null(end_line);
    release_or_null(start);
    release_or_null(end);
    return value_new(result);
}

static const Method functions[] = {
    {"whole", whole_function, "(exception, /)", "The report of an exception and all that led to it.", 0},
    {"only", only_function, "(exception, /)", "Type and message, without traceback.", 0},
    {"line", line_function, "(code, number, /)", "A line of the code's source, or None.", 0},
    {"entry", entry_function, "(traceback, /)", "(end line, first column, end column, source line, text) of one entry.", 0},
    {0},
};

const ModuleDef _report_module = {.name = "_report", .functions = functions};
