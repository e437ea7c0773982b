/* parse_fixture.c - parsing in unit tests. */
#include "tests/unit/grammar/parse_fixture.h"

#include <stdio.h>
#include <string.h>

#include "builtins/types/str.h"
#include "grammar/dump.h"
#include "tests/unit/fixture.h"

Code *parsed(const char *text) {
    Object *filename = str_from_text("test.mini");
    Code *code = parse_source(text, strlen(text), filename, PARSE_FILE, 0);
    release(filename);
    return code;
}

const char *tree_of(const char *text) {
    static char result[4096];
    Code *code = parsed(text);
    if (!code) return taken_error();
    Object *dump = node_dump(code->node);
    snprintf(result, sizeof result, "%s", str_data(dump));
    release(dump);
    RELEASE(code);
    return result;
}

const char *statement_of(const char *text) {
    static char result[4096];
    const char *tree = tree_of(text);
    if (strncmp(tree, "(Block ", 7)) return tree;
    snprintf(result, sizeof result, "%.*s", (int)strlen(tree) - 8, tree + 7);
    return result;
}
