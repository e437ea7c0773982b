/* sys_memory.c - the functions of sys that show memory: counts, sizes, and the three layers of the allocator. */
#include "builtins/modules/sys.h"
#include "builtins/types/int.h"
#include "builtins/types/unraisable.h"
#include "runtime/base/buffer.h"
#include "runtime/base/mem.h"
#include "runtime/object/alloc.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

/* The argument itself is one reference, held by the caller's evaluation. */
Value sys_getrefcount(Object *self UNUSED, Object **args) { return value_int((int64_t)args[0]->refcount); }

/* What __sizeof__ says, as a number >= 0; -1 with an exception pending. MAY_RUN */
static int64_t size_of(Object *o) {
    Object *method = object_lookup_special(o, NAME(__sizeof__));
    if (!method) {
        if (!error_pending()) error_set(TypeError, "Type %T doesn't define __sizeof__", o);
        return -1;
    }
    Object *result = object_call_noargs(method);
    release(method);
    if (!result) return -1;
    ssize_t size;
    int failed = is_int(result) ? object_as_index(result, &size, OverflowError)
                                : error_set_int(TypeError, "an integer is required");
    release(result);
    if (failed) return -1;
    return size >= 0 ? size : error_set_int(ValueError, "__sizeof__() should return >= 0");
}

/* Includes what lies before the object: the collector's header, and the attributes' one. */
Value sys_getsizeof(Object *self UNUSED, Object **args) {
    int64_t size = size_of(args[0]);
    if (size >= 0) return value_int(size + (int64_t)object_prefix_size(args[0]->type));
    if (!args[1] || !error_clear_if(TypeError)) return value_error();
    return value_new(retain(args[1]));
}

Value sys_getallocatedblocks(Object *self UNUSED, Object **args UNUSED) {
    MemStats stats;
    mem_stats(&stats);
    return value_int((int64_t)stats.blocks_in_use);
}

/* ---- _debugmallocstats ---- */

static void append_classes(Buffer *out, const MemStats *stats) {
    buffer_append_text(out, "Small block threshold = ");
    buffer_append_format(out, "%d, in %d size classes.\n\n", MEM_SMALL_LIMIT, MEM_CLASS_COUNT);
    buffer_append_text(out, "class   size   num pools   blocks in use  avail blocks  of them cached\n"
                            "-----   ----   ---------   -------------  ------------  --------------\n");
    for (int i = 1; i <= MEM_CLASS_COUNT; i++) {
        if (!stats->classes[i].pools) continue;
        buffer_append_format(out, "%5d %6d %11zu %15zu %13zu %15u\n", i - 1, i * MEM_ALIGNMENT, stats->classes[i].pools,
                             stats->classes[i].blocks_used, stats->classes[i].blocks_free, mem_caches[i].count);
    }
}

static void append_figure(Buffer *out, const char *what, size_t figure) {
    buffer_append_format(out, "%-44s = %20zu\n", what, figure);
}

static void append_arenas(Buffer *out, const MemStats *stats) {
    buffer_append_byte(out, '\n');
    append_figure(out, "# arenas allocated total", stats->arenas_ever);
    append_figure(out, "# arenas highwater mark", stats->arenas_peak);
    append_figure(out, "# arenas allocated current", stats->arenas);
    append_figure(out, "# bytes in arenas", stats->arena_bytes);
    append_figure(out, "# unused pools", stats->pools_free);
    append_figure(out, "# bytes in all blocks, large ones included", stats->bytes_in_use);
    append_figure(out, "# large blocks from the system", stats->large_blocks);
    append_figure(out, "# bytes in large blocks", stats->large_bytes);
}

static void append_free_lists(Buffer *out) {
    buffer_append_byte(out, '\n');
    for (const MemFreeList *list = mem_free_lists(); list; list = list->next)
        buffer_append_format(out, "%u free %ss (limit %u) * %zu bytes each = %zu\n", list->count, list->name, list->limit, list->size,
                             list->count * list->size);
}

Value sys_debugmallocstats(Object *self UNUSED, Object **args UNUSED) {
    MemStats stats;
    mem_stats(&stats);
    Buffer out = BUFFER_INIT;
    append_classes(&out, &stats);
    append_arenas(&out, &stats);
    append_free_lists(&out);
    if (buffer_failed(&out)) {
        buffer_free(&out);
        return value_new(error_no_memory());
    }
    error_write(out.data, out.length);
    buffer_free(&out);
    return value_none();
}
