/* cmath.c - the cmath module: functions of complex numbers, by the C library. Arguments' conversion MAY_RUN script code. */
#include <complex.h>
#include <math.h>

#include "builtins/types/complex.h"
#include "builtins/types/float.h"
#include "builtins/types/module.h"
#include "builtins/types/tuple.h"

typedef double complex Number;

/* CMPLX, which clang does not get from glibc's headers. */
static Number number_of(double real, double imag) { return __builtin_complex(real, imag); }

static int number_argument(Object *argument, Number *result) {
    double real, imag;
    if (complex_as_doubles(argument, &real, &imag)) return -1;
    *result = number_of(real, imag);
    return 0;
}

static bool is_finite(Number z) { return isfinite(creal(z)) && isfinite(cimag(z)); }
static Value domain_error(void) { return error_set_value(ValueError, "math domain error"); }
static Value range_error(void) { return error_set_value(OverflowError, "math range error"); }
static Value from_number(Number z) { return value_new(complex_from_doubles(creal(z), cimag(z))); }

static Value apply(Object *argument, Number (*function)(Number)) {
    Number z;
    if (number_argument(argument, &z)) return value_error();
    Number result = function(z);
    if (!is_finite(z) || is_finite(result)) return from_number(result);
    return isnan(creal(result)) && isnan(cimag(result)) ? domain_error() : range_error();
}

#define FUNCTION(name) static Value cmath_##name(Object *self UNUSED, Object **args) { return apply(args[0], c##name); }
FUNCTION(acos)
FUNCTION(acosh)
FUNCTION(asin)
FUNCTION(asinh)
FUNCTION(cos)
FUNCTION(cosh)
FUNCTION(exp)
FUNCTION(sin)
FUNCTION(sinh)
FUNCTION(sqrt)
FUNCTION(tan)
FUNCTION(tanh)

/* The poles, 1 and -1 here and i and -i for atan, are domain errors. */
static Value cmath_atanh(Object *self UNUSED, Object **args) {
    Number z;
    if (number_argument(args[0], &z)) return value_error();
    if (cimag(z) == 0 && fabs(creal(z)) == 1) return domain_error();
    return from_number(catanh(z));
}

static Value cmath_atan(Object *self UNUSED, Object **args) {
    Number z;
    if (number_argument(args[0], &z)) return value_error();
    if (creal(z) == 0 && fabs(cimag(z)) == 1) return domain_error();
    return from_number(catan(z));
}

/* ---- logarithms ---- */

static int logarithm(Object *argument, Number *result) {
    Number z;
    if (number_argument(argument, &z)) return -1;
    if (creal(z) == 0 && cimag(z) == 0) return domain_error(), -1;
    *result = clog(z);
    return 0;
}

static Value cmath_log(Object *self UNUSED, Object **args) {
    Number number, base;
    if (logarithm(args[0], &number)) return value_error();
    if (!args[1]) return from_number(number);
    if (logarithm(args[1], &base)) return value_error();
    if (creal(base) == 0 && cimag(base) == 0) return domain_error();
    return from_number(number / base);
}

static Value cmath_log10(Object *self UNUSED, Object **args) {
    Number number;
    if (logarithm(args[0], &number)) return value_error();
    return from_number(number_of(creal(number) / M_LN10, cimag(number) / M_LN10));
}

/* ---- polar coordinates ---- */

static Value cmath_phase(Object *self UNUSED, Object **args) {
    Number z;
    return number_argument(args[0], &z) ? value_error() : value_float(carg(z));
}

static Value cmath_polar(Object *self UNUSED, Object **args) {
    Number z;
    if (number_argument(args[0], &z)) return value_error();
    double size = cabs(z);
    if (isinf(size) && is_finite(z)) return range_error();
    Object *first = float_from_double(size), *second = first ? float_from_double(carg(z)) : NULL;
    Object *result = second ? tuple_of(2, first, second) : NULL;
    release_or_null(first);
    release_or_null(second);
    return value_new(result);
}

static Value cmath_rect(Object *self UNUSED, Object **args) {
    double size, angle;
    if (float_as_double(args[0], &size) || float_as_double(args[1], &angle)) return value_error();
    if (isinf(angle) && size != 0 && !isnan(size)) return domain_error();
    if (angle == 0) return value_new(complex_from_doubles(size, size * angle));
    return value_new(complex_from_doubles(size * cos(angle), size * sin(angle)));
}

/* ---- predicates ---- */

static Value cmath_isfinite(Object *self UNUSED, Object **args) {
    Number z;
    return number_argument(args[0], &z) ? value_error() : value_bool(is_finite(z));
}

static Value cmath_isinf(Object *self UNUSED, Object **args) {
    Number z;
    return number_argument(args[0], &z) ? value_error() : value_bool(isinf(creal(z)) || isinf(cimag(z)));
}

static Value cmath_isnan(Object *self UNUSED, Object **args) {
    Number z;
    return number_argument(args[0], &z) ? value_error() : value_bool(isnan(creal(z)) || isnan(cimag(z)));
}

static Value cmath_isclose(Object *self UNUSED, Object **args) {
    Number a, b;
    double relative = 1e-9, absolute = 0;
    if (number_argument(args[0], &a) || number_argument(args[1], &b)) return value_error();
    if (args[2] && float_as_double(args[2], &relative)) return value_error();
    if (args[3] && float_as_double(args[3], &absolute)) return value_error();
    if (relative < 0 || absolute < 0) return error_set_value(ValueError, "tolerances must be non-negative");
    if (creal(a) == creal(b) && cimag(a) == cimag(b)) return value_bool(true);
    if (isinf(cabs(a)) || isinf(cabs(b))) return value_bool(false);
    double distance = cabs(a - b);
    return value_bool(distance <= relative * cabs(b) || distance <= relative * cabs(a) || distance <= absolute);
}

/* ---- the module ---- */

static const Method cmath_functions[] = {
    {"acos", cmath_acos, "(z, /)", "The inverse cosine of z.", 0},
    {"acosh", cmath_acosh, "(z, /)", "The inverse hyperbolic cosine of z.", 0},
    {"asin", cmath_asin, "(z, /)", "The inverse sine of z.", 0},
    {"asinh", cmath_asinh, "(z, /)", "The inverse hyperbolic sine of z.", 0},
    {"atan", cmath_atan, "(z, /)", "The inverse tangent of z.", 0},
    {"atanh", cmath_atanh, "(z, /)", "The inverse hyperbolic tangent of z.", 0},
    {"cos", cmath_cos, "(z, /)", "The cosine of z.", 0},
    {"cosh", cmath_cosh, "(z, /)", "The hyperbolic cosine of z.", 0},
    {"exp", cmath_exp, "(z, /)", "e to the power of z.", 0},
    {"isclose", cmath_isclose, "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", "Whether a and b differ by at most one of the tolerances.", 0},
    {"isfinite", cmath_isfinite, "(z, /)", "Whether both parts are finite.", 0},
    {"isinf", cmath_isinf, "(z, /)", "Whether a part is infinite.", 0},
    {"isnan", cmath_isnan, "(z, /)", "Whether a part is not a number.", 0},
    {"log", cmath_log, "(z, base=None, /)", "The logarithm of z, natural unless a base is given.", 0},
    {"log10", cmath_log10, "(z, /)", "The logarithm of z to base 10.", 0},
    {"phase", cmath_phase, "(z, /)", "The angle of z in radians.", 0},
    {"polar", cmath_polar, "(z, /)", "The pair of z's size and angle.", 0},
    {"rect", cmath_rect, "(r, phi, /)", "The complex number of that size and angle.", 0},
    {"sin", cmath_sin, "(z, /)", "The sine of z.", 0},
    {"sinh", cmath_sinh, "(z, /)", "The hyperbolic sine of z.", 0},
    {"sqrt", cmath_sqrt, "(z, /)", "The square root of z.", 0},
    {"tan", cmath_tan, "(z, /)", "The tangent of z.", 0},
    {"tanh", cmath_tanh, "(z, /)", "The hyperbolic tangent of z.", 0},
    {0},
};

static int cmath_init(Object *module) {
    if (module_add_steal(module, "pi", float_from_double(M_PI)) || module_add_steal(module, "e", float_from_double(M_E))) return -1;
    if (module_add_steal(module, "tau", float_from_double(2 * M_PI)) || module_add_steal(module, "inf", float_from_double(INFINITY))) return -1;
    if (module_add_steal(module, "nan", float_from_double(NAN)) || module_add_steal(module, "infj", complex_from_doubles(0, INFINITY))) return -1;
    return module_add_steal(module, "nanj", complex_from_doubles(0, NAN));
}

const ModuleDef cmath_module = {
    .name = "cmath", .doc = "Functions of complex numbers.", .functions = cmath_functions, .init = cmath_init,
};
