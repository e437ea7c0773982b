/* report_traceback.c - the entries of a traceback: file, line, function; the source line; carets under what failed.
 * Runs no script code. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "builtins/modules/report.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "grammar/code.h"
#include "runtime/base/stack.h"
#include "runtime/base/utf8.h"
#include "runtime/object/names.h"

enum { DEFAULT_LIMIT = 1000, REPEATS_SHOWN = 3, INDENT = 4 };

/* ---- source ---- */

/* Line `number` (from 1) of a text; false if there are fewer. */
static bool find_line(const char *text, size_t size, uint32_t number, Buffer *line) {
    const char *end = text + size;
    for (uint32_t i = 1; text < end; i++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;
        if (i == number) {
            if (stop > text && stop[-1] == '\r') stop--;
            buffer_append(line, text, (size_t)(stop - text));
            return !buffer_failed(line);
        }
        text = newline ? newline + 1 : end;
    }
    return false;
}

static void read_file(const char *name, Buffer *content) {
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    for (char chunk[4096];;) {
        ssize_t size = read(file, chunk, sizeof chunk);
        if (size <= 0) break;
        buffer_append(content, chunk, (size_t)size);
    }
    close(file);
}

/* "<string>" and such: text that was never in a file is not shown, save what was typed at the prompt ("<input-3>"). */
static bool is_pseudo_file(Object *filename) {
    const char *name = str_data(filename);
    if (strncmp(name, "<input-", 7) == 0) return false;
    return name[0] == '<' && name[str_size(filename) - 1] == '>';
}

bool report_source_line(Object *code_object, uint32_t number, Buffer *line) {
    Code *code = (Code *)code_object;
    if (!code || code->head.type != &code_type || number == 0 || is_pseudo_file(code->tree->filename)) return false;
    if (code->tree->source) return find_line(code->tree->source, code->tree->source_length, number, line);
    Buffer content = BUFFER_INIT;
    read_file(str_data(code->tree->filename), &content);
    size_t bad, size = content.length;
    bool found = size && utf8_validate(content.data, size, &bad) == size && find_line(content.data, size, number, line);
    buffer_free(&content);
    return found;
}

/* ---- which characters are marked ---- */

/* Character columns of the source line; [start, end) is what failed, [anchor, anchor_end) its operator or subscript. */
typedef struct { size_t start, end, anchor, anchor_end; bool anchored; } Marks;

typedef struct { const Position *position; Node *found; } Search;

static bool covers(const Position *outer, const Position *inner) {
    return outer->line == 0 || (outer->line <= inner->line && outer->end_line >= inner->end_line);
}

/* Finds the operation or subscript that stands exactly there. */
static int search_node(Node *node, void *context) {
    Search *search = context;
    const Position *here = node_position(node), *wanted = search->position;
    if (!covers(here, wanted) || stack_is_low()) return 0;
    if ((node->kind == NODE_Binary || node->kind == NODE_Subscript) && memcmp(here, wanted, sizeof *here) == 0) {
        search->found = node;
        return 1;
    }
    return node_visit_children(node, search_node, context);
}

static Node *find_operation(Object *code, const Position *position) {
    Search search = {position, NULL};
    search_node(((Code *)code)->node, &search);
    return search.found;
}

static size_t columns(const Buffer *line, size_t byte) {
    return utf8_count(line->data, byte < line->length ? byte : line->length);
}

/* The operator: after the left operand's end and its closing parentheses. One or two characters. */
static void anchor_binary(const NodeBinary *node, const Buffer *line, Marks *marks) {
    size_t at = node_position(node->left)->end_col, stop = node_position(node->right)->col;
    while (at < stop && at < line->length && (strchr(" \t\f)\\", line->data[at]))) at++;
    if (at >= stop || at >= line->length) return;
    bool two = at + 1 < stop && !strchr(" \t\f(\\", line->data[at + 1]);
    marks->anchored = true;
    marks->anchor = columns(line, at);
    marks->anchor_end = marks->anchor + 1 + two;
}

/* From the opening bracket to the closing one, which ends the node. */
static void anchor_subscript(const NodeSubscript *node, const Buffer *line, Marks *marks) {
    size_t at = node_position(node->value)->end_col;
    while (at < line->length && line->data[at] != '[') at++;
    marks->anchored = true;
    marks->anchor = columns(line, at);
    marks->anchor_end = marks->end;
}

static void find_anchor(Object *code, const Position *position, const Buffer *line, Marks *marks) {
    Node *node = find_operation(code, position);
    if (!node) return;
    if (node->kind == NODE_Binary) anchor_binary((NodeBinary *)node, line, marks);
    else anchor_subscript((NodeSubscript *)node, line, marks);
}

static size_t trimmed_length(const Buffer *line) {
    size_t length = line->length;
    while (length && strchr(" \t\f\r", line->data[length - 1])) length--;
    return length;
}

/* ---- output ---- */

/* indentation: bytes of white space that were cut off in front. */
static void append_carets(Buffer *out, const Marks *marks, size_t indentation) {
    buffer_append_fill(out, ' ', INDENT);
    for (size_t column = indentation; column < marks->end; column++) {
        bool in_anchor = marks->anchored && column >= marks->anchor && column < marks->anchor_end;
        buffer_append_byte(out, column < marks->start ? ' ' : marks->anchored && !in_anchor ? '~' : '^');
    }
    buffer_append_byte(out, '\n');
}

static void append_marks(Buffer *out, const Traceback *entry, const Buffer *line, size_t indentation) {
    Position position = {entry->line, entry->col, entry->end_line, entry->end_col};
    if (entry->end_line < entry->line || (entry->end_line == entry->line && entry->end_col <= entry->col)) return;
    bool one_line = entry->end_line == entry->line;
    Marks marks = {.start = columns(line, entry->col), .end = columns(line, one_line ? entry->end_col : trimmed_length(line))};
    if (one_line) find_anchor(entry->code, &position, line, &marks);
    bool whole_line = marks.end - marks.start == columns(line, line->length) - indentation;
    if (!whole_line || marks.anchored) append_carets(out, &marks, indentation);
}

static void append_source(Buffer *out, const Traceback *entry) {
    Buffer line = BUFFER_INIT;
    if (report_source_line(entry->code, entry->line, &line) && line.length) {
        size_t indentation = 0;
        while (indentation < line.length && strchr(" \t\f", line.data[indentation])) indentation++;
        buffer_append_fill(out, ' ', INDENT);
        buffer_append(out, line.data + indentation, line.length - indentation);
        buffer_append_byte(out, '\n');
        append_marks(out, entry, &line, indentation);
    }
    buffer_free(&line);
}

static void append_str(Buffer *out, Object *text) {
    buffer_append(out, str_data(text), str_size(text));
}

static void append_entry(Buffer *out, const Traceback *entry) {
    const Code *code = (const Code *)entry->code;
    buffer_append_text(out, "  File \"");
    if (code) append_str(out, code->tree->filename);
    buffer_append_format(out, "\", line %d, in ", (int)entry->line);
    if (code) append_str(out, code->name);
    buffer_append_byte(out, '\n');
    append_source(out, entry);
}

/* ---- the list ---- */

static bool is_repeat(const Traceback *entry, const Traceback *before) {
    if (!before || entry->line != before->line) return false;
    if (entry->code == before->code) return true;
    const Code *a = (const Code *)entry->code, *b = (const Code *)before->code;
    return a && b && str_equal(a->tree->filename, b->tree->filename) && str_equal(a->name, b->name);
}

static void append_repeats(Buffer *out, size_t count) {
    if (count <= REPEATS_SHOWN) return;
    count -= REPEATS_SHOWN;
    buffer_append_format(out, "  [Previous line repeated %zu more time%s]\n", count, count == 1 ? "" : "s");
}

/* sys.tracebacklimit, or the default. */
static int64_t entry_limit(void) {
    Object *limit = interp.sys_dict ? dict_peek_str(interp.sys_dict, NAME(tracebacklimit)) : NULL;
    return limit && is_machine_int(limit) ? int_value(limit) : DEFAULT_LIMIT;
}

static const Traceback *skip_entries(const Traceback *entry, int64_t limit) {
    int64_t depth = 0;
    for (const Traceback *e = entry; e; e = (const Traceback *)e->next) depth++;
    for (; depth > limit; depth--) entry = (const Traceback *)entry->next;
    return entry;
}

void report_entries_text(Object *traceback, Buffer *out) {
    int64_t limit = entry_limit();
    if (limit <= 0) return;
    const Traceback *before = NULL;
    size_t count = 0;
    for (const Traceback *entry = skip_entries((const Traceback *)traceback, limit); entry; entry = (const Traceback *)entry->next) {
        if (!is_repeat(entry, before)) {
            append_repeats(out, count);
            count = 0;
        }
        before = entry;
        if (++count <= REPEATS_SHOWN) append_entry(out, entry);
    }
    append_repeats(out, count);
}

void report_traceback_text(Object *traceback, Buffer *out) {
    if (!traceback || entry_limit() <= 0) return;
    buffer_append_text(out, "Traceback (most recent call last):\n");
    report_entries_text(traceback, out);
}
