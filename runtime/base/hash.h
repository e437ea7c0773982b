/* hash.h - hash functions. Numbers hash as in CPython (modulo 2**61 - 1), so that equal numbers of different types
 * hash alike and small ints hash to themselves; text by a keyed hash (SipHash-1-3, key from PYTHONHASHSEED-like
 * MINIHASHSEED; 0 or unset in tests gives a fixed key). -1 is never a hash. */
#ifndef MINI_BASE_HASH_H
#define MINI_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t Hash;
#define HASH_BITS 61
#define HASH_MODULUS ((UINT64_C(1) << HASH_BITS) - 1)
#define HASH_INF 314159
#define HASH_IMAG 1000003

void hash_init(void);
Hash hash_bytes(const void *bytes, size_t length);
Hash hash_int(int64_t value);
Hash hash_double(double value, const void *identity);   /* identity: for NaN */
Hash hash_pointer(const void *pointer);

#endif
