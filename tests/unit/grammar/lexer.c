/* lexer.c - tokens, indentation, and what the lexer refuses. */
#include <criterion/criterion.h>
#include <string.h>

#include "builtins/types/str.h"
#include "grammar/tokens.h"
#include "parser.h"
#include "tests/unit/fixture.h"

TestSuite(lexer, .init = start_objects);

/* Compares the kinds of all tokens; the list ends with 0. */
static void check_kinds(const char *text, const int *kinds) {
    Lexer lexer;
    lexer_init(&lexer, text, strlen(text));
    cr_assert_eq(lexer_run(&lexer), 0);
    size_t i = 0;
    for (; kinds[i] && i < lexer.count; i++) cr_assert_eq(lexer.items[i].kind, kinds[i], "%s: token %zu is %d, not %d", text, i, lexer.items[i].kind, kinds[i]);
    cr_assert_eq(i, lexer.count, "%s: %zu tokens", text, lexer.count);
    cr_assert_eq(kinds[i], 0);
    lexer_free(&lexer);
}
#define KINDS(text, ...) check_kinds(text, (const int[]){__VA_ARGS__, T_ENDMARKER, 0})

static void check_problem(const char *text, const char *message, uint32_t line, int64_t offset) {
    Lexer lexer;
    lexer_init(&lexer, text, strlen(text));
    cr_assert_eq(lexer_run(&lexer), 0);
    cr_assert(lexer.problem.type, "%s: nothing wrong", text);
    cr_assert_str_eq(str_data(lexer.problem.message), message);
    cr_assert_eq(lexer.problem.line, line);
    cr_assert_eq(lexer.problem.offset, offset);
    lexer_free(&lexer);
}

Test(lexer, simple_line) { KINDS("x = 1\n", T_NAME, T_EQUAL, T_NUMBER, T_NEWLINE); }
Test(lexer, no_final_newline) { KINDS("x", T_NAME, T_NEWLINE); }
Test(lexer, comments_and_blank_lines) { KINDS("# a\n\n  # b\nx # c\n   \n", T_NAME, T_NEWLINE); }
Test(lexer, brackets_join_lines) { KINDS("(\n1,\n)\n", T_LPAR, T_NUMBER, T_COMMA, T_RPAR, T_NEWLINE); }
Test(lexer, backslash_joins_lines) { KINDS("x = \\\n 1\n", T_NAME, T_EQUAL, T_NUMBER, T_NEWLINE); }
Test(lexer, keywords_are_whole_words) { KINDS("if iff", T_IF, T_NAME, T_NEWLINE); }
Test(lexer, longest_operator) { KINDS("a **= b // c -> d", T_NAME, T_DOUBLESTAREQUAL, T_NAME, T_DOUBLESLASH, T_NAME, T_ARROW, T_NAME, T_NEWLINE); }
Test(lexer, numbers) { KINDS("1 1.5 .5e3 0xFF_F 1_0j 0", T_NUMBER, T_NUMBER, T_NUMBER, T_NUMBER, T_NUMBER, T_NUMBER, T_NEWLINE); }
Test(lexer, strings) { KINDS("'a' rb\"b\" f'''c\nd''' '\\''", T_STRING, T_STRING, T_STRING, T_STRING, T_NEWLINE); }

Test(lexer, indentation) {
    KINDS("if a:\n  b\n  if c:\n    d\ne\n", T_IF, T_NAME, T_COLON, T_NEWLINE, T_INDENT, T_NAME, T_NEWLINE, T_IF, T_NAME, T_COLON, T_NEWLINE, T_INDENT,
          T_NAME, T_NEWLINE, T_DEDENT, T_DEDENT, T_NAME, T_NEWLINE);
}
Test(lexer, dedent_at_end) { KINDS("if a:\n  b", T_IF, T_NAME, T_COLON, T_NEWLINE, T_INDENT, T_NAME, T_NEWLINE, T_DEDENT); }
Test(lexer, tabs_count_eight) { KINDS("if a:\n\tb\n\tc\n", T_IF, T_NAME, T_COLON, T_NEWLINE, T_INDENT, T_NAME, T_NEWLINE, T_NAME, T_NEWLINE, T_DEDENT); }

Test(lexer, positions) {
    Lexer lexer;
    const char *text = "a\n'''b\nc''' d\n";
    lexer_init(&lexer, text, strlen(text));
    lexer_run(&lexer);
    Position string = lexer.items[2].at, name = lexer.items[3].at;
    cr_assert_eq(string.line, 2);
    cr_assert_eq(string.end_line, 3);
    cr_assert_eq(string.end_col, 4);
    cr_assert_eq(name.line, 3);
    cr_assert_eq(name.col, 5);
    lexer_free(&lexer);
}

Test(lexer, problems) {
    check_problem("x = )\n", "unmatched ')'", 1, 5);
    check_problem("(1]\n", "closing parenthesis ']' does not match opening parenthesis '('", 1, 3);
    check_problem("x = (1,\n", "'(' was never closed", 1, 5);
    check_problem("'abc\n", "unterminated string literal (detected at line 1)", 1, 1);
    check_problem("x\n  '''abc\n\n", "unterminated triple-quoted string literal (detected at line 3)", 2, 3);
    check_problem("0777", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", 1, 1);
    check_problem("0o8", "invalid digit '8' in octal literal", 1, 3);
    check_problem("1abc", "invalid decimal literal", 1, 1);
    check_problem("x = \xE2\x80\xA6", "invalid character '\xE2\x80\xA6' (U+2026)", 1, 5);
}
Test(lexer, bad_indentation) {
    check_problem("if a:\n    b\n  c\n", "unindent does not match any outer indentation level", 3, 4);
    check_problem("if a:\n\tb\n        c\n", "inconsistent use of tabs and spaces in indentation", 3, 1);
}

static void check_soft(const char *text, size_t index, int kind) {
    Lexer lexer;
    lexer_init(&lexer, text, strlen(text));
    lexer_run(&lexer);
    tokens_decide_soft(&lexer);
    cr_assert_eq(lexer.items[index].kind, kind, "%s: %d", text, lexer.items[index].kind);
    lexer_free(&lexer);
}

Test(lexer, match_is_a_keyword_only_before_a_subject_and_a_colon) {
    check_soft("match x:\n case 1: pass\n", 0, T_MATCH);
    check_soft("match(x):\n case 1: pass\n", 0, T_MATCH);
    check_soft("match -x:\n case 1: pass\n", 0, T_MATCH);
    check_soft("match = 1\n", 0, T_NAME);
    check_soft("match(x)\n", 0, T_NAME);
    check_soft("match[a:b]\n", 0, T_NAME);
    check_soft("match.x: int\n", 0, T_NAME);
}
Test(lexer, case_is_a_keyword_only_in_a_match_block) {
    check_soft("match x:\n case 1: pass\n", 5, T_CASE);
    check_soft("if x:\n case = 1\n", 5, T_NAME);
}
Test(lexer, bracket_of_with_items) {
    check_soft("with (a as b): pass\n", 1, T_WITH_LPAR);
    check_soft("with (a, b): pass\n", 1, T_WITH_LPAR);
    check_soft("with (a, b) as c: pass\n", 1, T_LPAR);
    check_soft("with (yield a): pass\n", 1, T_LPAR);
    check_soft("with (a for a in b): pass\n", 1, T_LPAR);
    check_soft("with (a := b): pass\n", 1, T_LPAR);
    check_soft("with (a): pass\n", 1, T_WITH_LPAR);
    check_soft("with (a).b: pass\n", 1, T_LPAR);
}
