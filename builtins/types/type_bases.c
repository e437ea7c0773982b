/* type_bases.c - assignment to a class's __bases__: checks, the new MROs of it and all its subclasses, or all as before.
 * Runs script code where a metaclass overrides mro(). */
#include "builtins/types/list.h"
#include "builtins/types/slot.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/type_list.h"

static int check_bases(Type *type, Object *bases) {
    if (type->flags & TYPE_IMMUTABLE)
        return error_set_int(TypeError, "cannot set '__bases__' attribute of immutable type '%s'", type_full_name(type));
    if (!bases) return error_set_int(TypeError, "cannot delete '__bases__' attribute of type '%s'", type_full_name(type));
    if (!is_tuple(bases))
        return error_set_int(TypeError, "can only assign tuple to %s.__bases__, not %s", type_full_name(type), type_full_name(bases->type));
    if (!tuple_count(bases)) return error_set_int(TypeError, "can only assign non-empty tuple to %s.__bases__, not ()", type_full_name(type));
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Object *base = tuple_item_borrowed(bases, i);
        if (!is_type(base))
            return error_set_int(TypeError, "%s.__bases__ must be tuple of classes, not '%s'", type_full_name(type), type_full_name(base->type));
        if (type_is_subtype((Type *)base, type)) return error_set_int(TypeError, "a __bases__ item causes an inheritance cycle");
    }
    return 0;
}

/* New MROs from the class down. saved: a List of (class, old mro) in the order of change. */
static int renew_mros(Type *type, Object *saved) {
    Object *entry = tuple_of(2, type, type->mro);
    if (!entry || list_append_steal(saved, entry) || type_set_mro(type)) return -1;
    for (size_t i = 0; type->subclasses && i < type->subclasses->count; i++)
        if (renew_mros(type->subclasses->items[i], saved)) return -1;
    return 0;
}

static void restore_mros(Object *saved) {
    for (size_t i = 0; i < list_count(saved); i++) {
        Object *entry = ((List *)saved)->items[i];
        Type *type = (Type *)tuple_item_borrowed(entry, 0);
        object_replace_steal(&type->mro, retain(tuple_item_borrowed(entry, 1)));
    }
}

static void change_lists(Object *bases, Type *type, bool add) {
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Type *base = (Type *)tuple_item_borrowed(bases, i);
        if (!add) type_list_remove(base, type);
        else if (type_list_add(base, type)) error_clear();   /* then only __subclasses__() misses it */
    }
}

static int exchange(Type *type, Object *bases, Type *base, Object *saved) {
    Object *old_bases = type->bases;
    Type *old_base = type->base;
    type->bases = retain(bases);
    type->base = RETAIN(base);
    if (renew_mros(type, saved)) {
        release(type->bases);
        RELEASE(type->base);
        type->bases = old_bases;
        type->base = old_base;
        restore_mros(saved);
        type_renew_versions(type);
        return -1;
    }
    change_lists(old_bases, type, false);
    change_lists(bases, type, true);
    release(old_bases);
    RELEASE(old_base);
    type_modified(type);
    return 0;
}

int type_set_bases(Object *self, Object *bases) {
    Type *type = (Type *)self;
    if (check_bases(type, bases)) return -1;
    Type *base = type_best_base_borrowed(bases);
    if (!base || type_check_layout(type->base, base, "__bases__")) return -1;
    Object *saved = list_new(4);
    int failed = saved ? exchange(type, bases, base, saved) : -1;
    release_or_null(saved);
    return failed;
}
