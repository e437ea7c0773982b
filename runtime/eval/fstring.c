/* fstring.c - f-strings. Fields without conversion and spec that hold text or machine ints go into the result directly. */
#include "builtins/types/format.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/decimal.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"

static Object *convert(Object *o, int conversion) {
    switch (conversion) {
    case 's': return object_str(o);
    case 'r': return object_repr(o);
    case 'a': return object_ascii(o);
    default: return retain(o);
    }
}

/* The text of one replacement field. */
Value eval_formattedvalue(Node *node, Frame *frame) {
    NodeFormattedValue *field = NODE_CAST(FormattedValue, node);
    Object *value = eval_object(field->value, frame), *spec = NULL, *converted = NULL, *text = NULL;
    if (!value) return value_error();
    if (field->format_spec && !(spec = eval_object(field->format_spec, frame))) goto done;
    if (!(converted = convert(value, field->conversion))) goto done;
    text = is_str_exact(converted) && (!spec || !str_size(spec)) ? retain(converted) : object_format(converted, spec);
done:
    release(value);
    release_or_null(spec);
    release_or_null(converted);
    return text ? value_new(text) : fail(node);
}

static void append_number(Buffer *buffer, Value number) {
    if (number.tag == V_INT) {
        char text[DECIMAL_ROOM], *start = decimal_write(number.i, text + sizeof text);
        buffer_append(buffer, start, (size_t)(text + sizeof text - start));
    } else {
        format_double(buffer, number.d, 'r', 0, DOUBLE_ADD_DOT_0);
    }
}

/* Appends format(value, spec). spec: NULL or a Str. STEALS value. 0, -1. MAY_RUN. */
static int append_value_steal(Buffer *buffer, Value value, Object *spec, Node *node) {
    if (value.tag < V_NEW && (!spec || !str_size(spec))) return append_number(buffer, value), 0;
    Object *o = to_object(value);
    int result = o ? format_append(buffer, o, spec) : -1;
    release_or_null(o);
    if (result) note_failure(node);
    return result;
}

/* A field without conversion, and with no spec but a constant one. */
static bool is_simple_field(const NodeFormattedValue *field) {
    return field->conversion <= 0 && (!field->format_spec || field->format_spec->kind == NODE_Constant ||
                                      (field->format_spec->kind == NODE_JoinedStr && NODE_CAST(JoinedStr, field->format_spec)->values.count == 1 &&
                                       NODE_CAST(JoinedStr, field->format_spec)->values.items[0]->kind == NODE_Constant));
}

static BORROWED Object *constant_spec(const NodeFormattedValue *field) {
    Node *spec = field->format_spec;
    if (spec && spec->kind == NODE_JoinedStr) spec = NODE_CAST(JoinedStr, spec)->values.items[0];
    return spec ? NODE_CAST(Constant, spec)->value : NULL;
}

/* Appends a constant or a field. 0, -1. */
static int append_part(Buffer *buffer, Node *part, Frame *frame) {
    if (part->kind == NODE_FormattedValue && is_simple_field(NODE_CAST(FormattedValue, part))) {
        NodeFormattedValue *field = NODE_CAST(FormattedValue, part);
        Value value = eval(field->value, frame);
        return value.tag == V_ERROR ? -1 : append_value_steal(buffer, value, constant_spec(field), part);
    }
    Value text = eval(part, frame);
    if (text.tag == V_ERROR) return -1;
    buffer_append(buffer, str_data(text.o), str_size(text.o));
    value_release(text);
    return 0;
}

/* The text of an f-string that is one simple field: a str is its own. */
static Value eval_one_field(Node *part, Frame *frame) {
    NodeFormattedValue *field = NODE_CAST(FormattedValue, part);
    Value value = eval(field->value, frame);
    if (value.tag == V_ERROR || (value.tag >= V_NEW && is_str_exact(value.o) && !field->format_spec)) return own(value);
    char room[BUFFER_ROOM];
    Buffer buffer = BUFFER_ON(room);
    if (!append_value_steal(&buffer, value, constant_spec(field), part)) {
        Object *text = str_from_buffer(&buffer);
        return text ? value_new(text) : fail(part);
    }
    buffer_free(&buffer);
    return value_error();
}

Value eval_joinedstr(Node *node, Frame *frame) {
    NodeJoinedStr *joined = NODE_CAST(JoinedStr, node);
    Node *first = joined->values.count == 1 ? joined->values.items[0] : NULL;
    if (first && first->kind == NODE_FormattedValue && is_simple_field(NODE_CAST(FormattedValue, first))) return eval_one_field(first, frame);
    if (first) return eval(first, frame);
    char room[BUFFER_ROOM];
    Buffer buffer = BUFFER_ON(room);
    for (uint32_t i = 0; i < joined->values.count; i++)
        if (append_part(&buffer, joined->values.items[i], frame)) {
            buffer_free(&buffer);
            return value_error();
        }
    Object *text = str_from_buffer(&buffer);
    return text ? value_new(text) : fail(node);
}
