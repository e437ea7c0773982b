/* exception_simple.c - StopIteration, SystemExit, NameError, AttributeError, ImportError. */
#include "builtins/types/dict.h"
#include "builtins/types/exception_kinds.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"

/* ---- StopIteration ---- */

EXCEPTION_LIFE(stop_iteration, StopIterationObject, value, 1)
EXCEPTION_MEMBER(StopIterationObject, value)
const Getter stop_iteration_getters[] = {{"value", get_value, set_value, "generator return value"}, {0}};

int stop_iteration_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (exception_base_init(self, args, count, kwnames)) return -1;
    return set_value(self, count ? args[0] : None);
}

Object *stop_iteration_value(Object *exception) { return get_value(exception); }

/* ---- SystemExit ---- */

EXCEPTION_LIFE(system_exit, SystemExitObject, code, 1)
EXCEPTION_MEMBER(SystemExitObject, code)
const Getter system_exit_getters[] = {{"code", get_code, set_code, "exception code"}, {0}};

int system_exit_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (exception_base_init(self, args, count, kwnames)) return -1;
    return set_code(self, count == 0 ? None : count == 1 ? args[0] : ((ExceptionObject *)self)->args);
}

/* ---- keyword arguments of the others ---- */

typedef struct { Object *name; Object **field; } Field;

static Object **find_field(const Field *fields, size_t field_count, Object *name) {
    for (size_t i = 0; i < field_count; i++)
        if (str_equal(fields[i].name, name)) return fields[i].field;
    return NULL;
}

/* args, and the fields from keywords; a field not given is emptied. `type` is the name that messages show. */
static int init_with_fields(Object *self, Object **args, size_t count, Object *kwnames, const char *type, const Field *fields, size_t field_count) {
    size_t keywords = kwnames ? tuple_count(kwnames) : 0;
    if (exception_set_args(self, args, count)) return -1;
    if (keywords > field_count)
        return error_set_int(TypeError, "%s() takes at most %zu keyword argument%s (%zu given)", type, field_count, field_count == 1 ? "" : "s", keywords);
    for (size_t i = 0; i < field_count; i++) object_replace_steal(fields[i].field, NULL);
    for (size_t i = 0; i < keywords; i++) {
        Object *name = tuple_item_borrowed(kwnames, i), **field = find_field(fields, field_count, name);
        if (!field) return error_set_int(TypeError, "'%U' is an invalid keyword argument for %s()", name, type);
        object_replace_steal(field, retain(args[count + i]));
    }
    return 0;
}

/* ---- NameError ---- */

EXCEPTION_LIFE(name_error, NameErrorObject, name, 1)
EXCEPTION_MEMBER(NameErrorObject, name)
const Getter name_error_getters[] = {{"name", get_name, set_name, "name"}, {0}};

int name_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    Field fields[] = {{NAME(name), &((NameErrorObject *)self)->name}};
    return init_with_fields(self, args, count, kwnames, "NameError", fields, 1);
}

/* ---- AttributeError ---- */

EXCEPTION_LIFE(attribute_error, AttributeErrorObject, obj, 2)
EXCEPTION_MEMBER(AttributeErrorObject, obj)
static Object *get_attribute_name(Object *o) {
    Object *name = ((AttributeErrorObject *)o)->name;
    return retain(name ? name : None);
}
static int set_attribute_name(Object *o, Object *value) {
    object_replace_steal(&((AttributeErrorObject *)o)->name, retain_or_null(value));
    return 0;
}
const Getter attribute_error_getters[] = {
    {"name", get_attribute_name, set_attribute_name, "attribute name"}, {"obj", get_obj, set_obj, "object"}, {0}};

int attribute_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    AttributeErrorObject *error = (AttributeErrorObject *)self;
    Field fields[] = {{NAME(name), &error->name}, {NAME(obj), &error->obj}};
    return init_with_fields(self, args, count, kwnames, "AttributeError", fields, 2);
}

/* ---- ImportError ---- */

EXCEPTION_LIFE(import_error, ImportErrorObject, msg, 3)
EXCEPTION_MEMBER(ImportErrorObject, msg)
EXCEPTION_MEMBER(ImportErrorObject, path)
static Object *get_import_name(Object *o) {
    Object *name = ((ImportErrorObject *)o)->name;
    return retain(name ? name : None);
}
static int set_import_name(Object *o, Object *value) {
    object_replace_steal(&((ImportErrorObject *)o)->name, retain_or_null(value));
    return 0;
}
const Getter import_error_getters[] = {
    {"msg", get_msg, set_msg, "exception message"},
    {"name", get_import_name, set_import_name, "module name"},
    {"path", get_path, set_path, "module path"},
    {0},
};

int import_error_init(Object *self, Object **args, size_t count, Object *kwnames) {
    ImportErrorObject *error = (ImportErrorObject *)self;
    Field fields[] = {{NAME(name), &error->name}, {NAME(path), &error->path}};
    if (init_with_fields(self, args, count, kwnames, "ImportError", fields, 2)) return -1;
    return set_msg(self, count == 1 ? args[0] : NULL);
}

Object *import_error_str(Object *self) {
    Object *msg = ((ImportErrorObject *)self)->msg;
    return msg && is_str_exact(msg) ? retain(msg) : exception_base_str(self);
}

/* The instance's attributes with these added; NULL with or without an exception pending. */
static Object *attributes_with(Object *self, Object *name1, Object *value1, Object *name2, Object *value2) {
    Object *dict = exception_attributes(self);
    if (error_pending() || (!value1 && !value2)) return dict;
    if (!dict) dict = dict_new();
    if (dict && (!value1 || dict_set(dict, name1, value1) == 0) && (!value2 || dict_set(dict, name2, value2) == 0)) return dict;
    release_or_null(dict);
    return NULL;
}

static Value reduce_with_steal(Object *self, Object *state) {
    if (error_pending()) return value_error();
    Object *result = exception_reduce(self, ((ExceptionObject *)self)->args, state);
    release_or_null(state);
    return value_new(result);
}

static Value import_error_reduce(Object *self, Object **args UNUSED) {
    const ImportErrorObject *error = (ImportErrorObject *)self;
    return reduce_with_steal(self, attributes_with(self, NAME(name), error->name, NAME(path), error->path));
}

const Method import_error_methods[] = {
    {"__reduce__", import_error_reduce, "()", NULL, 0},
    {0},
};
