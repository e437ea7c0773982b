/* math_integer.c - number theory of the math module: exact functions of ints. Arguments' __index__ may run script code. */
#include <math.h>

#include "builtins/modules/math_parts.h"
#include "builtins/types/bigint.h"
#include "builtins/types/tuple.h"

/* ---- gcd, lcm ---- */

static uint64_t magnitude_of(const Object *o) { return int_value(o) < 0 ? -(uint64_t)int_value(o) : (uint64_t)int_value(o); }

/* One division to bring both to the size of the smaller, then by halving and subtracting (Stein 1967). */
static uint64_t machine_gcd(uint64_t a, uint64_t b) {
    if (!a || !b) return a | b;
    if (a > b) a %= b;
    else b %= a;
    if (!a || !b) return a | b;
    int twos = __builtin_ctzll(a | b);
    for (a >>= __builtin_ctzll(a); b;) {
        b >>= __builtin_ctzll(b);
        if (a > b) {
            uint64_t larger = a;
            a = b;
            b = larger;
        }
        b -= a;
    }
    return a << twos;
}

/* left and right are ints. */
static Object *gcd_of(Object *left, Object *right) {
    BigView a, b;
    if (int_is_machine(left) && int_is_machine(right)) return int_from_u64(machine_gcd(magnitude_of(left), magnitude_of(right)));
    size_t bits = int_bit_length(left), other = int_bit_length(right);
    Int *result = big_new(bits > other ? bits : other);
    if (!result) return NULL;
    mpz_gcd(&result->number, big_view(left, &a), big_view(right, &b));
    return big_finish_steal(result);
}

static Object *lcm_of(Object *left, Object *right) {
    BigView a, b;
    Int *result = big_new(int_bit_length(left) + int_bit_length(right));
    if (!result) return NULL;
    mpz_lcm(&result->number, big_view(left, &a), big_view(right, &b));
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

/* result = (n - from) * (n - from - 1) * ... : `count` > 0 factors, split in halves so that large numbers meet numbers of
 * their size. 0, -1 (interrupted). */
static int multiply_falling(mpz_ptr result, mpz_srcptr n, uint64_t from, uint64_t count) {
    enum { LEAF = 32 };
    if (count <= LEAF) {
        mpz_t factor;
        mpz_init(factor);
        mpz_sub_ui(factor, n, from);
        for (mpz_set(result, factor); --count;) {
            mpz_sub_ui(factor, factor, 1);
            mpz_mul(result, result, factor);
        }
        mpz_clear(factor);
        return interp_check_interrupt();
    }
    mpz_t second;
    mpz_init(second);
    uint64_t half = count / 2;
    int status = multiply_falling(result, n, from, half);
    if (!status) status = multiply_falling(second, n, from + half, count - half);
    if (!status) mpz_mul(result, result, second);
    mpz_clear(second);
    return status;
}

/* n * (n - 1) * ... : k factors, k <= n. bits: upper bound of the result's size. */
static Object *falling_product(Object *n, int64_t k, size_t bits) {
    BigView view;
    Int *result = big_new(bits);
    if (!result) return NULL;
    if (k == 0) mpz_set_ui(&result->number, 1);
    else if (multiply_falling(&result->number, big_view(n, &view), 0, (uint64_t)k)) {
        release(&result->head);
        return NULL;
    }
    return big_finish_steal(result);
}

/* GMP's own factorial and binomial are the fastest, but cannot be interrupted. */
enum { LONG_PRODUCT = 200000 };

static Object *factorial_of(Object *number) {
    int64_t n = int_value(number);
    enum { MACHINE_FACTORIAL = 20 };   /* the largest that fits */
    if (n <= MACHINE_FACTORIAL) {
        int64_t product = 1;
        for (int64_t i = 2; i <= n; i++) product *= i;
        return int_from_i64(product);
    }
    double estimate = lgamma((double)n + 1) / M_LN2 + 2;
    size_t bits = estimate < 0x1p40 ? (size_t)estimate : SIZE_MAX;
    if (n > LONG_PRODUCT) return falling_product(number, n, bits);
    Int *result = big_new(bits);
    if (!result) return NULL;
    mpz_fac_ui(&result->number, (unsigned long)n);
    return big_finish_steal(result);
}

Value math_factorial(Object *self UNUSED, Object **args) {
    Object *number = natural_number(args[0], "factorial() not defined for negative values");
    if (!number) return value_error();
    Object *result = int_is_machine(number) ? factorial_of(number)
                   : error_set(OverflowError, "factorial() argument should not exceed %lld", (long long)INT64_MAX);
    release(number);
    return value_new(result);
}

/* SIZE_MAX if that is too much. */
static size_t product_bits(Object *n, int64_t k) {
    size_t bits;
    return __builtin_mul_overflow(int_bit_length(n), (size_t)k, &bits) || bits > SIZE_MAX / 2 ? SIZE_MAX : bits + 1;
}

/* n over k by the definition. */
static Object *long_binomial(Object *n, int64_t k) {
    Object *count = int_from_i64(k), *product = count ? falling_product(n, k, product_bits(n, k)) : NULL;
    Object *divisor = product ? factorial_of(count) : NULL;
    Object *result = divisor ? object_binary(product, divisor, BINARY_FLOORDIV) : NULL;
    release_or_null(count);
    release_or_null(product);
    release_or_null(divisor);
    return result;
}

/* Every partial product is a binomial coefficient itself. false: too large. */
static bool machine_binomial(uint64_t n, uint64_t k, uint64_t *result) {
    unsigned __int128 ways = 1;
    for (uint64_t i = 0; i < k; i++) {
        ways = ways * (n - i) / (i + 1);
        if (ways > INT64_MAX) return false;
    }
    *result = (uint64_t)ways;
    return true;
}

static Object *binomial_of(Object *n, int64_t k) {
    BigView view;
    uint64_t ways;
    if (int_is_machine(n) && machine_binomial((uint64_t)int_value(n), (uint64_t)k, &ways)) return int_from_u64(ways);
    if (k > LONG_PRODUCT) return long_binomial(n, k);
    Int *result = big_new(product_bits(n, k));
    if (!result) return NULL;
    mpz_bin_ui(&result->number, big_view(n, &view), (unsigned long)k);
    return big_finish_steal(result);
}

/* n over k, natural numbers; 0 for k > n. */
static Object *binomial(Object *n, Object *k) {
    Object *rest = big_subtract(n, k), *result;
    if (!rest) return NULL;
    Object *smaller = int_compare(rest, k) < 0 ? rest : k;
    if (int_sign(rest) < 0) result = int_from_i64(0);
    else if (int_is_machine(smaller)) result = binomial_of(n, int_value(smaller));
    else result = error_set(OverflowError, "min(n - k, k) must not exceed %lld", (long long)INT64_MAX);
    release(rest);
    return result;
}

static Object *permutations(Object *n, Object *k) {
    if (int_compare(n, k) < 0) return int_from_i64(0);
    if (!int_is_machine(k)) return error_set(OverflowError, "k must not exceed %lld", (long long)INT64_MAX);
    return falling_product(n, int_value(k), product_bits(n, int_value(k)));
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
    if (root) mpz_sqrt(&root->number, big_view(number, &view));
    release_or_null(number);
    return value_new(root ? big_finish_steal(root) : NULL);
}
