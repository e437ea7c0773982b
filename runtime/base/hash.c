/* hash.c - hash functions; see hash.h. Numbers by CPython's rule; text by SipHash-1-3 (J.-P. Aumasson and
 * D. J. Bernstein, "SipHash: a fast short-input PRF"; one compression and three finalization rounds). */
#include "runtime/base/hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t key0, key1;

/* Spreads a small seed over the key (splitmix64's finalizer). */
static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

void hash_init(void) {
    const char *seed = getenv("MINIHASHSEED");
    if (!seed) return;
    uint64_t number = strtoull(seed, NULL, 10);
    if (strcmp(seed, "random") == 0 && getrandom(&number, sizeof number, 0) != sizeof number) number = 1;
    if (!number) return;
    key0 = mix(number);
    key1 = mix(number + UINT64_C(0x9E3779B97F4A7C15));
}

static inline uint64_t rotate(uint64_t x, int bits) {
    return x << bits | x >> (64 - bits);
}

typedef struct { uint64_t v0, v1, v2, v3; } SipState;

static inline void sip_round(SipState *s) {
    s->v0 += s->v1, s->v1 = rotate(s->v1, 13) ^ s->v0, s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3, s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3, s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1, s->v1 = rotate(s->v1, 17) ^ s->v2, s->v2 = rotate(s->v2, 32);
}

static inline void sip_word(SipState *s, uint64_t word) {
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

static Hash not_minus_one(uint64_t hash) {
    return (Hash)hash == -1 ? -2 : (Hash)hash;
}

Hash hash_bytes(const void *bytes, size_t length) {
    if (length == 0) return 0;
    SipState s = {key0 ^ UINT64_C(0x736f6d6570736575), key1 ^ UINT64_C(0x646f72616e646f6d),
                  key0 ^ UINT64_C(0x6c7967656e657261), key1 ^ UINT64_C(0x7465646279746573)};
    const char *p = bytes;
    uint64_t word;
    size_t left = length;
    for (; left >= 8; left -= 8, p += 8) {
        memcpy(&word, p, 8);
        sip_word(&s, word);
    }
    word = 0;
    memcpy(&word, p, left);
    sip_word(&s, word | (uint64_t)length << 56);
    s.v2 ^= 0xFF;
    for (int i = 0; i < 3; i++) sip_round(&s);
    return not_minus_one(s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}

Hash hash_int(int64_t value) {
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    uint64_t rest = (magnitude & HASH_MODULUS) + (magnitude >> HASH_BITS);   /* modulo 2**61 - 1 */
    Hash hash = (Hash)(rest >= HASH_MODULUS ? rest - HASH_MODULUS : rest);
    return not_minus_one((uint64_t)(value < 0 ? -hash : hash));
}

/* The mantissa 28 bits at a time, each step a rotation modulo 2**61 - 1; then the exponent as one more rotation. */
static uint64_t reduce_double(double mantissa, int exponent) {
    uint64_t x = 0;
    while (mantissa != 0) {
        x = ((x << 28) & HASH_MODULUS) | x >> (HASH_BITS - 28);
        mantissa *= 268435456.0;   /* 2**28 */
        exponent -= 28;
        uint64_t digit = (uint64_t)mantissa;
        mantissa -= (double)digit;
        x += digit;
        if (x >= HASH_MODULUS) x -= HASH_MODULUS;
    }
    exponent = exponent >= 0 ? exponent % HASH_BITS : HASH_BITS - 1 - ((-1 - exponent) % HASH_BITS);
    return ((x << exponent) & HASH_MODULUS) | x >> (HASH_BITS - exponent);
}

Hash hash_double(double value, const void *identity) {
    if (isinf(value)) return value > 0 ? HASH_INF : -HASH_INF;
    if (isnan(value)) return hash_pointer(identity);
    int exponent;
    double mantissa = frexp(value, &exponent);
    uint64_t hash = reduce_double(fabs(mantissa), exponent);
    return not_minus_one(value < 0 ? -hash : hash);
}

Hash hash_pointer(const void *pointer) {
    return not_minus_one(rotate((uint64_t)(uintptr_t)pointer, 60));   /* low bits are always zero */
}
