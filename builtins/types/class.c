/* class.c - the class statement: bases, metaclass, namespace, and the call that makes the class. All of it may run
 * script code (__mro_entries__, __prepare__, the metaclass). */
#include "builtins/types/class.h"

#include "builtins/types/dict.h"
#include "builtins/types/function.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"

Object *(*class_globals_hook)(void);

/* ---- bases ---- */

/* Appends what stands for one base. */
static int append_base(Object *list, Object *base, Object *bases) {
    if (is_type(base)) return list_append(list, base);
    Object *method = object_getattr_or_null(base, NAME(__mro_entries__));
    if (!method) return error_pending() ? -1 : list_append(list, base);
    Object *entries = object_call_one(method, bases);
    release(method);
    if (!entries) return -1;
    int failed = is_tuple(entries) ? list_extend(list, entries) : error_set_int(TypeError, "__mro_entries__ must return a tuple");
    release(entries);
    return failed;
}

static Object *resolve_bases(Object *bases) {
    bool plain = true;
    for (size_t i = 0; i < tuple_count(bases); i++) plain = plain && is_type(tuple_item_borrowed(bases, i));
    if (plain) return retain(bases);
    Object *list = list_new(tuple_count(bases));
    if (!list) return NULL;
    for (size_t i = 0; i < tuple_count(bases); i++) {
        if (append_base(list, tuple_item_borrowed(bases, i), bases)) {
            release(list);
            return NULL;
        }
    }
    Object *result = list_to_tuple(list);
    release(list);
    if (!result) return NULL;
    bool same = tuple_count(result) == tuple_count(bases);
    for (size_t i = 0; same && i < tuple_count(bases); i++) same = tuple_item_borrowed(result, i) == tuple_item_borrowed(bases, i);
    if (!same) return result;
    release(result);
    return retain(bases);
}

/* ---- keywords ---- */

/* Takes metaclass= out; the other keywords are kept in build. */
static int take_keywords(ClassBuild *build, Object **values, Object *kwnames) {
    size_t count = kwnames ? tuple_count(kwnames) : 0, kept = 0;
    if (!count) return 0;
    Object **names = mem_array(count, sizeof *names);
    build->kwvalues = mem_array(count, sizeof *build->kwvalues);
    build->kwcount = count;
    if (!names || !build->kwvalues) {
        mem_free_array(names, count, sizeof *names);
        mem_free_array(build->kwvalues, count, sizeof *build->kwvalues);
        build->kwvalues = NULL;
        return error_no_memory(), -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (str_equal_text(tuple_item_borrowed(kwnames, i), "metaclass")) {
            build->metaclass = retain(values[i]);
            continue;
        }
        names[kept] = tuple_item_borrowed(kwnames, i);
        build->kwvalues[kept++] = retain(values[i]);
    }
    for (size_t i = kept; i < count; i++) build->kwvalues[i] = NULL;
    build->kwnames = kept ? tuple_from_items(names, kept) : NULL;
    mem_free_array(names, count, sizeof *names);
    return kept && !build->kwnames ? -1 : 0;
}

void class_abandon(ClassBuild *build) {
    for (size_t i = 0; build->kwvalues && i < build->kwcount; i++) release_or_null(build->kwvalues[i]);
    mem_free_array(build->kwvalues, build->kwcount, sizeof *build->kwvalues);
    release_or_null(build->kwnames);
    release_or_null(build->name);
    release_or_null(build->original_bases);
    release_or_null(build->bases);
    release_or_null(build->metaclass);
    release_or_null(build->namespace);
    *build = (ClassBuild){0};
}

/* ---- metaclass and namespace ---- */

static int find_metaclass(ClassBuild *build) {
    if (!build->metaclass) {
        Type *first = tuple_count(build->bases) ? tuple_item_borrowed(build->bases, 0)->type : &type_type;
        build->metaclass = retain((Object *)first);
    }
    if (!is_type(build->metaclass)) return 0;
    Type *winner = type_most_derived_metaclass_borrowed((Type *)build->metaclass, build->bases);
    if (!winner) return -1;
    object_replace_steal(&build->metaclass, retain((Object *)winner));
    return 0;
}

/* callable(name, bases[, namespace], **keywords) */
static Object *call_with_keywords(ClassBuild *build, Object *callable, Object *namespace) {
    size_t keywords = build->kwnames ? tuple_count(build->kwnames) : 0, positional = namespace ? 3 : 2;
    Object **args = mem_array(3 + keywords, sizeof *args);
    if (!args) return error_no_memory();
    args[0] = build->name;
    args[1] = build->bases;
    args[2] = namespace;
    for (size_t i = 0; i < keywords; i++) args[positional + i] = build->kwvalues[i];
    Object *result = object_call(callable, args, positional, build->kwnames);
    mem_free_array(args, 3 + keywords, sizeof *args);
    return result;
}

static Object *prepare(ClassBuild *build) {
    if (build->metaclass == (Object *)&type_type) return dict_new();
    Object *method = object_getattr_or_null(build->metaclass, NAME(__prepare__));
    if (!method) return error_pending() ? NULL : dict_new();
    Object *namespace = call_with_keywords(build, method, NULL);
    release(method);
    if (!namespace || namespace->type->get_item) return namespace;
    const char *name = is_type(build->metaclass) ? type_full_name((Type *)build->metaclass) : "<metaclass>";
    error_set(TypeError, "%.200s.__prepare__() must return a mapping, not %.200s", name, type_full_name(namespace->type));
    release(namespace);
    return NULL;
}

int class_begin(ClassBuild *build, Object *name, Object *bases, Object **kwvalues, Object *kwnames) {
    *build = (ClassBuild){.name = retain(name), .original_bases = retain(bases)};
    build->bases = resolve_bases(bases);
    if (build->bases && !take_keywords(build, kwvalues, kwnames) && !find_metaclass(build) && (build->namespace = prepare(build))) return 0;
    class_abandon(build);
    return -1;
}

/* ---- the call ---- */

static int check_cell(ClassBuild *build, Object *class, Object *cell) {
    if (!cell || !is_type(class)) return 0;
    Object *value = ((Cell *)cell)->value;
    if (value == class) return 0;
    if (!value)
        return error_set_int(RuntimeError, "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", build->name, class);
    return error_set_int(TypeError, "__class__ set to %R defining %R as %R", value, build->name, class);
}

static int complete_namespace(ClassBuild *build, Object *cell) {
    if (build->bases != build->original_bases && object_set_item(build->namespace, NAME(__orig_bases__), build->original_bases)) return -1;
    return cell ? object_set_item(build->namespace, NAME(__classcell__), cell) : 0;
}

Object *class_finish(ClassBuild *build, Object *cell) {
    Object *class = complete_namespace(build, cell) ? NULL : call_with_keywords(build, build->metaclass, build->namespace);
    if (class && check_cell(build, class, cell)) CLEAR(class);
    class_abandon(build);
    return class;
}
