/* type_layout.c - which base a class builds on, which metaclass it gets, and which types' instances look alike.
 *
 * A type is solid if its instances have fields that its base's have not; a class can have only one line of solid bases.
 * Attributes, weak references and the collector's header lie before the object and are no part of this. */
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"

static bool has_own_fields(const Type *type, const Type *base) {
    return type->size != base->size || type->item_size != base->item_size;
}

static Type *solid_base(Type *type) {
    while (type->base && !has_own_fields(type, type->base)) type = type->base;
    return type;
}

Type *type_best_base_borrowed(Object *bases) {
    Type *winner = NULL, *base = NULL;
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Object *item = tuple_item_borrowed(bases, i);
        if (!is_type(item)) return error_set(TypeError, "bases must be types");
        Type *candidate = (Type *)item;
        if (!(candidate->flags & TYPE_READY) && type_ready(candidate)) return NULL;
        if (!(candidate->flags & TYPE_BASE)) return error_set(TypeError, "type '%.100s' is not an acceptable base type", type_full_name(candidate));
        Type *solid = solid_base(candidate);
        if (!winner || type_is_subtype(solid, winner)) {
            if (!winner || solid != winner) base = candidate;
            winner = solid;
        } else if (!type_is_subtype(winner, solid)) {
            return error_set(TypeError, "multiple bases have instance lay-out conflict");
        }
    }
    return base;
}

Type *type_most_derived_metaclass_borrowed(Type *metaclass, Object *bases) {
    Type *winner = metaclass;
    for (size_t i = 0; i < tuple_count(bases); i++) {
        Type *candidate = tuple_item_borrowed(bases, i)->type;
        if (type_is_subtype(winner, candidate)) continue;
        if (!type_is_subtype(candidate, winner))
            return error_set(TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of "
                                        "the metaclasses of all its bases");
        winner = candidate;
    }
    return winner;
}

static bool same_slot_names(const Type *a, const Type *b) {
    if (a->slot_name_count != b->slot_name_count) return false;
    for (uint32_t i = 0; i < a->slot_name_count; i++)
        if (a->slot_names[i] != b->slot_names[i]) return false;
    return true;
}

/* Both are the same class but for what adds nothing, or add the same __slots__ to one base. */
static bool same_layout(const Type *from, const Type *to) {
    const uint32_t flags = TYPE_ATTRS | TYPE_NO_DICT | TYPE_GC;
    if (from->size != to->size || from->item_size != to->item_size || (from->flags & flags) != (to->flags & flags)) return false;
    while ((from->flags & TYPE_HEAP) && !from->slot_name_count) from = from->base;
    while ((to->flags & TYPE_HEAP) && !to->slot_name_count) to = to->base;
    if (from == to) return true;
    if (!(from->flags & TYPE_HEAP) || !(to->flags & TYPE_HEAP)) return from->dealloc == to->dealloc && !has_own_fields(from, to);
    return from->base == to->base && same_slot_names(from, to);
}

int type_check_layout(Type *from, Type *to, const char *attribute) {
    if ((from->flags ^ to->flags) & TYPE_GC)
        return error_set_int(TypeError, "%s assignment: '%s' deallocator differs from '%s'", attribute, type_full_name(to), type_full_name(from));
    if (same_layout(from, to)) return 0;
    return error_set_int(TypeError, "%s assignment: '%s' object layout differs from '%s'", attribute, type_full_name(to), type_full_name(from));
}
