/* struct_sequence.h - tuples with named fields, such as time.struct_time.
 *
 * A type is a static StructType: its record names tuple_type as base and STRUCT_SEQUENCE_SLOTS, and its getters are the
 * fields in order, made with STRUCT_FIELD(index, name, doc). Fields beyond `visible` are attributes only. */
#ifndef MINI_TYPES_STRUCT_SEQUENCE_H
#define MINI_TYPES_STRUCT_SEQUENCE_H

#include "builtins/types/tuple.h"

typedef struct StructType { Type type; size_t visible, total; } StructType;

enum { STRUCT_SEQUENCE_MOST = 20 };
typedef Object *(*StructGetter)(Object *);
Object *struct_item_0(Object *self);
Object *struct_item_1(Object *self);
Object *struct_item_2(Object *self);
Object *struct_item_3(Object *self);
Object *struct_item_4(Object *self);
Object *struct_item_5(Object *self);
Object *struct_item_6(Object *self);
Object *struct_item_7(Object *self);
Object *struct_item_8(Object *self);
Object *struct_item_9(Object *self);
Object *struct_item_10(Object *self);
Object *struct_item_11(Object *self);
Object *struct_item_12(Object *self);
Object *struct_item_13(Object *self);
Object *struct_item_14(Object *self);
Object *struct_item_15(Object *self);
Object *struct_item_16(Object *self);
Object *struct_item_17(Object *self);
Object *struct_item_18(Object *self);
Object *struct_item_19(Object *self);
#define STRUCT_FIELD(index, name, doc) {name, struct_item_##index, getter_readonly, doc}

void struct_sequence_dealloc(Object *self);
int struct_sequence_traverse(Object *self, VisitFn visit, void *context);
Object *struct_sequence_repr(Object *self);
extern const Method struct_sequence_methods[];
#define STRUCT_SEQUENCE_SLOTS                                                                                     \
    .head = TYPE_HEAD, .size = sizeof(Tuple), .item_size = sizeof(Object *), .base = &tuple_type,                 \
    .flags = TYPE_GC | TYPE_TUPLE_SUBCLASS | TYPE_SEQUENCE, .dealloc = struct_sequence_dealloc,                   \
    .traverse = struct_sequence_traverse, .repr = struct_sequence_repr, .methods = struct_sequence_methods

/* type_ready, then n_fields and the like. 0, -1. */
int struct_sequence_ready(StructType *type);
/* items: `total` of them, taken also on failure; a NULL one means that making it failed. */
Object *struct_sequence_from_items_steal(StructType *type, Object **items);
/* T(sequence[, dict]): at least the visible fields, the others by name from the dict, else None. For the `new` slot. MAY_RUN */
Object *struct_sequence_construct(Type *type, Object **args, size_t count, Object *kwnames);

#endif
