/* complex_math.h - arithmetic on pairs of doubles, in the steps that CPython takes, so that results agree to the bit. */
#ifndef MINI_TYPES_COMPLEX_MATH_H
#define MINI_TYPES_COMPLEX_MATH_H

typedef struct { double real, imag; } Pair;

Pair pair_product(Pair a, Pair b);
Pair pair_quotient(Pair a, Pair b);      /* b not 0 */
Pair pair_power(Pair base, Pair exponent);

#endif
