/* screen.h - laying out coloured text in rows of a given width. */
#ifndef MINI_REPL_SCREEN_H
#define MINI_REPL_SCREEN_H

#include "repl/highlight.h"
#include "runtime/base/buffer.h"

typedef struct Row { size_t start, length, width; } Row;   /* bytes in Screen.bytes, columns */
typedef struct Screen {
    Buffer bytes;            /* the rows' text with its escape sequences */
    Buffer rows;             /* Row: those that are finished */
    Row row;                 /* the one being laid out */
    size_t columns;
    bool color;
    Style style;             /* in force at the end of bytes */
    size_t cursor_row, cursor_column;
} Screen;

void screen_clear(Screen *screen, size_t columns, bool color);
void screen_free(Screen *screen);
/* Text without newlines; escape sequences in it (of a prompt) take no room. */
void screen_put(Screen *screen, const char *text, size_t length, Style style);
/* One character at text; the bytes it has. */
size_t screen_put_character(Screen *screen, const char *text, size_t length, Style style);
void screen_newline(Screen *screen);
/* The cursor is here: the next character's place. */
void screen_mark_cursor(Screen *screen);
static inline size_t screen_row_count(const Screen *screen) { return screen->rows.length / sizeof(Row); }
static inline const Row *screen_row(const Screen *screen, size_t i) { return (const Row *)screen->rows.data + i; }
/* Columns that the text takes in a terminal. */
size_t screen_width(const char *text, size_t length);

#endif
