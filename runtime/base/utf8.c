/* utf8.c - UTF-8; see utf8.h. */
#include "runtime/base/utf8.h"

#include "runtime/base/check.h"

#include <string.h>

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

uint32_t utf8_decode_before(const char **cursor) {
    do --*cursor; while (is_continuation(**cursor));
    const char *start = *cursor;
    return utf8_decode(&start);
}

static const uint64_t HIGH_BITS = UINT64_C(0x8080808080808080);

/* The last piece overlaps the one before. */
bool utf8_is_ascii(const char *bytes, size_t length) {
    uint64_t all = 0, word;
    if (length >= sizeof word) {
        size_t i = 0;
        enum { AT_ONCE = 4 };
        for (uint64_t words[AT_ONCE]; i + sizeof words <= length && !(all & HIGH_BITS); i += sizeof words) {
            memcpy(words, bytes + i, sizeof words);
            all |= (words[0] | words[1]) | (words[2] | words[3]);
        }
        for (; i < length - sizeof word; i += sizeof word) {
            memcpy(&word, bytes + i, sizeof word);
            all |= word;
        }
        memcpy(&word, bytes + length - sizeof word, sizeof word);
        all |= word;
    } else if (length >= 4) {
        uint32_t head, tail;
        memcpy(&head, bytes, 4);
        memcpy(&tail, bytes + length - 4, 4);
        all = head | tail;
    } else {
        for (size_t i = 0; i < length; i++) all |= (unsigned char)bytes[i];
    }
    return !(all & HIGH_BITS);
}

/* Continuation bytes in eight bytes at once: bit 7 set and bit 6 clear. */
static size_t continuations(uint64_t word) {
    word = (word & ~(word << 1) & HIGH_BITS) >> 7;   /* one bit in each byte: the product's top byte is their sum */
    return (size_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

size_t utf8_count(const char *bytes, size_t length) {
    size_t count = length, i = 0;
    if (likely(utf8_is_ascii(bytes, length))) return length;
    for (uint64_t word; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        if (word & HIGH_BITS) count -= continuations(word);
    }
    for (; i < length; i++) count -= is_continuation(bytes[i]);
    return count;
}


/* Length of the valid strict sequence at p, or 0; then *bad is how many bytes form the maximal invalid part (Unicode's
 * recommended practice, as CPython's decoder reports it). */
static size_t strict_sequence(const unsigned char *p, size_t available, size_t *bad) {
    size_t length = *p < 0xC2 || *p > 0xF4 ? 0 : utf8_sequence_length(*p);
    unsigned char low = 0x80, high = 0xBF;
    if (*p == 0xE0) low = 0xA0;
    if (*p == 0xED) high = 0x9F;
    if (*p == 0xF0) low = 0x90;
    if (*p == 0xF4) high = 0x8F;
    *bad = 1;
    for (size_t i = 1; i < length; i++, low = 0x80, high = 0xBF, ++*bad)
        if (i >= available || p[i] < low || p[i] > high) return 0;
    return length;
}

size_t utf8_validate(const char *bytes, size_t length, size_t *bad_length) {
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;
    while (i < length) {
        uint64_t word = HIGH_BITS;
        if (i + sizeof word <= length) memcpy(&word, p + i, sizeof word);
        if (!(word & HIGH_BITS)) {
            i += sizeof word;
            continue;
        }
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        if (p[i] >= 0xC2 && p[i] < 0xE0 && i + 1 < length && (p[i + 1] & 0xC0) == 0x80) {
            i += 2;
            continue;
        }
        size_t sequence = strict_sequence(p + i, length - i, bad_length);
        if (!sequence) return i;
        i += sequence;
    }
    *bad_length = 0;
    return length;
}

size_t utf8_offset(const char *bytes, size_t length, size_t index) {
    size_t offset = 0;
    for (uint64_t word; offset + sizeof word <= length; offset += sizeof word) {
        memcpy(&word, bytes + offset, sizeof word);
        size_t starts = sizeof word - continuations(word);
        if (starts > index) break;
        index -= starts;
    }
    for (; offset < length; offset++)
        if (!is_continuation(bytes[offset]) && index-- == 0) break;
    return offset;
}
