/* The collector's lists. */
#include "gc/list.h"

#include <criterion/criterion.h>

static GcHead list, other, heads[4];

static void fill(void) {
    gc_list_init(&list);
    gc_list_init(&other);
    for (int i = 0; i < 4; i++) {
        heads[i] = (GcHead){0};
        gc_list_append(&heads[i], &list);
    }
}

TestSuite(gc_list, .init = fill);

Test(gc_list, appends_at_the_end) {
    cr_assert_eq(gc_list_size(&list), 4);
    cr_assert_eq(gc_next(&list), &heads[0]);
    cr_assert_eq(gc_prev(&list), &heads[3]);
    cr_assert(!gc_list_is_empty(&list));
    cr_assert(gc_list_is_empty(&other));
}

Test(gc_list, removes) {
    gc_list_remove(&heads[1]);
    cr_assert_eq(heads[1].next, 0);
    cr_assert_eq(gc_next(&heads[0]), &heads[2]);
    cr_assert_eq(gc_prev(&heads[2]), &heads[0]);
}

Test(gc_list, moves_keep_flags) {
    heads[2].prev |= GC_FINALIZED | GC_COLLECTING;
    gc_list_move(&heads[2], &other);
    cr_assert_eq(gc_list_size(&list), 3);
    cr_assert_eq(gc_next(&other), &heads[2]);
    cr_assert_eq(gc_prev(&heads[2]), &other);
    cr_assert_eq(heads[2].prev & GC_FLAGS, GC_FINALIZED | GC_COLLECTING);
}

Test(gc_list, merges_in_order) {
    gc_list_move(&heads[0], &other);
    gc_list_move(&heads[1], &other);
    gc_list_merge(&other, &list);
    cr_assert(gc_list_is_empty(&other));
    GcHead *expected[] = {&heads[2], &heads[3], &heads[0], &heads[1]};
    int i = 0;
    GC_EACH(head, &list) cr_assert_eq(head, expected[i++]);
    cr_assert_eq(i, 4);
    gc_list_merge(&other, &list);
    cr_assert_eq(gc_list_size(&list), 4);
}
