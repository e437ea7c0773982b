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

/* ---- between builtins_help.c and help_topics.c ---- */

/* Writes to sys.stdout. 0, -1. MAY_RUN */
int help_write_text(const char *text);
/* What a dotted name means; modules are imported. New reference, or NULL without an exception. MAY_RUN */
Object *help_find(const char *path);
/* Appends the text for a keyword or a list of names; false: there is no such topic. */
bool help_topic(const char *name, Buffer *out);
/* Asks for names and tells about them until the user leaves. 0, -1. MAY_RUN */
int help_ask(void);

#endif
