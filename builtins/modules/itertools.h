/* itertools.h - the types of the itertools module, by the file that holds them. */
#ifndef MINI_MODULES_ITERTOOLS_H
#define MINI_MODULES_ITERTOOLS_H

#include "runtime/object/protocol.h"

/* itertools_infinite.c */
extern Type count_type, cycle_type, repeat_type;
/* itertools_filter.c */
extern Type accumulate_type, chain_type, compress_type, dropwhile_type, takewhile_type, filterfalse_type, islice_type,
    pairwise_type, starmap_type;
/* itertools_group.c */
extern Type groupby_type, group_type, tee_type, zip_longest_type;
/* itertools_combine.c */
extern Type product_type, permutations_type, combinations_type, combinations_with_replacement_type;

/* Most of these iterators consist of a few objects and numbers; they share how they live and die. */
typedef struct IterTool {
    Object head;
    Object *a, *b, *c, *d;     /* what each is says the type */
    ssize_t i, j, k;
    bool flag;
} IterTool;
/* object_next of a field that script code run by it may clear: holds the iterator meanwhile. Serves Ctrl-C. */
static inline Object *itertool_step(Object *iterator) {
    if (unlikely(interp_check_interrupt())) return NULL;
    retain(iterator);
    Object *item = object_next(iterator);
    release(iterator);
    return item;
}
/* A tracked instance with the fields zero; NULL with MemoryError pending. */
IterTool *itertool_new(Type *type);
void itertool_dealloc(Object *self);
int itertool_traverse(Object *self, VisitFn visit, void *context);
Object *itertool_self(Object *self);

/* What __reduce__ gives: (type, (count arguments), state), or without the state if it is NULL. STEALS all objects; a NULL
 * argument stands for an error. */
Value itertool_reduce_steal(Object *self, Object *state, size_t count, ...);
#define REDUCE_ROW(function) {"__reduce__", function, "()", "Return state information for pickling.", 0}
#define SETSTATE_ROW(function) {"__setstate__", function, "(state, /)", "Set state information for unpickling.", 0}

#define ITERTOOL_SLOTS \
    .head = TYPE_HEAD, .size = sizeof(IterTool), .flags = TYPE_GC | TYPE_BASE, .dealloc = itertool_dealloc, \
    .traverse = itertool_traverse, .iter = itertool_self

#endif
