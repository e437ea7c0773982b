/* double_conversion.cc - the C face of the double-conversion library. */
#include "builtins/shim/double_text.h"

#include <climits>
#include <cmath>
#include <cstring>
#include <double-conversion/double-conversion.h>

using double_conversion::DoubleToStringConverter;
using double_conversion::StringToDoubleConverter;

/* Whether value lies exactly between two decimals of `places` digits after the point: value * 10**places * 2 is an odd
 * integer. With value = m * 2**e, m odd, that is m * 5**places * 2**(e + places + 1). */
static bool is_half(double value, int places) {
    int exponent;
    double fraction = std::frexp(std::fabs(value), &exponent);
    unsigned long long mantissa = (unsigned long long)std::ldexp(fraction, 53);
    if (!mantissa) return false;
    int zeros = __builtin_ctzll(mantissa);
    if (exponent - 53 + zeros + places + 1 != 0) return false;
    mantissa >>= zeros;
    for (; places < 0; places++, mantissa /= 5)
        if (mantissa % 5) return false;
    return true;
}

/* The library rounds halves up. If that made the last of the wanted digits odd, it was even before. */
static int round_half_to_even(double value, char *digits, int length, int places, int point) {
    int wanted = places + point;
    if (length == 0 || length != wanted || (digits[length - 1] - '0') % 2 == 0 || !is_half(value, places)) return length;
    digits[length - 1]--;
    return length;
}

static int trim_zeros(char *digits, int length) {
    while (length && digits[length - 1] == '0') length--;
    digits[length] = 0;
    return length;
}

size_t double_digits(double value, DigitMode mode, int count, char *digits, int *point) {
    static const DoubleToStringConverter::DtoaMode modes[] = {
        DoubleToStringConverter::SHORTEST, DoubleToStringConverter::FIXED, DoubleToStringConverter::PRECISION};
    bool negative;
    int length = 0;
    *point = 0;
    digits[0] = 0;
    if (value == 0) return 0;
    DoubleToStringConverter::DoubleToAscii(value, modes[mode], count, digits, DOUBLE_TEXT_ROOM, &negative, &length, point);
    if (mode == DIGITS_FIXED) length = round_half_to_even(value, digits, length, count, *point);
    if (mode == DIGITS_PRECISION) length = round_half_to_even(value, digits, length, count - *point, *point);
    return (size_t)trim_zeros(digits, length);
}

bool double_parse(const char *text, size_t length, double *value) {
    static const StringToDoubleConverter converter(StringToDoubleConverter::NO_FLAGS, 0.0, NAN, nullptr, nullptr);
    if (length > INT_MAX) return false;
    int processed;
    *value = converter.StringToDouble(text, (int)length, &processed);
    return processed == (int)length && !std::isnan(*value);
}
