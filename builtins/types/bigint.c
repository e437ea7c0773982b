/* bigint.c - ints beyond 64 bits, by GMP. Nothing here runs script code.
 *
 * GMP ends the program when an allocation fails, so big_reserve asks first whether there is room for the result and
 * for what GMP needs on the way (three times the result covers its multiplication and division). Long computations look
 * for Ctrl-C between GMP calls. */
#include "builtins/types/bigint.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "builtins/types/bigint_short.h"
#include "builtins/types/float.h"

enum { WORK_FACTOR = 3, PROBE_BYTES = 1 << 24 };
static const size_t MAX_BITS = (size_t)1 << 36;   /* GMP counts limbs in an int */
static const size_t STEPWISE_BITS = 1 << 20;      /* beyond it powers are computed in steps, to serve Ctrl-C */

/* ---- GMP's memory ---- */

/* The second try: an injected failure hits once, and GMP has no way to pass it on. */
static void *gmp_allocate(size_t size) {
    void *block = mem_alloc(size);
    if (unlikely(!block)) block = mem_alloc(size);
    if (likely(block)) return block;
    fputs("mini: out of memory inside a computation with big integers\n", stderr);
    exit(1);
}

static void *gmp_reallocate(void *block, size_t old_size, size_t new_size) {
    void *moved = mem_realloc(block, old_size, new_size);
    if (unlikely(!moved)) moved = mem_realloc(block, old_size, new_size);
    if (likely(moved)) return moved;
    fputs("mini: out of memory inside a computation with big integers\n", stderr);
    exit(1);
}

static void gmp_release(void *block, size_t size) { mem_free(block, size); }

/* Before main: no mpz may ever be allocated one way and freed the other. */
__attribute__((constructor)) static void account_gmp_memory(void) {
    mp_set_memory_functions(gmp_allocate, gmp_reallocate, gmp_release);
}

/* Whether the system would give that much now: asked only for large sizes. */
static bool system_refuses(size_t bytes) {
    void *probe = mem_alloc(bytes);
    mem_free(probe, bytes);
    return !probe;
}

int big_reserve(size_t bits) {
    if (unlikely(bits > MAX_BITS)) return error_no_memory(), -1;
    size_t bytes = (bits / 8 + 64) * WORK_FACTOR;
    if (unlikely(mem_would_fail(bytes)) || (unlikely(bytes > PROBE_BYTES) && system_refuses(bytes)))
        return error_no_memory(), -1;
    return 0;
}

/* ---- objects ---- */

mpz_srcptr big_view(const Object *o, BigView *view) {
    const Int *number = (const Int *)o;
    if (number->big) return &number->number;
    view->limb = number->value < 0 ? -(uint64_t)number->value : (uint64_t)number->value;
    int sign = (number->value > 0) - (number->value < 0);
    return mpz_roinit_n(view->z, &view->limb, sign);
}

enum { INLINE_LIMBS = 2 };   /* results of GMP that are no longer than this are put into one block */

Int *big_new(size_t bits) {
    Int *o = big_reserve(bits) ? NULL : mem_alloc(sizeof *o);
    if (!o) return error_pending() ? NULL : error_no_memory();
    o->head = (Object){1, &int_type};
    mpz_init(&o->number);
    return o;
}

void big_free(Int *o) {
    if (has_inline_limbs(o)) {
        mem_free(o, inline_size((size_t)-o->number._mp_alloc));
        return;
    }
    mpz_clear(&o->number);
    mem_free(o, sizeof *o);
}

size_t big_memory(const Int *o) {
    return has_inline_limbs(o) ? inline_size((size_t)-o->number._mp_alloc) : sizeof *o + (size_t)o->number._mp_alloc * sizeof(mp_limb_t);
}

/* ---- 128 bits: computed without GMP ---- */

static Object *from_magnitude(unsigned __int128 magnitude, bool negative) {
    uint64_t low = (uint64_t)magnitude, high = (uint64_t)(magnitude >> 64);
    if (!high && low <= (uint64_t)INT64_MAX + negative) return int_from_i64(negative ? (int64_t)-low : (int64_t)low);
    BigInt *o = big_new_inline(INLINE_LIMBS);
    if (!o) return NULL;
    o->limbs[0] = low;
    o->limbs[1] = high;
    int size = high ? 2 : 1;
    o->head.number._mp_size = negative ? -size : size;
    return &o->head.head;
}

/* Up to two limbs. */
static Object *from_short(mpz_srcptr value) {
    unsigned __int128 magnitude = (unsigned __int128)mpz_getlimbn(value, 1) << 64 | mpz_getlimbn(value, 0);   /* absent ones are 0 */
    return from_magnitude(magnitude, mpz_sgn(value) < 0);
}

Object *big_finish_steal(Int *o) {
    if (mpz_size(&o->number) > INLINE_LIMBS) return &o->head;
    Object *result = from_short(&o->number);
    release(&o->head);
    return result;
}

Object *int_from_mpz(const mpz_t value) {
    if (mpz_size(value) <= INLINE_LIMBS) return from_short(value);
    Int *result = big_new(mpz_sizeinbase(value, 2));
    if (!result) return NULL;
    mpz_set(&result->number, value);
    return &result->head;
}

Object *int_from_u64(uint64_t value) { return from_magnitude(value, false); }
Object *int_from_size(size_t value) { return from_magnitude(value, false); }

Object *int_from_i128(__int128 value) {
    return from_magnitude(value < 0 ? -(unsigned __int128)value : (unsigned __int128)value, value < 0);
}

/* o as 128 bits; false if it has more than 127. */
static inline bool read_i128(const Object *o, __int128 *value) {
    if (int_is_machine(o)) {
        *value = int_value(o);
        return true;
    }
    mpz_srcptr big = int_big(o);
    int size = big->_mp_size < 0 ? -big->_mp_size : big->_mp_size;
    if (size > 2 || (size == 2 && big->_mp_d[1] >> 63)) return false;
    __int128 magnitude = size == 2 ? (__int128)big->_mp_d[1] << 64 | big->_mp_d[0] : (__int128)big->_mp_d[0];
    *value = big->_mp_size < 0 ? -magnitude : magnitude;
    return true;
}

static inline bool read_both(const Object *left, const Object *right, __int128 *a, __int128 *b) {
    return read_i128(left, a) && read_i128(right, b);
}

/* abs(o) if that is one limb. */
static inline bool read_limb(const Object *o, uint64_t *magnitude) {
    if (!int_is_machine(o)) {
        *magnitude = int_big(o)->_mp_d[0];
        return int_big(o)->_mp_size == 1 || int_big(o)->_mp_size == -1;
    }
    *magnitude = int_value(o) < 0 ? -(uint64_t)int_value(o) : (uint64_t)int_value(o);
    return true;
}

/* ---- arithmetic ---- */

static inline size_t larger(size_t a, size_t b) { return a > b ? a : b; }

Object *big_add(const Object *left, const Object *right) {
    BigView a, b;
    __int128 x, y, sum;
    if (read_both(left, right, &x, &y) && !__builtin_add_overflow(x, y, &sum)) return int_from_i128(sum);
    Object *quick;
    if (short_add(left, right, false, &quick)) return quick;
    Int *result = big_new(larger(int_bit_length(left), int_bit_length(right)) + 1);
    if (!result) return NULL;
    mpz_add(&result->number, big_view(left, &a), big_view(right, &b));
    return big_finish_steal(result);
}

Object *big_subtract(const Object *left, const Object *right) {
    BigView a, b;
    __int128 x, y, difference;
    if (read_both(left, right, &x, &y) && !__builtin_sub_overflow(x, y, &difference)) return int_from_i128(difference);
    Object *quick;
    if (short_add(left, right, true, &quick)) return quick;
    Int *result = big_new(larger(int_bit_length(left), int_bit_length(right)) + 1);
    if (!result) return NULL;
    mpz_sub(&result->number, big_view(left, &a), big_view(right, &b));
    return big_finish_steal(result);
}

Object *big_multiply(const Object *left, const Object *right) {
    BigView a, b;
    uint64_t x, y;
    if (read_limb(left, &x) && read_limb(right, &y)) return from_magnitude((unsigned __int128)x * y, int_sign(left) * int_sign(right) < 0);
    Object *quick;
    if (short_multiply(left, right, &quick)) return quick;
    size_t bits = int_bit_length(left) + int_bit_length(right);
    if (bits > STEPWISE_BITS && interp_check_interrupt()) return NULL;
    Int *result = big_new(bits);
    if (!result) return NULL;
    mpz_mul(&result->number, big_view(left, &a), big_view(right, &b));
    return big_finish_steal(result);
}

/* A floor division in 128 bits. */
static int divide_i128(__int128 a, __int128 b, Object **quotient, Object **remainder) {
    __int128 q = a / b, r = a % b;
    if (r && (r ^ b) < 0) q--, r += b;
    if (quotient && !(*quotient = int_from_i128(q))) return -1;
    if (!remainder || (*remainder = int_from_i128(r))) return 0;
    if (quotient) release(*quotient);
    return -1;
}

int big_divide(const Object *left, const Object *right, Object **quotient, Object **remainder) {
    BigView a, b;
    __int128 x, y;
    if (read_both(left, right, &x, &y)) return divide_i128(x, y, quotient, remainder);
    int status;
    if (short_divide(left, right, quotient, remainder, &status)) return status;
    size_t bits = larger(int_bit_length(left), int_bit_length(right)) + 1;
    if (bits > STEPWISE_BITS && interp_check_interrupt()) return -1;
    Int *q = big_new(bits), *r = q ? big_new(bits) : NULL;
    if (!r) {
        if (q) release(&q->head);
        return -1;
    }
    mpz_fdiv_qr(&q->number, &r->number, big_view(left, &a), big_view(right, &b));
    if (quotient) *quotient = big_finish_steal(q);
    else release(&q->head);
    if (remainder) *remainder = big_finish_steal(r);
    else release(&r->head);
    return 0;
}

/* ---- powers ---- */

/* result = base ** exponent by squaring, looking for Ctrl-C. 0, -1. */
static int power_stepwise(mpz_ptr result, mpz_srcptr base, uint64_t exponent) {
    mpz_set(result, base);
    for (int bit = 62 - __builtin_clzll(exponent); bit >= 0; bit--) {
        if (interp_check_interrupt()) return -1;
        mpz_mul(result, result, result);
        if (exponent >> bit & 1) mpz_mul(result, result, base);
    }
    return 0;
}

/* base is 0, 1 or -1. */
static Object *trivial_power(int64_t base, const Object *exponent) {
    BigView view;
    if (int_sign(exponent) == 0) return int_from_i64(1);
    return int_from_i64(base == -1 && mpz_even_p(big_view(exponent, &view)) ? 1 : base);
}

Object *big_power(const Object *base, const Object *exponent) {
    BigView view;
    if (int_is_machine(base) && int_value(base) >= -1 && int_value(base) <= 1) return trivial_power(int_value(base), exponent);
    if (!int_is_machine(exponent)) return error_no_memory();
    uint64_t times = (uint64_t)int_value(exponent);
    if (times == 0) return int_from_i64(1);
    Object *quick;
    if (int_is_machine(base) && int_value(base) == 2 && short_shift_left(base, times - 1, &quick)) return quick;
    size_t bits;
    if (__builtin_mul_overflow(int_bit_length(base), times, &bits)) return error_no_memory();
    Int *result = big_new(bits);
    if (!result) return NULL;
    if (bits < STEPWISE_BITS) mpz_pow_ui(&result->number, big_view(base, &view), times);
    else if (power_stepwise(&result->number, big_view(base, &view), times)) {
        release(&result->head);
        return NULL;
    }
    return big_finish_steal(result);
}

/* result = base ** exponent modulo modulus, exponent > 0. 0, -1 (interrupted). */
static int power_modulo_stepwise(mpz_ptr result, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus) {
    mpz_mod(result, base, modulus);
    mpz_t factor;
    mpz_init_set(factor, result);
    int status = 0;
    for (size_t bit = mpz_sizeinbase(exponent, 2) - 1; bit-- > 0 && !(status = interp_check_interrupt());) {
        mpz_mul(result, result, result);
        mpz_mod(result, result, modulus);
        if (!mpz_tstbit(exponent, bit)) continue;
        mpz_mul(result, result, factor);
        mpz_mod(result, result, modulus);
    }
    mpz_clear(factor);
    return status;
}

/* GMP's own function cannot be interrupted, so it gets only what takes well under a second. */
static int power_modulo(mpz_ptr result, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus) {
    bool large = mpz_size(exponent) * mpz_size(modulus) * mpz_size(modulus) > 1 << 24;
    if (large && mpz_sgn(exponent) > 0) return power_modulo_stepwise(result, base, exponent, modulus);
    mpz_powm(result, base, exponent, modulus);
    return 0;
}

Object *big_power_modulo(const Object *base, const Object *exponent, const Object *modulus) {
    BigView b, e, m, inverse_exponent;
    if (int_sign(modulus) == 0) return error_set(ValueError, "pow() 3rd argument cannot be 0");
    mpz_srcptr mod = big_view(modulus, &m), exp = big_view(exponent, &e), number = big_view(base, &b);
    Int *result = big_new(2 * int_bit_length(modulus) + int_bit_length(base));
    if (!result) return NULL;
    if (mpz_sgn(exp) < 0) {
        if (!mpz_invert(&result->number, number, mod)) {
            release(&result->head);
            return error_set(ValueError, "base is not invertible for the given modulus");
        }
        number = &result->number;
        exp = mpz_roinit_n(inverse_exponent.z, mpz_limbs_read(exp), (mp_size_t)mpz_size(exp));
    }
    mpz_t power;
    mpz_init(power);
    int status = power_modulo(power, number, exp, mod);
    if (mpz_sgn(mod) < 0 && mpz_sgn(power) != 0) mpz_add(power, power, mod);
    mpz_swap(&result->number, power);
    mpz_clear(power);
    if (!status) return big_finish_steal(result);
    release(&result->head);
    return NULL;
}

/* ---- bits ---- */

Object *big_shift_left(const Object *o, size_t bits) {
    BigView view;
    if (int_sign(o) == 0) return int_from_i64(0);
    size_t total;
    __int128 value;
    if (__builtin_add_overflow(int_bit_length(o), bits, &total)) return error_no_memory();
    if (total < 127 && read_i128(o, &value)) return int_from_i128(value * ((__int128)1 << bits));
    Object *quick;
    if (short_shift_left(o, bits, &quick)) return quick;
    Int *result = big_new(total);
    if (!result) return NULL;
    mpz_mul_2exp(&result->number, big_view(o, &view), bits);
    return big_finish_steal(result);
}

Object *big_shift_right(const Object *o, size_t bits) {
    BigView view;
    size_t length = int_bit_length(o);
    __int128 value;
    if (bits >= length) return int_from_i64(int_sign(o) < 0 ? -1 : 0);
    if (read_i128(o, &value)) return int_from_i128(value >> bits);
    Object *quick;
    if (short_shift_right(o, bits, &quick)) return quick;
    Int *result = big_new(length - bits);
    if (!result) return NULL;
    mpz_fdiv_q_2exp(&result->number, big_view(o, &view), bits);
    return big_finish_steal(result);
}

Object *big_bitwise(const Object *left, const Object *right, int operation) {
    BigView a, b;
    __int128 p, q;
    if (read_both(left, right, &p, &q)) return int_from_i128(operation == BIG_AND ? p & q : operation == BIG_OR ? p | q : p ^ q);
    Object *quick;
    if (short_bitwise(left, right, operation, &quick)) return quick;
    Int *result = big_new(larger(int_bit_length(left), int_bit_length(right)) + 1);
    if (!result) return NULL;
    mpz_srcptr x = big_view(left, &a), y = big_view(right, &b);
    if (operation == BIG_AND) mpz_and(&result->number, x, y);
    else if (operation == BIG_OR) mpz_ior(&result->number, x, y);
    else mpz_xor(&result->number, x, y);
    return big_finish_steal(result);
}

Object *big_negate(const Object *o) {
    BigView view;
    Int *result = big_new(int_bit_length(o));
    if (!result) return NULL;
    mpz_neg(&result->number, big_view(o, &view));
    return big_finish_steal(result);
}

Object *big_invert(const Object *o) {
    BigView view;
    Int *result = big_new(int_bit_length(o) + 1);
    if (!result) return NULL;
    mpz_com(&result->number, big_view(o, &view));
    return big_finish_steal(result);
}

/* ---- floats ---- */

/* Rounds half to even: drops `extra` low bits (1 to 63). Bit 0 of value may stand for anything non-zero below. */
static uint64_t round_bits(uint64_t value, int extra) {
    uint64_t half = UINT64_C(1) << (extra - 1), rest = value & (2 * half - 1), kept = value >> extra;
    return kept + (rest > half || (rest == half && (kept & 1)));
}

/* The top 64 bits of abs(value), which has more; bit 0 also stands for any non-zero bit below. */
static uint64_t top_bits(mpz_srcptr value) {
    size_t count = mpz_size(value), length = mpz_sizeinbase(value, 2);
    uint64_t top = mpz_getlimbn(value, (mp_size_t)count - 1), next = mpz_getlimbn(value, (mp_size_t)count - 2);
    int shift = __builtin_clzll(top);
    uint64_t window = shift ? top << shift | next >> (64 - shift) : top;
    return window | (mpz_scan1(value, 0) < length - 64);
}

double big_frexp(mpz_srcptr value, int64_t *exponent) {
    size_t length = mpz_sizeinbase(value, 2);
    if (mpz_sgn(value) == 0) return *exponent = 0, 0.0;
    uint64_t window = length <= 64 ? mpz_getlimbn(value, 0) << (64 - length) : top_bits(value);
    uint64_t mantissa = round_bits(window, 64 - DBL_MANT_DIG);
    *exponent = (int64_t)length;
    if (mantissa >> DBL_MANT_DIG) {
        mantissa >>= 1;
        *exponent += 1;
    }
    double fraction = ldexp((double)mantissa, -DBL_MANT_DIG);
    return mpz_sgn(value) < 0 ? -fraction : fraction;
}

double big_as_double(mpz_srcptr value) {
    int64_t exponent;
    double fraction = big_frexp(value, &exponent);
    return exponent > DBL_MAX_EXP ? copysign(HUGE_VAL, fraction) : ldexp(fraction, (int)exponent);
}

/* abs(a) / abs(b) * 2**-shift, cut to an integer whose bit 0 also stands for a remainder. */
static uint64_t scaled_quotient(mpz_srcptr a, mpz_srcptr b, int64_t shift) {
    mpz_t number, divisor;
    mpz_inits(number, divisor, NULL);
    mpz_abs(number, a);
    mpz_abs(divisor, b);
    if (shift < 0) mpz_mul_2exp(number, number, (mp_bitcnt_t)-shift);
    else mpz_mul_2exp(divisor, divisor, (mp_bitcnt_t)shift);
    mpz_tdiv_qr(number, divisor, number, divisor);
    uint64_t quotient = mpz_get_ui(number) | (mpz_sgn(divisor) != 0);
    mpz_clears(number, divisor, NULL);
    return quotient;
}

/* a and b not 0. The quotient is computed with two bits more than a double holds (fewer near the smallest doubles),
 * and rounded once. */
static Object *divide_rounded(mpz_srcptr a, mpz_srcptr b) {
    size_t a_bits = mpz_sizeinbase(a, 2), b_bits = mpz_sizeinbase(b, 2);
    int64_t difference = (int64_t)a_bits - (int64_t)b_bits;
    bool negative = (mpz_sgn(a) < 0) != (mpz_sgn(b) < 0);
    if (difference > DBL_MAX_EXP) return error_set(OverflowError, "integer division result too large for a float");
    if (difference < DBL_MIN_EXP - DBL_MANT_DIG - 1) return float_from_double(negative ? -0.0 : 0.0);
    if (big_reserve(larger(a_bits, b_bits) * 2 + 2048)) return NULL;
    int64_t shift = (difference > DBL_MIN_EXP ? difference : DBL_MIN_EXP) - DBL_MANT_DIG - 2;
    uint64_t quotient = scaled_quotient(a, b, shift);
    int length = quotient ? 64 - __builtin_clzll(quotient) : 0;
    int64_t subnormal = DBL_MIN_EXP - shift;
    int extra = (int)(length > subnormal ? length : subnormal) - DBL_MANT_DIG;
    double result = ldexp((double)round_bits(quotient, extra), (int)shift + extra);
    if (isinf(result)) return error_set(OverflowError, "integer division result too large for a float");
    return float_from_double(negative ? -result : result);
}

Object *big_true_divide(const Object *left, const Object *right) {
    BigView a, b;
    if (int_sign(left) == 0) return float_from_double(int_sign(right) < 0 ? -0.0 : 0.0);
    return divide_rounded(big_view(left, &a), big_view(right, &b));
}
