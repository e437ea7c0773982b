/* Raising: formats, context, memory errors. */
#include "runtime/object/error.h"

#include <criterion/criterion.h>
#include <errno.h>

#include "builtins/types/exception.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "tests/unit/fixture.h"

TestSuite(error, .init = start_objects);

Test(error, formats) {
    error_set(ValueError, "%s|%d|%.2s|%c|%zu|%%|%ld|%x|%lld", "text", -5, "abc", 0x20AC, (size_t)7, 8L, 255u, 9LL);
    cr_expect_str_eq(taken_error(), "ValueError: text|-5|ab|\xE2\x82\xAC|7|%|8|ff|9");
    error_set(TypeError, "%R %S %A %T %N", True, None, Ellipsis, None, KeyError);
    cr_expect_str_eq(taken_error(), "TypeError: True None Ellipsis NoneType KeyError");
    error_set(TypeError, "%.3s", "ab\xC3\xA9");
    cr_expect_str_eq(taken_error(), "TypeError: ab");
}

Test(error, matching) {
    error_set_object(KeyError, None);
    cr_assert(error_matches(KeyError) && error_matches(LookupError) && error_matches(BaseException));
    cr_assert_not(error_clear_if(ValueError));
    cr_assert(error_clear_if(LookupError));
    cr_assert_not(error_pending());
}

Test(error, errno_chooses_the_type) {
    errno = ENOENT;
    error_errno(OSError, "no/such");
    cr_expect_str_eq(taken_error(), "FileNotFoundError: [Errno 2] No such file or directory: 'no/such'");
    errno = EPIPE;
    error_errno(OSError, NULL);
    cr_expect_str_eq(taken_error(), "BrokenPipeError: [Errno 32] Broken pipe");
}

Test(error, the_handled_exception_becomes_the_context) {
    Object *args = tuple_new(0), *first = exception_new(ValueError, args), *second = exception_new(TypeError, args);
    interp.handled = first;
    error_raise_steal(retain(second));
    cr_assert_eq(((ExceptionObject *)second)->context, first);
    release(error_take());
    interp.handled = second;
    error_raise_steal(retain(first));   /* no circle: second gives its context up */
    cr_assert_eq(((ExceptionObject *)first)->context, second);
    cr_assert_null(((ExceptionObject *)second)->context);
    error_clear();
    interp.handled = NULL;
    release(first);
    release(second);
    release(args);
}

Test(error, memory_error_needs_no_memory) {
    error_no_memory();
    cr_expect_str_eq(taken_error(), "MemoryError: ");
    for (int i = 1; i < 5; i++) {
        mem_fail_after((uint64_t)i);
        error_no_memory();
        cr_assert(error_matches(MemoryError));
        mem_fail_after(0);
        error_clear();
    }
}

Test(error, failing_allocations_end_in_memory_error) {
    for (uint64_t n = 1; n < 8; n++) {
        mem_fail_after(n);
        error_set(ValueError, "%s", "a message long enough to need a block of its own, and another one for the buffer: 0123456789");
        mem_fail_after(0);
        cr_assert(error_pending());
        error_clear();
    }
}
