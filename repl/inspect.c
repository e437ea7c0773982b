/* inspect.c - what `x?` tells of an object, from a copy of the process. */
#include "repl/inspect.h"

#include <string.h>

#include "builtins/modules/help.h"
#include "builtins/modules/import.h"
#include "builtins/modules/memory_mark.h"
#include "builtins/modules/sys.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "gc/generations.h"
#include "repl/commands.h"
#include "repl/entry.h"
#include "repl/observe.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

enum { VALUE_LIMIT = 200 };

/* A List of lines from memory.holders. For what the expression has just made the last line is for the prompt's own
 * reference, and goes. NULL with an exception pending. */
static Object *find_holders(Object *o) {
    Object *module = import_module("memory"), *function = module ? object_getattr_text(module, "holders") : NULL;
    Object *lines = function ? object_call_one(function, o) : NULL;
    release_or_null(function);
    release_or_null(module);
    if (!lines || !is_list_exact(lines)) return lines;
    List *list = (List *)lines;
    if (!memory_is_marked(o) && list->count) release(list->items[--list->count]);
    return lines;
}

static size_t count_equal(const List *lines, size_t from) {
    size_t count = 0;
    for (size_t i = from; i < lines->count; i++) count += is_str(lines->items[i]) && str_equal(lines->items[i], lines->items[from]);
    return count;
}

static bool was_before(const List *lines, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (is_str(lines->items[i]) && str_equal(lines->items[i], lines->items[at])) return true;
    return false;
}

static int print_holders(Object *o) {
    const List *lines = (const List *)o;
    for (size_t i = 0; i < lines->count; i++) {
        if (!is_str(lines->items[i]) || was_before(lines, i)) continue;
        size_t times = count_equal(lines, i);
        const char *text = str_data(lines->items[i]);
        if (!strncmp(text, "held by ", 8)) text += 8;
        if (times == 1 ? command_print("  held by    %s\n", text) : command_print("  held by    %s (%zu times)\n", text, times)) return -1;
    }
    return 0;
}

enum { UNTRACKED = -1, ATOMIC = -2 };

static int generation_of(Object *o) { return !object_is_gc(o) ? ATOMIC : !gc_is_tracked(o) ? UNTRACKED : gc_generation(gc_head(o)); }

static int print_generation(int generation) {
    if (generation == ATOMIC) return command_print("generation   none: it cannot be in a cycle, its count alone decides\n");
    if (generation == UNTRACKED) return command_print("generation   none: the collector does not track it now\n");
    return generation == GC_PERMANENT ? command_print("generation   permanent\n") : command_print("generation   %d\n", generation);
}

static int print_size(Object *o) {
    Object *arguments[] = {o, NULL}, *size = value_to_object(sys_getsizeof(NULL, arguments));
    Object *text = size ? object_str(size) : NULL;
    release_or_null(size);
    int failed = text ? command_print("size         %s bytes\n", str_data(text)) : -1;
    release_or_null(text);
    return failed;
}

static int print_value(Object *o) {
    Object *text = object_repr(o);
    if (!text) return -1;
    bool cut = str_length(text) > VALUE_LIMIT;
    Object *shown = cut ? str_slice(text, 0, VALUE_LIMIT) : retain(text);
    int failed = shown ? command_print("value        %s%s\n", str_data(shown), cut ? "..." : "") : -1;
    release_or_null(shown);
    release(text);
    return failed;
}

static int print_signature(Object *o) {
    if (!object_is_callable(o)) return 0;
    Buffer text = BUFFER_INIT;
    help_signature_text(o, &text);
    buffer_append_byte(&text, 0);
    int failed = text.failed ? (error_no_memory(), -1) : command_print("signature    %s\n", text.data);
    buffer_free(&text);
    return failed;
}

static int print_docstring(Object *o) {
    Object *doc = object_getattr_or_null(o, NAME(__doc__));
    int failed = 0;
    if (doc && is_str(doc) && str_size(doc)) failed = command_print("docstring    %s\n", str_data(doc));
    release_or_null(doc);
    return failed || error_pending() ? -1 : 0;
}

static int print_object(Object *o, size_t references, int generation, Object *holders) {
    Object *kind = type_qualname(o->type);
    int failed = kind ? command_print("type         %s\nid           %#zx\nreferences   %zu\n", str_data(kind), (size_t)o, references) : -1;
    release_or_null(kind);
    return failed || print_holders(holders) || print_generation(generation) || print_size(o) || print_value(o) || print_signature(o) ||
           print_docstring(o) ? -1 : 0;
}

static int inspect(Session *session, const char *expression) {
    Object *o = entry_evaluate(session, expression, strlen(expression)), *holders = o ? find_holders(o) : NULL;
    size_t references = !o ? 0 : memory_is_marked(o) ? memory_marked_count(o) : o->refcount - 1;
    int failed = holders ? print_object(o, references, generation_of(o), holders) : -1;
    release_or_null(holders);
    release_or_null(o);
    return failed;
}

int inspect_run(Session *session, const char *line, size_t length) {
    while (length && *line == '?') line++, length--;
    while (length && line[length - 1] == '?') length--;
    while (length && *line == ' ') line++, length--;
    if (!length) return command_run(session, "help", 4);
    Buffer expression = BUFFER_INIT;
    buffer_append(&expression, line, length);
    buffer_append_byte(&expression, 0);
    int failed = expression.failed ? (error_no_memory(), -1) : observe(session, inspect, expression.data);
    buffer_free(&expression);
    return failed;
}
