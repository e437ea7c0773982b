/* display.h - drawing a block that is being edited: prompts, colours, hint, menu, wrapping, scrolling. */
#ifndef MINI_REPL_DISPLAY_H
#define MINI_REPL_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct View {
    const char *text;        /* the block */
    size_t length, point;
    const char *mode;        /* shown before the first prompt, or NULL; readline's marks around escape sequences in it */
    const char *message;     /* shown in place of the first prompt (a search), or NULL */
    const char *hint;        /* shown dimmed at the end, or NULL */
    const char *menu;        /* lines shown below */
    size_t menu_length;
    bool finished;           /* for the last time: nothing but the text */
} View;

/* Starts on a fresh line of the terminal. The prompts stay the caller's and must live until display_end. */
void display_begin(const char *first_prompt, const char *further_prompt, bool color);
/* Shows the view; writes only what has changed since the last one. */
void display_draw(const View *view);
/* The window has another size: forgets how wide it was and draws anew with the next view. */
void display_resized(void);
/* Empties the window, what was scrolled out of it as well if `all`; the next view begins at its top. */
void display_clear(bool all);
/* Leaves the cursor at the start of the line below the block. */
void display_end(void);
/* After display_end: the same block again, further down. */
void display_again(void);
void display_text(const char *text);
void display_free(void);
/* The window's size, read when the block began and when it changed. */
int display_width(void);
int display_height(void);

#endif
