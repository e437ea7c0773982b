/* generic_alias.c - list[int]: a class together with its type arguments. Attributes and calls go to the class. */
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"
#include "runtime/object/attribute.h"
#include "runtime/object/names.h"

static GenericAlias *alias_of(Object *o) { return (GenericAlias *)o; }

/* ---- type variables: any argument with __typing_subst__ ---- */

static int is_type_variable(Object *o) {
    if (is_type(o)) return 0;
    Object *name = str_intern_text("__typing_subst__");
    Object *method = name ? object_getattr_or_null(o, name) : NULL;
    release_or_null(name);
    if (!method) return error_pending() ? -1 : 0;
    release(method);
    return 1;
}

static int append_once(Object *list, Object *item) {
    for (size_t i = 0; i < list_count(list); i++)
        if (((List *)list)->items[i] == item) return 0;
    return list_append(list, item);
}

/* The variables of an argument that is generic itself. */
static int append_nested(Object *list, Object *argument) {
    Object *nested = is_type(argument) ? NULL : object_getattr_text(argument, "__parameters__");
    if (!nested) return error_pending() && !error_clear_if(AttributeError) ? -1 : 0;
    int failed = 0;
    for (size_t i = 0; !failed && is_tuple(nested) && i < tuple_count(nested); i++) failed = append_once(list, tuple_item_borrowed(nested, i));
    release(nested);
    return failed;
}

Object *generic_parameters(Object *args) {
    Object *list = list_new(0);
    for (size_t i = 0; list && i < tuple_count(args); i++) {
        Object *argument = tuple_item_borrowed(args, i);
        int variable = is_type_variable(argument);
        if (variable < 0 || (variable ? append_once(list, argument) : append_nested(list, argument))) CLEAR(list);
    }
    Object *result = list ? list_to_tuple(list) : NULL;
    release_or_null(list);
    return result;
}

/* ---- making one ---- */

Object *generic_alias_new(Object *origin, Object *arguments) {
    Object *args = is_tuple(arguments) ? retain(arguments) : tuple_of(1, arguments);
    GenericAlias *alias = args ? (GenericAlias *)object_new(&generic_alias_type) : NULL;
    if (!alias) {
        release_or_null(args);
        return NULL;
    }
    alias->origin = retain(origin);
    alias->args = args;
    gc_track(&alias->head);
    return &alias->head;
}

static Object *new(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (kwnames && tuple_count(kwnames)) return error_set(TypeError, "GenericAlias() takes no keyword arguments");
    if (count != 2) return error_set(TypeError, "GenericAlias expected 2 arguments, got %zd", (ssize_t)count);
    return generic_alias_new(args[0], args[1]);
}

static int clear(Object *o) {
    CLEAR(alias_of(o)->origin);
    CLEAR(alias_of(o)->args);
    CLEAR(alias_of(o)->parameters);
    return 0;
}

static void dealloc(Object *o) {
    clear(o);
    object_free(o);
}

static int traverse(Object *o, VisitFn visit, void *context) {
    VISIT(alias_of(o)->origin);
    VISIT(alias_of(o)->args);
    VISIT(alias_of(o)->parameters);
    return 0;
}

/* ---- text ---- */

static int append_steal(Buffer *buffer, Object *text) {
    if (!text) return -1;
    buffer_append(buffer, str_data(text), str_size(text));
    release(text);
    return 0;
}

/* module.qualname, without the module if it is builtins. */
static int append_class(Buffer *buffer, Object *class) {
    Object *qualname = object_getattr_or_null(class, NAME(__qualname__)), *module = qualname ? object_getattr_or_null(class, NAME(__module__)) : NULL;
    int failed = error_pending() ? -1 : 0;
    if (!failed && qualname && module && is_str(qualname) && is_str(module))
        failed = append_steal(buffer, str_equal_text(module, "builtins") ? retain(qualname) : str_format("%U.%U", module, qualname));
    else if (!failed) failed = append_steal(buffer, object_repr(class));
    release_or_null(qualname);
    release_or_null(module);
    return failed;
}

static int append_list(Buffer *buffer, Object *list) {
    buffer_append_byte(buffer, '[');
    for (size_t i = 0; i < list_count(list); i++) {
        if (i) buffer_append_text(buffer, ", ");
        Object *item = retain(((List *)list)->items[i]);
        int failed = generic_append_argument(buffer, item);
        release(item);
        if (failed) return -1;
    }
    buffer_append_byte(buffer, ']');
    return 0;
}

int generic_append_argument(Buffer *buffer, Object *argument) {
    if (argument == Ellipsis) return buffer_append_text(buffer, "..."), 0;
    if (recursion_enter(" in repr")) return -1;
    if (is_list(argument)) return append_list(buffer, argument);
    if (is_generic_alias(argument)) return append_steal(buffer, object_repr(argument));
    return append_class(buffer, argument);
}

static Object *repr(Object *o) {
    const GenericAlias *alias = alias_of(o);
    Buffer buffer = BUFFER_INIT;
    if (alias->starred) buffer_append_byte(&buffer, '*');
    if (append_class(&buffer, alias->origin)) goto fail;
    buffer_append_byte(&buffer, '[');
    for (size_t i = 0; i < tuple_count(alias->args); i++) {
        if (i) buffer_append_text(&buffer, ", ");
        if (generic_append_argument(&buffer, tuple_item_borrowed(alias->args, i))) goto fail;
    }
    if (tuple_count(alias->args) == 0) buffer_append_text(&buffer, "()");
    buffer_append_byte(&buffer, ']');
    return str_from_buffer(&buffer);
fail:
    buffer_free(&buffer);
    return NULL;
}

/* ---- subscripts ---- */

/* The argument with the type variables replaced. */
static Object *substitute(Object *argument, Object *parameters, Object *items) {
    for (size_t i = 0; i < tuple_count(parameters); i++)
        if (tuple_item_borrowed(parameters, i) == argument) return retain(tuple_item_borrowed(items, i));
    Object *nested = is_type(argument) ? NULL : object_getattr_text(argument, "__parameters__");
    if (!nested) return error_pending() && !error_clear_if(AttributeError) ? NULL : retain(argument);
    Object *result = NULL;
    if (!is_tuple(nested) || tuple_count(nested) == 0) result = retain(argument);
    else {
        Object *inner = tuple_new(tuple_count(nested));
        for (size_t i = 0; inner && i < tuple_count(nested); i++)
            ((Tuple *)inner)->items[i] = substitute(tuple_item_borrowed(nested, i), parameters, items);
        if (inner && !error_pending()) result = object_get_item(argument, inner);
        release_or_null(inner);
    }
    release(nested);
    return result;
}

static Object *substitute_all(Object *args, Object *parameters, Object *items) {
    Object *result = tuple_new(tuple_count(args));
    for (size_t i = 0; result && i < tuple_count(args); i++) {
        Object *argument = substitute(tuple_item_borrowed(args, i), parameters, items);
        if (!argument) CLEAR(result);
        else ((Tuple *)result)->items[i] = argument;
    }
    if (result && tuple_count(result)) gc_track(result);
    return result;
}

static Object *parameters_borrowed(GenericAlias *alias) {
    if (!alias->parameters) alias->parameters = generic_parameters(alias->args);
    return alias->parameters;
}

static Object *get_item(Object *o, Object *key) {
    GenericAlias *alias = alias_of(o);
    Object *parameters = parameters_borrowed(alias);
    if (!parameters) return NULL;
    if (tuple_count(parameters) == 0) return error_set(TypeError, "%R is not a generic class", o);
    Object *items = is_tuple(key) ? retain(key) : tuple_of(1, key);
    if (!items) return NULL;
    Object *args = NULL;
    if (tuple_count(items) != tuple_count(parameters))
        error_set(TypeError, "Too %s arguments for %R; actual %zd, expected %zd", tuple_count(items) > tuple_count(parameters) ? "many" : "few",
                  o, (ssize_t)tuple_count(items), (ssize_t)tuple_count(parameters));
    else args = substitute_all(alias->args, parameters, items);
    release(items);
    Object *result = args ? generic_alias_new(alias->origin, args) : NULL;
    if (result) alias_of(result)->starred = alias->starred;
    release_or_null(args);
    return result;
}

/* ---- the other slots ---- */

static Value call(Object *o, Object **args, size_t count, Object *kwnames) {
    Value result = object_call_value(alias_of(o)->origin, args, count, kwnames);
    if (value_is_error(result)) return result;
    Object *instance = value_to_object(result);
    if (!instance) return value_error();
    Object *name = str_intern_text("__orig_class__");
    if (!name || object_setattr(instance, name, o)) {
        if (!error_clear_if(AttributeError) && !error_clear_if(TypeError)) CLEAR(instance);
    }
    release_or_null(name);
    return value_new(instance);
}

/* These are the alias's own; all other names are the class's. */
static bool is_own_name(Object *name) {
    static const char *const own[] = {"__class__", "__origin__", "__args__", "__parameters__", "__mro_entries__", "__unpacked__",
                                      "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__", "__typing_unpacked_tuple_args__"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_equal_text(name, own[i])) return true;
    return false;
}

static Object *getattr(Object *o, Object *name) {
    return is_own_name(name) ? object_generic_getattr(o, name) : object_getattr(alias_of(o)->origin, name);
}

static Hash hash(Object *o) {
    Hash origin = object_hash(alias_of(o)->origin), args = origin == -1 ? -1 : object_hash(alias_of(o)->args);
    if (args == -1) return -1;
    Hash result = origin ^ args;
    return result == -1 ? -2 : result;
}

static Object *compare(Object *left, Object *right, int op) {
    if (!is_generic_alias(right) || (op != COMPARE_EQ && op != COMPARE_NE)) return retain(NotImplemented);
    int equal = alias_of(left)->starred == alias_of(right)->starred;
    if (equal > 0) equal = object_equal(alias_of(left)->origin, alias_of(right)->origin);
    if (equal > 0) equal = object_equal(alias_of(left)->args, alias_of(right)->args);
    return equal < 0 ? NULL : retain(equal == (op == COMPARE_EQ) ? True : False);
}

/* iter(list[int]) gives one unpacked alias, for tuple[*Ts]. */
static Object *iter(Object *o) {
    Object *starred = generic_alias_new(alias_of(o)->origin, alias_of(o)->args), *pack = NULL;
    if (starred) {
        alias_of(starred)->starred = true;
        pack = tuple_of(1, starred);
        release(starred);
    }
    Object *iterator = pack ? object_iter(pack) : NULL;
    release_or_null(pack);
    return iterator;
}

static Value mro_entries_method(Object *self, Object **args UNUSED) { return value_new(tuple_of(1, alias_of(self)->origin)); }

static Value instancecheck_method(Object *self UNUSED, Object **args UNUSED) {
    return error_set_value(TypeError, "isinstance() argument 2 cannot be a parameterized generic");
}

static Value subclasscheck_method(Object *self UNUSED, Object **args UNUSED) {
    return error_set_value(TypeError, "issubclass() argument 2 cannot be a parameterized generic");
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *arguments = tuple_of(2, alias_of(self)->origin, alias_of(self)->args);
    Object *result = arguments ? tuple_of(2, &generic_alias_type, arguments) : NULL;
    release_or_null(arguments);
    return value_new(result);
}

static const Method methods[] = {
    {"__mro_entries__", mro_entries_method, "(bases, /)", NULL, 0}, {"__instancecheck__", instancecheck_method, "(instance, /)", NULL, 0},
    {"__subclasscheck__", subclasscheck_method, "(subclass, /)", NULL, 0}, {"__reduce__", reduce_method, "()", NULL, 0}, {0},
};

static Object *get_origin(Object *o) { return retain(alias_of(o)->origin); }
static Object *get_args(Object *o) { return retain(alias_of(o)->args); }
static Object *get_parameters(Object *o) { return retain_or_null(parameters_borrowed(alias_of(o))); }
static Object *get_unpacked(Object *o) { return retain(alias_of(o)->starred ? True : False); }

static const Getter getters[] = {
    {"__origin__", get_origin, getter_readonly, NULL}, {"__args__", get_args, getter_readonly, NULL},
    {"__parameters__", get_parameters, NULL, "Type variables in the GenericAlias."}, {"__unpacked__", get_unpacked, NULL, NULL}, {0},
};

Type generic_alias_type = {
    .head = TYPE_HEAD, .name = "types.GenericAlias", .size = sizeof(GenericAlias), .flags = TYPE_GC | TYPE_BASE,
    .weakrefs_offset = offsetof(GenericAlias, weakrefs), .new = new, .dealloc = dealloc, .traverse = traverse, .clear = clear,
    .getattr = getattr, .repr = repr, .hash = hash, .compare = compare, .call = call, .iter = iter, .get_item = get_item,
    .binary = {[BINARY_OR] = union_or}, .methods = methods, .getters = getters,
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
};
