/* _tracemalloc.c - the tracer (memory_trace.c) as modules memory and tracemalloc see it. */
#include "builtins/modules/memory_trace.h"

#include "builtins/modules/_memory.h"
#include "builtins/modules/memory_census.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"

/* ---- the switch ---- */

/* TRACE_MEMORY or TRACE_TRACEMALLOC; 0 with an exception pending. */
static unsigned user_argument(Object *argument) {
    ssize_t user;
    if (object_as_index(argument, &user, OverflowError)) return 0;
    if (user == TRACE_MEMORY || user == TRACE_TRACEMALLOC) return (unsigned)user;
    error_set(ValueError, "no such user of the tracer");
    return 0;
}

static Value start_function(Object *self UNUSED, Object **args) {
    ssize_t limit;
    unsigned user = user_argument(args[0]);
    if (!user || object_as_index(args[1], &limit, OverflowError)) return value_error();
    if (limit < 1 || limit > TRACE_MAX_FRAMES) return error_set_value(ValueError, "the number of frames must be in range [1; %d]", TRACE_MAX_FRAMES);
    return trace_start(user, (uint32_t)limit) ? value_error() : value_none();
}

static Value stop_function(Object *self UNUSED, Object **args) {
    unsigned user = user_argument(args[0]);
    if (!user) return value_error();
    trace_stop(user);
    return value_none();
}

static Value is_tracing_function(Object *self UNUSED, Object **args) {
    unsigned user = user_argument(args[0]);
    return user ? value_bool(trace_state.users & user) : value_error();
}

/* ---- figures ---- */

static Object *pair(size_t a, size_t b) {
    Object *items[] = {int_from_size(a), int_from_size(b)};
    if (items[0] && items[1]) return tuple_from_items_steal(items, 2);
    release_or_null(items[0]);
    release_or_null(items[1]);
    return NULL;
}

static Value get_traced_memory_function(Object *self UNUSED, Object **args UNUSED) {
    return value_new(pair(trace_state.current, trace_state.peak));
}

static Value reset_peak_function(Object *self UNUSED, Object **args UNUSED) {
    trace_state.peak = trace_state.current;
    return value_none();
}

static Value clear_traces_function(Object *self UNUSED, Object **args UNUSED) {
    if (trace_state.users) trace_clear();
    return value_none();
}

static Value get_overhead_function(Object *self UNUSED, Object **args UNUSED) { return value_new(int_from_size(trace_state.overhead)); }

static Value get_limit_function(Object *self UNUSED, Object **args UNUSED) {
    return value_int(trace_state.users ? trace_state.frame_limit : 1);
}

/* ---- tracebacks ---- */

static Object *frame_tuple(const TraceFrame *frame) {
    Object *items[] = {retain(frame->filename), int_from_i64(frame->line)};
    if (items[1]) return tuple_from_items_steal(items, 2);
    release(items[0]);
    return NULL;
}

/* (number of frames there were, ((file name, line), ...)), most recent first; None for no site. */
static Object *site_tuple(const TraceSite *site) {
    if (!site) return retain(None);
    Object *frames = list_new(site->count), *tuple = NULL;
    for (uint32_t i = 0; frames && i < site->count; i++) {
        Object *frame = frame_tuple(&site->frames[i]);
        if (!frame || list_append_steal(frames, frame)) CLEAR(frames);
    }
    if (frames) tuple = list_to_tuple(frames);
    release_or_null(frames);
    if (!tuple) return NULL;
    Object *items[] = {int_from_i64(site->total), tuple};
    if (items[0]) return tuple_from_items_steal(items, 2);
    release(tuple);
    return NULL;
}

static Value site_function(Object *self UNUSED, Object **args) { return value_new(site_tuple(trace_site_of(args[0]))); }

/* ---- all traces ---- */

typedef struct Collector { PointerSet sites; Object *tuples, *list; } Collector;

/* The tuple of a site, made once. BORROWED, NULL on error */
static Object *site_of(Collector *collector, const TraceSite *site) {
    if (pointer_set_add(&collector->sites, (void *)(uintptr_t)site)) {
        Object *tuple = site_tuple(site);
        if (!tuple || list_append_steal(collector->tuples, tuple)) return NULL;
    }
    if (collector->sites.out_of_memory) return error_no_memory();
    return ((List *)collector->tuples)->items[pointer_set_find(&collector->sites, site)];
}

static int append_trace(size_t size, const TraceSite *site, void *context) {
    Collector *collector = context;
    Object *tuple = site_of(collector, site);
    if (!tuple) return -1;
    Object *items[] = {int_from_size(size), retain(tuple)};
    return memory_append_tuple(collector->list, items, 2);
}

/* [(size, (number of frames, ((file name, line), ...))), ...] */
static Value traces_function(Object *self UNUSED, Object **args UNUSED) {
    Collector collector = {.tuples = list_new(0), .list = list_new(0)};
    bool failed = !collector.tuples || !collector.list || trace_each(append_trace, &collector);
    pointer_set_free(&collector.sites);
    release_or_null(collector.tuples);
    if (failed) CLEAR(collector.list);
    return value_new(collector.list);
}

/* ---- deaths ---- */

/* [(type name, site or None, site or None, generation or -1), ...], oldest first */
static Value deaths_function(Object *self UNUSED, Object **args UNUSED) {
    Object *list = list_new(0);
    for (size_t i = 0, count = trace_state.death_count; list && i < count && i < trace_state.death_count; i++) {
        const TraceDeath *death = &trace_state.deaths[(trace_state.death_first + i) % TRACE_DEATHS];
        Object *items[] = {str_from_text(death->type_name), site_tuple(death->born), site_tuple(death->freed), int_from_i64(death->generation)};
        if (memory_append_tuple(list, items, 4)) CLEAR(list);
    }
    return value_new(list);
}

static Value forget_deaths_function(Object *self UNUSED, Object **args UNUSED) {
    trace_forget_deaths();
    return value_none();
}

/* ---- the module ---- */

static const Method functions[] = {
    {"start", start_function, "(user, frames, /)", "Begins to trace for memory (1) or tracemalloc (2).", 0},
    {"stop", stop_function, "(user, /)", "That user needs no more tracing.", 0},
    {"is_tracing", is_tracing_function, "(user, /)", "Whether that user traces.", 0},
    {"get_traced_memory", get_traced_memory_function, "()", "(bytes in traced blocks now, at the peak)", 0},
    {"reset_peak", reset_peak_function, "()", "The peak is what is in use now.", 0},
    {"clear_traces", clear_traces_function, "()", "Forgets all traced blocks.", 0},
    {"get_overhead", get_overhead_function, "()", "Bytes that the tracer needs itself.", 0},
    {"get_limit", get_limit_function, "()", "How many frames are kept for a block.", 0},
    {"site", site_function, "(object, /)", "(number of frames, ((file name, line), ...)) of where an object was made, or None.", 0},
    {"traces", traces_function, "()", "[(size, site), ...] of all traced blocks.", 0},
    {"deaths", deaths_function, "()", "[(type name, site of birth, site of death, generation or -1), ...]", 0},
    {"forget_deaths", forget_deaths_function, "()", "Empties that list.", 0},
    {0},
};

const ModuleDef _tracemalloc_module = {.name = "_tracemalloc", .doc = "The tracer behind memory.trace and tracemalloc.", .functions = functions};
