/* syntax_warnings.h - see syntax_warnings.c. */
#ifndef MINI_MODULES_SYNTAX_WARNINGS_H
#define MINI_MODULES_SYNTAX_WARNINGS_H

/* From now on the parser's warnings are told. */
void syntax_warnings_prepare(void);

#endif
