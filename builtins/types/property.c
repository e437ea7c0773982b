/* property.c - property: its accessors are called, so everything here may run script code. */
#include "builtins/types/function.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"

static Property *property_of(Object *o) { return (Property *)o; }
static Object *none_to_null(Object *o) { return o == None ? NULL : o; }

/* The getter's docstring becomes the property's; in a subclass it goes to the instance's own __doc__. */
static int take_getter_doc(Object *self, Object *getter) {
    Object *doc = object_getattr_or_null(getter, NAME(__doc__));
    if (!doc) return error_pending() ? -1 : 0;
    Property *property = property_of(self);
    property->getter_doc = doc != None;
    int failed = 0;
    if (self->type == &property_type) object_replace_steal(&property->doc, retain(doc));
    else failed = object_setattr(self, NAME(__doc__), doc);
    release(doc);
    return failed;
}

static int set_fields(Object *self, Object *get, Object *set, Object *del, Object *doc) {
    Property *property = property_of(self);
    property->getter_doc = false;
    object_replace_steal(&property->get, retain_or_null(none_to_null(get ? get : None)));
    object_replace_steal(&property->set, retain_or_null(none_to_null(set ? set : None)));
    object_replace_steal(&property->del, retain_or_null(none_to_null(del ? del : None)));
    object_replace_steal(&property->doc, retain_or_null(doc));
    if ((!doc || doc == None) && property->get) return take_getter_doc(self, property->get);
    return doc && self->type != &property_type ? object_setattr(self, NAME(__doc__), doc) : 0;
}

static Object *new(Type *type, Object **args UNUSED, size_t count UNUSED, Object *kwnames UNUSED) {
    Object *self = object_new(type);
    if (self) gc_track(self);
    return self;
}

static int init(Object *self, Object **args, size_t count, Object *kwnames) {
    static Signature *signature;
    Object *bound[SIGNATURE_MAX_PARAMETERS];
    if (!signature && !(signature = signature_parse("(fget=None, fset=None, fdel=None, doc=None)"))) return -1;
    if (signature_bind(signature, "property", args, count, kwnames, bound)) return -1;
    int failed = set_fields(self, bound[0], bound[1], bound[2], bound[3]);
    signature_unbind(signature, bound);
    return failed;
}

static int clear(Object *o) {
    Property *property = property_of(o);
    CLEAR(property->get);
    CLEAR(property->set);
    CLEAR(property->del);
    CLEAR(property->doc);
    CLEAR(property->name);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    Property *property = property_of(o);
    VISIT(property->get);
    VISIT(property->set);
    VISIT(property->del);
    VISIT(property->doc);
    VISIT(property->name);
    return 0;
}

/* ---- access ---- */

/* "property 'x' of 'C' object has no setter" */
static void *missing(const Property *property, Object *instance, const char *what) {
    Object *qualname = type_qualname(instance->type);
    if (!qualname) return NULL;
    if (property->name) error_set(AttributeError, "property %R of %R object has no %s", property->name, qualname, what);
    else error_set(AttributeError, "property of %R object has no %s", qualname, what);
    release(qualname);
    return NULL;
}

static Object *descr_get(Object *self, Object *instance, Object *owner UNUSED) {
    if (!instance || instance == None) return retain(self);
    Property *property = property_of(self);
    if (!property->get) return missing(property, instance, "getter");
    Object *getter = retain(property->get);
    Object *result = object_call_one(getter, instance);
    release(getter);
    return result;
}

static int descr_set(Object *self, Object *instance, Object *value) {
    Property *property = property_of(self);
    Object *function = value ? property->set : property->del;
    if (!function) return missing(property, instance, value ? "setter" : "deleter"), -1;
    retain(function);
    Object *result = object_call(function, (Object *[]){instance, value}, value ? 2 : 1, NULL);
    release(function);
    release_or_null(result);
    return result ? 0 : -1;
}

/* ---- getter, setter, deleter: a copy with one accessor replaced ---- */

static Object *copy_with(Object *self, Object *get, Object *set, Object *del) {
    const Property *old = property_of(self);
    if (!get || get == None) get = old->get ? old->get : None;
    if (!set || set == None) set = old->set ? old->set : None;
    if (!del || del == None) del = old->del ? old->del : None;
    Object *doc = old->getter_doc && get != None ? None : old->doc ? old->doc : None;
    Object *copy = object_call_objects((Object *)self->type, 4, get, set, del, doc);
    if (copy && object_is_instance(copy, &property_type)) object_replace_steal(&property_of(copy)->name, retain_or_null(old->name));
    return copy;
}

static Value getter_method(Object *self, Object **args) { return value_new(copy_with(self, args[0], NULL, NULL)); }
static Value setter_method(Object *self, Object **args) { return value_new(copy_with(self, NULL, args[0], NULL)); }
static Value deleter_method(Object *self, Object **args) { return value_new(copy_with(self, NULL, NULL, args[0])); }

static Value set_name_method(Object *self, Object **args) {
    if (tuple_count(args[0]) != 2)
        return error_set_value(TypeError, "__set_name__() takes 2 positional arguments but %zd were given", (ssize_t)tuple_count(args[0]));
    object_replace_steal(&property_of(self)->name, retain(tuple_item_borrowed(args[0], 1)));
    return value_none();
}

static const Method methods[] = {
    {"getter", getter_method, "(fget, /)", "Descriptor to obtain a copy of the property with a different getter.", 0},
    {"setter", setter_method, "(fset, /)", "Descriptor to obtain a copy of the property with a different setter.", 0},
    {"deleter", deleter_method, "(fdel, /)", "Descriptor to obtain a copy of the property with a different deleter.", 0},
    {"__set_name__", set_name_method, "(*args)", "Method to set name of a property.", 0},
    {0},
};

static Object *or_none(Object *field) { return retain(field ? field : None); }
static Object *get_fget(Object *o) { return or_none(property_of(o)->get); }
static Object *get_fset(Object *o) { return or_none(property_of(o)->set); }
static Object *get_fdel(Object *o) { return or_none(property_of(o)->del); }
static Object *get_doc(Object *o) { return or_none(property_of(o)->doc); }

static int set_doc(Object *o, Object *value) {
    object_replace_steal(&property_of(o)->doc, retain_or_null(value));
    return 0;
}

/* True if any of the accessors is abstract. */
static Object *get_abstract(Object *o) {
    Object *const functions[] = {property_of(o)->get, property_of(o)->set, property_of(o)->del};
    for (int i = 0; i < 3; i++) {
        Object *flag = functions[i] ? object_getattr_or_null(functions[i], NAME(__isabstractmethod__)) : NULL;
        if (!flag && error_pending()) return NULL;
        int truth = flag ? object_truth(flag) : 0;
        release_or_null(flag);
        if (truth) return truth < 0 ? NULL : retain(True);
    }
    return retain(False);
}

static const Getter getters[] = {
    {"fget", get_fget, getter_readonly, NULL}, {"fset", get_fset, getter_readonly, NULL}, {"fdel", get_fdel, getter_readonly, NULL},
    {"__doc__", get_doc, set_doc, NULL}, {"__isabstractmethod__", get_abstract, NULL, NULL}, {0},
};

Type property_type = {
    .head = TYPE_HEAD, .name = "property", .size = sizeof(Property), .flags = TYPE_GC | TYPE_BASE, .new = new, .init = init,
    .dealloc = dealloc, .traverse = traverse, .clear = clear, .getattr = object_generic_getattr,
    .descr_get = descr_get, .descr_set = descr_set, .methods = methods, .getters = getters,
    .doc = "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n"
           "    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n"
           "  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n"
           "    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\n"
           "Decorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n"
           "        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n"
           "    @x.deleter\n    def x(self):\n        del self._x",
};
