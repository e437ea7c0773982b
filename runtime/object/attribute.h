/* attribute.h - what attribute slots of types share beyond protocol.h. */
#ifndef MINI_OBJECT_ATTRIBUTE_H
#define MINI_OBJECT_ATTRIBUTE_H

#include "runtime/object/protocol.h"

/* AttributeError "'T' object has no attribute 'name'" (or "type object 'T'..."). Returns NULL. */
void *error_no_attribute(Object *o, Object *name);

/* object_generic_getattr without the AttributeError: NULL with no exception pending when there is no such attribute.
 * (Descriptors may still raise one.) MAY_RUN */
Object *generic_getattr_quiet(Object *o, Object *name);

#endif
