/* name.c - reading names: locals, cells, globals through cached entries, dynamic scopes.
 *
 * A local is read BORROWED from its slot. Read for its number only (NODE_WANT_NUMBER) it stays unboxed; otherwise an
 * unboxed number is boxed once and the box written back, so it has an identity from then on. Small ints need no box:
 * their identity is that of the cached object. */
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

/* ---- locals ---- */

COLD Value local_unbound(NodeName *name) {
    error_set(UnboundLocalError, "cannot access local variable '%U' where it is not associated with a value", name->id);
    return fail(name);
}

static Value eval_local(Node *node, Frame *frame) {
    NodeName *name = NODE_CAST(Name, node);
    Value *slot = &frame->slots[name->index];
    if (likely(slot->tag == V_NEW)) return value_borrowed(slot->o);
    if (slot->tag == V_INT && int_is_small(slot->i)) return *slot;
    if (slot->tag == V_ERROR) return local_unbound(name);
    Object *box = slot_box(slot);
    return box ? value_borrowed(box) : fail(node);
}

/* As eval_local, for operands whose slot a later operand may rebind. */
static Value eval_local_owned(Node *node, Frame *frame) { return own(eval_local(node, frame)); }

static Value eval_local_number(Node *node, Frame *frame) {
    NodeName *name = NODE_CAST(Name, node);
    Value value = frame->slots[name->index];
    if (likely(value.tag == V_INT || value.tag == V_FLOAT)) return value;
    if (unlikely(value.tag == V_ERROR)) return local_unbound(name);
    return unbox(value_borrowed(value.o));
}

static int truth_local(Node *node, Frame *frame) {
    NodeName *name = NODE_CAST(Name, node);
    Value value = frame->slots[name->index];
    if (value.tag == V_INT) return value.i != 0;
    if (unlikely(value.tag == V_ERROR)) return value_is_error(local_unbound(name)) ? -1 : 0;
    if (value.tag == V_FLOAT) return value.d != 0;
    int result = truth_of_borrowed(value.o);
    if (unlikely(result < 0)) note_failure(node);
    return result;
}

/* ---- cells ---- */

static Cell *cell_of(const NodeName *name, const Frame *frame) {
    if (name->scope == NAME_CELL) return (Cell *)frame->slots[name->index].o;
    return frame_cell(frame, name->index);
}

static COLD Value cell_unbound(NodeName *name) {
    if (name->scope == NAME_CELL) return local_unbound(name);
    error_name(NameError, name->id, "cannot access free variable '%U' where it is not associated with a value in enclosing scope", name->id);
    return fail(name);
}

static int truth_cell(Node *node, Frame *frame) {
    Cell *cell = cell_of(NODE_CAST(Name, node), frame);
    if (unlikely(!cell->value)) return truth_by_eval(node, frame);
    int result = truth_of_borrowed(cell->value);
    if (unlikely(result < 0)) note_failure(node);
    return result;
}

static Value eval_cell(Node *node, Frame *frame) {
    NodeName *name = NODE_CAST(Name, node);
    Cell *cell = cell_of(name, frame);
    if (unlikely(!cell->value)) return cell_unbound(name);
    return number_or_new(cell->value, node->flags & NODE_WANT_NUMBER);
}

/* ---- globals ---- */

static COLD Object *global_missing(NodeName *name) {
    if (!error_pending()) error_name(NameError, name->id, "name '%U' is not defined", name->id);
    note_failure(name);
    return NULL;
}

/* Finds the entry and remembers where it is. The address of a dict value is good while the dict's version is. */
NOINLINE BORROWED Object *global_lookup(NodeName *name, Frame *frame) {
    Dict *globals = (Dict *)frame->globals, *builtins = (Dict *)frame->builtins;
    Cache *cache = &name->cache;
    ssize_t index = dict_entry_index_str((Object *)globals, name->id);
    if (index >= 0) {
        Object **place = dict_entry_value((Object *)globals, (size_t)index);
        if (specialising()) *cache = (Cache){.version = globals->version, .version2 = 0, .object = (Object *)place};
        return *place;
    }
    if (error_pending()) return global_missing(name);
    index = builtins ? dict_entry_index_str((Object *)builtins, name->id) : -1;
    if (index < 0) return global_missing(name);
    Object **place = dict_entry_value((Object *)builtins, (size_t)index);
    if (specialising()) *cache = (Cache){.version = globals->version, .version2 = builtins->version, .object = (Object *)place};
    return *place;
}

static ALWAYS_INLINE Value load_global_inline(NodeName *name, Frame *frame) {
    Object *o = peek_global(name, frame);
    if (unlikely(!o)) return value_error();
    return number_or_new(o, name->head.flags & NODE_WANT_NUMBER);
}

Value load_global(NodeName *name, Frame *frame) { return load_global_inline(name, frame); }
static Value eval_global(Node *node, Frame *frame) { return load_global_inline(NODE_CAST(Name, node), frame); }

static int truth_global(Node *node, Frame *frame) {
    Object *o = peek_global(NODE_CAST(Name, node), frame);
    if (unlikely(!o)) return -1;
    int result = truth_of_borrowed(o);
    if (unlikely(result < 0)) note_failure(node);
    return result;
}

/* ---- dynamic scopes: class bodies, exec with a locals mapping ---- */

/* From the locals mapping: new reference; NULL with or without an exception. */
static Object *mapping_get(Object *mapping, Object *name) {
    if (is_dict_exact(mapping)) return retain_or_null(dict_peek_str(mapping, name));
    Object *value = object_get_item(mapping, name);
    if (!value) error_clear_if(KeyError);
    return value;
}

static Value eval_dynamic(Node *node, Frame *frame) {
    NodeName *name = NODE_CAST(Name, node);
    if (frame->locals) {
        Object *value = mapping_get(frame->locals, name->id);
        if (value) return value_new(value);
        if (error_pending()) return fail(node);
    }
    if (name->scope == NAME_CLASS_FREE) {
        Cell *cell = frame_cell(frame, name->index);
        return cell->value ? value_new(retain(cell->value)) : cell_unbound(name);
    }
    return load_global(name, frame);
}

/* ---- choosing ---- */

static const EvalFn name_readers[] = {
    [NAME_UNRESOLVED] = eval_dynamic, [NAME_LOCAL] = eval_local, [NAME_CELL] = eval_cell, [NAME_FREE] = eval_cell,
    [NAME_GLOBAL] = eval_global, [NAME_DYNAMIC] = eval_dynamic, [NAME_CLASS_FREE] = eval_dynamic,
};

Value eval_name(Node *node, Frame *frame) { return name_readers[NODE_CAST(Name, node)->scope](node, frame); }

/* Names are resolved before they run, so their form is known at once, in all modes. */
void specialise_name(NodeName *name) {
    Node *node = &name->head;
    node->eval = name_readers[name->scope];
    node->truth = truth_by_eval;
    if (name->scope == NAME_LOCAL) {
        node->truth = truth_local;
        if (node->flags & NODE_UNSAFE_BORROW) node->eval = eval_local_owned;
        else if (node->flags & NODE_WANT_NUMBER) node->eval = eval_local_number;
    } else if (name->scope == NAME_GLOBAL) {
        node->truth = truth_global;
    } else if (name->scope == NAME_CELL || name->scope == NAME_FREE) {
        node->truth = truth_cell;
    }
}
