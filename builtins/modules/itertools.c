/* itertools.c - the itertools module. */
#include <stdarg.h>

#include "builtins/modules/itertools.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"
#include "builtins/types/tuple.h"

IterTool *itertool_new(Type *type) {
    IterTool *self = (IterTool *)object_new(type);
    if (self) gc_track(&self->head);
    return self;
}

void itertool_dealloc(Object *o) {
    IterTool *self = (IterTool *)o;
    release_or_null(self->a);
    release_or_null(self->b);
    release_or_null(self->c);
    release_or_null(self->d);
    object_free(o);
}

int itertool_traverse(Object *o, VisitFn visit, void *context) {
    IterTool *self = (IterTool *)o;
    VISIT(self->a);
    VISIT(self->b);
    VISIT(self->c);
    VISIT(self->d);
    return 0;
}

Object *itertool_self(Object *self) { return retain(self); }

Value itertool_reduce_steal(Object *self, Object *state, size_t count, ...) {
    Object *items[4];
    bool failed = false;
    va_list values;
    va_start(values, count);
    for (size_t i = 0; i < count; i++) failed |= !(items[i] = va_arg(values, Object *));
    va_end(values);
    Object *arguments = failed ? NULL : tuple_from_items(items, count), *result = NULL;
    if (arguments) result = state ? tuple_of(3, (Object *)self->type, arguments, state) : tuple_of(2, (Object *)self->type, arguments);
    for (size_t i = 0; i < count; i++) release_or_null(items[i]);
    release_or_null(arguments);
    release_or_null(state);
    return value_new(result);
}

/* ---- tee: n iterators over one, the first of them made here and the others copied from it ---- */

static Object *first_tee(Object *iterable) {
    Object *iterator = object_iter(iterable);
    if (!iterator) return NULL;
    Object *tee = iterator->type == &tee_type ? retain(iterator) : object_call_one((Object *)&tee_type, iterator);
    release(iterator);
    return tee;
}

static Value tee_function(Object *self UNUSED, Object **args) {
    ssize_t n = 2;
    if (args[1] && sequence_integer(args[1], &n)) return value_error();
    if (n < 0) return error_set_value(ValueError, "n must be >= 0");
    Tuple *result = (Tuple *)tuple_new((size_t)n);
    if (!result || n == 0) return value_new((Object *)result);
    result->items[0] = first_tee(args[0]);
    for (ssize_t i = 1; i < n && result->items[i - 1]; i++)
        result->items[i] = object_call_method(result->items[i - 1], "__copy__", 0);
    if (!result->items[n - 1]) {
        release(&result->head);
        return value_error();
    }
    gc_track(&result->head);
    return value_new(&result->head);
}

static const Method itertools_functions[] = {
    {"tee", tee_function, "(iterable, n=2, /)", "Returns a tuple of n independent iterators.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

static Type *const itertools_types[] = {
    &accumulate_type, &combinations_type, &combinations_with_replacement_type, &cycle_type, &dropwhile_type, &takewhile_type,
    &islice_type, &starmap_type, &chain_type, &compress_type, &filterfalse_type, &count_type, &zip_longest_type, &pairwise_type,
    &permutations_type, &product_type, &repeat_type, &groupby_type,
};

static int itertools_init(Object *module) {
    for (size_t i = 0; i < sizeof itertools_types / sizeof *itertools_types; i++)
        if (module_add_type(module, itertools_types[i])) return -1;
    return type_ready(&group_type) || module_add(module, "_tee", (Object *)&tee_type) || type_ready(&tee_type) ? -1 : 0;
}

const ModuleDef itertools_module = {"itertools", "Functional tools for creating and using iterators.", itertools_functions, itertools_init};
