/* _string.c - the parsers of format strings, for string.Formatter. Runs no script code. */
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/str_format.h"
#include "builtins/types/tuple.h"

static Object *range_text(TextRange range) { return str_from_utf8(range.p ? range.p : "", (size_t)(range.end - range.p)); }

/* STEALS the items; NULL among them is an error. */
static Object *tuple_of_steal(Object **items, size_t count) {
    bool complete = true;
    for (size_t i = 0; i < count; i++) complete = complete && items[i];
    if (complete) return tuple_from_items_steal(items, count);
    for (size_t i = 0; i < count; i++) release_or_null(items[i]);
    return NULL;
}

/* An iterator over the list. STEALS list; NULL passes through. */
static Object *iterator_steal(Object *list) {
    Object *iterator = list ? object_iter(list) : NULL;
    release_or_null(list);
    return iterator;
}

static Object *field_tuple(const FormatField *field) {
    Object *items[] = {
        range_text(field->literal),
        field->present ? range_text(field->name) : retain(None),
        field->present ? range_text(field->spec) : retain(None),
        field->conversion ? str_from_codepoint(field->conversion) : retain(None)
    };
    return tuple_of_steal(items, 4);
}

static Value formatter_parser_function(Object *self UNUSED, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "expected str, got %T", args[0]);
    TextRange text = {str_data(args[0]), str_data(args[0]) + str_size(args[0])};
    Object *list = list_new(0);
    FormatField field;
    int more = 0;
    while (list && (more = format_string_next(&text, &field)) > 0) {
        Object *tuple = field_tuple(&field);
        if (!tuple || list_append_steal(list, tuple)) CLEAR(list);
    }
    if (list && more < 0) CLEAR(list);
    return value_new(iterator_steal(list));
}

/* A name, or the number it is. */
static Object *name_or_index(TextRange name, ssize_t index) { return index >= 0 ? int_from_i64(index) : range_text(name); }

static Object *step_tuple(const FieldStep *step) {
    Object *items[] = {retain(step->attribute ? True : False), name_or_index(step->name, step->attribute ? -1 : step->index)};
    return tuple_of_steal(items, 2);
}

static Value formatter_field_name_split_function(Object *self UNUSED, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "expected str, got %T", args[0]);
    TextRange rest = {str_data(args[0]), str_data(args[0]) + str_size(args[0])}, first;
    ssize_t index;
    if (field_name_first(&rest, &first, &index)) return value_error();
    Object *list = list_new(0);
    FieldStep step;
    int more = 0;
    while (list && (more = field_name_next(&rest, &step)) > 0) {
        Object *tuple = step_tuple(&step);
        if (!tuple || list_append_steal(list, tuple)) CLEAR(list);
    }
    if (list && more < 0) CLEAR(list);
    Object *items[] = {list ? name_or_index(first, index) : NULL, iterator_steal(list)};
    return value_new(tuple_of_steal(items, 2));
}

static const Method string_functions[] = {
    {"formatter_field_name_split", formatter_field_name_split_function, "(field_name, /)",
     "Split a field name: return the first part and an iterator over (is_attribute, name) pairs.", 0},
    {"formatter_parser", formatter_parser_function, "(format_string, /)",
     "Parse a format string: an iterator over (literal, field_name, format_spec, conversion) tuples.", 0},
    {0}
};

const ModuleDef _string_module = {.name = "_string", .doc = "string helper module", .functions = string_functions};
