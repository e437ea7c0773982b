/* _memory.c - the native part of modules memory and objgraph: holders, true counts, pools, caches.
 *
 * First everything is looked at without making any object; then the findings are turned into objects. So the tools do
 * not see themselves. */
#include "builtins/modules/_memory.h"

#include "builtins/modules/memory_census.h"
#include "builtins/modules/memory_mark.h"
#include "builtins/modules/memory_pools.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "gc/generations.h"
#include "runtime/base/mem.h"

/* ---- making results ---- */

int memory_append_tuple(Object *list, Object **items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (items[i]) continue;
        for (size_t j = 0; j < count; j++) release_or_null(items[j]);
        return -1;
    }
    Object *tuple = tuple_from_items_steal(items, count);
    return tuple ? list_append_steal(list, tuple) : -1;
}

static Object *or_none(Object *o) { return retain(o ? o : None); }

/* ---- holders ---- */

static int append_hit(Object *list, const Hit *hit) {
    Object *items[] = {int_from_size(hit->target), str_from_text(hit->edge.kind), or_none(hit->edge.holder), or_none(hit->edge.name),
                       int_from_size(hit->edge.index)};
    return memory_append_tuple(list, items, sizeof items / sizeof *items);
}

static Object *hits_list(const Hits *hits) {
    Object *list = list_new(hits->count);
    for (size_t i = 0; list && i < hits->count; i++)
        if (append_hit(list, &hits->items[i])) CLEAR(list);
    return list;
}

Object *memory_numbers(const size_t *counts, size_t count) {
    Object *list = list_new(count);
    for (size_t i = 0; list && i < count; i++) {
        Object *number = int_from_size(counts[i]);
        if (!number || list_append_steal(list, number)) CLEAR(list);
    }
    return list;
}

/* counts: zeroed, one for each target. */
static Object *holders_of(Object *targets, Object *own, size_t *counts) {
    Hits hits = {0};
    Object *result = NULL;
    if (census_holders(targets, own, &hits, counts)) {
        error_no_memory();
    } else {
        Object *items[] = {memory_numbers(counts, list_count(targets)), hits_list(&hits)};
        if (items[0] && items[1]) result = tuple_from_items_steal(items, 2);
        else release_or_null(items[0]), release_or_null(items[1]);
    }
    hits_free(&hits);
    return result;
}

static Value holders_function(Object *self UNUSED, Object **args) {
    if (!is_list(args[0]) || !is_list(args[1])) return error_set_value(TypeError, "holders() needs two lists");
    size_t count = list_count(args[0]);
    size_t *counts = mem_alloc_zeroed(count * sizeof *counts);
    if (!counts) return value_new(error_no_memory());
    Object *result = holders_of(args[0], args[1], counts);
    mem_free_array(counts, count, sizeof *counts);
    return value_new(result);
}

/* ---- edges ---- */

typedef struct Edges { Object *list; bool failed; } Edges;

static void append_edge(const Edge *edge, void *context) {
    Edges *edges = context;
    if (edges->failed) return;
    Object *items[] = {str_from_text(edge->kind), or_none(edge->name), int_from_size(edge->index), retain(edge->referent)};
    if (memory_append_tuple(edges->list, items, 4)) edges->failed = true;
}

/* [(kind, name or None, index, referent), ...]: what the object refers to. */
static Value edges_function(Object *self UNUSED, Object **args) {
    Edges edges = {.list = list_new(0)};
    if (!edges.list) return value_error();
    edges_of(args[0], append_edge, &edges);
    if (edges.failed) CLEAR(edges.list);
    return value_new(edges.list);
}

/* ---- counts ---- */

typedef struct Search { const Object *wanted; size_t found; } Search;

static void count_reference(const Edge *edge, void *context) {
    Search *search = context;
    if (edge->referent == search->wanted) search->found++;
}

/* References from the tool's frames, and the argument itself. */
static Value refcount_function(Object *self UNUSED, Object **args) {
    if (memory_is_marked(args[0])) return value_int((int64_t)memory_marked_count(args[0]));
    Search search = {.wanted = args[0], .found = 1};
    for (Frame *frame = interp.frame; frame && frame_is_tool(frame); frame = frame->back) edges_of_frame(frame, count_reference, &search);
    return value_int((int64_t)(args[0]->refcount - search.found));
}

static int put_number(Object *dict, Object *key, size_t number) {
    Object *value = key ? int_from_size(number) : NULL;
    int failed = value ? dict_set(dict, key, value) : -1;
    release_or_null(key);
    release_or_null(value);
    return failed;
}

static Object *refcounts_dict(const PointerSet *objects, const size_t *counts) {
    Object *dict = dict_new();
    for (size_t i = 0; dict && i < objects->count; i++)
        if (put_number(dict, int_from_size((size_t)(uintptr_t)objects->items[i]), counts[i])) CLEAR(dict);
    return dict;
}

static void forget_reference(const Edge *edge, void *context) {
    PointerSet *objects = ((void **)context)[0];
    size_t *counts = ((void **)context)[1];
    ssize_t at = pointer_set_find(objects, edge->referent);
    if (at >= 0) counts[at]--;
}

static void restore_marked(const PointerSet *objects, size_t *counts) {
    for (size_t i = 0; i < objects->count; i++)
        if (memory_is_marked(objects->items[i])) counts[i] = memory_marked_count(objects->items[i]);
}

/* id -> count of every object that can be reached, as it is before the tool looks; its frames do not count. */
static Value refcounts_function(Object *self UNUSED, Object **args UNUSED) {
    PointerSet objects = {0};
    size_t *counts = census_take(&objects) ? mem_array(objects.count, sizeof *counts) : NULL;
    Object *result = NULL;
    if (counts) {
        for (size_t i = 0; i < objects.count; i++) counts[i] = ((Object *)objects.items[i])->refcount;
        void *context[] = {&objects, counts};
        for (Frame *frame = interp.frame; frame && frame_is_tool(frame); frame = frame->back) edges_of_frame(frame, forget_reference, context);
        restore_marked(&objects, counts);
        result = refcounts_dict(&objects, counts);
        mem_free_array(counts, objects.count, sizeof *counts);
    } else {
        error_no_memory();
    }
    pointer_set_free(&objects);
    return value_new(result);
}

/* ---- types ---- */

typedef struct TypeCounts { PointerSet types; size_t *counts, capacity; } TypeCounts;

static bool count_type(TypeCounts *all, Type *type) {
    pointer_set_add(&all->types, type);
    if (all->types.out_of_memory) return false;
    if (all->capacity < all->types.capacity) {
        size_t *counts = mem_realloc_array(all->counts, all->capacity, all->types.capacity, sizeof *counts);
        if (!counts) return false;
        memset(counts + all->capacity, 0, (all->types.capacity - all->capacity) * sizeof *counts);
        all->counts = counts;
        all->capacity = all->types.capacity;
    }
    all->counts[pointer_set_find(&all->types, type)]++;
    return true;
}

static bool count_types(TypeCounts *all) {
    for (int i = 0; i < GC_GENERATIONS; i++)
        GC_EACH(head, &gc_generations[i].list)
            if (!count_type(all, gc_object(head)->type)) return false;
    return true;
}

/* type -> number of tracked objects. */
static Value type_counts_function(Object *self UNUSED, Object **args UNUSED) {
    TypeCounts all = {0};
    Object *dict = NULL;
    if (count_types(&all)) {
        dict = dict_new();
        for (size_t i = 0; dict && i < all.types.count; i++)
            if (put_number(dict, retain(all.types.items[i]), all.counts[i])) CLEAR(dict);
    } else {
        error_no_memory();
    }
    mem_free_array(all.counts, all.capacity, sizeof *all.counts);
    pointer_set_free(&all.types);
    return value_new(dict);
}

static Value is_interned_function(Object *self UNUSED, Object **args) {
    return value_bool(is_str(args[0]) && ((Str *)args[0])->interned);
}

static Value is_marked_function(Object *self UNUSED, Object **args) { return value_bool(memory_is_marked(args[0])); }

/* ---- the module ---- */

static const Method functions[] = {
    {"holders", holders_function, "(targets, own, /)",
     "(true counts, [(index of target, kind, holder or None, name or None, index), ...]): every reference to the targets.", 0},
    {"edges", edges_function, "(object, /)", "[(kind, name or None, index, referent), ...]: what the object refers to.", 0},
    {"refcount", refcount_function, "(object, /)", "The references to an object without those of the memory tools.", 0},
    {"refcounts", refcounts_function, "()", "{id: true count} of all objects that can be reached.", 0},
    {"type_counts", type_counts_function, "()", "{type: number of objects that the collector tracks}.", 0},
    {"pools", memory_pools_function, "()", "[(arena, block size or 0, blocks used, blocks in all), ...], one for each pool.", 0},
    {"caches", memory_caches_function, "()", "(counts of the small ints, counts of the short strings, number of interned strings)", 0},
    {"is_marked", is_marked_function, "(object, /)", "Are counts told as they were at an earlier moment, and was the object there?", 0},
    {"is_interned", is_interned_function, "(object, /)", "Whether it is an interned string.", 0},
    {"collect", memory_collect_function, "(generation, ids, /)",
     "Collects and records: (found, [(phase, generation, number of objects, [(id, type name, count, gc_refs), ...]), ...],\n"
     "[(id, id of referent), ...]). Objects listed are those found unreachable and those whose ids are given.", 0},
    {"run", memory_run_function, "(program, arguments, /)", "Runs a program without a shell. Its exit status; None if it cannot be run.", 0},
    {0},
};

const ModuleDef _memory_module = {.name = "_memory", .doc = "The native part of modules memory and objgraph.", .functions = functions};
