/* lower.c - splits the expressions that contain a yield, so that only statements ever resume.
 *
 * Before a generator's code runs for the first time, each expression with a yield, yield from or await inside is taken
 * apart: operands evaluated before the yield are stored in hidden slots by SlotStore statements put before the statement,
 * the yield becomes the value of a SlotStore of its own, and the expression reads the slots (SlotLoad). `and`, `or`,
 * conditional expressions and comprehensions that await become if and for statements. Evaluation order is Python's.
 *
 *      x = f(a) + (yield b)        =>      t1 = f(a)
 *                                          t2 = yield b
 *                                          x = t1 + t2
 *
 * After that every statement with NODE_HAS_YIELD has slots for its state, and resume.c can run it. */
#include <string.h>

#include "runtime/base/mem.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/lower.h"
#include "runtime/eval/table.h"
#include "runtime/eval/try.h"

Node *lower_make(Lower *l, NodeKind kind, const Node *origin) {
    Node *node = node_new(l->tree, kind, *node_position(origin));
    if (!node) l->failed = true;
    return node;
}

void lower_emit(Lower *l, Node *statement) {
    if (!statement || l->failed) return;
    if (l->count == l->capacity) {
        uint32_t capacity = l->capacity ? l->capacity * 2 : 8;
        Node **out = tree_alloc(l->tree, capacity * sizeof *out);
        if (!out) { l->failed = true; return; }
        if (l->count) memcpy(out, l->out, l->count * sizeof *out);
        l->out = out;
        l->capacity = capacity;
    }
    l->out[l->count++] = statement;
}

uint32_t lower_slots(Lower *l, uint32_t count) {
    Code *code = l->code;
    uint32_t first = code->slot_count;
    Object **names = mem_realloc_array(code->slot_names, first, first + count, sizeof *names);
    if (!names) {
        if (!l->failed) error_no_memory();
        l->failed = true;
        return 0;
    }
    code->slot_names = names;
    for (uint32_t i = 0; i < count; i++) names[first + i] = NULL;
    code->slot_count += count;
    return first;
}

Node *lower_load(Lower *l, uint32_t slot, const Node *origin, bool last) {
    NodeSlotLoad *node = (NodeSlotLoad *)lower_make(l, NODE_SlotLoad, origin);
    if (!node) return NULL;
    node->slot = slot;
    node->last = last;
    return &node->head;
}

void lower_store(Lower *l, uint32_t slot, Node *value) {
    NodeSlotStore *node = value ? (NodeSlotStore *)lower_make(l, NODE_SlotStore, value) : NULL;
    if (!node) return;
    node->slot = slot;
    node->value = value;
    if (is_yield(value)) node->head.flags |= NODE_HAS_YIELD;
    lower_emit(l, &node->head);
}

/* ---- blocks made of collected statements ---- */

Saved lower_begin_block(Lower *l) {
    Saved saved = {l->out, l->count, l->capacity};
    l->out = NULL;
    l->count = l->capacity = 0;
    return saved;
}
Node *lower_end_block(Lower *l, Saved saved, const Node *origin) {
    NodeBlock *block = (NodeBlock *)lower_make(l, NODE_Block, origin);
    if (block) {
        block->body = (Nodes){l->out, l->count};
        for (uint32_t i = 0; i < l->count; i++) block->head.flags |= l->out[i]->flags & NODE_HAS_YIELD;
        if (has_yield(&block->head)) block->state_slot = lower_slots(l, 1);
    }
    l->out = saved.out;
    l->count = saved.count;
    l->capacity = saved.capacity;
    return block ? &block->head : NULL;
}

void lower_emit_if(Lower *l, Node *test, Node *body, Node *orelse, const Node *origin) {
    NodeIf *node = (NodeIf *)lower_make(l, NODE_If, origin);
    if (!node) return;
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    if (has_yield(body) || has_yield(orelse)) {
        node->head.flags |= NODE_HAS_YIELD;
        node->state_slot = lower_slots(l, 1);
    }
    lower_emit(l, &node->head);
}

/* ---- expressions ---- */

/* `*value` is spread before what comes after it is evaluated: value becomes [*value]. */
static void spread(Lower *l, NodeStarred *star) {
    NodeList *list = (NodeList *)lower_make(l, NODE_List, &star->head);
    NodeStarred *inner = list ? (NodeStarred *)lower_make(l, NODE_Starred, &star->head) : NULL;
    Node **items = inner ? tree_alloc(l->tree, sizeof *items) : NULL;
    if (!items) { l->failed = true; return; }
    inner->value = star->value;
    items[0] = &inner->head;
    list->items = (Nodes){items, 1};
    star->value = &list->head;
}

/* Evaluates expr now and keeps it in a slot; constants stay as they are. */
static Node *lower_save(Lower *l, Node *expr) {
    if (!expr || expr->kind == NODE_Constant || expr->kind == NODE_SlotLoad || l->failed) return expr;
    if (expr->kind == NODE_Starred) {
        NodeStarred *star = NODE_CAST(Starred, expr);
        spread(l, star);
        star->value = lower_save(l, star->value);
        return expr;
    }
    if (expr->kind == NODE_Keyword) {
        NODE_CAST(Keyword, expr)->value = lower_save(l, NODE_CAST(Keyword, expr)->value);
        return expr;
    }
    if (expr->kind == NODE_Slice) {
        NodeSlice *slice = NODE_CAST(Slice, expr);
        slice->lower = lower_save(l, slice->lower);
        slice->upper = lower_save(l, slice->upper);
        slice->step = lower_save(l, slice->step);
        return expr;
    }
    uint32_t slot = lower_slots(l, 1);
    lower_store(l, slot, expr);
    return lower_load(l, slot, expr, true);
}

void lower_split_operands(Lower *l, Node ***operands, size_t count) {
    size_t last = count;
    for (size_t i = 0; i < count; i++)
        if (has_yield(*operands[i])) last = i;
    if (last == count) return;
    for (size_t i = 0; i <= last && !l->failed; i++) {
        if (!*operands[i]) continue;
        if (has_yield(*operands[i])) *operands[i] = lower_split(l, *operands[i]);
        if (i < last) *operands[i] = lower_save(l, *operands[i]);
    }
}

enum { OPERANDS_AT_ONCE = 64 };
typedef struct { Node **items[OPERANDS_AT_ONCE]; Node ***all; size_t count, capacity; } Operands;

static void add_operand(Lower *l, Operands *operands, Node **place) {
    if (operands->count == operands->capacity) {
        size_t capacity = operands->capacity * 2;
        Node ***all = tree_alloc(l->tree, capacity * sizeof *all);
        if (!all) { l->failed = true; return; }
        memcpy(all, operands->all, operands->count * sizeof *all);
        operands->all = all;
        operands->capacity = capacity;
    }
    operands->all[operands->count++] = place;
}
static void add_list(Lower *l, Operands *operands, Nodes list) {
    for (uint32_t i = 0; i < list.count; i++) add_operand(l, operands, &list.items[i]);
}
#define OPERANDS(name) Operands name = {.capacity = OPERANDS_AT_ONCE}; name.all = name.items

/* and, or: s = first; if s (or not s): s = next ... */
static void split_logic_into(Lower *l, Nodes values, uint32_t from, uint32_t slot, bool is_and) {
    lower_store(l, slot, has_yield(values.items[from]) ? lower_split(l, values.items[from]) : values.items[from]);
    if (from + 1 == values.count || l->failed) return;
    Node *origin = values.items[from], *test = lower_load(l, slot, origin, false);
    if (!is_and) {
        NodeUnary *not = (NodeUnary *)lower_make(l, NODE_Unary, origin);
        if (!not) return;
        not->op = OP_NOT;
        not->operand = test;
        test = &not->head;
    }
    Saved saved = lower_begin_block(l);
    split_logic_into(l, values, from + 1, slot, is_and);
    Node *body = lower_end_block(l, saved, origin);
    lower_emit_if(l, test, body, NULL, origin);
}

static Node *split_logic(Lower *l, Node *expr, Nodes values, bool is_and) {
    uint32_t slot = lower_slots(l, 1);
    split_logic_into(l, values, 0, slot, is_and);
    return lower_load(l, slot, expr, true);
}

static Node *branch_into(Lower *l, Node *expr, uint32_t slot) {
    Saved saved = lower_begin_block(l);
    lower_store(l, slot, has_yield(expr) ? lower_split(l, expr) : expr);
    return lower_end_block(l, saved, expr);
}

static Node *split_ifexp(Lower *l, NodeIfExp *expr) {
    uint32_t slot = lower_slots(l, 1);
    Node *test = has_yield(expr->test) ? lower_split(l, expr->test) : expr->test;
    Node *body = branch_into(l, expr->body, slot), *orelse = branch_into(l, expr->orelse, slot);
    lower_emit_if(l, test, body, orelse, &expr->head);
    return lower_load(l, slot, &expr->head, true);
}

/* a < b < c: s = a < b (b kept); if s: s = b < c ... */
static void split_chain_into(Lower *l, NodeCompare *chain, uint32_t i, Node *left, uint32_t slot) {
    Node *right = chain->comparators.items[i];
    bool last = i + 1 == chain->comparators.count;
    if (has_yield(right)) {
        left = lower_save(l, left);
        right = lower_split(l, right);
    }
    uint32_t kept = 0;
    if (!last) {
        left = lower_save(l, left);
        kept = lower_slots(l, 1);
        lower_store(l, kept, right);
        right = lower_load(l, kept, right, false);
    }
    NodeCompare *compare = l->failed || !right ? NULL : (NodeCompare *)lower_make(l, NODE_Compare, &chain->head);
    Node **items = compare ? tree_alloc(l->tree, sizeof *items) : NULL;
    if (!items) { l->failed = true; return; }
    items[0] = right;
    compare->left = left;
    compare->comparators = (Nodes){items, 1};
    compare->ops = chain->ops + i;
    lower_store(l, slot, &compare->head);
    if (last) return;
    Saved saved = lower_begin_block(l);
    split_chain_into(l, chain, i + 1, lower_load(l, kept, right, true), slot);
    Node *body = lower_end_block(l, saved, &chain->head);
    lower_emit_if(l, lower_load(l, slot, &chain->head, false), body, NULL, &chain->head);
}

static Node *split_compare(Lower *l, NodeCompare *expr) {
    if (expr->comparators.count == 1) {
        OPERANDS(operands);
        add_operand(l, &operands, &expr->left);
        add_list(l, &operands, expr->comparators);
        lower_split_operands(l, operands.all, operands.count);
        return &expr->head;
    }
    uint32_t slot = lower_slots(l, 1);
    Node *left = has_yield(expr->left) ? lower_split(l, expr->left) : expr->left;
    split_chain_into(l, expr, 0, left, slot);
    return lower_load(l, slot, &expr->head, true);
}

/* The callee of x.name(...) is fetched before the arguments. */
static Node *split_call(Lower *l, NodeCall *expr) {
    OPERANDS(operands);
    add_operand(l, &operands, &expr->callee);
    add_list(l, &operands, expr->args);
    add_list(l, &operands, expr->keywords);
    lower_split_operands(l, operands.all, operands.count);
    return &expr->head;
}

/* `**value` likewise becomes **{**value}. */
static void spread_mapping(Lower *l, Node **place) {
    NodeDict *dict = (NodeDict *)lower_make(l, NODE_Dict, *place);
    Node **items = dict ? tree_alloc(l->tree, 2 * sizeof *items) : NULL;
    if (!items) { l->failed = true; return; }
    items[0] = NULL;
    items[1] = *place;
    dict->keys = (Nodes){items, 1};
    dict->values = (Nodes){items + 1, 1};
    dict->head.flags |= (*place)->flags & NODE_HAS_YIELD;
    *place = &dict->head;
}

static Node *split_dict(Lower *l, NodeDict *expr) {
    OPERANDS(operands);
    for (uint32_t i = 0; i < expr->keys.count; i++) {
        if (expr->keys.items[i]) add_operand(l, &operands, &expr->keys.items[i]);
        else if (expr->keys.count > 1) spread_mapping(l, &expr->values.items[i]);
        add_operand(l, &operands, &expr->values.items[i]);
    }
    lower_split_operands(l, operands.all, operands.count);
    return &expr->head;
}

/* ---- all expressions ---- */

static Node *split_yield(Lower *l, Node *expr) {
    Node **value = expr->kind == NODE_Yield ? &NODE_CAST(Yield, expr)->value
                   : expr->kind == NODE_Await ? &NODE_CAST(Await, expr)->value : &NODE_CAST(YieldFrom, expr)->value;
    if (has_yield(*value)) *value = lower_split(l, *value);
    if (expr->kind == NODE_Await) NODE_CAST(Await, expr)->iter_slot = lower_slots(l, 1);
    if (expr->kind == NODE_YieldFrom) NODE_CAST(YieldFrom, expr)->iter_slot = lower_slots(l, 1);
    return expr;
}

/* Kinds whose operands are simply evaluated from left to right. */
static Node *split_plain(Lower *l, Node *expr) {
    OPERANDS(operands);
    switch (expr->kind) {
    case NODE_Binary:
        add_operand(l, &operands, &NODE_CAST(Binary, expr)->left);
        add_operand(l, &operands, &NODE_CAST(Binary, expr)->right);
        break;
    case NODE_Unary: add_operand(l, &operands, &NODE_CAST(Unary, expr)->operand); break;
    case NODE_Attribute: add_operand(l, &operands, &NODE_CAST(Attribute, expr)->value); break;
    case NODE_Subscript:
        add_operand(l, &operands, &NODE_CAST(Subscript, expr)->value);
        add_operand(l, &operands, &NODE_CAST(Subscript, expr)->index);
        break;
    case NODE_Slice:
        add_operand(l, &operands, &NODE_CAST(Slice, expr)->lower);
        add_operand(l, &operands, &NODE_CAST(Slice, expr)->upper);
        add_operand(l, &operands, &NODE_CAST(Slice, expr)->step);
        break;
    case NODE_List: add_list(l, &operands, NODE_CAST(List, expr)->items); break;
    case NODE_Tuple: add_list(l, &operands, NODE_CAST(Tuple, expr)->items); break;
    case NODE_Set: add_list(l, &operands, NODE_CAST(Set, expr)->items); break;
    case NODE_Starred: add_operand(l, &operands, &NODE_CAST(Starred, expr)->value); break;
    case NODE_Keyword: add_operand(l, &operands, &NODE_CAST(Keyword, expr)->value); break;
    case NODE_NamedExpr: add_operand(l, &operands, &NODE_CAST(NamedExpr, expr)->value); break;
    case NODE_JoinedStr: add_list(l, &operands, NODE_CAST(JoinedStr, expr)->values); break;
    case NODE_FormattedValue:
        add_operand(l, &operands, &NODE_CAST(FormattedValue, expr)->value);
        add_operand(l, &operands, &NODE_CAST(FormattedValue, expr)->format_spec);
        break;
    case NODE_GeneratorExp: add_operand(l, &operands, &NODE_CAST(CompFor, NODE_CAST(GeneratorExp, expr)->clauses.items[0])->iter); break;
    default: break;
    }
    lower_split_operands(l, operands.all, operands.count);
    return expr;
}

static void add_defaults(Lower *l, Operands *operands, Nodes parameters) {
    for (uint32_t i = 0; i < parameters.count; i++) {
        NodeParameter *parameter = NODE_CAST(Parameter, parameters.items[i]);
        if (parameter->default_value) add_operand(l, operands, &parameter->default_value);
    }
}

static void add_annotation(Lower *l, Operands *operands, Node *parameter) {
    if (parameter && NODE_CAST(Parameter, parameter)->annotation) add_operand(l, operands, &NODE_CAST(Parameter, parameter)->annotation);
}

static void add_annotations(Lower *l, Operands *operands, Nodes parameters) {
    for (uint32_t i = 0; i < parameters.count; i++) add_annotation(l, operands, parameters.items[i]);
}

/* Defaults and annotations of a function definition, in the order in which they are evaluated. */
static void split_parameters(Lower *l, NodeFunction *function) {
    OPERANDS(operands);
    NodeParameters *p = (NodeParameters *)function->parameters;
    if (p) {
        add_defaults(l, &operands, p->positional_only);
        add_defaults(l, &operands, p->positional);
        add_defaults(l, &operands, p->keyword_only);
        add_annotations(l, &operands, p->positional_only);
        add_annotations(l, &operands, p->positional);
        add_annotation(l, &operands, p->varargs);
        add_annotations(l, &operands, p->keyword_only);
        add_annotation(l, &operands, p->kwargs);
    }
    if (function->returns) add_operand(l, &operands, &function->returns);
    lower_split_operands(l, operands.all, operands.count);
}

Node *lower_split(Lower *l, Node *expr) {
    if (l->failed || !has_yield(expr)) return expr;
    if (stack_is_low()) {
        error_recursion(" during compilation");
        l->failed = true;
        return expr;
    }
    switch (expr->kind) {
    case NODE_Yield: case NODE_YieldFrom: case NODE_Await: {
        uint32_t slot = lower_slots(l, 1);
        lower_store(l, slot, split_yield(l, expr));
        return lower_load(l, slot, expr, true);
    }
    case NODE_And: return split_logic(l, expr, NODE_CAST(And, expr)->values, true);
    case NODE_Or: return split_logic(l, expr, NODE_CAST(Or, expr)->values, false);
    case NODE_IfExp: return split_ifexp(l, NODE_CAST(IfExp, expr));
    case NODE_Compare: return split_compare(l, NODE_CAST(Compare, expr));
    case NODE_Call: return split_call(l, NODE_CAST(Call, expr));
    case NODE_Dict: return split_dict(l, NODE_CAST(Dict, expr));
    case NODE_ListComp: case NODE_SetComp: case NODE_DictComp: return lower_comprehension(l, expr);
    case NODE_Function:
        split_parameters(l, NODE_CAST(Function, expr));
        return expr;
    default: return split_plain(l, expr);
    }
}

static void split_place(Lower *l, Node **place) {
    if (has_yield(*place)) *place = lower_split(l, *place);
}

/* ---- statements ---- */

static void lower_statement(Lower *l, Node *statement);

static Node *lower_block(Lower *l, Node *block) {
    if (!has_yield(block)) return block;
    Saved saved = lower_begin_block(l);
    if (block->kind == NODE_Block) {
        Nodes body = NODE_CAST(Block, block)->body;
        for (uint32_t i = 0; i < body.count; i++) lower_statement(l, body.items[i]);
    } else {
        lower_statement(l, block);   /* the If of an elif */
    }
    return lower_end_block(l, saved, block);
}

static void lower_place(Lower *l, Node **block) {
    if (has_yield(*block)) *block = lower_block(l, *block);
}

/* Parts of a target that are evaluated when it is stored to. */
static void target_operands(Lower *l, Operands *operands, Node *target) {
    switch (target->kind) {
    case NODE_Attribute: add_operand(l, operands, &NODE_CAST(Attribute, target)->value); break;
    case NODE_Subscript:
        add_operand(l, operands, &NODE_CAST(Subscript, target)->value);
        add_operand(l, operands, &NODE_CAST(Subscript, target)->index);
        break;
    case NODE_Starred: target_operands(l, operands, NODE_CAST(Starred, target)->value); break;
    case NODE_Tuple: case NODE_List: {
        Nodes items = target->kind == NODE_Tuple ? NODE_CAST(Tuple, target)->items : NODE_CAST(List, target)->items;
        for (uint32_t i = 0; i < items.count; i++) target_operands(l, operands, items.items[i]);
        break;
    }
    default: break;
    }
}

static void emit_assign(Lower *l, Node *target, Node *value) {
    NodeAssign *assign = value ? (NodeAssign *)lower_make(l, NODE_Assign, target) : NULL;
    Node **targets = assign ? tree_alloc(l->tree, sizeof *targets) : NULL;
    if (!targets) { l->failed = true; return; }
    targets[0] = target;
    assign->targets = (Nodes){targets, 1};
    assign->value = value;
    lower_emit(l, &assign->head);
}

static void lower_target(Lower *l, Node *target, Node *value);

/* a, *b[yield] = value      =>      t1, *t2 = value; a = t1; b[yield] = t2 */
static void lower_unpacking(Lower *l, Node *target, Node *value) {
    Nodes *items = target->kind == NODE_Tuple ? &NODE_CAST(Tuple, target)->items : &NODE_CAST(List, target)->items;
    Node **parts = tree_alloc(l->tree, (items->count + 1) * sizeof *parts);
    if (!parts) { l->failed = true; return; }
    memcpy(parts, items->items, items->count * sizeof *parts);
    uint32_t first = lower_slots(l, items->count);
    for (uint32_t i = 0; i < items->count; i++) {
        Node **place = &items->items[i];
        if (parts[i]->kind == NODE_Starred) {
            parts[i] = NODE_CAST(Starred, parts[i])->value;
            place = &NODE_CAST(Starred, *place)->value;
        }
        *place = lower_load(l, first + i, parts[i], false);
    }
    emit_assign(l, target, value);
    for (uint32_t i = 0; i < items->count && !l->failed; i++) lower_target(l, parts[i], lower_load(l, first + i, parts[i], true));
}

static void lower_target(Lower *l, Node *target, Node *value) {
    if (has_yield(target) && (target->kind == NODE_Tuple || target->kind == NODE_List)) {
        lower_unpacking(l, target, value);
        return;
    }
    OPERANDS(operands);
    target_operands(l, &operands, target);
    lower_split_operands(l, operands.all, operands.count);
    emit_assign(l, target, value);
}

static void lower_assign(Lower *l, NodeAssign *node) {
    bool plain = true;
    for (uint32_t i = 0; i < node->targets.count; i++) plain = plain && !has_yield(node->targets.items[i]);
    if (has_yield(node->value)) node->value = lower_split(l, node->value);
    if (plain) {
        lower_emit(l, &node->head);
        return;
    }
    Node *value = lower_save(l, node->value);
    for (uint32_t i = 0; i < node->targets.count && !l->failed; i++) {
        bool last = i + 1 == node->targets.count;
        bool kept = value->kind == NODE_SlotLoad;
        lower_target(l, node->targets.items[i], kept ? lower_load(l, NODE_CAST(SlotLoad, value)->slot, value, last) : value);
    }
}

/* Each target is deleted before the next one is evaluated. */
static void lower_delete(Lower *l, Node *target) {
    if (target->kind == NODE_Tuple || target->kind == NODE_List) {
        Nodes items = target->kind == NODE_Tuple ? NODE_CAST(Tuple, target)->items : NODE_CAST(List, target)->items;
        for (uint32_t i = 0; i < items.count; i++) lower_delete(l, items.items[i]);
        return;
    }
    NodeDelete *node = (NodeDelete *)lower_make(l, NODE_Delete, target);
    Node **targets = node ? tree_alloc(l->tree, sizeof *targets) : NULL;
    if (!targets) { l->failed = true; return; }
    targets[0] = target;
    node->targets = (Nodes){targets, 1};
    OPERANDS(operands);
    target_operands(l, &operands, target);
    lower_split_operands(l, operands.all, operands.count);
    lower_emit(l, &node->head);
}

/* The target of an augmented assignment as an expression that reads it. */
static Node *copy_as_load(Tree *tree, Node *target) {
    Node *copy = node_new(tree, target->kind, *node_position(target));
    if (!copy) return NULL;
    switch (target->kind) {
    case NODE_Name: *NODE_CAST(Name, copy) = *NODE_CAST(Name, target); NODE_CAST(Name, copy)->context = CTX_LOAD; break;
    case NODE_Attribute: *NODE_CAST(Attribute, copy) = *NODE_CAST(Attribute, target); NODE_CAST(Attribute, copy)->context = CTX_LOAD; break;
    default: *NODE_CAST(Subscript, copy) = *NODE_CAST(Subscript, target); NODE_CAST(Subscript, copy)->context = CTX_LOAD; break;
    }
    copy->flags = 0;
    return copy;
}

/* target op= value: the old value is read before the yield. */
static void lower_augassign(Lower *l, NodeAugAssign *node) {
    OPERANDS(operands);
    target_operands(l, &operands, node->target);
    for (size_t i = 0; i < operands.count; i++) {
        split_place(l, operands.all[i]);
        Node *kept = lower_save(l, *operands.all[i]);
        if (kept && kept->kind == NODE_SlotLoad) NODE_CAST(SlotLoad, kept)->last = false;
        *operands.all[i] = kept;
    }
    NodeInplaceBinary *binary = (NodeInplaceBinary *)lower_make(l, NODE_InplaceBinary, &node->head);
    NodeAssign *assign = binary ? (NodeAssign *)lower_make(l, NODE_Assign, &node->head) : NULL;
    Node **targets = assign ? tree_alloc(l->tree, sizeof *targets) : NULL, *read = targets ? copy_as_load(l->tree, node->target) : NULL;
    if (!read) { l->failed = true; return; }
    binary->left = lower_save(l, read);
    binary->right = lower_split(l, node->value);
    binary->op = node->op;
    targets[0] = node->target;
    assign->targets = (Nodes){targets, 1};
    assign->value = &binary->head;
    lower_emit(l, &assign->head);
}

static void lower_exprstmt(Lower *l, NodeExprStmt *node) {
    if (is_yield(node->value)) node->value = split_yield(l, node->value);
    else node->value = lower_split(l, node->value);
    if (!l->failed && !is_yield(node->value)) node->head.flags &= (uint8_t)~NODE_HAS_YIELD;
    lower_emit(l, &node->head);
}

/* The message is evaluated only if the test fails. */
static void lower_assert(Lower *l, NodeAssert *node) {
    split_place(l, &node->test);
    if (!has_yield(node->message)) { lower_emit(l, &node->head); return; }
    NodeUnary *not = (NodeUnary *)lower_make(l, NODE_Unary, node->test);
    NodeConstant *fails = (NodeConstant *)lower_make(l, NODE_Constant, node->test);
    if (l->failed) return;
    not->op = OP_NOT;
    not->operand = node->test;
    fails->value = False;
    node->test = &fails->head;
    Saved saved = lower_begin_block(l);
    split_place(l, &node->message);
    lower_emit(l, &node->head);
    Node *body = lower_end_block(l, saved, &node->head);
    lower_emit_if(l, &not->head, body, NULL, &node->head);
}

static void lower_if(Lower *l, NodeIf *node) {
    split_place(l, &node->test);
    lower_place(l, &node->body);
    lower_place(l, &node->orelse);
    if (has_yield(node->body) || has_yield(node->orelse)) node->state_slot = lower_slots(l, 1);
    else node->head.flags &= (uint8_t)~NODE_HAS_YIELD;
    lower_emit(l, &node->head);
}

static void lower_while(Lower *l, NodeWhile *node) {
    if (has_yield(node->test)) {
        Saved saved = lower_begin_block(l);
        node->test = lower_split(l, node->test);
        node->prelude = lower_end_block(l, saved, &node->head);
    }
    lower_place(l, &node->body);
    lower_place(l, &node->orelse);
    node->state_slot = lower_slots(l, 1);
    lower_emit(l, &node->head);
}

/* A target with a yield in it: the item goes to a hidden slot first. */
static Node *plain_target(Lower *l, Node *target, Node **body) {
    if (!has_yield(target)) return target;
    uint32_t slot = lower_slots(l, 1);
    Saved saved = lower_begin_block(l);
    lower_target(l, target, lower_load(l, slot, target, true));
    if (*body && (*body)->kind == NODE_Block) {
        Nodes list = NODE_CAST(Block, *body)->body;
        for (uint32_t i = 0; i < list.count; i++) lower_emit(l, list.items[i]);
    }
    *body = lower_end_block(l, saved, target);
    return lower_load(l, slot, target, false);
}

static void lower_for(Lower *l, NodeFor *node) {
    split_place(l, &node->iter);
    lower_place(l, &node->body);
    lower_place(l, &node->orelse);
    node->target = plain_target(l, node->target, &node->body);
    node->iter_slot = lower_slots(l, 1);
    node->state_slot = lower_slots(l, 2);
    lower_emit(l, &node->head);
}

static void lower_with(Lower *l, NodeWith *node) {
    split_place(l, &node->context);
    lower_place(l, &node->body);
    if (node->target) node->target = plain_target(l, node->target, &node->body);
    node->exit_slot = lower_slots(l, 1);
    node->state_slot = lower_slots(l, 3);
    lower_emit(l, &node->head);
}

static void lower_try(Lower *l, NodeTry *node);

/* `try: raise` with these handlers, the class of the first of which contains a yield and is evaluated before. */
static Node *make_inner_try(Lower *l, Nodes handlers) {
    Node *first = handlers.items[0];
    NodeTry *inner = (NodeTry *)lower_make(l, NODE_Try, first);
    Node *again = lower_make(l, NODE_Raise, first);
    if (!inner || !again || l->failed) return NULL;
    Saved saved = lower_begin_block(l);
    Node **type = &NODE_CAST(ExceptHandler, first)->type;
    *type = lower_split(l, *type);
    (*type)->flags &= (uint8_t)~NODE_HAS_YIELD;
    inner->body = again;
    inner->handlers = handlers;
    inner->head.flags |= NODE_HAS_YIELD;
    lower_try(l, inner);
    return lower_end_block(l, saved, first);
}

/* A yield in the class of an except clause: that clause and those after it move into one that catches everything.
 *
 *      try: a                      =>      try: a
 *      except (yield b): c                 except:
 *                                              t = yield b
 *                                              try: raise
 *                                              except t: c */
static void move_handlers(Lower *l, NodeTry *node, uint32_t first) {
    Nodes moved = {node->handlers.items + first, node->handlers.count - first};
    NodeExceptHandler *handler = (NodeExceptHandler *)lower_make(l, NODE_ExceptHandler, moved.items[0]);
    Node **handlers = handler ? tree_alloc(l->tree, (first + 1) * sizeof *handlers) : NULL;
    if (!handlers) { l->failed = true; return; }
    if (first) memcpy(handlers, node->handlers.items, first * sizeof *handlers);
    handlers[first] = &handler->head;
    handler->body = make_inner_try(l, moved);
    node->handlers = (Nodes){handlers, first + 1};
}

static void lower_handlers(Lower *l, NodeTry *node) {
    for (uint32_t i = 0; i < node->handlers.count && !l->failed; i++) {
        NodeExceptHandler *handler = NODE_CAST(ExceptHandler, node->handlers.items[i]);
        if (has_yield(handler->type)) {
            if (!node->is_star) {
                move_handlers(l, node, i);
                return;
            }
            Saved saved = lower_begin_block(l);
            handler->type = lower_split(l, handler->type);
            handler->prelude = lower_end_block(l, saved, handler->type);
        }
        lower_place(l, &handler->body);
    }
}

static void lower_try(Lower *l, NodeTry *node) {
    lower_place(l, &node->body);
    lower_handlers(l, node);
    lower_place(l, &node->orelse);
    lower_place(l, &node->finalbody);
    node->state_slot = lower_slots(l, 1);
    node->saved_slot = lower_slots(l, node->is_star ? STAR_SLOTS : 1);
    lower_emit(l, &node->head);
}

static void lower_match(Lower *l, NodeMatch *node) {
    split_place(l, &node->subject);
    for (uint32_t i = 0; i < node->cases.count; i++) {
        NodeMatchCase *branch = NODE_CAST(MatchCase, node->cases.items[i]);
        if (has_yield(branch->guard)) {
            Saved saved = lower_begin_block(l);
            branch->guard = lower_split(l, branch->guard);
            branch->prelude = lower_end_block(l, saved, branch->guard);
        }
        lower_place(l, &branch->body);
    }
    node->state_slot = lower_slots(l, 1);
    node->subject_slot = lower_slots(l, 1);
    lower_emit(l, &node->head);
}

static void lower_operands_of(Lower *l, Node *node) {
    OPERANDS(operands);
    switch (node->kind) {
    case NODE_Return: add_operand(l, &operands, &NODE_CAST(Return, node)->value); break;
    case NODE_Raise:
        add_operand(l, &operands, &NODE_CAST(Raise, node)->exc);
        add_operand(l, &operands, &NODE_CAST(Raise, node)->cause);
        break;
    case NODE_AnnAssign:
        if (NODE_CAST(AnnAssign, node)->value) add_operand(l, &operands, &NODE_CAST(AnnAssign, node)->value);
        target_operands(l, &operands, NODE_CAST(AnnAssign, node)->target);
        break;
    case NODE_FunctionDef:
        add_list(l, &operands, NODE_CAST(FunctionDef, node)->decorators);
        add_operand(l, &operands, &NODE_CAST(FunctionDef, node)->function);
        break;
    case NODE_ClassDef:
        add_list(l, &operands, NODE_CAST(ClassDef, node)->decorators);
        add_list(l, &operands, NODE_CAST(ClassDef, node)->bases);
        add_list(l, &operands, NODE_CAST(ClassDef, node)->keywords);
        break;
    default: break;
    }
    lower_split_operands(l, operands.all, operands.count);
    node->flags &= (uint8_t)~NODE_HAS_YIELD;
    lower_emit(l, node);
}

static void lower_statement(Lower *l, Node *node) {
    if (l->failed) return;
    if (!has_yield(node)) { lower_emit(l, node); return; }
    if (stack_is_low()) {
        error_recursion(" during compilation");
        l->failed = true;
        return;
    }
    switch (node->kind) {
    case NODE_Block: lower_emit(l, lower_block(l, node)); break;
    case NODE_ExprStmt: lower_exprstmt(l, NODE_CAST(ExprStmt, node)); break;
    case NODE_Assign: node->flags &= (uint8_t)~NODE_HAS_YIELD; lower_assign(l, NODE_CAST(Assign, node)); break;
    case NODE_Delete:
        for (uint32_t i = 0; i < NODE_CAST(Delete, node)->targets.count; i++) lower_delete(l, NODE_CAST(Delete, node)->targets.items[i]);
        break;
    case NODE_AugAssign: lower_augassign(l, NODE_CAST(AugAssign, node)); break;
    case NODE_Assert: node->flags &= (uint8_t)~NODE_HAS_YIELD; lower_assert(l, NODE_CAST(Assert, node)); break;
    case NODE_If: lower_if(l, NODE_CAST(If, node)); break;
    case NODE_While: lower_while(l, NODE_CAST(While, node)); break;
    case NODE_For: lower_for(l, NODE_CAST(For, node)); break;
    case NODE_With: lower_with(l, NODE_CAST(With, node)); break;
    case NODE_Try: lower_try(l, NODE_CAST(Try, node)); break;
    case NODE_Match: lower_match(l, NODE_CAST(Match, node)); break;
    default: lower_operands_of(l, node); break;
    }
}

/* ---- whole codes ---- */

/* A lambda with a yield becomes a block with a return. */
static Node *block_of_lambda(Lower *l, Node *expr) {
    NodeReturn *node = (NodeReturn *)lower_make(l, NODE_Return, expr);
    if (!node) return expr;
    node->value = expr;
    node->head.flags |= expr->flags & NODE_HAS_YIELD;
    Saved saved = lower_begin_block(l);
    lower_statement(l, &node->head);
    return lower_end_block(l, saved, expr);
}

int lower_code(Code *code) {
    if (code->lowered) return 0;
    Lower l = {.code = code, .tree = code->tree};
    if (code->node->kind == NODE_GeneratorExp) {
        code->node = lower_generator_expression(&l, code->node);
    } else {
        NodeFunction *function = NODE_CAST(Function, code->node);
        function->body = code->kind == CODE_LAMBDA ? block_of_lambda(&l, function->body) : lower_block(&l, function->body);
    }
    code->lowered = 1;
    return l.failed ? -1 : 0;
}
