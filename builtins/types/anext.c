/* anext.c - what anext(iterator, default) returns: an awaitable around another, which turns StopAsyncIteration into
 * the default. */
#include "builtins/types/anext.h"

#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

typedef struct { Object head; Object *awaitable, *fallback, *iterator; } AnextAwaitable;

Object *anext_awaitable_new(Object *awaitable, Object *fallback) {
    AnextAwaitable *self = (AnextAwaitable *)object_new(&anext_awaitable_type);
    if (!self) return NULL;
    self->awaitable = retain(awaitable);
    self->fallback = retain(fallback);
    gc_track(&self->head);
    return &self->head;
}

/* The iterator behind the awaitable, made at the first use. BORROWED; NULL on error */
static Object *iterator_borrowed(AnextAwaitable *self) {
    if (self->iterator) return self->iterator;
    Type *type = self->awaitable->type;
    if (!type->await) return error_set(TypeError, "object %T can't be used in 'await' expression", self->awaitable);
    return self->iterator = type->await(self->awaitable);
}

/* Passes a result on; StopAsyncIteration becomes StopIteration with the default. */
static Object *filtered(AnextAwaitable *self, Object *result) {
    if (!result && error_clear_if(StopAsyncIteration)) error_set_object(StopIteration, self->fallback);
    return result;
}

static Object *awaitable_next(Object *o) {
    AnextAwaitable *self = (AnextAwaitable *)o;
    Object *iterator = iterator_borrowed(self);
    if (!iterator) return NULL;
    if (!iterator->type->next) return error_set(TypeError, "__await__() returned non-iterator of type '%T'", iterator);
    return filtered(self, iterator->type->next(iterator));
}

static Value call(Object *o, Object *name, Object **args, size_t count) {
    AnextAwaitable *self = (AnextAwaitable *)o;
    Object *iterator = iterator_borrowed(self);
    Object *method = iterator ? object_getattr(iterator, name) : NULL;
    if (!method) return value_error();
    Object *result = object_call(method, args, count, NULL);
    release(method);
    return value_new(filtered(self, result));
}

static Value send_method(Object *self, Object **args) { return call(self, NAME(send), args, 1); }
static Value close_method(Object *self, Object **args) { return call(self, NAME(close), args, 0); }
static Value throw_method(Object *self, Object **args) {
    return call(self, NAME(throw), ((Tuple *)args[0])->items, tuple_count(args[0]));
}

static Object *awaitable_self(Object *self) { return retain(self); }

static void awaitable_dealloc(Object *o) {
    AnextAwaitable *self = (AnextAwaitable *)o;
    release_or_null(self->awaitable);
    release_or_null(self->fallback);
    release_or_null(self->iterator);
    object_free(o);
}

static int awaitable_traverse(Object *o, VisitFn visit, void *context) {
    AnextAwaitable *self = (AnextAwaitable *)o;
    VISIT(self->awaitable);
    VISIT(self->fallback);
    VISIT(self->iterator);
    return 0;
}

static const Method awaitable_methods[] = {
    {"send", send_method, "(value, /)", "send(arg) -> send 'arg' into the wrapped iterator,\nreturn next yielded value or raise StopIteration.", 0},
    {"throw", throw_method, "(*args)", "throw(typ[,val[,tb]]) -> raise exception in the wrapped iterator,\nreturn next yielded value or raise StopIteration.", 0},
    {"close", close_method, "()", "close() -> raise GeneratorExit inside generator.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type anext_awaitable_type = {
    .head = TYPE_HEAD, .name = "anext_awaitable", .size = sizeof(AnextAwaitable), .flags = TYPE_GC,
    .dealloc = awaitable_dealloc, .traverse = awaitable_traverse, .iter = awaitable_self, .next = awaitable_next,
    .await = awaitable_self, .methods = awaitable_methods,
};
