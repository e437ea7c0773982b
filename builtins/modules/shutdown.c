/* shutdown.c - the order in which the interpreter ends: CPython's (Py_FinalizeEx).
 *
 * First everything that may run script code, while it still finds a working interpreter: atexit functions, a collection,
 * then the modules go (their names with them), a second collection takes the cycles that hung on modules, and modules that
 * somebody still holds lose their contents. sys and builtins are last, so that finalizers can print. Then, where it is
 * proved that nothing leaks, the interpreter's own objects. */
#include "builtins/modules/shutdown.h"

#include <stdio.h>

#include "builtins/modules/atexit.h"
#include "builtins/modules/import.h"
#include "builtins/modules/io.h"
#include "builtins/modules/memory_trace.h"
#include "builtins/modules/sys.h"
#include "builtins/modules/signal.h"
#include "builtins/types/bytes.h"
#include "builtins/types/codec_registry.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/type.h"
#include "builtins/types/types.h"
#include "builtins/types/unraisable.h"
#include "builtins/types/weakref.h"
#include "gc/collect.h"
#include "gc/verify.h"
#include "runtime/eval/trace.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"
#include "runtime/object/signature.h"
#include "runtime/object/type_list.h"

static void forget_error(void) {
    if (error_pending()) error_unraisable(NULL, NULL);
}

/* ---- modules ---- */

/* Names of sys that may hold objects of the program. */
static const char *const program_names[] = {
    "path", "argv", "ps1", "ps2", "last_type", "last_value", "last_traceback", "path_hooks", "path_importer_cache", "meta_path",
    "__interactivehook__",
};
static const char *const standard_names[][2] = {{"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};

static void drop_program_names(void) {
    trace_set(NULL);
    trace_set_profile(NULL);
    if (dict_peek_str(interp.builtins, NAME(_))) dict_set(interp.builtins, NAME(_), None);
    for (size_t i = 0; i < sizeof program_names / sizeof *program_names; i++) dict_set_text(interp.sys_dict, program_names[i], None);
    for (size_t i = 0; i < 3; i++) {
        Object *file = dict_peek_text(interp.sys_dict, standard_names[i][1]);
        dict_set_text(interp.sys_dict, standard_names[i][0], file ? file : None);
    }
    forget_error();
}

/* Takes the modules out of sys.modules, in their order. Returns a List of weak references to them, or NULL. */
static Object *remove_modules(void) {
    Object *references = list_new(0), *key, *value;
    for (size_t position = 0; dict_next(interp.modules, &position, &key, &value);) {
        if (!is_module(value)) continue;
        Object *reference = references ? weakref_new(value, NULL) : NULL;
        if (reference) list_append_steal(references, reference);
        retain(key);
        dict_set(interp.modules, key, None);
        release(key);
        forget_error();
    }
    dict_clear(interp.modules);
    return references;
}

/* Sets to None the names that begin with one underscore (first) or all the others except __builtins__: finalizers of
 * what is left find a module whose names are there. */
static void clear_names(Object *dict, bool private) {
    Object *key, *value;
    for (size_t position = 0; dict_next(dict, &position, &key, &value);) {
        if (value == None || !is_str(key)) continue;
        const char *name = str_data(key);
        bool is_private = name[0] == '_' && name[1] != '_';
        if (private ? !is_private : str_equal(key, NAME(__builtins__))) continue;
        retain(key);
        dict_set(dict, key, None);
        release(key);
        forget_error();
    }
}

static void clear_module_dict(Object *dict) {
    retain(dict);
    clear_names(dict, true);
    clear_names(dict, false);
    release(dict);
}

/* Youngest first. */
static void clear_remaining_modules(Object *references) {
    for (size_t i = list_count(references); i-- > 0;) {
        Object *module = weakref_get((WeakReference *)((List *)references)->items[i]);
        if (!module) continue;
        Object *dict = module_dict_borrowed(module);
        if (dict && dict != interp.builtins && dict != interp.sys_dict) clear_module_dict(dict);
        release(module);
    }
}

/* ---- gc.garbage ---- */

/* The module that is to show the warning, taken before the modules go; NULL if it would be ignored. New reference. */
static Object *take_warnings(void) {
    if (!list_count(gc.garbage) && !gc.legacy_finalizers) return NULL;
    Object *known = dict_peek_text(interp.modules, "warnings"), *options = dict_peek_text(interp.sys_dict, "warnoptions");
    bool asked = options && is_list(options) && list_count(options);
    Object *module = known ? retain(known) : asked ? import_module("warnings") : NULL;
    forget_error();
    return module;
}

/* A ResourceWarning, ignored by default. */
static void warn_of_garbage(Object *warnings) {
    const char *advice = gc.debug & GC_DEBUG_UNCOLLECTABLE ? "" : "; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them";
    Object *text = str_format("gc: %zu uncollectable objects at shutdown%s", list_count(gc.garbage), advice);
    Object *file = str_from_text("gc"), *line = int_from_i64(0), *result = NULL;
    if (text && file && line) result = object_call_method(warnings, "warn_explicit", 4, text, (Object *)ResourceWarning, file, line);
    release_or_null(text);
    release_or_null(file);
    release_or_null(line);
    release_or_null(result);
    forget_error();
}

static void report_garbage(Object *warnings) {
    if (gc.debug & GC_DEBUG_SAVEALL || !list_count(gc.garbage)) return;
    if (warnings) warn_of_garbage(warnings);
    if (!(gc.debug & GC_DEBUG_UNCOLLECTABLE)) return;
    Object *text = str_format("      %R\n", gc.garbage);
    if (text) error_write(str_data(text), str_size(text));
    else forget_error();
    release_or_null(text);
}

/* ---- the order ---- */

/* Returns -1 if standard output could not be written. */
static int finalize_modules(void) {
    Object *warnings = take_warnings();
    drop_program_names();
    Object *references = remove_modules();
    gc_collect_quietly(GC_OLDEST);
    report_garbage(warnings);
    release_or_null(warnings);
    if (references) clear_remaining_modules(references);
    release_or_null(references);
    int failed = io_flush_standard_streams();
    clear_module_dict(interp.sys_dict);
    clear_module_dict(interp.builtins);
    gc_collect_quietly(GC_OLDEST);
    return failed;
}

int interp_shutdown(void) {
    forget_error();
    atexit_run();
    trace_stop(TRACE_MEMORY | TRACE_TRACEMALLOC);
    int failed = io_flush_standard_streams();
    signal_forget_handlers();
    interp.finalizing = true;
    if (gc.enabled) gc_collect(GC_OLDEST);
    return finalize_modules() ? -1 : failed;
}

/* ---- leaks ---- */

enum { LEAKS_SHOWN = 20 };

static size_t list_leaked(const GcHead *objects, size_t shown) {
    GC_EACH(head, (GcHead *)(uintptr_t)objects) {
        const Object *o = gc_object(head);
        if (shown++ >= LEAKS_SHOWN) continue;
        const char *name = is_type(o) ? ((const Type *)o)->name : "";
        fprintf(stderr, "mini: leaked: <%s %s at %p>, %zu references\n", o->type->name, name, (const void *)o, o->refcount);
    }
    return shown;
}

static void report_leaks(const MemStats *stats) {
    fprintf(stderr, "mini: %zu blocks in use at exit\n", stats->blocks_in_use);
    size_t shown = list_leaked(&gc.permanent, 0);
    for (int i = 0; i < GC_GENERATIONS; i++) shown = list_leaked(&gc_generations[i].list, shown);
    if (shown > LEAKS_SHOWN) fprintf(stderr, "mini: ... %zu objects in all\n", shown);
}

/* What legacy finalizers have kept in gc.garbage may go, but without them: nothing is left that they could work with. */
static void disarm_garbage(void) {
    for (size_t i = 0; i < list_count(gc.garbage); i++) {
        Object *o = ((List *)gc.garbage)->items[i];
        if (object_is_gc(o)) gc_head(o)->prev |= GC_FINALIZED;
    }
    gc.legacy_finalizers = false;
    gc.debug = 0;
}

size_t interp_release(void) {
    gc_verify_every(0);
    gc_unfreeze();
    disarm_garbage();
    CLEAR(interp.modules);
    CLEAR(interp.sys_dict);
    CLEAR(interp.builtins);
    io_release();
    object_reduce_release();
    codec_registry_release();
    sys_hooks_release();
    gc_release();
    gc_collect_quietly(GC_OLDEST);
    types_release();
    gc_collect_quietly(GC_OLDEST);
    MemStats stats;
    signature_release_all();
    type_cache_clear();
    bytes_caches_release();
    str_caches_release();
    names_release();
    str_intern_shutdown();
    mem_free_lists_clear();
    mem_stats(&stats);
    if (stats.blocks_in_use) report_leaks(&stats);
    return stats.blocks_in_use;
}
