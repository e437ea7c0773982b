/* signature.h - signatures of native functions, parsed once from text such as "(iterable, /, *, key=None, reverse=False)".
 * They bind arguments, word the error messages as CPython does, and feed help() and __text_signature__. */
#ifndef MINI_OBJECT_SIGNATURE_H
#define MINI_OBJECT_SIGNATURE_H

#include "runtime/object/object.h"
#include "runtime/object/type.h"

typedef enum { PARAM_POSITIONAL_ONLY, PARAM_NORMAL, PARAM_KEYWORD_ONLY, PARAM_VARARGS, PARAM_KWARGS } ParameterKind;

typedef struct SignatureParameter {
    Object *name;             /* interned Str */
    ParameterKind kind;
    bool required;
} SignatureParameter;

struct Signature {
    uint32_t count;           /* entries of the args array: all parameters incl. *args and **kwargs */
    uint32_t positional;      /* how many can be given by position */
    uint32_t required;        /* of those, how many must be given */
    bool simple;              /* only positional-only parameters: a call without keywords needs just a count check */
    bool has_varargs, has_kwargs;
    bool required_keywords;   /* some keyword-only parameter must be given */
    bool few;                 /* at most SIGNATURE_FEW, none of them * or ** or a keyword that must be given */
    const char *text;
    Signature *next;          /* all of them, by hash of the text (signature.c) */
    SignatureParameter parameters[];
};

enum { SIGNATURE_MAX_PARAMETERS = 24, SIGNATURE_FEW = 4 };

/* NULL with MemoryError pending. Signatures live until exit; equal texts share one. text must live as long. */
Signature *signature_parse(const char *text);
void signature_release_all(void);
/* Every parameter name that a signature holds, once for each signature; visit must not change signatures. */
void signature_each_name(void (*visit)(Object *name, void *context), void *context);
/* "($self, object, /)" from "(object, /)". A Str. */
Object *signature_text(const Method *method, const char *self);
/* Fills bound[signature->count] with borrowed objects (NULL: not given); *args and **kwargs get new containers, which
 * the caller releases with signature_unbind. 0, or -1 with TypeError pending and nothing to release. */
int signature_bind(const Signature *signature, const char *name, Object **args, size_t count, Object *kwnames, Object **bound);
/* The TypeError for a wrong number of positional arguments: "list.append() takes exactly one argument (0 given)" (that is
 * the qualified name), or "pop expected at most 1 argument, got 2" (the bare one). Returns -1. */
int signature_count_error(const Signature *signature, const char *qualified, const char *name, size_t count);
void signature_unbind(const Signature *signature, Object **bound);

/* ---- native callables ---- */

/* builtin_function_or_method: a module function or a bound native method. */
typedef struct NativeFunction {
    Object head;
    const Method *method;
    Signature *signature;
    Object *self;             /* bound instance, class, module, or NULL */
    Object *module;           /* module name Str or NULL */
    Object *weakrefs;
} NativeFunction;
extern Type native_function_type;     /* "builtin_function_or_method" */

/* method_descriptor: a native method found in a type's dict. */
typedef struct MethodDescriptor {
    Object head;
    const Method *method;
    Signature *signature;
    Type *owner;              /* borrowed for static types, owned for heap types */
} MethodDescriptor;
extern Type method_descriptor_type;   /* "method_descriptor" */

/* The type's dict entry for a method row; METHOD_CLASS and METHOD_STATIC rows bind accordingly. */
Object *method_descriptor_new(const Method *method, Type *owner);
Object *native_function_new(const Method *method, Object *self, Object *module);
/* Calls a native method on self with positional arguments only (the evaluator's fast path; counts are checked). */
Value native_call(const Method *method, const Signature *signature, Object *self, Object **args, size_t count, Object *kwnames);

#endif
