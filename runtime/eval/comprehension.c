/* comprehension.c - list, set and dict comprehensions.
 *
 * They run in the frame of the code around them: variables and iterators have slots of their own there. A comprehension
 * clears its slots when it ends, so no reference stays behind. Generator expressions are generators (generator.c). */
#include "builtins/types/list.h"
#include "builtins/types/range.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/iterate.h"
#include "runtime/eval/table.h"
#include "runtime/eval/loop.h"

/* What a comprehension does with each element: 0, -1. */
typedef struct Collector {
    int (*collect)(struct Collector *collector, Frame *frame);
    Object *result;
    Node *element, *value;
    Nodes clauses;
    const char *name;    /* of the frame that CPython would give it, for tracebacks */
    Node *node;
    bool inside;         /* past the first clause's iterable, which belongs to the code around */
} Collector;

static int run_clause(Collector *collector, Frame *frame, uint32_t depth);

/* Conditions, then the next clause or the element. 0, -1. */
static int run_inner(Collector *collector, Frame *frame, uint32_t depth) {
    NodeCompFor *clause = NODE_CAST(CompFor, collector->clauses.items[depth]);
    for (uint32_t i = 0; i < clause->conditions.count; i++) {
        int result = truth(clause->conditions.items[i], frame);
        if (result < 0) note_failure(clause->conditions.items[i]);
        if (result <= 0) return result;
    }
    if (depth + 1 < collector->clauses.count) return run_clause(collector, frame, depth + 1);
    return collector->collect(collector, frame);
}

/* With the variables set. */
static ALWAYS_INLINE int run_stored(Collector *collector, Frame *frame, uint32_t depth) {
    if (run_inner(collector, frame, depth)) return -1;
    if (unlikely(interp_safe_point())) { note_failure(collector->clauses.items[depth]); return -1; }
    return 0;
}

/* STEALS item. */
static ALWAYS_INLINE int run_round(Collector *collector, Frame *frame, uint32_t depth, const Parts *parts, Value item) {
    NodeCompFor *clause = NODE_CAST(CompFor, collector->clauses.items[depth]);
    return store_item_steal(clause->target, parts, frame, item) ? -1 : run_stored(collector, frame, depth);
}

static int run_over_iterator(Collector *collector, Frame *frame, uint32_t depth, const Parts *parts, Object *iterator) {
    const bool split = parts->count && iterator->type->next_parts;
    for (;;) {
        int taken = split ? take_parts(iterator, parts, frame) : -1, result;
        if (taken > 0) {
            result = run_stored(collector, frame, depth);
        } else {
            Value item = taken ? next_value(iterator) : value_error();
            if (item.tag == V_ERROR) break;
            result = run_round(collector, frame, depth, parts, item);
        }
        if (unlikely(result)) return -1;
    }
    if (error_pending()) { note_failure(collector->node); return -1; }
    return 0;
}

static int run_over_text(Collector *collector, Frame *frame, uint32_t depth, const Parts *parts, Object *text) {
    int result = 0;
    for (size_t at = 0; !result && at < str_size(text);) {
        Object *character = str_next_character(text, &at);
        result = likely(character) ? run_round(collector, frame, depth, parts, value_new(character)) : (note_failure(collector->node), -1);
    }
    return result;
}

/* STEALS source. */
static int run_over(Collector *collector, Frame *frame, uint32_t depth, Object *source) {
    const Parts parts = parts_of(NODE_CAST(CompFor, collector->clauses.items[depth])->target);
    int result = 0;
    if (is_list_exact(source)) {
        collector->inside = true;
        for (size_t i = 0; !result && i < list_count(source); i++)
            result = run_round(collector, frame, depth, &parts, value_new(retain(((List *)source)->items[i])));
        release(source);
        return result;
    }
    if (is_str_exact(source)) {
        collector->inside = true;
        result = run_over_text(collector, frame, depth, &parts, source);
        release(source);
        return result;
    }
    Object *iterator = object_iter(source);
    release(source);
    if (!iterator) { note_failure(collector->node); return -1; }
    collector->inside = true;
    result = run_over_iterator(collector, frame, depth, &parts, iterator);
    release(iterator);
    return result;
}

static bool calls_range(Node *iter, Frame *frame) {
    if (!specialising() || !loop_is_range_call(iter)) return false;
    NodeName *name = NODE_CAST(Name, NODE_CAST(Call, iter)->callee);
    if (name->scope != NAME_GLOBAL) return false;
    Object *callee = peek_global(name, frame);
    if (!callee) { error_clear(); interp.error_node = NULL; }
    return callee == (Object *)&range_type;
}

/* Cells of variables that inner functions capture are renewed for each run of the comprehension. */
int comprehension_renew_cells(NodeCompFor *clause, Frame *frame) {
    for (uint32_t i = 0; i < clause->fresh_cell_count; i++) {
        Object *cell = cell_new(NULL);
        if (!cell) return -1;
        slot_set_steal(&frame->slots[clause->fresh_cells[i]], value_new(cell));
    }
    return 0;
}

static int run_clause(Collector *collector, Frame *frame, uint32_t depth) {
    NodeCompFor *clause = NODE_CAST(CompFor, collector->clauses.items[depth]);
    if (calls_range(clause->iter, frame)) {
        RangeBounds bounds;
        Object *other;
        if (loop_range_bounds(NODE_CAST(Call, clause->iter), frame, &bounds, &other)) return -1;
        if (clause->fresh_cell_count && comprehension_renew_cells(clause, frame)) { release_or_null(other); return -1; }
        if (other) return run_over(collector, frame, depth, other);
        int result = 0;
        const Parts parts = {0};
        collector->inside = true;
        for (; !result && bounds.remaining; bounds.remaining--, bounds.next = (int64_t)((uint64_t)bounds.next + (uint64_t)bounds.step))
            result = run_round(collector, frame, depth, &parts, value_int(bounds.next));
        return result;
    }
    Object *source = eval_object(clause->iter, frame);
    if (!source) return -1;
    if (clause->fresh_cell_count && comprehension_renew_cells(clause, frame)) { release(source); return -1; }
    return run_over(collector, frame, depth, source);
}

/* ---- leaving: the variables' slots are cleared ---- */

static void clear_target(Node *target, Frame *frame) {
    if (target->kind == NODE_Name) {
        NodeName *name = NODE_CAST(Name, target);
        if (name->scope != NAME_LOCAL && name->scope != NAME_CELL) return;
        Value *slot = &frame->slots[name->index], old = *slot;
        slot->tag = V_ERROR;
        value_release(old);
    } else if (target->kind == NODE_Tuple || target->kind == NODE_List) {
        Nodes items = target->kind == NODE_Tuple ? NODE_CAST(Tuple, target)->items : NODE_CAST(List, target)->items;
        for (uint32_t i = 0; i < items.count; i++) clear_target(items.items[i], frame);
    } else if (target->kind == NODE_Starred) {
        clear_target(NODE_CAST(Starred, target)->value, frame);
    }
}

void comprehension_clear(Nodes clauses, Frame *frame) {
    for (uint32_t i = 0; i < clauses.count; i++) {
        NodeCompFor *clause = NODE_CAST(CompFor, clauses.items[i]);
        clear_target(clause->target, frame);
        for (uint32_t j = 0; j < clause->fresh_cell_count; j++) {
            Value *slot = &frame->slots[clause->fresh_cells[j]], old = *slot;
            slot->tag = V_ERROR;
            value_release(old);
        }
    }
}

Code *comprehension_code(Node *node, const Frame *frame, const char *name_text) {
    Object *name = str_intern_text(name_text);
    Object *qualname = !name ? NULL : frame->code->kind == CODE_MODULE ? retain(name)
                                                                       : str_format("%U.<locals>.%U", frame->code->qualname, name);
    Code *code = qualname ? code_new(frame->code->tree, CODE_FUNCTION, node, name, qualname) : NULL;
    release_or_null(name);
    release_or_null(qualname);
    if (code) code->first_line = node_position(node)->line;
    return code;
}

/* In CPython 3.11 a comprehension has a frame; its tracebacks show it. */
static COLD void add_traceback(const Collector *collector, Frame *frame) {
    Object *exception = error_take();
    Code *code = comprehension_code(collector->node, frame, collector->name);
    error_clear();
    error_restore_steal(exception);
    if (!code) return;
    frame_add_traceback_as(frame, code);
    RELEASE(code);
}

static Value run_comprehension(Node *node, Frame *frame, Collector *collector) {
    if (!collector->result) return fail(node);
    collector->node = node;
    int result = run_clause(collector, frame, 0);
    comprehension_clear(collector->clauses, frame);
    if (!result) return value_new(collector->result);
    if (collector->inside) add_traceback(collector, frame);
    release(collector->result);
    return fail(node);
}

/* ---- the three kinds ---- */

static int collect_list(Collector *collector, Frame *frame) {
    Object *item = eval_object(collector->element, frame);
    return unlikely(!item) ? -1 : list_append_steal(collector->result, item);
}

static int collect_set(Collector *collector, Frame *frame) {
    Object *item = eval_object(collector->element, frame);
    if (!item) return -1;
    int result = set_add(collector->result, item);
    if (result) note_failure(collector->element);
    release(item);
    return result;
}

static int collect_dict(Collector *collector, Frame *frame) {
    Object *key = eval_object(collector->element, frame);
    if (!key) return -1;
    Object *value = eval_object(collector->value, frame);
    int result = value ? dict_set(collector->result, key, value) : -1;
    if (result) note_failure(collector->element);
    release(key);
    release_or_null(value);
    return result;
}

Value eval_listcomp(Node *node, Frame *frame) {
    NodeListComp *comp = NODE_CAST(ListComp, node);
    return run_comprehension(node, frame, &(Collector){collect_list, list_new(0), comp->element, NULL, comp->clauses, .name = "<listcomp>"});
}
Value eval_setcomp(Node *node, Frame *frame) {
    NodeSetComp *comp = NODE_CAST(SetComp, node);
    return run_comprehension(node, frame, &(Collector){collect_set, set_new(NULL), comp->element, NULL, comp->clauses, .name = "<setcomp>"});
}
Value eval_dictcomp(Node *node, Frame *frame) {
    NodeDictComp *comp = NODE_CAST(DictComp, node);
    return run_comprehension(node, frame, &(Collector){collect_dict, dict_new(), comp->key, comp->value, comp->clauses, .name = "<dictcomp>"});
}
