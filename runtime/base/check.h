/* check.h - likelihood hints and assertions that exist in checking builds only (MINI_CHECKS). */
#ifndef MINI_BASE_CHECK_H
#define MINI_BASE_CHECK_H

#include <assert.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define UNUSED __attribute__((unused))
#define COLD __attribute__((cold, noinline))
#define NOINLINE __attribute__((noinline))
#define ALWAYS_INLINE inline __attribute__((always_inline))

#ifdef MINI_CHECKS
#define check(condition) assert(condition)
#else
#define check(condition) ((void)0)
#endif

/* Ownership words for prototypes; see README. They expand to nothing. */
#define BORROWED
#define STEALS
#define MAY_RUN

#endif
