/* bytes.c - the bytes type: creation, slots. Immutable and NUL-terminated. b'' and the 256 single bytes of the exact type
 * are cached objects wherever a result can be one. */
#include "builtins/types/bytes.h"

#include "builtins/types/bytes_internal.h"
#include "builtins/types/int.h"
#include "builtins/types/sequence.h"
#include "builtins/types/slice.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

static Object *empty_bytes, *single_bytes[256];

static Bytes *bytes_alloc(size_t size) {
    if (unlikely(size > (size_t)PTRDIFF_MAX - sizeof(Bytes) - 1)) return error_no_memory();
    Bytes *b = mem_alloc(sizeof(Bytes) + size + 1);
    if (unlikely(!b)) return error_no_memory();
    *b = (Bytes){.head = {1, &bytes_type}, .hash = -1, .size = size};
    b->data[size] = '\0';
    return b;
}

static Object *cache_fill(Object **entry, const char *data, size_t size) {
    Bytes *b = bytes_alloc(size);
    if (!b) return NULL;
    memcpy(b->data, data, size);
    *entry = (Object *)b;
    return retain(*entry);
}

Object *bytes_empty(void) { return empty_bytes ? retain(empty_bytes) : cache_fill(&empty_bytes, "", 0); }

Object *bytes_single(unsigned char byte) {
    char data = (char)byte;
    return single_bytes[byte] ? retain(single_bytes[byte]) : cache_fill(&single_bytes[byte], &data, 1);
}

Object *bytes_cached_borrowed(int c) { return c < 0 ? empty_bytes : single_bytes[c]; }

void bytes_caches_release(void) {
    CLEAR(empty_bytes);
    for (size_t i = 0; i < 256; i++) CLEAR(single_bytes[i]);
}

Object *bytes_from_data(const char *data, size_t size) {
    if (size == 0) return bytes_empty();
    if (size == 1 && data) return bytes_single((unsigned char)*data);
    Bytes *b = bytes_alloc(size);
    if (b && data) memcpy(b->data, data, size);
    return (Object *)b;
}

Object *bytes_from_buffer(Buffer *buffer) {
    Object *result = buffer_failed(buffer) ? error_no_memory() : bytes_from_data(buffer->data, buffer->length);
    buffer_free(buffer);
    return result;
}

/* ---- slots ---- */

static void bytes_dealloc(Object *o) {
    size_t size = sizeof(Bytes) + bytes_size(o) + 1;
    if (is_bytes_exact(o)) mem_free(o, size);
    else object_free_sized(o, size);
}

static Object *bytes_repr(Object *o) {
    Buffer out = BUFFER_INIT;
    append_bytes_repr(&out, bytes_data(o), bytes_size(o), false);
    return str_from_buffer(&out);
}

static Hash bytes_hash(Object *o) {
    Bytes *b = (Bytes *)o;
    if (b->hash == -1) b->hash = b->size ? hash_bytes(b->data, b->size) : 0;
    return b->hash;
}

static ssize_t bytes_length(Object *o) { return (ssize_t)bytes_size(o); }
static Object *bytes_iter(Object *o) { return bytes_iterator_new(o, &bytes_iterator_type); }

static Object *bytes_seq_item(Object *o, ssize_t index) {
    if (index < 0 || (size_t)index >= bytes_size(o)) return error_set(IndexError, "index out of range");
    return int_from_i64((unsigned char)bytes_data(o)[index]);
}

static bool bytes_get_number(Object *o, int64_t index, Value *number) {
    if (index < 0) index += (int64_t)bytes_size(o);
    if ((uint64_t)index >= bytes_size(o)) return false;
    *number = value_int((unsigned char)bytes_data(o)[index]);
    return true;
}

static Object *bytes_get_item(Object *o, Object *key) {
    if (is_slice(key)) {
        ssize_t start, stop, step, count = slice_resolve(key, bytes_size(o), &start, &stop, &step);
        return count < 0 ? NULL : span_slice(o, start, step, (size_t)count);
    }
    ssize_t index;
    if (sequence_index_slow("byte", key, &index)) return NULL;
    return bytes_seq_item(o, index < 0 ? index + (ssize_t)bytes_size(o) : index);
}

static Object *bytes_concat(Object *a, Object *b) {
    if (!b->type->get_buffer) return error_set(TypeError, "can't concat %T to %T", b, a);
    if (is_bytes_exact(b) && !bytes_size(a)) return retain(b);
    if (is_bytes_exact(a) && is_bytes(b) && !bytes_size(b)) return retain(a);
    BufferView view;
    if (object_get_buffer(b, &view, 0)) return NULL;
    size_t size = bytes_size(a);
    Object *result = __builtin_add_overflow(size, view.length, &size) ? error_no_memory() : bytes_from_data(NULL, size);
    if (result && size) {
        memcpy(bytes_data(result), bytes_data(a), bytes_size(a));
        memcpy(bytes_data(result) + bytes_size(a), view.data, view.length);
    }
    buffer_view_release(&view);
    return result;
}

/* Only with bytes: a bytearray or a memoryview on the other side compares by its own rules. */
static Object *bytes_compare(Object *a, Object *b, int op) {
    if (!is_bytes(a) || !is_bytes(b)) return not_implemented();
    if (op > COMPARE_NE) return span_compare(a, b, op);
    bool equal = bytes_size(a) == bytes_size(b) && memcmp(bytes_data(a), bytes_data(b), bytes_size(a)) == 0;
    return bool_object(equal == (op == COMPARE_EQ));
}

static Object *bytes_modulo(Object *a, Object *b) { return is_bytes(a) ? span_modulo(a, b) : not_implemented(); }

static int bytes_get_buffer(Object *o, BufferView *view, int writable) {
    if (writable) return error_set_int(BufferError, "Object is not writable.");
    *view = (BufferView){.data = bytes_data(o), .length = bytes_size(o), .item_size = 1, .readonly = true};
    return 0;
}

/* ---- the constructor ---- */

static Object *to_subclass(Type *type, const char *data, size_t size) {
    Bytes *b = (Bytes *)object_new_sized(type, sizeof(Bytes) + size + 1);
    if (!b) return NULL;
    b->hash = -1;
    b->size = size;
    memcpy(b->data, data, size);
    return (Object *)b;
}

static Object *bytes_new(Type *type, Object **args, size_t count, Object *kwnames) {
    if (type == &bytes_type && count == 1 && !kwnames && is_bytes_exact(args[0])) return retain(args[0]);
    Buffer out = BUFFER_INIT;
    Object *result = NULL;
    if (bytes_construct(&out, args, count, kwnames, "bytes", "bytes must be in range(0, 256)")) buffer_free(&out);
    else if (type == &bytes_type) result = bytes_from_buffer(&out);
    else {
        result = buffer_failed(&out) ? error_no_memory() : to_subclass(type, out.length ? out.data : "", out.length);
        buffer_free(&out);
    }
    return result;
}

static Value dunder_bytes_method(Object *self, Object **args) {
    (void)args;
    return value_new(is_bytes_exact(self) ? retain(self) : bytes_from_data(bytes_data(self), bytes_size(self)));
}

static Value getnewargs_method(Object *self, Object **args) {
    (void)args;
    Object *copy = bytes_from_data(bytes_data(self), bytes_size(self));
    Object *result = copy ? tuple_of(1, copy) : NULL;
    release_or_null(copy);
    return value_new(result);
}

static Value sizeof_method(Object *self, Object **args) {
    (void)args;
    return value_int((int64_t)(sizeof(Bytes) + bytes_size(self) + 1));
}

static const Method bytes_methods[] = {
    BYTES_COMMON_METHODS,
    {"__bytes__", dunder_bytes_method, "()", "Convert this value to exact type bytes.", 0},
    {"__getnewargs__", getnewargs_method, "()", NULL, 0},
    {"__sizeof__", sizeof_method, "()", "Return the size of the object in memory, in bytes.", 0},
    {0}
};

Type bytes_type = {
    .head = TYPE_HEAD, .name = "bytes", .size = sizeof(Bytes), .item_size = 1, .flags = TYPE_BASE | TYPE_BYTES_SUBCLASS,
    .new = bytes_new, .dealloc = bytes_dealloc, .repr = bytes_repr, .hash = bytes_hash, .compare = bytes_compare,
    .iter = bytes_iter, .binary = {[BINARY_MOD] = bytes_modulo}, .length = bytes_length, .get_item = bytes_get_item, .get_number = bytes_get_number,
    .contains = span_contains, .seq_item = bytes_seq_item, .concat = bytes_concat, .repeat = span_repeat,
    .get_buffer = bytes_get_buffer, .methods = bytes_methods,
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
           "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n"
           "bytes() -> empty bytes object\n\nConstruct an immutable array of bytes.",
};
