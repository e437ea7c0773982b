/* bytes_text.c - join, decode, hex and fromhex of bytes and bytearray. */
#include "builtins/types/bytes_internal.h"
#include "builtins/types/codec.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/str_internal.h"

/* ---- join ---- */

static int append_item(Buffer *out, Object *item, size_t index) {
    if (!item->type->get_buffer)
        return error_set_int(TypeError, "sequence item %zu: expected a bytes-like object, %T found", index, item);
    BufferView view;
    if (object_get_buffer(item, &view, 0)) return -1;
    buffer_append(out, view.data, view.length);
    buffer_view_release(&view);
    return 0;
}

Value bytes_join_method(Object *self, Object **args) {
    Object *list = list_from_iterable(args[0]);
    if (!list) {
        if (!args[0]->type->iter && error_clear_if(TypeError)) error_set(TypeError, "can only join an iterable");
        return value_error();
    }
    List *items = (List *)list;
    if (items->count == 1 && is_bytes_exact(self) && is_bytes_exact(items->items[0])) {
        Object *only = retain(items->items[0]);
        release(list);
        return value_new(only);
    }
    Buffer out = BUFFER_INIT;
    int status = 0;
    for (size_t i = 0; i < items->count && !status; i++) {
        Span separator = span_of(self);
        if (i) buffer_append(&out, separator.data, separator.size);
        status = append_item(&out, items->items[i], i);
    }
    release(list);
    if (!status) return value_new(buffer_like(self, &out));
    buffer_free(&out);
    return value_error();
}

/* ---- decode ---- */

Value bytes_decode_method(Object *self, Object **args) {
    static const char *const names[] = {"encoding", "errors"};
    for (int i = 0; i < 2; i++)
        if (args[i] && !is_str(args[i]))
            return error_set_value(TypeError, "decode() argument '%s' must be str, not %s", names[i], argument_type_name(args[i]));
    if (!span_of(self).size) return value_new(str_empty());
    BufferView view;   /* holds a bytearray as it is while an error handler runs */
    if (object_get_buffer(self, &view, 0)) return value_error();
    Object *text = codec_decode(view.data, view.length, args[0] ? str_data(args[0]) : "utf-8", args[1] ? str_data(args[1]) : "strict");
    buffer_view_release(&view);
    return value_new(text);
}

/* ---- hexadecimal text ---- */

/* The separator character, 0 for none, -1 on error. */
static int separator_character(Object *separator) {
    if (!separator) return 0;
    ssize_t length = object_length(separator);
    if (length < 0) return -1;
    if (length != 1) return error_set_int(ValueError, "sep must be length 1.");
    if (!is_str(separator) && !is_bytes(separator)) return error_set_int(TypeError, "sep must be str or bytes.");
    unsigned char c = (unsigned char)*(is_str(separator) ? str_data(separator) : span_of(separator).data);
    return c < 0x80 ? c : error_set_int(ValueError, "sep must be ASCII.");
}

Object *hex_text(const char *data, size_t size, Object *separator_object, Object *group_object) {
    static const char digits[] = "0123456789abcdef";
    ssize_t group;
    int separator = separator_character(separator_object);
    if (separator < 0 || size_argument(group_object, 1, &group)) return NULL;
    size_t length = group < 0 ? (size_t)-group : (size_t)group;
    bool separated = separator_object && length;
    Buffer out = BUFFER_INIT;
    for (size_t i = 0; i < size; i++) {
        size_t distance = group < 0 ? i : size - i;   /* groups are counted from the right, unless negative */
        if (separated && i && distance % length == 0) buffer_append_byte(&out, (char)separator);
        buffer_append_byte(&out, digits[(unsigned char)data[i] >> 4]);
        buffer_append_byte(&out, digits[(unsigned char)data[i] & 15]);
    }
    return str_from_buffer(&out);
}

Value bytes_hex_method(Object *self, Object **args) {
    BufferView view;   /* holds a bytearray as it is while the arguments are read */
    if (object_get_buffer(self, &view, 0)) return value_error();
    Object *text = hex_text(view.data, view.length, args[0], args[1]);
    buffer_view_release(&view);
    return value_new(text);
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* 0, -1. */
static int parse_hex(Buffer *out, const char *text, size_t size) {
    for (size_t i = 0; i < size;) {
        if (text[i] == ' ' || (text[i] >= 9 && text[i] <= 13)) {
            i++;
            continue;
        }
        int high = hex_digit(text[i]), low = i + 1 < size ? hex_digit(text[i + 1]) : -1;
        if (high < 0 || low < 0)
            return error_set_int(ValueError, "non-hexadecimal number found in fromhex() arg at position %zu", high < 0 ? i : i + 1);
        buffer_append_byte(out, (char)(high << 4 | low));
        i += 2;
    }
    return 0;
}

/* self is the class; a subclass is called with the bytes. */
Value bytes_fromhex_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "fromhex() argument must be str, not %s", argument_type_name(args[0]));
    Buffer out = BUFFER_INIT;
    if (parse_hex(&out, str_data(args[0]), str_size(args[0]))) {
        buffer_free(&out);
        return value_error();
    }
    Object *bytes = bytes_from_buffer(&out);
    if (!bytes || self == (Object *)&bytes_type) return value_new(bytes);
    Object *result = object_call_one(self, bytes);
    release(bytes);
    return value_new(result);
}
