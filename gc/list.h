/* list.h - the collector's circular doubly linked lists of GcHeads. The flag bits of prev stay as they are. */
#ifndef MINI_GC_LIST_H
#define MINI_GC_LIST_H

#include "runtime/object/object.h"

static inline GcHead *gc_next(const GcHead *head) { return (GcHead *)head->next; }
static inline GcHead *gc_prev(const GcHead *head) { return (GcHead *)(head->prev & ~GC_FLAGS); }
static inline void gc_set_next(GcHead *head, GcHead *next) { head->next = (uintptr_t)next; }
static inline void gc_set_prev(GcHead *head, GcHead *prev) { head->prev = (uintptr_t)prev | (head->prev & GC_FLAGS); }

static inline void gc_list_init(GcHead *list) { list->next = list->prev = (uintptr_t)list; }
static inline bool gc_list_is_empty(const GcHead *list) { return list->next == (uintptr_t)list; }

static inline void gc_list_append(GcHead *head, GcHead *list) {
    GcHead *last = gc_prev(list);
    gc_set_next(last, head);
    gc_set_prev(head, last);
    gc_set_next(head, list);
    gc_set_prev(list, head);
}
/* Leaves head with next 0: untracked. */
static inline void gc_list_remove(GcHead *head) {
    gc_unlink(head);
    head->next = 0;
}

static inline void gc_list_move(GcHead *head, GcHead *list) {
    gc_unlink(head);
    gc_list_append(head, list);
}
/* Moves everything in `from` to the end of `to`. */
static inline void gc_list_merge(GcHead *from, GcHead *to) {
    if (gc_list_is_empty(from)) return;
    GcHead *last = gc_prev(to);
    gc_set_next(last, gc_next(from));
    gc_set_prev(gc_next(from), last);
    gc_set_next(gc_prev(from), to);
    gc_set_prev(to, gc_prev(from));
    gc_list_init(from);
}
static inline size_t gc_list_size(const GcHead *list) {
    size_t size = 0;
    for (const GcHead *head = gc_next(list); head != list; head = gc_next(head)) size++;
    return size;
}

#define GC_EACH(head, list) for (GcHead *head = gc_next(list); head != (list); head = gc_next(head))

#endif
