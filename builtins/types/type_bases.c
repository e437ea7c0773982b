/* type_bases.c - assignment to a class's __bases__: checks, the new MROs of it and all its subclasses, or all as before.
 * Runs script code where a metaclass overrides mro(). */
#include "builtins/types/list.h"
#include "builtins/types/slot.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/type_list.h"

/* By the first bases only, which a change under way has set already, unlike the MROs. */
static bool in_base_chain(const Type *type, const Type *sought) {
    while (type && type != sought) type = type->base;
    return type != NULL;
}

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
        if (type_is_subtype((Type *)base, type) || (((Type *)base)->mro && in_base_chain((Type *)base, type)))
            return error_set_int(TypeError, "a __bases__ item causes an inheritance cycle");
    }
    return 0;
}

static int renew_mros(Type *type, Object *saved);

/* Their list may change meanwhile. */
static int renew_subclasses(const Type *type, Object *saved) {
    Object *subclasses = list_new(0);
    int failed = subclasses ? 0 : -1;
    for (size_t i = 0; !failed && type->subclasses && i < type->subclasses->count; i++)
        failed = list_append(subclasses, (Object *)type->subclasses->items[i]);
    for (size_t i = 0; !failed && i < list_count(subclasses); i++) failed = renew_mros((Type *)((List *)subclasses)->items[i], saved);
    release_or_null(subclasses);
    return failed;
}

/* New MROs from the class down, unless mro() of a metaclass has changed it meanwhile. saved: a List of (class, new mro, old
 * mro) in the order of change. */
static int renew_mros(Type *type, Object *saved) {
    Object *old;
    int renewed = type_renew_mro(type, &old);
    if (renewed <= 0) return renewed;
    Object *entry = tuple_of(3, type, type->mro, old ? old : None);
    release_or_null(old);
    return !entry || list_append_steal(saved, entry) ? -1 : renew_subclasses(type, saved);
}

/* Only of those that nobody has changed since. */
static void restore_mros(Object *saved) {
    for (size_t i = list_count(saved); i-- > 0;) {
        Object *entry = ((List *)saved)->items[i], *old = tuple_item_borrowed(entry, 2);
        Type *type = (Type *)tuple_item_borrowed(entry, 0);
        if (type->mro == tuple_item_borrowed(entry, 1)) object_replace_steal(&type->mro, old == None ? NULL : retain(old));
    }
}

static void change_lists(Object *bases, Type *type, bool add) {
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Type *base = (Type *)tuple_item_borrowed(bases, i);
        if (!add) type_list_remove(base, type);
        else if (type_list_add(base, type)) error_clear();   /* then only __subclasses__() misses it */
    }
}

/* The new MROs could not be made. STEALS the old bases. */
static void undo(Type *type, Object *bases, Object *old_bases, Type *old_base, Object *saved) {
    restore_mros(saved);
    if (type->bases == bases) {
        change_lists(bases, type, false);
        change_lists(old_bases, type, true);
        object_replace_steal(&type->bases, old_bases);
        object_replace_steal((Object **)&type->base, (Object *)old_base);
    } else {   /* somebody has set others meanwhile */
        release(old_bases);
        RELEASE(old_base);
    }
    type_renew_versions(type);
}

static int exchange(Type *type, Object *bases, Type *base, Object *saved) {
    Object *old_bases = type->bases;
    Type *old_base = type->base;
    type->bases = retain(bases);
    type->base = RETAIN(base);
    change_lists(old_bases, type, false);   /* at once: mro() of a metaclass may set others, and takes these out of their lists */
    change_lists(bases, type, true);
    if (renew_mros(type, saved)) {
        Object *pending = error_take();
        undo(type, bases, old_bases, old_base, saved);
        error_restore_steal(pending);
        return -1;
    }
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
