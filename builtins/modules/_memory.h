/* _memory.h - what the files behind module _memory share. */
#ifndef MINI_MODULES_MEMORY_H
#define MINI_MODULES_MEMORY_H

#include "runtime/object/protocol.h"

/* Appends a tuple of these items, each new; -1 with an exception pending also if one is NULL. STEALS the items. */
int memory_append_tuple(Object *list, Object **items, size_t count);
/* A List of ints. New reference or NULL. */
Object *memory_numbers(const size_t *numbers, size_t count);

Value memory_collect_function(Object *self, Object **args);   /* memory_collect.c */
Value memory_run_function(Object *self, Object **args);       /* memory_run.c */

#endif
