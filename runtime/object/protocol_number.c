/* protocol_number.c - binary, in-place and unary operators, pow, index. All may run script code through the slots.
 *
 * A binary operator asks the left operand's type, then the right one's; the right one first if its type is a proper
 * subclass with a slot of its own. Sequence concatenation and repetition come after. */
#include <string.h>

#include "runtime/object/protocol.h"
#include "runtime/object/signature.h"

#include "builtins/types/int.h"

static const char *const signs[BINARY_SLOTS] = {
    [BINARY_ADD] = "+", [BINARY_SUB] = "-", [BINARY_MUL] = "*", [BINARY_MATMUL] = "@", [BINARY_DIV] = "/", [BINARY_MOD] = "%",
    [BINARY_POW] = "** or pow()", [BINARY_LSHIFT] = "<<", [BINARY_RSHIFT] = ">>", [BINARY_OR] = "|", [BINARY_XOR] = "^", [BINARY_AND] = "&",
    [BINARY_FLOORDIV] = "//",
};
static const char *const inplace_signs[BINARY_SLOTS] = {
    [BINARY_ADD] = "+=", [BINARY_SUB] = "-=", [BINARY_MUL] = "*=", [BINARY_MATMUL] = "@=", [BINARY_DIV] = "/=", [BINARY_MOD] = "%=",
    [BINARY_POW] = "**=", [BINARY_LSHIFT] = "<<=", [BINARY_RSHIFT] = ">>=", [BINARY_OR] = "|=", [BINARY_XOR] = "^=", [BINARY_AND] = "&=",
    [BINARY_FLOORDIV] = "//=",
};

static const char *full_name(const Object *o) { return type_full_name(o->type); }

static Object *unsupported(Object *left, Object *right, const char *sign) {
    return error_set(TypeError, "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'", sign, full_name(left), full_name(right));
}

/* Asks the operands' slots. A new reference to NotImplemented when neither knows. */
static Object *dispatch(Object *left, Object *right, BinaryFn left_fn, BinaryFn right_fn) {
    if (left->type == right->type || right_fn == left_fn) right_fn = NULL;
    if (left_fn) {
        if (right_fn && type_is_subtype(right->type, left->type)) {
            Object *result = right_fn(left, right);
            if (result != NotImplemented) return result;
            release(result);
            right_fn = NULL;
        }
        Object *result = left_fn(left, right);
        if (result != NotImplemented) return result;
        release(result);
    }
    return right_fn ? right_fn(left, right) : retain(NotImplemented);
}

static Object *repeat_sequence(Object *(*repeat)(Object *, ssize_t), Object *sequence, Object *count) {
    ssize_t times;
    if (!count->type->index)
        return error_set(TypeError, "can't multiply sequence by non-int of type '%.200s'", full_name(count));
    return object_as_index(count, &times, OverflowError) ? NULL : repeat(sequence, times);
}

/* Concatenation or repetition where the types have no number slots that know. NotImplemented: neither. */
static Object *dispatch_sequence(Object *left, Object *right, int op) {
    if (op == BINARY_ADD && left->type->concat) return left->type->concat(left, right);
    if (op == BINARY_MUL && left->type->repeat) return repeat_sequence(left->type->repeat, left, right);
    if (op == BINARY_MUL && right->type->repeat) return repeat_sequence(right->type->repeat, right, left);
    return retain(NotImplemented);
}

static Object *binary_or_not_implemented(Object *left, Object *right, int op) {
    Object *result = dispatch(left, right, left->type->binary[op], right->type->binary[op]);
    if (result != NotImplemented || (op != BINARY_ADD && op != BINARY_MUL)) return result;
    release(result);
    return dispatch_sequence(left, right, op);
}

/* `print >> file` is a habit from Python 2: the message says so. */
static bool is_print_function(Object *o) {
    return o->type == &native_function_type && strcmp(((NativeFunction *)o)->method->name, "print") == 0;
}

static Object *binary_failed(Object *left, Object *right, int op) {
    if (op == BINARY_RSHIFT && is_print_function(left))
        return error_set(TypeError, "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'. Did you mean "
                         "\"print(<message>, file=<output_stream>)\"?", signs[op], full_name(left), full_name(right));
    return unsupported(left, right, signs[op]);
}

void *error_unsupported_operands(Object *left, Object *right, int op) { return binary_failed(left, right, op); }

Object *object_binary(Object *left, Object *right, int op) {
    if (op == BINARY_POW) return object_power(left, right, None);
    Object *result = binary_or_not_implemented(left, right, op);
    if (likely(result != NotImplemented)) return result;
    release(result);
    return binary_failed(left, right, op);
}

/* ---- in place ---- */

/* A right operand is repeated only if the left one has nothing of a sequence. */
static Object *inplace_sequence(Object *left, Object *right, int op) {
    const Type *type = left->type;
    if (op == BINARY_ADD && type->inplace_concat) return type->inplace_concat(left, right);
    if (op == BINARY_MUL && type->inplace_repeat) return repeat_sequence(type->inplace_repeat, left, right);
    if (op == BINARY_MUL && !type->repeat && type_is_sequence_like(type)) return retain(NotImplemented);
    return dispatch_sequence(left, right, op);
}

Object *object_inplace(Object *left, Object *right, int op) {
    Object *result;
    if (left->type->inplace[op]) {
        result = left->type->inplace[op](left, right);
        if (result != NotImplemented) return result;
        release(result);
    }
    if (op == BINARY_POW) {
        result = power_or_not_implemented(left, right, None);
    } else {
        result = dispatch(left, right, left->type->binary[op], right->type->binary[op]);
        if (result == NotImplemented && (op == BINARY_ADD || op == BINARY_MUL)) {
            release(result);
            result = inplace_sequence(left, right, op);
        }
    }
    if (likely(result != NotImplemented)) return result;
    release(result);
    return unsupported(left, right, inplace_signs[op]);
}

/* ---- power ---- */

/* One type's idea of base ** exponent % modulus. A type has either the three-argument slot or the operator's. */
static Object *ask_power(Type *type, Object *base, Object *exponent, Object *modulus) {
    if (type->power) return type->power(base, exponent, modulus);
    if (type->binary[BINARY_POW] && modulus == None) return type->binary[BINARY_POW](base, exponent);
    return retain(NotImplemented);
}

static bool has_power(const Type *type) { return type->power || type->binary[BINARY_POW]; }

static bool same_power(const Type *a, const Type *b) { return a == b || (a->power == b->power && a->binary[BINARY_POW] == b->binary[BINARY_POW]); }

Object *power_or_not_implemented(Object *base, Object *exponent, Object *modulus) {
    Type *left = base->type, *right = exponent->type, *asked[3];
    size_t count = 0;
    bool other = has_power(right) && !same_power(left, right);
    if (other && has_power(left) && type_is_subtype(right, left)) asked[count++] = right, other = false;
    if (has_power(left)) asked[count++] = left;
    if (other) asked[count++] = right;
    if (modulus != None && has_power(modulus->type) && !same_power(modulus->type, left) && !same_power(modulus->type, right))
        asked[count++] = modulus->type;
    for (size_t i = 0; i < count; i++) {
        Object *result = ask_power(asked[i], base, exponent, modulus);
        if (result != NotImplemented) return result;
        release(result);
    }
    return retain(NotImplemented);
}

Object *object_power(Object *base, Object *exponent, Object *modulus) {
    Object *result = power_or_not_implemented(base, exponent, modulus);
    if (likely(result != NotImplemented)) return result;
    release(result);
    if (modulus == None) return unsupported(base, exponent, signs[BINARY_POW]);
    return error_set(TypeError, "unsupported operand type(s) for ** or pow(): '%.100s', '%.100s', '%.100s'",
                     full_name(base), full_name(exponent), full_name(modulus));
}

Object *object_divmod(Object *left, Object *right) {
    Object *result = dispatch(left, right, left->type->divmod, right->type->divmod);
    if (likely(result != NotImplemented)) return result;
    release(result);
    return unsupported(left, right, "divmod()");
}

/* ---- unary ---- */

Object *object_unary(Object *operand, int op) {
    static const char *const names[UNARY_SLOTS] = {
        [UNARY_INVERT] = "unary ~", [UNARY_POS] = "unary +", [UNARY_NEG] = "unary -", [UNARY_ABS] = "abs()",
    };
    if (likely(operand->type->unary[op] != NULL)) return operand->type->unary[op](operand);
    return error_set(TypeError, "bad operand type for %s: '%.200s'", names[op], full_name(operand));
}

/* ---- index ---- */

Object *object_index(Object *o) {
    if (is_int(o)) return int_exact(o);
    if (!o->type->index) return error_set(TypeError, "'%.200s' object cannot be interpreted as an integer", full_name(o));
    Object *result = o->type->index(o);
    if (result && !is_int(result)) {
        error_set(TypeError, "__index__ returned non-int (type %.200s)", full_name(result));
        CLEAR(result);
    }
    if (!result || is_int_exact(result)) return result;
    Object *exact = error_warn_subclass("", "__index__", result, "int") ? NULL : int_exact(result);
    release(result);
    return exact;
}

int object_as_index(Object *o, ssize_t *result, Type *overflow_type) {
    if (likely(is_machine_int(o))) return *result = int_value(o), 0;
    Object *number = object_index(o);
    if (!number) return -1;
    int failed = 0;
    if (likely(!((Int *)number)->big)) *result = int_value(number);
    else if (!overflow_type) *result = int_sign(number) < 0 ? -SSIZE_MAX - 1 : SSIZE_MAX;
    else failed = error_set_int(overflow_type, "cannot fit '%.200s' into an index-sized integer", full_name(o));
    release(number);
    return failed;
}
