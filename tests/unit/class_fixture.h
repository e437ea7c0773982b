/* class_fixture.h - short ways to make classes and look at errors, for unit tests of types. */
#ifndef MINI_TESTS_CLASS_FIXTURE_H
#define MINI_TESTS_CLASS_FIXTURE_H

#include <criterion/criterion.h>

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"
#include "tests/unit/fixture.h"

/* type(name, bases, namespace). STEALS bases and namespace (NULL: none). */
static inline Object *make_class(const char *name, Object *bases, Object *namespace) {
    Object *text = str_from_text(name);
    if (!bases) bases = tuple_new(0);
    if (!namespace) namespace = dict_new();
    Object *class = object_call_objects((Object *)&type_type, 3, text, bases, namespace);
    release(text);
    release(bases);
    release(namespace);
    return class;
}

/* The pending exception is of that type and says this; clears it. */
static inline void assert_error(Type *type, const char *message) {
    cr_assert(error_matches(type), "no %s pending", type->name);
    Object *exception = error_take(), *text = object_str(exception);
    cr_assert_str_eq(str_data(text), message);
    release(text);
    release(exception);
}

/* repr(o) is this text. STEALS o. */
static inline void assert_repr(Object *o, const char *expected) {
    cr_assert_not_null(o);
    Object *text = object_repr(o);
    cr_assert_not_null(text);
    cr_assert_str_eq(str_data(text), expected);
    release(text);
    release(o);
}

#endif
