/* hash_blocks.c - how MD5 (RFC 1321), SHA-1, SHA-256 (FIPS 180-4) and Keccak (FIPS 202) take in one block. */
#include "builtins/modules/hash_blocks.h"

#include <string.h>

#include "builtins/modules/sha512.h"

static uint32_t rotate_left(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }
static uint32_t rotate_right(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

static uint32_t load_big(const unsigned char *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }
static uint32_t load_little(const unsigned char *p) { return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0]; }

/* ---- MD5 ---- */

static const uint32_t sines[64] = {
    0xd76aa478u, 0xe8c7b756u, 0x242070dbu, 0xc1bdceeeu, 0xf57c0fafu, 0x4787c62au, 0xa8304613u, 0xfd469501u,
    0x698098d8u, 0x8b44f7afu, 0xffff5bb1u, 0x895cd7beu, 0x6b901122u, 0xfd987193u, 0xa679438eu, 0x49b40821u,
    0xf61e2562u, 0xc040b340u, 0x265e5a51u, 0xe9b6c7aau, 0xd62f105du, 0x02441453u, 0xd8a1e681u, 0xe7d3fbc8u,
    0x21e1cde6u, 0xc33707d6u, 0xf4d50d87u, 0x455a14edu, 0xa9e3e905u, 0xfcefa3f8u, 0x676f02d9u, 0x8d2a4c8au,
    0xfffa3942u, 0x8771f681u, 0x6d9d6122u, 0xfde5380cu, 0xa4beea44u, 0x4bdecfa9u, 0xf6bb4b60u, 0xbebfbc70u,
    0x289b7ec6u, 0xeaa127fau, 0xd4ef3085u, 0x04881d05u, 0xd9d4d039u, 0xe6db99e5u, 0x1fa27cf8u, 0xc4ac5665u,
    0xf4292244u, 0x432aff97u, 0xab9423a7u, 0xfc93a039u, 0x655b59c3u, 0x8f0ccc92u, 0xffeff47du, 0x85845dd1u,
    0x6fa87e4fu, 0xfe2ce6e0u, 0xa3014314u, 0x4e0811a1u, 0xf7537e82u, 0xbd3af235u, 0x2ad7d2bbu, 0xeb86d391u,
};

static uint32_t md5_mix(int round, uint32_t b, uint32_t c, uint32_t d) {
    switch (round) {
    case 0: return (b & c) | (~b & d);
    case 1: return (d & b) | (~d & c);
    case 2: return b ^ c ^ d;
    default: return c ^ (b | ~d);
    }
}

void md5_block(uint64_t *state, const unsigned char *block) {
    static const unsigned char shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    static const unsigned char factor[4] = {1, 5, 3, 7}, start[4] = {0, 1, 5, 0};
    uint32_t v[4];
    for (int i = 0; i < 4; i++) v[i] = (uint32_t)state[i];
    for (int i = 0; i < 64; i++) {
        int round = i / 16;
        uint32_t word = load_little(block + 4 * ((factor[round] * i + start[round]) % 16));
        uint32_t sum = v[0] + md5_mix(round, v[1], v[2], v[3]) + sines[i] + word;
        uint32_t next = v[1] + rotate_left(sum, shifts[round][i % 4]);
        v[0] = v[3], v[3] = v[2], v[2] = v[1], v[1] = next;
    }
    for (int i = 0; i < 4; i++) state[i] = (uint32_t)(state[i] + v[i]);
}

/* ---- SHA-1 ---- */

void sha1_block(uint64_t *state, const unsigned char *block) {
    static const uint32_t constants[4] = {0x5a827999u, 0x6ed9eba1u, 0x8f1bbcdcu, 0xca62c1d6u};
    uint32_t w[80], v[5];
    for (int i = 0; i < 16; i++) w[i] = load_big(block + 4 * i);
    for (int i = 16; i < 80; i++) w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 5; i++) v[i] = (uint32_t)state[i];
    for (int i = 0; i < 80; i++) {
        int round = i / 20;
        uint32_t mix = round == 0 ? (v[1] & v[2]) | (~v[1] & v[3])
                     : round == 2 ? (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]) : v[1] ^ v[2] ^ v[3];
        uint32_t next = rotate_left(v[0], 5) + mix + v[4] + constants[round] + w[i];
        v[4] = v[3], v[3] = v[2], v[2] = rotate_left(v[1], 30), v[1] = v[0], v[0] = next;
    }
    for (int i = 0; i < 5; i++) state[i] = (uint32_t)(state[i] + v[i]);
}

/* ---- SHA-256 ---- */

/* Fractions of the cube roots of the first 64 primes. */
static const uint32_t cube_roots[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
    0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
    0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
    0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u,
};

#define STEP(a, b, c, d, e, f, g, h, i)                                                                                          \
    h += (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) + (g ^ (e & (f ^ g))) + cube_roots[i] + w[i];           \
    d += h;                                                                                                                      \
    h += (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) + ((a & b) | (c & (a | b)));

void sha256_block(uint64_t *state, const unsigned char *block) {
    uint32_t w[64];
    for (int i = 0; i < 16; i++) w[i] = load_big(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = (uint32_t)state[0], b = (uint32_t)state[1], c = (uint32_t)state[2], d = (uint32_t)state[3];
    uint32_t e = (uint32_t)state[4], f = (uint32_t)state[5], g = (uint32_t)state[6], h = (uint32_t)state[7];
    for (int i = 0; i < 64; i += 8) { EIGHT_STEPS(i) }
    const uint32_t v[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++) state[i] = (uint32_t)(state[i] + v[i]);
}
#undef STEP

/* ---- Keccak ---- */

static uint64_t rotate_wide(uint64_t x, unsigned n) { return x << n | x >> (64 - n); }    /* 0 < n < 64 */

static const uint64_t keccak_rounds[24] = {
    0x0000000000000001u, 0x0000000000008082u, 0x800000000000808au, 0x8000000080008000u, 0x000000000000808bu, 0x0000000080000001u,
    0x8000000080008081u, 0x8000000000008009u, 0x000000000000008au, 0x0000000000000088u, 0x0000000080008009u, 0x000000008000000au,
    0x000000008000808bu, 0x800000000000008bu, 0x8000000000008089u, 0x8000000000008003u, 0x8000000000008002u, 0x8000000000000080u,
    0x000000000000800au, 0x800000008000000au, 0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u,
};

static void mix_columns(uint64_t a[25]) {
    uint64_t c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20], c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21], c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
    uint64_t c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23], c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
    uint64_t d0 = c4 ^ rotate_wide(c1, 1), d1 = c0 ^ rotate_wide(c2, 1), d2 = c1 ^ rotate_wide(c3, 1), d3 = c2 ^ rotate_wide(c4, 1),
             d4 = c3 ^ rotate_wide(c0, 1);
    for (int y = 0; y < 25; y += 5) a[y] ^= d0, a[y + 1] ^= d1, a[y + 2] ^= d2, a[y + 3] ^= d3, a[y + 4] ^= d4;
}

/* Each word goes to the next place of one long round trip, turned by more and more bits. */
static void rotate_and_move(uint64_t a[25]) {
    static const unsigned char places[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
    static const unsigned char turns[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
    uint64_t carried = a[1];
    for (int t = 0; t < 24; t++) {
        uint64_t taken = a[places[t]];
        a[places[t]] = rotate_wide(carried, turns[t]);
        carried = taken;
    }
}

static void mix_rows(uint64_t a[25]) {
    for (uint64_t *row = a; row < a + 25; row += 5) {
        uint64_t r0 = row[0], r1 = row[1];
        row[0] ^= ~r1 & row[2];
        row[1] ^= ~row[2] & row[3];
        row[2] ^= ~row[3] & row[4];
        row[3] ^= ~row[4] & r0;
        row[4] ^= ~r0 & r1;
    }
}

void keccak(uint64_t state[25]) {
    for (int round = 0; round < 24; round++) {
        mix_columns(state);
        rotate_and_move(state);
        mix_rows(state);
        state[0] ^= keccak_rounds[round];
    }
}
