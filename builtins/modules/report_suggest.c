/* report_suggest.c - "Did you mean": the known name that is nearest to a mistyped one.
 *
 * Distance: V. I. Levenshtein's, a change of case costing half of any other edit. Limits as in CPython: names of up to
 * 40 bytes, fewer than 750 candidates, at most a third of the characters different. */
#include <string.h>

#include "builtins/modules/report.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "grammar/code.h"

enum { MAX_CANDIDATES = 750, MAX_LENGTH = 40, EDIT = 2, CASE_CHANGE = 1 };

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

static size_t substitution(char a, char b) {
    return a == b ? 0 : lower(a) == lower(b) ? CASE_CHANGE : EDIT;
}

typedef struct { const char *text; size_t size; } Span;

static void trim_common_ends(Span *a, Span *b) {
    while (a->size && b->size && *a->text == *b->text) a->text++, a->size--, b->text++, b->size--;
    while (a->size && b->size && a->text[a->size - 1] == b->text[b->size - 1]) a->size--, b->size--;
}

/* One row of the matrix is kept. The result is exact up to `most`; beyond that it is any larger number. */
static size_t distance(Span a, Span b, size_t most) {
    size_t row[MAX_LENGTH], result = 0;
    trim_common_ends(&a, &b);
    if (!a.size || !b.size) return (a.size + b.size) * EDIT;
    if (a.size > MAX_LENGTH || b.size > MAX_LENGTH) return most + 1;
    for (size_t i = 0; i < a.size; i++) row[i] = (i + 1) * EDIT;
    for (size_t j = 0; j < b.size; j++) {
        size_t diagonal = j * EDIT, least = SIZE_MAX;
        result = (j + 1) * EDIT;
        for (size_t i = 0; i < a.size; i++) {
            size_t changed = diagonal + substitution(a.text[i], b.text[j]);
            diagonal = row[i];
            result = smaller(changed, smaller(result, diagonal) + EDIT);
            row[i] = result;
            least = smaller(least, result);
        }
        if (least > most) return most + 1;
    }
    return result;
}

/* The candidate nearest to name: borrowed, or NULL. */
static Object *peek_nearest(Object *name, Object *candidates) {
    Object *best = NULL;
    size_t best_distance = SIZE_MAX, count = list_count(candidates);
    if (count >= MAX_CANDIDATES) return NULL;
    for (size_t i = 0; i < count; i++) {
        Object *item = ((List *)candidates)->items[i];
        if (!is_str(item) || str_equal(item, name)) continue;
        Span a = {str_data(name), str_size(name)}, b = {str_data(item), str_size(item)};
        size_t most = smaller((a.size + b.size + 3) * EDIT / 6, best_distance - 1), found = distance(a, b, most);
        if (found > most || found >= best_distance) continue;
        best = item;
        best_distance = found;
    }
    return best;
}

/* STEALS candidates, a List; NULL: an error, dropped. */
static Object *nearest_steal(Object *name, Object *candidates) {
    error_clear();
    if (!candidates) return NULL;
    Object *best = is_list(candidates) ? retain_or_null(peek_nearest(name, candidates)) : NULL;
    release(candidates);
    return best;
}

static Object *suggest_attribute(Object *exception) {
    const AttributeErrorObject *error = (AttributeErrorObject *)exception;
    if (!error->name || !error->obj || !is_str(error->name)) return NULL;
    Object *dir = dict_peek_text(interp.builtins, "dir");
    return dir ? nearest_steal(error->name, object_call_one(dir, error->obj)) : NULL;
}

static Object *local_names(const Code *code) {
    Object *names = list_new(code->named_count);
    for (uint32_t i = 0; names && i < code->named_count; i++)
        if (code->slot_names[i] && list_append(names, code->slot_names[i])) CLEAR(names);
    return names;
}

static Object *globals_of(const Traceback *entry) {
    Object *globals = entry->frame ? object_getattr_text(entry->frame, "f_globals") : NULL;
    Object *names = globals && is_dict(globals) ? dict_keys(globals) : NULL;
    release_or_null(globals);
    return names;
}

static Object *suggest_name(Object *exception) {
    const NameErrorObject *error = (NameErrorObject *)exception;
    const Traceback *entry = (const Traceback *)error->base.traceback;
    if (!error->name || !is_str(error->name) || !entry) return NULL;
    while (entry->next) entry = (const Traceback *)entry->next;
    const Code *code = (const Code *)entry->code;
    Object *found = code && code->head.type == &code_type ? nearest_steal(error->name, local_names(code)) : NULL;
    if (!found) found = nearest_steal(error->name, globals_of(entry));
    return found ? found : nearest_steal(error->name, dict_keys(interp.builtins));
}

Object *report_suggestion(Object *exception) {
    if (!interp.builtins) return NULL;
    Object *suggestion = object_is_instance(exception, NameError)        ? suggest_name(exception)
                         : object_is_instance(exception, AttributeError) ? suggest_attribute(exception)
                                                                         : NULL;
    error_clear();
    return suggestion;
}
