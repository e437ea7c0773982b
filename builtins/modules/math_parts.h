/* math_parts.h - the functions of the math module that stand in files of their own. */
#ifndef MINI_MODULES_MATH_PARTS_H
#define MINI_MODULES_MATH_PARTS_H

#include "runtime/object/type.h"

/* math_integer.c */
Value math_gcd(Object *self, Object **args);
Value math_lcm(Object *self, Object **args);
Value math_factorial(Object *self, Object **args);
Value math_comb(Object *self, Object **args);
Value math_perm(Object *self, Object **args);
Value math_isqrt(Object *self, Object **args);

/* math_sum.c */
Value math_fsum(Object *self, Object **args);
Value math_prod(Object *self, Object **args);
Value math_hypot(Object *self, Object **args);
Value math_dist(Object *self, Object **args);

#endif
