/* _re_match.c - re.Match: where a pattern was found in a subject. Offsets are kept in characters. */
#include "builtins/modules/_re.h"

#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

typedef struct Match {
    Object head;
    Program *pattern;
    Object *string;
    size_t pos, endpos;
    size_t groups;         /* without the whole match */
    ssize_t spans[];       /* start and end of the match, of group 1, ...; -1: it took no part */
} Match;

static size_t match_size(size_t groups) { return sizeof(Match) + 2 * (groups + 1) * sizeof(ssize_t); }

Object *match_new(Scan *scan) {
    Program *pattern = scan->program;
    Match *match = (Match *)object_new_sized(&match_type, match_size(pattern->groups));
    if (!match) return NULL;
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(pattern->data);
    match->pattern = RETAIN(pattern);
    match->string = retain(scan->subject);
    match->pos = scan->pos;
    match->endpos = scan->endpos;
    match->groups = pattern->groups;
    for (size_t i = 0; i < 2 * (match->groups + 1); i++)
        match->spans[i] = offsets[i] == PCRE2_UNSET ? -1 : (ssize_t)scan_index(scan, offsets[i]);
    gc_track(&match->head);
    return &match->head;
}

static void match_dealloc(Object *self) {
    Match *match = (Match *)self;
    size_t groups = match->groups;
    gc_untrack(self);
    CLEAR(match->string);
    CLEAR(match->pattern);
    object_free_sized(self, match_size(groups));
}

static int match_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((Match *)self)->pattern);
    VISIT(((Match *)self)->string);
    return 0;
}

/* ---- groups ---- */

static Object *subject_piece(const Match *match, size_t start, size_t end) {
    Object *string = match->string;
    if (is_str(string)) return str_slice(string, (ssize_t)start, (ssize_t)end);
    if (is_bytes_exact(string) && start == 0 && end == bytes_size(string)) return retain(string);
    BufferView view;
    if (object_get_buffer(string, &view, 0)) return NULL;
    if (end > view.length) end = view.length;      /* a bytearray may have become shorter */
    if (start > end) start = end;
    Object *piece = bytes_from_data(view.data ? view.data + start : "", end - start);
    buffer_view_release(&view);
    return piece;
}

Object *match_group(Object *self, size_t group, Object *fallback) {
    const Match *match = (const Match *)self;
    ssize_t start = match->spans[2 * group];
    return start < 0 ? retain(fallback) : subject_piece(match, (size_t)start, (size_t)match->spans[2 * group + 1]);
}

/* The number of a group given by number or name; -1 with an exception pending. */
static ssize_t group_number(const Match *match, Object *group) {
    ssize_t number = -1;
    if (!group) return 0;
    if (is_machine_int(group)) number = int_value(group);
    else if (group->type->index) {
        if (object_as_index(group, &number, NULL)) return -1;
    } else {
        Object *known = dict_peek(match->pattern->names, group);
        if (known && is_machine_int(known)) number = int_value(known);
    }
    if (number >= 0 && (size_t)number <= match->groups) return number;
    return error_pending() ? -1 : error_set_int(IndexError, "no such group");
}

static Object *group_of(Object *self, Object *group) {
    ssize_t number = group_number((Match *)self, group);
    return number < 0 ? NULL : match_group(self, (size_t)number, None);
}

static Value group_method(Object *self, Object **args) {
    size_t count = tuple_count(args[0]);
    if (count == 0) return value_new(match_group(self, 0, None));
    if (count == 1) return value_new(group_of(self, tuple_item_borrowed(args[0], 0)));
    Object *result = tuple_new(count);
    for (size_t i = 0; result && i < count; i++)
        if (!(((Tuple *)result)->items[i] = group_of(self, tuple_item_borrowed(args[0], i)))) CLEAR(result);
    if (result) gc_track(result);
    return value_new(result);
}

static Value groups_method(Object *self, Object **args) {
    size_t count = ((Match *)self)->groups;
    Object *result = tuple_new(count);
    for (size_t i = 0; result && i < count; i++)
        if (!(((Tuple *)result)->items[i] = match_group(self, i + 1, args[0] ? args[0] : None))) CLEAR(result);
    if (result && count) gc_track(result);
    return value_new(result);
}

static Value groupdict_method(Object *self, Object **args) {
    Object *names = ((Match *)self)->pattern->names, *result = dict_new(), *name, *number;
    for (size_t position = 0; result && dict_next(names, &position, &name, &number);) {
        Object *text = match_group(self, (size_t)int_value(number), args[0] ? args[0] : None);
        if (!text || dict_set(result, name, text)) CLEAR(result);
        release_or_null(text);
    }
    return value_new(result);
}

static Value start_method(Object *self, Object **args) {
    ssize_t number = group_number((Match *)self, args[0]);
    return number < 0 ? value_error() : value_int(((Match *)self)->spans[2 * number]);
}

static Value end_method(Object *self, Object **args) {
    ssize_t number = group_number((Match *)self, args[0]);
    return number < 0 ? value_error() : value_int(((Match *)self)->spans[2 * number + 1]);
}

static Object *span_tuple(const Match *match, size_t number) {
    Object *start = int_from_i64(match->spans[2 * number]), *end = start ? int_from_i64(match->spans[2 * number + 1]) : NULL;
    if (end) return tuple_from_items_steal((Object *[]){start, end}, 2);
    release_or_null(start);
    return NULL;
}

static Value span_method(Object *self, Object **args) {
    ssize_t number = group_number((Match *)self, args[0]);
    return number < 0 ? value_error() : value_new(span_tuple((Match *)self, (size_t)number));
}

/* ---- the rest ---- */

static Value expand_method(Object *self, Object **args) {
    const Program *pattern = ((Match *)self)->pattern;
    Object *pieces = object_call_method((Object *)(uintptr_t)pattern, "_template", 1, args[0]);
    if (!pieces || !is_list_exact(pieces)) return value_new(pieces);
    Object *result = match_expand(self, pieces, pattern->is_bytes);
    release(pieces);
    return value_new(result);
}

static Value same_method(Object *self, Object **args UNUSED) { return value_new(retain(self)); }
static Value class_getitem_method(Object *self, Object **args) { return value_new(type_generic_alias_hook(self, args[0])); }

static Object *match_get_item(Object *self, Object *key) { return group_of(self, key); }

static Object *match_repr(Object *self) {
    Object *span = span_tuple((Match *)self, 0), *text = span ? match_group(self, 0, None) : NULL;
    Object *result = text ? str_format("<re.Match object; span=%R, match=%R>", span, text) : NULL;
    release_or_null(span);
    release_or_null(text);
    return result;
}

static Object *get_string(Object *self) { return retain(((Match *)self)->string); }
static Object *get_pattern(Object *self) { return (Object *)RETAIN(((Match *)self)->pattern); }
static Object *get_pos(Object *self) { return int_from_size(((Match *)self)->pos); }
static Object *get_endpos(Object *self) { return int_from_size(((Match *)self)->endpos); }

static Object *get_regs(Object *self) {
    const Match *match = (const Match *)self;
    Object *result = tuple_new(match->groups + 1);
    for (size_t i = 0; result && i <= match->groups; i++)
        if (!(((Tuple *)result)->items[i] = span_tuple(match, i))) CLEAR(result);
    if (result) gc_track(result);
    return result;
}

/* The last group that is not inside another: the one that ends last. 0: none */
static int64_t last_index(const Match *match) {
    const Object *top = match->pattern->top;
    int64_t best = 0;
    for (size_t i = 0; i < tuple_count(top); i++) {
        int64_t number = int_value(tuple_item_borrowed(top, i));
        if (match->spans[2 * number] >= 0 && (!best || match->spans[2 * number + 1] >= match->spans[2 * best + 1])) best = number;
    }
    return best;
}

static Object *get_lastindex(Object *self) {
    int64_t last = last_index((Match *)self);
    return last ? int_from_i64(last) : retain(None);
}

static Object *get_lastgroup(Object *self) {
    int64_t last = last_index((Match *)self);
    Object *name, *number;
    for (size_t position = 0; last && dict_next(((Match *)self)->pattern->names, &position, &name, &number);)
        if (int_value(number) == last) return retain(name);
    return retain(None);
}

static const Method match_methods[] = {
    {"group", group_method, "(*groups)", "group([group1, ...]) -> str or tuple.\n    Return subgroup(s) of the match by indices or names.\n    For 0 returns the entire match.", 0},
    {"groups", groups_method, "(default=None)", "Return a tuple containing all the subgroups of the match, from 1.", 0},
    {"groupdict", groupdict_method, "(default=None)", "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.", 0},
    {"start", start_method, "(group=0, /)", "Return index of the start of the substring matched by group.", 0},
    {"end", end_method, "(group=0, /)", "Return index of the end of the substring matched by group.", 0},
    {"span", span_method, "(group=0, /)", "For match object m, return the 2-tuple (m.start(group), m.end(group)).", 0},
    {"expand", expand_method, "(template)", "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.", 0},
    {"__copy__", same_method, "()", NULL, 0},
    {"__deepcopy__", same_method, "(memo, /)", NULL, 0},
    {"__class_getitem__", class_getitem_method, "(object, /)", "See PEP 585", METHOD_CLASS},
    {0}
};

static const Getter match_getters[] = {
    {"string", get_string, getter_readonly, "The string passed to match() or search()."},
    {"re", get_pattern, getter_readonly, "The regular expression object."},
    {"pos", get_pos, getter_readonly, "The index into the string at which the RE engine started looking for a match."},
    {"endpos", get_endpos, getter_readonly, "The index into the string beyond which the RE engine will not go."},
    {"lastindex", get_lastindex, NULL, "The integer index of the last matched capturing group."},
    {"lastgroup", get_lastgroup, NULL, "The name of the last matched capturing group."},
    {"regs", get_regs, NULL, NULL},
    {0}
};

Type match_type = {
    .head = TYPE_HEAD, .name = "re.Match", .size = sizeof(Match), .item_size = sizeof(ssize_t), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .doc = "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    .dealloc = match_dealloc, .traverse = match_traverse, .repr = match_repr, .get_item = match_get_item,
    .methods = match_methods, .getters = match_getters,
};
