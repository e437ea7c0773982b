/* frame.c - frame objects, locals as scripts see them, traceback entries.
 *
 * A frame object that is made while its frame runs only points to the frame; the frame's slots belong to the C stack (or
 * the generator), so the collector sees them as held from outside. When the frame ends and somebody else holds the frame
 * object, the slots move into it. */
#include "runtime/eval/frame.h"

#include <string.h>

#include "builtins/types/int.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"
#include "runtime/eval/eval.h"
#include "runtime/object/names.h"

/* ---- making and retiring ---- */

FrameObject *frame_object_borrowed(Frame *frame) {
    if (frame->object) return frame->object;
    FrameObject *o = (FrameObject *)object_new(&frame_type);
    if (!o) return NULL;
    o->frame = frame;
    o->code = RETAIN(frame->code);
    o->globals = retain(frame->globals);
    o->builtins = retain_or_null(frame->builtins);
    o->locals = retain_or_null(frame->locals);
    if (frame->function && frame->function->closure) o->closure = (Tuple *)retain(frame->function->closure);
    gc_track((Object *)o);
    return frame->object = o;
}

uint32_t frame_line(const Frame *frame) {
    const Node *node = frame->call_node;
    return node ? node_position(node)->line : frame->code->first_line;
}

/* Moves the slots to the frame object; on MemoryError they are simply dropped with the frame. */
static void take_slots(FrameObject *o, Frame *frame) {
    size_t count = frame->code->slot_count;
    o->slots = count ? mem_array(count, sizeof(Value)) : NULL;
    if (!o->slots) return;
    memcpy(o->slots, frame->slots, count * sizeof(Value));
    for (size_t i = 0; i < count; i++) frame->slots[i].tag = V_ERROR;
}

void frame_retire(Frame *frame) {
    FrameObject *o = frame->object;
    frame->object = NULL;
    o->frame = NULL;
    if (o->head.refcount > 1) {
        Object *pending = error_take();
        if (!o->line) o->line = frame_line(frame);
        take_slots(o, frame);
        if (frame->back) {
            FrameObject *back = frame_object_borrowed(frame->back);
            if (back) o->back = RETAIN((Object *)back);
            else error_clear();
        }
        if (pending) error_restore_steal(pending);
    }
    RELEASE(o);
}

/* ---- locals ---- */

/* What a slot shows under its name: new reference; NULL if unbound (or with MemoryError pending). */
static Object *slot_content(Value *slot) {
    if (slot->tag == V_ERROR) return NULL;
    Object *o = slot_box(slot);
    if (o && o->type == &cell_type) return retain_or_null(((Cell *)o)->value);
    return retain_or_null(o);
}

static int put_local(Object *dict, Object *name, Object *value) {
    if (!name) { release_or_null(value); return 0; }
    int result = 0;
    if (value) result = dict_set(dict, name, value);
    else if (error_pending() || dict_delete(dict, name) < 0) result = -1;
    release_or_null(value);
    return result;
}

static int fill_locals(Object *dict, const Code *code, Value *slots, Object **closure) {
    for (uint32_t i = 0; i < code->named_count; i++)
        if (put_local(dict, code->slot_names[i], slots ? slot_content(&slots[i]) : NULL)) return -1;
    for (uint32_t i = 0; closure && i < code->free_count; i++)
        if (put_local(dict, code->free_names[i], retain_or_null(((Cell *)closure[i])->value))) return -1;
    return 0;
}

static bool has_own_locals(const Code *code) { return code->kind == CODE_FUNCTION || code->kind == CODE_LAMBDA || code->kind == CODE_GENEXP; }

int frame_refresh_locals(FrameObject *o) {
    if (!o->locals || !o->frame || !has_own_locals(o->code)) return 0;
    return fill_locals(o->locals, o->code, o->frame->slots, o->closure ? o->closure->items : NULL);
}

/* Puts a new value (borrowed, or NULL) where the variable lives, unless it is there already. */
static void take_value(Value *slot, Object *value) {
    if (slot->tag == V_NEW && slot->o->type == &cell_type) {
        Cell *cell = (Cell *)slot->o;
        if (cell->value != value) object_replace_steal(&cell->value, retain_or_null(value));
    } else if (slot->tag == V_ERROR || slot->tag == V_NEW) {
        if (slot->tag == V_NEW ? slot->o == value : !value) return;
        slot_set_steal(slot, value ? value_new(retain(value)) : value_error());
    }
}

int frame_take_locals(FrameObject *o) {
    if (!o->locals || !o->frame || !has_own_locals(o->code)) return 0;
    for (uint32_t i = 0; i < o->code->named_count; i++) {
        Object *name = o->code->slot_names[i], *value = name ? dict_peek_str(o->locals, name) : NULL;
        if (!name) continue;
        if (!value && error_pending()) return -1;
        take_value(&o->frame->slots[i], value);
    }
    return 0;
}

/* The dict is made once and brought up to date each time, as in CPython. */
static Object *frame_object_locals(FrameObject *o) {
    if (!has_own_locals(o->code)) return retain(o->locals ? o->locals : o->globals);
    if (!o->locals && !(o->locals = dict_new())) return NULL;
    Value *slots = o->frame ? o->frame->slots : o->slots;
    if (fill_locals(o->locals, o->code, slots, o->closure ? o->closure->items : NULL)) return NULL;
    return retain(o->locals);
}

Object *frame_locals(Frame *frame) {
    if (!has_own_locals(frame->code)) return retain(frame->locals ? frame->locals : frame->globals);
    FrameObject *o = frame_object_borrowed(frame);
    return o ? frame_object_locals(o) : NULL;
}

/* ---- tracebacks ---- */

/* The start of an attribute access over several lines is that of the name, on its last line. */
static void start_at_name(Position *position, const NodeAttribute *attribute) {
    const Position *whole = node_position(&attribute->head);
    uint32_t length = (uint32_t)str_size(attribute->name);
    if (whole->line == whole->end_line || whole->end_col < length) return;
    position->line = whole->end_line;
    position->col = whole->end_col - length;
}

/* Where CPython says that this node failed: for attributes and method calls over several lines, at the name. */
static Position failing_position(const Node *node) {
    Position position = *node_position(node);
    if (node->kind == NODE_Call) node = NODE_CAST(Call, (Node *)(uintptr_t)node)->callee;
    if (node->kind == NODE_Attribute) start_at_name(&position, (const NodeAttribute *)node);
    return position;
}

/* An entry for code at node, put before those the exception already has. 0, -1 */
static int add_entry(ExceptionObject *exception, Frame *frame, Code *code, const Node *node) {
    FrameObject *object = frame_object_borrowed(frame);
    Traceback *entry = object ? (Traceback *)object_new(&traceback_type) : NULL;
    if (!entry) return -1;
    Position position = failing_position(node);
    entry->frame = retain((Object *)object);
    entry->code = retain((Object *)code);
    entry->line = object->line = position.line;
    entry->col = position.col;
    entry->end_line = position.end_line;
    entry->end_col = position.end_col;
    entry->next = exception->traceback;
    exception->traceback = (Object *)entry;
    gc_track((Object *)entry);
    return 0;
}

void (*frame_exception_hook)(Frame *frame, Node *node);

/* There is no memory for the entry: that is the error from here on, and this exception its context. STEALS exception */
static void replace_by_pending_steal(Object *exception) {
    Object *no_memory = error_take();
    if (object_is_instance(exception, MemoryError)) {
        release(no_memory);
        error_restore_steal(exception);
        return;
    }
    object_replace_steal(&((ExceptionObject *)no_memory)->context, exception);
    error_restore_steal(no_memory);
}

static void add_traceback(Frame *frame, Code *code) {
    Node *node = interp.error_node;
    if (!node) return;
    interp.error_node = NULL;
    Object *exception = error_take();
    if (!add_entry((ExceptionObject *)exception, frame, code, node)) error_restore_steal(exception);
    else replace_by_pending_steal(exception);
    if (unlikely(frame_exception_hook)) frame_exception_hook(frame, node);
}

void frame_add_traceback(Frame *frame) { add_traceback(frame, frame->code); }
void frame_add_traceback_as(Frame *frame, Code *code) { add_traceback(frame, code); }

/* ---- the frame type ---- */

static Object *frame_code(Object *self) { return retain((Object *)((FrameObject *)self)->code); }
static Object *frame_globals(Object *self) { return retain(((FrameObject *)self)->globals); }
static Object *frame_builtins(Object *self) { return retain(((FrameObject *)self)->builtins ? ((FrameObject *)self)->builtins : None); }
static Object *frame_locals_getter(Object *self) { return frame_object_locals((FrameObject *)self); }
static Object *frame_lineno(Object *self) {
    FrameObject *o = (FrameObject *)self;
    return int_from_i64(o->frame ? frame_line(o->frame) : o->line);
}
static Object *frame_back(Object *self) {
    FrameObject *o = (FrameObject *)self;
    if (!o->frame) return retain(o->back ? o->back : None);
    if (!o->frame->back) return retain(None);
    return retain_or_null((Object *)frame_object_borrowed(o->frame->back));
}
static Object *frame_lasti(Object *self) {
    (void)self;
    return int_from_i64(0);
}
static int frame_set_lineno(Object *self, Object *value) {
    if (!value) return error_set_int(AttributeError, "cannot delete attribute");
    if (!is_int(value)) return error_set_int(ValueError, "lineno must be an integer");
    if (!((FrameObject *)self)->trace) return error_set_int(ValueError, "f_lineno can only be set by a trace function");
    return error_set_int(ValueError, "mini cannot jump to another line");
}

static Object *frame_trace(Object *self) {
    Object *trace = ((FrameObject *)self)->trace;
    return retain(trace ? trace : None);
}
static int frame_set_trace(Object *self, Object *value) {
    object_replace_steal(&((FrameObject *)self)->trace, value && value != None ? retain(value) : NULL);
    return 0;
}
static Object *frame_trace_lines(Object *self) { return retain(((FrameObject *)self)->mute_lines ? False : True); }
static int set_flag(bool *flag, Object *value, bool on) {
    if (!value) return error_set_int(TypeError, "can't delete numeric/char attribute");
    if (value != True && value != False) return error_set_int(TypeError, "attribute value type must be bool");
    *flag = (value == True) == on;
    return 0;
}
static int frame_set_trace_lines(Object *self, Object *value) { return set_flag(&((FrameObject *)self)->mute_lines, value, false); }
static Object *frame_trace_opcodes(Object *self) { return retain(((FrameObject *)self)->trace_opcodes ? True : False); }
static int frame_set_trace_opcodes(Object *self, Object *value) { return set_flag(&((FrameObject *)self)->trace_opcodes, value, true); }

static Object *frame_repr(Object *self) {
    FrameObject *o = (FrameObject *)self;
    return str_format("<frame at %p, file %R, line %u, code %U>", (void *)o, o->code->tree->filename, o->frame ? frame_line(o->frame) : o->line,
                      o->code->name);
}

static int frame_traverse(Object *self, VisitFn visit, void *context) {
    FrameObject *o = (FrameObject *)self;
    VISIT(o->code);
    VISIT(o->globals);
    VISIT(o->builtins);
    VISIT(o->locals);
    VISIT(o->back);
    VISIT(o->closure);
    VISIT(o->trace);
    for (uint32_t i = 0; o->slots && i < o->code->slot_count; i++)
        if (o->slots[i].tag == V_NEW) VISIT(o->slots[i].o);
    return 0;
}

static int frame_clear(Object *self) {
    FrameObject *o = (FrameObject *)self;
    if (o->slots) slots_clear(o->slots, o->code->slot_count);
    CLEAR(o->locals);
    CLEAR(o->back);
    CLEAR(o->trace);
    return 0;
}

static Value frame_clear_method(Object *self, Object **args) {
    (void)args;
    if (((FrameObject *)self)->frame) return error_set_value(RuntimeError, "cannot clear an executing frame");
    frame_clear(self);
    return value_none();
}

static void frame_dealloc(Object *self) {
    FrameObject *o = (FrameObject *)self;
    frame_clear(self);
    if (o->slots) mem_free_array(o->slots, o->code->slot_count, sizeof(Value));
    RELEASE(o->code);
    release(o->globals);
    release_or_null(o->builtins);
    release_or_null((Object *)o->closure);
    object_free(self);
}

static const Method frame_methods[] = {
    {"clear", frame_clear_method, "()", "F.clear(): clear most references held by the frame", 0},
    {0},
};

static const Getter frame_getters[] = {
    {"f_code", frame_code, NULL, NULL},     {"f_globals", frame_globals, NULL, NULL}, {"f_builtins", frame_builtins, NULL, NULL},
    {"f_locals", frame_locals_getter, NULL, NULL}, {"f_lineno", frame_lineno, frame_set_lineno, NULL},   {"f_back", frame_back, NULL, NULL},
    {"f_lasti", frame_lasti, NULL, NULL},   {"f_trace", frame_trace, frame_set_trace, NULL},
    {"f_trace_lines", frame_trace_lines, frame_set_trace_lines, NULL}, {"f_trace_opcodes", frame_trace_opcodes, frame_set_trace_opcodes, NULL}, {0},
};

Type frame_type = {
    .head = TYPE_HEAD,
    .name = "frame",
    .size = sizeof(FrameObject),
    .flags = TYPE_GC,
    .dealloc = frame_dealloc,
    .traverse = frame_traverse,
    .clear = frame_clear,
    .repr = frame_repr,
    .methods = frame_methods,
    .getters = frame_getters,
};
