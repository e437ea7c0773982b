/* descriptor.h - what lies in the dicts of types: getset, member, wrapper and class-method descriptors. */
#ifndef MINI_TYPES_DESCRIPTOR_H
#define MINI_TYPES_DESCRIPTOR_H

#include "builtins/types/slot.h"
#include "runtime/object/signature.h"

/* The owner is the class in whose dict the descriptor lies. A static type is borrowed, a script class is owned. */
typedef struct GetsetDescriptor { Object head; const Getter *getter; Type *owner; } GetsetDescriptor;
typedef struct MemberDescriptor { Object head; Object *name; size_t offset; Type *owner; } MemberDescriptor;
typedef struct WrapperDescriptor { Object head; const SlotRow *row; void (*slot)(void); Type *owner; } WrapperDescriptor;
typedef struct MethodWrapperObject { Object head; WrapperDescriptor *descriptor; Object *self; } MethodWrapperObject;

extern Type getset_descriptor_type, member_descriptor_type, wrapper_descriptor_type, classmethod_descriptor_type,
            method_wrapper_type, mappingproxy_type;

Object *getset_descriptor_new(const Getter *getter, Type *owner);
Object *member_descriptor_new(Object *name, size_t offset, Type *owner);
Object *wrapper_descriptor_new(const SlotRow *row, void (*slot)(void), Type *owner);
Object *type_method_object(const Method *method, Type *owner);   /* by its flags: plain, class or static method */
Object *mappingproxy_new(Object *mapping);

static inline bool is_wrapper_of(const Object *o, void (*slot)(void)) {
    return o->type == &wrapper_descriptor_type && ((const WrapperDescriptor *)o)->slot == slot;
}
/* The built-in type that a native descriptor belongs to, or NULL for anything else. */
Type *descriptor_owner_borrowed(const Object *o);

#endif
