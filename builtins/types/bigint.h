/* bigint.h - arithmetic on ints of any size, by GMP. Operands are ints (or of subclasses), results exact ints.
 *
 * GMP cannot report a failed allocation: every function checks first that the result has room (MemoryError). */
#ifndef MINI_TYPES_BIGINT_H
#define MINI_TYPES_BIGINT_H

#include "builtins/types/int.h"

/* A read-only mpz of an int: its own, or one made around the machine value. Valid while the view and o are. */
typedef struct { mpz_t z; mp_limb_t limb; } BigView;
mpz_srcptr big_view(const Object *o, BigView *view);

/* An int object whose big is set to 0, to be computed into: &result->number. It must then go through big_finish_steal.
 * bits: upper bound of the result's size. MemoryError if there is no room. */
Int *big_new(size_t bits);
/* Brings the object into its one form: machine or cached int where the value fits. STEALS o. New reference. */
Object *big_finish_steal(Int *o);
/* Frees a big exact int (dealloc). */
void big_free(Int *o);
size_t big_memory(const Int *o);    /* bytes that an exact big int takes */
/* MemoryError pending and -1 if numbers of so many bits cannot be worked with. */
int big_reserve(size_t bits);

Object *big_add(const Object *left, const Object *right);
Object *big_subtract(const Object *left, const Object *right);
Object *big_multiply(const Object *left, const Object *right);
/* Floor division; divisor not 0. quotient and remainder may be NULL; else new references. 0, -1. */
int big_divide(const Object *left, const Object *right, Object **quotient, Object **remainder);
Object *big_true_divide(const Object *left, const Object *right);   /* correctly rounded */
Object *big_power(const Object *base, const Object *exponent);      /* exponent >= 0 */
Object *big_power_modulo(const Object *base, const Object *exponent, const Object *modulus);
Object *big_shift_left(const Object *o, size_t bits);
Object *big_shift_right(const Object *o, size_t bits);
enum { BIG_AND, BIG_OR, BIG_XOR };
Object *big_bitwise(const Object *left, const Object *right, int operation);
Object *big_negate(const Object *o);
Object *big_invert(const Object *o);
double big_as_double(mpz_srcptr value);    /* correctly rounded; HUGE_VAL if too large */
/* value rounded half to even to 53 bits, as fraction (0.5 <= f < 1) and exponent. */
double big_frexp(mpz_srcptr value, int64_t *exponent);

#endif
