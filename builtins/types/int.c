/* int.c - the int type: operators on machine ints, with big ints (bigint.c) behind them, and the constructor.
 *
 * Invariant: an Int has big == NULL exactly if its value fits in 64 bits. The small ints live in static storage, which
 * holds one reference to each. Only the constructor runs script code (__int__, __index__, __trunc__). */
#include "builtins/types/int.h"

#include <float.h>
#include <math.h>

#include "builtins/types/bigint.h"
#include "builtins/types/bytes.h"
#include "builtins/types/float.h"
#include "builtins/types/int_methods.h"
#include "builtins/types/int_text.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/alloc.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

#define SMALL(n) {.head = {1, &int_type}, .value = (n)}
#define SMALL_10(n) SMALL(n), SMALL(n + 1), SMALL(n + 2), SMALL(n + 3), SMALL(n + 4), \
                    SMALL(n + 5), SMALL(n + 6), SMALL(n + 7), SMALL(n + 8), SMALL(n + 9)
#define SMALL_50(n) SMALL_10(n), SMALL_10(n + 10), SMALL_10(n + 20), SMALL_10(n + 30), SMALL_10(n + 40)
Int small_ints[SMALL_INT_MAX - SMALL_INT_MIN + 1] = {
    SMALL(-5), SMALL(-4), SMALL(-3), SMALL(-2), SMALL(-1),
    SMALL_50(0), SMALL_50(50), SMALL_50(100), SMALL_50(150), SMALL_50(200),
    SMALL(250), SMALL(251), SMALL(252), SMALL(253), SMALL(254), SMALL(255), SMALL(256),
};

/* ---- making and reading ---- */

Object *int_from_double(double value) {
    if (isnan(value)) return error_set(ValueError, "cannot convert float NaN to integer");
    if (isinf(value)) return error_set(OverflowError, "cannot convert float infinity to integer");
    if (value >= -0x1p63 && value < 0x1p63) return int_from_i64((int64_t)value);
    Int *result = big_new(DBL_MAX_EXP);
    if (!result) return NULL;
    mpz_set_d(&result->number, value);
    return big_finish_steal(result);
}

Object *int_exact(Object *o) {
    if (is_int_exact(o)) return retain(o);
    return int_is_machine(o) ? int_from_i64(int_value(o)) : int_from_mpz(int_big(o));
}

int int_as_i64(Object *o, int64_t *result) {
    if (!int_is_machine(o)) return error_set_int(OverflowError, "Python int too large to convert to C long");
    *result = int_value(o);
    return 0;
}

double int_as_double(Object *o) {
    if (int_is_machine(o)) return (double)int_value(o);
    double result = big_as_double(int_big(o));
    if (!isinf(result)) return result;
    error_set(OverflowError, "int too large to convert to float");
    return -1.0;
}

int int_sign(const Object *o) {
    if (!int_is_machine(o)) return mpz_sgn(int_big(o));
    return (int_value(o) > 0) - (int_value(o) < 0);
}

size_t int_bit_length(const Object *o) {
    if (!int_is_machine(o)) return mpz_sizeinbase(int_big(o), 2);
    int64_t value = int_value(o);
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return magnitude ? 64 - (size_t)__builtin_clzll(magnitude) : 0;
}

/* ---- comparison ---- */

int int_compare(const Object *left, const Object *right) {
    if (likely(int_is_machine(left) && int_is_machine(right)))
        return (int_value(left) > int_value(right)) - (int_value(left) < int_value(right));
    if (int_is_machine(left)) return -mpz_sgn(int_big(right));    /* a big int lies beyond all machine ints */
    if (int_is_machine(right)) return mpz_sgn(int_big(left));
    int order = mpz_cmp(int_big(left), int_big(right));
    return (order > 0) - (order < 0);
}

/* Beyond 2**53 a double is compared by its integer part, which then is exact. */
static int compare_i64_double(int64_t value, double other) {
    if (other >= 0x1p63) return -1;
    if (other < -0x1p63) return 1;
    int64_t whole = (int64_t)other;
    if (value != whole) return value < whole ? -1 : 1;
    double fraction = other - (double)whole;
    return (fraction < 0) - (fraction > 0);
}

int int_compare_double(const Object *o, double value) {
    if (int_is_machine(o)) return compare_i64_double(int_value(o), value);
    if (isinf(value)) return value > 0 ? -1 : 1;
    int order = mpz_cmp_d(int_big(o), value);
    return (order > 0) - (order < 0);
}

static Object *int_rich_compare(Object *self, Object *other, int op) {
    if (!is_int(other)) return retain(NotImplemented);
    return bool_object(order_satisfies(int_compare(self, other), op));
}

Hash int_hash(Object *o) {
    if (likely(int_is_machine(o))) return hash_int(int_value(o));
    Hash rest = (Hash)mpz_tdiv_ui(int_big(o), HASH_MODULUS);
    if (mpz_sgn(int_big(o)) < 0) rest = -rest;
    return rest == -1 ? -2 : rest;
}

/* ---- operators ---- */

#define BOTH_INTS(left, right) if (unlikely(!is_int(left) || !is_int(right))) return retain(NotImplemented)
static inline bool both_machine(const Object *left, const Object *right) { return int_is_machine(left) && int_is_machine(right); }

static Object *int_add(Object *left, Object *right) {
    BOTH_INTS(left, right);
    int64_t result;
    if (likely(both_machine(left, right)) && likely(!__builtin_add_overflow(int_value(left), int_value(right), &result)))
        return int_from_i64(result);
    return big_add(left, right);
}

static Object *int_subtract(Object *left, Object *right) {
    BOTH_INTS(left, right);
    int64_t result;
    if (likely(both_machine(left, right)) && likely(!__builtin_sub_overflow(int_value(left), int_value(right), &result)))
        return int_from_i64(result);
    return big_subtract(left, right);
}

static Object *int_multiply(Object *left, Object *right) {
    BOTH_INTS(left, right);
    int64_t result;
    if (likely(both_machine(left, right)) && likely(!__builtin_mul_overflow(int_value(left), int_value(right), &result)))
        return int_from_i64(result);
    return big_multiply(left, right);
}

/* left / right is the one quotient that machine ints cannot hold. */
static bool quotient_overflows(const Object *left, const Object *right) {
    return int_value(right) == -1 && int_value(left) == INT64_MIN;
}

static Object *int_floor_divide(Object *left, Object *right) {
    BOTH_INTS(left, right);
    if (int_sign(right) == 0) return error_set(ZeroDivisionError, "integer division or modulo by zero");
    if (likely(both_machine(left, right)) && !quotient_overflows(left, right)) {
        int64_t quotient = int_value(left) / int_value(right), rest = int_value(left) % int_value(right);
        return int_from_i64(quotient - (rest && (rest ^ int_value(right)) < 0));
    }
    Object *quotient;
    return big_divide(left, right, &quotient, NULL) ? NULL : quotient;
}

static Object *int_modulo(Object *left, Object *right) {
    BOTH_INTS(left, right);
    if (int_sign(right) == 0) return error_set(ZeroDivisionError, "integer modulo by zero");
    if (likely(both_machine(left, right))) {
        if (int_value(right) == -1) return int_from_i64(0);
        int64_t rest = int_value(left) % int_value(right);
        return int_from_i64(rest && (rest ^ int_value(right)) < 0 ? rest + int_value(right) : rest);
    }
    Object *rest;
    return big_divide(left, right, NULL, &rest) ? NULL : rest;
}

static Object *pair_steal(Object *first, Object *second) {
    if (!first || !second) {
        release_or_null(first);
        release_or_null(second);
        return NULL;
    }
    return tuple_from_items_steal((Object *[]){first, second}, 2);
}

static Object *int_divmod(Object *left, Object *right) {
    BOTH_INTS(left, right);
    if (int_sign(right) == 0) return error_set(ZeroDivisionError, "integer division or modulo by zero");
    if (both_machine(left, right)) {
        Object *quotient = int_floor_divide(left, right);
        return quotient ? pair_steal(quotient, int_modulo(left, right)) : NULL;
    }
    Object *quotient, *rest;
    return big_divide(left, right, &quotient, &rest) ? NULL : pair_steal(quotient, rest);
}

static Object *int_true_divide(Object *left, Object *right) {
    BOTH_INTS(left, right);
    if (int_sign(right) == 0) return error_set(ZeroDivisionError, "division by zero");
    const int64_t exact = INT64_C(1) << DBL_MANT_DIG;
    if (both_machine(left, right)) {
        int64_t a = int_value(left), b = int_value(right);
        if (a >= -exact && a <= exact && b >= -exact && b <= exact) return float_from_double((double)a / (double)b);
    }
    return big_true_divide(left, right);
}

/* *result = base ** exponent; false on overflow. exponent >= 0. */
static bool power_i64(int64_t base, int64_t exponent, int64_t *result) {
    *result = 1;
    for (;;) {
        if (exponent & 1 && __builtin_mul_overflow(*result, base, result)) return false;
        exponent >>= 1;
        if (!exponent) return true;
        if (__builtin_mul_overflow(base, base, &base)) return false;
    }
}

static Object *power_of_floats(Object *base, Object *exponent) {
    double x = int_as_double(base);
    if (x == -1.0 && error_pending()) return NULL;
    double y = int_as_double(exponent);
    if (y == -1.0 && error_pending()) return NULL;
    return float_power(x, y);
}

static Object *int_power(Object *base, Object *exponent) {
    BOTH_INTS(base, exponent);
    if (int_sign(exponent) < 0) return power_of_floats(base, exponent);
    int64_t result;
    if (both_machine(base, exponent) && power_i64(int_value(base), int_value(exponent), &result)) return int_from_i64(result);
    return big_power(base, exponent);
}

static Object *int_power_modulo(Object *base, Object *exponent, Object *modulus) {
    if (!modulus || modulus == None) return int_power(base, exponent);
    if (!is_int(base) || !is_int(exponent) || !is_int(modulus)) return retain(NotImplemented);
    return big_power_modulo(base, exponent, modulus);
}

/* CPython counts digits of 30 bits in a ssize_t of bytes, four to a digit. */
static Object *shift_without_room(const Object *count) {
    if (mpz_cmp_d(int_big(count), 30 * 0x1p61) < 0) return error_no_memory();
    return error_set(OverflowError, "too many digits in integer");
}

static Object *int_shift_left(Object *left, Object *right) {
    BOTH_INTS(left, right);
    if (int_sign(right) < 0) return error_set(ValueError, "negative shift count");
    if (int_sign(left) == 0) return int_from_i64(0);
    if (!int_is_machine(right)) return shift_without_room(right);
    int64_t count = int_value(right);
    if (int_is_machine(left) && count < 63 && int_bit_length(left) + (size_t)count < 64)
        return int_from_i64((int64_t)((uint64_t)int_value(left) << count));
    return big_shift_left(left, (size_t)count);
}

static Object *int_shift_right(Object *left, Object *right) {
    BOTH_INTS(left, right);
    if (int_sign(right) < 0) return error_set(ValueError, "negative shift count");
    if (!int_is_machine(right)) return int_from_i64(int_sign(left) < 0 ? -1 : 0);
    int64_t count = int_value(right);
    if (int_is_machine(left)) return int_from_i64(int_value(left) >> (count > 63 ? 63 : count));
    return big_shift_right(left, (size_t)count);
}

static Object *int_and(Object *left, Object *right) {
    BOTH_INTS(left, right);
    return both_machine(left, right) ? int_from_i64(int_value(left) & int_value(right)) : big_bitwise(left, right, BIG_AND);
}

static Object *int_or(Object *left, Object *right) {
    BOTH_INTS(left, right);
    return both_machine(left, right) ? int_from_i64(int_value(left) | int_value(right)) : big_bitwise(left, right, BIG_OR);
}

static Object *int_xor(Object *left, Object *right) {
    BOTH_INTS(left, right);
    return both_machine(left, right) ? int_from_i64(int_value(left) ^ int_value(right)) : big_bitwise(left, right, BIG_XOR);
}

static Object *int_negate(Object *o) {
    if (int_is_machine(o) && int_value(o) != INT64_MIN) return int_from_i64(-int_value(o));
    return big_negate(o);
}

static Object *int_absolute(Object *o) { return int_sign(o) < 0 ? int_negate(o) : int_exact(o); }
static Object *int_invert(Object *o) { return int_is_machine(o) ? int_from_i64(~int_value(o)) : big_invert(o); }

static Object *int_to_float(Object *o) {
    double value = int_as_double(o);
    return value == -1.0 && error_pending() ? NULL : float_from_double(value);
}

static int int_truth(Object *o) { return !int_is_machine(o) || int_value(o) != 0; }
static Object *int_repr(Object *o) { return int_to_text(o, 10, false); }

/* Operators that ints do not have (@) end in the TypeError of the general rules. */
static Object *no_such_operator(int64_t left, int64_t right, int op) {
    Object *a = int_from_i64(left), *b = a ? int_from_i64(right) : NULL;
    Object *result = b ? object_binary(a, b, op) : NULL;
    release_or_null(a);
    release_or_null(b);
    return result;
}

Object *int_binary_slow(int64_t left, int64_t right, int op) {
    if (!int_type.binary[op]) return no_such_operator(left, right, op);
    Int a = {.head = {1, &int_type}, .value = left}, b = {.head = {1, &int_type}, .value = right};
    return int_type.binary[op] ? int_type.binary[op](&a.head, &b.head) : object_binary(&a.head, &b.head, op);
}

/* ---- construction ---- */

/* STEALS result of a conversion method. It must be an int; an exact one comes out. */
static Object *checked_int_steal(Object *result, const char *method) {
    if (!result || is_int_exact(result)) return result;
    Object *exact = NULL;
    if (is_int(result)) exact = error_warn_subclass("", method, result, "int") ? NULL : int_exact(result);
    else error_set(TypeError, "%s returned non-int (type %T)", method, result);
    release(result);
    return exact;
}

static Object *int_from_trunc(Object *method) {
    if (error_warn(DeprecationWarning, "The delegation of int() to __trunc__ is deprecated.")) return NULL;
    Object *result = object_call_noargs(method);
    if (!result || is_int(result)) return checked_int_steal(result, "__trunc__");
    Object *index = result->type->index ? object_index(result) : NULL;
    if (!index && !error_pending()) error_set(TypeError, "__trunc__ returned non-Integral (type %T)", result);
    release(result);
    return index;
}

static Object *int_from_buffer(Object *x, int base) {
    BufferView view;
    if (object_get_buffer(x, &view, 0)) return NULL;
    Object *result = int_parse(view.data, view.length, base, x);
    buffer_view_release(&view);
    return result;
}

/* Text, or TypeError. */
static Object *int_from_text_object(Object *x, int base) {
    if (is_str(x)) return int_parse_str(x, base);
    if (is_bytes(x) || is_bytearray(x)) return int_parse(is_bytes(x) ? bytes_data(x) : ((ByteArray *)x)->data,
                                                         is_bytes(x) ? bytes_size(x) : ((ByteArray *)x)->size, base, x);
    if (x->type->get_buffer) return int_from_buffer(x, base);
    return error_set(TypeError, "int() argument must be a string, a bytes-like object or a real number, not '%T'", x);
}

Object *int_from_object(Object *x) {
    if (is_int_exact(x)) return retain(x);
    if (x->type->to_int) return checked_int_steal(x->type->to_int(x), "__int__");
    if (x->type->index) return checked_int_steal(object_index(x), "__index__");
    Object *trunc = object_lookup_special(x, NAME(__trunc__));
    if (!trunc) return error_pending() ? NULL : int_from_text_object(x, 10);
    Object *result = int_from_trunc(trunc);
    release(trunc);
    return result;
}

static Object *int_from_text_and_base(Object *x, Object *base_object) {
    ssize_t base;
    if (!x) return error_set(TypeError, "int() missing string argument");
    if (object_as_index(base_object, &base, NULL)) return NULL;
    if (base != 0 && (base < 2 || base > 36)) return error_set(ValueError, "int() base must be >= 2 and <= 36, or 0");
    if (is_str(x) || is_bytes(x) || is_bytearray(x)) return int_from_text_object(x, (int)base);
    return error_set(TypeError, "int() can't convert non-string with explicit base");
}

/* Makes number, which is zero, a copy. 0, or -1 with MemoryError pending. */
static int copy_number(mpz_ptr number, mpz_srcptr value) {
    if (big_reserve(mpz_sizeinbase(value, 2))) return -1;
    mpz_init_set(number, value);
    return 0;
}

/* An instance of a subclass with that value. STEALS value. */
static Object *int_subclass_new_steal(Type *type, Object *value) {
    Int *result = value ? (Int *)object_new(type) : NULL;
    if (result && int_is_machine(value)) result->value = int_value(value);
    else if (result && copy_number(&result->number, int_big(value))) CLEAR(result);
    release_or_null(value);
    return (Object *)result;
}

static Object *int_new(Type *type, Object **args, size_t count, Object *kwnames) {
    static Signature *signature;
    Object *bound[2] = {NULL, NULL};
    if (likely(count <= 1 && !kwnames)) bound[0] = count ? args[0] : NULL;
    else {
        if (!signature && !(signature = signature_parse("(x=0, /, base=10)"))) return NULL;
        if (signature_bind(signature, "int", args, count, kwnames, bound)) return NULL;
    }
    Object *value = bound[1] ? int_from_text_and_base(bound[0], bound[1])
                  : bound[0] ? int_from_object(bound[0]) : int_from_i64(0);
    return type == &int_type ? value : int_subclass_new_steal(type, value);
}

static void int_dealloc(Object *self) {
    Int *o = (Int *)self;
    if (likely(is_int_exact(self))) {
        if (likely(!o->big)) mem_free(o, sizeof *o);
        else big_free(o);
        return;
    }
    if (o->big) mpz_clear(&o->number);
    object_free(self);
}

static void int_destroy(Object *self) {
    if (!destroy_begin_leaf(self)) return;
    if (likely(!((Int *)self)->big)) mem_free(self, sizeof(Int));
    else big_free((Int *)self);
}

Type int_type = {
    .head = TYPE_HEAD, .name = "int", .size = sizeof(Int), .flags = TYPE_BASE | TYPE_INT_SUBCLASS,
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\n"
           "An integer of any size. int() is 0; int(x) is x as an integer, cut towards zero, or the number that a text spells in base 10.\n"
           "With a base (0, or 2 to 36) x must be text; base 0 reads a literal with its own prefix.",
    .new = int_new, .convert = int_from_object, .destroy = int_destroy, .dealloc = int_dealloc,
    .repr = int_repr, .hash = int_hash, .compare = int_rich_compare,
    .binary = {[BINARY_ADD] = int_add, [BINARY_SUB] = int_subtract, [BINARY_MUL] = int_multiply,
               [BINARY_DIV] = int_true_divide, [BINARY_FLOORDIV] = int_floor_divide, [BINARY_MOD] = int_modulo,
               [BINARY_POW] = int_power, [BINARY_LSHIFT] = int_shift_left, [BINARY_RSHIFT] = int_shift_right,
               [BINARY_AND] = int_and, [BINARY_OR] = int_or, [BINARY_XOR] = int_xor},
    .power = int_power_modulo, .divmod = int_divmod,
    .unary = {[UNARY_INVERT] = int_invert, [UNARY_POS] = int_exact, [UNARY_NEG] = int_negate, [UNARY_ABS] = int_absolute},
    .truth = int_truth, .to_int = int_exact, .to_float = int_to_float, .index = int_exact,
    .methods = int_methods, .getters = int_getters,
};
