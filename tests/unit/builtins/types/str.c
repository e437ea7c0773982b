/* Strings: the offset index, interning, in-place append, the cache, search. */
#include "builtins/types/str.h"

#include <criterion/criterion.h>

#include "builtins/types/text_search.h"
#include "tests/unit/fixture.h"

TestSuite(str, .init = start_objects);

/* ---- representation ---- */

Test(str, lengths_count_code_points) {
    Object *o = str_from_text("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    cr_expect_eq(str_size(o), 10);
    cr_expect_eq(str_length(o), 4);
    cr_expect_not(str_is_ascii(o));
    release(o);
}

Test(str, small_results_are_the_cached_objects) {
    Object *a = str_from_text("a"), *b = str_from_codepoint('a'), *text = str_from_text("xay"), *c = str_item(text, 1);
    cr_expect_eq(a, b);
    cr_expect_eq(a, c);
    Object *accent = str_from_codepoint(0xE9), *same = str_from_text("\xc3\xa9"), *empty = str_slice(text, 2, 1), *none = str_from_text("");
    cr_expect_eq(accent, same);
    cr_expect_eq(empty, none);
    Object *all[] = {a, b, c, text, accent, same, empty, none};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) release(all[i]);
}

Test(str, orders_by_code_point) {
    Object *a = str_from_text("\xef\xbf\xbd"), *b = str_from_text("\xf0\x90\x80\x80"), *c = str_from_text("\xed\xa0\x80");
    cr_expect_lt(str_compare(a, b), 0);
    cr_expect_lt(str_compare(c, a), 0);
    cr_expect_eq(str_compare(a, a), 0);
    release(a);
    release(b);
    release(c);
}

/* ---- index ---- */

/* Text of `count` characters that take 1, 2, 3 and 4 bytes in turn. */
static Object *mixed_text(size_t count) {
    static const char *const characters[] = {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    Buffer buffer = BUFFER_INIT;
    for (size_t i = 0; i < count; i++) buffer_append_text(&buffer, characters[i % 4]);
    return str_from_buffer(&buffer);
}

static size_t mixed_offset(size_t index) {
    static const size_t within[] = {0, 1, 3, 6};
    return index / 4 * 10 + within[index % 4];
}

Test(str, offsets_of_long_text_in_any_order) {
    Object *o = mixed_text(1000);
    for (size_t i = 0; i <= 1000; i++) cr_assert_eq(str_byte_offset(o, i), mixed_offset(i), "at %zu", i);
    for (size_t i = 1000; i-- > 0;) cr_assert_eq(str_byte_offset(o, i), mixed_offset(i), "back at %zu", i);
    for (size_t i = 0, at = 0; i < 2000; i++, at = (at * 31 + 17) % 1000) cr_assert_eq(str_byte_offset(o, at), mixed_offset(at));
    cr_expect_eq(str_byte_offset(o, 5000), str_size(o));
    release(o);
}

Test(str, indexes_of_many_strings_live_side_by_side) {
    enum { COUNT = 300 };
    Object *texts[COUNT];
    for (size_t i = 0; i < COUNT; i++) texts[i] = mixed_text(65 + i);
    for (size_t i = 0; i < COUNT; i++) cr_assert_eq(str_byte_offset(texts[i], 64 + i / 2), mixed_offset(64 + i / 2));
    for (size_t i = 0; i < COUNT; i += 2) release(texts[i]);
    for (size_t i = 1; i < COUNT; i += 2) cr_assert_eq(str_byte_offset(texts[i], 64), mixed_offset(64));
    for (size_t i = 1; i < COUNT; i += 2) release(texts[i]);
}

Test(str, append_drops_the_index) {
    Object *o = mixed_text(100), *more = mixed_text(100);
    cr_expect_eq(str_byte_offset(o, 99), mixed_offset(99));
    o = str_append_steal(o, more);
    cr_expect_eq(str_byte_offset(o, 199), mixed_offset(199));
    release(o);
    release(more);
}

/* ---- append ---- */

Test(str, append_grows_in_place) {
    Object *piece = str_from_text("0123456789"), *o = str_concat(piece, piece);
    size_t moves = 0;
    for (int i = 0; i < 10000; i++) {
        Object *before = o;
        o = str_append_steal(o, piece);
        moves += o != before;
    }
    cr_expect_eq(str_size(o), 100020);
    cr_expect_lt(moves, 200);
    cr_expect_eq(str_data(o)[100020], '\0');
    release(o);
    release(piece);
}

Test(str, append_leaves_shared_strings_alone) {
    Object *o = str_from_text("shared text"), *kept = retain(o), *more = str_from_text("!!"), *result = str_append_steal(o, more);
    cr_expect_str_eq(str_data(kept), "shared text");
    cr_expect_str_eq(str_data(result), "shared text!!");
    release(kept);
    release(more);
    release(result);
}

Test(str, append_forgets_the_hash) {
    Object *o = str_from_text("one two"), *more = str_from_text("!!"), *same = str_from_text("one two!!");
    str_hash(o);
    o = str_append_steal(o, more);
    cr_expect_eq(str_hash(o), str_hash(same));
    release(o);
    release(more);
    release(same);
}

/* ---- interning ---- */

Test(str, interning_gives_one_object) {
    Object *a = str_intern_text("some_name"), *b = str_intern_utf8("some_name", 9), *c = str_intern_steal(str_from_text("some_name"));
    cr_expect_eq(a, b);
    cr_expect_eq(a, c);
    cr_expect_eq(a->refcount, 3);
    release(a);
    release(b);
    release(c);
}

Test(str, interned_strings_die) {
    size_t before = str_interned_count();
    Object *names[2000];
    for (int i = 0; i < 2000; i++) names[i] = str_intern_steal(str_format("interned_name_%d", i));
    cr_expect_eq(str_interned_count(), before + 2000);
    for (int i = 0; i < 2000; i += 2) release(names[i]);
    for (int i = 1; i < 2000; i += 2) {
        Object *again = str_intern_steal(str_format("interned_name_%d", i));
        cr_assert_eq(again, names[i]);
        release(again);
    }
    for (int i = 1; i < 2000; i += 2) release(names[i]);
    cr_expect_eq(str_interned_count(), before);
}

/* ---- search ---- */

static ssize_t slow_first(const char *text, size_t size, const char *needle, size_t needle_size) {
    for (size_t i = 0; i + needle_size <= size; i++)
        if (memcmp(text + i, needle, needle_size) == 0) return (ssize_t)i;
    return -1;
}

static ssize_t slow_last(const char *text, size_t size, const char *needle, size_t needle_size) {
    for (size_t i = size + 1; i-- > 0;)
        if (i + needle_size <= size && memcmp(text + i, needle, needle_size) == 0) return (ssize_t)i;
    return -1;
}

Test(str, searches_agree_with_the_simple_way) {
    char text[200], needle[8];
    uint32_t state = 1;
    for (int round = 0; round < 20000; round++) {
        size_t size = round % 200, needle_size = round % 7;
        for (size_t i = 0; i < size; i++) text[i] = "ab"[(state = state * 1103515245 + 12345) >> 16 & 1];
        for (size_t i = 0; i < needle_size; i++) needle[i] = "ab"[(state = state * 1103515245 + 12345) >> 16 & 1];
        cr_assert_eq(search_first(text, size, needle, needle_size), slow_first(text, size, needle, needle_size));
        cr_assert_eq(search_last(text, size, needle, needle_size), slow_last(text, size, needle, needle_size));
    }
}

Test(str, bad_cases_stay_linear, .timeout = 10) {
    enum { SIZE = 1 << 20, NEEDLE = 1 << 18 };
    char *text = malloc(SIZE), *needle = malloc(NEEDLE);
    memset(text, 'a', SIZE);
    memset(needle, 'a', NEEDLE);
    needle[NEEDLE / 2] = 'b';
    cr_expect_eq(search_first(text, SIZE, needle, NEEDLE), -1);
    cr_expect_eq(search_last(text, SIZE, needle, NEEDLE), -1);
    text[NEEDLE / 2 + 10] = 'b';
    cr_expect_eq(search_last(text, SIZE, needle, NEEDLE), 10);
    free(text);
    free(needle);
}

Test(str, counts_do_not_overlap) {
    cr_expect_eq(search_count("aaaaa", 5, "aa", 2, SIZE_MAX), 2);
    cr_expect_eq(search_count("aaaaa", 5, "a", 1, SIZE_MAX), 5);
    cr_expect_eq(search_count("aaaaa", 5, "a", 1, 3), 3);
}
