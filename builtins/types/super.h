/* super.h - super() without arguments asks the evaluator which class and which instance it is in. */
#ifndef MINI_TYPES_SUPER_H
#define MINI_TYPES_SUPER_H

#include "runtime/object/protocol.h"

/* Set by the evaluator: the __class__ cell's class and the first argument of the running function, both new references.
 * 0, or -1 with "super(): no arguments", "super(): __class__ cell not found", ... pending. */
extern int (*super_no_args_hook)(Type **class, Object **self);

/* What owner's MRO has under that name behind class. BORROWED; NULL perhaps without an exception */
Object *super_peek_behind(const Type *class, const Type *owner, Object *name);
/* super(class, self).name without making the super object (the evaluator's fast path). NULL: AttributeError. MAY_RUN */
Object *super_getattr(Type *class, Object *self, Object *name);

#endif
