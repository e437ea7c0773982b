/* _re.c - the matching engine of module re (builtins/lib/re), which translates patterns to PCRE2's syntax.
 *
 * A Program is a compiled pattern. A Scan walks over one subject, from match to match; offsets are bytes inside and
 * characters outside. After an empty match the next one may begin at the same place but must not be empty there.
 * No script code runs while PCRE2 works; patterns are trusted to be what the translator writes. */
#include "builtins/modules/_re.h"

#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

static Type program_type;

/* ---- memory: PCRE2 gives no sizes back, so each block begins with its own ---- */

static void *allocate(size_t size, void *context UNUSED) {
    if (size > SIZE_MAX - MEM_ALIGNMENT) return NULL;
    char *block = mem_alloc(size + MEM_ALIGNMENT);
    if (!block) return NULL;
    *(size_t *)(void *)block = size;
    return block + MEM_ALIGNMENT;
}

static void deallocate(void *data, void *context UNUSED) {
    if (!data) return;
    char *block = (char *)data - MEM_ALIGNMENT;
    mem_free(block, *(size_t *)(void *)block + MEM_ALIGNMENT);
}

/* ---- compiling ---- */

static pcre2_code *compile(pcre2_general_context *memory, Object *pattern, uint32_t options) {
    int code;
    PCRE2_SIZE at;
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    if (!context) return error_no_memory();
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    if (options & PCRE2_UTF) pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
    pcre2_code *result = pcre2_compile((PCRE2_SPTR)str_data(pattern), str_size(pattern), options, &code, &at, context);
    pcre2_compile_context_free(context);
    if (result) return result;
    if (code == PCRE2_ERROR_HEAP_FAILED) return error_no_memory();
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(code, text, sizeof text);
    return error_set(ValueError, "%s", (const char *)text);
}

/* compile(class, pattern, is_bytes, unicode, caseless, names, top): pattern is text in PCRE2's syntax. ValueError if PCRE2
 * refuses it. */
static Value compile_function(Object *self UNUSED, Object **args) {
    if (!type_has(args[0], TYPE_TYPE_SUBCLASS) || !type_is_subtype((Type *)args[0], &program_type) || !is_str(args[1]) ||
        !is_dict_exact(args[5]) || !is_tuple_exact(args[6]))
        return error_set_value(TypeError, "a class of patterns, a str, a dict and a tuple are wanted");
    bool is_bytes = args[2] == True;
    uint32_t options = PCRE2_NO_UTF_CHECK;
    if (!is_bytes) options |= PCRE2_UTF;
    if (args[3] == True) options |= PCRE2_UCP;
    if (args[4] == True) options |= PCRE2_CASELESS;
    Program *program = (Program *)object_new((Type *)args[0]);
    if (!program) return value_error();
    program->is_bytes = is_bytes;
    program->names = retain(args[5]);
    program->top = retain(args[6]);
    pcre2_general_context *memory = pcre2_general_context_create(allocate, deallocate, NULL);
    program->code = memory ? compile(memory, args[1], options) : NULL;
    program->data = program->code ? pcre2_match_data_create_from_pattern(program->code, memory) : NULL;
    pcre2_general_context_free(memory);     /* the others keep a copy of what they need */
    if (!program->data) {
        if (!error_pending()) error_no_memory();
        release(&program->head);
        return value_error();
    }
    uint32_t groups;
    pcre2_pattern_info(program->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    program->groups = groups;
    pcre2_jit_compile(program->code, PCRE2_JIT_COMPLETE);   /* where it cannot, matching interprets */
    if (program->head.type != &program_type) gc_track(&program->head);
    return value_new(&program->head);
}

static void program_dealloc(Object *self) {
    Program *program = (Program *)self;
    pcre2_match_data_free(program->data);
    pcre2_code_free(program->code);
    CLEAR(program->names);
    CLEAR(program->top);
    object_free(self);
}

/* ---- scanning ---- */

static size_t count_characters(const char *from, const char *to) {
    size_t count = 0;
    for (; from < to; from++) count += ((unsigned char)*from & 0xC0) != 0x80;
    return count;
}

size_t scan_index(Scan *scan, size_t byte) {
    if (scan->ascii) return byte;
    if (byte >= scan->known_byte) scan->known_index += count_characters(scan->text + scan->known_byte, scan->text + byte);
    else scan->known_index -= count_characters(scan->text + byte, scan->text + scan->known_byte);
    scan->known_byte = byte;
    return scan->known_index;
}

void scan_end(Scan *scan) {
    if (scan->has_view) buffer_view_release(&scan->view);
    scan->has_view = false;
}

static int scan_subject(Scan *scan, Object *subject) {
    if (is_str(subject)) {
        if (scan->program->is_bytes) return error_set_int(TypeError, "cannot use a bytes pattern on a string-like object");
        scan->text = str_data(subject);
        scan->length = str_size(subject);
        scan->ascii = str_is_ascii(subject);
        return 0;
    }
    if (!subject->type->get_buffer) return error_set_int(TypeError, "expected string or bytes-like object, got '%T'", subject);
    if (!scan->program->is_bytes) return error_set_int(TypeError, "cannot use a string pattern on a bytes-like object");
    if (object_get_buffer(subject, &scan->view, 0)) return -1;
    scan->has_view = scan->ascii = true;
    scan->text = scan->view.data;
    scan->length = scan->view.length;
    return 0;
}

static int clamped(Object *o, size_t limit, size_t fallback, size_t *result) {
    ssize_t value;
    *result = fallback;
    if (!o || o == None) return 0;
    if (object_as_index(o, &value, NULL)) return -1;
    *result = value < 0 ? 0 : (size_t)value > limit ? limit : (size_t)value;
    return 0;
}

int scan_start(Scan *scan, Program *program, Object *subject, Object *pos, Object *endpos) {
    *scan = (Scan){.program = program, .subject = subject};
    if (scan_subject(scan, subject)) return -1;
    size_t characters = scan->ascii ? scan->length : str_length(subject), start, end;
    if (clamped(pos, characters, 0, &start) || clamped(endpos, characters, characters, &end)) {
        scan_end(scan);
        return -1;
    }
    scan->pos = start;
    scan->endpos = end;
    if (start > end) {            /* nothing can match there */
        scan->at = 1;
        scan->length = 0;
        return 0;
    }
    scan->at = scan->ascii ? start : str_byte_offset(subject, start);
    scan->length = scan->ascii ? end : str_byte_offset(subject, end);
    return 0;
}

static int match_error(int code) {
    if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAPLIMIT) return error_no_memory(), -1;
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(code, text, sizeof text);
    return error_set_int(RuntimeError, "regular expression: %s", (const char *)text);
}

int scan_next(Scan *scan, uint32_t options) {
    const Program *program = scan->program;
    if (scan->at > scan->length) return 0;
    if (interp_check_interrupt()) return -1;
    options |= PCRE2_NO_UTF_CHECK | (scan->must_advance ? PCRE2_NOTEMPTY_ATSTART : 0);
    PCRE2_SPTR text = (PCRE2_SPTR)(scan->text ? scan->text : "");
    int count = pcre2_match(program->code, text, scan->length, scan->at, options, program->data, NULL);
    if (count == PCRE2_ERROR_JIT_STACKLIMIT)
        count = pcre2_match(program->code, text, scan->length, scan->at, options | PCRE2_NO_JIT, program->data, NULL);
    if (count == PCRE2_ERROR_NOMATCH) return 0;
    if (count < 0) return match_error(count);
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(program->data);
    scan->must_advance = offsets[0] == offsets[1];
    scan->at = offsets[1];
    return 1;
}

Object *scan_piece(const Scan *scan, size_t start, size_t end) {
    if (!scan->program->is_bytes) return str_from_utf8(scan->text + start, end - start);
    return bytes_from_data(scan->text + start, end - start);
}

static Object *group_text(const Scan *scan, size_t group) {
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scan->program->data);
    size_t start = offsets[2 * group], end = offsets[2 * group + 1];
    return start == PCRE2_UNSET ? scan_piece(scan, 0, 0) : scan_piece(scan, start, end);
}

/* ---- methods ---- */

static Value find_match(Object *self, Object **args, uint32_t options) {
    Scan scan;
    if (scan_start(&scan, (Program *)self, args[0], args[1], args[2])) return value_error();
    int found = scan_next(&scan, options);
    Value result = found < 0 ? value_error() : found ? value_new(match_new(&scan)) : value_none();
    scan_end(&scan);
    return result;
}

static Value search_method(Object *self, Object **args) { return find_match(self, args, 0); }
static Value match_method(Object *self, Object **args) { return find_match(self, args, PCRE2_ANCHORED); }
static Value fullmatch_method(Object *self, Object **args) { return find_match(self, args, PCRE2_ANCHORED | PCRE2_ENDANCHORED); }

static Object *findall_item(const Scan *scan) {
    size_t groups = scan->program->groups;
    if (groups < 2) return group_text(scan, groups);
    Object *result = tuple_new(groups);
    for (size_t i = 0; result && i < groups; i++) {
        Object *text = group_text(scan, i + 1);
        ((Tuple *)result)->items[i] = text;
        if (!text) CLEAR(result);
    }
    if (result) gc_track(result);
    return result;
}

static Value findall_method(Object *self, Object **args) {
    Scan scan;
    if (scan_start(&scan, (Program *)self, args[0], args[1], args[2])) return value_error();
    Object *result = list_new(0);
    int found = 0;
    while (result && (found = scan_next(&scan, 0)) > 0) {
        Object *item = findall_item(&scan);
        if (!item || list_append_steal(result, item)) CLEAR(result);
    }
    if (found < 0) CLEAR(result);
    scan_end(&scan);
    return value_new(result);
}

/* ---- the iterator of finditer, and the object that scanner() gives ---- */

typedef struct Scanner { Object head; Scan scan; } Scanner;
static Type scanner_type, matcher_type;

static Value new_scanner(Type *type, Object *self, Object **args) {
    Scanner *scanner = (Scanner *)object_new(type);
    if (!scanner) return value_error();
    if (scan_start(&scanner->scan, (Program *)self, args[0], args[1], args[2])) {
        scanner->scan = (Scan){0};
        RELEASE(scanner);
        return value_error();
    }
    retain(self);
    retain(args[0]);
    gc_track(&scanner->head);
    return value_new(&scanner->head);
}

static Value finditer_method(Object *self, Object **args) { return new_scanner(&scanner_type, self, args); }
static Value scanner_method(Object *self, Object **args) { return new_scanner(&matcher_type, self, args); }

static void scanner_dealloc(Object *self) {
    Scan *scan = &((Scanner *)self)->scan;
    gc_untrack(self);
    scan_end(scan);
    CLEAR(scan->subject);
    CLEAR(scan->program);
    object_free(self);
}

static int scanner_traverse(Object *self, VisitFn visit, void *context) {
    const Scan *scan = &((Scanner *)self)->scan;
    VISIT(scan->program);
    VISIT(scan->subject);
    VISIT(scan->view.owner);
    return 0;
}

static Object *scanner_iter(Object *self) { return retain(self); }

static Object *scanner_next(Object *self) {
    Scan *scan = &((Scanner *)self)->scan;
    int found = scan_next(scan, 0);
    if (found > 0) return match_new(scan);
    scan->at = scan->length + 1;
    return NULL;
}

static Type scanner_type = {
    .head = TYPE_HEAD, .name = "_re.Scanner", .size = sizeof(Scanner), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .dealloc = scanner_dealloc, .traverse = scanner_traverse, .iter = scanner_iter, .next = scanner_next,
};

/* The next match, which must begin where the last one ended if it is anchored. */
static Value matcher_next(Object *self, uint32_t options) {
    Scan *scan = &((Scanner *)self)->scan;
    int found = scan_next(scan, options);
    if (found > 0) return value_new(match_new(scan));
    scan->at = scan->length + 1;
    return found < 0 ? value_error() : value_none();
}

static Value matcher_search_method(Object *self, Object **args UNUSED) { return matcher_next(self, 0); }
static Value matcher_match_method(Object *self, Object **args UNUSED) { return matcher_next(self, PCRE2_ANCHORED); }
static Object *matcher_get_pattern(Object *self) { return retain(&((Scanner *)self)->scan.program->head); }

static const Method matcher_methods[] = {
    {"match", matcher_match_method, "()", NULL, 0},
    {"search", matcher_search_method, "()", NULL, 0},
    {0},
};

static const Getter matcher_getters[] = {{"pattern", matcher_get_pattern, getter_readonly, NULL}, {0}};

static Type matcher_type = {
    .head = TYPE_HEAD, .name = "_sre.SRE_Scanner", .size = sizeof(Scanner), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .dealloc = scanner_dealloc, .traverse = scanner_traverse, .methods = matcher_methods, .getters = matcher_getters,
};

#define WHERE "(string, pos=0, endpos=9223372036854775807)"
static const Method program_methods[] = {
    {"match", match_method, WHERE, "Matches zero or more characters at the beginning of the string.", 0},
    {"fullmatch", fullmatch_method, WHERE, "Matches against all of the string.", 0},
    {"search", search_method, WHERE, "Scan through string looking for a match, and return a corresponding match object instance.\n\n"
     "Return None if no position in the string matches.", 0},
    {"findall", findall_method, WHERE, "Return a list of all non-overlapping matches of pattern in string.", 0},
    {"finditer", finditer_method, WHERE, "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\n"
     "For each match, the iterator returns a match object.", 0},
    {"scanner", scanner_method, WHERE, NULL, 0},
    {"split", program_split_method, "(string, maxsplit=0)", "Split string by the occurrences of pattern.", 0},
    {"sub", program_sub_method, "(repl, string, count=0)",
     "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.", 0},
    {"subn", program_subn_method, "(repl, string, count=0)",
     "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern "
     "with the replacement repl.", 0},
    {0},
};

static Type program_type = {
    .head = TYPE_HEAD, .name = "_re.Program", .size = sizeof(Program), .flags = TYPE_IMMUTABLE | TYPE_BASE,
    .doc = "A compiled pattern.", .dealloc = program_dealloc, .methods = program_methods,
};

static const Method functions[] = {
    {"compile", compile_function, "(cls, pattern, is_bytes, unicode, caseless, names, top, /)", "A Program from a pattern in PCRE2's syntax.", 0},
    {0},
};

static int init(Object *module) {
    if (type_ready(&scanner_type) || type_ready(&matcher_type) || type_ready(&program_type) || type_ready(&match_type)) return -1;
    return module_add(module, "Program", (Object *)&program_type) || module_add(module, "Match", (Object *)&match_type) ? -1 : 0;
}

const ModuleDef _re_module = {.name = "_re", .doc = "The matching engine of module re.", .functions = functions, .init = init};
