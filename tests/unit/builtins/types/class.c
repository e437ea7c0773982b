/* Classes made at run time: MRO, layout, slots, versions, built-in bases. */
#include "tests/unit/class_fixture.h"
#include "builtins/types/class.h"
#include "builtins/types/function.h"
#include "builtins/types/slot.h"
#include "builtins/types/union.h"
#include "runtime/object/signature.h"

TestSuite(class, .init = start_objects);

static Object *bases(size_t count, void *a, void *b) { return tuple_of(count, a, b); }

Test(class, c3_order) {
    Object *a = make_class("A", NULL, NULL), *b = make_class("B", bases(1, a, NULL), NULL), *c = make_class("C", bases(1, a, NULL), NULL);
    Object *d = make_class("D", bases(2, b, c), NULL);
    assert_repr(object_getattr_text(d, "__mro__"), "(<class 'D'>, <class 'B'>, <class 'C'>, <class 'A'>, <class 'object'>)");
    cr_assert_null(make_class("E", bases(2, a, b), NULL));
    assert_error(TypeError, "Cannot create a consistent method resolution\norder (MRO) for bases A, B");
    cr_assert_null(make_class("E", bases(2, a, a), NULL));
    assert_error(TypeError, "duplicate base class A");
}

Test(class, layout_conflicts) {
    cr_assert_null(make_class("X", bases(2, &int_type, &str_type), NULL));
    assert_error(TypeError, "multiple bases have instance lay-out conflict");
    cr_assert_null(make_class("X", bases(1, &bool_type, NULL), NULL));
    assert_error(TypeError, "type 'bool' is not an acceptable base type");
}

Test(class, built_in_bases_have_attributes) {
    Type *const types[] = {&list_type, &int_type, &str_type, &tuple_type, &dict_type, ValueError};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        Object *class = make_class("X", bases(1, types[i], NULL), NULL), *o = object_call_noargs(class);
        cr_assert_not_null(o);
        cr_assert_eq(object_setattr(o, NAME(name), True), 0);
        cr_assert_eq(object_getattr(o, NAME(name)), True);
        cr_assert(gc_is_tracked(o));
        release(o);
        release(class);
    }
}

static Value answer_method(Object *self UNUSED, Object **args UNUSED) { return value_int(42); }
static const Method answer = {"answer", answer_method, "(*args)", NULL, 0};

/* A function that takes whatever it is given and says 42. */
static Object *answer_function(void) { return native_function_new(&answer, NULL, NULL); }

Test(class, slots_follow_the_class) {
    Object *class = make_class("A", NULL, NULL), *derived = make_class("B", bases(1, class, NULL), NULL);
    Object *o = object_call_noargs(derived), *function = answer_function();
    cr_assert_null(object_get_item(o, None));
    assert_error(TypeError, "'B' object is not subscriptable");
    object_setattr(class, NAME(__getitem__), function);
    assert_repr(object_get_item(o, None), "42");
    object_setattr(class, NAME(__len__), function);
    cr_assert_eq(object_length(o), 42);
    object_setattr(class, NAME(__len__), NULL);
    cr_assert_eq(object_length(o), -1);
    assert_error(TypeError, "object of type 'B' has no len()");
    object_setattr(class, NAME(__add__), function);
    assert_repr(object_binary(o, None, BINARY_ADD), "42");
    cr_assert_null(object_binary(None, o, BINARY_ADD));
    assert_error(TypeError, "unsupported operand type(s) for +: 'NoneType' and 'B'");
}

Test(class, inherited_slots_are_the_base_s_own) {
    Object *class = make_class("L", bases(1, &list_type, NULL), NULL);
    Type *type = (Type *)class;
    cr_assert_eq(type->length, list_type.length);
    cr_assert_eq(type->get_item, list_type.get_item);
    cr_assert_eq(type->concat, list_type.concat);
    cr_assert_null(type->binary[BINARY_ADD]);
    object_setattr(class, NAME(__len__), answer_function());
    cr_assert_neq(type->length, list_type.length);
    object_setattr(class, NAME(__len__), NULL);
    cr_assert_eq(type->length, list_type.length);
}

Test(class, lookups_see_changes_at_once) {
    Object *class = make_class("A", NULL, NULL), *derived = make_class("B", bases(1, class, NULL), NULL);
    cr_assert_null(type_lookup_borrowed((Type *)derived, NAME(path)));
    object_setattr(class, NAME(path), True);
    cr_assert_eq(type_lookup_borrowed((Type *)derived, NAME(path)), True);
    object_setattr(derived, NAME(path), False);
    cr_assert_eq(type_lookup_borrowed((Type *)derived, NAME(path)), False);
    object_setattr(derived, NAME(path), NULL);
    cr_assert_eq(type_lookup_borrowed((Type *)derived, NAME(path)), True);
}

Test(class, members_from_slots) {
    Object *namespace = dict_new(), *names = tuple_of(2, NAME(name), NAME(value));
    dict_set(namespace, NAME(__slots__), names);
    Object *class = make_class("S", NULL, namespace), *o = object_call_noargs(class);
    cr_assert_eq(object_setattr(o, NAME(name), True), 0);
    cr_assert_eq(object_getattr(o, NAME(name)), True);
    cr_assert_null(object_getattr(o, NAME(value)));
    assert_error(AttributeError, "'S' object has no attribute 'value'");
    cr_assert_eq(object_setattr(o, NAME(path), True), -1);
    assert_error(AttributeError, "'S' object has no attribute 'path'");
    release(o);
}

Test(class, bases_can_be_exchanged) {
    Object *a = make_class("A", NULL, NULL), *b = make_class("B", NULL, NULL), *c = make_class("C", bases(1, a, NULL), NULL);
    object_setattr(b, NAME(path), True);
    Object *new_bases = tuple_of(1, b);
    cr_assert_eq(object_setattr(c, NAME(__bases__), new_bases), 0);
    cr_assert_eq(type_lookup_borrowed((Type *)c, NAME(path)), True);
    assert_repr(object_call_method(a, "__subclasses__", 0), "[]");
    assert_repr(object_call_method(b, "__subclasses__", 0), "[<class 'C'>]");
    Object *ints = tuple_of(1, &int_type);
    cr_assert_eq(object_setattr(c, NAME(__bases__), ints), -1);
    assert_error(TypeError, "__bases__ assignment: 'int' deallocator differs from 'B'");
}

Test(class, the_statement_s_steps) {
    ClassBuild build;
    Object *name = str_from_text("X"), *none = tuple_new(0), *cell = cell_new(NULL);
    cr_assert_eq(class_begin(&build, name, none, NULL, NULL), 0);
    cr_assert_eq(build.metaclass, (Object *)&type_type);
    object_set_item(build.namespace, NAME(path), True);
    Object *class = class_finish(&build, cell);
    cr_assert_not_null(class);
    cr_assert_eq(((Cell *)cell)->value, class);
    cr_assert_eq(object_getattr(class, NAME(path)), True);
}

Test(class, unions_and_aliases) {
    assert_repr(object_binary((Object *)&int_type, None, BINARY_OR), "int | None");
    assert_repr(object_get_item((Object *)&list_type, (Object *)&int_type), "list[int]");
    Object *either = object_binary((Object *)&int_type, (Object *)&str_type, BINARY_OR);
    cr_assert_eq(object_isinstance(NAME(path), either), 1);
    cr_assert_eq(object_isinstance(None, either), 0);
}
