/* anext.h - what anext(iterator, default) returns. */
#ifndef MINI_TYPES_ANEXT_H
#define MINI_TYPES_ANEXT_H

#include "runtime/object/protocol.h"

extern Type anext_awaitable_type;
/* Awaits awaitable and gives fallback where it raises StopAsyncIteration. New reference. */
Object *anext_awaitable_new(Object *awaitable, Object *fallback);

#endif
