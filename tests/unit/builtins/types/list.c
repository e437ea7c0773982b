/* Lists: growth, slices, and the sort. */
#include "tests/unit/class_fixture.h"

#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"

TestSuite(list, .init = start_objects);
TestSuite(sort, .init = start_objects);

#define LIST(o) ((List *)(o))

static Object *list_of_ints(size_t count, int64_t (*item)(size_t)) {
    Object *list = list_new(0);
    for (size_t i = 0; i < count; i++) cr_assert_eq(list_append_steal(list, int_from_i64(item(i))), 0);
    return list;
}

static int64_t counting(size_t i) { return (int64_t)i; }

Test(list, room_grows_by_an_eighth) {
    static const size_t steps[] = {4, 8, 16, 24, 32, 40, 52, 64, 76, 92};
    Object *list = list_new(0);
    size_t step = 0;
    cr_assert_null(LIST(list)->items);
    for (size_t i = 0; i < 92; i++) {
        cr_assert_eq(list_append(list, None), 0);
        if (LIST(list)->capacity != steps[step]) step++;
        cr_assert_eq(LIST(list)->capacity, steps[step]);
    }
    release(list);
}

Test(list, slices_are_replaced_in_place) {
    Object *list = list_of_ints(6, counting), *two = list_of_ints(2, counting), *many = list_of_ints(40, counting);
    cr_assert_eq(list_set_slice(list, 1, 5, two), 0);
    assert_repr(retain(list), "[0, 0, 1, 5]");
    cr_assert_eq(list_set_slice(list, 1, 1, list), 0);
    assert_repr(retain(list), "[0, 0, 0, 1, 5, 0, 1, 5]");
    cr_assert_eq(list_set_slice(list, -2, 100, NULL), 0);
    assert_repr(retain(list), "[0, 0, 0, 1, 5, 0]");
    cr_assert_eq(list_set_slice(list, 0, 100, many), 0);
    cr_assert_eq(list_count(list), 40);
    cr_assert_eq(list_set_slice(list, 0, 100, NULL), 0);
    cr_assert_eq(list_count(list), 0);
    release(list), release(two), release(many);
}

Test(list, inserts_anywhere) {
    Object *list = list_new(0);
    cr_assert_eq(list_insert(list, 100, int_small_borrowed(1)), 0);
    cr_assert_eq(list_insert(list, -100, int_small_borrowed(0)), 0);
    cr_assert_eq(list_insert(list, -1, int_small_borrowed(5)), 0);
    assert_repr(retain(list), "[0, 5, 1]");
    release(list);
}

/* ---- sort ---- */

static void check_sorted(Object *list, size_t count, bool reverse) {
    cr_assert_eq(list_count(list), count);
    for (size_t i = 1; i < count; i++) {
        Object *a = LIST(list)->items[i - 1], *b = LIST(list)->items[i];
        cr_assert_eq(object_compare_bool(reverse ? a : b, reverse ? b : a, COMPARE_LT), 0, "at %zu", i);
    }
}

static int64_t falling(size_t i) { return -(int64_t)i; }
static int64_t saw(size_t i) { return (int64_t)(i % 97); }
static int64_t same(size_t i) { return (int64_t)i * 0; }
static int64_t scattered(size_t i) { return (int64_t)(i * 2654435761u % 1000003); }
static int64_t nearly(size_t i) { return i % 50 == 7 ? -(int64_t)i : (int64_t)i; }

Test(sort, sorts_all_kinds_of_input) {
    static int64_t (*const inputs[])(size_t) = {counting, falling, saw, same, scattered, nearly};
    static const size_t sizes[] = {0, 1, 2, 3, 31, 63, 64, 65, 127, 1000, 4097, 50000};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
            for (int reverse = 0; reverse < 2; reverse++) {
                Object *list = list_of_ints(sizes[j], inputs[i]);
                cr_assert_eq(list_sort(list, NULL, reverse), 0);
                check_sorted(list, sizes[j], reverse);
                release(list);
            }
}

/* Pairs (key, place): equal keys must keep the order of their places, also in reverse. */
Test(sort, is_stable) {
    for (int reverse = 0; reverse < 2; reverse++) {
        Object *list = list_new(0), *items[2];
        for (int64_t i = 0; i < 5000; i++) {
            items[0] = int_from_i64(i * 7919 % 13), items[1] = int_from_i64(i);
            list_append_steal(list, tuple_from_items_steal(items, 2));
        }
        Object *getter = object_getattr_text((Object *)&tuple_type, "__len__");     /* every key is 2: nothing may move */
        cr_assert_eq(list_sort(list, getter, reverse), 0);
        for (int64_t i = 0; i < 5000; i++)
            cr_assert_eq(int_value(tuple_item_borrowed(LIST(list)->items[i], 1)), i);
        cr_assert_eq(list_sort(list, NULL, reverse), 0);
        check_sorted(list, 5000, reverse);
        release(getter), release(list);
    }
}

Test(sort, mixed_types) {
    Object *list = list_new(0);
    list_append_steal(list, float_from_double(2.5));
    list_append_steal(list, int_from_i64(3));
    list_append_steal(list, retain(True));
    cr_assert_eq(list_sort(list, NULL, false), 0);
    assert_repr(retain(list), "[True, 2.5, 3]");
    list_append_steal(list, str_from_text("x"));
    cr_assert_eq(list_sort(list, NULL, false), -1);
    assert_error(TypeError, "'<' not supported between instances of 'str' and 'int'");
    cr_assert_eq(list_count(list), 4);
    release(list);
}

Test(sort, strings_by_code_points) {
    static const char *const texts[] = {"\xc3\xa9", "z", "", "a", "\xf0\x9f\x98\x80", "ab", "Z", "\xe6\x97\xa5"};
    Object *list = list_new(0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) list_append_steal(list, str_from_text(texts[i]));
    cr_assert_eq(list_sort(list, NULL, false), 0);
    assert_repr(retain(list), "['', 'Z', 'a', 'ab', 'z', '\xc3\xa9', '\xe6\x97\xa5', '\xf0\x9f\x98\x80']");
    release(list);
}
