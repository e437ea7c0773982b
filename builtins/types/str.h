/* str.h - the str type: UTF-8 with the code-point length, an ASCII flag and a cached hash.
 * Indexing is O(1) for ASCII; for other text through an index of offsets made at the first use.
 * Text is immutable except through str_append_steal on a string with one reference. */
#ifndef MINI_TYPES_STR_H
#define MINI_TYPES_STR_H

#include <string.h>

#include "runtime/base/buffer.h"
#include "runtime/object/protocol.h"

typedef struct Str {
    Object head;
    Hash hash;               /* -1: not computed yet */
    size_t size;             /* bytes, without the closing NUL */
    size_t length;           /* code points; equal to size exactly if ascii */
    uint32_t capacity_slack; /* bytes allocated beyond size + 1 (left by in-place appends) */
    uint8_t interned;
    uint8_t has_index;       /* an offset index exists (kept in a side table of str_index.c) */
    uint8_t is_identifier;   /* 0 unknown, 1 yes, 2 no */
    uint8_t unused;
    char data[];             /* UTF-8, NUL-terminated */
} Str;

extern Type str_type;
static inline bool is_str_exact(const Object *o) { return o->type == &str_type; }
static inline bool is_str(const Object *o) { return type_has(o, TYPE_STR_SUBCLASS); }
static inline const char *str_data(const Object *o) { return ((const Str *)o)->data; }
static inline size_t str_size(const Object *o) { return ((const Str *)o)->size; }
static inline size_t str_length(const Object *o) { return ((const Str *)o)->length; }
static inline bool str_is_ascii(const Object *o) { return str_size(o) == str_length(o); }

/* Valid UTF-8 (surrogates allowed). One-character Latin-1 strings and '' come from the cache. */
Object *str_from_utf8(const char *bytes, size_t size);
Object *str_from_ascii(const char *bytes, size_t size);
Object *str_from_text(const char *text);
Object *str_from_codepoint(uint32_t codepoint);
Object *str_from_buffer(Buffer *buffer);        /* takes the contents, frees the buffer; MemoryError if it failed */
Object *str_format(const char *format, ...);    /* error_set's formats */
/* A new string of that many bytes to be filled in (ASCII, or length given in code points); not from the cache. */
Str *str_new_uninitialised(size_t size, size_t length);

/* Interning. str_intern_steal returns the canonical object in place of its argument. */
Object *str_intern_text(const char *text);
Object *str_intern_utf8(const char *bytes, size_t size);
Object *str_intern_steal(Object *o);
size_t str_interned_count(void);
/* The cached string of that Latin-1 character, or '' for -1; NULL if nobody has asked for it yet. For memory tools. */
BORROWED Object *str_cached_borrowed(int c);
/* At exit: the cached one-character strings and '' are released; then, after the last string, the table is freed. */
void str_caches_release(void);
void str_intern_shutdown(void);

Hash str_hash_slow(Object *o);
static inline Hash str_hash(Object *o) { Hash h = ((Str *)o)->hash; return likely(h != -1) ? h : str_hash_slow(o); }
static inline bool str_equal(const Object *a, const Object *b) {
    return a == b || (str_size(a) == str_size(b) && memcmp(str_data(a), str_data(b), str_size(a)) == 0);
}
bool str_equal_text(const Object *o, const char *text);
int str_compare(const Object *a, const Object *b);          /* by code points */
Object *str_concat(Object *a, Object *b);
/* a + b where a's only reference is given: grows a in place when it can. STEALS a. */
Object *str_append_steal(Object *a, Object *b);
Object *str_slice(Object *o, ssize_t start, ssize_t stop);  /* code points, clamped by the caller */
Object *str_slice_by_step(Object *o, ssize_t start, size_t count, ssize_t step);   /* start and count as slice_adjust gives them */
Object *str_item(Object *o, ssize_t index);                 /* 0 <= index < length */
Object *str_next_character(Object *o, size_t *at);          /* *at: offset in bytes, below the size; moved behind it */
size_t str_byte_offset(Object *o, size_t index);            /* code point index to byte offset, O(1) amortised */
Object *str_join(Object *separator, Object *iterable);      /* MAY_RUN */
bool str_is_identifier(const Object *o);
/* The format mini-language for text; see format.h for numbers. */
Object *str_modulo(Object *format, Object *args);           /* '%' operator; MAY_RUN */

#endif
