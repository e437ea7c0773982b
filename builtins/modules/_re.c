/* _re.c - the matching engine of module re (builtins/lib/re.mini), which translates patterns to PCRE2's syntax.
 *
 * A Program is a compiled pattern. A Scan walks over one subject, from match to match; offsets are bytes inside and
 * characters outside. After an empty match the next one may begin at the same place but must not be empty there.
 * No script code runs while PCRE2 works; patterns are trusted to be what the translator writes. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

typedef struct Program {
    Object head;
    pcre2_code *code;
    pcre2_match_data *data;
    size_t groups;         /* without the whole match */
    bool is_bytes;
} Program;

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
    pcre2_code *result = pcre2_compile((PCRE2_SPTR)str_data(pattern), str_size(pattern), options, &code, &at, context);
    pcre2_compile_context_free(context);
    if (result) return result;
    if (code == PCRE2_ERROR_HEAP_FAILED) return error_no_memory();
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(code, text, sizeof text);
    return error_set(ValueError, "%s", (const char *)text);
}

/* compile(pattern, is_bytes, unicode, caseless): pattern is text in PCRE2's syntax. ValueError if PCRE2 refuses it. */
static Value compile_function(Object *self UNUSED, Object **args) {
    if (!is_str(args[0])) return error_set_value(TypeError, "pattern must be str");
    bool is_bytes = args[1] == True;
    uint32_t options = PCRE2_NO_UTF_CHECK;
    if (!is_bytes) options |= PCRE2_UTF;
    if (args[2] == True) options |= PCRE2_UCP;
    if (args[3] == True) options |= PCRE2_CASELESS;
    Program *program = (Program *)object_new(&program_type);
    if (!program) return value_error();
    program->is_bytes = is_bytes;
    pcre2_general_context *memory = pcre2_general_context_create(allocate, deallocate, NULL);
    program->code = memory ? compile(memory, args[0], options) : NULL;
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
    return value_new(&program->head);
}

static void program_dealloc(Object *self) {
    Program *program = (Program *)self;
    pcre2_match_data_free(program->data);
    pcre2_code_free(program->code);
    object_free(self);
}

/* ---- scanning ---- */

typedef struct Scan {
    Program *program;
    Object *subject;
    BufferView view;            /* of a bytes-like subject */
    bool has_view, ascii, must_advance;
    const char *text;
    size_t length, at;          /* bytes */
    size_t known_byte, known_index;     /* one byte offset and the character index it has */
} Scan;

static size_t count_characters(const char *from, const char *to) {
    size_t count = 0;
    for (; from < to; from++) count += ((unsigned char)*from & 0xC0) != 0x80;
    return count;
}

/* The character index of a byte offset. */
static size_t index_of(Scan *scan, size_t byte) {
    if (scan->ascii) return byte;
    if (byte >= scan->known_byte) scan->known_index += count_characters(scan->text + scan->known_byte, scan->text + byte);
    else scan->known_index -= count_characters(scan->text + byte, scan->text + scan->known_byte);
    scan->known_byte = byte;
    return scan->known_index;
}

static void scan_end(Scan *scan) {
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

/* pos and endpos: NULL if not given. The subject must outlive the scan. */
static int scan_start(Scan *scan, Program *program, Object *subject, Object *pos, Object *endpos) {
    *scan = (Scan){.program = program, .subject = subject};
    if (scan_subject(scan, subject)) return -1;
    size_t characters = scan->ascii ? scan->length : str_length(subject), start, end;
    if (clamped(pos, characters, 0, &start) || clamped(endpos, characters, characters, &end)) {
        scan_end(scan);
        return -1;
    }
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

/* The next match from scan->at on: 1 with the offsets in the program's data, 0, -1. */
static int scan_next(Scan *scan, uint32_t options) {
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

/* (start, end, start of group 1, ...) in characters; -1 for groups that took no part. */
static Object *spans_tuple(Scan *scan) {
    const Program *program = scan->program;
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(program->data);
    size_t count = 2 * (program->groups + 1);
    Object *result = tuple_new(count);
    for (size_t i = 0; result && i < count; i++) {
        Object *number = offsets[i] == PCRE2_UNSET ? int_from_i64(-1) : int_from_size(index_of(scan, offsets[i]));
        ((Tuple *)result)->items[i] = number;
        if (!number) CLEAR(result);
    }
    return result;
}

static Object *piece(const Scan *scan, size_t start, size_t end) {
    if (!scan->program->is_bytes) return str_from_utf8(scan->text + start, end - start);
    return bytes_from_data(scan->text + start, end - start);
}

static Object *group_text(const Scan *scan, size_t group) {
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scan->program->data);
    size_t start = offsets[2 * group], end = offsets[2 * group + 1];
    return start == PCRE2_UNSET ? piece(scan, 0, 0) : piece(scan, start, end);
}

/* ---- methods: exec(mode, subject, pos, endpos), spans, findall ---- */

enum { MODE_SEARCH, MODE_MATCH, MODE_FULLMATCH };

static Value exec_method(Object *self, Object **args) {
    static const uint32_t options[] = {0, PCRE2_ANCHORED, PCRE2_ANCHORED | PCRE2_ENDANCHORED};
    Scan scan;
    ssize_t mode;
    if (object_as_index(args[0], &mode, OverflowError)) return value_error();
    if (mode < MODE_SEARCH || mode > MODE_FULLMATCH) return error_set_value(ValueError, "bad mode");
    if (scan_start(&scan, (Program *)self, args[1], args[2], args[3])) return value_error();
    int found = scan_next(&scan, options[mode]);
    Value result = found < 0 ? value_error() : found ? value_new(spans_tuple(&scan)) : value_none();
    scan_end(&scan);
    return result;
}

/* All matches' offsets, at most args[3] of them unless that is 0. */
static Value spans_method(Object *self, Object **args) {
    Scan scan;
    ssize_t limit = 0;
    if (args[3] && object_as_index(args[3], &limit, NULL)) return value_error();
    if (scan_start(&scan, (Program *)self, args[0], args[1], args[2])) return value_error();
    Object *result = list_new(0);
    int found = 0;
    while (result && (limit <= 0 || list_count(result) < (size_t)limit) && (found = scan_next(&scan, 0)) > 0) {
        Object *spans = spans_tuple(&scan);
        if (!spans || list_append_steal(result, spans)) CLEAR(result);
    }
    if (found < 0) CLEAR(result);
    scan_end(&scan);
    return value_new(result);
}

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

/* ---- the iterator of finditer: offsets, match by match ---- */

typedef struct Scanner { Object head; Scan scan; } Scanner;
static Type scanner_type;

static Value scanner_method(Object *self, Object **args) {
    Scanner *scanner = (Scanner *)object_new(&scanner_type);
    if (!scanner) return value_error();
    if (scan_start(&scanner->scan, (Program *)self, args[0], args[1], args[2])) {
        scanner->scan = (Scan){0};
        RELEASE(scanner);
        return value_error();
    }
    retain(self);
    retain(args[0]);
    return value_new(&scanner->head);
}

static void scanner_dealloc(Object *self) {
    Scan *scan = &((Scanner *)self)->scan;
    scan_end(scan);
    CLEAR(scan->subject);
    CLEAR(scan->program);
    object_free(self);
}

static Object *scanner_iter(Object *self) { return retain(self); }

static Object *scanner_next(Object *self) {
    Scan *scan = &((Scanner *)self)->scan;
    int found = scan_next(scan, 0);
    if (found > 0) return spans_tuple(scan);
    scan->at = scan->length + 1;
    return NULL;
}

static Type scanner_type = {
    .head = TYPE_HEAD, .name = "_re.Scanner", .size = sizeof(Scanner), .flags = TYPE_IMMUTABLE,
    .dealloc = scanner_dealloc, .iter = scanner_iter, .next = scanner_next,
};

static const Method program_methods[] = {
    {"exec", exec_method, "(mode, subject, pos=0, endpos=None, /)", "One match's offsets, or None. mode 0 searches, 1 matches, 2 matches all.", 0},
    {"spans", spans_method, "(subject, pos=0, endpos=None, limit=0, /)", "The offsets of all matches.", 0},
    {"findall", findall_method, "(subject, pos=0, endpos=None, /)", "The texts of all matches.", 0},
    {"scanner", scanner_method, "(subject, pos=0, endpos=None, /)", "An iterator over the offsets of all matches.", 0},
    {0},
};

static Type program_type = {
    .head = TYPE_HEAD, .name = "_re.Program", .size = sizeof(Program), .flags = TYPE_IMMUTABLE,
    .doc = "A compiled pattern.", .dealloc = program_dealloc, .methods = program_methods,
};

static const Method functions[] = {
    {"compile", compile_function, "(pattern, is_bytes, unicode, caseless, /)", "A Program from a pattern in PCRE2's syntax.", 0},
    {0},
};

static int init(Object *module UNUSED) { return type_ready(&scanner_type) || type_ready(&program_type) ? -1 : 0; }

const ModuleDef _re_module = {.name = "_re", .doc = "The matching engine of module re.", .functions = functions, .init = init};
