/* float.h - the float type. */
#ifndef MINI_TYPES_FLOAT_H
#define MINI_TYPES_FLOAT_H

#include "runtime/base/mem.h"
#include "runtime/object/protocol.h"

typedef struct Float { Object head; double value; } Float;
extern Type float_type;
static inline bool is_float_exact(const Object *o) { return o->type == &float_type; }
static inline bool is_float(const Object *o) { return type_has(o, TYPE_FLOAT_SUBCLASS); }
static inline double float_value(const Object *o) { return ((const Float *)o)->value; }

extern MemFreeList float_free_list;
static inline Object *float_from_double(double value) {
    Float *o = mem_free_list_take(&float_free_list);
    if (unlikely(!o) && unlikely(!(o = mem_alloc(sizeof(Float))))) return error_no_memory();
    *o = (Float){{1, &float_type}, value};
    return &o->head;
}
/* Any real number: float, int, __float__, __index__. -1 with TypeError "must be real number, not T" pending. */
int float_as_double(Object *o, double *result);
Object *float_from_text(const char *text, size_t length);   /* as float('...') ; ValueError */
/* Shortest text that reads back (repr); Str. */
Object *float_to_text(double value);
/* Python's semantics: results of //, %, divmod, ** on floats. right is not 0. */
double float_floor_divide(double left, double right);
double float_modulo(double left, double right);
/* A float, or a complex for a negative base with a fractional exponent; ZeroDivisionError, OverflowError. */
Object *float_power(double base, double exponent);
/* round(value, digits), correctly rounded, halves to even. */
Object *float_round_digits(double value, ssize_t digits);

#endif
