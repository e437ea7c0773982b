/* protocol_compare.c - hash, comparison and truth. All may run script code through the slots. */
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

#include "builtins/types/int.h"
#include "builtins/types/str.h"

Hash object_hash(Object *o) {
    if (is_str_exact(o)) return str_hash(o);
    if (is_machine_int(o)) return hash_int(int_value(o));
    if (unlikely(!o->type->hash)) {
        error_set(TypeError, "unhashable type: '%.200s'", type_full_name(o->type));
        return -1;
    }
    return o->type->hash(o);
}

static int swapped(int op) {
    static const unsigned char table[] = {
        [COMPARE_EQ] = COMPARE_EQ, [COMPARE_NE] = COMPARE_NE, [COMPARE_LT] = COMPARE_GT,
        [COMPARE_LE] = COMPARE_GE, [COMPARE_GT] = COMPARE_LT, [COMPARE_GE] = COMPARE_LE,
    };
    return table[op];
}

/* Asks one side. Stores the answer (NULL on error) in *result; false means NotImplemented. */
static bool ask(Object *self, Object *other, int op, Object **result) {
    if (!self->type->compare) return false;
    Object *answer = self->type->compare(self, other, op);
    if (answer == NotImplemented) {
        release(answer);
        return false;
    }
    *result = answer;
    return true;
}

static Object *compare_default(Object *left, Object *right, int op) {
    static const char *const signs[] = {"==", "!=", "<", "<=", ">", ">="};
    if (op == COMPARE_EQ) return retain(left == right ? True : False);
    if (op == COMPARE_NE) return retain(left != right ? True : False);
    return error_set(TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'", signs[op],
                     type_full_name(left->type), type_full_name(right->type));
}

/* The right operand goes first if its type is a proper subclass of the left one's. */
Object *object_compare(Object *left, Object *right, int op) {
    Object *result;
    bool right_asked = false;
    if (recursion_enter(" in comparison")) return NULL;
    if (left->type != right->type && right->type->compare && type_is_subtype(right->type, left->type)) {
        right_asked = true;
        if (ask(right, left, swapped(op), &result)) return result;
    }
    if (ask(left, right, op, &result)) return result;
    if (!right_asked && ask(right, left, swapped(op), &result)) return result;
    return compare_default(left, right, op);
}

Object *object_compare_reflected(Object *left, Object *right, int op) {
    Object *result;
    return ask(right, left, swapped(op), &result) ? result : compare_default(left, right, op);
}

int object_compare_bool(Object *left, Object *right, int op) {
    if (left == right) {
        if (op == COMPARE_EQ) return 1;
        if (op == COMPARE_NE) return 0;
    }
    if (is_str_exact(left) && is_str_exact(right) && op <= COMPARE_NE) return str_equal(left, right) == (op == COMPARE_EQ);
    Object *answer = object_compare(left, right, op);
    if (!answer) return -1;
    int truth = object_truth(answer);
    release(answer);
    return truth;
}

int object_equal(Object *left, Object *right) { return object_compare_bool(left, right, COMPARE_EQ); }

int object_truth(Object *o) {
    if (o == True) return 1;
    if (o == False || o == None) return 0;
    if (o->type->truth) return o->type->truth(o);
    if (!o->type->length) return 1;
    ssize_t length = o->type->length(o);
    return length < 0 ? -1 : length > 0;
}
