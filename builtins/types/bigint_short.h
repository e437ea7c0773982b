/* bigint_short.h - arithmetic on big ints of a few limbs: computed where the result lies, in one block, without GMP's
 * allocation. Each function gives false if an operand is too large for it (or, for bits, negative); else true, and *result
 * is a new reference, or NULL with MemoryError pending. Operands are ints. */
#ifndef MINI_TYPES_BIGINT_SHORT_H
#define MINI_TYPES_BIGINT_SHORT_H

#include "builtins/types/bigint.h"

/* A big int whose limbs lie in its own block. GMP only reads them: its _mp_alloc is minus the number of limbs there is
 * room for, where that of others is not negative. */
typedef struct BigInt { Int head; mp_limb_t limbs[]; } BigInt;
static inline bool has_inline_limbs(const Int *o) { return o->number._mp_alloc < 0; }
static inline size_t inline_size(size_t limbs) { return sizeof(BigInt) + limbs * sizeof(mp_limb_t); }
BigInt *big_new_inline(size_t limbs);     /* NULL with MemoryError */

bool short_add(const Object *left, const Object *right, bool subtract, Object **result);
bool short_multiply(const Object *left, const Object *right, Object **result);
/* As big_divide, whose status goes to *status. */
bool short_divide(const Object *left, const Object *right, Object **quotient, Object **remainder, int *status);
bool short_shift_left(const Object *o, size_t bits, Object **result);
bool short_shift_right(const Object *o, size_t bits, Object **result);
bool short_bitwise(const Object *left, const Object *right, int operation, Object **result);
/* From decimal digits, and underscores that do not count. */
bool short_from_decimal(const char *text, size_t length, bool negative, Object **result);

#endif
