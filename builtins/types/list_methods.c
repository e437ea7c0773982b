/* list_methods.c - the methods of list. */
#include <string.h>

#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/union.h"

static Value append_method(Object *self, Object **args) {
    return list_append(self, args[0]) ? value_error() : value_none();
}

static Value extend_method(Object *self, Object **args) {
    return list_extend(self, args[0]) ? value_error() : value_none();
}

static Value insert_method(Object *self, Object **args) {
    ssize_t index;
    if (sequence_integer(args[0], &index)) return value_error();
    return list_insert(self, index, args[1]) ? value_error() : value_none();
}

static Value pop_method(Object *self, Object **args) {
    List *list = (List *)self;
    ssize_t index = -1;
    if (likely(!args[0] && list->count > list->capacity / 2)) return value_new(list->items[--list->count]);
    if (args[0] && sequence_integer(args[0], &index)) return value_error();
    if (list->count == 0) return error_set_value(IndexError, "pop from empty list");
    if (index < 0) index += (ssize_t)list->count;
    if ((size_t)index >= list->count) return error_set_value(IndexError, "pop index out of range");
    Object *item = list->items[index];
    memmove(list->items + index, list->items + index + 1, (list->count - (size_t)index - 1) * sizeof(Object *));
    if (list_resize(list, list->count - 1)) {
        error_clear();   /* giving memory back failed: keep the room */
        list->count--;
    }
    return value_new(item);
}

/* Index of the first item equal to wanted in [start, stop), -1 if none, -2 error. MAY_RUN */
static ssize_t find(List *list, Object *wanted, size_t start, size_t stop) {
    for (size_t i = start; i < stop && i < list->count; i++) {
        Object *item = retain(list->items[i]);
        int equal = sequence_item_equal(item, wanted);
        release(item);
        if (equal < 0) return -2;
        if (equal) return (ssize_t)i;
    }
    return -1;
}

static Value remove_method(Object *self, Object **args) {
    ssize_t index = find((List *)self, args[0], 0, SIZE_MAX);
    if (index == -2) return value_error();
    if (index < 0) return error_set_value(ValueError, "list.remove(x): x not in list");
    return list_set_slice(self, index, index + 1, NULL) ? value_error() : value_none();
}

static Value index_method(Object *self, Object **args) {
    List *list = (List *)self;
    ssize_t start, stop;
    if (sequence_bound(args[1], 0, &start) || sequence_bound(args[2], SSIZE_MAX, &stop)) return value_error();
    ssize_t index = find(list, args[0], sequence_clamp_bound(start, list->count), sequence_clamp_bound(stop, list->count));
    if (index >= 0) return value_int(index);
    return index == -2 ? value_error() : error_set_value(ValueError, "%R is not in list", args[0]);
}

static Value count_method(Object *self, Object **args) {
    const List *list = (const List *)self;
    int64_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        Object *item = retain(list->items[i]);
        int equal = sequence_item_equal(item, args[0]);
        release(item);
        if (equal < 0) return value_error();
        count += equal;
    }
    return value_int(count);
}

static Value clear_method(Object *self, Object **args UNUSED) {
    list_clear(self);
    return value_none();
}

static Value copy_method(Object *self, Object **args UNUSED) {
    return value_new(list_from_items(((List *)self)->items, list_count(self)));
}

static Value reverse_method(Object *self, Object **args UNUSED) {
    List *list = (List *)self;
    for (size_t i = 0, j = list->count; i + 1 < j; i++) {
        Object *item = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = item;
    }
    return value_none();
}

int list_reverse_flag(Object *o) {
    ssize_t number = 0;
    if (o && object_as_index(o, &number, OverflowError)) return -1;
    return number != 0;
}

static Value sort_method(Object *self, Object **args) {
    int reverse = list_reverse_flag(args[1]);
    if (reverse < 0) return value_error();
    return list_sort(self, args[0], reverse) ? value_error() : value_none();
}

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_int((int64_t)(self->type->size + ((List *)self)->capacity * sizeof(Object *)));
}

static Value reversed_method(Object *self, Object **args UNUSED) {
    ListIterator *iterator = (ListIterator *)object_new(&list_reverseiterator_type);
    if (!iterator) return value_error();
    iterator->list = RETAIN((List *)self);
    iterator->index = list_count(self);
    gc_track(&iterator->head);
    return value_new(&iterator->head);
}

static Value getitem_method(Object *self, Object **args) { return value_new(list_type.get_item(self, args[0])); }

static Value class_getitem_method(Object *self, Object **args) {
    return value_new(generic_alias_new(self, args[0]));
}

const Method list_methods[] = {
    {"append", append_method, "(object, /)", "Append object to the end of the list.", 0},
    {"clear", clear_method, "()", "Remove all items from list.", 0},
    {"copy", copy_method, "()", "Return a shallow copy of the list.", 0},
    {"count", count_method, "(value, /)", "Return number of occurrences of value.", 0},
    {"extend", extend_method, "(iterable, /)", "Extend list by appending elements from the iterable.", 0},
    {"index", index_method, "(value, start=0, stop=9223372036854775807, /)",
     "Return first index of value.\n\nRaises ValueError if the value is not present.", 0},
    {"insert", insert_method, "(index, object, /)", "Insert object before index.", 0},
    {"pop", pop_method, "(index=-1, /)",
     "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range.", 0},
    {"remove", remove_method, "(value, /)",
     "Remove first occurrence of value.\n\nRaises ValueError if the value is not present.", 0},
    {"reverse", reverse_method, "()", "Reverse *IN PLACE*.", 0},
    {"sort", sort_method, "(*, key=None, reverse=False)",
     "Sort the list in ascending order and return None.\n\n"
     "The sort is in-place (i.e. the list itself is modified) and stable (i.e. the\n"
     "order of two equal elements is maintained).\n\n"
     "If a key function is given, apply it once to each list item and sort them,\n"
     "ascending or descending, according to their function values.\n\n"
     "The reverse flag can be set to sort in descending order.", 0},
    {"__reversed__", reversed_method, "()", "Return a reverse iterator over the list.", 0},
    {"__sizeof__", sizeof_method, "()", "Return the size of the list in memory, in bytes.", 0},
    {"__getitem__", getitem_method, "(object, /)", "x.__getitem__(y) <==> x[y]", 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {NULL, NULL, NULL, NULL, 0},
};
