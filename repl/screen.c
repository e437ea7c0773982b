/* screen.c - rows of coloured text. Wide characters take two columns, combining ones none; a character that does not fit
 * goes to the next row. Each row sets its own colours and ends without any, so rows can be written one by one. */
#include "repl/screen.h"

#include <string.h>
#include <utf8proc.h>

#include "runtime/base/utf8.h"

enum { TAB_WIDTH = 8 };

void screen_clear(Screen *screen, size_t columns, bool color) {
    buffer_truncate(&screen->bytes, 0);
    buffer_truncate(&screen->rows, 0);
    screen->row = (Row){0};
    screen->columns = columns;
    screen->color = color;
    screen->style = STYLE_PLAIN;
    screen->cursor_row = screen->cursor_column = 0;
}

void screen_free(Screen *screen) {
    buffer_free(&screen->bytes);
    buffer_free(&screen->rows);
}

static void set_style(Screen *screen, Style style) {
    if (!screen->color || style == screen->style) return;
    if (screen->style != STYLE_PLAIN) buffer_append_text(&screen->bytes, "\033[0m");
    buffer_append_text(&screen->bytes, style_sequence(style));
    screen->style = style;
}

void screen_newline(Screen *screen) {
    set_style(screen, STYLE_PLAIN);
    screen->row.length = screen->bytes.length - screen->row.start;
    buffer_append(&screen->rows, (const char *)&screen->row, sizeof screen->row);
    screen->row = (Row){.start = screen->bytes.length};
}

static void put_columns(Screen *screen, const char *bytes, size_t length, size_t width, Style style) {
    if (screen->row.width + width > screen->columns) screen_newline(screen);
    set_style(screen, style);
    buffer_append(&screen->bytes, bytes, length);
    screen->row.width += width;
}

/* The character at text: its bytes, *codepoint (or -1 for what is no UTF-8). */
static size_t decode(const char *text, size_t length, int32_t *codepoint) {
    size_t size = utf8_sequence_length((unsigned char)*text), bad;
    *codepoint = -1;
    if (size > length || utf8_validate(text, size, &bad) != size) return 1;
    const char *cursor = text;
    *codepoint = (int32_t)utf8_decode(&cursor);
    return size;
}

static void put_tab(Screen *screen, Style style) {
    size_t width = TAB_WIDTH - screen->row.width % TAB_WIDTH;
    put_columns(screen, "        ", width, width, style);
}

size_t screen_put_character(Screen *screen, const char *text, size_t length, Style style) {
    int32_t codepoint;
    size_t size = decode(text, length, &codepoint);
    if (codepoint >= 0x20 && codepoint < 0x7f) put_columns(screen, text, 1, 1, style);
    else if (codepoint == '\t') put_tab(screen, style);
    else if (codepoint < 0) put_columns(screen, "\357\277\275", 3, 1, style);   /* U+FFFD */
    else if (codepoint < 0x20 || codepoint == 0x7f) {
        char shown[2] = {'^', (char)(codepoint ^ 0x40)};
        put_columns(screen, shown, 2, 2, style);
    } else put_columns(screen, text, size, (size_t)utf8proc_charwidth(codepoint), style);
    return size;
}

/* Bytes of an escape sequence that starts here: ESC [ ... letter. 0: none. */
static size_t escape_length(const char *text, size_t length) {
    if (length < 2 || text[0] != '\033' || text[1] != '[') return 0;
    for (size_t i = 2; i < length; i++)
        if (text[i] >= 0x40 && text[i] <= 0x7e) return i + 1;
    return length;
}

void screen_put(Screen *screen, const char *text, size_t length, Style style) {
    for (size_t i = 0; i < length;) {
        size_t escape = escape_length(text + i, length - i);
        if (escape) buffer_append(&screen->bytes, text + i, escape);
        i += escape ? escape : screen_put_character(screen, text + i, length - i, style);
    }
}

void screen_mark_cursor(Screen *screen) {
    if (screen->row.width >= screen->columns) screen_newline(screen);
    screen->cursor_row = screen_row_count(screen);
    screen->cursor_column = screen->row.width;
}

size_t screen_width(const char *text, size_t length) {
    size_t width = 0;
    for (size_t i = 0; i < length;) {
        int32_t codepoint;
        size_t escape = escape_length(text + i, length - i);
        i += escape ? escape : decode(text + i, length - i, &codepoint);
        if (!escape) width += codepoint < 0x20 ? 1 : (size_t)utf8proc_charwidth(codepoint);
    }
    return width;
}
