/* text_search.h - finding and counting substrings, for str (as UTF-8), bytes and bytearray. Offsets and sizes in bytes. */
#ifndef MINI_TYPES_TEXT_SEARCH_H
#define MINI_TYPES_TEXT_SEARCH_H

#include <stddef.h>
#include <sys/types.h>

/* Offset of the first / last occurrence, -1 if there is none. The empty needle is found at 0 / at size. */
ssize_t search_first(const char *text, size_t size, const char *needle, size_t needle_size);
ssize_t search_last(const char *text, size_t size, const char *needle, size_t needle_size);
/* Offsets of the next occurrences that do not overlap, from *at on, at most room of them (1 or more); fewer: there are no
 * more. *at is then where to go on. The needle is not empty. */
size_t search_some(const char *text, size_t size, size_t *at, const char *needle, size_t needle_size, size_t *places, size_t room);
/* Occurrences that do not overlap, at most limit. The needle is not empty. */
size_t search_count(const char *text, size_t size, const char *needle, size_t needle_size, size_t limit);

#endif
