/* node.c - trees: the arena, the objects it owns, and walking from a node to its children. */
#include "grammar/node.h"

#include <string.h>

#include "runtime/base/mem.h"
#include "runtime/object/error.h"

const char *const node_kind_names[NODE_KIND_COUNT] = {
#define NODE(name, fields) #name,
#include "grammar/nodes.def"
#undef NODE
};

static const size_t node_sizes[NODE_KIND_COUNT] = {
#define NODE(name, fields) sizeof(Node##name),
#include "grammar/nodes.def"
#undef NODE
};

/* Chunks are chained, newest first; only the newest has room. */
typedef struct TreeChunk {
    struct TreeChunk *next;
    size_t size, used;     /* of the whole chunk, this head included */
} TreeChunk;

enum { CHUNK_HEAD = (sizeof(TreeChunk) + 15) & ~15, CHUNK_FIRST = 2048, CHUNK_MOST = 65536 };

Tree *tree_new(Object *filename) {
    Tree *tree = mem_alloc_zeroed(sizeof *tree);
    if (!tree) return error_no_memory();
    tree->refcount = 1;
    tree->filename = retain(filename);
    return tree;
}

void tree_retain(Tree *tree) { tree->refcount++; }

static void free_chunks(Tree *tree) {
    while (tree->chunks) {
        TreeChunk *chunk = tree->chunks;
        tree->chunks = chunk->next;
        mem_free(chunk, chunk->size);
    }
}

/* MAY_RUN: releases constants. */
void tree_release(Tree *tree) {
    if (--tree->refcount) return;
    for (size_t i = 0; i < tree->object_count; i++) release(tree->objects[i]);
    mem_free_array(tree->objects, tree->object_capacity, sizeof *tree->objects);
    mem_free(tree->source, tree->source_length + 1);
    release(tree->filename);
    free_chunks(tree);
    mem_free(tree, sizeof *tree);
}

static TreeChunk *new_chunk(Tree *tree, size_t needed) {
    size_t size = tree->chunks ? tree->chunks->size * 2 : CHUNK_FIRST;
    if (size > CHUNK_MOST) size = CHUNK_MOST;
    if (size < needed + CHUNK_HEAD) size = needed + CHUNK_HEAD;
    TreeChunk *chunk = mem_alloc(size);
    if (!chunk) return error_no_memory();
    *chunk = (TreeChunk){tree->chunks, size, CHUNK_HEAD};
    return tree->chunks = chunk;
}

void *tree_alloc(Tree *tree, size_t size) {
    size = (size + 15) & ~(size_t)15;
    TreeChunk *chunk = tree->chunks;
    if ((!chunk || chunk->size - chunk->used < size) && !(chunk = new_chunk(tree, size))) return NULL;
    void *result = (char *)chunk + chunk->used;
    chunk->used += size;
    return memset(result, 0, size);
}

Object *tree_own_steal(Tree *tree, Object *object) {
    if (!object) return NULL;
    if (tree->object_count == tree->object_capacity) {
        size_t capacity = tree->object_capacity ? tree->object_capacity * 2 : 16;
        Object **objects = mem_realloc_array(tree->objects, tree->object_capacity, capacity, sizeof *objects);
        if (!objects) {
            release(object);
            return error_no_memory();
        }
        tree->objects = objects;
        tree->object_capacity = capacity;
    }
    return tree->objects[tree->object_count++] = object;
}

Node *node_new(Tree *tree, NodeKind kind, Position position) {
    Position *block = tree_alloc(tree, sizeof(Position) + node_sizes[kind]);
    if (!block) return NULL;
    *block = position;
    Node *node = (Node *)(block + 1);
    node->kind = (uint8_t)kind;
    return node;
}

/* ---- children ---- */

static int visit_list(const Nodes *list, int (*visit)(Node *, void *), void *context) {
    for (uint32_t i = 0; i < list->count; i++) {
        int result = list->items[i] ? visit(list->items[i], context) : 0;
        if (result) return result;
    }
    return 0;
}

static int visit_one(Node *child, int (*visit)(Node *, void *), void *context) {
    return child ? visit(child, context) : 0;
}

/* Keys and values alternate in the source. */
static int visit_dict(const NodeDict *dict, int (*visit)(Node *, void *), void *context) {
    for (uint32_t i = 0; i < dict->values.count; i++) {
        int result = visit_one(dict->keys.items[i], visit, context);
        if (!result) result = visit(dict->values.items[i], context);
        if (result) return result;
    }
    return 0;
}

/* For each kind, the sum of its fields: each stops the rest by a non-zero result. */
#define CHILD(field) || (result = visit_one(self->field, visit, context))
#define LIST(field) || (result = visit_list(&self->field, visit, context))
#define FIELD(type, field)
#define NODE(name, fields)                                                                              \
    static int visit_##name(const Node##name *self, int (*visit)(Node *, void *), void *context) {      \
        int result = 0;                                                                                 \
        (void)self, (void)visit, (void)context;                                                         \
        (void)(0 fields);                                                                               \
        return result;                                                                                  \
    }
#include "grammar/nodes.def"
#undef NODE
#undef CHILD
#undef LIST
#undef FIELD

int node_visit_children(Node *node, int (*visit)(Node *child, void *context), void *context) {
    if (node->kind == NODE_Dict) return visit_dict((NodeDict *)node, visit, context);
    switch (node->kind) {
#define NODE(name, fields) case NODE_##name: return visit_##name((Node##name *)node, visit, context);
#include "grammar/nodes.def"
#undef NODE
        default: return 0;
    }
}
