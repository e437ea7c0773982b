/* Weak references: sharing, order, the end. */
#include "gc/weakref.h"

#include <criterion/criterion.h>
#include <string.h>

#include "builtins/types/set.h"
#include "gc/collect.h"
#include "gc/verify.h"
#include "runtime/object/signature.h"
#include "tests/unit/fixture.h"

static char journal[64];

/* The callback of tests: notes which of `known` it was called for. */
static Object *known[4];
static Value note_function(Object *self UNUSED, Object **args) {
    for (size_t i = 0; i < 4; i++)
        if (known[i] == args[0]) journal[strlen(journal)] = (char)('0' + i);
    return value_none();
}
static Value fail_function(Object *self UNUSED, Object **args UNUSED) { return error_set_value(ValueError, "in callback"); }
static const Method note_method = {"note", note_function, "(reference, /)", NULL, 0}, fail_method = {"fail", fail_function, "(reference, /)", NULL, 0};

static Object *target, *note;

static void start(void) {
    start_objects();
    cr_assert_eq(gc_init(), 0);
    target = set_new(NULL);
    note = native_function_new(&note_method, NULL, NULL);
    cr_assert(target && note);
}

TestSuite(weakref, .init = start);

Test(weakref, references_without_callback_are_shared) {
    Object *a = weakref_new(target, NULL), *b = weakref_new(target, None), *c = weakref_new(target, note);
    cr_assert_eq(a, b);
    cr_assert_neq(a, c);
    cr_assert_eq(weakrefs_count(target), 2);
    Object *p = weakproxy_new(target, NULL), *q = weakproxy_new(target, NULL);
    cr_assert_eq(p, q);
    cr_assert_eq(weakrefs_count(target), 3);
    cr_assert_eq(&weakrefs_first(target)->head, a);
    cr_assert_eq(&weakrefs_first(target)->next->head, p);
    release(a);
    release(b);
    cr_assert_eq(&weakrefs_first(target)->head, p);
    a = weakref_new(target, NULL);
    cr_assert_eq(&weakrefs_first(target)->head, a);
    release(a), release(c), release(p), release(q);
    cr_assert_eq(weakrefs_count(target), 0);
    cr_assert_null(weakrefs_first(target));
}

Test(weakref, callbacks_newest_first) {
    for (int i = 0; i < 3; i++) known[i] = weakref_new(target, note);
    known[3] = weakref_new(target, NULL);
    CLEAR(target);
    cr_assert_str_eq(journal, "210");
    for (int i = 0; i < 4; i++) {
        cr_assert_null(weakref_get((WeakReference *)known[i]));
        release(known[i]);
    }
}

Test(weakref, a_dead_reference_is_not_called_back) {
    known[0] = weakref_new(target, note);
    known[1] = weakref_new(target, note);
    release(known[1]);
    CLEAR(target);
    cr_assert_str_eq(journal, "0");
    release(known[0]);
}

Test(weakref, not_everything_can_be_referenced) {
    cr_assert_null(weakref_new(None, NULL));
    cr_assert_str_eq(taken_error(), "TypeError: cannot create weak reference to 'NoneType' object");
}

Test(weakref, an_exception_in_a_callback_is_reported_and_one_outside_is_kept) {
    Object *fail = native_function_new(&fail_method, NULL, NULL), *reference = weakref_new(target, fail);
    error_set(KeyError, "outside");
    CLEAR(target);
    cr_assert_str_eq(taken_error(), "KeyError: 'outside'");
    release(reference);
    release(fail);
}

Test(weakref, a_million_references_to_one_object) {
    enum { COUNT = 1000000 };
    Object **references = malloc(COUNT * sizeof *references);
    for (int i = 0; i < COUNT; i++) references[i] = weakref_new(target, note);
    cr_assert_eq(weakrefs_count(target), COUNT);
    CLEAR(target);
    for (int i = 0; i < COUNT; i++) release(references[i]);
    free(references);
    cr_assert_eq(gc_verify(), 0);
}

Test(weakref, proxies_forward_and_then_raise) {
    Object *proxy = weakproxy_new(target, NULL);
    cr_assert_eq(object_length(proxy), 0);
    cr_assert_eq(object_truth(proxy), 0);
    CLEAR(target);
    cr_assert_eq(object_length(proxy), -1);
    cr_assert_str_eq(taken_error(), "ReferenceError: weakly-referenced object no longer exists");
    release(proxy);
}
