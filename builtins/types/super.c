/* super.c - super: attribute lookup that starts behind a class in the MRO of an instance's class. Binding what it finds
 * may run script code. */
#include "builtins/types/super.h"

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

/* class: where to start behind; self: instance or class, NULL if unbound; owner: whose MRO is searched. */
typedef struct Super { Object head; Type *class; Object *self; Type *owner; } Super;

int (*super_no_args_hook)(Type **class, Object **self);

static Super *super_of(Object *o) { return (Super *)o; }

/* The class whose MRO counts: self itself if it is a subclass, its type, or what it claims as __class__. New or NULL. */
static Type *find_owner(Type *class, Object *self) {
    if (is_type(self) && type_is_subtype((Type *)self, class)) return (Type *)retain(self);
    if (type_is_subtype(self->type, class)) return RETAIN(self->type);
    Object *claimed = object_getattr_or_null(self, NAME(__class__));
    if (claimed && is_type(claimed) && claimed != (Object *)self->type && type_is_subtype((Type *)claimed, class)) return (Type *)claimed;
    release_or_null(claimed);
    if (error_pending()) return NULL;
    return error_set(TypeError, "super(type, obj): obj must be an instance or subtype of type");
}

Object *super_peek_behind(const Type *class, const Type *owner, Object *name) {
    size_t i = 0, count = owner->mro ? tuple_count(owner->mro) : 0;
    while (i < count && tuple_item_borrowed(owner->mro, i) != (Object *)class) i++;
    for (i++; i < count; i++) {
        Type *candidate = (Type *)tuple_item_borrowed(owner->mro, i);
        Object *found = candidate->dict ? dict_peek_str((Object *)candidate->dict, name) : NULL;
        if (found) return found;
    }
    return NULL;
}

/* Bound attribute behind class; NULL without exception if there is none. */
static Object *get_behind(Type *class, Object *self, Type *owner, Object *name) {
    if (name == NAME(__class__)) return NULL;   /* of the super object itself */
    Object *found = super_peek_behind(class, owner, name);
    if (!found) return NULL;
    retain(found);
    if (!found->type->descr_get) return found;
    Object *result = found->type->descr_get(found, self == (Object *)owner ? NULL : self, (Object *)owner);
    release(found);
    return result;
}

static Object *no_attribute(Object *self, Object *name) {
    return error_attribute(self, name, "'super' object has no attribute '%U'", name);
}

Object *super_getattr(Type *class, Object *self, Object *name) {
    Type *owner = find_owner(class, self);
    if (!owner) return NULL;
    Object *result = get_behind(class, self, owner, name);
    RELEASE(owner);
    return result || error_pending() ? result : no_attribute(self, name);
}

static Object *getattr(Object *o, Object *name) {
    Super *super = super_of(o);
    if (super->owner) {
        Object *result = get_behind(super->class, super->self, super->owner, name);
        if (result || error_pending()) return result;
    }
    return object_generic_getattr(o, name);
}

/* ---- making one ---- */

static Object *new(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    Object *self = object_new(type);
    if (self) gc_track(self);
    return self;
}

static int set_fields_steal(Super *super, Type *class, Object *self) {
    Type *owner = NULL;
    if (self == None) CLEAR(self);
    if (self && !(owner = find_owner(class, self))) {
        RELEASE(class);
        release(self);
        return -1;
    }
    object_replace_steal((Object **)&super->class, (Object *)class);
    object_replace_steal(&super->self, self);
    object_replace_steal((Object **)&super->owner, (Object *)owner);
    return 0;
}

static int init(Object *o, Object **args, size_t count, Object *kwnames) {
    Type *class;
    Object *self;
    if (kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "super() takes no keyword arguments");
    if (count > 2) return error_set_int(TypeError, "super() expected at most 2 arguments, got %zd", (ssize_t)count);
    if (count == 0) {
        if (!super_no_args_hook) return error_set_int(RuntimeError, "super(): no current frame");
        if (super_no_args_hook(&class, &self)) return -1;
        return set_fields_steal(super_of(o), class, self);
    }
    if (!is_type(args[0])) return error_set_int(TypeError, "super() argument 1 must be a type, not %.200s", type_full_name(args[0]->type));
    return set_fields_steal(super_of(o), (Type *)retain(args[0]), count > 1 ? retain(args[1]) : NULL);
}

/* An unbound super in a class binds on access. */
static Object *descr_get(Object *o, Object *instance, Object *owner UNUSED) {
    Super *super = super_of(o);
    if (!instance || instance == None || super->self) return retain(o);
    if (o->type != &super_type) return object_call_objects((Object *)o->type, 2, super->class, instance);
    Super *bound = (Super *)new(&super_type, NULL, 0, NULL);
    if (!bound) return NULL;
    if (!set_fields_steal(bound, RETAIN(super->class), retain(instance))) return &bound->head;
    release(&bound->head);
    return NULL;
}

static int clear(Object *o) {
    CLEAR(super_of(o)->class);
    CLEAR(super_of(o)->self);
    CLEAR(super_of(o)->owner);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(super_of(o)->class);
    VISIT(super_of(o)->self);
    VISIT(super_of(o)->owner);
    return 0;
}

static Object *repr(Object *o) {
    const Super *super = super_of(o);
    const char *class = super->class ? type_full_name(super->class) : "NULL";
    if (super->owner) return str_format("<super: <class '%s'>, <%s object>>", class, type_full_name(super->owner));
    return str_format("<super: <class '%s'>, NULL>", class);
}

static Object *or_none(void *field) { return retain(field ? (Object *)field : None); }
static Object *get_this(Object *o) { return or_none(super_of(o)->class); }
static Object *get_self(Object *o) { return or_none(super_of(o)->self); }
static Object *get_owner(Object *o) { return or_none(super_of(o)->owner); }

static const Getter getters[] = {
    {"__thisclass__", get_this, getter_readonly, "the class invoking super()"}, {"__self__", get_self, getter_readonly, "the instance invoking super(); may be None"},
    {"__self_class__", get_owner, getter_readonly, "the type of the instance invoking super(); may be None"}, {0},
};

Type super_type = {
    .head = TYPE_HEAD, .name = "super", .size = sizeof(Super), .flags = TYPE_GC | TYPE_BASE, .new = new, .init = init, .dealloc = dealloc,
    .traverse = traverse, .clear = clear, .getattr = getattr, .repr = repr, .descr_get = descr_get, .getters = getters,
    .doc = "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; "
           "requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a "
           "cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\n"
           "class C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n",
};
