/* namespace.h - types.SimpleNamespace. */
#ifndef MINI_TYPES_NAMESPACE_H
#define MINI_TYPES_NAMESPACE_H

#include "runtime/object/protocol.h"

extern Type namespace_type;
/* With a copy of dict's items as attributes (dict may be NULL). */
Object *namespace_new(Object *dict);

#endif
