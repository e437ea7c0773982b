/* report.c - the collector's voice. Texts are CPython's, to sys.stderr; the log line is our own. */
#include "gc/report.h"

#include <stdio.h>
#include <time.h>

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/unraisable.h"

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The text is short: numbers, and names cut to 300 bytes. */
static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size > 0) error_write(text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
}

static size_t examined_size(int generation) {
    size_t size = 0;
    for (int younger = 0; younger <= generation; younger++) size += gc_list_size(&gc_generations[younger].list);
    return size;
}

GcReport report_begin(int generation) {
    GcReport report = {.generation = generation};
    if (gc.debug & GC_DEBUG_STATS) {
        say("gc: collecting generation %d...\n", generation);
        say("gc: objects in each generation: %zu %zu %zu\n", gc_list_size(&gc_generations[0].list),
            gc_list_size(&gc_generations[1].list), gc_list_size(&gc_generations[2].list));
        say("gc: objects in permanent generation: %zu\n", gc_list_size(&gc.permanent));
    }
    if (gc.log) report.examined = examined_size(generation);
    if (gc.log || gc.debug & GC_DEBUG_STATS) report.started = now();
    return report;
}

void report_objects(const char *what, const GcHead *list, unsigned flag) {
    if (!(gc.debug & flag)) return;
    GC_EACH(head, (GcHead *)(uintptr_t)list) {
        const Object *o = gc_object(head);
        say("gc: %s <%.300s %p>\n", what, type_full_name(o->type), (const void *)o);
    }
}

void report_end(const GcReport *report) {
    double elapsed = now() - report->started;
    if (gc.debug & GC_DEBUG_STATS)
        say("gc: done, %zu unreachable, %zu uncollectable, %.4fs elapsed\n",
            report->collected + report->uncollectable, report->uncollectable, elapsed);
    if (gc.log)
        say("gc: generation %d, %zu examined, %zu found, %zu uncollectable, %.6fs\n", report->generation,
            report->examined, report->collected + report->uncollectable, report->uncollectable, elapsed);
}

/* ---- gc.callbacks ---- */

static int set_number(Object *dict, const char *name, size_t number) {
    Object *value = int_from_size(number);
    int failed = value ? dict_set_text(dict, name, value) : -1;
    release_or_null(value);
    return failed;
}

static Object *info_dict(const GcReport *report) {
    Object *info = dict_new();
    if (!info) return NULL;
    if (!set_number(info, "generation", (size_t)report->generation) && !set_number(info, "collected", report->collected) &&
        !set_number(info, "uncollectable", report->uncollectable))
        return info;
    release(info);
    return NULL;
}

static void call_each(Object *phase, Object *info) {
    Object *callbacks = retain(gc.callbacks);
    for (size_t i = 0; i < list_count(callbacks); i++) {
        Object *callback = retain(((List *)callbacks)->items[i]);
        Object *result = object_call_objects(callback, 2, phase, info);
        if (!result) error_unraisable(callback, NULL);
        release_or_null(result);
        release(callback);
    }
    release(callbacks);
}

void report_to_callbacks(const char *phase, const GcReport *report) {
    if (!gc.callbacks || !list_count(gc.callbacks)) return;
    Object *name = str_intern_text(phase), *info = name ? info_dict(report) : NULL;
    if (info) call_each(name, info);
    else error_unraisable(NULL, "Exception ignored in garbage collection");
    release_or_null(info);
    release_or_null(name);
}
