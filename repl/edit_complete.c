/* edit_complete.c - the keys of completion. These commands take the place of readline's own of the same names (edit_replace.c) and heed
 * the settings that inputrc has for them. */
#include <stdlib.h>
#include <string.h>

#include "repl/complete.h"
#include "repl/display.h"
#include "repl/edit.h"
#include "repl/readline.h"

enum { INDENT = 4 };

static struct {
    Completion completion;   /* of the keys of completion that have just been pressed, one after the other */
    Buffer typed;            /* the word before they were */
    size_t length;           /* bytes that now stand in its place */
    size_t at;               /* the candidate that does: count: the word as typed */
    size_t page;             /* of the menu */
    Buffer left;             /* the whole text as the last of these keys has left it: */
    size_t left_point;       /* another text or place is the beginning of another run */
    bool valid;
} cycle;

/* ---- settings ---- */

static bool is_on(const char *name) {
    const char *value = readline.rl_variable_value(name);
    return value && !strcmp(value, "on");
}

static void read_settings(void) {
    const char *width = readline.rl_variable_value("completion-display-width");
    long wanted = width ? strtol(width, NULL, 10) : -1;
    completion_settings = (CompletionSettings){
        .ignore_case = is_on("completion-ignore-case"), .map_case = is_on("completion-map-case"),
        .mark_folders = is_on("mark-directories"), .in_rows = is_on("print-completions-horizontally"),
        .width = wanted >= 0 && wanted < display_width() ? (size_t)wanted : (size_t)display_width()};
}

/* ---- text ---- */

static const char *text(void) { return *readline.rl_line_buffer; }
static size_t point(void) { return (size_t)*readline.rl_point; }

static bool in_word(size_t at) {
    char c = at < (size_t)*readline.rl_end ? text()[at] : 0;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* In the middle of a word: the end of what is put in stands behind the cursor already. */
static void skip_completed(void) {
    size_t rest = 0, at = point();
    while (in_word(at + rest)) rest++;
    if (!rest || at < rest || !is_on("skip-completed-text") || memcmp(text() + at - rest, text() + at, rest)) return;
    readline.rl_delete_text((int)at, (int)(at + rest));
}

/* Puts a word in place of the `length` bytes from start, at whose end the cursor is. */
static void replace(size_t start, size_t length, const char *word, size_t size) {
    Buffer copy = BUFFER_INIT;
    buffer_append(&copy, word, size);
    buffer_append_byte(&copy, 0);
    if (!copy.failed) {
        readline.rl_begin_undo_group();
        readline.rl_delete_text((int)start, (int)(start + length));
        *readline.rl_point = (int)start;
        readline.rl_insert_text(copy.data);
        skip_completed();
        readline.rl_end_undo_group();
    }
    buffer_free(&copy);
}

static void show_menu(const Completion *completion, size_t page) {
    buffer_truncate(&edit.menu, 0);
    completion_columns(completion, page, &edit.menu);
    edit.menu_kept = true;
}

/* ---- a run of keys ---- */

static void end(void) {
    if (cycle.valid) completion_free(&cycle.completion);
    cycle.valid = false;
}

static bool goes_on(void) {
    size_t length = (size_t)*readline.rl_end;
    return cycle.valid && cycle.left_point == point() && cycle.left.length == length && !memcmp(cycle.left.data, text(), length);
}

/* Notes how a key has left the text, for the next one. */
static void keep(void) {
    buffer_truncate(&cycle.left, 0);
    buffer_append(&cycle.left, text(), (size_t)*readline.rl_end);
    cycle.left_point = point();
    if (cycle.left.failed || cycle.completion.count == 1) end();
}

/* Finds the candidates, unless a key before has. false: there are none. */
static bool begin(void) {
    if (goes_on()) return true;
    end();
    read_settings();
    completion_find(&cycle.completion, edit.session, text(), point());
    buffer_truncate(&cycle.typed, 0);
    buffer_append(&cycle.typed, text() + cycle.completion.start, point() - cycle.completion.start);
    cycle.length = cycle.typed.length;
    cycle.at = cycle.completion.count;
    cycle.page = 0;
    cycle.valid = true;
    if (!cycle.typed.failed && cycle.completion.count) return true;
    end();
    readline.rl_ding();
    return false;
}

void edit_complete_free(void) {
    end();
    buffer_free(&cycle.typed);
    buffer_free(&cycle.left);
}

static bool is_disabled(void) {
    if (!is_on("disable-completion")) return false;
    readline.rl_insert_text("\t");
    return true;
}

/* At the beginning of a line Tab indents. */
static bool indents(void) {
    size_t start = edit_line_start(point());
    for (size_t i = start; i < point(); i++)
        if (text()[i] != ' ') return false;
    if (start == 0 && point() > start) return false;
    edit_insert_spaces(INDENT - (point() - start) % INDENT);
    return true;
}

/* ---- commands ---- */

/* Adds what all candidates share; when there is nothing to add, they are shown, and the next key shows more of them. */
int edit_complete(int count, int key) {
    (void)count, (void)key;
    if (is_disabled() || indents() || !begin()) return 0;
    const Completion *completion = &cycle.completion;
    bool other = completion->insert.length == cycle.length && memcmp(completion->insert.data, text() + completion->start, cycle.length);
    bool adds = cycle.page == 0 && (other || completion->insert.length > cycle.length);
    if (adds) replace(completion->start, cycle.length, completion->insert.data, completion->insert.length);
    if (adds) cycle.length = completion->insert.length;
    if (completion->count > 1 && (!adds || is_on("show-all-if-ambiguous"))) show_menu(completion, cycle.page++);
    keep();
    return 0;
}

int edit_possible_completions(int count, int key) {
    (void)count, (void)key;
    if (!begin()) return 0;
    show_menu(&cycle.completion, cycle.page++);
    keep();
    return 0;
}

int edit_insert_completions(int count, int key) {
    (void)count, (void)key;
    if (!begin()) return 0;
    Buffer all = BUFFER_INIT;
    for (size_t i = 0; i < cycle.completion.count; i++) {
        if (i) buffer_append_byte(&all, ' ');
        buffer_append_text(&all, cycle.completion.words[i]);
    }
    if (!all.failed) replace(cycle.completion.start, cycle.length, all.data, all.length);
    buffer_free(&all);
    end();
    return 0;
}

/* Puts the next candidate in, or the one before; between the last and the first stands the word as it was typed. */
static int step(bool back) {
    if (is_disabled() || indents() || !begin()) return 0;
    const Completion *completion = &cycle.completion;
    cycle.at = (cycle.at + (back ? completion->count : 1)) % (completion->count + 1);
    bool typed = cycle.at == completion->count;
    const char *word = typed ? cycle.typed.data : completion->words[cycle.at];
    size_t size = typed ? cycle.typed.length : strlen(word);
    replace(completion->start, cycle.length, word, size);
    cycle.length = size;
    if (completion->count > 1 && is_on("show-all-if-ambiguous")) show_menu(completion, 0);
    keep();
    return 0;
}

int edit_menu_complete(int count, int key) {
    (void)count, (void)key;
    return step(false);
}

int edit_menu_complete_backward(int count, int key) {
    (void)count, (void)key;
    return step(true);
}

int edit_delete_or_list(int count, int key) {
    return point() < (size_t)*readline.rl_end ? readline.rl_delete(count, key) : edit_possible_completions(count, key);
}
