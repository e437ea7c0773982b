/* commands.c - the `%` commands. Those about objects are expressions run among the session's names, in a copy of the
 * process: looking changes nothing. */
#include "repl/commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtins/modules/import.h"
#include "builtins/modules/io.h"
#include "builtins/modules/memory_mark.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "gc/generations.h"
#include "repl/entry.h"
#include "repl/observe.h"
#include "repl/trace.h"
#include "runtime/base/mem.h"
#include "runtime/eval/run.h"
#include "runtime/object/alloc.h"
#include "runtime/object/names.h"

static const char help_text[] =
    "x?  ?x         type, id, references and holders, generation, size, docstring\n"
    "%refs x        the reference count, and who holds each reference\n"
    "%graph x       what x refers to, drawn as text\n"
    "%graph x FILE  the same as a picture: .svg, .png, .pdf or .dot\n"
    "%why x         the chains of references that keep x alive\n"
    "%gc            a full collection, told step by step\n"
    "%gens          the generations: objects, counts, thresholds, collections\n"
    "%pools         arenas, pools and blocks\n"
    "%trace on|off  after each entry: what was made, what went and why, which\n"
    "               counts changed\n"
    "%time code     runs it once and tells how long it took\n"
    "%timeit code   runs it many times and tells how long it takes\n"
    "%history       what was typed in this session\n"
    "%save FILE     writes it to a file\n"
    "%load FILE     runs a file among the names of this session\n"
    "%reset         forgets the names of this session\n"
    "%help          this text\n"
    "\n"
    "Keys: Enter runs a complete entry, Alt-Enter runs it anyway, Ctrl-O begins a\n"
    "new line. Up and Down move in the block, then through the history; Ctrl-R\n"
    "searches it; Right takes the dimmed hint. Tab completes, and shows more when\n"
    "pressed again. Ctrl-C drops the entry, Ctrl-L clears the screen, Ctrl-D leaves.\n"
    "Words: exit, quit, clear, help, copyright, credits, license.\n";

/* ---- what commands use ---- */

int command_print(const char *format, ...) {
    Buffer text = BUFFER_INIT;
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (size < (int)sizeof line) buffer_append(&text, line, (size_t)size);
    else {
        char *room = buffer_extend(&text, (size_t)size + 1);
        va_start(arguments, format);
        if (room) vsnprintf(room, (size_t)size + 1, format, arguments);
        va_end(arguments);
        if (room) buffer_truncate(&text, (size_t)size);
    }
    Object *out = retain_or_null(dict_peek_text(interp.sys_dict, "stdout"));
    if (!out && !error_pending()) error_set(RuntimeError, "lost sys.stdout");
    if (out && text.failed) error_no_memory();
    int failed = !out || text.failed ? -1 : io_write_text(out, text.data, text.length);
    release_or_null(out);
    buffer_free(&text);
    return failed;
}

/* Copies the format with the argument in place of "%s". */
static void fill_in(Buffer *text, const char *format, const char *argument) {
    const char *gap = strstr(format, "%s");
    buffer_append(text, format, gap ? (size_t)(gap - format) : strlen(format));
    if (!gap) return;
    buffer_append_text(text, argument);
    buffer_append_text(text, gap + 2);
}

int command_evaluate(Session *session, const char *format, const char *argument) {
    Buffer text = BUFFER_INIT;
    fill_in(&text, format, argument);
    Object *result = text.failed ? error_no_memory() : entry_evaluate(session, text.data, text.length);
    buffer_free(&text);
    release_or_null(result);
    return result ? 0 : -1;
}

/* ---- objects ---- */

static Object *find_tool(const char *module_name, const char *name) {
    Object *module = import_module(module_name), *function = module ? object_getattr_text(module, name) : NULL;
    release_or_null(module);
    return function;
}

/* "x, y" asks about each: a tuple that the expression has made. A List. */
static Object *evaluate_all(Session *session, const char *expression) {
    Object *o = entry_evaluate(session, expression, strlen(expression)), *list = NULL;
    if (o && is_tuple_exact(o) && !memory_is_marked(o)) list = list_from_iterable(o);
    else if (o && (list = list_new(1)) && list_append(list, o)) CLEAR(list);
    release_or_null(o);
    return list;
}

/* Calls a function of a module on each; a text that it returns is printed. */
static int show(Session *session, const char *expression, const char *module, const char *name) {
    Object *all = evaluate_all(session, expression), *function = all ? find_tool(module, name) : NULL;
    int failed = function ? 0 : -1;
    for (size_t i = 0; !failed && i < list_count(all); i++) {
        Object *o = ((List *)all)->items[i];
        ((List *)all)->items[i] = retain(None);   /* the list holds nothing of what is shown */
        Object *result = object_call_one(function, o);
        release(o);
        failed = !result || (is_str(result) && command_print("%s\n", str_data(result))) ? -1 : 0;
        release_or_null(result);
    }
    release_or_null(function);
    release_or_null(all);
    return failed;
}

static int show_refs(Session *session, const char *argument) { return show(session, argument, "memory", "show_holders"); }
static int show_graph(Session *session, const char *argument) { return show(session, argument, "memory", "diagram"); }
static int show_why(Session *session, const char *argument) { return show(session, argument, "objgraph", "why_alive"); }

static int run_refs(Session *session, char *argument) { return observe(session, show_refs, argument); }
static int run_why(Session *session, char *argument) { return observe(session, show_why, argument); }

/* "x out.svg": the file's name, cut off; NULL: none. */
static char *split_file(char *argument) {
    static const char *const endings[] = {".svg", ".png", ".pdf", ".dot"};
    char *space = strrchr(argument, ' ');
    for (size_t i = 0; space && i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(space + 1), size = strlen(endings[i]);
        if (length <= size || strcmp(space + 1 + length - size, endings[i])) continue;
        *space = 0;
        return space + 1;
    }
    return NULL;
}

/* {'filename': name, 'refcounts': True} */
static Object *picture_options(const char *file) {
    Object *options = dict_new(), *name = options ? str_from_text(file) : NULL;
    if (!name || dict_set_text(options, "filename", name) || dict_set_text(options, "refcounts", True)) CLEAR(options);
    release_or_null(name);
    return options;
}

static Object *draw_picture(Object *all, const char *file) {
    Object *options = picture_options(file), *arguments = options ? tuple_of(1, all) : NULL;
    Object *function = arguments ? find_tool("objgraph", "show_refs") : NULL;
    Object *result = function ? object_call_tuple(function, arguments, options) : NULL;
    release_or_null(function);
    release_or_null(arguments);
    release_or_null(options);
    return result;
}

/* argument: as `%graph` has it, with the file's name at its end. */
static int show_picture(Session *session, const char *argument) {
    const char *file = strrchr(argument, ' ') + 1;
    Buffer expression = BUFFER_INIT;
    buffer_append(&expression, argument, (size_t)(file - 1 - argument));
    buffer_append_byte(&expression, 0);
    Object *all = expression.failed ? error_no_memory() : evaluate_all(session, expression.data);
    Object *result = all ? draw_picture(all, file) : NULL;
    buffer_free(&expression);
    release_or_null(all);
    release_or_null(result);
    return result ? 0 : -1;
}

static int run_graph(Session *session, char *argument) {
    char *file = split_file(argument);
    if (!file) return observe(session, show_graph, argument);
    file[-1] = ' ';
    return observe(session, show_picture, argument);
}

/* ---- the heap ---- */

static int show_pools(Session *session, const char *argument) { return command_evaluate(session, "__import__('memory').pools()", argument); }

static int run_pools(Session *session, char *argument) { return observe(session, show_pools, argument); }

static int run_gens(Session *session, char *argument) {
    (void)session, (void)argument;
    if (command_print("generation  objects  count  threshold  collections  collected\n")) return -1;
    for (int i = 0; i < GC_GENERATIONS; i++) {
        const GcGeneration *generation = &gc_generations[i];
        size_t objects = gc_list_size(&generation->list);
        int64_t count = i ? generation->count : gc_young_count();
        if (command_print("%10d  %7zu  %5lld  %9lld  %11llu  %9llu\n", i, objects, (long long)count, (long long)generation->threshold,
                          (unsigned long long)generation->stats.collections, (unsigned long long)generation->stats.collected)) return -1;
    }
    return command_print("%s; the count of generation 0 is allocations less deallocations, that of others collections of the younger one\n",
                         gc.enabled ? "automatic collection is on" : "automatic collection is off");
}

static int run_trace(Session *session, char *argument) {
    if (!strcmp(argument, "on")) session->tracing = true;
    else if (!strcmp(argument, "off")) session->tracing = false;
    else return command_print("%%trace is %s; %%trace on, %%trace off\n", session->tracing ? "on" : "off");
    return command_print("%%trace is %s\n", session->tracing ? "on" : "off");
}

/* ---- the session ---- */

static int run_time(Session *session, char *argument) { return command_time(session, argument); }
static int run_timeit(Session *session, char *argument) { return command_timeit(session, argument); }

static int run_history(Session *session, char *argument) {
    (void)argument;
    const History *history = &session->history;
    for (size_t i = history->first_own; i < history->count; i++)
        if (command_print("%4zu  %s\n", i - history->first_own + 1, history->entries[i])) return -1;
    return 0;
}

static int run_save(Session *session, char *argument) {
    const History *history = &session->history;
    FILE *file = fopen(argument, "we");
    if (!file) return error_errno(OSError, argument), -1;
    size_t saved = 0;
    for (size_t i = history->first_own; i < history->count; i++) {
        if (entry_is_special(history->entries[i], strlen(history->entries[i]))) continue;
        fprintf(file, "%s\n", history->entries[i]);
        saved++;
    }
    if (fclose(file)) return error_errno(OSError, argument), -1;
    return command_print("%zu %s saved in %s\n", saved, saved == 1 ? "entry" : "entries", argument);
}

static int run_load(Session *session, char *argument) {
    size_t length;
    char *text = import_read_file(argument, &length);
    if (!text) return -1;
    Object *name = str_from_text(argument), *result = name ? run_source(text, length, name, session->globals, PARSE_FILE) : NULL;
    mem_free(text, length + 1);
    release_or_null(name);
    release_or_null(result);
    return result ? 0 : -1;
}

static bool is_kept(Object *name) {
    return is_str(name) && str_size(name) > 4 && !strncmp(str_data(name), "__", 2) && !strcmp(str_data(name) + str_size(name) - 2, "__");
}

/* Names go one by one, in the order in which they came, as `del` would let them go; and `_`, the exceptions kept. */
static int run_reset(Session *session, char *argument) {
    (void)argument;
    static const char *const last[] = {"last_type", "last_value", "last_traceback"};
    Object *names = dict_keys(session->globals);
    if (!names) return -1;
    int failed = 0;
    for (size_t i = 0; !failed && i < list_count(names); i++) {
        Object *name = ((List *)names)->items[i];
        if (!is_kept(name)) failed = dict_delete(session->globals, name) < 0;
    }
    release(names);
    for (size_t i = 0; !failed && i < sizeof last / sizeof *last; i++) {
        Object *name = str_intern_text(last[i]);
        failed = !name || dict_delete(interp.sys_dict, name) < 0;
        release_or_null(name);
    }
    return failed || dict_delete(interp.builtins, NAME(_)) < 0 ? -1 : 0;
}

static int run_help(Session *session, char *argument) {
    (void)session, (void)argument;
    return command_print("%s", help_text);
}

/* ---- the table ---- */

typedef enum { NO_ARGUMENT, MAYBE, NEEDS_EXPRESSION, NEEDS_FILE, NEEDS_CODE } Needs;
static const struct { const char *name; int (*run)(Session *session, char *argument); Needs needs; } commands[] = {
    {"refs", run_refs, NEEDS_EXPRESSION}, {"graph", run_graph, NEEDS_EXPRESSION}, {"why", run_why, NEEDS_EXPRESSION},
    {"gc", command_gc, NO_ARGUMENT}, {"gens", run_gens, NO_ARGUMENT}, {"pools", run_pools, NO_ARGUMENT}, {"trace", run_trace, MAYBE},
    {"time", run_time, NEEDS_CODE}, {"timeit", run_timeit, NEEDS_CODE}, {"history", run_history, NO_ARGUMENT},
    {"save", run_save, NEEDS_FILE}, {"load", run_load, NEEDS_FILE}, {"reset", run_reset, NO_ARGUMENT}, {"help", run_help, NO_ARGUMENT},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

const char *command_name(size_t i) { return i < COMMAND_COUNT ? commands[i].name : NULL; }

static int run_with_argument(Session *session, size_t command, char *argument) {
    static const char *const wanted[] = {[NEEDS_EXPRESSION] = "an expression", [NEEDS_FILE] = "a file name", [NEEDS_CODE] = "code"};
    Needs needs = commands[command].needs;
    if (needs >= NEEDS_EXPRESSION && !*argument) return command_print("%%%s needs %s; see %%help\n", commands[command].name, wanted[needs]);
    if (needs == NO_ARGUMENT && *argument) return command_print("%%%s takes no argument; see %%help\n", commands[command].name);
    return commands[command].run(session, argument);
}

static int run_line(Session *session, char *line) {
    size_t length = strcspn(line, " \t");
    char *argument = line + length + strspn(line + length, " \t");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strlen(commands[i].name) == length && !memcmp(commands[i].name, line, length)) return run_with_argument(session, i, argument);
    return command_print("There is no command %%%.*s; %%help lists them.\n", (int)length, line);
}

int command_run(Session *session, const char *line, size_t length) {
    char *copy = mem_alloc(length + 1);
    if (!copy) return error_no_memory(), -1;
    memcpy(copy, line, length);
    copy[length] = 0;
    int failed = run_line(session, copy);
    mem_free(copy, length + 1);
    return failed;
}
