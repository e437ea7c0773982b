/* verify.h - the heap checker. */
#ifndef MINI_GC_VERIFY_H
#define MINI_GC_VERIFY_H

#include <stddef.h>
#include <stdint.h>

/* Checks the whole heap: generation lists and their flags, every count against the references that are found, pools and
 * free lists. Describes on stderr what is wrong (address, type, repr) and returns how many things are. Nothing to say
 * while a collection is under way or without memory for its table: 0. */
size_t gc_verify(void);

/* --check-heap=N: gc_verify at every N-th safe point; the process aborts when something is wrong. 0: off. */
void gc_verify_every(uint64_t safe_points);

#endif
