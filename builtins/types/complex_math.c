/* complex_math.c - arithmetic on complex numbers. */
#include "builtins/types/complex_math.h"

#include <math.h>

Pair pair_product(Pair a, Pair b) { return (Pair){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real}; }

/* Smith's method: divides by the larger component first, so that nothing overflows on the way. */
Pair pair_quotient(Pair a, Pair b) {
    if (fabs(b.real) >= fabs(b.imag)) {
        double ratio = b.imag / b.real, divisor = b.real + b.imag * ratio;
        return (Pair){(a.real + a.imag * ratio) / divisor, (a.imag - a.real * ratio) / divisor};
    }
    if (fabs(b.imag) >= fabs(b.real)) {
        double ratio = b.real / b.imag, divisor = b.real * ratio + b.imag;
        return (Pair){(a.real * ratio + a.imag) / divisor, (a.imag * ratio - a.real) / divisor};
    }
    return (Pair){NAN, NAN};
}

/* By squaring; exponent >= 0. */
static Pair small_power(Pair base, long exponent) {
    Pair result = {1, 0};
    for (; exponent; exponent >>= 1, base = pair_product(base, base))
        if (exponent & 1) result = pair_product(result, base);
    return result;
}

static Pair polar_power(Pair base, Pair exponent) {
    if (base.real == 0 && base.imag == 0) return (Pair){0, 0};
    double size = hypot(base.real, base.imag), length = pow(size, exponent.real);
    double angle = atan2(base.imag, base.real), phase = angle * exponent.real;
    if (exponent.imag != 0) {
        length /= exp(angle * exponent.imag);
        phase += exponent.imag * log(size);
    }
    return (Pair){length * cos(phase), length * sin(phase)};
}

Pair pair_power(Pair base, Pair exponent) {
    if (exponent.real == 0 && exponent.imag == 0) return (Pair){1, 0};
    if (exponent.imag != 0 || exponent.real != floor(exponent.real) || fabs(exponent.real) > 100) return polar_power(base, exponent);
    long times = (long)exponent.real;
    return times >= 0 ? small_power(base, times) : pair_quotient((Pair){1, 0}, small_power(base, -times));
}
