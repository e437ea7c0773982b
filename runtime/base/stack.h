/* stack.h - the C stack limit. Recursion is bounded by the real stack address, never by a guess. */
#ifndef MINI_BASE_STACK_H
#define MINI_BASE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/check.h"

extern uintptr_t stack_limit;   /* lowest address that may be used */

/* Reads the stack size of the main thread and sets the limit, leaving room for error handling. */
void stack_init(void);

/* Runs function(argument) on a stack of its own, large enough for deep recursion, of which only the part that is used
 * takes memory; on the present stack where none can be had (and under AddressSanitizer). */
void stack_run(void (*function)(void *argument), void *argument);

/* The recursion limit that the script has set bounds the C stack as well, at some KiB for each call: C recursion through
 * objects (the repr of a list nested a million deep) then ends in RecursionError long before the stack does. */
void stack_set_recursion_limit(size_t calls);

/* true when the C stack is nearly used up. The caller raises RecursionError (error_recursion). */
static inline bool stack_is_low(void) {
    return unlikely((uintptr_t)__builtin_frame_address(0) < stack_limit);
}

#endif
