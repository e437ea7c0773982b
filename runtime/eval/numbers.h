/* numbers.h - what each operator does with two machine ints and with two floats, where that takes neither script code
 * nor an error nor more than a machine word. For the templates of arith.c and augment.c. */
#ifndef MINI_EVAL_NUMBERS_H
#define MINI_EVAL_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

static inline int64_t floor_divide(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient;
}
static inline int64_t floor_modulo(int64_t a, int64_t b) {
    int64_t rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}
/* The same for a divisor above 0. */
static inline int64_t floor_divide_positive(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return quotient - (a - quotient * b < 0);
}
static inline int64_t floor_modulo_positive(int64_t a, int64_t b) {
    int64_t rest = a % b;
    return rest + (rest >> 63 & b);
}

/* true: *r is the result. */
#define FAST_INT_ADD(a, b, r) (!__builtin_add_overflow(a, b, r))
#define FAST_INT_SUB(a, b, r) (!__builtin_sub_overflow(a, b, r))
#define FAST_INT_MUL(a, b, r) (!__builtin_mul_overflow(a, b, r))
#define FAST_INT_FLOORDIV(a, b, r) ((b) > 0 && (*(r) = floor_divide_positive(a, b), true))
#define FAST_INT_MOD(a, b, r) ((b) > 0 && (*(r) = floor_modulo_positive(a, b), true))
#define FAST_INT_AND(a, b, r) (*(r) = (a) & (b), true)
#define FAST_INT_OR(a, b, r) (*(r) = (a) | (b), true)
#define FAST_INT_XOR(a, b, r) (*(r) = (a) ^ (b), true)
#define FAST_INT_LSHIFT(a, b, r) ((b) >= 0 && (b) < 63 && (*(r) = (a) << (b), *(r) >> (b) == (a)))
#define FAST_INT_RSHIFT(a, b, r) ((b) >= 0 && (*(r) = (a) >> ((b) > 63 ? 63 : (b)), true))
#define FAST_INT_NONE(a, b, r) ((void)(r), false)
#define FAST_FLOAT_ADD(a, b, r) (*(r) = (a) + (b), true)
#define FAST_FLOAT_SUB(a, b, r) (*(r) = (a) - (b), true)
#define FAST_FLOAT_MUL(a, b, r) (*(r) = (a) * (b), true)
#define FAST_FLOAT_DIV(a, b, r) ((b) != 0 && (*(r) = (a) / (b), true))
#define FAST_FLOAT_NONE(a, b, r) ((void)(r), false)

/* One line an operator: X(name, BinaryOp, on two ints, on two floats). */
#define EACH_CALCULATION(X)                                  \
    X(add, OP_ADD, FAST_INT_ADD, FAST_FLOAT_ADD)             \
    X(sub, OP_SUB, FAST_INT_SUB, FAST_FLOAT_SUB)             \
    X(mul, OP_MUL, FAST_INT_MUL, FAST_FLOAT_MUL)             \
    X(div, OP_DIV, FAST_INT_NONE, FAST_FLOAT_DIV)
#define EACH_INTEGER_OPERATION(X)                            \
    X(floordiv, OP_FLOORDIV, FAST_INT_FLOORDIV, FAST_FLOAT_NONE) \
    X(mod, OP_MOD, FAST_INT_MOD, FAST_FLOAT_NONE)            \
    X(bitand, OP_AND, FAST_INT_AND, FAST_FLOAT_NONE)         \
    X(bitor, OP_OR, FAST_INT_OR, FAST_FLOAT_NONE)            \
    X(bitxor, OP_XOR, FAST_INT_XOR, FAST_FLOAT_NONE)         \
    X(lshift, OP_LSHIFT, FAST_INT_LSHIFT, FAST_FLOAT_NONE)   \
    X(rshift, OP_RSHIFT, FAST_INT_RSHIFT, FAST_FLOAT_NONE)

#endif
