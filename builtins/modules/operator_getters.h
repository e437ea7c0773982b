/* operator_getters.h - operator.itemgetter, attrgetter, methodcaller. */
#ifndef MINI_MODULES_OPERATOR_GETTERS_H
#define MINI_MODULES_OPERATOR_GETTERS_H

#include "runtime/object/protocol.h"

extern Type itemgetter_type, attrgetter_type, methodcaller_type;

#endif
