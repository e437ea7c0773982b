/* The dict's table: collisions, deletion, order, version, sizes, key kinds. */
#include "tests/unit/class_fixture.h"

#include <stdio.h>

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/str.h"

TestSuite(dict, .init = start_objects);

static void set_int(Object *dict, int64_t key, int64_t value) {
    Object *k = int_from_i64(key), *v = int_from_i64(value);
    cr_assert_eq(dict_set(dict, k, v), 0);
    release(k), release(v);
}

static int64_t get_int(Object *dict, int64_t key) {
    Object *k = int_from_i64(key), *value = dict_peek(dict, k);
    release(k);
    return value ? int_value(value) : -1;
}

static void delete_int(Object *dict, int64_t key, int expected) {
    Object *k = int_from_i64(key);
    cr_assert_eq(dict_delete(dict, k), expected);
    release(k);
}

Test(dict, finds_what_was_put_in_through_every_table_size) {
    Object *dict = dict_new();
    for (int64_t i = 0; i < 100000; i++) {
        set_int(dict, i, i * 2);
        if ((i & (i - 1)) == 0)
            for (int64_t j = 0; j <= i; j++) cr_assert_eq(get_int(dict, j), j * 2);
    }
    cr_assert_eq(dict_count(dict), 100000);
    cr_assert_eq(get_int(dict, 100000), -1);
    release(dict);
}

Test(dict, keys_with_equal_hashes_are_kept_apart) {
    Object *dict = dict_new();
    int64_t modulus = (int64_t)HASH_MODULUS;
    for (int64_t i = 0; i < 3; i++) set_int(dict, 5 + i * modulus, i);    /* all hash to 5 */
    for (int64_t i = 0; i < 40; i++) set_int(dict, i << 32, i + 100);      /* equal low bits */
    for (int64_t i = 0; i < 3; i++) cr_assert_eq(get_int(dict, 5 + i * modulus), i);
    for (int64_t i = 0; i < 40; i++) cr_assert_eq(get_int(dict, i << 32), i + 100);
    delete_int(dict, 5, 1);
    cr_assert_eq(get_int(dict, 5), -1);
    cr_assert_eq(get_int(dict, 5 + 2 * modulus), 2);
    release(dict);
}

Test(dict, order_is_that_of_insertion) {
    Object *dict = dict_new();
    set_int(dict, 3, 0), set_int(dict, 1, 0), set_int(dict, 2, 0);
    delete_int(dict, 1, 1);
    set_int(dict, 1, 0), set_int(dict, 3, 9);
    assert_repr(retain(dict), "{3: 9, 2: 0, 1: 0}");
    release(dict);
}

Test(dict, many_deletions_leave_it_small) {
    Object *dict = dict_new();
    for (int64_t i = 0; i < 100000; i++) {
        set_int(dict, i, i);
        if (i >= 10) delete_int(dict, i - 10, 1);
    }
    cr_assert_eq(dict_count(dict), 10);
    cr_assert_lt(dict_table_size((Dict *)dict), 2000);
    delete_int(dict, 0, 0);
    release(dict);
}

Test(dict, taking_from_both_ends) {
    Object *dict = dict_new(), *key, *value;
    for (int64_t i = 0; i < 100; i++) set_int(dict, i, i);
    for (int64_t i = 0; i < 50; i++) {
        cr_assert_eq(dict_take_first(dict, &key, &value), 1);
        cr_assert_eq(int_value(key), i);
        release(key), release(value);
        cr_assert_eq(dict_take_last(dict, &key, &value), 1);
        cr_assert_eq(int_value(key), 99 - i);
        release(key), release(value);
    }
    cr_assert_eq(dict_take_first(dict, &key, &value), 0);
    cr_assert_eq(dict_take_last(dict, &key, &value), 0);
    set_int(dict, 7, 8);
    cr_assert_eq(get_int(dict, 7), 8);
    release(dict);
}

Test(dict, entries_move_to_both_ends) {
    Object *dict = dict_new();
    for (int64_t i = 0; i < 9; i++) set_int(dict, i, i);
    for (int round = 0; round < 40; round++) {
        Object *key = int_from_i64(round % 9);
        ssize_t index = dict_find((Dict *)dict, key, object_hash(key));
        cr_assert_eq(dict_move_entry((Dict *)dict, (size_t)index, true), 0);
        release(key);
    }
    assert_repr(dict_keys(dict), "[4, 5, 6, 7, 8, 0, 1, 2, 3]");
    Object *key = int_from_i64(3);
    cr_assert_eq(dict_move_entry((Dict *)dict, (size_t)dict_find((Dict *)dict, key, 3), false), 0);
    release(key);
    assert_repr(dict_keys(dict), "[3, 4, 5, 6, 7, 8, 0, 1, 2]");
    for (int64_t i = 0; i < 9; i++) cr_assert_eq(get_int(dict, i), i);
    release(dict);
}

Test(dict, version_changes_with_the_entries_alone) {
    Object *dict = dict_new(), *other = dict_new();
    uint64_t *version = &((Dict *)dict)->version, before = *version;
    cr_assert_neq(before, ((Dict *)other)->version);
    set_int(dict, 1, 1);
    cr_assert_neq(*version, before);
    before = *version;
    set_int(dict, 1, 2);
    cr_assert_eq(*version, before);
    cr_assert_eq(get_int(dict, 1), 2);
    delete_int(dict, 1, 1);
    cr_assert_neq(*version, before);
    before = *version;
    dict_clear(dict);
    cr_assert_neq(*version, before);
    release(dict), release(other);
}

Test(dict, names_are_found_by_identity_and_by_text) {
    Object *dict = dict_new(), *copy = str_from_text("nam"), *e = str_from_text("e");
    cr_assert_eq(dict_set_text(dict, "name", None), 0);
    cr_assert(!((Dict *)dict)->table->general);
    cr_assert_eq(dict_peek_str(dict, NAME(name)), None);
    copy = str_append_steal(copy, e);
    cr_assert_eq(dict_peek_str(dict, copy), None);
    cr_assert_eq(dict_peek_text(dict, "other"), NULL);
    ssize_t index = dict_entry_index_str(dict, copy);
    cr_assert_eq(index, 0);
    cr_assert_eq(*dict_entry_value(dict, 0), None);
    set_int(dict, 1, 5);
    cr_assert(((Dict *)dict)->table->general);
    cr_assert_eq(dict_peek_str(dict, copy), None);
    cr_assert_eq(get_int(dict, 1), 5);
    release(copy), release(e), release(dict);
}

Test(dict, small_ones_are_no_larger_than_cpython_s) {
    Object *dict = dict_new();
    static const struct { size_t count, bytes; } most[] = {{1, 120}, {5, 120}, {6, 208}, {10, 208}, {11, 400}, {21, 400}, {22, 768}};
    for (size_t i = 0, next = 0; next < sizeof most / sizeof *most; i++) {
        char name[16];
        snprintf(name, sizeof name, "k%zu", i);
        dict_set_text(dict, name, None);
        if (i + 1 != most[next].count) continue;
        cr_assert_leq(dict_table_size((Dict *)dict), most[next].bytes, "%zu entries", i + 1);
        next++;
    }
    release(dict);
}

Test(dict, unhashable_keys) {
    Object *dict = dict_new(), *list = list_new(0);
    cr_assert_eq(dict_set(dict, list, None), -1);
    assert_error(TypeError, "unhashable type: 'list'");
    cr_assert_eq(dict_contains(dict, list), -1);
    assert_error(TypeError, "unhashable type: 'list'");
    cr_assert_eq(dict_count(dict), 0);
    release(dict), release(list);
}

Test(dict, tracked_once_it_can_be_in_a_cycle) {
    Object *dict = dict_new(), *list = list_new(0);
    cr_assert(!gc_is_tracked(dict));
    set_int(dict, 1, 1);
    cr_assert(!gc_is_tracked(dict));
    cr_assert_eq(dict_set_text(dict, "list", list), 0);
    cr_assert(gc_is_tracked(dict));
    cr_assert_eq(dict_is_atomic(dict), 0);
    Object *holder = tuple_of(1, list);
    cr_assert_eq(dict_set_text(dict, "list", holder), 0);
    cr_assert_eq(dict_is_atomic(dict), -1);
    dict_clear(dict);
    cr_assert_eq(dict_is_atomic(dict), 1);
    release(dict), release(list), release(holder);
}
