/* str_change.c - methods that give a changed text: replace, translate, padding, affixes, encode.
 * Only translate (the table's __getitem__) and the reading of integer arguments can run script code. */
#include "builtins/types/codec.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "builtins/types/tuple.h"
#include "runtime/base/utf8.h"

/* ---- replace ---- */

/* new before every character and at the end, at most `limit` times. */
static Object *interleave(Object *o, Object *new, size_t limit) {
    Buffer out = BUFFER_INIT;
    const char *p = str_data(o), *end = p + str_size(o);
    for (; limit; limit--) {
        buffer_append(&out, str_data(new), str_size(new));
        if (p == end) break;
        size_t size = utf8_sequence_length((unsigned char)*p);
        buffer_append(&out, p, size);
        p += size;
    }
    buffer_append(&out, p, (size_t)(end - p));
    return str_from_buffer(&out);
}

/* Where old occurs: offsets in bytes, without overlap; the first few in `few`, all of them in the storage if there are
 * more. NULL with MemoryError pending. */
enum { FEW_PLACES = 32 };
static const size_t *find_all(Object *o, Object *old, size_t limit, size_t *few, Buffer *storage, size_t *count) {
    size_t at = 0, room = limit < FEW_PLACES ? limit : FEW_PLACES;
    *count = search_some(str_data(o), str_size(o), &at, str_data(old), str_size(old), few, room);
    if (*count < FEW_PLACES) return few;
    buffer_append(storage, (const char *)few, FEW_PLACES * sizeof at);
    for (size_t found = room; found == room && *count < limit; *count += found) {
        room = limit - *count < *count ? limit - *count : *count;    /* as many more */
        size_t *places = (size_t *)(void *)buffer_extend(storage, room * sizeof at);
        if (!places) return error_no_memory();
        found = search_some(str_data(o), str_size(o), &at, str_data(old), str_size(old), places, room);
    }
    return buffer_failed(storage) ? error_no_memory() : (size_t *)(void *)storage->data;
}

static void copy_replaced(char *out, Object *o, size_t old_size, Object *new, const size_t *offsets, size_t count) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        str_copy(out, str_data(o) + at, offsets[i] - at);
        out += offsets[i] - at;
        str_copy(out, str_data(new), str_size(new));
        out += str_size(new);
        at = offsets[i] + old_size;
    }
    memcpy(out, str_data(o) + at, str_size(o) - at);
}

/* With the occurrences that were found (count > 0). */
static Object *replace_found(Object *o, Object *old, Object *new, const size_t *offsets, size_t count) {
    size_t size = str_size(o) - count * str_size(old), added;
    if (__builtin_mul_overflow(count, str_size(new), &added) || !size_add(&size, added))
        return error_set(OverflowError, "replace string is too long");
    Str *s = str_new_uninitialised(size, str_length(o) - count * str_length(old) + count * str_length(new));
    if (!s) return NULL;
    copy_replaced(s->data, o, str_size(old), new, offsets, count);
    return str_canonical_steal(s);
}

/* One ASCII character by another, everywhere. */
static Object *replace_byte(Object *o, char old, char new) {
    size_t size = str_size(o), i = 0;
    const char *in = str_data(o);
    Str *s = str_new_uninitialised(size, str_length(o));
    if (!s) return NULL;
    char *restrict out = s->data;
    enum { PIECE = 16 };    /* becomes vector code */
    for (; i + PIECE <= size; i += PIECE)
        for (size_t j = i; j < i + PIECE; j++) out[j] = in[j] == old ? new : in[j];
    for (; i < size; i++) out[i] = in[i] == old ? new : in[i];
    return str_canonical_steal(s);
}

static Object *unchanged(Object *o) { return is_str_exact(o) ? retain(o) : str_substring(o, 0, str_size(o)); }

static Object *replace(Object *o, Object *old, Object *new, size_t limit) {
    if (!limit) return unchanged(o);
    if (!str_size(old)) return interleave(o, new, limit);
    if (str_size(old) == 1 && str_size(new) == 1 && limit >= str_size(o))
        return memchr(str_data(o), *str_data(old), str_size(o)) ? replace_byte(o, *str_data(old), *str_data(new)) : unchanged(o);
    Buffer storage = BUFFER_INIT;
    size_t few[FEW_PLACES], count;
    const size_t *offsets = find_all(o, old, limit, few, &storage, &count);
    Object *result = !offsets ? NULL : count ? replace_found(o, old, new, offsets, count) : unchanged(o);
    buffer_free(&storage);
    return result;
}

Value str_replace_method(Object *self, Object **args) {
    for (int i = 0; i < 2; i++)
        if (!is_str(args[i])) return error_set_value(TypeError, "replace() argument %d must be str, not %s", i + 1, argument_type_name(args[i]));
    ssize_t limit;
    if (size_argument(args[2], -1, &limit)) return value_error();
    return value_new(replace(self, args[0], args[1], limit < 0 ? SIZE_MAX : (size_t)limit));
}

/* ---- translate ---- */

/* What the table says for c: new reference. NULL: nothing, then an error may be pending. MAY_RUN. */
static Object *look_up_codepoint(Object *table, uint32_t c) {
    if (is_dict_exact(table)) {
        ssize_t number = dict_find_int((const Dict *)table, c);
        if (number != -2) return number < 0 ? NULL : retain(*dict_entry_value(table, (size_t)number));
    }
    Object *key = int_from_i64(c);
    if (!key) return NULL;
    Object *mapped = object_get_item(table, key);
    release(key);
    if (!mapped) error_clear_if(LookupError);
    return mapped;
}

/* Appends what the table says for c. 0, -1. MAY_RUN. */
static int translate_codepoint(Buffer *out, Object *table, uint32_t c) {
    Object *mapped = look_up_codepoint(table, c);
    if (!mapped) {
        if (error_pending()) return -1;
        buffer_append_codepoint(out, c);
        return 0;
    }
    int status = 0;
    if (is_str(mapped)) buffer_append(out, str_data(mapped), str_size(mapped));
    else if (is_int(mapped)) {
        if (((Int *)mapped)->big || int_value(mapped) < 0 || int_value(mapped) > 0x10FFFF)
            status = error_set_int(ValueError, "character mapping must be in range(0x110000)");
        else buffer_append_codepoint(out, (uint32_t)int_value(mapped));
    } else if (mapped != None)
        status = error_set_int(TypeError, "character mapping must return integer, None or str");
    release(mapped);
    return status;
}

/* What is known of the ASCII characters of a text: the table is asked once for each, as long as it answers with at most
 * one ASCII character. (CPython does so too, which a table with a __getitem__ of its own can see.) */
typedef struct { char to[128]; bool known[128], deleted[128]; } Known;

/* The ASCII text from *p on; stops where the table must be asked each time. 0, -1. MAY_RUN. */
static int translate_ascii(Buffer *out, Object *table, const char **p, const char *end) {
    Known known;
    memset(known.known, 0, sizeof known.known);
    for (; *p < end && (unsigned char)**p < 0x80; ++*p) {
        unsigned char c = (unsigned char)**p;
        if (!known.known[c]) {
            size_t before = out->length;
            if (translate_codepoint(out, table, c) || interp_check_interrupt()) return -1;
            size_t added = out->length - before;
            if (added > 1 || (added && (unsigned char)out->data[before] >= 0x80)) {
                buffer_truncate(out, before);   /* asked again by the caller */
                return 0;
            }
            known.known[c] = true;
            known.deleted[c] = !added;
            if (added) known.to[c] = out->data[before];
        } else if (!known.deleted[c]) {
            buffer_append_byte(out, known.to[c]);
        }
    }
    return 0;
}

Value str_translate_method(Object *self, Object **args) {
    Buffer out = BUFFER_INIT;
    Object *table = args[0];
    const char *p = str_data(self), *end = p + str_size(self);
    int status = translate_ascii(&out, table, &p, end);
    while (p < end && !status) status = translate_codepoint(&out, table, utf8_decode(&p)) || interp_check_interrupt() ? -1 : 0;
    if (!status) return value_new(str_from_buffer(&out));
    buffer_free(&out);
    return value_error();
}

/* table[code point of the next character of *from] = value (borrowed). */
static int map_next(Object *table, const char **from, Object *value) {
    Object *key = int_from_i64(utf8_decode(from));
    int status = key ? dict_set(table, key, value) : -1;
    release_or_null(key);
    return status;
}

static int map_pairs(Object *table, Object *from, Object *to) {
    const char *p = str_data(from), *q = str_data(to), *end = p + str_size(from);
    int status = 0;
    while (p < end && !status) {
        Object *value = int_from_i64(utf8_decode(&q));
        status = value ? map_next(table, &p, value) : -1;
        release_or_null(value);
    }
    return status;
}

static int map_dict_entry(Object *table, Object *key, Object *value) {
    if (is_int(key)) return dict_set(table, key, value);
    if (!is_str(key)) return error_set_int(TypeError, "keys in translate table must be strings or integers");
    if (str_length(key) != 1) return error_set_int(ValueError, "string keys in translate table must be of length 1");
    const char *p = str_data(key);
    return map_next(table, &p, value);
}

static int fill_from_dict(Object *table, Object *dict) {
    if (!is_dict_exact(dict))
        return error_set_int(TypeError, "if you give only one argument to maketrans it must be a dict");
    size_t position = 0;
    Object *key, *value;
    while (dict_next(dict, &position, &key, &value))
        if (map_dict_entry(table, key, value)) return -1;
    return 0;
}

static int fill_from_strings(Object *table, Object **args) {
    for (int i = 1; i < 3; i++)
        if (args[i] && !is_str(args[i])) return error_set_int(TypeError, "maketrans() argument %d must be str, not %s", i + 1, argument_type_name(args[i]));
    if (!is_str(args[0])) return error_set_int(TypeError, "first maketrans argument must be a string if there is a second argument");
    if (str_length(args[0]) != str_length(args[1]))
        return error_set_int(ValueError, "the first two maketrans arguments must have equal length");
    if (map_pairs(table, args[0], args[1])) return -1;
    if (!args[2]) return 0;
    for (const char *p = str_data(args[2]), *end = p + str_size(args[2]); p < end;)
        if (map_next(table, &p, None)) return -1;
    return 0;
}

Value str_maketrans_method(Object *self, Object **args) {
    (void)self;
    Object *table = dict_new();
    if (!table) return value_error();
    if (args[1] ? !fill_from_strings(table, args) : !fill_from_dict(table, args[0])) return value_new(table);
    release(table);
    return value_error();
}

/* ---- padding ---- */

/* Returns the place behind them. */
static char *fill_copies(char *out, size_t copies, const char *fill, size_t fill_size) {
    if (fill_size == 1) return (char *)memset(out, *fill, copies) + copies;
    for (; copies; copies--) out = mempcpy(out, fill, fill_size);
    return out;
}

/* The text with that many copies of the fill character on each side. */
static Object *pad(Object *o, size_t left, size_t right, const char *fill, size_t fill_size) {
    if (!left && !right && is_str_exact(o)) return retain(o);
    size_t copies = left, size, total = str_size(o);
    if (!size_add(&copies, right) || __builtin_mul_overflow(copies, fill_size, &size) || !size_add(&total, size))
        return error_set(OverflowError, "padded string is too long");
    Str *s = str_new_uninitialised(total, str_length(o) + copies);
    if (!s) return NULL;
    char *out = fill_copies(s->data, left, fill, fill_size);
    out = mempcpy(out, str_data(o), str_size(o));
    fill_copies(out, right, fill, fill_size);
    return str_canonical_steal(s);
}

/* Reads (width, fillchar); *extra: how many characters to add. 0, -1. */
static int padding_arguments(Object *self, Object **args, size_t *extra) {
    ssize_t width;
    if (size_argument(args[0], 0, &width)) return -1;
    if (args[1] && !is_str(args[1]))
        return error_set_int(TypeError, "The fill character must be a unicode character, not %T", args[1]);
    if (args[1] && str_length(args[1]) != 1)
        return error_set_int(TypeError, "The fill character must be exactly one character long");
    *extra = width > (ssize_t)str_length(self) ? (size_t)width - str_length(self) : 0;
    return 0;
}

static Value justify(Object *self, Object **args, size_t left, size_t right) {
    return value_new(pad(self, left, right, args[1] ? str_data(args[1]) : " ", args[1] ? str_size(args[1]) : 1));
}

Value str_ljust_method(Object *self, Object **args) {
    size_t extra;
    return padding_arguments(self, args, &extra) ? value_error() : justify(self, args, 0, extra);
}

Value str_rjust_method(Object *self, Object **args) {
    size_t extra;
    return padding_arguments(self, args, &extra) ? value_error() : justify(self, args, extra, 0);
}

/* The odd character goes left when the width is odd. */
Value str_center_method(Object *self, Object **args) {
    size_t extra;
    if (padding_arguments(self, args, &extra)) return value_error();
    size_t left = extra / 2 + (extra & (extra + str_length(self)) & 1);
    return justify(self, args, left, extra - left);
}

Value str_zfill_method(Object *self, Object **args) {
    ssize_t width;
    if (size_argument(args[0], 0, &width)) return value_error();
    size_t extra = width > (ssize_t)str_length(self) ? (size_t)width - str_length(self) : 0;
    Object *result = pad(self, extra, 0, "0", 1);
    if (!result || !extra) return value_new(result);
    char *data = ((Str *)result)->data;
    if (data[extra] == '+' || data[extra] == '-') {
        data[0] = data[extra];
        data[extra] = '0';
    }
    return value_new(result);
}

Value str_expandtabs_method(Object *self, Object **args) {
    ssize_t tab;
    if (size_argument(args[0], 8, &tab)) return value_error();
    Buffer out = BUFFER_INIT;
    size_t column = 0;
    const char *line = str_data(self), *end = line + str_size(self), *p = line, *next;
    for (; (next = memchr(p, '\t', (size_t)(end - p))); p = next + 1) {
        for (const char *c = p; c < next; c++) {
            if (*c == '\n' || *c == '\r') column = 0;
            else column += ((unsigned char)*c & 0xC0) != 0x80;
        }
        buffer_append(&out, p, (size_t)(next - p));
        size_t blanks = tab > 0 ? (size_t)tab - column % (size_t)tab : 0;
        buffer_append_fill(&out, ' ', blanks);
        column += blanks;
    }
    if (p == line) return value_new(unchanged(self));
    buffer_append(&out, p, (size_t)(end - p));
    return value_new(str_from_buffer(&out));
}

/* ---- affixes, encode ---- */

Value str_removeprefix_method(Object *self, Object **args) {
    Object *prefix = args[0];
    if (!is_str(prefix)) return error_set_value(TypeError, "removeprefix() argument must be str, not %s", argument_type_name(prefix));
    bool found = str_size(prefix) <= str_size(self) && memcmp(str_data(self), str_data(prefix), str_size(prefix)) == 0;
    if ((!found || !str_size(prefix)) && is_str_exact(self)) return value_new(retain(self));
    return value_new(str_substring(self, found ? str_size(prefix) : 0, str_size(self)));
}

Value str_removesuffix_method(Object *self, Object **args) {
    Object *suffix = args[0];
    if (!is_str(suffix)) return error_set_value(TypeError, "removesuffix() argument must be str, not %s", argument_type_name(suffix));
    size_t size = str_size(self);
    bool found = str_size(suffix) <= size && memcmp(str_data(self) + size - str_size(suffix), str_data(suffix), str_size(suffix)) == 0;
    if ((!found || !str_size(suffix)) && is_str_exact(self)) return value_new(retain(self));
    return value_new(str_substring(self, 0, found ? size - str_size(suffix) : size));
}

Value str_encode_method(Object *self, Object **args) {
    static const char *const names[] = {"encoding", "errors"};
    for (int i = 0; i < 2; i++)
        if (args[i] && !is_str(args[i]))
            return error_set_value(TypeError, "encode() argument '%s' must be str, not %s", names[i], argument_type_name(args[i]));
    return value_new(codec_encode(self, args[0] ? str_data(args[0]) : "utf-8", args[1] ? str_data(args[1]) : "strict"));
}
