/* union.c - types.UnionType: int | str. */
#include "builtins/types/union.h"

#include "builtins/types/list.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

static Union *union_of(Object *o) { return (Union *)o; }

/* ---- making one ---- */

static bool can_join(Object *o) { return o == None || is_type(o) || is_generic_alias(o) || is_union(o); }

/* Adds an argument unless an equal one is there. */
static int add_unique(Object *list, Object *argument) {
    for (size_t i = 0; i < list_count(list); i++) {
        Object *other = ((List *)list)->items[i];
        bool comparable = is_generic_alias(other) && is_generic_alias(argument);
        int same = comparable ? object_equal(other, argument) : other == argument;
        if (same) return same < 0 ? -1 : 0;
    }
    return list_append(list, argument);
}

static int add_operand(Object *list, Object *operand) {
    if (!is_union(operand)) return add_unique(list, operand == None ? (Object *)None->type : operand);
    Object *args = union_args_borrowed(operand);
    for (size_t i = 0; i < tuple_count(args); i++)
        if (add_unique(list, tuple_item_borrowed(args, i))) return -1;
    return 0;
}

/* One argument alone is itself. */
static Object *from_list(Object *list) {
    if (list_count(list) == 1) return retain(((List *)list)->items[0]);
    Object *args = list_to_tuple(list);
    Union *result = args ? (Union *)object_new(&union_type) : NULL;
    if (!result) {
        release_or_null(args);
        return NULL;
    }
    result->args = args;
    gc_track(&result->head);
    return &result->head;
}

Object *union_or(Object *left, Object *right) {
    if (!can_join(left) || !can_join(right)) return retain(NotImplemented);
    Object *list = list_new(2);
    Object *result = list && !add_operand(list, left) && !add_operand(list, right) ? from_list(list) : NULL;
    release_or_null(list);
    return result;
}

static int clear(Object *o) {
    CLEAR(union_of(o)->args);
    CLEAR(union_of(o)->parameters);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(union_of(o)->args);
    VISIT(union_of(o)->parameters);
    return 0;
}

/* ---- slots ---- */

static Object *repr(Object *o) {
    Buffer buffer = BUFFER_INIT;
    Object *args = union_of(o)->args;
    for (size_t i = 0; i < tuple_count(args); i++) {
        Object *argument = tuple_item_borrowed(args, i);
        if (i) buffer_append_text(&buffer, " | ");
        if (argument == (Object *)None->type) buffer_append_text(&buffer, "None");
        else if (generic_append_argument(&buffer, argument)) {
            buffer_free(&buffer);
            return NULL;
        }
    }
    return str_from_buffer(&buffer);
}

static Hash hash(Object *o) {
    Object *set = frozenset_new(union_of(o)->args);
    Hash result = set ? object_hash(set) : -1;
    release_or_null(set);
    return result;
}

/* As sets: the order of the arguments does not matter. */
static Object *compare(Object *left, Object *right, int op) {
    if (!is_union(right) || (op != COMPARE_EQ && op != COMPARE_NE)) return retain(NotImplemented);
    Object *a = set_new(union_of(left)->args), *b = a ? set_new(union_of(right)->args) : NULL;
    Object *result = b ? object_compare(a, b, op) : NULL;
    release_or_null(a);
    release_or_null(b);
    return result;
}

static Object *parameters_borrowed(Object *o) {
    Union *self = union_of(o);
    if (!self->parameters) self->parameters = generic_parameters(self->args);
    return self->parameters;
}

/* Replaces type variables by way of a generic alias of the same arguments, then joins the results. */
static Object *get_item(Object *o, Object *key) {
    Object *parameters = parameters_borrowed(o);
    if (!parameters) return NULL;
    if (tuple_count(parameters) == 0) return error_set(TypeError, "%R is not a generic class", o);
    Object *alias = generic_alias_new(o, union_of(o)->args), *replaced = alias ? alias->type->get_item(alias, key) : NULL;
    release_or_null(alias);
    if (!replaced) return NULL;
    Object *args = ((GenericAlias *)replaced)->args, *list = list_new(2), *result = NULL;
    bool failed = !list;
    for (size_t i = 0; !failed && i < tuple_count(args); i++) failed = add_operand(list, tuple_item_borrowed(args, i)) != 0;
    if (!failed) result = from_list(list);
    release_or_null(list);
    release(replaced);
    return result;
}

static int check_members(Object *self, const char *function) {
    Object *args = union_of(self)->args;
    for (size_t i = 0; i < tuple_count(args); i++)
        if (is_generic_alias(tuple_item_borrowed(args, i)))
            return error_set_int(TypeError, "%s() argument 2 cannot be a parameterized generic", function);
    return 0;
}

static Value instancecheck_method(Object *self, Object **args) {
    if (check_members(self, "isinstance")) return value_error();
    int result = object_isinstance(args[0], union_of(self)->args);
    return result < 0 ? value_error() : value_bool(result);
}

static Value subclasscheck_method(Object *self, Object **args) {
    if (!is_type(args[0])) return error_set_value(TypeError, "issubclass() arg 1 must be a class");
    if (check_members(self, "issubclass")) return value_error();
    int result = object_issubclass(args[0], union_of(self)->args);
    return result < 0 ? value_error() : value_bool(result);
}

static const Method methods[] = {
    {"__instancecheck__", instancecheck_method, "(instance, /)", NULL, 0}, {"__subclasscheck__", subclasscheck_method, "(subclass, /)", NULL, 0}, {0},
};

static Object *get_args(Object *o) { return retain(union_of(o)->args); }
static Object *get_parameters(Object *o) { return retain_or_null(parameters_borrowed(o)); }

static const Getter getters[] = {
    {"__args__", get_args, getter_readonly, NULL}, {"__parameters__", get_parameters, NULL, "Type variables in the types.UnionType."}, {0},
};

Type union_type = {
    .head = TYPE_HEAD, .name = "types.UnionType", .size = sizeof(Union), .flags = TYPE_GC, .dealloc = dealloc, .traverse = traverse,
    .clear = clear, .getattr = object_generic_getattr, .repr = repr, .hash = hash, .compare = compare, .get_item = get_item,
    .binary = {[BINARY_OR] = union_or}, .methods = methods, .getters = getters,
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
};
