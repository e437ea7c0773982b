/* complete_names.c - names, attributes and keys. Nothing here runs script code: attributes are looked up in instances and
 * along the MRO, and a descriptor found there ends the search, since only running it would tell its value. */
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "repl/complete.h"
#include "runtime/object/shape.h"

/* Names that begin with an underscore are offered when one has been typed. */
static void add_public(Completion *completion, Object *name) {
    if (!is_str(name) || (str_data(name)[0] == '_' && !completion->prefix_length)) return;
    completion_add(completion, str_data(name), str_size(name));
}

static void add_names_of_dict(Completion *completion, Object *dict) {
    Object *key, *value;
    for (size_t position = 0; dict_next(dict, &position, &key, &value);) add_public(completion, key);
}

static void add_names_of_type(Completion *completion, const Type *type) {
    for (size_t i = 0; type->mro && i < tuple_count(type->mro); i++) {
        const Type *base = (const Type *)tuple_item_borrowed(type->mro, i);
        if (base->dict) add_names_of_dict(completion, (Object *)base->dict);
    }
}

static void add_names_of_shape(Completion *completion, const Shape *shape) {
    for (; shape && shape->name; shape = shape->parent) add_public(completion, shape->name);
}

void completion_add_attributes(Completion *completion, Object *o) {
    if (is_type(o)) add_names_of_type(completion, (Type *)o);
    if (is_module(o)) add_names_of_dict(completion, module_dict_borrowed(o));
    else add_names_of_type(completion, o->type);
    if (!type_has(o, TYPE_ATTRS)) return;
    const Attrs *attrs = object_attrs(o);
    if (attrs->dict) add_names_of_dict(completion, attrs->dict);
    else add_names_of_shape(completion, attrs->shape);
}

void completion_add_globals(Completion *completion, Session *session) {
    add_names_of_dict(completion, session->globals);
    add_names_of_dict(completion, interp.builtins);
}

void completion_add_keys(Completion *completion, Object *dict, char quote) {
    Object *key, *value;
    for (size_t position = 0; dict_next(dict, &position, &key, &value);)
        if (is_str(key) && !memchr(str_data(key), quote, str_size(key)) && !strpbrk(str_data(key), "\n\\"))
            completion_add(completion, str_data(key), str_size(key));
}

/* An attribute that lies there as a value. New reference or NULL. */
static Object *stored_attribute(Object *o, Object *name) {
    Object *value = NULL;
    if (is_module(o)) return retain_or_null(dict_peek(module_dict_borrowed(o), name));
    if (is_type(o)) value = type_lookup_borrowed((Type *)o, name);
    else {
        Object *of_class = type_lookup_borrowed(o->type, name);
        if (of_class && of_class->type->descr_set) return NULL;
        if (type_has(o, TYPE_ATTRS)) value = attrs_peek(o, name);
        if (!value) value = of_class;
    }
    if (!value || (value->type->descr_get && !is_function(value))) return NULL;
    return retain(value);
}

static Object *first_name(Session *session, Object *name) {
    Object *o = dict_peek(session->globals, name);
    return retain_or_null(o ? o : dict_peek(interp.builtins, name));
}

Object *completion_resolve(Session *session, const char *path, size_t length) {
    Object *o = NULL;
    for (size_t i = 0; i <= length; i++) {
        size_t start = i;
        while (i < length && path[i] != '.') i++;
        Object *name = i > start ? str_intern_utf8(path + start, i - start) : NULL;
        Object *next = !name ? NULL : start == 0 ? first_name(session, name) : stored_attribute(o, name);
        release_or_null(name);
        release_or_null(o);
        if (!(o = next)) return NULL;
    }
    return o;
}
