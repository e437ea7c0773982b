/* memory_mark.h - the heap as it was at one moment, for a tool that looks at it from a copy of the process.
 *
 * A tool cannot be loaded without changing what it is to show: its constants hold small ints, its names strings, its
 * blocks fill pools. So the prompt forks, and the child marks the heap before it loads the tool. From then on the memory
 * module tells counts, holders, pools and caches as they were at the mark. */
#ifndef MINI_MODULES_MEMORY_MARK_H
#define MINI_MODULES_MEMORY_MARK_H

#include <stdbool.h>

#include "runtime/object/object.h"

/* Marks the heap, once in a process. 0, or -1 with MemoryError pending. */
int memory_mark(void);
/* Was o there? false also without a mark. */
bool memory_is_marked(const Object *o);
/* The references that a marked object had. */
size_t memory_marked_count(const Object *o);

#endif
