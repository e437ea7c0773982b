/* bigint_short.c - big ints of a few limbs; see bigint_short.h. Magnitudes by GMP's mpn functions, signs here. Runs no
 * script code. */
#include "builtins/types/bigint_short.h"

#include <string.h>

enum { SHORT_LIMBS = 16, RESULT_LIMBS = 2 * SHORT_LIMBS + 1, LIMB_BITS = 64 };

/* ---- operands and results ---- */

typedef struct { const mp_limb_t *limbs; size_t count; bool negative; mp_limb_t own; } Limbs;

static inline bool read_limbs(const Object *o, Limbs *l) {
    if (int_is_machine(o)) {
        int64_t value = int_value(o);
        l->negative = value < 0;
        l->own = value < 0 ? -(uint64_t)value : (uint64_t)value;
        l->limbs = &l->own;
        l->count = value != 0;
        return true;
    }
    mpz_srcptr big = int_big(o);
    l->negative = big->_mp_size < 0;
    l->count = (size_t)(l->negative ? -big->_mp_size : big->_mp_size);
    l->limbs = big->_mp_d;
    return l->count <= SHORT_LIMBS;
}

BigInt *big_new_inline(size_t limbs) {
    BigInt *o = mem_alloc(inline_size(limbs));
    if (unlikely(!o)) return error_no_memory();
    o->head.head = (Object){1, &int_type};
    o->head.number = (__mpz_struct){._mp_alloc = -(int)limbs, ._mp_d = o->limbs};
    return o;
}

/* An int of its one form. Limbs may be 0 at the top. */
static Object *from_limbs(const mp_limb_t *limbs, size_t count, bool negative) {
    while (count && !limbs[count - 1]) count--;
    if (count == 0) return int_from_i64(0);
    if (count == 1 && limbs[0] <= (uint64_t)INT64_MAX + negative) return int_from_i64(negative ? (int64_t)-limbs[0] : (int64_t)limbs[0]);
    BigInt *o = big_new_inline(count < 2 ? 2 : count);
    if (unlikely(!o)) return NULL;
    for (size_t i = 0; i < count; i++) o->limbs[i] = limbs[i];
    o->head.number._mp_size = negative ? -(int)count : (int)count;
    return &o->head.head;
}

/* Which magnitude is larger: above, below or equal to 0. */
static int compare_magnitudes(const Limbs *a, const Limbs *b) {
    if (a->count != b->count) return a->count > b->count ? 1 : -1;
    return a->count ? mpn_cmp(a->limbs, b->limbs, (mp_size_t)a->count) : 0;
}

/* ---- sums ---- */

static Object *add_limbs(const Limbs *a, const Limbs *b) {
    mp_limb_t sum[SHORT_LIMBS + 2];
    int order = compare_magnitudes(a, b);
    const Limbs *large = order < 0 ? b : a, *small = order < 0 ? a : b;
    size_t count = large->count;
    if (small->count == 0) return from_limbs(large->limbs, count, large->negative);
    if (a->negative == b->negative) {
        sum[count] = mpn_add(sum, large->limbs, (mp_size_t)count, small->limbs, (mp_size_t)small->count);
        return from_limbs(sum, count + 1, a->negative);
    }
    if (order == 0) return int_from_i64(0);
    mpn_sub(sum, large->limbs, (mp_size_t)count, small->limbs, (mp_size_t)small->count);
    return from_limbs(sum, count, large->negative);
}

bool short_add(const Object *left, const Object *right, bool subtract, Object **result) {
    Limbs a, b;
    if (!read_limbs(left, &a) || !read_limbs(right, &b)) return false;
    b.negative ^= subtract;
    *result = add_limbs(&a, &b);
    return true;
}

/* ---- products and quotients ---- */

bool short_multiply(const Object *left, const Object *right, Object **result) {
    Limbs a, b;
    if (!read_limbs(left, &a) || !read_limbs(right, &b)) return false;
    if (!a.count || !b.count) return *result = int_from_i64(0), true;
    mp_limb_t product[2 * SHORT_LIMBS];
    const Limbs *large = a.count < b.count ? &b : &a, *small = a.count < b.count ? &a : &b;
    if (small->count == 1) product[large->count] = mpn_mul_1(product, large->limbs, (mp_size_t)large->count, small->limbs[0]);
    else if (left == right) mpn_sqr(product, a.limbs, (mp_size_t)a.count);
    else mpn_mul(product, large->limbs, (mp_size_t)large->count, small->limbs, (mp_size_t)small->count);
    *result = from_limbs(product, a.count + b.count, a.negative != b.negative);
    return true;
}

/* abs(a) / abs(b), cut off: quotient of a.count - b.count + 1 limbs, rest of b.count limbs. */
static void divide_limbs(const Limbs *a, const Limbs *b, mp_limb_t *quotient, mp_limb_t *rest) {
    if (b->count == 1) rest[0] = mpn_divrem_1(quotient, 0, a->limbs, (mp_size_t)a->count, b->limbs[0]);
    else mpn_tdiv_qr(quotient, rest, 0, a->limbs, (mp_size_t)a->count, b->limbs, (mp_size_t)b->count);
}

bool short_divide(const Object *left, const Object *right, Object **quotient, Object **remainder, int *status) {
    Limbs a, b;
    if (!read_limbs(left, &a) || !read_limbs(right, &b)) return false;
    mp_limb_t q[SHORT_LIMBS + 1] = {0}, rest[SHORT_LIMBS];
    size_t count = 1;
    bool rounds_down = a.negative != b.negative, exact = true;
    if (a.count < b.count) {
        memcpy(rest, a.limbs, a.count * sizeof *rest);
        memset(rest + a.count, 0, (b.count - a.count) * sizeof *rest);
    } else {
        count = a.count - b.count + 1;
        divide_limbs(&a, &b, q, rest);
    }
    for (size_t i = 0; i < b.count; i++) exact = exact && !rest[i];
    if (rounds_down && !exact) {     /* one further from zero, and the rest from the other side */
        q[count] = mpn_add_1(q, q, (mp_size_t)count, 1);
        count++;
        mpn_sub_n(rest, b.limbs, rest, (mp_size_t)b.count);
    }
    *status = -1;
    if (quotient && !(*quotient = from_limbs(q, count, rounds_down))) return true;
    if (remainder && !(*remainder = from_limbs(rest, b.count, b.negative))) {
        if (quotient) release(*quotient);
        return true;
    }
    *status = 0;
    return true;
}

/* ---- bits ---- */

bool short_shift_left(const Object *o, size_t bits, Object **result) {
    Limbs a;
    if (bits > SHORT_LIMBS * LIMB_BITS || !read_limbs(o, &a)) return false;
    mp_limb_t shifted[RESULT_LIMBS + 1] = {0};
    size_t whole = bits / LIMB_BITS;
    if (!a.count) return *result = int_from_i64(0), true;
    if (bits % LIMB_BITS) shifted[whole + a.count] = mpn_lshift(shifted + whole, a.limbs, (mp_size_t)a.count, (unsigned)(bits % LIMB_BITS));
    else memcpy(shifted + whole, a.limbs, a.count * sizeof *shifted);
    *result = from_limbs(shifted, whole + a.count + 1, a.negative);
    return true;
}

/* Below zero too the result is the next lower one: the magnitude is rounded up. */
bool short_shift_right(const Object *o, size_t bits, Object **result) {
    Limbs a;
    if (!read_limbs(o, &a)) return false;
    size_t whole = bits / LIMB_BITS;
    if (whole >= a.count) return *result = int_from_i64(a.negative ? -1 : 0), true;
    mp_limb_t shifted[SHORT_LIMBS + 1];
    size_t count = a.count - whole;
    mp_limb_t dropped = 0;
    for (size_t i = 0; i < whole; i++) dropped |= a.limbs[i];
    if (bits % LIMB_BITS) dropped |= mpn_rshift(shifted, a.limbs + whole, (mp_size_t)count, (unsigned)(bits % LIMB_BITS));
    else memcpy(shifted, a.limbs + whole, count * sizeof *shifted);
    shifted[count] = a.negative && dropped ? mpn_add_1(shifted, shifted, (mp_size_t)count, 1) : 0;
    *result = from_limbs(shifted, count + 1, a.negative);
    return true;
}

bool short_bitwise(const Object *left, const Object *right, int operation, Object **result) {
    Limbs a, b;
    if (!read_limbs(left, &a) || !read_limbs(right, &b) || a.negative || b.negative) return false;
    mp_limb_t bits[SHORT_LIMBS];
    const Limbs *large = a.count < b.count ? &b : &a, *small = a.count < b.count ? &a : &b;
    for (size_t i = 0; i < small->count; i++) {
        mp_limb_t x = a.limbs[i], y = b.limbs[i];
        bits[i] = operation == BIG_AND ? x & y : operation == BIG_OR ? x | y : x ^ y;
    }
    size_t count = operation == BIG_AND ? small->count : large->count;
    for (size_t i = small->count; i < count; i++) bits[i] = large->limbs[i];
    *result = from_limbs(bits, count, false);
    return true;
}

/* ---- text ---- */

bool short_from_decimal(const char *text, size_t length, bool negative, Object **result) {
    enum { PIECE = 18, MOST_DIGITS = 300 };     /* of 64 bits; 300 digits are less than SHORT_LIMBS limbs */
    if (length > MOST_DIGITS) return false;
    mp_limb_t limbs[SHORT_LIMBS + 1];
    size_t count = 0;
    for (size_t i = 0; i < length;) {
        mp_limb_t piece = 0, scale = 1;
        for (unsigned digits = 0; i < length && digits < PIECE; i++) {
            if (text[i] == '_') continue;
            piece = piece * 10 + (mp_limb_t)(text[i] - '0');
            scale *= 10;
            digits++;
        }
        mp_limb_t carry = count ? mpn_mul_1(limbs, limbs, (mp_size_t)count, scale) : 0;
        if (carry) limbs[count++] = carry;
        carry = count ? mpn_add_1(limbs, limbs, (mp_size_t)count, piece) : piece;
        if (carry) limbs[count++] = carry;
    }
    *result = from_limbs(limbs, count, negative);
    return true;
}
