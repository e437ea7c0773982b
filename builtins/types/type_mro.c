/* type_mro.c - the method resolution order: C3 linearisation, and mro() overridden by a metaclass.
 * Only the latter runs script code. */
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"

/* A sequence still to be merged: a base's MRO, or the list of bases. */
typedef struct Tail { Object *sequence; size_t position; } Tail;

static Object *tail_head(const Tail *tail) {
    return tail->position < tuple_count(tail->sequence) ? tuple_item_borrowed(tail->sequence, tail->position) : NULL;
}

static bool in_a_tail(const Tail *tails, size_t count, const Object *candidate) {
    for (size_t t = 0; t < count; t++)
        for (size_t i = tails[t].position + 1; i < tuple_count(tails[t].sequence); i++)
            if (tuple_item_borrowed(tails[t].sequence, i) == candidate) return true;
    return false;
}

/* The next class of the order (borrowed); NULL if all is merged (*done) or the heads contradict each other. */
static Object *next_class(Tail *tails, size_t count, bool *done) {
    *done = true;
    for (size_t t = 0; t < count; t++) {
        Object *head = tail_head(&tails[t]);
        if (!head) continue;
        *done = false;
        if (!in_a_tail(tails, count, head)) return head;
    }
    return NULL;
}

static void *order_error(const Tail *tails, size_t count) {
    Buffer names = BUFFER_INIT;
    Object *shown[32];
    size_t shown_count = 0;
    for (size_t t = 0; t < count; t++) {
        Object *head = tail_head(&tails[t]);
        bool seen = !head || shown_count == 32;
        for (size_t i = 0; !seen && i < shown_count; i++) seen = shown[i] == head;
        if (seen) continue;
        if (shown_count) buffer_append_text(&names, ", ");
        buffer_append_text(&names, type_name((Type *)head));
        shown[shown_count++] = head;
    }
    Object *text = str_from_buffer(&names);
    if (text) error_set(TypeError, "Cannot create a consistent method resolution\norder (MRO) for bases %U", text);
    release_or_null(text);
    return NULL;
}

static Object *merge(Type *type, Tail *tails, size_t count) {
    Object *order = list_new(8), *result = NULL;
    if (!order || list_append(order, (Object *)type)) goto done;
    for (;;) {
        bool finished;
        Object *class = next_class(tails, count, &finished);
        if (!class) {
            result = finished ? list_to_tuple(order) : order_error(tails, count);
            break;
        }
        if (list_append(order, class)) break;
        for (size_t t = 0; t < count; t++)
            if (tail_head(&tails[t]) == class) tails[t].position++;
    }
done:
    release_or_null(order);
    return result;
}

static int check_duplicate_bases(Object *bases) {
    for (size_t i = 0; i < tuple_count(bases); i++)
        for (size_t j = i + 1; j < tuple_count(bases); j++)
            if (tuple_item_borrowed(bases, i) == tuple_item_borrowed(bases, j))
                return error_set_int(TypeError, "duplicate base class %s", type_name((Type *)tuple_item_borrowed(bases, i)));
    return 0;
}

/* With one base the order is the class and the base's order. */
static Object *single_mro(Type *type, const Type *base) {
    size_t count = tuple_count(base->mro);
    Object *mro = tuple_new(count + 1);
    if (!mro) return NULL;
    ((Tuple *)mro)->items[0] = retain((Object *)type);
    for (size_t i = 0; i < count; i++) ((Tuple *)mro)->items[i + 1] = retain(tuple_item_borrowed(base->mro, i));
    gc_track(mro);
    return mro;
}

Object *type_compute_mro(Type *type) {
    size_t count = tuple_count(type->bases);
    if (count == 0) return tuple_of(1, type);
    for (size_t i = 0; i < count; i++) {
        Type *base = (Type *)tuple_item_borrowed(type->bases, i);
        if (!base->mro) return error_set(TypeError, "Cannot extend an incomplete type '%.100s'", type_full_name(base));
    }
    if (count == 1) return single_mro(type, (Type *)tuple_item_borrowed(type->bases, 0));
    if (check_duplicate_bases(type->bases)) return NULL;
    Tail *tails = mem_array(count + 1, sizeof *tails);
    if (!tails) return error_no_memory();
    for (size_t i = 0; i < count; i++) tails[i] = (Tail){((Type *)tuple_item_borrowed(type->bases, i))->mro, 0};
    tails[count] = (Tail){type->bases, 0};
    Object *mro = merge(type, tails, count + 1);
    mem_free_array(tails, count + 1, sizeof *tails);
    return mro;
}

/* ---- mro() of a metaclass ---- */

static int check_custom_mro(Type *type, Object *mro) {
    for (size_t i = 0; i < tuple_count(mro); i++) {
        Object *class = tuple_item_borrowed(mro, i);
        if (!is_type(class)) return error_set_int(TypeError, "mro() returned a non-class ('%.500s')", type_full_name(class->type));
        Type *solid = (Type *)class;
        while (solid->flags & TYPE_HEAP) solid = solid->base;
        if (!type_is_subtype(type->base, solid) && type->base->size < solid->size)
            return error_set_int(TypeError, "mro() returned base with unsuitable layout ('%.500s')", type_full_name((Type *)class));
    }
    return 0;
}

static Object *custom_mro(Type *type) {
    Object *method = object_lookup_special((Object *)type, NAME(mro));
    if (!method) return error_pending() ? NULL : error_set(AttributeError, "mro");
    Object *answer = object_call_noargs(method);
    release(method);
    Object *mro = answer ? tuple_from_iterable(answer) : NULL;
    release_or_null(answer);
    if (mro && check_custom_mro(type, mro)) CLEAR(mro);
    return mro;
}

static Object *new_mro(Type *type) {
    Type *metaclass = type->head.type;
    if (metaclass == &type_type) return type_compute_mro(type);
    Object *found = type_lookup_borrowed(metaclass, NAME(mro));
    bool plain = found && found == dict_peek_str((Object *)type_type.dict, NAME(mro));
    return plain ? type_compute_mro(type) : custom_mro(type);
}

int type_renew_mro(Type *type, Object **old) {
    *old = retain_or_null(type->mro);
    Object *mro = new_mro(type);
    bool reentered = type->mro != *old;
    if (mro && !reentered) {
        object_replace_steal(&type->mro, mro);
        return 1;
    }
    CLEAR(*old);
    release_or_null(mro);
    return mro ? 0 : -1;
}

int type_set_mro(Type *type) {
    Object *old;
    int result = type_renew_mro(type, &old);
    release_or_null(old);
    return result < 0 ? -1 : 0;
}
