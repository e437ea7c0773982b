/* gc.c - the gc module: scripts' view of the collector. */
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/tuple.h"
#include "gc/collect.h"
#include "runtime/object/alloc.h"

/* ---- arguments ---- */

/* A C int. 0, -1 */
static int int_argument(Object *argument, int *result) {
    ssize_t value;
    if (object_as_index(argument, &value, OverflowError)) return -1;
    if (value > INT32_MAX || value < INT32_MIN)
        return error_set_int(OverflowError, "signed integer is %s", value > 0 ? "greater than maximum" : "less than minimum");
    *result = (int)value;
    return 0;
}

/* ---- switches ---- */

static Value enable_function(Object *self UNUSED, Object **args UNUSED) {
    gc_set_enabled(true);
    return value_none();
}

static Value disable_function(Object *self UNUSED, Object **args UNUSED) {
    gc_set_enabled(false);
    return value_none();
}

static Value isenabled_function(Object *self UNUSED, Object **args UNUSED) { return value_bool(gc.enabled); }

static Value set_debug_function(Object *self UNUSED, Object **args) {
    int flags;
    if (int_argument(args[0], &flags)) return value_error();
    gc.debug = (unsigned)flags;
    return value_none();
}

static Value get_debug_function(Object *self UNUSED, Object **args UNUSED) { return value_int((int)gc.debug); }

static Value set_legacy_finalizers_function(Object *self UNUSED, Object **args) {
    int on = object_truth(args[0]);
    if (on < 0) return value_error();
    gc.legacy_finalizers = on;
    return value_none();
}

static Value get_legacy_finalizers_function(Object *self UNUSED, Object **args UNUSED) { return value_bool(gc.legacy_finalizers); }

static Value set_threshold_function(Object *self UNUSED, Object **args) {
    size_t count = tuple_count(args[0]);
    int thresholds[GC_GENERATIONS];
    if (count == 0) return error_set_value(TypeError, "set_threshold() takes at least 1 argument (0 given)");
    if (count > GC_GENERATIONS) return error_set_value(TypeError, "set_threshold() takes at most %d arguments (%zu given)", GC_GENERATIONS, count);
    for (size_t i = 0; i < count; i++)
        if (int_argument(tuple_item_borrowed(args[0], i), &thresholds[i])) return value_error();
    for (size_t i = 0; i < count; i++) gc_set_threshold((int)i, thresholds[i]);
    return value_none();
}

/* ---- figures ---- */

static Object *three_numbers(int64_t a, int64_t b, int64_t c) {
    Object *items[] = {int_from_i64(a), int_from_i64(b), int_from_i64(c)};
    if (items[0] && items[1] && items[2]) return tuple_from_items_steal(items, 3);
    for (int i = 0; i < 3; i++) release_or_null(items[i]);
    return NULL;
}

static Value get_threshold_function(Object *self UNUSED, Object **args UNUSED) {
    return value_new(three_numbers(gc_generations[0].threshold, gc_generations[1].threshold, gc_generations[2].threshold));
}

static Value get_count_function(Object *self UNUSED, Object **args UNUSED) {
    return value_new(three_numbers(gc_young_count(), gc_generations[1].count, gc_generations[2].count));
}

static int set_number(Object *dict, const char *name, uint64_t number) {
    Object *value = int_from_u64(number);
    int failed = value ? dict_set_text(dict, name, value) : -1;
    release_or_null(value);
    return failed;
}

static int append_stats(Object *list, const GcStats *stats) {
    Object *dict = dict_new();
    int failed = !dict || set_number(dict, "collections", stats->collections) || set_number(dict, "collected", stats->collected) ||
                 set_number(dict, "uncollectable", stats->uncollectable) || list_append(list, dict);
    release_or_null(dict);
    return failed ? -1 : 0;
}

static Value get_stats_function(Object *self UNUSED, Object **args UNUSED) {
    GcStats stats[GC_GENERATIONS];
    for (int i = 0; i < GC_GENERATIONS; i++) stats[i] = gc_generations[i].stats;
    Object *list = list_new(GC_GENERATIONS);
    if (!list) return value_error();
    for (int i = 0; i < GC_GENERATIONS; i++) {
        if (!append_stats(list, &stats[i])) continue;
        release(list);
        return value_error();
    }
    return value_new(list);
}

static Value collect_function(Object *self UNUSED, Object **args) {
    int generation = GC_OLDEST;
    if (args[0] && int_argument(args[0], &generation)) return value_error();
    if (generation < 0 || generation > GC_OLDEST) return error_set_value(ValueError, "invalid generation");
    return value_int((int64_t)gc_collect(generation));
}

/* ---- objects ---- */

/* All of a list but the list that is being filled. */
static int append_objects(Object *result, GcHead *objects) {
    GC_EACH(head, objects)
        if (gc_object(head) != result && list_append(result, gc_object(head))) return -1;
    return 0;
}

/* -1: all generations. */
static int generation_argument(Object *argument, ssize_t *generation) {
    *generation = -1;
    if (!argument || argument == None) return 0;
    if (!argument->type->index) return error_set_int(TypeError, "argument should be integer or None, not '%.200s'", type_full_name(argument->type));
    if (object_as_index(argument, generation, OverflowError)) return -1;
    if (*generation >= GC_GENERATIONS)
        return error_set_int(ValueError, "generation parameter must be less than the number of available generations (%d)", GC_GENERATIONS);
    return *generation < -1 ? error_set_int(ValueError, "generation parameter cannot be negative") : 0;
}

static Value get_objects_function(Object *self UNUSED, Object **args) {
    ssize_t generation;
    if (generation_argument(args[0], &generation)) return value_error();
    Object *result = list_new(0);
    if (!result) return value_error();
    for (ssize_t i = 0; i < GC_GENERATIONS; i++) {
        if ((generation >= 0 && i != generation) || !append_objects(result, &gc_generations[i].list)) continue;
        release(result);
        return value_error();
    }
    return value_new(result);
}

static int append_referent(Object *referent, void *list) { return list_append(list, referent); }

static Value get_referents_function(Object *self UNUSED, Object **args) {
    Object *result = list_new(0);
    for (size_t i = 0; result && i < tuple_count(args[0]); i++) {
        Object *o = tuple_item_borrowed(args[0], i);
        if (object_is_gc(o) && o->type->traverse && o->type->traverse(o, append_referent, result)) CLEAR(result);
    }
    return value_new(result);
}

/* Stops the traversal at a referent that is among the wanted ones. */
static int is_wanted(Object *referent, void *wanted) {
    const Tuple *objects = wanted;
    for (size_t i = 0; i < objects->count; i++)
        if (objects->items[i] == referent) return 1;
    return 0;
}

static int append_referrers(Object *result, GcHead *objects, Object *wanted) {
    GC_EACH(head, objects) {
        Object *o = gc_object(head);
        if (o == wanted || o == result) continue;
        if (o->type->traverse(o, is_wanted, wanted) && list_append(result, o)) return -1;
    }
    return 0;
}

static Value get_referrers_function(Object *self UNUSED, Object **args) {
    Object *result = list_new(0);
    for (int i = 0; result && i < GC_GENERATIONS; i++)
        if (append_referrers(result, &gc_generations[i].list, args[0])) CLEAR(result);
    return value_new(result);
}

static Value is_tracked_function(Object *self UNUSED, Object **args) {
    return value_bool(object_is_gc(args[0]) && gc_is_tracked(args[0]));
}

static Value is_finalized_function(Object *self UNUSED, Object **args) {
    return value_bool(object_is_gc(args[0]) && gc_head(args[0])->prev & GC_FINALIZED);
}

/* ---- the permanent generation ---- */

static Value freeze_function(Object *self UNUSED, Object **args UNUSED) {
    gc_freeze();
    return value_none();
}

static Value unfreeze_function(Object *self UNUSED, Object **args UNUSED) {
    gc_unfreeze();
    return value_none();
}

static Value get_freeze_count_function(Object *self UNUSED, Object **args UNUSED) {
    return value_int((int64_t)gc_list_size(&gc.permanent));
}

/* ---- the module ---- */

static const Method functions[] = {
    {"enable", enable_function, "()", "Enable automatic garbage collection.", 0},
    {"disable", disable_function, "()", "Disable automatic garbage collection.", 0},
    {"isenabled", isenabled_function, "()", "Returns true if automatic garbage collection is enabled.", 0},
    {"set_debug", set_debug_function, "(flags, /)",
     "Set the garbage collection debugging flags.\n\n  flags\n    An integer that can have the following bits turned on:\n"
     "      DEBUG_STATS - Print statistics during collection.\n      DEBUG_COLLECTABLE - Print collectable objects found.\n"
     "      DEBUG_UNCOLLECTABLE - Print unreachable but uncollectable objects\n        found.\n"
     "      DEBUG_SAVEALL - Save objects to gc.garbage rather than freeing them.\n"
     "      DEBUG_LEAK - Debug leaking programs (everything but STATS).\n\nDebugging information is written to sys.stderr.", 0},
    {"get_debug", get_debug_function, "()", "Get the garbage collection debugging flags.", 0},
    {"set_legacy_finalizers", set_legacy_finalizers_function, "(on, /)",
     "Choose how cycles with finalizers end.\n\nOff (the default), finalizers run and the cycle is freed (PEP 442). On, such a\n"
     "cycle is uncollectable and goes to gc.garbage, as it did before Python 3.4.", 0},
    {"get_legacy_finalizers", get_legacy_finalizers_function, "()", "Returns true if cycles with finalizers go to gc.garbage.", 0},
    {"get_count", get_count_function, "()", "Return a three-tuple of the current collection counts.", 0},
    {"set_threshold", set_threshold_function, "(*thresholds)",
     "set_threshold(threshold0, [threshold1, threshold2]) -> None\n\nSets the collection thresholds.  Setting threshold0 to zero disables\ncollection.\n", 0},
    {"get_threshold", get_threshold_function, "()", "Return the current collection thresholds.", 0},
    {"collect", collect_function, "(generation=2)",
     "Run the garbage collector.\n\nWith no arguments, run a full collection.  The optional argument\nmay be an integer specifying which generation to "
     "collect.  A ValueError\nis raised if the generation number is invalid.\n\nThe number of unreachable objects is returned.", 0},
    {"get_objects", get_objects_function, "(generation=None)",
     "Return a list of objects tracked by the collector (excluding the list returned).\n\n  generation\n    Generation to extract the objects from.\n\n"
     "If generation is not None, return only the objects tracked by the collector\nthat are in that generation.", 0},
    {"get_stats", get_stats_function, "()", "Return a list of dictionaries containing per-generation statistics.", 0},
    {"is_tracked", is_tracked_function, "(obj, /)",
     "Returns true if the object is tracked by the garbage collector.\n\nSimple atomic objects will return false.", 0},
    {"is_finalized", is_finalized_function, "(obj, /)", "Returns true if the object has been already finalized by the GC.", 0},
    {"get_referrers", get_referrers_function, "(*objs)",
     "get_referrers(*objs) -> list\nReturn the list of objects that directly refer to any of objs.", 0},
    {"get_referents", get_referents_function, "(*objs)",
     "get_referents(*objs) -> list\nReturn the list of objects that are directly referred to by objs.", 0},
    {"freeze", freeze_function, "()",
     "Freeze all current tracked objects and ignore them for future collections.\n\n"
     "This can be used before a POSIX fork() call to make the gc copy-on-write friendly.\n"
     "Note: collection before a POSIX fork() call may free pages for future allocation\nwhich can cause copy-on-write.", 0},
    {"unfreeze", unfreeze_function, "()",
     "Unfreeze all objects in the permanent generation.\n\nPut all objects in the permanent generation back into oldest generation.", 0},
    {"get_freeze_count", get_freeze_count_function, "()", "Return the number of objects in the permanent generation.", 0},
    {0},
};

static const struct { const char *name; int value; } constants[] = {
    {"DEBUG_STATS", GC_DEBUG_STATS}, {"DEBUG_COLLECTABLE", GC_DEBUG_COLLECTABLE}, {"DEBUG_UNCOLLECTABLE", GC_DEBUG_UNCOLLECTABLE},
    {"DEBUG_SAVEALL", GC_DEBUG_SAVEALL}, {"DEBUG_LEAK", GC_DEBUG_LEAK},
};

static int init(Object *module) {
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (module_add_steal(module, constants[i].name, int_from_i64(constants[i].value))) return -1;
    return module_add(module, "garbage", gc.garbage) || module_add(module, "callbacks", gc.callbacks) ? -1 : 0;
}

const ModuleDef gc_module = {
    .name = "gc", .functions = functions, .init = init,
    .doc = "This module provides access to the garbage collector for reference cycles.\n\n"
           "enable() -- Enable automatic garbage collection.\ndisable() -- Disable automatic garbage collection.\n"
           "isenabled() -- Returns true if automatic collection is enabled.\ncollect() -- Do a full collection right now.\n"
           "get_count() -- Return the current collection counts.\n"
           "get_stats() -- Return list of dictionaries containing per-generation stats.\n"
           "set_debug() -- Set debugging flags.\nget_debug() -- Get debugging flags.\n"
           "set_legacy_finalizers() -- Choose how cycles with finalizers end.\n"
    "get_legacy_finalizers() -- Returns true if they go to gc.garbage.\n"
           "set_threshold() -- Set the collection thresholds.\nget_threshold() -- Return the current the collection thresholds.\n"
           "get_objects() -- Return a list of all objects tracked by the collector.\nis_tracked() -- Returns true if a given object is tracked.\n"
           "is_finalized() -- Returns true if a given object has been already finalized.\n"
           "get_referrers() -- Return the list of objects that refer to an object.\n"
           "get_referents() -- Return the list of objects that an object refers to.\n"
           "freeze() -- Freeze all tracked objects and ignore them for future collections.\n"
           "unfreeze() -- Unfreeze all objects in the permanent generation.\n"
           "get_freeze_count() -- Return the number of objects in the permanent generation.\n",
};
