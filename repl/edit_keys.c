/* edit_keys.c - what keys do in a block: Enter, indentation, deleting, pasting.
 *
 * Each is a readline command with a name (mini-enter and so on), bound before the user's inputrc is read, which may bind
 * others. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "repl/edit.h"
#include "repl/entry.h"
#include "repl/highlight.h"
#include "repl/readline.h"
#include "runtime/base/mem.h"

enum { INDENT = 4, PASTE_WAIT = 1000 /* milliseconds */ };

static const char *line_text(void) { return *readline.rl_line_buffer; }
static size_t point(void) { return (size_t)*readline.rl_point; }
static size_t end(void) { return (size_t)*readline.rl_end; }

void edit_insert_spaces(size_t count) {
    char spaces[64];
    for (size_t part; count; count -= part) {
        part = count < sizeof spaces ? count : sizeof spaces - 1;
        memset(spaces, ' ', part);
        spaces[part] = 0;
        readline.rl_insert_text(spaces);
    }
}

/* ---- Enter ---- */

static int accept(void) {
    edit_finish(EDIT_ACCEPTED);
    return 0;
}

/* Does the text from start to stop open something that the next line stands deeper in? Colons and brackets count, not
 * those in strings and comments. -1: it leaves its block (return, pass, ...). */
static int indentation_change(size_t start, size_t stop) {
    Style *styles = stop ? mem_alloc(stop) : NULL;
    if (!styles) return 0;
    const char *text = line_text();
    highlight(text, stop, styles);
    size_t last = stop;
    while (last > start && (text[last - 1] == ' ' || styles[last - 1] == STYLE_COMMENT)) last--;
    bool deeper = last > start && strchr(":([{", text[last - 1]) && styles[last - 1] == STYLE_PLAIN;
    mem_free(styles, stop);
    static const char *const leaving[] = {"return", "pass", "break", "continue", "raise"};
    size_t first = edit_indentation_end(start), word = first;
    while (word < stop && text[word] >= 'a' && text[word] <= 'z') word++;
    for (size_t i = 0; !deeper && i < sizeof leaving / sizeof *leaving; i++)
        if (strlen(leaving[i]) == word - first && !memcmp(leaving[i], text + first, word - first)) return -1;
    return deeper;
}

/* A new line, indented as the one before asks for. */
static int new_line(int count, int key) {
    (void)count, (void)key;
    size_t start = edit_line_start(point());
    size_t depth = edit_indentation_end(start) - start;
    if (depth > point() - start) depth = point() - start;
    int change = indentation_change(start, point());
    if (change > 0) depth += INDENT;
    else if (change < 0) depth = depth > INDENT ? depth - INDENT : 0;
    readline.rl_begin_undo_group();
    if (edit_indentation_end(start) >= point() && edit_line_end(point()) == point()) readline.rl_delete_text((int)start, *readline.rl_point), *readline.rl_point = (int)start;
    readline.rl_insert_text("\n");
    edit_insert_spaces(depth);
    readline.rl_end_undo_group();
    return 0;
}

static bool only_blanks(size_t from) {
    for (; from < end(); from++)
        if (!strchr(" \t\n", line_text()[from])) return false;
    return true;
}

/* An entry taken from the history as it is: readline keeps no changes of it. */
static bool is_recalled(void) {
    return *readline.rl_undo_list == NULL && memchr(line_text(), '\n', end());
}

/* Runs a complete entry, else begins another line. */
static int enter(int count, int key) {
    if (!only_blanks(point()) && memchr(line_text() + point(), '\n', end() - point())) return new_line(count, key);
    ParseState state = entry_state(edit.session, line_text(), end());
    if (state != PARSE_MORE || is_recalled()) return accept();
    *readline.rl_point = *readline.rl_end;
    return new_line(count, key);
}

static int force_run(int count, int key) {
    (void)count, (void)key;
    return accept();
}

/* ---- deleting ---- */

/* Within the indentation it takes one level. */
static int backspace(int count, int key) {
    size_t start = edit_line_start(point()), depth = point() - start;
    if (depth < 2 || edit_indentation_end(start) < point()) return readline.rl_rubout(count, key);
    size_t size = depth % INDENT ? depth % INDENT : INDENT;
    *readline.rl_point -= (int)size;
    readline.rl_delete_text(*readline.rl_point, *readline.rl_point + (int)size);
    return 0;
}

/* Ctrl-D: deletes, and leaves when there is nothing. */
static int delete_or_leave(int count, int key) {
    if (end()) return readline.rl_delete(count, key);
    edit_finish(EDIT_ENDED);
    return 0;
}

/* ---- pasting ---- */

/* A byte of the paste; -1 when no more comes, though its end has not been seen. */
static int paste_byte(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;
    return poll(&input, 1, PASTE_WAIT) > 0 && read(STDIN_FILENO, &byte, 1) == 1 ? byte : -1;
}

static void read_paste(Buffer *text) {
    static const char closing[] = "\033[201~";
    enum { CLOSING = sizeof closing - 1 };
    for (int byte; !text->failed && (byte = paste_byte()) >= 0;) {
        if (byte) buffer_append_byte(text, byte == '\r' ? '\n' : (char)byte);
        if (byte == '~' && text->length >= CLOSING && !memcmp(text->data + text->length - CLOSING, closing, CLOSING)) {
            buffer_truncate(text, text->length - CLOSING);
            return;
        }
    }
}

static size_t prompt_length(const char *line, size_t length) {
    if (length < 3 || (memcmp(line, ">>>", 3) && memcmp(line, "...", 3))) return 0;
    return length == 3 ? 3 : line[3] == ' ' ? 4 : 0;
}

/* A session copied from somewhere: with prompts in front of the entries, whose output is left out. */
static void strip_prompts(const Buffer *text, Buffer *out) {
    const char *line = text->data, *stop = line ? line + text->length : line;
    bool session = text->length >= 3 && memcmp(line, ">>>", 3) == 0 && prompt_length(line, strcspn(line, "\n"));
    while (line < stop) {
        const char *newline = memchr(line, '\n', (size_t)(stop - line)), *next = newline ? newline + 1 : stop;
        size_t length = (size_t)((newline ? newline : stop) - line), prompt = session ? prompt_length(line, length) : 0;
        if (prompt || !session) buffer_append(out, line + prompt, (size_t)(next - line) - prompt);
        line = next;
    }
}

static int paste(int count, int key) {
    (void)count, (void)key;
    Buffer text = BUFFER_INIT, stripped = BUFFER_INIT;
    read_paste(&text);
    buffer_append_byte(&text, 0);
    if (text.length) text.length--;
    strip_prompts(&text, &stripped);
    buffer_append_byte(&stripped, 0);
    if (!text.failed && !stripped.failed) readline.rl_insert_text(stripped.data);
    buffer_free(&text);
    buffer_free(&stripped);
    return 0;
}

/* ---- binding ---- */

static const struct { const char *name; KeyCommand *command; const char *keys[6]; bool in_vi_command; } commands[] = {
    {"mini-enter", enter, {"\\C-m", "\\C-j"}, true},
    {"mini-run", force_run, {"\\e\\C-m", "\\e\\C-j"}, false},
    {"mini-new-line", new_line, {"\\C-o"}, false},
    {"mini-up", edit_up, {"\\e[A", "\\eOA", "\\C-p"}, true},
    {"mini-down", edit_down, {"\\e[B", "\\eOB", "\\C-n"}, true},
    {"mini-home", edit_home, {"\\e[H", "\\eOH", "\\e[1~", "\\C-a"}, true},
    {"mini-end", edit_end, {"\\e[F", "\\eOF", "\\e[4~", "\\C-e"}, true},
    {"mini-right", edit_right, {"\\e[C", "\\eOC", "\\C-f"}, true},
    {"mini-backspace", backspace, {"\\C-h", "\\C-?"}, false},
    {"mini-delete-or-leave", delete_or_leave, {"\\C-d"}, true},
    {"mini-complete", edit_complete, {"\\C-i"}, false},
    {"mini-paste", paste, {"\\e[200~"}, true},
};

void edit_bind_keys(void) {
    void *emacs = readline.rl_get_keymap_by_name("emacs-standard"), *insert = readline.rl_get_keymap_by_name("vi-insert");
    void *command = readline.rl_get_keymap_by_name("vi-command");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        readline.rl_add_defun(commands[i].name, commands[i].command, -1);
        for (const char *const *keys = commands[i].keys; *keys; keys++) {
            readline.rl_bind_keyseq_in_map(*keys, commands[i].command, emacs);
            readline.rl_bind_keyseq_in_map(*keys, commands[i].command, insert);
            if (commands[i].in_vi_command) readline.rl_bind_keyseq_in_map(*keys, commands[i].command, command);
        }
    }
    readline.rl_bind_keyseq_in_map("j", edit_down, command);
    readline.rl_bind_keyseq_in_map("k", edit_up, command);
}
