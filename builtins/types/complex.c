/* complex.c - the complex type. Only complex(x) runs script code (__complex__, __float__, __index__). */
#include "builtins/types/complex.h"

#include <math.h>
#include <string.h>

#include "builtins/types/complex_math.h"
#include "builtins/types/float.h"
#include "builtins/types/float_text.h"
#include "builtins/types/format.h"
#include "builtins/types/int.h"
#include "builtins/types/int_text.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

Object *complex_from_doubles(double real, double imag) {
    Complex *o = mem_alloc(sizeof *o);
    if (!o) return error_no_memory();
    *o = (Complex){{1, &complex_type}, real, imag};
    return &o->head;
}

static Object *complex_from_pair(Pair z) { return complex_from_doubles(z.real, z.imag); }
static Pair complex_pair(const Object *o) { return (Pair){((const Complex *)o)->real, ((const Complex *)o)->imag}; }

static void complex_dealloc(Object *self) {
    if (self->type == &complex_type) mem_free(self, sizeof(Complex));
    else object_free(self);
}

/* ---- operators ---- */

/* An operand: 1; 0 if it is no number; -1 if it is an int too large for a float. */
static int operand(Object *o, Pair *result) {
    result->imag = 0;
    if (is_complex(o)) return *result = complex_pair(o), 1;
    if (is_float(o)) return result->real = float_value(o), 1;
    if (!is_int(o)) return 0;
    result->real = int_as_double(o);
    return result->real == -1.0 && error_pending() ? -1 : 1;
}

#define OPERANDS(left, right, a, b)                                                  \
    Pair a, b;                                                                       \
    int status_ = operand(left, &a);                                                 \
    if (status_ > 0) status_ = operand(right, &b);                                   \
    if (status_ <= 0) return status_ < 0 ? NULL : retain(NotImplemented)

static Object *complex_add(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return complex_from_doubles(a.real + b.real, a.imag + b.imag);
}

static Object *complex_subtract(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return complex_from_doubles(a.real - b.real, a.imag - b.imag);
}

static Object *complex_multiply(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return complex_from_pair(pair_product(a, b));
}

static Object *complex_divide(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    if (b.real == 0 && b.imag == 0) return error_set(ZeroDivisionError, "complex division by zero");
    return complex_from_pair(pair_quotient(a, b));
}

static Object *complex_pow(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    if (a.real == 0 && a.imag == 0 && (b.imag != 0 || b.real < 0))
        return error_set(ZeroDivisionError, "0.0 to a negative or complex power");
    Pair power = pair_power(a, b);
    if (isinf(power.real) || isinf(power.imag)) return error_set(OverflowError, "complex exponentiation");
    return complex_from_pair(power);
}

static Object *complex_pow_modulo(Object *base, Object *exponent, Object *modulus) {
    if (!modulus || modulus == None) return complex_pow(base, exponent);
    return error_set(ValueError, "complex modulo");
}

static Object *complex_exact(Object *o) { return o->type == &complex_type ? retain(o) : complex_from_pair(complex_pair(o)); }

static Object *complex_negate(Object *o) {
    Pair z = complex_pair(o);
    return complex_from_doubles(-z.real, -z.imag);
}

static Object *complex_absolute(Object *o) {
    Pair z = complex_pair(o);
    double size = hypot(z.real, z.imag);
    if (isinf(size) && isfinite(z.real) && isfinite(z.imag)) return error_set(OverflowError, "absolute value too large");
    return float_from_double(size);
}

static int complex_truth(Object *o) {
    Pair z = complex_pair(o);
    return z.real != 0 || z.imag != 0;
}

static Object *complex_compare(Object *self, Object *other, int op) {
    if (op != COMPARE_EQ && op != COMPARE_NE) return retain(NotImplemented);
    Pair z = complex_pair(self);
    bool equal;
    if (is_complex(other)) equal = z.real == complex_pair(other).real && z.imag == complex_pair(other).imag;
    else if (is_float(other)) equal = z.imag == 0 && z.real == float_value(other);
    else if (is_int(other)) equal = z.imag == 0 && !isnan(z.real) && int_compare_double(other, z.real) == 0;
    else return retain(NotImplemented);
    return bool_object(equal == (op == COMPARE_EQ));
}

static Hash complex_hash(Object *o) {
    Pair z = complex_pair(o);
    uint64_t hash = (uint64_t)hash_double(z.real, o) + HASH_IMAG * (uint64_t)hash_double(z.imag, o);
    return hash == UINT64_MAX ? -2 : (Hash)hash;
}

static Object *complex_repr(Object *o) {
    Pair z = complex_pair(o);
    Buffer text = BUFFER_INIT;
    bool imaginary_only = z.real == 0 && !signbit(z.real);
    if (!imaginary_only) {
        buffer_append_byte(&text, '(');
        format_double(&text, z.real, 'r', 0, 0);
    }
    format_double(&text, z.imag, 'r', 0, imaginary_only ? 0 : DOUBLE_SIGN);
    buffer_append_text(&text, imaginary_only ? "j" : "j)");
    return str_from_buffer(&text);
}

/* ---- reading ---- */

static bool is_digit(char c) { return (c >= '0' && c <= '9') || c == '_'; }

/* Length of the longest number at the start of text, which may be a sign alone (as in "1+j"). */
static size_t number_length(const char *text, const char *end) {
    const char *at = text;
    double ignored;
    if (at < end && (*at == '+' || *at == '-')) at++;
    if (end - at >= 8 && float_parse_special(at, 8, &ignored)) return (size_t)(at - text) + 8;    /* infinity */
    if (end - at >= 3 && float_parse_special(at, 3, &ignored)) return (size_t)(at - text) + 3;
    while (at < end && is_digit(*at)) at++;
    if (at < end && *at == '.')
        for (at++; at < end && is_digit(*at);) at++;
    if (at < end && (*at | 0x20) == 'e') {
        const char *exponent = at + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-')) exponent++;
        if (exponent < end && is_digit(*exponent))
            for (at = exponent; at < end && is_digit(*at);) at++;
    }
    return (size_t)(at - text);
}

/* A coefficient of j: "", "+" and "-" stand for one. */
static int parse_coefficient(const char *text, size_t length, double *value) {
    if (length == 0 || (length == 1 && (*text == '+' || *text == '-'))) {
        *value = length && *text == '-' ? -1.0 : 1.0;
        return 1;
    }
    return float_parse(text, length, value);
}

static bool is_j(const char *at, const char *end) { return at < end && (*at | 0x20) == 'j'; }

/* [real][imag j], trimmed and without parentheses. 1, 0 malformed, -1 MemoryError. */
static int parse_components(const char *text, const char *end, Pair *z) {
    size_t length = number_length(text, end);
    const char *after = text + length;
    *z = (Pair){0, 0};
    if (is_j(after, end)) return after + 1 == end ? parse_coefficient(text, length, &z->imag) : 0;
    int status = length ? float_parse(text, length, &z->real) : 0;
    if (status <= 0 || after == end) return status;
    if (*after != '+' && *after != '-') return 0;
    length = number_length(after, end);
    return is_j(after + length, end) && after + length + 1 == end ? parse_coefficient(after, length, &z->imag) : 0;
}

static int parse_complex(const char *text, size_t length, Pair *z) {
    number_text_trim(&text, &length);
    if (length >= 2 && *text == '(' && text[length - 1] == ')') {
        text++, length -= 2;
        number_text_trim(&text, &length);
    }
    return length ? parse_components(text, text + length, z) : 0;
}

/* *z = the number that a Str spells. 0, -1. */
static int read_text(Object *str, Pair *z) {
    Buffer ascii = BUFFER_INIT;
    number_text_to_ascii(str, &ascii);
    int status = -1;
    if (buffer_failed(&ascii)) error_no_memory();
    else status = parse_complex(ascii.data, ascii.length, z);
    buffer_free(&ascii);
    if (status == 0) return error_set_int(ValueError, "complex() arg is a malformed string");
    return status < 0 ? -1 : 0;
}

/* ---- construction ---- */

/* x's __complex__: 1, 0 if it has none, -1. */
static int read_dunder_complex(Object *x, Pair *z) {
    Object *method = object_lookup_special(x, NAME(__complex__));
    if (!method) return error_pending() ? -1 : 0;
    Object *result = object_call_noargs(method);
    release(method);
    if (!result) return -1;
    int status = 1;
    if (is_complex(result)) {
        *z = complex_pair(result);
        if (result->type != &complex_type && error_warn_subclass("", "__complex__", result, "complex")) status = -1;
    } else status = error_set_int(TypeError, "__complex__ returned non-complex (type %T)", result);
    release(result);
    return status;
}

int complex_as_doubles(Object *o, double *real, double *imag) {
    Pair z = {0, 0};
    int status = is_complex(o) ? (z = complex_pair(o), 1) : is_float(o) || is_int(o) ? 0 : read_dunder_complex(o, &z);
    if (status == 0) status = float_as_double(o, &z.real);
    *real = z.real;
    *imag = z.imag;
    return status < 0 ? -1 : 0;
}

/* An argument: *has_imag says whether it brought an imaginary part. 0, -1. */
static int read_argument(Object *x, bool first, Pair *z, bool *has_imag) {
    *has_imag = true;
    if (x->type == &complex_type || (!first && is_complex(x))) return *z = complex_pair(x), 0;
    int status = first && !is_float(x) && !is_int(x) ? read_dunder_complex(x, z) : 0;
    if (status) return status < 0 ? -1 : 0;
    if (is_complex(x)) return *z = complex_pair(x), 0;
    *has_imag = false;
    z->imag = 0;
    if (x->type->to_float || x->type->index) return float_as_double(x, &z->real);
    if (first) return error_set_int(TypeError, "complex() first argument must be a string or a number, not '%T'", x);
    return error_set_int(TypeError, "complex() second argument must be a number, not '%T'", x);
}

/* real + imag * 1j. Parts that a number does not have are left out of the sums, for the sake of signed zeros. */
static int combine(Object *real, Object *imag, Pair *z) {
    bool real_has_imag = false, imag_has_imag = false;
    Pair second = {0, 0};
    *z = second;
    if (real && read_argument(real, true, z, &real_has_imag)) return -1;
    if (!imag) return 0;
    if (read_argument(imag, false, &second, &imag_has_imag)) return -1;
    if (imag_has_imag) z->real -= second.imag;
    z->imag = real_has_imag ? second.real + z->imag : second.real;
    return 0;
}

static int read_arguments(Object *real, Object *imag, Pair *z) {
    if (real && is_str(real)) {
        if (imag) return error_set_int(TypeError, "complex() can't take second arg if first is a string");
        return read_text(real, z);
    }
    if (imag && is_str(imag)) return error_set_int(TypeError, "complex() second arg can't be a string");
    return combine(real, imag, z);
}

static Object *complex_new(Type *type, Object **args, size_t count, Object *kwnames) {
    static Signature *signature;
    Object *bound[2];
    if (!signature && !(signature = signature_parse("(real=0, imag=0)"))) return NULL;
    if (signature_bind(signature, "complex", args, count, kwnames, bound)) return NULL;
    if (type == &complex_type && bound[0] && bound[0]->type == type && !bound[1]) return retain(bound[0]);
    Pair z;
    if (read_arguments(bound[0], bound[1], &z)) return NULL;
    if (type == &complex_type) return complex_from_pair(z);
    Complex *result = (Complex *)object_new(type);
    if (result) result->real = z.real, result->imag = z.imag;
    return (Object *)result;
}

/* ---- methods ---- */

static Object *complex_get_real(Object *self) { return float_from_double(complex_pair(self).real); }
static Object *complex_get_imag(Object *self) { return float_from_double(complex_pair(self).imag); }

static Value complex_conjugate_method(Object *self, Object **args UNUSED) {
    Pair z = complex_pair(self);
    return value_new(complex_from_doubles(z.real, -z.imag));
}

static Value complex_exact_method(Object *self, Object **args UNUSED) { return value_new(complex_exact(self)); }

static Value complex_getnewargs_method(Object *self, Object **args UNUSED) {
    Object *real = complex_get_real(self), *imag = real ? complex_get_imag(self) : NULL;
    Object *result = imag ? tuple_of(2, real, imag) : NULL;
    release_or_null(real);
    release_or_null(imag);
    return value_new(result);
}

static Value complex_format_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "__format__() argument must be str, not %K", args[0]);
    return value_new(format_complex(self, args[0]));
}

static const Method complex_methods[] = {
    {"conjugate", complex_conjugate_method, "()", "The number with its imaginary part negated.", 0},
    {"__complex__", complex_exact_method, "()", "The number as an exact complex.", 0},
    {"__getnewargs__", complex_getnewargs_method, "()", NULL, 0},
    {"__format__", complex_format_method, "(format_spec, /)", "The number as format_spec says.", 0},
    {0},
};

static const Getter complex_getters[] = {
    {"real", complex_get_real, getter_readonly, "the real part of a complex number"},
    {"imag", complex_get_imag, getter_readonly, "the imaginary part of a complex number"},
    {0},
};

Type complex_type = {
    .head = TYPE_HEAD, .name = "complex", .size = sizeof(Complex), .flags = TYPE_BASE,
    .doc = "complex(real=0, imag=0): the number real + imag*1j. complex(text) reads one such as '1+2j'.",
    .text_signature = "(real=0, imag=0)",
    .new = complex_new, .dealloc = complex_dealloc,
    .repr = complex_repr, .hash = complex_hash, .compare = complex_compare,
    .binary = {[BINARY_ADD] = complex_add, [BINARY_SUB] = complex_subtract, [BINARY_MUL] = complex_multiply,
               [BINARY_DIV] = complex_divide, [BINARY_POW] = complex_pow},
    .power = complex_pow_modulo,
    .unary = {[UNARY_POS] = complex_exact, [UNARY_NEG] = complex_negate, [UNARY_ABS] = complex_absolute},
    .truth = complex_truth, .methods = complex_methods, .getters = complex_getters,
};
