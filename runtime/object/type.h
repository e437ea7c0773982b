/* type.h - the type record: named slots, methods, and what a class written in a script adds.
 *
 * Built-in types are static records, completed by type_ready() (inherits slots, computes the MRO, fills the dict with
 * method descriptors and with wrappers for the slots, so int.__add__ exists). A class statement makes a heap type whose
 * slots call the script's dunder methods (builtins/types/type_slots.c).
 */
#ifndef MINI_OBJECT_TYPE_H
#define MINI_OBJECT_TYPE_H

#include <sys/types.h>

#include "runtime/base/hash.h"
#include "runtime/object/object.h"
#include "runtime/object/value.h"

typedef struct Dict Dict;

/* ---- native functions ---- */

/* args has one entry for each parameter of the signature, in order: borrowed objects, NULL for an optional argument
 * that was not given; *args is a Tuple, **kwargs a Dict or NULL. self: the instance, the class for METHOD_CLASS, the
 * Module for module functions. Returns V_NEW, V_INT, V_FLOAT, V_BORROWED only for objects that outlive any script code
 * (None, True, False, ...) , or V_ERROR. */
typedef Value (*NativeFn)(Object *self, Object **args);

enum {
    METHOD_STATIC = 1, METHOD_CLASS = 2,
    METHOD_COUNT_FIRST = 4,   /* a wrong count says "sorted expected 1 argument, got 0" in spite of keyword parameters */
    METHOD_COUNT_LAST = 8,    /* a wrong count says "find() takes at least 1 argument (0 given)" in spite of none */
};

typedef struct Signature Signature;   /* parsed form, runtime/object/signature.h */
typedef struct Method {
    const char *name;
    NativeFn function;
    const char *signature;   /* "(iterable, /, *, key=None, reverse=False)" without self */
    const char *doc;
    unsigned flags;
} Method;

typedef struct Getter {
    const char *name;
    Object *(*get)(Object *self);                   /* new reference or NULL */
    int (*set)(Object *self, Object *value);        /* value NULL: delete; function NULL: read-only */
    const char *doc;
} Getter;
/* For Getter.set: AttributeError "readonly attribute", which CPython says of plain fields. */
int getter_readonly(Object *self, Object *value);

/* Filled by get_buffer. */
typedef struct BufferView {
    char *data;
    size_t length;        /* bytes */
    size_t item_size;
    const char *format;   /* struct format, "B" if NULL */
    bool readonly;
    Object *owner;        /* retained */
} BufferView;

/* ---- slots ---- */

enum { BINARY_SLOTS = 13, UNARY_SLOTS = 4 };   /* indexed by BinaryOp (grammar/node.h order): + - * @ / % ** << >> | ^ & // */
enum { BINARY_ADD, BINARY_SUB, BINARY_MUL, BINARY_MATMUL, BINARY_DIV, BINARY_MOD, BINARY_POW, BINARY_LSHIFT, BINARY_RSHIFT,
       BINARY_OR, BINARY_XOR, BINARY_AND, BINARY_FLOORDIV };
enum { UNARY_INVERT, UNARY_POS, UNARY_NEG, UNARY_ABS };
enum { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };

typedef Object *(*UnaryFn)(Object *);
typedef Object *(*BinaryFn)(Object *, Object *);    /* may return a new reference to NotImplemented */
/* args: `count` positional values, then the keyword values (not in count) named by kwnames, a Tuple of str or NULL.
 * All borrowed. */
typedef Value (*CallFn)(Object *callable, Object **args, size_t count, Object *kwnames);

/* Takes an item (owned, perhaps unboxed), or answers false and leaves it. Runs no script code, except that of a loop over a
 * generator, which runs its body. */
typedef bool (*TakeFn)(void *context, Value item);

enum {  /* Type.flags */
    TYPE_GC = 1,            /* instances have a GcHead */
    TYPE_ATTRS = 2,         /* instances have Attrs (so __dict__ and weak references) */
    TYPE_HEAP = 4,          /* made at run time; reference-counted, freed */
    TYPE_BASE = 8,          /* may be subclassed */
    TYPE_READY = 16,
    TYPE_INT_SUBCLASS = 1 << 8, TYPE_STR_SUBCLASS = 1 << 9, TYPE_BYTES_SUBCLASS = 1 << 10, TYPE_LIST_SUBCLASS = 1 << 11,
    TYPE_TUPLE_SUBCLASS = 1 << 12, TYPE_DICT_SUBCLASS = 1 << 13, TYPE_TYPE_SUBCLASS = 1 << 14,
    TYPE_EXCEPTION_SUBCLASS = 1 << 15, TYPE_FLOAT_SUBCLASS = 1 << 16,
    TYPE_NO_DICT = 1 << 17, /* has Attrs for weak references only: __slots__ = ['__weakref__'] */
    TYPE_SEQUENCE = 1 << 18, TYPE_MAPPING = 1 << 19,   /* for match statements */
    TYPE_PLAIN_GETATTR = 1 << 20,   /* getattr slot is object's generic one: inline caches may be used */
    TYPE_PLAIN_SETATTR = 1 << 21,
    TYPE_HAS_DEL = 1 << 22,         /* has a script finalizer __del__ */
    TYPE_ABSTRACT = 1 << 23,        /* __abstractmethods__ not empty */
    TYPE_IMMUTABLE = 1 << 24,       /* built-in: attributes cannot be set */
    TYPE_WEAKREF_SUBCLASS = 1 << 25,    /* instances are WeakReferences (builtins/types/weakref.h) */
    TYPE_PLAIN_INSTANCES = 1 << 26,     /* script class; instances are Attrs and inline values around an Object, nothing else */
};

enum { TYPE_CHANGING = 4 };

struct Type {
    Object head;
    const char *name;        /* for built-in types "module.name" or "name"; for heap types the text of name_object */
    size_t size;             /* bytes of an instance, header included, without what lies before it */
    size_t item_size;        /* for var-sized types: bytes of one item (tuple, ...), else 0 */
    uint32_t flags;
    uint32_t inline_values;  /* attribute values that new instances have room for after `size` */
    /* For exactly this type, not inherited: what object_destroy does, in one function for objects that need nothing out
     * of the ordinary (built with destroy_begin and destroy_end, alloc.h). NULL: the general way. MAY_RUN */
    void (*destroy)(Object *self);
    uint64_t version;        /* unique; changes when the type or one of its bases changes; 0: none yet */
    ptrdiff_t dict_offset;       /* types without TYPE_ATTRS whose instances hold a Dict of attributes in a field of their
                                    own (functions, modules): where; else 0. The Dict pointer may be NULL until needed */
    ptrdiff_t weakrefs_offset;   /* where the list of weak references lies in an instance; 0: not weakly referenceable.
                                    TYPE_ATTRS types: (char *)&object_attrs(o)->weakrefs - (char *)o */
    Type *base;              /* best base, owned for heap types */
    Object *bases, *mro;     /* Tuples */
    Dict *dict;              /* attributes */
    struct TypeList *subclasses; /* direct subclasses, borrowed (each takes itself out when it dies), or NULL */
    Object *name_object, *qualname, *module_name;  /* heap types: str */
    Shape *root_shape;
    Object *weakrefs;        /* of the type itself (heap types) */
    Object **slot_names;     /* heap types: names of __slots__ descriptors, ends with NULL; values at base->size on */
    uint32_t slot_name_count;
    Type *next_static;       /* built-in types: the one readied before this (type_last_readied) */
    Object *changing[TYPE_CHANGING];   /* names of attributes of its own that change often: see type_attribute_changes */
    uint32_t changing_count;

    /* life */
    Object *(*new)(Type *type, Object **args, size_t count, Object *kwnames);
    int (*init)(Object *self, Object **args, size_t count, Object *kwnames);
    UnaryFn convert;         /* T(x), what new and init make of one argument; for this type only, not inherited; may be NULL */
    void (*dealloc)(Object *self);                  /* releases fields, then object_free; never runs __del__ itself */
    void (*finalize)(Object *self);                 /* once: __del__, or a built-in's (generators). MAY_RUN */
    int (*traverse)(Object *self, VisitFn visit, void *context);
    int (*clear)(Object *self);

    /* attributes */
    Object *(*getattr)(Object *self, Object *name);
    int (*setattr)(Object *self, Object *name, Object *value);     /* value NULL: delete */
    Object *(*descr_get)(Object *self, Object *instance, Object *owner);   /* instance or owner may be NULL */
    int (*descr_set)(Object *self, Object *instance, Object *value);

    /* text, identity */
    Object *(*repr)(Object *self);
    Object *(*str)(Object *self);
    Hash (*hash)(Object *self);                     /* -1: error */
    Object *(*compare)(Object *self, Object *other, int op);   /* COMPARE_*; new reference, maybe NotImplemented */

    /* calls and iteration */
    CallFn call;
    Object *(*iter)(Object *self);
    Object *(*next)(Object *self);                  /* NULL without an exception: exhausted */
    /* For exactly this type, may be NULL: next again and again, its items given to take without leaving the iterator.
     * 1: take left *item (owned) to the caller; 0 exhausted; -1 error. */
    int (*drain)(Object *self, TakeFn take, void *context, Value *item);
    /* For exactly this type, may be NULL: next, where that is a tuple of `count` items nobody else has, gives them as
     * values (owned, numbers perhaps unboxed) without making it. 1; 0 as next's NULL; -1: not now, nothing has happened. */
    int (*next_parts)(Object *self, Value *values, size_t count);

    /* numbers */
    BinaryFn binary[BINARY_SLOTS];                  /* called with operands in source order, either may be of this type */
    BinaryFn inplace[BINARY_SLOTS];
    Object *(*power)(Object *base, Object *exponent, Object *modulus);   /* three-argument pow */
    BinaryFn divmod;
    UnaryFn unary[UNARY_SLOTS];
    int (*truth)(Object *self);                     /* 0, 1, -1 */
    UnaryFn to_int, to_float, index;

    /* containers */
    ssize_t (*length)(Object *self);                /* -1: error */
    Object *(*get_item)(Object *self, Object *key);
    int (*set_item)(Object *self, Object *key, Object *value);     /* value NULL: delete */
    int (*contains)(Object *self, Object *item);    /* 0, 1, -1 */
    /* For exactly this type, may be NULL: reads or replaces an item that is a number, without a box. false: not possible
     * (index out of range, or another kind of item or number); nothing is pending. Run no script code. */
    bool (*get_number)(Object *self, int64_t index, Value *number);
    bool (*set_number)(Object *self, int64_t index, Value number);
    Object *(*seq_item)(Object *self, ssize_t index);    /* sequences: item by index >= 0, for the old iteration protocol; may be NULL */
    BinaryFn concat; Object *(*repeat)(Object *self, ssize_t count);        /* sequences: tried after binary[] gave NotImplemented */
    BinaryFn inplace_concat; Object *(*inplace_repeat)(Object *self, ssize_t count);

    /* async */
    UnaryFn await, aiter, anext;
    int (*send)(Object *self, Object *value, Object **result);   /* generators: 1 yielded, 0 returned, -1 error */

    /* buffers: bytes, bytearray, memoryview, array. *length in bytes; returns 0/-1. release may be NULL. */
    int (*get_buffer)(Object *self, BufferView *view, int writable);
    void (*release_buffer)(Object *self, BufferView *view);

    const Method *methods;
    const Getter *getters;
    const char *doc;
    const char *text_signature;   /* of the constructor, for help() */
};

extern Type type_type, object_type;

#define TYPE_HEAD {1, &type_type}

static inline bool type_is(const Object *o, const Type *type) { return o->type == type; }
static inline bool type_has(const Object *o, uint32_t flag) { return (o->type->flags & flag) != 0; }
/* isinstance by the MRO only. */
bool type_is_subtype(const Type *type, const Type *base);
static inline bool object_is_instance(const Object *o, const Type *type) {
    return o->type == type || type_is_subtype(o->type, type);
}

/* Whether a GcHead precedes o: static type records have none although their type is TYPE_GC. */
static inline bool object_is_gc(const Object *o) {
    uint32_t flags = o->type->flags;
    return (flags & TYPE_GC) && !((flags & TYPE_TYPE_SUBCLASS) && !(((const Type *)o)->flags & TYPE_HEAP));
}

/* Completes a static type; 0 or -1 (it may be tried again). Idempotent. */
int type_ready(Type *type);
/* The static type that type_ready took on last, whether it succeeded or not. */
extern Type *type_last_readied;
/* Looks a name (interned str) up along the MRO. BORROWED result, NULL without exception when absent. Cached by version. */
BORROWED Object *type_lookup_borrowed(Type *type, Object *name);
/* The class along the MRO that has the attribute. BORROWED; NULL: none */
Type *type_home_borrowed(const Type *type, Object *name);
/* An attribute of a class whose value has been replaced (a counter, say), one without __get__ and __set__: its value is
 * cached nowhere, so that the class keeps its version when the next one comes. */
static inline bool type_attribute_changes(const Type *type, const Object *name) {
    for (uint32_t i = 0; i < type->changing_count; i++)
        if (type->changing[i] == name) return true;
    return false;
}
/* The type's (or any base's) attributes changed: new version for it and its subclasses, slots updated. */
void type_modified(Type *type);
uint64_t type_next_version(void);
/* The hash slot of unhashable types: TypeError "unhashable type: 'T'". type_ready() shows it as __hash__ = None. */
Hash type_unhashable(Object *self);
/* Unqualified name: what %T prints. */
const char *type_name(const Type *type);
/* As CPython's tp_name, what most messages print: "module.name" for a built-in type outside builtins, else the name. */
static inline const char *type_full_name(const Type *type) { return type->name; }
Object *type_qualname(Type *type);                      /* new reference to a Str */
BORROWED Object *type_module_borrowed(Type *type);      /* __module__, any object; NULL (maybe with an exception) */
/* Does the type count as one with sequence operations (script classes always do)? Matters for the wording of errors. */
static inline bool type_is_sequence_like(const Type *type) {
    return type->flags & TYPE_HEAP || type->contains || type->concat || type->repeat || type->seq_item;
}
static inline bool is_type(const Object *o) { return type_has(o, TYPE_TYPE_SUBCLASS); }

#endif
