/* code_lines.c - what scripts see of a code as a row of instructions: co_code, co_lines(), co_positions(), co_lnotab.
 *
 * There are no instructions. For tools that ask which lines have code, each expression and each statement of the code stands
 * for one of two bytes, in the order in which they are evaluated, after one that stands for the beginning. */
#include <string.h>

#include "builtins/types/bytes.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/tuple.h"
#include "grammar/code.h"
#include "grammar/code_lines.h"
#include "runtime/base/buffer.h"
#include "runtime/base/mem.h"
#include "runtime/base/stack.h"
#include "runtime/object/protocol.h"

enum { UNIT_SIZE = 2 };

typedef struct Units { const Code *code; Position *items; size_t count, capacity; } Units;

static int add_unit(Units *units, Position position) {
    if (units->count == units->capacity) {
        size_t capacity = units->capacity ? units->capacity * 2 : 32;
        Position *items = mem_realloc_array(units->items, units->capacity, capacity, sizeof *items);
        if (!items) return error_no_memory(), -1;
        units->items = items;
        units->capacity = capacity;
    }
    units->items[units->count++] = position;
    return 0;
}

/* ---- gathering ---- */

static bool is_expression(const Node *node) { return node->kind >= NODE_Constant && node->kind <= NODE_FormattedValue; }

/* A statement that has a line of its own even without an expression, or before one. */
static bool is_marked(const Node *node) {
    switch (node->kind) {
    case NODE_Pass: case NODE_Break: case NODE_Continue: case NODE_Try: case NODE_Import: case NODE_ImportFrom: case NODE_FunctionDef:
    case NODE_ClassDef: case NODE_Return: case NODE_Raise: case NODE_ExceptHandler: return true;
    default: return false;
    }
}

static Position first_line_of(const Node *node) {
    Position position = *node_position(node);
    if (position.end_line == position.line) return position;
    return (Position){position.line, position.col, position.line, position.col};
}

static int gather(Node *node, void *context);

static int gather_list(Nodes list, Units *units) {
    for (uint32_t i = 0; i < list.count; i++)
        if (list.items[i] && gather(list.items[i], units)) return -1;
    return 0;
}

/* Bodies of inner definitions have codes of their own. */
static int gather_children(Node *node, Units *units) {
    bool own = node == units->code->node;
    if (node->kind == NODE_Function && !own) return gather_list((Nodes){&((NodeFunction *)node)->parameters, 1}, units);
    if (node->kind == NODE_Function) return gather(((NodeFunction *)node)->body, units);
    if (node->kind == NODE_GeneratorExp && !own) return gather(((NodeCompFor *)((NodeGeneratorExp *)node)->clauses.items[0])->iter, units);
    if (node->kind != NODE_ClassDef) return node_visit_children(node, gather, units);
    NodeClassDef *class = (NodeClassDef *)node;
    if (own) return gather(class->body, units);
    return gather_list(class->decorators, units) || gather_list(class->bases, units) || gather_list(class->keywords, units) ? -1 : 0;
}

static int gather(Node *node, void *context) {
    Units *units = context;
    if (stack_is_low()) return error_recursion(""), -1;
    bool own = node == units->code->node;
    if (!own && is_marked(node) && add_unit(units, first_line_of(node))) return -1;
    if (gather_children(node, units)) return -1;
    return !own && is_expression(node) ? add_unit(units, *node_position(node)) : 0;
}

static void units_free(Units *units) { mem_free_array(units->items, units->capacity, sizeof *units->items); }

/* 0, -1 with nothing held. */
static int units_of(Object *self, Units *units) {
    const Code *code = (Code *)self;
    uint32_t line = code->kind == CODE_MODULE ? 0 : code->first_line;
    *units = (Units){.code = code};
    if (!add_unit(units, (Position){line, 0, line, 0}) && !gather(code->node, units)) return 0;
    units_free(units);
    return -1;
}

/* ---- what scripts see ---- */

Object *code_bytes(Object *self) {
    Units units;
    if (units_of(self, &units)) return NULL;
    size_t size = units.count * UNIT_SIZE;
    char *zeros = mem_array(size, 1);
    Object *bytes = NULL;
    if (zeros) {
        memset(zeros, 0, size);
        bytes = bytes_from_data(zeros, size);
        mem_free_array(zeros, size, 1);
    } else {
        error_no_memory();
    }
    units_free(&units);
    return bytes;
}

/* Appends a tuple of numbers. */
static int append_numbers(Object *list, const uint32_t *numbers, size_t count) {
    Object *tuple = tuple_new(count);
    for (size_t i = 0; tuple && i < count; i++)
        if (!(((Tuple *)tuple)->items[i] = int_from_i64(numbers[i]))) CLEAR(tuple);
    return tuple ? list_append_steal(list, tuple) : -1;
}

static Value iterator_of_steal(Object *list, bool failed) {
    Object *iterator = failed ? NULL : object_iter(list);
    release_or_null(list);
    return value_new(iterator);
}

/* (start, end, line) of each run of instructions of one line. */
Value code_lines_method(Object *self, Object **args) {
    (void)args;
    Units units;
    if (units_of(self, &units)) return value_error();
    Object *list = list_new(0);
    bool failed = !list;
    for (size_t start = 0, end; !failed && start < units.count; start = end) {
        for (end = start + 1; end < units.count && units.items[end].line == units.items[start].line;) end++;
        uint32_t numbers[] = {(uint32_t)(start * UNIT_SIZE), (uint32_t)(end * UNIT_SIZE), units.items[start].line};
        failed = append_numbers(list, numbers, 3);
    }
    units_free(&units);
    return iterator_of_steal(list, failed);
}

/* (line, end line, column, end column) of each instruction. */
Value code_positions_method(Object *self, Object **args) {
    (void)args;
    Units units;
    if (units_of(self, &units)) return value_error();
    Object *list = list_new(0);
    bool failed = !list;
    for (size_t i = 0; !failed && i < units.count; i++) {
        const Position *at = &units.items[i];
        uint32_t numbers[] = {at->line, at->end_line, at->col, at->end_col};
        failed = append_numbers(list, numbers, 4);
    }
    units_free(&units);
    return iterator_of_steal(list, failed);
}

/* One step of the old table: bytes of code, then lines, each in as many entries as it takes. */
static void add_step(Buffer *buffer, size_t bytes, int64_t lines) {
    for (; bytes > 254; bytes -= 254) buffer_append(buffer, "\xfe\x00", 2);
    do {
        int step = lines > 127 ? 127 : lines < -128 ? -128 : (int)lines;
        char entry[2] = {(char)bytes, (char)step};
        buffer_append(buffer, entry, 2);
        bytes = 0;
        lines -= step;
    } while (lines);
}

Object *code_lnotab(Object *self) {
    Units units;
    if (units_of(self, &units)) return NULL;
    Buffer buffer = BUFFER_INIT;
    int64_t line = ((Code *)self)->first_line;
    size_t at = 0;
    for (size_t i = 1; i < units.count; i++) {
        if ((int64_t)units.items[i].line == line) continue;
        add_step(&buffer, (i - at) * UNIT_SIZE, units.items[i].line - line);
        line = units.items[i].line;
        at = i;
    }
    Object *bytes = buffer_failed(&buffer) ? error_no_memory() : bytes_from_data(buffer.data, buffer.length);
    buffer_free(&buffer);
    units_free(&units);
    return bytes;
}
