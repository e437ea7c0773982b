/* assign.c - assignment to every kind of target, annotated assignment, del. */
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"

/* ---- names ---- */

/* A global: a number that only this entry holds is overwritten in place. */
int assign_global_steal(NodeName *name, Frame *frame, Value value) {
    Cache *cache = &name->cache;
    Dict *globals = (Dict *)frame->globals;
    if (likely(cache->version == globals->version && cache->object)) {
        Object **place = (Object **)cache->object, *old = *place;
        if (value.tag < V_NEW && overwrite_number(old, value)) return 0;
        Object *boxed = to_object(value);
        if (unlikely(!boxed)) return -1;
        *place = boxed;
        release(old);
        return 0;
    }
    Object *boxed = to_object(value);
    int result = boxed ? dict_set((Object *)globals, name->id, boxed) : -1;
    release_or_null(boxed);
    if (result || !specialising()) return result;
    ssize_t index = dict_entry_index_str((Object *)globals, name->id);
    if (index >= 0)
        *cache = (Cache){.version = globals->version, .object = (Object *)dict_entry_value((Object *)globals, (size_t)index)};
    return 0;
}

static int assign_cell_steal(Cell *cell, Value value) {
    if (cell->value && value.tag < V_NEW && overwrite_number(cell->value, value)) return 0;
    Object *boxed = to_object(value);
    if (!boxed) return -1;
    object_replace_steal(&cell->value, boxed);
    return 0;
}

static int assign_dynamic_steal(NodeName *name, Frame *frame, Value value) {
    if (!frame->locals) return assign_global_steal(name, frame, value);
    Object *boxed = to_object(value);
    if (!boxed) return -1;
    int result = is_dict_exact(frame->locals) ? dict_set(frame->locals, name->id, boxed)
                                              : object_set_item(frame->locals, name->id, boxed);
    release(boxed);
    return result;
}

int assign_name_steal(NodeName *name, Frame *frame, Value value) {
    int result = 0;
    switch ((NameScope)name->scope) {
    case NAME_LOCAL: slot_set_steal(&frame->slots[name->index], value); break;
    case NAME_CELL: result = assign_cell_steal((Cell *)frame->slots[name->index].o, value); break;
    case NAME_FREE: result = assign_cell_steal(frame_cell(frame, name->index), value); break;
    case NAME_GLOBAL: result = assign_global_steal(name, frame, value); break;
    default: result = assign_dynamic_steal(name, frame, value); break;
    }
    if (unlikely(result)) note_failure(name);
    return result;
}

/* ---- unpacking ---- */

static int find_starred(Nodes targets) {
    for (uint32_t i = 0; i < targets.count; i++)
        if (targets.items[i]->kind == NODE_Starred) return (int)i;
    return -1;
}

static int wrong_count(size_t wanted, size_t got, bool more) {
    if (more) return error_set_int(ValueError, "too many values to unpack (expected %zu)", wanted);
    return error_set_int(ValueError, "not enough values to unpack (expected %zu, got %zu)", wanted, got);
}

/* Assigns borrowed items from left to right; items stay alive through `owner`, held by the caller. */
static int assign_items(Nodes targets, Frame *frame, Object **items, size_t count, int starred) {
    for (uint32_t i = 0, at = 0; i < targets.count; i++) {
        if ((int)i == starred) {
            size_t taken = count - (targets.count - 1);
            Object *rest = list_from_items(items + at, taken);
            if (!rest) return -1;
            if (assign_target_steal(NODE_CAST(Starred, targets.items[i])->value, frame, value_new(rest))) return -1;
            at += (uint32_t)taken;
        } else if (assign_target_steal(targets.items[i], frame, value_new(retain(items[at++])))) {
            return -1;
        }
    }
    return 0;
}

/* Takes exactly as many items as there are targets from any iterable: a tuple of them. MAY_RUN */
static Object *take_items(Object *iterable, size_t wanted, bool exact, Node *node) {
    Object *iterator = object_iter(iterable);
    if (!iterator) {
        if (error_matches(TypeError) && !iterable->type->iter && !iterable->type->get_item) {
            error_clear();
            error_set(TypeError, "cannot unpack non-iterable %T object", iterable);
        }
        note_failure(node);
        return NULL;
    }
    Object *items = list_new(wanted);
    while (items && (!exact || list_count(items) <= wanted)) {
        Object *item = object_next(iterator);
        if (!item) {
            if (error_pending()) CLEAR(items);
            break;
        }
        if (list_append_steal(items, item) || interp_check_interrupt()) CLEAR(items);
    }
    release(iterator);
    if (!items) note_failure(node);
    return items;
}

static int unpack(Nodes targets, Frame *frame, Object *source, Node *node) {
    int starred = find_starred(targets);
    size_t wanted = starred < 0 ? targets.count : targets.count - 1u;
    Object *owner;   /* a tuple or list nobody else changes while targets are assigned */
    bool tuple = is_tuple(source) && source->type->iter == tuple_type.iter;   /* of any class without an __iter__ of its own */
    if (tuple) owner = retain(source);
    else if (is_list_exact(source)) owner = list_to_tuple(source);
    else owner = take_items(source, wanted, starred < 0, node);
    if (!owner) { note_failure(node); return -1; }
    tuple = is_tuple(owner);
    Object **items = tuple ? ((Tuple *)owner)->items : ((List *)owner)->items;
    size_t count = tuple ? tuple_count(owner) : list_count(owner);
    int result;
    if (starred < 0 && count != wanted) result = wrong_count(wanted, count, count > wanted);
    else if (count < wanted)
        result = error_set_int(ValueError, "not enough values to unpack (expected at least %zu, got %zu)", wanted, count);
    else result = assign_items(targets, frame, items, count, starred);
    release(owner);
    if (result) note_failure(node);
    return result;
}

/* ---- targets ---- */

static int store_to_attribute(NodeAttribute *target, Frame *frame, Value value) {
    Value owner = eval(target->value, frame);
    if (unlikely(owner.tag < V_NEW)) {
        Object *box = owner.tag == V_ERROR ? NULL : value_box(owner);
        if (!box) { value_release(value); note_failure(target); return -1; }
        owner = value_new(box);
    }
    int result = store_attribute_steal(target, owner.o, value);
    if (owner.tag == V_NEW) release(owner.o);
    return result;
}

static int store_to_subscript(NodeSubscript *target, Frame *frame, Value value) {
    Value container = eval(target->value, frame);
    if (unlikely(container.tag < V_NEW)) {
        Object *box = container.tag == V_ERROR ? NULL : value_box(container);
        if (!box) { value_release(value); note_failure(target); return -1; }
        container = value_new(box);
    }
    if (target->index->kind == NODE_Slice && is_list_exact(container.o)) {
        container = own(container);
        int result = store_slice_steal(target, frame, container.o, value);
        release(container.o);
        return result;
    }
    Value index = eval_store_index(target->index, frame, container.o);
    int result = -1;
    if (unlikely(index.tag == V_ERROR)) value_release(value);
    else if ((result = subscript_store_steal(container.o, index, value))) note_failure(target);
    if (container.tag == V_NEW) release(container.o);
    return result;
}

/* STEALS value. A local at once. */
static ALWAYS_INLINE int store_to_target_steal(Node *target, Frame *frame, Value value) {
    if (unlikely(target->kind != NODE_Name || NODE_CAST(Name, target)->scope != NAME_LOCAL)) return assign_target_steal(target, frame, value);
    slot_set_steal(local_slot(target, frame), value);
    return 0;
}

/* An exact tuple with one item for each target. STEALS tuple */
static ALWAYS_INLINE int unpack_tuple_steal(Nodes targets, Frame *frame, Tuple *tuple) {
    for (uint32_t i = 0; i < targets.count; i++)
        if (unlikely(store_to_target_steal(targets.items[i], frame, value_new(retain(tuple->items[i]))))) {
            RELEASE(tuple);
            return -1;
        }
    RELEASE(tuple);
    return 0;
}

/* An exact list with one item for each of a few targets; it may change while they are assigned. STEALS list */
enum { UNPACK_FEW = 8 };
static int unpack_list_steal(Nodes targets, Frame *frame, List *list) {
    Object *items[UNPACK_FEW];
    for (uint32_t i = 0; i < targets.count; i++) items[i] = retain(list->items[i]);
    RELEASE(list);
    for (uint32_t i = 0; i < targets.count; i++)
        if (unlikely(store_to_target_steal(targets.items[i], frame, value_new(items[i])))) {
            while (++i < targets.count) release(items[i]);
            return -1;
        }
    return 0;
}

/* Is none of the targets starred? Noted in the node. */
static ALWAYS_INLINE bool has_plain_targets(Node *node, Nodes targets) {
    enum { UNKNOWN, PLAIN, STARRED };
    if (unlikely(node->aux == UNKNOWN)) node->aux = find_starred(targets) < 0 ? PLAIN : STARRED;
    return node->aux == PLAIN;
}

static int unpack_to(Nodes targets, Frame *frame, Value value, Node *node) {
    if (likely(value.tag == V_NEW && has_plain_targets(node, targets))) {
        int result = 1;
        if (likely(is_tuple_exact(value.o) && tuple_count(value.o) == targets.count))
            result = unpack_tuple_steal(targets, frame, (Tuple *)value.o);
        else if (is_list_exact(value.o) && list_count(value.o) == targets.count && targets.count <= UNPACK_FEW)
            result = unpack_list_steal(targets, frame, (List *)value.o);
        if (unlikely(result < 0)) note_failure(node);
        if (likely(result <= 0)) return result;
    }
    Object *source = to_object(value);
    if (!source) { note_failure(node); return -1; }
    int result = unpack(targets, frame, source, node);
    release(source);
    return result;
}

int assign_target_steal(Node *target, Frame *frame, Value value) {
    switch (target->kind) {
    case NODE_Name: return assign_name_steal(NODE_CAST(Name, target), frame, value);
    case NODE_Attribute: return store_to_attribute(NODE_CAST(Attribute, target), frame, value);
    case NODE_Subscript: return store_to_subscript(NODE_CAST(Subscript, target), frame, value);
    case NODE_Tuple: return unpack_to(NODE_CAST(Tuple, target)->items, frame, value, target);
    case NODE_List: return unpack_to(NODE_CAST(List, target)->items, frame, value, target);
    case NODE_SlotLoad: slot_set_steal(&frame->slots[NODE_CAST(SlotLoad, target)->slot], value); return 0;
    default: value_release(value); return error_set_int(SystemError, "cannot assign to this kind of node");
    }
}

/* ---- the assignment statement ---- */

/* An item of a list gets another value. STEALS value, which may be BORROWED. */
static ALWAYS_INLINE Flow replace_item_steal(Node *target, Object **place, Value value) {
    Object *old = *place;
    if (overwrite_number(old, value)) return FLOW_NEXT;
    Object *boxed = to_object(value);
    if (unlikely(!boxed)) return fail_flow(target);
    *place = boxed;
    release(old);
    return FLOW_NEXT;
}

/* To a local or an item of a list at once. STEALS value */
static ALWAYS_INLINE int assign_plain_steal(Node *target, Frame *frame, Value value) {
    Object **place = NULL;
    if (target->kind == NODE_Subscript) {
        const NodeSubscript *subscript = NODE_CAST(Subscript, target);
        if (subscript->index_shape != SHAPE_ANY && likely(local_item_place(subscript, frame, subscript->index_shape, &place)))
            return likely(replace_item_steal(target, place, value) == FLOW_NEXT) ? 0 : -1;
    } else if (likely(target->kind == NODE_Name && NODE_CAST(Name, target)->scope == NAME_LOCAL)) {
        slot_set_steal(&frame->slots[NODE_CAST(Name, target)->index], value);
        return 0;
    }
    return assign_target_steal(target, frame, value);
}

/* Several targets share one object, so the value gets an identity first. */
static Flow assign_many(NodeAssign *assign, Frame *frame, Value value) {
    Object *o = to_object(value);
    if (!o) return fail_flow(assign);
    for (uint32_t i = 0; i < assign->targets.count; i++) {
        if (unlikely(assign_plain_steal(assign->targets.items[i], frame, value_new(retain(o))))) {
            release(o);
            return fail_flow(assign);
        }
    }
    release(o);
    return FLOW_NEXT;
}

Flow exec_assign(Node *node, Frame *frame) {
    NodeAssign *assign = NODE_CAST(Assign, node);
    Value value = eval(assign->value, frame);
    if (unlikely(value.tag == V_ERROR)) return FLOW_ERROR;
    value = own(value);
    if (assign->targets.count > 1) return assign_many(assign, frame, value);
    return unlikely(assign_target_steal(assign->targets.items[0], frame, value)) ? fail_flow(node) : FLOW_NEXT;
}

static NOINLINE Flow set_local_slowly(Value *slot, Value value) {
    if (unlikely(value.tag == V_ERROR)) return FLOW_ERROR;
    slot_set_steal(slot, own(value));
    return FLOW_NEXT;
}

/* local = value; a number in place of a number at once. */
static ALWAYS_INLINE Flow assign_local(Node *node, Frame *frame) {
    NodeAssign *assign = NODE_CAST(Assign, node);
    Value value = eval(assign->value, frame), *slot = slot_at(frame, assign->place);
    if (unlikely(slot->tag == V_NEW || !value_is_number(value))) return set_local_slowly(slot, value);
    *slot = value;
    return FLOW_NEXT;
}
STATEMENT_ENTRIES(assign_local)

static NOINLINE Flow store_to_target_slowly(Node *target, Frame *frame, Value value) {
    int result = -1;
    if (likely(value.tag != V_ERROR))
        result = target->kind == NODE_Attribute ? store_to_attribute(NODE_CAST(Attribute, target), frame, own(value))
                                                : store_to_subscript(NODE_CAST(Subscript, target), frame, own(value));
    return unlikely(result) ? FLOW_ERROR : FLOW_NEXT;
}

/* x.name = value, x[i] = value */
static ALWAYS_INLINE Flow assign_part(Node *node, Frame *frame) {
    NodeAssign *assign = NODE_CAST(Assign, node);
    return store_to_target_slowly(assign->targets.items[0], frame, eval(assign->value, frame));
}
STATEMENT_ENTRIES(assign_part)

static NOINLINE Flow assign_attribute_slowly(NodeAttribute *target, Frame *frame, Value value) {
    if (unlikely(value.tag == V_ERROR)) return FLOW_ERROR;
    const Value *owner = slot_at(frame, target->place);
    int result = likely(owner->tag == V_NEW) ? store_attribute_steal(target, owner->o, own(value)) : store_to_attribute(target, frame, own(value));
    return unlikely(result) ? FLOW_ERROR : FLOW_NEXT;
}

/* An attribute gets another object. STEALS value, which may be BORROWED. */
static ALWAYS_INLINE Flow replace_object(Object **place, Value value) {
    Object *old = *place;
    *place = value.tag == V_BORROWED ? retain(value.o) : value.o;
    release(old);
    return FLOW_NEXT;
}

/* local.name = value; a number that only the attribute holds is overwritten. */
static ALWAYS_INLINE Flow assign_attribute_local(Node *node, Frame *frame) {
    NodeAssign *assign = NODE_CAST(Assign, node);
    NodeAttribute *target = NODE_CAST(Attribute, assign->targets.items[0]);
    Value value = eval(assign->value, frame);
    Object **place = local_attribute_place_any(target, frame);
    if (likely(place != NULL)) {
        if (value.tag >= V_NEW) return replace_object(place, value);
        if (likely(overwrite_number(*place, value))) return FLOW_NEXT;
    }
    return assign_attribute_slowly(target, frame, value);
}
STATEMENT_ENTRIES(assign_attribute_local)

/* local[local or constant] = value where that is no item of a list. STEALS value, which may be BORROWED. */
static NOINLINE Flow assign_item_miss(NodeSubscript *target, Frame *frame, Value value) {
    const Value *container = slot_at(frame, target->place);
    if (value.tag == V_ERROR || container->tag != V_NEW) return store_to_target_slowly(&target->head, frame, value);
    value = own(value);
    Value index = eval_store_index(target->index, frame, container->o);
    if (likely(index.tag != V_ERROR)) return unlikely(subscript_store_steal(container->o, index, value)) ? fail_flow(target) : FLOW_NEXT;
    value_release(value);
    return FLOW_ERROR;
}

/* local[local or constant] = value where that is a list. One function an index shape. */
#define ASSIGN_ITEM_FUNCTION(NAME_, INDEX)                                                                               \
    static Flow exec_assign_item_##NAME_(Node *node, Frame *frame) {                                                     \
        NodeAssign *assign = NODE_CAST(Assign, node);                                                                    \
        NodeSubscript *target = NODE_CAST(Subscript, assign->targets.items[0]);                                          \
        Value value = eval(assign->value, frame);                                                                        \
        Object **place = NULL;                                                                                           \
        if (likely(value.tag != V_ERROR) && likely(local_item_place(target, frame, INDEX, &place)))                      \
            return replace_item_steal(&target->head, place, value);                                                          \
        return assign_item_miss(target, frame, value);                                                                   \
    }
ASSIGN_ITEM_FUNCTION(local, SHAPE_LOCAL)
ASSIGN_ITEM_FUNCTION(constant, SHAPE_CONSTANT)

/* a, b = value */
static ALWAYS_INLINE Flow assign_unpack(Node *node, Frame *frame) {
    NodeAssign *assign = NODE_CAST(Assign, node);
    Node *target = assign->targets.items[0];
    Value value = eval(assign->value, frame);
    if (unlikely(value.tag == V_ERROR)) return FLOW_ERROR;
    return unlikely(unpack_to(NODE_CAST(Tuple, target)->items, frame, own(value), target)) ? fail_flow(node) : FLOW_NEXT;
}
STATEMENT_ENTRIES(assign_unpack)

/* a, b = x, y without a tuple: all values first, then the targets from left to right. */
enum { SWAP_MAX = 4 };
static Flow exec_assign_parallel(Node *node, Frame *frame) {
    NodeAssign *assign = NODE_CAST(Assign, node);
    Nodes targets = NODE_CAST(Tuple, assign->targets.items[0])->items, values = NODE_CAST(Tuple, assign->value)->items;
    Value held[SWAP_MAX];
    for (uint32_t i = 0; i < values.count; i++) {
        held[i] = own(eval(values.items[i], frame));
        if (unlikely(held[i].tag == V_ERROR)) {
            while (i--) value_release(held[i]);
            return FLOW_ERROR;
        }
    }
    for (uint32_t i = 0; i < values.count; i++) {
        if (unlikely(assign_plain_steal(targets.items[i], frame, held[i]))) {
            while (++i < values.count) value_release(held[i]);
            return fail_flow(node);
        }
    }
    return FLOW_NEXT;
}

/* a, b = b, a of two locals: their slots change places. */
static Flow exec_swap_locals(Node *node, Frame *frame) {
    Nodes targets = NODE_CAST(Tuple, NODE_CAST(Assign, node)->targets.items[0])->items;
    Value *first = local_slot(targets.items[0], frame), *second = local_slot(targets.items[1], frame), kept = *first;
    if (unlikely(kept.tag == V_ERROR || second->tag == V_ERROR)) return exec_assign_parallel(node, frame);
    *first = *second;
    *second = kept;
    return FLOW_NEXT;
}

static bool is_same_local(const Node *target, const Node *value) {
    return is_plain_local(value) && target->kind == NODE_Name && ((const NodeName *)target)->scope == NAME_LOCAL &&
           ((const NodeName *)target)->index == ((const NodeName *)value)->index;
}

static bool is_swap(const NodeAssign *assign) {
    Nodes targets = NODE_CAST(Tuple, assign->targets.items[0])->items, values = NODE_CAST(Tuple, assign->value)->items;
    return targets.count == 2 && is_same_local(targets.items[0], values.items[1]) && is_same_local(targets.items[1], values.items[0]);
}

static bool has_starred(Nodes items) { return find_starred(items) >= 0; }

static bool is_parallel(const NodeAssign *assign) {
    Node *target = assign->targets.items[0], *value = assign->value;
    if (target->kind != NODE_Tuple || value->kind != NODE_Tuple) return false;
    Nodes targets = NODE_CAST(Tuple, target)->items, values = NODE_CAST(Tuple, value)->items;
    return targets.count == values.count && targets.count <= SWAP_MAX && !has_starred(targets) && !has_starred(values);
}

static ExecFn assign_to_subscript_form(const NodeSubscript *target) {
    if (!is_plain_local(target->value)) return NULL;
    OperandShape index = index_shape_of(target->index);
    return index == SHAPE_LOCAL ? exec_assign_item_local : index == SHAPE_CONSTANT ? exec_assign_item_constant : NULL;
}

static void take_entries(NodeAssign *node, ExecFn exec, RunFn run) {
    node->head.exec = exec;
    node->head.run = run;
}

void specialise_assign(NodeAssign *node) {
    if (node->targets.count != 1) return;
    Node *target = node->targets.items[0];
    if (target->kind == NODE_Name && NODE_CAST(Name, target)->scope == NAME_LOCAL) {
        node->place = place_of(target);
        take_entries(node, exec_assign_local, run_assign_local);
    } else if (target->kind == NODE_Attribute && is_plain_local(NODE_CAST(Attribute, target)->value)) {
        take_entries(node, exec_assign_attribute_local, run_assign_attribute_local);
    } else if (target->kind == NODE_Subscript && assign_to_subscript_form(NODE_CAST(Subscript, target))) {
        node->head.exec = assign_to_subscript_form(NODE_CAST(Subscript, target));
    } else if (target->kind == NODE_Attribute || target->kind == NODE_Subscript) {
        take_entries(node, exec_assign_part, run_assign_part);
    } else if (is_parallel(node)) {
        node->head.exec = is_swap(node) ? exec_swap_locals : exec_assign_parallel;
    } else if (target->kind == NODE_Tuple) {
        take_entries(node, exec_assign_unpack, run_assign_unpack);
    }
}

/* ---- annotated assignment ---- */

/* The __annotations__ dict of a module or class body, made at the first annotation. New reference. */
static Object *annotations_of(Frame *frame) {
    Object *scope = frame->locals ? frame->locals : frame->globals;
    Object *annotations = is_dict_exact(scope) ? retain_or_null(dict_peek_str(scope, NAME(__annotations__)))
                                               : object_get_item(scope, NAME(__annotations__));
    if (annotations) return annotations;
    if (error_pending() && !error_clear_if(KeyError)) return NULL;
    annotations = dict_new();
    if (annotations && object_set_item(scope, NAME(__annotations__), annotations)) CLEAR(annotations);
    return annotations;
}

int annotations_begin(Frame *frame) {
    Object *annotations = annotations_of(frame);
    release_or_null(annotations);
    return annotations ? 0 : -1;
}

static int record_annotation(NodeAnnAssign *node, Frame *frame) {
    Object *annotation = eval_object(node->annotation, frame);
    if (!annotation) return -1;
    int result = 0;
    if (node->simple) {
        Object *annotations = annotations_of(frame);
        result = annotations ? object_set_item(annotations, NODE_CAST(Name, node->target)->id, annotation) : -1;
        release_or_null(annotations);
    }
    release(annotation);
    return result;
}

/* Inside functions annotations of simple names are not evaluated. */
Flow exec_annassign(Node *node, Frame *frame) {
    NodeAnnAssign *assign = NODE_CAST(AnnAssign, node);
    if (assign->value) {
        Value value = own(eval(assign->value, frame));
        if (value.tag == V_ERROR) return FLOW_ERROR;
        if (assign_target_steal(assign->target, frame, value)) return fail_flow(node);
    }
    bool in_function = frame->code->kind == CODE_FUNCTION || frame->code->kind == CODE_LAMBDA;
    if (!in_function && record_annotation(assign, frame)) return fail_flow(node);
    return FLOW_NEXT;
}

/* ---- del ---- */

static int name_missing(NodeName *name) {
    error_name(NameError, name->id, "name '%U' is not defined", name->id);
    return -1;
}

static int delete_cell(NodeName *name, Cell *cell) {
    if (cell->value) {
        CLEAR(cell->value);
        return 0;
    }
    if (name->scope == NAME_CELL)
        return error_set_int(UnboundLocalError, "cannot access local variable '%U' where it is not associated with a value", name->id);
    error_name(NameError, name->id, "cannot access free variable '%U' where it is not associated with a value in enclosing scope", name->id);
    return -1;
}

static int delete_from(NodeName *name, Object *mapping) {
    if (!is_dict_exact(mapping)) {
        if (!object_set_item(mapping, name->id, NULL)) return 0;
        return error_clear_if(KeyError) ? name_missing(name) : -1;
    }
    int deleted = dict_delete(mapping, name->id);
    return deleted == 1 ? 0 : deleted < 0 ? -1 : name_missing(name);
}

static int delete_name(NodeName *name, Frame *frame) {
    switch ((NameScope)name->scope) {
    case NAME_LOCAL: {
        Value *slot = &frame->slots[name->index], old = *slot;
        if (old.tag == V_ERROR) { local_unbound(name); return -1; }
        slot->tag = V_ERROR;
        value_release(old);
        return 0;
    }
    case NAME_CELL: return delete_cell(name, (Cell *)frame->slots[name->index].o);
    case NAME_FREE: return delete_cell(name, frame_cell(frame, name->index));
    case NAME_GLOBAL: return delete_from(name, frame->globals);
    default: return delete_from(name, frame->locals ? frame->locals : frame->globals);
    }
}

static int delete_attribute(NodeAttribute *target, Frame *frame) {
    Object *owner = eval_object(target->value, frame);
    int result = owner ? object_setattr(owner, target->name, NULL) : -1;
    release_or_null(owner);
    return result;
}

static int delete_subscript(NodeSubscript *target, Frame *frame) {
    Object *container = eval_object(target->value, frame);
    Object *index = container ? eval_object(target->index, frame) : NULL;
    int result = index ? object_set_item(container, index, NULL) : -1;
    release_or_null(container);
    release_or_null(index);
    return result;
}

static int delete_all(Nodes targets, Frame *frame) {
    for (uint32_t i = 0; i < targets.count; i++)
        if (delete_target(targets.items[i], frame)) return -1;
    return 0;
}

int delete_target(Node *target, Frame *frame) {
    int result;
    switch (target->kind) {
    case NODE_Name: result = delete_name(NODE_CAST(Name, target), frame); break;
    case NODE_Attribute: result = delete_attribute(NODE_CAST(Attribute, target), frame); break;
    case NODE_Subscript: result = delete_subscript(NODE_CAST(Subscript, target), frame); break;
    case NODE_Tuple: result = delete_all(NODE_CAST(Tuple, target)->items, frame); break;
    default: result = delete_all(NODE_CAST(List, target)->items, frame); break;
    }
    if (result) note_failure(target);
    return result;
}

Flow exec_delete(Node *node, Frame *frame) {
    return delete_all(NODE_CAST(Delete, node)->targets, frame) ? fail_flow(node) : FLOW_NEXT;
}
