/* help.h - what help() knows, for the prompt. */
#ifndef MINI_MODULES_HELP_H
#define MINI_MODULES_HELP_H

#include <stdbool.h>

#include "runtime/base/buffer.h"
#include "runtime/object/object.h"

/* Appends the signature of a callable, "(...)" if it is not known. Leaves no exception pending. MAY_RUN (repr of defaults) */
void help_signature_text(Object *o, Buffer *out);
/* Shows a text a page at a time; false: it did not, the text goes to sys.stdout. NULL where no terminal is. */
extern bool (*help_page_hook)(const char *text, size_t size);

#endif
