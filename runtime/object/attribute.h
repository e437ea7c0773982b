/* attribute.h - what attribute slots of types share beyond protocol.h. */
#ifndef MINI_OBJECT_ATTRIBUTE_H
#define MINI_OBJECT_ATTRIBUTE_H

#include "runtime/object/protocol.h"

/* AttributeError with name and obj set. Returns NULL. "'T' object has no attribute 'name'" (or "type object 'T'..."). */
void *error_attribute(Object *o, Object *name);
/* The same with words of its own. STEALS message (NULL: the failure to make it stays pending). */
void *error_attribute_steal(Object *o, Object *name, Object *message);
#define error_attribute_format(o, name, ...) error_attribute_steal(o, name, format_message(__VA_ARGS__))

/* object_generic_getattr without the AttributeError: NULL with no exception pending when there is no such attribute.
 * (Descriptors may still raise one.) MAY_RUN */
Object *generic_getattr_quiet(Object *o, Object *name);

#endif
