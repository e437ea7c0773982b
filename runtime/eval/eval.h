/* eval.h - what all files of the evaluator share.
 *
 * eval(node, frame) evaluates an expression, exec(node, frame) a statement, truth(node, frame) a condition. A node that
 * fails calls FAIL(node) (or fail): the first node noted since the exception was raised is the one that the traceback
 * shows. Ownership of results is in the Value's tag; own() turns a BORROWED result into an owned one. */
#ifndef MINI_EVAL_EVAL_H
#define MINI_EVAL_EVAL_H

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "runtime/eval/frame.h"
#include "runtime/object/protocol.h"

static ALWAYS_INLINE Value eval(Node *node, Frame *frame) { return node->eval(node, frame); }
static ALWAYS_INLINE Flow exec(Node *node, Frame *frame) { return node->exec(node, frame); }
static ALWAYS_INLINE Value run(Node *node, Frame *frame) { return node->run(node, frame); }
static ALWAYS_INLINE int truth(Node *node, Frame *frame) { return node->truth(node, frame); }

static inline void note_failure(void *node) {
    if (!interp.error_node) interp.error_node = node;
}
static inline Value fail(void *node) {
    note_failure(node);
    return value_error();
}
static inline Flow fail_flow(void *node) {
    note_failure(node);
    return FLOW_ERROR;
}

/* BORROWED becomes NEW; everything else stays. */
static ALWAYS_INLINE Value own(Value value) {
    if (value.tag == V_BORROWED) {
        retain(value.o);
        value.tag = V_NEW;
    }
    return value;
}
/* An object for code that keeps no unboxed numbers. New reference; NULL for V_ERROR and on MemoryError. STEALS value */
static ALWAYS_INLINE Object *to_object(Value value) {
    if (likely(value.tag == V_NEW)) return value.o;
    if (value.tag == V_BORROWED) return retain(value.o);
    return value_to_object(value);
}
/* Evaluates to an owned object, NULL on error (noted by the child). */
static inline Object *eval_object(Node *node, Frame *frame) {
    Value value = eval(node, frame);
    Object *o = to_object(value);
    if (unlikely(!o)) note_failure(node);
    return o;
}
/* Exact machine ints and floats become unboxed (and released); anything else stays as it is. */
static ALWAYS_INLINE Value unbox(Value value) {
    if (value.tag < V_NEW) return value;
    Object *o = value.o;
    Value number;
    if (o->type == &int_type && !((Int *)o)->big) number = value_int(((Int *)o)->value);
    else if (o->type == &float_type) number = value_float(((Float *)o)->value);
    else return value;
    if (value.tag == V_NEW) release(o);
    return number;
}
/* What a container or attribute read gives to a parent that wants only the number. o is borrowed. A NaN stays an object:
 * as a key it is found by its identity. */
static ALWAYS_INLINE Value number_or_new(Object *o, bool want_number) {
    if (want_number) {
        if (o->type == &int_type && !((Int *)o)->big) return value_int(((Int *)o)->value);
        if (o->type == &float_type && likely(((Float *)o)->value == ((Float *)o)->value)) return value_float(((Float *)o)->value);
    }
    return (Value){.tag = V_NEW, .o = retain(o)};
}
/* Overwrites a number that only one place (attribute, item, global) holds, in place. true: done. */
static ALWAYS_INLINE bool overwrite_number(Object *old, Value value) {
    if (old->refcount != 1) return false;
    if (value.tag == V_FLOAT && old->type == &float_type) {
        ((Float *)old)->value = value.d;
        return true;
    }
    if (value.tag == V_INT && old->type == &int_type && !((Int *)old)->big && !int_is_small(value.i)) {
        ((Int *)old)->value = value.i;
        return true;
    }
    return false;
}

/* The truth of an object that its holder may drop while script code runs: 0, 1, -1. MAY_RUN */
static inline int truth_of_borrowed(Object *o) {
    if (o == True) return 1;
    if (o == False || o == None) return 0;
    if (is_machine_int(o)) return int_value(o) != 0;
    retain(o);
    int result = object_truth(o);
    release(o);
    return result;
}
static inline int truth_of_value(Value value) {   /* STEALS value */
    if (value.tag == V_INT) return value.i != 0;
    if (value.tag == V_FLOAT) return value.d != 0.0;
    if (value.tag == V_ERROR) return -1;
    Object *o = value.o;
    int result = o == True ? 1 : o == False || o == None ? 0 : object_truth(o);
    value_release(value);
    return result;
}

#define NODE_CAST(Kind, node) ((Node##Kind *)(node))

/* ---- preparing trees (table.c) ---- */

/* Sets the eval, exec and truth pointers of all nodes of a code, once. 0, or -1 with an exception pending. */
int code_prepare(Code *code);
/* Sets them anew: whoever has swapped pointers takes that back. 0, -1 */
int code_prepare_again(Code *code);
/* The node that runs when the code does. */
Node *code_body(const Code *code);
/* Told of each code once it is prepared, while memory is traced; else NULL. */
extern void (*code_prepared_hook)(Code *code);
/* The general (unspecialised) functions of a kind. */
typedef struct NodeBehaviour { EvalFn eval; ExecFn exec; TruthFn truth; } NodeBehaviour;   /* run: see run_by_exec */
extern const NodeBehaviour node_behaviours[NODE_KIND_COUNT];
/* Called when a node is prepared, to choose by what its children are; forms that need operand types are chosen when the
 * node first runs. Nothing happens with MINI_SPECIALISE=off. */
void specialise_node(Node *node);
static inline bool specialising(void) { return interp.specialise != SPECIALISE_OFF; }
int truth_by_eval(Node *node, Frame *frame);      /* truth entry for kinds that have none of their own */
/* What a run entry gives for a statement that holds no return. */
static ALWAYS_INLINE Value run_result(Flow flow) { return likely(flow == FLOW_NEXT) ? (Value){.tag = V_NEXT} : value_error(); }
/* Names the exec and run entries of such a statement, whose work is the ALWAYS_INLINE function `name`. */
#define STATEMENT_ENTRIES(name)                                                            \
    static Flow exec_##name(Node *node, Frame *frame) { return name(node, frame); }        \
    static Value run_##name(Node *node, Frame *frame) { return run_result(name(node, frame)); }
Value run_by_exec(Node *node, Frame *frame);      /* run entry of most statements, and of all while specialisation is off */

/* ---- one line per file: what others use of it ---- */

/* name.c */
Value eval_name(Node *node, Frame *frame);
Value load_global(NodeName *name, Frame *frame);              /* V_NEW or unboxed */
BORROWED Object *global_lookup(NodeName *name, Frame *frame);   /* fills the cache */
/* Valid until script code runs; NULL with NameError pending (noted). */
static ALWAYS_INLINE BORROWED Object *peek_global(NodeName *name, Frame *frame) {
    const Cache *cache = &name->cache;
    if (likely(cache->version == ((Dict *)frame->globals)->version && cache->object) &&
        (!cache->version2 || likely(cache->version2 == ((Dict *)frame->builtins)->version)))
        return *(Object **)cache->object;
    return global_lookup(name, frame);
}
Value local_unbound(NodeName *name);                          /* raises; V_ERROR */
/* assign.c: stores to any target. STEALS value (owned, not an error). 0, -1 (noted). MAY_RUN */
int assign_target_steal(Node *target, Frame *frame, Value value);
int assign_name_steal(NodeName *name, Frame *frame, Value value);
int assign_global_steal(NodeName *name, Frame *frame, Value value);   /* failure is not noted */
int delete_target(Node *target, Frame *frame);
/* Gives the body of a module or class its __annotations__, unless they are there. 0, -1 */
int annotations_begin(Frame *frame);
/* arith.c: operands are STOLEN; the result of left op right by the general rules. */
Value binary_values_steal(Value left, Value right, int op, bool inplace);
Value int_arith(int64_t left, int64_t right, int op);
/* compare.c: STEALS both. */
Value compare_values_steal(Value left, Value right, int op);
int compare_truth_steal(Value left, Value right, int op);
/* attr.c */
Value load_attribute(NodeAttribute *node, Object *o);         /* o borrowed; with inline cache */
int store_attribute_steal(NodeAttribute *node, Object *o, Value value);
/* Finds what a method call o.name(...) calls. Returns the callable (new reference); *self_first tells whether o is to be
 * passed as first argument. NULL on error. */
Object *load_method(NodeAttribute *node, Object *o, bool *self_first);
/* subscript.c: index stolen, container borrowed */
Value subscript_value(Node *node, Object *container, Value index);
/* Index of the entry of an exact dict; -1 absent, -2 error. key stays the caller's. MAY_RUN */
ssize_t dict_find_value(Object *dict, Value key);
int subscript_store_steal(Object *container, Value index, Value value);
int store_slice_steal(NodeSubscript *target, Frame *frame, Object *list, Value value);
Object *eval_slice_object(NodeSlice *slice, Frame *frame);
/* call.c */
Value eval_call(Node *node, Frame *frame);
/* Evaluates all arguments into a Tuple and (unless there are none by keyword: NULL) a Dict. 0, or -1 with both NULL. */
int call_collect(NodeCall *call, Frame *frame, Object *callee, Object **args, Object **keywords);
/* "f()" or "module.f()", for messages. New reference. */
Object *callable_text(Object *callee);
/* function.c */
Value function_call(Object *callable, Object **args, size_t count, Object *kwnames);   /* function_type.call */
/* Runs a function whose arguments already lie in its first slots (owned; the rest gets initialised). */
Value function_run(Function *function, Value *slots);
/* Binds arguments to the slots. STEALS the arguments, in args[0 .. count + names). 0, or -1 with TypeError pending and
 * nothing held. */
int function_bind_steal(Function *function, Value *slots, Object **args, size_t count, Object *kwnames);
/* Calls with such arguments; function is borrowed. */
Value function_call_items_steal(Function *function, Object **args, size_t count, Object *kwnames);
/* Gives the cell variables of a frame that begins their cells. 0, -1 */
int frame_make_cells(const Code *code, Value *slots);
int eval_decorators(Nodes decorators, Frame *frame, Object **evaluated);
Object *apply_decorators_steal(Nodes decorators, Object **evaluated, Object *o);
Object *function_make(NodeFunction *node, Frame *frame);      /* evaluates defaults and annotations */
/* Collects the cells a code needs from the frame that makes it. New Tuple, or NULL (*failed tells an error). */
Object *closure_make(Code *code, Frame *frame, bool *failed);
/* generator.c: makes the generator, coroutine or async generator of a call. Takes over the slots. */
Value generator_from_call(Function *function, Value *slots);
Value generator_from_expression(NodeGeneratorExp *node, Frame *frame);


/* match.c: does a case take the subject? 1, 0, -1 (noted) */
int match_case(NodeMatchCase *branch, Frame *frame, Object *subject);
int match_pattern(NodeMatchCase *branch, Frame *frame, Object *subject);   /* without its guard */
/* class.c: what a body has before its first statement (a docstring, in a class __module__ and __qualname__); super()
 * without arguments. 0, -1 */
int body_begin(Code *code, Frame *frame);
int super_arguments(Type **class, Object **self);
/* try.c: exceptions being handled. */
Object *handled_push_steal(Object *exception);                /* returns the previous one, to be given to handled_pop_steal */
void handled_pop_steal(Object *previous);

#endif
