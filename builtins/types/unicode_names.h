/* unicode_names.h - names of characters; see unicode_names.c. */
#ifndef MINI_TYPES_UNICODE_NAMES_H
#define MINI_TYPES_UNICODE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buffer.h"

/* The character of that name or alias, as \N{...} has it. */
bool unicode_by_name(const char *name, size_t length, uint32_t *codepoint);
/* Appends the character's name; false: it has none. */
bool unicode_name(uint32_t c, Buffer *out);

#endif
