/* str.c - making strings: creation, hash, comparison, concatenation, slices, join.
 *
 * Invariants: data is valid UTF-8 (surrogate code points allowed) and NUL-terminated; length counts its code points, so
 * length == size exactly for ASCII text; the block holds size + 1 + capacity_slack bytes of text. '' and one-character
 * Latin-1 strings of the exact type are the cached objects wherever a result can be one. Only str_join runs script code
 * (the iterable's). */
#include "builtins/types/str.h"

#include "builtins/types/list.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

enum {
    GROWTH_MINIMUM = 256,   /* shorter strings grow in steps of a block */
    GROWTH_SHIFT = 3        /* an in-place append leaves an eighth of room */
};

Str *str_new_uninitialised(size_t size, size_t length) {
    if (unlikely(size > (size_t)PTRDIFF_MAX - sizeof(Str) - 1)) return error_no_memory();
    return str_alloc(size, length);
}

Object *str_canonical_steal(Str *s) {
    if (!s || s->length > 1 || (s->length == 1 && s->size > 2)) return (Object *)s;
    const char *cursor = s->data;
    uint32_t codepoint = s->length ? utf8_decode(&cursor) : 0;
    if (codepoint > 0xFF) return (Object *)s;
    Object *cached = s->length ? str_latin1_character((unsigned char)codepoint) : str_empty();
    RELEASE(s);
    return cached;
}

Object *str_from_utf8(const char *bytes, size_t size) {
    if (size == 0) return str_empty();
    if (size == 1) return str_latin1_character((unsigned char)*bytes);
    Str *s = str_new_uninitialised(size, utf8_count(bytes, size));
    if (!s) return NULL;
    str_copy(s->data, bytes, size);
    return size == 2 ? str_canonical_steal(s) : (Object *)s;
}

Object *str_from_ascii(const char *bytes, size_t size) {
    if (size < 2) return str_from_utf8(bytes, size);
    Str *s = str_new_uninitialised(size, size);
    if (s) str_copy(s->data, bytes, size);
    return (Object *)s;
}

Object *str_from_text(const char *text) { return str_from_utf8(text, strlen(text)); }

Object *str_from_codepoint(uint32_t codepoint) {
    if (codepoint <= 0xFF) return str_latin1_character((unsigned char)codepoint);
    char bytes[4];
    size_t size = utf8_encode(codepoint, bytes);
    Str *s = str_new_uninitialised(size, 1);
    if (s) memcpy(s->data, bytes, size);
    return (Object *)s;
}

Object *str_from_buffer(Buffer *buffer) {
    Object *result = buffer_failed(buffer) ? error_no_memory() : str_from_utf8(buffer->data, buffer->length);
    buffer_free(buffer);
    return result;
}

Hash str_hash_slow(Object *o) {
    Str *s = (Str *)o;
    s->hash = s->size ? hash_bytes(s->data, s->size) : 0;
    return s->hash;
}

Object *str_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *text = format_message_list(format, arguments);
    va_end(arguments);
    return text;
}

bool str_equal_text(const Object *o, const char *text) {
    size_t size = strlen(text);
    return size == str_size(o) && memcmp(str_data(o), text, size) == 0;
}

/* UTF-8 sorts as its code points do. */
int str_compare(const Object *a, const Object *b) {
    size_t shorter = str_size(a) < str_size(b) ? str_size(a) : str_size(b);
    int order = memcmp(str_data(a), str_data(b), shorter);
    return order ? order : (str_size(a) > str_size(b)) - (str_size(a) < str_size(b));
}

Object *str_concat(Object *a, Object *b) {
    size_t left = str_size(a), right = str_size(b), total = left;
    if (!left && is_str_exact(b)) return retain(b);
    if (!right && is_str_exact(a)) return retain(a);
    if (!size_add(&total, right)) return error_set(OverflowError, "strings are too large to concat");
    Str *s = str_alloc(total, str_length(a) + str_length(b));
    if (!s) return NULL;
    str_copy(s->data, str_data(a), left);
    str_copy(s->data + left, str_data(b), right);
    return total <= 2 ? str_canonical_steal(s) : (Object *)s;
}

/* Makes room for `more` bytes behind s and as much again as the growth rule says. The block may move; NULL: no memory,
 * s is as it was. */
static Str *grow(Str *s, size_t more) {
    size_t needed = sizeof(Str) + s->size + more + 1;
    size_t room = needed + (s->size + more >= GROWTH_MINIMUM ? needed >> GROWTH_SHIFT : 0);
    room = (room + MEM_ALIGNMENT - 1) & ~(size_t)(MEM_ALIGNMENT - 1);
    if (room - needed > UINT32_MAX) room = needed + UINT32_MAX;
    if (s->has_index) str_index_drop(s);
    Str *moved = mem_realloc(s, str_block_size(s), room);
    if (moved) moved->capacity_slack = (uint32_t)(room - sizeof(Str) - moved->size - 1);
    return moved;
}

static Object *append_in_place(Str *s, Object *b) {
    size_t more = str_size(b);
    if (s->capacity_slack < more) {
        Str *moved = grow(s, more);
        if (!moved) {
            RELEASE(s);
            return error_no_memory();
        }
        s = moved;
    }
    if (s->has_index) str_index_drop(s);
    str_copy(s->data + s->size, str_data(b), more + 1);
    s->size += more;
    s->length += str_length(b);
    s->capacity_slack -= (uint32_t)more;
    s->hash = -1;
    s->is_identifier = 0;
    return (Object *)s;
}

Object *str_append_steal(Object *a, Object *b) {
    Str *s = (Str *)a;
    size_t total = s->size;
    if (a->refcount == 1 && is_str_exact(a) && !s->interned && s->size && a != b && size_add(&total, str_size(b)))
        return append_in_place(s, b);
    Object *result = str_concat(a, b);
    release(a);
    return result;
}

Object *str_slice(Object *o, ssize_t start, ssize_t stop) {
    if (start >= stop) return str_empty();
    if (start == 0 && (size_t)stop == str_length(o) && is_str_exact(o)) return retain(o);
    if (str_is_ascii(o)) return str_substring(o, (size_t)start, (size_t)stop);
    size_t from = str_byte_offset(o, (size_t)start), to = str_byte_offset(o, (size_t)stop);
    Str *s = str_new_uninitialised(to - from, (size_t)(stop - start));
    if (!s) return NULL;
    memcpy(s->data, str_data(o) + from, to - from);
    return str_canonical_steal(s);
}

Object *str_substring(const Object *source, size_t from, size_t to) {
    size_t size = to - from;
    if (size < 2 || !str_is_ascii(source)) return str_from_utf8(str_data(source) + from, size);
    Str *s = str_alloc(size, size);
    if (likely(s)) str_copy(s->data, str_data(source) + from, size);
    return (Object *)s;
}

Object *str_item(Object *o, ssize_t index) {
    if (str_is_ascii(o)) return str_latin1_character((unsigned char)str_data(o)[index]);
    const char *cursor = str_data(o) + str_byte_offset(o, (size_t)index);
    return str_from_codepoint(utf8_decode(&cursor));
}

Object *str_next_character(Object *o, size_t *at) {
    const char *start = str_data(o) + *at;
    if (likely((unsigned char)*start < 0x80)) {
        ++*at;
        return str_latin1_character((unsigned char)*start);
    }
    const char *cursor = start;
    uint32_t codepoint = utf8_decode(&cursor);
    *at += (size_t)(cursor - start);
    return str_from_codepoint(codepoint);
}

/* ---- join ---- */

typedef struct { size_t size, length; } Extent;

/* Checks the items and adds them up. 0, -1. */
static int measure_items(Object *separator, Object **items, size_t count, Extent *extent) {
    for (size_t i = 0; i < count; i++) {
        Object *item = items[i];
        if (!is_str(item))
            return error_set_int(TypeError, "sequence item %zu: expected str instance, %T found", i, item);
        extent->length += str_length(item) + (i ? str_length(separator) : 0);
        if (!size_add(&extent->size, str_size(item)) || (i && !size_add(&extent->size, str_size(separator))))
            return error_set_int(OverflowError, "join() result is too long for a Python string");
    }
    return 0;
}

static Object *join_items(Object *separator, Object **items, size_t count) {
    if (count == 1 && is_str_exact(items[0])) return retain(items[0]);
    Extent extent = {0, 0};
    if (measure_items(separator, items, count, &extent)) return NULL;
    Str *s = str_new_uninitialised(extent.size, extent.length);
    if (!s) return NULL;
    char *out = s->data;
    for (size_t i = 0; i < count; i++) {
        if (i) {
            str_copy(out, str_data(separator), str_size(separator));
            out += str_size(separator);
        }
        str_copy(out, str_data(items[i]), str_size(items[i]));
        out += str_size(items[i]);
    }
    return str_canonical_steal(s);
}

Object *str_join(Object *separator, Object *iterable) {
    if (is_list_exact(iterable)) return join_items(separator, ((List *)iterable)->items, list_count(iterable));
    if (is_tuple_exact(iterable)) return join_items(separator, ((Tuple *)iterable)->items, tuple_count(iterable));
    Object *list = list_from_iterable(iterable);
    if (!list) {
        if (!iterable->type->iter && error_clear_if(TypeError)) error_set(TypeError, "can only join an iterable");
        return NULL;
    }
    Object *result = join_items(separator, ((List *)list)->items, list_count(list));
    release(list);
    return result;
}
