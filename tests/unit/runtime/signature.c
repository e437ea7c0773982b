/* Binding of arguments to signatures of native functions. The messages are CPython's for functions of the same form. */
#include "runtime/object/signature.h"

#include <criterion/criterion.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "tests/unit/fixture.h"

TestSuite(signature, .init = start_objects);

/* Binds `count` positional arguments and, with a keyword, one more. The message, "" when it binds. */
static const char *bind(const char *text, size_t count, const char *keyword) {
    Object *args[8] = {None, None, None, None, None, None, None, None}, *bound[SIGNATURE_MAX_PARAMETERS];
    Signature *signature = signature_parse(text);
    cr_assert_not_null(signature);
    Object *name = keyword ? str_intern_text(keyword) : NULL, *names = name ? tuple_from_items_steal(&name, 1) : NULL;
    if (signature_bind(signature, "f", args, count, names, bound) == 0) signature_unbind(signature, bound);
    release_or_null(names);
    return taken_error();
}

#define BINDS(text, count, keyword, message) cr_expect_str_eq(bind(text, count, keyword), message)

Test(signature, by_position_only) {
    BINDS("()", 0, NULL, "");
    BINDS("()", 1, NULL, "TypeError: f() takes no arguments (1 given)");
    BINDS("(x, /)", 0, NULL, "TypeError: f() takes exactly one argument (0 given)");
    BINDS("(x, /)", 0, "x", "TypeError: f() takes no keyword arguments");
    BINDS("(x, y, /)", 1, NULL, "TypeError: f expected 2 arguments, got 1");
    BINDS("(x, y=1, /)", 3, NULL, "TypeError: f expected at most 2 arguments, got 3");
    BINDS("(x, y=1, /)", 0, NULL, "TypeError: f expected at least 1 argument, got 0");
}

Test(signature, with_keywords) {
    BINDS("(x, y=2)", 1, "y", "");
    BINDS("(x, y=2)", 0, NULL, "TypeError: f() missing required argument 'x' (pos 1)");
    BINDS("(x=1, y=2)", 3, NULL, "TypeError: f() takes at most 2 arguments (3 given)");
    BINDS("(x, y=2)", 1, "x", "TypeError: argument for f() given by name ('x') and position (1)");
    BINDS("(x, y=2)", 1, "z", "TypeError: 'z' is an invalid keyword argument for f()");
    BINDS("(x, /, *, key=None)", 0, NULL, "TypeError: f() takes exactly 1 positional argument (0 given)");
    BINDS("(x, /, *, key=None)", 2, NULL, "TypeError: f() takes exactly 1 positional argument (2 given)");
    BINDS("(*, key=None)", 1, NULL, "TypeError: f() takes no positional arguments");
}

Test(signature, rest_arguments) {
    BINDS("(*args, sep=' ', end='\\n')", 6, "sep", "");
    BINDS("(*args, sep=' ', end='\\n')", 6, "foo", "TypeError: 'foo' is an invalid keyword argument for f()");
    BINDS("(x=(1, 2), **kw)", 1, "foo", "");
    Signature *signature = signature_parse("(x, *args, key='a,b', **kw)");
    cr_assert_eq(signature->count, 4);
    cr_assert(signature->has_varargs && signature->has_kwargs && !signature->simple);
    Object *args[] = {True, False, None, Ellipsis}, *bound[4], *names = tuple_of(1, str_intern_text("more"));
    cr_assert_eq(signature_bind(signature, "f", args, 3, names, bound), 0);
    cr_assert_eq(bound[0], True);
    cr_assert_eq(tuple_count(bound[1]), 2);
    cr_assert_null(bound[2]);
    cr_assert_eq(dict_count(bound[3]), 1);
    signature_unbind(signature, bound);
}

Test(signature, equal_texts_share) {
    char text[] = "(a, b=1)";
    cr_assert_eq(signature_parse("(a, b=1)"), signature_parse(text));
}

Test(signature, methods_name_their_type) {
    Object *list = list_new(0), *append = object_getattr_text(list, "append"), *unbound = object_getattr_text(&list_type.head, "append");
    cr_expect_null(object_call_noargs(append));
    cr_expect_str_eq(taken_error(), "TypeError: list.append() takes exactly one argument (0 given)");
    cr_expect_null(object_call_noargs(unbound));
    cr_expect_str_eq(taken_error(), "TypeError: unbound method list.append() needs an argument");
    cr_expect_null(object_call_one(unbound, None));
    cr_expect_str_eq(taken_error(), "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'NoneType' object");
    cr_expect_str_eq(repr_text_steal(object_getattr_text(append, "__qualname__")), "'list.append'");
    cr_expect_str_eq(repr_text_steal(object_getattr_text(append, "__text_signature__")), "'($self, object, /)'");
    cr_expect_str_eq(repr_text_steal(unbound), "<method 'append' of 'list' objects>");
    release(append);
    release(list);
}
