/* match.c - the match statement. Names are bound once the whole pattern has succeeded: until then what they will hold is
 * noted in a list. */
#include "builtins/types/bytes.h"
#include "builtins/types/list.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/object/names.h"

/* 1 matches, 0 does not, -1 error. subject is borrowed, kept alive by the caller. MAY_RUN */
static int matches(Node *pattern, Frame *frame, Object *subject);

/* ---- captures ---- */

typedef struct { Node *target; Object *value; } Capture;

enum { FEW_CAPTURES = 8 };

typedef struct Captures {
    struct Captures *outer;       /* of the pattern that is being matched while this one is */
    Capture *items;
    size_t count, capacity;
    Capture few[FEW_CAPTURES];    /* items, as long as they suffice */
} Captures;

static Captures *captures;        /* of the pattern that is being matched */

static int grow_captures(Captures *c) {
    Capture *larger = mem_array(c->capacity * 2, sizeof(Capture));
    if (!larger) return error_no_memory(), -1;
    memcpy(larger, c->items, c->count * sizeof(Capture));
    if (c->items != c->few) mem_free(c->items, c->capacity * sizeof(Capture));
    c->items = larger;
    c->capacity *= 2;
    return 0;
}

/* STEALS value. 1, -1 */
static int capture_steal(Node *target, Object *value) {
    if (captures->count == captures->capacity && grow_captures(captures)) return release(value), -1;
    captures->items[captures->count++] = (Capture){target, value};
    return 1;
}

static int bind(Node *target, Object *value) { return target ? capture_steal(target, retain(value)) : 1; }

static void forget_captures(Captures *c, size_t from) {
    while (c->count > from) release(c->items[--c->count].value);
}

/* Assigns them in order; result passes through unless that fails. */
static int finish_captures(Captures *c, Frame *frame, int result) {
    captures = c->outer;
    if (result <= 0) forget_captures(c, 0);
    for (size_t i = 0; i < c->count; i++) {
        if (result < 0) release(c->items[i].value);
        else if (assign_target_steal(c->items[i].target, frame, value_new(c->items[i].value))) result = -1;
    }
    if (c->items != c->few) mem_free(c->items, c->capacity * sizeof(Capture));
    return result;
}

static int match_value(NodePatternValue *pattern, Frame *frame, Object *subject) {
    Object *value = eval_object(pattern->value, frame);
    if (!value) return -1;
    Object *result = object_compare(subject, value, COMPARE_EQ);
    release(value);
    int truth_ = result ? object_truth(result) : -1;
    release_or_null(result);
    return truth_;
}

/* ---- sequences ---- */

static bool is_sequence(const Object *o) {
    return type_has(o, TYPE_SEQUENCE);
}

static int find_star(Nodes patterns) {
    for (uint32_t i = 0; i < patterns.count; i++)
        if (patterns.items[i]->kind == NODE_PatternStar) return (int)i;
    return -1;
}

static int match_item(Node *pattern, Frame *frame, Object *subject, ssize_t index) {
    Object *item = object_get_item_index(subject, index);
    if (!item) return -1;
    int result = matches(pattern, frame, item);
    release(item);
    return result;
}

static int match_rest(NodePatternStar *star, Object *subject, ssize_t from, ssize_t to) {
    if (!star->target) return 1;
    Object *rest = list_new((size_t)(to - from));
    for (ssize_t i = from; rest && i < to; i++) {
        Object *item = object_get_item_index(subject, i);
        if (!item || list_append_steal(rest, item)) CLEAR(rest);
    }
    return rest ? capture_steal(star->target, rest) : -1;
}

static int match_sequence(NodePatternSequence *pattern, Frame *frame, Object *subject) {
    if (!is_sequence(subject)) return 0;
    Nodes patterns = pattern->patterns;
    ssize_t count = patterns.count;
    int star = find_star(patterns);
    if (count == 1 && star == 0 && !NODE_CAST(PatternStar, patterns.items[0])->target) return 1;
    ssize_t length = object_length(subject);
    if (length < 0) return -1;
    if (star < 0 ? length != count : length < count - 1) return 0;
    for (ssize_t i = 0; i < count; i++) {
        int result;
        if (i == star) result = match_rest(NODE_CAST(PatternStar, patterns.items[i]), subject, i, length - (count - 1 - i));
        else result = match_item(patterns.items[i], frame, subject, star >= 0 && i > star ? length - (count - i) : i);
        if (result <= 0) return result;
    }
    return 1;
}

/* ---- mappings ---- */

/* subject.get(key, sentinel): new reference; NULL with no exception when absent. */
static Object *mapping_value(Object *subject, Object *key) {
    if (is_dict_exact(subject)) return retain_or_null(dict_peek(subject, key));
    Object *missing = object_new(&object_type);
    if (!missing) return NULL;
    Object *value = object_call_method(subject, "get", 2, key, missing);
    if (value == missing) CLEAR(value);
    release(missing);
    return value;
}

static int match_key(NodePatternMapping *pattern, uint32_t i, Frame *frame, Object *subject, Object *seen) {
    Object *key = eval_object(pattern->keys.items[i], frame);
    if (!key) return -1;
    int result = set_contains(seen, key);
    if (result == 1) result = error_set_int(ValueError, "mapping pattern checks duplicate key (%R)", key);
    else if (result == 0) result = set_add(seen, key);
    if (!result) {
        Object *value = mapping_value(subject, key);
        result = value ? matches(pattern->patterns.items[i], frame, value) : error_pending() ? -1 : 0;
        release_or_null(value);
    }
    release(key);
    return result;
}

static int bind_rest(NodePatternMapping *pattern, Object *subject, Object *seen) {
    Object *rest = dict_new(), *key;
    size_t position = 0;
    int result = rest ? dict_update(rest, subject) : -1;
    while (!result && set_next(seen, &position, &key)) result = dict_delete(rest, key) < 0 ? -1 : 0;
    if (!result) return capture_steal(pattern->rest, rest);
    release_or_null(rest);
    return -1;
}

static int match_mapping(NodePatternMapping *pattern, Frame *frame, Object *subject) {
    if (!type_has(subject, TYPE_MAPPING)) return 0;
    ssize_t length = pattern->keys.count ? object_length(subject) : 0;
    if (length < 0) return -1;
    if (length < (ssize_t)pattern->keys.count) return 0;
    Object *seen = set_new(NULL);
    if (!seen) return -1;
    int result = 1;
    for (uint32_t i = 0; result > 0 && i < pattern->keys.count; i++) result = match_key(pattern, i, frame, subject, seen);
    if (result > 0 && pattern->rest) result = bind_rest(pattern, subject, seen);
    release(seen);
    return result;
}

/* ---- classes ---- */

/* Built-in types whose one positional pattern is the subject itself. */
static bool matches_itself(const Type *type) {
    static Type *const types[] = {&bool_type, &bytearray_type, &bytes_type, &dict_type, &float_type, &frozenset_type, &int_type,
                                  &list_type, &set_type, &str_type, &tuple_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (type_is_subtype(type, types[i])) return true;
    return false;
}

static int match_attribute(Node *pattern, Frame *frame, Object *subject, Object *name) {
    Object *value = object_getattr_or_null(subject, name);
    if (!value) return error_pending() ? -1 : 0;
    int result = matches(pattern, frame, value);
    release(value);
    return result;
}

/* __match_args__ of the class, a tuple (empty if it has none). New reference. */
static Object *match_args(Object *class) {
    Object *names = object_getattr_or_null(class, NAME(__match_args__));
    if (!names) return error_pending() ? NULL : tuple_new(0);
    if (is_tuple_exact(names)) return names;
    error_set(TypeError, "%N.__match_args__ must be a tuple (got %T)", class, names);
    release(names);
    return NULL;
}

static int match_positional(NodePatternClass *pattern, Frame *frame, Object *subject, Object *class, Object *seen) {
    uint32_t count = pattern->patterns.count;
    Object *names = match_args(class);
    if (!names) return -1;
    if (!tuple_count(names) && matches_itself((Type *)class)) {
        release(names);
        if (count > 1) return error_set_int(TypeError, "%N() accepts 1 positional sub-pattern (%u given)", class, count);
        return matches(pattern->patterns.items[0], frame, subject);
    }
    int result = 1;
    size_t allowed = tuple_count(names);
    if (count > allowed)
        result = error_set_int(TypeError, "%N() accepts %zu positional sub-pattern%s (%u given)", class, allowed, allowed == 1 ? "" : "s", count);
    for (uint32_t i = 0; result > 0 && i < count; i++) {
        Object *name = tuple_item_borrowed(names, i);
        if (!is_str_exact(name)) {
            result = error_set_int(TypeError, "__match_args__ elements must be strings (got %T)", name);
            break;
        }
        if (set_contains(seen, name) == 1) {
            result = error_set_int(TypeError, "%N() got multiple sub-patterns for attribute %R", class, name);
            break;
        }
        result = set_add(seen, name) ? -1 : match_attribute(pattern->patterns.items[i], frame, subject, name);
    }
    release(names);
    return result;
}

static int match_keywords(NodePatternClass *pattern, Frame *frame, Object *subject, Object *class, Object *seen) {
    int result = 1;
    for (uint32_t i = 0; result > 0 && i < pattern->keyword_patterns.count; i++) {
        Object *name = pattern->keyword_names.items[i];
        if (set_contains(seen, name) == 1) return error_set_int(TypeError, "%N() got multiple sub-patterns for attribute %R", class, name);
        result = match_attribute(pattern->keyword_patterns.items[i], frame, subject, name);
    }
    return result;
}

static int match_class(NodePatternClass *pattern, Frame *frame, Object *subject) {
    Object *class = eval_object(pattern->cls, frame);
    if (!class) return -1;
    int result = -1;
    if (!is_type(class)) {
        error_set(TypeError, "called match pattern must be a type");
    } else if ((result = object_isinstance(subject, class)) > 0) {
        Object *seen = set_new(NULL);
        if (!seen) result = -1;
        if (result > 0 && pattern->patterns.count) result = match_positional(pattern, frame, subject, class, seen);
        if (result > 0) result = match_keywords(pattern, frame, subject, class, seen);
        release_or_null(seen);
    }
    release(class);
    return result;
}

/* ---- all patterns ---- */

static int match_or(NodePatternOr *pattern, Frame *frame, Object *subject) {
    size_t before = captures->count;
    for (uint32_t i = 0; i < pattern->patterns.count; i++) {
        int result = matches(pattern->patterns.items[i], frame, subject);
        if (result) return result;
        forget_captures(captures, before);
    }
    return 0;
}

static int match_as(NodePatternAs *pattern, Frame *frame, Object *subject) {
    int result = pattern->pattern ? matches(pattern->pattern, frame, subject) : 1;
    return result > 0 ? bind(pattern->target, subject) : result;
}

static int matches(Node *pattern, Frame *frame, Object *subject) {
    int result;
    switch (pattern->kind) {
    case NODE_PatternValue: result = match_value(NODE_CAST(PatternValue, pattern), frame, subject); break;
    case NODE_PatternSingleton: return subject == NODE_CAST(PatternSingleton, pattern)->value;
    case NODE_PatternSequence: result = match_sequence(NODE_CAST(PatternSequence, pattern), frame, subject); break;
    case NODE_PatternMapping: result = match_mapping(NODE_CAST(PatternMapping, pattern), frame, subject); break;
    case NODE_PatternClass: result = match_class(NODE_CAST(PatternClass, pattern), frame, subject); break;
    case NODE_PatternOr: result = match_or(NODE_CAST(PatternOr, pattern), frame, subject); break;
    default: result = match_as(NODE_CAST(PatternAs, pattern), frame, subject); break;
    }
    if (result < 0) note_failure(pattern);
    return result;
}

int match_pattern(NodeMatchCase *branch, Frame *frame, Object *subject) {
    if (trace_line(branch->pattern, frame)) return -1;
    Captures list = {.outer = captures, .capacity = FEW_CAPTURES};
    list.items = list.few;
    captures = &list;
    return finish_captures(&list, frame, matches(branch->pattern, frame, subject));
}

int match_case(NodeMatchCase *branch, Frame *frame, Object *subject) {
    int result = match_pattern(branch, frame, subject);
    if (result <= 0 || !branch->guard) return result;
    result = truth(branch->guard, frame);
    if (result < 0) note_failure(branch->guard);
    return result;
}

Flow exec_match(Node *node, Frame *frame) {
    NodeMatch *match = NODE_CAST(Match, node);
    Object *subject = eval_object(match->subject, frame);
    if (!subject) return FLOW_ERROR;
    for (uint32_t i = 0; i < match->cases.count; i++) {
        NodeMatchCase *branch = NODE_CAST(MatchCase, match->cases.items[i]);
        int result = match_case(branch, frame, subject);
        if (!result) continue;
        release(subject);
        return result < 0 ? FLOW_ERROR : exec(branch->body, frame);
    }
    release(subject);
    return FLOW_NEXT;
}
