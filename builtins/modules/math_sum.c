/* math_sum.c - sums, products and norms of the math module. Iteration and arithmetic on items MAY_RUN script code. */
#include <float.h>
#include <math.h>

#include "builtins/modules/math_parts.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/tuple.h"

/* ---- fsum: an exact sum as a list of doubles that do not overlap, smallest first (Shewchuk 1997) ---- */

typedef struct { double *parts; size_t count, capacity; double special, infinities; } ExactSum;

static int add_part(ExactSum *sum, double part) {
    if (sum->count == sum->capacity) {
        size_t capacity = sum->capacity ? 2 * sum->capacity : 32;
        double *parts = mem_realloc_array(sum->parts, sum->capacity, capacity, sizeof *parts);
        if (!parts) return error_no_memory(), -1;
        sum->parts = parts;
        sum->capacity = capacity;
    }
    sum->parts[sum->count++] = part;
    return 0;
}

/* Adds a finite or special value. 0, -1. */
static int add_value(ExactSum *sum, double value) {
    double high = value;
    size_t kept = 0;
    for (size_t i = 0; i < sum->count; i++) {
        double low = sum->parts[i];
        if (fabs(high) < fabs(low)) {
            double swapped = high;
            high = low;
            low = swapped;
        }
        volatile double total = high + low, rest = total - high;
        rest = low - rest;
        if (rest != 0) sum->parts[kept++] = rest;
        high = total;
    }
    sum->count = kept;
    if (high == 0) return 0;
    if (isfinite(high)) return add_part(sum, high);
    if (isfinite(value)) return error_set_int(OverflowError, "intermediate overflow in fsum");
    if (isinf(value)) sum->infinities += value;
    sum->special += value;
    sum->count = 0;
    return 0;
}

/* The parts from the largest down, rounded once: a remainder that is exactly half is decided by the part below it. */
static double rounded_total(const ExactSum *sum) {
    size_t i = sum->count;
    if (!i) return 0.0;
    double high = sum->parts[--i], low = 0;
    while (i > 0) {
        double before = high, part = sum->parts[--i];
        high = before + part;
        volatile double added = high - before;
        low = part - added;
        if (low != 0) break;
    }
    if (i > 0 && low != 0 && (low < 0) == (sum->parts[i - 1] < 0)) {
        double doubled = 2 * low;
        volatile double moved = high + doubled, step = moved - high;
        if (step == doubled) return moved;
    }
    return high;
}

static int add_all(ExactSum *sum, Object *iterator) {
    Object *item;
    while ((item = object_next(iterator))) {
        double value;
        int status = float_as_double(item, &value);
        release(item);
        if (status || add_value(sum, value) || interp_check_interrupt()) return -1;
    }
    return error_pending() ? -1 : 0;
}

Value math_fsum(Object *self UNUSED, Object **args) {
    Object *iterator = object_iter(args[0]);
    if (!iterator) return value_error();
    ExactSum sum = {0};
    int status = add_all(&sum, iterator);
    release(iterator);
    double total = sum.special != 0 ? sum.special : rounded_total(&sum);
    mem_free_array(sum.parts, sum.capacity, sizeof *sum.parts);
    if (status) return value_error();
    if (isnan(sum.infinities)) return error_set_value(ValueError, "-inf + inf in fsum");
    return value_float(total);
}

/* ---- prod ---- */

Value math_prod(Object *self UNUSED, Object **args) {
    Object *iterator = object_iter(args[0]), *item;
    if (!iterator) return value_error();
    Object *total = args[1] ? retain(args[1]) : int_from_i64(1);
    while (total && (item = object_next(iterator))) {
        Object *next = interp_check_interrupt() ? NULL : object_binary(total, item, BINARY_MUL);
        release(item);
        release(total);
        total = next;
    }
    release(iterator);
    if (error_pending()) CLEAR(total);
    return value_new(total);
}

/* ---- hypot, dist ---- */

#ifdef __SIZEOF_FLOAT128__
typedef __float128 Wide;
#else
typedef long double Wide;
#endif

/* The square root of a wide sum, rounded once: one Newton step on the double root. */
static double wide_root(Wide sum) {
    Wide root = 1;
    int exponent = 0;
    for (; sum > 0x1p1000; sum *= 0x1p-200) exponent += 100;
    for (; sum < 0x1p-900; sum *= 0x1p200) exponent -= 100;
    root = sqrt((double)sum);
    root += (sum - root * root) / (2 * root);
    for (; exponent > 0; exponent -= 100) root *= 0x1p100;
    for (; exponent < 0; exponent += 100) root *= 0x1p-100;
    return (double)root;
}

/* The same for components whose squares neither overflow nor lose bits: sum and root in two doubles each. */
static double near_length(const double *components, size_t count) {
    double high = 0, low = 0;
    for (size_t i = 0; i < count; i++) {
        double square = components[i] * components[i], lost = fma(components[i], components[i], -square);
        double sum = high + square, added = sum - high;
        low += (high - (sum - added)) + (square - added) + lost;
        high = sum;
    }
    double root = sqrt(high);
    return root + (fma(-root, root, high) + low) / (2 * root);
}

/* Length of the vector, whose components are finite or not. */
static double vector_length(const double *components, size_t count) {
    bool nan = false, infinite = false, near = true;
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        double size = fabs(components[i]);
        nan |= isnan(size);
        infinite |= isinf(size);
        near = near && (size == 0 || (size > 0x1p-400 && size < 0x1p400));
        if (size > largest) largest = size;
    }
    if (infinite) return INFINITY;
    if (nan) return NAN;
    if (largest == 0 || count == 1) return largest;
    if (near) return near_length(components, count);
    Wide sum = 0;
    for (size_t i = 0; i < count; i++) sum += (Wide)components[i] * components[i];
    return wide_root(sum);
}

/* Both Tuples of the same length; right NULL: zeros. */
static Value norm_of_difference(Object *left, Object *right) {
    enum { FEW = 8 };
    size_t count = tuple_count(left);
    double few[FEW], *components = count <= FEW ? few : mem_array(count, sizeof *components);
    if (!components) return value_new(error_no_memory());
    int status = 0;
    for (size_t i = 0; i < count && !status; i++) {
        double other = 0;
        status = float_as_double(tuple_item_borrowed(left, i), &components[i]);
        if (!status && right) status = float_as_double(tuple_item_borrowed(right, i), &other);
        components[i] -= other;
    }
    double length = status ? 0 : vector_length(components, count);
    if (components != few) mem_free_array(components, count, sizeof *components);
    return status ? value_error() : value_float(length);
}

Value math_hypot(Object *self UNUSED, Object **args) { return norm_of_difference(args[0], NULL); }

Value math_dist(Object *self UNUSED, Object **args) {
    Object *p = tuple_from_iterable(args[0]), *q = p ? tuple_from_iterable(args[1]) : NULL;
    Value result = value_error();
    if (q && tuple_count(p) != tuple_count(q)) error_set(ValueError, "both points must have the same number of dimensions");
    else if (q) result = norm_of_difference(p, q);
    release_or_null(p);
    release_or_null(q);
    return result;
}
