/* The heap checker sees what is wrong. */
#include "gc/verify.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "builtins/types/list.h"
#include "gc/generations.h"
#include "tests/unit/fixture.h"

static void start(void) {
    start_objects();
    cr_assert_eq(gc_init(), 0);
    cr_redirect_stderr();
}

TestSuite(verify, .init = start);

Test(verify, a_sound_heap) {
    Object *list = list_new(0);
    list_append(list, list);
    cr_assert_eq(gc_verify(), 0);
    list_clear(list);
    release(list);
}

Test(verify, a_count_that_is_too_low) {
    Object *outer = list_new(0), *inner = list_new(0);
    list_append(outer, inner);
    list_append(outer, inner);
    inner->refcount = 1;
    cr_assert_eq(gc_verify(), 1);
    inner->refcount = 3;
    cr_assert_eq(gc_verify(), 0);
    release(inner);
    release(outer);
}

Test(verify, a_broken_link) {
    Object *a = list_new(0), *b = list_new(0);
    GcHead *head = gc_head(b);
    uintptr_t previous = head->prev;
    head->prev = (uintptr_t)head;
    cr_assert_eq(gc_verify(), 1);
    head->prev = previous;
    cr_assert_eq(gc_verify(), 0);
    release(a);
    release(b);
}

Test(verify, a_mark_left_behind) {
    Object *list = list_new(0);
    gc_head(list)->prev |= GC_COLLECTING;
    cr_assert_eq(gc_verify(), 1);
    gc_head(list)->prev &= ~(uintptr_t)GC_COLLECTING;
    release(list);
}

Test(verify, a_wrong_generation) {
    Object *list = list_new(0);
    gc_set_generation(gc_head(list), 1);
    cr_assert_eq(gc_verify(), 1);
    gc_set_generation(gc_head(list), 0);
    cr_assert_eq(gc_verify(), 0);
    release(list);
}

Test(verify, a_dead_object_in_a_list) {
    Object *list = list_new(0);
    list->refcount = 0;
    cr_assert_geq(gc_verify(), 1);
    list->refcount = 1;
    release(list);
}
