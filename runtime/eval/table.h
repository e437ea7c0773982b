/* table.h - the evaluation functions of all node kinds, for the table in table.c. */
#ifndef MINI_EVAL_TABLE_H
#define MINI_EVAL_TABLE_H

#include "runtime/eval/eval.h"

Flow exec_block(Node *node, Frame *frame);
Flow exec_exprstmt(Node *node, Frame *frame);
Flow exec_assign(Node *node, Frame *frame);
Flow exec_augassign(Node *node, Frame *frame);
Flow exec_annassign(Node *node, Frame *frame);
Flow exec_return(Node *node, Frame *frame);
Flow exec_delete(Node *node, Frame *frame);
Flow exec_pass(Node *node, Frame *frame);
Flow exec_break(Node *node, Frame *frame);
Flow exec_continue(Node *node, Frame *frame);
Flow exec_if(Node *node, Frame *frame);
Flow exec_while(Node *node, Frame *frame);
Flow exec_for(Node *node, Frame *frame);
Flow exec_try(Node *node, Frame *frame);
Flow exec_with(Node *node, Frame *frame);
Flow exec_raise(Node *node, Frame *frame);
Flow exec_assert(Node *node, Frame *frame);
Flow exec_import(Node *node, Frame *frame);
Flow exec_importfrom(Node *node, Frame *frame);
Flow exec_functiondef(Node *node, Frame *frame);
Flow exec_classdef(Node *node, Frame *frame);
Flow exec_match(Node *node, Frame *frame);
Flow exec_slotstore(Node *node, Frame *frame);
Flow exec_compcollect(Node *node, Frame *frame);
Flow exec_comprenew(Node *node, Frame *frame);
Flow exec_compclear(Node *node, Frame *frame);

Value eval_constant(Node *node, Frame *frame);
Value eval_name(Node *node, Frame *frame);
Value eval_binary(Node *node, Frame *frame);
Value eval_unary(Node *node, Frame *frame);
Value eval_and(Node *node, Frame *frame);
Value eval_or(Node *node, Frame *frame);
Value eval_compare(Node *node, Frame *frame);
Value eval_call(Node *node, Frame *frame);
Value eval_attribute(Node *node, Frame *frame);
Value eval_subscript(Node *node, Frame *frame);
Value eval_slice(Node *node, Frame *frame);
Value eval_list(Node *node, Frame *frame);
Value eval_tuple(Node *node, Frame *frame);
Value eval_set(Node *node, Frame *frame);
Value eval_dict(Node *node, Frame *frame);
Value eval_listcomp(Node *node, Frame *frame);
Value eval_setcomp(Node *node, Frame *frame);
Value eval_dictcomp(Node *node, Frame *frame);
Value eval_generatorexp(Node *node, Frame *frame);
Value eval_function(Node *node, Frame *frame);
Value eval_ifexp(Node *node, Frame *frame);
Value eval_namedexpr(Node *node, Frame *frame);
Value eval_joinedstr(Node *node, Frame *frame);
Value eval_formattedvalue(Node *node, Frame *frame);
Value eval_slotload(Node *node, Frame *frame);
Value eval_inplacebinary(Node *node, Frame *frame);
Value eval_yield_misplaced(Node *node, Frame *frame);

int truth_unary(Node *node, Frame *frame);
int truth_and(Node *node, Frame *frame);
int truth_or(Node *node, Frame *frame);
int truth_compare(Node *node, Frame *frame);
int truth_ifexp(Node *node, Frame *frame);

void specialise_name(NodeName *node);
void specialise_constant(NodeConstant *node);
void specialise_binary(NodeBinary *node);
void specialise_unary(NodeUnary *node);
void specialise_compare(NodeCompare *node);
void specialise_logic(Node *node);
void specialise_attribute(NodeAttribute *node);
void specialise_subscript(NodeSubscript *node);
void specialise_call(NodeCall *node);
void specialise_assign(NodeAssign *node);
void specialise_augassign(NodeAugAssign *node);
void specialise_for(NodeFor *node);
void specialise_dict(NodeDict *node);
void specialise_set(NodeSet *node);
void specialise_display(Node *node);                /* list or tuple */
void specialise_block(NodeBlock *node);
void specialise_if(NodeIf *node);
void specialise_exprstmt(NodeExprStmt *node);
void specialise_return(NodeReturn *node);

/* lower.c: splits the expressions that contain a yield, so that only statements ever resume. 0, -1 */
int lower_code(Code *code);
Nodes comprehension_clauses(Node *comprehension);
/* comprehension.c: forgets the variables of a comprehension; gives captured ones fresh cells (0, -1). */
void comprehension_clear(Nodes clauses, Frame *frame);
/* A code under this name as CPython has for a comprehension; it does not run. New reference, NULL with MemoryError. */
Code *comprehension_code(Node *node, const Frame *frame, const char *name);
int comprehension_renew_cells(NodeCompFor *clause, Frame *frame);
/* resume.c: the resumable function of a statement that contains a yield; NULL: it needs none. */
ExecFn resumable_form(const Node *node);

#endif
