/* operand.c - operands read again as objects. */
#include "runtime/eval/operand.h"

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/str.h"

/* BORROWED; NULL without exception: not found, or finding it could run script code. */
static Object *peek_name(NodeName *name, Frame *frame) {
    Object *o = NULL;
    switch (name->scope) {
    case NAME_LOCAL:
        if (frame->slots[name->index].tag == V_NEW) return frame->slots[name->index].o;
        if (frame->slots[name->index].tag != V_ERROR) o = slot_box(&frame->slots[name->index]);
        break;
    case NAME_CELL: return ((Cell *)frame->slots[name->index].o)->value;
    case NAME_FREE: return frame_cell(frame, name->index)->value;
    case NAME_GLOBAL: o = peek_global(name, frame); break;
    default: break;
    }
    if (!o) error_clear();
    return o;
}

static Object *peek_operand(Node *node, Frame *frame);

static Object *peek_attribute(NodeAttribute *node, Frame *frame) {
    Object *owner = peek_operand(node->value, frame);
    return owner && owner->type->flags & TYPE_ATTRS ? attrs_peek(owner, node->name) : NULL;
}

static Object *peek_item(NodeSubscript *node, Frame *frame) {
    Object *container = peek_operand(node->value, frame), *index = container ? peek_operand(node->index, frame) : NULL, **place;
    if (!index) return NULL;
    if (is_dict_exact(container)) return is_str_exact(index) ? dict_peek_str(container, index) : NULL;
    Value number = value_none();
    return peek_number(index, &number) && item_place(container, number, &place) ? *place : NULL;
}

/* Names, and instances' attributes and items that lie below them. */
static Object *peek_operand(Node *node, Frame *frame) {
    switch (node->kind) {
    case NODE_Constant: return NODE_CAST(Constant, node)->value;
    case NODE_Name: return peek_name(NODE_CAST(Name, node), frame);
    case NODE_Attribute: return peek_attribute(NODE_CAST(Attribute, node), frame);
    case NODE_Subscript: return peek_item(NODE_CAST(Subscript, node), frame);
    default: return NULL;
    }
}

Value operand_object(Node *operand, Value value) {
    if (value.tag >= V_NEW) return value;
    Object *o = peek_operand(operand, interp.frame);
    Value again;
    if (!o || !peek_number(o, &again) || again.tag != value.tag || again.i != value.i) return value;   /* another one by now */
    return value_new(retain(o));
}
