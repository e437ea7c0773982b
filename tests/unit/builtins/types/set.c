/* Sets: the table through growth and removal, the algebra, and hashes of frozensets. */
#include "tests/unit/class_fixture.h"

#include "builtins/types/int.h"
#include "builtins/types/set.h"

TestSuite(set, .init = start_objects);

static Object *set_of(int64_t first, int64_t last, int64_t step) {
    Object *set = set_new(NULL);
    for (int64_t i = first; i < last; i += step) {
        Object *key = int_from_i64(i);
        cr_assert_eq(set_add(set, key), 0);
        release(key);
    }
    return set;
}

static int holds(Object *set, int64_t i) {
    Object *key = int_from_i64(i);
    int result = set_contains(set, key);
    release(key);
    return result;
}

Test(set, grows_and_finds) {
    Object *set = set_of(0, 60000, 1);
    cr_assert_eq(set_count(set), 60000);
    for (int64_t i = 0; i < 60000; i += 37) cr_assert_eq(holds(set, i), 1);
    cr_assert_eq(holds(set, 60000), 0);
    cr_assert_eq(holds(set, -1), 0);
    release(set);
}

Test(set, small_sets_use_the_inline_table) {
    Object *set = set_of(0, 4, 1);
    cr_assert_eq(set_table_bytes((Set *)set), 0);
    release(set);
    set = set_of(0, 5, 1);
    cr_assert_gt(set_table_bytes((Set *)set), 0);
    set_clear(set);
    cr_assert_eq(set_table_bytes((Set *)set), 0);
    cr_assert_eq(set_count(set), 0);
    release(set);
}

Test(set, removal_and_reuse_of_slots) {
    Object *set = set_new(NULL);
    for (int64_t i = 0; i < 20000; i++) {
        Object *key = int_from_i64(i), *old = int_from_i64(i - 5);
        cr_assert_eq(set_add(set, key), 0);
        cr_assert_eq(set_discard(set, old), i >= 5);
        release(key), release(old);
    }
    cr_assert_eq(set_count(set), 5);
    cr_assert_lt(set_table_bytes((Set *)set), 4096);
    release(set);
}

Test(set, popping_empties_it) {
    Object *set = set_of(0, 1000, 1);
    int64_t sum = 0;
    for (int i = 0; i < 1000; i++) {
        Object *key = set_pop(set);
        sum += int_value(key);
        release(key);
    }
    cr_assert_eq(sum, 499500);
    cr_assert_null(set_pop(set));
    assert_error(KeyError, "'pop from an empty set'");
    release(set);
}

Test(set, algebra) {
    Object *twos = set_of(0, 12, 2), *threes = set_of(0, 12, 3);
    assert_repr(set_and(twos, threes), "{0, 6}");
    assert_repr(set_or(twos, threes), "{0, 2, 3, 4, 6, 8, 9, 10}");
    assert_repr(set_subtract(twos, threes), "{8, 2, 10, 4}");
    cr_assert_eq(set_is_disjoint(twos, threes), 0);
    cr_assert_eq(set_is_subset(threes, twos), 0);
    Object *both = set_xor(twos, threes);
    cr_assert_eq(set_count(both), 6);
    cr_assert_eq(set_symmetric_update(both, both), 0);
    cr_assert_eq(set_count(both), 0);
    release(twos), release(threes), release(both);
}

Test(set, equal_frozensets_hash_alike_whatever_their_history) {
    Object *numbers = set_of(0, 10, 1), *a = frozenset_new(numbers), *more = set_of(0, 100, 1);
    for (int64_t i = 10; i < 100; i++) {
        Object *key = int_from_i64(i);
        set_discard(more, key);
        release(key);
    }
    Object *b = set_copy_as(&frozenset_type, more);
    cr_assert_eq(object_hash(a), object_hash(b));
    cr_assert_eq(object_equal(a, b), 1);
    cr_assert_eq(object_hash(numbers), -1);
    assert_error(TypeError, "unhashable type: 'set'");
    release(numbers), release(a), release(b), release(more);
}
