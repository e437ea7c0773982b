/* node.h - the AST: nodes, their arena, and what the evaluator keeps in them.
 *
 * The parser builds one tree in an arena; grammar/scope.c resolves its names; then the tree itself runs.
 * The tree never changes shape afterwards. Each node carries the function that evaluates it; after seeing its
 * operands a node may replace that pointer by a specialised one. All node structures come from nodes.def.
 *
 * A node's position lies just before it in memory, away from the hot fields.
 * Objects that a node refers to (names, constants) are owned by the Tree and released with it.
 */
#ifndef MINI_GRAMMAR_NODE_H
#define MINI_GRAMMAR_NODE_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/object/object.h"
#include "runtime/object/value.h"

typedef struct Node Node;
typedef struct Frame Frame;   /* runtime/eval/frame.h */
typedef struct Code Code;     /* grammar/code.h */
typedef struct Tree Tree;

/* How a statement ended. FLOW_RETURN: the value is in frame->result. FLOW_YIELD: a generator suspends, the
 * value is in frame->result. FLOW_ERROR: an exception is pending. */
typedef enum { FLOW_NEXT = 0, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN, FLOW_YIELD, FLOW_ERROR } Flow;

typedef Value (*EvalFn)(Node *node, Frame *frame);
typedef Flow (*ExecFn)(Node *node, Frame *frame);
/* Condition entry of an expression: 0 false, 1 true, -1 error. */
typedef int (*TruthFn)(Node *node, Frame *frame);
/* Runs a statement that stands in no loop, try or with of its function: what a return there gives comes back as it is,
 * owned. V_NEXT: the statement has ended otherwise. V_ERROR: an exception is pending. */
typedef Value (*RunFn)(Node *node, Frame *frame);

/* Lines from 1; columns are UTF-8 byte offsets from 0; the end is exclusive. */
typedef struct { uint32_t line, col, end_line, end_col; } Position;

/* flags */
enum {
    NODE_WANT_NUMBER = 1,  /* the parent uses only the number (arithmetic, comparison, index): an exact int or
                              float read from a container or attribute may be returned unboxed */
    NODE_HAS_YIELD = 2,    /* a yield, yield from or await of this function lies inside (set by scope.c) */
    NODE_PARENTHESISED = 4,
    NODE_UNSAFE_BORROW = 8, /* Name: a later operand of the same expression may rebind it, so load it as NEW */
    NODE_DISCARD = 16,     /* expression statement: the value is not used */
    NODE_DISPLAY = 64,     /* ExprStmt typed at the prompt (PARSE_SINGLE): the value goes to sys.displayhook */
    NODE_PEEK = 128,       /* the parent is done with the value before anything can run: it may come BORROWED from a
                              container or attribute */
    NODE_FOLDED = 32,      /* Constant made from an operator and a literal, such as -1 */
};

struct Node {
    union {
        EvalFn eval;  /* expressions */
        ExecFn exec;  /* statements */
    };
    union {
        TruthFn truth;    /* expressions */
        RunFn run;        /* statements */
    };
    uint8_t kind;     /* NodeKind */
    uint8_t flags;
    uint16_t misses;  /* how often a specialisation failed here; at a limit the node stays general */
    uint32_t aux;     /* free for the evaluator */
};

typedef struct { Node **items; uint32_t count; } Nodes;
/* Interned str objects, borrowed from the Tree. */
typedef struct { Object **items; uint32_t count; } Names;

/* Where a name lives (set by scope.c). */
typedef enum {
    NAME_UNRESOLVED = 0,
    NAME_LOCAL,        /* frame slot `index` */
    NAME_CELL,         /* frame slot `index` holds a Cell made by this function */
    NAME_FREE,         /* closure cell `index` of the running function */
    NAME_GLOBAL,       /* module globals, then builtins */
    NAME_DYNAMIC,      /* class body, or code run with a locals mapping: locals, then globals, builtins */
    NAME_CLASS_FREE,   /* class body: locals mapping first, then closure cell `index` */
} NameScope;

typedef enum { CTX_LOAD = 0, CTX_STORE, CTX_DEL } NameContext;

typedef enum {
    OP_ADD = 0, OP_SUB, OP_MUL, OP_MATMUL, OP_DIV, OP_MOD, OP_POW, OP_LSHIFT, OP_RSHIFT, OP_OR, OP_XOR, OP_AND,
    OP_FLOORDIV, OP_BINARY_COUNT
} BinaryOp;
typedef enum { OP_INVERT = 0, OP_NOT, OP_POS, OP_NEG } UnaryOp;
typedef enum { CMP_EQ = 0, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_IS, CMP_IS_NOT, CMP_IN, CMP_NOT_IN } CompareOp;

/* Inline caches. A guard compares version tags, which are never reused; 0 means empty. */
typedef struct { uint64_t version; uint64_t version2; uint32_t index; uint32_t kind; Object *object; } Cache;

typedef enum {
#define NODE(name, fields) NODE_##name,
#include "grammar/nodes.def"
#undef NODE
    NODE_KIND_COUNT
} NodeKind;

/* One structure a kind: Node##Name. */
#define CHILD(field) Node *field;
#define LIST(field) Nodes field;
#define FIELD(type, field) type field;
#define NODE(name, fields) typedef struct { Node head; fields } Node##name;
#include "grammar/nodes.def"
#undef NODE
#undef CHILD
#undef LIST
#undef FIELD

extern const char *const node_kind_names[NODE_KIND_COUNT];

static inline Position *node_position(const Node *node) { return (Position *)(uintptr_t)node - 1; }

/* The arena that owns a tree and every object it refers to. Reference-counted without being an Object: each Code
 * made from it holds one reference. */
struct Tree {
    size_t refcount;
    Object *filename;      /* str, owned */
    char *source;          /* the whole source text as UTF-8 (owned, NUL-terminated), for tracebacks; may be NULL */
    size_t source_length;
    bool bare_end;         /* the last line came without a newline, to eval() or compile(..., 'single'), which add none */
    bool is_string;        /* the source came as a str, not from a file: some error positions differ, as in CPython */
    struct TreeChunk *chunks;
    Object **objects;      /* owned objects that nodes refer to */
    size_t object_count, object_capacity;
    struct TreeWarning *warnings;   /* noted while the tree was made, to be told (suspicious.c) */
    /* code_owner: the collector finds constants and nested code through Code, not through Tree. */
};

/* NULL with MemoryError pending. */
Tree *tree_new(Object *filename);
void tree_retain(Tree *tree);
void tree_release(Tree *tree);
/* Zeroed memory that lives as long as the tree, 16-byte aligned; NULL with MemoryError pending. */
void *tree_alloc(Tree *tree, size_t size);
/* Hands an object to the tree. STEALS object, also on failure; returns it BORROWED, or NULL with MemoryError
 * pending (also when object is NULL). */
Object *tree_own_steal(Tree *tree, Object *object);
/* A zeroed node of that kind at that position, eval/exec unset. NULL with MemoryError pending. */
Node *node_new(Tree *tree, NodeKind kind, Position position);

/* Calls visit(child, context) for each direct child node that is not NULL, in source order, stopping at the first
 * non-zero result and returning it. */
int node_visit_children(Node *node, int (*visit)(Node *child, void *context), void *context);

#endif
