/* int_methods.c - the methods and attributes of int. Arguments' __index__ and iteration may run script code. */
#include "builtins/types/int_methods.h"

#include <string.h>

#include "builtins/types/bigint.h"
#include "builtins/types/bytes.h"
#include "builtins/types/format.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* ---- bits ---- */

static Value int_bit_length_method(Object *self, Object **args UNUSED) { return value_int((int64_t)int_bit_length(self)); }

static Value int_bit_count_method(Object *self, Object **args UNUSED) {
    BigView view, positive;
    mpz_srcptr z = big_view(self, &view);
    mpz_roinit_n(positive.z, mpz_limbs_read(z), (mp_size_t)mpz_size(z));
    return value_int((int64_t)mpz_popcount(positive.z));
}

/* ---- bytes ---- */

/* 1 for big, 0 for little, -1 with an exception. order: a Str, or NULL for big. */
static int is_big_endian(Object *order) {
    if (!order || str_equal_text(order, "big")) return 1;
    if (str_equal_text(order, "little")) return 0;
    return error_set_int(ValueError, "byteorder must be either 'little' or 'big'");
}

static int order_argument(const char *function, Object *order) {
    if (!order || is_str(order)) return is_big_endian(order);
    return error_set_int(TypeError, "%s() argument 'byteorder' must be str, not %K", function, order);
}

static void reverse_bytes(char *data, size_t length) {
    for (size_t i = 0; i < length / 2; i++) {
        char byte = data[i];
        data[i] = data[length - 1 - i];
        data[length - 1 - i] = byte;
    }
}

/* Whether z fits in that many bytes; OverflowError. */
static int check_fits(mpz_srcptr z, size_t length, bool is_signed) {
    if (mpz_sgn(z) < 0 && !is_signed) return error_set_int(OverflowError, "can't convert negative int to unsigned");
    size_t bits = mpz_sgn(z) ? mpz_sizeinbase(z, 2) : 0;
    if (mpz_sgn(z) < 0 && mpz_scan1(z, 0) == bits - 1) bits--;    /* -2**n needs n bits and the sign */
    if (bits && bits + is_signed > length * 8) return error_set_int(OverflowError, "int too big to convert");
    return 0;
}

static void write_machine_little(int64_t value, char *out, size_t length) {
    for (size_t i = 0; i < length; i++, value >>= 8) out[i] = (char)value;
}

/* Little-endian two's complement: the bytes of abs(z), inverted and one added if negative. */
static void write_little(mpz_srcptr z, char *out, size_t length) {
    memset(out, 0, length);
    mpz_export(out, NULL, -1, 1, 0, 0, z);
    if (mpz_sgn(z) >= 0) return;
    unsigned carry = 1;
    for (size_t i = 0; i < length; i++) {
        carry += (unsigned char)~out[i];
        out[i] = (char)carry;
        carry >>= 8;
    }
}

static Object *int_to_bytes(Object *self, ssize_t length, bool big_endian, bool is_signed) {
    BigView view;
    mpz_srcptr z = big_view(self, &view);
    if (length < 0) return error_set(ValueError, "length argument must be non-negative");
    if (check_fits(z, (size_t)length, is_signed)) return NULL;
    Object *result = bytes_from_data(NULL, (size_t)length);
    if (!result) return NULL;
    if (int_is_machine(self)) write_machine_little(int_value(self), bytes_data(result), (size_t)length);
    else write_little(z, bytes_data(result), (size_t)length);
    if (big_endian) reverse_bytes(bytes_data(result), (size_t)length);
    return result;
}

static Value int_to_bytes_method(Object *self, Object **args) {
    ssize_t length = 1;
    if (args[0] && object_as_index(args[0], &length, OverflowError)) return value_error();
    int big_endian = order_argument("to_bytes", args[1]);
    if (big_endian < 0) return value_error();
    int is_signed = args[2] ? object_truth(args[2]) : 0;
    if (is_signed < 0) return value_error();
    return value_new(int_to_bytes(self, length, big_endian, is_signed));
}

/* At most 8 bytes. */
static Object *int_from_few_bytes(const char *data, size_t length, bool big_endian, bool is_signed) {
    uint64_t bits = 0;
    for (size_t i = 0; i < length; i++) bits = bits << 8 | (unsigned char)data[big_endian ? i : length - 1 - i];
    if (!is_signed || !length) return int_from_u64(bits);
    unsigned unused = (unsigned)(64 - 8 * length);
    return int_from_i64((int64_t)(bits << unused) >> unused);
}

static Object *int_from_bytes(const char *data, size_t length, bool big_endian, bool is_signed) {
    if (length <= 8) return int_from_few_bytes(data, length, big_endian, is_signed);
    Int *result = big_new(length * 8 + 1);
    if (!result) return NULL;
    mpz_import(&result->number, length, big_endian ? 1 : -1, 1, 0, 0, data);
    if (is_signed && length && data[big_endian ? 0 : length - 1] & 0x80) {
        mpz_t modulus;
        mpz_init(modulus);
        mpz_setbit(modulus, length * 8);
        mpz_sub(&result->number, &result->number, modulus);
        mpz_clear(modulus);
    }
    return big_finish_steal(result);
}

/* What from_bytes takes besides buffers: an iterable of small ints. New Bytes. MAY_RUN */
static Object *bytes_argument(Object *o) {
    if (is_int(o) || is_str(o)) return error_set(TypeError, "cannot convert '%T' object to bytes", o);
    return object_call_one((Object *)&bytes_type, o);
}

static Value int_from_bytes_method(Object *class, Object **args) {
    int big_endian = order_argument("from_bytes", args[1]);
    if (big_endian < 0) return value_error();
    int is_signed = args[2] ? object_truth(args[2]) : 0;
    if (is_signed < 0) return value_error();
    Object *source = args[0]->type->get_buffer ? retain(args[0]) : bytes_argument(args[0]);
    if (!source) return value_error();
    BufferView view;
    Object *result = NULL;
    if (!object_get_buffer(source, &view, 0)) {
        result = int_from_bytes(view.data, view.length, big_endian, is_signed);
        buffer_view_release(&view);
    }
    release(source);
    if (!result || class == (Object *)&int_type) return value_new(result);
    Object *converted = object_call_one(class, result);
    release(result);
    return value_new(converted);
}

/* ---- rounding ---- */

/* o rounded half to even to a multiple of 10**digits, digits > 0. */
static Object *round_to_power(Object *o, size_t digits) {
    BigView view;
    size_t bits = int_bit_length(o);
    if (digits > bits / 3 + 1) return int_from_i64(0);
    Int *result = big_new(bits + 4 * digits);
    if (!result) return NULL;
    mpz_t unit, rest;
    mpz_inits(unit, rest, NULL);
    mpz_ui_pow_ui(unit, 10, digits);
    mpz_fdiv_qr(&result->number, rest, big_view(o, &view), unit);
    mpz_mul_2exp(rest, rest, 1);
    int order = mpz_cmp(rest, unit);
    if (order > 0 || (order == 0 && mpz_odd_p(&result->number))) mpz_add_ui(&result->number, &result->number, 1);
    mpz_mul(&result->number, &result->number, unit);
    mpz_clears(unit, rest, NULL);
    return big_finish_steal(result);
}

static Value int_round_method(Object *self, Object **args) {
    if (!args[0]) return value_new(int_exact(self));
    ssize_t digits;
    if (object_as_index(args[0], &digits, NULL)) return value_error();
    return value_new(digits >= 0 ? int_exact(self) : round_to_power(self, (size_t)-digits));
}

/* ---- the rest ---- */

static Value int_exact_method(Object *self, Object **args UNUSED) { return value_new(int_exact(self)); }

static Value int_as_integer_ratio_method(Object *self, Object **args UNUSED) {
    Object *number = int_exact(self);
    if (!number) return value_error();
    return value_new(tuple_from_items_steal((Object *[]){number, int_from_i64(1)}, 2));
}

static Value int_getnewargs_method(Object *self, Object **args UNUSED) {
    Object *number = int_exact(self);
    return value_new(number ? tuple_from_items_steal(&number, 1) : NULL);
}

static Value int_format_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "__format__() argument must be str, not %K", args[0]);
    return value_new(format_int(self, args[0]));
}

static Value int_sizeof_method(Object *self, Object **args UNUSED) {
    if (int_is_machine(self)) return value_int((int64_t)self->type->size);
    if (is_int_exact(self)) return value_int((int64_t)big_memory((Int *)self));
    return value_int((int64_t)(self->type->size + sizeof *int_big(self) + (size_t)int_big(self)->_mp_alloc * sizeof(mp_limb_t)));
}

const Method int_methods[] = {
    {"bit_length", int_bit_length_method, "()", "The number of binary digits of abs(self); 0 for 0.", 0},
    {"bit_count", int_bit_count_method, "()", "The number of ones in abs(self) written in binary.", 0},
    {"to_bytes", int_to_bytes_method, "(length=1, byteorder='big', *, signed=False)",
     "The int as that many bytes, in two's complement if signed. OverflowError if it does not fit.", 0},
    {"from_bytes", int_from_bytes_method, "(bytes, byteorder='big', *, signed=False)",
     "The int that these bytes stand for.", METHOD_CLASS},
    {"conjugate", int_exact_method, "()", "The int itself, as for any real number.", 0},
    {"as_integer_ratio", int_as_integer_ratio_method, "()", "The pair (self, 1).", 0},
    {"__trunc__", int_exact_method, "()", "The int itself.", 0},
    {"__floor__", int_exact_method, "()", "The int itself.", 0},
    {"__ceil__", int_exact_method, "()", "The int itself.", 0},
    {"__round__", int_round_method, "(ndigits=None, /)", "The int, or with negative ndigits the nearest multiple of a power of ten.", 0},
    {"__getnewargs__", int_getnewargs_method, "()", NULL, 0},
    {"__format__", int_format_method, "(format_spec, /)", "The int as format_spec says.", 0},
    {"__sizeof__", int_sizeof_method, "()", "Size in memory, in bytes.", 0},
    {0},
};

static Object *int_get_zero(Object *self UNUSED) { return int_from_i64(0); }
static Object *int_get_one(Object *self UNUSED) { return int_from_i64(1); }

const Getter int_getters[] = {
    {"real", int_exact, NULL, "the real part of a complex number"},
    {"imag", int_get_zero, NULL, "the imaginary part of a complex number"},
    {"numerator", int_exact, NULL, "the numerator of a rational number in lowest terms"},
    {"denominator", int_get_one, NULL, "the denominator of a rational number in lowest terms"},
    {0},
};
