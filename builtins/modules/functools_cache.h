/* functools_cache.h - the wrapper that functools.lru_cache puts around a function. */
#ifndef MINI_MODULES_FUNCTOOLS_CACHE_H
#define MINI_MODULES_FUNCTOOLS_CACHE_H

#include "runtime/object/protocol.h"

extern Type lru_cache_type;
/* __dict__ of an instance whose type has a dict_offset; made when there is none. New reference. */
Object *functools_get_dict(Object *o);

#endif
