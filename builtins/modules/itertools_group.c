/* itertools_group.c - itertools.groupby, tee, zip_longest. */
#include "builtins/modules/itertools.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

/* ---- groupby: iterator a, key function b (NULL: none), current key c, current item d; target: key of the group given
 * last. i counts groups: a group whose number is not the last one's has ended. ---- */

typedef struct { IterTool tool; Object *target; } GroupBy;
typedef struct { Object head; GroupBy *parent; Object *key; ssize_t number; } Group;

static Object *groupby_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[2];
    if (args_bind(&signature, "groupby", "(iterable, key=None)", args, count, kwnames, bound)) return NULL;
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    if (bound[1] && bound[1] != None) self->b = retain(bound[1]);
    if (!(self->a = object_iter(bound[0]))) CLEAR(self);
    return (Object *)self;
}

/* Takes the next item and its key. 0, -1 at the end or on error. */
static int groupby_step(IterTool *self) {
    Object *item = itertool_step(self->a);
    if (!item) return -1;
    Object *key = self->b ? object_call_one(self->b, item) : retain(item);
    if (!key) {
        release(item);
        return -1;
    }
    object_replace_steal(&self->d, item);
    object_replace_steal(&self->c, key);
    return 0;
}

/* Are both keys equal? Held while comparing. 0, 1, -1 */
static int same_key(Object *a, Object *b) {
    retain(a), retain(b);
    int equal = sequence_item_equal(a, b);
    release(a), release(b);
    return equal;
}

static Object *group_new(GroupBy *parent) {
    Group *group = (Group *)object_new(&group_type);
    if (!group) return NULL;
    group->parent = RETAIN(parent);
    group->key = retain(parent->target);
    group->number = parent->tool.i;
    gc_track(&group->head);
    return &group->head;
}

static Object *groupby_next(Object *o) {
    GroupBy *self = (GroupBy *)o;
    self->tool.i++;
    for (;;) {
        if (self->tool.c && !self->target) break;
        int same = self->tool.c && self->target ? same_key(self->target, self->tool.c) : 1;
        if (same < 0) return NULL;
        if (!same) break;
        if (groupby_step(&self->tool)) return NULL;
    }
    object_replace_steal(&self->target, retain(self->tool.c));
    Object *group = group_new(self);
    if (!group) return NULL;
    return tuple_from_items_steal((Object *[]){retain(self->tool.c), group}, 2);
}

static void groupby_dealloc(Object *o) {
    CLEAR(((GroupBy *)o)->target);
    itertool_dealloc(o);
}

static int groupby_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((GroupBy *)o)->target);
    return itertool_traverse(o, visit, context);
}

Type groupby_type = {
    .head = TYPE_HEAD, .name = "itertools.groupby", .size = sizeof(GroupBy), .flags = TYPE_GC | TYPE_BASE,
    .new = groupby_construct, .dealloc = groupby_dealloc, .traverse = groupby_traverse, .iter = itertool_self, .next = groupby_next,
    .doc = "make an iterator that returns consecutive keys and groups from the iterable\n\n"
           "  iterable\n    Elements to divide into groups according to the key function.\n"
           "  key\n    A function for computing the group category for each element.\n"
           "    If the key function is not specified or is None, the element itself\n    is used for grouping.",
    .text_signature = "(iterable, key=None)",
};

static Object *group_next(Object *o) {
    Group *self = (Group *)o;
    GroupBy *parent = self->parent;
    if (parent->tool.i != self->number) return NULL;
    if (!parent->tool.d && groupby_step(&parent->tool)) return NULL;
    int same = same_key(self->key, parent->tool.c);
    if (same <= 0) return NULL;
    Object *item = parent->tool.d;
    parent->tool.d = NULL;
    return item;
}

static void group_dealloc(Object *o) {
    release(&((Group *)o)->parent->tool.head);
    release(((Group *)o)->key);
    object_free(o);
}

static int group_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Group *)o)->parent);
    VISIT(((Group *)o)->key);
    return 0;
}

Type group_type = {
    .head = TYPE_HEAD, .name = "itertools._grouper", .size = sizeof(Group), .flags = TYPE_GC, .dealloc = group_dealloc,
    .traverse = group_traverse, .iter = itertool_self, .next = group_next,
};

/* ---- tee: items taken but not yet given by all lie in a chain of links, which every tee walks on its own ---- */

typedef struct Link { Object head; Object *item; struct Link *next; bool taking; } Link;   /* item NULL: not taken yet */
typedef struct { Object head; Object *iterator; Link *link; Object *weakrefs; } Tee;
static Type link_type;

static Link *link_new(void) {
    if (type_ready(&link_type)) return NULL;
    Link *link = (Link *)object_new(&link_type);
    if (link) gc_track(&link->head);
    return link;
}

static void link_dealloc(Object *o) {
    Link *link = (Link *)o;
    release_or_null(link->item);
    release_or_null((Object *)link->next);
    object_free(o);
}

static int link_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Link *)o)->item);
    VISIT(((Link *)o)->next);
    return 0;
}

static Type link_type = {
    .head = TYPE_HEAD, .name = "itertools._tee_dataobject", .size = sizeof(Link), .flags = TYPE_GC, .dealloc = link_dealloc,
    .traverse = link_traverse,
};

static Tee *tee_new(Object *iterator, Link *link) {
    Tee *self = link ? (Tee *)object_new(&tee_type) : NULL;
    if (!self) return NULL;
    self->iterator = retain(iterator);
    self->link = RETAIN(link);
    gc_track(&self->head);
    return self;
}

static Object *tee_construct(Type *type UNUSED, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords("_tee", kwnames) || args_count("_tee", count, 1, 1)) return NULL;
    if (args[0]->type == &tee_type) return (Object *)tee_new(((Tee *)args[0])->iterator, ((Tee *)args[0])->link);
    Object *iterator = object_iter(args[0]);
    Link *link = iterator ? link_new() : NULL;
    Tee *self = tee_new(iterator, link);
    release_or_null((Object *)link);
    release_or_null(iterator);
    return (Object *)self;
}

static Object *tee_next(Object *o) {
    Tee *self = (Tee *)o;
    Link *link = self->link;
    if (!link->item) {
        if (link->taking) return error_set(RuntimeError, "cannot re-enter the tee iterator");
        Link *next = link_new();
        link->taking = true;
        Object *item = next ? itertool_step(self->iterator) : NULL;
        link->taking = false;
        if (!item) {
            release_or_null((Object *)next);
            return NULL;
        }
        link->item = item;
        link->next = next;
    }
    Object *item = retain(link->item);
    self->link = RETAIN(link->next);
    release(&link->head);
    return item;
}

static Value copy_method(Object *o, Object **args UNUSED) {
    return value_new((Object *)tee_new(((Tee *)o)->iterator, ((Tee *)o)->link));
}

static void tee_dealloc(Object *o) {
    release_or_null(((Tee *)o)->iterator);
    release_or_null((Object *)((Tee *)o)->link);
    object_free(o);
}

static int tee_traverse(Object *o, VisitFn visit, void *context) {
    VISIT(((Tee *)o)->iterator);
    VISIT(((Tee *)o)->link);
    return 0;
}

static const Method tee_methods[] = {
    {"__copy__", copy_method, "()", "Returns an independent iterator.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

Type tee_type = {
    .head = TYPE_HEAD, .name = "itertools._tee", .size = sizeof(Tee), .flags = TYPE_GC, .weakrefs_offset = offsetof(Tee, weakrefs),
    .new = tee_construct, .dealloc = tee_dealloc, .traverse = tee_traverse, .iter = itertool_self, .next = tee_next,
    .methods = tee_methods, .doc = "Iterator wrapped to make it copyable.",
};

/* ---- zip_longest: list of iterators a (None: ended), fill value b, how many still run i ---- */

static Object *zip_longest_construct(Type *type, Object **args, size_t count, Object *kwnames) {
    Object *fill = None;
    for (size_t i = 0; kwnames && i < tuple_count(kwnames); i++) {
        if (!str_equal_text(tuple_item_borrowed(kwnames, i), "fillvalue"))
            return error_set(TypeError, "zip_longest() got an unexpected keyword argument");
        fill = args[count + i];
    }
    IterTool *self = itertool_new(type);
    if (!self) return NULL;
    self->b = retain(fill);
    self->i = (ssize_t)count;
    self->a = list_new(count);
    for (size_t i = 0; self->a && i < count; i++) {
        Object *iterator = object_iter(args[i]);
        if (!iterator || list_append_steal(self->a, iterator)) CLEAR(self->a);
    }
    if (!self->a) CLEAR(self);
    return (Object *)self;
}

/* The next item of iterator i, or the fill value once it has ended. NULL: error, or it was the last to end. */
static Object *item_or_fill(IterTool *self, size_t i) {
    Object **iterator = &((List *)self->a)->items[i];
    Object *item = *iterator == None ? retain(self->b) : itertool_step(*iterator);
    if (item || error_pending()) return item;
    if (*iterator != None) self->i--;
    object_replace_steal(iterator, retain(None));
    return self->i > 0 ? retain(self->b) : NULL;
}

static Object *zip_longest_next(Object *o) {
    IterTool *self = (IterTool *)o;
    size_t count = list_count(self->a);
    if (count == 0 || self->i == 0) return NULL;
    Tuple *result = (Tuple *)tuple_new(count);
    if (!result) return NULL;
    for (size_t i = 0; i < count; i++)
        if (!(result->items[i] = item_or_fill(self, i))) {
            release(&result->head);
            self->i = 0;
            return NULL;
        }
    gc_track(&result->head);
    return &result->head;
}

Type zip_longest_type = {
    ITERTOOL_SLOTS, .name = "itertools.zip_longest", .new = zip_longest_construct, .next = zip_longest_next,
    .doc = "Return a zip_longest object whose .__next__() method returns a tuple where\n"
           "the i-th element comes from the i-th iterable argument.  The .__next__()\n"
           "method continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  "
           "When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\n"
           "defaults to None or can be specified by a keyword argument.",
};
