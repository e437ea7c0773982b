/* frame.h - a frame: one activation of a Code.
 *
 * The frame of a function call and its slots lie on the C stack, so a call allocates nothing; a generator keeps its
 * frame and slots on the heap. A frame object (what scripts see: sys._getframe, tb_frame) is made only when asked for,
 * or when an exception leaves the frame; when the frame ends, a frame object that somebody still holds takes over the
 * slots.
 *
 * Slots hold V_ERROR (unbound), V_INT, V_FLOAT or V_NEW. An unboxed number stands for an object that only this slot
 * refers to; whoever needs its identity boxes it and writes the box back (slot_box). */
#ifndef MINI_EVAL_FRAME_H
#define MINI_EVAL_FRAME_H

#include "builtins/types/dict.h"
#include "builtins/types/exception.h"
#include "builtins/types/function.h"
#include "builtins/types/tuple.h"
#include "grammar/code.h"
#include "runtime/object/interp.h"

typedef struct FrameObject FrameObject;

struct Frame {
    Value *slots;
    Function *function;      /* owned by the frame, or NULL (module, class, eval) */
    /* From here to closure as in Function, from which a call copies them: borrowed from the function, or owned by
     * whoever runs the frame. */
    Code *code;
    Object *globals;         /* Dict */
    Object *builtins;        /* Dict */
    Tuple *closure;          /* cells of the free variables, or NULL */
    Node *call_node;         /* innermost call under way: tells the line of a frame that is not on top */
    FrameObject *object;     /* owned, or NULL */
    Object *locals;          /* the mapping of class and exec code (borrowed), or NULL */
    Object *generator;       /* the generator whose frame this is (borrowed), or NULL */
    Frame *back;
    bool resuming;           /* set in generators only: on the way back to the yield where it stopped */
    Value result;            /* with FLOW_RETURN and FLOW_YIELD: owned */
};
static inline bool frame_is_resuming(const Frame *frame) { return frame->generator && frame->resuming; }
static inline Cell *frame_cell(const Frame *frame, uint32_t index) { return (Cell *)frame->closure->items[index]; }

/* What scripts see of a frame. While the frame runs, `frame` points to it; afterwards the slots are here. */
struct FrameObject {
    Object head;
    Frame *frame;            /* NULL once the frame has ended */
    Code *code;
    Object *globals, *builtins;
    Object *locals;          /* Dict made by f_locals, or the mapping of class and exec code, or NULL */
    Object *back;            /* FrameObject, set when the frame has ended */
    Value *slots;            /* owned; code->slot_count of them, once the frame has ended */
    Tuple *closure;
    uint32_t line;           /* last line, once the frame has ended */
    Object *trace;           /* f_trace, or NULL */
    uint32_t traced_line;    /* of the last line event due, 0 before the first */
    bool mute_lines;         /* not f_trace_lines */
    bool trace_opcodes;      /* f_trace_opcodes: kept, without effect, since there are no opcodes */
};
extern Type frame_type;

/* The frame object of a running frame; made if there is none yet. BORROWED from the frame; NULL with MemoryError. */
FrameObject *frame_object_borrowed(Frame *frame);
/* Ends a frame that has a frame object: hands it the slots if somebody else holds it. MAY_RUN */
void frame_retire(Frame *frame);
uint32_t frame_line(const Frame *frame);
/* Brings the dict of f_locals, if there is one, up to date; takes its values over into the frame. 0, -1 */
int frame_refresh_locals(FrameObject *o);
int frame_take_locals(FrameObject *o);
/* Told of each exception when it gets its traceback entry in a frame, while calls are traced; else NULL. MAY_RUN */
extern void (*frame_exception_hook)(Frame *frame, Node *node);
/* The locals as scripts see them (locals(), f_locals). New reference. */
Object *frame_locals(Frame *frame);

/* Adds a traceback entry for this frame at interp.error_node to the pending exception and forgets the node. */
void frame_add_traceback(Frame *frame);
/* The same under the name of another code: comprehensions, which have no frame of their own. */
void frame_add_traceback_as(Frame *frame, Code *code);

/* Boxes an unboxed slot in place; the result is BORROWED from the slot. NULL with MemoryError pending. */
static inline Object *slot_box(Value *slot) {
    if (likely(slot->tag == V_NEW)) return slot->o;
    Object *box = value_box(*slot);
    if (unlikely(!box)) return NULL;
    *slot = value_new(box);
    return box;
}
/* Stores first, releases after. STEALS value, which must not be V_BORROWED or V_ERROR. MAY_RUN */
static inline void slot_set_steal(Value *slot, Value value) {
    Value old = *slot;
    *slot = value;
    value_release(old);
}
static inline void slots_clear(Value *slots, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Value old = slots[i];
        slots[i].tag = V_ERROR;
        value_release(old);
    }
}

#endif
