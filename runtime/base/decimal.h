/* decimal.h - the text of machine ints, decimal and in bases that are powers of two. */
#ifndef MINI_BASE_DECIMAL_H
#define MINI_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DECIMAL_ROOM = 20 };   /* "-9223372036854775808" */

/* Writes the text so that it ends before `end` (with DECIMAL_ROOM bytes before it), two digits at a time; returns its
 * start. No NUL. */
static inline char *decimal_write(int64_t value, char *end) {
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960"
        "61626364656667686970717273747576777879808182838485868788899091929394959697989900";
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    while (rest >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (rest % 100), 2);
        rest /= 100;
    }
    if (rest >= 10) {
        end -= 2;
        memcpy(end, pairs + 2 * rest, 2);
    } else *--end = (char)('0' + rest);
    if (value < 0) *--end = '-';
    return end;
}

enum { BINARY_ROOM = 65 };   /* sign and 64 digits */

/* The same in base 1 << bits, with BINARY_ROOM bytes before `end`. */
static inline char *binary_write(int64_t value, unsigned bits, bool upper, char *end) {
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--end = digits[rest & ((1u << bits) - 1)];
        rest >>= bits;
    } while (rest);
    if (value < 0) *--end = '-';
    return end;
}

#endif
