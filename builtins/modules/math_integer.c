/* math_integer.c - number theory of the math module: exact functions of ints. Arguments' __index__ may run script code. */
#include <math.h>

#include "builtins/modules/math_parts.h"
#include "builtins/types/bigint.h"
#include "builtins/types/tuple.h"

/* ---- gcd, lcm ---- */

/* left and right are ints. */
static Object *gcd_of(Object *left, Object *right) {
    BigView a, b;
    size_t bits = int_bit_length(left), other = int_bit_length(right);
    Int *result = big_new(bits > other ? bits : other);
    if (!result) return NULL;
    mpz_gcd(result->big, big_view(left, &a), big_view(right, &b));
    return big_finish_steal(result);
}

static Object *lcm_of(Object *left, Object *right) {
    BigView a, b;
    Int *result = big_new(int_bit_length(left) + int_bit_length(right));
    if (!result) return NULL;
    mpz_lcm(result->big, big_view(left, &a), big_view(right, &b));
    return big_finish_steal(result);
}

/* Folds all arguments, starting from `neutral`. */
static Value fold(Object *arguments, int64_t neutral, Object *(*combine)(Object *, Object *)) {
    Object *total = int_from_i64(neutral);
    for (size_t i = 0; total && i < tuple_count(arguments); i++) {
        Object *number = object_index(tuple_item_borrowed(arguments, i));
        Object *next = number ? combine(total, number) : NULL;
        release_or_null(number);
        release(total);
        total = next;
    }
    return value_new(total);
}

Value math_gcd(Object *self UNUSED, Object **args) { return fold(args[0], 0, gcd_of); }
Value math_lcm(Object *self UNUSED, Object **args) { return fold(args[0], 1, lcm_of); }

/* ---- factorial, comb, perm ---- */

/* o as an int, not negative; NULL with ValueError `message`. */
static Object *natural_number(Object *o, const char *message) {
    Object *number = object_index(o);
    if (!number || int_sign(number) >= 0) return number;
    release(number);
    return error_set(ValueError, "%s", message);
}

static Object *factorial_of(int64_t n) {
    double bits = lgamma((double)n + 1) / M_LN2 + 2;
    Int *result = big_new(bits < 0x1p40 ? (size_t)bits : SIZE_MAX);
    if (!result) return NULL;
    mpz_fac_ui(result->big, (unsigned long)n);
    return big_finish_steal(result);
}

Value math_factorial(Object *self UNUSED, Object **args) {
    Object *number = natural_number(args[0], "factorial() not defined for negative values");
    if (!number) return value_error();
    Object *result = int_is_machine(number) ? factorial_of(int_value(number))
                   : error_set(OverflowError, "factorial() argument should not exceed %lld", (long long)INT64_MAX);
    release(number);
    return value_new(result);
}

/* n over k, natural numbers; 0 for k > n. */
static Object *binomial(Object *n, Object *k) {
    BigView view;
    Object *rest = big_subtract(n, k), *result = NULL;
    if (!rest) return NULL;
    Object *smaller = int_compare(rest, k) < 0 ? rest : k;
    if (int_sign(rest) < 0) result = int_from_i64(0);
    else if (!int_is_machine(smaller)) error_set(OverflowError, "min(n - k, k) must not exceed %lld", (long long)INT64_MAX);
    else {
        size_t bits = int_bit_length(n), times = (size_t)int_value(smaller);
        Int *number = big_new(__builtin_mul_overflow(bits, times, &bits) ? SIZE_MAX : bits + 1);
        if (number) {
            mpz_bin_ui(number->big, big_view(n, &view), times);
            result = big_finish_steal(number);
        }
    }
    release(rest);
    return result;
}

/* n * (n - 1) * ... : k factors, k <= n. */
static Object *falling_product(Object *n, int64_t k) {
    BigView view;
    size_t bits;
    Int *result = big_new(__builtin_mul_overflow(int_bit_length(n), (size_t)k, &bits) ? SIZE_MAX : bits + 1);
    if (!result) return NULL;
    mpz_t factor;
    mpz_init_set(factor, big_view(n, &view));
    mpz_set_ui(result->big, 1);
    while (k-- > 0 && !interp_check_interrupt()) {
        mpz_mul(result->big, result->big, factor);
        mpz_sub_ui(factor, factor, 1);
    }
    mpz_clear(factor);
    if (!error_pending()) return big_finish_steal(result);
    release(&result->head);
    return NULL;
}

static Object *permutations(Object *n, Object *k) {
    if (int_compare(n, k) < 0) return int_from_i64(0);
    if (!int_is_machine(k)) return error_set(OverflowError, "k must not exceed %lld", (long long)INT64_MAX);
    return falling_product(n, int_value(k));
}

/* Calls count(n, k) with both as natural numbers. */
static Value count_ways(Object **args, Object *(*count)(Object *, Object *)) {
    Object *n = natural_number(args[0], "n must be a non-negative integer");
    Object *k = n ? natural_number(args[1], "k must be a non-negative integer") : NULL;
    Object *result = k ? count(n, k) : NULL;
    release_or_null(n);
    release_or_null(k);
    return value_new(result);
}

Value math_comb(Object *self UNUSED, Object **args) { return count_ways(args, binomial); }

Value math_perm(Object *self, Object **args) {
    return args[1] && args[1] != None ? count_ways(args, permutations) : math_factorial(self, args);
}

/* ---- isqrt ---- */

Value math_isqrt(Object *self UNUSED, Object **args) {
    BigView view;
    Object *number = natural_number(args[0], "isqrt() argument must be nonnegative");
    Int *root = number ? big_new(int_bit_length(number)) : NULL;
    if (root) mpz_sqrt(root->big, big_view(number, &view));
    release_or_null(number);
    return value_new(root ? big_finish_steal(root) : NULL);
}
