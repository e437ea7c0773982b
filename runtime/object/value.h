/* value.h - the unboxed pair in which the evaluator passes results.
 *
 * A Value is returned in two registers (RAX:RDX). Its tag says what the payload is and who owns it:
 *
 *   V_ERROR     no value; exactly one exception is pending. In a frame slot: the slot is unbound.
 *   V_INT       an unboxed machine int. Stands for a fresh object that nobody else refers to.
 *   V_FLOAT     an unboxed float, likewise.
 *   V_NEW       an object with one reference owned by whoever holds the Value.
 *   V_BORROWED  an object kept alive by somebody else (a frame slot, a constant); valid only until
 *               that owner changes or script code runs.
 *   V_NEXT      only from a statement's run function: it has ended without returning.
 *
 * Frame slots hold V_ERROR (unbound), V_INT, V_FLOAT or V_NEW, never V_BORROWED.
 */
#ifndef MINI_OBJECT_VALUE_H
#define MINI_OBJECT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/object/object.h"

typedef enum { V_ERROR = 0, V_INT = 1, V_FLOAT = 2, V_NEW = 3, V_BORROWED = 4, V_NEXT = 5 } ValueTag;

typedef struct Value {
    uint64_t tag;
    union {
        int64_t i;
        double d;
        Object *o;
    };
} Value;

static inline Value value_error(void) { return (Value){.tag = V_ERROR, .i = 0}; }
static inline Value value_int(int64_t i) { return (Value){.tag = V_INT, .i = i}; }
static inline Value value_float(double d) { return (Value){.tag = V_FLOAT, .d = d}; }
static inline Value value_borrowed(Object *o) { return (Value){.tag = V_BORROWED, .o = o}; }
/* STEALS o. A NULL object becomes V_ERROR, so `return value_new(f());` passes errors on. */
static inline Value value_new(Object *o) { return (Value){.tag = o ? V_NEW : V_ERROR, .o = o}; }
static inline Value value_bool(bool b) { return value_borrowed(b ? True : False); }
static inline Value value_none(void) { return value_borrowed(None); }

static inline bool value_is_error(Value v) { return v.tag == V_ERROR; }
static inline bool value_is_number(Value v) { return v.tag - V_INT <= V_FLOAT - V_INT; }   /* unboxed */
static inline bool value_is_object(Value v) { return v.tag >= V_NEW; }
/* Both operands unboxed ints / floats: one compare, since tags are small. */
static inline bool values_are_ints(Value a, Value b) { return ((a.tag ^ V_INT) | (b.tag ^ V_INT)) == 0; }
static inline bool values_are_floats(Value a, Value b) { return ((a.tag ^ V_FLOAT) | (b.tag ^ V_FLOAT)) == 0; }

/* Drops what the Value owns. MAY_RUN. */
static inline void value_release(Value v) {
    if (v.tag == V_NEW) release(v.o);
}

/* Turns a Value into an owned object (new reference), boxing an unboxed number. STEALS v.
 * NULL with MemoryError pending when boxing fails; NULL for V_ERROR. Defined in builtins/types/int.c's
 * neighbour value.c because it needs the number types. */
Object *value_to_object(Value v);

/* Boxes only (tag must be V_INT or V_FLOAT). New reference, NULL on MemoryError. */
Object *value_box(Value v);

#endif
