/* Hidden classes and the attributes of instances. */
#include "tests/unit/class_fixture.h"

#include <stdio.h>

#include "runtime/object/alloc.h"
#include "runtime/object/shape.h"

TestSuite(shape, .init = start_objects);

static Object *name_of(int i) {
    char text[16];
    snprintf(text, sizeof text, "name%d", i);
    return str_intern_text(text);
}

Test(shape, transitions_are_shared_and_ordered) {
    Object *class = make_class("A", NULL, NULL);
    Shape *root = shape_root((Type *)class), *a = shape_add(root, NAME(name)), *ab = shape_add(a, NAME(value));
    cr_assert_eq(shape_add(root, NAME(name)), a);
    cr_assert_eq(shape_add(a, NAME(value)), ab);
    cr_assert_neq(shape_add(root, NAME(value)), ab);
    cr_assert_eq(shape_index(ab, NAME(name)), 0);
    cr_assert_eq(shape_index(ab, NAME(value)), 1);
    cr_assert_eq(shape_index(ab, NAME(path)), -1);
    release(class);
}

Test(shape, many_attributes_keep_their_order_in_the_dict) {
    Object *class = make_class("A", NULL, NULL), *o = object_call_noargs(class);
    for (int i = 0; i < 100; i++) {
        Object *name = name_of(i), *value = int_from_i64(i + 1000);
        cr_assert_eq(attrs_set(o, name, value), 0);
        release(value);
    }
    for (int i = 0; i < 100; i++) cr_assert_eq(int_value(attrs_peek(o, name_of(i))), i + 1000);
    Object *dict = attrs_dict_borrowed(o), *key, *value;
    size_t position = 0;
    for (int i = 0; dict_next(dict, &position, &key, &value); i++) cr_assert_eq(key, name_of(i));
    cr_assert_eq(dict_count(dict), 100);
    release(o);
    release(class);
}

Test(shape, classes_learn_how_much_room_instances_need) {
    Object *class = make_class("A", NULL, NULL), *o = object_call_noargs(class);
    for (int i = 0; i < 6; i++) attrs_set(o, name_of(i), None);
    cr_assert_geq(((Type *)class)->inline_values, 6u);
    Object *later = object_call_noargs(class);
    for (int i = 0; i < 6; i++) attrs_set(later, name_of(i), None);
    cr_assert_eq(object_attrs(later)->values, attrs_inline_area(later));
    cr_assert_eq(object_attrs(later)->shape, object_attrs(o)->shape);
    release(later);
    release(o);
    release(class);
}

Test(shape, deleting_keeps_the_order_of_the_rest) {
    Object *class = make_class("A", NULL, NULL), *o = object_call_noargs(class);
    for (int i = 0; i < 4; i++) attrs_set(o, name_of(i), int_small_borrowed(i));
    cr_assert_eq(attrs_delete(o, name_of(1)), 1);
    cr_assert_eq(attrs_delete(o, name_of(1)), 0);
    cr_assert_null(attrs_peek(o, name_of(1)));
    assert_repr(retain(attrs_dict_borrowed(o)), "{'name0': 0, 'name2': 2, 'name3': 3}");
    release(o);
    release(class);
}

Test(shape, the_dict_is_the_instance_once_asked_for) {
    Object *class = make_class("A", NULL, NULL), *o = object_call_noargs(class);
    attrs_set(o, NAME(name), None);
    Object *dict = attrs_dict_borrowed(o);
    dict_set(dict, NAME(value), True);
    cr_assert_eq(attrs_peek(o, NAME(value)), True);
    attrs_set(o, NAME(path), False);
    cr_assert_eq(dict_peek_str(dict, NAME(path)), False);
    cr_assert_eq(attrs_dict_borrowed(o), dict);
    release(o);
    release(class);
}

Test(shape, values_are_released_with_the_instance) {
    Object *class = make_class("A", NULL, NULL), *o = object_call_noargs(class), *value = list_new(0);
    attrs_set(o, NAME(name), value);
    cr_assert_eq(value->refcount, 2u);
    release(o);
    cr_assert_eq(value->refcount, 1u);
    release(value);
    release(class);
}

/* ---- an object whose end gives the instance attributes again, in the room that is being emptied ---- */

static Object *instance;

static void setter_dealloc(Object *o) {
    for (int i = 10; i < 14; i++) {
        Object *list = list_new(0);
        cr_assert_eq(attrs_set(instance, name_of(i), list), 0);
        release(list);
    }
    object_free(o);
}
static Type setter_type = {.head = TYPE_HEAD, .name = "Setter", .size = sizeof(Object), .dealloc = setter_dealloc};

/* Of a class without a built-in base but object, or of a subclass of list. */
static void clear_while_attributes_are_made(Object *bases) {
    cr_assert_eq(type_ready(&setter_type), 0);
    Object *class = make_class("A", bases, NULL), *setter = object_new(&setter_type), *values[3];
    instance = object_call_noargs(class);     /* from it the class learns how much room the next one needs */
    for (int i = 0; i < 4; i++) attrs_set(instance, name_of(i), None);
    release(instance);
    instance = object_call_noargs(class);
    attrs_set(instance, name_of(0), setter);
    release(setter);
    for (int i = 0; i < 3; i++) {
        values[i] = list_new(0);
        attrs_set(instance, name_of(i + 1), values[i]);
    }
    instance->type->clear(instance);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(values[i]->refcount, 1u);
        release(values[i]);
    }
    assert_repr(retain(attrs_dict_borrowed(instance)), "{'name10': [], 'name11': [], 'name12': [], 'name13': []}");
    release(instance);
    release(class);
}

Test(shape, attributes_made_while_old_ones_go) {
    clear_while_attributes_are_made(NULL);
    clear_while_attributes_are_made(tuple_of(1, (Object *)&list_type));
}
