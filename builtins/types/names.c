/* names.c - makes the interned strings of names.def. */
#include "runtime/object/names.h"

#include "builtins/types/str.h"

#define NAME_ENTRY(identifier) Object *name_##identifier;
#include "runtime/object/names.def"
#undef NAME_ENTRY

static const struct { Object **name; const char *text; } entries[] = {
#define NAME_ENTRY(identifier) {&name_##identifier, #identifier},
#include "runtime/object/names.def"
#undef NAME_ENTRY
};
enum { ENTRIES = sizeof entries / sizeof *entries };

int names_init(void) {
    for (size_t i = 0; i < ENTRIES; i++)
        if (!(*entries[i].name = str_intern_text(entries[i].text))) return -1;
    return 0;
}

void names_release(void) {
    for (size_t i = 0; i < ENTRIES; i++) CLEAR(*entries[i].name);
}
