/* symbols.c - scopes, symbols and name mangling. */
#include "grammar/symbols.h"

#include <stdarg.h>
#include <string.h>

#include "builtins/types/str.h"

void *resolver_alloc(Resolver *r, size_t size) { return scratch_alloc(&r->scratch, size); }

int scope_error(Resolver *r, const Node *at, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Object *message = format_message_list(format, arguments);
    va_end(arguments);
    if (message) tree_syntax_error(r->tree, *node_position(at), "%U", message);
    release_or_null(message);
    return -1;
}

bool scope_is_function(const Scope *scope) { return scope->kind >= SCOPE_FUNCTION; }

/* ---- scopes ---- */

Scope *scope_enter(Resolver *r, ScopeKind kind, Node *node) {
    Scope *scope = resolver_alloc(r, sizeof *scope);
    if (!scope) return NULL;
    scope->kind = kind;
    scope->node = node;
    scope->parent = r->scope;
    scope->frame = kind == SCOPE_COMPREHENSION ? r->scope->frame : scope;
    if (r->scope) {
        scope->private_name = r->scope->private_name;
        scope->iterable_depth = r->scope->iterable_depth;
    }
    if (r->last_scope) r->last_scope->next = scope;
    else r->scopes = scope;
    r->last_scope = scope;
    return r->scope = scope;
}

void scope_leave(Resolver *r) { r->scope = r->scope->parent; }

/* Like CPython: names inside functions get "<locals>", and a global declaration cuts the path. New reference. */
static Object *qualify(Resolver *r, Scope *parent, Object *name) {
    if (!parent || parent->kind == SCOPE_MODULE) return retain(name);
    Object *mangled = r->scope->kind == SCOPE_CLASS || r->scope->kind == SCOPE_FUNCTION ? mangle(r, name) : name;
    if (!mangled) return NULL;
    Symbol *symbol = symbol_find(parent, mangled);
    if (symbol && symbol->flags & SYMBOL_GLOBAL) return retain(name);
    bool is_function = parent->kind == SCOPE_FUNCTION || parent->kind == SCOPE_LAMBDA;
    Object *text = format_message(is_function ? "%U.<locals>.%U" : "%U.%U", parent->qualname, name);
    return text ? str_intern_steal(text) : NULL;
}

static int set_qualname(Resolver *r, Object *name) {
    Scope *scope = r->scope;
    scope->qualname = tree_own_steal(r->tree, qualify(r, scope->parent, name));
    return scope->qualname ? 0 : -1;
}

int scope_make_code(Resolver *r, CodeKind kind, Object *name, uint32_t line) {
    Scope *scope = r->scope;
    if (set_qualname(r, name)) return -1;
    if (scope->kind == SCOPE_COMPREHENSION) return 0;
    Code *code = code_new(r->tree, kind, scope->node, name, scope->qualname);
    if (!code) return -1;
    code->first_line = line;
    Scope *outer = scope->parent ? scope->parent->frame : NULL;
    if (outer && code_add_inner_steal(outer->code, code)) return -1;
    scope->code = code;
    return 0;
}

/* ---- mangling ---- */

Object *mangle(Resolver *r, Object *name) {
    Object *class_name = r->scope->private_name;
    const char *text = str_data(name);
    size_t length = str_size(name);
    if (!class_name || length < 3 || text[0] != '_' || text[1] != '_') return name;
    if ((text[length - 1] == '_' && text[length - 2] == '_') || memchr(text, '.', length)) return name;
    const char *stripped = str_data(class_name);
    while (*stripped == '_') stripped++;
    if (!*stripped) return name;
    Object *mangled = format_message("_%s%s", stripped, text);
    return mangled ? tree_own_steal(r->tree, str_intern_steal(mangled)) : NULL;
}

/* ---- symbols ---- */

static uint32_t name_hash(const Object *name) { return (uint32_t)(((uintptr_t)name >> 4) * 2654435761u >> 8); }

static Symbol **find_place(Symbol **table, uint32_t capacity, const Object *name) {
    uint32_t i = name_hash(name) & (capacity - 1);
    while (table[i] && table[i]->name != name) i = (i + 1) & (capacity - 1);
    return &table[i];
}

Symbol *symbol_find(const Scope *scope, Object *name) {
    return scope->capacity ? *find_place(scope->table, scope->capacity, name) : NULL;
}

static int grow_table(Resolver *r, Scope *scope) {
    uint32_t capacity = scope->capacity ? scope->capacity * 4 : 16;
    Symbol **table = resolver_alloc(r, capacity * sizeof *table);
    if (!table) return -1;
    for (Symbol *symbol = scope->first; symbol; symbol = symbol->next) *find_place(table, capacity, symbol->name) = symbol;
    scope->table = table;
    scope->capacity = capacity;
    return 0;
}

Symbol *symbol_get(Resolver *r, Scope *scope, Object *name) {
    Symbol *symbol = symbol_find(scope, name);
    if (symbol) return symbol;
    if (scope->count * 2 >= scope->capacity && grow_table(r, scope)) return NULL;
    if (!(symbol = resolver_alloc(r, sizeof *symbol))) return NULL;
    symbol->name = name;
    symbol->scope = scope;
    if (scope->last) scope->last->next = symbol;
    else scope->first = symbol;
    scope->last = symbol;
    scope->count++;
    return *find_place(scope->table, scope->capacity, name) = symbol;
}

int note_use(Resolver *r, NodeName *node, Symbol *symbol) {
    NameUse *use = resolver_alloc(r, sizeof *use);
    if (!use) return -1;
    use->node = node;
    use->symbol = symbol;
    if (r->last_use) r->last_use->next = use;
    else r->uses = use;
    r->last_use = use;
    return 0;
}

static Symbol *mangled_symbol(Resolver *r, NodeName *node) {
    Object *name = mangle(r, node->id);
    if (!name) return NULL;
    node->id = name;
    return symbol_get(r, r->scope, name);
}

int bind_name(Resolver *r, NodeName *node, uint32_t flags) {
    if (check_assignable(r, node->id, &node->head, node->context == CTX_DEL ? "delete" : "assign to")) return -1;
    Symbol *symbol = mangled_symbol(r, node);
    if (!symbol) return -1;
    if (r->scope->in_iteration_target) {
        if (symbol->flags & SYMBOL_WALRUS)
            return scope_error(r, &node->head, "comprehension inner loop cannot rebind assignment expression target '%U'", node->id);
        flags |= SYMBOL_ITERATION;
    }
    symbol->flags |= SYMBOL_BOUND | flags;
    return note_use(r, node, symbol);
}

/* `super` without arguments needs the class: a use of __class__. */
static int use_super(Resolver *r) {
    Object *name = tree_own_steal(r->tree, str_intern_text("__class__"));
    Symbol *symbol = name ? symbol_get(r, r->scope, name) : NULL;
    if (!symbol) return -1;
    symbol->flags |= SYMBOL_USED;
    return 0;
}

int use_name(Resolver *r, NodeName *node) {
    if (node->context != CTX_LOAD) return bind_name(r, node, 0);
    Symbol *symbol = mangled_symbol(r, node);
    if (!symbol) return -1;
    symbol->flags |= SYMBOL_USED;
    if (scope_is_function(r->scope) && str_equal_text(node->id, "super") && use_super(r)) return -1;
    return note_use(r, node, symbol);
}

/* ---- hidden slots ---- */

int hidden_slot(Resolver *r, uint32_t *field) {
    Scope *frame = r->scope->frame;
    Fixup *fixup = resolver_alloc(r, sizeof *fixup);
    if (!fixup) return -1;
    *fixup = (Fixup){field, frame->fixups};
    frame->fixups = fixup;
    *field = frame->hidden_now++;
    if (frame->hidden_now > frame->hidden_most) frame->hidden_most = frame->hidden_now;
    return 0;
}
