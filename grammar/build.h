/* build.h - the grammar's actions: each makes one node (or list) in the tree's arena.
 *
 * All return NULL with an exception pending on failure, and pass a NULL child on. Results are BORROWED from the tree. */
#ifndef MINI_GRAMMAR_BUILD_H
#define MINI_GRAMMAR_BUILD_H

#include "grammar/parsing.h"

typedef enum { PARAM_PLAIN, PARAM_SLASH, PARAM_STAR, PARAM_VARARGS, PARAM_KWARGS } ParamKind;
typedef struct ParamItem { ParamKind kind; NodeParameter *parameter; Position at; } ParamItem;
typedef struct Pair { Node *key; /* NULL for ** */ Node *value; Position at; } Pair;
typedef struct Clause { NodeCompFor *node; Seq *conditions; } Clause;

#define NEW_NODE(p, Kind, at) ((Node##Kind *)node_new((p)->tree, NODE_##Kind, at))
/* The parts of a node that is being made; copies a sequence into it. */
#define FILL_LIST(p, seq, field) do { if (seq_to_list(p, seq, &(field))) return NULL; } while (0)

/* ---- names ---- */
/* Index of the token that begins there, or of the first after it. */
size_t token_from(const Parser *p, uint32_t line, uint32_t col);
Object *token_name(Parser *p, uint32_t token);
const char *token_text(const Parser *p, uint32_t token, size_t *length);
Node *build_name(Parser *p, Position at, uint32_t token);
Node *build_name_of(Parser *p, Position at, Object *name, NameContext context);

/* ---- build.c: expressions ---- */
Node *build_constant_steal(Parser *p, Position at, Object *value);
Node *build_singleton(Parser *p, Position at, Object *value);
Node *build_number(Parser *p, Position at, uint32_t token);
Node *build_strings(Parser *p, Position at, Seq *tokens);
Node *build_unary(Parser *p, Position at, UnaryOp op, Node *operand);
Node *build_binary(Parser *p, Position at, BinaryOp op, Node *left, Node *right);
Node *build_logical(Parser *p, Position at, NodeKind kind, Seq *values);
Node *build_compare(Parser *p, Position at, Seq *chain);
Node *build_if_expression(Parser *p, Position at, Node *test, Node *body, Node *orelse);
Node *build_named(Parser *p, Position at, Node *target, Node *value);
Node *build_starred(Parser *p, Position at, Node *value);
Node *build_await(Parser *p, Position at, Node *value);
Node *build_yield(Parser *p, Position at, Node *value);
Node *build_yield_from(Parser *p, Position at, Node *value);
Node *build_attribute(Parser *p, Position at, Node *value, uint32_t name);
Node *build_slice(Parser *p, Position at, Node *lower, Node *upper, Node *step);
Node *build_subscript(Parser *p, Position at, Node *value, Position index_at, Seq *slices);
Node *build_tuple(Parser *p, Position at, Seq *items);
Node *build_tuple_or_item(Parser *p, Position at, Seq *items);
Node *build_group(Parser *p, Node *inner);
Node *build_parenthesised(Parser *p, Position at, Seq *items);
Node *build_list(Parser *p, Position at, Seq *items);
Node *build_set(Parser *p, Position at, Seq *items);
Node *build_dict(Parser *p, Position at, Seq *pairs);
Pair *build_pair(Parser *p, Position at, Node *key, Node *value);

/* ---- build_call.c: calls, comprehensions, parameters ---- */
Node *build_keyword(Parser *p, Position at, Object *name, Node *value);
Node *build_keyword_argument(Parser *p, Position at, Node *name, Position equal, Node *value);
Node *build_call(Parser *p, Position at, Node *callee, Seq *arguments, Position brackets);
/* Refuses bad orders, repeated keywords and bare generator expressions; returns the arguments. */
Seq *check_arguments(Parser *p, Seq *arguments, Position at);
Seq *check_class_arguments(Parser *p, Seq *arguments);
int split_arguments(Parser *p, Seq *arguments, Nodes *positional, Nodes *keywords);
Clause *clause_new(Parser *p, Position at, Node *target, Node *iter, bool is_async);
Clause *clause_add(Parser *p, Clause *clause, Node *condition);
Node *build_clause(Parser *p, Clause *clause);
Node *build_generator(Parser *p, Position at, Node *element, Seq *clauses, bool parenthesised);
Node *build_list_comprehension(Parser *p, Position at, Node *element, Seq *clauses);
Node *build_set_comprehension(Parser *p, Position at, Node *element, Seq *clauses);
Node *build_dict_comprehension(Parser *p, Position at, Pair *pair, Seq *clauses);
ParamItem *build_param(Parser *p, Position at, ParamKind kind, uint32_t name, Node *annotation, Node *value);
ParamItem *build_param_mark(Parser *p, Position at, ParamKind kind);
Node *build_parameters(Parser *p, Position at, Seq *items, bool is_lambda);
Node *build_lambda(Parser *p, Position at, Seq *parameters, Position parameters_at, Node *body);

/* ---- build_statement.c ---- */
Node *build_block(Parser *p, Position at, Seq *statements);
Node *build_eval(Parser *p, Node *expression);
Node *build_expr_stmt(Parser *p, Position at, Node *value);
Node *build_assign(Parser *p, Position at, Seq *chain);
Node *build_augmented(Parser *p, Position at, Node *target, BinaryOp op, Node *value);
Node *build_annotated(Parser *p, Position at, Node *target, Node *annotation, Node *value);
Node *build_return(Parser *p, Position at, Node *value);
Node *build_raise(Parser *p, Position at, Node *exc, Node *cause);
Node *build_empty(Parser *p, Position at, NodeKind kind);
Node *build_delete(Parser *p, Position at, Node *targets);
Node *build_assert(Parser *p, Position at, Node *test, Node *message);
Node *build_scope_names(Parser *p, Position at, NodeKind kind, Seq *names);
Object *build_dotted_name(Parser *p, Object *name, uint32_t token);
Node *build_import(Parser *p, Position at, Seq *aliases);
Node *build_import_from(Parser *p, Position at, int level, Object *module, Seq *aliases);
Node *build_import_alias(Parser *p, Position at, Object *dotted, Object *as, Position as_at);
Node *build_from_alias(Parser *p, Position at, uint32_t name, uint32_t as, Position as_at);
Node *build_star_alias(Parser *p, Position at);
Node *build_if(Parser *p, Position at, Node *test, Node *body, Node *orelse);
Node *build_while(Parser *p, Position at, Node *test, Node *body, Node *orelse);
Node *build_for_targets(Parser *p, Position at, Seq *targets);
Node *build_for(Parser *p, Position at, Node *target, Node *iter, Node *body, Node *orelse);
Node *build_with_item(Parser *p, Position at, Node *context, Node *target);
Node *build_with(Parser *p, Position at, Seq *items, Node *body);
Node *build_try(Parser *p, Position at, Node *body, Seq *handlers, Node *orelse, Node *finalbody);
Node *build_handler(Parser *p, Position at, Node *type, Object *name, Position name_at, Node *body);
Seq *build_handler_list(Parser *p, Seq *handlers, Node *handler, int is_star, Position except_at);
Node *build_decorated(Parser *p, Seq *decorators, Node *definition);
Node *build_async(Parser *p, Position async_at, Node *statement);
Node *build_function(Parser *p, Position at, uint32_t name, Position name_at, Seq *parameters, Position parameters_at, Node *returns, Node *body);
Node *build_class(Parser *p, Position at, uint32_t name, Position name_at, Seq *arguments, Node *body);

/* ---- build_pattern.c ---- */
Node *build_match(Parser *p, Position at, Position subject_at, Seq *subject, Seq *cases);
Node *build_case(Parser *p, Position at, Node *pattern, Node *guard, Node *body);
Node *build_open_sequence(Parser *p, Position at, Node *first, Seq *rest);
Node *build_star_pattern(Parser *p, Position at, uint32_t name, Position name_at);
Node *build_as_pattern(Parser *p, Position at, Node *pattern, Node *target);
Node *build_or_pattern(Parser *p, Position at, Seq *patterns);
Node *build_value_pattern(Parser *p, Position at, Node *value);
Node *build_name_pattern(Parser *p, Position at, Node *name);
Node *build_class_pattern(Parser *p, Position at, Node *cls, Seq *arguments);
Node *build_sequence_pattern(Parser *p, Position at, Seq *patterns, bool is_group);
Node *build_mapping_pattern(Parser *p, Position at, Seq *items, Node *rest);
Node *build_capture(Parser *p, Position at, uint32_t name);   /* a name other than _ */
Node *build_complex_literal(Parser *p, Position at, Node *real, BinaryOp op, Node *imaginary);
Node *build_pattern_strings(Parser *p, Position at, Seq *tokens);

/* ---- target.c ---- */
typedef enum { TARGET_ASSIGN, TARGET_DELETE, TARGET_FOR } TargetKind;
/* Turns an expression into an assignment (or deletion) target, in place. 0, or -1 with SyntaxError pending. */
int make_target(Parser *p, Node *node, TargetKind kind);
/* The part of an expression that cannot be a target, or NULL. */
Node *find_bad_target(Node *node, TargetKind kind);

#endif
