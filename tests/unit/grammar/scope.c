/* scope.c - where names live, and what codes say. */
#include <criterion/criterion.h>

#include "builtins/types/str.h"
#include "tests/unit/fixture.h"
#include "tests/unit/grammar/parse_fixture.h"

TestSuite(scope, .init = start_objects);

#define HAS(text, part) cr_assert(strstr(tree_of(text), part), "%s is not in %s", part, tree_of(text))

Test(scope, locals_and_globals) {
    HAS("def f(a):\n b = a\n return c", "(Assign (Name b:L1) (Name a:L0))");
    HAS("def f(a):\n b = a\n return c", "(Return (Name c:G))");
    HAS("def f():\n global a\n a = 1", "(Assign (Name a:G) (Constant 1))");
}
Test(scope, closures) {
    HAS("def f(a):\n def g(): return a", "(Return (Name a:F0))");
    HAS("def f():\n a = 1\n def g():\n  nonlocal a\n  a = 2", "(Assign (Name a:C0) (Constant 1))");
    HAS("def f():\n a = 1\n def g():\n  nonlocal a\n  a = 2", "(Assign (Name a:F0) (Constant 2))");
}
Test(scope, class_bodies) {
    HAS("class A:\n a = b", "(Assign (Name a:D) (Name b:D))");
    HAS("def f(b):\n class A:\n  a = b", "(Assign (Name a:D) (Name b:K0))");
    HAS("class A:\n def f(s): return a", "(Return (Name a:G))");
    HAS("class A:\n def f(s): s.__a", "(Attribute _A__a (Name s:L0))");
}
Test(scope, comprehensions_share_the_frame) {
    HAS("def f(a): return [b + a for b in a]", "(ListComp (Binary 0 (Name b:L3) (Name a:L0)) (CompFor (Name b:L3) (Name a:L0)))");
    HAS("def f(a): return [lambda: b for b in a]", "(Name b:F0)");
    HAS("def f(a): return (b for b in a)", "(GeneratorExp (Name b:L1) (CompFor (Name b:L1) (Name a:L0)))");
    HAS("class A:\n a = 1\n b = [a for c in a]", "(ListComp (Name a:G) (CompFor (Name c:L2) (Name a:D)))");
    HAS("def f(): return [b := a for a in c]", "(NamedExpr (Name b:L0) (Name a:L3))");
}

static Code *only_inner(Code *code) {
    cr_assert_eq(code->inner_count, 1);
    return code->inner[0];
}

Test(scope, code_of_a_function) {
    Code *module = parsed("def f(a, /, b, *c, d, **e):\n 'doc'\n x = 1\n yield");
    Code *code = only_inner(module);
    cr_assert_eq(code->positional_only_count, 1);
    cr_assert_eq(code->positional_count, 2);
    cr_assert_eq(code->keyword_only_count, 1);
    cr_assert_eq(code->flags, CODE_OPTIMIZED | CODE_NEWLOCALS | CODE_VARARGS | CODE_VARKEYWORDS | CODE_GENERATOR);
    cr_assert_eq(code->named_count, 6);
    cr_assert_str_eq(str_data(code->slot_names[2]), "d");
    cr_assert_str_eq(str_data(code->slot_names[3]), "c");
    cr_assert_str_eq(str_data(code->docstring), "doc");
    cr_assert_not(code->simple);
    RELEASE(module);
}
Test(scope, qualified_names) {
    Code *module = parsed("class A:\n def f(self):\n  return lambda: 1");
    Code *lambda = only_inner(only_inner(only_inner(module)));
    cr_assert_str_eq(str_data(lambda->qualname), "A.f.<locals>.<lambda>");
    cr_assert(lambda->simple);
    RELEASE(module);
}
Test(scope, super_needs_the_class_cell) {
    Code *module = parsed("class A:\n def f(self): super()");
    Code *class = only_inner(module);
    cr_assert_eq(class->class_cell_slot, 0);
    cr_assert_eq(only_inner(class)->free_count, 1);
    cr_assert_eq(only_inner(class)->free_sources[0], 0);
    RELEASE(module);
}
Test(scope, free_variables_pass_through) {
    Code *module = parsed("def f(a):\n def g():\n  def h(): return a");
    Code *g = only_inner(only_inner(module)), *h = only_inner(g);
    cr_assert_eq(g->free_sources[0], 0);
    cr_assert_eq(h->free_sources[0], -1);
    RELEASE(module);
}
Test(scope, refusals) {
    cr_assert_str_eq(tree_of("return"), "SyntaxError: 'return' outside function (test.mini, line 1)");
    cr_assert_str_eq(tree_of("def f():\n x = 1\n global x"), "SyntaxError: name 'x' is assigned to before global declaration (test.mini, line 3)");
    cr_assert_str_eq(tree_of("def f(): nonlocal x"), "SyntaxError: no binding for nonlocal 'x' found (test.mini, line 1)");
    cr_assert_str_eq(tree_of("[x := 1 for x in y]"), "SyntaxError: assignment expression cannot rebind comprehension iteration variable 'x' (test.mini, line 1)");
    cr_assert_str_eq(tree_of("break"), "SyntaxError: 'break' outside loop (test.mini, line 1)");
}
