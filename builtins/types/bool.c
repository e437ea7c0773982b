/* bool.c - bool: a subclass of int with two instances, which live in static storage. */
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/object/signature.h"

BoolStorage true_object = {{1, &bool_type}, 1, NULL};
BoolStorage false_object = {{1, &bool_type}, 0, NULL};

static Object *bool_of(Object *o) {
    int truth = object_truth(o);
    return truth < 0 ? NULL : bool_object(truth);
}

static Object *bool_new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (kwnames) return error_set(TypeError, "bool() takes no keyword arguments");
    if (count > 1) return error_set(TypeError, "bool expected at most 1 argument, got %zu", count);
    return count ? bool_of(args[0]) : retain(False);
}

static Object *bool_repr(Object *self) { return str_intern_text(self == True ? "True" : "False"); }

/* Between bools the result is a bool; with other ints it is int's. */
static Object *bool_and(Object *left, Object *right) {
    if (is_bool(left) && is_bool(right)) return bool_object(int_value(left) & int_value(right));
    return int_type.binary[BINARY_AND](left, right);
}

static Object *bool_or(Object *left, Object *right) {
    if (is_bool(left) && is_bool(right)) return bool_object(int_value(left) | int_value(right));
    return int_type.binary[BINARY_OR](left, right);
}

static Object *bool_xor(Object *left, Object *right) {
    if (is_bool(left) && is_bool(right)) return bool_object(int_value(left) ^ int_value(right));
    return int_type.binary[BINARY_XOR](left, right);
}

/* Never reached: the storage holds a reference. */
static void bool_dealloc(Object *self UNUSED) { check(false); }

Type bool_type = {
    .head = TYPE_HEAD, .name = "bool", .size = sizeof(Int), .flags = TYPE_INT_SUBCLASS, .base = &int_type,
    .doc = "bool(x): whether x is true. True and False are its only instances, and ints besides.",
    .new = bool_new, .convert = bool_of, .dealloc = bool_dealloc, .repr = bool_repr,
    .binary = {[BINARY_AND] = bool_and, [BINARY_OR] = bool_or, [BINARY_XOR] = bool_xor},
};
