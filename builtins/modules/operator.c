/* operator.c - the operator module: the operators as functions. Everything here may run script code. */
#include <stdio.h>
#include <string.h>

#include "builtins/modules/operator_getters.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"
#include "grammar/node.h"

#define COMPARISON(name, op) \
    static Value name##_function(Object *self UNUSED, Object **args) { return value_new(object_compare(args[0], args[1], op)); }
COMPARISON(lt, COMPARE_LT)
COMPARISON(le, COMPARE_LE)
COMPARISON(eq, COMPARE_EQ)
COMPARISON(ne, COMPARE_NE)
COMPARISON(ge, COMPARE_GE)
COMPARISON(gt, COMPARE_GT)

#define BINARY(name, op) \
    static Value name##_function(Object *self UNUSED, Object **args) { return value_new(object_binary(args[0], args[1], op)); } \
    static Value i##name##_function(Object *self UNUSED, Object **args) { return value_new(object_inplace(args[0], args[1], op)); }
BINARY(add, OP_ADD)
BINARY(sub, OP_SUB)
BINARY(mul, OP_MUL)
BINARY(matmul, OP_MATMUL)
BINARY(truediv, OP_DIV)
BINARY(mod, OP_MOD)
BINARY(pow, OP_POW)
BINARY(lshift, OP_LSHIFT)
BINARY(rshift, OP_RSHIFT)
BINARY(or, OP_OR)
BINARY(xor, OP_XOR)
BINARY(and, OP_AND)
BINARY(floordiv, OP_FLOORDIV)

#define UNARY(name, op) \
    static Value name##_function(Object *self UNUSED, Object **args) { return value_new(object_unary(args[0], op)); }
UNARY(abs, UNARY_ABS)
UNARY(neg, UNARY_NEG)
UNARY(pos, UNARY_POS)
UNARY(invert, UNARY_INVERT)

static Value truth_value(int truth) { return truth < 0 ? value_error() : value_bool(truth); }

static Value truth_function(Object *self UNUSED, Object **args) { return truth_value(object_truth(args[0])); }
static Value not_function(Object *self UNUSED, Object **args) {
    int truth = object_truth(args[0]);
    return truth_value(truth < 0 ? -1 : !truth);
}
static Value is_function_(Object *self UNUSED, Object **args) { return value_bool(args[0] == args[1]); }
static Value is_not_function(Object *self UNUSED, Object **args) { return value_bool(args[0] != args[1]); }
static Value index_function(Object *self UNUSED, Object **args) { return value_new(object_index(args[0])); }
static Value contains_function(Object *self UNUSED, Object **args) { return truth_value(object_contains(args[0], args[1])); }
static Value getitem_function(Object *self UNUSED, Object **args) { return value_new(object_get_item(args[0], args[1])); }

static Value set_item(Object *container, Object *key, Object *value) {
    return object_set_item(container, key, value) ? value_error() : value_none();
}
static Value setitem_function(Object *self UNUSED, Object **args) { return set_item(args[0], args[1], args[2]); }
static Value delitem_function(Object *self UNUSED, Object **args) { return set_item(args[0], args[1], NULL); }

/* a + b for sequences only. */
static int check_sequences(Object **args) {
    for (int i = 0; i < 2; i++)
        if (!args[i]->type->get_item || type_has(args[i], TYPE_DICT_SUBCLASS))
            return error_set_int(TypeError, "'%T' object can't be concatenated", args[i]);
    return 0;
}
static Value concat_function(Object *self UNUSED, Object **args) {
    return check_sequences(args) ? value_error() : value_new(object_binary(args[0], args[1], OP_ADD));
}
static Value iconcat_function(Object *self UNUSED, Object **args) {
    return check_sequences(args) ? value_error() : value_new(object_inplace(args[0], args[1], OP_ADD));
}

/* Walks an iterable; counts items equal to wanted, or with `first` gives the index of the first one (-1 none, -2 error). */
static int64_t search(Object *iterable, Object *wanted, bool first) {
    Object *iterator = object_iter(iterable), *item;
    if (!iterator) return -2;
    int64_t count = 0, index = 0, result = -1;
    int equal = 0;
    for (; result < 0 && equal >= 0 && (item = object_next(iterator)); index++) {
        equal = interp_check_interrupt() ? -1 : sequence_item_equal(item, wanted);
        release(item);
        count += equal > 0;
        if (equal > 0 && first) result = index;
    }
    release(iterator);
    if (error_pending()) return -2;
    return first ? result : count;
}

static Value countOf_function(Object *self UNUSED, Object **args) {
    int64_t count = search(args[0], args[1], false);
    return count < 0 ? value_error() : value_int(count);
}
static Value indexOf_function(Object *self UNUSED, Object **args) {
    int64_t index = search(args[0], args[1], true);
    if (index == -1) error_set(ValueError, "sequence.index(x): x not in sequence");
    return index < 0 ? value_error() : value_int(index);
}

static Value length_hint_function(Object *self UNUSED, Object **args) {
    ssize_t fallback = 0;
    if (args[1]) {
        if (!is_int(args[1])) return error_set_value(TypeError, "'%T' object cannot be interpreted as an integer", args[1]);
        if (object_as_index(args[1], &fallback, OverflowError)) return value_error();
    }
    ssize_t hint = object_length_hint(args[0], fallback);
    return hint < 0 ? value_error() : value_int(hint);
}

static Value call_function(Object *self UNUSED, Object **args) {
    return value_new(object_call_tuple(args[0], args[1], args[2]));
}

#define ROW2(name, function, doc) {name, function, "(a, b, /)", doc, 0}
#define ROW1(name, function, doc) {name, function, "(a, /)", doc, 0}

static const Method operator_functions[] = {
    ROW2("lt", lt_function, "Same as a < b."), ROW2("le", le_function, "Same as a <= b."), ROW2("eq", eq_function, "Same as a == b."),
    ROW2("ne", ne_function, "Same as a != b."), ROW2("ge", ge_function, "Same as a >= b."), ROW2("gt", gt_function, "Same as a > b."),
    ROW2("add", add_function, "Same as a + b."), ROW2("sub", sub_function, "Same as a - b."), ROW2("mul", mul_function, "Same as a * b."),
    ROW2("matmul", matmul_function, "Same as a @ b."), ROW2("truediv", truediv_function, "Same as a / b."),
    ROW2("floordiv", floordiv_function, "Same as a // b."), ROW2("mod", mod_function, "Same as a % b."),
    ROW2("pow", pow_function, "Same as a ** b."), ROW2("lshift", lshift_function, "Same as a << b."),
    ROW2("rshift", rshift_function, "Same as a >> b."), ROW2("xor", xor_function, "Same as a ^ b."),
    ROW2("and_", and_function, "Same as a & b."),
    ROW2("or_", or_function, "Same as a | b."),
    ROW2("iadd", iadd_function, "Same as a += b."), ROW2("isub", isub_function, "Same as a -= b."),
    ROW2("imul", imul_function, "Same as a *= b."), ROW2("imatmul", imatmul_function, "Same as a @= b."),
    ROW2("itruediv", itruediv_function, "Same as a /= b."), ROW2("ifloordiv", ifloordiv_function, "Same as a //= b."),
    ROW2("imod", imod_function, "Same as a %= b."), ROW2("ipow", ipow_function, "Same as a **= b."),
    ROW2("ilshift", ilshift_function, "Same as a <<= b."), ROW2("irshift", irshift_function, "Same as a >>= b."),
    ROW2("ixor", ixor_function, "Same as a ^= b."), ROW2("iand", iand_function, "Same as a &= b."),
    ROW2("ior", ior_function, "Same as a |= b."),
    ROW1("abs", abs_function, "Same as abs(a)."), ROW1("neg", neg_function, "Same as -a."), ROW1("pos", pos_function, "Same as +a."),
    ROW1("invert", invert_function, "Same as ~a."), ROW1("inv", invert_function, "Same as ~a."),
    ROW1("index", index_function, "Same as a.__index__()"), ROW1("truth", truth_function, "Return True if a is true, False otherwise."),
    ROW1("not_", not_function, "Same as not a."),
    ROW2("is_", is_function_, "Same as a is b."), ROW2("is_not", is_not_function, "Same as a is not b."),
    ROW2("concat", concat_function, "Same as a + b, for a and b sequences."),
    ROW2("iconcat", iconcat_function, "Same as a += b, for a and b sequences."),
    ROW2("contains", contains_function, "Same as b in a (note reversed operands)."), ROW2("getitem", getitem_function, "Same as a[b]."),
    ROW2("delitem", delitem_function, "Same as del a[b]."), {"setitem", setitem_function, "(a, b, c, /)", "Same as a[b] = c.", 0},
    ROW2("countOf", countOf_function, "Return the number of items in a which are, or which equal, b."),
    ROW2("indexOf", indexOf_function, "Return the first index of b in a."),
    {"length_hint", length_hint_function, "(obj, default=0, /)",
     "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.", 0},
    {"call", call_function, "(obj, /, *args, **kwargs)", "Same as obj(*args, **kwargs).", 0},
    {NULL, NULL, NULL, NULL, 0},
};

/* Functions that are also there under the name of the method they call. */
static const char *const with_underscores[] = {
    "lt", "le", "eq", "ne", "ge", "gt", "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "xor",
    "and_", "or_", "iadd", "isub", "imul", "imatmul", "itruediv", "ifloordiv", "imod", "ipow", "ilshift", "irshift", "ixor", "iand",
    "ior", "abs", "neg", "pos", "invert", "inv", "index", "not_", "concat", "iconcat", "contains", "getitem", "delitem", "setitem", "call",
};

static int add_aliases(Object *module) {
    for (size_t i = 0; i < sizeof with_underscores / sizeof *with_underscores; i++) {
        const char *name = with_underscores[i];
        char alias[32];
        int length = (int)strcspn(name, "_");
        snprintf(alias, sizeof alias, "__%.*s__", length, name);
        if (module_add(module, alias, dict_peek_text(module_dict_borrowed(module), name))) return -1;
    }
    return 0;
}

static int operator_init(Object *module) {
    return add_aliases(module) || module_add_type(module, &itemgetter_type) || module_add_type(module, &attrgetter_type) ||
                   module_add_type(module, &methodcaller_type) ? -1 : 0;
}

const ModuleDef operator_module = {
    "operator",
    "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\n"
    "to the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    operator_functions, operator_init,
};
