/* layout.c - slots for the variables of each frame, and the rest of its Code.
 *
 * Order of slots: parameters, other locals and cells in order of first appearance, the class cell, then hidden slots. */
#include "grammar/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "builtins/types/str.h"
#include "runtime/base/mem.h"

static bool owns_slot(const Symbol *symbol) { return symbol->owner == symbol && !symbol->hidden; }

/* Parameters were declared first, so their order is right already. */
static void number_slots(Scope *frame) {
    uint32_t slot = 0;
    if (scope_is_function(frame))
        for (Symbol *symbol = frame->first; symbol; symbol = symbol->next)
            if (owns_slot(symbol)) symbol->slot = slot++;
    if (frame->class_cell) frame->class_cell->slot = slot++;
    frame->code->named_count = slot;
    frame->code->slot_count = slot + frame->hidden_most;
}

static void name_slot(Code *code, uint32_t slot, Object *name) { code->slot_names[slot] = retain(name); }

static int name_slots(Scope *frame) {
    Code *code = frame->code;
    if (!code->slot_count) return 0;
    code->slot_names = mem_array(code->slot_count, sizeof *code->slot_names);
    if (!code->slot_names) return error_no_memory(), -1;
    memset(code->slot_names, 0, code->slot_count * sizeof *code->slot_names);
    for (Symbol *symbol = frame->first; symbol; symbol = symbol->next)
        if (owns_slot(symbol)) name_slot(code, symbol->slot, symbol->name);
    if (frame->class_cell) name_slot(code, frame->class_cell->slot, frame->class_cell->name);
    return 0;
}

/* ---- cells ---- */

static int list_cells(Scope *frame) {
    Code *code = frame->code;
    uint32_t count = frame->class_cell != NULL;
    for (Symbol *symbol = frame->first; symbol; symbol = symbol->next) count += owns_slot(symbol) && symbol->captured;
    code->class_cell_slot = frame->class_cell ? (int32_t)frame->class_cell->slot : -1;
    if (!count) return 0;
    code->cell_slots = mem_array(count, sizeof *code->cell_slots);
    if (!code->cell_slots) return error_no_memory(), -1;
    code->cell_count = 0;
    for (Symbol *symbol = frame->first; symbol; symbol = symbol->next)
        if (owns_slot(symbol) && symbol->captured) code->cell_slots[code->cell_count++] = symbol->slot;
    if (frame->class_cell) code->cell_slots[code->cell_count++] = frame->class_cell->slot;
    return 0;
}

/* Captured variables of a comprehension get new cells each time it starts. */
static int list_fresh_cells(Resolver *r, Scope *scope) {
    uint32_t count = 0, *slots;
    for (Symbol *symbol = scope->first; symbol; symbol = symbol->next) count += symbol->hidden && symbol->captured;
    if (!count) return 0;
    if (!(slots = tree_alloc(r->tree, count * sizeof *slots))) return -1;
    NodeCompFor *clause = scope->first_clause;
    clause->fresh_cells = slots;
    for (Symbol *symbol = scope->first; symbol; symbol = symbol->next)
        if (symbol->hidden && symbol->captured) slots[clause->fresh_cell_count++] = symbol->slot;
    return 0;
}

/* ---- free variables ---- */

static int by_name(const void *a, const void *b) {
    const FreeVariable *left = *(FreeVariable *const *)a, *right = *(FreeVariable *const *)b;
    return str_compare(left->owner->name, right->owner->name);
}

/* Sorted by name, as co_freevars is. */
static int sort_free(Resolver *r, Scope *frame) {
    FreeVariable **sorted = resolver_alloc(r, (frame->free_count + 1) * sizeof *sorted);
    if (!sorted) return -1;
    uint32_t count = 0;
    for (FreeVariable *free = frame->free; free; free = free->next) sorted[count++] = free;
    qsort(sorted, count, sizeof *sorted, by_name);
    for (uint32_t i = 0; i < count; i++) {
        sorted[i]->index = i;
        sorted[i]->next = i + 1 < count ? sorted[i + 1] : NULL;
    }
    frame->free = count ? sorted[0] : NULL;
    return 0;
}

static uint32_t free_index(const Scope *frame, const Symbol *owner) {
    const FreeVariable *free = frame->free;
    while (free->owner != owner) free = free->next;
    return free->index;
}

/* Where the frame that makes the function finds each cell. */
static int list_free(Scope *frame) {
    Code *code = frame->code;
    if (!frame->free_count) return 0;
    code->free_names = mem_array(frame->free_count, sizeof *code->free_names);
    code->free_sources = mem_array(frame->free_count, sizeof *code->free_sources);
    code->free_count = 0;
    code->free_capacity = frame->free_count;
    if (!code->free_names || !code->free_sources) return error_no_memory(), -1;
    Scope *maker = frame->parent->frame;
    for (FreeVariable *free = frame->free; free; free = free->next) {
        bool is_local = free->owner->scope->frame == maker;
        code->free_sources[code->free_count] = is_local ? (int32_t)free->owner->slot : -(int32_t)free_index(maker, free->owner) - 1;
        code->free_names[code->free_count++] = retain(free->owner->name);
    }
    return 0;
}

/* ---- hidden slots ---- */

static void shift_hidden(Scope *frame) {
    for (Fixup *fixup = frame->fixups; fixup; fixup = fixup->next) *fixup->field += frame->code->named_count;
}

static void shift_comprehension(Scope *scope) {
    for (Symbol *symbol = scope->first; symbol; symbol = symbol->next)
        if (symbol->hidden) symbol->slot += scope->frame->code->named_count;
}

/* ---- flags and names ---- */

static void set_flags(Scope *frame) {
    Code *code = frame->code;
    if (scope_is_function(frame)) code->flags |= CODE_OPTIMIZED | CODE_NEWLOCALS;
    for (Scope *outer = frame->parent; outer && scope_is_function(frame); outer = outer->parent)
        if (scope_is_function(outer)) code->flags |= CODE_NESTED;
    bool generates = frame->has_yield || frame->kind == SCOPE_GENEXP;
    if (generates) code->flags |= frame->is_async ? CODE_ASYNC_GENERATOR : CODE_GENERATOR;
    else if (frame->is_async) code->flags |= CODE_COROUTINE;
    const uint32_t special = CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR | CODE_VARARGS | CODE_VARKEYWORDS;
    code->simple = scope_is_function(frame) && !(code->flags & special) && !code->cell_count && !code->keyword_only_count;
}

static void place_name(NodeName *node, const Symbol *symbol) {
    const Scope *scope = symbol->scope;
    const Symbol *owner = symbol->owner;
    node->scope = (uint8_t)symbol->kind;
    if (!owner) return;
    if (owner->scope->frame == scope->frame) {
        node->scope = owner->captured ? NAME_CELL : NAME_LOCAL;
        node->index = owner->slot;
        return;
    }
    node->index = free_index(scope->frame, owner);
    bool class_load = scope->kind == SCOPE_CLASS && node->context == CTX_LOAD;
    node->scope = class_load ? NAME_CLASS_FREE : NAME_FREE;
}

int layout_scopes(Resolver *r) {
    for (Scope *scope = r->scopes; scope; scope = scope->next) {
        if (scope->frame != scope) continue;
        number_slots(scope);
        shift_hidden(scope);
        if (name_slots(scope) || list_cells(scope) || sort_free(r, scope)) return -1;
        set_flags(scope);
    }
    for (Scope *scope = r->scopes; scope; scope = scope->next)
        if (scope->kind == SCOPE_COMPREHENSION) shift_comprehension(scope);
    for (Scope *scope = r->scopes; scope; scope = scope->next)
        if (scope->kind == SCOPE_COMPREHENSION ? list_fresh_cells(r, scope) : list_free(scope)) return -1;
    for (NameUse *use = r->uses; use; use = use->next) place_name(use->node, use->symbol);
    return 0;
}
