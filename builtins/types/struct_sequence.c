/* struct_sequence.c - tuples with named fields.
 *
 * Invariant: `total` items are allocated and set, of which the Tuple's count shows the visible ones. */
#include "builtins/types/struct_sequence.h"

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"

static StructType *struct_type(const Object *self) { return (StructType *)self->type; }

#define ITEM(n) Object *struct_item_##n(Object *self) { return retain(((Tuple *)self)->items[n]); }
ITEM(0) ITEM(1) ITEM(2) ITEM(3) ITEM(4) ITEM(5) ITEM(6) ITEM(7) ITEM(8) ITEM(9)
ITEM(10) ITEM(11) ITEM(12) ITEM(13) ITEM(14) ITEM(15) ITEM(16) ITEM(17) ITEM(18) ITEM(19)

static size_t struct_size(const StructType *type) { return sizeof(Tuple) + type->total * sizeof(Object *); }

Object *struct_sequence_from_items_steal(StructType *type, Object **items) {
    bool complete = true;
    for (size_t i = 0; i < type->total; i++) complete = complete && items[i];
    Tuple *result = complete ? (Tuple *)object_new_sized(&type->type, struct_size(type)) : NULL;
    if (!result) {
        for (size_t i = 0; i < type->total; i++) release_or_null(items[i]);
        return NULL;
    }
    result->count = type->visible;
    for (size_t i = 0; i < type->total; i++) result->items[i] = items[i];
    gc_track(&result->head);
    return &result->head;
}

static int check_count(const StructType *type, size_t count) {
    const char *how = type->visible == type->total ? "a" : count < type->visible ? "an at least" : "an at most";
    if (count >= type->visible && count <= type->total) return 0;
    return error_set_int(TypeError, "%s() takes %s %zu-sequence (%zu-sequence given)", type->type.name, how,
                         count < type->visible ? type->visible : type->total, count);
}

/* The item for a field: from the sequence, else by name from the dict (which may be NULL), else None. New reference. */
static Object *field_value(const StructType *type, Object *source, Object *named, size_t index) {
    if (index < tuple_count(source)) return retain(tuple_item_borrowed(source, index));
    Object *value = named ? dict_peek_text(named, type->type.getters[index].name) : NULL;
    return retain(value ? value : None);
}

Object *struct_sequence_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    StructType *sequence = (StructType *)type;
    if (kwnames || count < 1 || count > 2) return error_set(TypeError, "%N() takes 1 or 2 arguments (%zu given)", type, count);
    if (!args[0]->type->iter && !args[0]->type->get_item) return error_set(TypeError, "constructor requires a sequence");
    if (count == 2 && !is_dict(args[1])) return error_set(TypeError, "%s() takes a dict as second arg, if any", type->name);
    Object *source = tuple_from_iterable(args[0]), *items[STRUCT_SEQUENCE_MOST];
    if (!source || check_count(sequence, tuple_count(source))) {
        release_or_null(source);
        return NULL;
    }
    for (size_t i = 0; i < sequence->total; i++) items[i] = field_value(sequence, source, count == 2 ? args[1] : NULL, i);
    release(source);
    return struct_sequence_from_items_steal(sequence, items);
}

void struct_sequence_dealloc(Object *self) {
    const StructType *type = struct_type(self);
    gc_untrack(self);
    for (size_t i = type->total; i-- > 0;) release_or_null(((Tuple *)self)->items[i]);
    object_free_sized(self, struct_size(type));
}

int struct_sequence_traverse(Object *self, VisitFn visit, void *context) {
    for (size_t i = struct_type(self)->total; i-- > 0;) VISIT(((Tuple *)self)->items[i]);
    return 0;
}

/* name(field=value, ...) with the visible fields. MAY_RUN */
Object *struct_sequence_repr(Object *self) {
    Buffer text = BUFFER_INIT;
    buffer_append_format(&text, "%s(", self->type->name);
    for (size_t i = 0; i < struct_type(self)->visible; i++) {
        Object *repr = object_repr(((Tuple *)self)->items[i]);
        if (!repr) {
            buffer_free(&text);
            return NULL;
        }
        buffer_append_format(&text, "%s%s=", i ? ", " : "", self->type->getters[i].name);
        buffer_append(&text, str_data(repr), str_size(repr));
        release(repr);
    }
    buffer_append_byte(&text, ')');
    return str_from_buffer(&text);
}

/* The fields that the tuple does not show, by name. */
static Object *hidden_fields(Object *self) {
    const StructType *type = struct_type(self);
    Object *fields = dict_new();
    for (size_t i = type->visible; fields && i < type->total; i++)
        if (dict_set_text(fields, type->type.getters[i].name, ((Tuple *)self)->items[i])) CLEAR(fields);
    return fields;
}

static Value reduce_method(Object *self, Object **args UNUSED) {
    Object *shown = tuple_from_items(((Tuple *)self)->items, struct_type(self)->visible), *hidden = shown ? hidden_fields(self) : NULL;
    Object *arguments = hidden ? tuple_of(2, shown, hidden) : NULL;
    Object *result = arguments ? tuple_of(2, (Object *)self->type, arguments) : NULL;
    release_or_null(shown);
    release_or_null(hidden);
    release_or_null(arguments);
    return value_new(result);
}

const Method struct_sequence_methods[] = {
    {"__reduce__", reduce_method, "()", NULL, 0},
    {0},
};

static int set_count(Dict *dict, const char *name, size_t count) {
    Object *number = int_from_size(count);
    int status = number ? dict_set_text((Object *)dict, name, number) : -1;
    release_or_null(number);
    return status;
}

static int set_match_args(StructType *type) {
    Object *names = tuple_new(type->visible);
    if (!names) return -1;
    int status = 0;
    for (size_t i = 0; i < type->visible && !status; i++) {
        Object *name = str_intern_text(type->type.getters[i].name);
        ((Tuple *)names)->items[i] = name;
        status = name ? 0 : -1;
    }
    if (!status) status = dict_set_text((Object *)type->type.dict, "__match_args__", names);
    release(names);
    return status;
}

int struct_sequence_ready(StructType *type) {
    if (type->type.flags & TYPE_READY) return 0;
    if (type_ready(&type->type)) return -1;
    Dict *dict = type->type.dict;
    if (set_count(dict, "n_sequence_fields", type->visible) || set_count(dict, "n_fields", type->total)) return -1;
    if (set_count(dict, "n_unnamed_fields", 0) || set_match_args(type)) return -1;
    type_modified(&type->type);
    return 0;
}
