/* iterators.h - enumerate, zip, map, filter, reversed and iter(callable, sentinel). */
#ifndef MINI_TYPES_ITERATORS_H
#define MINI_TYPES_ITERATORS_H

#include "runtime/object/protocol.h"

extern Type enumerate_type, zip_type, map_type, filter_type, reversed_type, callable_iterator_type;
Object *callable_iterator_new(Object *callable, Object *sentinel);

#endif
