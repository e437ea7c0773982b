/* set_methods.c - the methods of set and frozenset. */
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/set.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "builtins/types/union.h"
#include "runtime/object/names.h"

static Value done(int failed) { return failed ? value_error() : value_none(); }

/* Applies a function to the set and each item of a tuple. */
static int for_each(Object *set, Object *others, int (*function)(Object *, Object *)) {
    for (size_t i = 0; i < tuple_count(others); i++)
        if (function(set, tuple_item_borrowed(others, i))) return -1;
    return 0;
}

/* The same on a copy of the set, which is returned. */
static Value copy_and(Object *self, Object *others, int (*function)(Object *, Object *)) {
    Type *type = is_frozenset(self) ? &frozenset_type : &set_type;
    Object *result = set_copy_as(type, self);
    if (result && for_each(result, others, function)) CLEAR(result);
    return value_new(result);
}

static Value add_method(Object *self, Object **args) { return done(set_add(self, args[0])); }

static Value clear_method(Object *self, Object **args UNUSED) {
    set_clear(self);
    return value_none();
}

static Value copy_method(Object *self, Object **args UNUSED) {
    if (self->type == &frozenset_type) return value_new(retain(self));
    return value_new(set_copy_as(is_frozenset(self) ? &frozenset_type : &set_type, self));
}

static Value contains_method(Object *self, Object **args) {
    int contained = set_type.contains(self, args[0]);
    return contained < 0 ? value_error() : value_bool(contained);
}

/* 1 discarded, 0 absent, -1 error; a set is looked for as if it were frozen. */
static int discard_any(Object *self, Object *key) {
    int result = set_discard(self, key);
    if (result >= 0 || !is_set(key) || !error_clear_if(TypeError)) return result;
    Object *frozen = set_copy_as(&frozenset_type, key);
    if (!frozen) return -1;
    result = set_discard(self, frozen);
    release(frozen);
    return result;
}

static Value discard_method(Object *self, Object **args) { return done(discard_any(self, args[0]) < 0); }

static Value remove_method(Object *self, Object **args) {
    int removed = discard_any(self, args[0]);
    if (removed == 0) error_set_object(KeyError, args[0]);
    return done(removed <= 0);
}

static Value pop_method(Object *self, Object **args UNUSED) { return value_new(set_pop(self)); }

static Value update_method(Object *self, Object **args) { return done(for_each(self, args[0], set_update)); }
static Value union_method(Object *self, Object **args) { return copy_and(self, args[0], set_update); }

static Value difference_method(Object *self, Object **args) {
    if (tuple_count(args[0]) == 1) return value_new(set_difference(self, tuple_item_borrowed(args[0], 0)));
    return copy_and(self, args[0], set_difference_update);
}
static Value difference_update_method(Object *self, Object **args) {
    return done(for_each(self, args[0], set_difference_update));
}

static Value intersection_method(Object *self, Object **args) {
    if (tuple_count(args[0]) == 1) return value_new(set_intersection(self, tuple_item_borrowed(args[0], 0)));
    return copy_and(self, args[0], set_intersection_update);
}
static Value intersection_update_method(Object *self, Object **args) {
    return done(for_each(self, args[0], set_intersection_update));
}

static Value symmetric_difference_method(Object *self, Object **args) {
    Object *result = set_make(is_frozenset(self) ? &frozenset_type : &set_type, args[0]);
    if (result && set_symmetric_update(result, self)) CLEAR(result);
    return value_new(result);
}
static Value symmetric_update_method(Object *self, Object **args) { return done(set_symmetric_update(self, args[0])); }

static Value isdisjoint_method(Object *self, Object **args) {
    int result = set_is_disjoint(self, args[0]);
    return result < 0 ? value_error() : value_bool(result);
}

/* The argument as a set (new reference). */
static Object *as_set(Object *o) { return is_anyset(o) ? retain(o) : set_new(o); }

static Value issubset_method(Object *self, Object **args) {
    Object *other = as_set(args[0]);
    if (!other) return value_error();
    int result = set_is_subset(self, other);
    release(other);
    return result < 0 ? value_error() : value_bool(result);
}

static Value issuperset_method(Object *self, Object **args) {
    Object *other = as_set(args[0]);
    if (!other) return value_error();
    int result = set_is_subset(other, self);
    release(other);
    return result < 0 ? value_error() : value_bool(result);
}

static Value sizeof_method(Object *self, Object **args UNUSED) {
    return value_int((int64_t)(self->type->size + set_table_bytes((Set *)self)));
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *keys = list_from_iterable(self);
    Object *inner = keys ? tuple_of(1, keys) : NULL;
    Object *state = inner ? object_state(self) : NULL;
    Object *result = state ? tuple_of(3, (Object *)self->type, inner, state) : NULL;
    release_or_null(state);
    release_or_null(inner);
    release_or_null(keys);
    return value_new(result);
}

static Value class_getitem_method(Object *self, Object **args) {
    return value_new(generic_alias_new(self, args[0]));
}

#define SHARED_METHODS \
    {"copy", copy_method, "()", "Return a shallow copy of a set.", 0}, \
    {"difference", difference_method, "(*others)", \
     "Return the difference of two or more sets as a new set.\n\n(i.e. all elements that are in this set but not the others.)", 0}, \
    {"intersection", intersection_method, "(*others)", \
     "Return the intersection of two sets as a new set.\n\n(i.e. all elements that are in both sets.)", 0}, \
    {"isdisjoint", isdisjoint_method, "(other, /)", "Return True if two sets have a null intersection.", 0}, \
    {"issubset", issubset_method, "(other, /)", "Report whether another set contains this set.", 0}, \
    {"issuperset", issuperset_method, "(other, /)", "Report whether this set contains another set.", 0}, \
    {"symmetric_difference", symmetric_difference_method, "(other, /)", \
     "Return the symmetric difference of two sets as a new set.\n\n(i.e. all elements that are in exactly one of the sets.)", 0}, \
    {"union", union_method, "(*others)", \
     "Return the union of sets as a new set.\n\n(i.e. all elements that are in either set.)", 0}, \
    {"__contains__", contains_method, "(object, /)", "x.__contains__(y) <==> y in x.", 0}, \
    {"__reduce__", reduce_method, "()", "Return state information for pickling.", 0}, \
    {"__sizeof__", sizeof_method, "()", "S.__sizeof__() -> size of S in memory, in bytes", 0}, \
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS}, \
    {NULL, NULL, NULL, NULL, 0}

const Method set_methods[] = {
    {"add", add_method, "(object, /)",
     "Add an element to a set.\n\nThis has no effect if the element is already present.", 0},
    {"clear", clear_method, "()", "Remove all elements from this set.", 0},
    {"discard", discard_method, "(object, /)",
     "Remove an element from a set if it is a member.\n\n"
     "Unlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set.", 0},
    {"remove", remove_method, "(object, /)",
     "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError.", 0},
    {"pop", pop_method, "()", "Remove and return an arbitrary set element.\nRaises KeyError if the set is empty.", 0},
    {"update", update_method, "(*others)", "Update a set with the union of itself and others.", 0},
    {"difference_update", difference_update_method, "(*others)", "Remove all elements of another set from this set.", 0},
    {"intersection_update", intersection_update_method, "(*others)",
     "Update a set with the intersection of itself and another.", 0},
    {"symmetric_difference_update", symmetric_update_method, "(other, /)",
     "Update a set with the symmetric difference of itself and another.", 0},
    SHARED_METHODS,
};

const Method frozenset_methods[] = {
    SHARED_METHODS,
};
