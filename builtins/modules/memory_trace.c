/* memory_trace.c - see memory_trace.h.
 *
 * Blocks are found by their address in an open-addressing table; deletion shifts entries back, so there are no tombstones.
 * Tracebacks are kept once each. The tracer's own blocks come from the same allocator: while it works it is deaf (busy).
 * When its memory runs out, the block in hand simply stays untraced. */
#include "builtins/modules/memory_trace.h"

#include <string.h>

#include "builtins/modules/memory_census.h"
#include "gc/generations.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"
#include "runtime/object/error.h"

TraceState trace_state;

typedef struct { void *block; size_t size; const TraceSite *site; } Trace;   /* block NULL: free */

static struct { Trace *items; size_t capacity, count; } traces;
static struct { TraceSite **chains; size_t capacity, count; } sites;
static bool busy;

enum { FIRST_TRACES = 1024, FIRST_SITES = 256 };

/* ---- memory of the tracer ---- */

static void *own_alloc(size_t size) {
    void *block = mem_alloc_zeroed(size);
    if (block) trace_state.overhead += size;
    return block;
}

static void own_free(void *block, size_t size) {
    if (block) trace_state.overhead -= size;
    mem_free(block, size);
}

/* ---- blocks ---- */

static size_t home_of(const void *block) {
    return ((uintptr_t)block >> 4) * (size_t)0x9E3779B97F4A7C15 >> 20 & (traces.capacity - 1);
}

/* The block's entry, or the free one where it belongs. */
static Trace *find(const void *block) {
    size_t at = home_of(block);
    while (traces.items[at].block && traces.items[at].block != block) at = (at + 1) & (traces.capacity - 1);
    return &traces.items[at];
}

static bool traces_make_room(void) {
    if (traces.capacity && traces.count * 2 < traces.capacity) return true;
    size_t old_capacity = traces.capacity, capacity = old_capacity ? old_capacity * 2 : FIRST_TRACES;
    Trace *old = traces.items, *items = own_alloc(capacity * sizeof *items);
    if (!items) return false;
    traces.items = items;
    traces.capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].block) *find(old[i].block) = old[i];
    own_free(old, old_capacity * sizeof *old);
    return true;
}

static void forget(Trace *trace) {
    trace_state.current -= trace->size;
    traces.count--;
    size_t mask = traces.capacity - 1, hole = (size_t)(trace - traces.items);
    for (size_t i = (hole + 1) & mask; traces.items[i].block; i = (i + 1) & mask) {
        if (((i - home_of(traces.items[i].block)) & mask) < ((i - hole) & mask)) continue;   /* it would move before its home */
        traces.items[hole] = traces.items[i];
        hole = i;
    }
    traces.items[hole].block = NULL;
}

/* ---- tracebacks ---- */

static size_t site_size(uint32_t count) { return sizeof(TraceSite) + count * sizeof(TraceFrame); }

static uint64_t mix(uint64_t hash, uint64_t more) { return (hash ^ more) * 0x9E3779B97F4A7C15 ^ hash >> 29; }

static bool sites_make_room(void) {
    if (sites.count < sites.capacity) return true;
    size_t old_capacity = sites.capacity, capacity = old_capacity ? old_capacity * 2 : FIRST_SITES;
    TraceSite **chains = own_alloc(capacity * sizeof *chains);
    if (!chains) return false;
    for (size_t i = 0; i < old_capacity; i++)
        for (TraceSite *site = sites.chains[i], *next; site; site = next) {
            next = site->next;
            site->next = chains[site->hash & (capacity - 1)];
            chains[site->hash & (capacity - 1)] = site;
        }
    own_free(sites.chains, old_capacity * sizeof *chains);
    sites.chains = chains;
    sites.capacity = capacity;
    return true;
}

/* The frames now running, hashed; how many there are, at most the limit counted in *kept. */
static uint32_t measure(uint32_t *kept, uint64_t *hash) {
    uint32_t total = 0;
    *kept = 0;
    for (const Frame *frame = interp.frame; frame; frame = frame->back, total++) {
        if (*kept == trace_state.frame_limit) continue;
        ++*kept;
        *hash = mix(mix(*hash, (uintptr_t)frame->code->tree->filename), frame_line(frame));
    }
    return total;
}

static bool is_here(const TraceSite *site, uint32_t total, uint32_t kept) {
    if (site->total != total || site->count != kept) return false;
    const Frame *frame = interp.frame;
    for (uint32_t i = 0; i < kept; i++, frame = frame->back)
        if (site->frames[i].filename != frame->code->tree->filename || site->frames[i].line != frame_line(frame)) return false;
    return true;
}

static TraceSite *new_site(uint64_t hash, uint32_t total, uint32_t kept) {
    TraceSite *site = sites_make_room() ? own_alloc(site_size(kept)) : NULL;
    if (!site) return NULL;
    *site = (TraceSite){.hash = hash, .total = total, .count = kept};
    const Frame *frame = interp.frame;
    for (uint32_t i = 0; i < kept; i++, frame = frame->back)
        site->frames[i] = (TraceFrame){retain(frame->code->tree->filename), frame_line(frame)};
    TraceSite **chain = &sites.chains[hash & (sites.capacity - 1)];
    site->next = *chain;
    *chain = site;
    sites.count++;
    return site;
}

/* The traceback of here and now; NULL when no frame runs, or without memory. */
static const TraceSite *site_here(void) {
    uint64_t hash = 1;
    uint32_t kept, total = measure(&kept, &hash);
    if (!total) return NULL;
    for (TraceSite *site = sites.capacity ? sites.chains[hash & (sites.capacity - 1)] : NULL; site; site = site->next)
        if (site->hash == hash && is_here(site, total, kept)) return site;
    return new_site(hash, total, kept);
}

static void free_sites(void) {
    for (size_t i = 0; i < sites.capacity; i++)
        for (TraceSite *site = sites.chains[i], *next; site; site = next) {
            next = site->next;
            for (uint32_t f = 0; f < site->count; f++) release(site->frames[f].filename);
            own_free(site, site_size(site->count));
        }
    own_free(sites.chains, sites.capacity * sizeof *sites.chains);
    sites.chains = NULL;
    sites.capacity = sites.count = 0;
}

/* ---- listening ---- */

/* What the tools do themselves is not looked at. */
static bool is_deaf(void) { return busy || !interp.frame || frame_is_tool(interp.frame); }

static void block_made(void *block, size_t size) {
    if (is_deaf()) return;
    busy = true;
    const TraceSite *site = traces_make_room() ? site_here() : NULL;
    if (site) {
        Trace *trace = find(block);
        if (trace->block) trace_state.current -= trace->size;
        else traces.count++;
        *trace = (Trace){block, size, site};
        trace_state.current += size;
        if (trace_state.current > trace_state.peak) trace_state.peak = trace_state.current;
    }
    busy = false;
}

static void block_freed(void *block, size_t size UNUSED) {
    if (!traces.capacity) return;
    Trace *trace = find(block);
    if (trace->block) forget(trace);
}

static void *block_of(const Object *o) { return (char *)(uintptr_t)o - object_prefix_size(o->type); }

static void free_death(TraceDeath *death) { own_free(death->type_name, strlen(death->type_name) + 1); }

static void note_death(const TraceDeath *death) {
    size_t at = (trace_state.death_first + trace_state.death_count) % TRACE_DEATHS;
    if (trace_state.death_count == TRACE_DEATHS) {
        free_death(&trace_state.deaths[at]);
        trace_state.death_first = (trace_state.death_first + 1) % TRACE_DEATHS;
    } else {
        trace_state.death_count++;
    }
    trace_state.deaths[at] = *death;
}

/* An object is about to go: its collector's mark tells whether it is part of a cycle that is being cleared. */
static void object_dies(Object *o) {
    if (busy || !traces.capacity || (interp.frame && frame_is_tool(interp.frame))) return;
    const Trace *trace = find(block_of(o));
    if (!trace->block) return;
    busy = true;
    bool in_cycle = gc.collecting && object_is_gc(o) && gc_head(o)->prev & GC_COLLECTING;
    const char *name = type_name(o->type);
    char *copy = own_alloc(strlen(name) + 1);
    if (copy) {
        memcpy(copy, name, strlen(name));
        note_death(&(TraceDeath){copy, trace->site, site_here(), in_cycle ? gc.generation : -1});
    }
    busy = false;
}

/* ---- the switch ---- */

static const MemTracer tracer = {block_made, block_freed};

void trace_forget_deaths(void) {
    for (; trace_state.death_count; trace_state.death_count--) {
        free_death(&trace_state.deaths[trace_state.death_first]);
        trace_state.death_first = (trace_state.death_first + 1) % TRACE_DEATHS;
    }
}

void trace_clear(void) {
    busy = true;
    trace_forget_deaths();
    own_free(traces.items, traces.capacity * sizeof *traces.items);
    traces.items = NULL;
    traces.capacity = traces.count = 0;
    trace_state.current = trace_state.peak = 0;
    free_sites();
    busy = false;
}

static int begin(void) {
    trace_state.deaths = own_alloc(TRACE_DEATHS * sizeof *trace_state.deaths);
    if (!trace_state.deaths || lines_trace_start()) {
        own_free(trace_state.deaths, TRACE_DEATHS * sizeof *trace_state.deaths);
        trace_state.deaths = NULL;
        error_no_memory();
        return -1;
    }
    mem_trace(&tracer);
    object_watch_deaths(object_dies);
    return 0;
}

int trace_start(unsigned user, uint32_t frame_limit) {
    if (!trace_state.users) {
        trace_state.frame_limit = frame_limit;
        if (begin()) return -1;
    }
    if (frame_limit > trace_state.frame_limit) trace_state.frame_limit = frame_limit;
    trace_state.users |= user;
    return 0;
}

void trace_stop(unsigned user) {
    if (!(trace_state.users & user)) return;
    trace_state.users &= ~user;
    if (trace_state.users) return;
    object_watch_deaths(NULL);
    mem_trace(NULL);
    lines_trace_stop();
    trace_clear();
    own_free(trace_state.deaths, TRACE_DEATHS * sizeof *trace_state.deaths);
    trace_state.deaths = NULL;
}

const TraceSite *trace_site_of(const Object *o) {
    if (!traces.capacity) return NULL;
    const Trace *trace = find(block_of(o));
    return trace->block ? trace->site : NULL;
}

int trace_each(int (*visit)(size_t size, const TraceSite *site, void *context), void *context) {
    bool before = busy;
    int result = 0;
    busy = true;
    for (size_t i = 0; i < traces.capacity && !result; i++)
        if (traces.items[i].block) result = visit(traces.items[i].size, traces.items[i].site, context);
    busy = before;
    return result;
}
