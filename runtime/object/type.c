/* type.c - what the runtime asks types: names, subtype relation, attribute lookup along the MRO, versions.
 *
 * The method cache is one table keyed by (type version, name). An entry owns its name; its value is borrowed: it stays valid
 * because a type's version changes whenever its attributes, or those of a base, change, and versions are never used twice. */
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"
#include "runtime/object/signature.h"
#include "runtime/object/type_list.h"

/* ---- names ---- */

const char *type_name(const Type *type) {
    const char *dot = strrchr(type->name, '.');
    return dot && !(type->flags & TYPE_HEAP) ? dot + 1 : type->name;
}

Object *type_qualname(Type *type) {
    if (type->flags & TYPE_HEAP) return retain(type->qualname);
    return str_intern_text(type_name(type));
}

Object *type_module_borrowed(Type *type) {
    if (type->flags & TYPE_HEAP) return dict_peek_str((Object *)type->dict, NAME(__module__));
    if (!type->module_name) {
        const char *dot = strrchr(type->name, '.');
        type->module_name = dot ? str_intern_steal(str_from_utf8(type->name, (size_t)(dot - type->name))) : retain(NAME(builtins));
    }
    return type->module_name;
}

/* ---- relations ---- */

bool type_is_subtype(const Type *type, const Type *base) {
    if (type == base) return true;
    if (unlikely(!type->mro)) {
        for (; type; type = type->base)
            if (type == base) return true;
        return base == &object_type;
    }
    const Tuple *mro = (const Tuple *)type->mro;
    for (size_t i = 0; i < mro->count; i++)
        if (mro->items[i] == (const Object *)base) return true;
    return false;
}

int type_list_add(Type *base, Type *subclass) {
    struct TypeList *list = base->subclasses;
    if (!list && !(list = base->subclasses = mem_alloc_zeroed(sizeof *list))) return error_no_memory(), -1;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 4;
        Type **grown = mem_realloc_array(list->items, list->capacity, capacity, sizeof *grown);
        if (!grown) return error_no_memory(), -1;
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = subclass;
    return 0;
}

void type_list_remove(Type *base, Type *subclass) {
    struct TypeList *list = base->subclasses;
    for (size_t i = 0; list && i < list->count; i++) {
        if (list->items[i] != subclass) continue;
        memmove(list->items + i, list->items + i + 1, (--list->count - i) * sizeof *list->items);
        break;
    }
    if (list && !list->count) type_list_free(base);
}

void type_list_free(Type *base) {
    struct TypeList *list = base->subclasses;
    if (!list) return;
    mem_free_array(list->items, list->capacity, sizeof *list->items);
    mem_free(list, sizeof *list);
    base->subclasses = NULL;
}

/* ---- lookup ---- */

enum { CACHE_SIZE = 4096 };
static struct { uint64_t version; Object *name; Object *value; } cache[CACHE_SIZE];

uint64_t type_next_version(void) {
    static uint64_t last;
    return ++last;
}

/* Native methods parse their signature when somebody first finds them: most never are. */
static int complete_found(Object *found) {
    if (found->type != &method_descriptor_type) return 0;
    MethodDescriptor *descriptor = (MethodDescriptor *)found;
    if (descriptor->signature) return 0;
    return (descriptor->signature = signature_parse(descriptor->method->signature)) ? 0 : -1;
}

/* *home: the class that has it. */
static Object *lookup_in_mro(const Type *type, Object *name, Type **home) {
    if (unlikely(!type->mro)) return NULL;   /* a class that the collector has taken apart */
    Tuple *mro = (Tuple *)type->mro;
    retain(&mro->head);   /* a key's __eq__ may exchange the bases */
    Object *found = NULL;
    for (size_t i = 0; !found && i < mro->count; i++) {
        *home = (Type *)mro->items[i];
        Object *dict = (Object *)(*home)->dict;
        found = dict ? dict_peek_str(dict, name) : NULL;
    }
    if (unlikely(type->mro != &mro->head)) *home = NULL;
    release(&mro->head);
    return found && complete_found(found) ? NULL : found;
}

Type *type_home_borrowed(const Type *type, Object *name) {
    Type *home = NULL;
    return lookup_in_mro(type, name, &home) ? home : NULL;
}

static void cache_store(size_t slot, uint64_t version, Object *name, Object *value) {
    Object *old = cache[slot].name;
    cache[slot].version = version;
    cache[slot].name = retain(name);
    cache[slot].value = value;
    release_or_null(old);
}

void type_cache_clear(void) {
    for (size_t i = 0; i < CACHE_SIZE; i++) {
        cache[i].version = 0;
        CLEAR(cache[i].name);
    }
}

void type_cache_each_name(void (*visit)(Object *name, void *context), void *context) {
    for (size_t i = 0; i < CACHE_SIZE; i++)
        if (cache[i].name) visit(cache[i].name, context);
}

/* A name that is no exact interned str (a subclass of str as key) is looked up, never cached. */
static NOINLINE Object *lookup_slow(Type *type, Object *name, size_t slot) {
    if (!type->mro && !(type->flags & TYPE_HEAP) && type_ready(type)) {
        error_clear();
        return NULL;
    }
    if (!type->version) type->version = type_next_version();
    uint64_t version = type->version;
    Type *home = NULL;
    Object *found = lookup_in_mro(type, name, &home);
    bool lasts = ((Str *)name)->interned && version == type->version && !(home && found && type_attribute_changes(home, name));
    if (lasts) cache_store(slot, version, name, found);
    return found;
}

Object *type_lookup_borrowed(Type *type, Object *name) {
    size_t slot = ((size_t)type->version * 31 ^ ((uintptr_t)name >> 4)) & (CACHE_SIZE - 1);
    if (likely(cache[slot].version == type->version && cache[slot].name == name && type->version)) return cache[slot].value;
    if (unlikely(!type->version)) {
        type->version = type_next_version();
        slot = ((size_t)type->version * 31 ^ ((uintptr_t)name >> 4)) & (CACHE_SIZE - 1);
    }
    return lookup_slow(type, name, slot);
}

void (*type_update_slots_hook)(Type *type);

/* Subclasses first get their new version, so that slots are worked out from fresh lookups everywhere. */
void type_renew_versions(Type *type) {
    type->version = type_next_version();
    struct TypeList *list = type->subclasses;
    for (size_t i = 0; list && i < list->count; i++) type_renew_versions(list->items[i]);
}

static void update_slots(Type *type) {
    if (type->flags & TYPE_HEAP) type_update_slots_hook(type);
    struct TypeList *list = type->subclasses;
    for (size_t i = 0; list && i < list->count; i++) update_slots(list->items[i]);
}

void type_modified(Type *type) {
    type_renew_versions(type);
    update_slots(type);
}
