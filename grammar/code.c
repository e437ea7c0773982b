/* code.c - the code type. A Code holds its Tree, so nodes live as long as any code made from them; the codes of inner
 * definitions belong to the code around them and not to the Tree, so nothing here forms a cycle. */
#include "grammar/code.h"

#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "grammar/code_lines.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"
#include "runtime/object/protocol.h"

Code *code_new(Tree *tree, CodeKind kind, Node *node, Object *name, Object *qualname) {
    Code *code = (Code *)object_new(&code_type);
    if (!code) return NULL;
    tree_retain(tree);
    code->tree = tree;
    code->kind = kind;
    code->node = node;
    code->name = retain(name);
    code->qualname = retain(qualname);
    code->class_cell_slot = -1;
    static uint64_t last_version;
    code->version = ++last_version;
    return code;
}

int code_add_inner_steal(Code *code, Code *inner) {
    if (code->inner_count == code->inner_capacity) {
        uint32_t capacity = code->inner_capacity ? code->inner_capacity * 2 : 4;
        Code **items = mem_realloc_array(code->inner, code->inner_capacity, capacity, sizeof *items);
        if (!items) {
            RELEASE(inner);
            error_no_memory();
            return -1;
        }
        code->inner = items;
        code->inner_capacity = capacity;
    }
    code->inner[code->inner_count++] = inner;
    return 0;
}

Code *prepared_codes;

void code_note_prepared(Code *code) {
    code->prepared = 1;
    code->next_prepared = prepared_codes;
    if (prepared_codes) prepared_codes->previous_prepared = code;
    prepared_codes = code;
}

static void leave_prepared(Code *code) {
    if (!code->prepared) return;
    if (code->previous_prepared) code->previous_prepared->next_prepared = code->next_prepared;
    else prepared_codes = code->next_prepared;
    if (code->next_prepared) code->next_prepared->previous_prepared = code->previous_prepared;
}

static void code_dealloc(Object *self) {
    Code *code = (Code *)self;
    leave_prepared(code);
    for (uint32_t i = 0; i < code->inner_count; i++) RELEASE(code->inner[i]);
    mem_free_array(code->inner, code->inner_capacity, sizeof *code->inner);
    for (uint32_t i = 0; code->slot_names && i < code->slot_count; i++) release_or_null(code->slot_names[i]);
    mem_free_array(code->slot_names, code->slot_count, sizeof *code->slot_names);
    mem_free_array(code->cell_slots, code->cell_count, sizeof *code->cell_slots);
    for (uint32_t i = 0; i < code->free_count; i++) release(code->free_names[i]);
    mem_free_array(code->free_names, code->free_capacity, sizeof *code->free_names);
    mem_free_array(code->free_sources, code->free_capacity, sizeof *code->free_sources);
    release_or_null(code->docstring);
    release(code->name);
    release(code->qualname);
    tree_release(code->tree);
    object_free(self);
}

static Object *code_repr(Object *self) {
    Code *code = (Code *)self;
    return format_message("<code object %U at %p, file \"%U\", line %u>", code->name, self, code->tree->filename, code->first_line);
}

/* ---- attributes ---- */

/* The Codes are compared and hashed by identity; CPython compares contents. */
static Object *get_name(Object *self) { return retain(((Code *)self)->name); }
static Object *get_qualname(Object *self) { return retain(((Code *)self)->qualname); }
static Object *get_filename(Object *self) { return retain(((Code *)self)->tree->filename); }
static Object *get_first_line(Object *self) { return int_from_i64(((Code *)self)->first_line); }
static Object *get_flags(Object *self) { return int_from_i64(((Code *)self)->flags); }
static Object *get_argcount(Object *self) { return int_from_i64(((Code *)self)->positional_count); }
static Object *get_posonlyargcount(Object *self) { return int_from_i64(((Code *)self)->positional_only_count); }
static Object *get_kwonlyargcount(Object *self) { return int_from_i64(((Code *)self)->keyword_only_count); }

static bool is_cell(const Code *code, uint32_t slot) {
    for (uint32_t i = 0; i < code->cell_count; i++)
        if (code->cell_slots[i] == slot) return true;
    return false;
}

static uint32_t parameter_count(const Code *code) {
    return code->positional_count + code->keyword_only_count + ((code->flags & CODE_VARARGS) != 0) + ((code->flags & CODE_VARKEYWORDS) != 0);
}

/* CPython puts *args after the keyword-only names too, so slot order is right. Cells that are no parameters are left out. */
static Object *get_varnames(Object *self) {
    Code *code = (Code *)self;
    uint32_t count = 0, parameters = parameter_count(code);
    Object **names = mem_array(code->named_count + 1, sizeof *names);
    if (!names) return error_no_memory();
    for (uint32_t i = 0; i < code->named_count; i++)
        if (i < parameters || !is_cell(code, i)) names[count++] = code->slot_names[i];
    Object *tuple = tuple_from_items(names, count);
    mem_free_array(names, code->named_count + 1, sizeof *names);
    return tuple;
}

static Object *get_nlocals(Object *self) {
    Object *names = get_varnames(self);
    if (!names) return NULL;
    size_t count = tuple_count(names);
    release(names);
    return int_from_size(count);
}

static Object *get_cellvars(Object *self) {
    Code *code = (Code *)self;
    Object *tuple = tuple_new(code->cell_count);
    if (!tuple || !code->cell_count) return tuple;
    for (uint32_t i = 0; i < code->cell_count; i++) ((Tuple *)tuple)->items[i] = retain(code->slot_names[code->cell_slots[i]]);
    gc_track(tuple);
    return tuple;
}

static Object *get_freevars(Object *self) { return tuple_from_items(((Code *)self)->free_names, ((Code *)self)->free_count); }

static Object *get_nothing(Object *self) {
    (void)self;
    return bytes_from_data("", 0);
}
static Object *get_stack_size(Object *self) { return int_from_i64(((Code *)self)->slot_count - ((Code *)self)->named_count + 1); }

/* ---- replace ---- */

/* The parameters of replace() that this code can take on; all others must be what they are. */
enum { REPLACED_FIRST_LINE, REPLACED_NAME, REPLACED_QUALNAME, REPLACED_KNOWN };
static const char replace_signature[] =
    "(*, co_firstlineno=None, co_name=None, co_qualname=None, co_argcount=None, co_posonlyargcount=None, co_kwonlyargcount=None, "
    "co_nlocals=None, co_stacksize=None, co_flags=None, co_code=None, co_consts=None, co_names=None, co_varnames=None, "
    "co_freevars=None, co_cellvars=None, co_filename=None, co_linetable=None, co_exceptiontable=None)";
static const char *const kept_names[] = {"co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_stacksize", "co_flags",
                                         "co_code", "co_consts", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_filename",
                                         "co_linetable", "co_exceptiontable"};

static int check_kept(Object *self, Object **args) {
    for (size_t i = 0; i < sizeof kept_names / sizeof *kept_names; i++) {
        if (!args[REPLACED_KNOWN + i]) continue;
        Object *name = str_intern_text(kept_names[i]), *now = name ? object_getattr(self, name) : NULL;
        int same = now ? object_equal(now, args[REPLACED_KNOWN + i]) : -1;
        release_or_null(name);
        release_or_null(now);
        if (same < 0) return -1;
        if (!same) return error_set_int(ValueError, "mini cannot replace %s: the code is the source's tree", kept_names[i]);
    }
    return 0;
}

/* count objects (some may be NULL), each retained. NULL without memory or if count is 0. */
static Object **copy_objects(Object **items, uint32_t count) {
    Object **copy = count ? mem_array(count, sizeof *copy) : NULL;
    for (uint32_t i = 0; copy && i < count; i++) copy[i] = retain_or_null(items[i]);
    return copy;
}

static void *copy_numbers(const void *items, uint32_t count) {
    uint32_t *copy = count ? mem_array(count, sizeof *copy) : NULL;
    if (copy) memcpy(copy, items, count * sizeof *copy);
    return copy;
}

/* A code over the same nodes. New reference or NULL. */
static Code *code_copy(const Code *code, Object *name, Object *qualname) {
    Code *copy = code_new(code->tree, code->kind, code->node, name, qualname);
    if (!copy) return NULL;
    Object head = copy->head, *kept_name = copy->name, *kept_qualname = copy->qualname;
    uint64_t version = copy->version;
    *copy = *code;
    copy->head = head;
    copy->version = version;
    copy->name = kept_name;
    copy->qualname = kept_qualname;
    copy->docstring = retain_or_null(code->docstring);
    copy->weakrefs = NULL;
    copy->previous_prepared = copy->next_prepared = NULL;
    copy->prepared = copy->simple = copy->plain = 0;
    copy->entry = NULL;
    copy->inner = (Code **)copy_objects((Object **)code->inner, code->inner_count);
    copy->inner_capacity = code->inner_count;
    copy->slot_names = copy_objects(code->slot_names, code->slot_count);
    copy->cell_slots = copy_numbers(code->cell_slots, code->cell_count);
    copy->free_names = copy_objects(code->free_names, code->free_count);
    copy->free_sources = copy_numbers(code->free_sources, code->free_count);
    copy->free_capacity = code->free_count;
    bool complete = (copy->inner || !code->inner_count) && (copy->slot_names || !code->slot_count) && (copy->cell_slots || !code->cell_count) &&
                    (copy->free_names || !code->free_count) && (copy->free_sources || !code->free_count);
    if (complete) return copy;
    if (!copy->inner) copy->inner_count = copy->inner_capacity = 0;
    if (!copy->free_names) copy->free_count = 0;
    RELEASE(copy);
    return error_no_memory();
}

static Value replace_method(Object *self, Object **args) {
    Code *code = (Code *)self;
    Object *name = args[REPLACED_NAME] ? args[REPLACED_NAME] : code->name;
    Object *qualname = args[REPLACED_QUALNAME] ? args[REPLACED_QUALNAME] : code->qualname;
    ssize_t line = code->first_line;
    if (!is_str(name)) return error_set_value(TypeError, "replace() argument 'co_name' must be str, not %T", name);
    if (!is_str(qualname)) return error_set_value(TypeError, "replace() argument 'co_qualname' must be str, not %T", qualname);
    if (args[REPLACED_FIRST_LINE] && object_as_index(args[REPLACED_FIRST_LINE], &line, OverflowError)) return value_error();
    if (check_kept(self, args)) return value_error();
    Code *copy = code_copy(code, name, qualname);
    if (copy) copy->first_line = (uint32_t)line;
    return value_new((Object *)copy);
}

static const Method code_methods[] = {
    {"co_lines", code_lines_method, "()", NULL, 0},
    {"co_positions", code_positions_method, "()", NULL, 0},
    {"replace", replace_method, replace_signature, "Return a copy of the code object with new values for the specified fields.", 0},
    {0},
};

static const Getter code_getters[] = {
    {"co_name", get_name, NULL, "name with which this code object was defined"},
    {"co_qualname", get_qualname, NULL, "fully qualified function name"},
    {"co_filename", get_filename, NULL, "name of file in which this code object was created"},
    {"co_firstlineno", get_first_line, NULL, "number of first line in Python source code"},
    {"co_flags", get_flags, NULL, "bitmap of CO_* flags"},
    {"co_argcount", get_argcount, NULL, "number of arguments (not including keyword only arguments, * or ** args)"},
    {"co_posonlyargcount", get_posonlyargcount, NULL, "number of positional only arguments"},
    {"co_kwonlyargcount", get_kwonlyargcount, NULL, "number of keyword only arguments (not including ** arg)"},
    {"co_nlocals", get_nlocals, NULL, "number of local variables"},
    {"co_varnames", get_varnames, NULL, "tuple of names of arguments and local variables"},
    {"co_cellvars", get_cellvars, NULL, "tuple of names of cell variables (referenced by containing scopes)"},
    {"co_freevars", get_freevars, NULL, "tuple of names of free variables (referenced via a function's closure)"},
    {"co_names", code_names, NULL, "tuple of names other than arguments and function locals"},
    {"co_consts", code_constants, NULL, "tuple of constants used in the code"},
    {"co_code", code_bytes, NULL, "a byte pair for each statement and expression"},
    {"co_lnotab", code_lnotab, NULL, NULL},
    {"co_linetable", get_nothing, NULL, NULL},
    {"co_exceptiontable", get_nothing, NULL, NULL},
    {"co_stacksize", get_stack_size, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

Type code_type = {
    .head = TYPE_HEAD,
    .name = "code",
    .size = sizeof(Code),
    .flags = TYPE_IMMUTABLE,
    .weakrefs_offset = offsetof(Code, weakrefs),
    .dealloc = code_dealloc,
    .repr = code_repr,
    .methods = code_methods,
    .getters = code_getters,
    .doc = "Code objects are made by compile() and by function definitions.",
};
