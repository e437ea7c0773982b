/* bytes_change.c - methods of bytes and bytearray that give a changed copy: replace, translate, padding, affixes. */
#include "builtins/types/bytes_internal.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"

/* ---- replace ---- */

/* new before every byte and at the end, at most limit times. */
static void interleave(Buffer *out, Span span, const BufferView *new, size_t limit) {
    size_t i = 0;
    for (; limit; limit--) {
        buffer_append(out, new->data, new->length);
        if (i == span.size) break;
        buffer_append_byte(out, span.data[i++]);
    }
    buffer_append(out, span.data + i, span.size - i);
}

static void replace_all(Buffer *out, Span span, const BufferView *old, const BufferView *new, size_t limit) {
    const char *p = span.data, *end = p + span.size;
    ssize_t at;
    while (limit-- && (at = search_first(p, (size_t)(end - p), old->data, old->length)) >= 0) {
        buffer_append(out, p, (size_t)at);
        buffer_append(out, new->data, new->length);
        p += (size_t)at + old->length;
    }
    buffer_append(out, p, (size_t)(end - p));
}

static Object *replace(Object *self, const BufferView *old, const BufferView *new, size_t limit) {
    Span span = span_of(self);
    if (!limit || (old->length && search_first(span.data, span.size, old->data, old->length) < 0)) return span_like_self(self);
    Buffer out = BUFFER_INIT;
    if (old->length) replace_all(&out, span, old, new, limit);
    else interleave(&out, span, new, limit);
    return buffer_like(self, &out);
}

Value bytes_replace_method(Object *self, Object **args) {
    BufferView old, new;
    ssize_t limit;
    if (size_argument(args[2], -1, &limit) || object_get_buffer(args[0], &old, 0)) return value_error();
    Object *result = NULL;
    if (!object_get_buffer(args[1], &new, 0)) {
        result = replace(self, &old, &new, limit < 0 ? SIZE_MAX : (size_t)limit);
        buffer_view_release(&new);
    }
    buffer_view_release(&old);
    return value_new(result);
}

/* ---- translate ---- */

/* table: 256 bytes or NULL. */
static Object *translate(Object *self, const char *table, const BufferView *deleted) {
    bool drop[256] = {false};
    for (size_t i = 0; i < deleted->length; i++) drop[(unsigned char)deleted->data[i]] = true;
    Buffer out = BUFFER_INIT;
    Span span = span_of(self);
    for (size_t i = 0; i < span.size; i++) {
        unsigned char byte = (unsigned char)span.data[i];
        if (!drop[byte]) buffer_append_byte(&out, table ? table[byte] : (char)byte);
    }
    return buffer_like(self, &out);
}

Value bytes_translate_method(Object *self, Object **args) {
    BufferView table = {0}, deleted = {0};
    Object *result = NULL;
    if (args[0] != None && object_get_buffer(args[0], &table, 0)) return value_error();
    if (table.owner && table.length != 256) error_set(ValueError, "translation table must be 256 characters long");
    else if (!args[1] || !object_get_buffer(args[1], &deleted, 0))
        result = translate(self, table.owner ? table.data : NULL, &deleted);
    if (deleted.owner) buffer_view_release(&deleted);
    if (table.owner) buffer_view_release(&table);
    return value_new(result);
}

static Object *make_table(const BufferView *from, const BufferView *to) {
    if (from->length != to->length) return error_set(ValueError, "maketrans arguments must have same length");
    char table[256];
    for (int i = 0; i < 256; i++) table[i] = (char)i;
    for (size_t i = 0; i < from->length; i++) table[(unsigned char)from->data[i]] = to->data[i];
    return bytes_from_data(table, sizeof table);
}

Value bytes_maketrans_method(Object *self, Object **args) {
    (void)self;
    BufferView from, to;
    if (object_get_buffer(args[0], &from, 0)) return value_error();
    Object *table = NULL;
    if (!object_get_buffer(args[1], &to, 0)) {
        table = make_table(&from, &to);
        buffer_view_release(&to);
    }
    buffer_view_release(&from);
    return value_new(table);
}

/* ---- padding ---- */

static Object *pad(Object *self, size_t left, size_t right, char fill) {
    if (!left && !right) return span_like_self(self);
    Buffer out = BUFFER_INIT;
    Span span = span_of(self);
    buffer_append_fill(&out, fill, left);
    buffer_append(&out, span.data, span.size);
    buffer_append_fill(&out, fill, right);
    return buffer_like(self, &out);
}

/* Reads (width, fillchar). 0, -1. */
static int padding_arguments(Object *self, Object **args, const char *name, size_t *extra, char *fill) {
    ssize_t width;
    if (size_argument(args[0], 0, &width)) return -1;
    *fill = ' ';
    if (args[1]) {
        bool right_type = is_bytes(args[1]) || is_bytearray(args[1]);
        if (!right_type || span_of(args[1]).size != 1)
            return error_set_int(TypeError, "%s() argument 2 must be a byte string of length 1, not %K", name, args[1]);
        *fill = *span_of(args[1]).data;
    }
    size_t size = span_of(self).size;
    *extra = width > (ssize_t)size ? (size_t)width - size : 0;
    return 0;
}

Value bytes_ljust_method(Object *self, Object **args) {
    size_t extra;
    char fill;
    return padding_arguments(self, args, "ljust", &extra, &fill) ? value_error() : value_new(pad(self, 0, extra, fill));
}

Value bytes_rjust_method(Object *self, Object **args) {
    size_t extra;
    char fill;
    return padding_arguments(self, args, "rjust", &extra, &fill) ? value_error() : value_new(pad(self, extra, 0, fill));
}

Value bytes_center_method(Object *self, Object **args) {
    size_t extra;
    char fill;
    if (padding_arguments(self, args, "center", &extra, &fill)) return value_error();
    size_t left = extra / 2 + (extra & (extra + span_of(self).size) & 1);
    return value_new(pad(self, left, extra - left, fill));
}

Value bytes_zfill_method(Object *self, Object **args) {
    ssize_t width;
    if (size_argument(args[0], 0, &width)) return value_error();
    Span span = span_of(self);
    if (width <= (ssize_t)span.size) return value_new(span_like_self(self));
    Buffer out = BUFFER_INIT;
    size_t sign = span.size && (*span.data == '+' || *span.data == '-');
    buffer_append(&out, span.data, sign);
    buffer_append_fill(&out, '0', (size_t)width - span.size);
    buffer_append(&out, span.data + sign, span.size - sign);
    return value_new(buffer_like(self, &out));
}

Value bytes_expandtabs_method(Object *self, Object **args) {
    ssize_t tab;
    if (size_argument(args[0], 8, &tab)) return value_error();
    Buffer out = BUFFER_INIT;
    Span span = span_of(self);
    size_t column = 0;
    for (size_t i = 0; i < span.size; i++) {
        char c = span.data[i];
        if (c == '\t') {
            size_t blanks = tab > 0 ? (size_t)tab - column % (size_t)tab : 0;
            buffer_append_fill(&out, ' ', blanks);
            column += blanks;
        } else {
            buffer_append_byte(&out, c);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    return value_new(buffer_like(self, &out));
}

/* ---- affixes ---- */

static Value remove_affix(Object *self, Object *affix, bool at_end) {
    BufferView view;
    if (object_get_buffer(affix, &view, 0)) return value_error();
    Span span = span_of(self);
    bool found = view.length && view.length <= span.size &&
                 memcmp(at_end ? span.data + span.size - view.length : span.data, view.data, view.length) == 0;
    Object *result = !found ? span_like_self(self)
                   : span_like(self, span.data + (at_end ? 0 : view.length), span.size - view.length);
    buffer_view_release(&view);
    return value_new(result);
}

Value bytes_removeprefix_method(Object *self, Object **args) { return remove_affix(self, args[0], false); }
Value bytes_removesuffix_method(Object *self, Object **args) { return remove_affix(self, args[0], true); }
