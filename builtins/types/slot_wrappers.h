/* slot_wrappers.h - how slots of built-in types are called as methods; for the slot table. */
#ifndef MINI_TYPES_SLOT_WRAPPERS_H
#define MINI_TYPES_SLOT_WRAPPERS_H

#include "builtins/types/slot.h"

#define WRAPPER(name) Object *wrap_##name(void (*slot)(void), const SlotRow *row, Object *self, Object **args, size_t count, Object *kwnames)
WRAPPER(unary);
WRAPPER(binary);
WRAPPER(reflected);
WRAPPER(power);
WRAPPER(reflected_power);
WRAPPER(truth);
WRAPPER(hash);
WRAPPER(length);
WRAPPER(compare);
WRAPPER(call);
WRAPPER(init);
WRAPPER(getattr);
WRAPPER(setattr);
WRAPPER(delattr);
WRAPPER(descr_get);
WRAPPER(descr_set);
WRAPPER(descr_delete);
WRAPPER(set_item);
WRAPPER(delete_item);
WRAPPER(contains);
WRAPPER(seq_item);
WRAPPER(repeat);
WRAPPER(next);
WRAPPER(finalize);

#endif
