/* symbols.h - what the scope pass knows while it runs.
 *
 * The pass has three phases. 1: one walk over the tree (scope_statement.c, scope_expression.c, comprehension.c) makes a
 * Scope for each module, class, function, lambda and comprehension, a Symbol for each name used in it, and notes each Name
 * node with its symbol. 2: every symbol is resolved (resolve.c). 3: slots are given out, the Codes are filled in and the
 * Name nodes get their place (layout.c).
 *
 * A scope for names is not always a frame: list, set and dict comprehensions are scopes whose variables lie in slots of
 * the frame around them. All of it lies in scratch memory, except the Codes.
 */
#ifndef MINI_GRAMMAR_SYMBOLS_H
#define MINI_GRAMMAR_SYMBOLS_H

#include "grammar/code.h"
#include "grammar/parsing.h"

typedef enum { SCOPE_MODULE, SCOPE_CLASS, SCOPE_FUNCTION, SCOPE_LAMBDA, SCOPE_GENEXP, SCOPE_COMPREHENSION } ScopeKind;

enum {  /* Symbol.flags */
    SYMBOL_USED = 1, SYMBOL_BOUND = 2, SYMBOL_PARAMETER = 4, SYMBOL_GLOBAL = 8, SYMBOL_NONLOCAL = 16, SYMBOL_ANNOTATED = 32,
    SYMBOL_ITERATION = 64,   /* variable of a comprehension's for */
    SYMBOL_WALRUS = 128,     /* in a comprehension: assigned by :=, so it belongs to the scope around */
};

typedef struct Scope Scope;
typedef struct Symbol {
    Object *name;              /* interned, mangled, borrowed from the tree */
    Scope *scope;
    uint32_t flags;
    uint32_t slot;             /* of the frame; before layout: number of the hidden slot, for comprehension variables */
    bool captured;             /* an inner frame refers to it: lives in a cell */
    bool hidden;               /* its slot is a hidden one */
    bool has_slot;
    NameScope kind;            /* of loads; CLASS_FREE differs for stores */
    struct Symbol *owner;      /* the local variable that it is, or NULL: global or dynamic */
    Position at;               /* of the nonlocal statement */
    struct Symbol *next;       /* in order of first appearance */
} Symbol;

/* A variable of an outer frame that this frame, or one inside it, needs. */
typedef struct FreeVariable { Symbol *owner; uint32_t index; struct FreeVariable *next; } FreeVariable;

/* A field that holds the number of a hidden slot until the named slots have been counted. */
typedef struct Fixup { uint32_t *field; struct Fixup *next; } Fixup;

struct Scope {
    ScopeKind kind;
    Scope *parent, *frame;     /* frame: this, or the nearest scope around that has a Code */
    Code *code;                /* frames only; borrowed */
    Node *node;
    Object *private_name;      /* class whose name mangles __names here, or NULL */
    Object *qualname;          /* as a parent of qualified names; comprehensions have one too */
    Symbol *first, *last;
    Symbol **table;            /* hash table by name; capacity a power of two */
    uint32_t count, capacity;
    bool is_async, has_yield;
    bool has_return_value;
    Position return_at;
    Symbol *class_cell;        /* class: the __class__ that methods use, or NULL */
    NodeCompFor *first_clause; /* comprehensions */
    bool in_iteration_target;  /* comprehension: its for targets are being visited */
    uint32_t iterable_depth;   /* inside the iterable expressions of so many comprehensions */
    /* frames */
    uint32_t hidden_now, hidden_most;
    Fixup *fixups;
    FreeVariable *free;
    uint32_t free_count;
    uint32_t loop_depth, block_depth, except_star_depth;
    Scope *next;               /* all scopes, parents first */
};

typedef struct NameUse { NodeName *node; Symbol *symbol; struct NameUse *next; } NameUse;

typedef struct Resolver {
    Tree *tree;
    Scratch scratch;
    Scope *scope;              /* the current one */
    Scope *scopes, *last_scope;
    NameUse *uses, *last_use;
    Node *last_pattern;        /* visited last */
    int flags;                 /* PARSE_... */
    bool future_annotations, futures_over;
    bool interactive;          /* PARSE_SINGLE */
    Symbol *walrus_targets[8]; /* bound by := in the expression being visited */
    uint32_t walrus_count;     /* more than fit: every name counts */
} Resolver;

/* ---- symbols.c ---- */
void *resolver_alloc(Resolver *r, size_t size);   /* zeroed; NULL with MemoryError pending */
Scope *scope_enter(Resolver *r, ScopeKind kind, Node *node);   /* becomes the current one; no Code yet */
void scope_leave(Resolver *r);
/* Makes the Code of the current scope, a frame. 0 or -1. */
int scope_make_code(Resolver *r, CodeKind kind, Object *name, uint32_t line);
Object *mangle(Resolver *r, Object *name);        /* borrowed; NULL on error */
Symbol *symbol_find(const Scope *scope, Object *name);
Symbol *symbol_get(Resolver *r, Scope *scope, Object *name);   /* made if missing; NULL on error */
bool scope_is_function(const Scope *scope);       /* function, lambda, generator expression or comprehension */
/* The name as mangled becomes the node's; notes the use. All return 0 or -1. */
int use_name(Resolver *r, NodeName *node);        /* by its context */
int bind_name(Resolver *r, NodeName *node, uint32_t flags);
int note_use(Resolver *r, NodeName *node, Symbol *symbol);
int scope_error(Resolver *r, const Node *at, const char *format, ...);   /* SyntaxError; returns -1 */
/* Hidden slots of the current frame. field gets the number, corrected in layout. */
int hidden_slot(Resolver *r, uint32_t *field);

/* ---- scope_statement.c, scope_expression.c, scope_comprehension.c, scope_pattern.c ---- */
int visit_statement(Resolver *r, Node *node);
int visit_block(Resolver *r, Node *block);
int visit_expression(Resolver *r, Node *node);     /* NULL is fine */
int visit_expressions(Resolver *r, Nodes list);
int visit_maybe_starred(Resolver *r, Nodes list);
int visit_target(Resolver *r, Node *node);
int visit_function(Resolver *r, NodeFunction *node, uint32_t first_line);
int visit_comprehension(Resolver *r, Node *node);
int visit_generator(Resolver *r, NodeGeneratorExp *node);
int visit_named(Resolver *r, NodeNamedExpr *node);
int visit_match(Resolver *r, NodeMatch *node);
int check_assignable(Resolver *r, Object *name, const Node *at, const char *verb);
/* Takes a docstring out of the block. */
Object *take_docstring(Node *block);

/* ---- unparse.c ---- */
Object *unparse(Node *expression);               /* its text as CPython writes it back; new Str */

/* ---- yields.c ---- */
/* Sets NODE_HAS_YIELD in a function's body or a module's block. 1 if there is one, 0, or -1. */
int mark_yields(Node *body);

/* ---- resolve.c, layout.c ---- */
int resolve_scopes(Resolver *r);
int layout_scopes(Resolver *r);

#endif
