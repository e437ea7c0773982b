/* sha512.h - the SHA-512 hash (FIPS 180-4), with which random.seed() stretches text. */
#ifndef MINI_MODULES_SHA512_H
#define MINI_MODULES_SHA512_H

#include <stddef.h>
#include <stdint.h>

/* Eight steps, in which the working variables change places instead of moving. STEP(a..h, i) is one. */
#define EIGHT_STEPS(i)                                                                           \
    STEP(a, b, c, d, e, f, g, h, (i)) STEP(h, a, b, c, d, e, f, g, (i) + 1)                      \
    STEP(g, h, a, b, c, d, e, f, (i) + 2) STEP(f, g, h, a, b, c, d, e, (i) + 3)                  \
    STEP(e, f, g, h, a, b, c, d, (i) + 4) STEP(d, e, f, g, h, a, b, c, (i) + 5)                  \
    STEP(c, d, e, f, g, h, a, b, (i) + 6) STEP(b, c, d, e, f, g, h, a, (i) + 7)

enum { SHA512_SIZE = 64 };
void sha512_block(uint64_t *state, const unsigned char *block);    /* takes in 128 bytes; state: 8 words */
void sha512(const unsigned char *data, size_t length, unsigned char digest[SHA512_SIZE]);

#endif
