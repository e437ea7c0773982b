/* _heapq.c - the heap functions of heapq, on lists.
 *
 * Comparisons run script code, which may change the list: its length is checked after each, and RuntimeError raised. */
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"

static List *list_argument(const char *name, Object *o) {
    if (is_list(o)) return (List *)o;
    return error_set(TypeError, "%s() argument must be list, not %K", name, o);
}

/* Does a belong nearer to the top than b: a < b, in heaps with the greatest item on top b < a? Checks that the list still
 * has count items. 1, 0, -1. MAY_RUN */
static int less(List *heap, size_t count, Object *a, Object *b, bool max) {
    if (max) {
        Object *swapped = a;
        a = b;
        b = swapped;
    }
    if (is_machine_int(a) && is_machine_int(b)) return int_value(a) < int_value(b);
    if (is_float_exact(a) && is_float_exact(b)) return float_value(a) < float_value(b);
    retain(a), retain(b);
    int result = object_compare_bool(a, b, COMPARE_LT);
    release(a), release(b);
    if (result >= 0 && heap->count != count) return error_set_int(RuntimeError, "list changed size during iteration");
    return result;
}

static inline void swap(List *heap, size_t i, size_t j) {
    Object *item = heap->items[i];
    heap->items[i] = heap->items[j];
    heap->items[j] = item;
}

/* Moves the item at `place` up towards `start` until its parent is not greater. */
static int sift_up(List *heap, size_t start, size_t place, bool max) {
    size_t count = heap->count;
    while (place > start) {
        size_t parent = (place - 1) / 2;
        int smaller = less(heap, count, heap->items[place], heap->items[parent], max);
        if (smaller <= 0) return smaller;
        swap(heap, place, parent);
        place = parent;
    }
    return 0;
}

/* Most of the time goes into waiting for items to come from memory: asks early for those two levels down. */
static inline void prefetch_grandchildren(const List *heap, size_t place) {
    size_t first = 4 * place + 3;
    if (first + 3 >= heap->count) return;
    for (size_t i = first; i < first + 4; i++) __builtin_prefetch(heap->items[i]);
}

/* Moves the item at `place` down to a leaf, always by the smaller child, then up again where it belongs: most items come
 * from the bottom, so this takes fewer comparisons. */
static int sift_down(List *heap, size_t place, bool max) {
    size_t start = place, count = heap->count;
    for (size_t child; (child = 2 * place + 1) < count; place = child) {
        prefetch_grandchildren(heap, place);
        if (child + 1 < count) {
            int left = less(heap, count, heap->items[child], heap->items[child + 1], max);
            if (left < 0) return -1;
            child += !left;
        }
        swap(heap, place, child);
    }
    return sift_up(heap, start, place, max);
}

static Value heappush_function(Object *self UNUSED, Object **args) {
    List *heap = list_argument("heappush", args[0]);
    if (!heap || list_append(args[0], args[1]) || sift_up(heap, 0, heap->count - 1, false)) return value_error();
    return value_none();
}

/* Takes the last item off; the list is not empty. */
static Object *take_last(List *heap) {
    Object *last = heap->items[heap->count - 1];
    if (list_resize(heap, heap->count - 1)) {
        error_clear();
        heap->count--;
    }
    return last;
}

/* Puts item in the first place. STEALS item; the old first one is returned, NULL on error. */
static Object *replace_first_steal(List *heap, Object *item, bool max) {
    Object *first = heap->items[0];
    heap->items[0] = item;
    if (!sift_down(heap, 0, max)) return first;
    release(first);
    return NULL;
}

static Value pop(const char *name, Object *o, bool max) {
    List *heap = list_argument(name, o);
    if (!heap) return value_error();
    if (heap->count == 0) return error_set_value(IndexError, "index out of range");
    Object *last = take_last(heap);
    return value_new(heap->count ? replace_first_steal(heap, last, max) : last);
}

static Value replace(const char *name, Object *o, Object *item, bool max) {
    List *heap = list_argument(name, o);
    if (!heap) return value_error();
    if (heap->count == 0) return error_set_value(IndexError, "index out of range");
    return value_new(replace_first_steal(heap, retain(item), max));
}

static Value make_heap(const char *name, Object *o, bool max) {
    List *heap = list_argument(name, o);
    if (!heap) return value_error();
    for (size_t i = heap->count / 2; i-- > 0;)
        if (interp_check_interrupt() || sift_down(heap, i, max)) return value_error();
    return value_none();
}

static Value heappop_function(Object *self UNUSED, Object **args) { return pop("heappop", args[0], false); }
static Value heappop_max_function(Object *self UNUSED, Object **args) { return pop("_heappop_max", args[0], true); }
static Value heapreplace_function(Object *self UNUSED, Object **args) { return replace("heapreplace", args[0], args[1], false); }
static Value heapreplace_max_function(Object *self UNUSED, Object **args) { return replace("_heapreplace_max", args[0], args[1], true); }
static Value heapify_function(Object *self UNUSED, Object **args) { return make_heap("heapify", args[0], false); }
static Value heapify_max_function(Object *self UNUSED, Object **args) { return make_heap("_heapify_max", args[0], true); }

static Value heappushpop_function(Object *self UNUSED, Object **args) {
    List *heap = list_argument("heappushpop", args[0]);
    if (!heap) return value_error();
    if (heap->count == 0) return value_new(retain(args[1]));
    Object *first = retain(heap->items[0]);
    int smaller = object_compare_bool(first, args[1], COMPARE_LT);
    release(first);
    if (smaller <= 0) return smaller < 0 ? value_error() : value_new(retain(args[1]));
    if (heap->count == 0) return error_set_value(IndexError, "index out of range");
    return value_new(replace_first_steal(heap, retain(args[1]), false));
}

static const Method heapq_functions[] = {
    {"heappush", heappush_function, "(heap, item, /)", "Push item onto heap, maintaining the heap invariant.", 0},
    {"heappop", heappop_function, "(heap, /)", "Pop the smallest item off the heap, maintaining the heap invariant.", 0},
    {"heapreplace", heapreplace_function, "(heap, item, /)",
     "Pop and return the current smallest value, and add the new item.\n\n"
     "This is more efficient than heappop() followed by heappush(), and can be\n"
     "more appropriate when using a fixed-size heap.  Note that the value\nreturned may be larger than item!", 0},
    {"heappushpop", heappushpop_function, "(heap, item, /)",
     "Push item on the heap, then pop and return the smallest item from the heap.\n\n"
     "The combined action runs more efficiently than heappush() followed by\na separate call to heappop().", 0},
    {"heapify", heapify_function, "(heap, /)", "Transform list into a heap, in-place, in O(len(heap)) time.", 0},
    {"_heappop_max", heappop_max_function, "(heap, /)", "Maxheap variant of heappop.", 0},
    {"_heapreplace_max", heapreplace_max_function, "(heap, item, /)", "Maxheap variant of heapreplace.", 0},
    {"_heapify_max", heapify_max_function, "(heap, /)", "Maxheap variant of heapify.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

const ModuleDef _heapq_module = {"_heapq", "Heap queue algorithm (a.k.a. priority queue).", heapq_functions, NULL};
