/* text_search.c - substring search, linear in the worst case in both directions.
 *
 * Forward and backward, many places at once are asked whether the needle's first and last byte fit there; where both do,
 * what lies between is compared. When that turns out to compare too much, glibc's memmem (two-way) goes on forward, and
 * Rabin and Karp's rolling hash backward (modulo 2**61 - 1). */
#include "builtins/types/text_search.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "runtime/base/check.h"

enum { PATIENCE = 16 };            /* bytes compared in vain for each byte of text before the linear ways take over */
enum { COMPARE_AT_ONCE = 256 };    /* and so many at once */

/* ---- places where both ends fit ---- */

/* Of WIDTH places from p on, those where the needle's first byte is at p and its last one at q, one bit each. The word form
 * may give some too many. */
#ifdef __SSE2__
enum { WIDTH = 16 };
static ALWAYS_INLINE uint32_t fitting(const char *p, const char *q, char first, char last) {
    __m128i heads = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), _mm_set1_epi8(first));
    __m128i tails = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)q), _mm_set1_epi8(last));
    return (uint32_t)_mm_movemask_epi8(_mm_and_si128(heads, tails));
}
#else
enum { WIDTH = 8 };
static ALWAYS_INLINE uint32_t fitting(const char *p, const char *q, char first, char last) {
    uint32_t places = 0;
    for (unsigned i = 0; i < WIDTH; i++) places |= (uint32_t)(p[i] == first && q[i] == last) << i;
    return places;
}
#endif

/* Does the needle stand at place, where both its ends fit? */
static ALWAYS_INLINE bool middle_fits(const char *place, const char *needle, size_t size) {
    return size <= 2 || memcmp(place + 1, needle + 1, size - 2) == 0;
}

/* ---- forward ---- */

typedef struct { const char *text; size_t size; const char *needle; size_t needle_size; } Search;

/* What WIDTH places at once cannot reach: fewer than WIDTH places. At most `room` offsets. */
static size_t scan_rest(const Search *s, size_t *at, size_t *places, size_t room) {
    const char first = s->needle[0], last = s->needle[s->needle_size - 1], *ends = s->text + s->needle_size - 1;
    size_t found = 0;
    while (found < room && *at + s->needle_size <= s->size) {
        if (s->text[*at] == first && ends[*at] == last && middle_fits(s->text + *at, s->needle, s->needle_size)) {
            places[found++] = *at;
            *at += s->needle_size;
        } else {
            ++*at;
        }
    }
    return found;
}

/* The same by memmem, whatever the needle is. */
static size_t scan_linear(const Search *s, size_t *at, size_t *places, size_t room) {
    size_t found = 0;
    while (found < room) {
        const char *p = memmem(s->text + *at, s->size - *at, s->needle, s->needle_size);
        if (!p) break;
        places[found++] = (size_t)(p - s->text);
        *at = places[found - 1] + s->needle_size;
    }
    return found;
}

size_t search_some(const char *text, size_t size, size_t *at, const char *needle, size_t needle_size, size_t *places, size_t room) {
    const Search search = {text, size, needle, needle_size};
    const char first = needle[0], last = needle[needle_size - 1];
    size_t found = 0, p = *at, next = p, compared = 0, patience = COMPARE_AT_ONCE;
    for (; p + needle_size - 1 + WIDTH <= size; p += WIDTH, patience += WIDTH * PATIENCE) {
        for (uint32_t fits = fitting(text + p, text + p + needle_size - 1, first, last); fits; fits &= fits - 1) {
            size_t place = p + (size_t)__builtin_ctz(fits);
            if (place < next) continue;    /* it overlaps the occurrence before */
            if (!middle_fits(text + place, needle, needle_size)) {
                compared += needle_size;
                continue;
            }
            places[found++] = place;
            next = place + needle_size;
            if (found == room) {
                *at = next;
                return found;
            }
        }
        if (unlikely(compared > patience)) {
            *at = next > p + WIDTH ? next : p + WIDTH;
            return found + scan_linear(&search, at, places + found, room - found);
        }
        if (next > p + WIDTH) p = next - WIDTH;
    }
    *at = next > p ? next : p;
    return found + scan_rest(&search, at, places + found, room - found);
}

ssize_t search_first(const char *text, size_t size, const char *needle, size_t needle_size) {
    if (needle_size > size) return -1;
    if (needle_size == 0) return 0;
    if (needle_size == 1) {
        const char *found = memchr(text, *needle, size);
        return found ? found - text : -1;
    }
    size_t at = 0, place;
    return search_some(text, size, &at, needle, needle_size, &place, 1) ? (ssize_t)place : -1;
}

/* ---- backward ---- */

/* a * b modulo 2**61 - 1, for factors below it. */
static const uint64_t HASH_PRIME = (UINT64_C(1) << 61) - 1, HASH_BASE = UINT64_C(0x1F3D5B79A1C3E5F7) >> 4;
static inline uint64_t reduce(uint64_t sum) { return sum >= HASH_PRIME ? sum - HASH_PRIME : sum; }
static inline uint64_t multiply(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return reduce((uint64_t)(product & HASH_PRIME) + (uint64_t)(product >> 61));
}

/* Last occurrence by rolling the window from the end to the front. needle_size <= size. */
static ssize_t search_last_hashed(const unsigned char *text, size_t size, const unsigned char *needle, size_t needle_size) {
    uint64_t wanted = 0, window = 0, top = 1;
    for (size_t i = needle_size; i-- > 0;) {
        wanted = reduce(multiply(wanted, HASH_BASE) + needle[i]);
        window = reduce(multiply(window, HASH_BASE) + text[size - needle_size + i]);
        if (i) top = multiply(top, HASH_BASE);
    }
    for (size_t at = size - needle_size;; at--) {
        if (window == wanted && memcmp(text + at, needle, needle_size) == 0) return (ssize_t)at;
        if (at == 0) return -1;
        uint64_t leaving = multiply(text[at + needle_size - 1], top);
        window = reduce(multiply(reduce(window + HASH_PRIME - leaving), HASH_BASE) + text[at - 1]);
    }
}

/* Among the places [0, count) one by one. */
static ssize_t last_of_few(const char *text, size_t count, const char *needle, size_t needle_size) {
    while (count-- > 0)
        if (text[count] == *needle && memcmp(text + count, needle, needle_size) == 0) return (ssize_t)count;
    return -1;
}

ssize_t search_last(const char *text, size_t size, const char *needle, size_t needle_size) {
    if (needle_size > size) return -1;
    if (needle_size == 0) return (ssize_t)size;
    size_t places = size - needle_size + 1, compared = 0, patience = COMPARE_AT_ONCE;   /* places yet to be looked at: [0, places) */
    for (; places >= WIDTH; places -= WIDTH, patience += WIDTH * PATIENCE) {
        const char *p = text + places - WIDTH;
        for (uint32_t fits = fitting(p, p + needle_size - 1, needle[0], needle[needle_size - 1]); fits; compared += needle_size) {
            unsigned highest = 31u - (unsigned)__builtin_clz(fits);
            if (middle_fits(p + highest, needle, needle_size)) return p + highest - text;
            fits &= ~(UINT32_C(1) << highest);
        }
        if (unlikely(compared > patience))
            return search_last_hashed((const unsigned char *)text, places + needle_size - 1, (const unsigned char *)needle, needle_size);
    }
    return last_of_few(text, places, needle, needle_size);
}

/* ---- counting ---- */

static size_t count_byte(const char *text, size_t size, char byte, size_t limit) {
    size_t count = 0;
    if (limit >= size) {
        for (size_t i = 0; i < size; i++) count += text[i] == byte;   /* the compiler makes vector code of it */
        return count;
    }
    for (size_t i = 0; i < size && count < limit; i++) count += text[i] == byte;
    return count;
}

size_t search_count(const char *text, size_t size, const char *needle, size_t needle_size, size_t limit) {
    if (needle_size == 1) return count_byte(text, size, *needle, limit);
    enum { AT_ONCE = 64 };
    size_t places[AT_ONCE], count = 0, at = 0, found;
    do {
        found = search_some(text, size, &at, needle, needle_size, places, limit - count < AT_ONCE ? limit - count : AT_ONCE);
        count += found;
    } while (found == AT_ONCE && count < limit);
    return count;
}
