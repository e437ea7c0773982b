/* bind.c - arguments to parameters: the general rules, and the messages when they do not fit.
 *
 * A code's parameters take its first slots: positional-only, positional, keyword-only, *args, **kwargs. */
#include <stdio.h>

#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/eval/bind.h"
#include "runtime/eval/eval.h"

/* ---- messages ---- */

/* 'a', 'b', and 'c' from a list of names. */
static Object *name_list(Object *names) {
    Buffer text = BUFFER_INIT;
    size_t count = list_count(names);
    for (size_t i = 0; i < count; i++) {
        if (i) buffer_append_text(&text, count == 2 ? " and " : i + 1 == count ? ", and " : ", ");
        Object *quoted = object_repr(((List *)names)->items[i]);
        if (!quoted) { buffer_free(&text); return NULL; }
        buffer_append(&text, str_data(quoted), str_size(quoted));
        release(quoted);
    }
    return str_from_buffer(&text);
}

static int missing_error(Function *function, Object *names, const char *kind) {
    Object *text = name_list(names);
    if (!text) return -1;
    size_t count = list_count(names);
    error_set(TypeError, "%U() missing %zu required %s argument%s: %U", function->qualname, count, kind, count == 1 ? "" : "s", text);
    release(text);
    return -1;
}

/* Names of the parameters in [from, to) that have neither a value nor a default. */
static Object *missing_names(const Code *code, const Value *slots, uint32_t from, uint32_t to) {
    Object *names = list_new(0);
    for (uint32_t i = from; names && i < to; i++)
        if (slots[i].tag == V_ERROR && list_append(names, code->slot_names[i])) CLEAR(names);
    return names;
}

static int check_missing(Function *function, const Value *slots, uint32_t from, uint32_t to, const char *kind) {
    for (uint32_t i = from; i < to; i++) {
        if (slots[i].tag != V_ERROR) continue;
        Object *names = missing_names(function->code, slots, from, to);
        if (!names) return -1;
        missing_error(function, names, kind);
        release(names);
        return -1;
    }
    return 0;
}

/* given: positional arguments. slots: keyword-only ones that were given count too. */
static int too_many_error(Function *function, size_t given, const Value *slots) {
    const Code *code = function->code;
    uint32_t limit = code->positional_count, defaults = function->defaults ? (uint32_t)tuple_count(function->defaults) : 0;
    uint32_t keyword_given = 0;
    for (uint32_t i = limit; i < limit + code->keyword_only_count; i++) keyword_given += slots[i].tag != V_ERROR;
    char takes[64], extra[80] = "";
    if (defaults) snprintf(takes, sizeof takes, "from %u to %u", limit - defaults, limit);
    else snprintf(takes, sizeof takes, "%u", limit);
    bool plural = defaults ? true : limit != 1;
    if (keyword_given)
        snprintf(extra, sizeof extra, " positional argument%s (and %u keyword-only argument%s)", given == 1 ? "" : "s", keyword_given,
                 keyword_given == 1 ? "" : "s");
    return error_set_int(TypeError, "%U() takes %s positional argument%s but %zu%s %s given", function->qualname, takes,
                         plural ? "s" : "", given, extra, given == 1 && !keyword_given ? "was" : "were");
}

/* ---- keywords ---- */

/* The parameter that a keyword names, or -1. Positional-only ones cannot be named. Names are interned in most cases. */
int bind_find_parameter(const Code *code, Object *name) {
    uint32_t end = code->positional_count + code->keyword_only_count;
    for (uint32_t i = code->positional_only_count; i < end; i++)
        if (code->slot_names[i] == name) return (int)i;
    if (likely(((Str *)name)->interned)) return -1;   /* so are the parameters' names */
    for (uint32_t i = code->positional_only_count; i < end; i++)
        if (str_equal(code->slot_names[i], name)) return (int)i;
    return -1;
}

static bool names_positional_only(const Code *code, Object *name) {
    for (uint32_t i = 0; i < code->positional_only_count; i++)
        if (str_equal(code->slot_names[i], name)) return true;
    return false;
}

static int positional_only_error(Function *function, Object *kwnames) {
    Buffer text = BUFFER_INIT;
    for (size_t i = 0; i < tuple_count(kwnames); i++) {
        Object *name = tuple_item_borrowed(kwnames, i);
        if (!names_positional_only(function->code, name)) continue;
        if (text.length) buffer_append_text(&text, ", ");
        buffer_append(&text, str_data(name), str_size(name));
    }
    Object *names = str_from_buffer(&text);
    if (!names) return -1;
    error_set(TypeError, "%U() got some positional-only arguments passed as keyword arguments: '%U'", function->qualname, names);
    release(names);
    return -1;
}

/* STEALS value. */
static int bind_keyword(Function *function, Value *slots, Object *name, Object *value, Object *kwargs, Object *kwnames) {
    const Code *code = function->code;
    int index = bind_find_parameter(code, name);
    if (index >= 0) {
        if (slots[index].tag != V_ERROR) {
            release(value);
            return error_set_int(TypeError, "%U() got multiple values for argument '%S'", function->qualname, name);
        }
        slots[index] = value_new(value);
        return 0;
    }
    int result = kwargs ? dict_set(kwargs, name, value) : 0;
    release(value);
    if (kwargs) return result;
    if (names_positional_only(code, name)) return positional_only_error(function, kwnames);
    return error_set_int(TypeError, "%U() got an unexpected keyword argument '%S'", function->qualname, name);
}

/* ---- defaults ---- */

/* The default of a keyword-only parameter: mostly the entry after the last one found. BORROWED; NULL perhaps without an
 * exception */
static Object *peek_kwdefault(Object *kwdefaults, Object *name, uint32_t *next) {
    const DictTable *table = kwdefaults ? ((Dict *)kwdefaults)->table : NULL;
    for (uint32_t i = *next; table && i < table->used; i++) {
        const DictEntry *entry = &dict_entries(table)[i];
        if (entry->key != name) continue;
        *next = i + 1;
        return entry->value;
    }
    return kwdefaults ? dict_peek_str(kwdefaults, name) : NULL;
}

int bind_defaults(Function *function, Value *slots) {
    const Code *code = function->code;
    uint32_t positional = code->positional_count, defaults = function->defaults ? (uint32_t)tuple_count(function->defaults) : 0;
    uint32_t first = defaults < positional ? positional - defaults : 0, surplus = defaults > positional ? defaults - positional : 0;
    bool missing = false;
    for (uint32_t i = 0; i < positional; i++) {
        if (slots[i].tag != V_ERROR) continue;
        if (i >= first) slots[i] = value_new(retain(tuple_item_borrowed(function->defaults, i - first + surplus)));
        else missing = true;
    }
    if (unlikely(missing)) return check_missing(function, slots, 0, positional, "positional");
    uint32_t end = positional + code->keyword_only_count, next = 0;
    for (uint32_t i = positional; i < end; i++) {
        if (slots[i].tag != V_ERROR) continue;
        Object *value = peek_kwdefault(function->kwdefaults, code->slot_names[i], &next);
        if (likely(value)) slots[i] = value_new(retain(value));
        else if (error_pending()) return -1;
        else missing = true;
    }
    return unlikely(missing) ? check_missing(function, slots, positional, end, "keyword-only") : 0;
}

/* ---- the general way ---- */

static Object *take(Object **place) {
    Object *o = *place;
    *place = NULL;
    return o;
}

/* Does no keyword name a parameter, so that all go into **kwargs? */
static bool all_go_to_kwargs(const Code *code, Object *kwnames) {
    for (size_t i = 0; i < tuple_count(kwnames); i++) {
        Object *name = tuple_item_borrowed(kwnames, i);
        if (!is_str_exact(name) || bind_find_parameter(code, name) >= 0) return false;
    }
    return true;
}

/* Takes what it uses out of args: those entries become NULL. */
static int bind_into(Function *function, Value *slots, Object **args, size_t count, Object *kwnames) {
    const Code *code = function->code;
    uint32_t positional = code->positional_count, next = positional + code->keyword_only_count;
    size_t taken = count < positional ? count : positional;
    Object *kwargs = NULL;
    for (size_t i = 0; i < taken; i++) slots[i] = value_new(take(&args[i]));
    if (code->flags & CODE_VARARGS) {
        Object *rest = tuple_from_items_steal(args + taken, count - taken);
        for (size_t i = taken; i < count; i++) args[i] = NULL;
        if (!rest) return -1;
        slots[next++] = value_new(rest);
    }
    if (code->flags & CODE_VARKEYWORDS) {
        if (kwnames && all_go_to_kwargs(code, kwnames)) {
            size_t named = tuple_count(kwnames);
            kwargs = dict_from_names_steal(((Tuple *)kwnames)->items, args + count, named);
            for (size_t i = 0; i < named; i++) args[count + i] = NULL;
            kwnames = NULL;
        } else {
            kwargs = dict_new();
        }
        if (!kwargs) return -1;
        slots[next] = value_new(kwargs);
    }
    for (size_t i = 0; kwnames && i < tuple_count(kwnames); i++)
        if (bind_keyword(function, slots, tuple_item_borrowed(kwnames, i), take(&args[count + i]), kwargs, kwnames)) return -1;
    if (count > positional && !(code->flags & CODE_VARARGS)) return too_many_error(function, count, slots);
    return bind_defaults(function, slots);
}

int function_bind_steal(Function *function, Value *slots, Object **args, size_t count, Object *kwnames) {
    for (uint32_t i = 0; i < function->code->slot_count; i++) slots[i].tag = V_ERROR;
    int result = bind_into(function, slots, args, count, kwnames);
    size_t all = count + (kwnames ? tuple_count(kwnames) : 0);
    for (size_t i = 0; i < all; i++) release_or_null(args[i]);
    if (result) slots_clear(slots, function->code->slot_count);
    return result;
}
