/* exception_unicode.c - UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError. */
#include "builtins/types/bytes.h"
#include "builtins/types/exception_kinds.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/utf8.h"

EXCEPTION_LIFE(unicode_error, UnicodeErrorObject, encoding, 3)
EXCEPTION_MEMBER(UnicodeErrorObject, encoding)
EXCEPTION_MEMBER(UnicodeErrorObject, object)
EXCEPTION_MEMBER(UnicodeErrorObject, reason)

static UnicodeErrorObject *unicode(Object *o) { return (UnicodeErrorObject *)o; }
static Object *get_start(Object *o) { return int_from_i64(unicode(o)->start); }
static Object *get_end(Object *o) { return int_from_i64(unicode(o)->end); }

static int set_index(ssize_t *field, Object *value) {
    if (!value) return error_set_int(TypeError, "can't delete numeric/char attribute");
    return object_as_index(value, field, OverflowError);
}
static int set_start(Object *o, Object *value) { return set_index(&unicode(o)->start, value); }
static int set_end(Object *o, Object *value) { return set_index(&unicode(o)->end, value); }

const Getter unicode_error_getters[] = {
    {"encoding", get_encoding, set_encoding, "exception encoding"},
    {"object", get_object, set_object, "exception object"},
    {"start", get_start, set_start, "exception start"},
    {"end", get_end, set_end, "exception end"},
    {"reason", get_reason, set_reason, "exception reason"},
    {0},
};

/* ---- constructors ---- */

static int check_str(Object *argument, int number) {
    if (is_str(argument)) return 0;
    return error_set_int(TypeError, "argument %d must be str, not %T", number, argument);
}

/* object, start, end, reason from args; `first` is the number of the first one, for messages. */
static int set_range(Object *self, Object **args, int first) {
    UnicodeErrorObject *error = unicode(self);
    ssize_t start, end;
    if (object_as_index(args[1], &start, OverflowError) || object_as_index(args[2], &end, OverflowError)) return -1;
    if (check_str(args[3], first + 3)) return -1;
    error->start = start;
    error->end = end;
    set_object(self, args[0]);
    return set_reason(self, args[3]);
}

static int init_common(Object *self, Object **args, size_t count, Object *kwnames, size_t expected) {
    if (exception_base_init(self, args, count, kwnames)) return -1;
    if (count == expected) return 0;
    return error_set_int(TypeError, "function takes exactly %zu arguments (%zu given)", expected, count);
}

int unicode_encode_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (init_common(self, args, count, kwnames, 5) || check_str(args[0], 1) || check_str(args[1], 2)) return -1;
    set_encoding(self, args[0]);
    return set_range(self, args + 1, 2);
}

int unicode_translate_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (init_common(self, args, count, kwnames, 4) || check_str(args[0], 1)) return -1;
    return set_range(self, args, 1);
}

/* Any bytes-like object is kept as bytes. */
int unicode_decode_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (init_common(self, args, count, kwnames, 5) || check_str(args[0], 1)) return -1;
    set_encoding(self, args[0]);
    if (set_range(self, args + 1, 2)) return -1;
    if (is_bytes(args[1])) return 0;
    BufferView view;
    if (object_get_buffer(args[1], &view, 0)) return -1;
    Object *copy = bytes_from_data(view.data, view.length);
    buffer_view_release(&view);
    if (!copy) return -1;
    object_replace_steal(&unicode(self)->object, copy);
    return 0;
}

/* ---- text ---- */

Object *unicode_decode_error_str(Object *self) {
    const UnicodeErrorObject *error = unicode(self);
    if (!error->object) return str_from_text("");
    Object *encoding = error->encoding ? error->encoding : None, *reason = error->reason ? error->reason : None;
    bool one = is_bytes(error->object) && error->start >= 0 && (size_t)error->start < bytes_size(error->object) && error->end == error->start + 1;
    if (!one)
        return str_format("'%S' codec can't decode bytes in position %zd-%zd: %S", encoding, error->start, error->end - 1, reason);
    unsigned byte = (unsigned char)bytes_data(error->object)[error->start];
    return str_format("'%S' codec can't decode byte 0x%02x in position %zd: %S", encoding, byte, error->start, reason);
}

/* The code point if the range is one existing character; -1 otherwise. */
static int64_t single_character(const UnicodeErrorObject *error) {
    if (!is_str(error->object) || error->start < 0 || (size_t)error->start >= str_length(error->object)) return -1;
    if (error->end != error->start + 1) return -1;
    const char *cursor = str_data(error->object) + str_byte_offset(error->object, (size_t)error->start);
    return utf8_decode(&cursor);
}

/* "character '\xe9' in position 3" or "characters in position 3-5". */
static Object *describe_range(const UnicodeErrorObject *error) {
    int64_t character = single_character(error);
    if (character < 0) return str_format("characters in position %zd-%zd", error->start, error->end - 1);
    unsigned code = (unsigned)character;
    if (code <= 0xFF) return str_format("character '\\x%02x' in position %zd", code, error->start);
    if (code <= 0xFFFF) return str_format("character '\\u%04x' in position %zd", code, error->start);
    return str_format("character '\\U%08x' in position %zd", code, error->start);
}

Object *unicode_encode_error_str(Object *self) {
    const UnicodeErrorObject *error = unicode(self);
    if (!error->object) return str_from_text("");
    Object *range = describe_range(error);
    if (!range) return NULL;
    Object *result = str_format("'%S' codec can't encode %U: %S", error->encoding ? error->encoding : None, range, error->reason ? error->reason : None);
    release(range);
    return result;
}

Object *unicode_translate_error_str(Object *self) {
    const UnicodeErrorObject *error = unicode(self);
    if (!error->object) return str_from_text("");
    Object *range = describe_range(error);
    if (!range) return NULL;
    Object *result = str_format("can't translate %U: %S", range, error->reason ? error->reason : None);
    release(range);
    return result;
}
