/* memory_pools.h - pools and caches, for the module _memory. */
#ifndef MINI_MODULES_MEMORY_POOLS_H
#define MINI_MODULES_MEMORY_POOLS_H

#include "runtime/object/value.h"

/* From now on the pools are told as they are at this moment. 0, or -1 with MemoryError pending. */
int memory_pools_mark(void);

Value memory_pools_function(Object *self, Object **args);
Value memory_caches_function(Object *self, Object **args);

#endif
