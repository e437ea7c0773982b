/* memory_edges.c - see memory_edges.h. One function for each kind of object whose references have names; all others go
 * by their traverse function. What no function here knows of is held by C code, and the caller says so. */
#include "builtins/modules/memory_edges.h"

#include "builtins/types/bytes.h"
#include "builtins/types/descriptor.h"
#include "builtins/types/exception.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "gc/generations.h"
#include "gc/weakref.h"
#include "runtime/base/stack.h"
#include "runtime/eval/generator.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"
#include "runtime/object/signature.h"
#include "runtime/object/type_list.h"

/* What a visit is about, handed down instead of five arguments. */
typedef struct Walk { Object *holder; EdgeFn visit; void *context; } Walk;

static void tell(const Walk *walk, void *referent, const char *kind, Object *name, size_t index) {
    if (!referent) return;
    walk->visit(&(Edge){.holder = walk->holder, .referent = referent, .kind = kind, .name = name, .index = index}, walk->context);
}

/* ---- containers ---- */

static void items(const Walk *walk, Object **objects, size_t count) {
    for (size_t i = 0; i < count; i++) tell(walk, objects[i], "item", NULL, i);
}

static void entries_of_dict(const Walk *walk, const Dict *dict) {
    const DictTable *table = dict->table;
    if (!table) return;
    const DictEntry *entries = dict_entries(table);
    for (size_t i = 0; i < table->used; i++) {
        if (!entries[i].key) continue;
        tell(walk, entries[i].key, "key", NULL, 0);
        tell(walk, entries[i].value, "value", entries[i].key, 0);
    }
}

static void members_of_set(const Walk *walk, Object *set) {
    size_t position = 0;
    for (Object *key; set_next(set, &position, &key);) tell(walk, key, "member", NULL, 0);
}

/* ---- functions and code ---- */

static void fields_of_function(const Walk *walk, const Function *function) {
    tell(walk, function->code, "code", NULL, 0);
    tell(walk, function->globals, "globals", NULL, 0);
    tell(walk, function->builtins, "builtins", NULL, 0);
    tell(walk, function->closure, "closure", NULL, 0);
    tell(walk, function->defaults, "defaults", NULL, 0);
    tell(walk, function->kwdefaults, "keyword defaults", NULL, 0);
    tell(walk, function->name, "name", NULL, 0);
    tell(walk, function->qualname, "name", NULL, 0);
    tell(walk, function->doc, "docstring", NULL, 0);
    tell(walk, function->module, "module name", NULL, 0);
    tell(walk, function->annotations, "annotations", NULL, 0);
    tell(walk, function->dict, "__dict__", NULL, 0);
}

static void fields_of_code(const Walk *walk, const Code *code) {
    tell(walk, code->name, "name", NULL, 0);
    tell(walk, code->qualname, "name", NULL, 0);
    tell(walk, code->docstring, "docstring", NULL, 0);
    for (uint32_t i = 0; i < code->slot_count; i++) tell(walk, code->slot_names ? code->slot_names[i] : NULL, "variable name", NULL, 0);
    for (uint32_t i = 0; i < code->free_count; i++) tell(walk, code->free_names[i], "variable name", NULL, 0);
    for (uint32_t i = 0; i < code->inner_count; i++) tell(walk, code->inner[i], "inner code", NULL, 0);
}

/* ---- generators ---- */

static void slots_of(const Walk *walk, const Code *code, const Value *slots, const char *kind, size_t line) {
    for (uint32_t i = 0; slots && i < code->slot_count; i++) {
        if (slots[i].tag != V_NEW) continue;
        Object *name = i < code->named_count && code->slot_names ? code->slot_names[i] : NULL;
        tell(walk, slots[i].o, name ? kind : "hidden variable", name, line);
    }
}

static void fields_of_generator(const Walk *walk, Generator *generator) {
    tell(walk, generator->frame.code, "code", NULL, 0);
    tell(walk, generator->frame.function, "function", NULL, 0);
    tell(walk, generator->frame.closure, "closure", NULL, 0);
    tell(walk, generator->frame.globals, "globals", NULL, 0);
    tell(walk, generator->frame.builtins, "builtins", NULL, 0);
    tell(walk, generator->name, "name", NULL, 0);
    tell(walk, generator->qualname, "name", NULL, 0);
    tell(walk, generator->sent, "value sent", NULL, 0);
    tell(walk, generator->frame.object, "frame", NULL, 0);
    slots_of(walk, generator->frame.code, generator->frame.slots, "generator variable", frame_line(&generator->frame));
}

/* ---- classes and instances ---- */

static void names_of_shapes(const Walk *walk, const Shape *shape) {
    if (!shape || stack_is_low()) return;
    tell(walk, shape->name, "attribute name", NULL, 0);
    for (uint32_t i = 0; i < shape->child_count; i++) names_of_shapes(walk, shape->children[i]);
}

static void fields_of_type(const Walk *walk, const Type *type) {
    tell(walk, type->dict, "__dict__", NULL, 0);
    tell(walk, type->mro, "__mro__", NULL, 0);
    tell(walk, type->bases, "__bases__", NULL, 0);
    if (!(type->flags & TYPE_HEAP)) return;
    tell(walk, type->base, "base class", NULL, 0);
    tell(walk, type->name_object, "name", NULL, 0);
    tell(walk, type->qualname, "name", NULL, 0);
    tell(walk, type->module_name, "module name", NULL, 0);
    for (uint32_t i = 0; i < type->slot_name_count; i++) tell(walk, type->slot_names[i], "attribute name", NULL, 0);
    names_of_shapes(walk, type->root_shape);
}

/* The name of the attribute at that index, found by walking up from the last one. */
static Object *attribute_name(const Shape *shape, uint32_t index) {
    while (shape && shape->count != index + 1) shape = shape->parent;
    return shape ? shape->name : NULL;
}

static void attributes(const Walk *walk, const Object *o) {
    const Attrs *attrs = object_attrs(o);
    tell(walk, attrs->dict, "__dict__", NULL, 0);
    uint32_t count = attrs->shape ? attrs->shape->count : 0;
    for (uint32_t i = 0; i < count; i++) tell(walk, attrs->values[i], "attribute", attribute_name(attrs->shape, i), 0);
}

static int tell_unnamed(Object *referent, void *walk) {
    tell(walk, referent, "reference", NULL, 0);
    return 0;
}

/* The cause is often the context as well: the first time it is met it is the one, then the other. */
typedef struct ExceptionWalk { const Walk *walk; bool cause_told; } ExceptionWalk;

static int tell_exception_field(Object *referent, void *context) {
    ExceptionWalk *fields = context;
    const ExceptionObject *exception = (const ExceptionObject *)fields->walk->holder;
    bool is_cause = referent == exception_cause(exception) && !fields->cause_told;
    const char *kind = is_cause ? "__cause__" : referent == exception->context ? "__context__"
                     : referent == exception->traceback ? "__traceback__" : referent == exception->args ? "args" : "reference";
    if (is_cause) fields->cause_told = true;
    tell(fields->walk, referent, kind, NULL, 0);
    return 0;
}

/* Fields known by name; false: the type's traverse function has to do. */
static bool known_fields(const Walk *walk, Object *o, const Type *type) {
    if (type == &list_type) items(walk, ((List *)o)->items, ((List *)o)->count);
    else if (type == &tuple_type) items(walk, ((Tuple *)o)->items, ((Tuple *)o)->count);
    else if (type == &dict_type) entries_of_dict(walk, (Dict *)o);
    else if (type == &set_type || type == &frozenset_type) members_of_set(walk, o);
    else if (type == &function_type) fields_of_function(walk, (Function *)o);
    else if (type == &code_type) fields_of_code(walk, (Code *)o);
    else if (type == &cell_type) tell(walk, ((Cell *)o)->value, "cell", NULL, 0);
    else if (type == &method_type) {
        tell(walk, ((BoundMethod *)o)->function, "function", NULL, 0);
        tell(walk, ((BoundMethod *)o)->self, "self", NULL, 0);
    } else if (type == &module_type) tell(walk, ((Module *)o)->dict, "module dict", NULL, 0);
    else if (type == &generator_type || type == &coroutine_type || type == &async_generator_type) fields_of_generator(walk, (Generator *)o);
    else if (type == &type_type) fields_of_type(walk, (Type *)o);
    else if (type == &member_descriptor_type) {
        tell(walk, ((MemberDescriptor *)o)->name, "name", NULL, 0);
        tell(walk, ((MemberDescriptor *)o)->owner, "owner", NULL, 0);
    } else if (type == &weakref_type) tell(walk, ((WeakReference *)o)->callback, "callback", NULL, 0);
    else return type == &object_type;
    return true;
}

static void slots_of_instance(const Walk *walk, Object *o, const Type *type) {
    Object **values = (Object **)((char *)o + type->base->size);
    for (uint32_t i = 0; i < type->slot_name_count; i++) tell(walk, values[i], "attribute", type->slot_names[i], 0);
}

/* The same order as instance_traverse: class, slots, attributes, then what the built-in base holds. */
static const Type *fields_of_heap_instance(const Walk *walk, Object *o) {
    const Type *type = o->type;
    tell(walk, o->type, "class", NULL, 0);
    for (; type->flags & TYPE_HEAP; type = type->base) slots_of_instance(walk, o, type);
    if (o->type->flags & TYPE_ATTRS && !(type->flags & TYPE_ATTRS)) attributes(walk, o);
    return type;
}

void edges_of(Object *o, EdgeFn visit, void *context) {
    Walk walk = {o, visit, context};
    const Type *type = o->type;
    if (type->flags & TYPE_HEAP) type = fields_of_heap_instance(&walk, o);
    if (known_fields(&walk, o, type)) return;
    if (!type->traverse) return;
    if (type->flags & TYPE_EXCEPTION_SUBCLASS) type->traverse(o, tell_exception_field, &(ExceptionWalk){&walk, false});
    else type->traverse(o, tell_unnamed, &walk);
}

/* ---- trees ---- */

void edges_of_tree(Code *code, EdgeFn visit, void *context) {
    Walk walk = {(Object *)code, visit, context};
    tell(&walk, code->tree->filename, "file name", NULL, 0);
    for (size_t i = 0; i < code->tree->object_count; i++) tell(&walk, code->tree->objects[i], "constant", NULL, 0);
}

/* ---- frames and the interpreter ---- */

void edges_of_frame(Frame *frame, EdgeFn visit, void *context) {
    Walk walk = {(Object *)frame->code, visit, context};
    size_t line = frame_line(frame);
    if (frame->generator) return;   /* all that is the generator's */
    slots_of(&walk, frame->code, frame->slots, "variable", line);
    tell(&walk, frame->function, "running function", NULL, line);
    tell(&walk, frame->object, "running frame", NULL, line);
    if (frame->function) return;
    tell(&walk, frame->code, "running code", NULL, line);
    tell(&walk, frame->globals, "running globals", NULL, line);
    tell(&walk, frame->builtins, "running builtins", NULL, line);
}

static void edges_of_names(const Walk *walk) {
#define NAME_ENTRY(identifier) tell(walk, NAME(identifier), "interpreter's names", NULL, 0);
#include "runtime/object/names.def"
#undef NAME_ENTRY
}

static void tell_parameter(Object *name, void *walk) { tell(walk, name, "native parameter", NULL, 0); }

static void tell_looked_up(Object *name, void *walk) { tell(walk, name, "attribute lookup cache", NULL, 0); }

static void edges_of_caches(const Walk *walk) {
    for (int i = SMALL_INT_MIN; i <= SMALL_INT_MAX; i++) tell(walk, int_small_borrowed(i), "small int cache", NULL, 0);
    for (int c = -1; c < 256; c++) tell(walk, str_cached_borrowed(c), "short string cache", NULL, 0);
    for (int c = -1; c < 256; c++) tell(walk, bytes_cached_borrowed(c), "short bytes cache", NULL, 0);
}

void edges_of_interpreter(EdgeFn visit, void *context) {
    Walk walk = {NULL, visit, context};
    tell(&walk, interp.modules, "sys.modules", NULL, 0);
    tell(&walk, interp.builtins, "the builtins", NULL, 0);
    tell(&walk, interp.sys_dict, "the sys module's dict", NULL, 0);
    tell(&walk, interp.handled, "handled", NULL, 0);
    tell(&walk, interp.exception, "pending", NULL, 0);
    tell(&walk, gc.garbage, "gc.garbage", NULL, 0);
    tell(&walk, gc.callbacks, "gc.callbacks", NULL, 0);
    edges_of_caches(&walk);
    Object *singletons[] = {None, True, False, Ellipsis, NotImplemented, tuple_empty_borrowed()};
    for (size_t i = 0; i < sizeof singletons / sizeof *singletons; i++) tell(&walk, singletons[i], "singleton", NULL, 0);
    edges_of_names(&walk);
    signature_each_name(tell_parameter, &walk);
    type_cache_each_name(tell_looked_up, &walk);
}
