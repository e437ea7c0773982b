/* Floats: text and back, rounding, Python's division. Expected values are python3.11's. */
#include "builtins/types/float.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "builtins/types/str.h"
#include "tests/unit/fixture.h"

TestSuite(float, .init = start_objects);

#define SHOWS(value, expected) cr_expect_str_eq(repr_text_steal(float_from_double(value)), expected)

Test(float, shortest_text) {
    SHOWS(0.1, "0.1");
    SHOWS(1.0, "1.0");
    SHOWS(-0.0, "-0.0");
    SHOWS(1e16, "1e+16");
    SHOWS(1e15, "1000000000000000.0");
    SHOWS(0.0001, "0.0001");
    SHOWS(0.00001, "1e-05");
    SHOWS(5e-324, "5e-324");
    SHOWS(1.7976931348623157e308, "1.7976931348623157e+308");
    SHOWS(INFINITY, "inf");
    SHOWS(-INFINITY, "-inf");
    SHOWS(NAN, "nan");
}

/* A fixed sequence of bit patterns. */
static double next_pattern(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    double value;
    memcpy(&value, state, sizeof value);
    return value;
}

Test(float, text_reads_back_as_the_same_float) {
    uint64_t state = 1;
    for (int i = 0; i < 20000; i++) {
        double value = next_pattern(&state);
        if (!isfinite(value)) continue;
        Object *text = float_to_text(value), *back = float_from_text(str_data(text), str_size(text));
        cr_assert_eq(float_value(back), value, "%s", str_data(text));
        release(text);
        release(back);
    }
}

static const char *parsed(const char *text) { return repr_text_steal(float_from_text(text, strlen(text))); }

Test(float, reading_text) {
    cr_expect_str_eq(parsed(" 1_0.5e-1 "), "1.05");
    cr_expect_str_eq(parsed(".5"), "0.5");
    cr_expect_str_eq(parsed("5."), "5.0");
    cr_expect_str_eq(parsed("-Infinity"), "-inf");
    cr_expect_str_eq(parsed("1e400"), "inf");
    cr_expect_str_eq(parsed("9007199254740993"), "9007199254740992.0");
    cr_expect_str_eq(parsed("1_"), "ValueError: could not convert string to float: '1_'");
    cr_expect_str_eq(parsed("0x10"), "ValueError: could not convert string to float: '0x10'");
    cr_expect_str_eq(parsed(""), "ValueError: could not convert string to float: ''");
}

#define ROUNDS(value, digits, expected) cr_expect_str_eq(repr_text_steal(float_round_digits(value, digits)), expected)

Test(float, rounding_is_exact) {
    ROUNDS(2.675, 2, "2.67");
    ROUNDS(0.5, 0, "0.0");
    ROUNDS(1.5, 0, "2.0");
    ROUNDS(2.5, 0, "2.0");
    ROUNDS(0.125, 2, "0.12");
    ROUNDS(0.375, 2, "0.38");
    ROUNDS(125.0, -1, "120.0");
    ROUNDS(1e308, -308, "1e+308");
    ROUNDS(1.7e308, -308, "OverflowError: rounded value too large to represent");
    ROUNDS(1.5, 400, "1.5");
    ROUNDS(-1.5, -400, "-0.0");
}

Test(float, division_rounds_down) {
    cr_expect_eq(float_floor_divide(7.5, -2), -4);
    cr_expect_eq(float_modulo(7.5, -2), -0.5);
    cr_expect_eq(float_modulo(-7.5, 2), 0.5);
    cr_expect(signbit(float_modulo(4, -2)));
}

Test(float, powers) {
    cr_expect_str_eq(repr_text_steal(float_power(2, 0.5)), "1.4142135623730951");
    cr_expect_str_eq(repr_text_steal(float_power(-8, 0.5)), "(1.7319121124709868e-16+2.8284271247461903j)");
    cr_expect_str_eq(repr_text_steal(float_power(0, -1)), "ZeroDivisionError: 0.0 cannot be raised to a negative power");
    cr_expect_str_eq(repr_text_steal(float_power(10, 400)), "OverflowError: (34, 'Numerical result out of range')");
    cr_expect_str_eq(repr_text_steal(float_power(NAN, 0)), "1.0");
}
