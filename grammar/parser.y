/* parser.y - the grammar of Python 3.11, LALR(1) without conflicts.
 *
 * A pure push parser: run.c feeds it the token list. Semantic values lie in the tree's arena or in the parser's scratch
 * memory, and objects belong to the tree, so an aborted parse has nothing to destroy. Actions are calls into build*.c;
 * one that returns NULL has an exception pending and stops the parse.
 *
 * Assignment targets and keyword names are read as expressions and converted (target.c); parameter lists are read
 * loosely and then checked (params.c): both give better messages than a refusal by the grammar could.
 * Soft keywords come as tokens of their own (soft.c).
 */
%define api.pure full
%define api.push-pull push
%define api.token.prefix {T_}
%define api.location.type {Position}
%define parse.error custom
%expect 0
%param { Parser *p }

%code requires {
#include "grammar/build.h"
}

%code {
#include "grammar/parsing.h"

#define YYMALLOC parsing_alloc
#define YYFREE parsing_free
#define YYLTYPE_IS_TRIVIAL 1
#define YYSTYPE_IS_TRIVIAL 1
#define YYMAXDEPTH 40000   /* beyond it: MemoryError, as when CPython's parser stack is full */
#define YYLLOC_DEFAULT(current, rhs, n) ((current) = location_span(&YYRHSLOC(rhs, 1), &YYRHSLOC(rhs, n), &YYRHSLOC(rhs, 0), n))

/* Sets the result of an action; NULL stops the parse. */
#define SET(result, value) do { if (!((result) = (value))) YYABORT; } while (0)

static inline Position location_span(const Position *first, const Position *last, const Position *before, int count) {
    if (!count) return (Position){before->end_line, before->end_col, before->end_line, before->end_col};
    return (Position){first->line, first->col, last->end_line, last->end_col};
}
/* The first `length` bytes. */
static inline Position location_word(Position at, uint32_t length) {
    return (Position){at.line, at.col, at.line, at.col + length};
}
static void yyerror(YYLTYPE *location, Parser *p, const char *message);
}

%union {
    uint32_t token;       /* index into the token list */
    int op;
    Node *node;
    Seq *seq;
    Object *name;
    ParamItem *param;
    Pair *pair;
    Clause *clause;
}

%token START_FILE START_EVAL START_SINGLE START_FSTRING START_RANGE
%token ENDMARKER NEWLINE INDENT DEDENT LEX_ERROR UNKNOWN
%token <token> NAME NUMBER STRING
%token FALSE NONE TRUE AND AS ASSERT ASYNC AWAIT BREAK CLASS CONTINUE DEF DEL ELIF ELSE EXCEPT FINALLY FOR FROM GLOBAL IF
%token IMPORT IN IS LAMBDA NONLOCAL NOT OR PASS RAISE RETURN TRY WHILE WITH YIELD MATCH CASE WITH_LPAR
%token LPAR "(" RPAR ")" LSQB "[" RSQB "]" LBRACE "{" RBRACE "}" COMMA "," COLON ":" SEMI ";" DOT "." ELLIPSIS "..."
%token ARROW "->" COLONEQUAL ":=" EQUAL "=" EQEQUAL "==" NOTEQUAL "!=" LESS "<" GREATER ">" LESSEQUAL "<=" GREATEREQUAL ">="
%token PLUSEQUAL "+=" MINEQUAL "-=" STAREQUAL "*=" ATEQUAL "@=" SLASHEQUAL "/=" PERCENTEQUAL "%=" DOUBLESTAREQUAL "**="
%token LSHIFTEQUAL "<<=" RSHIFTEQUAL ">>=" VBAREQUAL "|=" CIRCUMFLEXEQUAL "^=" AMPEREQUAL "&=" DOUBLESLASHEQUAL "//="
%token TILDE "~" VBAR "|" CIRCUMFLEX "^" AMPER "&" LSHIFT "<<" RSHIFT ">>" PLUS "+" MINUS "-" STAR "*" SLASH "/" PERCENT "%" AT "@"
%token DOUBLESLASH "//" DOUBLESTAR "**"

%left "|"
%left "^"
%left "&"
%left "<<" ">>"
%left "+" "-"
%left "*" "/" "%" "@" "//"
%precedence UNARY
%right "**"

%type <node> block statement_block else_opt elif_tail compound simple assignment annotated import_from if while for with with_item try
%type <node> except_clause decorated function class match case_block guard async dotted_as_name import_as_name
%type <node> eval_expressions star_expressions star_expression for_targets rhs yield_expression named expression disjunction conjunction
%type <node> inversion comparison arithmetic awaited primary atom slice slice_part argument star_named group return_type
%type <node> lambda pattern or_pattern closed_pattern literal_pattern number_literal open_pattern maybe_star_pattern case_patterns
%type <node> capture name_or_attribute mapping_key pattern_argument annotation
%type <seq> eval_list statements simple_statements simple_list assign_chain star_list for_target_list or_list and_list compare_chain
%type <seq> arguments argument_list slices star_named_list dict_items comprehension strings parameters parameter_list
%type <seq> lambda_parameters lambda_parameter_list with_items except_clauses decorators dotted_as_names import_names
%type <seq> import_as_names name_list case_blocks pattern_list pattern_or_list mapping_items pattern_arguments class_arguments
%type <param> parameter lambda_parameter
%type <pair> dict_item mapping_item
%type <clause> comprehension_clause
%type <name> dotted_name
%type <op> augmented compare_op dots

%%

input:
      START_FILE statements ENDMARKER             { SET(p->result, build_block(p, @2, $2)); }
    | START_EVAL eval_expressions newlines ENDMARKER { SET(p->result, build_eval(p, $2)); }
    | START_SINGLE single_input ENDMARKER
    | START_FSTRING group ENDMARKER               { p->result = $2; }
    | START_RANGE star_expressions ENDMARKER      { p->result = $2; }
    | START_RANGE yield_expression ENDMARKER      { p->result = $2; }
    ;
newlines: %empty | newlines NEWLINE ;
single_input:
      %empty                                      { SET(p->result, build_block(p, @$, seq_new(p))); }
    | simple_statements                           { SET(p->result, build_block(p, @1, $1)); }
    | compound                                    { SET(p->result, build_block(p, @1, seq_of(p, $1))); }
    ;

/* ---- statements ---- */

statements:
      %empty                                      { SET($$, seq_new(p)); }
    | statements compound                         { SET($$, seq_push(p, $1, $2)); }
    | statements simple_statements                { $$ = seq_join($1, $2); }
    ;
simple_statements: simple_list NEWLINE            { $$ = $1; }
    | simple_list ";" NEWLINE                     { $$ = $1; }
    ;
simple_list: simple                               { SET($$, seq_of(p, $1)); }
    | simple_list ";" simple                      { SET($$, seq_push(p, $1, $3)); }
    ;
block: simple_statements                          { SET($$, build_block(p, @1, $1)); }
    | statement_block
    ;
statement_block: NEWLINE INDENT statements DEDENT { SET($$, build_block(p, @3, $3)); }
    ;

simple: assignment
    | annotated
    | star_expressions                            { SET($$, build_expr_stmt(p, @$, $1)); }
    | star_expressions augmented rhs              { SET($$, build_augmented(p, @$, $1, $2, $3)); }
    | yield_expression                            { SET($$, build_expr_stmt(p, @$, $1)); }
    | RETURN                                      { SET($$, build_return(p, @$, NULL)); }
    | RETURN star_expressions                     { SET($$, build_return(p, @$, $2)); }
    | RAISE                                       { SET($$, build_raise(p, @$, NULL, NULL)); }
    | RAISE expression                            { SET($$, build_raise(p, @$, $2, NULL)); }
    | RAISE expression FROM expression            { SET($$, build_raise(p, @$, $2, $4)); }
    | PASS                                        { SET($$, build_empty(p, @$, NODE_Pass)); }
    | BREAK                                       { SET($$, build_empty(p, @$, NODE_Break)); }
    | CONTINUE                                    { SET($$, build_empty(p, @$, NODE_Continue)); }
    | DEL star_expressions                        { SET($$, build_delete(p, @$, $2)); }
    | ASSERT expression                           { SET($$, build_assert(p, @$, $2, NULL)); }
    | ASSERT expression "," expression            { SET($$, build_assert(p, @$, $2, $4)); }
    | GLOBAL name_list                            { SET($$, build_scope_names(p, @$, NODE_Global, $2)); }
    | NONLOCAL name_list                          { SET($$, build_scope_names(p, @$, NODE_Nonlocal, $2)); }
    | IMPORT dotted_as_names                      { SET($$, build_import(p, @$, $2)); }
    | import_from
    ;
name_list: NAME                                   { SET($$, seq_of(p, token_name(p, $1))); }
    | name_list "," NAME                          { SET($$, seq_push(p, $1, token_name(p, $3))); }
    ;
rhs: star_expressions | yield_expression ;
assignment: assign_chain                          { SET($$, build_assign(p, @$, $1)); }
    ;
assign_chain: star_expressions "=" rhs            { SET($$, seq_push(p, seq_of(p, $1), $3)); }
    | yield_expression "=" rhs                    { SET($$, seq_push(p, seq_of(p, $1), $3)); }
    | assign_chain "=" rhs                        { SET($$, seq_push(p, $1, $3)); }
    ;
annotated: star_expressions ":" expression        { SET($$, build_annotated(p, @$, $1, $3, NULL)); }
    | star_expressions ":" expression "=" rhs     { SET($$, build_annotated(p, @$, $1, $3, $5)); }
    ;
augmented: "+=" { $$ = OP_ADD; } | "-=" { $$ = OP_SUB; } | "*=" { $$ = OP_MUL; } | "@=" { $$ = OP_MATMUL; }
    | "/=" { $$ = OP_DIV; } | "%=" { $$ = OP_MOD; } | "**=" { $$ = OP_POW; } | "<<=" { $$ = OP_LSHIFT; }
    | ">>=" { $$ = OP_RSHIFT; } | "|=" { $$ = OP_OR; } | "^=" { $$ = OP_XOR; } | "&=" { $$ = OP_AND; }
    | "//=" { $$ = OP_FLOORDIV; }
    ;

/* imports */
dotted_name: NAME                                 { SET($$, token_name(p, $1)); }
    | dotted_name "." NAME                        { SET($$, build_dotted_name(p, $1, $3)); }
    ;
dotted_as_names: dotted_as_name                   { SET($$, seq_of(p, $1)); }
    | dotted_as_names "," dotted_as_name          { SET($$, seq_push(p, $1, $3)); }
    ;
dotted_as_name: dotted_name                       { SET($$, build_import_alias(p, @$, $1, NULL, @1)); }
    | dotted_name AS NAME                         { SET($$, build_import_alias(p, @$, $1, token_name(p, $3), @3)); }
    ;
dots: "." { $$ = 1; } | "..." { $$ = 3; } | dots "." { $$ = $1 + 1; } | dots "..." { $$ = $1 + 3; } ;
import_from: FROM dotted_name IMPORT import_names { SET($$, build_import_from(p, @$, 0, $2, $4)); }
    | FROM dots dotted_name IMPORT import_names   { SET($$, build_import_from(p, @$, $2, $3, $5)); }
    | FROM dots IMPORT import_names               { SET($$, build_import_from(p, @$, $2, NULL, $4)); }
    ;
import_names: "*"                                 { SET($$, seq_of(p, build_star_alias(p, @1))); }
    | "(" import_as_names ")"                     { $$ = $2; }
    | "(" import_as_names "," ")"                 { $$ = $2; }
    | import_as_names
    | import_as_names ","                         { syntax_error_here(p, "trailing comma not allowed without surrounding parentheses"); YYABORT; }
    ;
import_as_names: import_as_name                   { SET($$, seq_of(p, $1)); }
    | import_as_names "," import_as_name          { SET($$, seq_push(p, $1, $3)); }
    ;
import_as_name: NAME                              { SET($$, build_from_alias(p, @$, $1, $1, @1)); }
    | NAME AS NAME                                { SET($$, build_from_alias(p, @$, $1, $3, @3)); }
    ;

/* ---- compound statements ---- */

compound: if | while | for | with | try | function | class | decorated | async | match ;

else_opt: %empty                                  { $$ = NULL; }
    | ELSE ":" block                              { $$ = $3; }
    ;
if: IF named ":" block elif_tail                  { SET($$, build_if(p, @$, $2, $4, $5)); }
    ;
elif_tail: else_opt
    | ELIF named ":" block elif_tail              { SET($$, build_if(p, @$, $2, $4, $5)); }
    ;
while: WHILE named ":" block else_opt             { SET($$, build_while(p, @$, $2, $4, $5)); }
    ;
for: FOR for_targets IN star_expressions ":" block else_opt { SET($$, build_for(p, @$, $2, $4, $6, $7)); }
    ;
for_targets: for_target_list                      { SET($$, build_for_targets(p, @$, $1)); }
    | for_target_list ","                         { SET($$, build_for_targets(p, @$, seq_trailing($1))); }
    ;
for_target_list: arithmetic                       { SET($$, seq_of(p, $1)); }
    | "*" arithmetic                              { SET($$, seq_of(p, build_starred(p, @$, $2))); }
    | for_target_list "," arithmetic              { SET($$, seq_push(p, $1, $3)); }
    | for_target_list "," "*" arithmetic          { SET($$, seq_push(p, $1, build_starred(p, location_span(&@3, &@4, &@3, 1), $4))); }
    ;
with: WITH with_items ":" block                   { SET($$, build_with(p, @$, $2, $4)); }
    | WITH WITH_LPAR with_items ")" ":" block     { SET($$, build_with(p, @$, $3, $6)); }
    | WITH WITH_LPAR with_items "," ")" ":" block { SET($$, build_with(p, @$, $3, $7)); }
    ;
with_items: with_item                             { SET($$, seq_of(p, $1)); }
    | with_items "," with_item                    { SET($$, seq_push(p, $1, $3)); }
    ;
with_item: expression                             { SET($$, build_with_item(p, @$, $1, NULL)); }
    | expression AS expression                    { SET($$, build_with_item(p, @$, $1, $3)); }
    ;
try: TRY ":" block except_clauses else_opt        { SET($$, build_try(p, @$, $3, $4, $5, NULL)); }
    | TRY ":" block except_clauses else_opt FINALLY ":" block { SET($$, build_try(p, @$, $3, $4, $5, $8)); }
    | TRY ":" block FINALLY ":" block             { SET($$, build_try(p, @$, $3, NULL, NULL, $6)); }
    ;
except_clauses: except_clause                     { SET($$, seq_of(p, $1)); }
    | EXCEPT "*" expression ":" block             { SET($$, seq_push_tagged(p, seq_new(p), build_handler(p, @$, $3, NULL, @1, $5), 1)); }
    | EXCEPT "*" expression AS NAME ":" block     { SET($$, seq_push_tagged(p, seq_new(p), build_handler(p, @$, $3, token_name(p, $5), @5, $7), 1)); }
    | except_clauses except_clause                { SET($$, build_handler_list(p, $1, $2, 0, location_word(@2, 6))); }
    | except_clauses EXCEPT "*" expression ":" block { SET($$, build_handler_list(p, $1, build_handler(p, @2, $4, NULL, @2, $6), 1, location_span(&@2, &@3, &@2, 2))); }
    | except_clauses EXCEPT "*" expression AS NAME ":" block { SET($$, build_handler_list(p, $1, build_handler(p, @2, $4, token_name(p, $6), @6, $8), 1, location_span(&@2, &@3, &@2, 2))); }
    ;
except_clause: EXCEPT ":" block                   { SET($$, build_handler(p, @$, NULL, NULL, @1, $3)); }
    | EXCEPT expression ":" block                 { SET($$, build_handler(p, @$, $2, NULL, @1, $4)); }
    | EXCEPT expression AS NAME ":" block         { SET($$, build_handler(p, @$, $2, token_name(p, $4), @4, $6)); }
    ;
decorated: decorators function                    { SET($$, build_decorated(p, $1, $2)); }
    | decorators class                            { SET($$, build_decorated(p, $1, $2)); }
    | decorators ASYNC function                   { SET($$, build_decorated(p, $1, build_async(p, @2, $3))); }
    ;
decorators: "@" named NEWLINE                     { SET($$, seq_of(p, $2)); }
    | decorators "@" named NEWLINE                { SET($$, seq_push(p, $1, $3)); }
    ;
async: ASYNC function                             { SET($$, build_async(p, @1, $2)); }
    | ASYNC with                                  { SET($$, build_async(p, @1, $2)); }
    | ASYNC for                                   { SET($$, build_async(p, @1, $2)); }
    ;
function: DEF NAME "(" parameters ")" return_type ":" block { SET($$, build_function(p, @$, $2, @2, $4, @4, $6, $8)); }
    ;
return_type: %empty                               { $$ = NULL; }
    | "->" expression                             { $$ = $2; }
    ;
class: CLASS NAME ":" block                       { SET($$, build_class(p, @$, $2, @2, NULL, $4)); }
    | CLASS NAME "(" class_arguments ")" ":" block { SET($$, build_class(p, @$, $2, @2, $4, $7)); }
    ;
class_arguments: arguments                        { SET($$, check_class_arguments(p, $1)); }
    ;

/* parameters */
parameters: %empty                                { SET($$, seq_new(p)); }
    | parameter_list
    | parameter_list ","                          { $$ = seq_trailing($1); }
    ;
parameter_list: parameter                         { SET($$, seq_of(p, $1)); }
    | parameter_list "," parameter                { SET($$, seq_push(p, $1, $3)); }
    ;
annotation: %empty                                { $$ = NULL; }
    | ":" expression                              { $$ = $2; }
    ;
parameter: NAME annotation                        { SET($$, build_param(p, @$, PARAM_PLAIN, $1, $2, NULL)); }
    | NAME annotation "=" expression              { SET($$, build_param(p, @$, PARAM_PLAIN, $1, $2, $4)); }
    | "/"                                         { SET($$, build_param_mark(p, @$, PARAM_SLASH)); }
    | "*"                                         { SET($$, build_param_mark(p, @$, PARAM_STAR)); }
    | "*" NAME annotation                         { SET($$, build_param(p, @$, PARAM_VARARGS, $2, $3, NULL)); }
    | "*" NAME ":" "*" arithmetic                 { SET($$, build_param(p, @$, PARAM_VARARGS, $2, build_starred(p, @5, $5), NULL)); }
    | "**" NAME annotation                        { SET($$, build_param(p, @$, PARAM_KWARGS, $2, $3, NULL)); }
    ;
lambda_parameters: %empty                         { SET($$, seq_new(p)); }
    | lambda_parameter_list
    | lambda_parameter_list ","                   { $$ = seq_trailing($1); }
    ;
lambda_parameter_list: lambda_parameter           { SET($$, seq_of(p, $1)); }
    | lambda_parameter_list "," lambda_parameter  { SET($$, seq_push(p, $1, $3)); }
    ;
lambda_parameter: NAME                            { SET($$, build_param(p, @$, PARAM_PLAIN, $1, NULL, NULL)); }
    | NAME "=" expression                         { SET($$, build_param(p, @$, PARAM_PLAIN, $1, NULL, $3)); }
    | "/"                                         { SET($$, build_param_mark(p, @$, PARAM_SLASH)); }
    | "*"                                         { SET($$, build_param_mark(p, @$, PARAM_STAR)); }
    | "*" NAME                                    { SET($$, build_param(p, @$, PARAM_VARARGS, $2, NULL, NULL)); }
    | "**" NAME                                   { SET($$, build_param(p, @$, PARAM_KWARGS, $2, NULL, NULL)); }
    ;

/* ---- match ---- */

match: MATCH star_named_list ":" NEWLINE INDENT case_blocks DEDENT     { SET($$, build_match(p, @$, @2, $2, $6)); }
    | MATCH star_named_list "," ":" NEWLINE INDENT case_blocks DEDENT  { SET($$, build_match(p, @$, location_span(&@2, &@3, &@2, 2), seq_trailing($2), $7)); }
    ;
case_blocks: case_block                           { SET($$, seq_of(p, $1)); }
    | case_blocks case_block                      { SET($$, seq_push(p, $1, $2)); }
    ;
case_block: CASE case_patterns guard ":" block    { SET($$, build_case(p, @$, $2, $3, $5)); }
    ;
guard: %empty                                     { $$ = NULL; }
    | IF named                                    { $$ = $2; }
    ;
case_patterns: open_pattern | pattern ;
open_pattern: maybe_star_pattern "," pattern_list { SET($$, build_open_sequence(p, @$, $1, $3)); }
    | maybe_star_pattern ","                      { SET($$, build_open_sequence(p, @$, $1, NULL)); }
    | maybe_star_pattern "," pattern_list ","     { SET($$, build_open_sequence(p, @$, $1, $3)); }
    ;
maybe_star_pattern: pattern
    | "*" NAME                                    { SET($$, build_star_pattern(p, @$, $2, @2)); }
    ;
pattern_list: maybe_star_pattern                  { SET($$, seq_of(p, $1)); }
    | pattern_list "," maybe_star_pattern         { SET($$, seq_push(p, $1, $3)); }
    ;
pattern: or_pattern
    | or_pattern AS arithmetic                    { SET($$, build_as_pattern(p, @$, $1, $3)); }
    ;
or_pattern: closed_pattern
    | pattern_or_list                             { SET($$, build_or_pattern(p, @$, $1)); }
    ;
pattern_or_list: closed_pattern "|" closed_pattern { SET($$, seq_push(p, seq_of(p, $1), $3)); }
    | pattern_or_list "|" closed_pattern          { SET($$, seq_push(p, $1, $3)); }
    ;
closed_pattern: literal_pattern                   { SET($$, build_value_pattern(p, @$, $1)); }
    | name_or_attribute                           { SET($$, build_name_pattern(p, @$, $1)); }
    | name_or_attribute "(" pattern_arguments ")" { SET($$, build_class_pattern(p, @$, $1, $3)); }
    | name_or_attribute "(" pattern_arguments "," ")" { SET($$, build_class_pattern(p, @$, $1, $3)); }
    | name_or_attribute "(" ")"                   { SET($$, build_class_pattern(p, @$, $1, NULL)); }
    | "(" ")"                                     { SET($$, build_sequence_pattern(p, @$, NULL, true)); }
    | "(" pattern_list ")"                        { SET($$, build_sequence_pattern(p, @$, $2, true)); }
    | "(" pattern_list "," ")"                    { SET($$, build_sequence_pattern(p, @$, seq_trailing($2), true)); }
    | "[" "]"                                     { SET($$, build_sequence_pattern(p, @$, NULL, false)); }
    | "[" pattern_list "]"                        { SET($$, build_sequence_pattern(p, @$, $2, false)); }
    | "[" pattern_list "," "]"                    { SET($$, build_sequence_pattern(p, @$, $2, false)); }
    | "{" "}"                                     { SET($$, build_mapping_pattern(p, @$, NULL, NULL)); }
    | "{" mapping_items comma_opt "}"             { SET($$, build_mapping_pattern(p, @$, $2, NULL)); }
    | "{" "**" capture comma_opt "}"              { SET($$, build_mapping_pattern(p, @$, NULL, $3)); }
    | "{" mapping_items "," "**" capture comma_opt "}" { SET($$, build_mapping_pattern(p, @$, $2, $5)); }
    ;
literal_pattern: number_literal
    | number_literal "+" NUMBER                   { SET($$, build_complex_literal(p, @$, $1, OP_ADD, build_number(p, @3, $3))); }
    | number_literal "-" NUMBER                   { SET($$, build_complex_literal(p, @$, $1, OP_SUB, build_number(p, @3, $3))); }
    | strings                                     { SET($$, build_pattern_strings(p, @$, $1)); }
    | NONE                                        { SET($$, build_singleton(p, @$, None)); }
    | TRUE                                        { SET($$, build_singleton(p, @$, True)); }
    | FALSE                                       { SET($$, build_singleton(p, @$, False)); }
    ;
number_literal: NUMBER                            { SET($$, build_number(p, @$, $1)); }
    | "-" NUMBER                                  { SET($$, build_unary(p, @$, OP_NEG, build_number(p, @2, $2))); }
    ;
name_or_attribute: NAME                           { SET($$, build_name(p, @$, $1)); }
    | name_or_attribute "." NAME                  { SET($$, build_attribute(p, @$, $1, $3)); }
    ;
mapping_items: mapping_item                       { SET($$, seq_of(p, $1)); }
    | mapping_items "," mapping_item              { SET($$, seq_push(p, $1, $3)); }
    ;
mapping_item: mapping_key ":" pattern             { SET($$, build_pair(p, @$, $1, $3)); }
    ;
capture: NAME                                     { SET($$, build_capture(p, @$, $1)); }
    ;
comma_opt: %empty | "," ;
mapping_key: literal_pattern
    | name_or_attribute "." NAME                  { SET($$, build_attribute(p, @$, $1, $3)); }
    ;
pattern_arguments: pattern_argument               { SET($$, seq_of(p, $1)); }
    | pattern_arguments "," pattern_argument      { SET($$, seq_push(p, $1, $3)); }
    ;
pattern_argument: pattern
    | NAME "=" pattern                            { SET($$, build_keyword(p, @$, token_name(p, $1), $3)); }
    ;

/* ---- expressions ---- */

eval_expressions: eval_list                       { SET($$, build_tuple_or_item(p, @$, $1)); }
    | eval_list ","                               { SET($$, build_tuple_or_item(p, @$, seq_trailing($1))); }
    ;
eval_list: expression                             { SET($$, seq_of(p, $1)); }
    | eval_list "," expression                    { SET($$, seq_push(p, $1, $3)); }
    ;
star_expressions: star_list                       { SET($$, build_tuple_or_item(p, @$, $1)); }
    | star_list ","                               { SET($$, build_tuple_or_item(p, @$, seq_trailing($1))); }
    ;
star_list: star_expression                        { SET($$, seq_of(p, $1)); }
    | star_list "," star_expression               { SET($$, seq_push(p, $1, $3)); }
    ;
star_expression: expression
    | "*" arithmetic                              { SET($$, build_starred(p, @$, $2)); }
    ;
yield_expression: YIELD                           { SET($$, build_yield(p, @$, NULL)); }
    | YIELD star_expressions                      { SET($$, build_yield(p, @$, $2)); }
    | YIELD FROM expression                       { SET($$, build_yield_from(p, @$, $3)); }
    ;
named: expression
    | expression ":=" expression                  { SET($$, build_named(p, @$, $1, $3)); }
    ;
star_named: named
    | "*" arithmetic                              { SET($$, build_starred(p, @$, $2)); }
    ;
star_named_list: star_named                       { SET($$, seq_of(p, $1)); }
    | star_named_list "," star_named              { SET($$, seq_push(p, $1, $3)); }
    ;
expression: disjunction
    | disjunction IF disjunction ELSE expression  { SET($$, build_if_expression(p, @$, $3, $1, $5)); }
    | lambda
    ;
lambda: LAMBDA lambda_parameters ":" expression   { SET($$, build_lambda(p, @$, $2, @2, $4)); }
    ;
disjunction: conjunction
    | or_list                                     { SET($$, build_logical(p, @$, NODE_Or, $1)); }
    ;
or_list: conjunction OR conjunction               { SET($$, seq_push(p, seq_of(p, $1), $3)); }
    | or_list OR conjunction                      { SET($$, seq_push(p, $1, $3)); }
    ;
conjunction: inversion
    | and_list                                    { SET($$, build_logical(p, @$, NODE_And, $1)); }
    ;
and_list: inversion AND inversion                 { SET($$, seq_push(p, seq_of(p, $1), $3)); }
    | and_list AND inversion                      { SET($$, seq_push(p, $1, $3)); }
    ;
inversion: comparison
    | NOT inversion                               { SET($$, build_unary(p, @$, OP_NOT, $2)); }
    ;
comparison: arithmetic
    | compare_chain                               { SET($$, build_compare(p, @$, $1)); }
    ;
compare_chain: arithmetic compare_op arithmetic   { SET($$, seq_push_tagged(p, seq_of(p, $1), $3, $2)); }
    | compare_chain compare_op arithmetic         { SET($$, seq_push_tagged(p, $1, $3, $2)); }
    ;
compare_op: "==" { $$ = CMP_EQ; } | "!=" { $$ = CMP_NE; } | "<" { $$ = CMP_LT; } | "<=" { $$ = CMP_LE; }
    | ">" { $$ = CMP_GT; } | ">=" { $$ = CMP_GE; } | IN { $$ = CMP_IN; } | NOT IN { $$ = CMP_NOT_IN; }
    | IS { $$ = CMP_IS; } | IS NOT { $$ = CMP_IS_NOT; }
    ;
arithmetic: awaited
    | arithmetic "|" arithmetic                   { SET($$, build_binary(p, @$, OP_OR, $1, $3)); }
    | arithmetic "^" arithmetic                   { SET($$, build_binary(p, @$, OP_XOR, $1, $3)); }
    | arithmetic "&" arithmetic                   { SET($$, build_binary(p, @$, OP_AND, $1, $3)); }
    | arithmetic "<<" arithmetic                  { SET($$, build_binary(p, @$, OP_LSHIFT, $1, $3)); }
    | arithmetic ">>" arithmetic                  { SET($$, build_binary(p, @$, OP_RSHIFT, $1, $3)); }
    | arithmetic "+" arithmetic                   { SET($$, build_binary(p, @$, OP_ADD, $1, $3)); }
    | arithmetic "-" arithmetic                   { SET($$, build_binary(p, @$, OP_SUB, $1, $3)); }
    | arithmetic "*" arithmetic                   { SET($$, build_binary(p, @$, OP_MUL, $1, $3)); }
    | arithmetic "/" arithmetic                   { SET($$, build_binary(p, @$, OP_DIV, $1, $3)); }
    | arithmetic "%" arithmetic                   { SET($$, build_binary(p, @$, OP_MOD, $1, $3)); }
    | arithmetic "@" arithmetic                   { SET($$, build_binary(p, @$, OP_MATMUL, $1, $3)); }
    | arithmetic "//" arithmetic                  { SET($$, build_binary(p, @$, OP_FLOORDIV, $1, $3)); }
    | arithmetic "**" arithmetic                  { SET($$, build_binary(p, @$, OP_POW, $1, $3)); }
    | "-" arithmetic %prec UNARY                  { SET($$, build_unary(p, @$, OP_NEG, $2)); }
    | "+" arithmetic %prec UNARY                  { SET($$, build_unary(p, @$, OP_POS, $2)); }
    | "~" arithmetic %prec UNARY                  { SET($$, build_unary(p, @$, OP_INVERT, $2)); }
    ;
awaited: primary
    | AWAIT primary                               { SET($$, build_await(p, @$, $2)); }
    ;
primary: atom
    | primary "." NAME                            { SET($$, build_attribute(p, @$, $1, $3)); }
    | primary "(" arguments ")"                   { SET($$, build_call(p, @$, $1, $3, location_span(&@2, &@4, &@2, 3))); }
    | primary "[" slices "]"                      { SET($$, build_subscript(p, @$, $1, @3, $3)); }
    ;
arguments: %empty                                 { SET($$, seq_new(p)); }
    | argument_list
    | argument_list ","                           { $$ = seq_trailing($1); }
    ;
argument_list: argument                           { SET($$, seq_of(p, $1)); }
    | argument_list "," argument                  { SET($$, seq_push(p, $1, $3)); }
    ;
argument: named
    | named comprehension                         { SET($$, build_generator(p, @$, $1, $2, false)); }
    | expression "=" expression                   { SET($$, build_keyword_argument(p, @$, $1, @2, $3)); }
    | "*" expression                              { SET($$, build_starred(p, @$, $2)); }
    | "**" expression                             { SET($$, build_keyword(p, @$, NULL, $2)); }
    ;
slices: slice                                     { SET($$, seq_of(p, $1)); }
    | slices "," slice                            { SET($$, seq_push(p, $1, $3)); }
    | slices ","                                  { $$ = seq_trailing($1); }
    ;
slice: named
    | "*" expression                              { SET($$, build_starred(p, @$, $2)); }
    | slice_part ":" slice_part                   { SET($$, build_slice(p, @$, $1, $3, NULL)); }
    | slice_part ":" slice_part ":" slice_part    { SET($$, build_slice(p, @$, $1, $3, $5)); }
    ;
slice_part: %empty                                { $$ = NULL; }
    | expression
    ;
atom: NAME                                        { SET($$, build_name(p, @$, $1)); }
    | NUMBER                                      { SET($$, build_number(p, @$, $1)); }
    | strings                                     { SET($$, build_strings(p, @$, $1)); }
    | NONE                                        { SET($$, build_singleton(p, @$, None)); }
    | TRUE                                        { SET($$, build_singleton(p, @$, True)); }
    | FALSE                                       { SET($$, build_singleton(p, @$, False)); }
    | "..."                                       { SET($$, build_singleton(p, @$, Ellipsis)); }
    | group
    | "[" "]"                                     { SET($$, build_list(p, @$, NULL)); }
    | "[" star_named_list "]"                     { SET($$, build_list(p, @$, $2)); }
    | "[" star_named_list "," "]"                 { SET($$, build_list(p, @$, $2)); }
    | "[" star_named comprehension "]"            { SET($$, build_list_comprehension(p, @$, $2, $3)); }
    | "{" "}"                                     { SET($$, build_dict(p, @$, NULL)); }
    | "{" dict_items "}"                          { SET($$, build_dict(p, @$, $2)); }
    | "{" dict_items "," "}"                      { SET($$, build_dict(p, @$, $2)); }
    | "{" dict_item comprehension "}"             { SET($$, build_dict_comprehension(p, @$, $2, $3)); }
    | "{" star_named_list "}"                     { SET($$, build_set(p, @$, $2)); }
    | "{" star_named_list "," "}"                 { SET($$, build_set(p, @$, $2)); }
    | "{" star_named comprehension "}"            { SET($$, build_set_comprehension(p, @$, $2, $3)); }
    ;
group: "(" ")"                                    { SET($$, build_tuple(p, @$, NULL)); }
    | "(" yield_expression ")"                    { SET($$, build_group(p, $2)); }
    | "(" star_named_list ")"                     { SET($$, build_parenthesised(p, @$, $2)); }
    | "(" star_named_list "," ")"                 { SET($$, build_parenthesised(p, @$, seq_trailing($2))); }
    | "(" star_named comprehension ")"            { SET($$, build_generator(p, @$, $2, $3, true)); }
    ;
dict_items: dict_item                             { SET($$, seq_of(p, $1)); }
    | dict_items "," dict_item                    { SET($$, seq_push(p, $1, $3)); }
    ;
dict_item: expression ":" expression              { SET($$, build_pair(p, @$, $1, $3)); }
    | "**" arithmetic                             { SET($$, build_pair(p, @$, NULL, $2)); }
    ;
comprehension: comprehension_clause               { SET($$, seq_of(p, build_clause(p, $1))); }
    | comprehension comprehension_clause          { SET($$, seq_push(p, $1, build_clause(p, $2))); }
    ;
comprehension_clause: FOR for_targets IN disjunction { SET($$, clause_new(p, @$, $2, $4, false)); }
    | ASYNC FOR for_targets IN disjunction        { SET($$, clause_new(p, @$, $3, $5, true)); }
    | comprehension_clause IF disjunction         { SET($$, clause_add(p, $1, $3)); }
    ;
strings: STRING                                   { SET($$, seq_push_tagged(p, seq_new(p), p, (int)$1)); }
    | strings STRING                              { SET($$, seq_push_tagged(p, $1, p, (int)$2)); }
    ;
%%

static int yyreport_syntax_error(const yypcontext_t *context, Parser *p) {
    (void)context;
    p->stopped = true;
    return 0;
}

/* Only called when the parser's stack is full or cannot grow. */
static void yyerror(YYLTYPE *location, Parser *p, const char *message) {
    (void)location, (void)p, (void)message;
}
