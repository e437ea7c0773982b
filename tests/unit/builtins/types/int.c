/* Ints: the border between machine and big ints, operators, text. Expected values are python3.11's. */
#include "builtins/types/int.h"

#include <criterion/criterion.h>
#include <string.h>

#include "builtins/types/bigint.h"
#include "builtins/types/float.h"
#include "builtins/types/str.h"
#include "tests/unit/fixture.h"

TestSuite(int, .init = start_objects);

static Object *number(const char *text) {
    Object *result = int_from_text(text, strlen(text), 0);
    cr_assert_not_null(result, "%s", text);
    return result;
}

/* left op right as text, or the error. */
static const char *compute(const char *left, int op, const char *right) {
    Object *a = number(left), *b = number(right), *result = object_binary(a, b, op);
    release(a);
    release(b);
    return repr_text_steal(result);
}

#define IS(left, op, right, expected) cr_expect_str_eq(compute(left, BINARY_##op, right), expected)

Test(int, overflow_goes_to_big_ints_and_back) {
    IS("9223372036854775807", ADD, "1", "9223372036854775808");
    IS("9223372036854775808", SUB, "1", "9223372036854775807");
    IS("-9223372036854775808", SUB, "1", "-9223372036854775809");
    IS("-9223372036854775808", FLOORDIV, "-1", "9223372036854775808");
    IS("-9223372036854775808", MOD, "-1", "0");
    IS("4294967296", MUL, "4294967296", "18446744073709551616");
    IS("-9223372036854775808", MUL, "-1", "9223372036854775808");
    IS("2", POW, "63", "9223372036854775808");
    IS("-2", POW, "63", "-9223372036854775808");
    IS("1", LSHIFT, "63", "9223372036854775808");
    IS("-1", LSHIFT, "63", "-9223372036854775808");
    IS("0x10000000000000000", RSHIFT, "1", "9223372036854775808");
    IS("0x10000000000000000", RSHIFT, "2", "4611686018427387904");
}

Test(int, one_form_for_each_value) {
    Object *big = number("9223372036854775808"), *one = int_from_i64(1), *difference = object_binary(big, one, BINARY_SUB);
    cr_expect(!int_is_machine(big));
    cr_expect(int_is_machine(difference));
    cr_expect_eq(int_value(difference), INT64_MAX);
    release(big), release(one), release(difference);
    cr_expect_eq(number("256"), int_small_borrowed(256));
    cr_expect_eq(number("-5"), int_small_borrowed(-5));
    cr_expect_neq(number("257"), number("257"));
}

Test(int, floor_division_rounds_down) {
    IS("7", FLOORDIV, "-2", "-4");
    IS("7", MOD, "-2", "-1");
    IS("-7", MOD, "2", "1");
    IS("-100000000000000000000", FLOORDIV, "3", "-33333333333333333334");
    IS("-100000000000000000000", MOD, "3", "2");
    IS("1", FLOORDIV, "0", "ZeroDivisionError: integer division or modulo by zero");
    IS("1", MOD, "0", "ZeroDivisionError: integer modulo by zero");
}

Test(int, true_division_rounds_once) {
    IS("1", DIV, "3", "0.3333333333333333");
    IS("100000000000000000000000000000", DIV, "3", "3.3333333333333333e+28");
    IS("9007199254740993", DIV, "1", "9007199254740992.0");
    IS("9007199254740995", DIV, "1", "9007199254740996.0");
    IS("0", DIV, "-5", "-0.0");
    IS("1", DIV, "0", "ZeroDivisionError: division by zero");
}

Test(int, shifts_and_powers_without_room) {
    IS("1", LSHIFT, "0x10000000000000000", "MemoryError: ");
    IS("0", LSHIFT, "0x10000000000000000", "0");
    IS("-1", RSHIFT, "0x10000000000000000", "-1");
    IS("1", LSHIFT, "-1", "ValueError: negative shift count");
    IS("2", POW, "0x10000000000000000", "MemoryError: ");
    IS("-1", POW, "0x10000000000000001", "-1");
}

Test(int, bits_of_negative_numbers) {
    IS("-0x10000000000000000", AND, "0xff", "0");
    IS("-1", AND, "0x1ffffffffffffffff", "36893488147419103231");
    IS("-0x10000000000000000", OR, "1", "-18446744073709551615");
    IS("-1", XOR, "0x10000000000000000", "-18446744073709551617");
}

static const char *power_modulo(const char *base, const char *exponent, const char *modulus) {
    Object *b = number(base), *e = number(exponent), *m = number(modulus), *result = object_power(b, e, m);
    release(b), release(e), release(m);
    return repr_text_steal(result);
}

Test(int, power_modulo) {
    cr_expect_str_eq(power_modulo("3", "1000", "1000000007"), "56888193");
    cr_expect_str_eq(power_modulo("2", "3", "-5"), "-2");
    cr_expect_str_eq(power_modulo("3", "-2", "7"), "4");
    cr_expect_str_eq(power_modulo("2", "-1", "4"), "ValueError: base is not invertible for the given modulus");
    cr_expect_str_eq(power_modulo("2", "3", "0"), "ValueError: pow() 3rd argument cannot be 0");
}

Test(int, hashes) {
    const struct { const char *text; Hash hash; } rows[] = {
        {"2305843009213693951", 0}, {"18446744073709551616", 8}, {"-1", -2}, {"-18446744073709551616", -8},
        {"1606938044258990275541962092341162602522202993782792835301376", 131072},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) cr_expect_eq(object_hash(number(rows[i].text)), rows[i].hash, "%s", rows[i].text);
}

Test(int, comparison_with_floats_is_exact) {
    cr_expect_eq(int_compare_double(number("9007199254740993"), 9007199254740992.0), 1);
    cr_expect_eq(int_compare_double(number("9223372036854775807"), 0x1p63), -1);
    cr_expect_eq(int_compare_double(number("9223372036854775808"), 0x1p63), 0);
    cr_expect_eq(int_compare_double(number("-1"), -1.5), 1);
    cr_expect_eq(int_compare_double(number("3"), __builtin_inf()), -1);
}

static const char *parsed(const char *text, int base) { return repr_text_steal(int_from_text(text, strlen(text), base)); }

Test(int, reading_text) {
    cr_expect_str_eq(parsed(" 1_000 ", 10), "1000");
    cr_expect_str_eq(parsed("0x_ff", 0), "255");
    cr_expect_str_eq(parsed("-0b101", 2), "-5");
    cr_expect_str_eq(parsed("00", 0), "0");
    cr_expect_str_eq(parsed("zz", 36), "1295");
    cr_expect_str_eq(parsed("\xd9\xa1\xd9\xa2", 10), "12");
    cr_expect_str_eq(parsed("010", 0), "ValueError: invalid literal for int() with base 0: '010'");
    cr_expect_str_eq(parsed("1__0", 10), "ValueError: invalid literal for int() with base 10: '1__0'");
    cr_expect_str_eq(parsed("", 10), "ValueError: invalid literal for int() with base 10: ''");
}

Test(int, decimal_limit) {
    char digits[4302];
    memset(digits, '9', 4301);
    digits[4301] = 0;
    cr_expect_str_eq(parsed(digits, 10), "ValueError: Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; "
                                       "use sys.set_int_max_str_digits() to increase the limit");
    Object *ten = int_from_i64(10), *exponent = int_from_i64(4300), *power = object_binary(ten, exponent, BINARY_POW);
    cr_expect_null(int_to_text(power, 10, false));
    release(ten), release(exponent), release(power);
    cr_expect_str_eq(taken_error(), "ValueError: Exceeds the limit (4300 digits) for integer string conversion; "
                                    "use sys.set_int_max_str_digits() to increase the limit");
}

/* Beyond 2**18 digits text is made in pieces. */
Test(int, huge_decimal_text) {
    int_max_str_digits = 0;
    Object *ten = int_from_i64(10), *exponent = int_from_i64(600000), *power = object_binary(ten, exponent, BINARY_POW);
    Object *text = int_to_text(power, 10, false);
    cr_assert_not_null(text);
    cr_expect_eq(str_size(text), 600001);
    cr_expect_eq(str_data(text)[0], '1');
    for (size_t i = 1; i < str_size(text); i++) cr_assert_eq(str_data(text)[i], '0', "digit %zu", i);
    release(ten), release(exponent), release(power), release(text);
    int_max_str_digits = INT_DEFAULT_MAX_STR_DIGITS;
}

Test(int, other_bases) {
    Object *big = number("-0xdeadbeefdeadbeefdeadbeef");
    cr_expect_str_eq(repr_text_steal(int_to_text(big, 16, true)), "'-0xdeadbeefdeadbeefdeadbeef'");
    cr_expect_str_eq(repr_text_steal(int_to_text(big, 16, false)), "'-deadbeefdeadbeefdeadbeef'");
    cr_expect_str_eq(repr_text_steal(int_to_text(int_from_i64(INT64_MIN), 2, true)),
                     "'-0b1000000000000000000000000000000000000000000000000000000000000000'");
}
