/* value.c - boxing of unboxed numbers. */
#include "runtime/object/value.h"

#include "builtins/types/float.h"
#include "builtins/types/int.h"

Object *value_box(Value v) {
    check(v.tag == V_INT || v.tag == V_FLOAT);
    return v.tag == V_INT ? int_from_i64(v.i) : float_from_double(v.d);
}

Object *value_to_object(Value v) {
    switch (v.tag) {
    case V_INT: return int_from_i64(v.i);
    case V_FLOAT: return float_from_double(v.d);
    case V_NEW: return v.o;
    case V_BORROWED: return retain(v.o);
    default: return NULL;
    }
}
