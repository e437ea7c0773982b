/* unicodedata.c - the module unicodedata: utf8proc's properties, names and numbers from tables (unicode_data.h). */
#include <string.h>
#include <utf8proc.h>

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/unicode.h"
#include "builtins/types/unicode_data.h"
#include "builtins/types/unicode_names.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

/* The only character of a str. 0, or -1 with TypeError pending. */
static int read_character(Object *o, const char *function, const char *which, uint32_t *c) {
    if (!is_str(o)) return error_set_int(TypeError, "%s() argument%s must be a unicode character, not %K", function, which, o);
    if (str_length(o) != 1) return error_set_int(TypeError, "%s() argument%s must be a unicode character, not str", function, which);
    const char *text = str_data(o);
    *c = utf8_decode(&text);
    return 0;
}

/* ---- names ---- */

static Value name_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "name", " 1", &c)) return value_error();
    Buffer name = BUFFER_INIT;
    if (unicode_name(c, &name)) return value_new(str_from_buffer(&name));
    buffer_free(&name);
    return args[1] ? value_new(retain(args[1])) : error_set_value(ValueError, "no such name");
}

static Value lookup_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (!is_str(args[0])) return error_set_value(TypeError, "a bytes-like object is required, not '%T'", args[0]);
    if (!unicode_by_name(str_data(args[0]), str_size(args[0]), &c)) {
        Object *message = str_format("undefined character name '%U'", args[0]);
        if (message) error_set_object(KeyError, message);
        release_or_null(message);
        return value_error();
    }
    Buffer text = BUFFER_INIT;
    buffer_append_codepoint(&text, c);
    return value_new(str_from_buffer(&text));
}

/* ---- numbers ---- */

static const UnicodeNumber *find_number(uint32_t c) {
    size_t low = 0, high = unicode_number_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (unicode_numbers[middle].codepoint == c) return unicode_is_numeric(c) ? &unicode_numbers[middle] : NULL;
        if (unicode_numbers[middle].codepoint < c) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* value < 0: there is none. */
static Value number_or_default(int value, Object *instead, const char *complaint) {
    if (value >= 0) return value_int(value);
    return instead ? value_new(retain(instead)) : error_set_value(ValueError, "%s", complaint);
}

static Value decimal_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "decimal", " 1", &c)) return value_error();
    return number_or_default(unicode_decimal_value(c), args[1], "not a decimal");
}

static Value digit_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "digit", " 1", &c)) return value_error();
    const UnicodeNumber *number = find_number(c);
    return number_or_default(number ? number->digit : unicode_decimal_value(c), args[1], "not a digit");
}

/* "1/2" or "-1/2" or "100". */
static double fraction_value(const char *text) {
    double over = strtod(text, NULL);
    const char *slash = strchr(text, '/');
    return slash ? over / strtod(slash + 1, NULL) : over;
}

static Value numeric_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "numeric", " 1", &c)) return value_error();
    const UnicodeNumber *number = find_number(c);
    if (number) return value_float(fraction_value(number->text));
    if (unicode_decimal_value(c) >= 0) return value_float(unicode_decimal_value(c));
    return args[1] ? value_new(retain(args[1])) : error_set_value(ValueError, "not a numeric character");
}

/* ---- properties ---- */

static Value category_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    return read_character(args[0], "category", "", &c) ? value_error() : value_new(str_from_text(unicode_category(c)));
}

static Value bidirectional_function(Object *self UNUSED, Object **args) {
    static const char *const names[] = {"", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B",
                                        "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"};
    uint32_t c;
    if (read_character(args[0], "bidirectional", "", &c)) return value_error();
    unsigned class = unicode_is_assigned(c) ? utf8proc_get_property((utf8proc_int32_t)c)->bidi_class : 0;
    return value_new(str_from_text(names[class < sizeof names / sizeof *names ? class : 0]));
}

static Value combining_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "combining", "", &c)) return value_error();
    return value_int(unicode_is_assigned(c) ? utf8proc_get_property((utf8proc_int32_t)c)->combining_class : 0);
}

static Value mirrored_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "mirrored", "", &c)) return value_error();
    return value_int(unicode_is_assigned(c) ? utf8proc_get_property((utf8proc_int32_t)c)->bidi_mirrored : 0);
}

static Value width_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "east_asian_width", "", &c)) return value_error();
    if (!unicode_is_assigned(c)) return value_new(str_from_text("F"));   /* as CPython 3.11 has it */
    size_t low = 0, high = unicode_width_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const UnicodeWidth *width = &unicode_widths[middle];
        if (c >= width->first && c <= width->last) return value_new(str_from_text(width->width));
        if (width->last < c) low = middle + 1;
        else high = middle;
    }
    return value_new(str_from_text("N"));
}

static Value decomposition_function(Object *self UNUSED, Object **args) {
    uint32_t c;
    if (read_character(args[0], "decomposition", "", &c)) return value_error();
    size_t low = 0, high = unicode_is_assigned(c) ? unicode_decomposition_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (unicode_decompositions[middle].codepoint == c) return value_new(str_from_text(unicode_decompositions[middle].text));
        if (unicode_decompositions[middle].codepoint < c) low = middle + 1;
        else high = middle;
    }
    return value_new(str_from_text(""));
}

/* ---- normal forms ---- */

/* The options of "NFC", "NFD", "NFKC", "NFKD"; 0 with ValueError pending. */
static int read_form(Object *form) {
    static const struct { const char *name; int options; } forms[] = {
        {"NFC", UTF8PROC_STABLE | UTF8PROC_COMPOSE}, {"NFD", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE},
        {"NFKC", UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT}, {"NFKD", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_equal_text(form, forms[i].name)) return forms[i].options;
    return error_set(ValueError, "invalid normalization form"), 0;
}

/* Appends the normal form of text without surrogates. 0, -1 */
static int append_normal(Buffer *out, const char *text, size_t length, int options) {
    const utf8proc_uint8_t *source = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t needed = utf8proc_decompose(source, (utf8proc_ssize_t)length, NULL, 0, (utf8proc_option_t)options);
    if (needed < 0) return error_no_memory(), -1;
    size_t room = (size_t)needed + 1;
    utf8proc_int32_t *points = mem_array(room, sizeof *points);
    if (!points) return error_no_memory(), -1;
    needed = utf8proc_decompose(source, (utf8proc_ssize_t)length, points, needed, (utf8proc_option_t)options);
    needed = utf8proc_normalize_utf32(points, needed, (utf8proc_option_t)options);
    for (utf8proc_ssize_t i = 0; i < needed; i++) buffer_append_codepoint(out, (uint32_t)points[i]);
    mem_free_array(points, room, sizeof *points);
    return 0;
}

/* Surrogates, in UTF-8 ED A0 and up, stand between normal texts. */
static size_t next_surrogate(const char *text, size_t from, size_t length) {
    while (from < length && !((unsigned char)text[from] == 0xED && (unsigned char)text[from + 1] >= 0xA0)) from++;
    return from;
}

static Object *normal_form(Object *text, int options) {
    if (str_is_ascii(text)) return retain(text);
    Buffer out = BUFFER_INIT;
    const char *data = str_data(text);
    size_t length = str_size(text);
    for (size_t at = 0; at < length;) {
        size_t end = next_surrogate(data, at, length);
        if (end > at && append_normal(&out, data + at, end - at, options)) {
            buffer_free(&out);
            return NULL;
        }
        if (end < length) buffer_append(&out, data + end, 3);
        at = end + 3;
    }
    return str_from_buffer(&out);
}

static int check_texts(Object **args, const char *function) {
    for (int i = 0; i < 2; i++)
        if (!is_str(args[i])) return error_set_int(TypeError, "%s() argument %d must be str, not %K", function, i + 1, args[i]);
    return 0;
}

static Value normalize_function(Object *self UNUSED, Object **args) {
    if (check_texts(args, "normalize")) return value_error();
    int options = read_form(args[0]);
    return options ? value_new(normal_form(args[1], options)) : value_error();
}

static Value is_normalized_function(Object *self UNUSED, Object **args) {
    if (check_texts(args, "is_normalized")) return value_error();
    int options = read_form(args[0]);
    Object *normal = options ? normal_form(args[1], options) : NULL;
    if (!normal) return value_error();
    bool same = str_size(normal) == str_size(args[1]) && !memcmp(str_data(normal), str_data(args[1]), str_size(normal));
    release(normal);
    return value_bool(same);
}

static const Method unicodedata_functions[] = {
    {"bidirectional", bidirectional_function, "(chr, /)",
     "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty string is returned.", 0},
    {"category", category_function, "(chr, /)", "Returns the general category assigned to the character chr as string.", 0},
    {"combining", combining_function, "(chr, /)",
     "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class is defined.", 0},
    {"decimal", decimal_function, "(chr, default=None, /)",
     "Converts a Unicode character into its equivalent decimal value.\n\n"
     "Returns the decimal value assigned to the character chr as integer.\n"
     "If no such value is defined, default is returned, or, if not given,\nValueError is raised.", 0},
    {"decomposition", decomposition_function, "(chr, /)",
     "Returns the character decomposition mapping assigned to the character chr as string.\n\n"
     "An empty string is returned in case no such mapping is defined.", 0},
    {"digit", digit_function, "(chr, default=None, /)",
     "Converts a Unicode character into its equivalent digit value.\n\n"
     "Returns the digit value assigned to the character chr as integer.\n"
     "If no such value is defined, default is returned, or, if not given,\nValueError is raised.", 0},
    {"east_asian_width", width_function, "(chr, /)", "Returns the east asian width assigned to the character chr as string.", 0},
    {"is_normalized", is_normalized_function, "(form, unistr, /)",
     "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.", 0},
    {"lookup", lookup_function, "(name, /)",
     "Look up character by name.\n\n"
     "If a character with the given name is found, return the\n"
     "corresponding character.  If not found, KeyError is raised.", 0},
    {"mirrored", mirrored_function, "(chr, /)",
     "Returns the mirrored property assigned to the character chr as integer.\n\n"
     "Returns 1 if the character has been identified as a \"mirrored\"\ncharacter in bidirectional text, 0 otherwise.", 0},
    {"name", name_function, "(chr, default=None, /)",
     "Returns the name assigned to the character chr as a string.\n\n"
     "If no name is defined, default is returned, or, if not given,\nValueError is raised.", 0},
    {"normalize", normalize_function, "(form, unistr, /)",
     "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.", 0},
    {"numeric", numeric_function, "(chr, default=None, /)",
     "Converts a Unicode character into its equivalent numeric value.\n\n"
     "Returns the numeric value assigned to the character chr as float.\n"
     "If no such value is defined, default is returned, or, if not given,\nValueError is raised.", 0},
    {0},
};

static int unicodedata_init(Object *module) { return module_add_steal(module, "unidata_version", str_from_text("14.0.0")); }

const ModuleDef unicodedata_module = {
    "unicodedata",
    "This module provides access to the Unicode Character Database which\n"
    "defines character properties for all Unicode characters. The data in\n"
    "this database is based on the UnicodeData.txt file version\n"
    "14.0.0 which is publicly available from the Unicode Consortium.",
    unicodedata_functions, unicodedata_init,
};
