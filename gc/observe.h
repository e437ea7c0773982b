/* observe.h - watching a collection from outside: for narration, pictures and tests.
 *
 * A listener is called after each phase with the list that the phase was about. It costs one test a phase when nobody
 * listens. In the phases up to GC_SORTED the lists are singly linked (GC_EACH works) and the objects' backward links
 * hold gc_refs: a listener must then neither make nor free nor count references to objects with a GcHead, only look. */
#ifndef MINI_GC_OBSERVE_H
#define MINI_GC_OBSERVE_H

#include "gc/list.h"

typedef enum GcPhase {      /* the list that is passed */
    GC_BEGIN,               /* the objects to be examined */
    GC_COPIED,              /* the same; gc_refs are copies of the counts */
    GC_SUBTRACTED,          /* the same; gc_refs are the references from outside */
    GC_SORTED,              /* those that are unreachable */
    GC_SURVIVORS,           /* those that are reachable and stay tracked, with links restored, before they move on */
    GC_LEGACY,              /* those that cannot be collected: legacy finalizers and what they reach */
    GC_WEAKREFS_CLEARED,    /* the unreachable ones; callbacks have run */
    GC_FINALIZED_ALL,       /* the unreachable ones; finalizers have run */
    GC_RESURRECTED,         /* those that finalizers brought back, with what they reach */
    GC_CLEARING,            /* those about to be taken apart */
    GC_END,                 /* an empty list */
} GcPhase;

typedef void (*GcListener)(GcPhase phase, int generation, GcHead *list, void *context);

/* One listener at a time; NULL: none. */
void gc_observe(GcListener listener, void *context);

/* In GC_COPIED and GC_SUBTRACTED. */
static inline size_t gc_refs(const GcHead *head) { return head->prev >> GC_FLAG_BITS; }

#endif
