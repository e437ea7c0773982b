/* dict_views.c - dict.keys(), dict.values() and dict.items(): live views, the first and last of them set-like.
 *
 * A view keeps its dict and nothing else. Set operations make plain sets; they may run script code. */
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

extern Type mappingproxy_type;   /* descriptor.h */

static inline Object *view_dict(const Object *view) { return ((const DictView *)view)->dict; }
static bool is_set_like_view(const Object *o) {
    return object_is_instance(o, &dict_keys_type) || object_is_instance(o, &dict_items_type);
}

static void view_dealloc(Object *self) {
    release_or_null(view_dict(self));
    object_free(self);
}

static int view_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((DictView *)self)->dict);
    return 0;
}

static ssize_t view_length(Object *self) { return view_dict(self) ? (ssize_t)dict_count(view_dict(self)) : 0; }

static Object *keys_iter(Object *self) { return dict_iterator_new(&dict_keyiterator_type, view_dict(self)); }
static Object *values_iter(Object *self) { return dict_iterator_new(&dict_valueiterator_type, view_dict(self)); }
static Object *items_iter(Object *self) { return dict_iterator_new(&dict_itemiterator_type, view_dict(self)); }

static Object *view_repr(Object *self) {
    int entered = repr_enter(self);
    if (entered) return entered > 0 ? str_from_text("...") : NULL;
    Object *contents = list_from_iterable(self);
    Object *result = contents ? str_format("%s(%R)", type_name(self->type), contents) : NULL;
    release_or_null(contents);
    repr_leave(self);
    return result;
}

static int keys_contains(Object *self, Object *key) { return dict_contains(view_dict(self), key); }

static int items_contains(Object *self, Object *item) {
    if (!is_tuple(item) || tuple_count(item) != 2) return 0;
    Object *value = dict_peek(view_dict(self), tuple_item_borrowed(item, 0));
    if (!value) return error_pending() ? -1 : 0;
    retain(value);
    int equal = sequence_item_equal(value, tuple_item_borrowed(item, 1));
    release(value);
    return equal;
}

/* ---- set operations ---- */

/* Is everything in `part` in `whole`? 0, 1, -1 */
static int all_contained(Object *part, Object *whole) {
    Object *iterator = object_iter(part), *item;
    if (!iterator) return -1;
    int contained = 1;
    while (contained == 1 && (item = object_next(iterator))) {
        contained = object_contains(whole, item);
        release(item);
    }
    release(iterator);
    return contained == 1 && error_pending() ? -1 : contained;
}

static Object *view_compare(Object *self, Object *other, int op) {
    if (!is_set_like_view(self) || (!is_anyset(other) && !is_set_like_view(other))) return not_implemented();
    if (recursion_enter(" in comparison")) return NULL;
    ssize_t own = object_length(self), others = object_length(other);
    if (own < 0 || others < 0) return NULL;
    int result = 0;
    switch (op) {
    case COMPARE_EQ:
    case COMPARE_NE: result = own == others ? all_contained(self, other) : 0; break;
    case COMPARE_LT: result = own < others ? all_contained(self, other) : 0; break;
    case COMPARE_LE: result = own <= others ? all_contained(self, other) : 0; break;
    case COMPARE_GT: result = own > others ? all_contained(other, self) : 0; break;
    case COMPARE_GE: result = own >= others ? all_contained(other, self) : 0; break;
    }
    if (result >= 0 && op == COMPARE_NE) result = !result;
    return result < 0 ? NULL : bool_object(result);
}

/* A set of the left operand, changed by the right one. */
static Object *combine(Object *left, Object *right, int (*update)(Object *, Object *)) {
    if (!is_set_like_view(left) && !is_set_like_view(right)) return not_implemented();
    Object *result = set_new(left);
    if (result && update(result, right)) CLEAR(result);
    return result;
}

static Object *view_or(Object *left, Object *right) { return combine(left, right, set_update); }
static Object *view_and(Object *left, Object *right) { return combine(left, right, set_intersection_update); }
static Object *view_subtract(Object *left, Object *right) { return combine(left, right, set_difference_update); }
static Object *view_xor(Object *left, Object *right) { return combine(left, right, set_symmetric_update); }

static Value isdisjoint_method(Object *self, Object **args) {
    if (self == args[0]) return value_bool(view_length(self) == 0);
    Object *walked = args[0], *searched = self, *item;
    if ((is_anyset(walked) || is_set_like_view(walked)) && object_length(walked) > view_length(self)) walked = self, searched = args[0];
    Object *iterator = object_iter(walked);
    if (!iterator) return value_error();
    int found = 0;
    while (!found && (item = object_next(iterator))) {
        found = object_contains(searched, item);
        release(item);
    }
    release(iterator);
    return found < 0 || (!found && error_pending()) ? value_error() : value_bool(!found);
}

/* ---- methods and types ---- */

static Value keys_reversed_method(Object *self, Object **args UNUSED) {
    return value_new(dict_iterator_new(&dict_reversekeyiterator_type, view_dict(self)));
}
static Value values_reversed_method(Object *self, Object **args UNUSED) {
    return value_new(dict_iterator_new(&dict_reversevalueiterator_type, view_dict(self)));
}
static Value items_reversed_method(Object *self, Object **args UNUSED) {
    return value_new(dict_iterator_new(&dict_reverseitemiterator_type, view_dict(self)));
}

static Object *view_mapping(Object *self) { return object_call_one((Object *)&mappingproxy_type, view_dict(self)); }

static const Getter view_getters[] = {
    {"mapping", view_mapping, NULL, "dictionary that this view refers to"},
    {NULL, NULL, NULL, NULL},
};

#define ISDISJOINT_ROW \
    {"isdisjoint", isdisjoint_method, "(other, /)", "Return True if the view and the given iterable have a null intersection.", 0}

static const Method keys_methods[] = {
    ISDISJOINT_ROW,
    {"__reversed__", keys_reversed_method, "()", "Return a reverse iterator over the dict keys.", 0},
    {NULL, NULL, NULL, NULL, 0},
};
static const Method values_methods[] = {
    {"__reversed__", values_reversed_method, "()", "Return a reverse iterator over the dict values.", 0},
    {NULL, NULL, NULL, NULL, 0},
};
static const Method items_methods[] = {
    ISDISJOINT_ROW,
    {"__reversed__", items_reversed_method, "()", "Return a reverse iterator over the dict items.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

#define VIEW_SLOTS \
    .head = TYPE_HEAD, .size = sizeof(DictView), .flags = TYPE_GC, .dealloc = view_dealloc, .traverse = view_traverse, \
    .repr = view_repr, .length = view_length, .getters = view_getters
#define SET_LIKE_SLOTS \
    .hash = type_unhashable, .compare = view_compare, .binary[BINARY_OR] = view_or, .binary[BINARY_AND] = view_and, \
    .binary[BINARY_SUB] = view_subtract, .binary[BINARY_XOR] = view_xor

Type dict_keys_type = {
    VIEW_SLOTS, SET_LIKE_SLOTS, .name = "dict_keys", .iter = keys_iter, .contains = keys_contains, .methods = keys_methods,
};
Type dict_values_type = {
    VIEW_SLOTS, .name = "dict_values", .iter = values_iter, .methods = values_methods,
};
Type dict_items_type = {
    VIEW_SLOTS, SET_LIKE_SLOTS, .name = "dict_items", .iter = items_iter, .contains = items_contains, .methods = items_methods,
};
