/* memory_mark.c - see memory_mark.h. The mark stays for the rest of the process. */
#include "builtins/modules/memory_mark.h"

#include "builtins/modules/memory_census.h"
#include "builtins/modules/memory_pools.h"
#include "runtime/base/mem.h"
#include "runtime/object/error.h"

static PointerSet marked;
static size_t *counts;       /* of each marked object */

int memory_mark(void) {
    if (memory_pools_mark()) return -1;
    if (!census_take(&marked) || !(counts = mem_array(marked.count, sizeof *counts))) {
        pointer_set_free(&marked);
        return error_no_memory(), -1;
    }
    for (size_t i = 0; i < marked.count; i++) counts[i] = ((Object *)marked.items[i])->refcount;
    return 0;
}

bool memory_is_marked(const Object *o) { return pointer_set_find(&marked, o) >= 0; }

size_t memory_marked_count(const Object *o) { return counts[pointer_set_find(&marked, o)]; }
