/* float.c - the float type: operators and constructor. Only float(x) runs script code (__float__, __index__). */
#include "builtins/types/float.h"

#include <errno.h>
#include <math.h>

#include "builtins/types/bytes.h"
#include "builtins/types/complex.h"
#include "builtins/types/float_methods.h"
#include "builtins/types/float_text.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/alloc.h"

MemFreeList float_free_list = {.name = "float", .size = sizeof(Float), .limit = 100};

/* ---- conversion ---- */

/* o->type->to_float: the result must be a float. */
static int float_from_slot(Object *o, double *result) {
    Object *number = o->type->to_float(o);
    if (!number) return -1;
    int status = 0;
    if (is_float(number)) {
        *result = float_value(number);
        if (!is_float_exact(number)) status = error_warn_subclass(o->type->name, ".__float__", number, "float");
    } else status = error_set_int(TypeError, "%T.__float__ returned non-float (type %T)", o, number);
    release(number);
    return status;
}

static int float_from_index(Object *o, double *result) {
    Object *number = object_index(o);
    if (!number) return -1;
    *result = int_as_double(number);
    release(number);
    return *result == -1.0 && error_pending() ? -1 : 0;
}

int float_as_double(Object *o, double *result) {
    if (is_float_exact(o)) return *result = float_value(o), 0;
    if (is_machine_int(o)) return *result = (double)int_value(o), 0;
    if (o->type->to_float) return float_from_slot(o, result);
    if (o->type->index) return float_from_index(o, result);
    return error_set_int(TypeError, "must be real number, not %T", o);
}

/* An operand of a float operator: 1; 0 if it is neither float nor int; -1 if the int is too large. */
static int operand(Object *o, double *result) {
    if (is_float(o)) return *result = float_value(o), 1;
    if (!is_int(o)) return 0;
    *result = int_as_double(o);
    return *result == -1.0 && error_pending() ? -1 : 1;
}

#define OPERANDS(left, right, a, b)                                                  \
    double a, b;                                                                     \
    int status_ = operand(left, &a);                                                 \
    if (likely(status_ > 0)) status_ = operand(right, &b);                           \
    if (unlikely(status_ <= 0)) return status_ < 0 ? NULL : retain(NotImplemented)

/* ---- arithmetic ---- */

static Object *float_add(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return float_from_double(a + b);
}

static Object *float_subtract(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return float_from_double(a - b);
}

static Object *float_multiply(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return float_from_double(a * b);
}

static Object *float_divide(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    if (b == 0) return error_set(ZeroDivisionError, "float division by zero");
    return float_from_double(a / b);
}

/* The remainder has the divisor's sign; the quotient is (left - remainder) / right, brought to the nearest integer. */
static void divide_and_remainder(double left, double right, double *quotient, double *remainder) {
    double rest = fmod(left, right), whole = (left - rest) / right;
    if (rest == 0) rest = copysign(0.0, right);
    else if ((right < 0) != (rest < 0)) {
        rest += right;
        whole -= 1.0;
    }
    *remainder = rest;
    if (whole == 0) *quotient = copysign(0.0, left / right);
    else *quotient = whole - floor(whole) > 0.5 ? floor(whole) + 1.0 : floor(whole);
}

double float_floor_divide(double left, double right) {
    double quotient, remainder;
    divide_and_remainder(left, right, &quotient, &remainder);
    return quotient;
}

double float_modulo(double left, double right) {
    double rest = fmod(left, right);
    if (rest == 0) return copysign(0.0, right);
    return (right < 0) != (rest < 0) ? rest + right : rest;
}

static Object *float_floor_division(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    if (b == 0) return error_set(ZeroDivisionError, "float floor division by zero");
    return float_from_double(float_floor_divide(a, b));
}

static Object *float_remainder(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    if (b == 0) return error_set(ZeroDivisionError, "float modulo");
    return float_from_double(float_modulo(a, b));
}

static Object *float_divmod(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    if (b == 0) return error_set(ZeroDivisionError, "float divmod()");
    double quotient, remainder;
    divide_and_remainder(a, b, &quotient, &remainder);
    Object *first = float_from_double(quotient), *second = first ? float_from_double(remainder) : NULL;
    if (second) return tuple_from_items_steal((Object *[]){first, second}, 2);
    release_or_null(first);
    return NULL;
}

/* OverflowError(34, 'Numerical result out of range') */
static Object *result_out_of_range(void) {
    Object *code = int_from_i64(ERANGE), *text = code ? str_from_text("Numerical result out of range") : NULL;
    Object *exception = text ? object_call_objects((Object *)OverflowError, 2, code, text) : NULL;
    release_or_null(code);
    release_or_null(text);
    return exception ? error_raise_steal(exception) : NULL;
}

static Object *complex_power(double base, double exponent) {
    Object *left = complex_from_doubles(base, 0), *right = left ? complex_from_doubles(exponent, 0) : NULL;
    Object *result = right ? complex_type.binary[BINARY_POW](left, right) : NULL;
    release_or_null(left);
    release_or_null(right);
    return result;
}

Object *float_power(double base, double exponent) {
    bool finite = isfinite(base) && isfinite(exponent);
    if (finite && base == 0 && exponent < 0) return error_set(ZeroDivisionError, "0.0 cannot be raised to a negative power");
    if (finite && base < 0 && exponent != floor(exponent)) return complex_power(base, exponent);
    double result = pow(base, exponent);
    return finite && isinf(result) ? result_out_of_range() : float_from_double(result);
}

static Object *float_pow(Object *left, Object *right) {
    OPERANDS(left, right, a, b);
    return float_power(a, b);
}

static Object *float_pow_modulo(Object *base, Object *exponent, Object *modulus) {
    if (!modulus || modulus == None) return float_pow(base, exponent);
    return error_set(TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
}

static Object *float_exact(Object *o) { return is_float_exact(o) ? retain(o) : float_from_double(float_value(o)); }
static Object *float_negate(Object *o) { return float_from_double(-float_value(o)); }
static Object *float_absolute(Object *o) { return float_from_double(fabs(float_value(o))); }
static int float_truth(Object *o) { return float_value(o) != 0; }
static Object *float_to_int(Object *o) { return int_from_double(float_value(o)); }
static Object *float_repr(Object *o) { return float_to_text(float_value(o)); }
static Hash float_hash(Object *o) { return hash_double(float_value(o), o); }

static bool doubles_satisfy(double left, double right, int op) {
    switch (op) {
    case COMPARE_EQ: return left == right;
    case COMPARE_NE: return left != right;
    case COMPARE_LT: return left < right;
    case COMPARE_LE: return left <= right;
    case COMPARE_GT: return left > right;
    default: return left >= right;
    }
}

static Object *float_compare(Object *self, Object *other, int op) {
    double value = float_value(self);
    if (is_float(other)) return bool_object(doubles_satisfy(value, float_value(other), op));
    if (!is_int(other)) return retain(NotImplemented);
    if (isnan(value)) return bool_object(op == COMPARE_NE);
    return bool_object(order_satisfies(-int_compare_double(other, value), op));
}

/* ---- construction ---- */

static Object *float_from_buffer(Object *x) {
    BufferView view;
    if (object_get_buffer(x, &view, 0)) return NULL;
    Object *result = float_from_bytes_text(view.data, view.length, x);
    buffer_view_release(&view);
    return result;
}

static Object *float_from_object(Object *x) {
    if (is_float_exact(x)) return retain(x);
    if (is_str_exact(x)) return float_from_str(x);
    double value;
    if (x->type->to_float || x->type->index) return float_as_double(x, &value) ? NULL : float_from_double(value);
    if (is_str(x)) return float_from_str(x);
    if (x->type->get_buffer) return float_from_buffer(x);
    return error_set(TypeError, "float() argument must be a string or a real number, not '%T'", x);
}

/* Subclasses may take keywords in their own __init__. */
static Object *float_new(Type *type, Object **args, size_t count, Object *kwnames) {
    if (kwnames && type->init == float_type.init) return error_set(TypeError, "float() takes no keyword arguments");
    if (count > 1) return error_set(TypeError, "float expected at most 1 argument, got %zu", count);
    Object *value = count ? float_from_object(args[0]) : float_from_double(0.0);
    if (!value || type == &float_type) return value;
    Float *result = (Float *)object_new(type);
    if (result) result->value = float_value(value);
    release(value);
    return (Object *)result;
}

static void float_dealloc(Object *self) {
    if (unlikely(!is_float_exact(self))) object_free(self);
    else if (!mem_free_list_put(&float_free_list, self)) mem_free(self, sizeof(Float));
}

static void float_destroy(Object *self) {
    if (!destroy_begin_leaf(self)) return;
    if (!mem_free_list_put(&float_free_list, self)) mem_free(self, sizeof(Float));
}

Type float_type = {
    .head = TYPE_HEAD, .name = "float", .size = sizeof(Float), .flags = TYPE_BASE | TYPE_FLOAT_SUBCLASS,
    .doc = "A floating-point number (double precision).\n\nfloat() is 0.0; float(x) is x as a float, or the number that a text spells.",
    .text_signature = "(x=0, /)",
    .new = float_new, .convert = float_from_object, .destroy = float_destroy, .dealloc = float_dealloc,
    .repr = float_repr, .hash = float_hash, .compare = float_compare,
    .binary = {[BINARY_ADD] = float_add, [BINARY_SUB] = float_subtract, [BINARY_MUL] = float_multiply,
               [BINARY_DIV] = float_divide, [BINARY_FLOORDIV] = float_floor_division, [BINARY_MOD] = float_remainder,
               [BINARY_POW] = float_pow},
    .power = float_pow_modulo, .divmod = float_divmod,
    .unary = {[UNARY_POS] = float_exact, [UNARY_NEG] = float_negate, [UNARY_ABS] = float_absolute},
    .truth = float_truth, .to_int = float_to_int, .to_float = float_exact,
    .methods = float_methods, .getters = float_getters,
};
