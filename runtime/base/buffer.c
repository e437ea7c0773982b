/* buffer.c - a growing byte buffer; see buffer.h. Runs no script code. */
#include "runtime/base/buffer.h"

#include <stdio.h>
#include <string.h>

#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

/* Room for `length` more bytes; false marks the buffer failed. */
static bool reserve(Buffer *buffer, size_t length) {
    if (buffer->failed) return false;
    if (length <= buffer->capacity - buffer->length) return true;
    size_t needed, capacity = buffer->capacity + buffer->capacity / 2 + 64;
    buffer->failed = __builtin_add_overflow(buffer->length, length, &needed);
    if (buffer->failed) return false;
    if (capacity < needed) capacity = needed;
    char *data = buffer->borrowed ? mem_alloc(capacity) : mem_realloc(buffer->data, buffer->capacity, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    if (buffer->borrowed) memcpy(data, buffer->data, buffer->length);
    buffer->borrowed = false;
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

char *buffer_extend(Buffer *buffer, size_t length) {
    if (!reserve(buffer, length)) return NULL;
    char *room = buffer->data + buffer->length;
    buffer->length += length;
    return room;
}

void buffer_append_slow(Buffer *buffer, const char *bytes, size_t length) {
    char *room = buffer_extend(buffer, length);
    if (room) memcpy(room, bytes, length);
}

void buffer_append_text(Buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_fill(Buffer *buffer, char byte, size_t count) {
    char *room = count ? buffer_extend(buffer, count) : NULL;
    if (room) memset(room, byte, count);
}

void buffer_append_codepoint(Buffer *buffer, uint32_t codepoint) {
    char bytes[4];
    size_t size = utf8_encode(codepoint, bytes);
    char *room = buffer_extend(buffer, size);
    for (size_t i = 0; room && i < size; i++) room[i] = bytes[i];
}

void buffer_append_format(Buffer *buffer, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) buffer->failed = true;
    else if (reserve(buffer, (size_t)length + 1)) {   /* the NUL takes room, and does not count */
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void buffer_truncate(Buffer *buffer, size_t length) {
    if (length < buffer->length) buffer->length = length;
}

void buffer_free(Buffer *buffer) {
    if (!buffer->borrowed) mem_free(buffer->data, buffer->capacity);
    *buffer = BUFFER_INIT;
}
