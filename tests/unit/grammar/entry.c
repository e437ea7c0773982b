/* entry.c - when an entry at the prompt is complete. */
#include <criterion/criterion.h>
#include <string.h>

#include "runtime/object/error.h"
#include "grammar/parse.h"
#include "tests/unit/fixture.h"

TestSuite(entry, .init = start_objects);

static void check_state(const char *text, int state) {
    EntryParser *entry = entry_parser_new();
    int found = entry_parser_feed(entry, text, strlen(text));
    cr_assert_eq(found, state, "%s: %d, not %d", text, found, state);
    cr_assert_not(error_pending());
    entry_parser_free(entry);
}

Test(entry, simple_statements) {
    check_state("1 + 1\n", PARSE_COMPLETE);
    check_state("x = 1; y = 2\n", PARSE_COMPLETE);
    check_state("\n", PARSE_COMPLETE);
    check_state("# only a comment\n", PARSE_COMPLETE);
    check_state("x = 1\ny = 2\n", PARSE_COMPLETE);
}
Test(entry, needs_more) {
    check_state("if x:\n", PARSE_MORE);
    check_state("if x:\n  y\n", PARSE_MORE);
    check_state("if x: y\n", PARSE_MORE);
    check_state("(1,\n", PARSE_MORE);
    check_state("'''abc\n", PARSE_MORE);
    check_state("x = 1 + \\\n", PARSE_MORE);
    check_state("@a\n", PARSE_MORE);
    check_state("try:\n  x\n", PARSE_MORE);
    check_state("class A:\n  def f(self):\n", PARSE_MORE);
    check_state("match x:\n", PARSE_MORE);
}
Test(entry, an_empty_line_ends_a_block) {
    check_state("if x:\n  y\n\n", PARSE_COMPLETE);
    check_state("def f():\n  return 1\n  \n", PARSE_COMPLETE);
}
Test(entry, cannot_be_right) {
    check_state("x = = 1\n", PARSE_INVALID);
    check_state("'abc\n", PARSE_INVALID);
    check_state(")\n", PARSE_INVALID);
    check_state("x +\n", PARSE_INVALID);
    check_state("if x\n", PARSE_INVALID);
    check_state("  x\n", PARSE_INVALID);
}
Test(entry, line_by_line) {
    EntryParser *entry = entry_parser_new();
    cr_assert_eq(entry_parser_feed(entry, "def f():\n", 9), PARSE_MORE);
    cr_assert_eq(entry_parser_feed(entry, "  return 1\n", 11), PARSE_MORE);
    cr_assert_eq(entry_parser_feed(entry, "\n", 1), PARSE_COMPLETE);
    entry_parser_reset(entry);
    cr_assert_eq(entry_parser_feed(entry, "1\n", 2), PARSE_COMPLETE);
    entry_parser_free(entry);
}
