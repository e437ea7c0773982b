#include "tests/unit/fixture.h"

#include <criterion/criterion.h>

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/types.h"
#include "runtime/base/mem.h"
#include "runtime/object/names.h"

void start_objects(void) {
    mem_init();
    hash_init();
    stack_init();
    cr_assert_eq(names_init(), 0);
    cr_assert_eq(types_init(), 0);
    interp.builtins = dict_new();
    cr_assert_not_null(interp.builtins);
}

/* Keeps the text of the last Str. STEALS text. */
static const char *keep_steal(Object *text) {
    static Object *last;
    object_replace_steal(&last, text);
    return last ? str_data(last) : "(no text)";
}

const char *taken_error(void) {
    Object *exception = error_take();
    if (!exception) return "";
    Object *text = str_format("%T: %S", exception, exception);
    release(exception);
    return keep_steal(text);
}

const char *repr_text_steal(Object *o) {
    if (!o) return taken_error();
    Object *text = object_repr(o);
    release(o);
    return keep_steal(text);
}
