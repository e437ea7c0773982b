/* types.c - readies all built-in types at start-up, and takes them apart at exit. */
#include "builtins/types/types.h"

#include "builtins/types/slot.h"
#include "builtins/types/union.h"
#include "runtime/object/type_list.h"

#define TYPE(type) extern Type type;
#define BUILTIN(type) extern Type type;
#include "builtins/types/types.def"
#undef TYPE
#undef BUILTIN

#define TYPE(type) &type,
#define BUILTIN(type) &type,
static Type *const all_types[] = {
#include "builtins/types/types.def"
};
#undef TYPE
#undef BUILTIN

enum { TYPE_COUNT = sizeof all_types / sizeof *all_types };

int types_init(void) {
    type_update_slots_hook = slots_update_all;
    type_generic_alias_hook = generic_alias_new;
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (type_ready(all_types[i])) return -1;
    return 0;
}

void types_release(void) {
    for (size_t i = TYPE_COUNT; i-- > 0;) {
        Type *type = all_types[i];
        type->version = type_next_version();
        type->flags &= ~(uint32_t)TYPE_READY;
        CLEAR(type->dict);
        CLEAR(type->module_name);
        type_list_free(type);
    }
    for (size_t i = TYPE_COUNT; i-- > 0;) {
        CLEAR(all_types[i]->mro);
        CLEAR(all_types[i]->bases);
    }
    type_cache_clear();
}
