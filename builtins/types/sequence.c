/* sequence.c - what the sequence types share: argument checks of constructors, index arithmetic, pieces of repr. */
#include "builtins/types/sequence.h"

#include "builtins/types/dict.h"
#include "builtins/types/slice.h"
#include "builtins/types/tuple.h"
#include "runtime/object/signature.h"

int args_no_keywords(const char *name, Object *kwnames) {
    if (likely(!kwnames || tuple_count(kwnames) == 0)) return 0;
    return error_set_int(TypeError, "%s() takes no keyword arguments", name);
}

int args_count(const char *name, size_t count, size_t minimum, size_t maximum) {
    if (likely(count >= minimum && count <= maximum)) return 0;
    size_t wanted = count < minimum ? minimum : maximum;
    const char *how = minimum == maximum ? "" : count < minimum ? "at least " : "at most ";
    return error_set_int(TypeError, "%s expected %s%zu argument%s, got %zu", name, how, wanted, wanted == 1 ? "" : "s", count);
}

int args_bind(Signature **cache, const char *name, const char *text, Object **args, size_t count, Object *kwnames, Object **bound) {
    if (!*cache && !(*cache = signature_parse(text))) return -1;
    return signature_bind(*cache, name, args, count, kwnames, bound);
}

int sequence_index_slow(const char *name, Object *key, ssize_t *index) {
    if (unlikely(!key->type->index && !is_int(key)))
        return error_set_int(TypeError, "%s indices must be integers or slices, not %T", name, key);
    return object_as_index(key, index, IndexError);
}

int sequence_bound(Object *argument, ssize_t fallback, ssize_t *bound) {
    *bound = fallback;
    if (!argument) return 0;
    if (!argument->type->index && !is_int(argument))
        return error_set_int(TypeError, "slice indices must be integers or have an __index__ method");
    return object_as_index(argument, bound, NULL);
}

int sequence_integer(Object *argument, ssize_t *result) {
    return object_as_index(argument, result, OverflowError);
}

int repr_append(Buffer *buffer, Object *o) {
    Object *text = object_repr(o);
    if (!text) return -1;
    buffer_append(buffer, str_data(text), str_size(text));
    release(text);
    return 0;
}

Object *builtin_by_name(const char *name) {
    Object *function = interp.builtins ? dict_peek_text(interp.builtins, name) : NULL;
    if (function) return retain(function);
    return error_pending() ? NULL : error_set(AttributeError, "builtins has no attribute '%s'", name);
}

Object *sequence_compare_lengths(size_t left, size_t right, int op) {
    switch (op) {
    case COMPARE_EQ: return bool_object(left == right);
    case COMPARE_NE: return bool_object(left != right);
    case COMPARE_LT: return bool_object(left < right);
    case COMPARE_LE: return bool_object(left <= right);
    case COMPARE_GT: return bool_object(left > right);
    default: return bool_object(left >= right);
    }
}
