/* item_codec.h - numbers as bytes: what struct and array share. */
#ifndef MINI_MODULES_ITEM_CODEC_H
#define MINI_MODULES_ITEM_CODEC_H

#include "runtime/object/protocol.h"

typedef enum { ITEM_PAD, ITEM_CHAR, ITEM_BOOL, ITEM_SIGNED, ITEM_UNSIGNED, ITEM_POINTER, ITEM_FLOAT, ITEM_TEXT, ITEM_COUNTED_TEXT } ItemKind;

/* A format code of struct. standard_size 0: only with native sizes. */
typedef struct ItemFormat { char code; uint8_t kind, native_size, native_alignment, standard_size; } ItemFormat;
const ItemFormat *item_format_find(char code);   /* NULL: unknown */

/* The low `size` bytes of bits. */
void item_store(uint64_t bits, char *out, size_t size, bool big_endian);
uint64_t item_load(const char *data, size_t size, bool big_endian);
/* As an int of that size. New reference. */
Object *item_load_int(const char *data, size_t size, bool big_endian, bool is_signed);

/* Doubles in 2, 4 or 8 bytes. store: false if the value is finite and too large. */
bool item_store_double(double value, char *out, size_t size, bool big_endian);
double item_load_double(const char *data, size_t size, bool big_endian);

#endif
