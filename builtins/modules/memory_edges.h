/* memory_edges.h - every reference that an object owns, with a name for it: more than traverse shows.
 *
 * traverse shows what can take part in a cycle. Here are also keys of dicts, names, constants of code and what only the
 * interpreter's own tables hold, so that the references found add up to the reference count. Runs no script code. */
#ifndef MINI_MODULES_MEMORY_EDGES_H
#define MINI_MODULES_MEMORY_EDGES_H

#include "runtime/eval/frame.h"

/* How a holder refers to a referent. kind is one of a fixed set of words, which memory.mini turns into text; name and
 * index say more where they apply. holder NULL: the interpreter itself. All borrowed. */
typedef struct Edge {
    Object *holder, *referent;
    const char *kind;
    Object *name;       /* of an attribute, variable, key; or NULL */
    size_t index;       /* of an item; line of a variable or constant */
} Edge;
typedef void (*EdgeFn)(const Edge *edge, void *context);

/* All references that o owns. */
void edges_of(Object *o, EdgeFn visit, void *context);
/* The variables of one running frame, and what else the frame holds. */
void edges_of_frame(Frame *frame, EdgeFn visit, void *context);
/* What the interpreter holds apart from frames: modules, caches, the exception being handled. */
void edges_of_interpreter(EdgeFn visit, void *context);
/* The objects that the tree of a code owns: names and constants. Shared by all codes of one file. */
void edges_of_tree(Code *code, EdgeFn visit, void *context);

#endif
