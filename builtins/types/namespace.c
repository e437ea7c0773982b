/* namespace.c - types.SimpleNamespace: attributes from keywords, compared and shown as a whole. */
#include "builtins/types/namespace.h"

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

typedef struct Namespace { Object head; Object *dict; } Namespace;

static Namespace *namespace_of(Object *o) { return (Namespace *)o; }

static Object *new(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    Namespace *self = (Namespace *)object_new(type);
    if (!self) return NULL;
    self->dict = dict_new();
    gc_track(&self->head);
    if (self->dict) return &self->head;
    release(&self->head);
    return NULL;
}

static int init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (count) return error_set_int(TypeError, "no positional arguments expected");
    for (size_t i = 0; kwnames && i < tuple_count(kwnames); i++)
        if (dict_set(namespace_of(self)->dict, tuple_item_borrowed(kwnames, i), args[i])) return -1;
    return 0;
}

Object *namespace_new(Object *dict) {
    Namespace *self = (Namespace *)new(&namespace_type, NULL, 0, NULL);
    if (!self || !dict || !dict_update(self->dict, dict)) return (Object *)self;
    release(&self->head);
    return NULL;
}

static int clear(Object *o) {
    CLEAR(namespace_of(o)->dict);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(namespace_of(o)->dict);
    return 0;
}

static int append_items(Buffer *buffer, Object *dict) {
    Object *key, *value;
    bool first = true;
    for (size_t position = 0; dict_next(dict, &position, &key, &value);) {
        if (!is_str(key) || !str_size(key)) continue;
        retain(key);
        retain(value);
        Object *text = str_format("%s%U=%R", first ? "" : ", ", key, value);
        release(key);
        release(value);
        if (!text) return -1;
        buffer_append(buffer, str_data(text), str_size(text));
        release(text);
        first = false;
    }
    return 0;
}

static Object *repr(Object *o) {
    const char *name = o->type == &namespace_type ? "namespace" : type_full_name(o->type);
    int entered = repr_enter(o);
    if (entered) return entered < 0 ? NULL : str_format("%s(...)", name);
    Buffer buffer = BUFFER_INIT;
    buffer_append_format(&buffer, "%s(", name);
    Object *copy = dict_copy(namespace_of(o)->dict);
    int failed = copy ? append_items(&buffer, copy) : -1;
    release_or_null(copy);
    repr_leave(o);
    buffer_append_byte(&buffer, ')');
    if (!failed) return str_from_buffer(&buffer);
    buffer_free(&buffer);
    return NULL;
}

static Object *compare(Object *left, Object *right, int op) {
    if (!object_is_instance(left, &namespace_type) || !object_is_instance(right, &namespace_type)) return retain(NotImplemented);
    return object_compare(namespace_of(left)->dict, namespace_of(right)->dict, op);
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *empty = tuple_new(0), *result = empty ? tuple_of(3, self->type, empty, namespace_of(self)->dict) : NULL;
    release_or_null(empty);
    return value_new(result);
}

static Object *get_dict(Object *self) { return retain(namespace_of(self)->dict); }

static const Method methods[] = {{"__reduce__", reduce_method, "()", "Return state information for pickling", 0}, {0}};
static const Getter getters[] = {{"__dict__", get_dict, getter_readonly, NULL}, {0}};

Type namespace_type = {
    .head = TYPE_HEAD, .name = "types.SimpleNamespace", .size = sizeof(Namespace), .flags = TYPE_GC | TYPE_BASE,
    .dict_offset = offsetof(Namespace, dict), .new = new, .init = init, .dealloc = dealloc, .traverse = traverse, .clear = clear,
    .getattr = object_generic_getattr, .setattr = object_generic_setattr, .repr = repr, .compare = compare, .methods = methods, .getters = getters,
    .doc = "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)",
};
