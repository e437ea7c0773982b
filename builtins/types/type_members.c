/* type_members.c - reading __slots__: which names, mangled and checked. May run script code (iterating over it). */
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"

Object *mangle_name(Object *class_name, Object *name) {
    const char *text = str_data(name), *class = str_data(class_name);
    size_t size = str_size(name);
    bool private = size > 2 && text[0] == '_' && text[1] == '_' && !(text[size - 1] == '_' && text[size - 2] == '_') && !memchr(text, '.', size);
    while (*class == '_') class++;
    if (!private || !*class) return str_intern_steal(retain(name));
    Object *mangled = str_format("_%s%U", class, name);
    return mangled ? str_intern_steal(mangled) : NULL;
}

void slot_names_free(SlotNames *names) {
    for (size_t i = 0; i < names->count; i++) release(names->items[i]);
    mem_free_array(names->items, names->count, sizeof *names->items);
    *names = (SlotNames){0};
}

/* __dict__ and __weakref__ stand for themselves: 1 taken care of, 0 an ordinary name, -1 error. */
static int special_name(Object *name, const Type *base, SlotNames *names) {
    if (name == NAME(__dict__)) {
        bool has = (base->flags & (TYPE_ATTRS | TYPE_NO_DICT)) == TYPE_ATTRS || base->dict_offset;
        if (has || names->dict) return error_set_int(TypeError, "__dict__ slot disallowed: we already got one");
        names->dict = true;
        return 1;
    }
    if (name != NAME(__weakref__)) return 0;
    if (base->weakrefs_offset || names->weakref)
        return error_set_int(TypeError, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
    names->weakref = true;
    return 1;
}

static int check_name(Object *name) {
    if (!is_str(name)) return error_set_int(TypeError, "__slots__ items must be strings, not '%.200s'", type_full_name(name->type));
    if (!str_is_identifier(name)) return error_set_int(TypeError, "__slots__ must be identifiers");
    return 0;
}

static int conflicts(Object *namespace, Object *name) {
    if (name == NAME(__qualname__) || name == NAME(__classcell__)) return 0;
    Object *other = dict_peek_str(namespace, name);
    return other ? error_set_int(ValueError, "%R in __slots__ conflicts with class variable", name) : 0;
}

/* Sorted by name, as CPython lays them out. */
static void insert_sorted(SlotNames *names, Object *name) {
    size_t i = names->count++;
    for (; i > 0 && str_compare(names->items[i - 1], name) > 0; i--) names->items[i] = names->items[i - 1];
    names->items[i] = name;
}

static int read_items(Object *items, Object *class_name, Object *namespace, const Type *base, SlotNames *names) {
    size_t count = tuple_count(items);
    names->items = mem_array(count, sizeof *names->items);
    if (!names->items) return error_no_memory(), -1;
    for (size_t i = 0; i < count; i++) {
        Object *name = tuple_item_borrowed(items, i);
        if (check_name(name)) return -1;
        Object *mangled = mangle_name(class_name, name);
        if (!mangled) return -1;
        int special = special_name(mangled, base, names);
        if (special || conflicts(namespace, mangled)) {
            release(mangled);
            if (special > 0) continue;
            return -1;
        }
        insert_sorted(names, mangled);
    }
    return 0;
}

/* The array was made for all items: give it its real size, so that it can be freed by count. */
static int shrink(SlotNames *names, size_t from) {
    if (names->count == from) return 0;
    Object **exact = mem_array(names->count, sizeof *exact);
    if (!exact) return error_no_memory(), -1;
    memcpy(exact, names->items, names->count * sizeof *exact);
    mem_free_array(names->items, from, sizeof *exact);
    names->items = exact;
    return 0;
}

static void drop(SlotNames *names, size_t room) {
    for (size_t i = 0; i < names->count; i++) release(names->items[i]);
    mem_free_array(names->items, room, sizeof *names->items);
    *names = (SlotNames){0};
}

int slot_names_read(Object *class_name, Object *namespace, Type *base, SlotNames *names) {
    *names = (SlotNames){0};
    Object *slots = dict_peek_str(namespace, NAME(__slots__));
    if (!slots) return 0;
    names->given = true;
    Object *items = is_str(slots) ? tuple_of(1, slots) : tuple_from_iterable(slots);
    if (!items) return -1;
    size_t count = tuple_count(items);
    int failed = 0;
    if (count && (base->item_size || base->flags & (TYPE_INT_SUBCLASS | TYPE_STR_SUBCLASS | TYPE_TYPE_SUBCLASS)))
        failed = error_set_int(TypeError, "nonempty __slots__ not supported for subtype of '%s'", type_full_name(base));
    else if (count && (read_items(items, class_name, namespace, base, names) || shrink(names, count)))
        failed = -1, drop(names, count);
    release(items);
    return failed;
}
