/* names.h - interned strings that the interpreter itself uses: NAME(__init__) is a borrowed Str. */
#ifndef MINI_OBJECT_NAMES_H
#define MINI_OBJECT_NAMES_H

#include "runtime/object/object.h"

#define NAME_ENTRY(identifier) extern Object *name_##identifier;
#include "runtime/object/names.def"
#undef NAME_ENTRY
#define NAME(identifier) (name_##identifier)

int names_init(void);
void names_release(void);

#endif
