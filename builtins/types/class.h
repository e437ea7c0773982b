/* class.h - what a class statement does, in the steps that the evaluator needs.
 *
 *     ClassBuild build;
 *     if (class_begin(&build, name, bases, kwvalues, kwnames)) fail;     // bases as written, keywords with metaclass=
 *     ... run the body with build.namespace as its locals (it stores __module__ and __qualname__ first) ...
 *     class = class_finish(&build, cell_or_null);                        // frees build, on failure too
 * If the body fails: class_abandon(&build). */
#ifndef MINI_TYPES_CLASS_H
#define MINI_TYPES_CLASS_H

#include "runtime/object/protocol.h"

typedef struct ClassBuild {
    Object *name;              /* Str */
    Object *original_bases;    /* Tuple as written */
    Object *bases;             /* after __mro_entries__ */
    Object *metaclass;         /* any callable */
    Object *namespace;         /* a mapping, mostly a Dict */
    Object *kwnames;           /* Tuple without "metaclass", or NULL */
    Object **kwvalues;         /* owned values */
    size_t kwcount;
} ClassBuild;

/* 0, or -1 with nothing to free. MAY_RUN */
int class_begin(ClassBuild *build, Object *name, Object *bases, Object **kwvalues, Object *kwnames);
/* Calls the metaclass. cell: the body's __class__ cell (namespace["__classcell__"] is set here) or NULL. MAY_RUN */
Object *class_finish(ClassBuild *build, Object *cell);
void class_abandon(ClassBuild *build);

/* The running frame's globals (a Dict, borrowed) or NULL; set by the evaluator. For __module__ of type(name, bases, {}). */
extern Object *(*class_globals_hook)(void);

#endif
