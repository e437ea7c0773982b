/* weakref_proxy.c - proxies: every operation goes on to the referent, as long as there is one.
 *
 * An operand that is a proxy is replaced by its referent, retained for the time of the operation: script code may drop the
 * last other reference to it. MAY_RUN throughout. */
#include "builtins/types/weakref.h"

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"

static bool is_proxy(const Object *o) { return o->type == &weakproxy_type || o->type == &weakcallableproxy_type; }

/* The referent of a proxy, anything else itself. New reference, or NULL with ReferenceError pending. */
static Object *unwrap(Object *o) {
    if (!is_proxy(o)) return retain(o);
    Object *referent = weakref_get((WeakReference *)o);
    return referent ? referent : error_set(ReferenceError, "weakly-referenced object no longer exists");
}

/* ---- forwarding, by shape of the operation ---- */

static Object *forward_unary(Object *self, Object *(*operation)(Object *)) {
    Object *o = unwrap(self);
    if (!o) return NULL;
    Object *result = operation(o);
    release(o);
    return result;
}

/* Both referents, or neither and an exception pending. */
static int unwrap_two(Object *left, Object *right, Object **a, Object **b) {
    if (!(*a = unwrap(left))) return -1;
    if ((*b = unwrap(right))) return 0;
    release(*a);
    return -1;
}

static Object *forward_binary(Object *left, Object *right, int op, Object *(*operation)(Object *, Object *, int)) {
    Object *a, *b;
    if (unwrap_two(left, right, &a, &b)) return NULL;
    Object *result = operation(a, b, op);
    release(a);
    release(b);
    return result;
}

#define BINARY(op)                                                                                               \
    static Object *binary_##op(Object *left, Object *right) { return forward_binary(left, right, op, object_binary); }   \
    static Object *inplace_##op(Object *left, Object *right) { return forward_binary(left, right, op, object_inplace); }
BINARY(BINARY_ADD)
BINARY(BINARY_SUB)
BINARY(BINARY_MUL)
BINARY(BINARY_MATMUL)
BINARY(BINARY_DIV)
BINARY(BINARY_MOD)
BINARY(BINARY_POW)
BINARY(BINARY_LSHIFT)
BINARY(BINARY_RSHIFT)
BINARY(BINARY_OR)
BINARY(BINARY_XOR)
BINARY(BINARY_AND)
BINARY(BINARY_FLOORDIV)

#define UNARY(op)                                                                                   \
    static Object *operate_##op(Object *o) { return object_unary(o, op); }                          \
    static Object *unary_##op(Object *self) { return forward_unary(self, operate_##op); }
UNARY(UNARY_INVERT)
UNARY(UNARY_POS)
UNARY(UNARY_NEG)
UNARY(UNARY_ABS)

/* ---- numbers ---- */

static Object *proxy_power(Object *base, Object *exponent, Object *modulus) {
    Object *a, *b, *c = unwrap(modulus), *result = NULL;
    if (!c) return NULL;
    if (!unwrap_two(base, exponent, &a, &b)) {
        result = object_power(a, b, c);
        release(a);
        release(b);
    }
    release(c);
    return result;
}

static Object *divmod_of(Object *left, Object *right, int op UNUSED) { return object_divmod(left, right); }
static Object *proxy_divmod(Object *left, Object *right) { return forward_binary(left, right, 0, divmod_of); }

static Object *to_int_of(Object *o) { return object_call_one((Object *)&int_type, o); }
static Object *to_float_of(Object *o) { return object_call_one((Object *)&float_type, o); }
static Object *proxy_to_int(Object *self) { return forward_unary(self, to_int_of); }
static Object *proxy_to_float(Object *self) { return forward_unary(self, to_float_of); }
static Object *proxy_index(Object *self) { return forward_unary(self, object_index); }

static int proxy_truth(Object *self) {
    Object *o = unwrap(self);
    if (!o) return -1;
    int result = object_truth(o);
    release(o);
    return result;
}

/* ---- text, comparison, attributes ---- */

static Object *proxy_str(Object *self) { return forward_unary(self, object_str); }

static Object *proxy_repr(Object *self) {
    Object *referent = weakref_get((WeakReference *)self);
    if (!referent) referent = retain(None);
    Object *result = str_format("<weakproxy at %p to %s at %p>", (void *)self, type_full_name(referent->type), (void *)referent);
    release(referent);
    return result;
}

static Object *proxy_compare(Object *left, Object *right, int op) { return forward_binary(left, right, op, object_compare); }

static Object *getattr_of(Object *o, Object *name, int op UNUSED) { return object_getattr(o, name); }
static Object *proxy_getattr(Object *self, Object *name) { return forward_binary(self, name, 0, getattr_of); }

static int forward_set(Object *self, Object *key, Object *value, int (*operation)(Object *, Object *, Object *)) {
    Object *o = unwrap(self);
    if (!o) return -1;
    int result = operation(o, key, value);
    release(o);
    return result;
}
static int proxy_setattr(Object *self, Object *name, Object *value) { return forward_set(self, name, value, object_setattr); }

/* ---- containers, iteration, calls ---- */

static ssize_t proxy_length(Object *self) {
    Object *o = unwrap(self);
    if (!o) return -1;
    ssize_t length = object_length(o);
    release(o);
    return length;
}

static Object *get_item_of(Object *o, Object *key, int op UNUSED) { return object_get_item(o, key); }
static Object *proxy_get_item(Object *self, Object *key) { return forward_binary(self, key, 0, get_item_of); }
static int proxy_set_item(Object *self, Object *key, Object *value) { return forward_set(self, key, value, object_set_item); }

static int proxy_contains(Object *self, Object *item) {
    Object *o, *unwrapped;
    if (unwrap_two(self, item, &o, &unwrapped)) return -1;
    int result = object_contains(o, unwrapped);
    release(o);
    release(unwrapped);
    return result;
}

static Object *proxy_iter(Object *self) { return forward_unary(self, object_iter); }

static Object *next_of(Object *o) {
    if (o->type->next) return o->type->next(o);
    return error_set(TypeError, "Weakref proxy referenced a non-iterator '%.200s' object", type_full_name(o->type));
}
static Object *proxy_next(Object *self) { return forward_unary(self, next_of); }

static Value proxy_call(Object *self, Object **args, size_t count, Object *kwnames) {
    Object *o = unwrap(self);
    if (!o) return value_error();
    Value result = object_call_value(o, args, count, kwnames);
    if (result.tag == V_BORROWED) retain(result.o), result.tag = V_NEW;
    release(o);
    return result;
}

static Object *bytes_of(Object *o) { return object_call_method(o, "__bytes__", 0); }
static Object *reversed_of(Object *o) { return object_call_method(o, "__reversed__", 0); }
static Value bytes_method(Object *self, Object **args UNUSED) { return value_new(forward_unary(self, bytes_of)); }
static Value reversed_method(Object *self, Object **args UNUSED) { return value_new(forward_unary(self, reversed_of)); }

static const Method proxy_methods[] = {
    {"__bytes__", bytes_method, "()", NULL, 0},
    {"__reversed__", reversed_method, "()", NULL, 0},
    {0},
};

/* ---- the types ---- */

#define EACH_BINARY(slot) { \
    [BINARY_ADD] = slot##_BINARY_ADD, [BINARY_SUB] = slot##_BINARY_SUB, [BINARY_MUL] = slot##_BINARY_MUL, \
    [BINARY_MATMUL] = slot##_BINARY_MATMUL, [BINARY_DIV] = slot##_BINARY_DIV, [BINARY_MOD] = slot##_BINARY_MOD, \
    [BINARY_POW] = slot##_BINARY_POW, [BINARY_LSHIFT] = slot##_BINARY_LSHIFT, [BINARY_RSHIFT] = slot##_BINARY_RSHIFT, \
    [BINARY_OR] = slot##_BINARY_OR, [BINARY_XOR] = slot##_BINARY_XOR, [BINARY_AND] = slot##_BINARY_AND, \
    [BINARY_FLOORDIV] = slot##_BINARY_FLOORDIV, \
}
#define EACH_UNARY { \
    [UNARY_INVERT] = unary_UNARY_INVERT, [UNARY_POS] = unary_UNARY_POS, [UNARY_NEG] = unary_UNARY_NEG, [UNARY_ABS] = unary_UNARY_ABS}

/* Not hashable: the referent's hash would not outlive it. */
#define PROXY_TYPE(text) \
    .head = TYPE_HEAD, .name = text, .size = sizeof(WeakReference), .flags = TYPE_GC | TYPE_WEAKREF_SUBCLASS, \
    .destroy = weakref_destroy, .dealloc = weakref_dealloc, .traverse = weakref_traverse, .clear = weakref_clear, \
    .getattr = proxy_getattr, .setattr = proxy_setattr, .repr = proxy_repr, .str = proxy_str, \
    .hash = type_unhashable, .compare = proxy_compare, .iter = proxy_iter, .next = proxy_next, \
    .binary = EACH_BINARY(binary), .inplace = EACH_BINARY(inplace), .power = proxy_power, .divmod = proxy_divmod, \
    .unary = EACH_UNARY, .truth = proxy_truth, .to_int = proxy_to_int, .to_float = proxy_to_float, .index = proxy_index, \
    .length = proxy_length, .get_item = proxy_get_item, .set_item = proxy_set_item, .contains = proxy_contains

Type weakproxy_type = {PROXY_TYPE("weakref.ProxyType"), .methods = proxy_methods};
Type weakcallableproxy_type = {PROXY_TYPE("weakref.CallableProxyType"), .call = proxy_call};
