/* deque.c - collections.deque: a ring of items; adding and removing at both ends, and indexing, take constant time.
 *
 * Invariant: the items are *deque_place(0) .. *deque_place(count - 1); capacity is 0 (items NULL) or a power of two.
 * Releasing and comparing items may run script code that changes the deque. */
#include "builtins/modules/deque.h"

#include <string.h>

#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"

enum { FIRST_CAPACITY = 8 };

/* ---- storage ---- */

static int set_capacity(Deque *deque, size_t capacity) {
    Object **items = mem_array(capacity, sizeof(Object *));
    if (!items) return error_no_memory(), -1;
    for (size_t i = 0; i < deque->count; i++) items[i] = *deque_place(deque, i);
    if (deque->items) mem_free_array(deque->items, deque->capacity, sizeof(Object *));
    deque->items = items;
    deque->first = 0;
    deque->capacity = capacity;
    return 0;
}

static int make_room(Deque *deque) {
    if (deque->count < deque->capacity) return 0;
    return set_capacity(deque, deque->capacity ? deque->capacity * 2 : FIRST_CAPACITY);
}

/* Gives room back when only an eighth is in use. */
static void shrink(Deque *deque) {
    if (deque->capacity > 4 * FIRST_CAPACITY && deque->count < deque->capacity / 8 && set_capacity(deque, deque->capacity / 4))
        error_clear();
}

int deque_append_steal(Deque *deque, Object *item) {
    if (deque->maxlen == 0) return release(item), 0;
    if (make_room(deque)) return release(item), -1;
    *deque_place(deque, deque->count++) = item;
    deque->changes++;
    if (deque->maxlen > 0 && deque->count > (size_t)deque->maxlen) release(deque_pop_left(deque));
    return 0;
}

int deque_append_left_steal(Deque *deque, Object *item) {
    if (deque->maxlen == 0) return release(item), 0;
    if (make_room(deque)) return release(item), -1;
    deque->first = (deque->first - 1) & (deque->capacity - 1);
    deque->items[deque->first] = item;
    deque->count++;
    deque->changes++;
    if (deque->maxlen > 0 && deque->count > (size_t)deque->maxlen) release(deque_pop(deque));
    return 0;
}

Object *deque_pop(Deque *deque) {
    Object *item = *deque_place(deque, --deque->count);
    deque->changes++;
    shrink(deque);
    return item;
}

Object *deque_pop_left(Deque *deque) {
    Object *item = deque->items[deque->first];
    deque->first = (deque->first + 1) & (deque->capacity - 1);
    deque->count--;
    deque->changes++;
    shrink(deque);
    return item;
}

int deque_extend(Deque *deque, Object *iterable, bool left) {
    Object *source = iterable == &deque->head ? list_from_iterable(iterable) : retain(iterable);
    Object *iterator = source ? object_iter(source) : NULL, *item;
    release_or_null(source);
    if (!iterator) return -1;
    int failed = 0;
    while (!failed && (item = object_next(iterator)))
        failed = (left ? deque_append_left_steal(deque, item) : deque_append_steal(deque, item)) || interp_check_interrupt();
    release(iterator);
    return failed || error_pending() ? -1 : 0;
}

void deque_clear(Deque *deque) {
    Deque old = *deque;
    deque->items = NULL;
    deque->first = deque->count = deque->capacity = 0;
    deque->changes++;
    for (size_t i = 0; i < old.count; i++) release(*deque_place(&old, i));
    if (old.items) mem_free_array(old.items, old.capacity, sizeof(Object *));
}

void deque_rotate(Deque *deque, ssize_t steps) {
    ssize_t count = (ssize_t)deque->count;
    if (count < 2) return;
    steps %= count;
    if (steps < 0) steps += count;
    deque->changes++;
    if (deque->count == deque->capacity) {
        deque->first = (deque->first - (size_t)steps) & (deque->capacity - 1);
        return;
    }
    for (; steps > 0 && steps <= count / 2; steps--) {
        Object *item = *deque_place(deque, deque->count - 1);
        deque->first = (deque->first - 1) & (deque->capacity - 1);
        deque->items[deque->first] = item;
    }
    for (steps = steps ? count - steps : 0; steps > 0; steps--) {
        Object *item = deque->items[deque->first];
        deque->first = (deque->first + 1) & (deque->capacity - 1);
        *deque_place(deque, deque->count - 1) = item;
    }
}

/* ---- making ---- */

static Object *deque_construct(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    Deque *deque = (Deque *)object_new(type);
    if (!deque) return NULL;
    deque->maxlen = -1;
    gc_track(&deque->head);
    return &deque->head;
}

static int deque_init(Object *self, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (args_bind(&signature, "deque", "(iterable=(), maxlen=None)", args, count, kwnames, bound)) return -1;
    Deque *deque = (Deque *)self;
    ssize_t maxlen = -1;
    if (bound[1] && bound[1] != None) {
        if (!is_int(bound[1])) return error_set_int(TypeError, "an integer is required");
        if (object_as_index(bound[1], &maxlen, OverflowError)) return -1;
        if (maxlen < 0) return error_set_int(ValueError, "maxlen must be non-negative");
    }
    deque->maxlen = maxlen;
    if (deque->count) deque_clear(deque);
    return bound[0] ? deque_extend(deque, bound[0], false) : 0;
}

Object *deque_copy(Deque *deque) {
    Type *type = deque->head.type;
    if (type != &deque_type) {
        Object *maxlen = deque->maxlen < 0 ? retain(None) : int_from_i64(deque->maxlen);
        Object *copy = maxlen ? object_call_objects((Object *)type, deque->maxlen < 0 ? 1 : 2, &deque->head, maxlen) : NULL;
        release_or_null(maxlen);
        if (copy && !is_deque(copy)) {
            error_set(TypeError, "%s() must return a deque, not %T", type_name(type), copy);
            CLEAR(copy);
        }
        return copy;
    }
    Deque *copy = (Deque *)deque_construct(type, NULL, 0, NULL);
    if (!copy) return NULL;
    copy->maxlen = deque->maxlen;
    if (deque_extend(copy, &deque->head, false)) CLEAR(copy);
    return (Object *)copy;
}

/* ---- life ---- */

static void deque_dealloc(Object *self) {
    deque_clear((Deque *)self);
    object_free(self);
}

static int deque_traverse(Object *self, VisitFn visit, void *context) {
    const Deque *deque = (const Deque *)self;
    for (size_t i = 0; i < deque->count; i++) VISIT(*deque_place(deque, i));
    return 0;
}

static int deque_clear_slot(Object *self) {
    deque_clear((Deque *)self);
    return 0;
}

/* ---- slots ---- */

static ssize_t deque_length(Object *self) { return (ssize_t)((Deque *)self)->count; }

static Object *deque_seq_item(Object *self, ssize_t index) {
    const Deque *deque = (const Deque *)self;
    if ((size_t)index >= deque->count) return error_set(IndexError, "deque index out of range");
    return retain(*deque_place(deque, (size_t)index));
}

/* The key as a place in the deque. 0, -1 */
static int resolve_index(const Deque *deque, Object *key, ssize_t *index) {
    if (!key->type->index && !is_int(key)) return error_set_int(TypeError, "sequence index must be integer, not '%T'", key);
    if (object_as_index(key, index, IndexError)) return -1;
    if (*index < 0) *index += (ssize_t)deque->count;
    if ((size_t)*index < deque->count) return 0;
    return error_set_int(IndexError, "deque index out of range");
}

static Object *deque_get_item(Object *self, Object *key) {
    ssize_t index;
    return resolve_index((Deque *)self, key, &index) ? NULL : deque_seq_item(self, index);
}

static int deque_set_item(Object *self, Object *key, Object *value) {
    Deque *deque = (Deque *)self;
    ssize_t index;
    if (resolve_index(deque, key, &index)) return -1;
    if (value) {
        object_replace_steal(deque_place(deque, (size_t)index), retain(value));
        return 0;
    }
    deque_rotate(deque, -index);
    Object *item = deque_pop_left(deque);
    deque_rotate(deque, index);
    release(item);
    return 0;
}

static int deque_contains(Object *self, Object *wanted) {
    const Deque *deque = (const Deque *)self;
    uint64_t changes = deque->changes;
    for (size_t i = 0; i < deque->count; i++) {
        Object *item = retain(*deque_place(deque, i));
        int equal = sequence_item_equal(item, wanted);
        release(item);
        if (equal) return equal;
        if (deque->changes != changes) return error_set_int(RuntimeError, "deque mutated during iteration");
    }
    return 0;
}

static Object *deque_concat(Object *left, Object *right) {
    if (!is_deque(right)) return error_set(TypeError, "can only concatenate deque (not \"%T\") to deque", right);
    Object *result = deque_copy((Deque *)left);
    if (result && deque_extend((Deque *)result, right, false)) CLEAR(result);
    return result;
}

static Object *deque_inplace_concat(Object *left, Object *right) {
    return deque_extend((Deque *)left, right, false) ? NULL : retain(left);
}

static Object *deque_inplace_repeat(Object *self, ssize_t times) {
    Deque *deque = (Deque *)self;
    if (times <= 0) deque_clear(deque);
    Object *items = times > 1 ? list_from_iterable(self) : NULL;
    if (times > 1 && !items) return NULL;
    for (; times > 1; times--)
        if (deque_extend(deque, items, false)) {
            release(items);
            return NULL;
        }
    release_or_null(items);
    return retain(self);
}

static Object *deque_repeat(Object *self, ssize_t times) {
    Object *copy = deque_copy((Deque *)self);
    Object *result = copy ? deque_inplace_repeat(copy, times) : NULL;
    release_or_null(copy);
    return result;
}

static Object *deque_repr(Object *self) {
    const Deque *deque = (const Deque *)self;
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("[...]") : NULL;
    Object *list = list_from_iterable(self), *result = NULL;
    if (list && deque->maxlen >= 0) result = str_format("%s(%R, maxlen=%zd)", type_name(self->type), list, deque->maxlen);
    else if (list) result = str_format("%s(%R)", type_name(self->type), list);
    release_or_null(list);
    repr_leave(self);
    return result;
}

static Object *deque_compare(Object *self, Object *other, int op) {
    if (!is_deque(self) || !is_deque(other)) return not_implemented();
    if (op <= COMPARE_NE && ((Deque *)self)->count != ((Deque *)other)->count) return bool_object(op == COMPARE_NE);
    Object *left = list_from_iterable(self), *right = left ? list_from_iterable(other) : NULL;
    Object *result = right ? object_compare(left, right, op) : NULL;
    release_or_null(left);
    release_or_null(right);
    return result;
}

static Object *deque_iter(Object *self) { return deque_iterator_new(&deque_iterator_type, self); }

static Object *get_maxlen(Object *self) {
    ssize_t maxlen = ((Deque *)self)->maxlen;
    return maxlen < 0 ? retain(None) : int_from_i64(maxlen);
}

static const Getter deque_getters[] = {
    {"maxlen", get_maxlen, NULL, "maximum size of a deque or None if unbounded"},
    {NULL, NULL, NULL, NULL},
};

Type deque_type = {
    .head = TYPE_HEAD, .name = "collections.deque", .size = sizeof(Deque), .weakrefs_offset = offsetof(Deque, weakrefs),
    .flags = TYPE_GC | TYPE_BASE | TYPE_SEQUENCE, .new = deque_construct, .init = deque_init, .dealloc = deque_dealloc,
    .traverse = deque_traverse, .clear = deque_clear_slot, .repr = deque_repr, .hash = type_unhashable, .compare = deque_compare,
    .iter = deque_iter, .length = deque_length, .get_item = deque_get_item, .set_item = deque_set_item,
    .contains = deque_contains, .seq_item = deque_seq_item, .concat = deque_concat, .repeat = deque_repeat,
    .inplace_concat = deque_inplace_concat, .inplace_repeat = deque_inplace_repeat, .methods = deque_methods,
    .getters = deque_getters,
    .doc = "deque([iterable[, maxlen]]) --> deque object\n\nA list-like sequence optimized for data accesses near its endpoints.",
};
