/* type.h - pieces of the type type: layout, MRO, class construction, instances of script classes. */
#ifndef MINI_TYPES_TYPE_H
#define MINI_TYPES_TYPE_H

#include "runtime/object/protocol.h"

/* A str as attribute name: interned (new reference). TypeError "attribute name must be string, not 'T'". */
Object *attribute_name(Object *name);

/* ---- MRO (type_mro.c) ---- */
Object *type_compute_mro(Type *type);                     /* C3; Tuple */
/* 1: set, *old is the former one (new reference, or NULL); 0: mro() itself has set it meanwhile; -1. MAY_RUN */
int type_renew_mro(Type *type, Object **old);
int type_set_mro(Type *type);                             /* by type.mro() if the metaclass overrides it. MAY_RUN */

/* ---- layout (type_layout.c) ---- */
/* The base whose instances the new class's instances extend; TypeErrors of CPython. BORROWED */
Type *type_best_base_borrowed(Object *bases);
Type *type_most_derived_metaclass_borrowed(Type *metaclass, Object *bases);
/* Whether an object of type `from` may become one of type `to` (attr: "__class__" or "__bases__"). 0, -1 */
int type_check_layout(Type *from, Type *to, const char *attribute);

/* ---- __slots__ (type_members.c) ---- */
typedef struct SlotNames { Object **items; size_t count; bool dict, weakref, given; } SlotNames;
int slot_names_read(Object *class_name, Object *namespace, Type *base, SlotNames *names);   /* frees all on failure */
/* __name in class C is _C__name. New reference, interned. */
Object *mangle_name(Object *class_name, Object *name);
void slot_names_free(SlotNames *names);

/* ---- construction (type_new.c) ---- */
Object *type_new_class(Type *metaclass, Object *name, Object *bases, Object *namespace, Object **kwargs, Object *kwnames);
Object *type_new_slot(Type *metaclass, Object **args, size_t count, Object *kwnames);

/* ---- instances of script classes (type_instance.c) ---- */
void instance_dealloc(Object *self);
Object *instance_new(Type *type);             /* what object.__new__ makes of a script class: without attributes, tracked */
void instance_set_destroy(Type *type);        /* chooses type->destroy for a new script class, and TYPE_PLAIN_INSTANCES */
int instance_traverse(Object *self, VisitFn visit, void *context);
int instance_clear(Object *self);
/* Starts the collector's tracking of a new instance of a script class, if its constructor has not. */
void instance_track(Object *self);
extern const Getter instance_dict_getter, instance_weakref_getter;

/* ---- attributes of types (type_attribute.c) ---- */
Object *type_getattr(Object *self, Object *name);
int type_setattr(Object *self, Object *name, Object *value);
int type_set_bases(Object *self, Object *bases);         /* type_bases.c */
int type_collect_names(Object *names, Type *type);       /* adds to the Dict names */
extern const Getter type_getters[];
extern const Method type_methods[];
extern const Method new_method;          /* the row behind every built-in type's __new__ */

/* ---- object (object.c, object_reduce.c) ---- */
Value object_reduce(Object *self, Object **args);
Value object_reduce_ex(Object *self, Object **args);
Value object_getstate(Object *self, Object **args);
Object *object_state(Object *self);          /* what self.__getstate__() returns. MAY_RUN */
void object_reduce_release(void);            /* at exit */
Object *object_new_slot(Type *type, Object **args, size_t count, Object *kwnames);
int object_init_slot(Object *self, Object **args, size_t count, Object *kwnames);

#endif
