/* sequence_iterator.h - the iterator over anything that has only __getitem__. */
#ifndef MINI_TYPES_SEQUENCE_ITERATOR_H
#define MINI_TYPES_SEQUENCE_ITERATOR_H

#include "runtime/object/protocol.h"

extern Type sequence_iterator_type;   /* "iterator" */
Object *sequence_iterator_new(Object *sequence);

#endif
