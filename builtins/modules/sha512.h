/* sha512.h - the SHA-512 hash (FIPS 180-4), with which random.seed() stretches text. */
#ifndef MINI_MODULES_SHA512_H
#define MINI_MODULES_SHA512_H

#include <stddef.h>
#include <stdint.h>

enum { SHA512_SIZE = 64 };
void sha512_block(uint64_t *state, const unsigned char *block);    /* takes in 128 bytes; state: 8 words */
void sha512(const unsigned char *data, size_t length, unsigned char digest[SHA512_SIZE]);

#endif
