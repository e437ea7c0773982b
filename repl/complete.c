/* complete.c - finding out what is being typed: a name, an attribute, a dict key, a module, a file, a command. */
#include "repl/complete.h"

#include <stdlib.h>
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "repl/commands.h"
#include "repl/display.h"
#include "repl/highlight.h"
#include "repl/screen.h"
#include "runtime/base/mem.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

/* ---- the list ---- */

CompletionSettings completion_settings = {.mark_folders = true};

/* Letters that the settings take to be the same get the same value. */
static char fold(char c) {
    if (!completion_settings.ignore_case) return c;
    if (c >= 'A' && c <= 'Z') return (char)(c + 'a' - 'A');
    return c == '-' && completion_settings.map_case ? '_' : c;
}

static bool has_prefix(const char *word, const char *prefix, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (fold(word[i]) != fold(prefix[i])) return false;
    return true;
}

void completion_add(Completion *completion, const char *word, size_t length) {
    if (length < completion->prefix_length || !has_prefix(word, completion->prefix, completion->prefix_length)) return;
    if (completion->count == completion->capacity) {
        size_t capacity = completion->capacity ? 2 * completion->capacity : 64;
        char **words = mem_realloc_array(completion->words, completion->capacity, capacity, sizeof *words);
        if (!words) return;
        completion->words = words;
        completion->capacity = capacity;
    }
    char *copy = mem_alloc(length + 1);
    if (!copy) return;
    memcpy(copy, word, length);
    copy[length] = 0;
    completion->words[completion->count++] = copy;
}

static void free_word(char *word) { mem_free(word, strlen(word) + 1); }

void completion_free(Completion *completion) {
    for (size_t i = 0; i < completion->count; i++) free_word(completion->words[i]);
    mem_free_array(completion->words, completion->capacity, sizeof *completion->words);
    buffer_free(&completion->insert);
}

static int compare_words(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void sort_words(Completion *completion) {
    if (completion->count) qsort(completion->words, completion->count, sizeof *completion->words, compare_words);
    size_t kept = 0;
    for (size_t i = 0; i < completion->count; i++) {
        if (kept && !strcmp(completion->words[kept - 1], completion->words[i])) free_word(completion->words[i]);
        else completion->words[kept++] = completion->words[i];
    }
    completion->count = kept;
}

/* The longest beginning that all words share, in whole characters. */
static size_t common_length(const Completion *completion) {
    const char *first = completion->words[0];
    size_t length = strlen(first);
    for (size_t i = 1; i < completion->count; i++) {
        size_t same = 0;
        while (same < length && completion->words[i][same] && fold(first[same]) == fold(completion->words[i][same])) same++;
        length = same;
    }
    while (first[length] && length && ((unsigned char)first[length] & 0xC0) == 0x80) length--;
    return length;
}

static void find_common(Completion *completion) {
    if (!completion->count) return;
    const char *first = completion->words[0];
    size_t length = common_length(completion);
    buffer_append(&completion->insert, first, length);
    bool is_folder = length && first[length - 1] == '/';
    if (completion->count == 1 && completion->closing && !is_folder) buffer_append_text(&completion->insert, completion->closing);
}

/* ---- columns ---- */

static size_t widest(const Completion *completion) {
    size_t width = 0;
    for (size_t i = 0; i < completion->count; i++) {
        size_t this = screen_width(completion->words[i], strlen(completion->words[i]));
        if (this > width) width = this;
    }
    return width;
}

typedef struct Grid { size_t width, columns, rows; } Grid;   /* width: of a column */

static Grid make_grid(const Completion *completion) {
    size_t width = widest(completion) + 2, room = completion_settings.width, columns = room + 2 > width ? (room + 2) / width : 1;
    return (Grid){width, columns, (completion->count + columns - 1) / columns};
}

static void append_row(const Completion *completion, const Grid *grid, size_t row, Buffer *out) {
    size_t step = completion_settings.in_rows ? 1 : grid->rows, i = completion_settings.in_rows ? row * grid->columns : row;
    for (size_t column = 0; column < grid->columns && i < completion->count; column++, i += step) {
        size_t length = strlen(completion->words[i]);
        bool last = column + 1 == grid->columns || i + step >= completion->count;
        buffer_append(out, completion->words[i], length);
        if (!last) buffer_append_fill(out, ' ', grid->width - screen_width(completion->words[i], length));
    }
    buffer_append_byte(out, '\n');
}

void completion_columns(const Completion *completion, size_t page, Buffer *out) {
    Grid grid = make_grid(completion);
    size_t limit = display_height() > 6 ? (size_t)display_height() / 2 : 3, pages = (grid.rows + limit - 1) / limit;
    size_t first = page % pages * limit, stop = first + limit < grid.rows ? first + limit : grid.rows;
    for (size_t row = first; row < stop; row++) append_row(completion, &grid, row, out);
    if (pages > 1) buffer_append_format(out, "(part %zu of %zu, %zu candidates in all)\n", page % pages + 1, pages, completion->count);
}

/* ---- what is being typed ---- */

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static size_t name_start(const char *text, size_t at) {
    while (at && is_name_byte(text[at - 1])) at--;
    return at;
}

static size_t path_start(const char *text, size_t at) {
    while (at && (is_name_byte(text[at - 1]) || text[at - 1] == '.')) at--;
    return at;
}

static void set_prefix(Completion *completion, const char *text, size_t start, size_t point) {
    completion->start = start;
    completion->prefix = text + start;
    completion->prefix_length = point - start;
}

/* Inside a string: the file name for open(, the key for name[. */
static void find_in_string(Completion *completion, Session *session, const char *text, size_t point, size_t quote) {
    set_prefix(completion, text, quote + 1, point);
    size_t before = quote;
    while (before && text[before - 1] == ' ') before--;
    static const char closings[2][2][3] = {{"\"", "'"}, {"\"]", "']"}};
    bool is_key = before && text[before - 1] == '[';
    completion->closing = closings[is_key][text[quote] == '\''];
    if (is_key) {
        size_t start = path_start(text, before - 1);
        Object *dict = completion_resolve(session, text + start, before - 1 - start);
        if (dict && is_dict_exact(dict)) completion_add_keys(completion, dict, text[quote]);
        release_or_null(dict);
    } else if (before >= 5 && !memcmp(text + before - 5, "open(", 5)) completion_add_files(completion);
}

static bool starts_with(const char *text, size_t length, const char *word) {
    return length >= strlen(word) && !memcmp(text, word, strlen(word));
}

/* After `import` or `from`: module names, or names of a module that is loaded. true: it was such a line. */
static bool find_in_import(Completion *completion, const char *text, size_t point) {
    size_t line = point;
    while (line && text[line - 1] != '\n' && text[line - 1] != ';') line--;
    while (line < point && text[line] == ' ') line++;
    size_t length = point - line;
    bool from = starts_with(text + line, length, "from ");
    if (!from && !starts_with(text + line, length, "import ")) return false;
    const char *word = from ? memmem(text + line, length, " import ", 8) : NULL;
    if (!word) {
        set_prefix(completion, text, path_start(text, point), point);
        completion_add_modules(completion);
        return true;
    }
    set_prefix(completion, text, name_start(text, point), point);
    Object *name = str_from_utf8(text + line + 5, (size_t)(word - text) - line - 5);
    Object *module = name ? retain_or_null(dict_peek(interp.modules, name)) : NULL;
    if (module && is_module(module)) completion_add_attributes(completion, module);
    release_or_null(module);
    release_or_null(name);
    return true;
}

/* What a literal that ends at `end` is: a new object of its type, or NULL. `"text"`, `[1, 2]`, `{1: 2}`. */
static Object *literal_object(const char *text, size_t end) {
    char last = end ? text[end - 1] : 0;
    if (last == '"' || last == '\'') return str_from_text("");
    if (last != ']' && last != '}') return NULL;
    size_t depth = 0, at = end, colons = 0;
    do {
        char c = text[--at];
        if (strchr(")]}", c)) depth++;
        else if (strchr("([{", c)) depth--;
        else if (c == ':' && depth == 1) colons++;
    } while (depth && at);
    while (at && text[at - 1] == ' ') at--;
    if (depth || (at && last == ']' && (is_name_byte(text[at - 1]) || strchr(")]}\"'", text[at - 1])))) return NULL;
    return last == ']' ? list_new(0) : colons || end - at == 2 ? dict_new() : set_new(NULL);
}

static void find_attribute(Completion *completion, Session *session, const char *text, size_t point, size_t start) {
    set_prefix(completion, text, start, point);
    size_t dot = start - 1, first = path_start(text, dot);
    Object *o = NULL;
    if (first < dot) o = completion_resolve(session, text + first, dot - first);
    else o = literal_object(text, dot);
    if (o) completion_add_attributes(completion, o);
    release_or_null(o);
}

/* Names that stand elsewhere in the block, which may not exist yet. */
static void add_words_of_text(Completion *completion, const char *text, size_t skip) {
    for (size_t i = 0; text[i];) {
        size_t start = i;
        while (text[i] && is_name_byte(text[i])) i++;
        if (i == start) i++;
        else if (start != skip && i - start > 2 && !(text[start] >= '0' && text[start] <= '9')) completion_add(completion, text + start, i - start);
    }
}

static void find_name(Completion *completion, Session *session, const char *text, size_t point, size_t start) {
    set_prefix(completion, text, start, point);
    for (size_t i = 0; keyword_at(i); i++) completion_add(completion, keyword_at(i), strlen(keyword_at(i)));
    completion_add_globals(completion, session);
    if (completion->prefix_length) add_words_of_text(completion, text, start);
}

/* A `%` command's name, or the file of %save and %load. true: it was such a line. */
static bool find_in_command(Completion *completion, const char *text, size_t point) {
    if (*text != '%') return false;
    size_t start = name_start(text, point);
    if (start == 1) {
        set_prefix(completion, text, start, point);
        for (size_t i = 0; command_name(i); i++) completion_add(completion, command_name(i), strlen(command_name(i)));
        return true;
    }
    if (!starts_with(text, point, "%save ") && !starts_with(text, point, "%load ")) return false;
    set_prefix(completion, text, 6, point);
    completion_add_files(completion);
    return true;
}

void completion_find(Completion *completion, Session *session, const char *text, size_t point) {
    *completion = (Completion){.start = point, .prefix = ""};
    size_t quote, start = name_start(text, point);
    if (find_in_command(completion, text, point)) {}
    else if (highlight_open_string(text, point, &quote)) find_in_string(completion, session, text, point, quote);
    else if (find_in_import(completion, text, point)) {}
    else if (start && text[start - 1] == '.') find_attribute(completion, session, text, point, start);
    else find_name(completion, session, text, point, start);
    error_clear();
    sort_words(completion);
    find_common(completion);
}
