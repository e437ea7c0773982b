/* hash_blocks.h - how MD5, SHA-1, SHA-256, SHA-512 and Keccak take in one block. A state's words stand in 64 bits each. */
#ifndef MINI_MODULES_HASH_BLOCKS_H
#define MINI_MODULES_HASH_BLOCKS_H

#include <stdint.h>

void md5_block(uint64_t *state, const unsigned char *block);       /* 4 words, blocks of 64 bytes */
void sha1_block(uint64_t *state, const unsigned char *block);      /* 5 words, 64 bytes */
void sha256_block(uint64_t *state, const unsigned char *block);    /* 8 words, 64 bytes */
void keccak(uint64_t state[25]);                                   /* the permutation; the caller adds the block before it */

#endif
