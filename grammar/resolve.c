/* resolve.c - which variable each name means. */
#include "grammar/symbols.h"

#include "builtins/types/str.h"

/* The __class__ of a class body: a cell that only functions inside see. */
static Symbol *class_cell(Resolver *r, Scope *scope, Object *name) {
    if (scope->class_cell) return scope->class_cell;
    Symbol *cell = resolver_alloc(r, sizeof *cell);
    if (!cell) return NULL;
    *cell = (Symbol){.name = name, .scope = scope, .flags = SYMBOL_BOUND, .has_slot = true};
    return scope->class_cell = cell;
}

/* The local variable of a function around `scope` that `name` means there: 1 found (in *owner), 0 none, -1 error. Class
 * bodies are passed over. */
static int find_owner(Resolver *r, const Scope *scope, Object *name, Symbol **owner) {
    for (Scope *outer = scope->parent; outer; outer = outer->parent) {
        if (outer->kind == SCOPE_CLASS && str_equal_text(name, "__class__")) return (*owner = class_cell(r, outer, name)) ? 1 : -1;
        if (!scope_is_function(outer)) continue;
        Symbol *symbol = symbol_find(outer, name);
        if (!symbol) continue;
        if (symbol->flags & SYMBOL_GLOBAL) return 0;
        if (symbol->flags & (SYMBOL_NONLOCAL | SYMBOL_WALRUS)) continue;
        if (symbol->flags & SYMBOL_BOUND) {
            *owner = symbol;
            return 1;
        }
    }
    return 0;
}

/* Makes the owner's cell reachable from `frame`, through all frames between. */
static int capture(Resolver *r, Scope *frame, Symbol *owner) {
    owner->captured = true;
    for (; frame != owner->scope->frame; frame = frame->parent->frame) {
        FreeVariable *free = frame->free;
        while (free && free->owner != owner) free = free->next;
        if (free) return 0;
        if (!(free = resolver_alloc(r, sizeof *free))) return -1;
        *free = (FreeVariable){owner, 0, frame->free};
        frame->free = free;
        frame->free_count++;
    }
    return 0;
}

static int refer(Resolver *r, Scope *scope, Symbol *symbol, Symbol *owner) {
    symbol->owner = owner;
    symbol->kind = NAME_LOCAL;   /* or cell or free: layout tells */
    return scope->frame == owner->scope->frame ? 0 : capture(r, scope->frame, owner);
}

static int resolve_nonlocal(Resolver *r, Scope *scope, Symbol *symbol) {
    Symbol *owner;
    if (scope->kind == SCOPE_MODULE) {
        tree_syntax_error(r->tree, symbol->at, "nonlocal declaration not allowed at module level");
        return -1;
    }
    int found = find_owner(r, scope, symbol->name, &owner);
    if (found > 0) return refer(r, scope, symbol, owner);
    if (!found) tree_syntax_error(r->tree, symbol->at, "no binding for nonlocal '%U' found", symbol->name);
    return -1;
}

/* Names that are no function's local: a class body or dynamic code asks its mapping first. */
static NameScope outermost_kind(const Resolver *r, const Scope *scope) {
    if (scope->kind == SCOPE_CLASS) return NAME_DYNAMIC;
    return scope->kind == SCOPE_MODULE && r->flags & PARSE_DYNAMIC_LOCALS ? NAME_DYNAMIC : NAME_GLOBAL;
}

static int resolve_symbol(Resolver *r, Scope *scope, Symbol *symbol) {
    Symbol *owner;
    if (symbol->flags & SYMBOL_GLOBAL) {
        if (symbol->flags & SYMBOL_NONLOCAL) {
            tree_syntax_error(r->tree, symbol->at, "name '%U' is nonlocal and global", symbol->name);
            return -1;
        }
        symbol->kind = NAME_GLOBAL;
        return 0;
    }
    if (symbol->flags & SYMBOL_NONLOCAL) return resolve_nonlocal(r, scope, symbol);
    if (symbol->flags & SYMBOL_BOUND && !(symbol->flags & SYMBOL_WALRUS)) {
        symbol->kind = scope_is_function(scope) ? NAME_LOCAL : outermost_kind(r, scope);
        if (scope_is_function(scope)) symbol->owner = symbol;
        return 0;
    }
    int found = find_owner(r, scope, symbol->name, &owner);
    if (found > 0) return refer(r, scope, symbol, owner);
    symbol->kind = outermost_kind(r, scope);
    return found;
}

int resolve_scopes(Resolver *r) {
    for (Scope *scope = r->scopes; scope; scope = scope->next)
        for (Symbol *symbol = scope->first; symbol; symbol = symbol->next)
            if (resolve_symbol(r, scope, symbol)) return -1;
    return 0;
}
