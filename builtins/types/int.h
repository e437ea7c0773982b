/* int.h - the int type: a machine int where it fits, a GMP integer beyond. bool is its subclass.
 * Invariant: big is NULL whenever the value fits in 64 bits, so equal ints have one form. */
#ifndef MINI_TYPES_INT_H
#define MINI_TYPES_INT_H

#include <gmp.h>

#include "runtime/base/mem.h"
#include "runtime/object/protocol.h"

typedef struct Int {
    Object head;
    union {
        struct {
            int64_t value;      /* if big is NULL */
            mp_limb_t *big;     /* the digits of a big number, owned; NULL for a machine int */
        };
        __mpz_struct number;    /* a big number, as GMP has it: its last field is `big` */
    };
} Int;
_Static_assert(offsetof(Int, big) == offsetof(Int, number._mp_d), "a big number is told by GMP's pointer to its digits");

extern Type int_type, bool_type;
enum { SMALL_INT_MIN = -5, SMALL_INT_MAX = 256 };
extern Int small_ints[SMALL_INT_MAX - SMALL_INT_MIN + 1];

static inline bool is_int_exact(const Object *o) { return o->type == &int_type; }
static inline bool is_int(const Object *o) { return type_has(o, TYPE_INT_SUBCLASS); }   /* bool too */
static inline bool is_bool(const Object *o) { return o->type == &bool_type; }
/* An int of exactly that type that fits in 64 bits: the fast paths' guard. */
static inline bool is_machine_int(const Object *o) { return o->type == &int_type && !((const Int *)o)->big; }
static inline int64_t int_value(const Object *o) { return ((const Int *)o)->value; }
static inline bool int_is_small(int64_t value) { return value >= SMALL_INT_MIN && value <= SMALL_INT_MAX; }
static inline Object *int_small_borrowed(int64_t value) { return &small_ints[value - SMALL_INT_MIN].head; }

static inline bool int_is_machine(const Object *o) { return !((const Int *)o)->big; }   /* o is an int, maybe of a subclass */
static inline mpz_srcptr int_big(const Object *o) { return &((const Int *)o)->number; }

/* A fresh object, also for small values. New reference or NULL. */
static inline Object *int_box(int64_t value) {
    Int *o = mem_alloc(sizeof(Int));
    if (unlikely(!o)) return error_no_memory();
    o->head = (Object){1, &int_type};
    o->value = value;
    o->big = NULL;
    return &o->head;
}
static inline Object *int_from_i64(int64_t value) {
    if (int_is_small(value)) return retain(int_small_borrowed(value));
    return int_box(value);
}
Object *int_from_u64(uint64_t value);
Object *int_from_size(size_t value);
Object *int_from_double(double value);                 /* truncates; OverflowError / ValueError for inf, nan */
Object *int_from_mpz(const mpz_t value);               /* normalises; copies */
/* Digits with underscores, optional sign, base 0 or 2..36, white space around. ValueError as int('...') words it. */
Object *int_from_text(const char *text, size_t length, int base);
/* 0; -1 with OverflowError "Python int too large to convert to C long" pending. o is an int. */
int int_as_i64(Object *o, int64_t *result);
double int_as_double(Object *o);                       /* -1.0 with OverflowError pending: check error_pending() */
Object *int_to_text(Object *o, int base, bool prefix); /* Str; bases 2 to 36; decimal text obeys int_max_str_digits */
int int_sign(const Object *o);
int int_compare(const Object *left, const Object *right);     /* -1, 0, 1; both ints */
int int_compare_double(const Object *o, double value);        /* exact; value is not NaN */
Hash int_hash(Object *o);
/* Arithmetic on machine ints whose result may not: used by the evaluator when its fast path overflows. */
Object *int_binary_slow(int64_t left, int64_t right, int op);
size_t int_bit_length(const Object *o);                /* digits of abs(o) in base 2; 0 for 0 */
Object *int_from_i128(__int128 value);
Object *int_exact(Object *o);                          /* o itself, or for a subclass's instance an exact int */
/* int(x) for any number: int, __int__, __index__, __trunc__, text. MAY_RUN */
Object *int_from_object(Object *x);
/* What x, an exact int, compares to y as: the answer to one of the COMPARE_* questions. */
static inline bool order_satisfies(int order, int op) {
    switch (op) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    default: return order >= 0;
    }
}
static inline Object *bool_object(bool value) { return retain(value ? True : False); }

/* sys.set_int_max_str_digits; 0: no limit */
extern int int_max_str_digits;
enum { INT_DEFAULT_MAX_STR_DIGITS = 4300, INT_MAX_STR_DIGITS_THRESHOLD = 640 };

#endif
