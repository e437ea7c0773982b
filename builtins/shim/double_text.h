/* double_text.h - digits of a double and a double from digits, by the double-conversion library. */
#ifndef MINI_SHIM_DOUBLE_TEXT_H
#define MINI_SHIM_DOUBLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    DIGITS_SHORTEST,    /* the fewest that read back as the same double */
    DIGITS_FIXED,       /* `count` digits after the decimal point */
    DIGITS_PRECISION,   /* `count` digits in all */
} DigitMode;

/* No double has more digits than this after its decimal point, nor from its first to its last. */
enum { DOUBLE_MAX_DIGITS = 1100, DOUBLE_TEXT_ROOM = DOUBLE_MAX_DIGITS + 330 };

/* Writes the digits of a finite value without sign, point and trailing zeros, NUL-terminated, into digits[DOUBLE_TEXT_ROOM];
 * returns how many (0 for zero). The value is 0.DIGITS times 10**point. Halves are rounded to even. count is at most
 * DOUBLE_MAX_DIGITS. */
size_t double_digits(double value, DigitMode mode, int count, char *digits, int *point);

/* Reads [sign]digits[.digits][e[sign]digits], correctly rounded. false if that is not all of the text. */
bool double_parse(const char *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif

#endif
