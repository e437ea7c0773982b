/* unhashable.c - the hash slot of types whose instances cannot be hashed. */
#include "runtime/object/error.h"

Hash type_unhashable(Object *self) {
    return error_set_int(TypeError, "unhashable type: '%s'", type_full_name(self->type));
}
