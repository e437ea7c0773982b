/* parser.c - the trees that the grammar builds (names are shown as the scope pass resolved them: all global here). */
#include <criterion/criterion.h>

#include "tests/unit/fixture.h"
#include "tests/unit/grammar/parse_fixture.h"

TestSuite(parser, .init = start_objects);

#define TREE(text, tree) cr_assert_str_eq(statement_of(text), tree)

Test(parser, precedence) {
    TREE("a + b * c", "(ExprStmt (Binary 0 (Name a:G) (Binary 2 (Name b:G) (Name c:G))))");
    TREE("-a ** -b", "(ExprStmt (Unary 3 (Binary 6 (Name a:G) (Unary 3 (Name b:G)))))");
    TREE("a ** b ** c", "(ExprStmt (Binary 6 (Name a:G) (Binary 6 (Name b:G) (Name c:G))))");
    TREE("a - b - c", "(ExprStmt (Binary 1 (Binary 1 (Name a:G) (Name b:G)) (Name c:G)))");
    TREE("not a == b", "(ExprStmt (Unary 1 (Compare 0 (Name a:G) (Name b:G))))");
    TREE("a or b and c", "(ExprStmt (Or (Name a:G) (And (Name b:G) (Name c:G))))");
    TREE("a | b ^ c & d << e", "(ExprStmt (Binary 9 (Name a:G) (Binary 10 (Name b:G) (Binary 11 (Name c:G) (Binary 7 (Name d:G) (Name e:G))))))");
}
Test(parser, comparisons_chain) {
    TREE("a < b is not c not in d", "(ExprStmt (Compare 2,7,9 (Name a:G) (Name b:G) (Name c:G) (Name d:G)))");
}
Test(parser, conditional_and_lambda) {
    TREE("a if b else c if d else e", "(ExprStmt (IfExp (Name b:G) (Name a:G) (IfExp (Name d:G) (Name c:G) (Name e:G))))");
    TREE("lambda: 1", "(ExprStmt (Function (Parameters) (Constant 1)))");
}
Test(parser, constants) {
    TREE("-5", "(ExprStmt (Constant -5))");
    TREE("0xff_ff", "(ExprStmt (Constant 65535))");
    TREE("100000000000000000000000", "(ExprStmt (Constant 100000000000000000000000))");
    TREE("1_0.5e1", "(ExprStmt (Constant 105.0))");
    TREE("2j", "(ExprStmt (Constant 2j))");
    TREE("x = 'a' \"b\\n\" r'\\n'", "(Assign (Name x:G) (Constant 'ab\\n\\\\n'))");
    TREE("x = '\\x41\\u00e9\\N{GREEK SMALL LETTER ALPHA}\\101'", "(Assign (Name x:G) (Constant 'A\xC3\xA9\xCE\xB1" "A'))");
    TREE("(1, (2, 'a'))", "(ExprStmt (Constant (1, (2, 'a'))))");
}
Test(parser, format_strings) {
    TREE("f'a{b!r:>{c}}d'", "(ExprStmt (JoinedStr (Constant 'a') (FormattedValue (Name b:G) (JoinedStr (Constant '>') (FormattedValue (Name c:G)))) (Constant 'd')))");
    TREE("f'{a = }{{}}'", "(ExprStmt (JoinedStr (Constant 'a = ') (FormattedValue (Name a:G)) (Constant '{}')))");
    TREE("f'{a!=b}'", "(ExprStmt (JoinedStr (FormattedValue (Compare 1 (Name a:G) (Name b:G)))))");
    TREE("f'{a, b}'", "(ExprStmt (JoinedStr (FormattedValue (Tuple (Name a:G) (Name b:G)))))");
}
Test(parser, displays) {
    TREE("[a, *b]", "(ExprStmt (List (Name a:G) (Starred (Name b:G))))");
    TREE("{a, b}", "(ExprStmt (Set (Name a:G) (Name b:G)))");
    TREE("{a: b, **c}", "(ExprStmt (Dict (Name a:G) (Name b:G) (Name c:G)))");
    TREE("a,", "(ExprStmt (Tuple (Name a:G)))");
}
Test(parser, primaries) {
    TREE("a.b(c, *d, e=f, **g)[h]", "(ExprStmt (Subscript (Call (Attribute b (Name a:G)) (Name c:G) (Starred (Name d:G)) (Keyword e (Name f:G)) (Keyword ** (Name g:G))) (Name h:G)))");
    TREE("a[b:c, ::d]", "(ExprStmt (Subscript (Name a:G) (Tuple (Slice (Name b:G) (Name c:G)) (Slice (Name d:G)))))");
}
Test(parser, assignments) {
    TREE("a = b, *c = d", "(Assign (Name a:G) (Tuple (Name b:G) (Starred (Name c:G))) (Name d:G))");
    TREE("a.b += 1", "(AugAssign 0 (Attribute b (Name a:G)) (Constant 1))");
    TREE("a: b = c", "(AnnAssign (Name a:G) (Name b:G) (Name c:G))");
    TREE("(a := b)", "(ExprStmt (NamedExpr (Name a:G) (Name b:G)))");
    TREE("del a, b[c]", "(Delete (Name a:G) (Subscript (Name b:G) (Name c:G)))");
}
Test(parser, imports) {
    TREE("import a.b, c as d", "(Import (Alias a.b (Name a:G)) (Alias c (Name d:G)))");
    TREE("from . import a", "(ImportFrom (Alias a (Name a:G)))");
    TREE("from .a import (b as c,)", "(ImportFrom (Alias b (Name c:G)))");
    TREE("from a import *", "(ImportFrom (Alias *))");
}
Test(parser, compound_statements) {
    TREE("if a: b\nelif c: d\nelse: e", "(If (Name a:G) (Block (ExprStmt (Name b:G))) (If (Name c:G) (Block (ExprStmt (Name d:G))) (Block (ExprStmt (Name e:G)))))");
    TREE("for a, b in c: pass\nelse: pass", "(For (Tuple (Name a:G) (Name b:G)) (Name c:G) (Block (Pass)) (Block (Pass)))");
    TREE("with a as b, c: pass", "(With (Name a:G) (Name b:G) (With (Name c:G) (Block (Pass))))");
    TREE("try: a\nexcept b as c: d\nfinally: e", "(Try (Block (ExprStmt (Name a:G))) (ExceptHandler (Name b:G) (Name c:G) (Block (ExprStmt (Name d:G)))) (Block (ExprStmt (Name e:G))))");
    TREE("@a\ndef f(b, /, c=d, *e, g, **h) -> i: pass",
         "(FunctionDef (Name f:G) (Function (Parameters (Parameter b) (Parameter c (Name d:G)) (Parameter e) (Parameter g) (Parameter h)) (Block (Pass)) (Name i:G)) (Name a:G))");
    TREE("class A(B, m=C): pass", "(ClassDef (Name A:G) (Name B:G) (Keyword m (Name C:G)) (Block (Pass)))");
}
Test(parser, patterns) {
    TREE("match a:\n case 1 | -2: pass\n case [b, *_] if c: pass\n case {'k': None, **d}: pass\n case A(e, f=g) as h: pass",
         "(Match (Name a:G)"
         " (MatchCase (PatternOr (PatternValue (Constant 1)) (PatternValue (Constant -2))) (Block (Pass)))"
         " (MatchCase (PatternSequence (PatternAs (Name b:G)) (PatternStar)) (Name c:G) (Block (Pass)))"
         " (MatchCase (PatternMapping (Constant 'k') (PatternSingleton None) (Name d:G)) (Block (Pass)))"
         " (MatchCase (PatternAs (PatternClass (Name A:G) (PatternAs (Name e:G)) (PatternAs (Name g:G))) (Name h:G)) (Block (Pass))))");
}
Test(parser, refusals) {
    cr_assert_str_eq(tree_of("f() = 1"), "SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='? (test.mini, line 1)");
    cr_assert_str_eq(tree_of("f(a b)"), "SyntaxError: invalid syntax. Perhaps you forgot a comma? (test.mini, line 1)");
    cr_assert_str_eq(tree_of("\n\nif x:\npass"), "IndentationError: expected an indented block after 'if' statement on line 3 (test.mini, line 4)");
    cr_assert_str_eq(tree_of("def f(a=1, b): pass"), "SyntaxError: non-default argument follows default argument (test.mini, line 1)");
}

/* Nesting ends in an error or a tree, never in a crash. */
static void check_deep(const char *start, const char *repeated, int count, const char *end) {
    size_t size = strlen(start) + strlen(repeated) * (size_t)count + strlen(end) + 1;
    char *text = malloc(size), *out = stpcpy(text, start);
    for (int i = 0; i < count; i++) out = stpcpy(out, repeated);
    strcpy(out, end);
    Code *code = parsed(text);
    if (code) RELEASE(code);
    else cr_assert_str_neq(taken_error(), "");
    free(text);
}
Test(parser, deep_nesting) {
    check_deep("x = ", "(", 100000, "1");
    check_deep("x = ", "-", 100000, "1");
    check_deep("x = ", "not ", 100000, "1");
    check_deep("x = ", "1+", 100000, "1");
    check_deep("x = a", ".b", 100000, "");
    check_deep("x = ", "lambda:", 100000, "1");
    check_deep("x = ", "1 if 1 else ", 100000, "1");
    check_deep("", "a=", 100000, "1");
}
