/* str_methods.c - searching methods of str, the readers of their arguments, and the method table. */
#include "builtins/types/int.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "builtins/types/tuple.h"
#include "runtime/base/utf8.h"

/* ---- arguments ---- */

static int slice_index(Object *o, ssize_t *result) {
    if (!o || o == None) return 0;
    if (!o->type->index)
        return error_set_int(TypeError, "slice indices must be integers or None or have an __index__ method");
    return object_as_index(o, result, NULL);
}

int range_arguments(Object *start_argument, Object *stop_argument, size_t length, ssize_t *start, ssize_t *stop) {
    *start = 0;
    *stop = PTRDIFF_MAX;
    if (slice_index(start_argument, start) || slice_index(stop_argument, stop)) return -1;
    ssize_t size = (ssize_t)length;
    if (*stop > size) *stop = size;
    if (*stop < 0 && (*stop += size) < 0) *stop = 0;
    if (*start < 0 && (*start += size) < 0) *start = 0;
    return 0;
}

int size_argument(Object *argument, ssize_t fallback, ssize_t *result) {
    *result = fallback;
    if (!argument) return 0;
    Object *number = object_index(argument);
    if (!number) return -1;
    bool fits = is_int(number) && !((Int *)number)->big;
    if (fits) *result = (ssize_t)int_value(number);
    release(number);
    return fits ? 0 : error_set_int(OverflowError, "Python int too large to convert to C ssize_t");
}

/* ---- find, index, count ---- */

/* The part of self that a search looks at, in bytes; empty_at says that it is a valid place. */
typedef struct { size_t from, to, first; bool valid; } Region;

static int read_region(Object *self, Object **args, Region *region) {
    ssize_t start, stop;
    if (!is_str(args[0])) return error_set_int(TypeError, "must be str, not %T", args[0]);
    if (range_arguments(args[1], args[2], str_length(self), &start, &stop)) return -1;
    *region = (Region){.first = (size_t)start, .valid = start <= stop};
    if (!region->valid) return 0;
    region->from = str_byte_offset(self, (size_t)start);
    region->to = str_byte_offset(self, (size_t)stop);
    return 0;
}

/* Code-point index of the occurrence, -1 none, -2 error. */
static ssize_t locate(Object *self, Object **args, bool last) {
    Region region;
    if (read_region(self, args, &region)) return -2;
    if (!region.valid) return -1;
    const char *text = str_data(self) + region.from;
    ssize_t at = (last ? search_last : search_first)(text, region.to - region.from, str_data(args[0]), str_size(args[0]));
    if (at < 0) return -1;
    return (ssize_t)region.first + (str_is_ascii(self) ? at : (ssize_t)utf8_count(text, (size_t)at));
}

static Value find_value(ssize_t at) { return at == -2 ? value_error() : value_int(at); }
static Value index_value(ssize_t at) { return at == -1 ? error_set_value(ValueError, "substring not found") : find_value(at); }

static Value find_method(Object *self, Object **args) { return find_value(locate(self, args, false)); }
static Value rfind_method(Object *self, Object **args) { return find_value(locate(self, args, true)); }
static Value index_method(Object *self, Object **args) { return index_value(locate(self, args, false)); }
static Value rindex_method(Object *self, Object **args) { return index_value(locate(self, args, true)); }

static Value count_method(Object *self, Object **args) {
    Region region;
    if (read_region(self, args, &region)) return value_error();
    if (!region.valid) return value_int(0);
    const char *text = str_data(self) + region.from;
    size_t size = region.to - region.from;
    if (!str_size(args[0])) return value_int((int64_t)utf8_count(text, size) + 1);
    return value_int((int64_t)search_count(text, size, str_data(args[0]), str_size(args[0]), SIZE_MAX));
}

/* ---- startswith, endswith ---- */

static bool has_affix(Object *self, const Region *region, const Object *affix, bool at_end) {
    size_t size = str_size(affix);
    if (!region->valid || size > region->to - region->from) return false;
    const char *at = str_data(self) + (at_end ? region->to - size : region->from);
    return memcmp(at, str_data(affix), size) == 0;
}

static Value any_affix(Object *self, const Region *region, Object *affixes, bool at_end) {
    for (size_t i = 0; i < tuple_count(affixes); i++) {
        Object *affix = tuple_item_borrowed(affixes, i);
        if (!is_str(affix))
            return error_set_value(TypeError, "tuple for %s must only contain str, not %T", at_end ? "endswith" : "startswith", affix);
        if (has_affix(self, region, affix, at_end)) return value_bool(true);
    }
    return value_bool(false);
}

static Value test_affix(Object *self, Object **args, bool at_end) {
    Region region;
    Object *region_args[] = {self, args[1], args[2]};
    if (read_region(self, region_args, &region)) return value_error();
    if (is_tuple(args[0])) return any_affix(self, &region, args[0], at_end);
    if (!is_str(args[0]))
        return error_set_value(TypeError, "%s first arg must be str or a tuple of str, not %T", at_end ? "endswith" : "startswith", args[0]);
    return value_bool(has_affix(self, &region, args[0], at_end));
}

static Value startswith_method(Object *self, Object **args) { return test_affix(self, args, false); }
static Value endswith_method(Object *self, Object **args) { return test_affix(self, args, true); }

/* ---- the rest ---- */

static Value join_method(Object *self, Object **args) { return value_new(str_join(self, args[0])); }

static Value sizeof_method(Object *self, Object **args) {
    (void)args;
    return value_int((int64_t)str_block_size((Str *)self));
}

static Value getnewargs_method(Object *self, Object **args) {
    (void)args;
    Object *text = str_substring(self, 0, str_size(self));
    Object *result = text ? tuple_of(1, text) : NULL;
    release_or_null(text);
    return value_new(result);
}

const Method str_methods[] = {
    {"capitalize", str_capitalize_method, "()", "Return a copy with the first character in upper case and the rest in lower case.", 0},
    {"casefold", str_casefold_method, "()", "Return a version of the string fit for caseless comparison.", 0},
    {"center", str_center_method, "(width, fillchar=' ', /)", "Return the string centered in that width, padded with the fill character.", 0},
    {"count", count_method, "(sub, start=None, end=None, /)", "Return how often sub occurs, without overlap, in S[start:end].", METHOD_COUNT_LAST},
    {"encode", str_encode_method, "(encoding='utf-8', errors='strict')", "Encode the string to bytes.\n\nerrors: 'strict', 'ignore', 'replace', 'xmlcharrefreplace', 'backslashreplace', ...", 0},
    {"endswith", endswith_method, "(suffix, start=None, end=None, /)", "Return True if S[start:end] ends with the suffix, or one of a tuple of suffixes.", METHOD_COUNT_LAST},
    {"expandtabs", str_expandtabs_method, "(tabsize=8)", "Return a copy where tabs are expanded with spaces.", 0},
    {"find", find_method, "(sub, start=None, end=None, /)", "Return the lowest index where sub is found in S[start:end], -1 if nowhere.", METHOD_COUNT_LAST},
    {"format", str_format_method, "(*args, **kwargs)", "Return the string with its {} fields replaced by the arguments.", 0},
    {"format_map", str_format_map_method, "(mapping, /)", "Return the string with its {} fields replaced from the mapping.", 0},
    {"index", index_method, "(sub, start=None, end=None, /)", "Like find, but raise ValueError when sub is not found.", METHOD_COUNT_LAST},
    {"isalnum", str_isalnum_method, "()", "Return True if there are characters and all are letters or digits.", 0},
    {"isalpha", str_isalpha_method, "()", "Return True if there are characters and all are letters.", 0},
    {"isascii", str_isascii_method, "()", "Return True if all characters are ASCII (also for '').", 0},
    {"isdecimal", str_isdecimal_method, "()", "Return True if there are characters and all are decimal digits.", 0},
    {"isdigit", str_isdigit_method, "()", "Return True if there are characters and all are digits.", 0},
    {"isidentifier", str_isidentifier_method, "()", "Return True if the string is a valid identifier.", 0},
    {"islower", str_islower_method, "()", "Return True if all cased characters are lower case and there is one.", 0},
    {"isnumeric", str_isnumeric_method, "()", "Return True if there are characters and all are numeric.", 0},
    {"isprintable", str_isprintable_method, "()", "Return True if all characters are printable (also for '').", 0},
    {"isspace", str_isspace_method, "()", "Return True if there are characters and all are white space.", 0},
    {"istitle", str_istitle_method, "()", "Return True if the string is in title case.", 0},
    {"isupper", str_isupper_method, "()", "Return True if all cased characters are upper case and there is one.", 0},
    {"join", join_method, "(iterable, /)", "Concatenate any number of strings, with this one between each two.", 0},
    {"ljust", str_ljust_method, "(width, fillchar=' ', /)", "Return the string left-justified in that width.", 0},
    {"lower", str_lower_method, "()", "Return a copy in lower case.", 0},
    {"lstrip", str_lstrip_method, "(chars=None, /)", "Return a copy without leading white space, or without leading characters in chars.", 0},
    {"maketrans", str_maketrans_method, "(x, y=None, z=None, /)", "Return a translation table for str.translate().", METHOD_STATIC},
    {"partition", str_partition_method, "(sep, /)", "Split at the first sep: return (head, sep, tail), or (S, '', '').", 0},
    {"removeprefix", str_removeprefix_method, "(prefix, /)", "Return the string without the prefix, if it has it.", 0},
    {"removesuffix", str_removesuffix_method, "(suffix, /)", "Return the string without the suffix, if it has it.", 0},
    {"replace", str_replace_method, "(old, new, count=-1, /)", "Return a copy with all, or the first count, occurrences of old replaced by new.", 0},
    {"rfind", rfind_method, "(sub, start=None, end=None, /)", "Return the highest index where sub is found in S[start:end], -1 if nowhere.", METHOD_COUNT_LAST},
    {"rindex", rindex_method, "(sub, start=None, end=None, /)", "Like rfind, but raise ValueError when sub is not found.", METHOD_COUNT_LAST},
    {"rjust", str_rjust_method, "(width, fillchar=' ', /)", "Return the string right-justified in that width.", 0},
    {"rpartition", str_rpartition_method, "(sep, /)", "Split at the last sep: return (head, sep, tail), or ('', '', S).", 0},
    {"rsplit", str_rsplit_method, "(sep=None, maxsplit=-1)", "Return a list of the substrings between separators, splitting from the end.", 0},
    {"rstrip", str_rstrip_method, "(chars=None, /)", "Return a copy without trailing white space, or without trailing characters in chars.", 0},
    {"split", str_split_method, "(sep=None, maxsplit=-1)", "Return a list of the substrings between separators (white space if None).", 0},
    {"splitlines", str_splitlines_method, "(keepends=False)", "Return a list of the lines, with their line breaks if keepends is true.", 0},
    {"startswith", startswith_method, "(prefix, start=None, end=None, /)", "Return True if S[start:end] starts with the prefix, or one of a tuple of prefixes.", METHOD_COUNT_LAST},
    {"strip", str_strip_method, "(chars=None, /)", "Return a copy without leading and trailing white space, or characters in chars.", 0},
    {"swapcase", str_swapcase_method, "()", "Return a copy with upper case made lower and lower case made upper.", 0},
    {"title", str_title_method, "()", "Return a copy where each word starts in upper case and goes on in lower case.", 0},
    {"translate", str_translate_method, "(table, /)", "Replace each character by what the table maps its code point to (None deletes it).", 0},
    {"upper", str_upper_method, "()", "Return a copy in upper case.", 0},
    {"zfill", str_zfill_method, "(width, /)", "Pad a number with zeros on the left, behind its sign.", 0},
    {"__format__", str_dunder_format_method, "(format_spec, /)", "Return a formatted version of the string as described by format_spec.", 0},
    {"__getnewargs__", getnewargs_method, "()", NULL, 0},
    {"__sizeof__", sizeof_method, "()", "Return the size of the string in memory, in bytes.", 0},
    {0}
};
