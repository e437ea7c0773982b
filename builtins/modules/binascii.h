/* binascii.h - what the two files of module binascii share. */
#ifndef MINI_BUILTINS_MODULES_BINASCII_H
#define MINI_BUILTINS_MODULES_BINASCII_H

#include "runtime/base/buffer.h"
#include "runtime/object/protocol.h"

extern Type binascii_error_type;
#define BinasciiError (&binascii_error_type)

/* The bytes of a buffer, or of an ASCII str. 0, -1; the view is released by the caller. */
int binascii_get_ascii(Object *o, BufferView *view);
/* What has been collected, as bytes; the buffer is freed. */
Value binascii_bytes(Buffer *buffer);
int binascii_hex_value(char c);   /* -1: not a hexadecimal digit */

/* binascii_text.c: quoted-printable and uuencoded text */
Value a2b_qp_function(Object *self, Object **args);
Value b2a_qp_function(Object *self, Object **args);
Value a2b_uu_function(Object *self, Object **args);
Value b2a_uu_function(Object *self, Object **args);

#endif
