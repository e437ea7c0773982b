/* traceback.c - traceback objects: one entry for each frame that an exception went through. */
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/object/signature.h"

static Traceback *traceback(Object *o) { return (Traceback *)o; }

Object *traceback_new(Object *next, Object *frame, Object *code, uint32_t line, uint32_t col, uint32_t end_line, uint32_t end_col) {
    Traceback *entry = (Traceback *)object_new(&traceback_type);
    if (!entry) return NULL;
    entry->next = retain_or_null(next);
    entry->frame = retain_or_null(frame);
    entry->code = retain_or_null(code);
    entry->line = line;
    entry->col = col;
    entry->end_line = end_line;
    entry->end_col = end_col;
    gc_track(&entry->head);
    return &entry->head;
}

static int read_number(Object *o, uint32_t *result) {
    ssize_t number;
    if (object_as_index(o, &number, OverflowError)) return -1;
    if (number < INT32_MIN || number > INT32_MAX) return error_set_int(OverflowError, "Python int too large to convert to C int");
    *result = (uint32_t)number;
    return 0;
}

static int check_next(Object *next, const char *wanted) {
    if (next == None || is_traceback(next)) return 0;
    return error_set_int(TypeError, "expected traceback object%s, got '%T'", wanted, next);
}

static Object *traceback_new_slot(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    Object *bound[4];
    uint32_t last_instruction, line;
    Signature *signature = signature_parse("(tb_next, tb_frame, tb_lasti, tb_lineno)");
    if (!signature || signature_bind(signature, "TracebackType", args, count, kwnames, bound)) return NULL;
    Object *code = object_getattr_text(bound[1], "f_code");
    if (!code) {
        error_clear();
        return error_set(TypeError, "TracebackType() argument 'tb_frame' must be frame, not %K", bound[1]);
    }
    Object *result = NULL;
    if (check_next(bound[0], " or None") == 0 && read_number(bound[2], &last_instruction) == 0 && read_number(bound[3], &line) == 0)
        result = traceback_new(bound[0] == None ? NULL : bound[0], bound[1], code, line, 0, line, 0);
    release(code);
    return result;
}

static void traceback_dealloc(Object *o) {
    Traceback *entry = traceback(o);
    release_or_null(entry->next);
    release_or_null(entry->frame);
    release_or_null(entry->code);
    object_free(o);
}

static int traceback_traverse(Object *o, VisitFn visit, void *context) {
    Traceback *entry = traceback(o);
    VISIT(entry->next);
    VISIT(entry->frame);
    VISIT(entry->code);
    return 0;
}

static int traceback_clear(Object *o) {
    CLEAR(traceback(o)->next);
    CLEAR(traceback(o)->frame);
    return 0;
}

static Object *get_next(Object *o) {
    Object *next = traceback(o)->next;
    return retain(next ? next : None);
}

static int set_next(Object *o, Object *value) {
    if (!value) return error_set_int(TypeError, "can't delete tb_next attribute");
    if (check_next(value, "")) return -1;
    if (value == None) value = NULL;
    for (Object *entry = value; entry; entry = traceback(entry)->next)
        if (entry == o) return error_set_int(ValueError, "traceback loop detected");
    object_replace_steal(&traceback(o)->next, retain_or_null(value));
    return 0;
}

static Object *get_frame(Object *o) {
    Object *frame = traceback(o)->frame;
    return retain(frame ? frame : None);
}

static Object *get_line(Object *o) { return int_from_i64((int32_t)traceback(o)->line); }

/* There is no bytecode: any position will do. */
static Object *get_last_instruction(Object *o UNUSED) { return int_from_i64(0); }

static const Getter getters[] = {
    {"tb_next", get_next, set_next, NULL},
    {"tb_frame", get_frame, NULL, NULL},
    {"tb_lasti", get_last_instruction, NULL, NULL},
    {"tb_lineno", get_line, NULL, NULL},
    {0},
};

static Value traceback_dir_method(Object *self UNUSED, Object **args UNUSED) {
    static const char *const names[] = {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"};
    Object *list = list_new(4);
    for (size_t i = 0; list && i < 4; i++) {
        Object *name = str_intern_text(names[i]);
        if (!name || list_append_steal(list, name)) CLEAR(list);
    }
    return value_new(list);
}

static const Method methods[] = {
    {"__dir__", traceback_dir_method, "()", NULL, 0},
    {0},
};

Type traceback_type = {
    .head = TYPE_HEAD, .name = "traceback", .size = sizeof(Traceback), .flags = TYPE_GC | TYPE_IMMUTABLE,
    .new = traceback_new_slot, .dealloc = traceback_dealloc, .traverse = traceback_traverse, .clear = traceback_clear,
    .methods = methods, .getters = getters, .doc = "TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)\n--\n\nCreate a new traceback object.",
};
