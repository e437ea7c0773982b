/* Hashes: numbers as CPython's, text by SipHash-1-3. */
#include "runtime/base/hash.h"

#include <criterion/criterion.h>
#include <math.h>

Test(hash, ints) {
    cr_assert_eq(hash_int(0), 0);
    cr_assert_eq(hash_int(1), 1);
    cr_assert_eq(hash_int(-1), -2);
    cr_assert_eq(hash_int(-2), -2);
    cr_assert_eq(hash_int((INT64_C(1) << 61) - 1), 0);
    cr_assert_eq(hash_int(INT64_C(1) << 61), 1);
    cr_assert_eq(hash_int(INT64_MAX), 3);
    cr_assert_eq(hash_int(INT64_MIN), -4);
}

Test(hash, floats_agree_with_equal_ints) {
    for (int64_t i = -1000; i < 1000; i++) cr_assert_eq(hash_double((double)i, NULL), hash_int(i));
    cr_assert_eq(hash_double(9007199254740992.0, NULL), hash_int(INT64_C(9007199254740992)));
}

/* Values from python3.11. */
Test(hash, floats) {
    cr_assert_eq(hash_double(0.5, NULL), INT64_C(1152921504606846976));
    cr_assert_eq(hash_double(3.14, NULL), INT64_C(322818021289917443));
    cr_assert_eq(hash_double(-1e300, NULL), INT64_C(-1224995262755759164));
    cr_assert_eq(hash_double(INFINITY, NULL), 314159);
    cr_assert_eq(hash_double(-INFINITY, NULL), -314159);
    cr_assert_eq(hash_double(5e-324, NULL), INT64_C(16777216));
}

Test(hash, text) {
    cr_assert_eq(hash_bytes("", 0), 0);
    cr_assert_eq(hash_bytes("abc", 3), hash_bytes("abcd", 3));
    cr_assert_neq(hash_bytes("abc", 3), hash_bytes("abd", 3));
    cr_assert_neq(hash_bytes("abcdefgh", 8), hash_bytes("abcdefg", 7));
}
