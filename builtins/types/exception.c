/* exception.c - BaseException: what every exception object has. */
#include "builtins/types/exception.h"

#include "builtins/types/dict.h"
#include "builtins/types/exception_kinds.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"

static ExceptionObject *base(Object *o) {
    return (ExceptionObject *)o;
}

/* ---- life ---- */

/* STEALS args. */
static Object *new_with_args_steal(Type *type, Object *args) {
    Object *o = args ? object_new(type) : NULL;
    if (!o) {
        release_or_null(args);
        return NULL;
    }
    base(o)->args = args;
    gc_track(o);
    return o;
}

Object *exception_base_new(Type *type, Object **args, size_t count, Object *kwnames UNUSED) {
    return new_with_args_steal(type, tuple_from_items(args, count));
}

static bool has_args(const ExceptionObject *exception, Object **args, size_t count) {
    if (tuple_count(exception->args) != count) return false;
    for (size_t i = 0; i < count; i++)
        if (tuple_item_borrowed(exception->args, i) != args[i]) return false;
    return true;
}

int exception_set_args(Object *self, Object **args, size_t count) {
    if (has_args(base(self), args, count)) return 0;
    Object *tuple = tuple_from_items(args, count);
    if (!tuple) return -1;
    object_replace_steal(&base(self)->args, tuple);
    return 0;
}

int exception_base_init(Object *self, Object **args, size_t count, Object *kwnames) {
    if (kwnames && tuple_count(kwnames)) return error_set_int(TypeError, "%T() takes no keyword arguments", self);
    return exception_set_args(self, args, count);
}

Object *exception_new(Type *type, Object *args_tuple) {
    Object **items = ((Tuple *)args_tuple)->items;
    size_t count = tuple_count(args_tuple);
    Object *o = type->new == exception_base_new ? new_with_args_steal(type, retain(args_tuple)) : type->new(type, items, count, NULL);
    if (!o || o->type->init == exception_base_init || o->type->init(o, items, count, NULL) == 0) return o;
    release(o);
    return NULL;
}

int exception_traverse_fields(Object *self, Object **fields, size_t count, VisitFn visit, void *context) {
    ExceptionObject *exception = base(self);
    for (size_t i = 0; i < count; i++) VISIT(fields[i]);
    VISIT(exception->args);
    VISIT(exception->traceback);
    VISIT(exception_cause(exception));
    VISIT(exception->context);
    return attrs_traverse(self, visit, context);
}

void exception_clear_fields(Object *self, Object **fields, size_t count) {
    ExceptionObject *exception = base(self);
    attrs_clear(self);
    for (size_t i = 0; i < count; i++) CLEAR(fields[i]);
    CLEAR(exception->args);
    CLEAR(exception->traceback);
    exception_set_cause_steal(exception, NULL, exception_suppresses_context(exception));
    CLEAR(exception->context);
}

EXCEPTION_LIFE(base_exception, ExceptionObject, args, 0)

/* ---- text ---- */

Object *base_exception_repr(Object *self) {
    Object *args = base(self)->args;
    if (args && tuple_count(args) == 1) return str_format("%T(%R)", self, tuple_item_borrowed(args, 0));
    return args ? str_format("%T%R", self, args) : str_format("%T()", self);
}

/* Holds the object, which script code may take out of the exception meanwhile. */
static Object *text_of(Object *o, Object *(*make)(Object *)) {
    retain(o);
    Object *text = make(o);
    release(o);
    return text;
}

Object *exception_base_str(Object *self) {
    Object *args = base(self)->args;
    if (!args || tuple_count(args) == 0) return str_from_text("");
    return text_of(tuple_count(args) == 1 ? tuple_item_borrowed(args, 0) : args, object_str);
}

Object *key_error_str(Object *self) {
    Object *args = base(self)->args;
    return args && tuple_count(args) == 1 ? text_of(tuple_item_borrowed(args, 0), object_repr) : exception_base_str(self);
}

/* ---- attributes ---- */

static Object *or_none(Object *value) {
    return retain(value ? value : None);
}

static Object *get_args(Object *o) { return or_none(base(o)->args); }
static Object *get_traceback(Object *o) { return or_none(base(o)->traceback); }
static Object *get_cause(Object *o) { return or_none(exception_cause(base(o))); }
static Object *get_context(Object *o) { return or_none(base(o)->context); }
static Object *get_suppress_context(Object *o) { return retain(exception_suppresses_context(base(o)) ? True : False); }

static int set_args(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "args may not be deleted");
    Object *args = tuple_from_iterable(value);
    if (!args) return -1;
    object_replace_steal(&base(o)->args, args);
    return 0;
}

static void store(Object **field, Object *value) {
    object_replace_steal(field, value == None ? NULL : retain(value));
}

static int set_traceback(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "__traceback__ may not be deleted");
    if (value != None && !is_traceback(value)) return error_set_int(TypeError, "__traceback__ must be a traceback or None");
    store(&base(o)->traceback, value);
    return 0;
}

static int set_cause(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "__cause__ may not be deleted");
    if (value != None && !is_exception(value))
        return error_set_int(TypeError, "exception cause must be None or derive from BaseException");
    exception_set_cause_steal(base(o), value == None ? NULL : retain(value), true);
    return 0;
}

static int set_context(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "__context__ may not be deleted");
    if (value != None && !is_exception(value))
        return error_set_int(TypeError, "exception context must be None or derive from BaseException");
    store(&base(o)->context, value);
    return 0;
}

static int set_suppress_context(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "can't delete numeric/char attribute");
    if (value != True && value != False) return error_set_int(TypeError, "attribute value type must be bool");
    exception_suppress_context(base(o), value == True);
    return 0;
}

static Object *get_dict(Object *o) { return retain_or_null(attrs_dict_borrowed(o)); }

static int set_dict(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "cannot delete __dict__");
    if (!is_dict(value)) return error_set_int(TypeError, "__dict__ must be set to a dictionary, not a '%T'", value);
    return attrs_set_dict(o, value);
}

const Getter base_exception_getters[] = {
    {"args", get_args, set_args, NULL},
    {"__traceback__", get_traceback, set_traceback, NULL},
    {"__cause__", get_cause, set_cause, "exception cause"},
    {"__context__", get_context, set_context, "exception context"},
    {"__suppress_context__", get_suppress_context, set_suppress_context, NULL},
    {"__dict__", get_dict, set_dict, NULL},
    {0},
};

/* ---- methods ---- */

static Value with_traceback_method(Object *self, Object **args) {
    return set_traceback(self, args[0]) ? value_error() : value_new(retain(self));
}

/* The __notes__ list, made when there is none. New reference. */
static Object *notes_of(Object *self) {
    Object *notes = object_getattr_or_null(self, NAME(__notes__));
    if (notes || error_pending()) return notes;
    notes = list_new(0);
    if (notes && object_setattr(self, NAME(__notes__), notes) == 0) return notes;
    release_or_null(notes);
    return NULL;
}

static Value add_note_method(Object *self, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "note must be a str, not '%T'", args[0]);
    Object *notes = notes_of(self);
    if (!notes) return value_error();
    int failed = is_list(notes) ? list_append(notes, args[0]) : error_set_int(TypeError, "Cannot add note: __notes__ is not a list");
    release(notes);
    return failed ? value_error() : value_none();
}

Object *exception_attributes(Object *self) {
    const Attrs *attrs = object_attrs(self);
    if (!attrs->dict && (!attrs->shape || attrs->shape->count == 0)) return NULL;
    Object *dict = attrs_dict_borrowed(self);
    return dict && dict_count(dict) ? dict_copy(dict) : NULL;
}

Object *exception_reduce(Object *self, Object *args, Object *extra) {
    if (extra) return tuple_of(3, (Object *)self->type, args, extra);
    return tuple_of(2, (Object *)self->type, args);
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *extra = exception_attributes(self);
    if (error_pending()) return value_error();
    Object *result = exception_reduce(self, base(self)->args, extra);
    release_or_null(extra);
    return value_new(result);
}

static Value setstate_method(Object *self, Object **args) {
    if (args[0] == None) return value_none();
    if (!is_dict(args[0])) return error_set_value(TypeError, "state is not a dictionary");
    Object *items = dict_items(args[0]);
    int failed = items ? 0 : -1;
    for (size_t i = 0; !failed && i < list_count(items); i++) {
        Object *pair = ((List *)items)->items[i];
        Object *name = retain(tuple_item_borrowed(pair, 0));
        if (is_str_exact(name)) name = str_intern_steal(name); /* as attributes are named; one from a pickle is not */
        failed = name ? object_setattr(self, name, tuple_item_borrowed(pair, 1)) : -1;
        release_or_null(name);
    }
    release_or_null(items);
    return failed ? value_error() : value_none();
}

const Method base_exception_methods[] = {
    {"with_traceback", with_traceback_method, "(tb, /)",
     "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and return self.", 0},
    {"add_note", add_note_method, "(note, /)", "Exception.add_note(note) --\n    add a note to the exception", 0},
    {"__reduce__", reduce_method, "()", NULL, 0},
    {"__setstate__", setstate_method, "(state, /)", NULL, 0},
    {0},
};
