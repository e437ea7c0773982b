/* sort.c - list.sort: a stable, adaptive merge sort.
 *
 * Tim Peters's algorithm as CPython describes it in listsort.txt: natural runs, extended by binary insertion to a
 * minimum length, merged with galloping; which neighbours to merge is Munro and Wild's powersort rule.
 *
 * Larger inputs of ints, floats, text, or tuples that begin with them go through sort_radix.c first, unless they are
 * nearly in order already.
 *
 * While sorting, the list itself is empty, so that script code run by comparisons cannot reach its storage; if such
 * code fills it, the result is kept and ValueError raised. A comparison that fails leaves every item in place
 * somewhere: a merge puts back what it holds in its temporary area.
 * With a key function `keys` holds the keys and `values` the items, moved in parallel; else values is NULL. */
#include <stdint.h>
#include <string.h>

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/sequence.h"
#include "builtins/types/sort_radix.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

enum { MAX_RUNS = 85, MIN_GALLOP = 7, TEMP_SIZE = 256, RADIX_MINIMUM = 128 };

typedef struct { Object **keys, **values; } Area;
typedef int (*LessFn)(Object *a, Object *b);    /* 1, 0, -1 */
typedef struct { Area base; ssize_t length; int power; } Run;

typedef struct Sorter {
    LessFn less;
    ssize_t min_gallop;
    Area temp;                 /* room for temp_size items */
    ssize_t temp_size;
    Object *temp_storage[TEMP_SIZE];
    Object **list_start;
    ssize_t list_length;
    int run_count;
    Run runs[MAX_RUNS];
} Sorter;

/* ---- comparisons ---- */

static int less_general(Object *a, Object *b) { return object_compare_bool(a, b, COMPARE_LT); }
static int less_int(Object *a, Object *b) { return int_value(a) < int_value(b); }
static int less_float(Object *a, Object *b) { return float_value(a) < float_value(b); }

static int less_str(Object *a, Object *b) {
    size_t a_size = str_size(a), b_size = str_size(b);
    int order = memcmp(str_data(a), str_data(b), a_size < b_size ? a_size : b_size);   /* UTF-8 sorts as code points do */
    return order ? order < 0 : a_size < b_size;
}

/* As general, without the short cut for identical objects: NaN < NaN is what it says. */
static int less_object(Object *a, Object *b) {
    if (a != b) return less_general(a, b);
    Object *result = object_compare(a, b, COMPARE_LT);
    if (!result) return -1;
    int truth = object_truth(result);
    release(result);
    return truth;
}

static LessFn less_for(const Object *o) {
    if (is_str_exact(o)) return less_str;
    if (is_machine_int(o)) return less_int;
    return is_float_exact(o) ? less_float : less_object;
}

/* Two tuples whose first items are both of a simple type are mostly decided there. */
static int less_tuple(Object *a, Object *b) {
    if (tuple_count(a) && tuple_count(b)) {
        Object *first = tuple_item_borrowed(a, 0), *second = tuple_item_borrowed(b, 0);
        LessFn less = less_for(first);
        if (less != less_object && less == less_for(second)) {
            if (less(first, second)) return 1;
            if (sequence_quick_equal(first, second) == 0) return 0;
        }
    }
    return less_object(a, b);
}

/* The comparison that fits all keys. */
static LessFn choose_less(Object **keys, ssize_t count) {
    LessFn less = is_tuple_exact(keys[0]) ? less_tuple : less_for(keys[0]);
    if (less == less_object) return less;
    const Type *type = keys[0]->type;
    for (ssize_t i = 1; i < count; i++)
        if (keys[i]->type != type || (less == less_int && ((Int *)keys[i])->big)) return less_object;
    return less;
}

/* ---- areas ---- */

static inline Area area_at(Area area, ssize_t offset) {
    return (Area){area.keys + offset, area.values ? area.values + offset : NULL};
}

static inline void area_move(Area to, ssize_t to_index, Area from, ssize_t from_index, ssize_t count) {
    memmove(to.keys + to_index, from.keys + from_index, (size_t)count * sizeof(Object *));
    if (to.values) memmove(to.values + to_index, from.values + from_index, (size_t)count * sizeof(Object *));
}

static void reverse_objects(Object **items, ssize_t count) {
    for (ssize_t i = 0, j = count - 1; i < j; i++, j--) {
        Object *item = items[i];
        items[i] = items[j];
        items[j] = item;
    }
}

static void area_reverse(Area area, ssize_t count) {
    reverse_objects(area.keys, count);
    if (area.values) reverse_objects(area.values, count);
}

static void temp_free(Sorter *sorter) {
    if (sorter->temp.keys != sorter->temp_storage)
        mem_free_array(sorter->temp.keys, (size_t)sorter->temp_size * (sorter->temp.values ? 2 : 1), sizeof(Object *));
}

/* Room for count items in the temporary area. Its contents are not kept. */
static int temp_reserve(Sorter *sorter, ssize_t count) {
    if (count <= sorter->temp_size) return 0;
    size_t width = sorter->temp.values ? 2 : 1;
    Object **room = mem_array((size_t)count * width, sizeof(Object *));
    if (!room) return error_no_memory(), -1;
    temp_free(sorter);
    sorter->temp.keys = room;
    if (width == 2) sorter->temp.values = room + count;
    sorter->temp_size = count;
    return 0;
}

/* ---- runs ---- */

/* Inserts items[sorted..count) one by one into the sorted items before them. */
static int binary_insertion(Sorter *sorter, Area area, ssize_t count, ssize_t sorted) {
    for (ssize_t i = sorted; i < count; i++) {
        ssize_t left = 0, right = i;
        Object *pivot = area.keys[i];
        while (left < right) {
            ssize_t middle = left + ((right - left) >> 1);
            int less = sorter->less(pivot, area.keys[middle]);
            if (unlikely(less < 0)) return -1;
            if (less) right = middle;
            else left = middle + 1;
        }
        memmove(area.keys + left + 1, area.keys + left, (size_t)(i - left) * sizeof(Object *));
        area.keys[left] = pivot;
        if (area.values) {
            Object *value = area.values[i];
            memmove(area.values + left + 1, area.values + left, (size_t)(i - left) * sizeof(Object *));
            area.values[left] = value;
        }
    }
    return 0;
}

/* Are all keys, which are of the kind that less is for, in order already? */
static ALWAYS_INLINE bool ascends(LessFn less, Object **keys, ssize_t count) {
    for (ssize_t i = 1; i < count; i++)
        if (less(keys[i], keys[i - 1])) return false;
    return true;
}

/* The same by a comparison that runs no script code; false where it may. */
static bool is_sorted(LessFn less, Object **keys, ssize_t count) {
    if (less == less_int) return ascends(less_int, keys, count);
    if (less == less_str) return ascends(less_str, keys, count);
    return less == less_float && ascends(less_float, keys, count);
}

/* Length of the run at the start of keys: not descending, or strictly descending (then *descending). -1: error */
static ssize_t count_run(Sorter *sorter, Object **keys, ssize_t count, bool *descending) {
    *descending = false;
    if (count <= 1) return count;
    int less = sorter->less(keys[1], keys[0]);
    if (less < 0) return -1;
    *descending = less;
    ssize_t i = 2;
    for (; i < count; i++) {
        less = sorter->less(keys[i], keys[i - 1]);
        if (less < 0) return -1;
        if (less != *descending) break;
    }
    return i;
}

/* The shortest run worth merging: 32..64, so that count / it is a power of two or just below one. */
static ssize_t minimum_run(ssize_t count) {
    ssize_t odd = 0;
    while (count >= 64) {
        odd |= count & 1;
        count >>= 1;
    }
    return count + odd;
}

/* ---- galloping: binary search that starts near `hint`. k such that keys[k-1] < key <= keys[k] (left), or
 * keys[k-1] <= key < keys[k] (right). -1: error ---- */

/* Is `item` before the place of key? left: item < key; right: not key < item. */
static inline int before_place(Sorter *sorter, Object *item, Object *key, bool right) {
    if (!right) return sorter->less(item, key);
    int less = sorter->less(key, item);
    return less < 0 ? -1 : !less;
}

static ssize_t gallop(Sorter *sorter, Object *key, Object **keys, ssize_t count, ssize_t hint, bool right) {
    ssize_t last = 0, offset = 1;
    int before = before_place(sorter, keys[hint], key, right);
    if (before < 0) return -1;
    ssize_t limit = before ? count - hint : hint + 1, direction = before ? 1 : -1;
    while (offset < limit) {
        int same = before_place(sorter, keys[hint + direction * offset], key, right);
        if (same < 0) return -1;
        if (same != before) break;
        last = offset;
        offset = offset > limit / 2 ? limit : (offset << 1) + 1;
    }
    if (offset > limit) offset = limit;
    ssize_t low = before ? hint + last : hint - offset, high = before ? hint + offset : hint - last;
    low++;      /* keys[low - 1] is before the place, keys[high] is not */
    while (low < high) {
        ssize_t middle = low + ((high - low) >> 1);
        before = before_place(sorter, keys[middle], key, right);
        if (before < 0) return -1;
        if (before) low = middle + 1;
        else high = middle;
    }
    return high;
}

/* ---- merging two neighbouring runs ---- */

/* State of a merge: how much is left of both sides and where the next item goes. */
typedef struct { Area a, b, out; ssize_t a_left, b_left; } Merge;

/* Takes `count` items from the left side / right side to the output, forwards. */
static inline void take_a(Merge *m, ssize_t count) {
    area_move(m->out, 0, m->a, 0, count);
    m->out = area_at(m->out, count);
    m->a = area_at(m->a, count);
    m->a_left -= count;
}
static inline void take_b(Merge *m, ssize_t count) {
    area_move(m->out, 0, m->b, 0, count);
    m->out = area_at(m->out, count);
    m->b = area_at(m->b, count);
    m->b_left -= count;
}

/* One pair at a time until one side wins min_gallop times in a row. 1: gallop now; 0: a side has ended; -1: error.
 * Ends when the left side has one item left or the right side none. */
static int merge_low_pairs(Sorter *sorter, Merge *m) {
    ssize_t a_wins = 0, b_wins = 0;
    while (a_wins < sorter->min_gallop && b_wins < sorter->min_gallop) {
        int less = sorter->less(m->b.keys[0], m->a.keys[0]);
        if (unlikely(less < 0)) return -1;
        if (less) {
            take_b(m, 1);
            b_wins++, a_wins = 0;
            if (m->b_left == 0) return 0;
        } else {
            take_a(m, 1);
            a_wins++, b_wins = 0;
            if (m->a_left == 1) return 0;
        }
    }
    return 1;
}

static int merge_low_gallop(Sorter *sorter, Merge *m) {
    ssize_t a_run, b_run;
    sorter->min_gallop++;
    do {
        sorter->min_gallop -= sorter->min_gallop > 1;
        a_run = gallop(sorter, m->b.keys[0], m->a.keys, m->a_left, 0, true);
        if (a_run < 0) return -1;
        take_a(m, a_run);
        if (m->a_left <= 1) return 0;
        take_b(m, 1);
        if (m->b_left == 0) return 0;
        b_run = gallop(sorter, m->a.keys[0], m->b.keys, m->b_left, 0, false);
        if (b_run < 0) return -1;
        take_b(m, b_run);
        if (m->b_left == 0) return 0;
        take_a(m, 1);
        if (m->a_left == 1) return 0;
    } while (a_run >= MIN_GALLOP || b_run >= MIN_GALLOP);
    sorter->min_gallop++;
    return 1;
}

/* Merges with the shorter left side in the temporary area. Needs b[0] < a[0] and the last of a the greatest of all. */
static int merge_low(Sorter *sorter, Area a, ssize_t a_count, Area b, ssize_t b_count) {
    if (temp_reserve(sorter, a_count)) return -1;
    area_move(sorter->temp, 0, a, 0, a_count);
    Merge m = {sorter->temp, b, a, a_count, b_count};
    take_b(&m, 1);
    int state = m.b_left == 0 || m.a_left == 1 ? 0 : 1;
    while (state > 0) {
        state = merge_low_pairs(sorter, &m);
        if (state > 0) state = merge_low_gallop(sorter, &m);
    }
    if (state == 0 && m.a_left == 1) take_b(&m, m.b_left);   /* the last of the left side goes to the very end */
    area_move(m.out, 0, m.a, 0, m.a_left);
    return state;
}

/* The same backwards: the shorter right side in the temporary area; a, b and out point at starts, and items are taken
 * from the ends. out_end is one behind where the next item goes. */
static inline void take_a_back(Merge *m, ssize_t *out_end, ssize_t count) {
    *out_end -= count;
    m->a_left -= count;
    area_move(m->out, *out_end, m->a, m->a_left, count);
}
static inline void take_b_back(Merge *m, ssize_t *out_end, ssize_t count) {
    *out_end -= count;
    m->b_left -= count;
    area_move(m->out, *out_end, m->b, m->b_left, count);
}

static int merge_high_pairs(Sorter *sorter, Merge *m, ssize_t *out_end) {
    ssize_t a_wins = 0, b_wins = 0;
    while (a_wins < sorter->min_gallop && b_wins < sorter->min_gallop) {
        int less = sorter->less(m->b.keys[m->b_left - 1], m->a.keys[m->a_left - 1]);
        if (unlikely(less < 0)) return -1;
        if (less) {
            take_a_back(m, out_end, 1);
            a_wins++, b_wins = 0;
            if (m->a_left == 0) return 0;
        } else {
            take_b_back(m, out_end, 1);
            b_wins++, a_wins = 0;
            if (m->b_left == 1) return 0;
        }
    }
    return 1;
}

static int merge_high_gallop(Sorter *sorter, Merge *m, ssize_t *out_end) {
    ssize_t a_run, b_run, place;
    sorter->min_gallop++;
    do {
        sorter->min_gallop -= sorter->min_gallop > 1;
        place = gallop(sorter, m->b.keys[m->b_left - 1], m->a.keys, m->a_left, m->a_left - 1, true);
        if (place < 0) return -1;
        take_a_back(m, out_end, a_run = m->a_left - place);
        if (m->a_left == 0) return 0;
        take_b_back(m, out_end, 1);
        if (m->b_left == 1) return 0;
        place = gallop(sorter, m->a.keys[m->a_left - 1], m->b.keys, m->b_left, m->b_left - 1, false);
        if (place < 0) return -1;
        take_b_back(m, out_end, b_run = m->b_left - place);
        if (m->b_left <= 1) return 0;
        take_a_back(m, out_end, 1);
        if (m->a_left == 0) return 0;
    } while (a_run >= MIN_GALLOP || b_run >= MIN_GALLOP);
    sorter->min_gallop++;
    return 1;
}

static int merge_high(Sorter *sorter, Area a, ssize_t a_count, Area b, ssize_t b_count) {
    if (temp_reserve(sorter, b_count)) return -1;
    area_move(sorter->temp, 0, b, 0, b_count);
    Merge m = {a, sorter->temp, a, a_count, b_count};
    ssize_t out_end = a_count + b_count;
    take_a_back(&m, &out_end, 1);
    int state = m.a_left == 0 || m.b_left == 1 ? 0 : 1;
    while (state > 0) {
        state = merge_high_pairs(sorter, &m, &out_end);
        if (state > 0) state = merge_high_gallop(sorter, &m, &out_end);
    }
    if (state == 0 && m.b_left == 1) take_a_back(&m, &out_end, m.a_left);   /* the first of the right side goes first */
    take_b_back(&m, &out_end, m.b_left);
    return state;
}

/* Merges runs i and i + 1. */
static int merge_at(Sorter *sorter, int i) {
    Area a = sorter->runs[i].base, b = sorter->runs[i + 1].base;
    ssize_t a_count = sorter->runs[i].length, b_count = sorter->runs[i + 1].length;
    sorter->runs[i].length = a_count + b_count;
    if (i == sorter->run_count - 3) sorter->runs[i + 1] = sorter->runs[i + 2];
    sorter->run_count--;
    ssize_t place = gallop(sorter, b.keys[0], a.keys, a_count, 0, true);     /* a's first items are in place already */
    if (place < 0) return -1;
    a = area_at(a, place);
    a_count -= place;
    if (a_count == 0) return 0;
    b_count = gallop(sorter, a.keys[a_count - 1], b.keys, b_count, b_count - 1, false);    /* and b's last ones */
    if (b_count <= 0) return (int)b_count;
    if (interp_check_interrupt()) return -1;
    return a_count <= b_count ? merge_low(sorter, a, a_count, b, b_count) : merge_high(sorter, a, a_count, b, b_count);
}

/* Powersort: the depth in a perfectly balanced merge tree at which the border between two runs would lie. */
static int border_power(ssize_t start, ssize_t left, ssize_t right, ssize_t total) {
    ssize_t a = 2 * start + left, b = a + left + right;    /* middles of both runs, doubled */
    int power = 0;
    for (;;) {
        power++;
        if (a >= total) {
            a -= total;
            b -= total;
        } else if (b >= total) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

static int push_run(Sorter *sorter, Area base, ssize_t length) {
    if (sorter->run_count) {
        Run *last = &sorter->runs[sorter->run_count - 1];
        int power = border_power(last->base.keys - sorter->list_start, last->length, length, sorter->list_length);
        while (sorter->run_count > 1 && sorter->runs[sorter->run_count - 2].power > power)
            if (merge_at(sorter, sorter->run_count - 2)) return -1;
        sorter->runs[sorter->run_count - 1].power = power;
    }
    sorter->runs[sorter->run_count++] = (Run){base, length, 0};
    return 0;
}

static int merge_all(Sorter *sorter) {
    while (sorter->run_count > 1) {
        int i = sorter->run_count - 2;
        if (i > 0 && sorter->runs[i - 1].length < sorter->runs[i + 1].length) i--;
        if (merge_at(sorter, i)) return -1;
    }
    return 0;
}

static int sort_area(Sorter *sorter, Area area, ssize_t count) {
    ssize_t minimum = minimum_run(count);
    while (count) {
        bool descending;
        ssize_t length = count_run(sorter, area.keys, count, &descending);
        if (length < 0) return -1;
        if (descending) area_reverse(area, length);
        if (length < minimum) {
            ssize_t wanted = count < minimum ? count : minimum;
            if (binary_insertion(sorter, area, wanted, length)) return -1;
            length = wanted;
        }
        if (push_run(sorter, area, length)) return -1;
        area = area_at(area, length);
        count -= length;
    }
    return merge_all(sorter);
}

/* Sorts by merging. The sorter's comparison and temporary area are set. */
static int merge_sort(Sorter *sorter, Area area, ssize_t count) {
    sorter->min_gallop = MIN_GALLOP;
    sorter->list_start = area.keys;
    sorter->list_length = count;
    sorter->run_count = 0;
    return sort_area(sorter, area, count);
}

/* Sorts among themselves the keys whose numbers are equal. */
static int sort_ties(Sorter *sorter, Area area, const uint64_t *numbers, ssize_t count) {
    for (ssize_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && numbers[end] == numbers[start]; end++) {}
        if (end - start > 1 && merge_sort(sorter, area_at(area, start), end - start)) return -1;
    }
    return 0;
}

/* Many keys of a simple type are brought into order by numbers, everything else by merging. */
static int sort_by_best_way(Sorter *sorter, Area area, ssize_t count) {
    if (is_sorted(sorter->less, area.keys, count)) return 0;
    RadixKind kind = count < RADIX_MINIMUM ? RADIX_NONE : radix_kind(area.keys, count);
    uint64_t *numbers;
    if (kind == RADIX_NONE || !radix_sort(area.keys, area.values, count, kind, &numbers)) return merge_sort(sorter, area, count);
    if (!numbers) return 0;
    int result = sort_ties(sorter, area, numbers, count);
    mem_free_array(numbers, (size_t)count, sizeof *numbers);
    return result;
}

/* ---- the list ---- */

/* key(item) for each item; NULL with an exception pending. */
static Object **make_keys(Object *function, Object **items, size_t count) {
    Object **keys = mem_array(count, sizeof(Object *));
    if (!keys) return error_no_memory();
    for (size_t i = 0; i < count; i++) {
        keys[i] = object_call_one(function, items[i]);
        if (keys[i] && !interp_check_interrupt()) continue;
        for (size_t j = 0; j < i + (keys[i] != NULL); j++) release(keys[j]);
        mem_free_array(keys, count, sizeof(Object *));
        return NULL;
    }
    return keys;
}

static int sort_with_keys(Object **items, ssize_t count, Object **keys, bool reverse) {
    Sorter sorter;
    Area area = keys ? (Area){keys, items} : (Area){items, NULL};
    if (reverse) area_reverse(area, count);   /* twice, so that equal items keep their order */
    sorter.less = choose_less(area.keys, count);
    sorter.temp.keys = sorter.temp_storage;
    sorter.temp.values = keys ? sorter.temp_storage + TEMP_SIZE / 2 : NULL;
    sorter.temp_size = keys ? TEMP_SIZE / 2 : TEMP_SIZE;
    int result = sort_by_best_way(&sorter, area, count);
    temp_free(&sorter);
    if (reverse) area_reverse(area, count);
    return result;
}

static int sort_items(Object **items, size_t count, Object *key, bool reverse) {
    Object **keys = NULL;
    if (key && !(keys = make_keys(key, items, count))) return -1;
    int result = sort_with_keys(items, (ssize_t)count, keys, reverse);
    if (keys) {
        for (size_t i = 0; i < count; i++) release(keys[i]);
        mem_free_array(keys, count, sizeof(Object *));
    }
    return result;
}

/* What the items pointer of a list is while it is sorted: any change of the list replaces it. */
static Object *being_sorted[1];

int list_sort(Object *o, Object *key, bool reverse) {
    List *list = (List *)o;
    if (key == None) key = NULL;
    if (list->count < 2 && !key) return 0;
    Object **items = list->items, **strange;
    size_t count = list->count, capacity = list->capacity, strange_count, strange_capacity;
    list->items = being_sorted;
    list->count = list->capacity = 0;
    int result = count ? sort_items(items, count, key, reverse) : 0;
    strange = list->items, strange_count = list->count, strange_capacity = list->capacity;
    list->items = items;
    list->count = count;
    list->capacity = capacity;
    if (strange == being_sorted) return result;
    if (result == 0) result = error_set_int(ValueError, "list modified during sort");
    for (size_t i = strange_count; i-- > 0;) release(strange[i]);
    if (strange_capacity) mem_free_array(strange, strange_capacity, sizeof(Object *));
    return result;
}
