/* wrap.c - breaking the repr of a container into lines.
 *
 * The text is a tree of brackets. A group that does not fit on the rest of its line gets its items on lines of their own,
 * one step deeper; items that are short share lines. Only commas outside of strings and of inner brackets divide items. */
#include <string.h>

#include "repl/output.h"
#include "repl/screen.h"
#include "runtime/base/stack.h"

typedef struct { Buffer *out; size_t width; } Wrapper;

static bool opens(char c) { return c == '[' || c == '(' || c == '{'; }
static bool closes(char c) { return c == ']' || c == ')' || c == '}'; }

static const char *skip_string(const char *p, const char *end) {
    for (char quote = *p++; p < end && *p != quote; p++)
        if (*p == '\\' && p + 1 < end) p++;
    return p < end ? p + 1 : end;
}

/* The end of the item that starts at p: a comma at its own level, or what closes the group. */
static const char *item_end(const char *p, const char *end) {
    size_t depth = 0;
    while (p < end) {
        if (*p == '\'' || *p == '"') {
            p = skip_string(p, end);
            continue;
        }
        if (depth == 0 && (*p == ',' || closes(*p))) break;
        if (opens(*p)) depth++;
        else if (closes(*p)) depth--;
        p++;
    }
    return p;
}

/* The first bracket of an item that begins a group reaching to the item's end ("'key': [...]"), or NULL. */
static const char *inner_group(const char *p, const char *end) {
    while (p < end && !opens(*p)) p = *p == '\'' || *p == '"' ? skip_string(p, end) : p + 1;
    if (p >= end || !closes(end[-1])) return NULL;
    const char *close = p + 1;
    while ((close = item_end(close, end)) < end && *close == ',') close++;
    return close == end - 1 ? p : NULL;
}

static const char *skip_blanks(const char *p, const char *end) {
    while (p < end && *p == ' ') p++;
    return p;
}

static bool are_short(const char *p, const char *end, size_t width) {
    while (p < end && !closes(*p)) {
        const char *stop = item_end(p, end);
        if (memchr(p, ':', (size_t)(stop - p)) || screen_width(p, (size_t)(stop - p)) > width / 4) return false;
        for (const char *c = p; c < stop; c++)
            if (opens(*c)) return false;
        p = skip_blanks(stop + (stop < end && *stop == ','), end);
    }
    return true;
}

static void write_group(Wrapper *w, const char *text, const char *end, size_t depth, size_t column);

static void write_item(Wrapper *w, const char *text, const char *end, size_t depth) {
    size_t length = (size_t)(end - text);
    const char *group = depth + screen_width(text, length) + 1 > w->width && !stack_is_low() ? inner_group(text, end) : NULL;
    if (!group) {
        buffer_append(w->out, text, length);
        return;
    }
    buffer_append(w->out, text, (size_t)(group - text));
    write_group(w, group, end, depth, depth + screen_width(text, (size_t)(group - text)));
}

/* text: from the opening bracket to past the closing one. column: where it stands. */
static void write_group(Wrapper *w, const char *text, const char *end, size_t depth, size_t column) {
    if (column + screen_width(text, (size_t)(end - text)) <= w->width) {
        buffer_append(w->out, text, (size_t)(end - text));
        return;
    }
    const char *p = text + 1;
    bool fill = are_short(p, end, w->width);
    size_t at = depth + 1;
    buffer_append_byte(w->out, *text);
    while (p < end && !closes(*p)) {
        const char *stop = item_end(p, end);
        size_t width = screen_width(p, (size_t)(stop - p)) + 2;
        bool first = p == text + 1;
        if (!first && (!fill || at + width > w->width)) {
            buffer_append_byte(w->out, '\n');
            buffer_append_fill(w->out, ' ', depth + 1);
            at = depth + 1;
        } else if (!first) buffer_append_byte(w->out, ' ');
        write_item(w, p, stop, depth + 1);
        at += width;
        if (stop < end && *stop == ',') buffer_append_byte(w->out, ',');
        p = skip_blanks(stop + (stop < end && *stop == ','), end);
    }
    if (p < end) buffer_append(w->out, p, (size_t)(end - p));
}

void wrap_text(const char *text, size_t length, size_t width, Buffer *out) {
    Wrapper wrapper = {out, width};
    if (length && opens(*text)) write_group(&wrapper, text, text + length, 0, 0);
    else buffer_append(out, text, length);
}
