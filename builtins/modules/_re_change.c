/* _re_change.c - split, sub and subn of a pattern, and the filling in of templates.
 *
 * A template is a list of texts and numbers of groups, as Pattern._template makes it (builtins/lib/re). Offsets of a match
 * are read before a function for it is called, which may use the pattern again. */
#include "builtins/modules/_re.h"

#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

static size_t text_size(const Object *text) { return is_str(text) ? str_size(text) : bytes_size(text); }
static const char *text_data(const Object *text) { return is_str(text) ? str_data(text) : bytes_data(text); }
static bool is_text(const Object *o, bool is_bytes_pattern) { return is_bytes_pattern ? is_bytes(o) : is_str(o); }

/* ---- split ---- */

static int split_at(const Scan *scan, Object *list, size_t from) {
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scan->program->data);
    Object *piece = scan_piece(scan, from, offsets[0]);
    if (!piece || list_append_steal(list, piece)) return -1;
    for (size_t i = 1; i <= scan->program->groups; i++) {
        piece = offsets[2 * i] == PCRE2_UNSET ? retain(None) : scan_piece(scan, offsets[2 * i], offsets[2 * i + 1]);
        if (!piece || list_append_steal(list, piece)) return -1;
    }
    return 0;
}

Value program_split_method(Object *self, Object **args) {
    Scan scan;
    ssize_t limit = 0, splits = 0;
    if (args[1] && object_as_index(args[1], &limit, NULL)) return value_error();
    if (scan_start(&scan, (Program *)self, args[0], NULL, NULL)) return value_error();
    Object *list = list_new(0);
    size_t from = 0;
    int found = 0;
    while (list && limit >= 0 && (!limit || splits < limit) && (found = scan_next(&scan, 0)) > 0) {
        if (split_at(&scan, list, from)) CLEAR(list);
        from = scan.at;
        splits++;
    }
    if (list && found >= 0) {
        Object *rest = scan_piece(&scan, from, scan.length);
        if (!rest || list_append_steal(list, rest)) CLEAR(list);
    } else CLEAR(list);
    scan_end(&scan);
    return value_new(list);
}

/* ---- sub ---- */

typedef struct Substitution {
    Scan scan;
    Object *function;        /* called for each match, or NULL */
    Object *replacement;     /* text, or a template */
    Buffer out;
    size_t pieces;           /* so far, for a message */
} Substitution;

static void append_subject(Substitution *s, size_t from, size_t to) {
    if (from == to) return;
    buffer_append(&s->out, s->scan.text + from, to - from);
    s->pieces++;
}

static int append_called(Substitution *s) {
    Object *match = match_new(&s->scan), *text = match ? object_call_one(s->function, match) : NULL;
    release_or_null(match);
    if (!text) return -1;
    int result = 0;
    if (text != None && !is_text(text, s->scan.program->is_bytes)) {
        const char *wanted = s->scan.program->is_bytes ? "a bytes-like object," : "str instance,";
        result = error_set_int(TypeError, "sequence item %zu: expected %s %T found", s->pieces, wanted, text);
    } else if (text != None) {
        buffer_append(&s->out, text_data(text), text_size(text));
        s->pieces++;
    }
    release(text);
    return result;
}

static int append_template(Substitution *s) {
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(s->scan.program->data);
    for (size_t i = 0; i < list_count(s->replacement); i++) {
        const Object *piece = ((List *)s->replacement)->items[i];
        if (!is_machine_int(piece)) buffer_append(&s->out, text_data(piece), text_size(piece));
        else {
            int64_t group = int_value(piece);
            if (offsets[2 * group] != PCRE2_UNSET) append_subject(s, offsets[2 * group], offsets[2 * group + 1]);
        }
    }
    return 0;
}

static int append_replacement(Substitution *s) {
    if (s->function) return append_called(s);
    if (is_list_exact(s->replacement)) return append_template(s);
    buffer_append(&s->out, text_data(s->replacement), text_size(s->replacement));
    return 0;
}

/* Text without a backslash stands for itself. New reference to it or to what Pattern._template makes of it. */
static Object *replacement_of(Program *program, Object *repl) {
    bool exact = program->is_bytes ? is_bytes_exact(repl) : is_str_exact(repl);
    if (exact && !memchr(text_data(repl), '\\', text_size(repl))) return retain(repl);
    return object_call_method(&program->head, "_template", 1, repl);
}

static Object *unchanged(Object *subject) {
    if (is_str(subject) || is_bytes(subject)) return retain(subject);
    return object_call_one((Object *)&bytes_type, subject);
}

/* Replaces up to limit matches (0: all). The number of them, or -1. *result: new */
static ssize_t substitute(Substitution *s, size_t limit, Object **result) {
    size_t count = 0, from = 0;
    int found = 0;
    while ((!limit || count < limit) && (found = scan_next(&s->scan, 0)) > 0) {
        size_t end = s->scan.at;
        append_subject(s, from, pcre2_get_ovector_pointer(s->scan.program->data)[0]);
        if (append_replacement(s)) return -1;
        from = end;
        count++;
    }
    if (found < 0) return -1;
    if (!count) *result = unchanged(s->scan.subject);
    else {
        append_subject(s, from, s->scan.length);
        if (!s->scan.program->is_bytes) *result = str_from_buffer(&s->out);
        else *result = buffer_failed(&s->out) ? error_no_memory() : bytes_from_data(s->out.data ? s->out.data : "", s->out.length);
    }
    return *result ? (ssize_t)count : -1;
}

/* (repl, string, count): the number of replacements, or -1. *result: the new text */
static ssize_t sub_arguments(Object *self, Object **args, Object **result) {
    Substitution s = {.out = BUFFER_INIT};
    Program *program = (Program *)self;
    ssize_t limit = 0, count = -1;
    if (args[2] && object_as_index(args[2], &limit, NULL)) return -1;
    if (limit < 0) return (*result = unchanged(args[1])) ? 0 : -1;
    s.function = object_is_callable(args[0]) ? args[0] : NULL;
    if (!s.function && !(s.replacement = replacement_of(program, args[0]))) return -1;
    if (!scan_start(&s.scan, program, args[1], NULL, NULL)) {
        count = substitute(&s, (size_t)limit, result);
        scan_end(&s.scan);
    }
    buffer_free(&s.out);
    release_or_null(s.replacement);
    return count;
}

Value program_sub_method(Object *self, Object **args) {
    Object *result;
    return sub_arguments(self, args, &result) < 0 ? value_error() : value_new(result);
}

Value program_subn_method(Object *self, Object **args) {
    Object *result;
    ssize_t count = sub_arguments(self, args, &result);
    if (count < 0) return value_error();
    Object *number = int_from_i64(count), *pair = number ? tuple_of(2, result, number) : NULL;
    release(result);
    release_or_null(number);
    return value_new(pair);
}

/* ---- expand ---- */

Object *match_expand(Object *match, Object *pieces, bool is_bytes_pattern) {
    Buffer out = BUFFER_INIT;
    for (size_t i = 0; i < list_count(pieces); i++) {
        Object *piece = ((List *)pieces)->items[i];
        Object *text = is_machine_int(piece) ? match_group(match, (size_t)int_value(piece), None) : retain(piece);
        if (!text) {
            buffer_free(&out);
            return NULL;
        }
        if (text != None) buffer_append(&out, text_data(text), text_size(text));
        release(text);
    }
    if (!is_bytes_pattern) return str_from_buffer(&out);
    Object *result = buffer_failed(&out) ? error_no_memory() : bytes_from_data(out.data ? out.data : "", out.length);
    buffer_free(&out);
    return result;
}
