/* report_color.c - colours for the report of an exception: places, marks, the exception's name and message.
 *
 * Works on the finished text, line by line; the margins of exception groups stay as they are. */
#include <string.h>

#include "repl/highlight.h"
#include "repl/output.h"

static void append_styled(Buffer *out, const char *text, size_t length, Style style) {
    if (length == 0) return;
    buffer_append_text(out, style_sequence(style));
    buffer_append(out, text, length);
    buffer_append_text(out, "\033[0m");
}

static bool starts_with(const char *text, size_t length, const char *word) {
    return length >= strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

/* `File "x", line 3, in f`: the values are coloured. */
static void color_place(const char *line, size_t length, Buffer *out) {
    const char *end = line + length, *name = line + 6, *quote = memchr(name, '"', (size_t)(end - name));
    if (!quote) {
        buffer_append(out, line, length);
        return;
    }
    buffer_append(out, line, (size_t)(name - line));
    append_styled(out, name, (size_t)(quote - name), STYLE_FILE);
    const char *number = memmem(quote, (size_t)(end - quote), "line ", 5);
    if (!number) number = end - 5;
    buffer_append(out, quote, (size_t)(number + 5 - quote));
    const char *stop = number + 5;
    while (stop < end && *stop >= '0' && *stop <= '9') stop++;
    append_styled(out, number + 5, (size_t)(stop - number - 5), STYLE_FILE);
    const char *function = memmem(stop, (size_t)(end - stop), " in ", 4);
    if (function) {
        buffer_append(out, stop, (size_t)(function + 4 - stop));
        append_styled(out, function + 4, (size_t)(end - function - 4), STYLE_FILE);
    } else buffer_append(out, stop, (size_t)(end - stop));
}

static bool is_marks(const char *line, size_t length) {
    if (!length) return false;
    for (size_t i = 0; i < length; i++)
        if (line[i] != '^' && line[i] != '~' && line[i] != ' ') return false;
    return true;
}

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* `ValueError: message`, and names with dots. */
static bool is_headline(const char *line, size_t length) {
    size_t name = 0;
    while (name < length && (line[name] == '.' || is_name_byte(line[name]))) name++;
    return name && (name == length || line[name] == ':');
}

static void color_headline(const char *line, size_t length, Buffer *out) {
    const char *colon = memchr(line, ':', length);
    size_t name = colon ? (size_t)(colon - line) : length;
    append_styled(out, line, name, STYLE_ERROR);
    if (!colon) return;
    buffer_append_byte(out, ':');
    append_styled(out, colon + 1, length - name - 1, STYLE_MESSAGE);
}

/* White space and the bars of a group. */
static size_t margin_length(const char *line, size_t length) {
    size_t margin = 0;
    while (margin < length && (line[margin] == ' ' || line[margin] == '|')) margin++;
    return margin;
}

static void color_line(const char *line, size_t length, Buffer *out) {
    size_t margin = margin_length(line, length);
    const char *rest = line + margin;
    size_t size = length - margin;
    bool outer = margin == 0 || line[margin - 1] == ' ';
    buffer_append(out, line, margin);
    bool is_source = margin >= 4 && line[margin - 2] == ' ' && line[margin - 4] == ' ';
    if (starts_with(rest, size, "File \"")) color_place(rest, size, out);
    else if (is_marks(rest, size)) append_styled(out, rest, size, STYLE_CARET);
    else if (outer && !is_source && is_headline(rest, size)) color_headline(rest, size, out);
    else buffer_append(out, rest, size);
}

void report_color(const char *text, size_t length, Buffer *out) {
    for (const char *end = text + length; text < end;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;
        color_line(text, (size_t)(stop - text), out);
        if (newline) buffer_append_byte(out, '\n');
        text = newline ? newline + 1 : end;
    }
}
