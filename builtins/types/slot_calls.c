/* slot_calls.c - slots of script classes: each looks its dunder method up on the type and calls it.
 * Everything here runs script code. */
#include "builtins/types/descriptor.h"
#include "builtins/types/function.h"
#include "builtins/types/int.h"
#include "builtins/types/slot_calls.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

enum { FEW = 6 };

bool is_unbound_method(const Object *found) {
    return found->type == &function_type || found->type == &method_descriptor_type || found->type == &wrapper_descriptor_type;
}

/* found(self, args...), found being an attribute of self's type. STEALS found. kwnames' values follow args. */
static Value call_found_steal(Object *found, Object *self, Object **args, size_t count, Object *kwnames) {
    size_t total = count + (kwnames ? tuple_count(kwnames) : 0);
    Object *few[FEW + 1], **all = few;
    if (!is_unbound_method(found)) {
        Object *bound = found->type->descr_get ? found->type->descr_get(found, self, (Object *)self->type) : retain(found);
        release(found);
        if (!bound) return value_error();
        Value result = object_call_value(bound, args, count, kwnames);
        if (result.tag == V_BORROWED) result = value_new(retain(result.o));
        release(bound);
        return result;
    }
    if (total > FEW && !(all = mem_array(total + 1, sizeof *all))) {
        release(found);
        error_no_memory();
        return value_error();
    }
    all[0] = self;
    for (size_t i = 0; i < total; i++) all[i + 1] = args[i];
    Value result = object_call_value(found, all, count + 1, kwnames);
    if (result.tag == V_BORROWED) result = value_new(retain(result.o));
    if (all != few) mem_free_array(all, total + 1, sizeof *all);
    release(found);
    return result;
}

Object *special_call_maybe(Object *self, Object *name, Object **args, size_t count) {
    Object *found = type_lookup_borrowed(self->type, name);
    if (!found) return NULL;
    return value_to_object(call_found_steal(retain(found), self, args, count, NULL));
}

Object *special_call(Object *self, Object *name, Object **args, size_t count) {
    Object *result = special_call_maybe(self, name, args, count);
    if (!result && !error_pending()) error_set(AttributeError, "%U", name);
    return result;
}

/* NotImplemented when the type has no such method. */
static Object *special_call_or_not_implemented(Object *self, Object *name, Object *argument) {
    Object *result = special_call_maybe(self, name, &argument, 1);
    return result || error_pending() ? result : retain(NotImplemented);
}

/* ---- binary operators ---- */

static Object **const binary_names[BINARY_SLOTS] = {
    &NAME(__add__), &NAME(__sub__), &NAME(__mul__), &NAME(__matmul__), &NAME(__truediv__), &NAME(__mod__), &NAME(__pow__),
    &NAME(__lshift__), &NAME(__rshift__), &NAME(__or__), &NAME(__xor__), &NAME(__and__), &NAME(__floordiv__),
};
static Object **const reflected_names[BINARY_SLOTS] = {
    &NAME(__radd__), &NAME(__rsub__), &NAME(__rmul__), &NAME(__rmatmul__), &NAME(__rtruediv__), &NAME(__rmod__), &NAME(__rpow__),
    &NAME(__rlshift__), &NAME(__rrshift__), &NAME(__ror__), &NAME(__rxor__), &NAME(__rand__), &NAME(__rfloordiv__),
};
static Object **const inplace_names[BINARY_SLOTS] = {
    &NAME(__iadd__), &NAME(__isub__), &NAME(__imul__), &NAME(__imatmul__), &NAME(__itruediv__), &NAME(__imod__), &NAME(__ipow__),
    &NAME(__ilshift__), &NAME(__irshift__), &NAME(__ior__), &NAME(__ixor__), &NAME(__iand__), &NAME(__ifloordiv__),
};

Object *slot_binary_name(int op) { return *binary_names[op]; }
bool slot_is_binary_call(const Type *type, int op) {
    static const BinaryFn slots[BINARY_SLOTS] = {
        slot_add, slot_sub, slot_mul, slot_matmul, slot_truediv, slot_mod, NULL, slot_lshift, slot_rshift, slot_or, slot_xor, slot_and, slot_floordiv,
    };
    return slots[op] && type->binary[op] == slots[op];
}

/* Does right's type define the reflected method anew, compared with left's? */
static bool reflected_is_overloaded(Object *left, Object *right, Object *name) {
    Object *of_right = type_lookup_borrowed(right->type, name);
    return of_right && of_right != type_lookup_borrowed(left->type, name);
}

/* left_here, right_here: whether that operand's slot is a script class's. */
static Object *call_binary(Object *left, Object *right, bool left_here, bool right_here, Object *name, Object *reflected) {
    bool try_right = right_here && left->type != right->type;
    if (left_here) {
        if (try_right && type_is_subtype(right->type, left->type) && reflected_is_overloaded(left, right, reflected)) {
            Object *result = special_call_or_not_implemented(right, reflected, left);
            if (result != NotImplemented) return result;
            release(result);
            try_right = false;
        }
        Object *result = special_call_or_not_implemented(left, name, right);
        if (result != NotImplemented || left->type == right->type) return result;
        release(result);
    }
    return try_right ? special_call_or_not_implemented(right, reflected, left) : retain(NotImplemented);
}

#define BINARY(function, op) \
    Object *slot_##function(Object *left, Object *right) { \
        return call_binary(left, right, left->type->binary[op] == slot_##function, right->type->binary[op] == slot_##function, \
                           *binary_names[op], *reflected_names[op]); \
    } \
    Object *slot_inplace_##function(Object *self, Object *other) { return special_call_or_not_implemented(self, *inplace_names[op], other); }
BINARY(add, BINARY_ADD)
BINARY(sub, BINARY_SUB)
BINARY(mul, BINARY_MUL)
BINARY(matmul, BINARY_MATMUL)
BINARY(truediv, BINARY_DIV)
BINARY(mod, BINARY_MOD)
BINARY(lshift, BINARY_LSHIFT)
BINARY(rshift, BINARY_RSHIFT)
BINARY(or, BINARY_OR)
BINARY(xor, BINARY_XOR)
BINARY(and, BINARY_AND)
BINARY(floordiv, BINARY_FLOORDIV)

Object *slot_divmod(Object *left, Object *right) {
    return call_binary(left, right, left->type->divmod == slot_divmod, right->type->divmod == slot_divmod,
                       NAME(__divmod__), NAME(__rdivmod__));
}

/* With a modulus only __pow__ of the base is asked. */
Object *slot_power(Object *base, Object *exponent, Object *modulus) {
    bool here = base->type->power == slot_power;
    if (modulus == None)
        return call_binary(base, exponent, here, exponent->type->power == slot_power, NAME(__pow__), NAME(__rpow__));
    if (!here) return retain(NotImplemented);
    Object *result = special_call_maybe(base, NAME(__pow__), (Object *[]){exponent, modulus}, 2);
    return result || error_pending() ? result : retain(NotImplemented);
}

Object *slot_inplace_pow(Object *self, Object *other) { return special_call_or_not_implemented(self, NAME(__ipow__), other); }

/* ---- unary operators and conversions ---- */

Object *slot_neg(Object *self) { return special_call(self, NAME(__neg__), NULL, 0); }
Object *slot_pos(Object *self) { return special_call(self, NAME(__pos__), NULL, 0); }
Object *slot_abs(Object *self) { return special_call(self, NAME(__abs__), NULL, 0); }
Object *slot_invert(Object *self) { return special_call(self, NAME(__invert__), NULL, 0); }
Object *slot_to_int(Object *self) { return special_call(self, NAME(__int__), NULL, 0); }
Object *slot_to_float(Object *self) { return special_call(self, NAME(__float__), NULL, 0); }
Object *slot_index(Object *self) { return special_call(self, NAME(__index__), NULL, 0); }

int slot_truth(Object *self) {
    Object *result = special_call(self, NAME(__bool__), NULL, 0);
    if (!result) return -1;
    int truth = result == True ? 1 : result == False ? 0 : -1;
    if (truth < 0) error_set(TypeError, "__bool__ should return bool, returned %s", type_full_name(result->type));
    release(result);
    return truth;
}

/* ---- text, hash, comparison ---- */

Object *slot_repr(Object *self) { return special_call(self, NAME(__repr__), NULL, 0); }
Object *slot_str(Object *self) { return special_call(self, NAME(__str__), NULL, 0); }

Hash slot_hash(Object *self) {
    Object *found = type_lookup_borrowed(self->type, NAME(__hash__));
    if (!found || found == None) return type_unhashable(self);
    Object *result = special_call(self, NAME(__hash__), NULL, 0);
    if (!result) return -1;
    Hash hash = -1;
    if (!is_int(result)) error_set(TypeError, "__hash__ method should return an integer");
    else if (((Int *)result)->big) hash = object_hash(result);
    else hash = int_value(result) == -1 ? -2 : int_value(result);
    release(result);
    return hash;
}

Object *slot_compare_name(int op) {
    static Object **const names[] = {
        [COMPARE_EQ] = &NAME(__eq__), [COMPARE_NE] = &NAME(__ne__), [COMPARE_LT] = &NAME(__lt__),
        [COMPARE_LE] = &NAME(__le__), [COMPARE_GT] = &NAME(__gt__), [COMPARE_GE] = &NAME(__ge__),
    };
    return *names[op];
}

/* A method that cannot even be got counts as none, as in CPython. */
Object *slot_compare(Object *self, Object *other, int op) {
    Object *name = slot_compare_name(op), *found = type_lookup_borrowed(self->type, name);
    if (found && found->type != &function_type && found->type->descr_get) {
        Object *bound = object_lookup_special(self, name);
        if (!bound) return error_clear(), retain(NotImplemented);
        Object *result = object_call_one(bound, other);
        release(bound);
        return result;
    }
    return special_call_or_not_implemented(self, name, other);
}

/* ---- calls, construction, end ---- */

Value slot_call(Object *self, Object **args, size_t count, Object *kwnames) {
    Object *found = type_lookup_borrowed(self->type, NAME(__call__));
    if (!found) return error_no_attribute(self, NAME(__call__)), value_error();
    return call_found_steal(retain(found), self, args, count, kwnames);
}

int slot_init(Object *self, Object **args, size_t count, Object *kwnames) {
    Object *found = type_lookup_borrowed(self->type, NAME(__init__));
    if (!found) return error_no_attribute(self, NAME(__init__)), -1;
    Value result = call_found_steal(retain(found), self, args, count, kwnames);
    if (value_is_error(result)) return -1;
    Object *none = value_to_object(result);
    if (!none) return -1;
    int failed = none != None;
    if (failed) error_set(TypeError, "__init__() should return None, not '%.200s'", type_full_name(none->type));
    release(none);
    return failed ? -1 : 0;
}

Object *slot_new(Type *type, Object **args, size_t count, Object *kwnames) {
    Object *new = object_getattr((Object *)type, NAME(__new__));
    if (!new) return NULL;
    size_t total = count + (kwnames ? tuple_count(kwnames) : 0);
    Object *few[FEW + 1], **all = few;
    if (total > FEW && !(all = mem_array(total + 1, sizeof *all))) {
        release(new);
        return error_no_memory();
    }
    all[0] = (Object *)type;
    for (size_t i = 0; i < total; i++) all[i + 1] = args[i];
    Object *result = object_call(new, all, count + 1, kwnames);
    if (all != few) mem_free_array(all, total + 1, sizeof *all);
    release(new);
    return result;
}

void slot_finalize(Object *self) {
    Object *found = type_lookup_borrowed(self->type, NAME(__del__));
    if (!found) return;
    retain(found);
    Object *result = special_call(self, NAME(__del__), NULL, 0);
    if (result) release(result);
    else error_unraisable(found, NULL);
    release(found);
}

/* ---- attributes ---- */

static Object *plain_getattribute(Object *self, Object *name, bool *plain) {
    Object *found = type_lookup_borrowed(self->type, NAME(__getattribute__));
    *plain = found && is_wrapper_of(found, (void (*)(void))object_generic_getattr);
    return *plain ? generic_getattr_quiet(self, name) : special_call(self, NAME(__getattribute__), &name, 1);
}

/* Classes with __getattr__: it is asked for what the ordinary lookup does not find. */
Object *slot_getattr_hook(Object *self, Object *name) {
    bool plain;
    Object *result = plain_getattribute(self, name, &plain);
    if (result || (error_pending() && !error_matches(AttributeError))) return result;
    if (!type_lookup_borrowed(self->type, NAME(__getattr__))) {
        if (!error_pending()) error_no_attribute(self, name);
        return NULL;
    }
    error_clear();
    return special_call(self, NAME(__getattr__), &name, 1);
}

int slot_setattr(Object *self, Object *name, Object *value) {
    Object *result = value ? special_call(self, NAME(__setattr__), (Object *[]){name, value}, 2)
                           : special_call(self, NAME(__delattr__), &name, 1);
    if (!result) return -1;
    release(result);
    return 0;
}

Object *slot_descr_get(Object *self, Object *instance, Object *owner) {
    Object *args[] = {instance ? instance : None, owner ? owner : None};
    return special_call(self, NAME(__get__), args, 2);
}

int slot_descr_set(Object *self, Object *instance, Object *value) {
    Object *result = value ? special_call(self, NAME(__set__), (Object *[]){instance, value}, 2)
                           : special_call(self, NAME(__delete__), &instance, 1);
    if (!result) return -1;
    release(result);
    return 0;
}

/* ---- containers and iteration ---- */

ssize_t slot_length(Object *self) {
    Object *result = special_call(self, NAME(__len__), NULL, 0);
    if (!result) return -1;
    Object *number = object_index(result);
    release(result);
    if (!number) return -1;
    ssize_t length = -1;
    if (int_sign(number) < 0) error_set(ValueError, "__len__() should return >= 0");
    else if (object_as_index(number, &length, OverflowError)) length = -1;
    release(number);
    return length;
}

Object *slot_get_item(Object *self, Object *key) { return special_call(self, NAME(__getitem__), &key, 1); }

int slot_set_item(Object *self, Object *key, Object *value) {
    Object *result = value ? special_call(self, NAME(__setitem__), (Object *[]){key, value}, 2)
                           : special_call(self, NAME(__delitem__), &key, 1);
    if (!result) return -1;
    release(result);
    return 0;
}

int slot_contains(Object *self, Object *item) {
    if (type_lookup_borrowed(self->type, NAME(__contains__)) == None)
        return error_set_int(TypeError, "'%.200s' object is not a container", type_full_name(self->type));
    Object *result = special_call(self, NAME(__contains__), &item, 1);
    if (!result) return -1;
    int truth = object_truth(result);
    release(result);
    return truth;
}

Object *slot_iter(Object *self) {
    if (type_lookup_borrowed(self->type, NAME(__iter__)) == None)
        return error_set(TypeError, "'%.200s' object is not iterable", type_full_name(self->type));
    return special_call(self, NAME(__iter__), NULL, 0);
}

Object *slot_next(Object *self) { return special_call(self, NAME(__next__), NULL, 0); }
Object *slot_await(Object *self) { return special_call(self, NAME(__await__), NULL, 0); }
Object *slot_aiter(Object *self) { return special_call(self, NAME(__aiter__), NULL, 0); }
Object *slot_anext(Object *self) { return special_call(self, NAME(__anext__), NULL, 0); }
