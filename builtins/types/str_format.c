/* str_format.c - str.format, str.format_map and str.__format__.
 *
 * A format string is literal text and fields {name!conversion:spec}; a name is a number, a keyword or nothing, followed by
 * .attribute and [item] steps; a spec may hold fields itself, one level deep.
 * Everything but the parser MAY_RUN script code. */
#include "builtins/types/str_format.h"

#include "builtins/types/format.h"
#include "builtins/types/int.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

enum { MAX_NESTING = 2 };

/* ---- the parser ---- */

/* Literal text up to a field or the end; a doubled brace ends it, with one brace inside. 1: a field follows, 0, -1. */
static int take_literal(TextRange *text, TextRange *literal) {
    const char *start = text->p, *p = start;
    while (p < text->end && *p != '{' && *p != '}') p++;
    *literal = (TextRange){start, p};
    text->p = p;
    if (p == text->end) return 0;
    bool doubled = p + 1 < text->end && p[1] == *p;
    if (!doubled && (*p == '}' || p + 1 == text->end))
        return error_set_int(ValueError, "Single '%c' encountered in format string", *p);
    if (doubled) literal->end = p + 1;
    text->p = p + 1 + doubled;
    return !doubled;
}

/* Skips the field name; returns the character that ends it ('}', ':', '!'), 0 at the end of the text, -1 on error. */
static int take_name(TextRange *text, TextRange *name) {
    name->p = text->p;
    while (text->p < text->end) {
        char c = *text->p++;
        if (c == '{') return error_set_int(ValueError, "unexpected '{' in field name");
        if (c == '[')
            while (text->p < text->end && *text->p != ']') text->p++;
        if (c == '}' || c == ':' || c == '!') {
            name->end = text->p - 1;
            return c;
        }
    }
    name->end = text->end;
    return 0;
}

/* Behind '!'. 1: the field is complete, 0: a spec follows, -1. */
static int take_conversion(TextRange *text, FormatField *field) {
    if (text->p >= text->end) return error_set_int(ValueError, "end of string while looking for conversion specifier");
    field->conversion = utf8_decode(&text->p);
    if (text->p >= text->end) return 0;
    char c = *text->p++;
    if (c == '}') return 1;
    return c == ':' ? 0 : error_set_int(ValueError, "expected ':' after conversion specifier");
}

static int take_spec(TextRange *text, FormatField *field) {
    field->spec.p = text->p;
    for (int depth = 1; text->p < text->end;) {
        char c = *text->p++;
        if (c == '{') {
            field->nested = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec.end = text->p - 1;
            return 0;
        }
    }
    return error_set_int(ValueError, "unmatched '{' in format spec");
}

int format_string_next(TextRange *text, FormatField *field) {
    *field = (FormatField){0};
    if (text->p >= text->end) return 0;
    int follows = take_literal(text, &field->literal);
    if (follows <= 0) return follows ? -1 : 1;
    field->present = true;
    int stop = take_name(text, &field->name);
    if (stop < 0) return -1;
    if (stop == 0) return error_set_int(ValueError, "expected '}' before end of string");
    if (stop == '}') return 1;
    int complete = stop == '!' ? take_conversion(text, field) : 0;
    if (complete) return complete;
    return take_spec(text, field) ? -1 : 1;
}

/* The number that the text is, -1 if it is none, -2 on error. */
static ssize_t read_index(TextRange text) {
    if (text.p == text.end) return -1;
    ssize_t number = 0;
    while (text.p < text.end) {
        int digit = unicode_decimal_value(utf8_decode(&text.p));
        if (digit < 0) return -1;
        if (number > (PTRDIFF_MAX - digit) / 10) return error_set_int(ValueError, "Too many decimal digits in format string") - 1;
        number = number * 10 + digit;
    }
    return number;
}

int field_name_first(TextRange *rest, TextRange *first, ssize_t *index) {
    first->p = rest->p;
    while (rest->p < rest->end && *rest->p != '[' && *rest->p != '.') rest->p++;
    first->end = rest->p;
    *index = read_index(*first);
    return *index == -2 ? -1 : 0;
}

static int take_item(TextRange *rest, FieldStep *step) {
    while (rest->p < rest->end && *rest->p != ']') rest->p++;
    if (rest->p >= rest->end) return error_set_int(ValueError, "Missing ']' in format string");
    step->name.end = rest->p++;
    step->index = read_index(step->name);
    return step->index == -2 ? -1 : 0;
}

int field_name_next(TextRange *rest, FieldStep *step) {
    if (rest->p >= rest->end) return 0;
    char kind = *rest->p++;
    if (kind != '.' && kind != '[')
        return error_set_int(ValueError, "Only '.' or '[' may follow ']' in format field specifier");
    *step = (FieldStep){.name = {rest->p, rest->p}, .index = -1, .attribute = kind == '.'};
    if (kind == '[') {
        if (take_item(rest, step)) return -1;
    } else {
        while (rest->p < rest->end && *rest->p != '[' && *rest->p != '.') rest->p++;
        step->name.end = rest->p;
    }
    if (step->name.p == step->name.end) return error_set_int(ValueError, "Empty attribute in format string");
    return 1;
}

/* ---- field values ---- */

typedef enum { NUMBERING_UNDECIDED, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } Numbering;

typedef struct {
    Object *args;         /* Tuple, or NULL: no positional fields (format_map) */
    Object *mapping;      /* keyword arguments, or NULL */
    Numbering numbering;
    ssize_t next_index;
} Arguments;

static Object *range_text(TextRange range) { return str_from_utf8(range.p, (size_t)(range.end - range.p)); }

/* Settles the index of a field without a name, or checks one that has a number. 0, -1. */
static int number_field(Arguments *arguments, bool empty, ssize_t *index) {
    if (!empty && *index == -1) return 0;
    if (arguments->numbering == NUMBERING_UNDECIDED)
        arguments->numbering = empty ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    if (arguments->numbering == NUMBERING_MANUAL && empty)
        return error_set_int(ValueError, "cannot switch from manual field specification to automatic field numbering");
    if (arguments->numbering == NUMBERING_AUTOMATIC && !empty)
        return error_set_int(ValueError, "cannot switch from automatic field numbering to manual field specification");
    if (empty) *index = arguments->next_index++;
    return 0;
}

static Object *keyword_value(Arguments *arguments, TextRange name) {
    Object *key = range_text(name);
    if (!key) return NULL;
    Object *value = arguments->mapping ? object_get_item(arguments->mapping, key) : error_set_object(KeyError, key);
    release(key);
    return value;
}

static Object *positional_value(Arguments *arguments, ssize_t index) {
    if (!arguments->args) return error_set(ValueError, "Format string contains positional fields");
    if ((size_t)index >= tuple_count(arguments->args))
        return error_set(IndexError, "Replacement index %zd out of range for positional args tuple", index);
    return retain(tuple_item_borrowed(arguments->args, (size_t)index));
}

/* STEALS value. */
static Object *apply_step_steal(Object *value, const FieldStep *step) {
    Object *key = step->index >= 0 && !step->attribute ? int_from_i64(step->index) : range_text(step->name);
    if (step->attribute) key = str_intern_steal(key);
    Object *result = key ? step->attribute ? object_getattr(value, key) : object_get_item(value, key) : NULL;
    release_or_null(key);
    release(value);
    return result;
}

static Object *field_value(Arguments *arguments, TextRange name) {
    TextRange first;
    ssize_t index;
    if (field_name_first(&name, &first, &index) || number_field(arguments, first.p == first.end, &index)) return NULL;
    Object *value = index == -1 ? keyword_value(arguments, first) : positional_value(arguments, index);
    FieldStep step;
    int more = 0;
    while (value && (more = field_name_next(&name, &step)) > 0) value = apply_step_steal(value, &step);
    if (value && more < 0) CLEAR(value);
    return value;
}

/* STEALS value. */
static Object *convert_steal(Object *value, uint32_t conversion) {
    Object *result = NULL;
    switch (conversion) {
    case 's': result = object_str(value); break;
    case 'r': result = object_repr(value); break;
    case 'a': result = object_ascii(value); break;
    default:
        if (conversion > 32 && conversion < 127) error_set(ValueError, "Unknown conversion specifier %c", (int)conversion);
        else error_set(ValueError, "Unknown conversion specifier \\x%x", (unsigned)conversion);
    }
    release(value);
    return result;
}

/* ---- rendering ---- */

static int render(Buffer *out, TextRange text, Arguments *arguments, int depth);

/* The spec with its own fields filled in. */
static Object *expand_spec(const FormatField *field, Arguments *arguments, int depth) {
    if (!field->nested) return range_text(field->spec);
    Buffer out = BUFFER_INIT;
    if (!render(&out, field->spec, arguments, depth - 1)) return str_from_buffer(&out);
    buffer_free(&out);
    return NULL;
}

static int render_field(Buffer *out, const FormatField *field, Arguments *arguments, int depth) {
    Object *value = field_value(arguments, field->name);
    if (value && field->conversion) value = convert_steal(value, field->conversion);
    if (!value) return -1;
    Object *spec = field->spec.p == field->spec.end ? NULL : expand_spec(field, arguments, depth);
    int status = spec || field->spec.p == field->spec.end ? format_append(out, value, spec) : -1;
    release_or_null(spec);
    release(value);
    return status;
}

static int render(Buffer *out, TextRange text, Arguments *arguments, int depth) {
    if (depth <= 0) return error_set_int(ValueError, "Max string recursion exceeded");
    FormatField field;
    int more;
    while ((more = format_string_next(&text, &field)) > 0) {
        buffer_append(out, field.literal.p, (size_t)(field.literal.end - field.literal.p));
        if (field.present && render_field(out, &field, arguments, depth)) return -1;
    }
    return more;
}

static Value format_text(Object *self, Arguments *arguments) {
    char room[BUFFER_ROOM];
    Buffer out = BUFFER_ON(room);
    TextRange text = {str_data(self), str_data(self) + str_size(self)};
    if (!render(&out, text, arguments, MAX_NESTING)) return value_new(str_from_buffer(&out));
    buffer_free(&out);
    return value_error();
}

Value str_format_method(Object *self, Object **args) {
    return format_text(self, &(Arguments){.args = args[0], .mapping = args[1]});
}

Value str_format_map_method(Object *self, Object **args) {
    return format_text(self, &(Arguments){.mapping = args[0]});
}

Value str_dunder_format_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "__format__() argument must be str, not %s", argument_type_name(args[0]));
    if (!str_size(args[0])) return value_new(object_str(self));
    return value_new(format_str(self, args[0]));
}
