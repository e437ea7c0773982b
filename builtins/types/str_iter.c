/* str_iter.c - iteration over the characters of a str. As in CPython, ASCII text has an iterator type of its own. */
#include "builtins/types/sequence.h"
#include "builtins/types/str_internal.h"
#include "builtins/types/tuple.h"
#include "runtime/base/utf8.h"

typedef struct StrIterator {
    Object head;
    Object *text;       /* owned; NULL when exhausted */
    size_t offset;      /* bytes */
    size_t index;       /* code points */
} StrIterator;

Object *str_iter(Object *o) {
    StrIterator *it = (StrIterator *)object_new(str_is_ascii(o) ? &str_ascii_iterator_type : &str_iterator_type);
    if (!it) return NULL;
    it->text = retain(o);
    gc_track((Object *)it);
    return (Object *)it;
}

static void iterator_dealloc(Object *o) {
    gc_untrack(o);
    release_or_null(((StrIterator *)o)->text);
    object_free(o);
}

static int iterator_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((StrIterator *)o)->text);
    return 0;
}

static Object *iterator_iter(Object *o) { return retain(o); }

static Object *iterator_next(Object *o) {
    StrIterator *it = (StrIterator *)o;
    if (!it->text) return NULL;
    if (it->offset >= str_size(it->text)) {
        CLEAR(it->text);
        return NULL;
    }
    const char *start = str_data(it->text) + it->offset, *cursor = start;
    uint32_t c = utf8_decode(&cursor);
    it->offset += (size_t)(cursor - start);
    it->index++;
    return str_from_codepoint(c);
}

static Value length_hint_method(Object *self, Object **args) {
    (void)args;
    StrIterator *it = (StrIterator *)self;
    return value_int(it->text ? (int64_t)(str_length(it->text) - it->index) : 0);
}

static Value setstate_method(Object *self, Object **args) {
    StrIterator *it = (StrIterator *)self;
    ssize_t index;
    if (object_as_index(args[0], &index, OverflowError)) return value_error();
    if (!it->text) return value_none();
    size_t length = str_length(it->text);
    it->index = index < 0 ? 0 : (size_t)index > length ? length : (size_t)index;
    it->offset = str_byte_offset(it->text, it->index);
    return value_none();
}

/* (iter, (text,), index), or (iter, ('',)) once exhausted. */
static Value reduce_method(Object *self, Object **args UNUSED) {
    const StrIterator *it = (const StrIterator *)self;
    Object *text = it->text ? retain(it->text) : str_from_text(""), *inner = text ? tuple_of(1, text) : NULL;
    Object *iter = inner ? builtin_by_name("iter") : NULL, *index = iter ? int_from_size(it->index) : NULL, *result = NULL;
    if (index) result = it->text ? tuple_of(3, iter, inner, index) : tuple_of(2, iter, inner);
    release_or_null(index);
    release_or_null(iter);
    release_or_null(inner);
    release_or_null(text);
    return value_new(result);
}

static const Method iterator_methods[] = {
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0},
    {"__length_hint__", length_hint_method, "()", "Private method returning an estimate of len(list(it)).", 0},
    {"__setstate__", setstate_method, "(state, /)", "Set state information for unpickling.", 0},
    {0}
};

static Object *ascii_next(Object *o) {
    StrIterator *it = (StrIterator *)o;
    if (it->text && it->index < str_size(it->text)) {
        it->offset++;
        return str_latin1_character((unsigned char)str_data(it->text)[it->index++]);
    }
    CLEAR(it->text);
    return NULL;
}

#define STR_ITERATOR_TYPE(variable, text_name, next_function) \
    Type variable = { \
        .head = TYPE_HEAD, .name = text_name, .size = sizeof(StrIterator), .flags = TYPE_GC, .dealloc = iterator_dealloc, \
        .traverse = iterator_traverse, .iter = iterator_iter, .next = next_function, .methods = iterator_methods, \
    }
STR_ITERATOR_TYPE(str_iterator_type, "str_iterator", iterator_next);
STR_ITERATOR_TYPE(str_ascii_iterator_type, "str_ascii_iterator", ascii_next);
