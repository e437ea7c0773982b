/* code.h - the code object: what a module, class body, function, lambda or generator expression is before it runs.
 *
 * Made by the scope pass, one for each scope that has a frame of its own; visible to scripts as __code__. */
#ifndef MINI_GRAMMAR_CODE_H
#define MINI_GRAMMAR_CODE_H

#include "grammar/node.h"
#include "runtime/object/object.h"

enum {  /* Code.flags; values are CPython's co_flags */
    CODE_OPTIMIZED = 0x1, CODE_NEWLOCALS = 0x2, CODE_VARARGS = 0x4, CODE_VARKEYWORDS = 0x8, CODE_NESTED = 0x10,
    CODE_GENERATOR = 0x20, CODE_COROUTINE = 0x80, CODE_ITERABLE_COROUTINE = 0x100, CODE_ASYNC_GENERATOR = 0x200,
};

typedef enum { CODE_MODULE, CODE_CLASS, CODE_FUNCTION, CODE_LAMBDA, CODE_GENEXP, CODE_EVAL } CodeKind;

struct Code {
    Object head;
    Tree *tree;                 /* owned reference */
    Node *node;                 /* Block, Function, ClassDef, GeneratorExp, or the expression of eval */
    Object *name, *qualname;    /* interned str, owned */
    Object *docstring;          /* str or NULL, owned */
    CodeKind kind;
    uint32_t flags;
    uint32_t first_line;
    /* Parameters take the first slots, in this order: positional-only, positional, keyword-only, *args, **kwargs. */
    uint32_t positional_only_count, positional_count /* includes positional-only */, keyword_only_count;
    uint32_t slot_count;        /* parameters, locals, cells, then hidden slots */
    uint32_t named_count;       /* slots before the hidden ones */
    Object **slot_names;        /* slot_count entries, interned, owned; hidden ones NULL, comprehension variables too */
    /* Slots that hold a Cell: at entry each gets a fresh Cell, with the argument moved into it if it is a parameter. */
    uint32_t *cell_slots; uint32_t cell_count;
    /* Free variables: for each, where the enclosing frame finds its cell when it makes the function:
     * from_slot >= 0: that slot of the enclosing frame; else cell number -from_slot-1 of the enclosing closure. */
    Object **free_names; int32_t *free_sources; uint32_t free_count;
    uint32_t free_capacity;
    int32_t class_cell_slot;    /* class bodies: the slot of the __class__ cell, to be filled once the class exists; else -1 */
    Code **inner;               /* codes of the definitions directly inside, owned: a Tree does not own them */
    uint32_t inner_count, inner_capacity;
    uint8_t lowered;            /* runtime/eval/lower.c has been over it */
    uint8_t prepared;           /* eval pointers are set */
    uint8_t uses_locals_mapping; /* module, class or exec code: names live in a mapping */
    uint8_t annotates;          /* a module or class body with annotations: it begins with its __annotations__ */
    uint8_t simple;             /* neither *args nor **kwargs */
    uint8_t plain;              /* simple, no keyword-only parameters, no cells, suspends not: a call is arguments and body */
    Node *entry;                /* functions: the statement that a call runs */
    uint64_t version;           /* of no other code, never 0: guards of nodes that know what the prepared code is like */
    Object *weakrefs;
    Code *previous_prepared, *next_prepared;   /* the list of all prepared codes */
};

extern Type code_type;

/* Slots and flags unset. New reference, NULL with MemoryError pending. Retains the tree. */
Code *code_new(Tree *tree, CodeKind kind, Node *node, Object *name, Object *qualname);
/* All codes whose eval pointers are set, newest first: who swaps those pointers finds them here. */
extern Code *prepared_codes;
/* Enters it there; a code that goes leaves the list by itself. */
void code_note_prepared(Code *code);
/* Getters of co_names and co_consts. */
Object *code_names(Object *code);
Object *code_constants(Object *code);
/* 0 or -1. STEALS inner. */
int code_add_inner_steal(Code *code, Code *inner);

#endif
