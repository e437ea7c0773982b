/* call.h - what the files of calls share: call.c chooses, call_forms.c has the specialised nodes, call_collect.c the
 * calls with stars.
 *
 * What a call node remembers. cache: what it called, by the callee's version (kind says which). cache2: that a code takes
 * the arguments as they stand (version, index: their number), or with keywords and defaults (version2, kind: the number
 * by position); object: the tuple of keyword names. */
#ifndef MINI_EVAL_CALL_H
#define MINI_EVAL_CALL_H

#include "runtime/eval/eval.h"

enum {
    CALL_CACHE_NONE = 0,
    CALL_CACHE_INIT,     /* of the class `version`: its __init__ */
    CALL_CACHE_BARE,     /* of the class `version`: it has neither __new__ nor __init__ */
    CALL_CACHE_GLOBAL,   /* the place of the entry in the module's dict `version` */
    CALL_CACHE_METHOD,   /* of instances of the class `version` under shape version2: the function */
    CALL_CACHE_CLASS_METHOD,   /* of the class `version`, or of its instances under shape version2: the classmethod */
    CALL_CACHE_SUPER,    /* of instances of the class `version`, behind the class version2: the function */
};

static ALWAYS_INLINE Value call_finish(Node *node, Value result) {
    if (unlikely(result.tag == V_ERROR)) note_failure(node);
    return result;
}

/* ---- call_collect.c ---- */

void call_release_items(Object **items, size_t count);
/* Evaluates positional arguments without stars. 0, or -1 with nothing held. */
int call_eval_args(Nodes args, Frame *frame, Object **items);
/* The tuple of keyword names of a call without **, made once and kept by the tree. BORROWED; NULL on error */
Object *call_keyword_names(NodeCall *call, Frame *frame);
/* Any callable, arguments without stars. self: passed first, or NULL; STEALS it if callee is a script function. MAY_RUN */
Value call_objects(NodeCall *call, Frame *frame, Object *callee, Object *self);
bool call_has_stars(const NodeCall *call);
Value eval_call_stars(Node *node, Frame *frame);

/* ---- call.c ---- */

/* The general forms, by what the callee is: a global name, an attribute, anything. */
Value eval_call_global(Node *node, Frame *frame);
Value eval_call_method(Node *node, Frame *frame);
Value eval_call_plain(Node *node, Frame *frame);
/* x.name(...) for an x that is there. STEALS owner. */
Value call_method_of_steal(NodeCall *call, Frame *frame, Object *owner);
/* STEALS callee and self, which is the first argument of a method, or NULL. */
Value call_any_steal(NodeCall *call, Frame *frame, Object *callee, Object *self);
/* The callee of f(...), which may get a form of its own. STEALS callee */
Value call_callee_steal(NodeCall *call, Frame *frame, Object *callee);
/* Calls with arguments that lie in slots, `count` by position and the keywords' at `places`, because one of them has
 * changed what is called. STEALS callee and the arguments. */
Value call_again_steal(NodeCall *call, Frame *frame, Object *callee, Value *slots, uint32_t count, const uint32_t *places);
/* What C(...) gives: the instance, if __init__ has returned None. STEALS both. */
Value call_init_result_steal(NodeCall *call, Object *instance, Value result);
enum { CALL_FEW_KEYWORDS = 16 };
/* Evaluates the arguments, those by position from slots[at] on. `places` is set to where the keywords' values are: they
 * are read from the node first, since an argument may make the same call with another function. 0, -1 */
int call_eval_to_slots(NodeCall *call, Frame *frame, Value *slots, uint32_t at, uint32_t *places);
/* RecursionError; STEALS function and self (or NULL). */
Value call_too_deep(Function *function, Object *self);
/* After a failure: releases function and the arguments so far. */
Value call_drop_arguments(Function *function, Value *slots, uint32_t count);

/* ---- call_forms.c ---- */

/* For a node whose callee, now seen, takes the arguments, as they stand (exact) or with keywords and defaults: gives the
 * node a form of its own if there is one. */
void call_choose_form(NodeCall *call, Frame *frame, Function *function, bool exact);
void call_choose_method_form(NodeCall *call, Frame *frame, Function *function, Object *self, bool exact);
void call_choose_class_form(NodeCall *call, Function *init);
/* x.name(...) where x itself keeps what is called. */
void call_choose_kept_form(NodeCall *call);
/* owner.name(...) that has given the bound method `callee`: perhaps a class method. */
void call_choose_class_method_form(NodeCall *call, Object *owner, const Object *callee);
/* C() of a class that makes bare instances. */
void call_choose_bare_form(NodeCall *call, const Type *type);
/* super().name(...) */
bool call_is_super(const NodeCall *call);
Value eval_call_super(Node *node, Frame *frame);

#endif
