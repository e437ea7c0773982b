/* weakref.c - the ref type: a callable that gives its referent or None.
 *
 * Hash and comparison run script code; a referent is retained meanwhile. */
#include "builtins/types/weakref.h"

#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/union.h"
#include "gc/weakref.h"
#include "runtime/object/alloc.h"
#include "runtime/object/names.h"

/* ---- making ---- */

static Object *shared(Object *o, const Type *type) {
    WeakReference *reference = weakrefs_shared_borrowed(o, type);
    return reference ? retain(&reference->head) : NULL;
}

static bool is_exact(const Type *type) {
    return type == &weakref_type || type == &weakproxy_type || type == &weakcallableproxy_type;
}

static Object *make(Type *type, Object *o, Object *callback) {
    if (!weakrefs_of(o)) return error_set(TypeError, "cannot create weak reference to '%s' object", type_full_name(o->type));
    if (callback == None) callback = NULL;
    Object *existing = callback || !is_exact(type) ? NULL : shared(o, type);
    if (existing) return existing;
    WeakReference *reference = (WeakReference *)(is_exact(type) ? object_new_plain(type, sizeof(WeakReference)) : object_new(type));
    if (!reference) return NULL;
    reference->hash = -1;
    reference->referent = o;
    reference->callback = retain_or_null(callback);
    weakref_link(reference);
    gc_track(&reference->head);
    return &reference->head;
}

Object *weakref_new(Object *o, Object *callback) { return make(&weakref_type, o, callback); }

Object *weakproxy_new(Object *o, Object *callback) {
    return make(object_is_callable(o) ? &weakcallableproxy_type : &weakproxy_type, o, callback);
}

static Object *ref_to(Object *o) { return make(&weakref_type, o, NULL); }

static Object *ref_new(Type *type, Object **args, size_t count, Object *kwnames UNUSED) {
    if (args_count("__new__", count, 1, 2)) return NULL;
    return make(type, args[0], count == 2 ? args[1] : NULL);
}

static int ref_init(Object *self UNUSED, Object **args UNUSED, size_t count, Object *kwnames) {
    if (args_no_keywords("ref", kwnames)) return -1;
    return args_count("__init__", count, 1, 2);
}

/* ---- life: shared with the proxies ---- */

void weakref_dealloc(Object *self) {
    WeakReference *reference = (WeakReference *)self;
    weakref_unlink(reference);
    release_or_null(reference->callback);
    object_free(self);
}

void weakref_destroy(Object *self) {
    WeakReference *reference = (WeakReference *)self;
    if (!destroy_begin(self)) return;
    if (reference->referent) weakref_unlink(reference);
    release_or_null(reference->callback);
    object_free_plain(self, sizeof(WeakReference));
    destroy_end();
}

int weakref_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((WeakReference *)self)->callback);
    return 0;
}

int weakref_clear(Object *self) {
    weakref_unlink((WeakReference *)self);
    CLEAR(((WeakReference *)self)->callback);
    return 0;
}

/* ---- ref ---- */

static Value ref_call(Object *self, Object **args UNUSED, size_t count, Object *kwnames) {
    if (unlikely(kwnames) && args_no_keywords("weakref", kwnames)) return value_error();
    if (unlikely(count) && args_count("weakref", count, 0, 0)) return value_error();
    Object *referent = weakref_get((WeakReference *)self);
    return referent ? value_new(referent) : value_none();
}

static Hash ref_hash(Object *self) {
    WeakReference *reference = (WeakReference *)self;
    if (reference->hash != -1) return reference->hash;
    Object *referent = weakref_get(reference);
    if (!referent) return error_set_int(TypeError, "weak object has gone away");
    reference->hash = object_hash(referent);
    release(referent);
    return reference->hash;
}

/* By identity when one of the two is dead. */
static Object *ref_compare(Object *left, Object *right, int op) {
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_weak_reference(left) || !is_weak_reference(right)) return not_implemented();
    Object *a = weakref_get((WeakReference *)left), *b = weakref_get((WeakReference *)right), *result;
    if (a && b) result = object_compare(a, b, op);
    else result = retain((left == right) == (op == COMPARE_EQ) ? True : False);
    release_or_null(a);
    release_or_null(b);
    return result;
}

static Object *ref_repr(Object *self) {
    Object *referent = weakref_get((WeakReference *)self), *result = NULL;
    if (!referent) return str_format("<weakref at %p; dead>", (void *)self);
    Object *name = object_getattr_or_null(referent, NAME(__name__));
    const char *type = type_full_name(referent->type);
    if (name && is_str(name)) result = str_format("<weakref at %p; to '%s' at %p (%U)>", (void *)self, type, (void *)referent, name);
    else if (!error_pending()) result = str_format("<weakref at %p; to '%s' at %p>", (void *)self, type, (void *)referent);
    release_or_null(name);
    release(referent);
    return result;
}

static Object *get_callback(Object *self) {
    Object *callback = ((WeakReference *)self)->callback;
    return retain(callback ? callback : None);
}

static Value class_getitem_method(Object *self, Object **args) { return value_new(generic_alias_new(self, args[0])); }

static const Method ref_methods[] = {
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {0},
};

static const Getter ref_getters[] = {
    {"__callback__", get_callback, NULL, NULL},
    {0},
};

Type weakref_type = {
    .head = TYPE_HEAD, .name = "weakref.ReferenceType", .size = sizeof(WeakReference), .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREF_SUBCLASS,
    .new = ref_new, .convert = ref_to, .init = ref_init, .destroy = weakref_destroy, .dealloc = weakref_dealloc, .traverse = weakref_traverse, .clear = weakref_clear,
    .call = ref_call, .hash = ref_hash, .compare = ref_compare, .repr = ref_repr,
    .methods = ref_methods, .getters = ref_getters,
};
