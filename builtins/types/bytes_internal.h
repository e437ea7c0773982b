/* bytes_internal.h - what the files of bytes and bytearray share. Most methods are written once for both: `self` is either,
 * its contents are a Span, and results are made by span_like. */
#ifndef MINI_TYPES_BYTES_INTERNAL_H
#define MINI_TYPES_BYTES_INTERNAL_H

#include <string.h>

#include "builtins/types/bytes.h"
#include "runtime/base/buffer.h"

/* The bytes of an object. Borrowed: of a bytearray valid only until script code runs. */
typedef struct Span { const char *data; size_t size; } Span;

static inline Span span_of(const Object *o) {
    if (is_bytes(o)) return (Span){bytes_data(o), bytes_size(o)};
    const ByteArray *array = (const ByteArray *)o;
    return (Span){array->size ? array->data : "", array->size};
}
/* A bytes or bytearray, as self is one. */
Object *span_like(const Object *self, const char *data, size_t size);
/* self itself if it is exactly bytes, else a copy. */
Object *span_like_self(Object *self);
/* The same from a buffer, which is freed; MemoryError if it failed. */
Object *buffer_like(const Object *self, Buffer *buffer);
Object *bytes_from_buffer(Buffer *buffer);

Object *bytes_empty(void);
Object *bytes_single(unsigned char byte);

/* An int in range(256) or a ValueError with that message. -1: error pending. MAY_RUN (__index__). */
int byte_argument(Object *o, const char *message);
#define BYTE_MESSAGE "byte must be in range(0, 256)"

/* Appends what bytes(o) and bytearray(o) take from o: a count of zeros, a buffer, or an iterable of ints. name: for
 * messages. 0, -1. MAY_RUN. */
int bytes_collect(Buffer *out, Object *o, const char *name, const char *range_message);
/* Binds and serves the constructor's arguments (source, encoding, errors). 0, -1. MAY_RUN. */
int bytes_construct(Buffer *out, Object **args, size_t count, Object *kwnames, const char *name, const char *range_message);

/* Appends b'...' with CPython's choice of quotes; bytearray escapes single quotes even between double ones. */
void append_bytes_repr(Buffer *out, const char *data, size_t size, bool escape_single);

/* Comparison by contents with anything that has a buffer; NotImplemented otherwise. */
Object *span_compare(Object *self, Object *other, int op);
int span_contains(Object *self, Object *item);
Object *span_repeat(Object *self, ssize_t count);
Object *span_modulo(Object *self, Object *args);
/* Items of a slice; count items from start in steps. */
Object *span_slice(Object *self, ssize_t start, ssize_t step, size_t count);

extern Type bytes_iterator_type, bytearray_iterator_type;
Object *bytes_iterator_new(Object *sequence, Type *type);

#define NATIVE(name) Value name(Object *self, Object **args)
/* bytes_find.c */
NATIVE(bytes_find_method); NATIVE(bytes_rfind_method); NATIVE(bytes_index_method); NATIVE(bytes_rindex_method);
NATIVE(bytes_count_method); NATIVE(bytes_startswith_method); NATIVE(bytes_endswith_method);
/* bytes_split.c */
NATIVE(bytes_split_method); NATIVE(bytes_rsplit_method); NATIVE(bytes_splitlines_method); NATIVE(bytes_partition_method);
NATIVE(bytes_rpartition_method); NATIVE(bytes_strip_method); NATIVE(bytes_lstrip_method); NATIVE(bytes_rstrip_method);
/* bytes_case.c */
NATIVE(bytes_lower_method); NATIVE(bytes_upper_method); NATIVE(bytes_title_method); NATIVE(bytes_capitalize_method);
NATIVE(bytes_swapcase_method); NATIVE(bytes_isalpha_method); NATIVE(bytes_isalnum_method); NATIVE(bytes_isascii_method);
NATIVE(bytes_isdigit_method); NATIVE(bytes_islower_method); NATIVE(bytes_isspace_method); NATIVE(bytes_istitle_method);
NATIVE(bytes_isupper_method);
/* bytes_change.c */
NATIVE(bytes_replace_method); NATIVE(bytes_translate_method); NATIVE(bytes_maketrans_method); NATIVE(bytes_expandtabs_method);
NATIVE(bytes_center_method); NATIVE(bytes_ljust_method); NATIVE(bytes_rjust_method); NATIVE(bytes_zfill_method);
NATIVE(bytes_removeprefix_method); NATIVE(bytes_removesuffix_method);
/* bytes_text.c */
NATIVE(bytes_join_method); NATIVE(bytes_decode_method); NATIVE(bytes_hex_method); NATIVE(bytes_fromhex_method);
/* Hexadecimal text with a separator between groups (NULL arguments: none). Str. */
Object *hex_text(const char *data, size_t size, Object *separator, Object *group);
#undef NATIVE

/* Rows of the method tables of both types. */
#define BYTES_COMMON_METHODS \
    {"capitalize", bytes_capitalize_method, "()", "Return a copy with the first byte in upper case and the rest in lower case (ASCII).", 0}, \
    {"center", bytes_center_method, "(width, fillchar=b' ', /)", "Return the bytes centered in that width.", 0}, \
    {"count", bytes_count_method, "(sub, start=None, end=None, /)", "Return how often sub (bytes-like or a byte) occurs, without overlap.", METHOD_COUNT_LAST}, \
    {"decode", bytes_decode_method, "(encoding='utf-8', errors='strict')", "Decode the bytes to a str.", 0}, \
    {"endswith", bytes_endswith_method, "(suffix, start=None, end=None, /)", "Return True if B[start:end] ends with the suffix, or one of a tuple.", METHOD_COUNT_LAST}, \
    {"expandtabs", bytes_expandtabs_method, "(tabsize=8)", "Return a copy where tabs are expanded with spaces.", 0}, \
    {"find", bytes_find_method, "(sub, start=None, end=None, /)", "Return the lowest index where sub is found in B[start:end], -1 if nowhere.", METHOD_COUNT_LAST}, \
    {"fromhex", bytes_fromhex_method, "(string, /)", "Make bytes from hexadecimal digits; spaces between bytes are skipped.", METHOD_CLASS}, \
    {"hex", bytes_hex_method, "(sep=None, bytes_per_sep=1)", "Return hexadecimal digits, with sep between groups of bytes.", 0}, \
    {"index", bytes_index_method, "(sub, start=None, end=None, /)", "Like find, but raise ValueError when sub is not found.", METHOD_COUNT_LAST}, \
    {"isalnum", bytes_isalnum_method, "()", "Return True if there are bytes and all are ASCII letters or digits.", 0}, \
    {"isalpha", bytes_isalpha_method, "()", "Return True if there are bytes and all are ASCII letters.", 0}, \
    {"isascii", bytes_isascii_method, "()", "Return True if all bytes are ASCII (also for no bytes).", 0}, \
    {"isdigit", bytes_isdigit_method, "()", "Return True if there are bytes and all are ASCII digits.", 0}, \
    {"islower", bytes_islower_method, "()", "Return True if all ASCII letters are lower case and there is one.", 0}, \
    {"isspace", bytes_isspace_method, "()", "Return True if there are bytes and all are ASCII white space.", 0}, \
    {"istitle", bytes_istitle_method, "()", "Return True if the bytes are in title case.", 0}, \
    {"isupper", bytes_isupper_method, "()", "Return True if all ASCII letters are upper case and there is one.", 0}, \
    {"join", bytes_join_method, "(iterable_of_bytes, /)", "Concatenate any number of bytes objects, with this one between each two.", 0}, \
    {"ljust", bytes_ljust_method, "(width, fillchar=b' ', /)", "Return the bytes left-justified in that width.", 0}, \
    {"lower", bytes_lower_method, "()", "Return a copy with ASCII letters in lower case.", 0}, \
    {"lstrip", bytes_lstrip_method, "(bytes=None, /)", "Return a copy without leading white space, or leading bytes of the argument.", 0}, \
    {"maketrans", bytes_maketrans_method, "(frm, to, /)", "Return a translation table for translate().", METHOD_STATIC}, \
    {"partition", bytes_partition_method, "(sep, /)", "Split at the first sep: return (head, sep, tail), or (B, b'', b'').", 0}, \
    {"removeprefix", bytes_removeprefix_method, "(prefix, /)", "Return the bytes without the prefix, if they have it.", 0}, \
    {"removesuffix", bytes_removesuffix_method, "(suffix, /)", "Return the bytes without the suffix, if they have it.", 0}, \
    {"replace", bytes_replace_method, "(old, new, count=-1, /)", "Return a copy with all, or the first count, occurrences of old replaced by new.", 0}, \
    {"rfind", bytes_rfind_method, "(sub, start=None, end=None, /)", "Return the highest index where sub is found in B[start:end], -1 if nowhere.", METHOD_COUNT_LAST}, \
    {"rindex", bytes_rindex_method, "(sub, start=None, end=None, /)", "Like rfind, but raise ValueError when sub is not found.", METHOD_COUNT_LAST}, \
    {"rjust", bytes_rjust_method, "(width, fillchar=b' ', /)", "Return the bytes right-justified in that width.", 0}, \
    {"rpartition", bytes_rpartition_method, "(sep, /)", "Split at the last sep: return (head, sep, tail), or (b'', b'', B).", 0}, \
    {"rsplit", bytes_rsplit_method, "(sep=None, maxsplit=-1)", "Return a list of the sections between separators, splitting from the end.", 0}, \
    {"rstrip", bytes_rstrip_method, "(bytes=None, /)", "Return a copy without trailing white space, or trailing bytes of the argument.", 0}, \
    {"split", bytes_split_method, "(sep=None, maxsplit=-1)", "Return a list of the sections between separators (ASCII white space if None).", 0}, \
    {"splitlines", bytes_splitlines_method, "(keepends=False)", "Return a list of the lines, with their line breaks if keepends is true.", 0}, \
    {"startswith", bytes_startswith_method, "(prefix, start=None, end=None, /)", "Return True if B[start:end] starts with the prefix, or one of a tuple.", METHOD_COUNT_LAST}, \
    {"strip", bytes_strip_method, "(bytes=None, /)", "Return a copy without leading and trailing white space, or bytes of the argument.", 0}, \
    {"swapcase", bytes_swapcase_method, "()", "Return a copy with the case of ASCII letters swapped.", 0}, \
    {"title", bytes_title_method, "()", "Return a copy in title case (ASCII).", 0}, \
    {"translate", bytes_translate_method, "(table, /, delete=b'')", "Map each byte through the table of 256 bytes (None: as they are), leaving out those in delete.", 0}, \
    {"upper", bytes_upper_method, "()", "Return a copy with ASCII letters in upper case.", 0}, \
    {"zfill", bytes_zfill_method, "(width, /)", "Pad a number with zeros on the left, behind its sign.", 0}

#endif
