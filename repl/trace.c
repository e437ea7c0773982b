/* trace.c - two pictures of the heap, before and after an entry, and what is different between them.
 *
 * A picture lists the objects that the collector tracks and those that the session's names mean, with their counts. It
 * holds no references: an address that has another type afterwards, or was seen to be collected, is another object. Why an
 * object went is known from the collector's reports: it was part of a cycle; else its count fell to zero. */
#include "repl/trace.h"

#include <stdlib.h>
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "gc/generations.h"
#include "gc/observe.h"
#include "repl/commands.h"
#include "runtime/base/mem.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

enum { LINES = 12 };   /* of each kind; the rest is counted */

typedef struct Seen {
    const Object *object;
    size_t count;
    char label[72];          /* type, and the session's name for it */
} Seen;

typedef struct Picture { Buffer seen; size_t blocks; } Picture;   /* of Seen, sorted by address */

static struct { Picture before; Buffer collected; bool collection; } trace;   /* collected: addresses of cyclic trash */

static size_t seen_count(const Picture *picture) { return picture->seen.length / sizeof(Seen); }
static Seen *seen_at(const Picture *picture, size_t i) { return (Seen *)(void *)picture->seen.data + i; }

/* ---- taking a picture ---- */

static void add_seen(Picture *picture, const Object *o, Object *name) {
    Seen seen = {.object = o, .count = o->refcount};
    const char *type = type_name(o->type);
    size_t length = strnlen(type, 40);
    memcpy(seen.label, type, length);
    if (name && str_size(name) < sizeof seen.label - length - 1) {
        seen.label[length] = ' ';
        memcpy(seen.label + length + 1, str_data(name), str_size(name));
    }
    buffer_append(&picture->seen, (const char *)&seen, sizeof seen);
}

static int compare_seen(const void *a, const void *b) {
    const Seen *x = a, *y = b;
    if (x->object != y->object) return (uintptr_t)x->object < (uintptr_t)y->object ? -1 : 1;
    return (int)(strchr(y->label, ' ') != NULL) - (int)(strchr(x->label, ' ') != NULL);   /* with a name first */
}

static void remove_doubles(Picture *picture) {
    size_t kept = 0;
    for (size_t i = 0; i < seen_count(picture); i++)
        if (!kept || seen_at(picture, kept - 1)->object != seen_at(picture, i)->object) *seen_at(picture, kept++) = *seen_at(picture, i);
    buffer_truncate(&picture->seen, kept * sizeof(Seen));
}

static bool is_private(Object *name) { return !is_str(name) || strncmp(str_data(name), "__", 2) == 0; }

static void take_picture(Picture *picture, Session *session) {
    *picture = (Picture){0};
    for (int i = 0; i < GC_GENERATIONS; i++)
        GC_EACH(head, &gc_generations[i].list) add_seen(picture, gc_object(head), NULL);
    Object *name, *value;
    for (size_t position = 0; dict_next(session->globals, &position, &name, &value);)
        if (!is_private(name)) add_seen(picture, value, name);
    if (picture->seen.length) qsort(picture->seen.data, seen_count(picture), sizeof(Seen), compare_seen);
    remove_doubles(picture);
    MemStats stats;
    mem_stats(&stats);
    picture->blocks = stats.blocks_in_use;
}

static const Seen *find_seen(const Picture *picture, const Object *o) {
    Seen wanted = {.object = o};
    size_t low = 0, high = seen_count(picture);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((uintptr_t)seen_at(picture, middle)->object < (uintptr_t)wanted.object) low = middle + 1;
        else high = middle;
    }
    return low < seen_count(picture) && seen_at(picture, low)->object == o ? seen_at(picture, low) : NULL;
}

/* ---- the collector's part ---- */

static void note_trash(GcPhase phase, int generation, GcHead *list, void *context) {
    (void)generation, (void)context;
    trace.collection = true;
    if (phase != GC_CLEARING) return;
    GC_EACH(head, list) {
        const Object *o = gc_object(head);
        buffer_append(&trace.collected, (const char *)&o, sizeof o);
    }
}

static bool was_collected(const Object *o) {
    const Object *const *items = (const Object *const *)(void *)trace.collected.data;
    for (size_t i = 0; i < trace.collected.length / sizeof *items; i++)
        if (items[i] == o) return true;
    return false;
}

/* A collection stops tracking tuples and dicts that can be in no cycle: that they are out of sight tells nothing. */
static bool may_be_untracked(const Seen *seen) {
    return trace.collection && !was_collected(seen->object) && (!strcmp(seen->label, "tuple") || !strcmp(seen->label, "dict"));
}

/* ---- the differences ---- */

/* The same object in both pictures: it has not been collected, and its type is the same. */
static bool is_same(const Seen *before, const Seen *after) {
    return before && after && strcspn(before->label, " ") == strcspn(after->label, " ") &&
           !strncmp(before->label, after->label, strcspn(before->label, " ")) && !was_collected(before->object);
}

typedef struct { size_t shown, all; } Lines;

static bool next_line(Lines *lines) { return lines->all++ < LINES && ++lines->shown; }

static int print_rest(const Lines *lines, const char *what) {
    return lines->all > lines->shown ? command_print("  ... and %zu more %s\n", lines->all - lines->shown, what) : 0;
}

static int print_made(const Picture *before, const Picture *after) {
    Lines lines = {0};
    for (size_t i = 0; i < seen_count(after); i++) {
        const Seen *seen = seen_at(after, i);
        if (is_same(find_seen(before, seen->object), seen) || !next_line(&lines)) continue;
        if (command_print("  made   %s at %#zx, count %zu\n", seen->label, (size_t)seen->object, seen->count)) return -1;
    }
    return print_rest(&lines, "made");
}

static int print_gone(const Picture *before, const Picture *after) {
    Lines lines = {0};
    for (size_t i = 0; i < seen_count(before); i++) {
        const Seen *seen = seen_at(before, i);
        if (is_same(seen, find_seen(after, seen->object)) || may_be_untracked(seen) || !next_line(&lines)) continue;
        const char *why = was_collected(seen->object) ? "in a cycle that nothing outside referred to: the collector took it apart"
                                                      : "its last reference went: the count fell to 0";
        if (command_print("  freed  %s at %#zx: %s\n", seen->label, (size_t)seen->object, why)) return -1;
    }
    return print_rest(&lines, "freed");
}

static int print_changed(const Picture *before, const Picture *after) {
    Lines lines = {0};
    for (size_t i = 0; i < seen_count(after); i++) {
        const Seen *seen = seen_at(after, i), *old = find_seen(before, seen->object);
        if (!is_same(old, seen) || old->count == seen->count || !next_line(&lines)) continue;
        if (command_print("  count  %s at %#zx: %zu -> %zu\n", seen->label, (size_t)seen->object, old->count, seen->count)) return -1;
    }
    return print_rest(&lines, "counts changed");
}

void trace_begin(Session *session) {
    buffer_truncate(&trace.collected, 0);
    trace.collection = false;
    take_picture(&trace.before, session);
    gc_observe(note_trash, NULL);
}

void trace_end(Session *session) {
    gc_observe(NULL, NULL);
    Picture after;
    take_picture(&after, session);
    long blocks = (long)after.blocks - (long)trace.before.blocks;
    bool complete = !after.seen.failed && !trace.before.seen.failed && !trace.collected.failed;
    if (!complete || print_made(&trace.before, &after) || print_gone(&trace.before, &after) || print_changed(&trace.before, &after) ||
        command_print("  blocks of memory in use: %+ld\n", blocks)) error_clear();
    buffer_free(&after.seen);
    buffer_free(&trace.before.seen);
    buffer_free(&trace.collected);
}
