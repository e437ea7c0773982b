/* range.h - range and its iterator. Machine-int ranges have fast == true and their numbers in the i64 fields. */
#ifndef MINI_TYPES_RANGE_H
#define MINI_TYPES_RANGE_H

#include "runtime/object/protocol.h"

typedef struct Range { Object head; Object *start, *stop, *step, *length; bool fast; int64_t first, step_value, count; } Range;
typedef struct RangeIterator { Object head; int64_t next_value, step, remaining; } RangeIterator;
extern Type range_type, range_iterator_type;
Object *range_new(Object *start, Object *stop, Object *step);

#endif
