/* types.c - readies all built-in types at start-up, and takes them apart at exit. */
#include "builtins/types/types.h"

#include "builtins/types/exception_kinds.h"
#include "builtins/types/slot.h"
#include "builtins/types/union.h"
#include "runtime/object/shape.h"
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
    if (exception_types_prepare()) return -1;
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (type_ready(all_types[i])) return -1;
    return 0;
}

/* ---- the end ---- */

static void take_apart(Type *type) {
    type->version = type_next_version();
    type->flags &= ~(uint32_t)TYPE_READY;
    CLEAR(type->dict);
    CLEAR(type->module_name);
    type_list_free(type);
    if (type->root_shape) shape_free_tree(type->root_shape);
    type->root_shape = NULL;
}

/* Subclasses before their bases. Types whose type_ready failed half way are taken apart as well. */
void types_release(void) {
    for (Type *type = type_last_readied; type; type = type->next_static) take_apart(type);
    for (Type *type = type_last_readied, *next; type; type = next) {
        next = type->next_static;
        type->next_static = NULL;
        CLEAR(type->mro);
        CLEAR(type->bases);
    }
    type_last_readied = NULL;
    type_cache_clear();
}
