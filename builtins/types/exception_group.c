/* exception_group.c - BaseExceptionGroup and ExceptionGroup: construction, split, and what except* needs.
 * Splitting runs script code (predicates, derive). */
#include "builtins/types/exception_kinds.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/union.h"
#include "runtime/object/names.h"

static ExceptionGroupObject *group(Object *o) { return (ExceptionGroupObject *)o; }
static bool is_group(const Object *o) { return object_is_instance(o, BaseExceptionGroup); }

EXCEPTION_LIFE(exception_group, ExceptionGroupObject, message, 2)

/* ---- construction ---- */

static int check_items(Object *exceptions, bool *all_plain) {
    if (tuple_count(exceptions) == 0)
        return error_set_int(ValueError, "second argument (exceptions) must be a non-empty sequence");
    *all_plain = true;
    for (size_t i = 0; i < tuple_count(exceptions); i++) {
        Object *item = tuple_item_borrowed(exceptions, i);
        if (!is_exception(item)) return error_set_int(ValueError, "Item %zu of second argument (exceptions) is not an exception", i);
        if (!object_is_instance(item, Exception)) *all_plain = false;
    }
    return 0;
}

/* The type to make: a plain group of plain exceptions becomes an ExceptionGroup. NULL with TypeError pending. */
static Type *choose_type(Type *type, bool all_plain) {
    if (type == BaseExceptionGroup) return all_plain ? ExceptionGroup : type;
    if (all_plain || !type_is_subtype(type, Exception)) return type;
    if (type == ExceptionGroup) return error_set(TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    return error_set(TypeError, "Cannot nest BaseExceptions in '%N'", type);
}

static Object *sequence_to_tuple(Object *o) {
    if (is_list(o) || is_tuple(o) || o->type->get_item) return tuple_from_iterable(o);
    return error_set(TypeError, "second argument (exceptions) must be a sequence");
}

Object *exception_group_new_slot(Type *type, Object **args, size_t count, Object *kwnames UNUSED) {
    if (count != 2) return error_set(TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)", count);
    if (!is_str(args[0])) return error_set(TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not %K", args[0]);
    Object *exceptions = sequence_to_tuple(args[1]), *self = NULL;
    bool all_plain;
    if (exceptions && check_items(exceptions, &all_plain) == 0 && (type = choose_type(type, all_plain)))
        self = exception_base_new(type, args, count, NULL);
    if (!self) {
        release_or_null(exceptions);
        return NULL;
    }
    group(self)->message = retain(args[0]);
    group(self)->exceptions = exceptions;
    return self;
}

Object *exception_group_new(const char *message, Object *exceptions) {
    Object *text = str_from_text(message);
    Object *result = text ? exception_group_new_slot(BaseExceptionGroup, (Object *[]){text, exceptions}, 2, NULL) : NULL;
    release_or_null(text);
    return result;
}

Object *exception_group_str(Object *self) {
    size_t count = tuple_count(group(self)->exceptions);
    return str_format("%S (%zu sub-exception%s)", group(self)->message, count, count == 1 ? "" : "s");
}

static Object *get_message(Object *o) { return retain(group(o)->message); }
static Object *get_exceptions(Object *o) { return retain(group(o)->exceptions); }

const Getter exception_group_getters[] = {
    {"message", get_message, NULL, "exception message"},
    {"exceptions", get_exceptions, NULL, "nested exceptions"},
    {0},
};

/* ---- parts ---- */

static int copy_notes(Object *from, Object *to) {
    Object *notes = object_getattr_or_null(from, NAME(__notes__));
    if (!notes) return error_pending() ? -1 : 0;
    Object *copy = is_list(notes) || is_tuple(notes) ? list_from_iterable(notes) : NULL;
    release(notes);
    if (!copy) return error_pending() ? -1 : 0;
    int failed = object_setattr(to, NAME(__notes__), copy);
    release(copy);
    return failed;
}

static int copy_metadata(Object *from, Object *to) {
    ExceptionObject *source = (ExceptionObject *)from, *target = (ExceptionObject *)to;
    object_replace_steal(&target->traceback, retain_or_null(source->traceback));
    object_replace_steal(&target->context, retain_or_null(source->context));
    Object *cause = exception_cause(source);
    exception_set_cause_steal(target, retain_or_null(cause), cause || exception_suppresses_context(target));
    return copy_notes(from, to);
}

/* original.derive(items) with original's traceback, context, cause and notes. STEALS items, a List. An empty one gives
 * NULL without an exception. */
static Object *derive_part_steal(Object *original, Object *items) {
    Object *part = list_count(items) ? object_call_method(original, "derive", 1, items) : NULL;
    release(items);
    if (!part) return NULL;
    if (!is_group(part)) error_set(TypeError, "derive must return an instance of BaseExceptionGroup");
    else if (copy_metadata(original, part) == 0) return part;
    release(part);
    return NULL;
}

/* ---- split ---- */

/* What is looked for: an exception class or tuple of them, a predicate, or members of a list of exceptions. */
typedef struct { enum { BY_CLASS, BY_PREDICATE, BY_MEMBERSHIP } kind; Object *matcher; bool want_rest; } Search;

static bool is_class_matcher(Object *matcher) {
    if (is_exception_class(matcher)) return true;
    if (!is_tuple(matcher)) return false;
    for (size_t i = 0; i < tuple_count(matcher); i++)
        if (!is_exception_class(tuple_item_borrowed(matcher, i))) return false;
    return true;
}

static int search_init(Search *search, Object *matcher, bool want_rest) {
    *search = (Search){BY_CLASS, matcher, want_rest};
    if (is_class_matcher(matcher)) return 0;
    search->kind = BY_PREDICATE;
    if (!type_has(matcher, TYPE_TYPE_SUBCLASS) && object_is_callable(matcher)) return 0;
    return error_set_int(TypeError, "expected a function, exception type or tuple of exception types");
}

static bool matches_class(Object *exception, Object *matcher) {
    if (!is_tuple(matcher)) return object_is_instance(exception, (Type *)matcher);
    for (size_t i = 0; i < tuple_count(matcher); i++)
        if (object_is_instance(exception, (Type *)tuple_item_borrowed(matcher, i))) return true;
    return false;
}

static bool is_member(Object *exception, Object *list) {
    for (size_t i = 0; i < list_count(list); i++)
        if (((List *)list)->items[i] == exception) return true;
    return false;
}

static int matches(Object *exception, const Search *search) {
    if (search->kind == BY_CLASS) return matches_class(exception, search->matcher);
    if (search->kind == BY_MEMBERSHIP) return !is_group(exception) && is_member(exception, search->matcher);
    Object *answer = object_call_one(search->matcher, exception);
    int truth = answer ? object_truth(answer) : -1;
    release_or_null(answer);
    return truth;
}

static int split(Object *exception, const Search *search, Object **match, Object **rest);

/* Appends the parts of one member to the two lists. */
static int split_member(Object *member, const Search *search, Object *matching, Object *others) {
    Object *match, *rest;
    if (split(member, search, &match, &rest)) return -1;
    int failed = match ? list_append(matching, match) : 0;
    if (!failed && rest) failed = list_append(others, rest);
    release_or_null(match);
    release_or_null(rest);
    return failed;
}

static int split_members(Object *exception, const Search *search, Object **match, Object **rest) {
    Object *matching = list_new(0), *others = list_new(0), *members = group(exception)->exceptions;
    int failed = matching && others ? 0 : -1;
    for (size_t i = 0; !failed && i < tuple_count(members); i++)
        failed = split_member(tuple_item_borrowed(members, i), search, matching, others);
    if (failed) {
        release_or_null(matching);
        release_or_null(others);
        return -1;
    }
    *match = derive_part_steal(exception, matching);
    *rest = error_pending() ? (release(others), NULL) : derive_part_steal(exception, others);
    if (!error_pending()) return 0;
    CLEAR(*match);
    return -1;
}

/* *match and *rest: new references, NULL for an empty part. 0, -1 with both NULL. MAY_RUN. */
static int split(Object *exception, const Search *search, Object **match, Object **rest) {
    *match = *rest = NULL;
    int found = matches(exception, search);
    if (found < 0) return -1;
    if (found) *match = retain(exception);
    else if (is_group(exception)) {
        if (recursion_enter(" in exceptiongroup_split_recursive")) return -1;
        return split_members(exception, search, match, rest);
    } else if (search->want_rest) *rest = retain(exception);
    return 0;
}

static Value split_method(Object *self, Object **args) {
    Search search;
    Object *match, *rest;
    if (search_init(&search, args[0], true) || split(self, &search, &match, &rest)) return value_error();
    Object *pair = tuple_of(2, match ? match : None, rest ? rest : None);
    release_or_null(match);
    release_or_null(rest);
    return value_new(pair);
}

static Value subgroup_method(Object *self, Object **args) {
    Search search;
    Object *match, *rest;
    if (search_init(&search, args[0], false) || split(self, &search, &match, &rest)) return value_error();
    release_or_null(rest);
    return match ? value_new(match) : value_none();
}

static Value derive_method(Object *self, Object **args) {
    Object *arguments[] = {group(self)->message, args[0]};
    return value_new(exception_group_new_slot(BaseExceptionGroup, arguments, 2, NULL));
}

static Value class_getitem_method(Object *self, Object **args) {
    return value_new(generic_alias_new(self, args[0]));
}

const Method exception_group_methods[] = {
    {"derive", derive_method, "(excs, /)", NULL, 0},
    {"split", split_method, "(matcher, /)", NULL, 0},
    {"subgroup", subgroup_method, "(matcher, /)", NULL, 0},
    {"__class_getitem__", class_getitem_method, "(item, /)", "See PEP 585", METHOD_CLASS},
    {0},
};

/* ---- except* ---- */

/* Is this part of the original group merely reraised? It then shares traceback, context and cause with it. */
static bool is_part_of(Object *o, Object *original) {
    const ExceptionObject *a = (ExceptionObject *)o, *b = (ExceptionObject *)original;
    return is_group(o) && is_group(original) && a->traceback == b->traceback && a->context == b->context && exception_cause(a) == exception_cause(b);
}

static int collect_leaves(Object *exception, Object *leaves) {
    if (!is_group(exception)) return list_append(leaves, exception);
    if (recursion_enter(" in collect_exception_group_leaf_ids")) return -1;
    Object *members = group(exception)->exceptions;
    for (size_t i = 0; i < tuple_count(members); i++)
        if (collect_leaves(tuple_item_borrowed(members, i), leaves)) return -1;
    return 0;
}

/* Sorts what was raised into new exceptions (appended to fresh) and leaves of the original group (to leaves). */
static int sort_raised(Object *original, Object *raised, Object *fresh, Object *leaves) {
    for (size_t i = 0; i < list_count(raised); i++) {
        Object *item = ((List *)raised)->items[i];
        if (item == None) continue;
        if (is_part_of(item, original) ? collect_leaves(item, leaves) : list_append(fresh, item)) return -1;
    }
    return 0;
}

/* The part of the original group that has these leaves, in its original structure. */
static int append_reraised(Object *original, Object *leaves, Object *fresh) {
    Object *match, *rest;
    Search search = {BY_MEMBERSHIP, leaves, false};
    if (list_count(leaves) == 0) return 0;
    if (split(original, &search, &match, &rest)) return -1;
    release_or_null(rest);
    return match ? list_append_steal(fresh, match) : 0;
}

/* What is only reraised goes on as it is; anything new is wrapped, even alone, as in CPython 3.11.2. */
static Object *combine(Object *fresh, bool only_reraised) {
    size_t count = list_count(fresh);
    if (count == 0) return retain(None);
    return only_reraised ? retain(((List *)fresh)->items[0]) : exception_group_new("", fresh);
}

Object *exception_group_reraise(Object *original, Object *raised) {
    if (!is_group(original)) return list_count(raised) ? retain(((List *)raised)->items[0]) : retain(None);
    Object *fresh = list_new(0), *leaves = list_new(0), *result = NULL;
    if (fresh && leaves && sort_raised(original, raised, fresh, leaves) == 0) {
        bool only_reraised = list_count(fresh) == 0;
        if (append_reraised(original, leaves, fresh) == 0) result = combine(fresh, only_reraised);
    }
    release_or_null(fresh);
    release_or_null(leaves);
    return result;
}
