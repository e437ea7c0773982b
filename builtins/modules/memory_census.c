/* memory_census.c - see memory_census.h. Nothing here makes objects or runs script code, so the heap stands still while
 * it is looked at. */
#include "builtins/modules/memory_census.h"

#include "builtins/modules/memory_mark.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "gc/generations.h"
#include "runtime/base/mem.h"
#include "runtime/base/stack.h"
#include "runtime/object/names.h"
#include "runtime/object/type_list.h"

/* ---- sets of addresses ---- */

enum { FIRST_CAPACITY = 256 };

static size_t slot_of(const PointerSet *set, const void *item) {
    size_t slot = ((uintptr_t)item >> 4) * (size_t)0x9E3779B97F4A7C15 >> 20;
    for (;; slot++) {
        slot &= set->slot_count - 1;
        uint32_t entry = set->slots[slot];
        if (!entry || set->items[entry - 1] == item) return slot;
    }
}

/* 0, or -1 with the set as it was. */
static int grow(PointerSet *set) {
    size_t capacity = set->capacity ? set->capacity * 2 : FIRST_CAPACITY;
    uint32_t *slots = capacity < UINT32_MAX / 4 ? mem_alloc_zeroed(capacity * 4 * sizeof *slots) : NULL;
    void **items = slots ? mem_realloc_array(set->items, set->capacity, capacity, sizeof *items) : NULL;
    if (!items) {
        mem_free_array(slots, capacity * 4, sizeof *slots);
        return -1;
    }
    mem_free_array(set->slots, set->slot_count, sizeof *set->slots);
    set->items = items;
    set->capacity = capacity;
    set->slots = slots;
    set->slot_count = capacity * 4;
    for (size_t i = 0; i < set->count; i++) slots[slot_of(set, items[i])] = (uint32_t)i + 1;
    return 0;
}

bool pointer_set_add(PointerSet *set, void *item) {
    if (set->count == set->capacity && grow(set)) {
        set->out_of_memory = true;
        return false;
    }
    size_t slot = slot_of(set, item);
    if (set->slots[slot]) return false;
    set->items[set->count++] = item;
    set->slots[slot] = (uint32_t)set->count;
    return true;
}

ssize_t pointer_set_find(const PointerSet *set, const void *item) {
    return set->count ? (ssize_t)set->slots[slot_of(set, item)] - 1 : -1;
}

void pointer_set_free(PointerSet *set) {
    mem_free_array(set->items, set->capacity, sizeof *set->items);
    mem_free_array(set->slots, set->slot_count, sizeof *set->slots);
    *set = (PointerSet){0};
}

/* ---- the census ---- */

static void add_referent(const Edge *edge, void *objects) { pointer_set_add(objects, edge->referent); }

static void add_list(PointerSet *objects, GcHead *list) { GC_EACH(head, list) pointer_set_add(objects, gc_object(head)); }

/* Built-in types of which there is no instance now. */
static void add_subclasses(PointerSet *objects, const Type *type) {
    for (size_t i = 0; type->subclasses && i < type->subclasses->count; i++) pointer_set_add(objects, type->subclasses->items[i]);
}

static void add_roots(PointerSet *objects) {
    for (int i = 0; i < GC_GENERATIONS; i++) add_list(objects, &gc_generations[i].list);
    add_list(objects, &gc.permanent);
    for (Frame *frame = interp.frame; frame; frame = frame->back) {
        pointer_set_add(objects, frame->code);
        edges_of_frame(frame, add_referent, objects);
    }
    edges_of_interpreter(add_referent, objects);
}

bool census_take(PointerSet *objects) {
    size_t skipped = objects->count;
    add_roots(objects);
    for (size_t i = skipped; i < objects->count && !objects->out_of_memory; i++) {
        Object *o = objects->items[i];
        pointer_set_add(objects, o->type);
        if (is_type(o)) add_subclasses(objects, (Type *)o);
        edges_of(o, add_referent, objects);
        if (o->type == &code_type) edges_of_tree((Code *)o, add_referent, objects);
    }
    return !objects->out_of_memory;
}

/* ---- holders ---- */

typedef struct Search { PointerSet targets; Hits *hits; size_t *tool_refs; } Search;

void hits_free(Hits *hits) {
    for (size_t i = 0; i < hits->count; i++) {
        release_or_null(hits->items[i].edge.holder);
        release_or_null(hits->items[i].edge.name);
    }
    mem_free_array(hits->items, hits->capacity, sizeof *hits->items);
    *hits = (Hits){0};
}

static bool hits_make_room(Hits *hits) {
    if (hits->count < hits->capacity) return true;
    size_t capacity = hits->capacity ? hits->capacity * 2 : 64;
    Hit *items = mem_realloc_array(hits->items, hits->capacity, capacity, sizeof *items);
    if (!items) return false;
    hits->items = items;
    hits->capacity = capacity;
    return true;
}

/* A reference to something marked from something made since is the tool's. */
static bool is_newer(const Edge *edge) {
    return edge->holder && memory_is_marked(edge->referent) && !memory_is_marked(edge->holder);
}

static void note_hit(const Edge *edge, void *context) {
    Search *search = context;
    ssize_t target = pointer_set_find(&search->targets, edge->referent);
    if (target < 0 || is_newer(edge)) return;
    if (!hits_make_room(search->hits)) {
        search->hits->out_of_memory = true;
        return;
    }
    search->hits->items[search->hits->count++] = (Hit){(size_t)target, *edge};
}

static void note_own(const Edge *edge, void *context) {
    Search *search = context;
    ssize_t target = pointer_set_find(&search->targets, edge->referent);
    if (target >= 0) search->tool_refs[target]++;
}

bool frame_is_tool(const Frame *frame) {
    static const char *const tools[] = {"memory", "objgraph", "tracemalloc"};
    const Object *name = frame->globals ? dict_peek_str(frame->globals, NAME(__name__)) : NULL;
    for (size_t i = 0; name && is_str(name) && i < sizeof tools / sizeof *tools; i++)
        if (str_equal_text(name, tools[i])) return true;
    return false;
}

static void search_frames(Search *search) {
    Frame *frame = interp.frame;
    for (; frame && frame_is_tool(frame); frame = frame->back) edges_of_frame(frame, note_own, search);
    for (; frame; frame = frame->back) edges_of_frame(frame, note_hit, search);
}

/* ---- lines of constants ---- */

typedef struct Finding { const Object *wanted; size_t line; } Finding;

static int find_constant(Node *node, void *context) {
    Finding *finding = context;
    if (stack_is_low()) return 1;
    if (node->kind == NODE_Constant && ((NodeConstant *)node)->value == finding->wanted) {
        finding->line = node_position(node)->line;
        return 1;
    }
    return node_visit_children(node, find_constant, context);
}

/* Where in its file a constant stands: among the codes that share the tree, one has it. */
static void find_line(Hit *hit, const PointerSet *objects) {
    const Code *holder = (const Code *)hit->edge.holder;
    Finding finding = {.wanted = hit->edge.referent};
    for (size_t i = 0; i < objects->count && !finding.line; i++) {
        Object *o = objects->items[i];
        if (o->type == &code_type && ((Code *)o)->tree == holder->tree) find_constant(((Code *)o)->node, &finding);
    }
    hit->edge.index = finding.line;
}

static void find_lines(Hits *hits, const PointerSet *objects) {
    for (size_t i = 0; i < hits->count; i++)
        if (!strcmp(hits->items[i].edge.kind, "constant")) find_line(&hits->items[i], objects);
}

/* ---- searching ---- */

/* Codes of one file share one tree: the first code met stands for it. */
static void search_objects(Search *search, const PointerSet *objects, size_t first) {
    PointerSet trees = {0};
    for (size_t i = first; i < objects->count; i++) {
        Object *o = objects->items[i];
        edges_of(o, note_hit, search);
        if (o->type == &code_type && pointer_set_add(&trees, ((Code *)o)->tree)) edges_of_tree((Code *)o, note_hit, search);
    }
    if (trees.out_of_memory) search->hits->out_of_memory = true;
    pointer_set_free(&trees);
}

/* Static types belong to nobody else than the program itself. */
static void search_statics(Search *search) {
    for (size_t i = 0; i < search->targets.count; i++) {
        Object *o = search->targets.items[i];
        if (is_type(o) && !(((Type *)o)->flags & TYPE_HEAP)) note_hit(&(Edge){.referent = o, .kind = "built-in type"}, search);
    }
}

/* From here on the hits own what they name. */
static void own_hits(Hits *hits) {
    for (size_t i = 0; i < hits->count; i++) {
        retain_or_null(hits->items[i].edge.holder);
        retain_or_null(hits->items[i].edge.name);
    }
}

static void search_all(Search *search, Object *targets, Object *own) {
    PointerSet objects = {0};
    pointer_set_add(&objects, targets);
    pointer_set_add(&objects, own);
    for (size_t i = 0; i < list_count(own); i++) pointer_set_add(&objects, ((List *)own)->items[i]);
    size_t first = objects.count;
    for (size_t i = 0; i < first; i++) edges_of(objects.items[i], note_own, search);
    if (census_take(&objects)) {
        search_objects(search, &objects, first);
        find_lines(search->hits, &objects);
    } else {
        search->hits->out_of_memory = true;
    }
    pointer_set_free(&objects);
}

/* counts[i]: the tool's references on entry, the true count afterwards. */
static void true_counts(const Object *targets, size_t *counts) {
    for (size_t i = 0; i < list_count(targets); i++) {
        const Object *o = ((const List *)targets)->items[i];
        counts[i] = memory_is_marked(o) ? memory_marked_count(o) : o->refcount - counts[i];
    }
}

int census_holders(Object *targets, Object *own, Hits *hits, size_t *counts) {
    Search search = {.hits = hits, .tool_refs = counts};
    for (size_t i = 0; i < list_count(targets); i++) pointer_set_add(&search.targets, ((List *)targets)->items[i]);
    if (search.targets.out_of_memory || !search.targets.count) {
        bool failed = search.targets.out_of_memory;
        pointer_set_free(&search.targets);
        return failed ? -1 : 0;
    }
    search_frames(&search);
    edges_of_interpreter(note_hit, &search);
    search_statics(&search);
    search_all(&search, targets, own);
    true_counts(targets, counts);
    own_hits(hits);   /* only now: a target may itself be the holder of one */
    pointer_set_free(&search.targets);
    return hits->out_of_memory ? -1 : 0;
}
