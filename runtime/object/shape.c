/* shape.c - hidden classes and the attributes of instances.
 *
 * Invariants of an instance's Attrs:
 *   dict != NULL: the attributes are in it; shape and values are NULL.
 *   dict == NULL, shape == NULL: no attribute yet; values may already point at the inline area.
 *   dict == NULL, shape != NULL: values[0..shape->count) are owned and none is NULL; values[-1] is the capacity.
 * A shape's order of names is the order in which the attributes were made. */
#include "runtime/object/shape.h"

#include <string.h>

#include "builtins/types/dict.h"
#include "runtime/base/mem.h"
#include "runtime/object/error.h"

enum { LOOKUP_AFTER = 4, SHAPE_MAX_CHILDREN = 128, BLOCK_MINIMUM = 7 };

/* ---- shapes ---- */

static Shape *shape_new(Shape *parent, Object *name) {
    Shape *shape = mem_alloc_zeroed(sizeof *shape);
    if (!shape) return error_no_memory();
    shape->parent = parent;
    shape->name = retain_or_null(name);
    shape->count = parent ? parent->count + 1 : 0;
    return shape;
}

static void shape_free(Shape *shape) {
    release_or_null(shape->name);
    mem_free_array(shape->lookup, shape->lookup_size, sizeof *shape->lookup);
    mem_free_array(shape->children, shape->child_capacity, sizeof *shape->children);
    mem_free(shape, sizeof *shape);
}

/* Walks down to a leaf, frees it, goes on at its parent: no recursion. */
void shape_free_tree(Shape *root) {
    Shape *shape = root;
    while (shape) {
        if (shape->child_count) {
            shape = shape->children[--shape->child_count];
            continue;
        }
        Shape *parent = shape == root ? NULL : shape->parent;
        shape_free(shape);
        shape = parent;
    }
}

Shape *shape_root(Type *type) {
    if (!type->root_shape) type->root_shape = shape_new(NULL, NULL);
    return type->root_shape;
}

static uint32_t lookup_start(Object *name, uint32_t size) { return (uint32_t)((uintptr_t)name >> 4) & (size - 1); }

/* The table is only an accelerator: without memory for it the parents are walked. */
static void build_lookup(Shape *shape) {
    uint32_t size = 8;
    while (size < shape->count * 2) size *= 2;
    struct ShapeLookup *lookup = mem_alloc_zeroed(size * sizeof *lookup);
    if (!lookup) return;
    for (Shape *s = shape; s->name; s = s->parent) {
        uint32_t i = lookup_start(s->name, size);
        while (lookup[i].name) i = (i + 1) & (size - 1);
        lookup[i] = (struct ShapeLookup){s->name, s->count - 1};
    }
    shape->lookup = lookup;
    shape->lookup_size = size;
}

static int index_in_lookup(const Shape *shape, Object *name) {
    for (uint32_t i = lookup_start(name, shape->lookup_size); shape->lookup[i].name; i = (i + 1) & (shape->lookup_size - 1))
        if (shape->lookup[i].name == name) return (int)shape->lookup[i].index;
    return -1;
}

int shape_index(const Shape *shape, Object *name) {
    if (shape->lookup_size) return index_in_lookup(shape, name);
    if (shape->count > LOOKUP_AFTER) {
        build_lookup((Shape *)(uintptr_t)shape);
        if (shape->lookup_size) return index_in_lookup(shape, name);
    }
    for (; shape->name; shape = shape->parent)
        if (shape->name == name) return (int)shape->count - 1;
    return -1;
}

static Shape *find_child(const Shape *shape, Object *name) {
    for (uint32_t i = 0; i < shape->child_count; i++)
        if (shape->children[i]->name == name) return shape->children[i];
    return NULL;
}

static int reserve_child(Shape *shape) {
    if (shape->child_count < shape->child_capacity) return 0;
    uint32_t capacity = shape->child_capacity ? shape->child_capacity * 2 : 1;
    Shape **grown = mem_realloc_array(shape->children, shape->child_capacity, capacity, sizeof *grown);
    if (!grown) return error_no_memory(), -1;
    shape->children = grown;
    shape->child_capacity = capacity;
    return 0;
}

Shape *shape_add(Shape *shape, Object *name) {
    Shape *child = find_child(shape, name);
    if (child) return child;
    if (reserve_child(shape) || !(child = shape_new(shape, name))) return NULL;
    return shape->children[shape->child_count++] = child;
}

/* Instances with very many or ever different attributes do better with a dict. */
static bool shape_is_full(const Shape *shape, Object *name) {
    return shape->count >= SHAPE_MAX_ATTRIBUTES || (shape->child_count >= SHAPE_MAX_CHILDREN && !find_child(shape, name));
}

/* ---- room for values ---- */

static size_t values_capacity(Object **values) { return (size_t)values[-1]; }

static bool values_are_inline(Object *o, Object **values) { return attrs_has_inline(o->type) && values == attrs_inline_area(o); }

static void free_block(Object **values) { mem_free(values - 1, (values_capacity(values) + 1) * sizeof *values); }

/* New instances of the type get room for at least that many values; odd, so that no padding is wasted. */
static void learn_inline_values(Type *type, uint32_t count) {
    uint32_t wanted = count | 1;
    if (wanted <= SHAPE_INLINE_MAX && wanted > type->inline_values && attrs_has_inline(type)) type->inline_values = wanted;
}

static int reserve_values(Object *o, Attrs *attrs, uint32_t count) {
    if (!attrs->values && attrs_has_inline(o->type)) attrs->values = attrs_inline_area(o);
    size_t capacity = attrs->values ? values_capacity(attrs->values) : 0;
    if (likely(count <= capacity)) return 0;
    capacity = capacity < BLOCK_MINIMUM ? BLOCK_MINIMUM : capacity * 2 + 1;
    Object **block = mem_alloc((capacity + 1) * sizeof *block);
    if (!block) return error_no_memory(), -1;
    block[0] = (Object *)capacity;
    if (attrs->shape) memcpy(block + 1, attrs->values, attrs->shape->count * sizeof *block);
    if (attrs->values && !values_are_inline(o, attrs->values)) free_block(attrs->values);
    attrs->values = block + 1;
    return 0;
}

int attrs_append_steal(Object *o, Shape *next, Object *value) {
    Attrs *attrs = object_attrs(o);
    uint32_t count = next->count;
    if (unlikely(!attrs->values || count > values_capacity(attrs->values))) {
        if (reserve_values(o, attrs, count)) {
            release(value);
            return -1;
        }
    }
    if (unlikely(count > o->type->inline_values)) learn_inline_values(o->type, count);
    attrs->values[count - 1] = value;
    attrs->shape = next;
    return 0;
}

/* ---- access ---- */

Object *attrs_peek(Object *o, Object *name) {
    Attrs *attrs = object_attrs(o);
    if (attrs->shape) {
        int index = shape_index(attrs->shape, name);
        return index < 0 ? NULL : attrs->values[index];
    }
    return attrs->dict ? dict_peek_str(attrs->dict, name) : NULL;
}

int attrs_set(Object *o, Object *name, Object *value) {
    Attrs *attrs = object_attrs(o);
    if (attrs->dict) return dict_set(attrs->dict, name, value);
    Shape *shape = attrs->shape ? attrs->shape : shape_root(o->type);
    if (!shape) return -1;
    int index = shape_index(shape, name);
    if (index >= 0) {
        object_replace_steal(&attrs->values[index], retain(value));
        return 0;
    }
    if (unlikely(shape_is_full(shape, name))) {
        Object *dict = attrs_dict_borrowed(o);
        return dict ? dict_set(dict, name, value) : -1;
    }
    Shape *next = shape_add(shape, name);
    return next ? attrs_append_steal(o, next, retain(value)) : -1;
}

/* The names of a shape in order, borrowed; names has room for shape->count. */
static void shape_names(const Shape *shape, Object **names) {
    for (; shape->name; shape = shape->parent) names[shape->count - 1] = shape->name;
}

/* The shape without the attribute at `index`, reached from the root; NULL on error. */
static Shape *shape_without(Type *type, const Shape *shape, uint32_t index) {
    Object *names[SHAPE_MAX_ATTRIBUTES];
    shape_names(shape, names);
    Shape *result = shape_root(type);
    for (uint32_t i = 0; result && i < shape->count; i++)
        if (i != index) result = shape_add(result, names[i]);
    return result;
}

int attrs_delete(Object *o, Object *name) {
    Attrs *attrs = object_attrs(o);
    if (attrs->dict) return dict_delete(attrs->dict, name);
    int index = attrs->shape ? shape_index(attrs->shape, name) : -1;
    if (index < 0) return 0;
    Shape *shape = shape_without(o->type, attrs->shape, (uint32_t)index);
    if (!shape) return -1;
    Object *old = attrs->values[index];
    memmove(attrs->values + index, attrs->values + index + 1, (shape->count - (uint32_t)index) * sizeof *attrs->values);
    attrs->shape = shape->count ? shape : NULL;
    release(old);
    return 1;
}

/* ---- the dict ---- */

static Object *dict_from_values(const Attrs *attrs) {
    uint32_t count = attrs->shape ? attrs->shape->count : 0;
    Object *names[SHAPE_MAX_ATTRIBUTES], *dict = dict_new_sized(count);
    if (!dict || !count) return dict;
    shape_names(attrs->shape, names);
    for (uint32_t i = 0; i < count; i++) {
        if (dict_set(dict, names[i], attrs->values[i])) {
            release(dict);
            return NULL;
        }
    }
    return dict;
}

/* Puts the instance over to dict (owned by it from now on). Script code may run when the old values go: it may give the
 * instance attributes in the room where they were, another class, or its end. */
static void adopt_dict_steal(Object *o, Object *dict) {
    Attrs *attrs = object_attrs(o);
    uint32_t count = attrs->shape ? attrs->shape->count : 0;
    Object **values = attrs->values, *old_dict = attrs->dict, *taken[SHAPE_INLINE_MAX];
    bool in_place = values && values_are_inline(o, values);
    if (in_place) values = memcpy(taken, values, count * sizeof *values);
    attrs->shape = NULL;
    attrs->values = NULL;
    attrs->dict = dict;
    for (uint32_t i = 0; i < count; i++) release(values[i]);
    if (values && !in_place) free_block(values);
    release_or_null(old_dict);
}

Object *attrs_dict_borrowed(Object *o) {
    Attrs *attrs = object_attrs(o);
    if (attrs->dict) return attrs->dict;
    Object *dict = dict_from_values(attrs);
    if (!dict) return NULL;
    adopt_dict_steal(o, dict);
    return dict;
}

int attrs_set_dict(Object *o, Object *dict) {
    adopt_dict_steal(o, retain(dict));
    return 0;
}

/* ---- the collector's and the end's view ---- */

int attrs_traverse(Object *o, VisitFn visit, void *context) {
    Attrs *attrs = object_attrs(o);
    VISIT(attrs->dict);
    uint32_t count = attrs->shape ? attrs->shape->count : 0;
    for (uint32_t i = 0; i < count; i++) VISIT(attrs->values[i]);
    return 0;
}

/* Values go in the order in which the attributes were made. */
void attrs_clear(Object *o) { adopt_dict_steal(o, NULL); }
