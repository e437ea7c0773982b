/* sweep.h - every allocation failed once, in one run of a checking build.
 *
 * With MINI_FAIL_SWEEP=FIRST:STEP:SKIP in the environment the process forks at its FIRST-th allocation and at each STEP-th
 * after it; in the child this one allocation fails, and the child goes on to its end like any program. FIRST 0: from the
 * first one after start-up, leaving out SKIP. With :whole behind, each child begins at the end of start-up instead and runs
 * the whole program: for programs that share files or other things with their copies. The numbers are those of MINI_FAIL_ALLOC. The parent judges each child, says on stderr what was not
 * as it has to be, and prints the totals at its own end. A child has to end as the parent does, or with MemoryError told or
 * handled; a signal, a sanitizer's report, leaked blocks, a SystemError, an exception that has got lost are failures. */
#ifndef MINI_BASE_SWEEP_H
#define MINI_BASE_SWEEP_H

#include <stdbool.h>

#ifdef MINI_CHECKS
void sweep_init(void);
/* Start-up is done. */
void sweep_program_begins(void);
bool sweep_is_on(void);
/* Called for each allocation: true in the child for which it fails. */
bool sweep_fails(void);
/* The parent's end: its own output, the totals. Returns the exit status. */
int sweep_end(int status);
#else
static inline void sweep_init(void) {}
static inline void sweep_program_begins(void) {}
static inline int sweep_end(int status) { return status; }
#endif

#endif
