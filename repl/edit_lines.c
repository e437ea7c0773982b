/* edit_lines.c - moving and deleting in a block of several lines. For readline the block is one line; here line means what
 * the user sees. These commands also take the place of readline's own (edit_replace.c). */
#include "repl/edit.h"
#include "repl/readline.h"

static const char *line_text(void) { return *readline.rl_line_buffer; }
static size_t point(void) { return (size_t)*readline.rl_point; }
static size_t end(void) { return (size_t)*readline.rl_end; }

size_t edit_line_start(size_t at) {
    while (at && line_text()[at - 1] != '\n') at--;
    return at;
}
size_t edit_line_end(size_t at) {
    while (at < end() && line_text()[at] != '\n') at++;
    return at;
}
size_t edit_indentation_end(size_t start) {
    while (start < end() && line_text()[start] == ' ') start++;
    return start;
}

/* ---- moving ---- */

/* The same column of a line, or its end. */
static void go_to_column(size_t start, size_t column) {
    size_t stop = edit_line_end(start), at = start;
    for (; column && at < stop; column--)
        do at++; while (at < stop && (line_text()[at] & 0xC0) == 0x80);
    *readline.rl_point = (int)at;
}

static size_t column_of(size_t at) {
    size_t column = 0;
    for (size_t i = edit_line_start(at); i < at; i++) column += (line_text()[i] & 0xC0) != 0x80;
    return column;
}

int edit_up(int count, int key) {
    size_t start = edit_line_start(point());
    if (start == 0) return readline.rl_get_previous_history(count, key);
    go_to_column(edit_line_start(start - 1), column_of(point()));
    return 0;
}

int edit_down(int count, int key) {
    size_t stop = edit_line_end(point());
    if (stop == end()) return readline.rl_get_next_history(count, key);
    go_to_column(stop + 1, column_of(point()));
    return 0;
}

int edit_home(int count, int key) {
    (void)count, (void)key;
    *readline.rl_point = (int)edit_line_start(point());
    return 0;
}

int edit_end(int count, int key) {
    (void)count, (void)key;
    const char *hint = edit_hint();
    if (hint) readline.rl_insert_text(hint);
    else *readline.rl_point = (int)edit_line_end(point());
    return 0;
}

/* Forward; at the end of the text it takes the hint. */
int edit_right(int count, int key) {
    const char *hint = edit_hint();
    return hint ? readline.rl_insert_text(hint), 0 : readline.rl_forward_char(count, key);
}

/* ---- deleting ---- */

/* To the end of the line; at its end, the newline. */
int edit_kill_line(int count, int key) {
    (void)count, (void)key;
    size_t stop = edit_line_end(point());
    if (stop == point() && stop < end()) stop++;
    return readline.rl_kill_text((int)point(), (int)stop);
}

/* To the start of the line; at its start, the newline before it. */
int edit_kill_backward(int count, int key) {
    (void)count, (void)key;
    size_t start = edit_line_start(point());
    if (start == point() && start) start--;
    readline.rl_kill_text((int)point(), (int)start);
    *readline.rl_point = (int)start;
    return 0;
}

/* ---- vi ---- */

int edit_vi_append_to_line(int count, int key) {
    *readline.rl_point = (int)edit_line_end(point());
    return readline.rl_vi_insertion_mode(count, key);
}

int edit_vi_insert_in_line(int count, int key) {
    edit_vi_first_print(count, key);
    return readline.rl_vi_insertion_mode(count, key);
}

int edit_vi_first_print(int count, int key) {
    (void)count, (void)key;
    *readline.rl_point = (int)edit_indentation_end(edit_line_start(point()));
    return 0;
}

/* A digit; but 0 that is no part of a number goes to the start of the line. */
int edit_vi_digit(int count, int key) {
    return key == '0' && !*readline.rl_explicit_arg ? edit_home(count, key) : readline.rl_vi_arg_digit(count, key);
}
