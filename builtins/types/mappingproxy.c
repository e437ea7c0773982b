/* mappingproxy.c - a read-only view of a mapping: what a class's __dict__ is. Every operation goes on to the mapping and
 * may run script code. */
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

typedef struct MappingProxy { Object head; Object *mapping; } MappingProxy;
static Object *mapping_of(Object *o) { return ((MappingProxy *)o)->mapping; }
static bool is_proxy(const Object *o) { return o->type == &mappingproxy_type; }
static Object *unwrap(Object *o) { return is_proxy(o) ? mapping_of(o) : o; }

Object *mappingproxy_new(Object *mapping) {
    MappingProxy *proxy = (MappingProxy *)object_new(&mappingproxy_type);
    if (!proxy) return NULL;
    proxy->mapping = retain(mapping);
    gc_track(&proxy->head);
    return &proxy->head;
}

static Object *proxy_new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    bool named = kwnames && tuple_count(kwnames) == 1 && count == 0 && str_equal_text(tuple_item_borrowed(kwnames, 0), "mapping");
    if (count + (kwnames ? tuple_count(kwnames) : 0) == 0)
        return error_set(TypeError, "mappingproxy() missing required argument 'mapping' (pos 1)");
    if (!named && (count != 1 || (kwnames && tuple_count(kwnames))))
        return error_set(TypeError, "mappingproxy() takes at most 1 argument (%zu given)", count + (kwnames ? tuple_count(kwnames) : 0));
    if (!args[0]->type->get_item || is_list(args[0]) || is_tuple(args[0]))
        return error_set(TypeError, "mappingproxy() argument must be a mapping, not %s", type_full_name(args[0]->type));
    return mappingproxy_new(args[0]);
}

static void proxy_dealloc(Object *o) {
    release_or_null(mapping_of(o));
    object_free(o);
}

static int proxy_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(mapping_of(o));
    return 0;
}

static Object *proxy_repr(Object *o) { return str_format("mappingproxy(%R)", mapping_of(o)); }
static Object *proxy_str(Object *o) { return object_str(mapping_of(o)); }
static ssize_t proxy_length(Object *o) { return object_length(mapping_of(o)); }
static Object *proxy_get_item(Object *o, Object *key) { return object_get_item(mapping_of(o), key); }
static int proxy_contains(Object *o, Object *key) { return object_contains(mapping_of(o), key); }
static Object *proxy_iter(Object *o) { return object_iter(mapping_of(o)); }
static Object *proxy_compare(Object *left, Object *right, int op) { return object_compare(mapping_of(left), unwrap(right), op); }
static Object *proxy_or(Object *left, Object *right) { return object_binary(unwrap(left), unwrap(right), BINARY_OR); }

static Object *proxy_ior(Object *left, Object *right UNUSED) {
    return error_set(TypeError, "'|=' is not supported by %s; use '|' instead", type_full_name(left->type));
}

static Value forward(Object *self, const char *name) { return value_new(object_call_method(mapping_of(self), name, 0)); }
static Value keys_method(Object *self, Object **args UNUSED) { return forward(self, "keys"); }
static Value values_method(Object *self, Object **args UNUSED) { return forward(self, "values"); }
static Value items_method(Object *self, Object **args UNUSED) { return forward(self, "items"); }
static Value copy_method(Object *self, Object **args UNUSED) { return forward(self, "copy"); }
static Value get_method(Object *self, Object **args) {
    return value_new(object_call_method(mapping_of(self), "get", 2, args[0], args[1] ? args[1] : None));
}
static Value reversed_method(Object *self, Object **args UNUSED) { return forward(self, "__reversed__"); }

static const Method proxy_methods[] = {
    {"get", get_method, "(key, default=None, /)", "Return the value for key if key is in the mapping, else default.", 0},
    {"keys", keys_method, "()", "D.keys() -> a set-like object providing a view on D's keys", 0},
    {"values", values_method, "()", "D.values() -> an object providing a view on D's values", 0},
    {"items", items_method, "()", "D.items() -> a set-like object providing a view on D's items", 0},
    {"copy", copy_method, "()", "D.copy() -> a shallow copy of D", 0},
    {"__reversed__", reversed_method, "()", "D.__reversed__() -> reverse iterator", 0},
    {0},
};

Type mappingproxy_type = {
    .head = TYPE_HEAD, .name = "mappingproxy", .size = sizeof(MappingProxy), .flags = TYPE_GC | TYPE_MAPPING,
    .new = proxy_new, .dealloc = proxy_dealloc, .traverse = proxy_traverse, .getattr = object_generic_getattr, .repr = proxy_repr,
    .str = proxy_str, .hash = type_unhashable, .compare = proxy_compare, .iter = proxy_iter, .length = proxy_length,
    .get_item = proxy_get_item, .contains = proxy_contains, .binary = {[BINARY_OR] = proxy_or}, .inplace = {[BINARY_OR] = proxy_ior},
    .methods = proxy_methods, .doc = "Read-only proxy of a mapping.",
};
