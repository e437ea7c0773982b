/* exception_syntax.c - SyntaxError and its subclasses. */
#include <string.h>

#include "builtins/types/exception_kinds.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

EXCEPTION_LIFE(syntax_error, SyntaxErrorObject, msg, 8)
EXCEPTION_MEMBER(SyntaxErrorObject, msg)
EXCEPTION_MEMBER(SyntaxErrorObject, filename)
EXCEPTION_MEMBER(SyntaxErrorObject, lineno)
EXCEPTION_MEMBER(SyntaxErrorObject, offset)
EXCEPTION_MEMBER(SyntaxErrorObject, text)
EXCEPTION_MEMBER(SyntaxErrorObject, end_lineno)
EXCEPTION_MEMBER(SyntaxErrorObject, end_offset)
EXCEPTION_MEMBER(SyntaxErrorObject, print_file_and_line)

const Getter syntax_error_getters[] = {
    {"msg", get_msg, set_msg, "exception msg"},
    {"filename", get_filename, set_filename, "exception filename"},
    {"lineno", get_lineno, set_lineno, "exception lineno"},
    {"offset", get_offset, set_offset, "exception offset"},
    {"text", get_text, set_text, "exception text"},
    {"end_lineno", get_end_lineno, set_end_lineno, "exception end lineno"},
    {"end_offset", get_end_offset, set_end_offset, "exception end offset"},
    {"print_file_and_line", get_print_file_and_line, set_print_file_and_line, "exception print_file_and_line"},
    {0},
};

/* (filename, lineno, offset, text[, end_lineno, end_offset]) */
static int set_details(SyntaxErrorObject *error, Object *details) {
    size_t count = tuple_count(details);
    if (count < 4 || count > 6)
        return error_set_int(TypeError, "function takes at %s %d arguments (%zu given)", count < 4 ? "least" : "most", count < 4 ? 4 : 6, count);
    Object **fields[] = {&error->filename, &error->lineno, &error->offset, &error->text, &error->end_lineno, &error->end_offset};
    for (size_t i = 0; i < 6; i++) object_replace_steal(fields[i], i < count ? retain(tuple_item_borrowed(details, i)) : NULL);
    if (count == 5) return error_set_int(TypeError, "end_offset must be provided when end_lineno is provided");
    return 0;
}

int syntax_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    SyntaxErrorObject *error = (SyntaxErrorObject *)self;
    if (exception_base_init(self, args, count, kwnames)) return -1;
    if (count >= 1) set_msg(self, args[0]);
    if (count != 2) return 0;
    Object *details = tuple_from_iterable(args[1]);
    if (!details) return -1;
    int failed = set_details(error, details);
    release(details);
    return failed;
}

static const char *last_component(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

Object *syntax_error_str(Object *self) {
    const SyntaxErrorObject *error = (SyntaxErrorObject *)self;
    Object *msg = error->msg ? error->msg : None;
    const char *file = error->filename && is_str(error->filename) ? last_component(str_data(error->filename)) : NULL;
    bool has_line = error->lineno && is_int_exact(error->lineno);
    if (file && has_line) return str_format("%S (%s, line %S)", msg, file, error->lineno);
    if (file) return str_format("%S (%s)", msg, file);
    if (has_line) return str_format("%S (line %S)", msg, error->lineno);
    return str_format("%S", msg);
}
