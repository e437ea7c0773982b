/* types.c - readies all built-in types at start-up, and takes them apart at exit. */
#include "builtins/types/types.h"

#include "builtins/types/slot.h"
#include "builtins/types/union.h"
#include "runtime/base/mem.h"
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
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (type_ready(all_types[i])) return -1;
    return 0;
}

/* ---- the end ---- */

/* All static types that have been readied, those of modules too: the tree of subclasses from object on. */
typedef struct { Type **items; size_t count, capacity; } TypeArray;

static int array_add(TypeArray *types, Type *type) {
    if (types->count == types->capacity) {
        size_t capacity = types->capacity ? types->capacity * 2 : 256;
        Type **grown = mem_realloc_array(types->items, types->capacity, capacity, sizeof *grown);
        if (!grown) return -1;
        types->items = grown;
        types->capacity = capacity;
    }
    types->items[types->count++] = type;
    return 0;
}

/* The array is its own queue: what it holds already is searched for subclasses in turn. Out of memory, some are missed. */
static TypeArray find_static_types(void) {
    TypeArray types = {0};
    if (array_add(&types, &object_type)) return types;
    for (size_t i = 0; i < types.count; i++) {
        const struct TypeList *subclasses = types.items[i]->subclasses;
        for (size_t j = 0; subclasses && j < subclasses->count; j++)
            if (!(subclasses->items[j]->flags & TYPE_HEAP) && array_add(&types, subclasses->items[j])) return types;
    }
    return types;
}

static void take_apart(Type *type) {
    type->version = type_next_version();
    type->flags &= ~(uint32_t)TYPE_READY;
    CLEAR(type->dict);
    CLEAR(type->module_name);
    type_list_free(type);
    if (type->root_shape) shape_free_tree(type->root_shape);
    type->root_shape = NULL;
}

void types_release(void) {
    TypeArray types = find_static_types();
    for (size_t i = types.count; i-- > 0;) take_apart(types.items[i]);
    for (size_t i = types.count; i-- > 0;) {
        CLEAR(types.items[i]->mro);
        CLEAR(types.items[i]->bases);
    }
    mem_free_array(types.items, types.capacity, sizeof *types.items);
    type_cache_clear();
}
