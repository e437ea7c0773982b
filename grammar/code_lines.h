/* code_lines.h - the attributes and methods of codes that speak of instructions; see code_lines.c. */
#ifndef MINI_GRAMMAR_CODE_LINES_H
#define MINI_GRAMMAR_CODE_LINES_H

#include "runtime/object/object.h"
#include "runtime/object/value.h"

Object *code_bytes(Object *code);    /* co_code */
Object *code_lnotab(Object *code);   /* co_lnotab */
Value code_lines_method(Object *code, Object **args);
Value code_positions_method(Object *code, Object **args);

#endif
