/* attr.c - attributes: x.name read, stored, deleted, and looked up for a method call.
 *
 * Inline caches are guarded by the type's version (never reused; it changes with the type and its bases) and, where the
 * instance's own attributes matter, by its shape. Shapes live as long as their class, so (version, shape) names a
 * layout. What is cached under a version is borrowed from the type, which keeps it until the version changes. */
#include <alloca.h>

#include "builtins/types/descriptor.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"
#include "runtime/eval/attr.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/invoke.h"
#include "runtime/eval/operand.h"
#include "runtime/eval/table.h"
#include "runtime/object/names.h"
#include "runtime/object/shape.h"
#include "runtime/object/signature.h"

/* ---- reading ---- */

static bool is_plain_method(const Object *attribute) {
    return attribute->type == &function_type || attribute->type == &method_descriptor_type;
}

#define NO_VERSION UINT64_MAX   /* of no type */

/* Is the next fill worth its work? Asked before each. */
static bool may_fill(NodeAttribute *node) {
    if (!specialising()) return false;
    uint16_t misses = ++node->head.misses;
    return misses < ATTR_MEGAMORPHIC || misses % ATTR_REFILL == 0;
}

/* The first cache makes room. A node that has missed once may have seen a class change; one that misses again gets
 * caches for what it has met. */
static void keep_first_cache(NodeAttribute *node) {
    if (!node->more && node->head.misses > 2 && !(node->more = tree_alloc(interp.frame->code->tree, sizeof *node->more))) error_clear();
    if (node->more) node->more->entries[node->more->next++ % ATTR_FURTHER] = node->cache;
}

static void set_first_cache(NodeAttribute *node, Cache cache) {
    node->cache = cache;
    node->layout_version = cache.kind == ATTR_VALUE ? cache.version : NO_VERSION;
}

static void set_cache(NodeAttribute *node, Cache cache) {
    if (node->cache.kind != ATTR_NONE) keep_first_cache(node);
    set_first_cache(node, cache);
}

#define EACH_FURTHER(entry, node) (Cache *entry = (node)->more->entries; entry < (node)->more->entries + ATTR_FURTHER; entry++)

/* A further cache has served: now and then it becomes the first. */
static void promote(NodeAttribute *node, Cache *entry) {
    if (++node->more->hits % ATTR_PROMOTE) return;
    Cache served = *entry;
    *entry = node->cache;
    set_first_cache(node, served);
}

Object **further_place(NodeAttribute *node, Object *o) {
    for EACH_FURTHER(entry, node) {
        Object **place = entry->version == o->type->version ? cached_place(entry, o) : NULL;
        if (!place) continue;
        promote(node, entry);
        return place;
    }
    return NULL;
}

Object *peek_further_method(const NodeAttribute *node, const Object *o) {
    for EACH_FURTHER(entry, node)
        if (entry->version == o->type->version && entry->kind == ATTR_METHOD && same_layout(o, entry)) return entry->object;
    return NULL;
}

static void cache_module(NodeAttribute *node, Module *module, Object *attribute) {
    Dict *dict = (Dict *)module->dict;
    ssize_t index = dict && !(attribute && attribute->type->descr_set) ? dict_entry_index_str(module->dict, node->name) : -1;
    if (index >= 0)
        set_cache(node, (Cache){.version = module_type.version, .version2 = dict->version, .kind = ATTR_MODULE,
                                .object = (Object *)dict_entry_value(module->dict, (size_t)index)});
    else if (error_pending()) error_clear();
}

/* The entry of the class's dict that a cache of ATTR_CLASS_ENTRY or ATTR_OF_CLASS leads to; NULL: no more. */
static ALWAYS_INLINE Object *class_entry(const Cache *cache, const Object *name) {
    const DictTable *table = ((const Type *)cache->object)->dict->table;
    if (unlikely(!table || cache->index >= table->used)) return NULL;
    const DictEntry *entry = &dict_entries(table)[cache->index];
    return likely(entry->key == name) ? entry->value : NULL;
}

/* Caches where the class that has the attribute keeps it. */
static void cache_class_entry(NodeAttribute *node, const Type *type, Cache cache) {
    Type *home = type_home_borrowed(type, node->name);
    ssize_t index = home ? dict_entry_index_str((Object *)home->dict, node->name) : -1;
    if (error_pending()) error_clear();
    if (index < 0) return;
    cache.object = &home->head;
    cache.index = (uint32_t)index;
    set_cache(node, cache);
}

/* name of the class o, found in its own MRO and given as it is. */
static void cache_of_class(NodeAttribute *node, Type *class) {
    Object *meta = type_lookup_borrowed(&type_type, node->name);
    Object *found = meta && meta->type->descr_set ? NULL : type_lookup_borrowed(class, node->name);
    if (error_pending()) error_clear();
    if (found && found->type == &staticmethod_type && class->version && type_type.version && node->context == CTX_LOAD)
        set_cache(node, (Cache){.version = type_type.version, .version2 = class->version, .kind = ATTR_STATIC_OF_CLASS, .object = found});
    bool as_it_is = found && (found->type == &function_type || found->type == &wrapper_descriptor_type || (!(found->type->flags & TYPE_HEAP) && !found->type->descr_get));
    if (!as_it_is || !class->version || !type_type.version || node->context == CTX_STORE) return;
    cache_class_entry(node, class, (Cache){.version = type_type.version, .version2 = class->version, .kind = ATTR_OF_CLASS});
}

/* An attribute in the __dict__ of an instance: at the same index in those of others, mostly. */
static void cache_dict_entry(NodeAttribute *node, const Type *type, Object *dict) {
    ssize_t index = dict_entry_index_str(dict, node->name);
    if (error_pending()) error_clear();
    if (index >= 0) set_cache(node, (Cache){.version = type->version, .index = (uint32_t)index, .kind = ATTR_DICT});
}

/* The value there; NULL: not there. */
static Object **dict_entry_place(const NodeAttribute *node, const Cache *cache, const Object *o) {
    const Dict *dict = (const Dict *)object_attrs(o)->dict;
    const DictTable *table = dict ? dict->table : NULL;
    if (!table || cache->index >= table->used) return NULL;
    DictEntry *entry = &dict_entries(table)[cache->index];
    return entry->key == node->name ? &entry->value : NULL;
}

/* Fills the cache for reading node->name of o, if a cacheable case applies. */
static NOINLINE void cache_read(NodeAttribute *node, Object *o) {
    Type *type = o->type;
    if (!may_fill(node)) return;
    if (type == &type_type) cache_of_class(node, (Type *)o);
    if (!(type->flags & TYPE_PLAIN_GETATTR || type == &module_type)) return;
    /* The target of an augmented assignment: what is cached serves the store as well. */
    if (node->context == CTX_STORE && !(type->flags & TYPE_PLAIN_SETATTR)) return;
    Object *attribute = type_lookup_borrowed(type, node->name);
    if (error_pending()) { error_clear(); return; }
    if (type == &module_type) { cache_module(node, (Module *)o, attribute); return; }
    if (!type->version) return;
    Shape *shape = NULL;
    if (type->flags & TYPE_ATTRS) {
        Attrs *attrs = object_attrs(o);
        if (attrs->dict && !(attribute && attribute->type->descr_set)) {
            cache_dict_entry(node, type, attrs->dict);
            return;
        }
        shape = attrs->shape;
    }
    int index = shape ? shape_index(shape, node->name) : -1;
    uint32_t kind = ATTR_NONE;
    if (attribute && attribute->type->descr_set) {
        if (attribute->type == &property_type) kind = ATTR_PROPERTY;
        if (attribute->type == &member_descriptor_type) {
            kind = ATTR_SLOT;
            index = (int)((MemberDescriptor *)attribute)->offset;
        }
    } else if (index >= 0) {
        kind = ATTR_VALUE;
    } else if (attribute) {
        if (is_plain_method(attribute)) kind = ATTR_METHOD;
        else if (!attribute->type->descr_get) kind = ATTR_CLASS_VALUE;
        else if (attribute->type == &staticmethod_type) kind = ATTR_STATIC;
    }
    Type *home = kind == ATTR_CLASS_VALUE ? type_home_borrowed(type, node->name) : NULL;
    if (home && type_attribute_changes(home, node->name))
        cache_class_entry(node, type, (Cache){.version = type->version, .version2 = (uintptr_t)shape, .kind = ATTR_CLASS_ENTRY});
    else if (kind != ATTR_NONE)
        set_cache(node, (Cache){.version = type->version, .version2 = (uintptr_t)shape, .index = (uint32_t)index, .kind = kind, .object = attribute});
}

static NOINLINE Value load_attribute_slow(NodeAttribute *node, Object *o) {
    cache_read(node, o);
    Object *value = object_getattr(o, node->name);
    return value ? value_new(value) : fail(node);
}

/* A script function of one parameter, which takes the instance without an array of arguments. */
static bool is_plain_getter(const Object *getter) {
    return is_function(getter) && ((const Function *)getter)->code->plain && ((const Function *)getter)->code->positional_count == 1;
}
static NOINLINE Value call_getter(Function *getter, Object *o) {
    uint32_t slot_count = getter->code->slot_count;
    Value *slots = alloca(slot_count * sizeof *slots);
    slots[0] = value_new(retain(o));
    for (uint32_t i = 1; i < slot_count; i++) slots[i].tag = V_ERROR;
    return function_invoke_steal(RETAIN(getter), slots, NULL);
}

static Value call_property(NodeAttribute *node, const Cache *cache, Object *o) {
    Object *getter = ((Property *)cache->object)->get;
    if (!getter) return load_attribute_slow(node, o);
    retain(getter);
    Value result = is_plain_getter(getter) && !stack_is_low() ? call_getter((Function *)getter, o) : object_call_value(getter, &o, 1, NULL);
    release(getter);
    return result.tag == V_ERROR ? fail(node) : result;
}

/* The value by a cache whose version is that of o's type; NULL: it does not serve, or needs a call. */
static ALWAYS_INLINE BORROWED Object *peek_by_cache(const NodeAttribute *node, const Cache *cache, Object *o) {
    if (likely(cache->kind == ATTR_VALUE))
        return likely(object_attrs(o)->shape == cached_shape(cache)) ? object_attrs(o)->values[cache->index] : NULL;
    if (likely(cache->kind == ATTR_SLOT)) return *cached_slot(cache, o);
    Object **place;
    switch (cache->kind) {
    case ATTR_CLASS_VALUE: return likely(same_layout(o, cache)) ? cache->object : NULL;
    case ATTR_CLASS_ENTRY: return likely(same_layout(o, cache)) ? class_entry(cache, node->name) : NULL;
    case ATTR_STATIC: return likely(same_layout(o, cache)) ? ((MethodWrapper *)cache->object)->callable : NULL;
    case ATTR_OF_CLASS: return ((Type *)o)->version == cache->version2 ? class_entry(cache, node->name) : NULL;
    case ATTR_STATIC_OF_CLASS: return ((Type *)o)->version == cache->version2 ? ((MethodWrapper *)cache->object)->callable : NULL;
    case ATTR_MODULE: return ((Dict *)((Module *)o)->dict)->version == cache->version2 ? *(Object **)cache->object : NULL;
    case ATTR_DICT: return (place = dict_entry_place(node, cache, o)) ? *place : NULL;
    default: return NULL;
    }
}

static ALWAYS_INLINE bool load_cached(NodeAttribute *node, const Cache *cache, Object *o, Value *result) {
    Object *value = peek_by_cache(node, cache, o);
    if (likely(value != NULL)) *result = number_or_new(value, node->head.flags & NODE_WANT_NUMBER);
    else if (cache->kind == ATTR_PROPERTY) *result = call_property(node, cache, o);
    else return false;
    return true;
}

Object *peek_cached_value(NodeAttribute *node, Object *o) {
    uint64_t version = o->type->version;
    Object *value = node->cache.version == version && version ? peek_by_cache(node, &node->cache, o) : NULL;
    if (likely(value != NULL) || !node->more) return value;
    for EACH_FURTHER(entry, node) {
        if (entry->version != version || !version || !(value = peek_by_cache(node, entry, o))) continue;
        promote(node, entry);
        return value;
    }
    return NULL;
}

static NOINLINE Value load_attribute_further(NodeAttribute *node, Object *o) {
    Value result;
    if (node->more)
        for EACH_FURTHER(entry, node)
            if (entry->version == o->type->version && entry->version && load_cached(node, entry, o, &result)) return promote(node, entry), result;
    return load_attribute_slow(node, o);
}

Value load_attribute(NodeAttribute *node, Object *o) {
    const Cache *cache = &node->cache;
    Value result;
    if (likely(cache->version == o->type->version && cache->version) && likely(load_cached(node, cache, o, &result))) return result;
    return load_attribute_further(node, o);
}

Value eval_attribute(Node *node, Frame *frame) {
    NodeAttribute *attribute = NODE_CAST(Attribute, node);
    Value value = eval(attribute->value, frame);
    if (likely(value.tag >= V_NEW)) {
        Value result = load_attribute(attribute, value.o);
        if (value.tag == V_NEW) release(value.o);
        return result;
    }
    if (value.tag == V_ERROR) return value;
    Object *box = value_box(value);
    if (!box) return fail(node);
    Value result = load_attribute(attribute, box);
    release(box);
    return result;
}

static NOINLINE Value attribute_local_missed(Node *node, Frame *frame) {
    NodeAttribute *attribute = NODE_CAST(Attribute, node);
    const Value *owner = slot_at(frame, attribute->place);
    return likely(owner->tag == V_NEW) ? load_attribute(attribute, owner->o) : eval_attribute(node, frame);
}

/* self.name where self is a local: no call for the operand. */
static Value eval_attribute_local(Node *node, Frame *frame) {
    Object **place = local_attribute_place(NODE_CAST(Attribute, node), frame);
    return likely(place != NULL) ? (Value){.tag = V_NEW, .o = retain(*place)} : attribute_local_missed(node, frame);
}

/* The same for a parent that wants only the number. */
static Value eval_attribute_local_number(Node *node, Frame *frame) {
    Object **place = local_attribute_place(NODE_CAST(Attribute, node), frame);
    return likely(place != NULL) ? number_or_new(*place, true) : attribute_local_missed(node, frame);
}

/* As a condition: the attribute is only looked at. */
static int truth_attribute_local(Node *node, Frame *frame) {
    Object **place = local_attribute_place(NODE_CAST(Attribute, node), frame);
    if (unlikely(!place)) return truth_by_eval(node, frame);
    int result = truth_of_borrowed(*place);
    if (unlikely(result < 0)) note_failure(node);
    return result;
}

void specialise_attribute(NodeAttribute *node) {
    node->layout_version = node->cache.kind == ATTR_VALUE ? node->cache.version : NO_VERSION;
    if (!is_plain_local(node->value)) return;
    node->place = place_of(node->value);
    if (node->context != CTX_LOAD) return;
    node->head.truth = truth_attribute_local;
    node->head.eval = node->head.flags & NODE_WANT_NUMBER ? eval_attribute_local_number : eval_attribute_local;
}

/* ---- method calls ---- */

/* The function or native method that o.name means, not hidden by an attribute of o itself. BORROWED; NULL without an
 * exception: something else. So a method call never makes a bound method, cached or not, and counts are the same. */
static Object *find_method(NodeAttribute *node, Object *o) {
    Type *type = o->type;
    if (!(type->flags & TYPE_PLAIN_GETATTR)) return NULL;
    Object *attribute = type_lookup_borrowed(type, node->name);
    if (!attribute || !is_plain_method(attribute)) {
        if (error_pending()) error_clear();
        return NULL;
    }
    if (type->flags & TYPE_ATTRS && attrs_peek(o, node->name)) return NULL;
    if (error_pending()) error_clear();
    return attribute;
}

/* Does some cache lead to what is no method? */
static bool is_cached_otherwise(const NodeAttribute *node, const Object *o) {
    uint64_t version = o->type->version;
    if (node->cache.version == version) return node->cache.kind != ATTR_METHOD;
    if (node->more)
        for EACH_FURTHER(entry, node)
            if (entry->version == version && entry->kind != ATTR_NONE) return entry->kind != ATTR_METHOD;
    return false;
}

Object *load_method(NodeAttribute *node, Object *o, bool *self_first) {
    Object *method = peek_cached_method(node, o);
    if (!method && !is_cached_otherwise(node, o)) {
        cache_read(node, o);
        method = find_method(node, o);
    }
    *self_first = method != NULL;
    if (method) return retain(method);
    Value value = load_attribute(node, o);
    return value.tag == V_ERROR ? NULL : to_object(value);
}

/* ---- storing ---- */

static NOINLINE void cache_store(NodeAttribute *node, Object *o, Shape *before) {
    Type *type = o->type;
    if (!(type->flags & TYPE_PLAIN_SETATTR) || !may_fill(node)) return;
    Object *attribute = type_lookup_borrowed(type, node->name);
    if (error_pending()) { error_clear(); return; }
    if (type->version && attribute && attribute->type == &member_descriptor_type)
        set_cache(node, (Cache){.version = type->version, .index = (uint32_t)((MemberDescriptor *)attribute)->offset, .kind = ATTR_SLOT});
    if (!type->version || (attribute && attribute->type->descr_set) || !(type->flags & TYPE_ATTRS) || type->flags & TYPE_NO_DICT) return;
    Attrs *attrs = object_attrs(o);
    if (attrs->dict) cache_dict_entry(node, type, attrs->dict);
    if (attrs->dict || !attrs->shape) return;
    int index = shape_index(attrs->shape, node->name);
    if (index < 0) return;
    if (attrs->shape == before)
        set_cache(node, (Cache){.version = type->version, .version2 = (uintptr_t)before, .index = (uint32_t)index, .kind = ATTR_VALUE});
    else if (attrs->shape->parent == (before ? before : type->root_shape))
        set_cache(node, (Cache){.version = type->version, .version2 = (uintptr_t)before, .kind = ATTR_APPEND, .object = (Object *)attrs->shape});
}

/* o.name = value for an empty slot of __slots__. STEALS value. */
static int fill_slot_steal(NodeAttribute *node, const Cache *cache, Object *o, Value value) {
    Object *boxed = to_object(value);
    if (unlikely(!boxed)) { note_failure(node); return -1; }
    *cached_slot(cache, o) = boxed;
    return 0;
}

static NOINLINE int store_attribute_slow(NodeAttribute *node, Object *o, Value value) {
    Object *boxed = to_object(value);
    if (!boxed) { note_failure(node); return -1; }
    Shape *before = (o->type->flags & TYPE_ATTRS) ? object_attrs(o)->shape : NULL;
    int result = object_setattr(o, node->name, boxed);
    release(boxed);
    if (result) note_failure(node);
    else cache_store(node, o, before);
    return result;
}

/* Puts value where *place holds an attribute. STEALS value. */
static ALWAYS_INLINE int replace_attribute_steal(NodeAttribute *node, Object **place, Value value) {
    Object *old = *place;
    if (overwrite_number(old, value)) return 0;
    Object *boxed = to_object(value);
    if (unlikely(!boxed)) { note_failure(node); return -1; }
    *place = boxed;
    release(old);
    return 0;
}

static int append_attribute_steal(NodeAttribute *node, const Cache *cache, Object *o, Value value) {
    Object *boxed = to_object(value);
    int result = likely(boxed) ? attrs_append_steal(o, (Shape *)cache->object, boxed) : -1;
    if (unlikely(result)) note_failure(node);
    return result;
}

/* The value of an entry of the instance's dict, which may have been untracked. */
static int replace_dict_entry_steal(NodeAttribute *node, Object *o, Object **place, Value value) {
    Object *old = *place;
    if (overwrite_number(old, value)) return 0;
    Object *boxed = to_object(value);
    if (unlikely(!boxed)) { note_failure(node); return -1; }
    *place = boxed;
    dict_track_for(object_attrs(o)->dict, boxed);
    release(old);
    return 0;
}

/* Stores by a cache whose version is that of o's type. STEALS value. 0, -1 (noted); 1: it does not serve, value is as it was */
static ALWAYS_INLINE int store_cached_steal(NodeAttribute *node, const Cache *cache, Object *o, Value value) {
    Object **place = cached_place(cache, o);
    if (likely(place != NULL)) return replace_attribute_steal(node, place, value);
    if (cache->kind == ATTR_APPEND && same_layout(o, cache)) return append_attribute_steal(node, cache, o, value);
    if (cache->kind == ATTR_SLOT) return fill_slot_steal(node, cache, o, value);
    if (cache->kind == ATTR_DICT && (place = dict_entry_place(node, cache, o))) return replace_dict_entry_steal(node, o, place, value);
    return 1;
}

static NOINLINE int store_attribute_further_steal(NodeAttribute *node, Object *o, Value value) {
    if (node->more)
        for EACH_FURTHER(entry, node) {
            int result = entry->version == o->type->version && entry->version ? store_cached_steal(node, entry, o, value) : 1;
            if (likely(result == 0)) promote(node, entry);
            if (likely(result <= 0)) return result;
        }
    return store_attribute_slow(node, o, value);
}

int store_attribute_steal(NodeAttribute *node, Object *o, Value value) {
    int result = likely(node->cache.version == o->type->version && node->cache.version) ? store_cached_steal(node, &node->cache, o, value) : 1;
    return likely(result <= 0) ? result : store_attribute_further_steal(node, o, value);
}
