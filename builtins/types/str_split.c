/* str_split.c - cutting text: split, rsplit, splitlines, partition, strip. None of it runs script code but for reading
 * integer arguments. Offsets are bytes throughout. */
#include "builtins/types/list.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/text_search.h"
#include "builtins/types/tuple.h"
#include "builtins/types/unicode.h"
#include "runtime/base/utf8.h"

/* The pieces found so far: the first few lie here, so that a short result is made in one step and of the right size. */
enum { FEW_PIECES = 16 };
typedef struct Pieces { Object *list; size_t count; Object *few[FEW_PIECES]; } Pieces;

static NOINLINE int add_to_list_steal(Pieces *pieces, Object *piece) {
    if (!pieces->list) {
        pieces->list = list_from_items_steal(pieces->few, pieces->count);
        pieces->count = 0;
    }
    if (pieces->list) return list_append_steal(pieces->list, piece);
    release(piece);
    return -1;
}

static inline int append_piece(Pieces *pieces, const Object *source, size_t from, size_t to) {
    bool all = unlikely(to - from == str_size(source)) && is_str_exact(source);
    Object *piece = all ? retain((Object *)(uintptr_t)source) : str_substring(source, from, to);
    if (unlikely(!piece)) return -1;
    if (unlikely(pieces->list || pieces->count == FEW_PIECES)) return add_to_list_steal(pieces, piece);
    pieces->few[pieces->count++] = piece;
    return 0;
}

/* The list; NULL if status says that something failed. */
static Object *finish_list(Pieces *pieces, int status) {
    Object *list = pieces->list;
    if (likely(!status)) return list ? list : list_from_items_steal(pieces->few, pieces->count);
    if (list) release(list);
    else while (pieces->count) release(pieces->few[--pieces->count]);
    return NULL;
}

/* ---- white space ---- */

static const bool ascii_space[256] = {
    ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true, [' '] = true,
    [0x1C] = true, [0x1D] = true, [0x1E] = true, [0x1F] = true,
};

static size_t skip_spaces(const Object *o, size_t at, size_t end) {
    const char *data = str_data(o);
    while (at < end) {
        unsigned char c = (unsigned char)data[at];
        const char *p = data + at;
        if (ascii_space[c]) at++;
        else if (c < 0x80 || !unicode_is_space(utf8_decode(&p))) break;
        else at += utf8_sequence_length(c);
    }
    return at;
}

static size_t skip_word(const Object *o, size_t at, size_t end) {
    const char *data = str_data(o);
    while (at < end) {
        unsigned char c = (unsigned char)data[at];
        const char *p = data + at;
        if (ascii_space[c] || (c >= 0x80 && unicode_is_space(utf8_decode(&p)))) break;
        at += c < 0x80 ? 1 : utf8_sequence_length(c);
    }
    return at;
}

/* The end of [0, end) without trailing spaces (wanted) or without the trailing word (!wanted). */
static size_t skip_back(const Object *o, size_t end, bool wanted) {
    const char *data = str_data(o);
    while (end > 0) {
        const char *p = data + end;
        unsigned char c = (unsigned char)p[-1];
        if (c < 0x80) p--;
        if ((c < 0x80 ? ascii_space[c] : unicode_is_space(utf8_decode_before(&p))) != wanted) break;
        end = (size_t)(p - data);
    }
    return end;
}

static Object *split_spaces(Object *o, size_t limit) {
    Pieces pieces;
    pieces.list = NULL, pieces.count = 0;
    size_t size = str_size(o);
    int status = 0;
    for (size_t at = skip_spaces(o, 0, size); at < size && !status; at = skip_spaces(o, at, size)) {
        if (!limit--) return finish_list(&pieces, append_piece(&pieces, o, at, size));
        size_t stop = skip_word(o, at, size);
        status = append_piece(&pieces, o, at, stop);
        at = stop;
    }
    return finish_list(&pieces, status);
}

static void reverse_items(Pieces *pieces) {
    size_t count = pieces->list ? list_count(pieces->list) : pieces->count;
    Object **items = pieces->list ? ((List *)pieces->list)->items : pieces->few;
    for (size_t i = 0; i < count / 2; i++) {
        Object *item = items[i];
        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
}

static Object *rsplit_spaces(Object *o, size_t limit) {
    Pieces pieces;
    pieces.list = NULL, pieces.count = 0;
    int status = 0;
    for (size_t end = skip_back(o, str_size(o), true); end > 0 && !status; end = skip_back(o, end, true)) {
        size_t start = limit-- ? skip_back(o, end, false) : 0;
        bool last = limit == SIZE_MAX;
        status = append_piece(&pieces, o, start, end);
        end = last ? 0 : start;
    }
    reverse_items(&pieces);
    return finish_list(&pieces, status);
}

/* ---- separators ---- */

static Object *split_separator(Object *o, Object *separator, size_t limit) {
    Pieces pieces;
    pieces.list = NULL, pieces.count = 0;
    const char *data = str_data(o);
    enum { AT_ONCE = 32 };
    size_t places[AT_ONCE], size = str_size(o), at = 0, from = 0, room = AT_ONCE, found = AT_ONCE;
    int status = 0;
    for (; found == room && limit && !status; limit -= found) {
        room = limit < AT_ONCE ? limit : AT_ONCE;
        found = search_some(data, size, &from, str_data(separator), str_size(separator), places, room);
        for (size_t i = 0; i < found && !status; i++) {
            status = append_piece(&pieces, o, at, places[i]);
            at = places[i] + str_size(separator);
        }
    }
    return finish_list(&pieces, status ? status : append_piece(&pieces, o, at, size));
}

static Object *rsplit_separator(Object *o, Object *separator, size_t limit) {
    Pieces pieces;
    pieces.list = NULL, pieces.count = 0;
    size_t end = str_size(o);
    ssize_t found;
    int status = 0;
    while (limit-- && !status && (found = search_last(str_data(o), end, str_data(separator), str_size(separator))) >= 0) {
        status = append_piece(&pieces, o, (size_t)found + str_size(separator), end);
        end = (size_t)found;
    }
    if (!status) status = append_piece(&pieces, o, 0, end);
    reverse_items(&pieces);
    return finish_list(&pieces, status);
}

static Value split_either(Object *self, Object **args, bool from_right) {
    Object *separator = args[0] && args[0] != None ? args[0] : NULL;
    ssize_t limit;
    if (size_argument(args[1], -1, &limit)) return value_error();
    size_t most = limit < 0 ? SIZE_MAX : (size_t)limit;
    if (!separator) return value_new(from_right ? rsplit_spaces(self, most) : split_spaces(self, most));
    if (!is_str(separator)) return error_set_value(TypeError, "must be str or None, not %T", separator);
    if (!str_size(separator)) return error_set_value(ValueError, "empty separator");
    return value_new(from_right ? rsplit_separator(self, separator, most) : split_separator(self, separator, most));
}

Value str_split_method(Object *self, Object **args) { return split_either(self, args, false); }
Value str_rsplit_method(Object *self, Object **args) { return split_either(self, args, true); }

/* ---- lines ---- */

/* Skips ASCII characters from the space on. */
static const char *skip_plain(const char *p, const char *end) {
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    for (uint64_t word; end - p >= (ptrdiff_t)sizeof word; p += sizeof word) {
        memcpy(&word, p, sizeof word);
        if ((word | (word - ones * ' ')) & highs) break;
    }
    while (p < end && *p >= ' ') p++;
    return p;
}

/* The first line break at or after `at`; *after: where the next line starts. size if there is none. */
static size_t find_line_break(const Object *o, size_t at, size_t *after) {
    const char *data = str_data(o), *end = data + str_size(o);
    for (const char *p = data + at; p < end;) {
        const char *start = p = skip_plain(p, end);
        if (p == end) break;
        uint32_t c = utf8_decode(&p);
        if (!unicode_is_line_break(c)) continue;
        if (c == '\r' && p < end && *p == '\n') p++;
        *after = (size_t)(p - data);
        return (size_t)(start - data);
    }
    return *after = str_size(o);
}

Value str_splitlines_method(Object *self, Object **args) {
    ssize_t keep;
    if (size_argument(args[0], 0, &keep)) return value_error();
    Pieces pieces;
    pieces.list = NULL, pieces.count = 0;
    int status = 0;
    for (size_t at = 0, after; at < str_size(self) && !status; at = after) {
        size_t stop = find_line_break(self, at, &after);
        status = append_piece(&pieces, self, at, keep ? after : stop);
    }
    return value_new(finish_list(&pieces, status));
}

/* ---- partition ---- */

static int check_separator(Object *separator) {
    if (!is_str(separator)) return error_set_int(TypeError, "must be str, not %T", separator);
    if (!str_size(separator)) return error_set_int(ValueError, "empty separator");
    return 0;
}

/* STEALS the pieces; any may be NULL (an error is pending). */
static Value triple_steal(Object *head, Object *middle, Object *tail) {
    Object *items[3] = {head, middle, tail};
    if (likely(head && middle && tail)) return value_new(tuple_from_items_steal(items, 3));
    for (int i = 0; i < 3; i++) release_or_null(items[i]);
    return value_error();
}

/* The text itself, as an object of the exact type. */
static Object *whole(Object *self) { return is_str_exact(self) ? retain(self) : str_substring(self, 0, str_size(self)); }

static Value partition_at(Object *self, Object *separator, size_t at) {
    return triple_steal(str_substring(self, 0, at), retain(separator),
                        str_substring(self, at + str_size(separator), str_size(self)));
}

Value str_partition_method(Object *self, Object **args) {
    if (check_separator(args[0])) return value_error();
    ssize_t at = search_first(str_data(self), str_size(self), str_data(args[0]), str_size(args[0]));
    if (at < 0) return triple_steal(whole(self), str_empty(), str_empty());
    return partition_at(self, args[0], (size_t)at);
}

Value str_rpartition_method(Object *self, Object **args) {
    if (check_separator(args[0])) return value_error();
    ssize_t at = search_last(str_data(self), str_size(self), str_data(args[0]), str_size(args[0]));
    if (at < 0) return triple_steal(str_empty(), str_empty(), whole(self));
    return partition_at(self, args[0], (size_t)at);
}

/* ---- strip ---- */

static bool is_stripped(const char *p, size_t size, const Object *set) {
    if (size == 1 && str_size(set) <= 8) {
        for (size_t i = 0; i < str_size(set); i++)
            if (str_data(set)[i] == *p) return true;
        return false;
    }
    if (size == 1) return memchr(str_data(set), *p, str_size(set)) != NULL;
    return memmem(str_data(set), str_size(set), p, size) != NULL;
}

static size_t strip_start(const Object *o, size_t end, const Object *set) {
    if (!set) return skip_spaces(o, 0, end);
    size_t at = 0;
    while (at < end) {
        size_t size = utf8_sequence_length((unsigned char)str_data(o)[at]);
        if (!is_stripped(str_data(o) + at, size, set)) break;
        at += size;
    }
    return at;
}

static size_t strip_end(const Object *o, size_t start, const Object *set) {
    size_t end = str_size(o);
    if (!set) {
        end = skip_back(o, end, true);
        return end < start ? start : end;
    }
    while (end > start) {
        const char *p = str_data(o) + end;
        utf8_decode_before(&p);
        size_t before = (size_t)(p - str_data(o));
        if (!is_stripped(p, end - before, set)) break;
        end = before;
    }
    return end;
}

static Value strip_sides(Object *self, Object *set, bool left, bool right, const char *name) {
    if (set == None) set = NULL;
    if (set && !is_str(set)) return error_set_value(TypeError, "%s arg must be None or str", name);
    size_t start = left ? strip_start(self, str_size(self), set) : 0;
    size_t end = right ? strip_end(self, start, set) : str_size(self);
    if (start == 0 && end == str_size(self) && is_str_exact(self)) return value_new(retain(self));
    return value_new(str_substring(self, start, end));
}

Value str_strip_method(Object *self, Object **args) { return strip_sides(self, args[0], true, true, "strip"); }
Value str_lstrip_method(Object *self, Object **args) { return strip_sides(self, args[0], true, false, "lstrip"); }
Value str_rstrip_method(Object *self, Object **args) { return strip_sides(self, args[0], false, true, "rstrip"); }
