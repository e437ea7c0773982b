/* float_methods.h - the tables of float's methods and attributes. */
#ifndef MINI_TYPES_FLOAT_METHODS_H
#define MINI_TYPES_FLOAT_METHODS_H

#include "runtime/object/type.h"

extern const Method float_methods[];
extern const Getter float_getters[];

#endif
