/* text_search.c - substring search, linear in the worst case in both directions.
 *
 * Forward: memchr for one byte, else a short try by the first byte, another by the first and the last byte, then glibc's
 * memmem (two-way). Backward: memrchr for the last byte and a comparison, and when that turns out to compare too much,
 * Rabin and Karp's rolling hash over the rest (modulo 2**61 - 1). */
#include "builtins/types/text_search.h"

#include <stdint.h>
#include <string.h>

enum {
    PATIENCE = 16,            /* bytes compared in vain for each byte of text before the rolling hash takes over */
    FIRST_BYTE_MISSES = 8,    /* false starts allowed at once, and one more for each so many bytes */
    FIRST_BYTE_DISTANCE = 64,
    COMPARE_AT_ONCE = 256     /* bytes */
};

static const uint64_t HASH_PRIME = (UINT64_C(1) << 61) - 1, HASH_BASE = UINT64_C(0x1F3D5B79A1C3E5F7) >> 4;

/* Looks for the first byte and compares, as long as that seldom deceives: memmem prepares a table at every call, which
 * costs more than a short way to the needle. *from: where memmem has to go on. */
static const char *search_by_first_byte(const char **from, const char *end, const char *needle, size_t needle_size) {
    const char *p = *from, *last = end - needle_size;
    for (size_t misses = 0; p <= last && misses < FIRST_BYTE_MISSES + (size_t)(p - *from) / FIRST_BYTE_DISTANCE; p++, misses++) {
        p = memchr(p, *needle, (size_t)(last - p) + 1);
        if (!p) {
            *from = end;
            return NULL;
        }
        if (p[needle_size - 1] == needle[needle_size - 1] && memcmp(p, needle, needle_size) == 0) return p;
    }
    *from = p;
    return NULL;
}

/* Looks at eight places at once for the first and the last byte, as long as comparing what lies between costs no more than
 * the way. *from: where memmem has to go on. */
static const char *search_by_both_ends(const char **from, const char *end, const char *needle, size_t needle_size) {
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    const uint64_t first = ones * (unsigned char)*needle, last = ones * (unsigned char)needle[needle_size - 1];
    const char *p = *from;
    size_t compared = 0;
    for (; (size_t)(end - p) >= needle_size - 1 + sizeof first && compared <= (size_t)(p - *from) + COMPARE_AT_ONCE; p += sizeof first) {
        uint64_t head, tail;
        memcpy(&head, p, sizeof head);
        memcpy(&tail, p + needle_size - 1, sizeof tail);
        uint64_t difference = (head ^ first) | (tail ^ last);      /* a byte is zero where both fit */
        for (uint64_t zeros = (difference - ones) & ~difference & highs; zeros; zeros &= zeros - 1, compared += needle_size) {
            const char *place = p + __builtin_ctzll(zeros) / 8;
            if (memcmp(place, needle, needle_size) == 0) return place;
        }
    }
    *from = p;
    return NULL;
}

ssize_t search_first(const char *text, size_t size, const char *needle, size_t needle_size) {
    if (needle_size > size) return -1;
    if (needle_size == 0) return 0;
    const char *from = text, *end = text + size, *found;
    if (needle_size == 1) found = memchr(text, *needle, size);
    else if (!(found = search_by_first_byte(&from, end, needle, needle_size)) &&
             !(found = search_by_both_ends(&from, end, needle, needle_size)))
        found = memmem(from, (size_t)(end - from), needle, needle_size);
    return found ? found - text : -1;
}

static uint64_t multiply(uint64_t a, uint64_t b) { return (uint64_t)((unsigned __int128)a * b % HASH_PRIME); }

/* Last occurrence by rolling the window from the end to the front. needle_size <= size. */
static ssize_t search_last_hashed(const unsigned char *text, size_t size, const unsigned char *needle, size_t needle_size) {
    uint64_t wanted = 0, window = 0, top = 1;
    for (size_t i = needle_size; i-- > 0;) {
        wanted = (multiply(wanted, HASH_BASE) + needle[i]) % HASH_PRIME;
        window = (multiply(window, HASH_BASE) + text[size - needle_size + i]) % HASH_PRIME;
        if (i) top = multiply(top, HASH_BASE);
    }
    for (size_t at = size - needle_size;; at--) {
        if (window == wanted && memcmp(text + at, needle, needle_size) == 0) return (ssize_t)at;
        if (at == 0) return -1;
        uint64_t leaving = multiply(text[at + needle_size - 1], top);
        window = (multiply((window + HASH_PRIME - leaving) % HASH_PRIME, HASH_BASE) + text[at - 1]) % HASH_PRIME;
    }
}

ssize_t search_last(const char *text, size_t size, const char *needle, size_t needle_size) {
    if (needle_size > size) return -1;
    if (needle_size == 0) return (ssize_t)size;
    size_t budget = size * PATIENCE;
    for (size_t end = size; end >= needle_size;) {   /* occurrences that end at or before end */
        const char *last = memrchr(text + needle_size - 1, needle[needle_size - 1], end - needle_size + 1);
        if (!last) return -1;
        const char *start = last - (needle_size - 1);
        if (memcmp(start, needle, needle_size) == 0) return start - text;
        end = (size_t)(last - text);
        if (budget < needle_size)
            return end < needle_size ? -1 : search_last_hashed((const unsigned char *)text, end, (const unsigned char *)needle, needle_size);
        budget -= needle_size;
    }
    return -1;
}

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
    size_t count = 0;
    const char *end = text + size;
    ssize_t at;
    while (count < limit && (at = search_first(text, (size_t)(end - text), needle, needle_size)) >= 0) {
        text += (size_t)at + needle_size;
        count++;
    }
    return count;
}
