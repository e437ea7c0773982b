/* slot_table.c - the table of slots and dunder names, and the three things done with it: wrapper descriptors for
 * built-in types, inheritance of slots, and the slots of script classes.
 *
 * A script class's slot is worked out from what its MRO defines under the slot's names: if all of them come from a
 * built-in type, that type's own slot function; else the function that calls the dunder method. */
#include "builtins/types/descriptor.h"
#include "builtins/types/dict.h"
#include "builtins/types/slot_calls.h"
#include "builtins/types/slot_wrappers.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "builtins/types/type.h"
#include "runtime/object/names.h"
#include "runtime/object/type_list.h"

#define ROW(dunder, field, function, wrapper, least, most, op, signature, doc) \
    {&NAME(dunder), offsetof(Type, field), (SlotFn)(function), wrapper, least, most, op, signature, doc}
#define UNARY_ROW(dunder, field, function, doc) ROW(dunder, field, function, wrap_unary, 0, 0, 0, "($self, /)", doc)
#define COMPARE_ROW(dunder, op, sign) ROW(dunder, compare, slot_compare, wrap_compare, 1, 1, op, "($self, value, /)", "Return self" sign "value.")
#define BINARY_ROW(name, slot, sign) \
    ROW(__##name##__, binary[slot], slot_##name, wrap_binary, 1, 1, 0, "($self, value, /)", "Return self" sign "value."), \
    ROW(__r##name##__, binary[slot], slot_##name, wrap_reflected, 1, 1, 0, "($self, value, /)", "Return value" sign "self.")
#define INPLACE_ROW(name, slot, sign) \
    ROW(__i##name##__, inplace[slot], slot_inplace_##name, wrap_binary, 1, 1, 0, "($self, value, /)", "Return self" sign "=value.")

const SlotRow slot_rows[] = {
    ROW(__init__, init, slot_init, wrap_init, 0, -1, 0, "($self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature."),
    ROW(__del__, finalize, slot_finalize, wrap_finalize, 0, 0, 0, "($self, /)", "Called when the instance is about to be destroyed."),
    ROW(__getattribute__, getattr, slot_getattr_hook, wrap_getattr, 1, 1, 0, "($self, name, /)", "Return getattr(self, name)."),
    ROW(__getattr__, getattr, slot_getattr_hook, NULL, 1, 1, 0, "", ""),
    ROW(__setattr__, setattr, slot_setattr, wrap_setattr, 2, 2, 0, "($self, name, value, /)", "Implement setattr(self, name, value)."),
    ROW(__delattr__, setattr, slot_setattr, wrap_delattr, 1, 1, 0, "($self, name, /)", "Implement delattr(self, name)."),
    ROW(__get__, descr_get, slot_descr_get, wrap_descr_get, 1, 2, 0, "($self, instance, owner=None, /)",
        "Return an attribute of instance, which is of type owner."),
    ROW(__set__, descr_set, slot_descr_set, wrap_descr_set, 2, 2, 0, "($self, instance, value, /)", "Set an attribute of instance to value."),
    ROW(__delete__, descr_set, slot_descr_set, wrap_descr_delete, 1, 1, 0, "($self, instance, /)", "Delete an attribute of instance."),
    UNARY_ROW(__repr__, repr, slot_repr, "Return repr(self)."),
    UNARY_ROW(__str__, str, slot_str, "Return str(self)."),
    ROW(__hash__, hash, slot_hash, wrap_hash, 0, 0, 0, "($self, /)", "Return hash(self)."),
    COMPARE_ROW(__lt__, COMPARE_LT, "<"),
    COMPARE_ROW(__le__, COMPARE_LE, "<="),
    COMPARE_ROW(__eq__, COMPARE_EQ, "=="),
    COMPARE_ROW(__ne__, COMPARE_NE, "!="),
    COMPARE_ROW(__gt__, COMPARE_GT, ">"),
    COMPARE_ROW(__ge__, COMPARE_GE, ">="),
    ROW(__call__, call, slot_call, wrap_call, 0, -1, 0, "($self, /, *args, **kwargs)", "Call self as a function."),
    UNARY_ROW(__iter__, iter, slot_iter, "Implement iter(self)."),
    ROW(__next__, next, slot_next, wrap_next, 0, 0, 0, "($self, /)", "Implement next(self)."),
    BINARY_ROW(add, BINARY_ADD, "+"),
    BINARY_ROW(sub, BINARY_SUB, "-"),
    BINARY_ROW(mul, BINARY_MUL, "*"),
    BINARY_ROW(matmul, BINARY_MATMUL, "@"),
    BINARY_ROW(truediv, BINARY_DIV, "/"),
    BINARY_ROW(mod, BINARY_MOD, "%"),
    BINARY_ROW(lshift, BINARY_LSHIFT, "<<"),
    BINARY_ROW(rshift, BINARY_RSHIFT, ">>"),
    BINARY_ROW(or, BINARY_OR, "|"),
    BINARY_ROW(xor, BINARY_XOR, "^"),
    BINARY_ROW(and, BINARY_AND, "&"),
    BINARY_ROW(floordiv, BINARY_FLOORDIV, "//"),
    ROW(__pow__, power, slot_power, wrap_power, 1, 2, 0, "($self, value, mod=None, /)", "Return pow(self, value, mod)."),
    ROW(__rpow__, power, slot_power, wrap_reflected_power, 1, 2, 0, "($self, value, mod=None, /)", "Return pow(value, self, mod)."),
    ROW(__pow__, binary[BINARY_POW], NULL, wrap_binary, 1, 1, 0, "($self, value, mod=None, /)", "Return pow(self, value, mod)."),
    ROW(__rpow__, binary[BINARY_POW], NULL, wrap_reflected, 1, 1, 0, "($self, value, mod=None, /)", "Return pow(value, self, mod)."),
    ROW(__divmod__, divmod, slot_divmod, wrap_binary, 1, 1, 0, "($self, value, /)", "Return divmod(self, value)."),
    ROW(__rdivmod__, divmod, slot_divmod, wrap_reflected, 1, 1, 0, "($self, value, /)", "Return divmod(value, self)."),
    INPLACE_ROW(add, BINARY_ADD, "+"),
    INPLACE_ROW(sub, BINARY_SUB, "-"),
    INPLACE_ROW(mul, BINARY_MUL, "*"),
    INPLACE_ROW(matmul, BINARY_MATMUL, "@"),
    INPLACE_ROW(truediv, BINARY_DIV, "/"),
    INPLACE_ROW(mod, BINARY_MOD, "%"),
    INPLACE_ROW(lshift, BINARY_LSHIFT, "<<"),
    INPLACE_ROW(rshift, BINARY_RSHIFT, ">>"),
    INPLACE_ROW(or, BINARY_OR, "|"),
    INPLACE_ROW(xor, BINARY_XOR, "^"),
    INPLACE_ROW(and, BINARY_AND, "&"),
    INPLACE_ROW(floordiv, BINARY_FLOORDIV, "//"),
    INPLACE_ROW(pow, BINARY_POW, "**"),
    UNARY_ROW(__neg__, unary[UNARY_NEG], slot_neg, "-self"),
    UNARY_ROW(__pos__, unary[UNARY_POS], slot_pos, "+self"),
    UNARY_ROW(__abs__, unary[UNARY_ABS], slot_abs, "abs(self)"),
    UNARY_ROW(__invert__, unary[UNARY_INVERT], slot_invert, "~self"),
    ROW(__bool__, truth, slot_truth, wrap_truth, 0, 0, 0, "($self, /)", "True if self else False"),
    UNARY_ROW(__int__, to_int, slot_to_int, "int(self)"),
    UNARY_ROW(__float__, to_float, slot_to_float, "float(self)"),
    UNARY_ROW(__index__, index, slot_index, "Return self converted to an integer, if self is suitable for use as an index into a list."),
    ROW(__len__, length, slot_length, wrap_length, 0, 0, 0, "($self, /)", "Return len(self)."),
    ROW(__getitem__, get_item, slot_get_item, wrap_binary, 1, 1, 0, "($self, key, /)", "Return self[key]."),
    ROW(__setitem__, set_item, slot_set_item, wrap_set_item, 2, 2, 0, "($self, key, value, /)", "Set self[key] to value."),
    ROW(__delitem__, set_item, slot_set_item, wrap_delete_item, 1, 1, 0, "($self, key, /)", "Delete self[key]."),
    ROW(__contains__, contains, slot_contains, wrap_contains, 1, 1, 0, "($self, key, /)", "Return key in self."),
    ROW(__getitem__, seq_item, NULL, wrap_seq_item, 1, 1, 0, "($self, key, /)", "Return self[key]."),
    ROW(__add__, concat, NULL, wrap_binary, 1, 1, 0, "($self, value, /)", "Return self+value."),
    ROW(__mul__, repeat, NULL, wrap_repeat, 1, 1, 0, "($self, value, /)", "Return self*value."),
    ROW(__rmul__, repeat, NULL, wrap_repeat, 1, 1, 0, "($self, value, /)", "Return value*self."),
    ROW(__iadd__, inplace_concat, NULL, wrap_binary, 1, 1, 0, "($self, value, /)", "Implement self+=value."),
    ROW(__imul__, inplace_repeat, NULL, wrap_repeat, 1, 1, 0, "($self, value, /)", "Implement self*=value."),
    UNARY_ROW(__await__, await, slot_await, "Return an iterator to be used in await expression."),
    UNARY_ROW(__aiter__, aiter, slot_aiter, "Return an awaitable, that resolves in asynchronous iterator."),
    UNARY_ROW(__anext__, anext, slot_anext, "Return a value or raise StopAsyncIteration."),
    {NULL, 0, NULL, NULL, 0, 0, 0, NULL, NULL},
};

const SlotRow *slot_row_find(const SlotRow *after, Object *name) {
    for (const SlotRow *row = after ? after + 1 : slot_rows; row->name; row++)
        if (*row->name == name) return row;
    return NULL;
}

/* ---- built-in types ---- */

int slots_add_wrappers(Type *type) {
    Object *dict = (Object *)type->dict;
    for (const SlotRow *row = slot_rows; row->name; row++) {
        SlotFn slot = *slot_field(type, row->offset);
        if (!slot || !row->wrap || dict_peek_str(dict, *row->name)) continue;
        Object *wrapper = slot == (SlotFn)type_unhashable ? retain(None) : wrapper_descriptor_new(row, slot, type);
        if (!wrapper) return -1;
        int failed = dict_set(dict, *row->name, wrapper);
        release(wrapper);
        if (failed) return -1;
    }
    return 0;
}

#define INHERIT(field) do { if (!type->field) type->field = base->field; } while (0)

static void inherit_slots_of_table(Type *type, const Type *base) {
    for (const SlotRow *row = slot_rows; row->name; row++) {
        SlotFn *field = slot_field(type, row->offset);
        if (*field || row->offset == offsetof(Type, compare) || row->offset == offsetof(Type, hash)) continue;
        *field = *slot_field((Type *)(uintptr_t)base, row->offset);
    }
}

/* Hash and comparison go together: a type with a comparison of its own does not inherit the base's hash. */
static void inherit_compare(Type *type, const Type *base) {
    if (type->compare || type->hash) return;
    type->compare = base->compare;
    type->hash = base->hash;
}

void slots_inherit(Type *type, const Type *base) {
    inherit_compare(type, base);
    inherit_slots_of_table(type, base);
    INHERIT(dealloc);
    INHERIT(send);
    INHERIT(get_buffer);
    INHERIT(release_buffer);
    if (!type->traverse && !type->clear) {
        type->traverse = base->traverse;
        type->clear = base->clear;
    }
}

/* ---- script classes ---- */

/* What one row contributes to its slot: a built-in type's function (*fixed set), nothing, or a script method. */
typedef enum { GIVES_NOTHING, GIVES_FIXED, GIVES_SCRIPT } Contribution;

static Contribution contribution(Type *type, const SlotRow *row, SlotFn *fixed) {
    Object *found = type_lookup_borrowed(type, *row->name);
    if (!found) return GIVES_NOTHING;
    if (found == None && row->offset == offsetof(Type, hash)) {
        *fixed = (SlotFn)type_unhashable;
        return GIVES_FIXED;
    }
    Type *owner = descriptor_owner_borrowed(found);
    if (!owner || (owner->flags & TYPE_HEAP) || !type_is_subtype(type, owner)) return GIVES_SCRIPT;
    bool wrapper = found->type == &wrapper_descriptor_type;
    if (wrapper && ((WrapperDescriptor *)found)->row->name != row->name) return GIVES_SCRIPT;
    *fixed = *slot_field(owner, row->offset);
    if (*fixed) return GIVES_FIXED;
    return wrapper ? GIVES_NOTHING : GIVES_SCRIPT;
}

static const SlotRow *update_one_slot(Type *type, const SlotRow *first) {
    SlotFn agreed = NULL;
    bool script = false;
    const SlotRow *row = first;
    for (; row->name && row->offset == first->offset; row++) {
        SlotFn fixed = NULL;
        Contribution gives = contribution(type, row, &fixed);
        if (gives == GIVES_SCRIPT || (gives == GIVES_FIXED && agreed && agreed != fixed)) script = true;
        if (gives == GIVES_FIXED) agreed = fixed;
    }
    *slot_field(type, first->offset) = script ? first->generic : agreed;
    return row;
}

/* type.__new__ and the like of built-in types fill the slot directly; anything else is called. */
static void update_new(Type *type) {
    Object *found = type_lookup_borrowed(type, NAME(__new__));
    if (found && found->type == &native_function_type && ((NativeFunction *)found)->method == &new_method)
        type->new = ((Type *)((NativeFunction *)found)->self)->new;
    else
        type->new = found ? slot_new : NULL;
}

static void update_flags(Type *type) {
    type->flags &= ~(uint32_t)(TYPE_PLAIN_GETATTR | TYPE_PLAIN_SETATTR | TYPE_HAS_DEL);
    if (!type->dict_offset && type->getattr == object_generic_getattr) type->flags |= TYPE_PLAIN_GETATTR;
    if (!type->dict_offset && type->setattr == object_generic_setattr) type->flags |= TYPE_PLAIN_SETATTR;
    if (type->finalize == slot_finalize) type->flags |= TYPE_HAS_DEL;
}

static const SlotRow *first_of_slot(const SlotRow *row) {
    while (row > slot_rows && row[-1].offset == row->offset) row--;
    return row;
}

void slots_update_all(Type *type) {
    for (const SlotRow *row = slot_rows; row->name;) row = update_one_slot(type, row);
    update_new(type);
    update_flags(type);
}

static void update_rows_of(Type *type, Object *name) {
    if (name == NAME(__new__)) update_new(type);
    for (const SlotRow *row = slot_row_find(NULL, name); row; row = slot_row_find(row, name)) update_one_slot(type, first_of_slot(row));
}

/* With one base, whose slots have been inherited, only what the class itself defines can differ. */
void slots_update_new(Type *type) {
    Object *name, *value;
    if (tuple_count(type->bases) != 1) {
        slots_update_all(type);
        return;
    }
    for (size_t position = 0; dict_next((Object *)type->dict, &position, &name, &value);)
        if (is_str(name) && str_size(name) > 4 && str_data(name)[0] == '_' && str_data(name)[1] == '_') update_rows_of(type, name);
    update_flags(type);
}

static void update_named(Type *type, Object *name) {
    if (type->flags & TYPE_HEAP) {
        update_rows_of(type, name);
        update_flags(type);
    }
    for (size_t i = 0; type->subclasses && i < type->subclasses->count; i++) update_named(type->subclasses->items[i], name);
}

void slots_update_name(Type *type, Object *name) { update_named(type, name); }
