/* slot.h - the one table that ties type slots to dunder names.
 *
 * It is used both ways: a built-in type's slot appears in its dict as a wrapper descriptor (int.__add__), and a script
 * class's dunder method fills the slot with a function that calls it (slot_calls.c). */
#ifndef MINI_TYPES_SLOT_H
#define MINI_TYPES_SLOT_H

#include "runtime/object/protocol.h"

struct SlotRow;
/* Calls a slot function as a method. slot is the function; args without self, counts already checked (except WRAP_ANY). */
typedef Object *(*WrapFn)(void (*slot)(void), const struct SlotRow *row, Object *self, Object **args, size_t count, Object *kwnames);

typedef struct SlotRow {
    Object **name;               /* interned name of the dunder */
    size_t offset;               /* of the slot in Type */
    void (*generic)(void);       /* what a script class that defines the dunder gets; NULL: the slot stays empty */
    WrapFn wrap;                 /* NULL: no wrapper descriptor (__getattr__) */
    signed char least, most;     /* arguments beside self; most -1: any number, keywords too */
    unsigned char op;            /* COMPARE_* */
    const char *signature, *doc;
} SlotRow;

/* Rows of one slot lie together; the table ends with a row whose name is NULL. */
extern const SlotRow slot_rows[];
/* First row for that name or NULL; the next ones with slot_row_next. */
const SlotRow *slot_row_find(const SlotRow *after, Object *name);

typedef void (*SlotFn)(void);
static inline SlotFn *slot_field(Type *type, size_t offset) { return (SlotFn *)((char *)type + offset); }

/* Slot functions that others ask about. */
Object *slot_getattr_hook(Object *self, Object *name);
void slot_finalize(Object *self);
Object *slot_new(Type *type, Object **args, size_t count, Object *kwnames);

/* Fills all slots of a script class from what its MRO defines. */
void slots_update_all(Type *type);
/* The same for a class just made, whose slots were inherited from its first base. */
void slots_update_new(Type *type);
/* After the attribute `name` of a class changed: the slots it stands for, here and in the subclasses. */
void slots_update_name(Type *type, Object *name);
/* Slots that come straight from the base. */
void slots_inherit(Type *type, const Type *base);
/* Wrapper descriptors for the slots that a built-in type defines. 0, -1. */
int slots_add_wrappers(Type *type);

/* ---- calling dunder methods ---- */

/* self.name(args...) looked up on the type. NULL without exception if it has no such method. MAY_RUN */
Object *special_call_maybe(Object *self, Object *name, Object **args, size_t count);
/* The same; a missing method is AttributeError: name. */
Object *special_call(Object *self, Object *name, Object **args, size_t count);
/* Does `found` take self as its first argument when called (functions, native methods)? */
bool is_unbound_method(const Object *found);

#endif
