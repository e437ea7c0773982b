/* command_gc.c - %gc: a full collection, told step by step.
 *
 * The collection is the session's own; what it needs of the memory module, written in mini, is done in copies of the
 * process: finding names for the objects before, and telling the story afterwards. */
#include "builtins/modules/_memory.h"
#include "builtins/modules/import.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "gc/generations.h"
#include "repl/commands.h"
#include "repl/entry.h"
#include "repl/observe.h"

static Object *story_names, *story_record;   /* what the copy tells; owned while %gc runs */

static int print_names(Session *session, const char *argument) {
    return command_evaluate(session, "print(__import__('memory')._own_names(50))", argument);
}

static int narrate(Session *session, const char *argument) {
    (void)session, (void)argument;
    Object *module = import_module("memory"), *function = module ? object_getattr_text(module, "_narrate") : NULL;
    Object *arguments[] = {story_names, story_record}, *result = function ? object_call(function, arguments, 2, NULL) : NULL;
    release_or_null(module);
    release_or_null(function);
    release_or_null(result);
    return result ? 0 : -1;
}

/* {id: name} of the objects that the session's names reach. New reference or NULL. */
static Object *find_names(Session *session) {
    Buffer text = BUFFER_INIT;
    Object *names = NULL;
    if (!observe_text(session, print_names, "", &text)) names = entry_evaluate(session, text.data ? text.data : "", text.length);
    buffer_free(&text);
    if (!names || names->type == &dict_type) return names;
    release(names);
    return error_set(RuntimeError, "no names found");
}

/* What the collection has recorded. New reference or NULL. */
static Object *collect(Object *names) {
    Object *ids = dict_keys(names), *generation = ids ? int_from_i64(GC_OLDEST) : NULL, *arguments[] = {generation, ids};
    Object *record = generation ? value_to_object(memory_collect_function(NULL, arguments)) : NULL;
    release_or_null(ids);
    release_or_null(generation);
    return record;
}

int command_gc(Session *session, char *argument) {
    story_names = find_names(session);
    story_record = story_names ? collect(story_names) : NULL;
    int failed = story_record ? observe(session, narrate, argument) : -1;
    release_or_null(story_record);
    release_or_null(story_names);
    return failed;
}
