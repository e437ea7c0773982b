/* buffer.h - a growing byte buffer. After a failed append the buffer is marked failed, further appends do nothing,
 * and buffer_failed() tells; so a caller checks once at the end. Contents up to the failure are kept. A buffer may begin in
 * an array of the caller's (BUFFER_ON), which it leaves when it needs more. */
#ifndef MINI_BASE_BUFFER_H
#define MINI_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/check.h"

typedef struct { char *data; size_t length, capacity; bool failed, borrowed; } Buffer;   /* borrowed: data is the caller's */

#define BUFFER_INIT ((Buffer){0})
#define BUFFER_ON(array) ((Buffer){.data = (array), .capacity = sizeof(array), .borrowed = true})
enum { BUFFER_ROOM = 256 };    /* of most such arrays */

/* For a few bytes: the calls that copy more cost more than they do. */
static inline void copy_bytes(char *to, const char *from, size_t size) {
    if (size >= 16) {
        memcpy(to, from, size);
    } else if (size >= 8) {
        uint64_t head, tail;
        memcpy(&head, from, 8);
        memcpy(&tail, from + size - 8, 8);
        memcpy(to, &head, 8);
        memcpy(to + size - 8, &tail, 8);
    } else if (size >= 4) {
        uint32_t head, tail;
        memcpy(&head, from, 4);
        memcpy(&tail, from + size - 4, 4);
        memcpy(to, &head, 4);
        memcpy(to + size - 4, &tail, 4);
    } else {
        for (size_t i = 0; i < size; i++) to[i] = from[i];
    }
}
void buffer_append_slow(Buffer *buffer, const char *bytes, size_t length);   /* makes room */
static inline void buffer_append(Buffer *buffer, const char *bytes, size_t length) {
    if (likely(length <= buffer->capacity - buffer->length && !buffer->failed) && length) {
        copy_bytes(buffer->data + buffer->length, bytes, length);
        buffer->length += length;
    } else if (length) buffer_append_slow(buffer, bytes, length);
}
void buffer_append_text(Buffer *buffer, const char *text);          /* NUL-terminated */
static inline void buffer_append_byte(Buffer *buffer, char byte) {
    if (likely(buffer->length < buffer->capacity && !buffer->failed)) buffer->data[buffer->length++] = byte;
    else buffer_append_slow(buffer, &byte, 1);
}
void buffer_append_fill(Buffer *buffer, char byte, size_t count);
void buffer_append_codepoint(Buffer *buffer, uint32_t codepoint);   /* as UTF-8 (surrogates too) */
void buffer_append_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `length` more bytes at the end, uninitialised, already counted in; NULL on failure. */
char *buffer_extend(Buffer *buffer, size_t length);
void buffer_truncate(Buffer *buffer, size_t length);
static inline bool buffer_failed(const Buffer *buffer) { return buffer->failed; }
void buffer_free(Buffer *buffer);

#endif
