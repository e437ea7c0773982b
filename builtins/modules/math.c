/* math.c - the math module: functions of real numbers. Arguments' __float__ and __index__ may run script code. */
#include <float.h>
#include <math.h>

#include "builtins/modules/math_parts.h"
#include "builtins/types/bigint.h"
#include "builtins/types/float.h"
#include "builtins/types/module.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

/* ---- functions of one and of two doubles ---- */

static Value domain_error(void) { return error_set_value(ValueError, "math domain error"); }
static Value range_error(void) { return error_set_value(OverflowError, "math range error"); }

/* What CPython makes of a result: NaN out of a number is a domain error; an infinity out of a finite number is overflow
 * where the function can overflow, else a pole. */
static Value checked(double result, bool from_nan, bool from_finite, bool can_overflow) {
    if (isnan(result) && !from_nan) return domain_error();
    if (isinf(result) && from_finite) return can_overflow ? range_error() : domain_error();
    return value_float(result);
}

static Value unary(Object *argument, double (*function)(double), bool can_overflow) {
    double x;
    if (float_as_double(argument, &x)) return value_error();
    double result = function(x);
    return checked(result, isnan(x), isfinite(x), can_overflow);
}

static Value binary(Object **args, double (*function)(double, double), bool can_overflow) {
    double x, y;
    if (float_as_double(args[0], &x) || float_as_double(args[1], &y)) return value_error();
    return checked(function(x, y), isnan(x) || isnan(y), isfinite(x) && isfinite(y), can_overflow);
}

/* (double) of a function of one double: name, C function, can it overflow. */
#define UNARY(name, function, can_overflow) \
    static Value math_##name(Object *self UNUSED, Object **args) { return unary(args[0], function, can_overflow); }
#define BINARY(name, function, can_overflow) \
    static Value math_##name(Object *self UNUSED, Object **args) { return binary(args, function, can_overflow); }

UNARY(acos, acos, false)
UNARY(acosh, acosh, false)
UNARY(asin, asin, false)
UNARY(asinh, asinh, false)
UNARY(atan, atan, false)
UNARY(atanh, atanh, false)
UNARY(cbrt, cbrt, false)
UNARY(cos, cos, false)
UNARY(cosh, cosh, true)
UNARY(erf, erf, false)
UNARY(erfc, erfc, false)
UNARY(exp, exp, true)
UNARY(exp2, exp2, true)
UNARY(expm1, expm1, true)
UNARY(fabs, fabs, false)
UNARY(log1p, log1p, false)
UNARY(sin, sin, false)
UNARY(sinh, sinh, true)
UNARY(sqrt, sqrt, false)
UNARY(tan, tan, false)
UNARY(tanh, tanh, false)
BINARY(atan2, atan2, false)
BINARY(copysign, copysign, false)
BINARY(remainder, remainder, false)

/* ---- gamma ---- */

static Value math_gamma(Object *self UNUSED, Object **args) {
    double x;
    if (float_as_double(args[0], &x)) return value_error();
    if (x == -INFINITY || (x <= 0 && x == floor(x))) return domain_error();
    if (isnan(x) || isinf(x)) return value_float(x);
    double result;
    if (x == floor(x) && x <= 23) {    /* factorials that a double holds exactly */
        result = 1;
        for (double factor = 2; factor < x; factor++) result *= factor;
    } else result = tgamma(x);
    return isinf(result) ? range_error() : value_float(result);
}

static Value math_lgamma(Object *self UNUSED, Object **args) {
    double x;
    if (float_as_double(args[0], &x)) return value_error();
    if (x <= 0 && isfinite(x) && x == floor(x)) return domain_error();
    return checked(lgamma(x), isnan(x), isfinite(x), true);
}

/* ---- powers and logarithms ---- */

static Value math_pow(Object *self UNUSED, Object **args) {
    double x, y;
    if (float_as_double(args[0], &x) || float_as_double(args[1], &y)) return value_error();
    double result = pow(x, y);
    if (isfinite(x) && isfinite(y) && isinf(result) && x != 0) return range_error();
    return checked(result, isnan(x) || isnan(y), isfinite(x) && isfinite(y), false);
}

static Value math_fmod(Object *self UNUSED, Object **args) {
    double x, y;
    if (float_as_double(args[0], &x) || float_as_double(args[1], &y)) return value_error();
    if (isinf(y) && isfinite(x)) return value_float(x);
    return checked(fmod(x, y), isnan(x) || isnan(y), true, false);
}

/* log of any int or float. 0; -1 with ValueError pending for what is not positive. */
static int logarithm(Object *argument, double (*function)(double), double *result) {
    double x;
    int64_t exponent = 0;
    if (is_int(argument) && !int_is_machine(argument) && int_sign(argument) > 0) x = big_frexp(int_big(argument), &exponent);
    else if (float_as_double(argument, &x)) {
        if (error_matches(OverflowError) && is_int(argument)) error_clear(), domain_error();
        return -1;
    }
    if (exponent && exponent <= DBL_MAX_EXP) x = ldexp(x, (int)exponent), exponent = 0;
    if (x <= 0) return domain_error(), -1;
    *result = function(x);
    if (exponent) *result += function(2.0) * (double)exponent;
    return 0;
}

static Value single_logarithm(Object *argument, double (*function)(double)) {
    double result;
    return logarithm(argument, function, &result) ? value_error() : value_float(result);
}

static Value math_log2(Object *self UNUSED, Object **args) { return single_logarithm(args[0], log2); }
static Value math_log10(Object *self UNUSED, Object **args) { return single_logarithm(args[0], log10); }

static Value math_log(Object *self UNUSED, Object **args) {
    double number, base;
    if (!args[1]) return single_logarithm(args[0], log);
    if (logarithm(args[0], log, &number) || logarithm(args[1], log, &base)) return value_error();
    if (base == 0) return error_set_value(ZeroDivisionError, "float division by zero");
    return value_float(number / base);
}

/* ---- parts of floats ---- */

static Value pair_of_floats(double first, Object *second) {
    Object *left = second ? float_from_double(first) : NULL;
    Object *result = left ? tuple_of(2, left, second) : NULL;
    release_or_null(left);
    release_or_null(second);
    return value_new(result);
}

static Value math_frexp(Object *self UNUSED, Object **args) {
    double x;
    int exponent = 0;
    if (float_as_double(args[0], &x)) return value_error();
    double fraction = isfinite(x) ? frexp(x, &exponent) : x;
    return pair_of_floats(fraction, int_from_i64(exponent));
}

static Value math_modf(Object *self UNUSED, Object **args) {
    double x, whole;
    if (float_as_double(args[0], &x)) return value_error();
    double fraction = modf(x, &whole);
    return pair_of_floats(fraction, float_from_double(whole));
}

static Value math_ldexp(Object *self UNUSED, Object **args) {
    double x;
    if (float_as_double(args[0], &x)) return value_error();
    if (!is_int(args[1])) return error_set_value(TypeError, "Expected an int as second argument to ldexp.");
    if (x == 0 || !isfinite(x)) return value_float(x);
    enum { FAR = 100000 };    /* beyond any double's exponent */
    int sign = int_sign(args[1]);
    int64_t exponent = int_is_machine(args[1]) ? int_value(args[1]) : sign * (int64_t)FAR;
    if (exponent > FAR || exponent < -FAR) exponent = sign * FAR;
    double result = ldexp(x, (int)exponent);
    return isinf(result) ? range_error() : value_float(result);
}

static Value math_nextafter(Object *self UNUSED, Object **args) {
    double x, y;
    if (float_as_double(args[0], &x) || float_as_double(args[1], &y)) return value_error();
    return value_float(x == y ? y : nextafter(x, y));
}

static Value math_ulp(Object *self UNUSED, Object **args) {
    double x;
    if (float_as_double(args[0], &x)) return value_error();
    x = fabs(x);
    if (!isfinite(x)) return value_float(x);
    double above = nextafter(x, INFINITY);
    return value_float(isinf(above) ? x - nextafter(x, -INFINITY) : above - x);
}

static Value math_degrees(Object *self UNUSED, Object **args) {
    double x;
    return float_as_double(args[0], &x) ? value_error() : value_float(x * (180.0 / M_PI));
}

static Value math_radians(Object *self UNUSED, Object **args) {
    double x;
    return float_as_double(args[0], &x) ? value_error() : value_float(x * (M_PI / 180.0));
}

/* ---- whole numbers ---- */

/* The special method's result, or the whole number that `round` makes of the float. */
static Value whole_number(Object *argument, Object *name, double (*round)(double)) {
    double x;
    if (!is_float_exact(argument)) {
        Object *method = object_lookup_special(argument, name);
        if (method) {
            Object *result = object_call_noargs(method);
            release(method);
            return value_new(result);
        }
        if (error_pending()) return value_error();
    }
    if (float_as_double(argument, &x)) return value_error();
    x = round(x);
    if (x >= -0x1p62 && x <= 0x1p62) return value_int((int64_t)x);
    return value_new(int_from_double(x));
}

static Value math_ceil(Object *self UNUSED, Object **args) { return whole_number(args[0], NAME(__ceil__), ceil); }
static Value math_floor(Object *self UNUSED, Object **args) { return whole_number(args[0], NAME(__floor__), floor); }

static Value math_trunc(Object *self UNUSED, Object **args) {
    if (is_float_exact(args[0])) return value_new(int_from_double(float_value(args[0])));
    Object *method = object_lookup_special(args[0], NAME(__trunc__));
    if (!method) {
        if (!error_pending()) error_set(TypeError, "type %T doesn't define __trunc__ method", args[0]);
        return value_error();
    }
    Object *result = object_call_noargs(method);
    release(method);
    return value_new(result);
}

/* ---- predicates ---- */

static Value math_isfinite(Object *self UNUSED, Object **args) {
    double x;
    return float_as_double(args[0], &x) ? value_error() : value_bool(isfinite(x));
}

static Value math_isinf(Object *self UNUSED, Object **args) {
    double x;
    return float_as_double(args[0], &x) ? value_error() : value_bool(isinf(x));
}

static Value math_isnan(Object *self UNUSED, Object **args) {
    double x;
    return float_as_double(args[0], &x) ? value_error() : value_bool(isnan(x));
}

static Value math_isclose(Object *self UNUSED, Object **args) {
    double a, b, relative = 1e-9, absolute = 0;
    if (float_as_double(args[0], &a) || float_as_double(args[1], &b)) return value_error();
    if (args[2] && float_as_double(args[2], &relative)) return value_error();
    if (args[3] && float_as_double(args[3], &absolute)) return value_error();
    if (relative < 0 || absolute < 0) return error_set_value(ValueError, "tolerances must be non-negative");
    if (a == b) return value_bool(true);
    if (isinf(a) || isinf(b)) return value_bool(false);
    double distance = fabs(b - a);
    return value_bool(distance <= fabs(relative * b) || distance <= fabs(relative * a) || distance <= absolute);
}

/* ---- the module ---- */

static const Method math_functions[] = {
    {"acos", math_acos, "(x, /)", "The angle in radians, 0 to pi, whose cosine is x.", 0},
    {"acosh", math_acosh, "(x, /)", "The inverse hyperbolic cosine of x.", 0},
    {"asin", math_asin, "(x, /)", "The angle in radians, -pi/2 to pi/2, whose sine is x.", 0},
    {"asinh", math_asinh, "(x, /)", "The inverse hyperbolic sine of x.", 0},
    {"atan", math_atan, "(x, /)", "The angle in radians, -pi/2 to pi/2, whose tangent is x.", 0},
    {"atan2", math_atan2, "(y, x, /)", "The angle in radians of the point (x, y), -pi to pi.", 0},
    {"atanh", math_atanh, "(x, /)", "The inverse hyperbolic tangent of x.", 0},
    {"cbrt", math_cbrt, "(x, /)", "The cube root of x.", 0},
    {"ceil", math_ceil, "(x, /)", "The smallest int not below x.", 0},
    {"comb", math_comb, "(n, k, /)", "In how many ways k of n items can be chosen, order set aside.", 0},
    {"copysign", math_copysign, "(x, y, /)", "The size of x with the sign of y.", 0},
    {"cos", math_cos, "(x, /)", "The cosine of x radians.", 0},
    {"cosh", math_cosh, "(x, /)", "The hyperbolic cosine of x.", 0},
    {"degrees", math_degrees, "(x, /)", "x radians in degrees.", 0},
    {"dist", math_dist, "(p, q, /)", "The distance between two points, each a sequence of coordinates.", 0},
    {"erf", math_erf, "(x, /)", "The error function at x.", 0},
    {"erfc", math_erfc, "(x, /)", "1 - erf(x), exact for large x too.", 0},
    {"exp", math_exp, "(x, /)", "e to the power of x.", 0},
    {"exp2", math_exp2, "(x, /)", "2 to the power of x.", 0},
    {"expm1", math_expm1, "(x, /)", "exp(x) - 1, exact for small x too.", 0},
    {"fabs", math_fabs, "(x, /)", "The size of x as a float.", 0},
    {"factorial", math_factorial, "(x, /)", "The product of the ints from 1 to x.", 0},
    {"floor", math_floor, "(x, /)", "The largest int not above x.", 0},
    {"fmod", math_fmod, "(x, y, /)", "The remainder of x / y with the sign of x.", 0},
    {"frexp", math_frexp, "(x, /)", "The pair (m, e) with x == m * 2**e and 0.5 <= abs(m) < 1.", 0},
    {"fsum", math_fsum, "(seq, /)", "The sum of the numbers, rounded only once.", 0},
    {"gamma", math_gamma, "(x, /)", "The gamma function at x.", 0},
    {"gcd", math_gcd, "(*integers)", "The greatest common divisor; 0 without arguments.", 0},
    {"hypot", math_hypot, "(*coordinates)", "The distance of a point from the origin.", 0},
    {"isclose", math_isclose, "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", "Whether a and b differ by at most one of the tolerances.", 0},
    {"isfinite", math_isfinite, "(x, /)", "Whether x is neither infinite nor NaN.", 0},
    {"isinf", math_isinf, "(x, /)", "Whether x is an infinity.", 0},
    {"isnan", math_isnan, "(x, /)", "Whether x is not a number.", 0},
    {"isqrt", math_isqrt, "(n, /)", "The largest int whose square is not above n.", 0},
    {"lcm", math_lcm, "(*integers)", "The least common multiple; 1 without arguments.", 0},
    {"ldexp", math_ldexp, "(x, i, /)", "x * 2**i.", 0},
    {"lgamma", math_lgamma, "(x, /)", "The logarithm of the size of gamma(x).", 0},
    {"log", math_log, "(x, base=None, /)", "The logarithm of x, natural unless a base is given.", 0},
    {"log10", math_log10, "(x, /)", "The logarithm of x to base 10.", 0},
    {"log1p", math_log1p, "(x, /)", "log(1 + x), exact for small x too.", 0},
    {"log2", math_log2, "(x, /)", "The logarithm of x to base 2.", 0},
    {"modf", math_modf, "(x, /)", "The fraction and the whole part of x, both with its sign.", 0},
    {"nextafter", math_nextafter, "(x, y, /)", "The float next to x on the way to y.", 0},
    {"perm", math_perm, "(n, k=None, /)", "In how many ways k of n items can be put in a row.", 0},
    {"pow", math_pow, "(x, y, /)", "x to the power of y, as floats.", 0},
    {"prod", math_prod, "(iterable, /, *, start=1)", "The product of start and all items.", 0},
    {"radians", math_radians, "(x, /)", "x degrees in radians.", 0},
    {"remainder", math_remainder, "(x, y, /)", "x minus the multiple of y that is nearest to it.", 0},
    {"sin", math_sin, "(x, /)", "The sine of x radians.", 0},
    {"sinh", math_sinh, "(x, /)", "The hyperbolic sine of x.", 0},
    {"sqrt", math_sqrt, "(x, /)", "The square root of x.", 0},
    {"tan", math_tan, "(x, /)", "The tangent of x radians.", 0},
    {"tanh", math_tanh, "(x, /)", "The hyperbolic tangent of x.", 0},
    {"trunc", math_trunc, "(x, /)", "The whole part of x, as x.__trunc__() gives it.", 0},
    {"ulp", math_ulp, "(x, /)", "The value of the last binary digit of x.", 0},
    {0},
};

static int math_init(Object *module) {
    if (module_add_steal(module, "pi", float_from_double(M_PI))) return -1;
    if (module_add_steal(module, "e", float_from_double(M_E))) return -1;
    if (module_add_steal(module, "tau", float_from_double(2 * M_PI))) return -1;
    if (module_add_steal(module, "inf", float_from_double(INFINITY))) return -1;
    return module_add_steal(module, "nan", float_from_double(NAN));
}

const ModuleDef math_module = {
    .name = "math", .doc = "Functions of real numbers, and exact ones of ints.", .functions = math_functions, .init = math_init,
};
