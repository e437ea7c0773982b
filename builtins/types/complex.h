/* complex.h - the complex type. */
#ifndef MINI_TYPES_COMPLEX_H
#define MINI_TYPES_COMPLEX_H

#include "runtime/base/mem.h"
#include "runtime/object/protocol.h"

typedef struct Complex { Object head; double real, imag; } Complex;
extern Type complex_type;
static inline bool is_complex(const Object *o) { return o->type == &complex_type || type_is_subtype(o->type, &complex_type); }
Object *complex_from_doubles(double real, double imag);
/* Any number: complex, __complex__, or real. 0; -1 with TypeError "must be real number, not T" pending. MAY_RUN */
int complex_as_doubles(Object *o, double *real, double *imag);

#endif
