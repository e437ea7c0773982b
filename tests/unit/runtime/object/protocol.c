/* Dispatch of operators, comparisons, subscripts and calls, and their messages. */
#include "tests/unit/class_fixture.h"

TestSuite(protocol, .init = start_objects);

#define INT(n) int_small_borrowed(n)

Test(protocol, binary_operators_of_ints) {
    assert_repr(object_binary(INT(7), INT(5), BINARY_ADD), "12");
    assert_repr(object_binary(INT(7), INT(5), BINARY_FLOORDIV), "1");
    assert_repr(object_binary(INT(2), INT(10), BINARY_POW), "1024");
    assert_repr(object_power(INT(2), INT(10), INT(7)), "2");
    assert_repr(object_divmod(INT(7), INT(5)), "(1, 2)");
    assert_repr(object_unary(INT(7), UNARY_NEG), "-7");
}

Test(protocol, sequences_concatenate_and_repeat) {
    Object *list = list_new(1);
    list_append(list, INT(1));
    assert_repr(object_binary(list, list, BINARY_ADD), "[1, 1]");
    assert_repr(object_binary(list, INT(3), BINARY_MUL), "[1, 1, 1]");
    assert_repr(object_binary(INT(2), list, BINARY_MUL), "[1, 1]");
    Object *same = object_inplace(list, list, BINARY_ADD);
    cr_assert_eq(same, list);
    assert_repr(same, "[1, 1]");
    cr_assert_null(object_binary(list, list, BINARY_MUL));
    assert_error(TypeError, "can't multiply sequence by non-int of type 'list'");
    release(list);
}

Test(protocol, operators_between_strangers) {
    cr_assert_null(object_binary(INT(1), NAME(name), BINARY_ADD));
    assert_error(TypeError, "unsupported operand type(s) for +: 'int' and 'str'");
    cr_assert_null(object_inplace(INT(1), NAME(name), BINARY_SUB));
    assert_error(TypeError, "unsupported operand type(s) for -=: 'int' and 'str'");
    cr_assert_null(object_power(INT(1), NAME(name), None));
    assert_error(TypeError, "unsupported operand type(s) for ** or pow(): 'int' and 'str'");
    cr_assert_null(object_unary(NAME(name), UNARY_NEG));
    assert_error(TypeError, "bad operand type for unary -: 'str'");
    cr_assert_null(object_divmod(NAME(name), INT(1)));
    assert_error(TypeError, "unsupported operand type(s) for divmod(): 'str' and 'int'");
}

Test(protocol, comparison) {
    cr_assert_eq(object_equal(INT(1), INT(1)), 1);
    cr_assert_eq(object_equal(INT(1), NAME(name)), 0);
    cr_assert_eq(object_compare_bool(INT(1), INT(2), COMPARE_LT), 1);
    cr_assert_null(object_compare(INT(1), NAME(name), COMPARE_LT));
    assert_error(TypeError, "'<' not supported between instances of 'int' and 'str'");
}

Test(protocol, containers) {
    cr_assert_null(object_get_item(INT(1), INT(1)));
    assert_error(TypeError, "'int' object is not subscriptable");
    cr_assert_null(object_get_item((Object *)&int_type, INT(1)));
    assert_error(TypeError, "type 'int' is not subscriptable");
    cr_assert_eq(object_set_item(NAME(name), INT(0), None), -1);
    assert_error(TypeError, "'str' object does not support item assignment");
    cr_assert_eq(object_set_item(NAME(name), INT(0), NULL), -1);
    assert_error(TypeError, "'str' object doesn't support item deletion");
    cr_assert_eq(object_contains(INT(1), INT(1)), -1);
    assert_error(TypeError, "argument of type 'int' is not iterable");
    cr_assert_eq(object_length(INT(1)), -1);
    assert_error(TypeError, "object of type 'int' has no len()");
    cr_assert_null(object_iter(INT(1)));
    assert_error(TypeError, "'int' object is not iterable");
}

Test(protocol, calls_and_attributes) {
    cr_assert_null(object_call_noargs(None));
    assert_error(TypeError, "'NoneType' object is not callable");
    cr_assert_null(object_getattr(INT(1), NAME(path)));
    assert_error(AttributeError, "'int' object has no attribute 'path'");
    cr_assert_null(object_getattr_or_null(INT(1), NAME(path)));
    cr_assert_not(error_pending());
    cr_assert_eq(object_setattr(INT(1), NAME(path), None), -1);
    assert_error(AttributeError, "'int' object has no attribute 'path'");
    Object *list = list_new(0);
    cr_assert_eq(object_setattr(list, NAME(append), None), -1);
    assert_error(AttributeError, "'list' object attribute 'append' is read-only");
    release(object_call_method(list, "append", 1, None));
    assert_repr(list, "[None]");
}

Test(protocol, hash_index_and_truth) {
    Object *list = list_new(0);
    cr_assert_eq(object_hash(list), -1);
    assert_error(TypeError, "unhashable type: 'list'");
    cr_assert_null(object_index(list));
    assert_error(TypeError, "'list' object cannot be interpreted as an integer");
    cr_assert_eq(object_truth(list), 0);
    list_append(list, None);
    cr_assert_eq(object_truth(list), 1);
    release(list);
}

Test(protocol, classes) {
    cr_assert_eq(object_isinstance(True, (Object *)&int_type), 1);
    cr_assert_eq(object_issubclass((Object *)&bool_type, (Object *)&int_type), 1);
    cr_assert_eq(object_isinstance(None, None), -1);
    assert_error(TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union");
}
