/* bytes_split.c - cutting bytes and bytearrays: split, rsplit, splitlines, partition, strip. */
#include "builtins/types/bytes_internal.h"
#include "builtins/types/list.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "builtins/types/tuple.h"

static bool is_space(unsigned char c) { return c == ' ' || (c >= 9 && c <= 13); }

static int append_piece(Object *list, const Object *self, const char *from, const char *to) {
    Object *piece = span_like(self, from, (size_t)(to - from));
    return piece ? list_append_steal(list, piece) : -1;
}

/* STEALS list. */
static Object *finish_list(Object *list, int status, bool reversed) {
    List *l = (List *)list;
    if (status) {
        release(list);
        return NULL;
    }
    for (size_t i = 0; reversed && i < l->count / 2; i++) {
        Object *item = l->items[i];
        l->items[i] = l->items[l->count - 1 - i];
        l->items[l->count - 1 - i] = item;
    }
    return list;
}

/* ---- split ---- */

static int split_spaces(Object *list, const Object *self, Span span, size_t limit) {
    const char *p = span.data, *end = p + span.size;
    int status = 0;
    while (!status) {
        while (p < end && is_space((unsigned char)*p)) p++;
        if (p == end) break;
        if (!limit--) return append_piece(list, self, p, end);
        const char *start = p;
        while (p < end && !is_space((unsigned char)*p)) p++;
        status = append_piece(list, self, start, p);
    }
    return status;
}

static int rsplit_spaces(Object *list, const Object *self, Span span, size_t limit) {
    const char *start = span.data, *p = start + span.size;
    int status = 0;
    while (!status) {
        while (p > start && is_space((unsigned char)p[-1])) p--;
        if (p == start) break;
        if (!limit--) return append_piece(list, self, start, p);
        const char *end = p;
        while (p > start && !is_space((unsigned char)p[-1])) p--;
        status = append_piece(list, self, p, end);
    }
    return status;
}

static int split_separator(Object *list, const Object *self, Span span, const BufferView *separator, size_t limit) {
    const char *p = span.data, *end = p + span.size;
    ssize_t at;
    while (limit-- && (at = search_first(p, (size_t)(end - p), separator->data, separator->length)) >= 0) {
        if (append_piece(list, self, p, p + at)) return -1;
        p += (size_t)at + separator->length;
    }
    return append_piece(list, self, p, end);
}

static int rsplit_separator(Object *list, const Object *self, Span span, const BufferView *separator, size_t limit) {
    size_t size = span.size;
    ssize_t at;
    while (limit-- && (at = search_last(span.data, size, separator->data, separator->length)) >= 0) {
        if (append_piece(list, self, span.data + at + separator->length, span.data + size)) return -1;
        size = (size_t)at;
    }
    return append_piece(list, self, span.data, span.data + size);
}

static Value split_by(Object *self, Object *separator, size_t limit, bool from_right) {
    BufferView view;
    if (object_get_buffer(separator, &view, 0)) return value_error();
    Object *list = NULL;
    if (!view.length) error_set(ValueError, "empty separator");
    else if ((list = list_new(0)))
        list = finish_list(list, (from_right ? rsplit_separator : split_separator)(list, self, span_of(self), &view, limit), from_right);
    buffer_view_release(&view);
    return value_new(list);
}

static Value split_either(Object *self, Object **args, bool from_right) {
    ssize_t limit;
    if (size_argument(args[1], -1, &limit)) return value_error();
    size_t most = limit < 0 ? SIZE_MAX : (size_t)limit;
    if (args[0] && args[0] != None) return split_by(self, args[0], most, from_right);
    Object *list = list_new(0);
    if (!list) return value_error();
    return value_new(finish_list(list, (from_right ? rsplit_spaces : split_spaces)(list, self, span_of(self), most), from_right));
}

Value bytes_split_method(Object *self, Object **args) { return split_either(self, args, false); }
Value bytes_rsplit_method(Object *self, Object **args) { return split_either(self, args, true); }

Value bytes_splitlines_method(Object *self, Object **args) {
    ssize_t keep;
    if (size_argument(args[0], 0, &keep)) return value_error();
    Object *list = list_new(0);
    if (!list) return value_error();
    Span span = span_of(self);
    int status = 0;
    for (const char *p = span.data, *end = p + span.size, *start; p < end && !status;) {
        start = p;
        while (p < end && *p != '\n' && *p != '\r') p++;
        const char *stop = p;
        if (p < end) p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
        status = append_piece(list, self, start, keep ? p : stop);
    }
    return value_new(finish_list(list, status, false));
}

/* ---- partition ---- */

/* STEALS the pieces. */
static Object *triple_steal(Object *head, Object *middle, Object *tail) {
    Object *result = head && middle && tail ? tuple_of(3, head, middle, tail) : NULL;
    release_or_null(head);
    release_or_null(middle);
    release_or_null(tail);
    return result;
}

static Value partition_either(Object *self, Object *separator, bool from_right) {
    BufferView view;
    if (object_get_buffer(separator, &view, 0)) return value_error();
    Object *result = NULL;
    Span span = span_of(self);
    ssize_t at = (from_right ? search_last : search_first)(span.data, span.size, view.data, view.length);
    if (!view.length) error_set(ValueError, "empty separator");
    else if (at >= 0) {
        const char *tail = span.data + at + view.length;
        Object *middle = is_bytes(self) ? retain(separator) : span_like(self, view.data, view.length);
        result = triple_steal(span_like(self, span.data, (size_t)at), middle, span_like(self, tail, (size_t)(span.data + span.size - tail)));
    } else if (from_right) result = triple_steal(span_like(self, "", 0), span_like(self, "", 0), span_like_self(self));
    else result = triple_steal(span_like_self(self), span_like(self, "", 0), span_like(self, "", 0));
    buffer_view_release(&view);
    return value_new(result);
}

Value bytes_partition_method(Object *self, Object **args) { return partition_either(self, args[0], false); }
Value bytes_rpartition_method(Object *self, Object **args) { return partition_either(self, args[0], true); }

/* ---- strip ---- */

static bool is_stripped(char c, const BufferView *set) {
    return set ? set->length && memchr(set->data, c, set->length) != NULL : is_space((unsigned char)c);
}

static Object *strip_span(Object *self, const BufferView *set, bool left, bool right) {
    Span span = span_of(self);
    size_t start = 0, end = span.size;
    while (left && start < end && is_stripped(span.data[start], set)) start++;
    while (right && end > start && is_stripped(span.data[end - 1], set)) end--;
    if (start == 0 && end == span.size) return span_like_self(self);
    return span_like(self, span.data + start, end - start);
}

static Value strip_sides(Object *self, Object *set, bool left, bool right) {
    if (!set || set == None) return value_new(strip_span(self, NULL, left, right));
    BufferView view;
    if (object_get_buffer(set, &view, 0)) return value_error();
    Object *result = strip_span(self, &view, left, right);
    buffer_view_release(&view);
    return value_new(result);
}

Value bytes_strip_method(Object *self, Object **args) { return strip_sides(self, args[0], true, true); }
Value bytes_lstrip_method(Object *self, Object **args) { return strip_sides(self, args[0], true, false); }
Value bytes_rstrip_method(Object *self, Object **args) { return strip_sides(self, args[0], false, true); }
