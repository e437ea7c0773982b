/* memory_collect.c - a collection that is recorded phase by phase, for memory.explain_collect().
 *
 * The listener may not touch counts or make objects with a collector's header, so it writes plain records; names of
 * types are copied, because a class may go with the collection. */
#include <string.h>

#include "builtins/modules/_memory.h"
#include "builtins/modules/memory_census.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "gc/collect.h"
#include "gc/observe.h"
#include "runtime/base/buffer.h"
#include "runtime/base/mem.h"

typedef struct Record { uintptr_t object; size_t name /* offset */, refcount, gc_refs; } Record;
typedef struct PhaseRecord { GcPhase phase; int generation; size_t first, count; } PhaseRecord;
typedef struct { uintptr_t from, to; } Link;

typedef struct Recorder {
    Buffer records, phases, links, names;   /* of Record, PhaseRecord, Link, bytes */
    PointerSet wanted;                      /* addresses to be listed: given ones, and what is unreachable */
    GcHead *unreachable;
    Object *from;
} Recorder;

#define ITEMS(type, buffer) ((type *)(void *)(buffer).data)
#define COUNT(type, buffer) ((buffer).length / sizeof(type))

static size_t add_name(Recorder *recorder, const Object *o) {
    size_t offset = recorder->names.length;
    const char *name = type_name(o->type);
    buffer_append(&recorder->names, name, strlen(name) + 1);
    return offset;
}

static int add_link(Object *referent, void *context) {
    Recorder *recorder = context;
    Link link = {(uintptr_t)recorder->from, (uintptr_t)referent};
    if (pointer_set_find(&recorder->wanted, referent) >= 0) buffer_append(&recorder->links, (const char *)&link, sizeof link);
    return 0;
}

/* The first sorting tells what will be listed. */
static void note_unreachable(Recorder *recorder, GcHead *list) {
    GC_EACH(head, list) pointer_set_add(&recorder->wanted, gc_object(head));
    GC_EACH(head, list) {
        recorder->from = gc_object(head);
        recorder->from->type->traverse(recorder->from, add_link, recorder);
    }
}

static void listen(GcPhase phase, int generation, GcHead *list, void *context) {
    Recorder *recorder = context;
    PhaseRecord note = {phase, generation, COUNT(Record, recorder->records), 0};
    if (phase == GC_SORTED && !recorder->unreachable) {
        recorder->unreachable = list;
        note_unreachable(recorder, list);
    }
    bool has_refs = phase == GC_COPIED || phase == GC_SUBTRACTED;
    GC_EACH(head, list) {
        Object *o = gc_object(head);
        Record record = {(uintptr_t)o, add_name(recorder, o), o->refcount, has_refs ? gc_refs(head) : 0};
        buffer_append(&recorder->records, (const char *)&record, sizeof record);
        note.count++;
    }
    buffer_append(&recorder->phases, (const char *)&note, sizeof note);
}

/* ---- results ---- */

static Object *records_list(const Recorder *recorder, const PhaseRecord *phase) {
    const Record *records = ITEMS(Record, recorder->records) + phase->first;
    Object *list = list_new(0);
    for (size_t i = 0; list && i < phase->count; i++) {
        const Record *record = &records[i];
        if (pointer_set_find(&recorder->wanted, (void *)record->object) < 0) continue;
        Object *items[] = {int_from_size(record->object), str_from_text(recorder->names.data + record->name), int_from_size(record->refcount),
                           int_from_size(record->gc_refs)};
        if (memory_append_tuple(list, items, 4)) CLEAR(list);
    }
    return list;
}

static Object *phases_list(const Recorder *recorder) {
    Object *list = list_new(0);
    for (size_t i = 0; list && i < COUNT(PhaseRecord, recorder->phases); i++) {
        const PhaseRecord *phase = ITEMS(PhaseRecord, recorder->phases) + i;
        Object *items[] = {int_from_i64(phase->phase), int_from_i64(phase->generation), int_from_size(phase->count), records_list(recorder, phase)};
        if (memory_append_tuple(list, items, 4)) CLEAR(list);
    }
    return list;
}

static Object *links_list(const Recorder *recorder) {
    Object *list = list_new(0);
    for (size_t i = 0; list && i < COUNT(Link, recorder->links); i++) {
        const Link *link = ITEMS(Link, recorder->links) + i;
        Object *items[] = {int_from_size(link->from), int_from_size(link->to)};
        if (memory_append_tuple(list, items, 2)) CLEAR(list);
    }
    return list;
}

static Object *result_of(const Recorder *recorder, size_t found) {
    if (recorder->records.failed || recorder->phases.failed || recorder->links.failed || recorder->names.failed || recorder->wanted.out_of_memory)
        return error_no_memory();
    Object *items[] = {int_from_size(found), phases_list(recorder), links_list(recorder)};
    if (items[0] && items[1] && items[2]) return tuple_from_items_steal(items, 3);
    for (int i = 0; i < 3; i++) release_or_null(items[i]);
    return NULL;
}

/* ids: a List of ints. 0, -1 */
static int want(Recorder *recorder, Object *ids) {
    for (size_t i = 0; i < list_count(ids); i++) {
        Object *id = ((List *)ids)->items[i];
        if (!is_machine_int(id)) return error_set_int(TypeError, "collect() needs a list of ids");
        pointer_set_add(&recorder->wanted, (void *)(uintptr_t)int_value(id));
    }
    return 0;
}

Value memory_collect_function(Object *self UNUSED, Object **args) {
    ssize_t generation;
    if (object_as_index(args[0], &generation, OverflowError)) return value_error();
    if (generation < 0 || generation > GC_OLDEST) return error_set_value(ValueError, "invalid generation");
    if (!is_list(args[1])) return error_set_value(TypeError, "collect() needs a list of ids");
    Recorder recorder = {0};
    Object *result = NULL;
    if (!want(&recorder, args[1])) {
        gc_observe(listen, &recorder);
        size_t found = gc_collect((int)generation);
        gc_observe(NULL, NULL);
        result = result_of(&recorder, found);
    }
    buffer_free(&recorder.records);
    buffer_free(&recorder.phases);
    buffer_free(&recorder.links);
    buffer_free(&recorder.names);
    pointer_set_free(&recorder.wanted);
    return value_new(result);
}
