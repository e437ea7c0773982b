/* The format mini-language. Expected texts are python3.11's. */
#include "builtins/types/format.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "tests/unit/fixture.h"

TestSuite(format, .init = start_objects);

/* STEALS o. The text without quotes, or the error. */
static const char *formatted(Object *o, Object *(*format)(Object *, Object *), const char *spec) {
    static char text[200];
    Object *spec_object = str_from_text(spec), *result = format(o, spec_object);
    release(o);
    release(spec_object);
    if (!result) return taken_error();
    snprintf(text, sizeof text, "%s", str_data(result));
    release(result);
    return text;
}

#define INT(value, spec, expected) cr_expect_str_eq(formatted(int_from_i64(value), format_int, spec), expected)
#define FLOAT(value, spec, expected) cr_expect_str_eq(formatted(float_from_double(value), format_float, spec), expected)
#define TEXT(value, spec, expected) cr_expect_str_eq(formatted(str_from_text(value), format_str, spec), expected)
#define COMPLEX(real, imag, spec, expected) cr_expect_str_eq(formatted(complex_from_doubles(real, imag), format_complex, spec), expected)

Test(format, ints) {
    INT(42, "", "42");
    INT(42, "5", "   42");
    INT(-42, "05", "-0042");
    INT(42, "*^7", "**42***");
    INT(255, "#x", "0xff");
    INT(255, "#010X", "0X000000FF");
    INT(1234567, ",", "1,234,567");
    INT(1234, "08,", "0,001,234");
    INT(65536, "_x", "1_0000");
    INT(65, "c", "A");
    INT(8364, "c", "\xe2\x82\xac");
    INT(3, ".2f", "3.00");
    INT(1, "%", "100.000000%");
    INT(-6, "x<-6X", "-6xxxx");
}

Test(format, int_errors) {
    INT(1, ".3d", "ValueError: Precision not allowed in integer format specifier");
    INT(1, "s", "ValueError: Unknown format code 's' for object of type 'int'");
    INT(1, ",_", "ValueError: Cannot specify both ',' and '_'.");
    INT(1, ",x", "ValueError: Cannot specify ',' with 'x'.");
    INT(-1, "c", "OverflowError: %c arg not in range(0x110000)");
    INT(1, "abc", "ValueError: Invalid format specifier 'abc' for object of type 'int'");
    INT(1, "99999999999999999999", "ValueError: Too many decimal digits in format string");
    INT(1, ".", "ValueError: Format specifier missing precision");
}

Test(format, floats) {
    FLOAT(3.14159, ".2f", "3.14");
    FLOAT(2.5, ".0f", "2");
    FLOAT(3.5, ".0f", "4");
    FLOAT(1e22, "", "1e+22");
    FLOAT(1234567.891, ",.2f", "1,234,567.89");
    FLOAT(0.5, "%", "50.000000%");
    FLOAT(1.0, "#.0f", "1.");
    FLOAT(1e-5, "g", "1e-05");
    FLOAT(100000.0, ".3", "1e+05");
    FLOAT(-0.001, "z.1f", "0.0");
    FLOAT(INFINITY, "010", "0000000inf");
    FLOAT(-INFINITY, "010,", "-000000inf");
    FLOAT(1.5, "+", "+1.5");
    FLOAT(1.5, "é>6", "\xc3\xa9\xc3\xa9\xc3\xa9" "1.5");
    FLOAT(1.5, "d", "ValueError: Unknown format code 'd' for object of type 'float'");
}

Test(format, text) {
    TEXT("abc", "5", "abc  ");
    TEXT("abc", ">5", "  abc");
    TEXT("abc", "05", "abc00");
    TEXT("h\xc3\xa9llo", ".2", "h\xc3\xa9");
    TEXT("abc", "d", "ValueError: Unknown format code 'd' for object of type 'str'");
    TEXT("abc", ",", "ValueError: Cannot specify ',' with 's'.");
    TEXT("abc", "=5", "ValueError: '=' alignment not allowed in string format specifier");
    TEXT("abc", "+", "ValueError: Sign not allowed in string format specifier");
}

Test(format, complex_numbers) {
    COMPLEX(1, 2, "", "(1+2j)");
    COMPLEX(1, 2, ".1f", "1.0+2.0j");
    COMPLEX(0, 2, ">6.3", "    2j");
    COMPLEX(1, 2, "05", "ValueError: Zero padding is not allowed in complex format specifier");
}
