/* operator_getters.c - operator.itemgetter, attrgetter, methodcaller. Calling one runs script code. */
#include "builtins/modules/operator_getters.h"

#include <string.h>

#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* itemgetter: items are the keys. attrgetter: the dotted names, each a Tuple of interned parts, and names as given.
 * methodcaller: items are the positional arguments, name and keywords beside them. */
typedef struct { Object head; Object *items, *names, *keywords; } Getters;

/* (type, the arguments it was made from): what pickle needs. Keywords of a methodcaller cannot be told so. */
static Value reduce_method(Object *o, Object **args UNUSED) {
    const Getters *self = (const Getters *)o;
    if (self->keywords) return error_set_value(TypeError, "cannot pickle '%s' object", type_full_name(o->type));
    Object *first = self->names && !is_tuple(self->names) ? tuple_of(1, self->names) : NULL;
    Object *arguments = first ? object_binary(first, self->items, BINARY_ADD) : error_pending() ? NULL : retain(self->names ? self->names : self->items);
    Object *result = arguments ? tuple_of(2, (Object *)o->type, arguments) : NULL;
    release_or_null(first);
    release_or_null(arguments);
    return value_new(result);
}

static const Method getters_methods[] = {{"__reduce__", reduce_method, "()", "Return state information for pickling", 0}, {0}};

static void getters_dealloc(Object *o) {
    Getters *self = (Getters *)o;
    release_or_null(self->items);
    release_or_null(self->names);
    release_or_null(self->keywords);
    object_free(o);
}

static int getters_traverse(Object *o, VisitFn visit, void *context) {
    Getters *self = (Getters *)o;
    VISIT(self->items);
    VISIT(self->names);
    VISIT(self->keywords);
    return 0;
}

static Getters *getters_new(Type *type) {
    Getters *self = (Getters *)object_new(type);
    if (self) gc_track(&self->head);
    return self;
}

/* The one argument of a getter's call; BORROWED. */
static Object *only_argument(const char *name, Object **args, size_t count, Object *kwnames) {
    return args_no_keywords(name, kwnames) || args_count(name, count, 1, 1) ? NULL : args[0];
}

/* get(o, item) for each item: the only result, or a tuple of them. */
static Value get_each(Object *o, Object *items, Object *(*get)(Object *, Object *)) {
    size_t count = tuple_count(items);
    if (count == 1) return value_new(get(o, tuple_item_borrowed(items, 0)));
    Object *results = list_new(count);
    for (size_t i = 0; results && i < count; i++) {
        Object *result = get(o, tuple_item_borrowed(items, i));
        if (!result || list_append_steal(results, result)) CLEAR(results);
    }
    if (!results) return value_error();
    Object *tuple = list_to_tuple(results);
    release(results);
    return value_new(tuple);
}

/* ---- itemgetter ---- */

static Object *itemgetter_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords("itemgetter", kwnames)) return NULL;
    if (count < 1) return error_set(TypeError, "itemgetter expected 1 argument, got 0");
    Getters *self = getters_new(type);
    if (self && !(self->items = tuple_from_items(args, count))) CLEAR(self);
    return (Object *)self;
}

static Value itemgetter_call(Object *self, Object **args, size_t count, Object *kwnames) {
    Object *o = only_argument("itemgetter", args, count, kwnames);
    return o ? get_each(o, ((Getters *)self)->items, object_get_item) : value_error();
}

/* "operator.itemgetter(1, 'a')" */
static Object *repr_with(const char *name, Object *items) {
    Buffer buffer = BUFFER_INIT;
    buffer_append_text(&buffer, name);
    for (size_t i = 0; i < tuple_count(items); i++) {
        buffer_append_text(&buffer, i ? ", " : "(");
        if (repr_append(&buffer, tuple_item_borrowed(items, i))) {
            buffer_free(&buffer);
            return NULL;
        }
    }
    buffer_append_byte(&buffer, ')');
    return str_from_buffer(&buffer);
}

static Object *itemgetter_repr(Object *self) { return repr_with("operator.itemgetter", ((Getters *)self)->items); }

Type itemgetter_type = {
    .head = TYPE_HEAD, .name = "operator.itemgetter", .size = sizeof(Getters), .flags = TYPE_GC | TYPE_BASE,
    .new = itemgetter_construct, .dealloc = getters_dealloc, .traverse = getters_traverse, .call = itemgetter_call,
    .repr = itemgetter_repr, .methods = getters_methods,
    .doc = "Return a callable object that fetches the given item(s) from its operand.\n"
           "After f = itemgetter(2), the call f(r) returns r[2].\n"
           "After g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
};

/* ---- attrgetter ---- */

/* "a.b.c" as a Tuple of interned parts. */
static Object *split_name(Object *name) {
    if (!is_str(name)) return error_set(TypeError, "attribute name must be a string");
    Object *parts = list_new(1);
    for (const char *text = str_data(name), *end = text + str_size(name); parts;) {
        const char *dot = memchr(text, '.', (size_t)(end - text));
        Object *part = str_intern_utf8(text, (size_t)((dot ? dot : end) - text));
        if (!part || list_append_steal(parts, part)) CLEAR(parts);
        if (!dot) break;
        text = dot + 1;
    }
    if (!parts) return NULL;
    Object *tuple = list_to_tuple(parts);
    release(parts);
    return tuple;
}

static Object *get_attribute(Object *o, Object *parts) {
    retain(o);
    for (size_t i = 0; o && i < tuple_count(parts); i++) {
        Object *value = object_getattr(o, tuple_item_borrowed(parts, i));
        release(o);
        o = value;
    }
    return o;
}

static Object *attrgetter_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords("attrgetter", kwnames)) return NULL;
    if (count < 1) return error_set(TypeError, "attrgetter expected 1 argument, got 0");
    Getters *self = getters_new(type);
    if (!self) return NULL;
    Tuple *paths = (Tuple *)tuple_new(count);
    if (!paths) goto fail;
    self->items = &paths->head;
    for (size_t i = 0; i < count; i++)
        if (!(paths->items[i] = split_name(args[i]))) goto fail;
    gc_track(&paths->head);
    if ((self->names = tuple_from_items(args, count))) return &self->head;
fail:
    release(&self->head);
    return NULL;
}

static Value attrgetter_call(Object *self, Object **args, size_t count, Object *kwnames) {
    Object *o = only_argument("attrgetter", args, count, kwnames);
    return o ? get_each(o, ((Getters *)self)->items, get_attribute) : value_error();
}

static Object *attrgetter_repr(Object *self) { return repr_with("operator.attrgetter", ((Getters *)self)->names); }

Type attrgetter_type = {
    .head = TYPE_HEAD, .name = "operator.attrgetter", .size = sizeof(Getters), .flags = TYPE_GC | TYPE_BASE,
    .new = attrgetter_construct, .dealloc = getters_dealloc, .traverse = getters_traverse, .call = attrgetter_call,
    .repr = attrgetter_repr, .methods = getters_methods,
    .doc = "Return a callable object that fetches the given attribute(s) from its operand.\n"
           "After f = attrgetter('name'), the call f(r) returns r.name.\n"
           "After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\n"
           "After h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
};

/* ---- methodcaller ---- */

static Object *methodcaller_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    if (count < 1) return error_set(TypeError, "methodcaller needs at least one argument, the method name");
    if (!is_str(args[0])) return error_set(TypeError, "method name must be a string");
    Getters *self = getters_new(type);
    if (!self) return NULL;
    self->names = str_intern_utf8(str_data(args[0]), str_size(args[0]));
    size_t keywords = kwnames ? tuple_count(kwnames) : 0;
    self->items = tuple_from_items(args + 1, count - 1 + keywords);
    self->keywords = retain_or_null(kwnames);
    if (!self->names || !self->items) CLEAR(self);
    return (Object *)self;
}

static Value methodcaller_call(Object *o, Object **args, size_t count, Object *kwnames) {
    const Getters *self = (const Getters *)o;
    Object *receiver = only_argument("methodcaller", args, count, kwnames);
    Object *method = receiver ? object_getattr(receiver, self->names) : NULL;
    if (!method) return value_error();
    size_t keywords = self->keywords ? tuple_count(self->keywords) : 0;
    Value result = object_call_value(method, ((Tuple *)self->items)->items, tuple_count(self->items) - keywords, self->keywords);
    release(method);
    return result;
}

static Object *methodcaller_repr(Object *o) {
    const Getters *self = (const Getters *)o;
    size_t keywords = self->keywords ? tuple_count(self->keywords) : 0, positional = tuple_count(self->items) - keywords;
    Buffer buffer = BUFFER_INIT;
    buffer_append_text(&buffer, "operator.methodcaller(");
    int failed = repr_append(&buffer, self->names);
    for (size_t i = 0; !failed && i < tuple_count(self->items); i++) {
        buffer_append_text(&buffer, ", ");
        if (i >= positional) buffer_append_format(&buffer, "%s=", str_data(tuple_item_borrowed(self->keywords, i - positional)));
        failed = repr_append(&buffer, tuple_item_borrowed(self->items, i));
    }
    buffer_append_byte(&buffer, ')');
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

Type methodcaller_type = {
    .head = TYPE_HEAD, .name = "operator.methodcaller", .size = sizeof(Getters), .flags = TYPE_GC | TYPE_BASE,
    .new = methodcaller_construct, .dealloc = getters_dealloc, .traverse = getters_traverse, .call = methodcaller_call,
    .repr = methodcaller_repr, .methods = getters_methods,
    .doc = "Return a callable object that calls the given method on its operand.\n"
           "After f = methodcaller('name'), the call f(r) returns r.name().\n"
           "After g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
};
