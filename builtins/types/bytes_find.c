/* bytes_find.c - searching methods of bytes and bytearray. Reading the arguments MAY_RUN script code (__index__); a view of
 * self keeps its contents where they are meanwhile. */
#include "builtins/types/bytes_internal.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "builtins/types/tuple.h"

/* What is searched for: a buffer, or one byte. */
typedef struct { BufferView view; char byte; } Needle;

static int needle_take(Object *o, Needle *needle) {
    if (o->type->get_buffer) return object_get_buffer(o, &needle->view, 0);
    if (!o->type->index) return error_set_int(TypeError, "argument should be integer or bytes-like object, not '%T'", o);
    int byte = byte_argument(o, BYTE_MESSAGE);
    if (byte < 0) return -1;
    needle->byte = (char)byte;
    needle->view = (BufferView){.data = &needle->byte, .length = 1};
    return 0;
}

typedef struct { BufferView self; Needle needle; const char *text; size_t from, size; bool valid; } Search;

static void search_end(Search *search) {
    buffer_view_release(&search->needle.view);
    buffer_view_release(&search->self);
}

/* Takes (sub, start, end). 0: search_end must follow; -1. */
static int search_begin(Object *self, Object **args, Search *search) {
    ssize_t start, stop;
    if (object_get_buffer(self, &search->self, 0)) return -1;
    if (needle_take(args[0], &search->needle)) {
        buffer_view_release(&search->self);
        return -1;
    }
    if (range_arguments(args[1], args[2], search->self.length, &start, &stop)) {
        search_end(search);
        return -1;
    }
    search->valid = start <= stop;
    search->from = (size_t)start;
    search->text = search->self.data + (search->valid ? start : 0);
    search->size = search->valid ? (size_t)(stop - start) : 0;
    return 0;
}

/* Index, -1 none, -2 error. */
static ssize_t locate(Object *self, Object **args, bool last) {
    Search search;
    if (search_begin(self, args, &search)) return -2;
    const BufferView *needle = &search.needle.view;
    ssize_t at = search.valid ? (last ? search_last : search_first)(search.text, search.size, needle->data, needle->length) : -1;
    search_end(&search);
    return at < 0 ? -1 : at + (ssize_t)search.from;
}

static Value find_value(ssize_t at) { return at == -2 ? value_error() : value_int(at); }
static Value index_value(ssize_t at) { return at == -1 ? error_set_value(ValueError, "subsection not found") : find_value(at); }

Value bytes_find_method(Object *self, Object **args) { return find_value(locate(self, args, false)); }
Value bytes_rfind_method(Object *self, Object **args) { return find_value(locate(self, args, true)); }
Value bytes_index_method(Object *self, Object **args) { return index_value(locate(self, args, false)); }
Value bytes_rindex_method(Object *self, Object **args) { return index_value(locate(self, args, true)); }

Value bytes_count_method(Object *self, Object **args) {
    Search search;
    if (search_begin(self, args, &search)) return value_error();
    const BufferView *needle = &search.needle.view;
    size_t count = !search.valid ? 0 : !needle->length ? search.size + 1
                 : search_count(search.text, search.size, needle->data, needle->length, SIZE_MAX);
    search_end(&search);
    return value_int((int64_t)count);
}

/* ---- startswith, endswith ---- */

/* 1, 0, -1. */
static int has_affix(const BufferView *self, Object *affix, Object **args, bool at_end) {
    BufferView view;
    ssize_t start, stop;
    if (object_get_buffer(affix, &view, 0)) return -1;
    int result = range_arguments(args[1], args[2], self->length, &start, &stop);
    if (!result && start <= stop && view.length <= (size_t)(stop - start)) {
        const char *at = self->data + (at_end ? (size_t)stop - view.length : (size_t)start);
        result = !view.length || memcmp(at, view.data, view.length) == 0;
    }
    buffer_view_release(&view);
    return result;
}

/* 1 one of them is there, 0, -1. */
static int has_any(const BufferView *self, Object **args, bool at_end) {
    if (!is_tuple(args[0])) return has_affix(self, args[0], args, at_end);
    int result = 0;
    for (size_t i = 0; !result && i < tuple_count(args[0]); i++) result = has_affix(self, tuple_item_borrowed(args[0], i), args, at_end);
    return result;
}

static Value test_affix(Object *self, Object **args, bool at_end) {
    BufferView view;
    if (!is_tuple(args[0]) && !args[0]->type->get_buffer)
        return error_set_value(TypeError, "%s first arg must be bytes or a tuple of bytes, not %T", at_end ? "endswith" : "startswith", args[0]);
    if (object_get_buffer(self, &view, 0)) return value_error();
    int result = has_any(&view, args, at_end);
    buffer_view_release(&view);
    return result < 0 ? value_error() : value_bool(result);
}

Value bytes_startswith_method(Object *self, Object **args) { return test_affix(self, args, false); }
Value bytes_endswith_method(Object *self, Object **args) { return test_affix(self, args, true); }
