/* slot_calls.h - the slot functions of script classes, for the slot table. */
#ifndef MINI_TYPES_SLOT_CALLS_H
#define MINI_TYPES_SLOT_CALLS_H

#include "builtins/types/slot.h"

#define DECLARE_BINARY(name) Object *slot_##name(Object *left, Object *right); Object *slot_inplace_##name(Object *self, Object *other);
DECLARE_BINARY(add) DECLARE_BINARY(sub) DECLARE_BINARY(mul) DECLARE_BINARY(matmul) DECLARE_BINARY(truediv)
DECLARE_BINARY(mod) DECLARE_BINARY(lshift) DECLARE_BINARY(rshift) DECLARE_BINARY(or) DECLARE_BINARY(xor)
DECLARE_BINARY(and) DECLARE_BINARY(floordiv)
#undef DECLARE_BINARY
/* The dunder method behind an operator (BINARY_*, COMPARE_*), borrowed; whether the type's slot is the one that calls it. */
Object *slot_binary_name(int op);
Object *slot_compare_name(int op);
bool slot_is_binary_call(const Type *type, int op);
Object *slot_divmod(Object *left, Object *right);
Object *slot_power(Object *base, Object *exponent, Object *modulus);
Object *slot_inplace_pow(Object *self, Object *other);
Object *slot_neg(Object *self);
Object *slot_pos(Object *self);
Object *slot_abs(Object *self);
Object *slot_invert(Object *self);
Object *slot_to_int(Object *self);
Object *slot_to_float(Object *self);
Object *slot_index(Object *self);
int slot_truth(Object *self);
Object *slot_repr(Object *self);
Object *slot_str(Object *self);
Hash slot_hash(Object *self);
Object *slot_compare(Object *self, Object *other, int op);
Value slot_call(Object *self, Object **args, size_t count, Object *kwnames);
int slot_init(Object *self, Object **args, size_t count, Object *kwnames);
int slot_setattr(Object *self, Object *name, Object *value);
Object *slot_descr_get(Object *self, Object *instance, Object *owner);
int slot_descr_set(Object *self, Object *instance, Object *value);
ssize_t slot_length(Object *self);
Object *slot_get_item(Object *self, Object *key);
int slot_set_item(Object *self, Object *key, Object *value);
int slot_contains(Object *self, Object *item);
Object *slot_iter(Object *self);
Object *slot_next(Object *self);
Object *slot_await(Object *self);
Object *slot_aiter(Object *self);
Object *slot_anext(Object *self);

#endif
