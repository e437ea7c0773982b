/* range.h - range and its iterators. A range whose numbers and length are machine ints has fast == true and them in the
 * i64 fields; length is then NULL. Otherwise length is an int and the i64 fields are unused. */
#ifndef MINI_TYPES_RANGE_H
#define MINI_TYPES_RANGE_H

#include "runtime/object/protocol.h"

typedef struct Range { Object head; Object *start, *stop, *step, *length; bool fast; int64_t first, step_value, count; } Range;
typedef struct RangeIterator { Object head; int64_t next_value, step, remaining; } RangeIterator;
extern Type range_type, range_iterator_type, long_range_iterator_type;
static inline bool is_range(const Object *o) { return o->type == &range_type; }
/* Arguments of any type with __index__; step NULL: 1. MAY_RUN */
Object *range_new(Object *start, Object *stop, Object *step);

#endif
