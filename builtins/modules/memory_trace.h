/* memory_trace.h - where blocks come from: what memory.trace() and tracemalloc share.
 *
 * While somebody traces, every block that is made is noted with the lines of the frames that made it, until it is freed.
 * Costs nothing otherwise. */
#ifndef MINI_MODULES_MEMORY_TRACE_H
#define MINI_MODULES_MEMORY_TRACE_H

#include "runtime/object/object.h"

enum { TRACE_MEMORY = 1, TRACE_TRACEMALLOC = 2 };   /* who traces */
enum { TRACE_MAX_FRAMES = 65535 };

typedef struct TraceFrame { Object *filename; uint32_t line; } TraceFrame;   /* filename: borrowed from the tracer */
/* A traceback, most recent frame first. Equal ones are one. */
typedef struct TraceSite {
    struct TraceSite *next;      /* in its chain of the table */
    uint64_t hash;
    uint32_t total;              /* frames there were; `count` of them are kept */
    uint32_t count;
    TraceFrame frames[];
} TraceSite;

/* One object that was freed: made at, freed at (NULL: no frame ran). */
typedef struct TraceDeath {
    char *type_name;             /* owned */
    const TraceSite *born, *freed;
    int generation;              /* of the collection that found it in a cycle; -1: its count reached zero */
} TraceDeath;

typedef struct TraceState {
    unsigned users;              /* TRACE_* bits */
    uint32_t frame_limit;
    size_t current, peak;        /* bytes of traced blocks */
    size_t overhead;             /* bytes that the tracer needs itself */
    TraceDeath *deaths;          /* the last ones, a ring: deaths[(death_first + i) % TRACE_DEATHS] */
    size_t death_first, death_count;
} TraceState;
extern TraceState trace_state;
enum { TRACE_DEATHS = 10000 };

/* 0, or -1 with MemoryError pending. */
int trace_start(unsigned user, uint32_t frame_limit);
void trace_stop(unsigned user);
/* Forgets all blocks and deaths. */
void trace_clear(void);
void trace_forget_deaths(void);
/* The traceback of an object's block, or NULL. */
const TraceSite *trace_site_of(const Object *o);
/* Calls visit for every traced block; the tracer is deaf meanwhile. Stops at the first non-zero result. */
int trace_each(int (*visit)(size_t size, const TraceSite *site, void *context), void *context);

/* memory_lines.c: while on, each statement leaves its node with its frame. 0, or -1 without memory. */
int lines_trace_start(void);
void lines_trace_stop(void);

#endif
