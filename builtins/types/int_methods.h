/* int_methods.h - the tables of int's methods and attributes. */
#ifndef MINI_TYPES_INT_METHODS_H
#define MINI_TYPES_INT_METHODS_H

#include "runtime/object/type.h"

extern const Method int_methods[];
extern const Getter int_getters[];

#endif
