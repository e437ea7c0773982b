/* singletons.h - the types of None, Ellipsis and NotImplemented. */
#ifndef MINI_OBJECT_SINGLETONS_H
#define MINI_OBJECT_SINGLETONS_H

#include "runtime/object/type.h"

extern Type none_type, ellipsis_type, not_implemented_type;

#endif
