/* bytes_shared.c - what bytes and bytearray do alike apart from their methods: results of the right kind, the constructor's
 * sources, repr, comparison, membership, repetition, slices. */
#include "builtins/types/list.h"
#include "builtins/types/bytes_internal.h"
#include "builtins/types/codec.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/memoryview.h"
#include "builtins/types/percent.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

Object *span_like(const Object *self, const char *data, size_t size) {
    return is_bytes(self) ? bytes_from_data(data, size) : bytearray_from_data(data, size);
}

Object *span_like_self(Object *self) {
    if (is_bytes_exact(self)) return retain(self);
    Span span = span_of(self);
    return span_like(self, span.data, span.size);
}

Object *buffer_like(const Object *self, Buffer *buffer) {
    Object *result = buffer_failed(buffer) ? error_no_memory() : span_like(self, buffer->length ? buffer->data : "", buffer->length);
    buffer_free(buffer);
    return result;
}

int byte_argument(Object *o, const char *message) {
    ssize_t value;
    if (object_as_index(o, &value, NULL)) return -1;
    if (value < 0 || value > 255) return error_set_int(ValueError, "%s", message);
    return (int)value;
}

/* ---- sources of the constructors ---- */

static int append_count(Buffer *out, Object *o) {
    ssize_t count;
    if (object_as_index(o, &count, OverflowError)) return -1;
    if (count < 0) return error_set_int(ValueError, "negative count");
    buffer_append_fill(out, 0, (size_t)count);
    return buffer_failed(out) ? (error_no_memory(), -1) : 0;
}

static int append_view(Buffer *out, Object *o) {
    BufferView view;
    if (object_get_buffer(o, &view, 0)) return -1;
    buffer_append(out, view.data, view.length);
    buffer_view_release(&view);
    return buffer_failed(out) ? (error_no_memory(), -1) : 0;
}

static int append_items(Buffer *out, Object *iterator, const char *range_message) {
    Object *item;
    while ((item = object_next(iterator))) {
        int byte = byte_argument(item, range_message);
        release(item);
        if (byte < 0 || interp_check_interrupt()) return -1;
        buffer_append_byte(out, (char)byte);
        if (buffer_failed(out)) return error_no_memory(), -1;
    }
    return error_pending() ? -1 : 0;
}

/* A list or tuple of small ints, which nothing can change meanwhile; false: there is something else in it. */
static bool append_small_ints(Buffer *out, Object *o) {
    Object **items = is_list_exact(o) ? ((List *)o)->items : ((Tuple *)o)->items;
    size_t count = is_list_exact(o) ? list_count(o) : tuple_count(o), before = out->length;
    char *bytes = count ? buffer_extend(out, count) : NULL;
    for (size_t i = 0; bytes && i < count; i++) {
        if (!is_machine_int(items[i]) || (uint64_t)int_value(items[i]) > 0xFF) {
            buffer_truncate(out, before);
            return false;
        }
        bytes[i] = (char)int_value(items[i]);
    }
    return bytes != NULL;
}

int bytes_collect(Buffer *out, Object *o, const char *name, const char *range_message) {
    if ((is_list_exact(o) || is_tuple_exact(o)) && append_small_ints(out, o)) return 0;
    if (is_str(o)) return error_set_int(TypeError, "string argument without an encoding");
    if (o->type->index) {
        if (!append_count(out, o)) return 0;
        if (is_int(o) || !error_clear_if(TypeError)) return -1;
    }
    if (is_memoryview(o)) return memoryview_append(out, o);
    if (o->type->get_buffer) return append_view(out, o);
    Object *iterator = o->type->iter || o->type->seq_item || o->type->get_item ? object_iter(o) : NULL;
    if (!iterator) {
        if (!error_pending() || error_clear_if(TypeError)) error_set(TypeError, "cannot convert '%T' object to %s", o, name);
        return -1;
    }
    int status = append_items(out, iterator, range_message);
    release(iterator);
    return status;
}

/* Appends what o.__bytes__() gives. 1 done, 0 no such method, -1. */
static int collect_dunder_bytes(Buffer *out, Object *o) {
    Object *method = object_lookup_special(o, NAME(__bytes__));
    if (!method) return error_pending() ? -1 : 0;
    Object *result = object_call_noargs(method);
    release(method);
    if (!result) return -1;
    bool right = is_bytes(result);
    if (right) buffer_append(out, bytes_data(result), bytes_size(result));
    else error_set(TypeError, "__bytes__ returned non-bytes (type %T)", result);
    release(result);
    return right ? 1 : -1;
}

static int append_encoded(Buffer *out, Object *source, Object *encoding, Object *errors) {
    if (!encoding && !is_str(source)) return error_set_int(TypeError, "errors without a string argument");
    if (!is_str(source)) return error_set_int(TypeError, "encoding without a string argument");
    if (!encoding) return error_set_int(TypeError, "string argument without an encoding");
    Object *encoded = codec_encode(source, str_data(encoding), errors ? str_data(errors) : "strict");
    if (!encoded) return -1;
    buffer_append(out, bytes_data(encoded), bytes_size(encoded));
    release(encoded);
    return 0;
}

int bytes_construct(Buffer *out, Object **args, size_t count, Object *kwnames, const char *name, const char *range_message) {
    static struct Signature *signature;
    Object *bound[3];
    if (args_bind(&signature, name, "(source=b'', encoding='utf-8', errors='strict')", args, count, kwnames, bound)) return -1;
    static const char *const names[] = {"source", "encoding", "errors"};
    for (int i = 1; i < 3; i++)
        if (bound[i] && !is_str(bound[i]))
            return error_set_int(TypeError, "%s() argument '%s' must be str, not %s", name, names[i], argument_type_name(bound[i]));
    if (!bound[0] && bound[1]) return error_set_int(TypeError, "encoding without a string argument");
    if (!bound[0] && bound[2]) return error_set_int(TypeError, "errors without a string argument");
    if (!bound[0]) return 0;
    if (bound[1] || bound[2]) return append_encoded(out, bound[0], bound[1], bound[2]);
    int done = *name == 'b' && name[4] == 's' ? collect_dunder_bytes(out, bound[0]) : 0;   /* bytearray ignores __bytes__ */
    return done ? (done < 0 ? -1 : 0) : bytes_collect(out, bound[0], name, range_message);
}

/* ---- repr ---- */

static void append_escaped_byte(Buffer *out, unsigned char c, char quote) {
    if (c == '\\' || c == (unsigned char)quote) {
        buffer_append_byte(out, '\\');
        buffer_append_byte(out, (char)c);
    } else if (c == '\t') buffer_append(out, "\\t", 2);
    else if (c == '\n') buffer_append(out, "\\n", 2);
    else if (c == '\r') buffer_append(out, "\\r", 2);
    else if (c < ' ' || c >= 0x7F) buffer_append_format(out, "\\x%02x", c);
    else buffer_append_byte(out, (char)c);
}

void append_bytes_repr(Buffer *out, const char *data, size_t size, bool escape_single) {
    char quote = memchr(data, '\'', size) && !memchr(data, '"', size) ? '"' : '\'';
    buffer_append_byte(out, 'b');
    buffer_append_byte(out, quote);
    for (size_t i = 0; i < size; i++) append_escaped_byte(out, (unsigned char)data[i], escape_single ? '\'' : quote);
    buffer_append_byte(out, quote);
}

/* ---- slots ---- */

static bool order_holds(int order, int op) {
    switch (op) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    default: return order >= 0;
    }
}

Object *span_compare(Object *self, Object *other, int op) {
    if (!other->type->get_buffer || !self->type->get_buffer) return not_implemented();
    BufferView left, right;
    if (object_get_buffer(self, &left, 0)) return NULL;
    if (object_get_buffer(other, &right, 0)) {
        buffer_view_release(&left);
        return NULL;
    }
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = shorter ? memcmp(left.data, right.data, shorter) : 0;
    if (!order) order = (left.length > right.length) - (left.length < right.length);
    buffer_view_release(&left);
    buffer_view_release(&right);
    return retain(order_holds(order, op) ? True : False);
}

int span_contains(Object *self, Object *item) {
    if (item->type->index) {
        int byte = byte_argument(item, BYTE_MESSAGE);
        if (byte < 0) return -1;
        Span span = span_of(self);
        return memchr(span.data, byte, span.size) != NULL;
    }
    BufferView view;
    if (object_get_buffer(item, &view, 0)) return -1;
    Span span = span_of(self);
    int found = search_first(span.data, span.size, view.data, view.length) >= 0;
    buffer_view_release(&view);
    return found;
}

Object *span_repeat(Object *self, ssize_t count) {
    Span span = span_of(self);
    size_t total;
    if (count == 1 && is_bytes_exact(self)) return retain(self);
    if (count < 0) count = 0;
    if (__builtin_mul_overflow(span.size, (size_t)count, &total) || total > (size_t)PTRDIFF_MAX)
        return is_bytes(self) ? error_set(OverflowError, "repeated bytes are too long") : error_no_memory();
    Object *result = span_like(self, NULL, total);
    if (!result || !total) return result;
    char *out = is_bytes(result) ? bytes_data(result) : ((ByteArray *)result)->data;
    if (span.size == 1) memset(out, *span.data, total);
    else
        for (size_t done = 0; done < total; done += span.size) memcpy(out + done, span.data, span.size);
    return result;
}

Object *span_modulo(Object *self, Object *args) {
    Buffer out = BUFFER_INIT;
    Object *format = span_like(self, span_of(self).data, span_of(self).size);   /* conversions could change a bytearray */
    if (!format) return NULL;
    int status = percent_format(&out, span_of(format).data, span_of(format).size, args, true);
    release(format);
    if (!status) return buffer_like(self, &out);
    buffer_free(&out);
    return NULL;
}

Object *span_slice(Object *self, ssize_t start, ssize_t step, size_t count) {
    Span span = span_of(self);
    if (step == 1) {
        if (count == span.size && is_bytes_exact(self)) return retain(self);
        return span_like(self, span.data + (count ? start : 0), count);
    }
    Buffer out = BUFFER_INIT;
    char *data = buffer_extend(&out, count);
    if (data)
        for (size_t i = 0; i < count; i++, start += step) data[i] = span.data[start];
    return buffer_like(self, &out);
}
