/* code.c - the code type. A Code holds its Tree, so nodes live as long as any code made from them; the codes of inner
 * definitions belong to the code around them and not to the Tree, so nothing here forms a cycle. */
#include "grammar/code.h"

#include <string.h>

#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

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
    .getters = code_getters,
    .doc = "Code objects are made by compile() and by function definitions.",
};
