/* display.c - what stands on the terminal, and bringing it up to date with as little output as will do.
 *
 * The block is laid out anew for each view; rows that are the same as those on the terminal are left alone. A block that
 * is higher than the window is shown in part, around the cursor. The cursor's row is known relative to the block's first
 * visible row only: the terminal may have scrolled. */
#include "repl/display.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "repl/screen.h"

static struct {
    const char *first_prompt, *further_prompt;
    bool color;
    size_t columns, lines;
    Screen shown, next;
    size_t top;              /* first visible row of `shown` */
    size_t visible;          /* rows of it on the terminal */
    size_t row;              /* where the cursor is, counted from the first visible row */
    Buffer styles;           /* Style of each byte of the text */
    Buffer out;              /* to be written at once */
} display;

/* ---- the terminal ---- */

static void read_size(void) {
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    display.columns = known && size.ws_col > 1 ? size.ws_col : 80;
    display.lines = known && size.ws_row > 1 ? size.ws_row : 24;
}

int display_width(void) { return (int)display.columns; }
int display_height(void) { return (int)display.lines; }

static void write_out(void) {
    for (size_t done = 0; done < display.out.length;) {
        ssize_t written = write(STDOUT_FILENO, display.out.data + done, display.out.length - done);
        if (written < 0 && errno != EINTR && errno != EAGAIN) break;
        if (written > 0) done += (size_t)written;
    }
    buffer_truncate(&display.out, 0);
}

void display_text(const char *text) {
    buffer_append_text(&display.out, text);
    write_out();
}

/* To a row of the block; rows below the last one are made by newlines, which scroll. */
static void go_to_row(size_t row) {
    buffer_append_byte(&display.out, '\r');
    if (row < display.row) buffer_append_format(&display.out, "\033[%zuA", display.row - row);
    for (; display.row < row; display.row++) {
        if (display.row + 1 < display.visible) buffer_append_text(&display.out, "\033[B");
        else buffer_append_byte(&display.out, '\n');
    }
    display.row = row;
}

/* ---- begin and end ---- */

/* Output that did not end its line must not be drawn over: a mark and a row of blanks push the cursor to the next line,
 * unless it stands at the start of one; then the mark is wiped out. */
static void to_fresh_line(void) {
    buffer_append_text(&display.out, display.color ? "\033[7m%\033[0m" : "%");
    buffer_append_fill(&display.out, ' ', display.columns - 1);
    buffer_append_text(&display.out, "\r \r");
}

void display_again(void) {
    display.top = display.visible = display.row = 0;
    read_size();
    screen_clear(&display.shown, display.columns, display.color);
    to_fresh_line();
}

void display_begin(const char *first_prompt, const char *further_prompt, bool color) {
    display.first_prompt = first_prompt;
    display.further_prompt = further_prompt;
    display.color = color;
    display_again();
}

void display_end(void) {
    if (display.visible) go_to_row(display.visible - 1);
    buffer_append_text(&display.out, "\r\n");
    write_out();
}

void display_free(void) {
    screen_free(&display.shown);
    screen_free(&display.next);
    buffer_free(&display.styles);
    buffer_free(&display.out);
    memset(&display, 0, sizeof display);
}

static void forget_shown(void) {
    display.visible = display.row = display.top = 0;
    screen_clear(&display.shown, display.columns, display.color);
}

/* Terminals break rows that have become too long; so the block's first row is that much further up. */
void display_resized(void) {
    read_size();
    size_t above = 0;
    for (size_t i = 0; i < display.row && i < display.visible; i++) {
        size_t width = screen_row(&display.shown, display.top + i)->width;
        above += width ? (width + display.columns - 1) / display.columns : 1;
    }
    if (display.visible) above += display.shown.cursor_column / display.columns;
    buffer_append_byte(&display.out, '\r');
    if (above) buffer_append_format(&display.out, "\033[%zuA", above);
    buffer_append_text(&display.out, "\033[J");
    forget_shown();
}

void display_clear(bool all) {
    buffer_append_text(&display.out, all ? "\033[H\033[2J\033[3J" : "\033[H\033[2J");
    forget_shown();
    write_out();
}

/* ---- layout ---- */

/* \001 and \002 stand around what takes no room, which the screen sees by itself. */
static void put_mode(Screen *screen, const char *mode) {
    while (*mode) {
        size_t length = strcspn(mode, "\001\002");
        screen_put(screen, mode, length, STYLE_PLAIN);
        mode += length + (mode[length] != 0);
    }
}

static void put_line_start(Screen *screen, const View *view, bool first) {
    if (first && view->mode && !view->message) put_mode(screen, view->mode);
    const char *prompt = first ? view->message ? view->message : display.first_prompt : display.further_prompt;
    screen_put(screen, prompt, strlen(prompt), view->message && first ? STYLE_PLAIN : STYLE_PROMPT);
}

static void put_hint(Screen *screen, const char *hint) {
    size_t length = strcspn(hint, "\n");
    screen_put(screen, hint, length, STYLE_HINT);
    if (hint[length]) screen_put(screen, " \342\200\246", 4, STYLE_HINT);
}

static void put_menu(Screen *screen, const View *view) {
    for (const char *line = view->menu, *end = line + view->menu_length; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line)), *stop = newline ? newline : end;
        screen_newline(screen);
        screen_put(screen, line, (size_t)(stop - line), STYLE_MENU);
        line = stop + 1;
    }
}

static void put_text(Screen *screen, const View *view) {
    const Style *styles = (const Style *)display.styles.data;
    put_line_start(screen, view, true);
    for (size_t i = 0; i < view->length;) {
        if (i == view->point) screen_mark_cursor(screen);
        if (view->text[i] == '\n') {
            screen_newline(screen);
            put_line_start(screen, view, false);
            i++;
        } else i += screen_put_character(screen, view->text + i, view->length - i, styles[i]);
    }
    if (view->point >= view->length) screen_mark_cursor(screen);
}

static void lay_out(const View *view) {
    Screen *screen = &display.next;
    buffer_truncate(&display.styles, 0);
    char *styles = buffer_extend(&display.styles, view->length * sizeof(Style));
    screen_clear(screen, display.columns, display.color);
    if (!styles && view->length) return;
    highlight(view->text, view->length, (Style *)styles);
    if (!view->finished) highlight_brackets(view->text, view->length, view->point, (Style *)styles);
    put_text(screen, view);
    if (view->hint) put_hint(screen, view->hint);
    if (view->menu_length && !view->finished) put_menu(screen, view);
    screen_newline(screen);
}

/* ---- bringing the terminal up to date ---- */

/* The first row to show, as near to the last one as the cursor allows. */
static size_t choose_top(const Screen *screen) {
    size_t count = screen_row_count(screen), top = display.top;
    if (count <= display.lines) return 0;
    if (top > screen->cursor_row) top = screen->cursor_row;
    if (top + display.lines <= screen->cursor_row) top = screen->cursor_row - display.lines + 1;
    if (top + display.lines > count) top = count - display.lines;
    return top;
}

static bool is_shown(const Row *row, size_t i) {
    if (i >= display.visible) return false;
    const Row *old = screen_row(&display.shown, display.top + i);
    return old->length == row->length && old->width == row->width &&
           memcmp(display.shown.bytes.data + old->start, display.next.bytes.data + row->start, row->length) == 0;
}

static void write_row(const Row *row, size_t i) {
    go_to_row(i);
    buffer_append(&display.out, display.next.bytes.data + row->start, row->length);
    if (row->width < display.columns) buffer_append_text(&display.out, "\033[K");
}

static void write_rows(size_t top, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const Row *row = screen_row(&display.next, top + i);
        if (!is_shown(row, i)) write_row(row, i);
        if (i >= display.visible) display.visible = i + 1;
    }
    if (count < display.visible) {
        go_to_row(count);
        buffer_append_text(&display.out, "\033[J");
    }
}

/* A finished block that is higher than the window goes by once as a whole, so that all of it can be scrolled back to. */
static void write_all_rows(size_t count) {
    go_to_row(0);
    buffer_append_text(&display.out, "\033[J");
    for (size_t i = 0; i < count; i++) {
        const Row *row = screen_row(&display.next, i);
        if (i) buffer_append_text(&display.out, "\r\n");
        buffer_append(&display.out, display.next.bytes.data + row->start, row->length);
    }
    display.row = display.lines - 1;
}

static void place_cursor(size_t top) {
    go_to_row(display.next.cursor_row - top);
    if (display.next.cursor_column) buffer_append_format(&display.out, "\033[%zuC", display.next.cursor_column);
}

void display_draw(const View *view) {
    lay_out(view);
    if (display.next.rows.failed || display.next.bytes.failed || !display.next.rows.length) {   /* no memory: next time */
        screen_free(&display.next);
        return;
    }
    size_t rows = screen_row_count(&display.next), top = choose_top(&display.next), count = rows - top;
    if (count > display.lines) count = display.lines;
    if (view->finished && rows > display.lines) write_all_rows(rows);
    else write_rows(top, count);
    display.visible = count;
    place_cursor(top);
    Screen old = display.shown;
    display.shown = display.next;
    display.next = old;
    display.top = top;
    write_out();
}
