/* fstring.c - f-strings. Fields without conversion and spec that hold text or machine ints go into the result directly. */
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

static void append_int(Buffer *buffer, int64_t value) {
    char text[DECIMAL_ROOM], *start = decimal_write(value, text + sizeof text);
    buffer_append(buffer, start, (size_t)(text + sizeof text - start));
}

/* Appends format(value, ''). STEALS value. 0, -1. MAY_RUN. */
static int append_value_steal(Buffer *buffer, Value value, Node *node) {
    if (value.tag == V_INT) return append_int(buffer, value.i), 0;
    if (value.tag != V_FLOAT && value.o->type == &int_type && !((Int *)value.o)->big) {
        append_int(buffer, int_value(value.o));
        value_release(value);
        return 0;
    }
    Object *o = to_object(value), *text = !o ? NULL : is_str_exact(o) ? retain(o) : object_format(o, NULL);
    release_or_null(o);
    if (!text) return note_failure(node), -1;
    buffer_append(buffer, str_data(text), str_size(text));
    release(text);
    return 0;
}

/* Appends a constant or a field. 0, -1. */
static int append_part(Buffer *buffer, Node *part, Frame *frame) {
    if (part->kind == NODE_FormattedValue) {
        NodeFormattedValue *field = NODE_CAST(FormattedValue, part);
        if (field->conversion <= 0 && !field->format_spec) {
            Value value = eval(field->value, frame);
            return value.tag == V_ERROR ? -1 : append_value_steal(buffer, value, part);
        }
    }
    Value text = eval(part, frame);
    if (text.tag == V_ERROR) return -1;
    buffer_append(buffer, str_data(text.o), str_size(text.o));
    value_release(text);
    return 0;
}

Value eval_joinedstr(Node *node, Frame *frame) {
    NodeJoinedStr *joined = NODE_CAST(JoinedStr, node);
    if (joined->values.count == 1) return eval(joined->values.items[0], frame);
    Buffer buffer = BUFFER_INIT;
    for (uint32_t i = 0; i < joined->values.count; i++)
        if (append_part(&buffer, joined->values.items[i], frame)) {
            buffer_free(&buffer);
            return value_error();
        }
    Object *text = str_from_buffer(&buffer);
    return text ? value_new(text) : fail(node);
}
