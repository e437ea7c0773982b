/* _json.h - what the two files of _json share. */
#ifndef MINI_MODULES_JSON_H
#define MINI_MODULES_JSON_H

#include "runtime/object/type.h"

/* json_encode.c */
Value json_encode_function(Object *self, Object **args);
Value json_basestring_function(Object *self, Object **args);
Value json_basestring_ascii_function(Object *self, Object **args);

#endif
