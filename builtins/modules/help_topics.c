/* help_topics.c - help("name"), and help() alone, which asks for names until it is left. A name is a built-in one, a
 * module's, or one with dots below these; a keyword is explained by its syntax. */
#include <string.h>

#include "builtins/modules/builtins_functions.h"
#include "builtins/modules/embedded.h"
#include "builtins/modules/help.h"
#include "builtins/modules/import.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

/* ---- keywords ---- */

static const struct { const char *name, *text; } keywords[] = {
    {"False", "The false truth value; equal to 0."},
    {"None", "The one object that stands for nothing; a function without return gives it."},
    {"True", "The true truth value; equal to 1."},
    {"and", "a and b\n    a if it is false, else b, which is evaluated only then."},
    {"as", "import m as n,  with e as n:,  except E as n:,  case p as n:\n    binds the name n."},
    {"assert", "assert condition [, message]\n    raises AssertionError unless the condition is true."},
    {"async", "async def f(): ...,  async for x in y: ...,  async with x: ...\n    a coroutine function; loops and contexts that may wait."},
    {"await", "await x\n    waits for x in an async function; its result."},
    {"break", "break\n    leaves the innermost loop; its else part is not run."},
    {"class", "class Name(Base, ...): ...\n    makes a class from the names that its body binds."},
    {"continue", "continue\n    goes on with the next round of the innermost loop."},
    {"def", "def name(a, b=default, /, c=default, *args, d, **kwargs) -> annotation: ...\n    makes a function. Defaults are evaluated once."},
    {"del", "del name, x.attribute, x[index]\n    takes a name or a place away: one reference less; the object goes when it was the last."},
    {"elif", "if a: ... elif b: ... else: ..."},
    {"else", "if a: ... else: ...\nfor x in y: ... else: ...   (run unless the loop was left by break)\ntry: ... except E: ... else: ...   (run if nothing was raised)\na if condition else b"},
    {"except", "try: ... except E as e: ... except (E1, E2): ...\n    handles exceptions of these classes; except* E handles them in a group."},
    {"finally", "try: ... finally: ...\n    runs its block whatever happens."},
    {"for", "for target in iterable: ... [else: ...]\n    runs the block for each item."},
    {"from", "from module import name [as other], ...;  raise E from cause;  yield from iterable"},
    {"global", "global name, ...\n    the names mean those of the module, not of the function."},
    {"if", "if condition: ... [elif condition: ...] [else: ...]\na if condition else b"},
    {"import", "import module [as name], ...\nfrom module import name [as other], ..."},
    {"in", "x in y\n    is x an item, key or part of y?   for x in y: ..."},
    {"is", "a is b\n    are a and b the same object?"},
    {"lambda", "lambda a, b=default: expression\n    a function without a name."},
    {"match", "match subject: case pattern [if condition]: ...\n    runs the block of the first pattern that fits."},
    {"nonlocal", "nonlocal name, ...\n    the names mean those of the enclosing function."},
    {"not", "not x\n    True if x is false, else False."},
    {"or", "a or b\n    a if it is true, else b, which is evaluated only then."},
    {"pass", "pass\n    does nothing."},
    {"raise", "raise [exception [from cause]]\n    raises it; alone, the exception being handled again."},
    {"return", "return [expression]\n    leaves the function with this result, or None."},
    {"try", "try: ... [except E as e: ...]... [else: ...] [finally: ...]"},
    {"while", "while condition: ... [else: ...]\n    runs the block again and again while the condition is true."},
    {"with", "with expression [as target], ...: ...\n    enters a context, and leaves it whatever happens."},
    {"yield", "yield [expression],  yield from iterable\n    makes the function a generator, which rests here until its next item is asked for."},
};
enum { KEYWORD_COUNT = sizeof keywords / sizeof *keywords };

static const char *find_keyword(const char *name) {
    for (size_t i = 0; i < KEYWORD_COUNT; i++)
        if (!strcmp(keywords[i].name, name)) return keywords[i].text;
    return NULL;
}

/* ---- lists of names ---- */

static void append_name(Buffer *out, const char *name) {
    size_t width = strlen(name);
    buffer_append_text(out, name);
    buffer_append_fill(out, ' ', width < 18 ? 18 - width : 2);
}

static void list_keywords(Buffer *out) {
    for (size_t i = 0; i < KEYWORD_COUNT; i++) {
        append_name(out, keywords[i].name);
        if (i % 4 == 3 || i + 1 == KEYWORD_COUNT) buffer_append_byte(out, '\n');
    }
}

static int add_public_name(Object *list, const char *text) {
    if (*text == '_') return 0;
    Object *name = str_from_text(text);
    return name ? list_append_steal(list, name) : -1;
}

/* Sorted names of the modules that come with mini. New reference or NULL. */
static Object *module_names(void) {
    Object *built_in = import_builtin_names(), *list = built_in ? list_new(0) : NULL;
    int failed = list ? 0 : -1;
    for (size_t i = 0; !failed && i < tuple_count(built_in); i++) failed = add_public_name(list, str_data(tuple_item_borrowed(built_in, i)));
    for (size_t i = 0; !failed && i < embedded_module_count; i++) failed = add_public_name(list, embedded_modules[i].name);
    if (failed || list_sort(list, NULL, false)) CLEAR(list);
    release_or_null(built_in);
    return list;
}

static void list_modules(Buffer *out) {
    Object *names = module_names();
    for (size_t i = 0, count = names ? list_count(names) : 0; i < count; i++) {
        append_name(out, str_data(((List *)names)->items[i]));
        if (i % 4 == 3 || i + 1 == count) buffer_append_byte(out, '\n');
    }
    release_or_null(names);
    error_clear();
}

/* ---- objects by name ---- */

/* The longest beginning of the path that is a module; *rest: what follows, or "". New reference or NULL. */
static Object *find_module(const char *path, const char **rest) {
    Buffer name = BUFFER_INIT;
    Object *module = NULL;
    for (size_t length = strlen(path); length && !module;) {
        buffer_truncate(&name, 0);
        buffer_append(&name, path, length);
        buffer_append_byte(&name, 0);
        module = name.failed ? NULL : import_module(name.data);
        error_clear();
        *rest = path + length + (path[length] == '.');
        while (length && path[--length] != '.') {}
    }
    buffer_free(&name);
    return module;
}

/* The attribute below o that the path names. STEALS o; new reference or NULL. MAY_RUN */
static Object *walk_steal(Object *o, const char *path) {
    while (o && *path) {
        size_t length = strcspn(path, ".");
        Object *name = str_intern_utf8(path, length), *next = name ? object_getattr_or_null(o, name) : NULL;
        release_or_null(name);
        release(o);
        o = next;
        path += length + (path[length] == '.');
    }
    error_clear();
    return o;
}

static bool is_path(const char *text) {
    for (const char *c = text; *c; c++)
        if (strchr(" \t\n\"'()[]/\\", *c)) return false;
    return *text && *text != '.';
}

Object *help_find(const char *path) {
    if (!is_path(path)) return NULL;
    Object *builtins = dict_peek_text(interp.modules, "builtins"), *found = builtins ? walk_steal(retain(builtins), path) : NULL;
    if (found) return found;
    const char *rest = "";
    Object *module = find_module(path, &rest);
    return module ? walk_steal(module, rest) : NULL;
}

bool help_topic(const char *name, Buffer *out) {
    const char *text = find_keyword(name);
    if (text) buffer_append_format(out, "Help on keyword %s:\n\n%s\n", name, text);
    else if (!strcmp(name, "keywords")) list_keywords(out);
    else if (!strcmp(name, "modules")) list_modules(out);
    else return false;
    return true;
}

/* ---- asking ---- */

static const char introduction[] =
    "Give the name of a module, function, class, method (str.join) or keyword. \"modules\" and \"keywords\" list them;\n"
    "\"quit\" or Ctrl-D leaves.\n";

/* The next name, without blanks; NULL with or without an exception pending: no more. */
static Object *ask(void) {
    Object *prompt = str_from_text("help> "), *arguments[] = {prompt};
    Object *line = prompt ? value_to_object(builtin_input(NULL, arguments)) : NULL;
    release_or_null(prompt);
    Object *name = line ? object_call_method(line, "strip", 0) : NULL;
    release_or_null(line);
    if (!name && (error_matches(EOFError) || error_matches(KeyboardInterrupt))) {
        error_clear();
        help_write_text("\n");
    }
    return name;
}

int help_ask(void) {
    if (help_write_text(introduction)) return -1;
    for (Object *name; (name = ask());) {
        bool leave = !str_size(name) || str_equal_text(name, "q") || str_equal_text(name, "quit");
        Object *arguments[] = {name};
        Value shown = leave ? value_none() : builtin_help(NULL, arguments);
        release(name);
        value_release(shown);
        if (leave || value_is_error(shown)) break;
    }
    return error_pending() ? -1 : 0;
}
