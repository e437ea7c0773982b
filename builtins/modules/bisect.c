/* bisect.c - the bisect module: where an item belongs in a sorted sequence. Comparisons run script code; the bounds are
 * fixed at the start, and a sequence that shrinks raises IndexError. */
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"

/* Is a < b? 1, 0, -1 */
static int less(Object *a, Object *b) {
    if (is_machine_int(a) && is_machine_int(b)) return int_value(a) < int_value(b);
    Object *answer = object_compare(a, b, COMPARE_LT);
    int truth = answer ? object_truth(answer) : -1;
    release_or_null(answer);
    return truth;
}

/* The item at that index, or its key. */
static Object *key_at(Object *sequence, ssize_t index, Object *key) {
    Object *item = object_get_item_index(sequence, index);
    if (!item || !key) return item;
    Object *value = object_call_one(key, item);
    release(item);
    return value;
}

/* args: a, x, lo, hi, key. right: behind equal items. -1 on error. x is compared as it is. */
static ssize_t search(Object **args, Object *x, bool right) {
    ssize_t low = 0, high = -1;
    Object *key = args[4] && args[4] != None ? args[4] : NULL;
    if (args[2] && sequence_integer(args[2], &low)) return -1;
    if (args[3] && args[3] != None && sequence_integer(args[3], &high)) return -1;
    if (low < 0) return error_set_int(ValueError, "lo must be non-negative");
    if (high < 0 && (high = object_length(args[0])) < 0) return -1;
    while (low < high) {
        ssize_t middle = low + (high - low) / 2;
        Object *item = interp_check_interrupt() ? NULL : key_at(args[0], middle, key);
        if (!item) return -1;
        int answer = right ? less(x, item) : less(item, x);
        release(item);
        if (answer < 0) return -1;
        if (answer == right) high = middle;
        else low = middle + 1;
    }
    return low;
}

static Value position(Object **args, bool right) {
    ssize_t index = search(args, args[1], right);
    return index < 0 ? value_error() : value_int(index);
}

static Value insort(Object **args, bool right) {
    Object *x = args[4] && args[4] != None ? object_call_one(args[4], args[1]) : retain(args[1]);
    ssize_t index = x ? search(args, x, right) : -1;
    release_or_null(x);
    if (index < 0) return value_error();
    if (is_list_exact(args[0])) return list_insert(args[0], index, args[1]) ? value_error() : value_none();
    Object *number = int_from_i64(index), *result = number ? object_call_method(args[0], "insert", 2, number, args[1]) : NULL;
    release_or_null(number);
    if (!result) return value_error();
    release(result);
    return value_none();
}

static Value bisect_left_function(Object *self UNUSED, Object **args) { return position(args, false); }
static Value bisect_right_function(Object *self UNUSED, Object **args) { return position(args, true); }
static Value insort_left_function(Object *self UNUSED, Object **args) { return insort(args, false); }
static Value insort_right_function(Object *self UNUSED, Object **args) { return insort(args, true); }

#define BISECT_SIGNATURE "(a, x, lo=0, hi=None, *, key=None)"
#define BISECT_RIGHT_DOC \
    "Return the index where to insert item x in list a, assuming a is sorted.\n\n" \
    "The return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x."
#define INSORT_RIGHT_DOC \
    "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x."

static const Method bisect_functions[] = {
    {"bisect_right", bisect_right_function, BISECT_SIGNATURE, BISECT_RIGHT_DOC, 0},
    {"bisect_left", bisect_left_function, BISECT_SIGNATURE,
     "Return the index where to insert item x in list a, assuming a is sorted.\n\n"
     "The return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.", 0},
    {"insort_right", insort_right_function, BISECT_SIGNATURE, INSORT_RIGHT_DOC, 0},
    {"insort_left", insort_left_function, BISECT_SIGNATURE,
     "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

static int bisect_init(Object *module) {
    Object *dict = module_dict_borrowed(module);
    return module_add(module, "bisect", dict_peek_text(dict, "bisect_right")) || module_add(module, "insort", dict_peek_text(dict, "insort_right")) ? -1 : 0;
}

const ModuleDef bisect_module = {"bisect", "Bisection algorithms.", bisect_functions, bisect_init};
