/* sort_radix.h - sorting by 64-bit numbers that order the keys, for list.sort. */
#ifndef MINI_TYPES_SORT_RADIX_H
#define MINI_TYPES_SORT_RADIX_H

#include "runtime/object/protocol.h"

/* What the keys are. For the first two the numbers say all; for the others equal numbers say nothing yet. */
typedef enum { RADIX_INT, RADIX_FLOAT, RADIX_STR, RADIX_TUPLE_INT, RADIX_TUPLE_FLOAT, RADIX_TUPLE_STR, RADIX_NONE } RadixKind;

/* The kind that all keys are of. Runs no script code. */
RadixKind radix_kind(Object **keys, ssize_t count);
static inline bool radix_is_exact(RadixKind kind) { return kind <= RADIX_FLOAT; }

/* Brings keys, and values (may be NULL) with them, into the order of their numbers, stably. *numbers: the numbers in
 * that order (count of them, owned by the caller) unless the kind is exact. false: nothing is done, because the input is
 * nearly in order, which merging handles better, or for want of memory (no exception). Runs no script code. */
bool radix_sort(Object **keys, Object **values, ssize_t count, RadixKind kind, uint64_t **numbers);

#endif
